// A race is a pure function of its configuration: the same bytes whoever runs beside a racer, in whatever order, replayed alone or all
// together, straight on or in pieces. And its history means what the header says: rows, ends, states, internals.
#include "engine/race.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 300, SLOTS_MAX = 4000 };

static Loss *make_loss(LossConfig config)
{
    FormulaError error = {0};
    Loss *loss = loss_create(&config, &error);
    if (!loss)
        fail_msg("%s, column %d: %s", config.formula, error.column, error.text);
    return loss;
}

static Loss *formula_loss(const char *formula)
{
    return make_loss((LossConfig){.formula = formula});
}

static Loss *rosenbrock(void)
{
    return formula_loss("(1-x)^2 + 100*(y-x^2)^2");
}

static double column_u[64], column_t[64];

static Loss *regression(int batch)
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

// ---- Racers

static void set(Racer *racer, const char *name, double value)
{
    for (int i = 0; i < optimizer_arguments(racer->rule); i++)
        if (strcmp(racer->rule->arguments[i].name, name) == 0) {
            racer->hyper[i] = value;
            return;
        }
    fail_msg("%s has no %s", racer->rule->name, name);
}

static Racer racer(const char *name, double lr)
{
    Racer made = {.rule = optimizer_find(name)};
    assert_non_null(made.rule);
    optimizer_defaults(made.rule, made.hyper);
    made.hyper[0] = lr;
    return made;
}

static void add_schedule(Racer *of, const char *name, const char *argument, double value)
{
    const Schedule *schedule = schedule_find(name);
    assert_non_null(schedule);
    schedule_defaults(schedule, &of->schedule.node[0]);
    of->schedule.node[0].argument[schedule_argument(schedule, argument)] = value;
    of->schedule.n = 1;
}

// ---- Rules of our own: one that evaluates again, one that wraps another

static const Argument lr_only[] = {{.name = "lr", .initial = 0.1, .low = 1e-3, .high = 1, .most = 10}, {.name = NULL}};

// The extragradient method: the gradient from half a step ahead. Its slot counts steps, so that internals can be checked.
static void extragradient_step(const OptimizerStep *step)
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
static void share_step(const OptimizerStep *step)
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
static void make_field(Racer *r)
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
    r[11].wrapper = &share;
    r[11].wrapper_hyper[0] = 0.5;
    r[12] = racer("SGD", 1e-3);
    add_schedule(&r[12], "ReduceLROnPlateau", "patience", 2);
}

static RaceConfig config_of(const Loss *loss, const Racer *racers, int n)
{
    return (RaceConfig){.loss = loss, .racers = racers, .n_racers = n, .start = {-1.2, 1}, .steps = STEPS};
}

static void configure(Race *race, const RaceConfig *config, bool changed_loss)
{
    assert_true(race_configure(race, config, changed_loss));
}

static Race *run(const RaceConfig *config)
{
    Race *race = race_create();
    configure(race, config, true);
    assert_true(race_run(race, config->steps));
    return race;
}

