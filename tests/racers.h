// What tests of races share: losses, racers, rules of their own, and races run to the end.
#ifndef RAVINE_TESTS_RACERS_H
#define RAVINE_TESTS_RACERS_H

#include "engine/race/race.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 300, SLOTS_MAX = 4000 };

static inline Loss *make_loss(LossConfig config)
{
    FormulaError error = {0};
    Loss *loss = loss_create(&config, &error);
    if (!loss)
        fail_msg("%s, column %d: %s", config.formula, error.column, error.text);
    return loss;
}

static inline Loss *formula_loss(const char *formula)
{
    return make_loss((LossConfig){.formula = formula});
}

static inline Loss *rosenbrock(void)
{
    return formula_loss("(1-x)^2 + 100*(y-x^2)^2");
}

static double column_u[64], column_t[64];

static inline Loss *regression(int batch)
{
    static const char *const names[] = {"u", "t"};
    static const double *const columns[] = {column_u, column_t};
    for (int i = 0; i < 64; i++) {
        column_u[i] = sin(i);
        column_t[i] = 2 * sin(i) - 1 + 0.3 * cos(5 * i);
    }
    return make_loss((LossConfig){.formula = "(w*u + b - t)^2",
                                  .column_names = names,
                                  .columns = columns,
                                  .n_columns = 2,
                                  .n_rows = 64,
                                  .batch = batch,
                                  .seed = 9});
}

static inline void set(Racer *racer, const char *name, double value)
{
    for (int i = 0; i < optimizer_arguments(racer->rule); i++)
        if (strcmp(racer->rule->arguments[i].name, name) == 0) {
            racer->hyper[i] = value;
            return;
        }
    fail_msg("%s has no %s", racer->rule->name, name);
}

static inline Racer racer(const char *name, double lr)
{
    Racer made = {.rule = optimizer_find(name)};
    assert_non_null(made.rule);
    optimizer_defaults(made.rule, made.hyper);
    made.hyper[0] = lr;
    return made;
}

static inline void add_schedule(Racer *of, const char *name, const char *argument, double value)
{
    const Schedule *schedule = schedule_find(name);
    assert_non_null(schedule);
    schedule_defaults(schedule, &of->schedule.node[0]);
    of->schedule.node[0].argument[schedule_argument(schedule, argument)] = value;
    of->schedule.n = 1;
}

static const Argument lr_only[] = {{.name = "lr", .initial = 0.1, .low = 1e-3, .high = 1, .most = 10}, {.name = NULL}};

// The extragradient method: the gradient from half a step ahead. Its slot counts steps, so that internals can be
// checked.
static inline void extragradient_step(const OptimizerStep *step)
{
    for (int i = 0; i < step->n; i++) {
        double at[FORMULA_PARAMETERS_MAX], gradient[FORMULA_PARAMETERS_MAX];
        for (int d = 0; d < step->dimension; d++)
            at[d] = step->parameters[d][i] - step->hyper[0][i] * step->gradient[d][i];
        step->evaluate(step, i, at, gradient);
        step->evals[i]++;
        for (int d = 0; d < step->dimension; d++) {
            step->parameters[d][i] -= step->hyper[0][i] * gradient[d];
            step->slot[d][i] += 1;
        }
    }
}

static const OptimizerSlot count_slot[] = {{"count", "n", "steps so far"}, {NULL, NULL, NULL}};

static const Optimizer extragradient = {
    .name = "Extragradient", .arguments = lr_only, .slots = count_slot, .evaluates = true, .step = extragradient_step};

static const Argument share_only[] = {{.name = "share", .initial = 0.5, .high = 1, .most = 1}, {.name = NULL}};

// At every other step goes a share of the way that the inner rule goes. Its slots: where it came from, steps so far.
static inline void share_step(const OptimizerStep *step)
{
    double *const *from = step->slot, *const *count = step->slot + step->dimension;
    for (int d = 0; d < step->dimension; d++)
        memcpy(from[d], step->parameters[d], (size_t)step->n * sizeof(double));
    step->inner->rule->step(step->inner);
    for (int d = 0; d < step->dimension; d++)
        for (int i = 0; i < step->n; i++) {
            double part = fmod(count[d][i]++, 2) == 0 ? step->hyper[0][i] : 1;
            step->parameters[d][i] = from[d][i] + part * (step->parameters[d][i] - from[d][i]);
        }
}

static const OptimizerSlot share_slots[] = {
    {"from", "p", "before the step"}, {"count", "n", "steps so far"}, {NULL, NULL, NULL}};

static const Optimizer share = {
    .name = "Share", .arguments = share_only, .slots = share_slots, .wraps = true, .step = share_step};

enum { FIELD = 13 };

// One of each kind: alike ones with other numbers, other switches, schedules, a racer that diverges.
static inline void make_field(Racer *r)
{
    r[0] = racer("Adam", 0.05);
    r[1] = racer("SGD", 1e-3);
    r[2] = racer("SGD", 2e-4);
    set(&r[2], "momentum", 0.9);
    r[3] = racer("Adam", 0.02);
    set(&r[3], "betas", 0.7);
    r[4] = racer("SGD", 5e-4);
    add_schedule(&r[4], "StepLR", "step_size", 20);
    r[5] = racer("RMSprop", 0.01);
    r[6] = racer("AdamW", 0.03);
    set(&r[6], "amsgrad", 1);
    r[7] = racer("SGD", 0.02); // diverges
    r[8] = racer("Adagrad", 0.5);
    r[9] = racer("Adam", 0.03);
    add_schedule(&r[9], "ExponentialLR", "gamma", 0.99);
    r[10] = (Racer){.rule = &extragradient, .hyper = {1e-3}};
    r[11] = r[2];
    r[11].wrapper[0] = (RacerWrapper){&share, {0.5}};
    r[11].n_wrappers = 1;
    r[12] = racer("SGD", 1e-3);
    add_schedule(&r[12], "ReduceLROnPlateau", "patience", 2);
}

static inline RaceConfig config_of(const Loss *loss, const Racer *racers, int n)
{
    static const double start[] = {-1.2, 1};
    RaceConfig config = {.loss = loss, .start = start, .steps = STEPS};
    race_enter(&config, racers, n);
    return config;
}

static inline void configure(Race *race, const RaceConfig *config, bool changed_loss)
{
    assert_true(race_configure(race, config, changed_loss));
}

static inline Race *run(const RaceConfig *config)
{
    Race *race = race_create();
    configure(race, config, true);
    assert_true(race_run(race, config->steps));
    return race;
}

static inline void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * fmax(1, fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

#endif
