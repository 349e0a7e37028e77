// Where a trail goes over its own ink again and again, as noise about a minimum does. Private to src/picture.
#ifndef RAVINE_PICTURE_PANEL_TANGLE_H
#define RAVINE_PICTURE_PANEL_TANGLE_H

#include "picture/build.h"

typedef struct Tangle {
    float part;  // how much of a tangle the trail is, [0, 1]
    double from; // the part of its rows before it, [0, 1)
} Tangle;

Tangle tangle_of(const Build *build, int panel, int racer, float width); // width: of its line, points

#endif
