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

// By W. J. Cody, Rational Chebyshev approximations for the error function (1969): below 0.47 x times a quotient of
// polynomials in x^2, else 1 - exp(-x^2) times one in |x|. From 6 on it is 1. Within two ulps.
static inline double erf_near(double x)
{
    double s = x * x;
    double above =
        (((1.85777706184603153e-1 * s + 3.16112374387056560) * s + 1.13864154151050156e2) * s + 3.77485237685302021e2) *
            s +
        3.20937758913846947e3;
    double below = (((s + 2.36012909523441209e1) * s + 2.44024637934444173e2) * s + 1.28261652607737228e3) * s +
                   2.84423683343917062e3;
    return x * above / below;
}

static inline double erfc_scaled(double y)
{
    double above = (((2.15311535474403846e-8 * y + 5.64188496988670089e-1) * y + 8.88314979438837594) * y +
                    6.61191906371416295e1) *
                       y +
                   2.98635138197400131e2;
    above = (((above * y + 8.81952221241769090e2) * y + 1.71204761263407058e3) * y + 2.05107837782607147e3) * y +
            1.23033935479799725e3;
    double below = (((y + 1.57449261107098347e1) * y + 1.17693950891312499e2) * y + 5.37181101862009858e2) * y +
                   1.62138957456669019e3;
    below = (((below * y + 3.29079923573345963e3) * y + 4.36261909014324716e3) * y + 3.43936767414372164e3) * y +
            1.23033935480374942e3;
    return above / below;
}

LANES_BODY void erf_lanes(const double *x, double *to, int n)
{
    for (int from = 0; from < n; from += STRETCH) {
        double size[STRETCH], far[STRETCH];
        int m = n - from < STRETCH ? n - from : STRETCH;
        LANES_LOOP
        for (int i = 0; i < m; i++) {
            size[i] = fabs(x[from + i]) > 6 ? 6 : fabs(x[from + i]);
            far[i] = -size[i] * size[i];
        }
        elementary_lanes_exp(far, far, m);
        LANES_LOOP
        for (int i = 0; i < m; i++) {
            double beyond = copysign(1 - far[i] * erfc_scaled(size[i]), x[from + i]);
            to[from + i] = size[i] <= 0.46875 ? erf_near(x[from + i]) : beyond;
        }
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
