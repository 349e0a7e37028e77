// A racer as PyTorch would write it: a rule with its hyperparameters, perhaps another rule around it, perhaps a
// schedule.
#ifndef RAVINE_ENGINE_RACE_RACER_H
#define RAVINE_ENGINE_RACE_RACER_H

#include "engine/rules/optimizer.h"
#include "engine/schedules/schedule.h"

// A plain value, comparable only by racer_equal.
typedef struct Racer {
    const Optimizer *rule;
    double hyper[ARGUMENTS_MAX];
    const Optimizer *wrapper; // NULL, or a rule with .wraps around the rule above
    double wrapper_hyper[ARGUMENTS_MAX];
    ScheduleTree schedule;
} Racer;

bool racer_equal(const Racer *a, const Racer *b); // bit for bit
bool racer_has_schedule(const Racer *racer);
bool racer_evaluates(const Racer *racer);    // its rule or its wrapper evaluates the loss within a step
double racer_momentum(const Racer *racer);   // momentum or beta1 before any schedule; NaN for rules with neither
bool racer_takes_lambda(const Racer *racer); // its schedule needs schedule_lambdas_create

#endif
