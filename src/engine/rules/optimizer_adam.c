// Adam and its kin: a running mean of gradients over a running size of gradients.
#include "engine/elementary.h"
#include "engine/rules/optimizer_rules.h"

// ---- Adam, AdamW

enum { ADAM_LR, ADAM_BETA1, ADAM_BETA2, ADAM_EPS, ADAM_WEIGHT_DECAY, ADAM_AMSGRAD, ADAM_MAXIMIZE, ADAM_DECOUPLED };
enum { ADAM_MEAN, ADAM_SQUARE, ADAM_LARGEST };

static const Argument adam_arguments[] = {
    [ADAM_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [ADAM_BETA1] = FLOAT_BETA1(0.9),
    [ADAM_BETA2] = FLOAT_BETA2(0.999),
    [ADAM_EPS] = EPSILON(1e-8),
    [ADAM_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [ADAM_AMSGRAD] = SWITCH("amsgrad", "divide by the largest running mean so far"),
    [ADAM_MAXIMIZE] = MAXIMIZE,
    [ADAM_DECOUPLED] = SWITCH("decoupled_weight_decay", "shrink the parameters themselves, as AdamW does"),
    END_OF_ROWS,
};

static const Argument adamw_arguments[] = {
    [ADAM_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [ADAM_BETA1] = FLOAT_BETA1(0.9),
    [ADAM_BETA2] = FLOAT_BETA2(0.999),
    [ADAM_EPS] = EPSILON(1e-8),
    [ADAM_WEIGHT_DECAY] = WEIGHT_DECAY(1e-2),
    [ADAM_AMSGRAD] = SWITCH("amsgrad", "divide by the largest running mean so far"),
    [ADAM_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot adam_slots[] = {
    [ADAM_MEAN] = {"exp_avg", "m", "running mean of gradients, the first moment", SLOT_MEAN, .decay = ADAM_BETA1},
    [ADAM_SQUARE] = {"exp_avg_sq", "v", "running mean of squared gradients, the second moment", SLOT_SQUARE,
                     .decay = ADAM_BETA2},
    [ADAM_LARGEST] = {"max_exp_avg_sq", "v̂", "largest second moment so far", SLOT_SQUARE, .decay = ADAM_BETA2},
    {NULL, NULL, NULL},
};

static int adam_n_slots(const double *hyper)
{
    return hyper[ADAM_AMSGRAD] != 0 ? 3 : 2;
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

LANES_BODY void adam_lanes(const OptimizerStep *step, int n)
{
    prepare_decoupled(step, n, ADAM_MAXIMIZE, ADAM_WEIGHT_DECAY, step->on[ADAM_DECOUPLED]);
    adam_update(step, n);
}

STEP(adam)

// Its bias correction is then divided by.
static const char *adam_cycled(double first, double now)
{
    (void)first;
    return now == 1 ? "beta1 cycled to 1, a division by zero" : NULL;
}

static const Optimizer adam = {
    .name = "Adam",
    .title = "Adam",
    .source = "D. P. Kingma, J. Ba: Adam: a method for stochastic optimization (2014), arXiv:1412.6980; amsgrad: S. J. "
              "Reddi, S. Kale, S. Kumar: On the convergence of Adam and beyond (2018)",
    .summary =
        "momentum divided by the root of a running mean of squared gradients, both corrected for their start at zero",
    .arguments = adam_arguments,
    .signature = "lr betas eps weight_decay amsgrad * foreach maximize "
                 "capturable differentiable fused decoupled_weight_decay",
    .slots = adam_slots,
    .n_slots = adam_n_slots,
    .momentum = "betas",
    .cycled = adam_cycled,
    .step = adam_step,
};

LANES_BODY void adamw_lanes(const OptimizerStep *step, int n)
{
    prepare_decoupled(step, n, ADAM_MAXIMIZE, ADAM_WEIGHT_DECAY, true);
    adam_update(step, n);
}

STEP(adamw)

static const Optimizer adamw = {
    .name = "AdamW",
    .title = "AdamW",
    .source = "I. Loshchilov, F. Hutter: Decoupled weight decay regularization (2017), arXiv:1711.05101",
    .summary = "Adam with weight decay on the parameters themselves instead of through the gradient",
    .arguments = adamw_arguments,
    .signature = "lr betas eps weight_decay amsgrad * maximize foreach capturable differentiable fused",
    .slots = adam_slots,
    .n_slots = adam_n_slots,
    .momentum = "betas",
    .step = adamw_step,
};

// ---- SparseAdam, on a gradient in which every coordinate is present: Adam but for eps, which is added before the bias
// correction.

enum { SPARSE_LR, SPARSE_BETA1, SPARSE_BETA2, SPARSE_EPS, SPARSE_MAXIMIZE };

static const Argument sparse_adam_arguments[] = {
    [SPARSE_LR] = {.name = "lr",
                   .symbol = "η",
                   .help = "learning rate",
                   .initial = 1e-3,
                   .low = 1e-5,
                   .high = 1,
                   .logarithmic = true,
                   .least = 0,
                   .above_least = true,
                   .most = UNLIMITED,
                   .refusal = "Invalid learning rate"},
    [SPARSE_BETA1] = BETA1(0.9),
    [SPARSE_BETA2] = BETA2(0.999),
    [SPARSE_EPS] = {.name = "eps",
                    .symbol = "ε",
                    .help = "keeps the denominator away from zero",
                    .initial = 1e-8,
                    .low = 1e-12,
                    .high = 1,
                    .logarithmic = true,
                    .least = 0,
                    .above_least = true,
                    .most = UNLIMITED,
                    .refusal = "Invalid epsilon value"},
    [SPARSE_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot moment_slots[] = {
    [ADAM_MEAN] = {"exp_avg", "m", "running mean of gradients, the first moment", SLOT_MEAN, .decay = SPARSE_BETA1},
    [ADAM_SQUARE] = {"exp_avg_sq", "v", "running mean of squared gradients, the second moment", SLOT_SQUARE,
                     .decay = SPARSE_BETA2},
    {NULL, NULL, NULL},
};

LANES_BODY void sparse_adam_rate(int n, double *correction1_to_rate, const double *correction2, const double *lr)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        correction1_to_rate[i] = lr[i] * sqrt(correction2[i]) / correction1_to_rate[i];
}

LANES_BODY void sparse_adam_move(int n, double *p, const double *g, double *m, double *v, const double *rate,
                                 const double *const *hyper)
{
    const double *beta1 = hyper[SPARSE_BETA1], *beta2 = hyper[SPARSE_BETA2], *eps = hyper[SPARSE_EPS];
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        m[i] = (g[i] - m[i]) * (1 - beta1[i]) + m[i];
        v[i] = (g[i] * g[i] - v[i]) * (1 - beta2[i]) + v[i];
        p[i] += -rate[i] * (m[i] / (sqrt(v[i]) + eps[i]));
    }
}

LANES_BODY void sparse_adam_lanes(const OptimizerStep *step, int n)
{
    double *rate = step->scratch[0], *correction2 = step->scratch[1];
    bias_correction(step, n, step->hyper[SPARSE_BETA1], rate);
    bias_correction(step, n, step->hyper[SPARSE_BETA2], correction2);
    sparse_adam_rate(n, rate, correction2, step->hyper[SPARSE_LR]);
    for (int d = 0; d < step->dimension; d++) {
        if (step->on[SPARSE_MAXIMIZE])
            negate(n, step->gradient[d]);
        sparse_adam_move(n, step->parameters[d], step->gradient[d], slot_of(step, ADAM_MEAN, d),
                         slot_of(step, ADAM_SQUARE, d), rate, step->hyper);
    }
}

STEP(sparse_adam)

static const Optimizer sparse_adam = {
    .name = "SparseAdam",
    .title = "Adam for sparse gradients",
    .source = "D. P. Kingma, J. Ba: Adam: a method for stochastic optimization (2014), arXiv:1412.6980; "
              "torch.optim.SparseAdam",
    .summary =
        "Adam that skips coordinates absent from a sparse gradient; none is absent here, so it goes as Adam does",
    .arguments = sparse_adam_arguments,
    .signature = "lr betas eps maximize",
    .slots = moment_slots,
    .momentum = "betas",
    .own_class = true,
    .step = sparse_adam_step,
};

// ---- Adamax

enum { ADAMAX_LR, ADAMAX_BETA1, ADAMAX_BETA2, ADAMAX_EPS, ADAMAX_WEIGHT_DECAY, ADAMAX_MAXIMIZE };
enum { ADAMAX_MEAN, ADAMAX_LARGEST };

static const Argument adamax_arguments[] = {
    [ADAMAX_LR] = LEARNING_RATE(2e-3, 1e-5, 1),
    [ADAMAX_BETA1] = BETA1(0.9),
    [ADAMAX_BETA2] = {.name = "betas",
                      .symbol = "β₂",
                      .help = "decay of the largest gradient",
                      .initial = 0.999,
                      .low = 0,
                      .high = 0.9999,
                      .towards_one = true,
                      .least = 0,
                      .most = 1,
                      .below_most = true,
                      .refusal = "Invalid beta parameter at index 1"},
    [ADAMAX_EPS] = EPSILON(1e-8),
    [ADAMAX_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [ADAMAX_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot adamax_slots[] = {
    [ADAMAX_MEAN] = {"exp_avg", "m", "running mean of gradients, the first moment", SLOT_MEAN, .decay = ADAMAX_BETA1},
    [ADAMAX_LARGEST] = {"exp_inf", "u", "largest gradient, decaying", SLOT_SIZE},
    {NULL, NULL, NULL},
};

LANES_BODY void divide(int n, double *to, const double *a, const double *b)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        to[i] = a[i] / b[i];
}

LANES_BODY void adamax_move(int n, double *p, const double *g, double *m, double *largest, const double *rate,
                            const double *const *hyper)
{
    const double *beta1 = hyper[ADAMAX_BETA1], *beta2 = hyper[ADAMAX_BETA2], *eps = hyper[ADAMAX_EPS];
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double decayed = largest[i] * beta2[i], size = fabs(g[i]) + eps[i];
        m[i] = lerp(m[i], g[i], 1 - beta1[i]);
        largest[i] = size > decayed || size != size ? size : decayed;
        p[i] += -rate[i] * m[i] / largest[i];
    }
}

LANES_BODY void adamax_lanes(const OptimizerStep *step, int n)
{
    double *rate = step->scratch[0];
    prepare_gradient(step, n, ADAMAX_MAXIMIZE, ADAMAX_WEIGHT_DECAY);
    bias_correction(step, n, step->hyper[ADAMAX_BETA1], step->scratch[1]);
    divide(n, rate, step->hyper[ADAMAX_LR], step->scratch[1]);
    for (int d = 0; d < step->dimension; d++)
        adamax_move(n, step->parameters[d], step->gradient[d], slot_of(step, ADAMAX_MEAN, d),
                    slot_of(step, ADAMAX_LARGEST, d), rate, step->hyper);
}

STEP(adamax)

static const Optimizer adamax = {
    .name = "Adamax",
    .title = "Adamax",
    .source = "D. P. Kingma, J. Ba: Adam: a method for stochastic optimization (2014), arXiv:1412.6980, section 7.1",
    .summary = "Adam with the largest recent gradient in place of the root of the second moment",
    .arguments = adamax_arguments,
    .signature = "lr betas eps weight_decay foreach * maximize differentiable capturable",
    .slots = adamax_slots,
    .momentum = "betas",
    .cycled = adam_cycled,
    .step = adamax_step,
};

// ---- NAdam

enum {
    NADAM_LR,
    NADAM_BETA1,
    NADAM_BETA2,
    NADAM_EPS,
    NADAM_WEIGHT_DECAY,
    NADAM_MOMENTUM_DECAY,
    NADAM_DECOUPLED,
    NADAM_MAXIMIZE
};
enum { NADAM_MEAN, NADAM_SQUARE, NADAM_PRODUCT };

static const Argument nadam_arguments[] = {
    [NADAM_LR] = LEARNING_RATE(2e-3, 1e-5, 1),
    [NADAM_BETA1] = BETA1(0.9),
    [NADAM_BETA2] = BETA2(0.999),
    [NADAM_EPS] = EPSILON(1e-8),
    [NADAM_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [NADAM_MOMENTUM_DECAY] = {.name = "momentum_decay",
                              .symbol = "ψ",
                              .help = "how fast the momentum rises to beta1",
                              .initial = 4e-3,
                              .low = 1e-4,
                              .high = 1,
                              .logarithmic = true,
                              .least = 0,
                              .most = UNLIMITED,
                              .refusal = "Invalid momentum_decay value"},
    [NADAM_DECOUPLED] = SWITCH("decoupled_weight_decay", "shrink the parameters themselves, as AdamW does"),
    [NADAM_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot nadam_slots[] = {
    [NADAM_MEAN] = {"exp_avg", "m", "running mean of gradients, the first moment", SLOT_MEAN},
    [NADAM_SQUARE] = {"exp_avg_sq", "v", "running mean of squared gradients, the second moment", SLOT_SQUARE,
                      .decay = NADAM_BETA2},
    [NADAM_PRODUCT] = {"mu_product", "∏μ", "product of the momenta so far", SLOT_SCALAR},
    {NULL, NULL, NULL},
};

// The momenta of this step and of the next.
LANES_BODY void nadam_momenta(int n, double *mu, double *next, const double *beta1, const double *decay, double t)
{
    for (int i = 0; i < n; i++) {
        mu[i] = beta1[i] * (1.0 - 0.5 * elementary_pow(0.96, t * decay[i]));
        next[i] = beta1[i] * (1.0 - 0.5 * elementary_pow(0.96, (t + 1) * decay[i]));
    }
}

LANES_BODY void nadam_move(const OptimizerStep *step, int n, int d, const double *mu, const double *next,
                           const double *correction2)
{
    const double *lr = step->hyper[NADAM_LR], *eps = step->hyper[NADAM_EPS], *g = step->gradient[d];
    const double *m = slot_of(step, NADAM_MEAN, d), *v = slot_of(step, NADAM_SQUARE, d);
    double *p = step->parameters[d], *product = slot_of(step, NADAM_PRODUCT, d);
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        product[i] *= mu[i];
        double root = sqrt(v[i] / correction2[i]) + eps[i];
        p[i] += -lr[i] * (1.0 - mu[i]) / (1.0 - product[i]) * g[i] / root;
        p[i] += -lr[i] * next[i] / (1.0 - product[i] * next[i]) * m[i] / root;
    }
}

LANES_BODY void nadam_lanes(const OptimizerStep *step, int n)
{
    const double *const *hyper = step->hyper;
    double *mu = step->scratch[0], *next = step->scratch[1], *correction2 = step->scratch[2];
    prepare_decoupled(step, n, NADAM_MAXIMIZE, NADAM_WEIGHT_DECAY, step->on[NADAM_DECOUPLED]);
    bias_correction(step, n, hyper[NADAM_BETA2], correction2);
    nadam_momenta(n, mu, next, hyper[NADAM_BETA1], hyper[NADAM_MOMENTUM_DECAY], (double)step->t);
    for (int d = 0; d < step->dimension; d++) {
        if (step->t == 1)
            fill(n, slot_of(step, NADAM_PRODUCT, d), 1);
        update_moments(n, slot_of(step, NADAM_MEAN, d), slot_of(step, NADAM_SQUARE, d), step->gradient[d],
                       hyper[NADAM_BETA1], hyper[NADAM_BETA2]);
        nadam_move(step, n, d, mu, next, correction2);
    }
}

STEP(nadam)

static const Optimizer nadam = {
    .name = "NAdam",
    .title = "Adam with Nesterov momentum",
    .source = "T. Dozat: Incorporating Nesterov momentum into Adam (2016)",
    .summary = "Adam that looks ahead along its momentum, which rises step by step",
    .arguments = nadam_arguments,
    .signature = "lr betas eps weight_decay momentum_decay decoupled_weight_decay * "
                 "foreach maximize capturable differentiable",
    .slots = nadam_slots,
    .momentum = "betas",
    .step = nadam_step,
};

// ---- RAdam

enum { RADAM_LR, RADAM_BETA1, RADAM_BETA2, RADAM_EPS, RADAM_WEIGHT_DECAY, RADAM_DECOUPLED, RADAM_MAXIMIZE };

static const Argument radam_arguments[] = {
    [RADAM_LR] = LEARNING_RATE(1e-3, 1e-5, 1),
    [RADAM_BETA1] = BETA1(0.9),
    [RADAM_BETA2] = BETA2(0.999),
    [RADAM_EPS] = EPSILON(1e-8),
    [RADAM_WEIGHT_DECAY] = WEIGHT_DECAY(0),
    [RADAM_DECOUPLED] = SWITCH("decoupled_weight_decay", "shrink the parameters themselves, as AdamW does"),
    [RADAM_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

// How much of the adaptive step the second moment is worth after so few steps; 0: nothing, the step is plain.
LANES_BODY void radam_rectification(const OptimizerStep *step, int n, double *rectification, const double *correction2)
{
    const double *beta2 = step->hyper[RADAM_BETA2];
    for (int i = 0; i < n; i++) {
        double longest = 2 / (1 - beta2[i]) - 1;
        double length = longest - 2 * (double)step->t * step->power(step, beta2[i]) / correction2[i];
        double ratio = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length);
        rectification[i] = length > 5 ? sqrt(ratio) : 0;
    }
}

LANES_BODY void radam_move(const OptimizerStep *step, int n, int d, const double *correction1,
                           const double *correction2, const double *rectification)
{
    const double *lr = step->hyper[RADAM_LR], *eps = step->hyper[RADAM_EPS];
    const double *m = slot_of(step, ADAM_MEAN, d), *v = slot_of(step, ADAM_SQUARE, d);
    double *p = step->parameters[d];
    LANES_LOOP
    for (int i = 0; i < n; i++) {
        double plain = m[i] / correction1[i] * lr[i];
        double adaptive = plain * (sqrt(correction2[i]) / (sqrt(v[i]) + eps[i])) * rectification[i];
        p[i] += -(rectification[i] > 0 ? adaptive : plain);
    }
}

LANES_BODY void radam_lanes(const OptimizerStep *step, int n)
{
    const double *const *hyper = step->hyper;
    double *correction1 = step->scratch[0], *correction2 = step->scratch[1], *rectification = step->scratch[2];
    prepare_decoupled(step, n, RADAM_MAXIMIZE, RADAM_WEIGHT_DECAY, step->on[RADAM_DECOUPLED]);
    bias_correction(step, n, hyper[RADAM_BETA1], correction1);
    bias_correction(step, n, hyper[RADAM_BETA2], correction2);
    radam_rectification(step, n, rectification, correction2);
    for (int d = 0; d < step->dimension; d++) {
        update_moments(n, slot_of(step, ADAM_MEAN, d), slot_of(step, ADAM_SQUARE, d), step->gradient[d],
                       hyper[RADAM_BETA1], hyper[RADAM_BETA2]);
        radam_move(step, n, d, correction1, correction2, rectification);
    }
}

STEP(radam)

static const Optimizer radam = {
    .name = "RAdam",
    .title = "Rectified Adam",
    .source = "L. Liu, H. Jiang, P. He, W. Chen, X. Liu, J. Gao, J. Han: On the variance of the adaptive learning rate "
              "and beyond (2019), arXiv:1908.03265",
    .summary = "Adam that begins as plain momentum and trusts its second moment as it gathers steps",
    .arguments = radam_arguments,
    .signature = "lr betas eps weight_decay decoupled_weight_decay * foreach maximize capturable differentiable",
    .slots = moment_slots,
    .momentum = "betas",
    .step = radam_step,
};

// ---- The list

const Optimizer *const optimizer_adam_rules[] = {&adam, &adamw, &sparse_adam, &adamax, &nadam, &radam, NULL};
