// A grid's samples have the very bits of the formula at their points, whichever part of it was computed per column or
// per row.
#include "engine/formula/formula.h"
#include "engine/formula/grid.h"
#include "engine/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { NX = 301, NY = 7 };

static double X[NX], Y[NY];

static bool same_bits(double a, double b)
{
    return !memcmp(&a, &b, sizeof a) || (isnan(a) && isnan(b));
}

static double value_at(const Formula *formula, const double *point)
{
    double value;
    const double *parameters[FORMULA_PARAMETERS_MAX];
    for (int k = 0; k < formula_dimension(formula); k++)
        parameters[k] = &point[k];
    FormulaWork *work = formula_work_create(formula);
    formula_evaluate(formula, work, &(FormulaInput){.parameters = parameters}, 1, &value, NULL);
    formula_work_destroy(work);
    return value;
}

static void check_row(const Formula *formula, const GridAxes *axes, const double *row, int j, const char *text)
{
    for (int i = 0; i < axes->nx; i += 1 + i % 5) {
        double point[FORMULA_PARAMETERS_MAX];
        memcpy(point, axes->origin, sizeof point);
        point[axes->axis_x] = axes->x[i];
        if (axes->axis_y >= 0)
            point[axes->axis_y] = axes->y[j];
        double expected = value_at(formula, point);
        if (!same_bits(row[i], expected))
            fail_msg("%s, sample %d of row %d: %.17g, expected %.17g", text, i, j, row[i], expected);
    }
}

static void check_grid(const char *text, int axis_x, int axis_y, int nx)
{
    static const double ORIGIN[FORMULA_PARAMETERS_MAX] = {0.5, -1.5, 2.5, 0.25, 1, 2, 3, 4};
    const GridAxes axes = {.axis_x = axis_x, .axis_y = axis_y, .x = X, .y = Y, .nx = nx, .ny = NY, .origin = ORIGIN};
    double row[NX + 1];
    row[nx] = 77;
    Formula *formula = formula_compile(text, NULL, NULL);
    Grid *grid = grid_create(formula, &axes);
    GridWork *work = grid_work_create(grid);
    for (int j = NY - 1; j >= 0; j--) {
        grid_row(grid, work, j, row);
        check_row(formula, &axes, row, j, text);
    }
    assert_true(row[nx] == 77);
    grid_work_destroy(work);
    grid_destroy(grid);
    formula_destroy(formula);
}

static const char *const FORMULAS[] = {
    "(1-x)^2 + 100*(y-x^2)^2",
    "20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))",
    "-20*exp(-0.2*sqrt(0.5*(x^2+y^2))) - exp(0.5*(cos(2*pi*x)+cos(2*pi*y))) + e + 20",
    "x*y",
    "x + y",
    "sin(x)*sin(x) + x*sin(x)*y + sin(y)",
    "x + 0*y",
    "cos(y) + 0*x",
    "exp(x) + y*0 + normal(1)*x",
    "x^2*y^2 + x^2 + y^2 + x^2*y",
    "pow(x, y) + atan2(y, x) + hypot(x, y) + min(x, y) + max(sin(x), cos(y))",
    "x^0 + y^0",
};

static void samples_are_the_formulas_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof FORMULAS / sizeof *FORMULAS; i++) {
        check_grid(FORMULAS[i], 0, 1, NX);
        check_grid(FORMULAS[i], 1, 0, 128);
        check_grid(FORMULAS[i], 0, -1, 130);
    }
}

static void any_two_parameters_make_a_slice(void **state)
{
    (void)state;
    const char *text = "x*y + a^2*sin(b) + b*y*exp(-a) + c*x*b + sqrt(c)";
    for (int axis_x = 0; axis_x < 5; axis_x++)
        for (int axis_y = -1; axis_y < 5; axis_y++)
            if (axis_x != axis_y)
                check_grid(text, axis_x, axis_y, 37 + axis_x);
}

static void any_width_will_do(void **state)
{
    (void)state;
    for (int nx = 1; nx < 12; nx++)
        check_grid("sin(x)*y + x", 0, 1, nx);
    check_grid("sin(x) + x^2", 0, -1, 5);
    check_grid("1/0 + x", 0, -1, 5);
}

static int draw_positions(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < NX; i++)
        X[i] = 6 * random_uniform(1, 0, i) - 3;
    for (uint64_t j = 0; j < NY; j++)
        Y[j] = 6 * random_uniform(1, 1, j) - 3;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_the_formulas_bits),
        cmocka_unit_test(any_two_parameters_make_a_slice),
        cmocka_unit_test(any_width_will_do),
    };
    return cmocka_run_group_tests(tests, draw_positions, NULL);
}
