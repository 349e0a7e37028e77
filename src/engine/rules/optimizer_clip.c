// Rules around another rule that bound the gradient it sees, as torch.nn.utils clips it between backward() and step():
// at each evaluation, so that a rule that evaluates again (LBFGS, SAM) sees every gradient clipped.
#include "engine/elementary.h"
#include "engine/rules/optimizer_rules.h"

#include <math.h>

typedef void (*Clip)(const OptimizerStep *clip, int lane, double *g);

// What the inner rule evaluates; its context is the clip's own step.
static double clipped_evaluate(const OptimizerStep *inner, int lane, const double *at, double *g, Clip clip)
{
    const OptimizerStep *own = inner->context;
    double loss = own->evaluate(own, lane, at, g);
    clip(own, lane, g);
    return loss;
}

static double clipped_power(const OptimizerStep *inner, double base)
{
    const OptimizerStep *own = inner->context;
    return own->power(own, base);
}

static void clip_lane(const OptimizerStep *step, int lane, Clip clip)
{
    double *g = step->vector[0];
    for (int d = 0; d < step->dimension; d++)
        g[d] = step->gradient[d][lane];
    clip(step, lane, g);
    for (int d = 0; d < step->dimension; d++)
        step->gradient[d][lane] = g[d];
}

static void clip_step(const OptimizerStep *step, Clip clip,
                      double (*evaluate)(const OptimizerStep *, int, const double *, double *))
{
    OptimizerStep inner = *step->inner;
    inner.evaluate = evaluate;
    inner.power = clipped_power;
    inner.context = (void *)(uintptr_t)step;
    for (int lane = 0; lane < step->n; lane++)
        clip_lane(step, lane, clip);
    inner.rule->step(&inner);
}

// ---- ClipGradNorm

enum { NORM_MAX, NORM_TYPE, NORM_ERROR };

static const Argument norm_arguments[] = {
    [NORM_MAX] = {.name = "max_norm",
                  .help = "longest gradient that is let through as it is",
                  .required = true,
                  .cast = true,
                  .initial = 1,
                  .low = 0.01,
                  .high = 100,
                  .logarithmic = true,
                  .least = -UNLIMITED,
                  .most = UNLIMITED},
    [NORM_TYPE] = {.name = "norm_type",
                   .help = "2: its length; 1: sum of the absolute values; inf: the largest of them",
                   .cast = true,
                   .initial = 2,
                   .low = 1,
                   .high = 10,
                   .least = -UNLIMITED,
                   .most = UNLIMITED},
    [NORM_ERROR] = {.name = "error_if_nonfinite",
                    .kind = ARGUMENT_BOOLEAN,
                    .hidden = true,
                    .help = "False: a gradient that is not finite is let through"},
    END_OF_ROWS,
};

// A nan stays one.
static double largest(const double *g, int n)
{
    double most = 0;
    for (int d = 0; d < n; d++)
        most = fabs(g[d]) > most || isnan(g[d]) ? fabs(g[d]) : most;
    return most;
}

static double smallest(const double *g, int n)
{
    double least = fabs(g[0]);
    for (int d = 1; d < n; d++)
        least = fabs(g[d]) < least || isnan(g[d]) ? fabs(g[d]) : least;
    return least;
}

static double power_norm(const double *g, int n, double p)
{
    double sum = 0;
    for (int d = 0; d < n; d++)
        sum += p == 2 ? g[d] * g[d] : p == 1 ? fabs(g[d]) : elementary_pow(fabs(g[d]), p);
    return p == 2 ? sqrt(sum) : p == 1 ? sum : elementary_pow(sum, 1 / p);
}

// torch.linalg.vector_norm of the parameter's gradient. With norm_type 0 torch counts the tensors whose gradient is
// not 0; here that is one.
static double norm_of(const double *g, int n, double p)
{
    if (isinf(p))
        return p > 0 ? largest(g, n) : smallest(g, n);
    return p == 0 ? largest(g, n) != 0 : power_norm(g, n, p);
}

// torch's 1e-6 stands beside the norm.
static void clip_norm(const OptimizerStep *step, int lane, double *g)
{
    double norm = norm_of(g, step->dimension, step->hyper[NORM_TYPE][lane]);
    double factor = step->hyper[NORM_MAX][lane] / (norm + 1e-6);
    for (int d = 0; d < step->dimension; d++)
        g[d] *= factor > 1 ? 1 : factor;
}

static double clip_norm_evaluate(const OptimizerStep *inner, int lane, const double *at, double *g)
{
    return clipped_evaluate(inner, lane, at, g, clip_norm);
}

static void clip_norm_step(const OptimizerStep *step)
{
    clip_step(step, clip_norm, clip_norm_evaluate);
}

static const char *clip_norm_refuse(const double *hyper)
{
    return hyper[NORM_ERROR] ? "a racer that is no longer finite ends anyway: leave error_if_nonfinite out" : NULL;
}

static const Optimizer clip_grad_norm = {
    .name = "ClipGradNorm",
    .title = "Clipped gradient norm",
    .source = "R. Pascanu, T. Mikolov, Y. Bengio: On the difficulty of training recurrent neural networks (2013); "
              "torch.nn.utils.clip_grad_norm_",
    .summary = "shortens the gradient that another rule sees to max_norm where it is longer",
    .arguments = norm_arguments,
    .wraps = true,
    .layer = LAYER_CLIP,
    .call = "torch.nn.utils.clip_grad_norm_",
    .refuse = clip_norm_refuse,
    .step = clip_norm_step,
};

// ---- ClipGradValue

enum { VALUE_CLIP };

static const Argument value_arguments[] = {
    [VALUE_CLIP] = {.name = "clip_value",
                    .help = "largest absolute value of each coordinate of the gradient",
                    .cast = true,
                    .required = true,
                    .initial = 1,
                    .low = 0.01,
                    .high = 100,
                    .logarithmic = true,
                    .least = -UNLIMITED,
                    .most = UNLIMITED},
    END_OF_ROWS,
};

// clamp(-value, value): below 0 the upper bound holds. A nan stays one.
static void clip_value(const OptimizerStep *step, int lane, double *g)
{
    double bound = step->hyper[VALUE_CLIP][lane];
    for (int d = 0; d < step->dimension; d++) {
        double above = g[d] < -bound ? -bound : g[d];
        g[d] = above > bound ? bound : above;
    }
}

static double clip_value_evaluate(const OptimizerStep *inner, int lane, const double *at, double *g)
{
    return clipped_evaluate(inner, lane, at, g, clip_value);
}

static void clip_value_step(const OptimizerStep *step)
{
    clip_step(step, clip_value, clip_value_evaluate);
}

static const Optimizer clip_grad_value = {
    .name = "ClipGradValue",
    .title = "Clipped gradient values",
    .source = "torch.nn.utils.clip_grad_value_",
    .summary = "bounds each coordinate of the gradient that another rule sees",
    .arguments = value_arguments,
    .wraps = true,
    .layer = LAYER_CLIP,
    .call = "torch.nn.utils.clip_grad_value_",
    .step = clip_value_step,
};

// ---- The list

const Optimizer *const optimizer_clip_rules[] = {&clip_grad_norm, &clip_grad_value, NULL};
