// Adam and its kin: a running mean of gradients over a running size of gradients.
#include "engine/optimizer_rules.h"

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

// ---- The list

const Optimizer *const optimizer_adam_rules[] = {&adam, &adamw, NULL};
