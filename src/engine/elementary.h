// The elementary functions, with the same bits on every machine and at every vector width: SLEEF's `cinz` functions,
// which never fuse a multiplication with an addition. Within an ulp of the true value, cbrt within four. What the
// engine computes other than by + - * / goes through here; libm keeps what it computes exactly: sqrt, floor, fmod,
// frexp.
//
// Where SLEEF ends before a function's values do, a detour goes on, the same for one number and for many: beyond 709
// exp and expm1 by exp(x - 1) e, sinh and cosh by (exp(x/2)/2) exp(x/2); beyond 1e300 log1p by log; beyond 1e150 asinh
// and acosh by log x + log 2. Not here: sincos, whose bits are not those of sin and cos, and erf, which differs between
// versions: formula/kernel.c has its own. To add a function: a row below.
#ifndef RAVINE_ENGINE_ELEMENTARY_H
#define RAVINE_ENGINE_ELEMENTARY_H

// name, SLEEF's name of its accuracy
#define ELEMENTARY_OF_ONE(ROW)                                                                                         \
    ROW(sin, u10)                                                                                                      \
    ROW(cos, u10)                                                                                                      \
    ROW(tan, u10)                                                                                                      \
    ROW(asin, u10)                                                                                                     \
    ROW(acos, u10)                                                                                                     \
    ROW(atan, u10)                                                                                                     \
    ROW(asinh, u10)                                                                                                    \
    ROW(acosh, u10)                                                                                                    \
    ROW(atanh, u10)                                                                                                    \
    ROW(sinh, u10)                                                                                                     \
    ROW(cosh, u10)                                                                                                     \
    ROW(tanh, u10)                                                                                                     \
    ROW(exp, u10) ROW(expm1, u10) ROW(log, u10) ROW(log1p, u10) ROW(log10, u10) ROW(log2, u10) ROW(cbrt, u10)
#define ELEMENTARY_OF_TWO(ROW) ROW(pow, u10) ROW(hypot, u05) ROW(atan2, u10)

// elementary_sin(x) and so on: of one number.
// elementary_lanes_sin(x, to, n): of n numbers, n a multiple of LANES_MULTIPLE (lanes.h); `to` may be x itself.
#define ELEMENTARY_DECLARE_ONE(name, accuracy)                                                                         \
    double elementary_##name(double x);                                                                                \
    void elementary_lanes_##name(const double *x, double *to, int n);
#define ELEMENTARY_DECLARE_TWO(name, accuracy)                                                                         \
    double elementary_##name(double x, double y);                                                                      \
    void elementary_lanes_##name(const double *x, const double *y, double *to, int n);

ELEMENTARY_OF_ONE(ELEMENTARY_DECLARE_ONE)
ELEMENTARY_OF_TWO(ELEMENTARY_DECLARE_TWO)

#endif
