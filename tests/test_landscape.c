// Walks the table of landscapes and checks what each row claims: names, gradient, minima, start, learning rate.
#include "engine/formula/formula.h"
#include "engine/loss/landscape.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { GRID = 41, CIRCLE = 64, DESCENT = 500 };

// A row's formula compiled for some values of its constants.
typedef struct Surface {
    const Landscape *row;
    double constants[LANDSCAPE_CONSTANTS_MAX];
    int n_constants;
    Formula *formula;
    FormulaWork *work;
} Surface;

static Surface surface_open(const Landscape *row)
{
    Surface surface = {.row = row};
    while (surface.n_constants < LANDSCAPE_CONSTANTS_MAX && row->constants[surface.n_constants].name) {
        surface.constants[surface.n_constants] = row->constants[surface.n_constants].initial;
        surface.n_constants++;
    }
    return surface;
}

static void surface_close(Surface *surface)
{
    formula_work_destroy(surface->work);
    formula_destroy(surface->formula);
    surface->work = NULL;
    surface->formula = NULL;
}

static void surface_compile(Surface *surface)
{
    surface_close(surface);
    FormulaConstant constants[LANDSCAPE_CONSTANTS_MAX] = {0};
    for (int i = 0; i < surface->n_constants; i++) {
        snprintf(constants[i].name, sizeof constants[i].name, "%s", surface->row->constants[i].name);
        constants[i].value = surface->constants[i];
    }
    FormulaError error = {0};
    FormulaNames names = {.constants = constants, .n_constants = surface->n_constants};
    surface->formula = formula_compile(surface->row->formula, &names, &error);
    if (!surface->formula)
        fail_msg("%s, column %d: %s", surface->row->id, error.column, error.text);
    surface->work = formula_work_create(surface->formula);
    assert_non_null(surface->work);
}

static double loss_at(const Surface *surface, double x, double y, double gradient[2])
{
    double value = NAN, unused[2];
    double *out[2] = {gradient ? &gradient[0] : &unused[0], gradient ? &gradient[1] : &unused[1]};
    FormulaInput input = {.parameters = (const double *const[]){&x, &y}};
    if (gradient)
        gradient[1] = 0;
    formula_evaluate(surface->formula, surface->work, &input, 1, &value, out);
    return value;
}

static double axis(const Landscape *row, int d, double fraction)
{
    return row->domain[2 * d] + (row->domain[2 * d + 1] - row->domain[2 * d]) * fraction;
}

// Central difference of 8th order.
static double difference(const Surface *surface, double x, double y, int d, double h)
{
    static const double weight[] = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
    double sum = 0;
    for (int k = 1; k <= 4; k++) {
        double dx = d == 0 ? k * h : 0, dy = d == 1 ? k * h : 0;
        sum += weight[k - 1] * (loss_at(surface, x + dx, y + dy, NULL) - loss_at(surface, x - dx, y - dy, NULL));
    }
    return sum / h;
}

// Relative to the gradient and to what rounding of the loss costs a difference over h.
static void check_gradient(const Surface *surface, double x, double y)
{
    double gradient[2], h = 2e-3;
    double loss = loss_at(surface, x, y, gradient);
    for (int d = 0; d < landscape_dimension(surface->row); d++) {
        double expected = difference(surface, x, y, d, h);
        double tolerance = 1e-9 * (fabs(expected) + 1) + 1e-13 * fabs(loss) / h;
        if (!(fabs(gradient[d] - expected) <= tolerance))
            fail_msg("%s: gradient %d at (%g, %g) is %.17g, differences give %.17g", surface->row->id, d, x, y,
                     gradient[d], expected);
    }
}

static bool is_unique(int index)
{
    for (int i = 0; i < index; i++)
        if (!strcmp(landscape_at(i)->id, landscape_at(index)->id) ||
            !strcmp(landscape_at(i)->title, landscape_at(index)->title))
            return false;
    return true;
}

static void check_constants(const Landscape *row)
{
    for (int i = 0; i < LANDSCAPE_CONSTANTS_MAX && row->constants[i].name; i++) {
        const LandscapeConstant *constant = &row->constants[i];
        assert_true(constant->help && constant->help[0]);
        assert_true(constant->low <= constant->initial && constant->initial <= constant->high);
        assert_true(constant->low < constant->high);
        assert_true(!constant->logarithmic || constant->low > 0);
    }
}

