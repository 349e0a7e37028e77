// Seeded streams by counter, not by state: a draw is a pure function of (seed, stream, index), so a race can seek, and
// one racer's draws never depend on its neighbours. Same bytes on every machine of an architecture with the same libm.
#ifndef RAVINE_ENGINE_RANDOM_H
#define RAVINE_ENGINE_RANDOM_H

#include <stdint.h>

uint64_t random_bits(uint64_t seed, uint64_t stream, uint64_t index);
double random_uniform(uint64_t seed, uint64_t stream, uint64_t index); // in (0, 1)
double random_normal(uint64_t seed, uint64_t stream, uint64_t index);  // mean 0, variance 1

// A uniformly drawn permutation of 0..n-1 into order (Fisher-Yates).
void random_permutation(uint64_t seed, uint64_t stream, int n, int *order);

#endif
