// Schedules that go down and up again: see schedule.h for what a row's functions do.
// rate() is torch's get_lr() with the same operations in the same order, so that the numbers agree bit for bit on one
// libm; the closed forms, rate_at_0(), serve only where torch uses them, at the milestones of a SequentialLR.
#include "engine/elementary.h"
#include "engine/schedules/schedule_rules.h"

#include <math.h>
#include <stddef.h>

// ---- CosineAnnealingWarmRestarts

enum { RESTARTS_T_0, RESTARTS_T_MULT, RESTARTS_ETA_MIN };
enum { RESTARTS_T_CUR = BASE + 1, RESTARTS_T_I }; // memory: steps since the last restart, and until the next one

static double restarts_rate(const ScheduleCall *call)
{
    double eta_min = call->argument[RESTARTS_ETA_MIN];
    double height = 1 + elementary_cos(SCHEDULE_PI * call->memory[RESTARTS_T_CUR] / call->memory[RESTARTS_T_I]);
    return eta_min + (call->memory[BASE] - eta_min) * height / 2;
}

static void restarts_step(const ScheduleCall *call)
{
    int64_t *epoch = &call->run->epoch[call->index];
    double *T_cur = &call->memory[RESTARTS_T_CUR], *T_i = &call->memory[RESTARTS_T_I];
    if (*epoch < 0) {
        *epoch = 0;
        *T_cur = 0;
        *T_i = call->argument[RESTARTS_T_0];
    } else {
        *epoch += 1;
        *T_cur += 1;
    }
    if (*T_cur >= *T_i) {
        *T_cur = fmod(*T_cur, *T_i);
        *T_i *= call->argument[RESTARTS_T_MULT];
    }
    call->run->lr = restarts_rate(call);
}

static int64_t restarts_turn(const ScheduleNode *node, int64_t after)
{
    double end = node->argument[RESTARTS_T_0], length = end, factor = node->argument[RESTARTS_T_MULT];
    if (factor == 1)
        return next_multiple(length, after);
    while (end <= (double)after)
        end += length *= factor;
    return if_after(end, after);
}

static const Schedule cosine_annealing_warm_restarts = {
    .name = "CosineAnnealingWarmRestarts",
    .title = "Cosine annealing with warm restarts",
    .source = "Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017",
    .summary = "half a cosine down, then back to the top, each time T_mult times as long",
    .arguments =
        (const Argument[]){
            {.name = "T_0",
             .symbol = "T₀",
             .help = "steps until the first restart",
             .built = true,
             .unit = "steps",
             WHOLE,
             .required = true,
             .initial = 100,
             .low = 10,
             .high = 1000,
             .logarithmic = true,
             .least = 1,
             .most = INFINITY,
             .refusal = "Expected positive integer T_0"},
            {.name = "T_mult",
             .help = "how much longer each round is than the one before",
             WHOLE,
             .initial = 1,
             .low = 1,
             .high = 4,
             .least = 1,
             .most = INFINITY,
             .refusal = "Expected integer T_mult >= 1"},
            ETA_MIN,
            LAST_EPOCH,
            {0},
        },
    .overwrites = true,
    .rate = restarts_rate,
    .step = restarts_step,
    .turn = restarts_turn,
    .example = "CosineAnnealingWarmRestarts(T_0=20%)",
};

// ---- CyclicLR

enum {
    CYCLIC_BASE_LR,
    CYCLIC_MAX_LR,
    CYCLIC_UP,
    CYCLIC_DOWN,
    CYCLIC_MODE,
    CYCLIC_GAMMA,
    CYCLIC_SCALE_FN,
    CYCLIC_SCALE_MODE,
    CYCLIC_MOMENTUM,
    CYCLIC_BASE_MOMENTUM,
    CYCLIC_MAX_MOMENTUM,
};

typedef enum CyclicMode { CYCLIC_TRIANGULAR, CYCLIC_TRIANGULAR2, CYCLIC_EXP_RANGE, CYCLIC_UNKNOWN = 4 } CyclicMode;

static const char *const cyclic_modes[] = {[CYCLIC_TRIANGULAR] = "triangular",
                                           [CYCLIC_TRIANGULAR2] = "triangular2",
                                           [CYCLIC_EXP_RANGE] = "exp_range",
                                           NULL,
                                           [CYCLIC_UNKNOWN] = "unknown"};

