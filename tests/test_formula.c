// Formulas: what they mean, what they refuse and how they say it, that their gradient is exact, and that a lane knows nothing of its neighbours.
#include "base/text.h"
#include "engine/formula.h"
#include "engine/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEED = 20, LANES = 517 };

static const double INF = INFINITY;

typedef struct Result {
    double value, gradient[FORMULA_PARAMETERS_MAX];
} Result;

static Formula *compile(const char *text, const FormulaNames *names)
{
    FormulaError error;
    Formula *formula = formula_compile(text, names, &error);
    if (!formula)
        fail_msg("'%s', column %d: %s", text, error.column, error.text);
    return formula;
}

static Result evaluate(const Formula *formula, const double *at)
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

static bool same_bits(double a, double b)
{
    return !memcmp(&a, &b, sizeof a) || (isnan(a) && isnan(b));
}

// ---- Functions, against torch

static const char *const NOT_IN_TORCH[] = {"cbrt", "normal", NULL};

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
        while (k < kinds && strcmp(seen[k], formula_function(i)))
            k++;
        if (k == kinds && !is_listed(formula_function(i), NOT_IN_TORCH))
            fail_msg("%s has no row in functions.csv", formula_function(i));
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

// ---- What a formula means

typedef struct Meaning {
    const char *text;
    double x, y;
    double value, dx, dy;
} Meaning;

