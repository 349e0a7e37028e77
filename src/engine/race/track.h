// One racer on its way: its whole history, row by row, and its state at the last row and at every TRACK_CHECKPOINT
// rows, so that what a rule held at any step is a short replay away. Private to the race.
#ifndef RAVINE_ENGINE_RACE_TRACK_H
#define RAVINE_ENGINE_RACE_TRACK_H

#include "engine/race/racer.h"

#include <stddef.h>

enum {
    TRACK_EXTRAS = 3,        // lr, momentum, evals
    TRACK_CHECKPOINT = 2048, // rows
};

// Written by the crew that it runs with. Sizes are in bytes.
typedef struct Track {
    Racer racer;
    double *rows; // [.][2 * dimension + 1]: parameters, loss, gradient of each row
    double
        *extra; // [.][TRACK_EXTRAS], for racers with a schedule, a rule that evaluates again or a recording; else NULL
    int done;   // last row there; -1: none
    bool ended; // row `done` is the last there will be: the first that is not finite, or
    const char *stopped; // why torch raises in the step after it; NULL: it does not
    double *state; // [n_state] the slots after `done` steps: the rule's, then the wrappers'; undefined once stopped
    int n_state;
    ScheduleRun run; // after `done` steps; unused without a schedule
    ScheduleLambdas *lambdas;
    double *saved;           // [.][n_state] state at row i * TRACK_CHECKPOINT
    ScheduleRun *saved_runs; // [.], with a schedule
    size_t rows_size, extra_size, state_size, saved_size, saved_runs_size;
    uint64_t path; // another number whenever it is emptied
} Track;

// The history is forgotten; its memory stays for the next one.
void track_empty(Track *track, uint64_t path);
void track_take(Track *track, const Racer *racer, uint64_t path); // emptied, for another racer
void track_free(Track *track);                                    // what it owns

bool track_has_extra(const Track *track);
const double *track_row(const Track *track, int dimension, int row);

bool track_begin(Track *track, int dimension);                 // before row 0: every slot 0. false: out of memory
bool track_reserve(Track *track, int dimension, int last_row); // likewise; after track_begin
void track_save(Track *track);                                 // the state, at a checkpoint

#endif
