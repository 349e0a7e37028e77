// Formulas: what they mean. Functions are held to torch by golden data, texts to expressions of C.
#include "base/text.h"
#include "compiled.h"

#include <stdio.h>
#include <stdlib.h>

static const double INF = INFINITY;

static Result evaluate_text(const char *text, const FormulaNames *names, double x, double y)
{
    Formula *formula = compile(text, names);
    Result result = evaluate(formula, (double[FORMULA_PARAMETERS_MAX]){x, y});
    formula_destroy(formula);
    return result;
}

static bool agrees(double found, double expected, double tolerance)
{
    if (isnan(expected) || isinf(expected))
        return isnan(expected) ? isnan(found) : found == expected;
    return fabs(found - expected) <= tolerance * fmax(1, fabs(expected));
}

static void assert_agrees(const char *what, double x, double y, double found, double expected)
{
    if (!agrees(found, expected, 1e-12))
        fail_msg("%s at (%g, %g): %.17g, expected %.17g", what, x, y, found, expected);
}

// What MEANINGS and tests of their own hold.
static const char *const NOT_IN_TABLE[] = {"cbrt",       "normal",      "asinh", "acosh",     "atanh", "ceil",
                                           "trunc",      "round",       "clamp", "remainder", "where", "logical_and",
                                           "logical_or", "logical_not", "erf",   NULL};

static bool is_listed(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (!strcmp(name, *list))
            return true;
    return false;
}

static int split(char *line, char **field, int most)
{
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at && n < most; n++) {
        field[n] = at;
        at = strchr(at, ',');
        if (at)
            *at++ = '\0';
    }
    return n;
}

static void formula_of(const char *function, bool two, char *text, size_t size)
{
    static const char *const OPERATORS[][2] = {{"add", "x + y"}, {"sub", "x - y"}, {"mul", "x * y"}, {"div", "x / y"}};
    for (int i = 0; i < 4; i++)
        if (!strcmp(function, OPERATORS[i][0])) {
            snprintf(text, size, "%s", OPERATORS[i][1]);
            return;
        }
    snprintf(text, size, two ? "%s(x, y)" : "%s(x)", function);
}

static void check_row(char **field)
{
    char text[64];
    bool two = field[2][0] != '\0';
    double a = strtod(field[1], NULL), b = strtod(field[2], NULL);
    formula_of(field[0], two, text, sizeof text);
    Result result = evaluate_text(text, NULL, a, b);
    assert_agrees(text, a, b, result.value, strtod(field[3], NULL));
    assert_agrees("its x derivative", a, b, result.gradient[0], strtod(field[4], NULL));
    if (two)
        assert_agrees("its y derivative", a, b, result.gradient[1], strtod(field[5], NULL));
}

static void functions_are_torchs(void **state)
{
    (void)state;
    static char seen[64][FORMULA_NAME_MAX + 1];
    char line[256], *field[6];
    int rows = 0, kinds = 0;
    FILE *file = fopen("tests/torch/functions/functions.csv", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#' || !strncmp(line, "function,", 9) || split(line, field, 6) != 6)
            continue;
        check_row(field);
        if (!kinds || strcmp(seen[kinds - 1], field[0]))
            text_copy(seen[kinds++], sizeof seen[0], field[0]);
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 606);
    for (int i = 0; formula_function(i); i++) {
        int k = 0;
        while (k < kinds && strcmp(seen[k], formula_function(i)->name))
            k++;
        if (k == kinds && !is_listed(formula_function(i)->name, NOT_IN_TABLE))
            fail_msg("%s has no row in functions.csv", formula_function(i)->name);
    }
}

static void power_operator_is_torchs_pow(void **state)
{
    (void)state;
    const double points[][2] = {{2, 3}, {0, 2}, {0, 0}, {-2, 3}, {0.3, -1.7}, {4, 0.5}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        Result a = evaluate_text("pow(x, y)", NULL, points[i][0], points[i][1]);
        Result b = evaluate_text("x ^ y", NULL, points[i][0], points[i][1]);
        assert_true(same_bits(a.value, b.value) && same_bits(a.gradient[0], b.gradient[0]) &&
                    same_bits(a.gradient[1], b.gradient[1]));
    }
}