static const Meaning MEANINGS[] = {
    {"-x^2", 3, 0, -9, -6, 0},
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

// ---- Names

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

// ---- What is refused

typedef struct Refusal {
    const char *text;
    int column;
    const char *says;
} Refusal;

// Compiled with the column u, the constants k and kappa, and at most two parameters.
static const Refusal REFUSALS[] = {
    {"", 0, "empty"},
    {"   ", 0, "empty"},
    {"3", 0, "no parameter"},
    {"u + k", 0, "no parameter"},
    {"2x", 2, "expected '*' or another operator before 'x'"},
    {"2 x", 3, "expected '*'"},
    {"x y", 3, "expected '*' or another operator before 'y'"},
    {"x 2", 3, "before '2'"},
    {"(x)(y)", 4, "expected '*' or another operator before '('"},
    {"2(x)", 2, "expected '*'"},
    {"2exp(x)", 2, "before 'exp'"},
    {"x(1+y)", 1, "'x' is not a function; to multiply, write x*(...)"},
    {"k(x)", 1, "write k*(...)"},
    {"u(x)", 1, "write u*(...)"},
    {"sine(x)", 1, "'sine' is not a function; did you mean 'sin'?"},
    {"1 + Sqrt(x)", 5, "did you mean 'sqrt'?"},
    {"softpls(x)", 1, "did you mean 'softplus'?"},
    {"zzzzzzzz(x)", 1, "'zzzzzzzz' is not a function"},
    {"sin", 4, "expected '(' after the function 'sin', found the end of the formula"},
    {"sin x", 5, "expected '(' after the function 'sin', found 'x'"},
    {"sin + x", 5, "expected '('"},
    {"sin()", 1, "'sin' takes 1 argument, found 0"},
    {"x + sin(x, y)", 5, "'sin' takes 1 argument, found 2"},
    {"pow(x)", 1, "'pow' takes 2 arguments, found 1"},
    {"max(x, y, 1)", 1, "'max' takes 2 arguments, found 3"},
    {"atan2(x,)", 9, "expected a number, a name or '(', found ')'"},
    {"sin(,x)", 5, "found ','"},
    {"(x", 3, "expected ')' to close the '(' of column 1, found the end of the formula"},
    {"y*((x+1)", 9, "close the '(' of column 3"},
    {"sin(x", 6, "close the '(' of column 4"},
    {"(x y)", 4, "expected '*'"},
    {"(x, y)", 3, "expected ')' to close the '(' of column 1, found ','"},
    {"x)", 2, "this ')' closes nothing"},
    {")", 1, "expected a number, a name or '(', found ')'"},
    {"()", 2, "found ')'"},
    {"x +", 4, "expected a number, a name or '(', found the end of the formula"},
    {"x + * y", 5, "found '*'"},
    {"* x", 1, "found '*'"},
    {"x //y", 4, "found '/'"},
    {"x ^", 4, "found the end of the formula"},
    {"x ^ ^ 2", 5, "found '^'"},
    {"x *** 2", 5, "found '*'"},
    {"-", 2, "found the end of the formula"},
    {"x, y", 2, "expected an operator or the end of the formula, found ','"},
    {"x = 3", 3, "found '='"},
    {"x % 2", 3, "found '%'"},
    {"x & y", 3, "found '&'"},
    {"[x]", 1, "found '['"},
    {"|x|", 1, "found '|'"},
    {"x!", 2, "found '!'"},
    {"x;", 2, "found ';'"},
    {"x.y", 2, "found '.'"},
    {".", 1, "found '.'"},
    {"1.2.3*x", 4, "before '.3'"},
    {"0x10*x", 2, "before 'x10'"},
    {"1e999*x", 1, "1e999 is too large"},
    {"x + -1e400", 6, "1e400 is too large"},
    {"x + y + z", 9,
     "'z' would be a third parameter after x and y, and at most two are possible: give it a value, z=1"},
    {"x*kapa + y", 10, "'y' would be a third parameter after x and kapa"},
    {"x + y + kapa", 9, "did you mean 'kappa'?"},
    {"ä + x", 1, "found 'ä'"},
    {"π·ä", 3, "found 'ä'"},
    {"x² + ²", 6, "expected a number, a name or '(', found '²'"},
    {"x + \x01", 5, "a control character (0x01)"},
    {"x \x7f", 3, "a control character (0x7f)"},
    {"x + \xff", 5, "a byte that is not UTF-8 (0xff)"},
    {"x + \xc3", 5, "a byte that is not UTF-8 (0xc3)"},
    {"x + \xe2\x82", 5, "a byte that is not UTF-8 (0xe2)"},
    {"normal(0)*x", 8, "normal takes a whole number from 1 to 16, found '0'"},
    {"normal(17)*x", 8, "found '17'"},
    {"normal(1.5)*x", 8, "found '1.5'"},
    {"normal(x)", 8, "found 'x'"},
    {"normal(k)*x", 8, "found 'k'"},
    {"normal()*x", 8, "found ')'"},
    {"normal(1, 2)*x", 9, "expected ')' to close the '(' of column 7, found ','"},
    {"normal(1*x", 9, "expected ')'"},
    {"normal*x", 7, "expected '(' after the function 'normal'"},
    {"abcdefghijklmnopqrstuvwxyzabcdefghij", 1, "longer than 31 characters"},
};

static void check_refusal(const char *text, int column, const char *says)
{
    const char *const columns[] = {"u"};
    const FormulaConstant constants[] = {{"k", 1}, {"kappa", 2}};
    FormulaError error = {.column = -1};
    Formula *formula = formula_compile(text, &(FormulaNames){columns, 1, constants, 2, 2}, &error);
    if (formula)
        fail_msg("'%s' is not refused", text);
    if (error.column != column || !strstr(error.text, says))
        fail_msg("'%s': column %d: %s\nexpected column %d: %s", text, error.column, error.text, column, says);
}

static void errors_say_where_and_what(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUSALS / sizeof *REFUSALS; i++)
        check_refusal(REFUSALS[i].text, REFUSALS[i].column, REFUSALS[i].says);
}

static void one_parameter_at_most(void **state)
{
    (void)state;
    FormulaError error;
    assert_null(formula_compile("x + a", &(FormulaNames){.parameters_max = 1}, &error));
    assert_int_equal(error.column, 5);
    assert_string_equal(error.text,
                        "'a' would be a second parameter after x, and at most one is possible: give it a value, a=1");
    assert_null(formula_compile("a+b+c+d+f+g+h+i+j", NULL, &error));
    assert_int_equal(error.column, 17);
    assert_non_null(
        strstr(error.text, "ninth parameter after a, b, c, d, f, g, h and i, and at most eight are possible"));
}

