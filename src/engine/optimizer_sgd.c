// Rules that move along the gradient, or along its sign.
#include "engine/optimizer_rules.h"

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

// ---- The list

const Optimizer *const optimizer_sgd_rules[] = {&sgd, NULL};
