// A height field as a surface is drawn from it: heights with their slopes, smooth between samples. Pure; here double
// becomes float.
#ifndef RAVINE_PICTURE_DRAW_HEIGHTS_H
#define RAVINE_PICTURE_DRAW_HEIGHTS_H

#include "engine/loss/heightfield.h"

#include <stdbool.h>

// One sample. A loss that is not finite has there = 0, and is a hole.
typedef struct Texel {
    float height;
    float slope_u, slope_v; // per step between samples
    float there;            // 0 or 1
} Texel;

typedef struct Heights {
    int nx, ny;    // >= 2
    Texel *texels; // [ny][nx], owned
} Heights;

bool heights_make(Heights *heights, const HeightField *losses, const HeightMap *map); // false: out of memory
void heights_drop(Heights *heights);

// The surface at u, v in [0, 1]: the four samples around, each continued by half its slope, which is exact for a
// paraboloid. The shaders do the same. false: a hole.
bool heights_at(const Heights *heights, float u, float v, float *height);

#endif