// prefix n times, then middle, then suffix n times.
static char *nested(const char *prefix, const char *middle, const char *suffix, int n)
{
    char *text = malloc((strlen(prefix) + strlen(suffix)) * (size_t)n + strlen(middle) + 1);
    char *at = text;
    for (int i = 0; i < n; i++)
        at = stpcpy(at, prefix);
    at = stpcpy(at, middle);
    for (int i = 0; i < n; i++)
        at = stpcpy(at, suffix);
    return text;
}

static void check_nesting(const char *prefix, const char *suffix)
{
    FormulaError error;
    char *shallow = nested(prefix, "x", suffix, FORMULA_DEPTH_MAX / 2 - 1), *deep = nested(prefix, "x", suffix, 250);
    formula_destroy(compile(shallow, NULL));
    assert_null(formula_compile(deep, NULL, &error));
    assert_non_null(strstr(error.text, "nested more than 100 deep"));
    assert_in_range(error.column, 40, 900);
    free(shallow);
    free(deep);
}

static void depth_is_limited(void **state)
{
    (void)state;
    check_nesting("(", ")");
    check_nesting("-", "");
    check_nesting("+", "");
    check_nesting("sin(", ")");
    check_nesting("x^", "");
    check_nesting("max(1,", ")");
    check_nesting("-(", ")");
}

static void length_is_limited(void **state)
{
    (void)state;
    FormulaError error;
    char *longest = nested("x+", "y", "", (FORMULA_TEXT_MAX - 1) / 2),
         *longer = nested("x+", "yy", "", FORMULA_TEXT_MAX / 2);
    formula_destroy(compile(longest, NULL));
    assert_null(formula_compile(longer, NULL, &error));
    assert_int_equal(error.column, 0);
    assert_string_equal(error.text, "the formula is longer than 2000 bytes");
    free(longest);
    free(longer);
}

static void program_size_is_limited(void **state)
{
    (void)state;
    FormulaError error;
    char text[FORMULA_TEXT_MAX + 1];
    char *chain_x = nested("(", "x", "+1)^-1023", 95), *chain_y = nested("(", "y", "+1)^-1023", 95);
    snprintf(text, sizeof text, "%s+%s", chain_x, chain_y);
    formula_destroy(compile(chain_x, NULL));
    assert_null(formula_compile(text, NULL, &error));
    assert_int_equal(error.column, 0);
    assert_string_equal(error.text, "the formula and its gradient need more than 4096 operations");
    free(chain_x);
    free(chain_y);
}

static void names_and_errors_are_optional(void **state)
{
    (void)state;
    assert_null(formula_compile("2x", NULL, NULL));
    formula_destroy(NULL);
    formula_work_destroy(NULL);
}

// ---- The gradient, against differences

typedef struct Writer {
    char text[FORMULA_TEXT_MAX + 1];
    uint64_t stream, draws;
} Writer;

static int draw(Writer *writer, int n)
{
    return (int)(random_bits(SEED, writer->stream, writer->draws++) % (uint64_t)n);
}

static void put(Writer *writer, const char *text)
{
    strncat(writer->text, text, sizeof writer->text - strlen(writer->text) - 1);
}

static void write_expression(Writer *writer, int depth);

static void write_call(Writer *writer, int depth)
{
    static const char *const CALLS[] = {
        "sin(",           "cos(",         "tanh(",       "exp(-0.3*",   "atan(",       "sigmoid(",      "softplus(",
        "sinh(0.2*",      "cosh(0.2*",    "log(2+sin(",  "sqrt(2+cos(", "expm1(0.1*",  "asin(0.5*sin(", "acos(0.5*cos(",
        "log1p(1.5+sin(", "log10(3+sin(", "log2(3+cos(", "cbrt(3+sin(", "tan(0.5*sin("};
    const char *call = CALLS[draw(writer, sizeof CALLS / sizeof *CALLS)];
    put(writer, call);
    write_expression(writer, depth - 1);
    for (; *call; call++)
        put(writer, *call == '(' ? ")" : "");
}

