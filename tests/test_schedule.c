// The schedules' table and what the rows share. Their numbers against torch's: test_torch. Here: what every row
// promises, what is refused, nesting beyond the golden data, with numbers worked out by hand from torch's rules.
#include "schedules.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_rates(const ScheduleTree *tree, double lr, const double *expected, int n)
{
    ScheduleRun run = {.lambdas = schedule_lambdas_create(tree)};
    assert_null(refused(tree));
    schedule_begin(tree, lr, 0.9, &run);
    for (int k = 0; k < n; k++) {
        if (k > 0)
            schedule_step(tree, 0, &run);
        if (!(fabs(run.lr - expected[k]) <= 1e-15))
            fail_msg("row %d: lr %.17g, expected %.17g", k, run.lr, expected[k]);
    }
    schedule_lambdas_destroy(run.lambdas);
}

#define ASSERT_RATES(tree, lr, ...)                                                                                    \
    assert_rates(tree, lr, (const double[]){__VA_ARGS__}, sizeof(const double[]){__VA_ARGS__} / sizeof(double))

// ---- The rows

static void check_argument(const Schedule *rule, const Argument *row)
{
    bool ranged = row->kind != ARGUMENT_BOOLEAN && row->kind != ARGUMENT_CHOICE && !row->hidden;
    if (!row->help || (ranged && !(row->low < row->high)) || (row->logarithmic && !(row->low > 0)))
        fail_msg("%s, %s: help or range", rule->name, row->name);
    if (argument_refuses(row, row->initial))
        fail_msg("%s, %s: its default is refused", rule->name, row->name);
    if (ranged && (argument_refuses(row, row->low) || (row->most > row->high && argument_refuses(row, row->high))))
        fail_msg("%s, %s: the slider leaves what torch accepts", rule->name, row->name);
    bool limited = ranged && (isfinite(row->least) || isfinite(row->most));
    if (limited && !row->refusal)
        fail_msg("%s, %s: no reason for its limit", rule->name, row->name);
    assert_true((row->kind == ARGUMENT_CHOICE) == (row->choices != NULL));
}

static void test_rows(void **state)
{
    (void)state;
    for (int i = 0; i < schedule_count(); i++) {
        const Schedule *rule = schedule_at(i);
        assert_ptr_equal(schedule_find(rule->name), rule);
        assert_true(rule->title && rule->source && rule->summary && rule->example);
        assert_true(rule->rate || rule->step);
        assert_true(schedule_arguments(rule) <= ARGUMENTS_MAX);
        for (const Argument *row = rule->arguments; row->name; row++)
            check_argument(rule, row);
    }
    assert_null(schedule_find("StepLr"));
    assert_null(schedule_find(""));
}

// ---- All at work

static void test_every_schedule_runs(void **state)
{
    (void)state;
    for (int i = 0; i < schedule_count(); i++) {
        ScheduleTree tree = smallest(schedule_at(i));
        ScheduleRun run = {.lambdas = schedule_lambdas_create(&tree)};
        if (refused(&tree))
            fail_msg("%s: %s", schedule_at(i)->name, refused(&tree));
        schedule_begin(&tree, 0.1, 0.9, &run);
        for (int step = 0; step < 5000; step++) {
            schedule_step(&tree, 1, &run);
            if (!isfinite(run.lr) || !isfinite(run.momentum))
                fail_msg("%s: step %d: lr %g, momentum %g", schedule_at(i)->name, step, run.lr, run.momentum);
        }
        schedule_lambdas_destroy(run.lambdas);
    }
}

static void test_a_copy_goes_on_alike(void **state)
{
    (void)state;
    for (int i = 0; i < schedule_count(); i++) {
        ScheduleTree tree = smallest(schedule_at(i));
        ScheduleRun run = {.lambdas = schedule_lambdas_create(&tree)};
        schedule_begin(&tree, 0.1, 0.9, &run);
        for (int step = 0; step < 37; step++)
            schedule_step(&tree, 1.0 / (step + 1), &run);
        ScheduleRun copy = run;
        for (int step = 37; step < 137; step++) {
            schedule_step(&tree, 1.0 / (step + 1), &run);
            schedule_step(&tree, 1.0 / (step + 1), &copy);
            assert_true(run.lr == copy.lr && run.momentum == copy.momentum);
        }
        schedule_lambdas_destroy(run.lambdas);
    }
}

