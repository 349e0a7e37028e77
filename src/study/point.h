// Loss and gradient at one point of the landscape, as under the pointer.
#ifndef RAVINE_STUDY_POINT_H
#define RAVINE_STUDY_POINT_H

#include "engine/loss/loss.h"

typedef struct PointAsked {
    uint64_t loss_key;
    double at[2];
} PointAsked;

typedef struct PointValue {
    PointAsked asked;
    double loss, gradient[2];
} PointValue;

#endif
