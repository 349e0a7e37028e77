// Typefaces of the system's packages, found by family through fontconfig.
#ifndef RAVINE_BASE_TYPEFACE_H
#define RAVINE_BASE_TYPEFACE_H

#include <stdbool.h>

enum { TYPEFACE_FAMILIES = 2, TYPEFACE_PATH_MAX = 1024 };

extern const char *const typeface_families[TYPEFACE_FAMILIES]; // what one lacks, letter by letter, the next one gives

typedef struct Typeface {
    char path[TYPEFACE_PATH_MAX]; // "": not there
    int index;                    // in a collection, or of a variable font's instance
} Typeface;

Typeface typeface_find(const char *family, bool semibold, bool italic);

#endif
