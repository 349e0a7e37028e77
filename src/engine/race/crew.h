// The racers that run together over a stretch of rows: those of one rule and the same switches on one stage, all on one
// ground. The crew writes their histories. What a racer does never depends on who else is in the crew. Private to the
// race.
#ifndef RAVINE_ENGINE_RACE_CREW_H
#define RAVINE_ENGINE_RACE_CREW_H

#include "engine/race/race.h"
#include "engine/race/track.h"

typedef struct Crew Crew;

Crew *crew_create(void); // NULL: out of memory
void crew_destroy(Crew *crew);

// Gathers 1 <= n <= RACE_RACERS_MAX tracks that all stand at the same row. The tracks are borrowed until the last
// crew_run. false: out of memory.
bool crew_gather(Crew *crew, const Loss *loss, LossWork *work, Track *const *tracks, int n);

// Row 0: the start, before any step. Sets done and ended.
void crew_start(Crew *crew, const double *start);

// Steps from the tracks' row up to row `to`, or to the first row in which one of them is no longer finite, and returns
// the row reached. record: writes rows and extra (there is room up to `to`); the tracks' done and ended, and state and
// run, are brought up to date either way.
int crew_run(Crew *crew, int to, bool record);

#endif
