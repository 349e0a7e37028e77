// Walks the table of optimizers: what each row shows, what it refuses, and that its step treats every lane as if it
// were alone. (That the numbers are torch's is test_torch's business.)
#include "engine/rules/optimizer.h"
#include "within.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DIMENSION = 2, LANES_MAX = 37, SLOTS_MAX = 1000, STEPS = 8 };

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not %.17g", value, expected);
}

// ---- Rows

static void test_names(void **state)
{
    (void)state;
    assert_true(optimizer_count() >= 5);
    for (int i = 0; i < optimizer_count(); i++) {
        const Optimizer *rule = optimizer_at(i);
        assert_ptr_equal(optimizer_find(rule->name), rule); // unique
        assert_true(rule->title && *rule->title && rule->source && *rule->source && rule->summary && *rule->summary);
        assert_non_null(rule->step);
    }
    assert_null(optimizer_find("adam"));
    assert_null(optimizer_find(""));
}

static void check_argument(const Optimizer *rule, const Argument *row)
{
    bool is_number = row->kind == ARGUMENT_REAL || row->kind == ARGUMENT_INTEGER;
    if (!row->help || !*row->help)
        fail_msg("%s: %s has no help", rule->name, row->name);
    if (row->least > row->most)
        fail_msg("%s: %s accepts nothing", rule->name, row->name);
    if (is_number && !row->hidden && !(row->low < row->high))
        fail_msg("%s: %s has no slider", rule->name, row->name);
    if (row->logarithmic && !(row->low > 0))
        fail_msg("%s: the logarithmic slider of %s starts at %g", rule->name, row->name, row->low);
    if (row->towards_one && !(row->high < 1))
        fail_msg("%s: the slider of %s reaches %g", rule->name, row->name, row->high);
    if (is_number && argument_refuses(row, row->low))
        fail_msg("%s: the slider's low end of %s is refused", rule->name, row->name);
    if (is_number && argument_refuses(row, row->high))
        fail_msg("%s: the slider's high end of %s is refused", rule->name, row->name);
}

static void test_arguments(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        const Optimizer *rule = optimizer_at(i);
        assert_within(optimizer_arguments(rule), 1, ARGUMENTS_MAX);
        if (!rule->wraps)
            assert_string_equal(rule->arguments[0].name, "lr");
        for (int a = 0; a < optimizer_arguments(rule); a++)
            check_argument(rule, &rule->arguments[a]);
    }
}

static void test_defaults_are_accepted(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        double hyper[ARGUMENTS_MAX];
        int argument = -2;
        optimizer_defaults(optimizer_at(i), hyper);
        const char *reason = optimizer_refuses(optimizer_at(i), hyper, &argument);
        if (reason)
            fail_msg("%s refuses its defaults: %s", optimizer_at(i)->name, reason);
    }
}

static void test_momentum_names_an_argument(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        const Optimizer *rule = optimizer_at(i);
        int momentum = optimizer_momentum(rule);
        assert_int_equal(momentum >= 0, rule->momentum != NULL);
        if (momentum >= 0)
            assert_string_equal(rule->arguments[momentum].name, rule->momentum);
    }
    assert_int_equal(optimizer_momentum(optimizer_find("Adam")), 1);
    assert_int_equal(optimizer_momentum(optimizer_find("Adagrad")), -1);
}

static void test_slots(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        const Optimizer *rule = optimizer_at(i);
        double hyper[ARGUMENTS_MAX];
        optimizer_defaults(rule, hyper);
        assert_within(optimizer_slots(rule, hyper), 0, SLOTS_MAX);
        for (const OptimizerSlot *slot = rule->slots; slot && slot->name; slot++)
            assert_true(slot->symbol && *slot->symbol && slot->help && *slot->help);
    }
}

// ---- What is refused, in torch's words

typedef struct Refusal {
    const char *rule, *argument;
    double value;
    const char *reason; // NULL: accepted
} Refusal;

