// The racers that run together over a stretch of rows: those of one rule and the same switches on one stage, all on one ground. The crew
// writes their histories. What a racer does never depends on who else is in the crew. Private to race.c.
#ifndef RAVINE_ENGINE_CREW_H
#define RAVINE_ENGINE_CREW_H

#include "engine/race.h"

enum { TRACK_EXTRAS = 3 }; // lr, momentum, evals

// One racer on its way.
typedef struct Track {
    Racer racer;
    double *rows;  // [.][2 * dimension + 1]: parameters, loss, gradient of each row
    double *extra; // [.][TRACK_EXTRAS], for racers with a schedule or a rule that evaluates again; else NULL
    int done;      // last row there; -1: none
    bool ended;    // row `done` is the first that is not finite
    double *state; // [n_state] the slots after `done` steps: the rule's, then the wrapper's
    int n_state;
    ScheduleRun run; // after `done` steps; unused without a schedule
} Track;

bool track_has_extra(const Track *track);
int track_state_size(const Racer *racer, int dimension);

typedef struct Crew Crew;

Crew *crew_create(void); // NULL: out of memory
void crew_destroy(Crew *crew);

// Gathers 1 <= n <= RACE_RACERS_MAX tracks that all stand at the same row. The tracks are borrowed until the last crew_run. false: out of memory.
bool crew_gather(Crew *crew, const Loss *loss, LossWork *work, Track *const *tracks, int n);

// Row 0: the start, before any step. Sets done and ended.
void crew_start(Crew *crew, const double *start);

// Steps from the tracks' row up to row `to`, or to the first row in which one of them is no longer finite, and returns the row reached.
// record: writes rows and extra (there is room up to `to`); the tracks' done and ended, and state and run, are brought up to date either way.
int crew_run(Crew *crew, int to, bool record);

#endif
