// Schedules that go down: see schedule.h for what a row's functions do.
// rate() is torch's get_lr() with the same operations in the same order, so that the numbers agree bit for bit on one
// libm; the closed forms, rate_at_0(), serve only where torch uses them, at the milestones of a SequentialLR.
#include "engine/elementary.h"
#include "engine/schedules/schedule_rules.h"

#include <math.h>
#include <stddef.h>

// ---- StepLR

enum { STEP_SIZE, STEP_GAMMA };

static const char step_no_size[] = "StepLR's step_size of 0, a division by zero";

static double step_rate(const ScheduleCall *call)
{
    if (call->epoch != 0 && call->argument[STEP_SIZE] == 0)
        return schedule_stop(call, step_no_size);
    bool still = call->epoch == 0 || fmod((double)call->epoch, call->argument[STEP_SIZE]) != 0;
    return still ? call->run->lr : call->run->lr * call->argument[STEP_GAMMA];
}

static double base_rate(const ScheduleCall *call)
{
    return call->memory[BASE];
}

static double step_rate_at_0(const ScheduleCall *call)
{
    return call->argument[STEP_SIZE] == 0 ? schedule_stop(call, step_no_size) : call->memory[BASE];
}

static int64_t step_turn(const ScheduleNode *node, int64_t after)
{
    return next_multiple(node->argument[STEP_SIZE], after);
}

static const Schedule step_lr = {
    .name = "StepLR",
    .title = "Step decay",
    .source = "torch.optim.lr_scheduler.StepLR",
    .summary = "multiplies the learning rate by gamma every step_size steps",
    .arguments =
        (const Argument[]){
            {.name = "step_size",
             .help = "period of the decay",
             STEPS,
             .required = true,
             .initial = 100,
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             ANY},
            {GAMMA, .initial = 0.1, .low = 0.01},
            LAST_EPOCH,
            {0},
        },
    .rate = step_rate,
    .rate_at_0 = step_rate_at_0,
    .turn = step_turn,
    .example = "StepLR(step_size=20%, gamma=0.3)",
};

// ---- MultiStepLR

static const char multi_step_overflow[] = "MultiStepLR's gamma, too large a power";

static double multi_step_rate(const ScheduleCall *call)
{
    int occurs = 0;
    for (int i = 0; i < call->node->n_milestones; i++)
        occurs += call->node->milestones[i] == (double)call->epoch;
    double power = occurs ? schedule_power(call, call->argument[0], occurs, multi_step_overflow) : 1;
    return call->run->lr * power;
}

static double multi_step_rate_at_0(const ScheduleCall *call)
{
    int passed = 0;
    for (int i = 0; i < call->node->n_milestones; i++)
        passed += call->node->milestones[i] <= 0;
    return call->memory[BASE] * schedule_power(call, call->argument[0], passed, multi_step_overflow);
}

static const Schedule multi_step_lr = {
    .name = "MultiStepLR",
    .title = "Decay at milestones",
    .source = "torch.optim.lr_scheduler.MultiStepLR",
    .summary = "multiplies the learning rate by gamma at each milestone",
    .arguments = (const Argument[]){{GAMMA, .initial = 0.1, .low = 0.01}, LAST_EPOCH, {0}},
    .takes_milestones = true,
    .rate = multi_step_rate,
    .rate_at_0 = multi_step_rate_at_0,
    .example = "MultiStepLR(milestones=[40%, 70%])",
};

// ---- ConstantLR

enum { CONSTANT_FACTOR, CONSTANT_ITERS };

static double constant_rate(const ScheduleCall *call)
{
    double factor = call->argument[CONSTANT_FACTOR], lr = call->run->lr;
    if (call->epoch == 0)
        return lr * factor;
    if ((double)call->epoch != call->argument[CONSTANT_ITERS])
        return lr;
    return factor == 0 ? schedule_stop(call, "ConstantLR's factor of 0, which cannot be undone") : lr * (1.0 / factor);
}

static double constant_rate_at_0(const ScheduleCall *call)
{
    double factor = call->argument[CONSTANT_FACTOR];
    return call->memory[BASE] * (factor + (0 >= call->argument[CONSTANT_ITERS]) * (1 - factor));
}

static int64_t constant_turn(const ScheduleNode *node, int64_t after)
{
    return if_after(node->argument[CONSTANT_ITERS], after);
}