static void cyclic_construct(const ScheduleCall *call)
{
    const double *argument = call->argument;
    ScheduleRun *run = call->run;
    run->lr = argument[CYCLIC_BASE_LR];
    if (!argument[CYCLIC_MOMENTUM])
        return;
    run->momentum = run->max_momentum = argument[CYCLIC_MAX_MOMENTUM];
    run->base_momentum = argument[CYCLIC_BASE_MOMENTUM];
}

// torch sets base_lrs behind the constructor's own step 0, which therefore starts from the initial learning rate.
static void cyclic_constructed(const ScheduleCall *call)
{
    call->memory[BASE] = call->argument[CYCLIC_BASE_LR];
}

static double cyclic_scale(const ScheduleCall *call, double cycle)
{
    const double *argument = call->argument;
    if (call->node->lambda[0]) // in place of mode's
        return schedule_lambda(call, argument[CYCLIC_SCALE_MODE] ? (double)call->epoch : cycle);
    switch ((CyclicMode)argument[CYCLIC_MODE]) {
    case CYCLIC_TRIANGULAR2:
        if (cycle - 1 >= 1024 || cycle - 1 < -1074) // Python's 2.0 ** (cycle - 1) is too large, or 0 and divided by
            return schedule_stop(call, "CyclicLR's triangular2 after 1024 cycles");
        return ldexp(1, 1 - (int)cycle);
    case CYCLIC_EXP_RANGE:
        return schedule_power(call, argument[CYCLIC_GAMMA], (double)call->epoch, "CyclicLR's gamma, too large a power");
    default:
        return 1;
    }
}

static double cyclic_rate(const ScheduleCall *call)
{
    const double *argument = call->argument;
    double epoch = (double)call->epoch;
    double up = argument[CYCLIC_UP], down = isnan(argument[CYCLIC_DOWN]) ? up : argument[CYCLIC_DOWN];
    double total = up + down, ratio = up / total;
    if (total == 0 || ratio == 0)
        return schedule_stop(call, "a cycle or its rise has no steps: float division by zero");
    double cycle = floor(1 + epoch / total);
    double x = 1.0 + epoch / total - cycle;
    double height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
    double scale = cyclic_scale(call, cycle);
    double lr = call->memory[BASE], momentum = argument[CYCLIC_MAX_MOMENTUM];
    if (argument[CYCLIC_MOMENTUM])
        call->run->momentum = momentum - (momentum - argument[CYCLIC_BASE_MOMENTUM]) * height * scale;
    return lr + (argument[CYCLIC_MAX_LR] - lr) * height * scale;
}

// torch looks at mode only where it makes a scale_fn of it.
static const char *cyclic_refuse(const ScheduleTree *tree, const ScheduleNode *node)
{
    (void)tree;
    bool unknown = node->argument[CYCLIC_MODE] == CYCLIC_UNKNOWN && !node->lambda[0];
    return unknown ? "mode is invalid and scale_fn is None" : NULL;
}

static int64_t cyclic_turn(const ScheduleNode *node, int64_t after)
{
    double up = node->argument[CYCLIC_UP], down = node->argument[CYCLIC_DOWN];
    return next_multiple(up + (isnan(down) ? up : down), after);
}

