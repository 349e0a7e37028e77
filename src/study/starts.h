// The paths of a racer from the scene's many starts, up to its race's end: a swarm, of which rows are kept.
#ifndef RAVINE_STUDY_STARTS_H
#define RAVINE_STUDY_STARTS_H

#include "engine/race/swarm.h"
#include "scene/starts.h"

#include <stdbool.h>
#include <stdint.h>

enum { STARTS_ROWS = 2048 }; // kept at most: of a longer race every second, fourth, ... step

typedef struct StartsAsked {
    uint64_t path; // of the racer from the scene's own start
    SceneStarts starts;
    int racer, steps;
} StartsAsked;

typedef struct StartsPaths {
    StartsAsked asked;
    int n, dimension;
    int stride;   // steps from one row to the next
    int rows;     // that are there: the last at (rows - 1) * stride steps
    double *at;   // [STARTS_ROWS][n][dimension]; nan from where a lane is no longer finite
    Swarm *swarm; // while it is under way
} StartsPaths;

// false: there are none, or not of a recorded racer.
typedef struct Subject Subject; // see piece.h
bool starts_ask(const Subject *subject, int racer, StartsAsked *asked);

int starts_done(const StartsPaths *paths); // steps; -1: none yet

// Where a lane is after so many steps, <= starts_done, between two rows on the straight way. false: no longer finite.
bool starts_at(const StartsPaths *paths, int lane, double step, double at[2]);
int starts_last(const StartsPaths *paths, int lane, int row); // the lane's last finite row up to this one; -1: none

#endif