static void test_no_schedule_keeps_the_rate(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    ASSERT_RATES(&tree, 0.3, 0.3, 0.3, 0.3);
    assert_null(schedule_lambdas_create(&tree));
}

static void test_momentum_stays_without_a_cycle(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int one = add(&tree, -1, "OneCycleLR");
    set(&tree, one, "total_steps", 10);
    assert_true(schedule_cycles_momentum(&tree));
    set(&tree, one, "cycle_momentum", 0);
    assert_false(schedule_cycles_momentum(&tree));
    ScheduleRun run = {0};
    schedule_begin(&tree, 0.1, NAN, &run);
    schedule_step(&tree, 0, &run);
    assert_true(isnan(run.momentum));
}

// The recursion against the closed form, over many periods: torch's drift, not ours.
static void test_cosine_stays_near_its_closed_form(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    set(&tree, add(&tree, -1, "CosineAnnealingLR"), "T_max", 70);
    set(&tree, 0, "eta_min", 0.01);
    ScheduleRun run = {0};
    schedule_begin(&tree, 0.1, 0.9, &run);
    for (int step = 1; step <= 10000; step++) {
        schedule_step(&tree, 0, &run);
        double closed = 0.01 + 0.09 * (1 + cos(acos(-1) * step / 70)) / 2;
        assert_true(fabs(run.lr - closed) < 1e-10);
    }
}

// ---- Nested, by hand

static void test_sequential(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "SequentialLR");
    set(&tree, add(&tree, root, "ExponentialLR"), "gamma", 0.5);
    set(&tree, add(&tree, root, "ConstantLR"), "factor", 0.25);
    set(&tree, 2, "total_iters", 2);
    milestone(&tree, root, 3);
    ASSERT_RATES(&tree, 1, 1, 0.5, 0.25, 0.25, 0.25, 1, 1);
}

// Two milestones at one epoch: the scheduler between them never runs.
static void test_sequential_passes_over(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "SequentialLR");
    set(&tree, add(&tree, root, "ExponentialLR"), "gamma", 0.5);
    set(&tree, add(&tree, root, "ExponentialLR"), "gamma", 0.1);
    set(&tree, add(&tree, root, "StepLR"), "step_size", 1);
    milestone(&tree, root, 1);
    milestone(&tree, root, 1);
    ASSERT_RATES(&tree, 1, 1, 1, 0.1, 0.1 * 0.1);
}

// A ChainedScheduler has no step 0 of its own that could be told apart: as the first of a SequentialLR its schedulers
// do theirs twice, and the second time as an ordinary step at epoch 0.
static void test_chained_first_in_sequential(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "SequentialLR");
    int chained = add(&tree, root, "ChainedScheduler");
    int step = add(&tree, root, "StepLR");
    set(&tree, add(&tree, chained, "ExponentialLR"), "gamma", 0.5);
    set(&tree, step, "step_size", 2);
    set(&tree, step, "gamma", 0.5);
    milestone(&tree, root, 2);
    ASSERT_RATES(&tree, 1, 0.5, 0.25, 1, 1, 0.5, 0.5, 0.25);
}

static void test_sequential_in_chained(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "ChainedScheduler");
    int sequential = add(&tree, root, "SequentialLR");
    set(&tree, add(&tree, root, "ExponentialLR"), "gamma", 0.5);
    set(&tree, add(&tree, sequential, "ConstantLR"), "factor", 0.5);
    set(&tree, add(&tree, sequential, "ExponentialLR"), "gamma", 0.5);
    milestone(&tree, sequential, 2);
    ASSERT_RATES(&tree, 1, 0.5, 0.25, 0.5, 0.125);
}

