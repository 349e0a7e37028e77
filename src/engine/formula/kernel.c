// One switch over the operations of operation.h, each a loop over lanes, compiled for two vector widths (lanes.h).
#include "engine/formula/kernel.h"

#include "engine/elementary.h"
#include "engine/lanes.h"

#include <math.h>

enum { STRETCH = 64 }; // lanes that a function of two passes keeps aside

// The padding is computed along: no loop has a remainder.
#define EACH(expression)                                                                                               \
    LANES_LOOP for (int i = 0; i < padded; i++) to[i] = (expression);                                                  \
    break
#define ONE(name)                                                                                                      \
    elementary_lanes_##name(a, to, padded);                                                                            \
    break
#define TWO(name)                                                                                                      \
    elementary_lanes_##name(a, b, to, padded);                                                                         \
    break
#define LANES(name)                                                                                                    \
    name(a, to, padded);                                                                                               \
    break

#define CASE(op, operands, loop, value, ...)                                                                           \
    case OP_##op:                                                                                                      \
        loop(value);

// 0 of NaN, as torch has it.
static inline double sign(double x)
{
    return x > 0 ? 1 : x < 0 ? -1 : 0;
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

// Half to even. A number added to 2^52 has no room for a fraction; from there on all are whole.
static inline double round_to_even(double x)
{
    const double whole = 4503599627370496.0;
    double size = fabs(x);
    double rounded = size < whole ? (size + whole) - whole : size;
    return copysign(rounded, x);
}

// Python's %, and torch.remainder: with the sign of b.
static inline double remainder_of(double a, double b)
{
    double rest = fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

// 1 / (1 + exp(-x))
LANES_BODY void sigmoid(const double *x, double *to, int n)
{
    LANES_LOOP
    for (int i = 0; i < n; i++)
        to[i] = -x[i];
    elementary_lanes_exp(to, to, n);
    LANES_LOOP
    for (int i = 0; i < n; i++)
        to[i] = 1 / (1 + to[i]);
}

// max(x, 0) + log1p(exp(-|x|)), a stretch at a time: `to` may be x, which is needed twice.
LANES_BODY void softplus(const double *x, double *to, int n)
{
    for (int from = 0; from < n; from += STRETCH) {
        double rest[STRETCH];
        int m = n - from < STRETCH ? n - from : STRETCH;
        for (int i = 0; i < m; i++)
            rest[i] = -fabs(x[from + i]);
        elementary_lanes_exp(rest, rest, m);
        elementary_lanes_log1p(rest, rest, m);
        for (int i = 0; i < m; i++)
            to[from + i] = (x[from + i] > 0 ? x[from + i] : 0) + rest[i];
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
            FORMULA_COMPARISONS(CASE)
            FORMULA_FUNCTIONS(CASE)
            FORMULA_INNER(CASE)
            // clang-format on
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
        FORMULA_COMPARISONS(OPERANDS)
        FORMULA_FUNCTIONS(OPERANDS)
        FORMULA_INNER(OPERANDS)
    };
    // clang-format on
    return count[op];
}
