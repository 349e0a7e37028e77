// A lambda of a schedule, lr_lambda or scale_fn: an expression of Python's in one whole number, computed as Python
// does. A value is an int or a float, or numpy's float, which does not raise. Read are conditions, comparisons, `and`,
// `or`, `not`, arithmetic, the functions of lambda_functions.c, and lists in min, max, sum, len, `in` and before [i].
#ifndef RAVINE_ENGINE_SCHEDULES_LAMBDA_H
#define RAVINE_ENGINE_SCHEDULES_LAMBDA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Lambda Lambda;

typedef struct LambdaError {
    int at; // byte of the body
    char text[160];
} LambdaError;

// The body, what follows "lambda epoch:", of `variable`; neither is kept. NULL: error says where and why, or out of
// memory.
Lambda *lambda_compile(const char *body, size_t length, const char *variable, LambdaError *error);
void lambda_destroy(Lambda *lambda);

// *why, where Python raises (the value is then NaN), is a text that stays; else it is left as it is.
double lambda_value(const Lambda *lambda, double variable, const char **why);

// Is it a name of Python's module math, which has to stand before it? Not so of built-in ones: min, abs.
bool lambda_is_of_math(const char *name, size_t length);

#endif
