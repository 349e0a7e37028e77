// Averages of the points: the iterate goes as it does without, the average is AveragedModel's, whatever is replayed.
#include "engine/race/race.h"
#include "scene/spec.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 60 };

static const double start[2] = {-1.2, 1};

static Racer read(const char *spec)
{
    Racer racer;
    Error error;
    if (!spec_read(spec, &racer, &error))
        fail_msg("%s", error.text);
    return racer;
}

static Loss *rosenbrock(void)
{
    FormulaError error;
    return loss_create(&(LossConfig){.formula = "(1 - x)^2 + 100*(y - x^2)^2"}, &error);
}

static Race *race_of(Loss *loss, const char *const *specs, int n, int steps)
{
    Racer racers[RACE_RACERS_MAX];
    Race *race = race_create();
    RaceConfig config = {.loss = loss, .steps = STEPS, .start = start};
    for (int i = 0; i < n; i++)
        racers[i] = read(specs[i]);
    race_enter(&config, racers, n);
    assert_true(race_configure(race, &config, true) && race_run(race, steps));
    return race;
}

static double rosenbrock_at(const double *at)
{
    double a = 1 - at[0], b = at[1] - at[0] * at[0];
    return a * a + 100 * b * b;
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-13 * fmax(1, fabs(expected))))
        fail_msg("%.17g, expected %.17g", value, expected);
}

// The first update copies, and `first` counts optimizer steps. decay < 0: all points alike.
static void check(const char *spec, int first, double decay)
{
    Loss *loss = rosenbrock();
    Race *race = race_of(loss, &spec, 1, STEPS);
    double mean[2] = {0, 0};
    assert_int_equal(race_average_first(race, 0), first);
    for (int step = 0; step <= STEPS; step++) {
        RacePoint point = race_point(race, 0, step);
        int n = step - first;
        assert_int_equal(point.average != NULL, step >= first);
        assert_int_equal(isnan(point.average_loss), step < first);
        for (int d = 0; d < 2 && n >= 0; d++) {
            mean[d] = n == 0       ? point.at[d]
                      : decay >= 0 ? decay * mean[d] + (1 - decay) * point.at[d]
                                   : (n * mean[d] + point.at[d]) / (n + 1);
            assert_near(point.average[d], mean[d]);
            assert_true(race_average(race, 0, d).first[step * race_average(race, 0, d).stride] == point.average[d]);
        }
        if (n >= 0)
            assert_near(point.average_loss, rosenbrock_at(point.average));
    }
    race_destroy(race);
    loss_destroy(loss);
}

static void test_numbers(void **state)
{
    (void)state;
    check("EMA(SGD(lr=0.001, momentum=0.9), decay=0.99)", 1, 0.99);
    check("EMA(Adam(lr=0.1), decay=0.25)", 1, 0.25);
    check("EMA(SGD(lr=0.001), decay=0.0)", 1, 0);
    check("EMA(SGD(lr=0.001), 1)", 1, 1);
    check("EMA(SGD(lr=0.001))", 1, 0.999);
    check("SWA(SGD(lr=0.001, momentum=0.9), start=20)", 20, -1);
    check("SWA(Adam(lr=0.1), start=0)", 1, -1);
    check("SWA(Adam(lr=0.1), 1)", 1, -1);
    check("ClipGradNorm(SWA(Lookahead(SAM(SGD(lr=0.001)))  , start=5), max_norm=1)", 5, -1);
    check("SWA(ClipGradNorm(SGD(lr=0.001, momentum=0.9), max_norm=1), start=60)", 60, -1);
}

static void assert_same_rows(const Race *a, int i, const Race *b, int k, bool averages)
{
    for (int step = 0; step <= STEPS; step++) {
        RacePoint one = race_point(a, i, step), other = race_point(b, k, step);
        assert_memory_equal(one.at, other.at, 2 * sizeof(double));
        assert_true(one.loss == other.loss && one.lr == other.lr && one.evals == other.evals);
        if (!averages || !one.average)
            continue;
        assert_memory_equal(one.average, other.average, 2 * sizeof(double));
        assert_true(one.average_loss == other.average_loss);
    }
}

static void test_the_iterate_is_as_without(void **state)
{
    (void)state;
    static const char *const plain[] = {"Adam(lr=0.1) | StepLR(step_size=20)", "SAM(SGD(lr=0.001))",
                                        "ClipGradNorm(LBFGS(), max_norm=1)"};
    static const char *const with[] = {"EMA(Adam(lr=0.1), decay=0.9) | StepLR(step_size=20)",
                                       "SWA(SAM(SGD(lr=0.001)), start=9)",
                                       "EMA(ClipGradNorm(LBFGS(), max_norm=1), decay=0.5)"};
    Loss *loss = rosenbrock();
    Race *one = race_of(loss, plain, 3, STEPS), *other = race_of(loss, with, 3, STEPS);
    for (int i = 0; i < 3; i++)
        assert_same_rows(one, i, other, i, false);
    race_destroy(one);
    race_destroy(other);
    loss_destroy(loss);
}

