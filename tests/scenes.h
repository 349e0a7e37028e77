// What tests of scenes share: numbers compared one by one.
#ifndef RAVINE_TESTS_SCENES_H
#define RAVINE_TESTS_SCENES_H

#include "scene/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static inline void assert_doubles_equal(const char *what, const double *a, const double *b, int n)
{
    for (int i = 0; i < n; i++)
        if (a[i] != b[i])
            fail_msg("%s %d: %.17g, %.17g", what, i, a[i], b[i]);
}

#endif