static void test_sequential_first_in_sequential(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int outer = add(&tree, -1, "SequentialLR");
    int inner = add(&tree, outer, "SequentialLR");
    set(&tree, add(&tree, outer, "StepLR"), "step_size", 10);
    set(&tree, add(&tree, inner, "ExponentialLR"), "gamma", 0.5);
    set(&tree, add(&tree, inner, "ExponentialLR"), "gamma", 0.1);
    milestone(&tree, outer, 3);
    milestone(&tree, inner, 2);
    ASSERT_RATES(&tree, 1, 0.5, 1, 0.1, 1, 1);
}

// The scheduler at work at epoch 0 does the first step, behind milestones that are not above it.
static void test_sequential_begins_late(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "SequentialLR");
    set(&tree, add(&tree, root, "ConstantLR"), "factor", 0.5);
    set(&tree, add(&tree, root, "ExponentialLR"), "gamma", 0.5);
    set(&tree, add(&tree, root, "LinearLR"), "start_factor", 0.25);
    milestone(&tree, root, 0);
    milestone(&tree, root, 2);
    ASSERT_RATES(&tree, 1, 1, 0.5, 0.25);
    tree.node[root].milestones[0] = -3;
    ASSERT_RATES(&tree, 1, 1, 0.5, 0.25);
    tree.node[root].milestones[1] = 0;
    tree.node[root].milestones[0] = 0;
    ASSERT_RATES(&tree, 1, 0.25, 0.4);
}

// torch sets base_lrs behind the constructor's own step 0, which starts from the rate before any scheduler.
static void test_cyclic_behind_another(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "ChainedScheduler");
    set(&tree, add(&tree, root, "ExponentialLR"), "gamma", 0.5);
    int cyclic = add(&tree, root, "CyclicLR");
    set(&tree, cyclic, "base_lr", 0.25);
    set(&tree, cyclic, "max_lr", 0.75);
    set(&tree, cyclic, "step_size_up", 4);
    ASSERT_RATES(&tree, 1, 1, 0.375, 0.5, 0.625, 0.75, 0.625);
    tree.node[root].rule = schedule_find("SequentialLR");
    set(&tree, root, "last_epoch", -1);
    milestone(&tree, root, 0);
    ASSERT_RATES(&tree, 1, 0.25, 0.375, 0.5, 0.625, 0.75, 0.625);
}

// ---- Lambdas

static void test_lambdas(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    lambda(&tree, add(&tree, -1, "LambdaLR"), "0.5 ** epoch");
    ASSERT_RATES(&tree, 2, 2, 1, 0.5, 0.25);
    lambda(&tree, 0, "1/(1 + epoch)");
    ASSERT_RATES(&tree, 2, 2, 1, 2.0 / 3, 0.5);
    lambda(&tree, 0, "0.5 ** (epoch // 2)");
    ASSERT_RATES(&tree, 2, 2, 2, 1, 1, 0.5);
    lambda(&tree, 0, "1 - (epoch - 1) % 3");
    ASSERT_RATES(&tree, 2, -2, 2, 0, -2, 2);
    tree.n = 0;
    lambda(&tree, add(&tree, -1, "MultiplicativeLR"), "0.5");
    ASSERT_RATES(&tree, 2, 2, 1, 0.5, 0.25);
    lambda(&tree, 0, "epoch");
    ASSERT_RATES(&tree, 2, 2, 2, 4, 12);
}

static void test_lambdas_in_a_sequence(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "SequentialLR");
    lambda(&tree, add(&tree, root, "MultiplicativeLR"), "0.5");
    lambda(&tree, add(&tree, root, "LambdaLR"), "1 + epoch");
    milestone(&tree, root, 2);
    ASSERT_RATES(&tree, 1, 1, 0.5, 1, 2, 3);
}

// Of floats the rest is exact: floor(a / b) is not.
static void test_whole_quotients_as_python_has_them(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    lambda(&tree, add(&tree, -1, "LambdaLR"), "1 // 0.01 + epoch % 0.1");
    ASSERT_RATES(&tree, 1, 99, 99.09999999999999);
    lambda(&tree, 0, "(-epoch) % 3 + (epoch - 4) // 3");
    ASSERT_RATES(&tree, 1, -2, 1, 0, -1, 2);
}

