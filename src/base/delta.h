// What differs between two blocks of memory of one size, in as many bytes as differ and a few. It turns either block
// into the other.
#ifndef RAVINE_BASE_DELTA_H
#define RAVINE_BASE_DELTA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Delta {
    unsigned char *bytes; // NULL where nothing differs
    size_t size;
} Delta;

// false: out of memory.
bool delta_between(const void *a, const void *b, size_t size, Delta *delta);
void delta_apply(const Delta *delta, void *block);
void delta_clear(Delta *delta);

#endif