// In pieces, alone, beside others.
static void test_replays_are_bit_for_bit(void **state)
{
    (void)state;
    static const char *const specs[] = {"EMA(Adam(lr=0.1), decay=0.9)", "SWA(Adam(lr=0.1), start=7)", "Adam(lr=0.1)",
                                        "EMA(Adam(lr=0.2), decay=0.99)"};
    Loss *loss = rosenbrock();
    Race *whole = race_of(loss, specs, 4, STEPS), *pieces = race_of(loss, specs, 4, 3);
    for (int step = 3; step <= STEPS; step += 4)
        assert_true(race_run(pieces, step + 4));
    for (int i = 0; i < 4; i++) {
        Race *alone = race_of(loss, &specs[i], 1, STEPS);
        assert_same_rows(whole, i, pieces, i, true);
        assert_same_rows(whole, i, alone, 0, true);
        race_destroy(alone);
    }
    race_destroy(whole);
    race_destroy(pieces);
    loss_destroy(loss);
}

// What changes of a racer changes its points; the mean goes on, and is not what changes.
static void test_a_steered_racer_is_averaged_on(void **state)
{
    (void)state;
    static Changes changes, none;
    Racer racer = read("EMA(SGD(lr=0.001), decay=0.9)"), adam = read("Adam(lr=0.05)"), mean = read("EMA(Adam(lr=0.1))");
    Loss *loss = rosenbrock();
    Race *steered = race_of(loss, (const char *const[]){"EMA(SGD(lr=0.001), decay=0.9)"}, 1, STEPS),
         *fresh = race_create();
    int i;
    changes_add(&changes, &(Change){.step = 20, .kind = CHANGE_HYPER, .value = 0.0005}, NULL);
    changes_add(&changes, &(Change){.step = 40, .kind = CHANGE_OPTIMIZER}, &adam);
    assert_null(changes_refuse(&racer, &changes, &i));
    RaceConfig config = {.loss = loss, .steps = STEPS, .start = start, .changes = {&changes}};
    race_enter(&config, &racer, 1);
    assert_true(race_configure(steered, &config, false) && race_run(steered, STEPS));
    assert_true(race_configure(fresh, &config, true) && race_run(fresh, STEPS));
    assert_same_rows(steered, 0, fresh, 0, true);
    for (int step = 2; step <= STEPS; step++)
        for (int d = 0; d < 2; d++)
            assert_near(race_point(fresh, 0, step).average[d],
                        0.9 * race_point(fresh, 0, step - 1).average[d] + 0.1 * race_point(fresh, 0, step).at[d]);
    changes = none;
    changes_add(&changes, &(Change){.step = 20, .kind = CHANGE_WRAPPER, .value = 0.5}, NULL);
    assert_non_null(strstr(changes_refuse(&racer, &changes, &i), "when the optimizer or its schedule is built"));
    changes = none;
    changes_add(&changes, &(Change){.step = 20, .kind = CHANGE_OPTIMIZER}, &mean);
    assert_non_null(strstr(changes_refuse(&racer, &changes, &i), "leave EMA or SWA out"));
    race_destroy(steered);
    race_destroy(fresh);
    loss_destroy(loss);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *why;
    } cases[] = {
        {"EMA(SGD(lr=0.1), decay=1.5)", "Invalid decay value"},
        {"EMA(SWA(SGD(lr=0.1), start=1), decay=0.9)", "one average"},
        {"Lookahead(EMA(SGD(lr=0.1)))", "EMA(Lookahead(...))"},
        {"SWA(SGD(lr=0.1))", "start"},
        {"SWA(SGD(lr=0.1), start=-1)", "0 or more"},
        {"SGD(lr=0.1) | SWALR()", "swa_lr"},
        {"SGD(lr=0.1) | SWALR(0.1, anneal_epochs=-1)", "anneal_epochs must be"},
        {"SGD(lr=0.1) | SWALR(0.1, anneal_strategy='cosine')", "'cosine'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Racer racer;
        Error error = {""};
        assert_false(spec_read(cases[i].spec, &racer, &error));
        if (!strstr(error.text, cases[i].why))
            fail_msg("%s: %s", cases[i].spec, error.text);
    }
}

// The rates that torch's own SWALR gave, which goes by the steps it has made.
static void test_swalr(void **state)
{
    (void)state;
    static const char *const specs[] = {
        ("SGD(lr=0.001) | SequentialLR([ConstantLR(factor=0.5, total_iters=2), SWALR(swa_lr=0.0005, anneal_epochs=5)], "
         "milestones=[4])"),
        "SGD(lr=0.001) | SWALR(0.0005, 4, 'linear')",
        "SGD(lr=0.001) | swa_utils.SWALR(swa_lr=0.0002, anneal_epochs=0)",
    };
    static const double rates[3][11] = {
        {0.0005, 0.0005, 0.001, 0.001, 0.00095225424859373688, 0.00082725424859373688, 0.00067274575140626315,
         0.00054774575140626315, 0.0005, 0.0005, 0.0005},
        {0.001, 0.000875, 0.00075, 0.000625, 0.0005, 0.0005, 0.0005, 0.0005, 0.0005, 0.0005, 0.0005},
        {0.0002, 0.0002, 0.0002, 0.0002, 0.0002, 0.0002, 0.0002, 0.0002, 0.0002, 0.0002, 0.0002},
    };
    Loss *loss = rosenbrock();
    Race *race = race_of(loss, specs, 3, STEPS);
    for (int i = 0; i < 3; i++)
        for (int step = 0; step < 11; step++)
            assert_true(fabs(race_point(race, i, step).lr - rates[i][step]) < 1e-16);
    race_destroy(race);
    loss_destroy(loss);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_the_iterate_is_as_without),
        cmocka_unit_test(test_replays_are_bit_for_bit),
        cmocka_unit_test(test_a_steered_racer_is_averaged_on),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_swalr),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
