// Which few colours stand best for many: those of images are counted, and cut into boxes.
#ifndef RAVINE_WEB_COLOURS_H
#define RAVINE_WEB_COLOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Counted {
    uint32_t rgb, n; // n 0: nothing
} Counted;

// Zeroed: none. Where there are very many, those that are nearly the same are taken for the same.
typedef struct Colours {
    Counted *all; // by their hash
    int n, bits;  // bits: that are left away
} Colours;

bool colours_count(Colours *colours, const uint8_t *rgb, size_t pixels); // false: out of memory
int colours_cut(Colours *colours, uint8_t (*rgba)[4], int most);         // returns how many; the counts are gone
void colours_free(Colours *colours);

#endif
