// Racers stepped together down one loss, with their whole history. The race is a pure function of its configuration:
// configure it anew and only the racers that changed are replayed. No clock, no drawing.
//
// Each step: gradient at the current point (of the step's batch), optimizer step, scheduler step. Row k is the state
// after k of both.
#ifndef RAVINE_ENGINE_RACE_RACE_H
#define RAVINE_ENGINE_RACE_RACE_H

#include "base/work.h"
#include "engine/loss/loss.h"
#include "engine/race/changes.h"

#include <stddef.h>

enum { RACE_RACERS_MAX = 16, RACE_STEPS_MAX = 1000000, RACE_SETTLED_STEPS = 50 };
#define RACE_SETTLED_SQUARED 1e-18 // of the distance, relative: see RACER_SETTLED

typedef struct RaceConfig {
    const Loss *loss;                        // borrowed: it outlives its use in the race; NULL: the race is empty
    const Racer *racer[RACE_RACERS_MAX];     // [n_racers], borrowed by race_configure
    const Changes *changes[RACE_RACERS_MAX]; // likewise; NULL: none
    int n_racers;                            // 0 .. RACE_RACERS_MAX
    const double *start;                     // [dimension], copied
    int steps;                               // the race's length, 0 .. RACE_STEPS_MAX
} RaceConfig;

void race_enter(RaceConfig *config, const Racer *racers, int n); // the n racers of an array

typedef enum RacerState {
    RACER_RUNNING,
    // No longer moving: within its last RACE_SETTLED_STEPS steps it was nowhere further away than a billionth of its
    // own or the start's distance from the origin, whichever is larger.
    RACER_SETTLED,
    RACER_DIVERGED, // its history ends with its first row in which a parameter or the loss is not finite
    RACER_STOPPED,  // its history has ended with the row before: torch raises in the step behind that
} RacerState;

// One row of a racer's history. Its arrays are the race's own: good until that is next configured or run.
typedef struct RacePoint {
    const double *at;       // [dimension]
    double loss;            // the full loss
    const double *gradient; // [dimension], of the full loss
    double lr;              // what the next step will use
    double momentum;        // momentum or beta1, likewise; NaN for rules with neither
    int evals;              // how often the step to here evaluated the gradient; 0 in row 0
    const double *average;  // [dimension] the mean of its points; NULL: it has none yet, or none at all
    double average_loss;    // the full loss there; NaN without
} RacePoint;

// A column of a racer's history: value k at first[k * stride], 0 <= k < count.
typedef struct RaceSeries {
    const double *first;
    ptrdiff_t stride;
    int count;
} RaceSeries;

typedef struct Race Race;

Race *race_create(void); // an empty race; NULL: out of memory
void race_destroy(Race *race);

// Takes over a configuration. What it shares with the one before is kept (the racers unchanged on the same loss and
// start keep their rows, and one of which something else changes keeps those up to there); the rest is to be
// replayed by the next race_run. false: out of memory, and the race is as it was. A Loss at a known address is taken
// for unchanged: pass changed_loss = true when it was built anew.
bool race_configure(Race *race, const RaceConfig *config, bool changed_loss);

// Replays and extends every racer's history up to row `step` (clamped to the race's length). Rows already there are not
// computed again. false: out of memory.
bool race_run(Race *race, int step);

// The same in slices of at most `rows` >= 1 rows, the racers that lag first; between them race_done() says how far all
// have come. A row is one step of every racer that stands at it and takes what the loss takes: over a million rows of
// data, one alone may be long.
Work race_work(Race *race, int step, int rows);
int race_slice(const Race *race); // rows that take well under a millisecond, or 1 where one alone takes longer

// What the histories up to row `step` take, in bytes. race_reserve takes it at once, of a race that has run to row 0 at
// least. false: it cannot be had.
double race_bytes(const Race *race, int step);
bool race_reserve(Race *race, int step);

int race_racers(const Race *race);
int race_dimension(const Race *race);
int race_done(const Race *race); // rows 0 .. race_done() are there for every racer that has not ended

// The row at `step`, or the last one before it for a racer that has ended. step <= race_done().
RacePoint race_point(const Race *race, int racer, int step);
RacerState race_state(const Race *race, int racer, int step);    // as it is known at `step`
const char *race_stopped(const Race *race, int racer, int step); // why, for RACER_STOPPED; else NULL
int race_last(const Race *race, int racer);        // last row of its history: race_done(), or where it ended
int race_last_finite(const Race *race, int racer); // the last row in which everything is finite; -1 if the start is not

RaceSeries race_parameter(const Race *race, int racer, int i);
RaceSeries race_loss(const Race *race, int racer);
RaceSeries race_average(const Race *race, int racer, int i); // of the mean of its points; count 0 without one
RaceSeries race_average_loss(const Race *race, int racer);
int race_average_first(const Race *race, int racer); // the first row that has one: both are NaN before; -1: never
RaceSeries race_gradient(const Race *race, int racer, int i);
RaceSeries race_lr(const Race *race, int racer);       // what the next step will use
RaceSeries race_momentum(const Race *race, int racer); // likewise; count 0 for rules with neither momentum nor beta1

// A racer's path from its start: another number whenever its loss, start, rule or schedule is another.
uint64_t race_path(const Race *race, int racer);

// What a rule holds after any step, recomputed from the race's checkpoints. A probe keeps nothing of the race between
// two calls but where it stood last: from there the next rows are near.
typedef struct RaceProbe RaceProbe;
RaceProbe *race_probe_create(void); // NULL: out of memory
void race_probe_destroy(RaceProbe *probe);
// Goes on to where a racer stood after `step` steps, by at most `rows` >= 1 rows. WORK_FAILED also where step is beyond
// its history.
Work race_probe_work(RaceProbe *probe, const Race *race, int racer, int step, int rows);
// There: the rule's state, slot by slot, [slots][dimension], wrappers' slots after the rule's. Returns how many
// doubles it has.
int race_probe_slots(const RaceProbe *probe, double *slots, int capacity);

#endif
