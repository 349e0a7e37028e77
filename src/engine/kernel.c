// One switch over the operations, each a loop over lanes, compiled for two vector widths (lanes.h). To add an operation: its name in kernel.h, its
// case here, and its derivative in gradient.c.
#include "engine/kernel.h"

#include "engine/lanes.h"

#include <math.h>

// The padding is computed along: no loop has a remainder. libm is too dear for that.
#define EACH(expression)                                                                                               \
    LANES_LOOP for (int i = 0; i < padded; i++) to[i] = (expression);                                                  \
    break
#define CALL(expression)                                                                                               \
    for (int i = 0; i < lanes; i++)                                                                                    \
        to[i] = (expression);                                                                                          \
    break

// A sum of NaN and of a number stays NaN, -0 becomes 0.
static inline double sign(double x)
{
    return x > 0 ? 1 : x < 0 ? -1 : x + 0;
}

static inline double minimum(double a, double b)
{
    double least = a < b ? a : b;
    return a != a ? a : least;
}

static inline double maximum(double a, double b)
{
    double most = a > b ? a : b;
    return a != a ? a : most;
}

static inline double less_gate(double a, double b, double through)
{
    double open = a > b ? 0 : through;
    return a == b ? through / 2 : open;
}

static inline double power_gate(double base, double exponent, double through)
{
    double open = exponent >= 0 ? 0 : through;
    return base == 0 ? open : through;
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double softplus(double x)
{
    return (x > 0 ? x : 0) + log1p(exp(-fabs(x)));
}

// Compilers make one call of the two; glibc's sincos has the bits of its sin and cos.
static void sine_and_cosine(const double *x, double *sine, double *cosine, int lanes)
{
    for (int i = 0; i < lanes; i++) {
        double angle = x[i];
        sine[i] = sin(angle);
        cosine[i] = cos(angle);
    }
}

LANES_BODY void run(const Instruction *code, int count, double *const *slots, int lanes)
{
    int padded = lanes_padded(lanes);
    for (const Instruction *it = code; it < code + count; it++) {
        const double *a = slots[it->a], *b = slots[it->b], *c = slots[it->c];
        double *to = slots[it->result];
        switch ((Op)it->op) {
        case OP_CONSTANT:
        case OP_PARAMETER:
        case OP_COLUMN:
        case OP_NORMAL:
        case OP_COUNT:
            break;
        case OP_COPY:
            EACH(a[i]);
        case OP_NEGATE:
            EACH(-a[i]);
        case OP_ADD:
            EACH(a[i] + b[i]);
        case OP_SUBTRACT:
            EACH(a[i] - b[i]);
        case OP_MULTIPLY:
            EACH(a[i] * b[i]);
        case OP_DIVIDE:
            EACH(a[i] / b[i]);
        case OP_MULTIPLY_ADD:
            EACH(a[i] * b[i] + c[i]);
        case OP_MULTIPLY_SUBTRACT:
            EACH(a[i] * b[i] - c[i]);
        case OP_SUBTRACT_PRODUCT:
            EACH(c[i] - a[i] * b[i]);
        case OP_MULTIPLY_MULTIPLY:
            EACH(a[i] * b[i] * c[i]);
        case OP_ABS:
            EACH(fabs(a[i]));
        case OP_SIGN:
            EACH(sign(a[i]));
        case OP_FLOOR:
            EACH(floor(a[i]));
        case OP_SQRT:
            EACH(sqrt(a[i]));
        case OP_RELU:
            EACH(a[i] <= 0 ? 0 : a[i]);
        case OP_MIN:
            EACH(minimum(a[i], b[i]));
        case OP_MAX:
            EACH(maximum(a[i], b[i]));
        case OP_LESS_GATE:
            EACH(less_gate(a[i], b[i], c[i]));
        case OP_POSITIVE_GATE:
            EACH(a[i] <= 0 ? 0 : b[i]);
        case OP_NONZERO_GATE:
            EACH(a[i] == 0 ? 0 : b[i]);
        case OP_POWER_GATE:
            EACH(power_gate(a[i], b[i], c[i]));
        case OP_SIN:
            CALL(sin(a[i]));
        case OP_COS:
            CALL(cos(a[i]));
        case OP_TAN:
            CALL(tan(a[i]));
        case OP_ASIN:
            CALL(asin(a[i]));
        case OP_ACOS:
            CALL(acos(a[i]));
        case OP_ATAN:
            CALL(atan(a[i]));
        case OP_SINH:
            CALL(sinh(a[i]));
        case OP_COSH:
            CALL(cosh(a[i]));
        case OP_TANH:
            CALL(tanh(a[i]));
        case OP_EXP:
            CALL(exp(a[i]));
        case OP_EXPM1:
            CALL(expm1(a[i]));
        case OP_LOG:
            CALL(log(a[i]));
        case OP_LOG1P:
            CALL(log1p(a[i]));
        case OP_LOG10:
            CALL(log10(a[i]));
        case OP_LOG2:
            CALL(log2(a[i]));
        case OP_CBRT:
            CALL(cbrt(a[i]));
        case OP_SIGMOID:
            CALL(sigmoid(a[i]));
        case OP_SOFTPLUS:
            CALL(softplus(a[i]));
        case OP_POW:
            CALL(pow(a[i], b[i]));
        case OP_HYPOT:
            CALL(hypot(a[i], b[i]));
        case OP_ATAN2:
            CALL(atan2(a[i], b[i]));
        case OP_SIN_COS:
            sine_and_cosine(a, to, slots[it->b], lanes);
            break;
        }
    }
}

LANES_AVX2 static void run_avx2(const Instruction *code, int count, double *const *slots, int lanes)
{
    run(code, count, slots, lanes);
}

static void run_baseline(const Instruction *code, int count, double *const *slots, int lanes)
{
    run(code, count, slots, lanes);
}

void kernel_run(const Instruction *code, int count, double *const *slots, int lanes)
{
    if (lanes_avx2())
        run_avx2(code, count, slots, lanes);
    else
        run_baseline(code, count, slots, lanes);
}

double kernel_one(Op op, double a, double b, double c)
{
    double lanes[4][LANES_MULTIPLE] = {{0}, {a}, {b}, {c}};
    double *slots[4] = {lanes[0], lanes[1], lanes[2], lanes[3]};
    kernel_run(&(Instruction){.op = (uint16_t)op, .result = 0, .a = 1, .b = 2, .c = 3}, 1, slots, 1);
    return lanes[0][0];
}

int kernel_operands(Op op)
{
    static const unsigned char OTHER_THAN_ONE[OP_COUNT] = {
        [OP_ADD] = 2,
        [OP_SUBTRACT] = 2,
        [OP_MULTIPLY] = 2,
        [OP_DIVIDE] = 2,
        [OP_MIN] = 2,
        [OP_MAX] = 2,
        [OP_POSITIVE_GATE] = 2,
        [OP_NONZERO_GATE] = 2,
        [OP_POW] = 2,
        [OP_HYPOT] = 2,
        [OP_ATAN2] = 2,
        [OP_MULTIPLY_ADD] = 3,
        [OP_LESS_GATE] = 3,
        [OP_MULTIPLY_SUBTRACT] = 3,
        [OP_SUBTRACT_PRODUCT] = 3,
        [OP_MULTIPLY_MULTIPLY] = 3,
        [OP_POWER_GATE] = 3,
    };
    return op <= OP_NORMAL ? 0 : OTHER_THAN_ONE[op] ? OTHER_THAN_ONE[op] : 1;
}
