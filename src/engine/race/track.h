// One racer on its way: its whole history, row by row, and its state at the last row, at every TRACK_CHECKPOINT rows
// and before each of its changes, so that what a rule held at any step is a short replay away, and so is what another
// change makes of it. Private to the race.
#ifndef RAVINE_ENGINE_RACE_TRACK_H
#define RAVINE_ENGINE_RACE_TRACK_H

#include "engine/race/changes.h"
#include "engine/race/stage.h"

#include <stddef.h>

enum {
    TRACK_EXTRAS = 3,        // lr, momentum, evals
    TRACK_CHECKPOINT = 2048, // rows
    TRACK_TREES = 1 + CHANGES_WHOLE_MAX,
};

// Where a track stood at a row, before what changes there.
typedef struct TrackStand {
    int row; // -1: not saved
    ScheduleRun run;
} TrackStand;

// Written by the crew that it runs with. Sizes are in bytes.
typedef struct Track {
    Racer racer;         // at the start
    Changes changes;     // of it
    double *rows;        // [.][2 * dimension + 1]: parameters, loss, gradient of each row
    double *extra;       // [.][TRACK_EXTRAS], for racers whose rates or evaluations change, or are recorded; else NULL
    double *average;     // [.][dimension + 1] the mean of its points and the loss there, for racers with one; else NULL
    int done;            // last row there; -1: none
    bool ended;          // row `done` is the last there will be: the first that is not finite, or
    const char *stopped; // why torch raises in the step after it; NULL: it does not
    Racer now;           // after `done` steps, and after what changes there
    int from;            // the row at which its optimizer was built
    int tree;            // of `lambdas`, the ones of its schedule: 0 the racer's own, else that of whole[tree - 1]
    double *state; // [n_state] the slots after `done` steps: the rule's, then the wrappers'; undefined once stopped
    int n_state;   // of the largest of its rules
    int dimension;
    ScheduleRun run; // after `done` steps; unused where track_runs says no
    ScheduleLambdas *lambdas[TRACK_TREES];
    double *saved;                  // [.][n_state] state at row i * TRACK_CHECKPOINT
    ScheduleRun *saved_runs;        // [.], likewise
    TrackStand before[CHANGES_MAX]; // change i, if it is the first at its step
    double *before_state;           // [CHANGES_MAX][n_state]
    size_t rows_size, extra_size, average_size, state_size, saved_size, saved_runs_size, before_size;
    uint64_t path; // another number whenever it is emptied
} Track;

// The history is forgotten; its memory stays for the next one.
void track_empty(Track *track, uint64_t path);
void track_take(Track *track, const Racer *racer, const Changes *changes, uint64_t path); // likewise, for another racer
void track_free(Track *track);                                                            // what it owns

bool track_runs(const Track *track); // its rates are those of a schedule or of changes: `run` says them
bool track_has_extra(const Track *track);
StageKind track_kind(const Track *track); // of what it steps by next
const double *track_row(const Track *track, int dimension, int row);

bool track_begin(Track *track, int dimension);                       // before row 0: every slot 0. false: out of memory
bool track_reserve(Track *track, int dimension, int last_row);       // likewise; after track_begin
double track_bytes(const Track *track, int dimension, int last_row); // that this reserves
void track_save(Track *track); // the state, where the row is a checkpoint or something changes there

// What changes at the row where it stands, after track_save.
void track_change(Track *track);

// Goes to a row of a track's history of the same racer and changes, before what changes there, or to the last one
// before it that is saved. Then track_change, once the arrays are its own.
void track_stand(Track *track, const Track *its, int row);

// The same racer with other changes: what is done up to the first that differs stays. model: another track of the same
// racer on the same ground, whose history it takes as far; NULL: its own. false: out of memory, and it is empty.
bool track_steer(Track *track, const Track *model, const Changes *changes, int dimension, uint64_t path);

#endif
