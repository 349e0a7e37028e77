// A lane of a swarm comes to what a race of it alone comes to, bit for bit: for rules of every kind, whoever its
// neighbours are and whatever becomes of them, in pieces, by any number of threads.
#include "engine/race/swarm.h"

#include "racers.h"
#include "within.h"

#include <omp.h>
#include <stdio.h>

enum { LANES = 4096, WIDTH = 64 };

static double starts[LANES][2];
static double hypers[LANES][ARGUMENTS_MAX], wrapper_hypers[LANES][ARGUMENTS_MAX];

// A grid around the valley of Rosenbrock's function.
static void make_starts(double side)
{
    for (int i = 0; i < LANES; i++) {
        starts[i][0] = -side + 2 * side * (i % WIDTH) / (WIDTH - 1);
        starts[i][1] = -side + 2 * side * (i / WIDTH) / (WIDTH - 1);
    }
}

static Swarm *swarm_of(const SwarmConfig *config, int step)
{
    Swarm *swarm = swarm_create(config);
    assert_non_null(swarm);
    assert_int_equal(swarm_done(swarm), -1);
    swarm_run(swarm, step);
    assert_int_equal(swarm_done(swarm), step);
    return swarm;
}

static void assert_same_bits(int lane, const char *what, const double *a, const double *b, int n)
{
    if (memcmp(a, b, (size_t)n * sizeof *a) != 0)
        fail_msg("lane %d: its %s is %.17g, alone %.17g", lane, what, *a, *b);
}

// The race's racer stands for the lane.
static void assert_is_alone(const Swarm *swarm, int lane, const Race *race)
{
    int last = race_last(race, 0);
    RacePoint point = race_point(race, 0, last);
    bool diverged = race_state(race, 0, race_done(race)) == RACER_DIVERGED;
    assert_int_equal(swarm_diverged(swarm, lane), diverged ? last : -1);
    double loss = swarm_loss(swarm, lane);
    assert_same_bits(lane, "x", swarm_at(swarm, lane), point.at, race_dimension(race));
    assert_same_bits(lane, "loss", &loss, &point.loss, 1);
}

static int count_diverged(const Swarm *swarm, int n)
{
    int diverged = 0;
    for (int i = 0; i < n; i++)
        diverged += swarm_diverged(swarm, i) >= 0;
    return diverged;
}

// Each lane against a race of its own; returns how many diverged.
static int check_lanes(const SwarmConfig *config, int steps)
{
    Swarm *swarm = swarm_of(config, steps);
    Race *race = race_create();
    Racer racer = *config->racer;
    RaceConfig alone = {.loss = config->loss, .steps = steps};
    race_enter(&alone, &racer, 1);
    for (int i = 0; i < config->n; i++) {
        if (config->hyper)
            memcpy(racer.hyper, config->hyper[i], sizeof racer.hyper);
        if (config->wrapper_hyper)
            memcpy(racer.wrapper[0].hyper, config->wrapper_hyper[i], sizeof racer.wrapper[0].hyper);
        alone.start = config->start + (ptrdiff_t)i * config->start_stride;
        configure(race, &alone, false);
        assert_true(race_run(race, steps));
        assert_is_alone(swarm, i, race);
    }
    int diverged = count_diverged(swarm, config->n);
    race_destroy(race);
    swarm_destroy(swarm);
    return diverged;
}

// ---- Racers

static Racer wrapped(const char *wrapper, Racer inner)
{
    inner.wrapper[0].rule = optimizer_find(wrapper);
    inner.n_wrappers = 1;
    assert_non_null(inner.wrapper[0].rule);
    optimizer_defaults(inner.wrapper[0].rule, inner.wrapper[0].hyper);
    return inner;
}

static Racer momentum(double lr)
{
    Racer made = racer("SGD", lr);
    set(&made, "momentum", 0.9);
    return made;
}

static Racer scheduled(Racer made, const char *schedule, const char *argument, double value)
{
    add_schedule(&made, schedule, argument, value);
    return made;
}

static Racer lambda(Racer made)
{
    const Schedule *schedule = schedule_find("LambdaLR");
    assert_non_null(schedule);
    schedule_defaults(schedule, &made.schedule.node[0]);
    snprintf(made.schedule.node[0].lambda, SCHEDULE_TEXT_MAX, "0.97 ** epoch");
    made.schedule.n = 1;
    return made;
}

enum { RACERS = 12 };

static void make_racers(Racer *made)
{
    made[0] = racer("SGD", 1e-3);
    made[1] = momentum(5e-4);
    made[2] = racer("Adam", 0.05);
    made[3] = racer("LBFGS", 1);
    made[4] = wrapped("Lookahead", racer("Adam", 0.05));
    made[5] = wrapped("SAM", momentum(1e-3));
    made[6] = scheduled(racer("RMSprop", 0.02), "ReduceLROnPlateau", "patience", 1);
    made[7] = scheduled(momentum(5e-4), "CyclicLR", "max_lr", 1e-3);
    made[8] = lambda(racer("AdamW", 0.1));
    made[9] = (Racer){.rule = &extragradient, .hyper = {1e-3}};
    made[10] = scheduled(momentum(5e-4), "OneCycleLR", "total_steps", 13); // torch raises on the way
    made[11] = racer("LBFGS", 1e-3);
    set(&made[11], "history_size", 0);
}

static void check_racers(Loss *loss, int n)
{
    static Racer racers[RACERS];
    make_racers(racers);
    for (int i = 0; i < RACERS; i++)
        check_lanes(&(SwarmConfig){.loss = loss, .racer = &racers[i], .n = n, .start = starts[0], .start_stride = 2},
                    racers[i].rule == optimizer_find("LBFGS") ? 5 : 40);
    loss_destroy(loss);
}