static void write_pair(Writer *writer, int depth)
{
    static const char *const PAIRS[][3] = {{"(", "+", ")"},
                                           {"(", "-", ")"},
                                           {"(", "*", ")"},
                                           {"(", "/(2+sin(", ")))"},
                                           {"hypot(1+", ",", ")"},
                                           {"atan2(", ",3+cos(", "))"},
                                           {"(2+sin(", "))^sin(", ")"},
                                           {"(", "-2*", ")"}};
    const char *const *pair = PAIRS[draw(writer, sizeof PAIRS / sizeof *PAIRS)];
    put(writer, pair[0]);
    write_expression(writer, depth - 1);
    put(writer, pair[1]);
    write_expression(writer, depth - 1);
    put(writer, pair[2]);
}

static void write_power(Writer *writer, int depth)
{
    static const char *const POWERS[] = {"^2", "^3", "^4", "^5", "^-1", "^-2", "^-3", "^0.5", "^1.5", "^-0.5"};
    put(writer, "(3+sin(");
    write_expression(writer, depth - 1);
    put(writer, "))");
    put(writer, POWERS[draw(writer, sizeof POWERS / sizeof *POWERS)]);
}

static void write_leaf(Writer *writer)
{
    static const char *const LEAVES[] = {"x", "y", "x", "y", "x^2", "x*y", "0.7", "2", "pi", "(1-x)", "-y", "y^3"};
    put(writer, LEAVES[draw(writer, sizeof LEAVES / sizeof *LEAVES)]);
}

static void write_expression(Writer *writer, int depth)
{
    int kind = depth ? draw(writer, 10) : 9;
    if (kind < 3)
        write_call(writer, depth);
    else if (kind < 7)
        write_pair(writer, depth);
    else if (kind < 8)
        write_power(writer, depth);
    else
        write_leaf(writer);
}

// Central difference of order 6.
static double difference(const Formula *formula, const double *at, int i, double h)
{
    static const double WEIGHT[3] = {3.0 / 4, -3.0 / 20, 1.0 / 60};
    double sum = 0;
    for (int k = 0; k < 3; k++) {
        double plus[2] = {at[0], at[1]}, minus[2] = {at[0], at[1]};
        plus[i] += (k + 1) * h;
        minus[i] -= (k + 1) * h;
        sum += WEIGHT[k] * (evaluate(formula, plus).value - evaluate(formula, minus).value);
    }
    return sum / h;
}

// Compared only where two differences agree, so that they can be trusted. true: compared.
static bool check_derivative(const char *text, const Formula *formula, const double *at, int i)
{
    double exact = evaluate(formula, at).gradient[i];
    double coarse = difference(formula, at, i, 2e-3), fine = difference(formula, at, i, 1e-3);
    double scale = fmax(1, fabs(fine));
    if (!isfinite(fine) || fabs(coarse - fine) > 1e-9 * scale || fabs(evaluate(formula, at).value) > 1e3)
        return false;
    if (!(fabs(exact - fine) <= 1e-7 * scale))
        fail_msg("%s at (%g, %g), derivative %d: %.12g, by differences %.12g", text, at[0], at[1], i, exact, fine);
    return true;
}

static void gradients_are_exact(void **state)
{
    (void)state;
    int compared = 0, possible = 0;
    for (int k = 0; k < 1500; k++) {
        Writer writer = {.stream = (uint64_t)k};
        put(&writer, "x*0.1 + y*0.2 + ");
        write_expression(&writer, 4);
        Formula *formula = compile(writer.text, NULL);
        const double at[2] = {random_uniform(SEED, 1u << 20, (uint64_t)k),
                              random_uniform(SEED, 1u << 21, (uint64_t)k) - 1};
        for (int i = 0; i < 2; i++, possible++)
            compared += check_derivative(writer.text, formula, at, i);
        formula_destroy(formula);
    }
    assert_in_range(compared, possible * 8 / 10, possible);
}

