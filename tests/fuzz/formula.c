// A formula: read, evaluated with its gradient, and written out in the formula language alone, which reads back to the
// same numbers.
#include "fuzz.h"

enum { POINTS = 7, COLUMNS = 2, PLACES = FORMULA_PARAMETERS_MAX };

static const double points[POINTS] = {-1.5, 0, 0.25, 1, 2, 1e3, -1e300};

typedef struct Numbers {
    double value[POINTS], gradient[PLACES][POINTS];
} Numbers;

static void evaluate(const Formula *formula, Numbers *numbers)
{
    static double normal[POINTS];
    const double *parameters[PLACES], *columns[COLUMNS], *normals[FORMULA_NORMALS_MAX];
    double *gradient[PLACES];
    for (int i = 0; i < PLACES; i++)
        parameters[i] = points, gradient[i] = numbers->gradient[i];
    for (int i = 0; i < COLUMNS; i++)
        columns[i] = points;
    for (int i = 0; i < FORMULA_NORMALS_MAX; i++)
        normals[i] = normal;
    FormulaWork *work = formula_work_create(formula);
    if (!work)
        abort();
    formula_evaluate(formula, work, &(FormulaInput){parameters, columns, normals}, POINTS, numbers->value, gradient);
    formula_work_destroy(work);
}

static void hold_same(const Formula *formula, const Formula *plain, const char *text, const char *plain_text)
{
    static Numbers a, b;
    int dimension = formula_dimension(formula);
    hold(formula_dimension(plain) == dimension, "other parameters", text, plain_text);
    evaluate(formula, &a);
    evaluate(plain, &b);
    for (int i = 0; i < POINTS; i++) {
        hold(same_number(a.value[i], b.value[i]), "another value", text, plain_text);
        for (int k = 0; k < dimension; k++)
            hold(same_number(a.gradient[k][i], b.gradient[k][i]), "another gradient", text, plain_text);
    }
}

static void read_plain(const Formula *formula, const char *text, FormulaNames names)
{
    static FormulaPlain plain;
    FormulaError error = {0};
    FormulaConstant constants[FORMULA_CONSTANTS_MAX];
    if (!formula_plain(text, &names, &plain, &error)) // written out it may be too long
        return;
    memcpy(constants, names.constants, (size_t)names.n_constants * sizeof *constants);
    for (int i = 0; i < plain.n_constants && names.n_constants < FORMULA_CONSTANTS_MAX; i++)
        constants[names.n_constants++] = plain.constants[i];
    names.constants = constants;
    Formula *again = formula_compile(plain.text, &names, &error);
    hold(again, error.text, text, plain.text);
    hold_same(formula, again, text, plain.text);
    formula_destroy(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const columns[COLUMNS] = {"u", "t"};
    static const FormulaConstant constants[] = {{"k", 25}, {"θ", 0.5}};
    FormulaNames names = {columns, COLUMNS, constants, 2, 0};
    FormulaError error = {0};
    char *text = as_text(bytes, size);
    Formula *formula = formula_compile(text, &names, &error);
    hold(formula || error.text[0], "refused without a word", text, NULL);
    if (formula)
        read_plain(formula, text, names);
    formula_destroy(formula);
    free(text);
    return 0;
}
