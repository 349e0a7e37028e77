#include "engine/elementary.h"

#include "engine/elementary_far.h"
#include "engine/lanes.h"

// One number: plain C, on any machine.
#define ONE(name, accuracy)                                                                                            \
    double elementary_##name(double x)                                                                                 \
    {                                                                                                                  \
        double to = Sleef_cinz_##name##d1_##accuracy##purec(x);                                                        \
        FAR_##name(x, to);                                                                                             \
        return to;                                                                                                     \
    }
#define TWO(name, accuracy)                                                                                            \
    double elementary_##name(double x, double y)                                                                       \
    {                                                                                                                  \
        return Sleef_cinz_##name##d1_##accuracy##purec(x, y);                                                          \
    }

ELEMENTARY_OF_ONE(ONE)
ELEMENTARY_OF_TWO(TWO)

// Many: as wide as this machine is.
#if defined(__x86_64__)
#define WIDTHS_OF_ONE(name, accuracy)                                                                                  \
    void elementary_avx_##name(const double *x, double *to, int n);                                                    \
    void elementary_sse2_##name(const double *x, double *to, int n);                                                   \
    void elementary_lanes_##name(const double *x, double *to, int n)                                                   \
    {                                                                                                                  \
        (lanes_avx() ? elementary_avx_##name : elementary_sse2_##name)(x, to, n);                                      \
    }
#define WIDTHS_OF_TWO(name, accuracy)                                                                                  \
    void elementary_avx_##name(const double *x, const double *y, double *to, int n);                                   \
    void elementary_sse2_##name(const double *x, const double *y, double *to, int n);                                  \
    void elementary_lanes_##name(const double *x, const double *y, double *to, int n)                                  \
    {                                                                                                                  \
        (lanes_avx() ? elementary_avx_##name : elementary_sse2_##name)(x, y, to, n);                                   \
    }
#else
#define WIDTHS_OF_ONE(name, accuracy)                                                                                  \
    void elementary_lanes_##name(const double *x, double *to, int n)                                                   \
    {                                                                                                                  \
        for (int i = 0; i < n; i++)                                                                                    \
            to[i] = elementary_##name(x[i]);                                                                           \
    }
#define WIDTHS_OF_TWO(name, accuracy)                                                                                  \
    void elementary_lanes_##name(const double *x, const double *y, double *to, int n)                                  \
    {                                                                                                                  \
        for (int i = 0; i < n; i++)                                                                                    \
            to[i] = elementary_##name(x[i], y[i]);                                                                     \
    }
#endif

ELEMENTARY_OF_ONE(WIDTHS_OF_ONE)
ELEMENTARY_OF_TWO(WIDTHS_OF_TWO)