static const Refusal refusals[] = {
    {"SGD", "lr", -0.1, "Invalid learning rate"},
    {"SGD", "lr", 0, NULL},
    {"SGD", "lr", 1e30, NULL},
    {"SGD", "lr", NAN, "expected a number"},
    {"SGD", "momentum", -1, "Invalid momentum value"},
    {"SGD", "momentum", 1.5, NULL},
    {"SGD", "dampening", -3, NULL},
    {"SGD", "weight_decay", -1e-9, "Invalid weight_decay value"},
    {"SGD", "nesterov", 1, "Nesterov momentum requires a momentum and zero dampening"},
    {"SGD", "nesterov", 0.5, "expected True or False"},
    {"Adagrad", "lr_decay", -1, "Invalid lr_decay value"},
    {"Adagrad", "initial_accumulator_value", -1, "Invalid initial_accumulator_value value"},
    {"Adagrad", "eps", -1, "Invalid epsilon value"},
    {"RMSprop", "alpha", -0.5, "Invalid alpha value"},
    {"RMSprop", "alpha", 1.5, NULL},
    {"RMSprop", "eps", -1, "Invalid epsilon value"},
    {"RMSprop", "momentum", -0.5, "Invalid momentum value"},
    {"Adam", "betas", 1, "Invalid beta parameter at index 0"},
    {"Adam", "betas", -0.1, "Invalid beta parameter at index 0"},
    {"Adam", "betas", 0, NULL},
    {"Adam", "eps", 0, NULL},
    {"AdamW", "weight_decay", -1, "Invalid weight_decay value"},
    {"AdamW", "lr", -INFINITY, "Invalid learning rate"},
};

static int argument_index(const Optimizer *rule, const char *name)
{
    for (int i = 0; i < optimizer_arguments(rule); i++)
        if (strcmp(rule->arguments[i].name, name) == 0)
            return i;
    fail_msg("%s has no argument %s", rule->name, name);
    return -1;
}

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const Refusal *row = &refusals[i];
        const Optimizer *rule = optimizer_find(row->rule);
        double hyper[ARGUMENTS_MAX];
        int at = argument_index(rule, row->argument), culprit = -2;
        optimizer_defaults(rule, hyper);
        hyper[at] = row->value;
        const char *reason = optimizer_refuses(rule, hyper, &culprit);
        if ((reason == NULL) != (row->reason == NULL) || (reason && strcmp(reason, row->reason) != 0))
            fail_msg("%s(%s=%g): %s", row->rule, row->argument, row->value, reason ? reason : "accepted");
        if (reason && strncmp(reason, "Nesterov", 8) != 0)
            assert_int_equal(culprit, at);
    }
}

static void test_second_beta_is_named(void **state)
{
    (void)state;
    const Optimizer *rule = optimizer_find("Adam");
    double hyper[ARGUMENTS_MAX];
    int culprit = -2;
    optimizer_defaults(rule, hyper);
    hyper[2] = 1;
    assert_string_equal(optimizer_refuses(rule, hyper, &culprit), "Invalid beta parameter at index 1");
    assert_int_equal(culprit, 2);
}

static void test_nesterov_with_momentum_is_accepted(void **state)
{
    (void)state;
    const Optimizer *rule = optimizer_find("SGD");
    double hyper[ARGUMENTS_MAX];
    int culprit = -2;
    optimizer_defaults(rule, hyper);
    hyper[argument_index(rule, "momentum")] = 0.9;
    hyper[argument_index(rule, "nesterov")] = 1;
    assert_null(optimizer_refuses(rule, hyper, &culprit));
    hyper[argument_index(rule, "dampening")] = 0.1;
    assert_string_equal(optimizer_refuses(rule, hyper, &culprit),
                        "Nesterov momentum requires a momentum and zero dampening");
    assert_int_equal(culprit, -1);
}

// ---- Lanes

// A rule at work on a valley of its own: x^2 + 10 y^2, shifted.
typedef struct Bench {
    OptimizerStep step, inner;
    double *parameters[DIMENSION], *gradient[DIMENSION], *slot[SLOTS_MAX], *inner_slot[SLOTS_MAX];
    const double *hyper[ARGUMENTS_MAX], *inner_hyper[ARGUMENTS_MAX];
    double *scratch[2 * DIMENSION + 4], *inner_scratch[2 * DIMENSION + 4];
    double *vector[OPTIMIZER_VECTORS], *inner_vector[OPTIMIZER_VECTORS];
    int evals[LANES_MAX];
    const char *stopped[LANES_MAX];
    bool any_stopped;
    double memory[2 * DIMENSION + 2 * SLOTS_MAX + 2 * ARGUMENTS_MAX + 4 * DIMENSION + 8 + 2 * OPTIMIZER_VECTORS]
                 [LANES_MAX];
} Bench;

static double valley(const double *at, double *gradient)
{
    gradient[0] = 2 * (at[0] - 1);
    gradient[1] = 20 * (at[1] + 0.5);
    return (at[0] - 1) * (at[0] - 1) + 10 * (at[1] + 0.5) * (at[1] + 0.5);
}

