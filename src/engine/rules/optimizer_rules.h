// What the rules of the optimizers share: rows of common arguments, loops over lanes, and the lists that optimizer.c
// joins.
//
// A rule is: names for its arguments and slots, their rows, its function NAME_lanes, STEP(NAME), its row, its place in
// the list at the end of its file. Numbers agree with torch's to the last digits because each operation is torch's, in
// torch's order: add(b, alpha) is a + alpha*b, addcmul a + (value*b)*c, addcdiv a + (value*b)/c, each operation
// rounded.
#ifndef RAVINE_ENGINE_RULES_OPTIMIZER_RULES_H
#define RAVINE_ENGINE_RULES_OPTIMIZER_RULES_H

#include "engine/lanes.h"
#include "engine/rules/optimizer.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

// In display order, each ending at NULL.
extern const Optimizer *const optimizer_sgd_rules[];
extern const Optimizer *const optimizer_adaptive_rules[];
extern const Optimizer *const optimizer_adam_rules[];
extern const Optimizer *const optimizer_lbfgs_rules[];
extern const Optimizer *const optimizer_beyond_rules[];
extern const Optimizer *const optimizer_keras_rules[];
extern const Optimizer *const optimizer_clip_rules[];
extern const Optimizer *const optimizer_average_rules[];

#define UNLIMITED HUGE_VAL

// A rule's body, NAME_lanes(step, n), becomes its step: compiled for each vector width, and for groups of one and two
// lanes (racers are often the only ones of their kind) without loops.
#define STEP(name)                                                                                                     \
    LANES_AVX2 static void name##_avx2(const OptimizerStep *step)                                                      \
    {                                                                                                                  \
        name##_lanes(step, step->n);                                                                                   \
    }                                                                                                                  \
    static void name##_baseline(const OptimizerStep *step)                                                             \
    {                                                                                                                  \
        name##_lanes(step, step->n);                                                                                   \
    }                                                                                                                  \
    static void name##_step(const OptimizerStep *step)                                                                 \
    {                                                                                                                  \
        if (step->n == 1)                                                                                              \
            name##_lanes(step, 1);                                                                                     \
        else if (step->n == 2)                                                                                         \
            name##_lanes(step, 2);                                                                                     \
        else                                                                                                           \
            (lanes_avx2() ? name##_avx2 : name##_baseline)(step);                                                      \
    }

// Rows that rules share.
#define LEARNING_RATE(value, from, to)                                                                                 \
    {                                                                                                                  \
        .name = "lr", .symbol = "η", .help = "learning rate", .initial = (value), .low = (from), .high = (to),         \
        .logarithmic = true, .least = 0, .most = UNLIMITED, .refusal = "Invalid learning rate"                         \
    }
#define MOMENTUM                                                                                                       \
    {                                                                                                                  \
        .name = "momentum", .symbol = "μ", .help = "how much of the last step's velocity is kept", .low = 0,           \
        .high = 0.999, .towards_one = true, .least = 0, .most = UNLIMITED, .refusal = "Invalid momentum value"         \
    }
#define BETA1(value)                                                                                                   \
    {                                                                                                                  \
        .name = "betas", .symbol = "β₁", .help = "decay of the running mean of gradients", .initial = (value),         \
        .low = 0, .high = 0.999, .towards_one = true, .least = 0, .most = 1, .below_most = true,                       \
        .refusal = "Invalid beta parameter at index 0"                                                                 \
    }
// Of Adam and AdamW: both floats, or both tensors.
#define FLOAT_BETA1(value)                                                                                             \
    {                                                                                                                  \
        .name = "betas", .symbol = "β₁", .help = "decay of the running mean of gradients", .initial = (value),         \
        .only_float = true, .low = 0, .high = 0.999, .towards_one = true, .least = 0, .most = 1, .below_most = true,   \
        .refusal = "Invalid beta parameter at index 0"                                                                 \
    }
#define FLOAT_BETA2(value)                                                                                             \
    {                                                                                                                  \
        .name = "betas", .symbol = "β₂", .help = "decay of the running mean of squared gradients", .initial = (value), \
        .only_float = true, .low = 0, .high = 0.9999, .towards_one = true, .least = 0, .most = 1, .below_most = true,  \
        .refusal = "Invalid beta parameter at index 1"                                                                 \
    }
#define BETA2(value)                                                                                                   \
    {                                                                                                                  \
        .name = "betas", .symbol = "β₂", .help = "decay of the running mean of squared gradients", .initial = (value), \
        .low = 0, .high = 0.9999, .towards_one = true, .least = 0, .most = 1, .below_most = true,                      \
        .refusal = "Invalid beta parameter at index 1"                                                                 \
    }
#define EPSILON(value)                                                                                                 \
    {                                                                                                                  \
        .name = "eps", .symbol = "ε", .help = "keeps the denominator away from zero", .initial = (value),              \
        .low = 1e-12, .high = 1, .logarithmic = true, .least = 0, .most = UNLIMITED,                                   \
        .refusal = "Invalid epsilon value"                                                                             \
    }
#define WEIGHT_DECAY(value)                                                                                            \
    {                                                                                                                  \
        .name = "weight_decay", .symbol = "λ", .help = "pull of the parameters towards zero", .initial = (value),      \
        .low = 1e-5, .high = 1, .logarithmic = true, .least = 0, .most = UNLIMITED,                                    \
        .refusal = "Invalid weight_decay value"                                                                        \
    }
#define SWITCH(keyword, text)                                                                                          \
    {                                                                                                                  \
        .name = (keyword), .help = (text), .kind = ARGUMENT_BOOLEAN, .least = 0, .most = 1                             \
    }
#define MAXIMIZE SWITCH("maximize", "climb instead of descending")
#define END_OF_ROWS                                                                                                    \
    {                                                                                                                  \
        .name = NULL                                                                                                   \
    }

// The wrapped rule's step, which evaluates what the wrapper itself would.
static inline OptimizerStep inner_step(const OptimizerStep *step)
{
    OptimizerStep inner = *step->inner;
    inner.evaluate = step->evaluate;
    inner.power = step->power;
    inner.context = step->context;
    return inner;
}

LANES_BODY double *slot_of(const OptimizerStep *step, int slot, int d)
{
    return step->slot[slot * step->dimension + d];
}

// g = -g
LANES_BODY void negate(int n, double *g)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        g[i] = -g[i];
}