// ---- Tests

static void lanes_are_what_they_are_alone(void **state)
{
    (void)state;
    make_starts(2);
    check_racers(rosenbrock(), LANES);
}

static void on_mini_batches_too(void **state)
{
    (void)state;
    make_starts(2);
    check_racers(regression(8), 300);
}

static void and_with_noise(void **state)
{
    (void)state;
    make_starts(2);
    check_racers(make_loss((LossConfig){.formula = "x^2 + y^2 + normal(1)*x + normal(2)*y", .batch = 3, .seed = 4}),
                 300);
}

// Outer lanes diverge at various steps, inner ones converge.
static void diverged_lanes_do_not_disturb_others(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    make_starts(5);
    Racer fast = scheduled(momentum(1e-3), "ReduceLROnPlateau", "patience", 1), adam = racer("Adam", 0.1);
    SwarmConfig config = {.loss = loss, .racer = &fast, .n = LANES, .start = starts[0], .start_stride = 2};
    int diverged = check_lanes(&config, 60);
    assert_within(diverged, LANES / 10, LANES - LANES / 10);
    starts[0][0] = NAN;
    starts[129][1] = INFINITY;
    config.racer = &adam;
    assert_int_equal(check_lanes(&config, 10), 2);
    for (int i = 0; i < LANES; i++)
        starts[i][0] = NAN;
    assert_int_equal(check_lanes(&config, 10), LANES);
    loss_destroy(loss);
}

// Learning rate and momentum, some of them 0: a switch that is off.
static void each_lane_has_its_own_hyperparameters(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer made = wrapped("Lookahead", momentum(5e-4));
    const double start[2] = {-1.2, 1};
    for (int i = 0; i < LANES; i++) {
        memcpy(hypers[i], made.hyper, sizeof made.hyper);
        hypers[i][0] = 1e-5 * pow(1.1, i % WIDTH);
        hypers[i][1] = (double)(i / WIDTH) / WIDTH;
        memcpy(wrapper_hypers[i], made.wrapper[0].hyper, sizeof made.wrapper[0].hyper);
        wrapper_hypers[i][0] = 1 + i % 7;
    }
    SwarmConfig config = {.loss = loss, .racer = &made, .n = LANES, .start = start, .hyper = hypers};
    assert_within(check_lanes(&config, 40), 1, LANES - 1);
    config.wrapper_hyper = wrapper_hypers;
    check_lanes(&config, 40);
    loss_destroy(loss);
}

// Slots may differ in number.
static void each_lane_has_its_own_state(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer made = racer("LBFGS", 1);
    for (int i = 0; i < 200; i++) {
        set(&made, "history_size", 1 + i % 5);
        memcpy(hypers[i], made.hyper, sizeof made.hyper);
    }
    make_starts(2);
    check_lanes(
        &(SwarmConfig){.loss = loss, .racer = &made, .n = 200, .start = starts[0], .start_stride = 2, .hyper = hypers},
        10);
    loss_destroy(loss);
}

static void assert_same_swarm(const Swarm *a, const Swarm *b, int n)
{
    for (int i = 0; i < n; i++) {
        double loss[2] = {swarm_loss(a, i), swarm_loss(b, i)};
        assert_int_equal(swarm_diverged(a, i), swarm_diverged(b, i));
        assert_same_bits(i, "x", swarm_at(a, i), swarm_at(b, i), 2);
        assert_same_bits(i, "loss", &loss[0], &loss[1], 1);
    }
}

static void pieces_numbers_and_threads_change_nothing(void **state)
{
    (void)state;
    Loss *losses[] = {rosenbrock(), regression(8)};
    Racer made = scheduled(momentum(2e-3), "ReduceLROnPlateau", "patience", 1);
    int threads = omp_get_max_threads();
    make_starts(4);
    for (int l = 0; l < 2; l++) {
        SwarmConfig config = {.loss = losses[l], .racer = &made, .n = LANES, .start = starts[0], .start_stride = 2};
        Swarm *whole = swarm_of(&config, 50);
        omp_set_num_threads(3);
        Swarm *pieces = swarm_of(&config, 0);
        for (int step = 1; step <= 50; step += step)
            swarm_run(pieces, step);
        swarm_run(pieces, 50);
        swarm_run(pieces, 20); // lies behind
        assert_int_equal(swarm_done(pieces), 50);
        assert_same_swarm(whole, pieces, LANES);
        swarm_destroy(pieces);
        omp_set_num_threads(1);
        static const int numbers[] = {1, 2, 5, 127, 129};
        for (int k = 0; k < 5; k++) {
            config.n = numbers[k];
            Swarm *few = swarm_of(&config, 50);
            assert_same_swarm(whole, few, config.n);
            swarm_destroy(few);
        }
        swarm_destroy(whole);
        omp_set_num_threads(threads);
        loss_destroy(losses[l]);
    }
}

// A million lanes of LBFGS with its longest history would take a hundred times as much as a swarm may.
static void memory_is_bounded(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer made = racer("LBFGS", 1);
    const double start[2] = {-1.2, 1};
    set(&made, "history_size", 1000);
    assert_null(swarm_create(&(SwarmConfig){.loss = loss, .racer = &made, .n = SWARM_LANES_MAX, .start = start}));
    loss_destroy(loss);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_are_what_they_are_alone),
        cmocka_unit_test(on_mini_batches_too),
        cmocka_unit_test(and_with_noise),
        cmocka_unit_test(diverged_lanes_do_not_disturb_others),
        cmocka_unit_test(each_lane_has_its_own_hyperparameters),
        cmocka_unit_test(each_lane_has_its_own_state),
        cmocka_unit_test(pieces_numbers_and_threads_change_nothing),
        cmocka_unit_test(memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
