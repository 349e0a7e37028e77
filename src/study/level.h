// The level points of the loss in a window, kept from frame to frame.
#ifndef RAVINE_STUDY_LEVEL_H
#define RAVINE_STUDY_LEVEL_H

#include "engine/critical.h"
#include "scene/scene.h"

enum { LEVEL_WINDOWS_MAX = RACE_RACERS_MAX + 1 }; // each panel's, and the window itself

typedef struct LevelPoints {
    uint64_t loss_key;
    double window[4];
    uint64_t used; // when; 0: empty
    CriticalPoint points[CRITICAL_MAX];
    int n;
} LevelPoints;

typedef struct LevelCache {
    LevelPoints entry[LEVEL_WINDOWS_MAX];
    uint64_t now;
} LevelCache;

// What critical_find gives for a loss and a window. Holds until LEVEL_WINDOWS_MAX
// others have been asked for. loss_key changes whenever the loss does.
const LevelPoints *level_get(LevelCache *cache, const Loss *loss, uint64_t loss_key, const double window[4]);

// A minimum, and as low as any of them.
bool level_is_lowest(const LevelPoints *level, const CriticalPoint *point);

#endif
