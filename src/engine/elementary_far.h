// Where SLEEF's functions end before their values do: the detours of elementary.h. Private to elementary.c and its
// neighbours.
#ifndef RAVINE_ENGINE_ELEMENTARY_FAR_H
#define RAVINE_ENGINE_ELEMENTARY_FAR_H

#include "engine/elementary.h"

#include <math.h>
#include <sleef.h>

#define ELEMENTARY_E     2.718281828459045235
#define ELEMENTARY_STEEP 709.0 // exp is inf in SLEEF a little before it overflows, sinh and cosh a good way before
#define ELEMENTARY_HUGE  1e300
#define ELEMENTARY_LARGE 1e150 // beyond, asinh and acosh are inf in SLEEF: they square
#define ELEMENTARY_LOG2  0.693147180559945309

static inline double far_exp(double x)
{
    return Sleef_cinz_expd1_u10purec(x - 1) * ELEMENTARY_E;
}

static inline double far_cosh(double x)
{
    double half = Sleef_cinz_expd1_u10purec(fabs(x) / 2);
    return half / 2 * half;
}

static inline double far_sinh(double x)
{
    return copysign(far_cosh(x), x);
}

static inline double far_log1p(double x)
{
    return Sleef_cinz_logd1_u10purec(x);
}

static inline double far_acosh(double x)
{
    return Sleef_cinz_logd1_u10purec(x) + ELEMENTARY_LOG2;
}

static inline double far_asinh(double x)
{
    return copysign(far_acosh(fabs(x)), x);
}

// Is x beyond the function's own limit? Then `to` is made the detour's value. Nothing else has one.
#define FAR_sin(x, to)
#define FAR_cos(x, to)
#define FAR_tan(x, to)
#define FAR_asin(x, to)
#define FAR_acos(x, to)
#define FAR_atan(x, to)
#define FAR_atanh(x, to)
#define FAR_tanh(x, to)
#define FAR_log(x, to)
#define FAR_log10(x, to)
#define FAR_log2(x, to)
#define FAR_cbrt(x, to)
#define FAR_exp(x, to)                                                                                                 \
    if ((x) > ELEMENTARY_STEEP)                                                                                        \
    (to) = far_exp(x)
#define FAR_expm1(x, to) FAR_exp(x, to)
#define FAR_sinh(x, to)                                                                                                \
    if (fabs(x) > ELEMENTARY_STEEP)                                                                                    \
    (to) = far_sinh(x)
#define FAR_cosh(x, to)                                                                                                \
    if (fabs(x) > ELEMENTARY_STEEP)                                                                                    \
    (to) = far_cosh(x)
#define FAR_asinh(x, to)                                                                                               \
    if (fabs(x) > ELEMENTARY_LARGE)                                                                                    \
    (to) = far_asinh(x)
#define FAR_acosh(x, to)                                                                                               \
    if ((x) > ELEMENTARY_LARGE)                                                                                        \
    (to) = far_acosh(x)
#define FAR_log1p(x, to)                                                                                               \
    if ((x) > ELEMENTARY_HUGE)                                                                                         \
    (to) = far_log1p(x)

#endif
