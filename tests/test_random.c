// Draws: the same bytes for ever, the moments they promise, and streams that have nothing to do with one another.
#include "engine/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { DRAWS = 200000 };

// Random123's known answers for philox2x64-10 (kat_vectors): counter (index, stream), key seed, first word.
static void bits_are_philoxs(void **state)
{
    (void)state;
    assert_true(random_bits(0, 0, 0) == 0xca00a0459843d731u);
    assert_true(random_bits(UINT64_MAX, UINT64_MAX, UINT64_MAX) == 0x65b021d60cd8310fu);
    assert_true(random_bits(0xa4093822299f31d0u, 0x13198a2e03707344u, 0x243f6a8885a308d3u) == 0x0a5e742c2997341cu);
}

// A change of these changes every scene with noise or batches.
static void draws_stay_what_they_are(void **state)
{
    (void)state;
    const int expected[10] = {8, 1, 3, 2, 7, 4, 6, 9, 5, 0};
    int order[10];
    assert_true(random_uniform(1, 2, 0) == 0.60748196825702638);
    assert_true(random_uniform(1, 2, 1) == 0.76309439722054939);
    assert_true(fabs(random_normal(1, 2, 0) - 0.2727621409860957) < 1e-15);
    assert_true(fabs(random_normal(1, 2, 2) - -0.13017014225666768) < 1e-15);
    random_permutation(7, 3, 10, order);
    assert_memory_equal(order, expected, sizeof order);
}

// Mean of a power of the draws, by which a moment is estimated to about spread / sqrt(DRAWS).
static double moment(double (*draw)(uint64_t, uint64_t, uint64_t), uint64_t stream, double centre, int power)
{
    double sum = 0;
    for (uint64_t i = 0; i < DRAWS; i++)
        sum += pow(draw(5, stream, i) - centre, power);
    return sum / DRAWS;
}

static void assert_near(double found, double expected, double spread)
{
    double allowed = 4.5 * spread / sqrt(DRAWS);
    if (!(fabs(found - expected) <= allowed))
        fail_msg("%g, expected %g within %g", found, expected, allowed);
}

static void uniform_is_uniform(void **state)
{
    (void)state;
    for (uint64_t stream = 0; stream < 4; stream++) {
        assert_near(moment(random_uniform, stream, 0.5, 1), 0, 0.2887);
        assert_near(moment(random_uniform, stream, 0.5, 2), 1.0 / 12, 0.0745);
        assert_near(moment(random_uniform, stream, 0.5, 4), 1.0 / 80, 0.0167);
    }
}

static void uniform_lies_inside_0_and_1(void **state)
{
    (void)state;
    int cells[64] = {0};
    for (uint64_t i = 0; i < DRAWS; i++) {
        double u = random_uniform(6, 0, i);
        assert_true(u > 0 && u < 1);
        cells[(int)(64 * u)]++;
    }
    for (int i = 0; i < 64; i++)
        assert_near(cells[i] / (double)DRAWS, 1.0 / 64, sqrt(1.0 / 64));
}

static void normal_is_normal(void **state)
{
    (void)state;
    for (uint64_t stream = 0; stream < 4; stream++) {
        assert_near(moment(random_normal, stream, 0, 1), 0, 1);
        assert_near(moment(random_normal, stream, 0, 2), 1, sqrt(2));
        assert_near(moment(random_normal, stream, 0, 3), 0, sqrt(15));
        assert_near(moment(random_normal, stream, 0, 4), 3, sqrt(96));
    }
}

// Shares beyond 1, 2, 3 and 4 standard deviations, by the complementary error function.
static void normal_has_its_tails(void **state)
{
    (void)state;
    for (int k = 1; k <= 4; k++) {
        double expected = erfc(k / sqrt(2)) / 2;
        int above = 0, below = 0;
        for (uint64_t i = 0; i < DRAWS; i++) {
            double z = random_normal(8, 1, i);
            above += z > k;
            below += z < -k;
        }
        assert_near(above / (double)DRAWS, expected, sqrt(expected));
        assert_near(below / (double)DRAWS, expected, sqrt(expected));
    }
}

static double correlation(uint64_t seed_a, uint64_t stream_a, uint64_t seed_b, uint64_t stream_b, uint64_t shift)
{
    double sum = 0;
    for (uint64_t i = 0; i < DRAWS; i++)
        sum += random_normal(seed_a, stream_a, i) * random_normal(seed_b, stream_b, i + shift);
    return sum / DRAWS;
}

static void streams_and_seeds_are_independent(void **state)
{
    (void)state;
    assert_near(correlation(1, 0, 1, 1, 0), 0, 1);
    assert_near(correlation(1, 0, 1, 2, 0), 0, 1);
    assert_near(correlation(1, 0, 2, 0, 0), 0, 1);
    assert_near(correlation(1, 1, 2, 0, 0), 0, 1);
    assert_near(correlation(1, 0, 1, UINT64_C(1) << 40, 0), 0, 1);
    assert_near(correlation(1, 0, 1, 0, 1), 0, 1);
    assert_near(correlation(1, 0, 1, 1, 1), 0, 1);
}

static bool is_permutation(const int *order, int n)
{
    bool *seen = calloc((size_t)n + 1, sizeof *seen);
    bool ok = true;
    for (int i = 0; i < n; i++) {
        ok = ok && order[i] >= 0 && order[i] < n && !seen[order[i]];
        if (ok)
            seen[order[i]] = true;
    }
    free(seen);
    return ok;
}

static void permutations_hold_everything_once(void **state)
{
    (void)state;
    int *order = malloc(1000 * sizeof *order);
    for (int n = 0; n <= 1000; n = n < 10 ? n + 1 : n * 3) {
        random_permutation(3, (uint64_t)n, n, order);
        assert_true(is_permutation(order, n));
    }
    free(order);
}

// All 24 orders of 4, equally often.
static void permutations_are_uniform(void **state)
{
    (void)state;
    enum { TRIALS = 48000 };
    int counts[256] = {0}, order[4], kinds = 0;
    for (uint64_t stream = 0; stream < TRIALS; stream++) {
        random_permutation(9, stream, 4, order);
        counts[order[0] << 6 | order[1] << 4 | order[2] << 2 | order[3]]++;
    }
    double chi_squared = 0;
    for (int i = 0; i < 256; i++) {
        kinds += counts[i] > 0;
        chi_squared += counts[i] ? pow(counts[i] - TRIALS / 24.0, 2) / (TRIALS / 24.0) : 0;
    }
    assert_int_equal(kinds, 24);
    assert_true(chi_squared < 58.0); // 23 degrees of freedom: beyond it 1 in 10,000
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_are_philoxs),
        cmocka_unit_test(draws_stay_what_they_are),
        cmocka_unit_test(uniform_is_uniform),
        cmocka_unit_test(uniform_lies_inside_0_and_1),
        cmocka_unit_test(normal_is_normal),
        cmocka_unit_test(normal_has_its_tails),
        cmocka_unit_test(streams_and_seeds_are_independent),
        cmocka_unit_test(permutations_hold_everything_once),
        cmocka_unit_test(permutations_are_uniform),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
