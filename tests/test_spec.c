// The grammar of racers: every row of the optimizers and schedules is printed and read back, notebook lines are read,
// mistakes are said with their column.
#include "engine/random.h"
#include "scene/spec.h"
#include "within.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Racer read(const char *text)
{
    Racer racer = {0};
    Error error = {""};
    if (!spec_read(text, &racer, &error))
        fail_msg("%s: %s", text, error.text);
    return racer;
}

static void assert_round_trip(const Racer *racer)
{
    char text[SPEC_TEXT_MAX], again[SPEC_TEXT_MAX];
    spec_print(racer, text, sizeof text);
    Racer back = read(text);
    spec_print(&back, again, sizeof again);
    assert_string_equal(text, again);
    if (!racer_equal(racer, &back))
        fail_msg("%s is another racer when read back", text);
}

static void assert_prints(const char *text, const char *expected)
{
    char printed[SPEC_TEXT_MAX];
    Racer racer = read(text);
    spec_print(&racer, printed, sizeof printed);
    assert_string_equal(printed, expected);
    assert_round_trip(&racer);
}

// ---- round trips over the tables

// Any value that the row allows, drawn by i: default, limits, whole numbers, many digits, None.
static double draw(const Argument *row, uint64_t i)
{
    double u = random_uniform(7, 1, i), low = fmax(row->least, row->low), high = fmin(row->most, row->high);
    if (row->optional && u < 0.3)
        return NAN;
    if (row->kind == ARGUMENT_BOOLEAN)
        return u < 0.5;
    if (row->kind == ARGUMENT_CHOICE) {
        int n = 0;
        while (row->choices[n])
            n++;
        return floor(u * n);
    }
    double value = low + random_uniform(7, 2, i) * (high - low);
    if (row->logarithmic && low > 0)
        value = exp(log(low) + random_uniform(7, 2, i) * (log(high) - log(low)));
    if (isnan(value)) // infinity minus infinity, whose sign differs from None's
        return NAN;
    return row->kind == ARGUMENT_INTEGER ? floor(value) : value;
}

// A wrapper is tried around the first rule.
static Racer bare(const Optimizer *rule)
{
    Racer racer = {
        .rule = rule->wraps ? optimizer_at(0) : rule, .n_wrappers = rule->wraps, .wrapper = {{.rule = rule}}};
    optimizer_defaults(racer.rule, racer.hyper);
    if (racer.n_wrappers)
        optimizer_defaults(rule, racer.wrapper[0].hyper);
    return racer;
}

static void prints_every_optimizer(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        const Optimizer *rule = optimizer_at(i);
        Racer racer = bare(rule);
        assert_round_trip(&racer);
        int tried = 0;
        for (uint64_t k = 0; k < 200; k++) {
            int ignored;
            racer = bare(rule);
            double *hyper = racer.n_wrappers ? racer.wrapper[0].hyper : racer.hyper;
            for (int a = 0; rule->arguments[a].name; a++)
                if (random_uniform(7, 3, 97 * k + (uint64_t)a) < 0.6)
                    hyper[a] = draw(&rule->arguments[a], 97 * k + (uint64_t)a);
            if (optimizer_refuses(rule, hyper, &ignored))
                continue;
            assert_round_trip(&racer);
            tried++;
        }
        assert_true(tried >= 20);
    }
}

// A node of `rule` with what torch requires of it; children are constant.
static void add_node(ScheduleTree *tree, const Schedule *rule, uint64_t seed)
{
    ScheduleNode *node = &tree->node[tree->n++];
    schedule_defaults(rule, node);
    for (int a = 0; rule->arguments[a].name; a++)
        if (seed && random_uniform(8, 1, seed + (uint64_t)a) < 0.5)
            node->argument[a] = draw(&rule->arguments[a], seed + (uint64_t)a);
    if (rule->takes_milestones)
        node->milestones[node->n_milestones++] = 20;
    if (schedule_needs_lambda(rule))
        snprintf(node->lambda, sizeof node->lambda, "0.95 ** epoch");
    for (int i = 0; rule->takes_children && i < 2; i++) {
        node->child[node->n_children++] = tree->n;
        add_node(tree, schedule_find(i ? "StepLR" : "ExponentialLR"), 0);
    }
}

