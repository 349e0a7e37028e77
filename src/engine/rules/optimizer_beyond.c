// Rules that torch does not have, each after its paper, with torch's names for what torch has names for. What each is
// in PyTorch, for scripts, stands in assets/python/, in a file of its name.
#include "engine/rules/optimizer_rules.h"

// ---- NAG

enum { NAG_LR, NAG_MOMENTUM, NAG_MAXIMIZE };

static const Argument nag_arguments[] = {
    [NAG_LR] = {.name = "lr",
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
    [NAG_MOMENTUM] = {.name = "momentum",
                      .symbol = "μ",
                      .help = "how much of the velocity is kept",
                      .initial = 0.9,
                      .low = 0,
                      .high = 0.999,
                      .towards_one = true,
                      .least = 0,
                      .most = UNLIMITED,
                      .refusal = "Invalid momentum value"},
    [NAG_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot nag_slots[] = {
    {"velocity", "v", "the last move", SLOT_MOVE},
    {NULL, NULL, NULL},
};

// v = μ v - η ∇f(θ + μ v); θ = θ + v. The gradient at θ itself is not used, and not counted as an evaluation.
static void nag_lane(const OptimizerStep *step, int lane)
{
    double *at = step->vector[0], *g = step->vector[1];
    double lr = step->hyper[NAG_LR][lane], momentum = step->hyper[NAG_MOMENTUM][lane];
    double downhill = step->on[NAG_MAXIMIZE] ? 1 : -1;
    for (int d = 0; d < step->dimension; d++)
        at[d] = step->parameters[d][lane] + momentum * slot_of(step, 0, d)[lane];
    step->evaluate(step, lane, at, g);
    for (int d = 0; d < step->dimension; d++) {
        double *v = &slot_of(step, 0, d)[lane];
        *v = momentum * *v + downhill * lr * g[d];
        step->parameters[d][lane] += *v;
    }
}

static void nag_step(const OptimizerStep *step)
{
    for (int lane = 0; lane < step->n; lane++)
        nag_lane(step, lane);
}

static const Optimizer nag = {
    .name = "NAG",
    .title = "Nesterov's accelerated gradient",
    .source = "Y. Nesterov (1983), in the form of I. Sutskever, J. Martens, G. Dahl, G. Hinton: On the importance of "
              "initialization and momentum in deep learning (2013)",
    .summary = "momentum that takes the gradient where the velocity is about to carry it; SGD(nesterov=True) keeps "
               "that point in its place",
    .arguments = nag_arguments,
    .slots = nag_slots,
    .momentum = "momentum",
    .evaluates = true,
    .own_class = true,
    .step = nag_step,
};

// ---- QHM

enum { QHM_LR, QHM_MOMENTUM, QHM_NU, QHM_WEIGHT_DECAY, QHM_MAXIMIZE };

static const Argument qhm_arguments[] = {
    [QHM_LR] = {.name = "lr",
                .symbol = "η",
                .help = "learning rate",
                .required = true,
                .initial = 1e-3,
                .low = 1e-5,
                .high = 10,
                .logarithmic = true,
                .least = 0,
                .most = UNLIMITED,
                .refusal = "Invalid learning rate"},
    [QHM_MOMENTUM] = {.name = "momentum",
                      .symbol = "β",
                      .help = "decay of the running mean of gradients",
                      .initial = 0.999,
                      .low = 0,
                      .high = 0.9999,
                      .towards_one = true,
                      .least = 0,
                      .most = UNLIMITED,
                      .refusal = "Invalid momentum value"},
    [QHM_NU] = {.name = "nu",
                .symbol = "ν",
                .help = "part of the step that follows the running mean; the rest follows the gradient",
                .initial = 0.7,
                .low = 0,
                .high = 1,
                .least = -UNLIMITED,
                .most = UNLIMITED},
    [QHM_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [QHM_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot qhm_slots[] = {
    {"momentum_buffer", "g̅", "running mean of gradients", SLOT_MEAN},
    {NULL, NULL, NULL},
};

LANES_BODY void qhm_move(int n, double *p, const double *g, double *mean, const double *const *hyper)
{
    const double *lr = hyper[QHM_LR], *beta = hyper[QHM_MOMENTUM], *nu = hyper[QHM_NU];
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        mean[i] = beta[i] * mean[i] + (1 - beta[i]) * g[i];
        p[i] -= lr[i] * ((1 - nu[i]) * g[i] + nu[i] * mean[i]);
    }
}

LANES_BODY void qhm_lanes(const OptimizerStep *step, int n)
{
    prepare_gradient(step, n, QHM_MAXIMIZE, QHM_WEIGHT_DECAY);
    for (int d = 0; d < step->dimension; d++)
        qhm_move(n, step->parameters[d], step->gradient[d], slot_of(step, 0, d), step->hyper);
}

STEP(qhm)

static const Optimizer qhm = {
    .name = "QHM",
    .title = "Quasi-hyperbolic momentum",
    .source = "J. Ma, D. Yarats: Quasi-hyperbolic momentum and Adam for deep learning (2019), arXiv:1810.06801",
    .summary = "a step between the gradient's own and its running mean's: plain descent at nu=0, momentum at nu=1",
    .arguments = qhm_arguments,
    .slots = qhm_slots,
    .momentum = "momentum",
    .own_class = true,
    .step = qhm_step,
};

// ---- QHAdam

enum {
    QHADAM_LR,
    QHADAM_BETA1,
    QHADAM_BETA2,
    QHADAM_NU1,
    QHADAM_NU2,
    QHADAM_EPS,
    QHADAM_WEIGHT_DECAY,
    QHADAM_MAXIMIZE
};
enum { MOMENT_MEAN, MOMENT_SQUARE };

static const Argument qhadam_arguments[] = {
    [QHADAM_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [QHADAM_BETA1] = BETA1(0.9),
    [QHADAM_BETA2] = BETA2(0.999),
    [QHADAM_NU1] = {.name = "nus",
                    .symbol = "ν₁",
                    .help = "part of the step that follows the first moment; the rest follows the gradient",
                    .initial = 0.7,
                    .low = 0,
                    .high = 1,
                    .least = -UNLIMITED,
                    .most = UNLIMITED},
    [QHADAM_NU2] = {.name = "nus",
                    .symbol = "ν₂",
                    .help = "part of the second moment in the divisor; the rest is the squared gradient",
                    .initial = 1,
                    .low = 0,
                    .high = 1,
                    .least = 0,
                    .most = 1,
                    .refusal = "Invalid nus value at index 1"},
    [QHADAM_EPS] = EPSILON(1e-8),
    [QHADAM_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [QHADAM_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot qhadam_slots[] = {
    [MOMENT_MEAN] = {"exp_avg", "m", "running mean of gradients, the first moment", SLOT_MEAN, .decay = QHADAM_BETA1},
    [MOMENT_SQUARE] = {"exp_avg_sq", "v", "running mean of squared gradients, the second moment", SLOT_SQUARE,
                       .decay = QHADAM_BETA2},
    {NULL, NULL, NULL},
};

LANES_BODY void qhadam_move(const OptimizerStep *step, int n, int d, const double *correction1,
                            const double *correction2)
{
    const double *const *hyper = step->hyper;
    const double *g = step->gradient[d], *m = slot_of(step, MOMENT_MEAN, d), *v = slot_of(step, MOMENT_SQUARE, d);
    double *p = step->parameters[d];
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double nu1 = hyper[QHADAM_NU1][i], nu2 = hyper[QHADAM_NU2][i];
        double along = (1 - nu1) * g[i] + nu1 * (m[i] / correction1[i]);
        double size = (1 - nu2) * (g[i] * g[i]) + nu2 * (v[i] / correction2[i]);
        p[i] -= hyper[QHADAM_LR][i] * along / (sqrt(size) + hyper[QHADAM_EPS][i]);
    }
}

LANES_BODY void qhadam_lanes(const OptimizerStep *step, int n)
{
    const double *beta1 = step->hyper[QHADAM_BETA1], *beta2 = step->hyper[QHADAM_BETA2];
    prepare_gradient(step, n, QHADAM_MAXIMIZE, QHADAM_WEIGHT_DECAY);
    bias_correction(step, n, beta1, step->scratch[0]);
    bias_correction(step, n, beta2, step->scratch[1]);
    for (int d = 0; d < step->dimension; d++) {
        update_moments(n, slot_of(step, MOMENT_MEAN, d), slot_of(step, MOMENT_SQUARE, d), step->gradient[d], beta1,
                       beta2);
        qhadam_move(step, n, d, step->scratch[0], step->scratch[1]);
    }
}

STEP(qhadam)

static const Optimizer qhadam = {
    .name = "QHAdam",
    .title = "Quasi-hyperbolic Adam",
    .source = "J. Ma, D. Yarats: Quasi-hyperbolic momentum and Adam for deep learning (2019), arXiv:1810.06801",
    .summary = "Adam whose moments are mixed with the newest gradient; nus=(1, 1) is Adam",
    .arguments = qhadam_arguments,
    .slots = qhadam_slots,
    .momentum = "betas",
    .own_class = true,
    .step = qhadam_step,
};

// ---- AdaBelief

enum { BELIEF_LR, BELIEF_BETA1, BELIEF_BETA2, BELIEF_EPS, BELIEF_WEIGHT_DECAY, BELIEF_MAXIMIZE };

static const Argument adabelief_arguments[] = {
    [BELIEF_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [BELIEF_BETA1] = BETA1(0.9),
    [BELIEF_BETA2] = {.name = "betas",
                      .symbol = "β₂",
                      .help = "decay of the running mean of squared surprises",
                      .initial = 0.999,
                      .low = 0,
                      .high = 0.9999,
                      .towards_one = true,
                      .least = 0,
                      .most = 1,
                      .below_most = true,
                      .refusal = "Invalid beta parameter at index 1"},
    [BELIEF_EPS] = EPSILON(1e-8),
    [BELIEF_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [BELIEF_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot adabelief_slots[] = {
    [MOMENT_MEAN] = {"exp_avg", "m", "running mean of gradients, the first moment", SLOT_MEAN, .decay = BELIEF_BETA1},
    [MOMENT_SQUARE] = {"exp_avg_var", "s", "running mean of the gradient's squared distance from its mean", SLOT_SQUARE,
                       .decay = BELIEF_BETA2},
    {NULL, NULL, NULL},
};

LANES_BODY void adabelief_move(const OptimizerStep *step, int n, int d, const double *correction1,
                               const double *correction2)
{
    const double *const *hyper = step->hyper;
    const double *beta2 = hyper[BELIEF_BETA2], *eps = hyper[BELIEF_EPS], *g = step->gradient[d];
    double *p = step->parameters[d], *m = slot_of(step, MOMENT_MEAN, d), *s = slot_of(step, MOMENT_SQUARE, d);
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        m[i] = lerp(m[i], g[i], 1 - hyper[BELIEF_BETA1][i]);
        double surprise = g[i] - m[i];
        s[i] = beta2[i] * s[i] + (1 - beta2[i]) * surprise * surprise + eps[i];
        p[i] -= hyper[BELIEF_LR][i] * (m[i] / correction1[i]) / (sqrt(s[i] / correction2[i]) + eps[i]);
    }
}

LANES_BODY void adabelief_lanes(const OptimizerStep *step, int n)
{
    bias_correction(step, n, step->hyper[BELIEF_BETA1], step->scratch[0]);
    bias_correction(step, n, step->hyper[BELIEF_BETA2], step->scratch[1]);
    prepare_decoupled(step, n, BELIEF_MAXIMIZE, BELIEF_WEIGHT_DECAY, true);
    for (int d = 0; d < step->dimension; d++)
        adabelief_move(step, n, d, step->scratch[0], step->scratch[1]);
}

STEP(adabelief)

static const Optimizer adabelief = {
    .name = "AdaBelief",
    .title = "AdaBelief",
    .source = "J. Zhuang, T. Tang, Y. Ding, S. Tatikonda, N. Dvornek, X. Papademetris, J. Duncan: AdaBelief optimizer: "
              "adapting stepsizes by the belief in observed gradients (2020), arXiv:2010.07468",
    .summary = "Adam that divides by how far gradients stray from their mean: long steps where they are as expected",
    .arguments = adabelief_arguments,
    .slots = adabelief_slots,
    .momentum = "betas",
    .own_class = true,
    .step = adabelief_step,
};

// ---- Yogi, as in algorithm 2 of the paper: without bias correction

enum { YOGI_LR, YOGI_BETA1, YOGI_BETA2, YOGI_EPS, YOGI_INITIAL, YOGI_WEIGHT_DECAY, YOGI_MAXIMIZE };

static const OptimizerSlot yogi_slots[] = {
    [MOMENT_MEAN] = {"exp_avg", "m", "running mean of gradients, the first moment", SLOT_MEAN},
    [MOMENT_SQUARE] = {"exp_avg_sq", "v", "second moment, which goes towards squared gradients in even steps",
                       SLOT_SQUARE},
    {NULL, NULL, NULL},
};

static const Argument yogi_arguments[] = {
    [YOGI_LR] = LEARNING_RATE(1e-2, 1e-5, 1),
    [YOGI_BETA1] = BETA1(0.9),
    [YOGI_BETA2] = {.name = "betas",
                    .symbol = "β₂",
                    .help = "how slowly the second moment follows the squared gradients",
                    .initial = 0.999,
                    .low = 0,
                    .high = 0.9999,
                    .towards_one = true,
                    .least = 0,
                    .most = 1,
                    .below_most = true,
                    .refusal = "Invalid beta parameter at index 1"},
    [YOGI_EPS] = EPSILON(1e-3),
    [YOGI_INITIAL] = {.name = "initial_accumulator_value",
                      .help = "what the second moment starts at",
                      .low = 1e-6,
                      .high = 1,
                      .logarithmic = true,
                      .least = 0,
                      .most = UNLIMITED,
                      .refusal = "Invalid initial_accumulator_value value"},
    [YOGI_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [YOGI_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

LANES_BODY void yogi_move(const OptimizerStep *step, int n, int d)
{
    const double *const *hyper = step->hyper;
    const double *g = step->gradient[d];
    double *p = step->parameters[d], *m = slot_of(step, MOMENT_MEAN, d), *v = slot_of(step, MOMENT_SQUARE, d);
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double square = g[i] * g[i];
        m[i] = lerp(m[i], g[i], 1 - hyper[YOGI_BETA1][i]);
        v[i] -= (1 - hyper[YOGI_BETA2][i]) * sign_of(v[i] - square) * square;
        p[i] -= hyper[YOGI_LR][i] * m[i] / (sqrt(v[i]) + hyper[YOGI_EPS][i]);
    }
}

LANES_BODY void yogi_lanes(const OptimizerStep *step, int n)
{
    prepare_gradient(step, n, YOGI_MAXIMIZE, YOGI_WEIGHT_DECAY);
    for (int d = 0; d < step->dimension; d++) {
        if (step->t == 1)
            memcpy(slot_of(step, MOMENT_SQUARE, d), step->hyper[YOGI_INITIAL], (size_t)n * sizeof(double));
        yogi_move(step, n, d);
    }
}

STEP(yogi)

static const Optimizer yogi = {
    .name = "Yogi",
    .title = "Yogi",
    .source = "M. Zaheer, S. Reddi, D. Sachan, S. Kale, S. Kumar: Adaptive methods for nonconvex optimization (2018)",
    .summary = "Adam whose second moment moves by no more than the squared gradient, so that it forgets slowly",
    .arguments = yogi_arguments,
    .slots = yogi_slots,
    .momentum = "betas",
    .own_class = true,
    .step = yogi_step,
};

// ---- Lion

enum { LION_LR, LION_BETA1, LION_BETA2, LION_WEIGHT_DECAY, LION_MAXIMIZE };

static const Argument lion_arguments[] = {
    [LION_LR] = LEARNING_RATE(1e-4, 1e-5, 1),
    [LION_BETA1] = {.name = "betas",
                    .symbol = "β₁",
                    .help = "part of the momentum in the step",
                    .initial = 0.9,
                    .low = 0,
                    .high = 0.999,
                    .towards_one = true,
                    .least = 0,
                    .most = 1,
                    .below_most = true,
                    .refusal = "Invalid beta parameter at index 0"},
    [LION_BETA2] = {.name = "betas",
                    .symbol = "β₂",
                    .help = "decay of the momentum",
                    .initial = 0.99,
                    .low = 0,
                    .high = 0.9999,
                    .towards_one = true,
                    .least = 0,
                    .most = 1,
                    .below_most = true,
                    .refusal = "Invalid beta parameter at index 1"},
    [LION_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [LION_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot lion_slots[] = {
    {"exp_avg", "m", "running mean of gradients", SLOT_MEAN},
    {NULL, NULL, NULL},
};

LANES_BODY void lion_move(int n, double *p, const double *g, double *m, const double *const *hyper)
{
    const double *lr = hyper[LION_LR], *beta1 = hyper[LION_BETA1], *beta2 = hyper[LION_BETA2];
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        p[i] -= lr[i] * sign_of(beta1[i] * m[i] + (1 - beta1[i]) * g[i]);
        m[i] = beta2[i] * m[i] + (1 - beta2[i]) * g[i];
    }
}

LANES_BODY void lion_lanes(const OptimizerStep *step, int n)
{
    prepare_decoupled(step, n, LION_MAXIMIZE, LION_WEIGHT_DECAY, true);
    for (int d = 0; d < step->dimension; d++)
        lion_move(n, step->parameters[d], step->gradient[d], slot_of(step, 0, d), step->hyper);
}

STEP(lion)

static const Optimizer lion = {
    .name = "Lion",
    .title = "Lion",
    .source = "X. Chen, C. Liang, D. Huang, E. Real, K. Wang, Y. Liu, H. Pham, X. Dong, T. Luong, C. Hsieh, Y. Lu, Q. "
              "Le: Symbolic discovery of optimization algorithms (2023), arXiv:2302.06675",
    .summary = "steps by the sign of its momentum: every coordinate moves by the learning rate",
    .arguments = lion_arguments,
    .slots = lion_slots,
    .momentum = "betas",
    .own_class = true,
    .step = lion_step,
};

// ---- Lookahead, around another rule

enum { LOOKAHEAD_K, LOOKAHEAD_ALPHA };

static const Argument lookahead_arguments[] = {
    [LOOKAHEAD_K] = {.name = "k",
                     .help = "steps of the inner rule between two of the slow one",
                     .unit = "steps",
                     .kind = ARGUMENT_INTEGER,
                     .initial = 5,
                     .low = 1,
                     .high = 50,
                     .least = 1,
                     .most = 1e9,
                     .refusal = "Invalid lookahead steps"},
    [LOOKAHEAD_ALPHA] = {.name = "alpha",
                         .symbol = "α",
                         .help = "how far the slow parameters follow the fast ones",
                         .initial = 0.5,
                         .low = 0,
                         .high = 1,
                         .least = 0,
                         .most = 1,
                         .refusal = "Invalid slow update rate"},
    END_OF_ROWS,
};

static const OptimizerSlot lookahead_slots[] = {
    {"slow_params", "φ", "the slow parameters: where the fast ones started from"},
    {NULL, NULL, NULL},
};

static void lookahead_lane(const OptimizerStep *step, int lane)
{
    int64_t k = (int64_t)step->hyper[LOOKAHEAD_K][lane];
    double alpha = step->hyper[LOOKAHEAD_ALPHA][lane];
    for (int d = 0; d < step->dimension && step->t % k == 0; d++) {
        double *slow = &slot_of(step, 0, d)[lane], *fast = &step->parameters[d][lane];
        *slow += alpha * (*fast - *slow);
        *fast = *slow;
    }
}

// The inner rule keeps its state when the parameters are put back.
static void lookahead_step(const OptimizerStep *step)
{
    for (int d = 0; d < step->dimension && step->t == 1; d++)
        memcpy(slot_of(step, 0, d), step->parameters[d], (size_t)step->n * sizeof(double));
    OptimizerStep inner = inner_step(step);
    inner.rule->step(&inner);
    for (int lane = 0; lane < step->n; lane++)
        lookahead_lane(step, lane);
}

static const Optimizer lookahead = {
    .name = "Lookahead",
    .title = "Lookahead",
    .source = "M. Zhang, J. Lucas, G. Hinton, J. Ba: Lookahead optimizer: k steps forward, 1 step back (2019), "
              "arXiv:1907.08610",
    .summary = "lets another rule run k steps ahead, then goes a part of the way there and lets it run again",
    .arguments = lookahead_arguments,
    .slots = lookahead_slots,
    .wraps = true,
    .layer = LAYER_LOOKAHEAD,
    .own_class = true,
    .step = lookahead_step,
};

// ---- SAM, around another rule

enum { SAM_RHO };

static const Argument sam_arguments[] = {
    [SAM_RHO] = {.name = "rho",
                 .symbol = "ρ",
                 .help = "distance to the point whose gradient is taken",
                 .initial = 0.05,
                 .low = 1e-3,
                 .high = 1,
                 .logarithmic = true,
                 .least = 0,
                 .most = UNLIMITED,
                 .refusal = "Invalid rho, should be non-negative"},
    END_OF_ROWS,
};

static bool maximizes(const OptimizerStep *step)
{
    for (int i = 0; step->rule->arguments[i].name; i++)
        if (strcmp(step->rule->arguments[i].name, "maximize") == 0)
            return step->on[i];
    return false;
}

// What it keeps of a lane, as vectors: the point and gradient that it starts from, the worst point and the gradient
// there.
enum { SAM_START, SAM_SLOPE, SAM_POINT, SAM_WORST };

// The loss and gradient at the worst point at distance rho from `at`, to first order; g is the gradient at `at` itself.
// Beside a gradient of 0, where there is no direction, 1e-12 keeps the quotient defined.
static double sam_worst(const OptimizerStep *sam, int lane, const double *at, const double *g, double *gradient)
{
    double *worst = sam->vector[SAM_POINT], squares = 0;
    double uphill = maximizes(sam->inner) ? -1 : 1;
    for (int d = 0; d < sam->dimension; d++)
        squares += g[d] * g[d];
    for (int d = 0; d < sam->dimension; d++)
        worst[d] = at[d] + uphill * sam->hyper[SAM_RHO][lane] / (sqrt(squares) + 1e-12) * g[d];
    sam->evals[lane]++;
    return sam->evaluate(sam, lane, worst, gradient);
}

// What the inner rule sees where it evaluates again: context is SAM's own step.
static double sam_evaluate(const OptimizerStep *inner, int lane, const double *at, double *gradient)
{
    const OptimizerStep *sam = inner->context;
    double *g = sam->vector[SAM_SLOPE];
    sam->evaluate(sam, lane, at, g);
    return sam_worst(sam, lane, at, g, gradient);
}

static double sam_power(const OptimizerStep *inner, double base)
{
    const OptimizerStep *sam = inner->context;
    return sam->power(sam, base);
}

static void sam_lane(const OptimizerStep *step, int lane)
{
    double *at = step->vector[SAM_START], *g = step->vector[SAM_SLOPE], *worst = step->vector[SAM_WORST];
    for (int d = 0; d < step->dimension; d++) {
        at[d] = step->parameters[d][lane];
        g[d] = step->gradient[d][lane];
    }
    sam_worst(step, lane, at, g, worst);
    for (int d = 0; d < step->dimension; d++)
        step->gradient[d][lane] = worst[d];
}

static void sam_step(const OptimizerStep *step)
{
    OptimizerStep inner = *step->inner;
    inner.evaluate = sam_evaluate;
    inner.power = sam_power;
    inner.context = (void *)(uintptr_t)step;
    for (int lane = 0; lane < step->n && !inner.rule->evaluates; lane++)
        sam_lane(step, lane);
    inner.rule->step(&inner);
}

static const Optimizer sam = {
    .name = "SAM",
    .title = "Sharpness-aware minimization",
    .source = "P. Foret, A. Kleiner, H. Mobahi, B. Neyshabur: Sharpness-aware minimization for efficiently improving "
              "generalization (2020), arXiv:2010.01412",
    .summary = "lets another rule step by the gradient at the worst point nearby, and so away from sharp minima",
    .arguments = sam_arguments,
    .wraps = true,
    .layer = LAYER_STEP,
    .evaluates = true,
    .own_class = true,
    .step = sam_step,
};

// ---- The list

const Optimizer *const optimizer_beyond_rules[] = {&nag,  &qhm,       &qhadam, &adabelief, &yogi,
                                                   &lion, &lookahead, &sam,    NULL};
