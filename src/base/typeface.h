// Typefaces of the system's packages, found by family through fontconfig.
#ifndef RAVINE_BASE_TYPEFACE_H
#define RAVINE_BASE_TYPEFACE_H

#include "base/error.h"

#include <stdbool.h>

enum { TYPEFACE_FAMILIES = 2, TYPEFACE_PATH_MAX = 1024, TYPEFACE_NAME_MAX = 64 };

// What one lacks, letter by letter, the next one gives: Inter, or what was chosen; DejaVu Sans.
const char *typeface_family(int i);
// Before anything is measured or drawn. "": Inter again. false: no such family is installed; error names the nearest.
bool typeface_choose(const char *family, Error *error);

typedef struct Typeface {
    char path[TYPEFACE_PATH_MAX]; // "": not there
    int index;                    // in a collection, or of a variable font's instance
} Typeface;

Typeface typeface_find(const char *family, bool semibold, bool italic);

#endif