// torch's is libm's to an ulp; here it is one of the project's own, the same on every machine.
static void erf_is_near_libms(void **state)
{
    (void)state;
    for (int i = -700; i <= 700; i++) {
        double x = i / 100.0;
        Result at = evaluate_text("erf(x)", NULL, x, 0);
        assert_true(fabs(at.value - erf(x)) <= 4e-16 * fabs(erf(x)));
        assert_agrees("erf'", x, 0, at.gradient[0], 2 / sqrt(acos(-1)) * exp(-x * x));
    }
    const double ends[] = {1e-300, 0.46875, 1e200, INFINITY};
    for (int i = 0; i < 4; i++)
        assert_true(fabs(evaluate_text("erf(x)", NULL, ends[i], 0).value - erf(ends[i])) <= 4e-16 * erf(ends[i]));
    assert_true(isnan(evaluate_text("erf(x)", NULL, NAN, 0).value));
}

static void cube_root_is_a_power_of_a_third(void **state)
{
    (void)state;
    Result at_8 = evaluate_text("cbrt(x)", NULL, 8, 0), at_minus_8 = evaluate_text("cbrt(x)", NULL, -8, 0);
    assert_agrees("cbrt", 8, 0, at_8.value, 2);
    assert_agrees("cbrt'", 8, 0, at_8.gradient[0], 1.0 / 12);
    assert_agrees("cbrt", -8, 0, at_minus_8.value, -2);
    assert_agrees("cbrt'", -8, 0, at_minus_8.gradient[0], 1.0 / 12);
    assert_agrees("cbrt'", 0, 0, evaluate_text("cbrt(x)", NULL, 0, 0).gradient[0], INF);
}

typedef struct Meaning {
    const char *text;
    double x, y;
    double value, dx, dy;
} Meaning;

