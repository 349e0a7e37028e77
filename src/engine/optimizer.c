// The update rules: what torch.optim computes, elementwise over lanes, with torch's order of operations (add(b, alpha) is a + alpha*b,
// addcmul a + (value*b)*c, addcdiv a + (value*b)/c, each operation rounded), so that a path agrees with torch's to the last digits.
//
// A rule is: names for its arguments and slots, their rows, its function NAME_lanes, STEP(NAME), its row, its place in `rules`.
#include "engine/optimizer.h"

#include "engine/lanes.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#define UNLIMITED HUGE_VAL

// A rule's body, NAME_lanes(step, n), becomes its step: compiled for each vector width, and for groups of one and two lanes (racers are often
// the only ones of their kind) without loops.
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

// torch's lerp: the form with the smaller rounding error on either side of 1/2.
LANES_BODY double lerp(double from, double to, double weight)
{
    double near_from = from + weight * (to - from);
    double near_to = to - (to - from) * (1 - weight);
    return weight < 0.5 ? near_from : near_to;
}

// ---- SGD

enum { SGD_LR, SGD_MOMENTUM, SGD_DAMPENING, SGD_WEIGHT_DECAY, SGD_NESTEROV, SGD_MAXIMIZE };

static const Argument sgd_arguments[] = {
    [SGD_LR] = {.name = "lr",
                .symbol = "η",
                .help = "learning rate",
                .required = true,
                .initial = 1e-3,
                .low = 1e-5,
                .high = 1,
                .logarithmic = true,
                .least = 0,
                .most = UNLIMITED,
                .refusal = "Invalid learning rate"},
    [SGD_MOMENTUM] = MOMENTUM,
    [SGD_DAMPENING] = {.name = "dampening",
                       .help = "how much of the gradient is kept out of the momentum buffer",
                       .low = 0,
                       .high = 1,
                       .least = -UNLIMITED,
                       .most = UNLIMITED},
    [SGD_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [SGD_NESTEROV] = SWITCH("nesterov", "look ahead along the momentum"),
    [SGD_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot sgd_slots[] = {
    {"momentum_buffer", "b", "velocity: decaying sum of gradients"},
    {NULL, NULL, NULL},
};

static const char *sgd_refuse(const double *hyper)
{
    if (hyper[SGD_NESTEROV] != 0 && (hyper[SGD_MOMENTUM] <= 0 || hyper[SGD_DAMPENING] != 0))
        return "Nesterov momentum requires a momentum and zero dampening";
    return NULL;
}

// Leaves in g what the parameters move along. NaN in b stands for torch's "no buffer yet": dampening is not applied to the gradient that
// founds it. A momentum of 0 (a schedule may pass through it) neither uses nor changes the buffer.
LANES_BODY void sgd_velocity(int n, double *g, double *b, const double *momentum, const double *dampening,
                             bool nesterov)
{
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double m = momentum[i], kept = m * b[i] + (1 - dampening[i]) * g[i];
        double velocity = b[i] != b[i] ? g[i] : kept;
        double along = nesterov ? g[i] + m * velocity : velocity;
        b[i] = m == 0 ? b[i] : velocity;
        g[i] = m == 0 ? g[i] : along;
    }
}

LANES_BODY void sgd_lanes(const OptimizerStep *step, int n)
{
    prepare_gradient(step, n, SGD_MAXIMIZE, SGD_WEIGHT_DECAY);
    for (int d = 0; d < step->dimension; d++) {
        if (step->on[SGD_MOMENTUM] && step->t == 1)
            fill(n, step->slot[d], NAN);
        if (step->on[SGD_MOMENTUM])
            sgd_velocity(n, step->gradient[d], step->slot[d], step->hyper[SGD_MOMENTUM], step->hyper[SGD_DAMPENING],
                         step->on[SGD_NESTEROV]);
        subtract_scaled(n, step->parameters[d], step->hyper[SGD_LR], step->gradient[d]);
    }
}

STEP(sgd)

static const Optimizer sgd = {
    .name = "SGD",
    .title = "Stochastic gradient descent",
    .source =
        "H. Robbins, S. Monro: A stochastic approximation method (1951); B. T. Polyak: Some methods of speeding up "
        "the convergence of iteration methods (1964)",
    .summary = "steps along the negative gradient, with momentum along a decaying sum of gradients",
    .arguments = sgd_arguments,
    .slots = sgd_slots,
    .momentum = "momentum",
    .refuse = sgd_refuse,
    .step = sgd_step,
};

// ---- Adagrad

enum { ADAGRAD_LR, ADAGRAD_LR_DECAY, ADAGRAD_WEIGHT_DECAY, ADAGRAD_INITIAL, ADAGRAD_EPS, ADAGRAD_MAXIMIZE };

static const Argument adagrad_arguments[] = {
    [ADAGRAD_LR] = LEARNING_RATE(1e-2, 1e-4, 10),
    [ADAGRAD_LR_DECAY] = {.name = "lr_decay",
                          .help = "decay of the learning rate per step",
                          .low = 1e-5,
                          .high = 1,
                          .logarithmic = true,
                          .least = 0,
                          .most = UNLIMITED,
                          .refusal = "Invalid lr_decay value"},
    [ADAGRAD_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [ADAGRAD_INITIAL] = {.name = "initial_accumulator_value",
                         .help = "what the sum of squared gradients starts at",
                         .low = 1e-4,
                         .high = 100,
                         .logarithmic = true,
                         .least = 0,
                         .most = UNLIMITED,
                         .refusal = "Invalid initial_accumulator_value value"},
    [ADAGRAD_EPS] = EPSILON(1e-10),
    [ADAGRAD_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot adagrad_slots[] = {
    {"sum", "s", "sum of squared gradients"},
    {NULL, NULL, NULL},
};

LANES_BODY void adagrad_rate(int n, double *rate, const double *lr, const double *decay, double steps_before)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        rate[i] = lr[i] / (1 + steps_before * decay[i]);
}

LANES_BODY void adagrad_move(int n, double *p, const double *g, double *sum, const double *rate, const double *eps)
{
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        sum[i] += g[i] * g[i];
        p[i] += -rate[i] * g[i] / (sqrt(sum[i]) + eps[i]);
    }
}

LANES_BODY void adagrad_lanes(const OptimizerStep *step, int n)
{
    const double *const *hyper = step->hyper;
    prepare_gradient(step, n, ADAGRAD_MAXIMIZE, ADAGRAD_WEIGHT_DECAY);
    adagrad_rate(n, step->scratch[0], hyper[ADAGRAD_LR], hyper[ADAGRAD_LR_DECAY], (double)(step->t - 1));
    for (int d = 0; d < step->dimension; d++) {
        if (step->t == 1)
            memcpy(step->slot[d], hyper[ADAGRAD_INITIAL], (size_t)n * sizeof(double));
        adagrad_move(n, step->parameters[d], step->gradient[d], step->slot[d], step->scratch[0], hyper[ADAGRAD_EPS]);
    }
}

STEP(adagrad)

static const Optimizer adagrad = {
    .name = "Adagrad",
    .title = "Adagrad",
    .source =
        "J. Duchi, E. Hazan, Y. Singer: Adaptive subgradient methods for online learning and stochastic optimization "
        "(2011)",
    .summary = "divides each coordinate's step by the root of the sum of its squared gradients",
    .arguments = adagrad_arguments,
    .slots = adagrad_slots,
    .step = adagrad_step,
};

// ---- RMSprop

enum {
    RMSPROP_LR,
    RMSPROP_ALPHA,
    RMSPROP_EPS,
    RMSPROP_WEIGHT_DECAY,
    RMSPROP_MOMENTUM,
    RMSPROP_CENTERED,
    RMSPROP_MAXIMIZE
};
enum { RMSPROP_SQUARE, RMSPROP_BUFFER, RMSPROP_MEAN };

static const Argument rmsprop_arguments[] = {
    [RMSPROP_LR] = LEARNING_RATE(1e-2, 1e-5, 1),
    [RMSPROP_ALPHA] = {.name = "alpha",
                       .symbol = "α",
                       .help = "decay of the running mean of squared gradients",
                       .initial = 0.99,
                       .low = 0,
                       .high = 0.9999,
                       .towards_one = true,
                       .least = 0,
                       .most = UNLIMITED,
                       .refusal = "Invalid alpha value"},
    [RMSPROP_EPS] = EPSILON(1e-8),
    [RMSPROP_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [RMSPROP_MOMENTUM] = MOMENTUM,
    [RMSPROP_CENTERED] = SWITCH("centered", "divide by the standard deviation of the gradient instead"),
    [RMSPROP_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot rmsprop_slots[] = {
    [RMSPROP_SQUARE] = {"square_avg", "v", "running mean of squared gradients"},
    [RMSPROP_BUFFER] = {"momentum_buffer", "b", "velocity: decaying sum of scaled gradients"},
    [RMSPROP_MEAN] = {"grad_avg", "a", "running mean of gradients, when centered"},
    {NULL, NULL, NULL},
};

LANES_BODY void rmsprop_square(int n, double *square, const double *g, const double *alpha)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        square[i] = square[i] * alpha[i] + (1 - alpha[i]) * g[i] * g[i];
}

LANES_BODY void rmsprop_center(int n, double *variance, double *mean, const double *square, const double *g,
                               const double *alpha)
{
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        mean[i] = lerp(mean[i], g[i], 1 - alpha[i]);
        variance[i] = square[i] + -mean[i] * mean[i];
    }
}

LANES_BODY void rmsprop_move(int n, double *p, const double *g, const double *variance, const double *lr,
                             const double *eps)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        p[i] += -lr[i] * g[i] / (sqrt(variance[i]) + eps[i]);
}

// A momentum of 0 (a schedule may pass through it) neither uses nor changes the buffer.
LANES_BODY void rmsprop_roll(int n, double *p, double *b, const double *g, const double *variance, const double *lr,
                             const double *eps, const double *momentum)
{
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double root = sqrt(variance[i]) + eps[i];
        double velocity = b[i] * momentum[i] + g[i] / root;
        double rolling = -lr[i] * velocity, still = -lr[i] * g[i] / root;
        p[i] += momentum[i] > 0 ? rolling : still;
        b[i] = momentum[i] > 0 ? velocity : b[i];
    }
}

LANES_BODY void rmsprop_dimension(const OptimizerStep *step, int n, int d)
{
    const double *const *hyper = step->hyper;
    double *p = step->parameters[d], *g = step->gradient[d];
    double *square = step->slot[RMSPROP_SQUARE * step->dimension + d], *variance = square;
    rmsprop_square(n, square, g, hyper[RMSPROP_ALPHA]);
    if (step->on[RMSPROP_CENTERED]) {
        variance = step->scratch[0];
        rmsprop_center(n, variance, step->slot[RMSPROP_MEAN * step->dimension + d], square, g, hyper[RMSPROP_ALPHA]);
    }
    if (step->on[RMSPROP_MOMENTUM])
        rmsprop_roll(n, p, step->slot[RMSPROP_BUFFER * step->dimension + d], g, variance, hyper[RMSPROP_LR],
                     hyper[RMSPROP_EPS], hyper[RMSPROP_MOMENTUM]);
    else
        rmsprop_move(n, p, g, variance, hyper[RMSPROP_LR], hyper[RMSPROP_EPS]);
}

LANES_BODY void rmsprop_lanes(const OptimizerStep *step, int n)
{
    prepare_gradient(step, n, RMSPROP_MAXIMIZE, RMSPROP_WEIGHT_DECAY);
    for (int d = 0; d < step->dimension; d++)
        rmsprop_dimension(step, n, d);
}

STEP(rmsprop)

static const Optimizer rmsprop = {
    .name = "RMSprop",
    .title = "RMSprop",
    .source = "T. Tieleman, G. Hinton: Neural networks for machine learning, lecture 6.5 (2012); centered: A. Graves: "
              "Generating sequences with recurrent neural networks (2013)",
    .summary = "divides each coordinate's step by the root of a running mean of its squared gradients",
    .arguments = rmsprop_arguments,
    .slots = rmsprop_slots,
    .momentum = "momentum",
    .step = rmsprop_step,
};

// ---- Adam, AdamW

enum { ADAM_LR, ADAM_BETA1, ADAM_BETA2, ADAM_EPS, ADAM_WEIGHT_DECAY, ADAM_AMSGRAD, ADAM_MAXIMIZE, ADAM_DECOUPLED };
enum { ADAM_MEAN, ADAM_SQUARE, ADAM_LARGEST };

static const Argument adam_arguments[] = {
    [ADAM_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [ADAM_BETA1] = BETA1(0.9),
    [ADAM_BETA2] = BETA2(0.999),
    [ADAM_EPS] = EPSILON(1e-8),
    [ADAM_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [ADAM_AMSGRAD] = SWITCH("amsgrad", "divide by the largest running mean so far"),
    [ADAM_MAXIMIZE] = MAXIMIZE,
    [ADAM_DECOUPLED] = SWITCH("decoupled_weight_decay", "shrink the parameters themselves, as AdamW does"),
    END_OF_ROWS,
};

static const Argument adamw_arguments[] = {
    [ADAM_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [ADAM_BETA1] = BETA1(0.9),
    [ADAM_BETA2] = BETA2(0.999),
    [ADAM_EPS] = EPSILON(1e-8),
    [ADAM_WEIGHT_DECAY] = WEIGHT_DECAY(1e-2),
    [ADAM_AMSGRAD] = SWITCH("amsgrad", "divide by the largest running mean so far"),
    [ADAM_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot adam_slots[] = {
    [ADAM_MEAN] = {"exp_avg", "m", "running mean of gradients, the first moment"},
    [ADAM_SQUARE] = {"exp_avg_sq", "v", "running mean of squared gradients, the second moment"},
    [ADAM_LARGEST] = {"max_exp_avg_sq", "v̂", "largest second moment so far"},
    {NULL, NULL, NULL},
};

static int adam_n_slots(const double *hyper)
{
    return hyper[ADAM_AMSGRAD] != 0 ? 3 : 2;
}

// p *= 1 - lr * weight_decay
LANES_BODY void shrink(int n, double *p, const double *lr, const double *decay)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        p[i] *= 1 - lr[i] * decay[i];
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

// Bias corrections become what the lanes multiply and divide by.
LANES_BODY void adam_scales(int n, double *correction1, double *correction2, const double *lr)
{
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        correction1[i] = lr[i] / correction1[i];
        correction2[i] = sqrt(correction2[i]);
    }
}

LANES_BODY void adam_move(int n, double *p, const double *m, const double *v, const double *step_size,
                          const double *root, const double *eps)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        p[i] += -step_size[i] * m[i] / (sqrt(v[i]) / root[i] + eps[i]);
}

LANES_BODY void adam_dimension(const OptimizerStep *step, int n, int d)
{
    const double *const *hyper = step->hyper;
    double *m = step->slot[ADAM_MEAN * step->dimension + d], *v = step->slot[ADAM_SQUARE * step->dimension + d];
    update_moments(n, m, v, step->gradient[d], hyper[ADAM_BETA1], hyper[ADAM_BETA2]);
    if (step->on[ADAM_AMSGRAD]) {
        double *largest = step->slot[ADAM_LARGEST * step->dimension + d];
        keep_largest(n, largest, v);
        v = largest;
    }
    adam_move(n, step->parameters[d], m, v, step->scratch[0], step->scratch[1], hyper[ADAM_EPS]);
}

LANES_BODY void adam_update(const OptimizerStep *step, int n)
{
    const double *const *hyper = step->hyper;
    bias_correction(step, n, hyper[ADAM_BETA1], step->scratch[0]);
    bias_correction(step, n, hyper[ADAM_BETA2], step->scratch[1]);
    adam_scales(n, step->scratch[0], step->scratch[1], hyper[ADAM_LR]);
    for (int d = 0; d < step->dimension; d++)
        adam_dimension(step, n, d);
}

// Weight decay on the parameters, not through the gradient; the gradient is the one from before.
LANES_BODY void adamw_lanes(const OptimizerStep *step, int n)
{
    for (int d = 0; d < step->dimension; d++) {
        if (step->on[ADAM_MAXIMIZE])
            negate(n, step->gradient[d]);
        if (step->on[ADAM_WEIGHT_DECAY])
            shrink(n, step->parameters[d], step->hyper[ADAM_LR], step->hyper[ADAM_WEIGHT_DECAY]);
    }
    adam_update(step, n);
}

LANES_BODY void adam_lanes(const OptimizerStep *step, int n)
{
    if (step->on[ADAM_DECOUPLED]) {
        adamw_lanes(step, n);
        return;
    }
    prepare_gradient(step, n, ADAM_MAXIMIZE, ADAM_WEIGHT_DECAY);
    adam_update(step, n);
}

STEP(adam)

static const Optimizer adam = {
    .name = "Adam",
    .title = "Adam",
    .source = "D. P. Kingma, J. Ba: Adam: a method for stochastic optimization (2014), arXiv:1412.6980; amsgrad: S. J. "
              "Reddi, S. Kale, S. Kumar: On the convergence of Adam and beyond (2018)",
    .summary =
        "momentum divided by the root of a running mean of squared gradients, both corrected for their start at zero",
    .arguments = adam_arguments,
    .slots = adam_slots,
    .n_slots = adam_n_slots,
    .momentum = "betas",
    .step = adam_step,
};

STEP(adamw)

static const Optimizer adamw = {
    .name = "AdamW",
    .title = "AdamW",
    .source = "I. Loshchilov, F. Hutter: Decoupled weight decay regularization (2017), arXiv:1711.05101",
    .summary = "Adam with weight decay on the parameters themselves instead of through the gradient",
    .arguments = adamw_arguments,
    .slots = adam_slots,
    .n_slots = adam_n_slots,
    .momentum = "betas",
    .step = adamw_step,
};

// ---- The list, in display order

static const Optimizer *const rules[] = {&sgd, &adagrad, &rmsprop, &adam, &adamw};

int optimizer_count(void)
{
    return (int)(sizeof rules / sizeof *rules);
}

const Optimizer *optimizer_at(int i)
{
    assert(i >= 0 && i < optimizer_count());
    return rules[i];
}

const Optimizer *optimizer_find(const char *name)
{
    for (int i = 0; i < optimizer_count(); i++)
        if (strcmp(rules[i]->name, name) == 0)
            return rules[i];
    return NULL;
}

int optimizer_arguments(const Optimizer *optimizer)
{
    int n = 0;
    while (optimizer->arguments[n].name)
        n++;
    return n;
}

int optimizer_momentum(const Optimizer *optimizer)
{
    for (int i = 0; optimizer->momentum && optimizer->arguments[i].name; i++)
        if (strcmp(optimizer->arguments[i].name, optimizer->momentum) == 0)
            return i;
    return -1;
}

int optimizer_slots(const Optimizer *optimizer, const double *hyper)
{
    if (optimizer->n_slots)
        return optimizer->n_slots(hyper);
    int n = 0;
    while (optimizer->slots && optimizer->slots[n].name)
        n++;
    return n;
}

void optimizer_defaults(const Optimizer *optimizer, double *hyper)
{
    memset(hyper, 0, ARGUMENTS_MAX * sizeof *hyper);
    for (int i = 0; optimizer->arguments[i].name; i++)
        hyper[i] = optimizer->arguments[i].initial;
}

const char *optimizer_refuses(const Optimizer *optimizer, const double *hyper, int *argument)
{
    for (*argument = 0; optimizer->arguments[*argument].name; ++*argument) {
        const char *reason = argument_refuses(&optimizer->arguments[*argument], hyper[*argument]);
        if (reason)
            return reason;
    }
    *argument = -1;
    return optimizer->refuse ? optimizer->refuse(hyper) : NULL;
}