static void prints_every_schedule(void **state)
{
    (void)state;
    for (int i = 0; i < schedule_count(); i++) {
        int tried = 0;
        for (uint64_t k = 0; k < 300; k++) {
            int node, argument;
            Racer racer = bare(optimizer_find("SGD"));
            racer.hyper[1] = 0.9;
            add_node(&racer.schedule, schedule_at(i), 101 * k);
            if (schedule_refuses(&racer.schedule, &node, &argument) ||
                schedule_refuses_lr(&racer.schedule, racer.hyper[0], &node))
                continue;
            assert_round_trip(&racer);
            tried++;
        }
        if (tried < 10)
            fail_msg("%s: only %d draws were accepted", schedule_at(i)->name, tried);
    }
}

// ---- what is read

static void prints_what_differs(void **state)
{
    (void)state;
    assert_prints("SGD(lr=0.1)", "SGD(lr=0.1)");
    assert_prints("SGD(momentum=0.90, lr=1e-1, dampening=0)", "SGD(lr=0.1, momentum=0.9)");
    assert_prints("SGD(lr=.1, momentum=0.9, nesterov=true)", "SGD(lr=0.1, momentum=0.9, nesterov=True)");
    assert_prints("Adam()", "Adam(lr=0.001)");
    assert_prints("Adam(betas=[0.9, 0.99], eps=1e-08)", "Adam(lr=0.001, betas=(0.9, 0.99))");
    assert_prints("Adam(lr=1_000, eps=1e-12)", "Adam(lr=1000, eps=1e-12)");
    assert_prints("Adam(eps=1e-06)", "Adam(lr=0.001, eps=1e-6)");
    assert_prints("Adam(eps=2.5e+20)", "Adam(lr=0.001, eps=2.5e20)");
    assert_prints("SGD(lr=1/8) | StepLR(30)", "SGD(lr=0.125) | StepLR(step_size=30)");
    assert_prints("Adam(lr=0.01,betas=(0.9,0.99))|CosineAnnealingLR(T_max=200)",
                  "Adam(lr=0.01, betas=(0.9, 0.99)) | CosineAnnealingLR(T_max=200)");
}

static void reads_what_notebooks_have(void **state)
{
    (void)state;
    assert_prints("torch.optim.SGD(model.parameters(), lr=0.1)", "SGD(lr=0.1)");
    assert_prints("opt = optim.SGD([p], 0.1, 0.9, foreach=False)", "SGD(lr=0.1, momentum=0.9)");
    assert_prints("SGD(filter(lambda p: p.requires_grad, net.parameters()), lr=0.1, fused=None)", "SGD(lr=0.1)");
    assert_prints("SGD(params=net.parameters(), lr=0.1)", "SGD(lr=0.1)");
    assert_prints("SGD(0.1)", "SGD(lr=0.1)");
    assert_prints("lr = 0.1\nSGD(p, lr=lr)  # the usual", "SGD(lr=0.1)");
    assert_prints("optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
                  "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30)\n",
                  "SGD(lr=0.1) | StepLR(step_size=30)");
    assert_prints("\n\nSGD(\n    lr=0.1,  # high\n    momentum=0.9,\n)\n\n", "SGD(lr=0.1, momentum=0.9)");
    assert_prints("SGD(lr=0.1) | optim.lr_scheduler.ExponentialLR(optimizer=opt, gamma=0.5, last_epoch=-1)",
                  "SGD(lr=0.1) | ExponentialLR(gamma=0.5)");
    assert_prints(
        "opt = SGD(p, lr=0.1)\nwarm = LinearLR(opt, start_factor=0.1, total_iters=20)\n"
        "cosine = CosineAnnealingLR(opt, T_max=180)\n"
        "scheduler = SequentialLR(opt, schedulers=[warm, cosine], milestones=[20])",
        "SGD(lr=0.1) | SequentialLR([LinearLR(start_factor=0.1, total_iters=20), CosineAnnealingLR(T_max=180)], "
        "milestones=[20])");
    assert_prints("decay = lambda e: math.exp(-0.1*e)\nSGD(lr=0.1)\nLambdaLR(opt, lr_lambda=[decay])",
                  "SGD(lr=0.1) | LambdaLR(lr_lambda=lambda epoch: math.exp(-0.1*epoch))");
    assert_prints("SGD(lr=0.1) | ChainedScheduler([ConstantLR(), ExponentialLR(0.9)], optimizer=opt)",
                  "SGD(lr=0.1) | ChainedScheduler([ConstantLR(), ExponentialLR(gamma=0.9)])");
    assert_prints(
        "opt = SGD(p, lr=0.1)\nwarm = LinearLR(opt)\ndecay = ExponentialLR(opt, 0.9)\n"
        "steps = SequentialLR(opt, [warm, decay], [5])\nlate = StepLR(opt, 30)\n",
        "SGD(lr=0.1) | ChainedScheduler([SequentialLR([LinearLR(), ExponentialLR(gamma=0.9)], milestones=[5]), "
        "StepLR(step_size=30)])");
    assert_prints("SGD(lr=0.1) | ExponentialLR(0.9) | StepLR(30) | ConstantLR()",
                  "SGD(lr=0.1) | ChainedScheduler([ExponentialLR(gamma=0.9), StepLR(step_size=30), ConstantLR()])");
    assert_prints("SGD(lr=0.1, momentum=0.9) | CyclicLR(opt, 0.01, 0.1, mode=\"triangular2\", scale_fn=None)",
                  "SGD(lr=0.1, momentum=0.9) | CyclicLR(base_lr=0.01, max_lr=0.1, mode='triangular2')");
}

