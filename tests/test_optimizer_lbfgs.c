// LBFGS beyond the golden data: what it does with no room to move, at a minimum, off the end of a function, and with
// limits out of range.
#include "engine/race/race.h"
#include "slots.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const banana = "(1-x)^2 + 100*(y-x^2)^2";

static void set(Racer *racer, const char *name, double value)
{
    for (int i = 0; racer->rule->arguments[i].name; i++)
        if (!strcmp(racer->rule->arguments[i].name, name)) {
            racer->hyper[i] = value;
            return;
        }
    fail_msg("no argument %s", name);
}

static Racer lbfgs(bool strong_wolfe)
{
    Racer racer = {.rule = optimizer_find("LBFGS")};
    assert_non_null(racer.rule);
    optimizer_defaults(racer.rule, racer.hyper);
    if (strong_wolfe)
        set(&racer, "line_search_fn", 0);
    return racer;
}

typedef struct Run {
    Loss *loss;
    Race *race;
} Run;

static Run run(const char *formula, double x, double y, const Racer *racer, int steps)
{
    FormulaError error;
    Run made = {.loss = loss_create(&(LossConfig){.formula = formula}, &error), .race = race_create()};
    RaceConfig config = {
        .loss = made.loss, .racer = {racer}, .n_racers = 1, .start = (const double[]){x, y}, .steps = steps};
    assert_non_null(made.loss);
    assert_non_null(made.race);
    assert_true(race_configure(made.race, &config, true));
    assert_true(race_run(made.race, steps));
    return made;
}

static void drop(Run *made)
{
    race_destroy(made->race);
    loss_destroy(made->loss);
}

static const char *refused(const Racer *racer)
{
    int argument;
    return optimizer_refuses(racer->rule, racer->hyper, &argument);
}

// ---- Paths on which the line search takes its rarer turns: what torch computes there (1.13, whose line search was
// given as many evaluations as torch 2.14 gives it)

enum { STEPS = 6, ARGUMENTS = 5 };

typedef struct Path {
    const char *formula;
    double start[2];
    struct {
        const char *name;
        double value;
    } argument[ARGUMENTS];
    int evals[STEPS];
    double at[STEPS][2];
} Path;

#define ACKLEY "20 - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + e"

static const Path paths[] = {
    {"(1-x)^2 + 100*(y-x^2)^2",
     {-0.11, 1.23},
     {{"lr", 1.5}, {"max_iter", 2}, {"max_eval", 15}},
     {3, 3, 6, 4, 3, 5},
     {{-0.22245904036961278, 0.18467544470804118},
      {-0.24418107908112768, 0.088106734066019848},
      {0.060185651039983523, -0.031604127500095142},
      {0.19629143523556564, 0.015637586337630696},
      {0.41669462384768774, 0.21264945789505291},
      {0.57800371245610971, 0.31703867497454663}}},
    {"log(1 + x^2 + 3*y^2)",
     {-0.82, -2.11},
     {{"max_iter", 6}, {"tolerance_change", 0.001}},
     {7, 4, 1, 1, 1, 1},
     {{-0.32973303152477595, -0.077686798271757979},
      {0.00099607681471633111, 0.0080499644015775002},
      {0.00099607681471633111, 0.0080499644015775002},
      {0.00099607681471633111, 0.0080499644015775002},
      {0.00099607681471633111, 0.0080499644015775002},
      {0.00099607681471633111, 0.0080499644015775002}}},
    {ACKLEY,
     {1.6100000000000003, -0.35}, // at 1.61 two losses are equal but for the last bit, and which is lower decides
     {{"max_iter", 3}, {"max_eval", 7}},
     {8, 8, 7, 5, 3, 1},
     {{0.73897384451902903, 0.60402535542585145},
      {1.1118747291029432, 0.17579845398390376},
      {1.0614952329873204, 0.056849408425672904},
      {0.95190687183111922, -0.00022860689716370803},
      {0.9521663854977892, 1.3986251018675285e-07},
      {0.9521663854977892, 1.3986251018675285e-07}}},
    {ACKLEY,
     {0.54, -0.56},
     {{"lr", 0.5}, {"max_iter", 3}, {"tolerance_change", 1e-5}},
     {4, 4, 3, 2, 1, 1},
     {{-0.88674316772665751, 0.78828183227334225},
      {-0.97207678925713936, 0.97265798115483615},
      {-0.96809433514092835, 0.96793470192363962},
      {-0.9682883692074421, 0.96820564191087055},
      {-0.9682883692074421, 0.96820564191087055},
      {-0.9682883692074421, 0.96820564191087055}}},
    {"20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
     {-0.28, -0.66},
     {{"lr", 0.5}, {"max_iter", 10}, {"tolerance_change", 0.01}},
     {6, 2, 1, 1, 1, 1},
     {{0.0041313175151792532, -1.0031639160812829},
      {0.0020706498327013947, -0.99905372607886989},
      {0.0020706498327013947, -0.99905372607886989},
      {0.0020706498327013947, -0.99905372607886989},
      {0.0020706498327013947, -0.99905372607886989},
      {0.0020706498327013947, -0.99905372607886989}}},
};