static const Schedule cyclic_lr = {
    .name = "CyclicLR",
    .fixed = true,
    .overwrites = true,
    .title = "Cyclical learning rate",
    .source = "Smith, Cyclical Learning Rates for Training Neural Networks, WACV 2017",
    .summary = "up and down between base_lr and max_lr, momentum the other way",
    .arguments =
        (const Argument[]){
            {.name = "base_lr",
             .help = "learning rate at the bottom of a cycle",
             .required = true,
             .initial = 0.001,
             .low = 1e-5,
             .high = 1,
             .logarithmic = true,
             .listed = true,
             ANY},
            {.name = "max_lr",
             .help = "learning rate at the top of a cycle",
             .required = true,
             .listed = true,
             .initial = 0.01,
             .low = 1e-5,
             .high = 10,
             .logarithmic = true,
             ANY},
            {.name = "step_size_up",
             .help = "steps from the bottom to the top",
             STEPS,
             .initial = 2000,
             .low = 10,
             .high = 10000,
             .logarithmic = true,
             ANY},
            {.name = "step_size_down",
             .help = "steps from the top to the bottom; None: as many as up",
             STEPS,
             .optional = true,
             .initial = NAN,
             .low = 10,
             .high = 10000,
             .logarithmic = true,
             ANY},
            {.name = "mode",
             .help = "height of a cycle: the same, half as high each time, or times gamma each step",
             .kind = ARGUMENT_CHOICE,
             .choices = cyclic_modes,
             .otherwise = CYCLIC_UNKNOWN,
             .otherwise_beside_lambda = true},
            {GAMMA, .initial = 1, .low = 0.9},
            {.name = "scale_fn",
             .help = "height of a cycle in mode's place: lambda x: 1/x",
             .optional = true,
             .hidden = true,
             .initial = NAN,
             .least = INFINITY,
             .most = INFINITY},
            {.name = "scale_mode",
             .help = "what scale_fn is of: cycles, from 1, or iterations, from 0",
             .kind = ARGUMENT_CHOICE,
             .hidden = true,
             .choices = (const char *const[]){"cycle", "iterations", NULL},
             .otherwise = 1},
            {.name = "cycle_momentum",
             .help = "momentum (or beta1) goes down as the learning rate goes up",
             .kind = ARGUMENT_BOOLEAN,
             .initial = 1},
            {.name = "base_momentum",
             .help = "momentum at the top of a cycle",
             .listed = true,
             .initial = 0.8,
             .low = 0,
             .high = 0.999,
             .towards_one = true,
             ANY},
            {.name = "max_momentum",
             .help = "momentum at the bottom of a cycle",
             .listed = true,
             .initial = 0.9,
             .low = 0,
             .high = 0.999,
             .towards_one = true,
             ANY},
            LAST_EPOCH,
            {0},
        },
    .cycles_momentum = true,
    .lambda = "scale_fn",
    .variable = "x",
    .construct = cyclic_construct,
    .constructed = cyclic_constructed,
    .refuse = cyclic_refuse,
    .rate = cyclic_rate,
    .turn = cyclic_turn,
    .example = "CyclicLR(base_lr=0.1x, max_lr=2x, step_size_up=10%)",
};

// ---- OneCycleLR

enum {
    ONE_MAX_LR,
    ONE_TOTAL,
    ONE_EPOCHS,
    ONE_STEPS_PER_EPOCH,
    ONE_PCT_START,
    ONE_ANNEAL,
    ONE_MOMENTUM,
    ONE_BASE_MOMENTUM,
    ONE_MAX_MOMENTUM,
    ONE_DIV,
    ONE_FINAL_DIV,
    ONE_THREE_PHASE,
};

typedef struct OneCyclePhase {
    double start, end; // steps, real: not rounded
    double lr[2], momentum[2];
} OneCyclePhase;

static double one_cycle_total(const double *argument)
{
    double total = argument[ONE_TOTAL];
    return isnan(total) ? argument[ONE_EPOCHS] * argument[ONE_STEPS_PER_EPOCH] : total;
}

static void one_cycle_construct(const ScheduleCall *call)
{
    const double *argument = call->argument;
    ScheduleRun *run = call->run;
    run->base = argument[ONE_MAX_LR] / argument[ONE_DIV];
    run->max_lr = argument[ONE_MAX_LR];
    run->min_lr = run->base / argument[ONE_FINAL_DIV];
    if (!argument[ONE_MOMENTUM])
        return;
    run->momentum = run->max_momentum = argument[ONE_MAX_MOMENTUM];
    run->base_momentum = argument[ONE_BASE_MOMENTUM];
}

static OneCyclePhase one_cycle_phase(const double *argument, const ScheduleRun *run, double step)
{
    double total = one_cycle_total(argument), pct = argument[ONE_PCT_START];
    bool three = argument[ONE_THREE_PHASE];
    double up = pct * total - 1, down = three ? 2 * pct * total - 2 : total - 1;
    double slow = run->max_momentum, fast = run->base_momentum;
    if (step <= up)
        return (OneCyclePhase){0, up, {run->base, run->max_lr}, {slow, fast}};
    if (!three || step <= down)
        return (OneCyclePhase){up, down, {run->max_lr, three ? run->base : run->min_lr}, {fast, slow}};
    return (OneCyclePhase){down, total - 1, {run->base, run->min_lr}, {slow, slow}};
}

