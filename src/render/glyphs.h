// Text: whole strings are drawn once into an atlas and kept; tabular text is composed of digits in cells of equal width, so that
// running numbers neither dance nor fill the atlas. Baselines lie on whole pixels.
#ifndef RAVINE_RENDER_GLYPHS_H
#define RAVINE_RENDER_GLYPHS_H

#include "base/error.h"
#include "render/frame.h"

typedef struct Glyphs Glyphs;

Glyphs *glyphs_create(Gl *gl, Error *error); // NULL: no font, or out of memory
void glyphs_destroy(Glyphs *glyphs);

void glyphs_scale(Glyphs *glyphs, float pixels_per_point);
float glyphs_scale_of(const Glyphs *glyphs);
int glyphs_width(Glyphs *glyphs, const char *text, FontSize size, FontWeight weight, bool tabular); // pixels
void glyphs_layer(Glyphs *glyphs, const Frame *frame, DrawLayer layer);

#endif