// ---- Lanes

typedef struct Cloud {
    double x[LANES], y[LANES], value[LANES], gradient[2][LANES];
} Cloud;

static void run_cloud(const Formula *formula, Cloud *cloud, int first, int n, bool with_gradient)
{
    const double *const parameters[] = {cloud->x + first, cloud->y + first};
    double *const gradient[] = {cloud->gradient[0] + first, cloud->gradient[1] + first};
    FormulaWork *work = formula_work_create(formula);
    formula_evaluate(formula, work, &(FormulaInput){.parameters = parameters}, n, cloud->value + first,
                     with_gradient ? gradient : NULL);
    formula_work_destroy(work);
}

static void assert_same_lanes(const char *text, const Cloud *a, const Cloud *b, bool with_gradient)
{
    for (int i = 0; i < LANES; i++)
        if (!same_bits(a->value[i], b->value[i]) ||
            (with_gradient &&
             (!same_bits(a->gradient[0][i], b->gradient[0][i]) || !same_bits(a->gradient[1][i], b->gradient[1][i]))))
            fail_msg("%s: lane %d depends on its neighbours", text, i);
}

static void check_lanes(const char *text)
{
    static Cloud whole, parts;
    for (int i = 0; i < LANES; i++) {
        whole.x[i] = parts.x[i] = 6 * random_uniform(SEED, 0, (uint64_t)i) - 3;
        whole.y[i] = parts.y[i] = 6 * random_uniform(SEED, 1, (uint64_t)i) - 3;
    }
    Formula *formula = compile(text, NULL);
    run_cloud(formula, &whole, 0, LANES, true);
    for (int i = 0, n = 1; i < LANES; i += n, n = n % 9 + 1)
        run_cloud(formula, &parts, i, n < LANES - i ? n : LANES - i, true);
    assert_same_lanes(text, &whole, &parts, true);
    run_cloud(formula, &parts, 0, LANES, false);
    assert_same_lanes(text, &whole, &parts, false);
    formula_destroy(formula);
}

static void a_lane_knows_no_neighbours(void **state)
{
    (void)state;
    char text[64];
    check_lanes("(1-x)^2 + 100*(y-x^2)^2");
    check_lanes("20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))");
    check_lanes("sin(x)*cos(x) + cos(y)*y + sin(cos(x))");
    check_lanes("x^y + y^x + x/y - y/x + x*y + x^7 + y^-3 + 2^x");
    for (int i = 0; formula_function(i); i++) {
        FormulaError error;
        snprintf(text, sizeof text, "%s(x) * y", formula_function(i));
        Formula *one = formula_compile(text, NULL, &error);
        if (!one)
            snprintf(text, sizeof text, "%s(%s) * x * y", formula_function(i),
                     strcmp(formula_function(i), "normal") ? "x, y" : "1");
        formula_destroy(one);
        check_lanes(text);
    }
}

static void no_lanes_are_no_work(void **state)
{
    (void)state;
    Formula *formula = compile("x + y", NULL);
    FormulaWork *work = formula_work_create(formula);
    double value = 7, x = 0;
    const double *const parameters[] = {&x, &x};
    formula_evaluate(formula, work, &(FormulaInput){.parameters = parameters}, 0, &value, NULL);
    assert_true(value == 7);
    formula_work_destroy(work);
    formula_destroy(formula);
}

// ---- The program

static void assert_operations(const char *text, int value, int with_gradient)
{
    Formula *formula = compile(text, NULL);
    if (formula_operations(formula, false) != value || formula_operations(formula, true) != with_gradient)
        fail_msg("%s: %d and %d operations, expected %d and %d", text, formula_operations(formula, false),
                 formula_operations(formula, true), value, with_gradient);
    formula_destroy(formula);
}

