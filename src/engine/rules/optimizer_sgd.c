// Rules that move along the gradient, or along its sign.
#include "engine/elementary.h"
#include "engine/rules/optimizer_rules.h"

// ---- SGD

enum { SGD_LR, SGD_MOMENTUM, SGD_DAMPENING, SGD_WEIGHT_DECAY, SGD_NESTEROV, SGD_MAXIMIZE };

static const Argument sgd_arguments[] = {
    [SGD_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
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
    {"momentum_buffer", "b", "velocity: decaying sum of gradients", SLOT_VELOCITY, .needs = SGD_MOMENTUM},
    {NULL, NULL, NULL},
};

static const char *sgd_refuse(const double *hyper)
{
    if (hyper[SGD_NESTEROV] != 0 && (hyper[SGD_MOMENTUM] <= 0 || hyper[SGD_DAMPENING] != 0))
        return "Nesterov momentum requires a momentum and zero dampening";
    return NULL;
}

// NaN in b stands for torch's "no buffer yet": dampening is not applied to the gradient that founds it. A momentum of 0
// (a schedule may pass through it) neither uses nor changes the buffer.
LANES_BODY void sgd_roll(int n, double *p, double *b, const double *g, const double *const *hyper, bool damped,
                         bool nesterov)
{
    const double *lr = hyper[SGD_LR], *momentum = hyper[SGD_MOMENTUM], *dampening = hyper[SGD_DAMPENING];
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double m = momentum[i], kept = m * b[i] + (damped ? (1 - dampening[i]) * g[i] : g[i]);
        double velocity = b[i] != b[i] ? g[i] : kept;
        double along = nesterov ? g[i] + m * velocity : velocity;
        p[i] += -lr[i] * (m == 0 ? g[i] : along);
        b[i] = m == 0 ? b[i] : velocity;
    }
}

// A loop each: what is off for all lanes costs none of them.
LANES_BODY void sgd_turn(const OptimizerStep *step, int n, double *p, double *b, const double *g)
{
    if (step->on[SGD_DAMPENING]) // excludes Nesterov
        sgd_roll(n, p, b, g, step->hyper, true, false);
    else if (step->on[SGD_NESTEROV])
        sgd_roll(n, p, b, g, step->hyper, false, true);
    else
        sgd_roll(n, p, b, g, step->hyper, false, false);
}

