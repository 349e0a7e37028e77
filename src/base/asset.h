// Finds what the program reads at run time: shaders/ and assets/, in $RAVINE_ASSETS, beside the program, or where it
// was installed.
#ifndef RAVINE_BASE_ASSET_H
#define RAVINE_BASE_ASSET_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

// Full path of "shaders/surface.vert" into path. false: error names what was looked for and where.
bool asset_path(const char *name, char *path, size_t size, Error *error);

#endif