static double one_cycle_anneal(const double *argument, const double ends[2], double part)
{
    if (argument[ONE_ANNEAL]) // linear
        return (ends[1] - ends[0]) * part + ends[0];
    return ends[1] + (ends[0] - ends[1]) / 2.0 * (elementary_cos(SCHEDULE_PI * part) + 1);
}

static double one_cycle_rate(const ScheduleCall *call)
{
    const double *argument = call->argument;
    double step = (double)call->epoch;
    OneCyclePhase phase = one_cycle_phase(argument, call->run, step);
    if (step > one_cycle_total(argument))
        return schedule_stop(call, "OneCycleLR's total_steps");
    if (phase.end == phase.start)
        return schedule_stop(call, "a phase of OneCycleLR without a step, a division by zero");
    double part = (step - phase.start) / (phase.end - phase.start);
    if (argument[ONE_MOMENTUM])
        call->run->momentum = one_cycle_anneal(argument, phase.momentum, part);
    return one_cycle_anneal(argument, phase.lr, part);
}

static bool is_count(double value)
{
    return value > 0 && value == floor(value);
}

static const char *one_cycle_refuse(const ScheduleTree *tree, const ScheduleNode *node)
{
    (void)tree;
    const double *argument = node->argument;
    double total = one_cycle_total(argument);
    if (isnan(total))
        return "You must define either total_steps OR (epochs AND steps_per_epoch)";
    if (isnan(argument[ONE_TOTAL]) && !is_count(argument[ONE_EPOCHS]))
        return "Expected positive integer epochs";
    if (isnan(argument[ONE_TOTAL]) && !is_count(argument[ONE_STEPS_PER_EPOCH]))
        return "Expected positive integer steps_per_epoch";
    if (argument[ONE_DIV] == 0 || argument[ONE_FINAL_DIV] == 0)
        return "div_factor and final_div_factor are divided by: float division by zero";
    return NULL;
}

static int64_t one_cycle_turn(const ScheduleNode *node, int64_t after)
{
    double total = one_cycle_total(node->argument), up = node->argument[ONE_PCT_START] * total - 1;
    double down = node->argument[ONE_THREE_PHASE] ? 2 * up : total;
    double ends[] = {round(up), round(down), total - 1};
    for (int i = 0; i < 3; i++)
        if (ends[i] > (double)after && ends[i] < total)
            return if_after(ends[i], after);
    return INT64_MAX;
}

