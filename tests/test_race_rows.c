// What the history of a race means, as its header says: rows, ends, states, internals.
#include "racers.h"
#include "slots.h"
#include "within.h"

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
    config.start = (const double[]){0};
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

static void test_diverged_racer_ends_with_its_first_infinite_row(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer racers[2] = {racer("SGD", 0.02), racer("SGD", 1e-3)};
    RaceConfig config = config_of(loss, racers, 2);
    Race *race = run(&config);
    int end = race_last(race, 0);
    assert_within(end, 2, 20);
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
        assert_memory_equal(last.at, point.at, 2 * sizeof *last.at);
        assert_memory_equal(last.gradient, point.gradient, 2 * sizeof *last.gradient);
        assert_memory_equal(&last.loss, &point.loss, sizeof last.loss);
        assert_memory_equal(&last.momentum, &point.momentum, sizeof last.momentum);
        assert_true(last.lr == point.lr && last.evals == point.evals);
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

// Its rows end before the step in which torch raises; whoever goes on does so without it.
static void test_torch_stops(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer racers[3] = {racer("SGD", 1e-3), racer("RMSprop", 1e-3), racer("SGD", 1e-3)};
    add_schedule(&racers[0], "OneCycleLR", "total_steps", 20);
    racers[0].schedule.node[0].argument[schedule_argument(racers[0].schedule.node[0].rule, "max_lr")] = 1e-3;
    add_schedule(&racers[1], "CyclicLR", "max_momentum", 0);
    RaceConfig config = config_of(loss, racers, 3);
    Race *race = run(&config);
    static const int ends[] = {20, 1};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(race_last(race, i), ends[i]);
        assert_int_equal(race_last_finite(race, i), ends[i]);
        assert_int_equal(race_lr(race, i).count, ends[i] + 1);
        assert_int_equal(race_state(race, i, ends[i]), RACER_RUNNING); // what the next step does is not known there
        assert_null(race_stopped(race, i, ends[i]));
        assert_int_equal(race_state(race, i, ends[i] + 1), RACER_STOPPED);
        assert_int_equal(race_state(race, i, STEPS), RACER_STOPPED);
        assert_true(race_point(race, i, STEPS).at == race_point(race, i, ends[i]).at);
    }
    assert_string_equal(race_stopped(race, 0, STEPS), "OneCycleLR's total_steps");
    assert_string_equal(race_stopped(race, 1, STEPS), "RMSprop's momentum cycled from 0");
    assert_int_equal(race_last(race, 2), STEPS);
    assert_int_equal(race_done(race), STEPS);
    RaceProbe *probe = race_probe_create();
    for (int step = 20; step >= 0; step -= 5)
        assert_int_equal(race_probe_work(probe, race, 0, step, STEPS), WORK_DONE);
    assert_int_equal(race_probe_work(probe, race, 0, 21, STEPS), WORK_FAILED);
    race_probe_destroy(probe);
    config.steps = 20; // the end lies beyond
    configure(race, &config, false);
    assert_int_equal(race_state(race, 0, 20), RACER_RUNNING);
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
    assert_int_equal(slots_at(race, 1, 0, slots, SLOTS_MAX), 2);
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

// The slots at a step, as a race that ends there has them.
static void check_slots(const Race *race, const RaceConfig *config, int step)
{
    RaceConfig until = *config;
    until.steps = step;
    Race *ending = run(&until);
    for (int i = 0; i < config->n_racers; i++) {
        double got[SLOTS_MAX] = {0}, expected[SLOTS_MAX] = {0};
        int n = slots_at(race, i, step, got, SLOTS_MAX), m = slots_at(ending, i, step, expected, SLOTS_MAX);
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
            assert_int_equal(slots_at(race, 10, back[i], slots, SLOTS_MAX), 1);
            assert_true(slots[0] == back[i]);
        }
        assert_int_equal(slots_at(race, 1, 5001, slots, SLOTS_MAX), -1);
        assert_int_equal(slots_at(race, 1, -1, slots, SLOTS_MAX), -1);
        slots_at(race, 0, 2055, slots, SLOTS_MAX);
        racers[0].hyper[0] *= 0.5; // the replayed racer's internals are its own
        configure(race, &config, false);
        assert_true(race_run(race, 5000));
        check_slots(race, &config, 2060);
        race_destroy(race);
        loss_destroy(losses[l]);
    }
}

static void test_a_probe_in_slices(void **state)
{
    (void)state;
    Loss *loss = regression(10);
    Racer racers[FIELD];
    make_field(racers);
    RaceConfig config = config_of(loss, racers, FIELD);
    config.steps = 3000;
    Race *race = run(&config);
    RaceProbe *probe = race_probe_create();
    double slots[SLOTS_MAX] = {0}, expected[SLOTS_MAX] = {0};
    int calls = 1;
    for (; race_probe_work(probe, race, 1, 2998, 100) == WORK_MORE; calls++)
        ;
    assert_int_equal(calls, 10); // from row 2048
    int n = race_probe_slots(probe, slots, SLOTS_MAX);
    assert_true(slots_at(race, 1, 2998, expected, SLOTS_MAX) > 0);
    assert_memory_equal(slots, expected, (size_t)n * sizeof *slots);
    race_probe_destroy(probe);
    race_destroy(race);
    loss_destroy(loss);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_plain_descent),
        cmocka_unit_test(test_rows_of_a_schedule),
        cmocka_unit_test(test_momentum_column),
        cmocka_unit_test(test_full_loss_in_the_rows_batch_in_the_step),
        cmocka_unit_test(test_diverged_racer_ends_with_its_first_infinite_row),
        cmocka_unit_test(test_torch_stops),
        cmocka_unit_test(test_everyone_diverges),
        cmocka_unit_test(test_start_that_is_not_finite),
        cmocka_unit_test(test_settled),
        cmocka_unit_test(test_settled_at_the_origin),
        cmocka_unit_test(test_slots_at_any_step),
        cmocka_unit_test(test_a_probe_in_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
