// A landscape as small as a stamp, to be known again in a list: heights on a grid over its own domain, or along its
// curve.
#ifndef RAVINE_STUDY_THUMB_H
#define RAVINE_STUDY_THUMB_H

#include "engine/loss/landscape.h"

enum { THUMB_WIDTH = 44, THUMB_HEIGHT = 28 };

typedef struct Thumb {
    const Landscape *of;
    float height[THUMB_HEIGHT][THUMB_WIDTH]; // [0, 1]; the first row is the domain's top; of a curve: the only one
    bool curve;
    struct ThumbWork *work; // while it is under way
} Thumb;

#endif
