// The functions that a lambda can call: Python's own, its module math's, and numpy's. A row each; of_one and of_two are
// of floats and raise as CPython's math does: where the value of numbers is none, or too large.
#include "engine/elementary.h"
#include "engine/schedules/lambda_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Python's own

static LambdaNumber absolute(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)run, (void)n;
    return (LambdaNumber){fabs(x->value), x->kind};
}

static LambdaNumber to_float(LambdaRun *run, const LambdaNumber *x, int n)
{
    LambdaNumber number = n ? lambda_float(run, *x) : (LambdaNumber){0, LAMBDA_FLOAT};
    number.kind = LAMBDA_FLOAT;
    return number;
}

static LambdaNumber whole(LambdaRun *run, LambdaNumber x, double value)
{
    if (x.kind != LAMBDA_INT && !isfinite(x.value))
        return lambda_raise(run, "the lambda: cannot convert float infinity or NaN to integer");
    return lambda_int(run, value);
}

static LambdaNumber to_int(LambdaRun *run, const LambdaNumber *x, int n)
{
    return n ? whole(run, *x, trunc(x->value)) : lambda_int(run, 0);
}

static LambdaNumber to_bool(LambdaRun *run, const LambdaNumber *x, int n)
{
    return lambda_int(run, n && x->value != 0);
}

static LambdaNumber down(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)n;
    return whole(run, *x, floor(x->value));
}

static LambdaNumber up(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)n;
    return whole(run, *x, ceil(x->value));
}

// To the even one of two that are equally near.
static double nearest(double x)
{
    double low = floor(x), part = x - low;
    return part < 0.5 || (part == 0.5 && fmod(low, 2) == 0) ? low : low + 1;
}

// The exact value of x decides, as printf's does.
static double nearest_decimal(double x, double digits)
{
    char text[700];
    if (digits > 323 || !isfinite(x))
        return x;
    if (digits < 0) {
        double unit = elementary_pow(10, -digits);
        return isinf(unit) ? copysign(0, x) : nearest(x / unit) * unit;
    }
    snprintf(text, sizeof text, "%.*f", (int)digits, x);
    return strtod(text, NULL);
}

static LambdaNumber rounded(LambdaRun *run, const LambdaNumber *x, int n)
{
    if (n == 1)
        return x->kind == LAMBDA_INT ? *x : whole(run, *x, nearest(x->value));
    if (x[1].kind != LAMBDA_INT)
        return lambda_raise(run, "the lambda: round's digits are a float");
    if (x->kind == LAMBDA_INT && x[1].value >= 0)
        return *x;
    return (LambdaNumber){nearest_decimal(x->value, x[1].value), x->kind};
}

static LambdaNumber least(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)run;
    LambdaNumber best = x[0];
    for (int i = 1; i < n; i++)
        best = x[i].value < best.value ? x[i] : best;
    return best;
}

static LambdaNumber most(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)run;
    LambdaNumber best = x[0];
    for (int i = 1; i < n; i++)
        best = x[i].value > best.value ? x[i] : best;
    return best;
}

static LambdaNumber sum(LambdaRun *run, const LambdaNumber *x, int n)
{
    LambdaNumber all = lambda_int(run, 0);
    for (int i = 0; i < n; i++) {
        all.value += x[i].value;
        all.kind = x[i].kind > all.kind ? x[i].kind : all.kind;
    }
    return all;
}

static LambdaNumber length(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)x;
    return lambda_int(run, n);
}

static LambdaNumber power(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)n;
    return lambda_power(run, x[0], x[1]);
}

// ---- math's and numpy's

static LambdaNumber logarithm(LambdaRun *run, const LambdaNumber *x, int n)
{
    LambdaNumber of[2];
    for (int i = 0; i < n; i++) {
        of[i] = lambda_float(run, x[i]);
        if (of[i].value <= 0)
            return lambda_raise(run, "the lambda: math domain error");
        of[i] = (LambdaNumber){elementary_log(of[i].value), LAMBDA_FLOAT};
    }
    return n > 1 ? lambda_divide(run, of[0], of[1]) : of[0];
}

