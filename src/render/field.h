// A height field as the GPU reads it: heights with their slopes. Pure; here double becomes float.
#ifndef RAVINE_RENDER_FIELD_H
#define RAVINE_RENDER_FIELD_H

#include "engine/heightfield.h"

#include <stdbool.h>

// One sample. A loss that is not finite has there = 0, and is a hole.
typedef struct Texel {
    float height;
    float slope_u, slope_v; // per step between samples
    float there;            // 0 or 1
} Texel;

typedef struct Field {
    int nx, ny;    // >= 2
    Texel *texels; // [ny][nx], owned
} Field;

bool field_make(Field *field, const HeightField *losses, const HeightMap *map); // false: out of memory
void field_drop(Field *field);

// The surface at u, v in [0, 1]: the four samples around, each continued by half its slope, which is exact for a paraboloid.
// The shaders do the same. false: a hole.
bool field_height(const Field *field, float u, float v, float *height);

#endif
