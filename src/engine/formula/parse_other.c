// Names of other libraries, and commands of LaTeX, that are no functions of the language.
#include "engine/formula/parse_inside.h"

#include <string.h>

const char *parse_other_words(const char *name)
{
    static const struct {
        const char *name, *words;
    } OTHERS[] = {
        {"Piecewise", "where(x > 0, x^2, -x)"}, {"piecewise", "where(x > 0, x^2, -x)"},
        {"select", "where(x > 0, x^2, -x)"},    {"matmul", "x[0]*y[0] + x[1]*y[1]"},
        {"einsum", "x[0]*y[0] + x[1]*y[1]"},    {"inner", "x[0]*y[0] + x[1]*y[1]"},
        {"dot", "x[0]*y[0] + x[1]*y[1]"},       {"dist", "hypot(x - 1, y - 2)"},
        {"cdist", "hypot(x - 1, y - 2)"},       {"softmax", "exp(x)/(exp(x) + exp(y))"},
        {"detach", "the value alone"},          {"factorial", "its value, 120"},
    };
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (!strcmp(name, OTHERS[i].name))
            return OTHERS[i].words;
    return NULL;
}

const char *parse_other_command(const char *command)
{
    static const char *const ADVICE[][2] = {
        {"|", ": write sqrt(x^2 + y^2) for a norm"},
        {"Vert", ": write sqrt(x^2 + y^2) for a norm"},
        {"circ", ": degrees are x*pi/180"},
        {"lVert", ": write sqrt(x^2 + y^2) for a norm"},
        {"top", ": write products of vectors out, x_1 y_1 + x_2 y_2"},
        {"binom", ": write its value"},
        {"int", ": write its value"},
        {"lim", ": write its value"},
        {"in", ": write -1 <= x <= 1"},
        {"partial", ": write the derivative's value"},
        {"nabla", ": write the derivative's value"},
        {"mathbb", ": expected names and numbers"},
    };
    for (size_t i = 0; i < sizeof ADVICE / sizeof *ADVICE; i++)
        if (!strcmp(command, ADVICE[i][0]))
            return ADVICE[i][1];
    return "";
}

const char *parse_function_of(const char *class)
{
    static const char *const CLASSES[][2] = {
        {"ReLU", "relu"},
        {"ReLU6", "relu6"},
        {"LeakyReLU", "leaky_relu"},
        {"ELU", "elu"},
        {"CELU", "celu"},
        {"SELU", "selu"},
        {"GELU", "gelu"},
        {"SiLU", "silu"},
        {"Mish", "mish"},
        {"Sigmoid", "sigmoid"},
        {"LogSigmoid", "logsigmoid"},
        {"Tanh", "tanh"},
        {"Tanhshrink", "tanhshrink"},
        {"Softplus", "softplus"},
        {"Softsign", "softsign"},
        {"Softshrink", "softshrink"},
        {"Hardshrink", "hardshrink"},
        {"Hardtanh", "hardtanh"},
        {"Hardswish", "hardswish"},
        {"Hardsigmoid", "hardsigmoid"},
        {"MSELoss", "mse_loss"},
        {"L1Loss", "l1_loss"},
        {"SmoothL1Loss", "smooth_l1_loss"},
        {"HuberLoss", "huber_loss"},
        {"SoftMarginLoss", "soft_margin_loss"},
        {"BCELoss", "binary_cross_entropy"},
        {"BCEWithLogitsLoss", "binary_cross_entropy_with_logits"},
    };
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
        if (!strcmp(class, CLASSES[i][0]))
            return CLASSES[i][1];
    return NULL;
}
