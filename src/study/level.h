// The stationary points of the loss in a window.
#ifndef RAVINE_STUDY_LEVEL_H
#define RAVINE_STUDY_LEVEL_H

#include "engine/loss/critical.h"

typedef struct LevelAsked {
    uint64_t loss_key;
    double window[4];
} LevelAsked;

typedef struct LevelPoints {
    LevelAsked asked;
    CriticalPoint points[CRITICAL_MAX]; // in critical_find's order
    int n;
    CriticalSearch *search; // while it is under way
} LevelPoints;

// A minimum, and as low as any of them.
bool level_is_lowest(const LevelPoints *level, const CriticalPoint *point);

#endif