static const Meaning MEANINGS[] = {
    {"-x^2", 3, 0, -9, -6, 0},
    {"sign(log(x)) + y", -1, 2, 2, 0, 1},   // nan has the sign 0
    {"sign(sqrt(x)) + y", 0, 2, 2, NAN, 1}, // 0 times an infinite slope
    {"floor(sqrt(x)) + y", 0, 2, 2, NAN, 1},
    {"floor(x*y)", 1.5, 3, 4, 0, 0},
    {"x + sign(x)*y", 2, 3, 5, 1, 1},
    {"abs(log(x)) + y", -1, 2, NAN, 0, 1},
    {"atan2(x, y)", 0, 0, 0, 0, 0},
    {"atan2(x, y)", 1e-200, 1e-200, 0.78539816339744830962, 0, 0},
    {"atan2(x^2, x*y)", 0, 3, 0, 0, 0},
    {"(-x)^2", 3, 0, 9, 6, 0},
    {"2^3^2 + x", 1, 0, 513, 1, 0},
    {"2**3**2 + x", 1, 0, 513, 1, 0},
    {"2^-x", 2, 0, 0.25, -0.17328679513998632735, 0},
    {"2^-x^2", 2, 0, 0.0625, -0.17328679513998632735, 0},
    {"x - y - 1", 5, 2, 2, 1, -1},
    {"x / y / 2", 12, 3, 2, 1.0 / 6, -2.0 / 3},
    {"x + 2 * y", 1, 4, 9, 1, 2},
    {"x * y ^ 2", 2, 3, 18, 9, 12},
    {"--x", 2, 0, 2, 1, 0},
    {"-+-+x", 2, 0, 2, 1, 0},
    {"x - -y", 2, 3, 5, 1, 1},
    {"x*-y", 2, 3, -6, -3, -2},
    {"+x", 2, 0, 2, 1, 0},
    {"((((x))))", 2, 0, 2, 1, 0},
    {"\tx\n+\r\n 1\xc2\xa0", 2, 0, 3, 1, 0},
    {"x + .5 + 5. + 1e-3 + 2E+2 + 1.5e1", 0, 0, 220.501, 1, 0},
    {"x * pi", 1, 0, 3.14159265358979323846, 3.14159265358979323846, 0},
    {"x * e", 1, 0, 2.71828182845904523536, 2.71828182845904523536, 0},
    {"x * π", 1, 0, 3.14159265358979323846, 3.14159265358979323846, 0},
    {"x² − 2·y³", 3, 2, -7, 6, -24},
    {"2 × x ÷ y", 3, 2, 3, 1, -1.5},
    {"x⁻¹ + x¹²", 1, 0, 2, 11, 0},
    {"-x²", 3, 0, -9, -6, 0},
    {"x^3", -2, 0, -8, 12, 0},
    {"x^2", 0, 0, 0, 0, 0},
    {"x^1", 5, 0, 5, 1, 0},
    {"x^0 + y", NAN, 1, 2, 0, 1},
    {"x^-2", 2, 0, 0.25, -0.25, 0},
    {"x^-2", 0, 0, INFINITY, -INFINITY, 0},
    {"x^-1", -4, 0, -0.25, -0.0625, 0},
    {"x^(1+1)", -3, 0, 9, -6, 0},
    {"x^4.0", -3, 0, 81, -108, 0},
    {"x^1024", 1, 0, 1, 1024, 0},
    {"x^3000", -1, 0, 1, -3000, 0},
    {"x^0.5", 4, 0, 2, 0.25, 0},
    {"x^0.5", 0, 0, 0, INFINITY, 0},
    {"x^-0.5", 4, 0, 0.5, -0.0625, 0},
    {"x^1.5", 4, 0, 8, 3, 0},
    {"x^1.5", -4, 0, NAN, NAN, 0},
    {"(-2)^x", 2, 0, 4, NAN, 0},
    {"0^x", 2, 0, 0, 0, 0},
    {"x*x*x*x", 2, 0, 16, 32, 0},
    {"x - x", INFINITY, 0, NAN, 0, 0},
    {"0 * x", INFINITY, 0, NAN, 0, 0},
    {"0 * sqrt(x)", 0, 0, 0, NAN, 0},
    {"x / x", 0, 0, NAN, NAN, 0},
    {"x * 1 + 0", 3, 0, 3, 1, 0},
    {"min(x, x)", 3, 0, 3, 1, 0},
    {"max(x, 2)", 2, 0, 2, 0.5, 0},
    {"max(x, y)", NAN, 1, NAN, 1, 1},
    {"relu(x) + abs(x)", 0, 0, 0, 0, 0},
    {"floor(x) + sign(y) + x", 2.5, -3, 3.5, 1, 0},
    {"hypot(x, y)", 0, 0, 0, NAN, NAN},
    {"asinh(x)", 0.75, 0, 0.69314718055994530942, 0.8, 0},
    {"acosh(x)", 1.25, 0, 0.69314718055994530942, 4.0 / 3, 0},
    {"atanh(x)", 0.6, 0, 0.69314718055994530942, 1.5625, 0},
    {"ceil(x) + x", 1.2, 0, 3.2, 1, 0},
    {"ceil(x)", -1.2, 0, -1, 0, 0},
    {"trunc(x) + trunc(y)", -1.7, 1.7, 0, 0, 0},
    {"round(x) + round(y)", 0.5, 1.5, 2, 0, 0},
    {"round(x) + 10*round(y)", 2.5, -2.5, -18, 0, 0},
    {"round(x)", 0.49999999999999994, 0, 0, 0, 0},
    {"round(x) + y", 4503599627370497.0, 0, 4503599627370497.0, 0, 1},
    {"clamp(x, -1, 1) + y", 0.5, 2, 2.5, 1, 1},
    {"clamp(x, -1, 1)", 1, 0, 1, 0, 0},
    {"clamp(x, -1, 1)", -1, 0, -1, 0, 0},
    {"clamp(x, -1, 1)", 3, 0, 1, 0, 0},
    {"clamp(x, -1, 1)", NAN, 0, NAN, 0, 0},
    {"clamp(0, x, y)", 1, 2, 1, 1, 0},
    {"clamp(3, x, y)", 1, 2, 2, 0, 1},
    {"remainder(x, 3) + y", -1, 0, 2, 1, 1},
    {"remainder(7, x)", -4, 0, -1, 2, 0},
    {"remainder(x, y)", 7, 2, 1, 1, -3},
    {"where(x > 0, x^2, y)", 2, 5, 4, 4, 0},
    {"where(x > 0, x^2, y)", -2, 5, 5, 0, 1},
    {"where(x > 0, log(x), 0*x)", 0, 0, 0, NAN, 0},
    {"where(x > 0, log(x), 0*x)", 2, 0, 0.69314718055994530942, 0.5, 0},
    {"where(x >= 1, 1, 0) + where(x <= 1, 2, 0) + where(x == 1, 4, 0) + where(x != 1, 8, 0) + where(x < 1, 16, 0) + y",
     1, 0, 7, 0, 1},
    {"where(logical_and(x > 0, y > 0), x*y, where(logical_or(x > 0, y > 0), x - y, 1))", 2, 3, 6, 3, 2},
    {"where(logical_and(x > 0, y > 0), x*y, where(logical_or(x > 0, y > 0), x - y, 1))", 2, -3, 5, 1, -1},
    {"where(logical_not(x > 0), y, x)", 2, 3, 2, 1, 0},
    {"where(x > 0, x, y)", NAN, 3, 3, 0, 1},
    {"heaviside(x, 0.5) + y", 0, 1, 1.5, 0, 1},
    {"max(x, y, 1)", 1, 1, 1, 0.25, 0.25},
    {"relu(x)^3 + |y|^3", 2, -2, 16, 12, -12},
    {"3 - x", 1, 0, 2, -1, 0},
    {"log(-1) + x", 1, 0, NAN, 1, 0},
    {"1/0 + x", 1, 0, INFINITY, 1, 0},
};

