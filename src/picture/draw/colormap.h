// Colour ramps for height, as rows: a polynomial or control points each. To add one: one row in colormap.c.
#ifndef RAVINE_PICTURE_DRAW_COLORMAP_H
#define RAVINE_PICTURE_DRAW_COLORMAP_H

#include "picture/draw/draw.h"

typedef struct Colormap Colormap;

int colormap_count(void);
const Colormap *colormap_at(int i);
const Colormap *colormap_find(const char *name); // NULL: none
const char *colormap_name(const Colormap *colormap);
const char *colormap_title(const Colormap *colormap);    // one line
Color colormap_color(const Colormap *colormap, float t); // t is clamped to [0, 1]

#endif