// Numbers as Python computes them, and its types as torch asks for them.
static void reads_arithmetic_and_types(void **state)
{
    (void)state;
    Racer racer;
    Error error;
    assert_prints("SGD(lr=10**-3)", "SGD(lr=0.001)");
    assert_prints("SGD(lr=(1 + 2)*-2**2/-8)", "SGD(lr=1.5)");
    assert_prints("SGD(lr=7 // 2 - 7 % 4)", "SGD(lr=0)");
    assert_prints("SGD(lr=1 // 0.01)", "SGD(lr=99)");
    assert_prints("SGD(lr=2**3**2)", "SGD(lr=512)");
    assert_prints("base = 0.5\nSGD(p, lr=base/2, momentum=2*base - .5)", "SGD(lr=0.25, momentum=0.5)");
    assert_prints("SGD()", "SGD(lr=0.001)");
    assert_prints("SGD(lr=True, nesterov=1, momentum=.5)", "SGD(lr=1, momentum=0.5, nesterov=True)");
    assert_prints("NAdam(betas=(0, 0.999))", "NAdam(lr=0.002, betas=(0, 0.999))");
    assert_prints("Adam(betas=(0., 0.999))", "Adam(lr=0.001, betas=(0.0, 0.999))");
    assert_prints("RMSprop(p, 0.1, 0.9, 1e-8, 0, 0, False, False, None, True)",
                  "RMSprop(lr=0.1, alpha=0.9, maximize=True)");
    assert_prints("SGD(lr=1) | CosineAnnealingWarmRestarts(T_0=2*5)",
                  "SGD(lr=1) | CosineAnnealingWarmRestarts(T_0=10)");
    assert_prints("SGD(lr=1) | CyclicLR([0.1], (1,), 10/4)",
                  "SGD(lr=1) | CyclicLR(base_lr=0.1, max_lr=1, step_size_up=2.5)");
    assert_prints("SGD(lr=1) | MultiStepLR((3, 1.5, -2))", "SGD(lr=1) | MultiStepLR(milestones=[3, 1.5, -2])");
    assert_prints("SGD(lr=1) | ReduceLROnPlateau(patience=2.5, min_lr=[0.1])",
                  "SGD(lr=1) | ReduceLROnPlateau(patience=2.5, min_lr=0.1)");
    assert_true(spec_read_saved("Adam(betas=(0, 0.999))", &racer, &error)); // as scenes had it
}