static void test_scale_of_ones_own(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    add(&tree, -1, "CyclicLR");
    set(&tree, 0, "base_lr", 1);
    set(&tree, 0, "max_lr", 3);
    set(&tree, 0, "step_size_up", 1);
    set(&tree, 0, "mode", 1); // overridden
    lambda(&tree, 0, "4 if x < 2 else 1/x");
    ASSERT_RATES(&tree, 1, 1, 9, 1, 2, 1, 1 + 2.0 / 3);
    set(&tree, 0, "scale_mode", 1);
    ASSERT_RATES(&tree, 1, 1, 9, 1, 1 + 2.0 / 3, 1, 1.4);
    lambda(&tree, 0, "1/x");
    assert_non_null(refused(&tree));
}

static void test_bad_lambdas(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "epoch +", "0.9 ** x", "lambda epoch: 1", "1/epoch"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ScheduleTree tree = {0};
        lambda(&tree, add(&tree, -1, "LambdaLR"), bad[i]);
        assert_non_null(refused(&tree));
    }
}

// ---- WarmupCosine

static void test_warmup_cosine_is_a_sequence(void **state)
{
    (void)state;
    ScheduleTree short_form = {0}, long_form = {0};
    set(&short_form, add(&short_form, -1, "WarmupCosine"), "warmup", 17);
    set(&short_form, 0, "total", 120);
    set(&short_form, 0, "eta_min", 1e-3);
    int root = add(&long_form, -1, "SequentialLR");
    set(&long_form, add(&long_form, root, "LinearLR"), "start_factor", SCHEDULE_WARMUP_START);
    set(&long_form, 1, "total_iters", 17);
    set(&long_form, add(&long_form, root, "CosineAnnealingLR"), "T_max", 120 - 17);
    set(&long_form, 2, "eta_min", 1e-3);
    milestone(&long_form, root, 17);
    ScheduleRun a = {0}, b = {0};
    schedule_begin(&short_form, 0.3, 0.9, &a);
    schedule_begin(&long_form, 0.3, 0.9, &b);
    for (int step = 0; step < 400; step++) {
        assert_true(a.lr == b.lr);
        schedule_step(&short_form, 0, &a);
        schedule_step(&long_form, 0, &b);
    }
}

// ---- What is refused

typedef struct BadArgument {
    const char *schedule, *argument;
    double value;
    const char *why;
} BadArgument;

static const BadArgument bad_arguments[] = {
    {"CosineAnnealingWarmRestarts", "T_0", 2.5, "expected an integer"},
    {"StepLR", "gamma", NAN, "expected a number"},
    {"StepLR", "last_epoch", 3, "param 'initial_lr' is not specified in param_groups[0]"},
    {"ConstantLR", "factor", 1.5, "Constant multiplicative factor expected to be between 0 and 1."},
    {"ConstantLR", "factor", -0.1, "Constant multiplicative factor expected to be between 0 and 1."},
    {"LinearLR", "start_factor", 0, "Starting multiplicative factor expected to be greater than 0"},
    {"LinearLR", "start_factor", 1.1, "Starting multiplicative factor expected to be greater than 0"},
    {"LinearLR", "end_factor", -0.1, "Ending multiplicative factor expected to be between 0 and 1."},
    {"OneCycleLR", "total_steps", INFINITY, "expected an integer"},
    {"CosineAnnealingWarmRestarts", "T_0", 0, "Expected positive integer T_0"},
    {"CosineAnnealingWarmRestarts", "T_mult", 0, "Expected integer T_mult >= 1"},
    {"CyclicLR", "step_size_up", 0, "a cycle or its rise has no steps"},
    {"CyclicLR", "step_size_down", -2000, "a cycle or its rise has no steps"},
    {"CyclicLR", "mode", 3, "expected one of the choices"},
    {"CyclicLR", "scale_fn", 1, "Invalid value"},
    {"CyclicLR", "cycle_momentum", 2, "expected True or False"},
    {"OneCycleLR", "total_steps", NAN, "You must define either total_steps OR (epochs AND steps_per_epoch)"},
    {"OneCycleLR", "total_steps", 0, "Expected positive integer total_steps"},
    {"OneCycleLR", "pct_start", 1.01, "Expected float between 0 and 1 pct_start"},
    {"OneCycleLR", "pct_start", 0.01, "division by zero"},
    {"OneCycleLR", "div_factor", 0, "division by zero"},
    {"ReduceLROnPlateau", "factor", 1, "Factor should be < 1.0."},
    {"WarmupCosine", "total", 50, "total must be greater than warmup"},
};