static void test_every_row_is_filled(void **state)
{
    (void)state;
    assert_string_equal(landscape_at(0)->id, "rosenbrock");
    for (int i = 0; i < landscape_count(); i++) {
        const Landscape *row = landscape_at(i);
        for (const char *c = row->id; *c; c++)
            assert_true(islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '_');
        assert_true(row->id[0] && row->title[0] && row->formula[0] && row->source[0] && row->summary[0]);
        assert_true(is_unique(i));
        assert_true(row->domain[0] < row->domain[1]);
        assert_true(row->lr_hint > 0 && row->log_softness > 0 && row->ceiling >= 0);
        assert_true(row->elevation_deg == 0 || (row->elevation_deg >= 5 && row->elevation_deg <= 90));
        assert_true(fabs(row->azimuth_deg) <= 180 && (row->azimuth_deg == 0 || row->elevation_deg > 0));
        assert_true(row->n_minima <= LANDSCAPE_MINIMA_MAX);
        assert_true(!row->more_minima || row->n_minima > 0);
        check_constants(row);
    }
}

static void test_find(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++)
        assert_ptr_equal(landscape_find(landscape_at(i)->id), landscape_at(i));
    assert_null(landscape_find("rosenbrok"));
    assert_null(landscape_find("Rosenbrock"));
    assert_null(landscape_find(""));
}

static void test_the_formula_uses_what_the_row_says(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        Surface surface = surface_open(landscape_at(i));
        surface_compile(&surface);
        assert_int_equal(formula_dimension(surface.formula), landscape_dimension(surface.row));
        assert_string_equal(formula_parameter(surface.formula, 0), "x");
        for (int k = 0; k < surface.n_constants; k++)
            assert_true(formula_uses_constant(surface.formula, k));
        surface_close(&surface);
    }
}

static void test_gradients_agree_with_differences(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        Surface surface = surface_open(landscape_at(i));
        surface_compile(&surface);
        for (int k = 0; k < GRID * GRID; k++) // off the centre, where ackley has no derivative
            check_gradient(&surface, axis(surface.row, 0, (k % GRID + 0.37) / GRID),
                           axis(surface.row, 1, (k / GRID + 0.61) / GRID));
        surface_close(&surface);
    }
}

static void test_the_domain_is_finite_for_all_slider_ends(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        Surface surface = surface_open(landscape_at(i));
        for (int ends = 0; ends < 1 << surface.n_constants; ends++) {
            for (int c = 0; c < surface.n_constants; c++)
                surface.constants[c] = ends >> c & 1 ? surface.row->constants[c].high : surface.row->constants[c].low;
            surface_compile(&surface);
            for (int k = 0; k < GRID * GRID; k++)
                assert_true(isfinite(loss_at(&surface, axis(surface.row, 0, k % GRID / (GRID - 1.0)),
                                             axis(surface.row, 1, k / GRID / (GRID - 1.0)), NULL)));
        }
        surface_close(&surface);
    }
}

static bool inside(const Landscape *row, double x, double y)
{
    return row->domain[0] <= x && x <= row->domain[1] &&
           (landscape_dimension(row) == 1 || (row->domain[2] <= y && y <= row->domain[3]));
}

// No loss on a small circle around it is lower, beyond rounding.
static void check_is_minimum(const Surface *surface, const LandscapeMinimum *minimum)
{
    double loss = loss_at(surface, minimum->at[0], minimum->at[1], NULL), radius = 1e-3;
    for (int k = 0; k < CIRCLE; k++) {
        double angle = 2 * 3.14159265358979 * k / CIRCLE;
        double around =
            loss_at(surface, minimum->at[0] + radius * cos(angle), minimum->at[1] + radius * sin(angle), NULL);
        if (!(around >= loss - 1e-13 * (1 + fabs(loss))))
            fail_msg("%s: lower than its minimum (%g, %g)", surface->row->id, minimum->at[0], minimum->at[1]);
    }
}