// Bit for bit: every row, with what the next step uses.
static void assert_same_path(const Race *a, int racer_a, const Race *b, int racer_b)
{
    assert_int_equal(race_last(a, racer_a), race_last(b, racer_b));
    for (int k = 0; k <= race_last(a, racer_a); k++) {
        RacePoint p = race_point(a, racer_a, k), q = race_point(b, racer_b, k);
        bool same = memcmp(p.at, q.at, sizeof p.at) == 0 && memcmp(&p.loss, &q.loss, sizeof p.loss) == 0 &&
                    memcmp(p.gradient, q.gradient, sizeof p.gradient) == 0 && memcmp(&p.lr, &q.lr, sizeof p.lr) == 0 &&
                    memcmp(&p.momentum, &q.momentum, sizeof p.momentum) == 0;
        if (!same || p.evals != q.evals)
            fail_msg("racers %d and %d differ at step %d: x %.17g and %.17g", racer_a, racer_b, k, p.at[0], q.at[0]);
    }
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * fmax(1, fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

// ---- Purity

static void check_purity(Loss *loss)
{
    Racer racers[FIELD], turned[FIELD];
    make_field(racers);
    for (int i = 0; i < FIELD; i++)
        turned[i] = racers[FIELD - 1 - i];
    RaceConfig config = config_of(loss, racers, FIELD), reversed = config_of(loss, turned, FIELD);
    Race *race = run(&config), *again = run(&config), *backwards = run(&reversed);
    for (int i = 0; i < FIELD; i++) {
        RaceConfig alone = config_of(loss, &racers[i], 1);
        Race *single = run(&alone);
        assert_same_path(race, i, again, i);
        assert_same_path(race, i, backwards, FIELD - 1 - i);
        assert_same_path(race, i, single, 0);
        race_destroy(single);
    }
    race_destroy(race);
    race_destroy(again);
    race_destroy(backwards);
    loss_destroy(loss);
}

static void test_neighbours_and_order_do_not_matter(void **state)
{
    (void)state;
    check_purity(rosenbrock());
    check_purity(regression(0));
    check_purity(regression(10));
    check_purity(formula_loss("x^2 + 3*y^2 + normal(1)*x + normal(2)*y"));
    check_purity(formula_loss("(x - 1)^2*(x + 2)^2")); // a curve
}

static void test_pieces_are_the_whole(void **state)
{
    (void)state;
    Loss *loss = regression(10);
    Racer racers[FIELD];
    make_field(racers);
    RaceConfig config = config_of(loss, racers, FIELD);
    Race *whole = run(&config), *pieces = race_create();
    configure(pieces, &config, true);
    static const int stops[] = {0, 1, 2, 50, 10, 51, 299, 300, 300, 9999};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        assert_true(race_run(pieces, stops[i]));
    assert_int_equal(race_done(pieces), STEPS);
    for (int i = 0; i < FIELD; i++)
        assert_same_path(whole, i, pieces, i);
    race_destroy(whole);
    race_destroy(pieces);
    loss_destroy(loss);
}

// Each change, however it is reached, ends where a new race of that configuration ends.
static void check_change(Race *race, const RaceConfig *config, bool changed_loss)
{
    configure(race, config, changed_loss);
    assert_true(race_run(race, config->steps));
    Race *fresh = run(config);
    assert_int_equal(race_done(race), race_done(fresh));
    for (int i = 0; i < config->n_racers; i++)
        assert_same_path(race, i, fresh, i);
    race_destroy(fresh);
}

static void test_changes_end_where_a_new_race_ends(void **state)
{
    (void)state;
    Loss *loss = rosenbrock(), *other = formula_loss("x^2 + 25*y^2"), *curve = formula_loss("x^4 - x^2 + x/5");
    Racer racers[FIELD];
    make_field(racers);
    RaceConfig config = config_of(loss, racers, FIELD);
    Race *race = run(&config);
    racers[4].hyper[0] = 1e-4;
    check_change(race, &config, false); // one racer's slider
    racers[4].schedule.node[0].argument[0] = 7;
    check_change(race, &config, false);
    racers[4].schedule.n = 0;
    check_change(race, &config, false);
    Racer first = racers[0];
    memmove(racers, racers + 1, (FIELD - 1) * sizeof *racers);
    config.n_racers = FIELD - 1;
    check_change(race, &config, false); // the first racer goes
    racers[FIELD - 1] = first;
    config.n_racers = FIELD;
    check_change(race, &config, false); // and comes back last
    config.start[0] = 0.5;
    check_change(race, &config, false);
    config.loss = other;
    check_change(race, &config, true);
    config.loss = curve;
    check_change(race, &config, true);
    config.loss = loss;
    check_change(race, &config, false); // another address alone is another loss
    config.steps = 100;
    check_change(race, &config, false);
    config.steps = STEPS;
    check_change(race, &config, false);
    config.n_racers = 0;
    check_change(race, &config, false);
    race_destroy(race);
    loss_destroy(loss);
    loss_destroy(other);
    loss_destroy(curve);
}

// Unchanged racers keep their rows at once, before any race_run.
static void test_unchanged_racers_keep_their_rows(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer racers[FIELD];
    make_field(racers);
    RaceConfig config = config_of(loss, racers, FIELD);
    Race *race = run(&config);
    const double *rows = race_loss(race, 0).first;
    config.steps = 2 * STEPS;
    configure(race, &config, false);
    assert_int_equal(race_done(race), STEPS);
    assert_int_equal(race_steps(race), 2 * STEPS);
    assert_ptr_equal(race_loss(race, 0).first, rows);
    config.steps = 50;
    configure(race, &config, false);
    assert_int_equal(race_done(race), 50);
    Racer kept = racers[0];
    racers[0] = racers[1];
    racers[1] = kept;
    configure(race, &config, false); // changed places
    assert_int_equal(race_done(race), 50);
    assert_ptr_equal(race_loss(race, 1).first, rows);
    racers[3].hyper[0] *= 2;
    configure(race, &config, false);
    assert_int_equal(race_done(race), -1);
    assert_true(race_run(race, 20));
    assert_int_equal(race_done(race), 20);
    race_destroy(race);
    loss_destroy(loss);
}

static void test_racer_equal(void **state)
{
    (void)state;
    Racer a = racer("SGD", 0.1), b = a;
    assert_true(racer_equal(&a, &b));
    b.hyper[ARGUMENTS_MAX - 1] = 7; // beyond SGD's arguments
    assert_true(racer_equal(&a, &b));
    set(&b, "momentum", 0.5);
    assert_false(racer_equal(&a, &b));
    b = racer("Adam", 0.1);
    assert_false(racer_equal(&a, &b));
    b = a;
    add_schedule(&b, "StepLR", "step_size", 3);
    assert_false(racer_equal(&a, &b));
    a = b;
    assert_true(racer_equal(&a, &b));
    add_schedule(&b, "StepLR", "step_size", 4);
    assert_false(racer_equal(&a, &b));
}

// ---- What the rows say

static void test_rows_of_plain_descent(void **state)
{
    (void)state;
    Loss *loss = formula_loss("(x^2 + 4*y^2)/2");
    Racer sgd = racer("SGD", 0.1);
    RaceConfig config = config_of(loss, &sgd, 1);
    Race *race = run(&config);
    double x = -1.2, y = 1;
    for (int k = 0; k <= STEPS; k++) {
        RacePoint point = race_point(race, 0, k);
        assert_near(point.at[0], x, 1e-13);
        assert_near(point.at[1], y, 1e-13);
        assert_near(point.loss, (x * x + 4 * y * y) / 2, 1e-13);
        assert_near(point.gradient[0], x, 1e-13);
        assert_near(point.gradient[1], 4 * y, 1e-13);
        assert_true(point.lr == 0.1 && point.momentum == 0);
        assert_int_equal(point.evals, k > 0);
        assert_true(race_parameter(race, 0, 1).first[k * race_parameter(race, 0, 1).stride] == point.at[1]);
        assert_true(race_loss(race, 0).first[k * race_loss(race, 0).stride] == point.loss);
        assert_true(race_gradient(race, 0, 0).first[k * race_gradient(race, 0, 0).stride] == point.gradient[0]);
        assert_true(race_lr(race, 0).first[k * race_lr(race, 0).stride] == 0.1);
        assert_true(race_momentum(race, 0).first[k * race_momentum(race, 0).stride] == 0);
        x -= 0.1 * x;
        y -= 0.4 * y;
    }
    assert_int_equal(race_loss(race, 0).count, STEPS + 1);
    assert_int_equal(race_lr(race, 0).count, STEPS + 1);
    race_destroy(race);
    loss_destroy(loss);
}

// Row k: the state after k optimizer and k scheduler steps; lr is what step k + 1 will use.
static void test_rows_of_a_schedule(void **state)
{
    (void)state;
    Loss *loss = formula_loss("x");
    Racer sgd = racer("SGD", 1);
    add_schedule(&sgd, "StepLR", "step_size", 3); // times 0.1
    RaceConfig config = config_of(loss, &sgd, 1);
    config.start[0] = 0;
    Race *race = run(&config);
    double x = 0, lr = 1;
    for (int k = 0; k <= 12; k++) {
        RacePoint point = race_point(race, 0, k);
        assert_near(point.at[0], x, 1e-14);
        assert_near(point.lr, lr, 1e-14);
        assert_true(race_lr(race, 0).first[k * race_lr(race, 0).stride] == point.lr);
        x -= lr;
        lr *= (k + 1) % 3 == 0 ? 0.1 : 1;
    }
    race_destroy(race);
    loss_destroy(loss);
}

// Momentum of a rule with betas is beta1; of a rule with neither it is not a number.
static void test_momentum_column(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer racers[3] = {racer("Adam", 0.01), racer("Adagrad", 0.01), racer("SGD", 1e-3)};
    add_schedule(&racers[2], "CyclicLR", "base_lr", 1e-4);
    ScheduleNode *cyclic = &racers[2].schedule.node[0];
    cyclic->argument[schedule_argument(cyclic->rule, "max_lr")] = 2e-4;
    cyclic->argument[schedule_argument(cyclic->rule, "step_size_up")] = 10;
    RaceConfig config = config_of(loss, racers, 3);
    Race *race = run(&config);
    assert_true(race_point(race, 0, 5).momentum == 0.9);
    assert_true(isnan(race_point(race, 1, 5).momentum));
    assert_near(race_point(race, 2, 0).momentum, 0.9, 1e-12);
    assert_near(race_point(race, 2, 10).momentum, 0.8, 1e-12); // CyclicLR sets it, although the rule began without
    assert_near(race_point(race, 2, 10).lr, 2e-4, 1e-12);
    double buffer[2] = {0}; // and the rule goes by what it sets
    for (int k = 0; k < 50; k++) {
        RacePoint here = race_point(race, 2, k), next = race_point(race, 2, k + 1);
        for (int d = 0; d < 2; d++) {
            buffer[d] = k == 0 ? here.gradient[d] : here.momentum * buffer[d] + here.gradient[d];
            assert_near(next.at[d], here.at[d] - here.lr * buffer[d], 1e-12);
        }
    }
    race_destroy(race);
    loss_destroy(loss);
}

static void test_full_loss_in_the_rows_batch_in_the_step(void **state)
{
    (void)state;
    Loss *loss = regression(10);
    LossWork *work = loss_work_create(loss);
    Racer sgd = racer("SGD", 0.1);
    RaceConfig config = config_of(loss, &sgd, 1);
    Race *race = run(&config);
    for (int k = 0; k < 30; k++) {
        RacePoint here = race_point(race, 0, k), next = race_point(race, 0, k + 1);
        const double *at[2] = {&here.at[0], &here.at[1]};
        double value, full[2], batch[2], *to_full[2] = {full, full + 1}, *to_batch[2] = {batch, batch + 1};
        loss_full(loss, work, at, 1, &value, to_full);
        assert_true(here.loss == value && here.gradient[0] == full[0] && here.gradient[1] == full[1]);
        loss_step(loss, work, k + 1, at, 1, &value, to_batch);
        assert_near(next.at[0], here.at[0] - 0.1 * batch[0], 1e-14);
        assert_near(next.at[1], here.at[1] - 0.1 * batch[1], 1e-14);
    }
    race_destroy(race);
    loss_work_destroy(work);
    loss_destroy(loss);
}

// ---- Ends

static void test_diverged_racer_ends_with_its_first_infinite_row(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer racers[2] = {racer("SGD", 0.02), racer("SGD", 1e-3)};
    RaceConfig config = config_of(loss, racers, 2);
    Race *race = run(&config);
    int end = race_last(race, 0);
    assert_in_range(end, 2, 20);
    assert_int_equal(race_last_finite(race, 0), end - 1);
    assert_int_equal(race_loss(race, 0).count, end + 1);
    assert_false(isfinite(race_point(race, 0, end).loss) && isfinite(race_point(race, 0, end).at[0]) &&
                 isfinite(race_point(race, 0, end).at[1]));
    for (int k = 0; k < end; k++) {
        RacePoint point = race_point(race, 0, k);
        assert_true(isfinite(point.at[0]) && isfinite(point.at[1]) && isfinite(point.loss));
        assert_int_equal(race_state(race, 0, k), RACER_RUNNING);
    }
    for (int k = end; k <= STEPS; k += 7) {
        assert_int_equal(race_state(race, 0, k), RACER_DIVERGED);
        RacePoint last = race_point(race, 0, end), point = race_point(race, 0, k);
        assert_memory_equal(&last, &point, sizeof last);
    }
    assert_int_equal(race_done(race), STEPS);
    assert_int_equal(race_last(race, 1), STEPS);
    config.steps = end - 1; // its end lies beyond
    configure(race, &config, false);
    assert_int_equal(race_last(race, 0), end - 1);
    assert_int_equal(race_last_finite(race, 0), end - 1);
    assert_int_equal(race_state(race, 0, end - 1), RACER_RUNNING);
    race_destroy(race);
    loss_destroy(loss);
}

static void test_everyone_diverges(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer racers[2] = {racer("SGD", 0.02), racer("SGD", 1)};
    RaceConfig config = config_of(loss, racers, 2);
    Race *race = run(&config);
    assert_int_equal(race_done(race), STEPS);
    assert_true(race_last(race, 1) < race_last(race, 0));
    race_destroy(race);
    loss_destroy(loss);
}

static void test_start_that_is_not_finite(void **state)
{
    (void)state;
    Loss *loss = formula_loss("log(x) + y^2");
    Racer racers[2] = {racer("SGD", 0.02), racer("Adam", 1)};
    RaceConfig config = config_of(loss, racers, 2);
    Race *race = run(&config);
    assert_int_equal(race_last(race, 0), 0);
    assert_int_equal(race_last_finite(race, 0), -1);
    assert_int_equal(race_state(race, 0, 0), RACER_DIVERGED);
    double slots[SLOTS_MAX];
    assert_int_equal(race_slots(race, 1, 0, slots, SLOTS_MAX), 2);
    race_destroy(race);
    loss_destroy(loss);
}

static void test_settled(void **state)
{
    (void)state;
    Loss *loss = formula_loss("(x-3)^2 + y^2");
    Racer racers[3] = {racer("SGD", 0.5), racer("SGD", 0.05), racer("SGD", 0)};
    RaceConfig config = config_of(loss, racers, 3);
    Race *race = run(&config);
    assert_int_equal(race_state(race, 0, 0), RACER_RUNNING);
    assert_int_equal(race_state(race, 0, RACE_SETTLED_STEPS), RACER_RUNNING); // its first step is among the last ones
    assert_int_equal(race_state(race, 0, RACE_SETTLED_STEPS + 1), RACER_SETTLED); // it was there after one
    assert_int_equal(race_state(race, 1, 60), RACER_RUNNING);
    assert_int_equal(race_state(race, 1, STEPS), RACER_SETTLED);
    assert_int_equal(race_state(race, 2, RACE_SETTLED_STEPS - 1), RACER_RUNNING);
    assert_int_equal(race_state(race, 2, RACE_SETTLED_STEPS), RACER_SETTLED);
    assert_int_equal(race_last(race, 0), STEPS); // a settled racer goes on
    race_destroy(race);
    loss_destroy(loss);
}

static void test_settled_at_the_origin(void **state)
{
    (void)state;
    Loss *bowl = formula_loss("x^2 + y^2"), *slope = formula_loss("x + y");
    Racer sgd = racer("SGD", 0.1);
    RaceConfig config = config_of(bowl, &sgd, 1);
    Race *race = run(&config);
    assert_int_equal(race_state(race, 0, 100), RACER_RUNNING);
    assert_int_equal(race_state(race, 0, STEPS), RACER_SETTLED);
    config.loss = slope;
    configure(race, &config, true);
    assert_true(race_run(race, STEPS));
    assert_int_equal(race_state(race, 0, STEPS), RACER_RUNNING);
    race_destroy(race);
    loss_destroy(bowl);
    loss_destroy(slope);
}

// ---- Rules that evaluate again, and wrappers

static void test_rule_that_evaluates_again(void **state)
{
    (void)state;
    Loss *losses[] = {formula_loss("(x^2 + 4*y^2)/2"), regression(10)};
    for (int l = 0; l < 2; l++) {
        LossWork *work = loss_work_create(losses[l]);
        Racer racers[2] = {racer("SGD", 0.1), {.rule = &extragradient, .hyper = {0.2}}};
        RaceConfig config = config_of(losses[l], racers, 2);
        Race *race = run(&config);
        assert_int_equal(race_point(race, 1, 0).evals, 0);
        assert_int_equal(race_point(race, 0, 9).evals, 1);
        for (int k = 0; k < 20; k++) {
            RacePoint here = race_point(race, 1, k), next = race_point(race, 1, k + 1);
            double ahead[2], g[2], value, *to[2] = {g, g + 1};
            const double *at[2] = {here.at, here.at + 1}, *further[2] = {ahead, ahead + 1};
            loss_step(losses[l], work, k + 1, at, 1, &value, to);
            ahead[0] = here.at[0] - 0.2 * g[0];
            ahead[1] = here.at[1] - 0.2 * g[1];
            loss_step(losses[l], work, k + 1, further, 1, &value, to);
            assert_near(next.at[0], here.at[0] - 0.2 * g[0], 1e-14);
            assert_near(next.at[1], here.at[1] - 0.2 * g[1], 1e-14);
            assert_int_equal(next.evals, 2);
        }
        race_destroy(race);
        loss_work_destroy(work);
        loss_destroy(losses[l]);
    }
}

static void test_wrapped_rules(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer half = racer("SGD", 1e-3), momentum = racer("SGD", 1e-3);
    set(&momentum, "momentum", 0.9);
    half.wrapper = momentum.wrapper = &share;
    half.wrapper_hyper[0] = 0.5;
    momentum.wrapper_hyper[0] = 0.25;
    add_schedule(&half, "StepLR", "step_size", 100);
    Racer racers[2] = {half, momentum};
    RaceConfig config = config_of(loss, racers, 2);
    Race *race = run(&config);
    for (int k = 0; k < STEPS; k++) {
        RacePoint here = race_point(race, 0, k), next = race_point(race, 0, k + 1);
        double part = k % 2 == 0 ? 0.5 : 1;
        assert_near(here.lr, pow(0.1, k / 100) * 1e-3, 1e-15);
        assert_near(next.at[0], here.at[0] - part * here.lr * here.gradient[0], 1e-14);
        assert_near(next.at[1], here.at[1] - part * here.lr * here.gradient[1], 1e-14);
    }
    double slots[6]; // momentum_buffer, then the wrapper's
    assert_int_equal(race_slots(race, 1, 11, slots, 6), 3);
    RacePoint before = race_point(race, 1, 10), after = race_point(race, 1, 11);
    assert_true(slots[2] == before.at[0] && slots[3] == before.at[1] && slots[4] == 11 && slots[5] == 11);
    assert_near(after.at[0], before.at[0] - 0.25e-3 * slots[0], 1e-14);
    race_destroy(race);
    loss_destroy(loss);
}

// ---- Internals and length

// The slots at a step, as a race that ends there has them.
static void check_slots(const Race *race, const RaceConfig *config, int step)
{
    RaceConfig until = *config;
    until.steps = step;
    Race *ending = run(&until);
    for (int i = 0; i < config->n_racers; i++) {
        double got[SLOTS_MAX] = {0}, expected[SLOTS_MAX] = {0};
        int n = race_slots(race, i, step, got, SLOTS_MAX), m = race_slots(ending, i, step, expected, SLOTS_MAX);
        if (step > race_last(race, i))
            assert_int_equal(n, -1);
        else
            assert_int_equal(n, m);
        if (n > 0 && memcmp(got, expected, sizeof got) != 0)
            fail_msg("racer %d at step %d: %.17g is not %.17g", i, step, got[0], expected[0]);
    }
    race_destroy(ending);
}

static void test_slots_at_any_step(void **state)
{
    (void)state;
    Loss *losses[] = {rosenbrock(), regression(10)};
    for (int l = 0; l < 2; l++) {
        Racer racers[FIELD];
        make_field(racers);
        RaceConfig config = config_of(losses[l], racers, FIELD);
        config.steps = 5000;
        Race *race = run(&config);
        static const int steps[] = {0, 1, 2, 3, 2047, 2048, 2049, 2050, 100, 4999, 5000, 4096, 7};
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            check_slots(race, &config, steps[i]);
        double slots[SLOTS_MAX];
        static const int back[] = {3000, 3001, 2999, 2048, 2047, 5, 4, 6};
        for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
            assert_int_equal(race_slots(race, 10, back[i], slots, SLOTS_MAX), 1);
            assert_true(slots[0] == back[i]);
        }
        assert_int_equal(race_slots(race, 1, 5001, slots, SLOTS_MAX), -1);
        assert_int_equal(race_slots(race, 1, -1, slots, SLOTS_MAX), -1);
        race_slots(race, 0, 2055, slots, SLOTS_MAX);
        racers[0].hyper[0] *= 0.5; // the replayed racer's internals are its own
        configure(race, &config, false);
        assert_true(race_run(race, 5000));
        check_slots(race, &config, 2060);
        race_destroy(race);
        loss_destroy(losses[l]);
    }
}

static void test_long_races(void **state)
{
    (void)state;
    enum { LONG = 100000 };
    Loss *loss = rosenbrock();
    Racer racers[RACE_RACERS_MAX];
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        racers[i] = i % 2 ? racer("Adam", 1e-3 * (i + 1)) : racer("SGD", 1e-4 * (i + 1));
    RaceConfig config = config_of(loss, racers, RACE_RACERS_MAX);
    config.steps = LONG;
    Race *race = race_create();
    configure(race, &config, true);
    for (int step = 0; step < LONG; step += step / 2 + 1)
        assert_true(race_run(race, step));
    assert_true(race_run(race, LONG));
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        assert_int_equal(race_loss(race, i).count, LONG + 1);
        assert_true(race_point(race, i, LONG).loss < race_point(race, i, 100).loss);
    }
    race_destroy(race);
    loss_destroy(loss);
}