LANES_BODY void sgd_lanes(const OptimizerStep *step, int n)
{
    const double *const *hyper = step->hyper;
    prepare_gradient(step, n, SGD_MAXIMIZE, SGD_WEIGHT_DECAY);
    for (int d = 0; d < step->dimension; d++) {
        double *p = step->parameters[d], *g = step->gradient[d];
        if (step->on[SGD_MOMENTUM] && step->t == 1)
            fill(n, step->slot[d], NAN);
        if (step->on[SGD_MOMENTUM])
            sgd_turn(step, n, p, step->slot[d], g);
        else
            subtract_scaled(n, p, hyper[SGD_LR], g);
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
    .signature = "lr momentum dampening weight_decay nesterov * maximize foreach differentiable fused",
    .slots = sgd_slots,
    .momentum = "momentum",
    .refuse = sgd_refuse,
    .step = sgd_step,
};

// ---- ASGD

enum { ASGD_LR, ASGD_LAMBD, ASGD_ALPHA, ASGD_T0, ASGD_WEIGHT_DECAY, ASGD_MAXIMIZE };
enum { ASGD_AVERAGE, ASGD_ETA, ASGD_MU };

static const Argument asgd_arguments[] = {
    [ASGD_LR] = LEARNING_RATE(1e-2, 1e-5, 1),
    [ASGD_LAMBD] = {.name = "lambd",
                    .symbol = "λ",
                    .help = "decay of the parameters and of the step",
                    .initial = 1e-4,
                    .low = 1e-6,
                    .high = 1,
                    .logarithmic = true,
                    .least = -UNLIMITED,
                    .most = UNLIMITED},
    [ASGD_ALPHA] = {.name = "alpha",
                    .symbol = "α",
                    .help = "power with which the step decays",
                    .initial = 0.75,
                    .low = 0,
                    .high = 2,
                    .least = -UNLIMITED,
                    .most = UNLIMITED},
    [ASGD_T0] = {.name = "t0",
                 .symbol = "t₀",
                 .help = "when averaging starts",
                 .unit = "steps",
                 .initial = 1e6,
                 .low = 1,
                 .high = 1e6,
                 .logarithmic = true,
                 .least = -UNLIMITED,
                 .most = UNLIMITED},
    [ASGD_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [ASGD_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot asgd_slots[] = {
    [ASGD_AVERAGE] = {"ax", "θ̄", "average of the parameters: never fed back"},
    [ASGD_ETA] = {"eta", "η", "step size, as decayed", SLOT_SCALAR},
    [ASGD_MU] = {"mu", "μ", "weight of the newest parameters in the average", SLOT_SCALAR},
    {NULL, NULL, NULL},
};

// For the next step: so that a learning rate set by a schedule takes effect one step later than in other rules.
LANES_BODY void asgd_rates(int n, double *eta, double *mu, const double *const *hyper, double t)
{
    for (int i = 0; i < n; i++) {
        double lr = hyper[ASGD_LR][i], after = t - hyper[ASGD_T0][i];
        eta[i] = lr / elementary_pow(1 + hyper[ASGD_LAMBD][i] * lr * t, hyper[ASGD_ALPHA][i]);
        mu[i] = 1 / (after > 1 ? after : 1);
    }
}

// Where Python raises in them: a base of 0, a power beyond the largest number, or one so small that it is 0. lr over a
// root of a negative base is complex, of which torch's tensor keeps the real part.
static void asgd_check(const OptimizerStep *step, double *eta, double t)
{
    const double *lambd = step->hyper[ASGD_LAMBD], *alpha = step->hyper[ASGD_ALPHA], *lr = step->hyper[ASGD_LR];
    for (int i = 0; i < step->n; i++) {
        if (isfinite(eta[i]) && eta[i] != 0)
            continue;
        double base = 1 + lambd[i] * lr[i] * t, size = elementary_pow(fabs(base), alpha[i]);
        if (size == 0 || (base == 0 && alpha[i] < 0))
            optimizer_stop(step, i, "ASGD's eta, a division by zero");
        else if (isinf(size) && isfinite(base) && isfinite(alpha[i]))
            optimizer_stop(step, i, "ASGD's eta, too large a power");
        else if (base < 0 && isfinite(alpha[i]) && alpha[i] != floor(alpha[i]))
            eta[i] = lr[i] * elementary_cos(3.14159265358979323846 * alpha[i]) / size;
    }
}

LANES_BODY void asgd_move(int n, double *p, double *average, const double *g, const double *eta, const double *mu,
                          const double *lambd)
{
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double moved = p[i] * (1 - lambd[i] * eta[i]) + -eta[i] * g[i];
        double mixed = average[i] + (moved - average[i]) * mu[i];
        average[i] = mu[i] != 1 ? mixed : moved;
        p[i] = moved;
    }
}

LANES_BODY void asgd_lanes(const OptimizerStep *step, int n)
{
    prepare_gradient(step, n, ASGD_MAXIMIZE, ASGD_WEIGHT_DECAY);
    asgd_rates(n, step->scratch[0], step->scratch[1], step->hyper, (double)step->t);
    asgd_check(step, step->scratch[0], (double)step->t);
    for (int d = 0; d < step->dimension; d++) {
        double *eta = slot_of(step, ASGD_ETA, d), *mu = slot_of(step, ASGD_MU, d);
        if (step->t == 1) {
            memcpy(eta, step->hyper[ASGD_LR], (size_t)n * sizeof *eta);
            fill(n, mu, 1);
        }
        asgd_move(n, step->parameters[d], slot_of(step, ASGD_AVERAGE, d), step->gradient[d], eta, mu,
                  step->hyper[ASGD_LAMBD]);
        memcpy(eta, step->scratch[0], (size_t)n * sizeof *eta);
        memcpy(mu, step->scratch[1], (size_t)n * sizeof *mu);
    }
}

STEP(asgd)

static const Optimizer asgd = {
    .name = "ASGD",
    .title = "Averaged stochastic gradient descent",
    .source = "B. T. Polyak, A. B. Juditsky: Acceleration of stochastic approximation by averaging (1992)",
    .summary = "gradient descent with decaying steps, and beside it the average of the points from t0 on",
    .arguments = asgd_arguments,
    .signature = "lr lambd alpha t0 weight_decay foreach maximize differentiable capturable",
    .slots = asgd_slots,
    .step = asgd_step,
};

// ---- Rprop

enum { RPROP_LR, RPROP_ETA_MINUS, RPROP_ETA_PLUS, RPROP_STEP_MIN, RPROP_STEP_MAX, RPROP_MAXIMIZE };
enum { RPROP_PREVIOUS, RPROP_STEP_SIZE };

static const Argument rprop_arguments[] = {
    [RPROP_LR] = {.name = "lr",
                  .symbol = "η",
                  .help = "first step size of each coordinate",
                  .initial = 1e-2,
                  .low = 1e-5,
                  .high = 1,
                  .logarithmic = true,
                  .least = 0,
                  .most = UNLIMITED,
                  .refusal = "Invalid learning rate"},
    [RPROP_ETA_MINUS] = {.name = "etas",
                         .symbol = "η₋",
                         .help = "factor of the step size where the gradient's sign has changed",
                         .initial = 0.5,
                         .low = 0.1,
                         .high = 0.99,
                         .least = 0,
                         .above_least = true,
                         .most = 1,
                         .below_most = true,
                         .refusal = "Invalid eta values"},
    [RPROP_ETA_PLUS] = {.name = "etas",
                        .symbol = "η₊",
                        .help = "factor of the step size where the gradient's sign has stayed",
                        .initial = 1.2,
                        .low = 1.01,
                        .high = 2,
                        .least = 1,
                        .above_least = true,
                        .most = UNLIMITED,
                        .refusal = "Invalid eta values"},
    [RPROP_STEP_MIN] = {.name = "step_sizes",
                        .help = "smallest step size",
                        .initial = 1e-6,
                        .low = 1e-9,
                        .high = 0.1,
                        .logarithmic = true,
                        .least = -UNLIMITED,
                        .most = UNLIMITED},
    [RPROP_STEP_MAX] = {.name = "step_sizes",
                        .help = "largest step size",
                        .initial = 50,
                        .low = 0.01,
                        .high = 100,
                        .logarithmic = true,
                        .least = -UNLIMITED,
                        .most = UNLIMITED},
    [RPROP_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot rprop_slots[] = {
    [RPROP_PREVIOUS] = {"prev", "g′", "the gradient of the step before; 0 where its sign had changed"},
    [RPROP_STEP_SIZE] = {"step_size", "Δ", "step size of each coordinate"},
    {NULL, NULL, NULL},
};

LANES_BODY void rprop_move(int n, double *p, const double *g, double *previous, double *size,
                           const double *const *hyper)
{
    const double *minus = hyper[RPROP_ETA_MINUS], *plus = hyper[RPROP_ETA_PLUS];
    const double *least = hyper[RPROP_STEP_MIN], *most = hyper[RPROP_STEP_MAX];
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double agreement = g[i] * previous[i];
        double grown = size[i] * (agreement > 0 ? plus[i] : agreement < 0 ? minus[i] : 1);
        double raised = grown < least[i] ? least[i] : grown;
        size[i] = raised > most[i] ? most[i] : raised;
        previous[i] = agreement < 0 ? 0 : g[i];
        p[i] += -sign_of(previous[i]) * size[i];
    }
}

// The learning rate is read at the first step only: schedules have no effect.
LANES_BODY void rprop_lanes(const OptimizerStep *step, int n)
{
    for (int d = 0; d < step->dimension; d++) {
        double *size = slot_of(step, RPROP_STEP_SIZE, d);
        if (step->t == 1)
            memcpy(size, step->hyper[RPROP_LR], (size_t)n * sizeof *size);
        if (step->on[RPROP_MAXIMIZE])
            negate(n, step->gradient[d]);
        rprop_move(n, step->parameters[d], step->gradient[d], slot_of(step, RPROP_PREVIOUS, d), size, step->hyper);
    }
}

STEP(rprop)

static const Optimizer rprop = {
    .name = "Rprop",
    .title = "Resilient backpropagation",
    .source = "M. Riedmiller, H. Braun: A direct adaptive method for faster backpropagation learning: the RPROP "
              "algorithm (1993)",
    .summary = "steps by the gradient's sign alone; each coordinate's step grows while the sign stays and shrinks when "
               "it changes",
    .arguments = rprop_arguments,
    .signature = "lr etas step_sizes * capturable foreach maximize differentiable",
    .slots = rprop_slots,
    .step = rprop_step,
};

// ---- The list

const Optimizer *const optimizer_sgd_rules[] = {&sgd, &asgd, &rprop, NULL};
