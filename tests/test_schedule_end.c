// Where torch raises in a scheduler's step: the step before is the last.
#include "schedules.h"

#include <string.h>

enum { STEPS_TRIED = 300 };

// Of STEPS_TRIED, the last that torch makes.
static int last_step(const ScheduleTree *tree)
{
    ScheduleRun run = {.lambdas = schedule_lambdas_create(tree)};
    int last = -1;
    schedule_begin(tree, 0.1, 0.9, &run);
    for (; !run.stopped && last < STEPS_TRIED; last++)
        schedule_step(tree, 0, &run);
    schedule_lambdas_destroy(run.lambdas);
    return last;
}

typedef struct End {
    const char *schedule, *argument;
    double value;
    const char *also;
    double also_value;
    int last;
    const char *why;
} End;

static const End ends[] = {
    {"OneCycleLR", "total_steps", 40, "div_factor", 25, 40, "OneCycleLR's total_steps"},
    {"OneCycleLR", "total_steps", 40, "pct_start", 1, 39, "a phase of OneCycleLR"},
    {"StepLR", "step_size", 0, "gamma", 0.5, 0, "StepLR's step_size of 0"},
    {"CosineAnnealingLR", "T_max", 0, "eta_min", 0, 0, "CosineAnnealingLR's T_max of 0"},
    {"ConstantLR", "factor", 0, "total_iters", 4, 3, "ConstantLR's factor of 0"},
    {"ConstantLR", "factor", 0, "total_iters", 0, STEPS_TRIED, ""},
    {"ConstantLR", "factor", 0, "total_iters", 4.5, STEPS_TRIED, ""},
    {"PolynomialLR", "total_iters", 4, "power", -1, 3, "PolynomialLR's power"},
    {"PolynomialLR", "total_iters", 0, "power", -1, STEPS_TRIED, ""},
    {"LinearLR", "total_iters", 0, "end_factor", 0.5, STEPS_TRIED, ""},
    {"ExponentialLR", "gamma", 1e300, "last_epoch", -1, STEPS_TRIED, ""},
};

static void test_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const End *end = &ends[i];
        ScheduleTree tree = smallest(schedule_find(end->schedule));
        set(&tree, 0, end->argument, end->value);
        set(&tree, 0, end->also, end->also_value);
        assert_null(refused(&tree));
        if (last_step(&tree) != end->last)
            fail_msg("%s(%s=%g) ends at %d", end->schedule, end->argument, end->value, last_step(&tree));
        ScheduleRun run = {0};
        schedule_begin(&tree, 0.1, 0.9, &run);
        for (int step = 0; step <= end->last && step < STEPS_TRIED; step++)
            schedule_step(&tree, 0, &run);
        assert_true(run.stopped ? strstr(run.stopped, end->why) != NULL : !end->why[0]);
    }
}

// 2.0 ** 1024 is too large for Python, and gamma ** epoch may be.
static void test_cycles_end(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    set(&tree, add(&tree, -1, "CyclicLR"), "step_size_up", 0.0625);
    set(&tree, 0, "mode", 1);
    assert_int_equal(last_step(&tree), 127); // 8 cycles a step
    set(&tree, 0, "mode", 2);
    set(&tree, 0, "gamma", 1e100);
    assert_int_equal(last_step(&tree), 3);
}

static void test_ends_in_a_sequence(void **state)
{
    (void)state;
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "SequentialLR");
    add(&tree, root, "ExponentialLR");
    set(&tree, add(&tree, root, "OneCycleLR"), "total_steps", 50);
    milestone(&tree, root, 30);
    assert_int_equal(last_step(&tree), 80);
    add(&tree, root, "ExponentialLR");
    milestone(&tree, root, 81);
    assert_int_equal(last_step(&tree), STEPS_TRIED);
    tree.node[root].milestones[1] = 82;
    assert_int_equal(last_step(&tree), 80);
}

// At a milestone torch asks for the closed form at epoch 0.
static void test_ends_at_milestones(void **state)
{
    static const char *const rows[][2] = {{"LinearLR", "total_iters"},
                                          {"PolynomialLR", "total_iters"},
                                          {"StepLR", "step_size"},
                                          {"CosineAnnealingLR", "T_max"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ScheduleTree tree = {0};
        int root = add(&tree, -1, "SequentialLR");
        add(&tree, root, "ExponentialLR");
        set(&tree, add(&tree, root, rows[i][0]), rows[i][1], 0);
        milestone(&tree, root, 5);
        assert_null(refused(&tree));
        assert_int_equal(last_step(&tree), 4);
    }
    ScheduleTree tree = {0};
    int root = add(&tree, -1, "SequentialLR");
    add(&tree, root, "ExponentialLR");
    add(&tree, add(&tree, root, "ChainedScheduler"), "ExponentialLR");
    milestone(&tree, root, 5);
    assert_null(refused(&tree));
    assert_int_equal(last_step(&tree), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_cycles_end),
        cmocka_unit_test(test_ends_in_a_sequence),
        cmocka_unit_test(test_ends_at_milestones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
