// Philox2x64-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011): ten rounds over the
// counter (index, stream) with the seed as key. Every counter is a draw of its own; there is no state.
#include "engine/random.h"
#include "engine/elementary.h"

#include <math.h>

enum { ROUNDS = 10 };

uint64_t random_bits(uint64_t seed, uint64_t stream, uint64_t index)
{
    uint64_t left = index, right = stream, key = seed;
    for (int i = 0; i < ROUNDS; i++) {
        unsigned __int128 product = (unsigned __int128)left * 0xd2b74407b1ce6e93u;
        left = (uint64_t)(product >> 64) ^ key ^ right;
        right = (uint64_t)product;
        key += 0x9e3779b97f4a7c15u;
    }
    return left;
}

// The middles of 2^52 equal intervals: never 0, never 1, and symmetric about a half.
double random_uniform(uint64_t seed, uint64_t stream, uint64_t index)
{
    return ((double)(random_bits(seed, stream, index) >> 12) + 0.5) * 0x1p-52;
}

static double ratio(const double *numerator, const double *denominator, double x)
{
    double above = numerator[7], below = denominator[7];
    for (int i = 6; i >= 0; i--) {
        above = above * x + numerator[i];
        below = below * x + denominator[i];
    }
    return above / below;
}

// The inverse of the normal distribution function: algorithm AS 241, PPND16 (Wichura, Applied Statistics 37, 1988),
// good to 1e-16.
static double normal_quantile(double p)
{
    static const double A[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double B[8] = {1.0,
                                4.2313330701600911252e1,
                                6.8718700749205790830e2,
                                5.3941960214247511077e3,
                                2.1213794301586595867e4,
                                3.9307895800092710610e4,
                                2.8729085735721942674e4,
                                5.2264952788528545610e3};
    static const double C[8] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double D[8] = {1.0,
                                2.05319162663775882187e0,
                                1.67638483018380384940e0,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
    static const double E[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double F[8] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};
    double q = p - 0.5;
    if (fabs(q) <= 0.425)
        return q * ratio(A, B, 0.180625 - q * q);
    double r = sqrt(-elementary_log(q < 0 ? p : 1 - p));
    double tail = r <= 5 ? ratio(C, D, r - 1.6) : ratio(E, F, r - 5);
    return q < 0 ? -tail : tail;
}

double random_normal(uint64_t seed, uint64_t stream, uint64_t index)
{
    return normal_quantile(random_uniform(seed, stream, index));
}

// 0 <= result < n; for n under 2^31 no value is likelier than another by more than 1 in 2^33.
static int below(uint64_t bits, int n)
{
    return (int)((unsigned __int128)bits * (unsigned)n >> 64);
}

void random_permutation(uint64_t seed, uint64_t stream, int n, int *order)
{
    for (int i = 0; i < n; i++)
        order[i] = i;
    for (int i = n - 1; i > 0; i--) {
        int other = below(random_bits(seed, stream, (uint64_t)i), i + 1);
        int moved = order[i];
        order[i] = order[other];
        order[other] = moved;
    }
}