// A derivative that is a constant is one operation, which writes it.
static void programs_are_short(void **state)
{
    (void)state;
    assert_operations("x", 1, 2);
    assert_operations("x^2", 1, 2);
    assert_operations("2*3*x", 1, 2);
    assert_operations("x*1 + 0", 1, 2);
    assert_operations("0 + exp(x)", 1, 2);
    assert_operations("sin(0)*0 + x^2", 1, 2);
    assert_operations("2*(3*x)", 1, 2);
    assert_operations("(3*x)/4", 1, 2);
    assert_operations("0.1*(3*x)", 2, 3); // rounds twice
    assert_operations("(x+y)^2 + (y+x)^2", 3, 5);
    assert_operations("exp(x)", 1, 2);
    assert_operations("exp(x)*y + exp(x)", 2, 4);
    assert_operations("x*y + y", 1, 3);
    assert_operations("x^8", 3, 6);
    assert_operations("sin(x) + y", 2, 3); // sine and cosine of one angle are one operation
    assert_operations("sin(x) * cos(x)", 2, 4);
    assert_operations("tanh(x) + tanh(x)^2", 2, 6);
    assert_operations("(1-x)^2 + 100*(y-x^2)^2", 5, 9);
}

// ---- Any bytes at all

static int characters(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static void check_anything(const char *text)
{
    FormulaError error = {.column = -1};
    Formula *formula = formula_compile(text, &(FormulaNames){.parameters_max = 2}, &error);
    if (formula) {
        evaluate(formula, (double[FORMULA_PARAMETERS_MAX]){0.5, -2});
    } else {
        assert_in_range(error.column, 0, characters(text) + 1);
        assert_in_range(strlen(error.text), 5, sizeof error.text - 1);
        assert_null(strpbrk(error.text, "\n\t"));
    }
    formula_destroy(formula);
}

static void any_bytes_are_answered(void **state)
{
    (void)state;
    for (int k = 0; k < 20000; k++) {
        Writer writer = {.stream = 1u << 22 | (unsigned)k};
        int length = draw(&writer, 60);
        for (int i = 0; i < length; i++)
            writer.text[i] = (char)(1 + draw(&writer, 255));
        check_anything(writer.text);
    }
}

static void any_words_are_answered(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"x", "y", "z", "2",    "1e3",  "+",     "-",       "*",     "/",   "^",
                                        "(", ")", ",", "sin(", "max(", "pow(",  "normal(", "1",     " ",   "pi",
                                        "²", "−", "·", "**",   "0",    "1e999", "é",       "sine(", "^-1", "1023"};
    int compiled = 0;
    for (int k = 0; k < 30000; k++) {
        Writer writer = {.stream = 1u << 23 | (unsigned)k};
        int length = draw(&writer, k % 50 ? 12 : 600);
        for (int i = 0; i < length; i++)
            put(&writer, WORDS[draw(&writer, sizeof WORDS / sizeof *WORDS)]);
        Formula *formula = formula_compile(writer.text, NULL, NULL);
        compiled += formula != NULL;
        formula_destroy(formula);
        check_anything(writer.text);
    }
    assert_in_range(compiled, 300, 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_torchs),
        cmocka_unit_test(power_operator_is_torchs_pow),
        cmocka_unit_test(cube_root_is_a_power_of_a_third),
        cmocka_unit_test(texts_mean_what_mathematics_means),
        cmocka_unit_test(parameters_are_x_and_y_then_in_order),
        cmocka_unit_test(columns_come_before_constants_before_pi),
        cmocka_unit_test(only_used_columns_are_read),
        cmocka_unit_test(normals_are_given_or_zero),
        cmocka_unit_test(integral_constants_are_integer_powers),
        cmocka_unit_test(errors_say_where_and_what),
        cmocka_unit_test(one_parameter_at_most),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(length_is_limited),
        cmocka_unit_test(program_size_is_limited),
        cmocka_unit_test(names_and_errors_are_optional),
        cmocka_unit_test(gradients_are_exact),
        cmocka_unit_test(a_lane_knows_no_neighbours),
        cmocka_unit_test(no_lanes_are_no_work),
        cmocka_unit_test(programs_are_short),
        cmocka_unit_test(any_bytes_are_answered),
        cmocka_unit_test(any_words_are_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