static const Schedule constant_lr = {
    .name = "ConstantLR",
    .title = "Constant, then full",
    .source = "torch.optim.lr_scheduler.ConstantLR",
    .summary = "the learning rate times factor for total_iters steps, then as it was",
    .arguments =
        (const Argument[]){
            {.name = "factor",
             .help = "factor of the learning rate until total_iters",
             .initial = 1.0 / 3,
             .low = 0.01,
             .high = 1,
             .logarithmic = true,
             .least = 0,
             .most = 1,
             .refusal = "Constant multiplicative factor expected to be between 0 and 1."},
            {.name = "total_iters",
             .help = "when the factor is taken back",
             STEPS,
             .initial = 5,
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             ANY},
            LAST_EPOCH,
            {0},
        },
    .rate = constant_rate,
    .rate_at_0 = constant_rate_at_0,
    .turn = constant_turn,
    .example = "ConstantLR(factor=0.1, total_iters=20%)",
};

// ---- LinearLR

enum { LINEAR_START, LINEAR_END, LINEAR_ITERS };

// lr is the rate left by the step before; epoch in [1, iters].
static double linear_next(double lr, double start, double end, double iters, double epoch)
{
    return lr * (1.0 + (end - start) / (iters * start + (epoch - 1) * (end - start)));
}

static double linear_rate(const ScheduleCall *call)
{
    const double *argument = call->argument;
    double epoch = (double)call->epoch, lr = call->run->lr;
    if (call->epoch == 0)
        return lr * argument[LINEAR_START];
    if (epoch > argument[LINEAR_ITERS])
        return lr;
    return linear_next(lr, argument[LINEAR_START], argument[LINEAR_END], argument[LINEAR_ITERS], epoch);
}

static double linear_rate_at_0(const ScheduleCall *call)
{
    double start = call->argument[LINEAR_START], end = call->argument[LINEAR_END], iters = call->argument[LINEAR_ITERS];
    if (iters == 0)
        return schedule_stop(call, "LinearLR's total_iters of 0 at a milestone");
    return call->memory[BASE] * (start + (end - start) * fmin(iters, 0) / iters);
}

static int64_t linear_turn(const ScheduleNode *node, int64_t after)
{
    return if_after(node->argument[LINEAR_ITERS], after);
}

static const Schedule linear_lr = {
    .name = "LinearLR",
    .title = "Linear warmup or decay",
    .source = "torch.optim.lr_scheduler.LinearLR",
    .summary = "a factor of the learning rate that goes linearly from start_factor to end_factor",
    .arguments =
        (const Argument[]){
            {.name = "start_factor",
             .help = "factor at the first step",
             .initial = 1.0 / 3,
             .low = 0.001,
             .high = 1,
             .logarithmic = true,
             .least = 0,
             .most = 1,
             .above_least = true,
             .refusal = "Starting multiplicative factor expected to be greater than 0 and less or equal to 1."},
            {.name = "end_factor",
             .help = "factor from total_iters on",
             .initial = 1,
             .low = 0,
             .high = 1,
             .least = 0,
             .most = 1,
             .refusal = "Ending multiplicative factor expected to be between 0 and 1."},
            {.name = "total_iters",
             .help = "length of the ramp",
             STEPS,
             .initial = 5,
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             ANY},
            LAST_EPOCH,
            {0},
        },
    .rate = linear_rate,
    .rate_at_0 = linear_rate_at_0,
    .turn = linear_turn,
    .example = "LinearLR(start_factor=0.1, total_iters=20%)",
};

// ---- ExponentialLR

static double exponential_rate(const ScheduleCall *call)
{
    return call->initial ? call->run->lr : call->run->lr * call->argument[0];
}

static const Schedule exponential_lr = {
    .name = "ExponentialLR",
    .title = "Exponential decay",
    .source = "torch.optim.lr_scheduler.ExponentialLR",
    .summary = "multiplies the learning rate by gamma at every step",
    .arguments = (const Argument[]){{GAMMA, .initial = 0.99, .low = 0.9, .required = true}, LAST_EPOCH, {0}},
    .rate = exponential_rate,
    .rate_at_0 = base_rate,
    .example = "ExponentialLR(gamma=0.997)",
};

// ---- PolynomialLR

enum { POLYNOMIAL_ITERS, POLYNOMIAL_POWER };

static const char polynomial_power[] = "PolynomialLR's power, a division by zero";

