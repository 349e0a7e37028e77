// What tests of formulas share: a text compiled and evaluated at a point.
#ifndef RAVINE_TESTS_COMPILED_H
#define RAVINE_TESTS_COMPILED_H

#include "engine/formula/formula.h"
#include "engine/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SEED = 20, LANES = 517 };

typedef struct Result {
    double value, gradient[FORMULA_PARAMETERS_MAX];
} Result;

static inline Formula *compile(const char *text, const FormulaNames *names)
{
    FormulaError error;
    Formula *formula = formula_compile(text, names, &error);
    if (!formula)
        fail_msg("'%s', column %d: %s", text, error.column, error.text);
    return formula;
}

static inline Result evaluate(const Formula *formula, const double *at)
{
    Result result = {0};
    const double *parameters[FORMULA_PARAMETERS_MAX];
    double *gradient[FORMULA_PARAMETERS_MAX];
    for (int i = 0; i < formula_dimension(formula); i++) {
        parameters[i] = &at[i];
        gradient[i] = &result.gradient[i];
    }
    FormulaWork *work = formula_work_create(formula);
    formula_evaluate(formula, work, &(FormulaInput){.parameters = parameters}, 1, &result.value, gradient);
    formula_work_destroy(work);
    return result;
}

static inline bool same_bits(double a, double b)
{
    return !memcmp(&a, &b, sizeof a) || (isnan(a) && isnan(b));
}

typedef struct Writer {
    char text[FORMULA_TEXT_MAX + 1];
    uint64_t stream, draws;
} Writer;

static inline int draw(Writer *writer, int n)
{
    return (int)(random_bits(SEED, writer->stream, writer->draws++) % (uint64_t)n);
}

static inline void put(Writer *writer, const char *text)
{
    strncat(writer->text, text, sizeof writer->text - strlen(writer->text) - 1);
}

#endif
