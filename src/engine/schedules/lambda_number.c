// The numbers of lambdas: Python's ints and floats, and what raises where they are made and turned into each other. An
// int is held as a double: exact up to 2^53, beyond that to a double's digits; one beyond all floats is inf, and raises
// where Python makes a float of it.
#include "engine/elementary.h"
#include "engine/schedules/lambda_inside.h"

#include <math.h>

LambdaNumber lambda_raise(LambdaRun *run, const char *why)
{
    run->why = run->why ? run->why : why;
    return (LambdaNumber){NAN, LAMBDA_FLOAT};
}

// + 0: an int has no -0.
LambdaNumber lambda_int(LambdaRun *run, double value)
{
    return isnan(value) ? lambda_raise(run, "the lambda: ints of too many digits")
                        : (LambdaNumber){value + 0.0, LAMBDA_INT};
}

LambdaNumber lambda_float(LambdaRun *run, LambdaNumber number)
{
    if (number.kind != LAMBDA_INT)
        return number;
    if (isinf(number.value))
        return lambda_raise(run, "the lambda: int too large to convert to float");
    return (LambdaNumber){number.value, LAMBDA_FLOAT};
}

LambdaNumber lambda_divide(LambdaRun *run, LambdaNumber a, LambdaNumber b)
{
    LambdaKind kind = lambda_kind(a, b);
    if (kind == LAMBDA_NUMPY)
        return (LambdaNumber){a.value / b.value, kind};
    if (b.value == 0)
        return lambda_raise(run, "the lambda: division by zero");
    double value = a.value / b.value;
    if (kind == LAMBDA_INT && !isfinite(value))
        return lambda_raise(run, "the lambda: integer division result too large for a float");
    return (LambdaNumber){value, LAMBDA_FLOAT};
}

static double power_of_ints(double base, double exponent)
{
    double power = 1;
    for (; exponent >= 1; exponent = floor(exponent / 2), base *= base)
        if (fmod(exponent, 2) == 1)
            power *= base;
    return power;
}

LambdaNumber lambda_power(LambdaRun *run, LambdaNumber a, LambdaNumber b)
{
    LambdaKind kind = lambda_kind(a, b);
    if (kind == LAMBDA_INT && b.value >= 0 && isfinite(b.value))
        return lambda_int(run, power_of_ints(a.value, b.value));
    if (kind == LAMBDA_NUMPY)
        return (LambdaNumber){elementary_pow(a.value, b.value), kind};
    double x = lambda_float(run, a).value, y = lambda_float(run, b).value;
    if (x == 0 && y < 0)
        return lambda_raise(run, "the lambda: zero to a negative power");
    if (x < 0 && isfinite(x) && isfinite(y) && y != floor(y))
        return lambda_raise(run, "the lambda: a complex number, of a negative one's root");
    double value = elementary_pow(x, y);
    if (isinf(value) && isfinite(x) && isfinite(y))
        return lambda_raise(run, "the lambda: too large a power");
    return (LambdaNumber){value, LAMBDA_FLOAT};
}
