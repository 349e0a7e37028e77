// One switch over the operations of operation.h, each a loop over lanes, compiled for two vector widths (lanes.h).
#include "engine/formula/kernel.h"

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

#define CASE(op, operands, loop, value, ...)                                                                           \
    case OP_##op:                                                                                                      \
        loop(value);

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
            // clang-format off
            FORMULA_ARITHMETIC(CASE)
            FORMULA_FUNCTIONS(CASE)
            FORMULA_INNER(CASE)
            // clang-format on
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
#define OPERANDS(op, operands, ...) [OP_##op] = operands,
    // clang-format off
    static const unsigned char count[OP_COUNT] = {
        FORMULA_ARITHMETIC(OPERANDS)
        FORMULA_FUNCTIONS(OPERANDS)
        FORMULA_INNER(OPERANDS)
        [OP_SIN_COS] = 1,
    };
    // clang-format on
    return count[op];
}