// Powers of the base are exact, as libm's.
static double logarithm_of_base(double x, double value, double base)
{
    double near = nearest(value), power = 1;
    if (near < 0 || near > 22 || fabs(value - near) > 1e-14)
        return value;
    for (int i = 0; i < near; i++)
        power *= base;
    return power == x ? near : value;
}

static double logarithm_10(double x)
{
    return logarithm_of_base(x, elementary_log10(x), 10);
}

static double logarithm_2(double x)
{
    int exponent;
    return frexp(x, &exponent) == 0.5 ? exponent - 1 : elementary_log2(x);
}

static double maximum(double x, double y)
{
    return isnan(x) || x > y ? x : y;
}

static double minimum(double x, double y)
{
    return isnan(x) || x < y ? x : y;
}

static double square(double x)
{
    return x * x;
}

static double sign(double x)
{
    return isnan(x) ? x : (x > 0) - (x < 0);
}

static LambdaNumber numpy(double value)
{
    return (LambdaNumber){value, LAMBDA_NUMPY};
}

static LambdaNumber where(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)run, (void)n;
    return numpy(x[0].value != 0 ? x[1].value : x[2].value);
}

static LambdaNumber clip(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)run, (void)n;
    return numpy(minimum(maximum(x[0].value, x[1].value), x[2].value));
}

static LambdaNumber numpy_round(LambdaRun *run, const LambdaNumber *x, int n)
{
    (void)run;
    double unit = n > 1 ? elementary_pow(10, x[1].value) : 1;
    return numpy(nearest(x->value * unit) / unit);
}

#define BOTH(name) name, name
#define OF(...)    .of_any = __VA_ARGS__

const LambdaFunction lambda_functions[] = {
    {"abs", NULL, NULL, OF(absolute), 1, 1},
    {"float", NULL, NULL, OF(to_float), 0, 1},
    {"int", NULL, NULL, OF(to_int), 0, 1},
    {"bool", NULL, NULL, OF(to_bool), 0, 1},
    {"round", NULL, NULL, OF(rounded), 1, 2},
    {"min", NULL, NULL, OF(least), 2, LAMBDA_ARGUMENTS_MAX, .list = true},
    {"max", NULL, NULL, OF(most), 2, LAMBDA_ARGUMENTS_MAX, .list = true},
    {"sum", NULL, NULL, OF(sum), LAMBDA_ARGUMENTS_MAX + 1, 0, .list = true},
    {"len", NULL, NULL, OF(length), LAMBDA_ARGUMENTS_MAX + 1, 0, .list = true},
    {"pow", NULL, NULL, OF(power), 2, 2},
    {NULL, BOTH("sin"), elementary_sin},
    {NULL, BOTH("cos"), elementary_cos},
    {NULL, BOTH("tan"), elementary_tan},
    {NULL, "asin", "arcsin", elementary_asin},
    {NULL, "acos", "arccos", elementary_acos},
    {NULL, "atan", "arctan", elementary_atan},
    {NULL, BOTH("sinh"), elementary_sinh, .grows = true},
    {NULL, BOTH("cosh"), elementary_cosh, .grows = true},
    {NULL, BOTH("tanh"), elementary_tanh},
    {NULL, "asinh", "arcsinh", elementary_asinh},
    {NULL, "acosh", "arccosh", elementary_acosh},
    {NULL, "atanh", "arctanh", elementary_atanh},
    {NULL, BOTH("exp"), elementary_exp, .grows = true},
    {NULL, BOTH("expm1"), elementary_expm1, .grows = true},
    {NULL, "log", NULL, OF(logarithm), 1, 2},
    {NULL, NULL, "log", elementary_log},
    {NULL, BOTH("log1p"), elementary_log1p},
    {NULL, BOTH("log2"), logarithm_2},
    {NULL, BOTH("log10"), logarithm_10},
    {NULL, BOTH("sqrt"), sqrt},
    {NULL, BOTH("cbrt"), elementary_cbrt},
    {NULL, BOTH("fabs"), fabs},
    {NULL, "floor", NULL, OF(down), 1, 1},
    {NULL, "ceil", NULL, OF(up), 1, 1},
    {NULL, "trunc", NULL, OF(to_int), 1, 1},
    {NULL, NULL, "floor", floor},
    {NULL, NULL, "ceil", ceil},
    {NULL, NULL, "trunc", trunc},
    {NULL, "pow", "power", .of_two = elementary_pow, .grows = true},
    {NULL, "atan2", "arctan2", .of_two = elementary_atan2},
    {NULL, BOTH("hypot"), .of_two = elementary_hypot, .grows = true},
    {NULL, BOTH("fmod"), .of_two = fmod},
    {NULL, BOTH("copysign"), .of_two = copysign},
    {NULL, NULL, "abs", fabs},
    {NULL, NULL, "sign", sign},
    {NULL, NULL, "square", square},
    {NULL, NULL, "maximum", .of_two = maximum},
    {NULL, NULL, "minimum", .of_two = minimum},
    {NULL, NULL, "where", OF(where), 3, 3},
    {NULL, NULL, "clip", OF(clip), 3, 3},
    {NULL, NULL, "round", OF(numpy_round), 1, 2},
    {0},
};