// torch looks at epochs only where total_steps is None, and takes parts of a step wherever it only compares.
static void test_what_torch_takes(void **state)
{
    (void)state;
    ScheduleTree tree = smallest(schedule_find("OneCycleLR"));
    set(&tree, 0, "epochs", -1);
    assert_null(refused(&tree));
    set(&tree, 0, "epochs", 2.5);
    assert_null(refused(&tree));
    set(&tree, 0, "total_steps", NAN);
    set(&tree, 0, "steps_per_epoch", 5);
    assert_string_equal(refused(&tree), "Expected positive integer epochs");
    tree.n = 0;
    set(&tree, add(&tree, -1, "StepLR"), "step_size", 2.5);
    set(&tree, 0, "gamma", 0.5);
    ASSERT_RATES(&tree, 1, 1, 1, 1, 1, 1, 0.5);
    set(&tree, 0, "step_size", -2);
    ASSERT_RATES(&tree, 1, 1, 1, 0.5, 0.5, 0.25);
    tree.n = 0;
    set(&tree, add(&tree, -1, "ConstantLR"), "total_iters", 1.5);
    set(&tree, 0, "factor", 0.5);
    ASSERT_RATES(&tree, 1, 0.5, 0.5, 0.5);
    tree.n = 0;
    tree.node[add(&tree, -1, "MultiStepLR")].n_milestones = 0;
    tree.node[0].milestones[tree.node[0].n_milestones++] = 1.5;
    milestone(&tree, 0, 2);
    ASSERT_RATES(&tree, 1, 1, 1, 0.1);
    tree.n = 0;
    set(&tree, add(&tree, -1, "CyclicLR"), "step_size_up", 1.5);
    set(&tree, 0, "base_lr", 0.25);
    set(&tree, 0, "max_lr", 1);
    ASSERT_RATES(&tree, 1, 0.25, 0.75, 0.75, 0.25);
}

static void test_refused_arguments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_arguments / sizeof bad_arguments[0]; i++) {
        const BadArgument *bad = &bad_arguments[i];
        ScheduleTree tree = smallest(schedule_find(bad->schedule));
        set(&tree, 0, bad->argument, bad->value);
        const char *why = refused(&tree);
        if (!why || !strstr(why, bad->why))
            fail_msg("%s(%s=%g): %s", bad->schedule, bad->argument, bad->value, why ? why : "accepted");
    }
}

static void assert_refused(const ScheduleTree *tree, const char *expected)
{
    const char *why = refused(tree);
    if (!why || !strstr(why, expected))
        fail_msg("expected '%s': %s", expected, why ? why : "accepted");
}

static void test_refused_containers(void **state)
{
    (void)state;
    for (int which = 0; which < 2; which++) {
        const char *name = which ? "ChainedScheduler" : "SequentialLR";
        ScheduleTree tree = {0};
        add(&tree, -1, name);
        assert_refused(&tree, "expects at least one scheduler");
        add(&tree, 0, "ReduceLROnPlateau");
        assert_refused(&tree, "does not support `ReduceLROnPlateau`");
    }
}

static void test_refused_sequences(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    add(&tree, -1, "SequentialLR");
    add(&tree, 0, "ExponentialLR");
    int second = add(&tree, 0, "LinearLR");
    assert_refused(&tree, "one more than the number of milestone points");
    milestone(&tree, 0, 5);
    assert_null(refused(&tree));
    set(&tree, second, "start_factor", 7);
    assert_refused(&tree, "Starting multiplicative factor");
}