// Zero gradient, as far as the curvature lets the 17 digits of the position reach; ackley's cone has none.
static void check_gradient_vanishes(const Surface *surface, const LandscapeMinimum *minimum)
{
    double at[2], beside[2], step = 1e-6;
    loss_at(surface, minimum->at[0], minimum->at[1], at);
    if (!isfinite(at[0]) || !isfinite(at[1])) {
        assert_string_equal(surface->row->id, "ackley");
        return;
    }
    loss_at(surface, minimum->at[0] + step, minimum->at[1] + step, beside);
    assert_true(hypot(at[0], at[1]) <= 1e-9 / step * hypot(beside[0], beside[1]) + 1e-12);
}

static void check_minima(const Surface *surface, const LandscapeMinimum *minima, int n)
{
    for (int k = 0; k < n; k++) {
        assert_true(inside(surface->row, minima[k].at[0], minima[k].at[1]));
        check_is_minimum(surface, &minima[k]);
        check_gradient_vanishes(surface, &minima[k]);
        double loss = loss_at(surface, minima[k].at[0], minima[k].at[1], NULL);
        assert_true(fabs(loss - minima[k].loss) <= 1e-9 * (1 + fabs(loss)));
    }
}

static void test_minima_are_where_the_row_says(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        Surface surface = surface_open(landscape_at(i));
        surface_compile(&surface);
        const LandscapeMinimum *minima = NULL;
        assert_int_equal(landscape_minima(surface.row, surface.constants, &minima), surface.row->n_minima);
        check_minima(&surface, minima, surface.row->n_minima);
        surface_close(&surface);
    }
}

// Global ones first and equally deep; those that stay before those that move.
static void test_minima_are_in_order(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        const LandscapeMinimum *minima = landscape_at(i)->minima;
        for (int k = 1; k < landscape_at(i)->n_minima; k++) {
            assert_true(minima[k].local || !minima[k - 1].local);
            assert_true(minima[k].moves || !minima[k - 1].moves);
            if (!minima[k].local)
                assert_true(fabs(minima[k].loss - minima[0].loss) < 1e-12);
            else if (!minima[0].local)
                assert_true(minima[k].loss > minima[0].loss);
        }
    }
}

// Nowhere on the domain's grid is the loss below a global minimum's.
static void test_global_minima_are_the_lowest(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        Surface surface = surface_open(landscape_at(i));
        surface_compile(&surface);
        const LandscapeMinimum *lowest = &surface.row->minima[0];
        for (int k = 0; surface.row->n_minima > 0 && !lowest->local && k < GRID * GRID; k++)
            assert_true(loss_at(&surface, axis(surface.row, 0, k % GRID / (GRID - 1.0)),
                                axis(surface.row, 1, k / GRID / (GRID - 1.0)), NULL) >= lowest->loss - 1e-12);
        surface_close(&surface);
    }
}

static bool near_a_minimum(const Landscape *row, double x, double y, double distance)
{
    for (int k = 0; k < row->n_minima; k++)
        if (hypot(row->minima[k].at[0] - x, landscape_dimension(row) == 2 ? row->minima[k].at[1] - y : 0) < distance)
            return true;
    return false;
}

// Downhill until the gradient (nearly) vanishes inside the domain: true. Out of the domain, or still on the way: false.
static bool rolls_to_rest(const Surface *surface, double at[2])
{
    double gradient[2], size = 1, step = 1;
    for (int k = 0; k < 1000 && size > 1e-6 && inside(surface->row, at[0], at[1]); k++) {
        double loss = loss_at(surface, at[0], at[1], gradient);
        step = fmin(2 * step, 1);
        size = hypot(gradient[0], gradient[1]);
        while (step > 1e-12 && loss_at(surface, at[0] - step * gradient[0], at[1] - step * gradient[1], NULL) >
                                   loss - 0.3 * step * size * size)
            step /= 2;
        at[0] -= step * gradient[0];
        at[1] -= step * gradient[1];
    }
    return size <= 1e-6 && inside(surface->row, at[0], at[1]);
}

// Curved upwards in all directions: not a saddle, not a plain.
static bool is_bowl(const Surface *surface, const double at[2])
{
    double h = 1e-4, here[2], right[2], above[2];
    loss_at(surface, at[0], at[1], here);
    loss_at(surface, at[0] + h, at[1], right);
    loss_at(surface, at[0], at[1] + h, above);
    double xx = (right[0] - here[0]) / h, xy = (right[1] - here[1]) / h, yy = (above[1] - here[1]) / h;
    return xx > 1e-3 && (landscape_dimension(surface->row) == 1 || xx * yy - xy * xy > 1e-6);
}

