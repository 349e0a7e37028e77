// Rules around another rule that leave its way as it is and average the points that it comes by, as AveragedModel of
// torch.optim.swa_utils does. The average is a function of the path alone: whoever keeps the path computes it.
#include "engine/rules/optimizer_rules.h"

#include <math.h>

static void plain_step(const OptimizerStep *step)
{
    OptimizerStep inner = inner_step(step);
    inner.rule->step(&inner);
}

// ---- EMA

enum { EMA_DECAY };

static const Argument ema_arguments[] = {
    [EMA_DECAY] = {.name = "decay",
                   .help = "how much of the average is kept in a step",
                   .built = true,
                   .initial = 0.999,
                   .low = 0,
                   .high = 0.9999,
                   .towards_one = true,
                   .least = 0,
                   .most = 1,
                   .refusal = "Invalid decay value, expected one in [0,1]"},
    END_OF_ROWS,
};

static int64_t ema_first(const double *hyper)
{
    (void)hyper;
    return 1;
}

// get_ema_multi_avg_fn, which is torch.lerp: from the nearer end.
static void ema_update(const double *hyper, int64_t averaged, const double *at, double *average, int n)
{
    double weight = 1 - hyper[EMA_DECAY];
    (void)averaged;
    for (int d = 0; d < n; d++) {
        double way = at[d] - average[d];
        average[d] = fabs(weight) < 0.5 ? average[d] + weight * way : at[d] - way * (1 - weight);
    }
}

static const Optimizer ema = {
    .name = "EMA",
    .title = "Exponential moving average",
    .source = "B. T. Polyak, A. B. Juditsky: Acceleration of stochastic approximation by averaging (1992); "
              "torch.optim.swa_utils.get_ema_multi_avg_fn",
    .summary = "averages the points of another rule, the newer ones more, and leaves its way as it is",
    .arguments = ema_arguments,
    .wraps = true,
    .layer = LAYER_AVERAGE,
    .average = &(const OptimizerAverage){.first = ema_first, .update = ema_update, .python = "get_ema_multi_avg_fn"},
    .step = plain_step,
};

// ---- SWA

enum { SWA_START };

static const Argument swa_arguments[] = {
    [SWA_START] = {.name = "start",
                   .kind = ARGUMENT_INTEGER,
                   .help = "steps before the first point that is averaged",
                   .required = true,
                   .built = true,
                   .initial = 100,
                   .low = 1,
                   .high = 10000,
                   .logarithmic = true,
                   .least = 0,
                   .most = 1e9,
                   .refusal = "start must be a number of steps, 0 or more"},
    END_OF_ROWS,
};

static int64_t swa_first(const double *hyper)
{
    return hyper[SWA_START] > 1 ? (int64_t)hyper[SWA_START] : 1;
}

// get_swa_avg_fn.
static void swa_update(const double *hyper, int64_t averaged, const double *at, double *average, int n)
{
    (void)hyper;
    for (int d = 0; d < n; d++)
        average[d] += (at[d] - average[d]) / (double)(averaged + 1);
}

static const Optimizer swa = {
    .name = "SWA",
    .title = "Stochastic weight averaging",
    .source = "P. Izmailov et al.: Averaging weights leads to wider optima and better generalization (2018), "
              "arXiv:1803.05407; torch.optim.swa_utils.AveragedModel",
    .summary = "averages the points of another rule from a step on, all alike, and leaves its way as it is",
    .arguments = swa_arguments,
    .wraps = true,
    .layer = LAYER_AVERAGE,
    .average = &(const OptimizerAverage){.first = swa_first, .update = swa_update},
    .step = plain_step,
};

// ---- The list

const Optimizer *const optimizer_average_rules[] = {&ema, &swa, NULL};
