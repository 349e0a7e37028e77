// Ambient occlusion of a height field: how much of the sky is seen from each point, on a coarse grid. Pure.
#ifndef RAVINE_RENDER_SKY_H
#define RAVINE_RENDER_SKY_H

#include "picture/draw/heights.h"

#include <stdint.h>

enum { SKY_SIDE_MAX = 128 };

typedef struct Sky {
    int nx, ny;
    uint8_t open[SKY_SIDE_MAX *
                 SKY_SIDE_MAX]; // [ny][nx], the corners are the field's: 255 where all that the slope lets see is seen
} Sky;

// size: of the field in world units along x, along y, and of height 1. Above the ceiling there is no surface.
void sky_make(Sky *sky, const Heights *field, const float size[3], float ceiling);

#endif
