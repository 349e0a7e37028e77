// What a loss over rows compares: the difference is found in whatever it was put into, and target and prediction come
// out of it; where there is none, none is found.
#include "engine/formula/compared.h"

#include "within.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const columns[] = {"u", "v", "t"};
static const FormulaNames names = {.columns = columns, .n_columns = 3};

static double value_of(const Formula *formula, const double *at, const double row[3])
{
    double value;
    FormulaWork *work = formula_work_create(formula);
    FormulaInput input = {.parameters = (const double *const[]){&at[0], &at[1]},
                          .columns = (const double *const[]){&row[0], &row[1], &row[2]}};
    formula_evaluate(formula, work, &input, 1, &value, NULL);
    formula_work_destroy(work);
    return value;
}

typedef struct Case {
    const char *formula, *prediction; // over the same names; NULL: none
    const char *target;
} Case;

static const Case cases[] = {
    {"(w*u + b - t)^2", "w*u + b", "t"},
    {"(t - w*u - b)^2", "w*u + b", "t"},
    {"(t - (w*u + b))**2/2", "w*u + b", "t"},
    {"abs(t - w*exp(b*u))", "w*exp(b*u)", "t"},
    {"(w*u + b*v - t)*(w*u + b*v - t)", "w*u + b*v", "t"},
    {"sqrt(1 + (w*u + b - t)^2) - 1", "w*u + b", "t"},
    {"log(cosh(w*u + b - t))", "w*u + b", "t"},
    {"where(abs(w*u + b - t) < 1, (w*u + b - t)^2/2, abs(w*u + b - t) - 0.5)", "w*u + b", "t"},
    {"max(0.9*(t - w*u - b), -0.1*(t - w*u - b))", "w*u + b", "t"},
    {"v*(w*u + b - t)^2", "w*u + b", "t"},
    {"(w*u + b - t)^2 + 0.1*(w^2 + b^2)", "w*u + b", "t"},
    {"0.1*(w^2 + b^2) + (w*u + b - t)^2", "w*u + b", "t"},
    {"((w*u + b - t)/3)^2", "w*u + b", "t"},
    {"(w*u + b - log(t))^2", "w*u + b", "log(t)"},
    {"(sigmoid(w*u + b) - t)^2", "sigmoid(w*u + b)", "t"},
    {"(w*(u - v) + b - t)^2", "w*(u - v) + b", "t"},
    {"(t - u - b*w)^2", "u + b*w", "t"},
    {"abs(t - w*u - b)^1.5", "w*u + b", "t"},
    {"clamp(abs(w*u + b - t), 0, 5)", "w*u + b", "t"},
    {"(w - t)^2 + 0*b", "w + 0*b", "t"},
    {"softplus(w*u + b) - t*(w*u + b)", NULL, NULL},
    {"-(t*log(sigmoid(w*u + b)) + (1 - t)*log(1 - sigmoid(w*u + b)))", NULL, NULL},
    {"log(1 + exp(-t*(w*u + b)))", NULL, NULL},
    {"max(0, 1 - t*(w*u + b))", NULL, NULL},
    {"exp(w*u + b) - t*(w*u + b)", NULL, NULL},
    {"(w - 1)^2 + (b + 2)^2 + 0*u", NULL, NULL},
};

static void check(const Case *is)
{
    static const double points[][2] = {{0.3, -1.2}, {1.7, 0.4}}, rows[][3] = {{0.5, 2, 1.5}, {-1, 0.25, 3}};
    Formula *formula = formula_compile(is->formula, &names, NULL);
    Compared compared;
    assert_non_null(formula);
    bool found = formula_compared(formula, &compared);
    if (found != (is->prediction != NULL))
        fail_msg("%s: %s", is->formula, found ? "a difference is found" : "no difference is found");
    Formula *difference = found ? formula_part(formula, compared.difference) : NULL;
    Formula *target = found ? formula_part(formula, compared.target) : NULL;
    Formula *expected = found ? formula_compile(is->prediction, &names, NULL) : NULL;
    char with_parameter[80]; // a formula has one
    snprintf(with_parameter, sizeof with_parameter, "%s + 0*w", found ? is->target : "");
    Formula *expected_target = found ? formula_compile(with_parameter, &names, NULL) : NULL;
    for (int i = 0; found && i < 4; i++) {
        const double *at = points[i % 2], *row = rows[i / 2];
        double t = value_of(target, at, row), p = t - compared.sign * value_of(difference, at, row);
        double other[] = {at[1], at[0]}; // parameters are numbered as they appear
        const double *own = !strcmp(formula_parameter(expected, 0), formula_parameter(formula, 0)) ? at : other;
        if (t != value_of(expected_target, at, row))
            fail_msg("%s: its target is %.17g, not %.17g", is->formula, t, value_of(expected_target, at, row));
        if (!(fabs(p - value_of(expected, own, row)) < 1e-12))
            fail_msg("%s: predicts %.17g, not %.17g", is->formula, p, value_of(expected, own, row));
        assert_int_equal(compared.column, strcmp(is->target, "t") ? -1 : 2);
        assert_false(formula_uses_column(target, 0));
    }
    formula_destroy(difference);
    formula_destroy(target);
    formula_destroy(expected);
    formula_destroy(expected_target);
    formula_destroy(formula);
}

static void test_differences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