static const Schedule one_cycle_lr = {
    .name = "OneCycleLR",
    .fixed = true,
    .overwrites = true,
    .title = "One cycle",
    .source =
        "Smith & Topin, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates, 2018",
    .summary = "one rise to max_lr and one long fall to almost 0, momentum the other way",
    .arguments =
        (const Argument[]){
            {.name = "max_lr",
             .help = "learning rate at the top",
             .required = true,
             .listed = true,
             .initial = 0.01,
             .low = 1e-5,
             .high = 10,
             .logarithmic = true,
             ANY},
            {.name = "total_steps",
             .help = "length of the cycle; None: epochs * steps_per_epoch",
             .unit = "steps",
             WHOLE,
             .optional = true,
             .initial = NAN,
             .low = 10,
             .high = 10000,
             .logarithmic = true,
             .least = 0,
             .above_least = true,
             .most = 1e9,
             .refusal = "Expected positive integer total_steps"},
            {.name = "epochs",
             .help = "used where total_steps is None",
             WHOLE,
             .fractions = true,
             .unread_beside = "total_steps",
             .optional = true,
             .initial = NAN,
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             ANY},
            {.name = "steps_per_epoch",
             .help = "used where total_steps is None",
             .unit = "steps",
             WHOLE,
             .fractions = true,
             .unread_beside = "total_steps",
             .optional = true,
             .initial = NAN,
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             ANY},
            {.name = "pct_start",
             .only_float = true,
             .help = "the part of the cycle in which the learning rate rises",
             .initial = 0.3,
             .low = 0.01,
             .high = 0.99,
             .least = 0,
             .most = 1,
             .refusal = "Expected float between 0 and 1 pct_start"},
            {.name = "anneal_strategy",
             .help = "shape of the rise and the fall",
             .kind = ARGUMENT_CHOICE,
             .choices = (const char *const[]){"cos", "linear", NULL}},
            {.name = "cycle_momentum",
             .help = "momentum (or beta1) goes down as the learning rate goes up",
             .kind = ARGUMENT_BOOLEAN,
             .initial = 1},
            {.name = "base_momentum",
             .help = "momentum at the top",
             .listed = true,
             .initial = 0.85,
             .low = 0,
             .high = 0.999,
             .towards_one = true,
             ANY},
            {.name = "max_momentum",
             .help = "momentum at the ends",
             .listed = true,
             .initial = 0.95,
             .low = 0,
             .high = 0.999,
             .towards_one = true,
             ANY},
            {.name = "div_factor",
             .help = "max_lr over the first learning rate",
             .initial = 25,
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             ANY},
            {.name = "final_div_factor",
             .help = "the first learning rate over the last",
             .initial = 1e4,
             .low = 1,
             .high = 1e6,
             .logarithmic = true,
             ANY},
            {.name = "three_phase",
             .help = "fall as long as the rise, then down to the last learning rate",
             .kind = ARGUMENT_BOOLEAN},
            LAST_EPOCH,
            {0},
        },
    .cycles_momentum = true,
    .construct = one_cycle_construct,
    .rate = one_cycle_rate,
    .refuse = one_cycle_refuse,
    .turn = one_cycle_turn,
    .example = "OneCycleLR(max_lr=3x, total_steps=100%)",
};

// ---- SWALR

enum { SWA_LR, SWA_ANNEAL, SWA_STRATEGY };
enum { SWA_COUNT = BASE + 1 }; // steps since the constructor's own: what torch goes by instead of the epoch

static double swa_share(const ScheduleCall *call, double t)
{
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return call->argument[SWA_STRATEGY] == 0 ? (1 - elementary_cos(SCHEDULE_PI * t)) / 2 : t;
}

static double swa_rate(const ScheduleCall *call)
{
    double *count = &call->memory[SWA_COUNT], epochs = call->argument[SWA_ANNEAL], swa_lr = call->argument[SWA_LR];
    *count = call->initial ? 0 : *count + 1;
    double step = epochs == 0 ? fmax(1, *count) : *count, before = swa_share(call, (step - 1) / fmax(1, epochs));
    double lr = before == 1 ? swa_lr : (call->run->lr - before * swa_lr) / (1 - before);
    double now = swa_share(call, step / fmax(1, epochs));
    return swa_lr * now + lr * (1 - now);
}

static int64_t swa_turn(const ScheduleNode *node, int64_t after)
{
    return if_after(node->argument[SWA_ANNEAL], after);
}

static const Schedule swa_lr = {
    .name = "SWALR",
    .title = "Annealing to a rate for averaging",
    .source = "torch.optim.swa_utils.SWALR",
    .module = "swa_utils",
    .summary = "goes to swa_lr within anneal_epochs steps and stays there; behind others, SequentialLR begins it",
    .arguments =
        (const Argument[]){
            {.name = "swa_lr",
             .help = "learning rate at the end",
             .required = true,
             .listed = true,
             .initial = 0.05,
             .low = 1e-5,
             .high = 1,
             .logarithmic = true,
             ANY},
            {.name = "anneal_epochs",
             .help = "steps on the way there",
             .unit = "steps",
             WHOLE,
             .initial = 10,
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             .least = 0,
             .most = INFINITY,
             .refusal = "anneal_epochs must be equal or greater than 0"},
            {.name = "anneal_strategy",
             .help = "shape of the way",
             .kind = ARGUMENT_CHOICE,
             .choices = (const char *const[]){"cos", "linear", NULL}},
            LAST_EPOCH,
            {0},
        },
    .rate = swa_rate,
    .turn = swa_turn,
    .example = "SWALR(swa_lr=0.3x, anneal_epochs=20%)",
};

// ---- The list, in display order

const Schedule *const schedule_cycles[] = {
    &cosine_annealing_warm_restarts, &cyclic_lr, &one_cycle_lr, &swa_lr, NULL,
};
