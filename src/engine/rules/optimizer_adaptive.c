// Rules that divide each coordinate by the size of its own gradients.
#include "engine/elementary.h"
#include "engine/rules/optimizer_rules.h"

#include <float.h>

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
                         .built = true,
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
    {"sum", "s", "sum of squared gradients", SLOT_SQUARE},
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
    .signature = "lr lr_decay weight_decay initial_accumulator_value eps foreach * maximize differentiable fused",
    .slots = adagrad_slots,
    .step = adagrad_step,
};

// ---- Adadelta

enum { ADADELTA_LR, ADADELTA_RHO, ADADELTA_EPS, ADADELTA_WEIGHT_DECAY, ADADELTA_MAXIMIZE };
enum { ADADELTA_SQUARE, ADADELTA_MOVES };

static const Argument adadelta_arguments[] = {
    [ADADELTA_LR] = LEARNING_RATE(1, 1e-3, 10),
    [ADADELTA_RHO] = {.name = "rho",
                      .symbol = "ρ",
                      .help = "decay of both running means of squares",
                      .initial = 0.9,
                      .low = 0,
                      .high = 0.999,
                      .towards_one = true,
                      .least = 0,
                      .most = 1,
                      .refusal = "Invalid rho value"},
    [ADADELTA_EPS] = EPSILON(1e-6),
    [ADADELTA_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [ADADELTA_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot adadelta_slots[] = {
    [ADADELTA_SQUARE] = {"square_avg", "v", "running mean of squared gradients", SLOT_SQUARE},
    [ADADELTA_MOVES] = {"acc_delta", "u", "running mean of squared moves, before the learning rate"},
    {NULL, NULL, NULL},
};

LANES_BODY void adadelta_move(int n, double *p, const double *g, double *square, double *moves,
                              const double *const *hyper)
{
    const double *lr = hyper[ADADELTA_LR], *rho = hyper[ADADELTA_RHO], *eps = hyper[ADADELTA_EPS];
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        square[i] = square[i] * rho[i] + (1 - rho[i]) * g[i] * g[i];
        double move = sqrt(moves[i] + eps[i]) / sqrt(square[i] + eps[i]) * g[i];
        moves[i] = moves[i] * rho[i] + (1 - rho[i]) * move * move;
        p[i] += -lr[i] * move;
    }
}

LANES_BODY void adadelta_lanes(const OptimizerStep *step, int n)
{
    prepare_gradient(step, n, ADADELTA_MAXIMIZE, ADADELTA_WEIGHT_DECAY);
    for (int d = 0; d < step->dimension; d++)
        adadelta_move(n, step->parameters[d], step->gradient[d], slot_of(step, ADADELTA_SQUARE, d),
                      slot_of(step, ADADELTA_MOVES, d), step->hyper);
}

STEP(adadelta)

static const Optimizer adadelta = {
    .name = "Adadelta",
    .title = "Adadelta",
    .source = "M. D. Zeiler: ADADELTA: an adaptive learning rate method (2012), arXiv:1212.5701",
    .summary = "steps as long as its own past moves, relative to past gradients: in the parameters' own units",
    .arguments = adadelta_arguments,
    .signature = "lr rho eps weight_decay foreach * capturable maximize differentiable",
    .slots = adadelta_slots,
    .step = adadelta_step,
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
    [RMSPROP_SQUARE] = {"square_avg", "v", "running mean of squared gradients", SLOT_SQUARE},
    [RMSPROP_BUFFER] = {"momentum_buffer", "b", "velocity: decaying sum of scaled gradients", SLOT_SCALED,
                        .needs = RMSPROP_MOMENTUM},
    [RMSPROP_MEAN] = {"grad_avg", "a", "running mean of gradients, when centered", SLOT_MEAN,
                      .needs = RMSPROP_CENTERED},
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

// Its buffer is made by the first step, or never.
static const char *rmsprop_cycled(double first, double now)
{
    return now > 0 && !(first > 0) ? "RMSprop's momentum cycled from 0" : NULL;
}

static const Optimizer rmsprop = {
    .name = "RMSprop",
    .title = "RMSprop",
    .source = "T. Tieleman, G. Hinton: Neural networks for machine learning, lecture 6.5 (2012); centered: A. Graves: "
              "Generating sequences with recurrent neural networks (2013)",
    .summary = "divides each coordinate's step by the root of a running mean of its squared gradients",
    .arguments = rmsprop_arguments,
    .signature = "lr alpha eps weight_decay momentum centered capturable foreach maximize differentiable",
    .slots = rmsprop_slots,
    .momentum = "momentum",
    .cycled = rmsprop_cycled,
    .step = rmsprop_step,
};

// ---- Adafactor, for a vector: nothing is factored. The root mean squares couple the coordinates of a lane.

enum {
    ADAFACTOR_LR,
    ADAFACTOR_BETA2_DECAY,
    ADAFACTOR_EPS1,
    ADAFACTOR_EPS2,
    ADAFACTOR_D,
    ADAFACTOR_WEIGHT_DECAY,
    ADAFACTOR_MAXIMIZE
};

static const Argument adafactor_arguments[] = {
    [ADAFACTOR_LR] = {.name = "lr",
                      .symbol = "η",
                      .help = "largest step relative to the parameters' size",
                      .initial = 1e-2,
                      .low = 1e-4,
                      .high = 1,
                      .logarithmic = true,
                      .least = 0,
                      .most = UNLIMITED,
                      .refusal = "Learning rate should be >= 0"},
    [ADAFACTOR_BETA2_DECAY] = {.name = "beta2_decay",
                               .help = "power of the step number that weighs the newest squared gradient",
                               .initial = -0.8,
                               .low = -2,
                               .high = 0,
                               .least = -UNLIMITED,
                               .most = 0,
                               .refusal = "beta2_decay should be <= 0"},
    [ADAFACTOR_EPS1] = {.name = "eps",
                        .symbol = "ε₁",
                        .help = "least root of the squared gradients' mean; None: the machine epsilon",
                        .optional = true,
                        .initial = NAN,
                        .low = 1e-16,
                        .high = 1,
                        .logarithmic = true,
                        .least = 0,
                        .most = UNLIMITED,
                        .refusal = "epsilon1 should be >= 0"},
    [ADAFACTOR_EPS2] = {.name = "eps",
                        .symbol = "ε₂",
                        .help = "least size of the parameters that steps are relative to",
                        .initial = 1e-3,
                        .low = 1e-6,
                        .high = 1,
                        .logarithmic = true,
                        .least = 0,
                        .most = UNLIMITED,
                        .refusal = "epsilon2 should be >= 0"},
    [ADAFACTOR_D] = {.name = "d",
                     .help = "largest root mean square of a step before the learning rate",
                     .initial = 1,
                     .low = 1,
                     .high = 10,
                     .least = 1,
                     .most = UNLIMITED,
                     .refusal = "Clipping threshold d should be >= 1"},
    [ADAFACTOR_WEIGHT_DECAY] = {.name = "weight_decay",
                                .symbol = "λ",
                                .help = "pull of the parameters towards zero",
                                .low = 1e-5,
                                .high = 1,
                                .logarithmic = true,
                                .least = 0,
                                .most = UNLIMITED,
                                .refusal = "weight_decay should be >= 0"},
    [ADAFACTOR_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot adafactor_slots[] = {
    {"variance", "v", "running mean of squared gradients", SLOT_SQUARE},
    {NULL, NULL, NULL},
};

LANES_BODY void add_squares(int n, double *sum, const double *x)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        sum[i] += x[i] * x[i];
}

// sum of squares of the parameters -> how far to go; t^beta2_decay, which weighs the newest squares.
LANES_BODY void adafactor_rates(int n, double *sum_to_rate, double *weight, const double *const *hyper, double t,
                                double root_size)
{
    for (int i = 0; i < n; i++) {
        double relative = 1 / sqrt(t), size = sqrt(sum_to_rate[i]) / root_size;
        relative = relative < hyper[ADAFACTOR_LR][i] ? relative : hyper[ADAFACTOR_LR][i];
        size = size > hyper[ADAFACTOR_EPS2][i] ? size : hyper[ADAFACTOR_EPS2][i];
        sum_to_rate[i] = size * relative;
        weight[i] = elementary_pow(t, hyper[ADAFACTOR_BETA2_DECAY][i]);
    }
}

// The gradient becomes the step, before it is clipped and scaled.
LANES_BODY void adafactor_normalize(int n, double *g, double *variance, const double *weight, const double *eps1)
{
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double eps = eps1[i] != eps1[i] ? DBL_EPSILON : eps1[i];
        variance[i] = lerp(variance[i], g[i] * g[i], weight[i]);
        double divisor = variance[i] < eps * eps ? eps * eps : variance[i];
        g[i] = 1 / sqrt(divisor) * g[i];
    }
}

LANES_BODY void adafactor_clip(int n, double *rate, const double *sum, const double *threshold, double root_size)
{
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double excess = sqrt(sum[i]) / (root_size * threshold[i]);
        rate[i] = rate[i] / (excess > 1 ? excess : 1);
    }
}

LANES_BODY void adafactor_lanes(const OptimizerStep *step, int n)
{
    const double *const *hyper = step->hyper;
    double *rate = step->scratch[0], *weight = step->scratch[1], *sum = step->scratch[2];
    double root_size = sqrt((double)step->dimension);
    fill(n, rate, 0);
    fill(n, sum, 0);
    for (int d = 0; d < step->dimension; d++)
        add_squares(n, rate, step->parameters[d]);
    adafactor_rates(n, rate, weight, hyper, (double)step->t, root_size);
    for (int d = 0; d < step->dimension; d++) {
        if (step->on[ADAFACTOR_MAXIMIZE])
            negate(n, step->gradient[d]);
        if (step->on[ADAFACTOR_WEIGHT_DECAY])
            shrink(n, step->parameters[d], hyper[ADAFACTOR_LR], hyper[ADAFACTOR_WEIGHT_DECAY]);
        adafactor_normalize(n, step->gradient[d], slot_of(step, 0, d), weight, hyper[ADAFACTOR_EPS1]);
        add_squares(n, sum, step->gradient[d]);
    }
    adafactor_clip(n, rate, sum, hyper[ADAFACTOR_D], root_size);
    for (int d = 0; d < step->dimension; d++)
        subtract_scaled(n, step->parameters[d], rate, step->gradient[d]);
}

STEP(adafactor)

static const Optimizer adafactor = {
    .name = "Adafactor",
    .title = "Adafactor",
    .source =
        "N. Shazeer, M. Stern: Adafactor: adaptive learning rates with sublinear memory cost (2018), arXiv:1804.04235",
    .summary = "steps relative to the parameters' own size, divided by the root of a running mean of squared "
               "gradients, and clipped",
    .arguments = adafactor_arguments,
    .signature = "lr beta2_decay eps d weight_decay * foreach maximize",
    .slots = adafactor_slots,
    .step = adafactor_step,
};

// ---- The list

const Optimizer *const optimizer_adaptive_rules[] = {&adagrad, &adadelta, &rmsprop, &adafactor, NULL};