// a += scale * b
LANES_BODY void add_scaled(int n, double *a, const double *scale, const double *b)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        a[i] += scale[i] * b[i];
}

// a += -scale * b, torch's add_(b, alpha=-scale)
LANES_BODY void subtract_scaled(int n, double *a, const double *scale, const double *b)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        a[i] += -scale[i] * b[i];
}

LANES_BODY void fill(int n, double *a, double value)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        a[i] = value;
}

// What torch's rules do to the gradient first: maximize, then weight decay into the gradient. Arguments by index.
LANES_BODY void prepare_gradient(const OptimizerStep *step, int n, int maximize, int weight_decay)
{
    for (int d = 0; d < step->dimension; d++) {
        if (step->on[maximize])
            negate(n, step->gradient[d]);
        if (step->on[weight_decay])
            add_scaled(n, step->gradient[d], step->hyper[weight_decay], step->parameters[d]);
    }
}

// correction = 1 - base^t, lane by lane; neighbours with the same base share the power.
LANES_BODY void bias_correction(const OptimizerStep *step, int n, const double *base, double *correction)
{
    double last = base[0], value = 1 - step->power(step, last);
    for (int i = 0; i < n; i++) {
        if (base[i] != last)
            value = 1 - step->power(step, base[i]);
        last = base[i];
        correction[i] = value;
    }
}

LANES_BODY double sign_of(double x)
{
    return (double)((x > 0) - (x < 0));
}

// torch's lerp: the form with the smaller rounding error on either side of 1/2.
LANES_BODY double lerp(double from, double to, double weight)
{
    double near_from = from + weight * (to - from);
    double near_to = to - (to - from) * (1 - weight);
    return weight < 0.5 ? near_from : near_to;
}

// p *= 1 - lr * weight_decay
LANES_BODY void shrink(int n, double *p, const double *lr, const double *decay)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        p[i] *= 1 - lr[i] * decay[i];
}

// Weight decay: on the parameters where it is decoupled, else through the gradient. The gradient is the one from before
// either way.
LANES_BODY void prepare_decoupled(const OptimizerStep *step, int n, int maximize, int weight_decay, bool decoupled)
{
    if (!decoupled) {
        prepare_gradient(step, n, maximize, weight_decay);
        return;
    }
    for (int d = 0; d < step->dimension; d++) {
        if (step->on[maximize])
            negate(n, step->gradient[d]);
        if (step->on[weight_decay])
            shrink(n, step->parameters[d], step->hyper[0], step->hyper[weight_decay]);
    }
}

// m and v are the running means of g and g^2.
LANES_BODY void update_moments(int n, double *m, double *v, const double *g, const double *beta1, const double *beta2)
{
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        m[i] = lerp(m[i], g[i], 1 - beta1[i]);
        v[i] = v[i] * beta2[i] + (1 - beta2[i]) * g[i] * g[i];
    }
}

// torch.maximum: a NaN on either side is kept.
LANES_BODY void keep_largest(int n, double *largest, const double *v)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        largest[i] = v[i] > largest[i] || v[i] != v[i] ? v[i] : largest[i];
}

#endif
