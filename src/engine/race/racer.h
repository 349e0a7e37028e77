// A racer as PyTorch would write it: a rule with its hyperparameters, perhaps other rules around it, perhaps a
// schedule.
#ifndef RAVINE_ENGINE_RACE_RACER_H
#define RAVINE_ENGINE_RACE_RACER_H

#include "engine/rules/optimizer.h"
#include "engine/rules/recording.h"
#include "engine/schedules/schedule.h"

enum { RACER_WRAPPERS_MAX = 4 };

// A rule with .wraps, around another.
typedef struct RacerWrapper {
    const Optimizer *rule;
    double hyper[ARGUMENTS_MAX];
} RacerWrapper;

enum { RECORDED_FILE_MAX = 256, RECORDED_NAME_MAX = 40 };

// Where the points of optimizer_recorded come from.
typedef struct RacerRecorded {
    char file[RECORDED_FILE_MAX]; // as it was written
    char name[RECORDED_NAME_MAX + 1];
    int racer;               // of a file with several; -1: of one with a single one
    const Recording *points; // borrowed: whoever keeps the racer keeps them; NULL: not read yet
    uint64_t hash;           // theirs
} RacerRecorded;

// A plain value, comparable only by racer_equal.
typedef struct Racer {
    const Optimizer *rule;
    double hyper[ARGUMENTS_MAX];
    RacerWrapper wrapper[RACER_WRAPPERS_MAX]; // [n_wrappers], the innermost first
    int n_wrappers;
    ScheduleTree schedule;
    RacerRecorded recorded; // zeroed for other rules than optimizer_recorded
} Racer;

bool racer_equal(const Racer *a, const Racer *b); // bit for bit
bool racer_has_schedule(const Racer *racer);
bool racer_is_recorded(const Racer *racer);
const char *racer_called(const Racer *racer); // of its rule, without what stands around it; a recorded one's own
bool racer_evaluates(const Racer *racer);     // its rule or a wrapper evaluates the loss within a step
const RacerWrapper *racer_average(const Racer *racer); // the one that averages its points; NULL: none
const Optimizer *racer_shown(const Racer *racer);      // the outermost: what a person would say it is
double racer_momentum(const Racer *racer); // momentum or beta1 before any schedule; NaN for rules with neither
void racer_turn_wrappers(Racer *racer);    // the outermost becomes the innermost

#endif
