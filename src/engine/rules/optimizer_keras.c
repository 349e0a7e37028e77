// Keras 3's own updates, where they are others than torch's of the same names: epsilon stands elsewhere, means move by
// their difference, the velocity holds the learning rate, weight
// decay is of the parameters. Each operation is Keras', in Keras' order; the arguments have
// torch's names, and .keras has Keras'.
#include "engine/rules/optimizer_rules.h"

#define KERAS_MOMENTUM                                                                                                 \
    {                                                                                                                  \
        .name = "momentum", .symbol = "μ", .help = "how much of the velocity is kept", .low = 0, .high = 0.999,        \
        .towards_one = true, .least = 0, .most = 1, .refusal = "`momentum` must be a float between [0, 1]"             \
    }

// Every optimizer of Keras may decay the parameters themselves, before its step: p -= p * weight_decay * lr.
LANES_BODY void decay_parameters(const OptimizerStep *step, int n, const double *decay)
{
    const double *lr = step->hyper[0];
    for (int d = 0; d < step->dimension; d++) {
        double *p = step->parameters[d];
        LANES_LOOP
        for (int i = 0; i < n; i++)
            p[i] -= p[i] * decay[i] * lr[i];
    }
}

// ---- SGD

enum { SGD_LR, SGD_MOMENTUM, SGD_NESTEROV, SGD_WEIGHT_DECAY };