static void test_empty_races(void **state)
{
    (void)state;
    Race *race = race_create();
    assert_int_equal(race_racers(race), 0);
    assert_int_equal(race_steps(race), 0);
    Loss *loss = rosenbrock();
    Racer sgd = racer("SGD", 1e-3);
    RaceConfig config = config_of(loss, &sgd, 1);
    configure(race, &config, true);
    assert_int_equal(race_done(race), -1);
    assert_int_equal(race_loss(race, 0).count, 0);
    config.loss = NULL;
    configure(race, &config, true);
    assert_int_equal(race_racers(race), 0);
    assert_int_equal(race_dimension(race), 0);
    assert_true(race_run(race, 10));
    config.loss = loss;
    config.steps = 0;
    configure(race, &config, true);
    assert_true(race_run(race, 10));
    assert_int_equal(race_done(race), 0);
    assert_int_equal(race_last(race, 0), 0);
    race_destroy(race);
    race_destroy(NULL);
    loss_destroy(loss);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neighbours_and_order_do_not_matter),
        cmocka_unit_test(test_pieces_are_the_whole),
        cmocka_unit_test(test_changes_end_where_a_new_race_ends),
        cmocka_unit_test(test_unchanged_racers_keep_their_rows),
        cmocka_unit_test(test_racer_equal),
        cmocka_unit_test(test_rows_of_plain_descent),
        cmocka_unit_test(test_rows_of_a_schedule),
        cmocka_unit_test(test_momentum_column),
        cmocka_unit_test(test_full_loss_in_the_rows_batch_in_the_step),
        cmocka_unit_test(test_diverged_racer_ends_with_its_first_infinite_row),
        cmocka_unit_test(test_everyone_diverges),
        cmocka_unit_test(test_start_that_is_not_finite),
        cmocka_unit_test(test_settled),
        cmocka_unit_test(test_settled_at_the_origin),
        cmocka_unit_test(test_rule_that_evaluates_again),
        cmocka_unit_test(test_wrapped_rules),
        cmocka_unit_test(test_slots_at_any_step),
        cmocka_unit_test(test_long_races),
        cmocka_unit_test(test_empty_races),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
