// The scene inside a picture of lines and words: of an SVG's metadata, or attached to a PDF. Private to src/scene.
#ifndef RAVINE_SCENE_INSIDE_H
#define RAVINE_SCENE_INSIDE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

// Both take any bytes, of which they find no more than there are. The scene's text, to be freed. NULL: error says why.
char *inside_svg(const char *bytes, size_t size, Error *error);
char *inside_pdf(const char *bytes, size_t size, Error *error);

// What a file is, by its first bytes.
bool inside_is_svg(const char *bytes, size_t size);
bool inside_is_pdf(const char *bytes, size_t size);

#endif
