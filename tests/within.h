// Whole numbers between two bounds, both allowed. cmocka's own assert_in_range is unsigned, and deprecated from version
// 2 on, whose successors version 1 lacks.
#ifndef RAVINE_TESTS_WITHIN_H
#define RAVINE_TESTS_WITHIN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define assert_within(value, low, high)                                                                                \
    do {                                                                                                               \
        intmax_t it = (intmax_t)(value), least = (intmax_t)(low), most = (intmax_t)(high);                             \
        if (it < least || it > most)                                                                                   \
            fail_msg("%s is %jd, not within %jd and %jd", #value, it, least, most);                                    \
    } while (0)

#endif
