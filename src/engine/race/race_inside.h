// A race, to those files that make it: race.c configures and runs it, race_history.c answers for its rows, race_probe.c
// for what rules held.
#ifndef RAVINE_ENGINE_RACE_RACE_INSIDE_H
#define RAVINE_ENGINE_RACE_RACE_INSIDE_H

#include "engine/race/crew.h"

struct Race {
    const Loss *loss;
    LossWork *work;
    Crew *crew;
    int dimension, n, steps;
    int reached;   // the furthest race_run
    double *start; // [dimension]
    size_t start_size;
    Track tracks[RACE_RACERS_MAX]; // those of the n racers first
    uint64_t paths;                // given out so far
};

#endif
