// Text: whole strings are drawn once into an atlas and kept; tabular text is composed of digits in cells of equal
// width, so that running numbers neither dance nor fill the atlas. Baselines lie on whole pixels.
#ifndef RAVINE_RENDER_GLYPHS_H
#define RAVINE_RENDER_GLYPHS_H

#include "base/error.h"
#include "render/frame.h"
#include "render/measure.h"

typedef struct Glyphs Glyphs;

Glyphs *glyphs_create(Gl *gl, Error *error); // NULL: no font, or out of memory
void glyphs_destroy(Glyphs *glyphs);

void glyphs_scale(Glyphs *glyphs, float pixels_per_point);
Measure *glyphs_measure(Glyphs *glyphs); // of what it draws, at its scale; the glyphs' own
void glyphs_layer(Glyphs *glyphs, const Frame *frame, DrawLayer layer);

#endif