static double polynomial_rate(const ScheduleCall *call)
{
    double iters = call->argument[POLYNOMIAL_ITERS], epoch = (double)call->epoch;
    if (call->initial || epoch > iters)
        return call->run->lr;
    double ratio = (1.0 - epoch / iters) / (1.0 - (epoch - 1) / iters);
    return call->run->lr * schedule_power(call, ratio, call->argument[POLYNOMIAL_POWER], polynomial_power);
}

static double polynomial_rate_at_0(const ScheduleCall *call)
{
    double iters = call->argument[POLYNOMIAL_ITERS], power = call->argument[POLYNOMIAL_POWER];
    if (iters == 0)
        return schedule_stop(call, "PolynomialLR's total_iters of 0 at a milestone");
    return call->memory[BASE] * schedule_power(call, 1.0 - fmin(iters, 0) / iters, power, polynomial_power);
}

static int64_t polynomial_turn(const ScheduleNode *node, int64_t after)
{
    return if_after(node->argument[POLYNOMIAL_ITERS], after);
}

static const Schedule polynomial_lr = {
    .name = "PolynomialLR",
    .title = "Polynomial decay",
    .source = "torch.optim.lr_scheduler.PolynomialLR",
    .summary = "the learning rate falls to 0 at total_iters as (1 - step/total_iters)^power",
    .arguments =
        (const Argument[]){
            {.name = "total_iters",
             .help = "when 0 is reached",
             STEPS,
             .initial = 5,
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             ANY},
            {.name = "power",
             .help = "1: a straight line; above: steep first",
             .initial = 1,
             .low = 0.1,
             .high = 5,
             ANY},
            LAST_EPOCH,
            {0},
        },
    .rate = polynomial_rate,
    .rate_at_0 = polynomial_rate_at_0,
    .turn = polynomial_turn,
    .example = "PolynomialLR(total_iters=100%, power=2)",
};

// ---- CosineAnnealingLR

enum { COSINE_T_MAX, COSINE_ETA_MIN };
enum {
    COSINE_EPOCH = BASE + 1,
    COSINE_PERIOD,
    COSINE_HEIGHT
}; // memory: the last epoch, its T_max, and 1 + cos of it, which the next step needs again

static const char cosine_no_steps[] = "CosineAnnealingLR's T_max of 0, a division by zero";

static double cosine_height(double epoch, double T_max)
{
    return 1 + elementary_cos(SCHEDULE_PI * epoch / T_max);
}

static double cosine_next(const ScheduleCall *call, int64_t epoch, double T_max, double eta_min)
{
    double lr = call->run->lr, *memory = call->memory;
    if (T_max == 0)
        return schedule_stop(call, cosine_no_steps);
    double height = cosine_height((double)epoch, T_max);
    bool known =
        memory[COSINE_HEIGHT] > 0 && memory[COSINE_EPOCH] == (double)(epoch - 1) && memory[COSINE_PERIOD] == T_max;
    double before = known ? memory[COSINE_HEIGHT] : cosine_height((double)(epoch - 1), T_max);
    memory[COSINE_EPOCH] = (double)epoch;
    memory[COSINE_PERIOD] = T_max;
    memory[COSINE_HEIGHT] = height;
    if (fmod((double)(epoch - 1) - T_max, 2 * T_max) == 0) // the step before was at eta_min: nothing to multiply
        return lr + (memory[BASE] - eta_min) * (1 - elementary_cos(SCHEDULE_PI / T_max)) / 2;
    if (before == 0)
        return schedule_stop(call, "CosineAnnealingLR's T_max between two steps, a division by zero");
    return height / before * (lr - eta_min) + eta_min;
}

static double cosine_top(double base, double eta_min)
{
    return eta_min + (base - eta_min);
}

static double cosine_rate(const ScheduleCall *call)
{
    if (call->initial)
        return call->run->lr;
    return cosine_next(call, call->epoch, call->argument[COSINE_T_MAX], call->argument[COSINE_ETA_MIN]);
}

static double cosine_rate_at_0(const ScheduleCall *call)
{
    if (call->argument[COSINE_T_MAX] == 0)
        return schedule_stop(call, cosine_no_steps);
    return cosine_top(call->memory[BASE], call->argument[COSINE_ETA_MIN]);
}

static int64_t cosine_turn(const ScheduleNode *node, int64_t after)
{
    return next_multiple(node->argument[COSINE_T_MAX], after);
}

