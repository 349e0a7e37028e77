// Calls and names that are numbers to Python: int(0.9*100), max(1, n), round(x, 2), float("1e-3"), math.pi, -math.inf.
#include "base/text.h"
#include "scene/syntax.h"

#include <math.h>
#include <string.h>

typedef enum Whole { WHOLE_NEVER, WHOLE_ALWAYS, WHOLE_AS_GIVEN } Whole;

typedef struct Function {
    const char *name;
    bool of_math;
    int least, most; // arguments
    double (*value)(const double *x, int n);
    Whole whole;
} Function;

static double truncated(const double *x, int n)
{
    (void)n;
    return trunc(x[0]);
}

static double same(const double *x, int n)
{
    (void)n;
    return x[0];
}

static double size(const double *x, int n)
{
    (void)n;
    return fabs(x[0]);
}

static double lowest(const double *x, int n)
{
    double value = x[0];
    for (int i = 1; i < n; i++)
        value = x[i] < value ? x[i] : value;
    return value;
}

static double highest(const double *x, int n)
{
    double value = x[0];
    for (int i = 1; i < n; i++)
        value = x[i] > value ? x[i] : value;
    return value;
}

// Python's round(): halves to even.
static double rounded(const double *x, int n)
{
    (void)n;
    return nearbyint(x[0]);
}

static double down(const double *x, int n)
{
    (void)n;
    return floor(x[0]);
}

static double up(const double *x, int n)
{
    (void)n;
    return ceil(x[0]);
}

static double root(const double *x, int n)
{
    (void)n;
    return sqrt(x[0]);
}

enum { GIVEN_MAX = 8 };

static const Function functions[] = {
    {"int", false, 1, 1, truncated, WHOLE_ALWAYS},
    {"float", false, 1, 1, same, WHOLE_NEVER},
    {"abs", false, 1, 1, size, WHOLE_AS_GIVEN},
    {"round", false, 1, 1, rounded, WHOLE_ALWAYS},
    {"min", false, 2, GIVEN_MAX, lowest, WHOLE_AS_GIVEN},
    {"max", false, 2, GIVEN_MAX, highest, WHOLE_AS_GIVEN},
    {"floor", true, 1, 1, down, WHOLE_ALWAYS},
    {"ceil", true, 1, 1, up, WHOLE_ALWAYS},
    {"sqrt", true, 1, 1, root, WHOLE_NEVER},
};

static bool is_of_math(const Syntax *syntax, const Value *value)
{
    static const char *const modules[] = {"math.", "np.", "numpy.", "torch."};
    for (int i = 0; i < 4; i++)
        if ((int)strlen(modules[i]) == value->prefix &&
            !strncmp(syntax->text + value->at, modules[i], strlen(modules[i])))
            return true;
    return false;
}

static const Function *function_of(const Syntax *syntax, const Value *call)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (!strcmp(functions[i].name, call->name) && (functions[i].of_math ? is_of_math(syntax, call) : !call->prefix))
            return &functions[i];
    return NULL;
}

// The number that a value is, or that an assignment gave to the name that it is; NULL: neither.
const Value *syntax_number(const Syntax *syntax, const Value *value)
{
    for (int i = syntax->n_statements - 1; i >= 0 && value->kind == VALUE_NAME && !value->prefix; i--)
        if (!strcmp(syntax->value[syntax->statement[i]].key, value->name))
            value = &syntax->value[syntax->statement[i]];
    return value->kind == VALUE_NUMBER ? value : NULL;
}

static void become(Value *value, double number, bool whole)
{
    if (isnan(number) || (whole && isinf(number))) // Python has no int that is infinite
        return;
    value->kind = VALUE_NUMBER;
    value->number = number;
    value->whole = whole;
}

static void settle_call(const Syntax *syntax, Value *call)
{
    const Function *function = function_of(syntax, call);
    double given[GIVEN_MAX];
    bool whole = true;
    int n = 0;
    if (!function || call->count < function->least || call->count > function->most)
        return;
    for (int i = call->child; i >= 0; i = syntax->value[i].next, n++) {
        const Value *argument = &syntax->value[i], *number = syntax_number(syntax, argument);
        bool text = argument->kind == VALUE_STRING && function->value == same;
        if (argument->key[0] || (text ? !text_to_double(argument->name, &given[n]) : !number))
            return;
        given[n] = text ? given[n] : number->number;
        whole &= text || number->whole;
    }
    become(call, function->value(given, n), function->whole == WHOLE_AS_GIVEN ? whole : function->whole);
}

void syntax_settle(const Syntax *syntax, Value *value)
{
    if (value->kind == VALUE_CALL)
        settle_call(syntax, value);
    else if (is_of_math(syntax, value) && !strcmp(value->name, "pi"))
        become(value, 3.14159265358979323846, false);
    else if (is_of_math(syntax, value) && !strcmp(value->name, "e"))
        become(value, 2.71828182845904523536, false);
    else if (value->kind == VALUE_NAME && !strcmp(value->name, "inf") && (!value->prefix || is_of_math(syntax, value)))
        become(value, INFINITY, false);
}