static const Argument sgd_arguments[] = {
    [SGD_LR] = LEARNING_RATE(1e-2, 1e-5, 1),
    [SGD_MOMENTUM] = KERAS_MOMENTUM,
    [SGD_NESTEROV] = SWITCH("nesterov", "step from where the velocity leads"),
    [SGD_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    END_OF_ROWS,
};

static const OptimizerSlot sgd_slots[] = {
    {"velocity", "v", "the last move, with its learning rate", SLOT_MOVE},
    {NULL, NULL, NULL},
};

LANES_BODY void keras_sgd_lanes(const OptimizerStep *step, int n)
{
    const double *lr = step->hyper[SGD_LR], *momentum = step->hyper[SGD_MOMENTUM];
    bool nesterov = step->on[SGD_NESTEROV];
    decay_parameters(step, n, step->hyper[SGD_WEIGHT_DECAY]);
    for (int d = 0; d < step->dimension; d++) {
        double *p = step->parameters[d], *v = slot_of(step, 0, d);
        const double *g = step->gradient[d];
        LANES_LOOP
        for (int i = 0; i < n; i++) {
            double way = g[i] * lr[i];
            v[i] = v[i] * momentum[i] - way;
            p[i] += nesterov ? v[i] * momentum[i] - way : v[i];
        }
    }
}

STEP(keras_sgd)

static const Optimizer keras_sgd = {
    .name = "KerasSGD",
    .title = "SGD of Keras",
    .source = "keras.optimizers.SGD",
    .keras = "learning_rate momentum nesterov weight_decay",
    .summary = "SGD whose velocity holds the learning rate, so that another rate changes only what is to come",
    .arguments = sgd_arguments,
    .slots = sgd_slots,
    .momentum = "momentum",
    .own_class = true,
    .step = keras_sgd_step,
};

// ---- Adam and AdamW

enum { ADAM_LR, ADAM_BETA1, ADAM_BETA2, ADAM_EPS, ADAM_AMSGRAD, ADAM_WEIGHT_DECAY };
enum { ADAM_MEAN, ADAM_SQUARE, ADAM_LARGEST };

static const Argument adam_arguments[] = {
    [ADAM_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [ADAM_BETA1] = BETA1(0.9),
    [ADAM_BETA2] = BETA2(0.999),
    [ADAM_EPS] = EPSILON(1e-7),
    [ADAM_AMSGRAD] = SWITCH("amsgrad", "divide by the largest running mean so far"),
    [ADAM_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    END_OF_ROWS,
};

static const Argument adamw_arguments[] = {
    [ADAM_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [ADAM_BETA1] = BETA1(0.9),
    [ADAM_BETA2] = BETA2(0.999),
    [ADAM_EPS] = EPSILON(1e-7),
    [ADAM_AMSGRAD] = SWITCH("amsgrad", "divide by the largest running mean so far"),
    [ADAM_WEIGHT_DECAY] = WEIGHT_DECAY(0.004),
    END_OF_ROWS,
};

static const OptimizerSlot adam_slots[] = {
    [ADAM_MEAN] = {"momentum", "m", "running mean of gradients, the first moment", SLOT_MEAN, .decay = ADAM_BETA1},
    [ADAM_SQUARE] = {"velocity", "v", "running mean of squared gradients, the second moment", SLOT_SQUARE,
                     .decay = ADAM_BETA2},
    [ADAM_LARGEST] = {"velocity_hat", "v̂", "the largest second moment so far", SLOT_SQUARE},
    {NULL, NULL, NULL},
};

static int adam_n_slots(const double *hyper)
{
    return hyper[ADAM_AMSGRAD] != 0 ? 3 : 2;
}

// alpha = lr * sqrt(1 - β₂^t) / (1 - β₁^t)
LANES_BODY void adam_scales(int n, double *scale, const double *second, const double *lr)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        scale[i] = lr[i] * sqrt(second[i]) / scale[i];
}

LANES_BODY void adam_dimension(const OptimizerStep *step, int n, int d)
{
    const double *beta1 = step->hyper[ADAM_BETA1], *beta2 = step->hyper[ADAM_BETA2], *eps = step->hyper[ADAM_EPS];
    const double *g = step->gradient[d], *scale = step->scratch[0];
    double *p = step->parameters[d], *m = slot_of(step, ADAM_MEAN, d), *v = slot_of(step, ADAM_SQUARE, d);
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        m[i] += (g[i] - m[i]) * (1 - beta1[i]);
        v[i] += (g[i] * g[i] - v[i]) * (1 - beta2[i]);
    }
    if (step->on[ADAM_AMSGRAD]) {
        double *largest = slot_of(step, ADAM_LARGEST, d);
        keep_largest(n, largest, v);
        v = largest;
    }
    LANES_LOOP
    for (int i = 0; i < n; i++)
        p[i] -= m[i] * scale[i] / (sqrt(v[i]) + eps[i]);
}

LANES_BODY void keras_adam_lanes(const OptimizerStep *step, int n)
{
    decay_parameters(step, n, step->hyper[ADAM_WEIGHT_DECAY]);
    bias_correction(step, n, step->hyper[ADAM_BETA1], step->scratch[0]);
    bias_correction(step, n, step->hyper[ADAM_BETA2], step->scratch[1]);
    adam_scales(n, step->scratch[0], step->scratch[1], step->hyper[ADAM_LR]);
    for (int d = 0; d < step->dimension; d++)
        adam_dimension(step, n, d);
}

STEP(keras_adam)

static const Optimizer keras_adam = {
    .name = "KerasAdam",
    .title = "Adam of Keras",
    .source = "keras.optimizers.Adam",
    .keras = "learning_rate beta_1 beta_2 epsilon amsgrad weight_decay",
    .summary = "Adam with epsilon beside the root of the second moment before that is corrected for its start",
    .arguments = adam_arguments,
    .slots = adam_slots,
    .n_slots = adam_n_slots,
    .momentum = "betas",
    .own_class = true,
    .step = keras_adam_step,
};

static const Optimizer keras_adamw = {
    .name = "KerasAdamW",
    .title = "AdamW of Keras",
    .source = "keras.optimizers.AdamW",
    .keras = "learning_rate weight_decay beta_1 beta_2 epsilon amsgrad",
    .summary = "Keras' Adam with weight decay on the parameters themselves",
    .arguments = adamw_arguments,
    .slots = adam_slots,
    .n_slots = adam_n_slots,
    .momentum = "betas",
    .own_class = true,
    .step = keras_adam_step,
};

// ---- RMSprop

enum { RMS_LR, RMS_RHO, RMS_MOMENTUM, RMS_EPS, RMS_CENTERED, RMS_WEIGHT_DECAY };
enum { RMS_SQUARE, RMS_VELOCITY, RMS_MEAN };

static const Argument rmsprop_arguments[] = {
    [RMS_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [RMS_RHO] = {.name = "rho",
                 .symbol = "ρ",
                 .help = "decay of the running mean of squared gradients",
                 .initial = 0.9,
                 .low = 0,
                 .high = 0.999,
                 .towards_one = true,
                 .least = 0,
                 .most = 1,
                 .refusal = "rho must be between 0 and 1"},
    [RMS_MOMENTUM] = KERAS_MOMENTUM,
    [RMS_EPS] = EPSILON(1e-7),
    [RMS_CENTERED] = SWITCH("centered", "divide by the running variance instead of the mean square"),
    [RMS_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    END_OF_ROWS,
};

static const OptimizerSlot rmsprop_slots[] = {
    [RMS_SQUARE] = {"velocity", "v", "running mean of squared gradients", SLOT_SQUARE},
    [RMS_VELOCITY] = {"momentum", "b", "running sum of moves", SLOT_PLAIN},
    [RMS_MEAN] = {"average_gradient", "ḡ", "running mean of gradients", SLOT_MEAN},
    {NULL, NULL, NULL},
};

LANES_BODY void keras_rmsprop_lanes(const OptimizerStep *step, int n)
{
    const double *lr = step->hyper[RMS_LR], *rho = step->hyper[RMS_RHO], *momentum = step->hyper[RMS_MOMENTUM];
    const double *eps = step->hyper[RMS_EPS];
    bool centered = step->on[RMS_CENTERED];
    decay_parameters(step, n, step->hyper[RMS_WEIGHT_DECAY]);
    for (int d = 0; d < step->dimension; d++) {
        const double *g = step->gradient[d];
        double *p = step->parameters[d], *v = slot_of(step, RMS_SQUARE, d), *b = slot_of(step, RMS_VELOCITY, d);
        double *mean = slot_of(step, RMS_MEAN, d);
        LANES_LOOP
        for (int i = 0; i < n; i++) {
            v[i] = rho[i] * v[i] + (1 - rho[i]) * (g[i] * g[i]);
            mean[i] = rho[i] * mean[i] + (1 - rho[i]) * g[i];
            double denominator = centered ? v[i] - mean[i] * mean[i] + eps[i] : v[i] + eps[i];
            b[i] = momentum[i] * b[i] + lr[i] * g[i] / sqrt(denominator);
            p[i] -= b[i];
        }
    }
}

STEP(keras_rmsprop)

static const Optimizer keras_rmsprop = {
    .name = "KerasRMSprop",
    .title = "RMSprop of Keras",
    .source = "keras.optimizers.RMSprop",
    .keras = "learning_rate rho momentum epsilon centered weight_decay",
    .summary = "RMSprop with epsilon under the root, and a momentum that holds the learning rate",
    .arguments = rmsprop_arguments,
    .slots = rmsprop_slots,
    .momentum = "momentum",
    .own_class = true,
    .step = keras_rmsprop_step,
};

// ---- Adagrad

enum { ADAGRAD_LR, ADAGRAD_INITIAL, ADAGRAD_EPS, ADAGRAD_WEIGHT_DECAY };

static const Argument adagrad_arguments[] = {
    [ADAGRAD_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [ADAGRAD_INITIAL] = {.name = "initial_accumulator_value",
                         .help = "what the sum of squared gradients starts at",
                         .built = true,
                         .initial = 0.1,
                         .low = 1e-6,
                         .high = 1,
                         .logarithmic = true,
                         .least = 0,
                         .most = UNLIMITED,
                         .refusal = "initial_accumulator_value must not be negative"},
    [ADAGRAD_EPS] = EPSILON(1e-7),
    [ADAGRAD_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    END_OF_ROWS,
};

static const OptimizerSlot adagrad_slots[] = {
    {"accumulator", "s", "sum of squared gradients", SLOT_SQUARE},
    {NULL, NULL, NULL},
};

LANES_BODY void keras_adagrad_lanes(const OptimizerStep *step, int n)
{
    const double *lr = step->hyper[ADAGRAD_LR], *eps = step->hyper[ADAGRAD_EPS];
    decay_parameters(step, n, step->hyper[ADAGRAD_WEIGHT_DECAY]);
    for (int d = 0; d < step->dimension; d++) {
        const double *g = step->gradient[d];
        double *p = step->parameters[d], *sum = slot_of(step, 0, d);
        if (step->t == 1)
            memcpy(sum, step->hyper[ADAGRAD_INITIAL], (size_t)n * sizeof *sum);
        LANES_LOOP
        for (int i = 0; i < n; i++) {
            sum[i] += g[i] * g[i];
            p[i] -= lr[i] * g[i] / sqrt(sum[i] + eps[i]);
        }
    }
}

STEP(keras_adagrad)

static const Optimizer keras_adagrad = {
    .name = "KerasAdagrad",
    .title = "Adagrad of Keras",
    .source = "keras.optimizers.Adagrad",
    .keras = "learning_rate initial_accumulator_value epsilon weight_decay",
    .summary = "Adagrad with epsilon under the root, whose sum of squared gradients starts above zero",
    .arguments = adagrad_arguments,
    .slots = adagrad_slots,
    .own_class = true,
    .step = keras_adagrad_step,
};

// ---- The list

const Optimizer *const optimizer_keras_rules[] = {&keras_sgd,     &keras_adam,    &keras_adamw,
                                                  &keras_rmsprop, &keras_adagrad, NULL};