static void test_the_culprit_is_named(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "ChainedScheduler"), node, argument;
    add(&tree, root, "ExponentialLR");
    set(&tree, add(&tree, root, "ConstantLR"), "factor", -1);
    assert_non_null(schedule_refuses(&tree, &node, &argument));
    assert_int_equal(node, 2);
    assert_int_equal(argument, schedule_argument(tree.node[2].rule, "factor"));
}

static void assert_turns(const ScheduleTree *tree, const int64_t *expected, int n)
{
    int64_t turns[8];
    assert_int_equal(schedule_turns(tree, 100, turns, 8), n);
    for (int i = 0; i < n; i++)
        assert_int_equal(turns[i], expected[i]);
}

static void test_turns_of_a_row(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    assert_turns(&tree, NULL, 0);
    add(&tree, -1, "StepLR");
    set(&tree, 0, "step_size", 30);
    assert_turns(&tree, (int64_t[]){30, 60, 90}, 3);
    tree = (ScheduleTree){0};
    add(&tree, -1, "MultiStepLR");
    milestone(&tree, 0, 70);
    milestone(&tree, 0, 20);
    milestone(&tree, 0, 200);
    assert_turns(&tree, (int64_t[]){20, 70}, 2);
    tree = (ScheduleTree){0};
    add(&tree, -1, "CosineAnnealingWarmRestarts");
    set(&tree, 0, "T_0", 10);
    set(&tree, 0, "T_mult", 2);
    assert_turns(&tree, (int64_t[]){10, 30, 70}, 3);
    set(&tree, 0, "T_mult", 1);
    assert_turns(&tree, (int64_t[]){10, 20, 30, 40, 50, 60, 70, 80}, 8); // as many as there is room for
    tree = (ScheduleTree){0};
    add(&tree, -1, "OneCycleLR");
    set(&tree, 0, "total_steps", 41);
    set(&tree, 0, "pct_start", 0.25);
    assert_turns(&tree, (int64_t[]){9, 40}, 2);
}

static void test_turns_of_a_sequence(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    add(&tree, -1, "SequentialLR");
    set(&tree, add(&tree, 0, "LinearLR"), "total_iters", 5);
    set(&tree, add(&tree, 0, "StepLR"), "step_size", 20);
    milestone(&tree, 0, 15);
    assert_turns(&tree, (int64_t[]){5, 15, 35, 55, 75, 95}, 6);
    tree.node[0].milestones[0] = 3; // the ramp is cut
    assert_turns(&tree, (int64_t[]){3, 23, 43, 63, 83}, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_schedule_runs),
        cmocka_unit_test(test_a_copy_goes_on_alike),
        cmocka_unit_test(test_no_schedule_keeps_the_rate),
        cmocka_unit_test(test_momentum_stays_without_a_cycle),
        cmocka_unit_test(test_cosine_stays_near_its_closed_form),
        cmocka_unit_test(test_sequential),
        cmocka_unit_test(test_sequential_passes_over),
        cmocka_unit_test(test_chained_first_in_sequential),
        cmocka_unit_test(test_sequential_in_chained),
        cmocka_unit_test(test_sequential_first_in_sequential),
        cmocka_unit_test(test_sequential_begins_late),
        cmocka_unit_test(test_cyclic_behind_another),
        cmocka_unit_test(test_lambdas),
        cmocka_unit_test(test_lambdas_in_a_sequence),
        cmocka_unit_test(test_whole_quotients_as_python_has_them),
        cmocka_unit_test(test_bad_lambdas),
        cmocka_unit_test(test_scale_of_ones_own),
        cmocka_unit_test(test_warmup_cosine_is_a_sequence),
        cmocka_unit_test(test_what_torch_takes),
        cmocka_unit_test(test_refused_arguments),
        cmocka_unit_test(test_refused_containers),
        cmocka_unit_test(test_refused_sequences),
        cmocka_unit_test(test_the_culprit_is_named),
        cmocka_unit_test(test_turns_of_a_row),
        cmocka_unit_test(test_turns_of_a_sequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
