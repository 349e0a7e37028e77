// A lambda's value, by Python's rules.
#include "engine/schedules/lambda_inside.h"

#include <math.h>

// As CPython's float_floor_div and float_rem: the rest is exact and has the sign of b.
static double rest_of(double a, double b)
{
    double rest = fmod(a, b);
    return rest == 0 ? copysign(0, b) : (rest < 0) != (b < 0) ? rest + b : rest;
}

static double whole_of(double a, double b)
{
    double rest = fmod(a, b), ratio = (a - rest) / b;
    if (rest != 0 && (rest < 0) != (b < 0))
        ratio -= 1;
    if (ratio == 0)
        return copysign(0, a / b);
    double low = floor(ratio);
    return ratio - low > 0.5 ? low + 1 : low;
}

static LambdaNumber divide_whole(LambdaRun *run, LambdaOp op, LambdaNumber a, LambdaNumber b)
{
    LambdaKind kind = lambda_kind(a, b);
    if (b.value == 0 && kind == LAMBDA_NUMPY)
        return (LambdaNumber){op == LAMBDA_REST ? (double)NAN : a.value / b.value, kind};
    if (b.value == 0)
        return lambda_raise(run, "the lambda: division by zero");
    double value = op == LAMBDA_REST ? rest_of(a.value, b.value) : whole_of(a.value, b.value);
    return kind == LAMBDA_INT ? lambda_int(run, value) : (LambdaNumber){value, kind};
}

static LambdaNumber arithmetic(LambdaRun *run, LambdaOp op, LambdaNumber a, LambdaNumber b)
{
    LambdaKind kind = lambda_kind(a, b);
    if (op == LAMBDA_POWER)
        return lambda_power(run, a, b);
    if (kind != LAMBDA_INT) {
        a = lambda_float(run, a);
        b = lambda_float(run, b);
    }
    if (op == LAMBDA_DIVIDE)
        return lambda_divide(run, a, b);
    if (op == LAMBDA_WHOLE || op == LAMBDA_REST)
        return divide_whole(run, op, a, b);
    double value = op == LAMBDA_ADD ? a.value + b.value : op == LAMBDA_SUBTRACT ? a.value - b.value : a.value * b.value;
    return kind == LAMBDA_INT ? lambda_int(run, value) : (LambdaNumber){value, kind};
}

static bool compare(LambdaOp op, double a, double b)
{
    return op == LAMBDA_LESS ? a < b : op == LAMBDA_LESS_EQUAL ? a <= b : op == LAMBDA_EQUAL ? a == b : a != b;
}

// ---- The tree

static LambdaNumber value_of(LambdaRun *run, const Lambda *lambda, int index);

static int values_of(LambdaRun *run, const Lambda *lambda, const LambdaNode *node, LambdaNumber *values)
{
    for (int i = 0; i < node->parts; i++)
        values[i] = value_of(run, lambda, node->part[i]);
    return node->parts;
}

static LambdaNumber call(LambdaRun *run, const Lambda *lambda, const LambdaNode *node)
{
    LambdaNumber x[LAMBDA_ARGUMENTS_MAX];
    bool list = node->parts == 1 && lambda->node[node->part[0]].op == LAMBDA_LIST;
    int n = values_of(run, lambda, list ? &lambda->node[node->part[0]] : node, x);
    return lambda_call(run, node, x, n);
}

static LambdaNumber item(LambdaRun *run, const Lambda *lambda, const LambdaNode *node)
{
    LambdaNumber x[LAMBDA_ARGUMENTS_MAX], at = value_of(run, lambda, node->b);
    int n = values_of(run, lambda, &lambda->node[node->a], x);
    double i = at.value < 0 ? at.value + n : at.value;
    if (at.kind != LAMBDA_INT)
        return lambda_raise(run, "the lambda: a list's index is a float");
    return i >= 0 && i < n ? x[(int)i] : lambda_raise(run, "the lambda: list index out of range");
}

static LambdaNumber in(LambdaRun *run, const Lambda *lambda, const LambdaNode *node)
{
    LambdaNumber x[LAMBDA_ARGUMENTS_MAX], it = value_of(run, lambda, node->a);
    int n = values_of(run, lambda, &lambda->node[node->b], x);
    bool found = false;
    for (int i = 0; i < n; i++)
        found |= x[i].value == it.value;
    return lambda_int(run, found);
}

static LambdaNumber either(LambdaRun *run, const Lambda *lambda, const LambdaNode *node)
{
    LambdaNumber a = value_of(run, lambda, node->a);
    if (node->op == LAMBDA_NOT)
        return lambda_int(run, a.value == 0);
    return (a.value != 0) == (node->op == LAMBDA_OR) ? a : value_of(run, lambda, node->b);
}

static LambdaNumber choice(LambdaRun *run, const Lambda *lambda, const LambdaNode *node)
{
    return value_of(run, lambda, value_of(run, lambda, node->a).value != 0 ? node->b : node->c);
}

static LambdaNumber value_of(LambdaRun *run, const Lambda *lambda, int index)
{
    const LambdaNode *node = &lambda->node[index];
    switch (node->op) {
    case LAMBDA_CONSTANT:
        return node->number;
    case LAMBDA_VARIABLE:
        return run->variable;
    case LAMBDA_CALL:
        return call(run, lambda, node);
    case LAMBDA_ITEM:
        return item(run, lambda, node);
    case LAMBDA_IN:
        return in(run, lambda, node);
    case LAMBDA_CHOICE:
        return choice(run, lambda, node);
    case LAMBDA_AND:
    case LAMBDA_OR:
    case LAMBDA_NOT:
        return either(run, lambda, node);
    default:
        break;
    }
    LambdaNumber a = value_of(run, lambda, node->a), b = value_of(run, lambda, node->b);
    if (node->op >= LAMBDA_LESS && node->op <= LAMBDA_NOT_EQUAL)
        return lambda_int(run, compare(node->op, a.value, b.value));
    return arithmetic(run, node->op, a, b);
}

// torch multiplies a float by it.
double lambda_value(const Lambda *lambda, double variable, const char **why)
{
    LambdaRun run = {.variable = {variable, LAMBDA_INT}};
    double value = lambda_float(&run, value_of(&run, lambda, lambda->root)).value;
    if (!run.why)
        return value;
    *why = run.why;
    return NAN;
}
