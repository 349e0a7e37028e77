// The elementary functions: one number and many give the same bits, near libm's value, to the ends of their ranges.
#include "engine/elementary.h"
#include "engine/lanes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { LANES = 4096, KINDS = 6, CBRT_ULPS = 4, ULPS = 2, FAR_ULPS = 4 };

typedef struct OfOne {
    const char *name;
    double (*one)(double x);
    void (*lanes)(const double *x, double *to, int n);
    double (*libm)(double x);
} OfOne;

typedef struct OfTwo {
    const char *name;
    double (*one)(double x, double y);
    void (*lanes)(const double *x, const double *y, double *to, int n);
    double (*libm)(double x, double y);
} OfTwo;

#define ROW_OF(name, accuracy) {#name, elementary_##name, elementary_lanes_##name, name},
static const OfOne of_one[] = {ELEMENTARY_OF_ONE(ROW_OF)};
static const OfTwo of_two[] = {ELEMENTARY_OF_TWO(ROW_OF)};

static const double edges[] = {0.0,     -0.0,   1.0,    -1.0,    INFINITY, -INFINITY, NAN,     5e-324,
                               -5e-324, 1e-308, 709.0,  709.78,  709.7827, 709.78272, 710.47,  710.5,
                               -709.7,  -745.0, -746.0, -710.47, 1e300,    1e307,     1.7e308, -1.7e308,
                               3.14159, 1e5,    1e22,   -1e22,   0.5,      -0.5,      1e-8,    -1e-8};
enum { EDGES = sizeof edges / sizeof edges[0] };

static uint64_t next_bits(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state ^ *state >> 29;
}

// Any bits; then numbers within 10, 750 and 1 of 0; around the end of exp; the edges.
static double sample(int kind, int i, uint64_t *state)
{
    uint64_t bits = next_bits(state);
    double any, part = (double)(bits >> 11) * 0x1p-53;
    memcpy(&any, &bits, sizeof any);
    const double drawn[KINDS] = {any, 20 * part - 10, 1500 * part - 750, part, 700 + 11 * part, edges[i % EDGES]};
    return drawn[kind];
}

static void fill(double *x, int kind, uint64_t seed)
{
    for (int i = 0; i < LANES; i++)
        x[i] = sample(kind, i, &seed);
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static double in_ulps(double a, double b)
{
    if (a == b || (isnan(a) && isnan(b)))
        return 0;
    if (!isfinite(a) || !isfinite(b))
        return HUGE_VAL;
    double ulp = fmax(nextafter(fabs(b), INFINITY) - fabs(b), 5e-324);
    return fabs(a - b) / ulp;
}

static double allowed(const char *name, double x)
{
    return !strcmp(name, "cbrt") ? CBRT_ULPS : fabs(x) > 709 ? FAR_ULPS : ULPS;
}

static void check_one(const OfOne *of, int kind)
{
    static double x[LANES], to[LANES];
    fill(x, kind, 7);
    of->lanes(x, to, LANES);
    for (int i = 0; i < LANES; i++) {
        double one = of->one(x[i]), libm = of->libm(x[i]);
        if (!same_bits(one, to[i]))
            fail_msg("%s(%.17g): %.17g alone, %.17g among others", of->name, x[i], one, to[i]);
        if (in_ulps(one, libm) > allowed(of->name, x[i]))
            fail_msg("%s(%.17g): %.17g, libm has %.17g", of->name, x[i], one, libm);
    }
}

static void one_and_many_agree(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof of_one / sizeof of_one[0]; k++)
        for (int kind = 0; kind < KINDS; kind++)
            check_one(&of_one[k], kind);
}

static void check_two(const OfTwo *of, int kind, int other)
{
    static double x[LANES], y[LANES], to[LANES];
    fill(x, kind, 11);
    fill(y, other, 13);
    of->lanes(x, y, to, LANES);
    for (int i = 0; i < LANES; i++) {
        double one = of->one(x[i], y[i]), libm = of->libm(x[i], y[i]);
        if (!same_bits(one, to[i]))
            fail_msg("%s(%.17g, %.17g): %.17g alone, %.17g among others", of->name, x[i], y[i], one, to[i]);
        if (in_ulps(one, libm) > ULPS)
            fail_msg("%s(%.17g, %.17g): %.17g, libm has %.17g", of->name, x[i], y[i], one, libm);
    }
}

static void two_and_many_agree(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof of_two / sizeof of_two[0]; k++)
        for (int kind = 0; kind < KINDS; kind++)
            for (int other = 0; other < KINDS; other++)
                check_two(&of_two[k], kind, other);
}

static void a_result_may_replace_its_operand(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof of_one / sizeof of_one[0]; k++) {
        double x[LANES_MULTIPLE] = {0.25, 709.5, -709.5, 1e305}, to[LANES_MULTIPLE];
        of_one[k].lanes(x, to, LANES_MULTIPLE);
        of_one[k].lanes(x, x, LANES_MULTIPLE);
        for (int i = 0; i < LANES_MULTIPLE; i++)
            assert_true(same_bits(x[i], to[i]));
    }
}

// Below these SLEEF itself is infinite.
static void values_go_on_to_their_ends(void **state)
{
    (void)state;
    assert_true(isfinite(elementary_exp(709.782712)) && isinf(elementary_exp(709.7828)));
    assert_true(isfinite(elementary_expm1(709.782712)));
    assert_true(isfinite(elementary_sinh(710.475)) && isinf(elementary_sinh(710.476)));
    assert_true(isfinite(elementary_cosh(-710.475)) && elementary_sinh(-710.475) < 0);
    assert_true(isfinite(elementary_log1p(1.7e308)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_and_many_agree),
        cmocka_unit_test(two_and_many_agree),
        cmocka_unit_test(a_result_may_replace_its_operand),
        cmocka_unit_test(values_go_on_to_their_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