// Scenes hold formulas where lambdas stand now.
static void reads_lambdas(void **state)
{
    (void)state;
    static const char *const was[][2] = {
        {"0.9^epoch", "0.9**epoch"},
        {"2*0.5^(epoch/10)", "2*0.5**(epoch/10)"},
        {"exp(-epoch/5) + pi", "math.exp(-epoch/5) + math.pi"},
        {"sigmoid(epoch)", "(math.exp(min(epoch, 0))/(1 + math.exp(-abs(epoch))))"},
    };
    for (size_t i = 0; i < sizeof was / sizeof *was; i++) {
        char text[SPEC_TEXT_MAX], printed[SPEC_TEXT_MAX], expected[SPEC_TEXT_MAX];
        Racer racer;
        Error error;
        snprintf(text, sizeof text, "SGD(lr=1.0) | LambdaLR(lr_lambda=lambda epoch: %s)", was[i][0]);
        snprintf(expected, sizeof expected, "SGD(lr=1) | LambdaLR(lr_lambda=lambda epoch: %s)", was[i][1]);
        if (!spec_read_saved(text, &racer, &error))
            fail_msg("%s", error.text);
        spec_print(&racer, printed, sizeof printed);
        assert_string_equal(printed, expected);
    }
    assert_prints("SGD(lr=1) | LambdaLR(lambda e: numpy.exp(-e) if e > 1e-3 else float('inf'))",
                  "SGD(lr=1) | LambdaLR(lr_lambda=lambda epoch: np.exp(-epoch) if epoch > 1e-3 else float('inf'))");
    assert_prints("SGD(lr=1) | CyclicLR(1e-3, 0.1, scale_fn=lambda i: exp(-i), scale_mode='iterations')",
                  "SGD(lr=1) | CyclicLR(base_lr=0.001, max_lr=0.1, scale_mode='iterations', scale_fn=lambda x: "
                  "math.exp(-x))");
    assert_prints("SGD(lr=1) | CyclicLR(1e-3, 0.1, scale_fn=None)", "SGD(lr=1) | CyclicLR(base_lr=0.001, max_lr=0.1)");
    assert_prints("SGD(lr=1) | LambdaLR(lambda e: max([cos(pi*e), 0]))",
                  "SGD(lr=1) | LambdaLR(lr_lambda=lambda epoch: max([math.cos(math.pi*epoch), 0]))");
}

// The message without its repetition of the text: "column C: WHY".
static void assert_refused(const char *text, int column, const char *why)
{
    Racer racer = {0}, untouched = {0};
    Error error = {""};
    char expected[64];
    assert_false(spec_read(text, &racer, &error));
    assert_memory_equal(&racer, &untouched, sizeof racer);
    snprintf(expected, sizeof expected, "racer, column %d of '", column);
    const char *reason = strstr(error.text, "': ");
    if (strncmp(error.text, expected, strlen(expected)) || !reason || !strstr(reason, why))
        fail_msg("expected column %d, '%s'; got: %s", column, why, error.text);
}

