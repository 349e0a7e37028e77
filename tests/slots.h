// For tests of what a rule holds: its slots after a step, by a probe of their own.
#ifndef RAVINE_TESTS_SLOTS_H
#define RAVINE_TESTS_SLOTS_H

#include "engine/race/race.h"

#include <limits.h>

// Returns the number of slots; -1: that step is not there.
static inline int probe_at(RaceProbe *probe, const Race *race, int racer, int step, double *slots, int capacity)
{
    if (race_probe_work(probe, race, racer, step, INT_MAX) != WORK_DONE)
        return -1;
    return race_probe_slots(probe, slots, capacity) / race_dimension(race);
}

static inline int slots_at(const Race *race, int racer, int step, double *slots, int capacity)
{
    RaceProbe *probe = race_probe_create();
    int n = probe ? probe_at(probe, race, racer, step, slots, capacity) : -1;
    race_probe_destroy(probe);
    return n;
}

#endif
