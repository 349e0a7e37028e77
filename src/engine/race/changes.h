// What changes of a racer while it runs: from row `step` on, as torch's optimizer.param_groups[0]["lr"] = value between
// two steps. A plain value beside the racer, which is what it starts as.
//
// An argument that changes is what the rule reads at its next step. A buffer that it needs and does not hold yet starts
// at zero; one that it no longer needs stays as it is. A new optimizer starts anew from where the racer stands: with
// fresh state, its own count of steps and its own schedule. A new schedule is built on the optimizer there is: its
// initial_lr is that of the schedule before, if there was one.
#ifndef RAVINE_ENGINE_RACE_CHANGES_H
#define RAVINE_ENGINE_RACE_CHANGES_H

#include "engine/race/racer.h"

enum { CHANGES_MAX = 32, CHANGES_WHOLE_MAX = 4 };

typedef enum ChangeKind {
    CHANGE_OPTIMIZER, // to whole[whole]
    CHANGE_SCHEDULE,  // to that one's schedule; without one the rate stays as it is
    CHANGE_HYPER,     // an argument of the rule,
    CHANGE_WRAPPER,   // of the rule around it,
    CHANGE_ARGUMENT,  // of a scheduler of its tree,
    CHANGE_MILESTONE, // of one too
} ChangeKind;

typedef struct Change {
    int step; // it acts before step + 1, and row `step` shows it; 0 .. RACE_STEPS_MAX
    ChangeKind kind;
    int node, index;
    double value;
    int whole;
} Change;

// Zeroed is none.
typedef struct Changes {
    Change change[CHANGES_MAX]; // [n], by step, at one step by kind, node, index: each at most once
    int n;
    Racer whole[CHANGES_WHOLE_MAX]; // [n_whole], in no order
    int n_whole;
} Changes;

bool change_is_whole(const Change *change);

// Takes the place of the same change at the same step. whole: ignored unless the change is whole. Returns its index;
// -1: there are CHANGES_MAX, or CHANGES_WHOLE_MAX whole ones, already, and nothing has changed.
int changes_add(Changes *changes, const Change *change, const Racer *whole);
void changes_remove(Changes *changes, int i);
int changes_find(const Changes *changes, const Change *like); // of its step, kind, node and index; -1: none

int changes_next(const Changes *changes, int row);      // the first step >= row at which one acts; INT_MAX: none
int changes_differ(const Changes *a, const Changes *b); // the first step at which they do; INT_MAX: nowhere
Racer changes_racer(const Racer *racer, const Changes *c, int row); // as it is written from that row on

// One by one: what it makes of the racer as it is written.
void change_apply(const Changes *changes, const Change *change, Racer *racer);

// What it makes of the rates: those of an optimizer's group and its schedule, `after` being the racer after it.
// run->lambdas are those of its schedule.
void change_rates(const Change *change, const Racer *after, ScheduleRun *run);

// NULL: torch does as it is told. Otherwise why not; *i is the change, -1: the racer itself.
const char *changes_refuse(const Racer *racer, const Changes *changes, int *i);

#endif