static double evaluate(const OptimizerStep *step, int lane, const double *at, double *gradient)
{
    (void)step, (void)lane;
    return valley(at, gradient);
}

static double power(const OptimizerStep *step, double base)
{
    return pow(base, (double)step->t);
}

static double **rows(double **pointers, double (**memory)[LANES_MAX], int n)
{
    for (int i = 0; i < n; i++)
        pointers[i] = *(*memory)++;
    return pointers;
}

static void set_hyper(OptimizerStep *step, const double **pointers, double (**memory)[LANES_MAX], const double *hyper)
{
    for (int h = 0; h < optimizer_arguments(step->rule); h++) {
        double *lanes = *(*memory)++;
        for (int i = 0; i < step->n; i++)
            lanes[i] = hyper[h];
        pointers[h] = lanes;
        step->on[h] = hyper[h] != 0;
    }
    step->hyper = pointers;
}

static void bench_open(Bench *bench, const Optimizer *rule, const double *hyper, int n)
{
    double(*memory)[LANES_MAX] = bench->memory, inner_hyper[ARGUMENTS_MAX];
    memset(bench, 0, sizeof *bench);
    OptimizerStep common = {.n = n,
                            .dimension = DIMENSION,
                            .parameters = rows(bench->parameters, &memory, DIMENSION),
                            .gradient = rows(bench->gradient, &memory, DIMENSION),
                            .evals = bench->evals,
                            .stopped = bench->stopped,
                            .any_stopped = &bench->any_stopped,
                            .evaluate = evaluate,
                            .power = power};
    bench->step = bench->inner = common;
    bench->step.rule = rule;
    bench->step.slot = rows(bench->slot, &memory, optimizer_slots(rule, hyper) * DIMENSION);
    bench->step.scratch = rows(bench->scratch, &memory, 2 * DIMENSION + 4);
    bench->step.vector = rows(bench->vector, &memory, OPTIMIZER_VECTORS);
    set_hyper(&bench->step, bench->hyper, &memory, hyper);
    bench->inner.rule = optimizer_find("SGD");
    optimizer_defaults(bench->inner.rule, inner_hyper);
    bench->inner.slot = rows(bench->inner_slot, &memory, DIMENSION);
    bench->inner.scratch = rows(bench->inner_scratch, &memory, 2 * DIMENSION + 4);
    bench->inner.vector = rows(bench->inner_vector, &memory, OPTIMIZER_VECTORS);
    set_hyper(&bench->inner, bench->inner_hyper, &memory, inner_hyper);
    if (rule->wraps)
        bench->step.inner = &bench->inner;
}

static void place_lane(Bench *bench, int lane, int number)
{
    bench->parameters[0][lane] = -2 + 0.3 * number;
    bench->parameters[1][lane] = 1.5 - 0.17 * number;
}

static void bench_run(Bench *bench, int steps)
{
    for (int64_t t = 1; t <= steps; t++) {
        for (int i = 0; i < bench->step.n; i++) {
            double at[DIMENSION] = {bench->parameters[0][i], bench->parameters[1][i]}, gradient[DIMENSION];
            valley(at, gradient);
            bench->gradient[0][i] = gradient[0];
            bench->gradient[1][i] = gradient[1];
            bench->evals[i] = 1;
        }
        bench->step.t = bench->inner.t = t;
        bench->step.rule->step(&bench->step);
    }
}

static void check_alone(const Optimizer *rule, const double *hyper, int n)
{
    static Bench together, alone;
    bench_open(&together, rule, hyper, n);
    for (int i = 0; i < n; i++)
        place_lane(&together, i, i);
    bench_run(&together, STEPS);
    for (int i = 0; i < n; i++) {
        bench_open(&alone, rule, hyper, 1);
        place_lane(&alone, 0, i);
        bench_run(&alone, STEPS);
        for (int d = 0; d < DIMENSION; d++)
            if (memcmp(&alone.parameters[d][0], &together.parameters[d][i], sizeof(double)) != 0)
                fail_msg("%s: lane %d of %d goes to %.17g, alone to %.17g", rule->name, i, n, together.parameters[d][i],
                         alone.parameters[d][0]);
        for (int s = 0; s < optimizer_slots(rule, hyper) * DIMENSION; s++)
            assert_memory_equal(&alone.slot[s][0], &together.slot[s][i], sizeof(double));
    }
}

