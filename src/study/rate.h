// Learning rate and momentum over the whole race: as they were for the steps that are done, as the schedule will set
// them for the others.
#ifndef RAVINE_STUDY_RATE_H
#define RAVINE_STUDY_RATE_H

#include "scene/scene.h"

enum { RATE_POINTS = 256, RATE_TURNS_MAX = 64 };

// Point i at step i * stride.
typedef struct Rates {
    double lr[RATE_POINTS + 2], momentum[RATE_POINTS + 2];
    int n, stride;
} Rates;

// Rates that no loss can change, kept from frame to frame. Zeroed is empty.
typedef struct RateCache {
    Racer racer[RACE_RACERS_MAX]; // rule NULL: not there
    int steps[RACE_RACERS_MAX];
    Rates rates[RACE_RACERS_MAX];
} RateCache;

bool rates_wait_for_loss(const Racer *racer); // its future is not known
// cache may be NULL.
void rates_get(RateCache *cache, const Scene *scene, const Race *race, int racer, Rates *rates);

// The steps where the racer's schedule turns: milestones, restarts, what the loss has caused up to `step`. Returns how
// many.
int rates_turns(const Scene *scene, const Race *race, int racer, int step, int turns[RATE_TURNS_MAX]);

#endif