static void refuses_with_the_column(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int column;
        const char *why;
    } bad[] = {
        {"", 1, "expected an optimizer: SGD(lr=0.1)"},
        {" \n ", 1, "expected an optimizer: SGD(lr=0.1)"},
        {"0.1", 1, "expected an optimizer: SGD(lr=0.1)"},
        {"SGD", 4, "expected '(' after SGD"},
        {"sgd(lr=1)", 1, "there is no optimizer 'sgd'; did you mean SGD?"},
        {"Adm(lr=1)", 1, "there is no optimizer 'Adm'; did you mean Adam?"},
        {"Gradient(lr=1)", 1, "there is no optimizer 'Gradient'"},
        {"StepLR(30)", 1, "StepLR is a schedule; a racer begins with an optimizer"},
        {"Muon(lr=1)", 1, "Muon needs matrices"},
        {"tf.optim.SGD(lr=1)", 1, "expected torch.optim. or torch.optim.lr_scheduler. before SGD, found 'tf.optim.'"},
        {"SGD() | ExponentialLR()", 9, "ExponentialLR needs gamma: ExponentialLR(gamma=...)"},
        {"SGD(lr=0.1", 11, "expected ',' or ')' for the '(' of column 4, found the end"},
        {"SGD(lr=0.1))", 12, "expected '|' before a schedule, or the end, found ')'"},
        {"SGD(lr=)", 8, "expected a value, found ')'"},
        {"SGD(lr=0.1 momentum=1)", 12, "expected ',' or ')' for the '(' of column 4, found 'm'"},
        {"SGD(lr=0.1, mometum=0.9)", 13, "SGD has no argument 'mometum'; did you mean momentum?"},
        {"Adam(learning_rate=0.1)", 6, "Adam has no argument 'learning_rate'; did you mean lr?"},
        {"Adam(eta=0.1)", 6, "Adam has no argument 'eta'; did you mean lr?"},
        {"Adam(lr=0.1, epsilon=1e-8)", 14, "Adam has no argument 'epsilon'; did you mean eps?"},
        {"Adam(lr=0.1, beta_1=0.8)", 14, "Adam has no argument 'beta_1'; did you mean betas?"},
        {"SGD(lr=0.1, beta=0.9)", 13, "SGD has no argument 'beta'; did you mean momentum?"},
        {"SGD(lr=0.1, decay=0.9)", 13, "SGD has no argument 'decay'; did you mean weight_decay?"},
        {"SGD(lr=0.1) | StepLR(step=3)", 22, "StepLR has no argument 'step'; did you mean step_size?"},
        {"SGD(lr=0.1, betas=(0.9, 0.99))", 13, "SGD has no argument 'betas'"},
        {"SGD(lr=0.1, lr=0.2)", 13, "lr is given twice"},
        {"SGD(p, 0.1, lr=0.2)", 13, "lr is given twice"},
        {"SGD(lr=0.1, 0.9)", 13, "an argument without a name after named ones"},
        {"SGD(lr='fast')", 8, "expected a number for lr"},
        {"SGD(lr=None)", 8, "expected a number for lr"},
        {"SGD(lr=(1, 2))", 8, "expected a number for lr"},
        {"SGD(lr=1, nesterov=maybe)", 20, "expected True or False for nesterov"},
        {"SGD(lr=-1)", 8, "Invalid learning rate: -1"},
        {"SGD(lr=1, nesterov=True)", 1, "Nesterov momentum requires a momentum and zero dampening"},
        {"SGD(p, 1, 0, 0, 0, False, True)", 27, "takes named arguments only: maximize="},
        {"SGD(lr=1e999)", 8, "'1e999' is not a number that fits"},
        {"SGD(lr=1/0)", 8, "the number is not finite"},
        {"SGD(lr=nan)", 8, "expected a number for lr, found nan"},
        {"ASGD(lambd=float('nan'))", 12, "expected a number for lambd, found nan"},
        {"ASGD(lr=1, t0=math.nan)", 15, "expected a number for t0, found nan"},
        {"Rprop(etas=(0.5, np.nan))", 18, "expected a number for etas, found nan"},
        {"NAdam(lr=1, momentum_decay=float(\"NaN\"))", 28, "expected a number for momentum_decay, found nan"},
        {"SGD(lr=1) | StepLR(10, gamma=float('nan'))", 30, "expected a number for gamma, found nan"},
        {"Rprop(etas=(0.5, 1.2, 1.3))", 12, "expected a tuple of 2 for etas"},
        {"Rprop(step_sizes=(1e-6,))", 18, "expected a tuple of 2 for step_sizes"},
        {"Adafactor(eps=(None, 1e-3, 1))", 15, "expected a tuple of 2 for eps"},
        {"SGD(lr=0x10)", 9, "expected ',' or ')'"},
        {"SGD(lr=0.1.2)", 8, "'0.1.2' is not a number that fits"},
        {"SGD(lr=--)", 10, "expected a number, found ')'"},
        {"SGD(lr=\"0.1)", 13, "to close the string, found the end"},
        {"SGD(lr={})", 8, "expected a value, found '{'"},
        {"SGD(lr=β)", 8, "expected a value, found 'β'"},
        {"SGD(λ=β)", 5, "expected a value, found 'λ'"},
        {"Adam(betas=0.9)", 12, "expected a tuple of 2 for betas"},
        {"Adam(betas=(0.9,))", 12, "expected a tuple of 2 for betas"},
        {"Adam(betas=(0.9, 0.99, 1))", 12, "expected a tuple of 2 for betas"},
        {"Adam(betas=(0.9, 1))", 18, "Invalid beta parameter at index 1: 1"},
        {"Adam(betas=(0.9, 'x'))", 18, "expected a number for betas"},
        {"SGD(lr=1) StepLR(30)", 11, "expected '|' before a schedule, or the end, found 'S'"},
        {"SGD(lr=1) |", 12, "expected a schedule after '|', found the end"},
        {"SGD(lr=1) | Adam()", 13, "a second optimizer: a racer has one"},
        {"SGD(lr=1) | StepLR", 19, "expected '(' after StepLR"},
        {"SGD(lr=1) | 30", 13, "expected a schedule: StepLR(step_size=30)"},
        {"SGD(lr=1) | StpLR(30)", 13, "there is no schedule 'StpLR'; did you mean StepLR?"},
        {"SGD(lr=1) | StepLR()", 13, "StepLR needs step_size: StepLR(step_size=...)"},
        {"SGD(lr='1')", 8, "expected a number for lr"},
        {"SGD(lr=[1])", 8, "expected a number for lr"},
        {"SGD(lr=2 + )", 12, "expected a value"},
        {"SGD(lr=2 * 'a')", 12, "expected a number beside '*'"},
        {"NAdam(0.1, (0.9, 0.99), 1e-8, 0, 4e-3, False, True)", 47, "named arguments only: foreach="},
        {"SGD(lr=1) | CosineAnnealingWarmRestarts(T_0=1e1)", 45, "torch wants an integer for T_0: 10 is a float"},
        {"SGD(lr=1) | CyclicLR([0.1, 0.2], 1)", 22, "expected a number for base_lr"},
        {"SGD(lr=1) | StepLR(30, gama=1)", 24, "StepLR has no argument 'gama'; did you mean gamma?"},
        {"SGD(lr=1) | StepLR(1, 2, 3, 4)", 29, "StepLR takes no more than"},
        {"SGD(lr=1) | StepLR(30) | ReduceLROnPlateau()", 13, "ChainedScheduler does not support `ReduceLROnPlateau`"},
        {"SGD(lr=1) | MultiStepLR(30)", 25, "expected a list of steps for milestones: [30, 80]"},
        {"SGD(lr=1) | MultiStepLR(['a'])", 26, "expected a step, a number"},
        {"SGD(lr=1) | MultiStepLR([1e16])", 26, "expected a step, a number up to 1e15"},
        {"SGD(lr=1) | MultiStepLR([1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17])", 25, "more than 16 milestones"},
        {"SGD(lr=1) | SequentialLR(milestones=[1])", 13, "SequentialLR needs schedulers"},
        {"SGD(lr=1) | SequentialLR([StepLR(1)], milestones=[1])", 13, ""},
        {"SGD(lr=1) | SequentialLR([], milestones=[1])", 26, "expected a list of schedules"},
        {"SGD(lr=1) | SequentialLR([5, 6], milestones=[1])", 27, "expected a schedule"},
        {"s = SequentialLR([s, s], milestones=[1])\nSGD(lr=1)", 5, "more than 12 schedules"},
        {"SGD(lr=1) | LambdaLR(lambda epoch: 0.9 ** epok)", 43,
         "lambda: 'epok' is not known in a lambda of epoch; did you mean epoch?"},
        {"SGD(lr=1) | LambdaLR(lambda e: e*epoch)", 34, "lambda: 'epoch' is not known in a lambda of e"},
        {"SGD(lr=1) | LambdaLR(lambda e k: e)", 29, "expected a lambda of one name: lambda epoch: ..."},
        {"SGD(lr=1) | LambdaLR(lambda e: 1/e)", 13, "the lambda: division by zero"},
        {"SGD(lr=1) | LambdaLR(lambda epoch)", 22, "expected 'lambda epoch: ...', found 'l'"},
        {"SGD(lr=1) | LambdaLR(0.9)", 22, "expected a function: lambda epoch: 0.95 ** epoch"},
        {"SGD(lr=1) | CyclicLR(0.1, 1, mode='triangle')", 35, "mode has no 'triangle'; did you mean triangular?"},
        {"SGD(lr=1) | CyclicLR(0.1, 1, mode=triangular)", 35, "expected a string for mode, such as 'triangular'"},
        {"Adagrad() | CyclicLR(0.1, 1)", 13, "Adagrad has neither momentum nor betas to cycle"},
        {"SGD(lr=1) | ExponentialLR(0.9, last_epoch=5)", 43, ""},
        {"a = a\nSGD(lr=a)", 5, "'a' stands for itself"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_refused(bad[i].text, bad[i].column, bad[i].why);
}

static void keeps_its_limits(void **state)
{
    (void)state;
    char text[SPEC_TEXT_MAX + 100];
    memset(text, ' ', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    memcpy(text, "SGD(lr=1)", 9);
    assert_refused(text, SPEC_TEXT_MAX + 1, "longer than 4000 bytes");
    snprintf(text, sizeof text, "SGD(lr=((((((((((((((((((1))))))))))))))))))");
    assert_refused(text, 24, "nested deeper than 16");
    strcpy(text, "SGD([");
    for (int i = 0; i < 450; i++)
        strcat(text, "1,");
    strcat(text, "], lr=1)");
    assert_refused(text, 802, "more than 400 values");
}

// One byte of a good text changed, dropped or doubled: an answer in one line, no crash; what is still read prints and
// reads back.
static void survives_noise(void **state)
{
    (void)state;
    static const char good[] =
        "a = torch.optim.SGD(p, lr=1e-1, momentum=0.9)\ns = SequentialLR([LinearLR(0.1, total_iters=20), "
        "LambdaLR(lambda e: 0.9 ** e)], milestones=[20])";
    int accepted = 0;
    for (uint64_t k = 0; k < 20000; k++) {
        char text[sizeof good + 1];
        int at = (int)(random_uniform(9, 1, k) * (sizeof good - 1)), how = (int)(random_uniform(9, 2, k) * 3);
        snprintf(text, sizeof text, "%.*s%s", at, good, good + at + (how == 1) - (how == 2 && at));
        if (how == 0)
            text[at] = (char)(unsigned char)(1 + random_uniform(9, 3, k) * 255);
        Racer racer = {0};
        Error error = {""};
        if (spec_read(text, &racer, &error)) {
            assert_round_trip(&racer);
            accepted++;
        } else {
            assert_true(error.text[0] != '\0' && !strchr(error.text, '\n'));
        }
    }
    assert_within(accepted, 1000, 19000);
}

static void prints_parts(void **state)
{
    (void)state;
    char text[SPEC_TEXT_MAX];
    Racer racer = read("Adam(lr=0.01, betas=(0.9, 0.99)) | StepLR(step_size=30, gamma=0.5)");
    spec_print_arguments(&racer, text, sizeof text);
    assert_string_equal(text, "lr=0.01, betas=(0.9, 0.99)");
    spec_print_schedule(&racer.schedule, 0, text, sizeof text);
    assert_string_equal(text, "StepLR(step_size=30, gamma=0.5)");
    spec_print(&racer, text, 12); // what does not fit is dropped
    assert_string_equal(text, "Adam(lr=0.0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_every_optimizer),
        cmocka_unit_test(reads_lambdas),
        cmocka_unit_test(prints_every_schedule),
        cmocka_unit_test(prints_what_differs),
        cmocka_unit_test(reads_what_notebooks_have),
        cmocka_unit_test(reads_arithmetic_and_types),
        cmocka_unit_test(refuses_with_the_column),
        cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(survives_noise),
        cmocka_unit_test(prints_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