static void check_path(const Path *path)
{
    Racer racer = lbfgs(true);
    for (int i = 0; i < ARGUMENTS && path->argument[i].name; i++)
        set(&racer, path->argument[i].name, path->argument[i].value);
    Run made = run(path->formula, path->start[0], path->start[1], &racer, STEPS);
    for (int k = 0; k < STEPS; k++) {
        RacePoint point = race_point(made.race, 0, k + 1);
        bool close = fabs(point.at[0] - path->at[k][0]) <= 1e-9 && fabs(point.at[1] - path->at[k][1]) <= 1e-9;
        if (!close || point.evals != path->evals[k])
            fail_msg("%s, step %d: %.17g, %.17g after %d evaluations", path->formula, k + 1, point.at[0], point.at[1],
                     point.evals);
    }
    drop(&made);
}

static void test_rare_turns(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        check_path(&paths[i]);
}

// ---- Limits

static void test_no_iterations(void **state)
{
    (void)state;
    Racer racer = lbfgs(true);
    set(&racer, "max_iter", 0);
    Run made = run(banana, -1.2, 1, &racer, 3);
    RacePoint point = race_point(made.race, 0, 3);
    assert_true(point.at[0] == -1.2 && point.at[1] == 1);
    assert_int_equal(point.evals, 1);
    drop(&made);
}

static void test_at_a_minimum(void **state)
{
    (void)state;
    Racer racer = lbfgs(false);
    Run made = run(banana, 1, 1, &racer, 5);
    assert_int_equal(race_point(made.race, 0, 5).evals, 1);
    assert_true(race_point(made.race, 0, 5).at[0] == 1);
    drop(&made);
}

// Evaluations are counted before the next iteration, so that one allowed still lets the first one end. A line search of
// no iterations takes the better of its first point and where it stands.
static void test_one_evaluation_allowed(void **state)
{
    (void)state;
    for (int wolfe = 0; wolfe < 2; wolfe++) {
        Racer racer = lbfgs(wolfe);
        set(&racer, "max_eval", 1);
        Run made = run(banana, -1.2, 1, &racer, 2);
        assert_int_equal(race_point(made.race, 0, 1).evals, 2);
        assert_true((race_point(made.race, 0, 1).at[0] == -1.2) == wolfe);
        drop(&made);
    }
}

static void test_one_step_is_enough_with_a_line_search(void **state)
{
    (void)state;
    Racer racer = lbfgs(true);
    set(&racer, "max_iter", 200);
    Run made = run(banana, -1.2, 1, &racer, 1);
    RacePoint point = race_point(made.race, 0, 1);
    assert_true(point.loss < 1e-8);
    drop(&made);
}

// A step of several iterations is as many steps of one, where no tolerance ends it.
static void test_iterations_go_over_steps(void **state)
{
    (void)state;
    Racer many = lbfgs(false), one = lbfgs(false);
    set(&many, "lr", 0.1);
    set(&many, "max_iter", 4);
    set(&many, "max_eval", 100);
    one = many;
    set(&one, "max_iter", 1);
    Run a = run(banana, -1.2, 1, &many, 5), b = run(banana, -1.2, 1, &one, 20);
    for (int k = 0; k <= 5; k++)
        for (int d = 0; d < 2; d++)
            assert_true(race_point(a.race, 0, k).at[d] == race_point(b.race, 0, 4 * k).at[d]);
    drop(&a);
    drop(&b);
}

static void test_state_grows_with_the_history(void **state)
{
    (void)state;
    Racer racer = lbfgs(true);
    set(&racer, "history_size", 3);
    set(&racer, "max_iter", 1);
    set(&racer, "max_eval", 20);
    Run made = run(banana, -1.2, 1, &racer, 20);
    double slots[64];
    int n = slots_at(made.race, 0, 20, slots, 64);
    assert_int_equal(n, optimizer_slots(racer.rule, racer.hyper));
    assert_int_equal(n, 6 + 3 * 3);
    assert_true(slots[2 * 3] == 20); // n_iter
    assert_true(slots[2 * 5] == 3);  // pairs
    drop(&made);
}

static void test_off_the_end(void **state)
{
    (void)state;
    static const char *const ends[] = {"log(x) + y^2", "-exp(x*y)", "sqrt(x)*y", "-x^3 + y^2", "1/x + y^4"};
    for (int i = 0; i < 5; i++)
        for (int wolfe = 0; wolfe < 2; wolfe++) {
            Racer racer = lbfgs(wolfe);
            set(&racer, "max_iter", 50);
            Run made = run(ends[i], 0.5, 0.5, &racer, 20);
            assert_true(race_last(made.race, 0) <= 20);
            drop(&made);
        }
}

static void test_limits(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double bad;
    } limits[] = {{"history_size", 1001}, {"max_iter", 1e9}, {"history_size", 2.5},
                  {"max_eval", 1e9},      {"lr", -1},        {"line_search_fn", 1}};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        Racer racer = lbfgs(false);
        assert_null(refused(&racer));
        set(&racer, limits[i].name, limits[i].bad);
        if (!refused(&racer))
            fail_msg("%s=%g is accepted", limits[i].name, limits[i].bad);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rare_turns),
        cmocka_unit_test(test_no_iterations),
        cmocka_unit_test(test_at_a_minimum),
        cmocka_unit_test(test_one_evaluation_allowed),
        cmocka_unit_test(test_one_step_is_enough_with_a_line_search),
        cmocka_unit_test(test_iterations_go_over_steps),
        cmocka_unit_test(test_state_grows_with_the_history),
        cmocka_unit_test(test_off_the_end),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