static const Schedule cosine_annealing_lr = {
    .name = "CosineAnnealingLR",
    .title = "Cosine annealing",
    .source = "Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017 (without restarts)",
    .summary = "down to eta_min along half a cosine in T_max steps, and up again as long",
    .arguments =
        (const Argument[]){
            {.name = "T_max",
             .help = "steps from the top to eta_min",
             STEPS,
             .required = true,
             .initial = 1000,
             .low = 10,
             .high = 10000,
             .logarithmic = true,
             ANY},
            ETA_MIN,
            LAST_EPOCH,
            {0},
        },
    .rate = cosine_rate,
    .rate_at_0 = cosine_rate_at_0,
    .turn = cosine_turn,
    .example = "CosineAnnealingLR(T_max=100%)",
};

// ---- WarmupCosine

// SequentialLR([LinearLR(start_factor=SCHEDULE_WARMUP_START, total_iters=warmup),
// CosineAnnealingLR(T_max=total - warmup, eta_min=eta_min)], milestones=[warmup]), with the same numbers.

enum { WARMUP_STEPS, WARMUP_TOTAL, WARMUP_ETA_MIN };

static double warmup_cosine_rate(const ScheduleCall *call)
{
    double warmup = call->argument[WARMUP_STEPS], eta_min = call->argument[WARMUP_ETA_MIN];
    double epoch = (double)call->epoch;
    if (call->epoch == 0)
        return call->memory[BASE] * SCHEDULE_WARMUP_START;
    if (epoch < warmup)
        return linear_next(call->run->lr, SCHEDULE_WARMUP_START, 1, warmup, epoch);
    if (epoch == warmup)
        return cosine_top(call->memory[BASE], eta_min);
    return cosine_next(call, call->epoch - (int64_t)warmup, call->argument[WARMUP_TOTAL] - warmup, eta_min);
}

static const char *warmup_cosine_refuse(const ScheduleTree *tree, const ScheduleNode *node)
{
    (void)tree;
    return node->argument[WARMUP_TOTAL] > node->argument[WARMUP_STEPS] ? NULL : "total must be greater than warmup";
}

static int64_t warmup_turn(const ScheduleNode *node, int64_t after)
{
    int64_t end = if_after(node->argument[WARMUP_STEPS], after);
    return end < INT64_MAX ? end : if_after(node->argument[WARMUP_TOTAL], after);
}

static void warmup_python(Text *text, const double *argument)
{
    text_add(
        text,
        "lr_scheduler.SequentialLR(optimizer, [lr_scheduler.LinearLR(optimizer, start_factor=%g, total_iters=%.0f), "
        "lr_scheduler.CosineAnnealingLR(optimizer, T_max=%.0f, eta_min=%.17g)], milestones=[%.0f])",
        SCHEDULE_WARMUP_START, argument[WARMUP_STEPS], argument[WARMUP_TOTAL] - argument[WARMUP_STEPS],
        argument[WARMUP_ETA_MIN], argument[WARMUP_STEPS]);
}

static const Schedule warmup_cosine = {
    .name = "WarmupCosine",
    .fixed = true,
    .title = "Warmup, then cosine",
    .source = "a SequentialLR of LinearLR and CosineAnnealingLR",
    .summary = "a linear warmup from 1/100 of the learning rate, then half a cosine down to eta_min",
    .arguments =
        (const Argument[]){
            {.name = "warmup",
             .help = "length of the warmup",
             .unit = "steps",
             WHOLE,
             .required = true,
             .initial = 50,
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             .least = 1,
             .most = 1e9,
             .refusal = "warmup must be at least 1"},
            {.name = "total",
             .help = "length of warmup and cosine together",
             .unit = "steps",
             WHOLE,
             .required = true,
             .initial = 1000,
             .low = 10,
             .high = 10000,
             .logarithmic = true,
             .least = 2,
             .most = 1e9,
             .refusal = "total must be greater than warmup"},
            ETA_MIN,
            {0},
        },
    .alone = true,
    .python = warmup_python,
    .rate = warmup_cosine_rate,
    .refuse = warmup_cosine_refuse,
    .turn = warmup_turn,
    .example = "WarmupCosine(warmup=10%, total=100%)",
};

// ---- ReduceLROnPlateau

enum {
    PLATEAU_MODE,
    PLATEAU_FACTOR,
    PLATEAU_PATIENCE,
    PLATEAU_THRESHOLD,
    PLATEAU_THRESHOLD_MODE,
    PLATEAU_COOLDOWN,
    PLATEAU_MIN_LR,
    PLATEAU_EPS,
};
enum {
    PLATEAU_BEST,
    PLATEAU_BAD,
    PLATEAU_COOLING
}; // memory: the best metric, steps without a better one, steps of cooldown left

