// Rules that divide each coordinate by the size of its own gradients.
#include "engine/optimizer_rules.h"

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

// ---- The list

const Optimizer *const optimizer_adaptive_rules[] = {&adagrad, &rmsprop, NULL};