// A row without more_minima has none but its own: wherever one rolls down from, one comes to rest near one of them.
static void test_no_minimum_is_left_out(void **state)
{
    (void)state;
    enum { STARTS = 9 };
    for (int i = 0; i < landscape_count(); i++) {
        Surface surface = surface_open(landscape_at(i));
        surface_compile(&surface);
        for (int k = 0; k < STARTS * STARTS && !surface.row->more_minima; k++) {
            double at[2] = {axis(surface.row, 0, (k % STARTS + 0.53) / STARTS),
                            axis(surface.row, 1, (k / STARTS + 0.41) / STARTS)};
            if (rolls_to_rest(&surface, at) && !near_a_minimum(surface.row, at[0], at[1], 0.1) && is_bowl(&surface, at))
                fail_msg("%s: a minimum near (%g, %g) is not in its row", surface.row->id, at[0], at[1]);
        }
        surface_close(&surface);
    }
}

// With a constant turned to either end of its slider, what landscape_minima still names must still be true.
static void test_minima_hold_when_constants_turn(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        Surface surface = surface_open(landscape_at(i));
        for (int c = 0; c < 2 * surface.n_constants; c++) {
            const LandscapeConstant *constant = &surface.row->constants[c / 2];
            surface.constants[c / 2] = c % 2 ? constant->high : constant->low;
            surface_compile(&surface);
            const LandscapeMinimum *minima = NULL;
            check_minima(&surface, minima, landscape_minima(surface.row, surface.constants, &minima));
            surface.constants[c / 2] = constant->initial;
        }
        surface_close(&surface);
    }
}

static void test_minima_that_move_are_not_named(void **state)
{
    (void)state;
    const LandscapeMinimum *minima = NULL;
    assert_int_equal(landscape_minima(landscape_find("rosenbrock"), (double[]){7}, &minima), 1);
    assert_int_equal(landscape_minima(landscape_find("rosenbrock"), (double[]){-7}, &minima), 0);
    assert_int_equal(landscape_minima(landscape_find("rastrigin"), (double[]){9}, &minima), 1);
    assert_int_equal(landscape_minima(landscape_find("double_well"), (double[]){0.2}, &minima), 0);
    assert_int_equal(landscape_minima(landscape_find("saddle"), NULL, &minima), 0);
    assert_int_equal(landscape_minima(landscape_find("himmelblau"), NULL, &minima), 4);
}

// Plain gradient descent from the row's start with its learning rate stays finite and gains.
static void test_lr_hint_behaves(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        Surface surface = surface_open(landscape_at(i));
        surface_compile(&surface);
        double at[2] = {surface.row->start[0], surface.row->start[1]}, gradient[2];
        assert_true(inside(surface.row, at[0], at[1]));
        double first = loss_at(&surface, at[0], at[1], gradient), last = first;
        assert_true(hypot(gradient[0], gradient[1]) > 0);
        for (int k = 0; k < DESCENT && inside(surface.row, at[0], at[1]); k++) {
            last = loss_at(&surface, at[0], at[1], gradient);
            at[0] -= surface.row->lr_hint * gradient[0];
            at[1] -= surface.row->lr_hint * gradient[1];
        }
        assert_true(last < first);
        assert_true(surface.row->n_minima == 0 || inside(surface.row, at[0], at[1])); // a saddle may be left
        surface_close(&surface);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_filled),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_the_formula_uses_what_the_row_says),
        cmocka_unit_test(test_gradients_agree_with_differences),
        cmocka_unit_test(test_the_domain_is_finite_for_all_slider_ends),
        cmocka_unit_test(test_minima_are_where_the_row_says),
        cmocka_unit_test(test_minima_are_in_order),
        cmocka_unit_test(test_global_minima_are_the_lowest),
        cmocka_unit_test(test_no_minimum_is_left_out),
        cmocka_unit_test(test_minima_hold_when_constants_turn),
        cmocka_unit_test(test_minima_that_move_are_not_named),
        cmocka_unit_test(test_lr_hint_behaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