static void plateau_construct(const ScheduleCall *call)
{
    call->memory[PLATEAU_BEST] = call->argument[PLATEAU_MODE] ? -INFINITY : INFINITY;
}

static bool plateau_better(const double *argument, double metric, double best)
{
    double threshold = argument[PLATEAU_THRESHOLD];
    bool maximum = argument[PLATEAU_MODE], absolute = argument[PLATEAU_THRESHOLD_MODE];
    if (maximum)
        return metric > (absolute ? best + threshold : best * (threshold + 1.0));
    return metric < (absolute ? best - threshold : best * (1.0 - threshold));
}

static void plateau_reduce(const double *argument, double *lr)
{
    double lower = fmax(*lr * argument[PLATEAU_FACTOR], argument[PLATEAU_MIN_LR]);
    if (*lr - lower > argument[PLATEAU_EPS])
        *lr = lower;
}

static void plateau_step(const ScheduleCall *call)
{
    double *memory = call->memory;
    if (call->initial) // ReduceLROnPlateau has no step 0
        return;
    if (plateau_better(call->argument, call->run->metric, memory[PLATEAU_BEST])) {
        memory[PLATEAU_BEST] = call->run->metric;
        memory[PLATEAU_BAD] = 0;
    } else {
        memory[PLATEAU_BAD]++;
    }
    if (memory[PLATEAU_COOLING] > 0) {
        memory[PLATEAU_COOLING]--;
        memory[PLATEAU_BAD] = 0;
    }
    if (memory[PLATEAU_BAD] > call->argument[PLATEAU_PATIENCE]) {
        plateau_reduce(call->argument, &call->run->lr);
        memory[PLATEAU_COOLING] = call->argument[PLATEAU_COOLDOWN];
        memory[PLATEAU_BAD] = 0;
    }
}

static const Schedule reduce_lr_on_plateau = {
    .name = "ReduceLROnPlateau",
    .title = "Reduce on plateau",
    .source = "torch.optim.lr_scheduler.ReduceLROnPlateau",
    .summary = "multiplies the learning rate by factor when the loss has stopped improving for patience steps",
    .arguments =
        (const Argument[]){
            {.name = "mode",
             .help = "is a better loss a smaller or a larger one?",
             .kind = ARGUMENT_CHOICE,
             .choices = (const char *const[]){"min", "max", NULL}},
            {.name = "factor",
             .help = "factor of the learning rate",
             .initial = 0.1,
             .low = 0.01,
             .high = 0.99,
             .least = -INFINITY,
             .most = 1,
             .below_most = true,
             .refusal = "Factor should be < 1.0."},
            {.name = "patience",
             .help = "steps without improvement that are let pass",
             STEPS,
             .initial = 10,
             .low = 0,
             .high = 200,
             ANY},
            {.name = "threshold",
             .help = "improvements below it do not count",
             .initial = 1e-4,
             .low = 1e-6,
             .high = 0.1,
             .logarithmic = true,
             ANY},
            {.name = "threshold_mode",
             .help = "is threshold a part of the best loss, or a difference from it?",
             .kind = ARGUMENT_CHOICE,
             .choices = (const char *const[]){"rel", "abs", NULL}},
            {.name = "cooldown",
             .help = "steps after a reduction in which nothing is counted",
             STEPS,
             .low = 0,
             .high = 200,
             ANY},
            {.name = "min_lr",
             .help = "lowest learning rate",
             .listed = true,
             .built = true,
             .low = 1e-8,
             .high = 1,
             .logarithmic = true,
             ANY},
            {.name = "eps",
             .symbol = "ε",
             .help = "smaller reductions are left out",
             .initial = 1e-8,
             .low = 1e-12,
             .high = 1e-3,
             .logarithmic = true,
             ANY},
            {0},
        },
    .needs_metric = true,
    .construct = plateau_construct,
    .step = plateau_step,
    .example = "ReduceLROnPlateau(factor=0.3, patience=2%)",
};

// ---- The list, in display order

const Schedule *const schedule_decays[] = {
    &step_lr,
    &multi_step_lr,
    &constant_lr,
    &linear_lr,
    &exponential_lr,
    &polynomial_lr,
    &cosine_annealing_lr,
    &warmup_cosine,
    &reduce_lr_on_plateau,
    NULL,
};
