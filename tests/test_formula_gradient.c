// That the gradient of a formula is exact, that a lane knows nothing of its neighbours, and how short programs are.
#include "compiled.h"
#include "engine/formula/parse.h"
#include "engine/formula/program.h"
#include "within.h"

#include <stdio.h>
#include <stdlib.h>

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
    assert_within(compared, possible * 8 / 10, possible);
}

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

// A call of a function in x and y, or of x alone, and y.
static void call_of(const FormulaFunction *function, char *text, size_t size)
{
    static const char *const OTHERS[][2] = {
        {"normal", "normal(1) * x * y"},
        {"where", "where(x > 0, x^2, y) * y"},
        {"clamp", "clamp(x, -y - 0.01, 2) * y"},
        {"acosh", "acosh(2 + x) * y"},
        {"logical_and", "where(logical_and(x > 0, y > 0.8), x, y^2)"},
        {"logical_or", "where(logical_or(x > 0, y > 0.8), x, y^2)"},
        {"logical_not", "where(logical_not(x > 0), x, y^2)"},
    };
    snprintf(text, size, "%s(%s) * y", function->name, function->arguments == 2 ? "x, y" : "x");
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (!strcmp(function->name, OTHERS[i][0]))
            snprintf(text, size, "%s", OTHERS[i][1]);
}

// Each function of the table where it is defined: somewhere at the least.
static void every_function_has_its_derivative(void **state)
{
    (void)state;
    for (int k = 0; formula_function(k); k++) {
        char text[64];
        int compared = 0;
        call_of(formula_function(k), text, sizeof text);
        Formula *formula = compile(text, NULL);
        for (int at = 0; at < 20; at++)
            for (int i = 0; i < 2; i++)
                compared += check_derivative(text, formula, (double[]){at * 0.19 - 1.8, 0.7 + at * 0.03}, i);
        formula_destroy(formula);
        if (compared < 15)
            fail_msg("%s: only %d derivatives could be compared", text, compared);
    }
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
        call_of(formula_function(i), text, sizeof text);
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

// Length of the program for the value alone, or for value and gradient.
static int operations_of(const char *text, bool gradient)
{
    static const FormulaNames no_names = {0};
    int results[1 + FORMULA_PARAMETERS_MAX];
    FormulaError error;
    Parsed parsed;
    Layout layout;
    Program program;
    assert_true(parse_formula(&parsed, text, &no_names, &error));
    int n = gradient ? 1 + parsed.n_parameters : 1;
    results[0] = parsed.root;
    assert_true(graph_gradient(&parsed.graph, parsed.root, parsed.n_parameters, results + 1));
    assert_true(layout_create(&layout, &parsed.graph, NULL, results, n));
    assert_true(program_create(&program, &layout, &parsed.graph, results, n));
    int count = program.count;
    program_destroy(&program);
    layout_destroy(&layout);
    graph_destroy(&parsed.graph);
    free(parsed.text);
    return count;
}

static void assert_operations(const char *text, int value, int with_gradient)
{
    int of_value = operations_of(text, false), of_both = operations_of(text, true);
    if (of_value != value || of_both != with_gradient)
        fail_msg("%s: %d and %d operations, expected %d and %d", text, of_value, of_both, value, with_gradient);
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
    assert_operations("sin(x) + y", 2, 4); // a sine has the same bits with and without a cosine beside it
    assert_operations("sin(x) * cos(x)", 3, 5);
    assert_operations("tanh(x) + tanh(x)^2", 2, 6);
    assert_operations("(1-x)^2 + 100*(y-x^2)^2", 5, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_are_exact),        cmocka_unit_test(every_function_has_its_derivative),
        cmocka_unit_test(a_lane_knows_no_neighbours), cmocka_unit_test(no_lanes_are_no_work),
        cmocka_unit_test(programs_are_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