// ---- Names

const char *lambda_name(const LambdaFunction *function, LambdaModule module)
{
    return module == LAMBDA_BUILT_IN ? function->name : module == LAMBDA_MATH ? function->math : function->numpy;
}

bool lambda_constant(const char *name, double *value)
{
    static const struct {
        const char *name;
        double value;
    } constants[] = {{"pi", 3.14159265358979323846},
                     {"e", 2.7182818284590452354},
                     {"tau", 6.28318530717958647692},
                     {"inf", INFINITY},
                     {"nan", NAN}};
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (!strcmp(constants[i].name, name)) {
            *value = constants[i].value;
            return true;
        }
    return false;
}

bool lambda_is_of_math(const char *name, size_t length)
{
    char word[16];
    double value;
    bool of_math = false;
    if (length >= sizeof word)
        return false;
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    for (const LambdaFunction *f = lambda_functions; f->name || f->math || f->numpy; f++) {
        of_math |= f->math && !strcmp(f->math, word);
        if (f->name && !strcmp(f->name, word))
            return false;
    }
    return of_math || lambda_constant(word, &value);
}

// ---- Calling

static LambdaNumber of_floats(LambdaRun *run, const LambdaNode *node, const LambdaNumber *x)
{
    const LambdaFunction *function = node->function;
    double a = lambda_float(run, x[0]).value, b = function->of_two ? lambda_float(run, x[1]).value : 0;
    double value = function->of_one ? function->of_one(a) : function->of_two(a, b);
    if (node->numpy)
        return numpy(value);
    if (isnan(value) && !isnan(a) && !isnan(b))
        return lambda_raise(run, "the lambda: math domain error");
    if (isinf(value) && isfinite(a) && isfinite(b))
        return lambda_raise(run, function->grows && a != 0 ? "the lambda: math range error"
                                                           : "the lambda: math domain error");
    return (LambdaNumber){value, LAMBDA_FLOAT};
}

LambdaNumber lambda_call(LambdaRun *run, const LambdaNode *node, const LambdaNumber *x, int n)
{
    if (!node->function->of_any)
        return of_floats(run, node, x);
    LambdaNumber number = node->function->of_any(run, x, n);
    number.kind = node->numpy ? LAMBDA_NUMPY : number.kind;
    return number;
}