static void texts_mean_what_mathematics_means(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof MEANINGS / sizeof *MEANINGS; i++) {
        const Meaning *it = &MEANINGS[i];
        Result result = evaluate_text(it->text, NULL, it->x, it->y);
        assert_agrees(it->text, it->x, it->y, result.value, it->value);
        assert_agrees(it->text, it->x, it->y, result.gradient[0], it->dx);
        assert_agrees(it->text, it->x, it->y, result.gradient[1], it->dy);
    }
}

static void assert_parameters(const char *text, const char *expected)
{
    char names[128] = "";
    Formula *formula = compile(text, NULL);
    for (int i = 0; i < formula_dimension(formula); i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s ", formula_parameter(formula, i));
    assert_string_equal(names, expected);
    formula_destroy(formula);
}

static void parameters_are_x_and_y_then_in_order(void **state)
{
    (void)state;
    assert_parameters("y", "y ");
    assert_parameters("y + x", "x y ");
    assert_parameters("b + y + a + x + b", "x y b a ");
    assert_parameters("w*w + b", "w b ");
    assert_parameters("b - y", "y b ");
    assert_parameters("x2 + 3*x1", "x1 x2 ");
    assert_parameters("theta_1 - theta_0", "theta_0 theta_1 ");
    assert_parameters("b + w10 + w9", "b w9 w10 ");
    assert_parameters("x2*y - x1 + x", "x y x1 x2 ");
    assert_parameters("sin(Y)*X", "X Y ");
    assert_parameters("f(b, a) = a + b", "b a ");
    assert_parameters("lambda y, x: x + y", "y x ");
    assert_parameters("lambda p: p[1] + p[0]", "p0 p1 ");
    assert_parameters("f(x, y) = x^2", "x y ");
    assert_parameters("h+g+f+d+c+b+a+x", "x h g f d c b a ");
    assert_agrees("b - 2*a", 0, 0, evaluate_text("b - 2*a", NULL, 5, 3).value, -1);
    assert_agrees("y - 2*x", 0, 0, evaluate_text("y - 2*x", NULL, 3, 5).gradient[0], -2);
}

static void columns_come_before_constants_before_pi(void **state)
{
    (void)state;
    const char *const columns[] = {"u", "k", "log"};
    const FormulaConstant constants[] = {{"k", 5}, {"pi", 3}, {"unused", 1}};
    FormulaNames names = {columns, 3, constants, 3, 2};
    Formula *formula = compile("x*u + k + pi + log + log(e)", &names);
    const double x = 2, u = 10, k = 100, log_column = 1000;
    const double *const parameters[] = {&x}, *const data[] = {&u, &k, &log_column};
    double value, dx, *const gradient[] = {&dx};
    FormulaWork *work = formula_work_create(formula);
    formula_evaluate(formula, work, &(FormulaInput){parameters, data, NULL}, 1, &value, gradient);
    assert_agrees("value", x, 0, value, 20 + 100 + 3 + 1000 + 1);
    assert_agrees("dx", x, 0, dx, 10);
    assert_true(formula_uses_column(formula, 0) && formula_uses_column(formula, 1) && formula_uses_column(formula, 2));
    assert_false(formula_uses_constant(formula, 0) || formula_uses_constant(formula, 2));
    assert_true(formula_uses_constant(formula, 1));
    formula_work_destroy(work);
    formula_destroy(formula);
}

// Unused columns may be NULL: they are not read.
static void only_used_columns_are_read(void **state)
{
    (void)state;
    const char *const columns[] = {"u", "v"};
    Formula *formula = compile("x*v", &(FormulaNames){.columns = columns, .n_columns = 2});
    const double x = 2, v = 4, *const parameters[] = {&x}, *const data[] = {NULL, &v};
    double value;
    FormulaWork *work = formula_work_create(formula);
    formula_evaluate(formula, work, &(FormulaInput){parameters, data, NULL}, 1, &value, NULL);
    assert_agrees("x*v", x, v, value, 8);
    assert_false(formula_uses_column(formula, 0));
    formula_work_destroy(work);
    formula_destroy(formula);
}

static void normals_are_given_or_zero(void **state)
{
    (void)state;
    Formula *formula = compile("x + normal(5) + normal(2) * 3", NULL);
    assert_int_equal(formula_normals(formula), 5);
    const double x = 1, z[5] = {7, 8, 9, 10, 11}, *const parameters[] = {&x};
    const double *const normals[] = {&z[0], &z[1], &z[2], &z[3], &z[4]};
    double with, without;
    FormulaWork *work = formula_work_create(formula);
    formula_evaluate(formula, work, &(FormulaInput){parameters, NULL, normals}, 1, &with, NULL);
    formula_evaluate(formula, work, &(FormulaInput){parameters, NULL, NULL}, 1, &without, NULL);
    assert_agrees("normals", x, 0, with, 1 + 24 + 11);
    assert_agrees("no normals", x, 0, without, 1);
    formula_work_destroy(work);
    formula_destroy(formula);
}

static void integral_constants_are_integer_powers(void **state)
{
    (void)state;
    const FormulaConstant n = {"n", 3};
    FormulaNames names = {.constants = &n, .n_constants = 1};
    Result result = evaluate_text("x^n", &names, -2, 0);
    assert_agrees("x^n", -2, 0, result.value, -8);
    assert_agrees("x^n", -2, 0, result.gradient[0], 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_torchs),
        cmocka_unit_test(power_operator_is_torchs_pow),
        cmocka_unit_test(erf_is_near_libms),
        cmocka_unit_test(cube_root_is_a_power_of_a_third),
        cmocka_unit_test(texts_mean_what_mathematics_means),
        cmocka_unit_test(parameters_are_x_and_y_then_in_order),
        cmocka_unit_test(columns_come_before_constants_before_pi),
        cmocka_unit_test(only_used_columns_are_read),
        cmocka_unit_test(normals_are_given_or_zero),
        cmocka_unit_test(integral_constants_are_integer_powers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