// Every boolean on in turn (where the rule accepts it), in groups of several widths.
static void test_lanes_are_alone(void **state)
{
    (void)state;
    static const int widths[] = {1, 2, 3, 4, 5, 8, LANES_MAX};
    for (int i = 0; i < optimizer_count(); i++)
        for (int a = -1; a < optimizer_arguments(optimizer_at(i)); a++) {
            double hyper[ARGUMENTS_MAX];
            int culprit;
            optimizer_defaults(optimizer_at(i), hyper);
            if (a >= 0 && optimizer_at(i)->arguments[a].kind == ARGUMENT_BOOLEAN)
                hyper[a] = !hyper[a];
            else if (a >= 0)
                continue;
            if (optimizer_refuses(optimizer_at(i), hyper, &culprit))
                continue;
            for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
                check_alone(optimizer_at(i), hyper, widths[w]);
        }
}

static void test_every_rule_descends(void **state)
{
    (void)state;
    static Bench bench;
    for (int i = 0; i < optimizer_count(); i++) {
        double hyper[ARGUMENTS_MAX], gradient[DIMENSION], before, after;
        optimizer_defaults(optimizer_at(i), hyper);
        bench_open(&bench, optimizer_at(i), hyper, 1);
        place_lane(&bench, 0, 0);
        before = valley((double[]){bench.parameters[0][0], bench.parameters[1][0]}, gradient);
        bench_run(&bench, 60);
        after = valley((double[]){bench.parameters[0][0], bench.parameters[1][0]}, gradient);
        if (!(after < before))
            fail_msg("%s went from %g to %g", optimizer_at(i)->name, before, after);
    }
}

// Worked by hand: at (0, 0.5) the gradient is (-2, 20).
static void test_first_steps_by_hand(void **state)
{
    (void)state;
    static Bench bench;
    double hyper[ARGUMENTS_MAX];
    const Optimizer *sgd = optimizer_find("SGD");
    optimizer_defaults(sgd, hyper);
    hyper[0] = 0.01;
    hyper[1] = 0.9; // momentum
    hyper[2] = 0.5; // dampening: not applied to the first gradient
    bench_open(&bench, sgd, hyper, 1);
    bench.parameters[1][0] = 0.5;
    bench_run(&bench, 1);
    assert_near(bench.parameters[0][0], 0.02, 1e-15);
    assert_near(bench.parameters[1][0], 0.3, 1e-15);
    assert_near(bench.slot[1][0], 20, 0);
    const Optimizer *adam = optimizer_find("Adam");
    optimizer_defaults(adam, hyper);
    hyper[0] = 0.1; // Adam's first step is lr * sign(gradient), but for eps
    bench_open(&bench, adam, hyper, 1);
    bench.parameters[1][0] = 0.5;
    bench_run(&bench, 1);
    assert_near(bench.parameters[0][0], 0.1, 1e-8);
    assert_near(bench.parameters[1][0], 0.4, 1e-8);
}

// A schedule may take the momentum through 0: torch then neither uses nor changes the buffer, and founds it at the
// first step that has momentum.
static void test_momentum_through_zero(void **state)
{
    (void)state;
    static Bench bench;
    double hyper[ARGUMENTS_MAX];
    const Optimizer *sgd = optimizer_find("SGD");
    optimizer_defaults(sgd, hyper);
    hyper[0] = 0.01;
    bench_open(&bench, sgd, hyper, 1);
    bench.step.on[1] = true;
    double *momentum = (double *)bench.hyper[1], at = 0;
    for (int64_t t = 1; t <= 4; t++) {
        *momentum = t == 1 || t == 3 ? 0 : 0.9;
        bench.gradient[0][0] = 1;
        bench.gradient[1][0] = 0;
        bench.step.t = t;
        sgd->step(&bench.step);
        at -= 0.01 * (t == 4 ? 1.9 : 1);
        assert_near(bench.parameters[0][0], at, 1e-15);
    }
    assert_near(bench.slot[0][0], 1.9, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_defaults_are_accepted),
        cmocka_unit_test(test_momentum_names_an_argument),
        cmocka_unit_test(test_slots),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_second_beta_is_named),
        cmocka_unit_test(test_nesterov_with_momentum_is_accepted),
        cmocka_unit_test(test_lanes_are_alone),
        cmocka_unit_test(test_every_rule_descends),
        cmocka_unit_test(test_first_steps_by_hand),
        cmocka_unit_test(test_momentum_through_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
