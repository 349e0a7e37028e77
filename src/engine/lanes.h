// The vector width, chosen at run time. A loop over lanes is written once as plain C in a LANES_BODY function; two thin
// callers of it are compiled for the baseline (SSE2 on x86-64) and for AVX2. Never FMA: both give the same bits.
// -DRAVINE_ONE_ISA leaves the width to the compiler's flags.
//
//     LANES_BODY void scale(double *x, int n) { LANES_LOOP for (int i = 0; i < n; i++) x[i] *= 2; }
//     LANES_AVX2 static void scale_avx2(double *x, int n) { scale(x, n); }
//     static void scale_baseline(double *x, int n) { scale(x, n); }
//     void rule_scale(double *x, int n) { if (lanes_avx2()) scale_avx2(x, n); else scale_baseline(x, n); }
#ifndef RAVINE_ENGINE_LANES_H
#define RAVINE_ENGINE_LANES_H

#include <stdbool.h>

enum { LANES_MULTIPLE = 4 }; // a loop over a multiple of so many lanes has no remainder at any width

#define LANES_BODY static inline __attribute__((always_inline))

// Before a for loop whose iterations are independent: the arrays may be the same, but may not overlap otherwise.
#define LANES_LOOP _Pragma("omp simd")

#if defined(__x86_64__) && !defined(RAVINE_ONE_ISA)
#define LANES_AVX2 __attribute__((target("avx2")))
static inline bool lanes_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}
static inline bool lanes_avx(void)
{
    return __builtin_cpu_supports("avx");
}
#else
#define LANES_AVX2
static inline bool lanes_avx2(void)
{
    return false;
}
static inline bool lanes_avx(void)
{
    return false;
}
#endif

static inline int lanes_padded(int n)
{
    return (n + LANES_MULTIPLE - 1) / LANES_MULTIPLE * LANES_MULTIPLE;
}

// Doubles from one array of n lanes to the next: arrays that lie a power of two apart would crowd the same cache lines.
static inline int lanes_stride(int n)
{
    return n < 64 ? n : n + 8;
}

#endif
