// Minima, saddles and maxima of losses whose level points are known, and the minima of every landscape.
#include "engine/loss/critical.h"
#include "engine/loss/landscape.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct Found {
    CriticalPoint points[CRITICAL_MAX];
    int n, count[3]; // by kind
} Found;

static Found found_in(const LossConfig *config, const double window[4])
{
    FormulaError error = {0};
    Found found = {.n = 0};
    Loss *loss = loss_create(config, &error);
    if (!loss)
        fail_msg("%s: %s", config->formula, error.text);
    found.n = critical_find(loss, window, found.points);
    for (int i = 0; i < found.n; i++)
        found.count[found.points[i].kind]++;
    loss_destroy(loss);
    return found;
}

static Found find(const char *formula, double x0, double x1, double y0, double y1)
{
    return found_in(&(LossConfig){.formula = formula}, (double[4]){x0, x1, y0, y1});
}

static bool holds(const Found *found, CriticalKind kind, double x, double y, double reach)
{
    for (int i = 0; i < found->n; i++)
        if (found->points[i].kind == kind && hypot(found->points[i].at[0] - x, found->points[i].at[1] - y) < reach)
            return true;
    return false;
}

static void assert_counts(const Found *found, int minima, int saddles, int maxima)
{
    assert_int_equal(found->count[CRITICAL_MINIMUM], minima);
    assert_int_equal(found->count[CRITICAL_SADDLE], saddles);
    assert_int_equal(found->count[CRITICAL_MAXIMUM], maxima);
}

// The nine level points of Himmelblau's function, to the digits that are printed everywhere.
static void test_himmelblau(void **state)
{
    (void)state;
    Found found = find("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", -5, 5, -5, 5);
    assert_counts(&found, 4, 4, 1);
    assert_true(holds(&found, CRITICAL_MINIMUM, 3, 2, 1e-9));
    assert_true(holds(&found, CRITICAL_MINIMUM, -2.805118, 3.131312, 1e-6));
    assert_true(holds(&found, CRITICAL_MINIMUM, -3.779310, -3.283186, 1e-6));
    assert_true(holds(&found, CRITICAL_MINIMUM, 3.584428, -1.848126, 1e-6));
    assert_true(holds(&found, CRITICAL_MAXIMUM, -0.270845, -0.923039, 1e-6));
    assert_true(holds(&found, CRITICAL_SADDLE, 0.086678, 2.884255, 1e-6));
    assert_true(holds(&found, CRITICAL_SADDLE, -3.073026, -0.081353, 1e-6));
    assert_true(fabs(found.points[8].loss - 181.6165) < 1e-4);
    for (int i = 1; i < found.n; i++)
        assert_true(found.points[i].kind > found.points[i - 1].kind ||
                    found.points[i].loss >= found.points[i - 1].loss);
}

static void test_rosenbrock(void **state)
{
    (void)state;
    Found found = find("(1-x)^2 + 100*(y-x^2)^2", -2, 2, -1, 3);
    assert_counts(&found, 1, 0, 0);
    assert_true(holds(&found, CRITICAL_MINIMUM, 1, 1, 1e-8));
}

// One that lies outside the window is not found, and the window's unit does not matter.
static void test_window(void **state)
{
    (void)state;
    Found found = find("(x-3)^2 + y^2", -1, 1, -1, 1);
    assert_counts(&found, 0, 0, 0);
    found = find("(x/1e6-3)^2 + (y*1e6)^2", -5e6, 5e6, -1e-5, 2e-5);
    assert_counts(&found, 1, 0, 0);
    assert_true(holds(&found, CRITICAL_MINIMUM, 3e6, 0, 1e-2));
}

// Minima that are flatter than any paraboloid, and kinks, wherever the grid's points lie.
static void test_pits(void **state)
{
    (void)state;
    static const char *const formulas[] = {
        "x^4 + y^4",     "x^4 + y^2",       "(x^2 + y^2)^2",         "x^6 + y^6",
        "x^2 + y^6",     "abs(x) + abs(y)", "sqrt(x^2 + y^2)",       "x^2 + abs(y)",
        "x^4 + y^4 - 7", "x^8 + 10*y^8",    "abs(x+y) + 3*abs(x-y)", "(x^4 + y^4)^2"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        for (int window = 0; window < 3; window++) {
            Found found = window == 0   ? find(formulas[i], -5, 5, -5, 5)
                          : window == 1 ? find(formulas[i], -1, 2.1, -1.7, 2)
                                        : find(formulas[i], -0.1, 300, -200, 0.3);
            if (window < 2 && (found.n != 1 || !holds(&found, CRITICAL_MINIMUM, 0, 0, 5e-2)))
                fail_msg("%s: %d", formulas[i], found.n);
        }
}

// Hollows with a bottom that is a line or a plain, and slopes: none is a minimum.
static void test_no_pits(void **state)
{
    (void)state;
    static const char *const formulas[] = {
        "abs(x*y - 1)",     "(x + 0.3*y)^4",           "abs(x^2 + y^2 - 1)", "max(x^2 + y^2 - 1, 0)",
        "floor(x) + y^2",   "exp(-100*x^2 - 100*y^2)", "x^3 + y^3",          "-exp(-(x^4))",
        "0.001*x + abs(y)", "1 - 1e-30*exp(-x*x)",     "tanh(20*x)^2*y^2",   "1/(x^2 + y^2)"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        Found found = find(formulas[i], -2.3, 2, -2, 2.1);
        if (found.count[CRITICAL_MINIMUM] != 0)
            fail_msg("%s: %d, (%g, %g) %g", formulas[i], found.n, found.points[0].at[0], found.points[0].at[1],
                     found.points[0].loss);
    }
}

// A valley of equal minima, a plain: nothing of them is a point.
static void test_singular(void **state)
{
    (void)state;
    Found found = find("(x*y - 1)^2", -2, 2, -2, 2);
    assert_counts(&found, 0, 1, 0);
    assert_true(holds(&found, CRITICAL_SADDLE, 0, 0, 1e-9));
    found = find("0*x + 0*y", -1, 1, -1, 1);
    assert_counts(&found, 0, 0, 0);
    found = find("log(x + y)", -3, 1, -3, 1); // not there in most of the window
    assert_counts(&found, 0, 0, 0);
}

// The eggs of an egg box: as many of each as the window holds.
static void test_many(void **state)
{
    (void)state;
    Found found = find("cos(3.14159265358979*x)*cos(3.14159265358979*y)", -1.75, 2.25, -1.75, 2.25);
    assert_counts(&found, 8, 16, 8);
    found = find("x^2 + y^2 - 10*cos(6.28318530717959*x) - 10*cos(6.28318530717959*y)", -5.12, 5.12, -5.12, 5.12);
    assert_int_equal(found.n, CRITICAL_MAX);
}

static void test_other_dimensions(void **state)
{
    (void)state;
    Found found = find("x^2", -1, 1, -1, 1);
    assert_int_equal(found.n, 0);
}

// A lattice has more than is looked for; Ackley's and Easom's likes have a kink or a plain where Newton's method finds
// nothing to hold on to.
static bool is_listed(const Landscape *row)
{
    static const char *const others[] = {"ackley", "easom"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(row->id, others[i]))
            return false;
    return landscape_dimension(row) == 2 && !row->more_minima;
}

// Walks the table. Where a row's minima are smooth, they are found; and there is none lower that the row does not name.
static void test_landscapes(void **state)
{
    (void)state;
    for (int k = 0; k < landscape_count(); k++) {
        const Landscape *row = landscape_at(k);
        FormulaConstant constants[LANDSCAPE_CONSTANTS_MAX] = {0};
        int n = 0;
        for (; n < LANDSCAPE_CONSTANTS_MAX && row->constants[n].name; n++) {
            snprintf(constants[n].name, sizeof constants[n].name, "%s", row->constants[n].name);
            constants[n].value = row->constants[n].initial;
        }
        if (!is_listed(row))
            continue;
        Found found =
            found_in(&(LossConfig){.formula = row->formula, .constants = constants, .n_constants = n}, row->domain);
        double reach = 1e-3 * (row->domain[1] - row->domain[0]);
        for (int i = 0; i < row->n_minima; i++)
            if (!holds(&found, CRITICAL_MINIMUM, row->minima[i].at[0], row->minima[i].at[1], reach))
                fail_msg("%s: minimum (%g, %g) was not found", row->id, row->minima[i].at[0], row->minima[i].at[1]);
        if (row->n_minima > 0)
            assert_true(found.points[0].loss > row->minima[0].loss - 1e-6 * (1 + fabs(row->minima[0].loss)));
    }
}

// Whatever the slices, and also for a search that is given up.
static void test_slices(void **state)
{
    (void)state;
    const double window[4] = {-5, 5, -5, 5};
    static const int slices[] = {1, 7, 1000, 100000};
    Loss *loss = loss_create(&(LossConfig){.formula = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"}, &(FormulaError){0});
    CriticalPoint whole[CRITICAL_MAX], points[CRITICAL_MAX];
    int n = critical_find(loss, window, whole);
    for (int i = 0; i < 4; i++) {
        CriticalSearch *search = critical_begin(loss, window), *given_up = critical_begin(loss, window);
        int calls = 1;
        for (; critical_work(search, slices[i]) == WORK_MORE; calls++)
            if (calls < 50)
                critical_work(given_up, slices[i]);
        assert_int_equal(critical_points(search, points), n);
        for (int k = 0; k < n; k++)
            assert_true(points[k].kind == whole[k].kind && points[k].loss == whole[k].loss &&
                        points[k].at[0] == whole[k].at[0] && points[k].at[1] == whole[k].at[1]);
        assert_true(calls > 14 * 5 + 14400 / slices[i]);
        critical_end(search);
        critical_end(given_up);
    }
    loss_destroy(loss);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_himmelblau), cmocka_unit_test(test_rosenbrock), cmocka_unit_test(test_window),
        cmocka_unit_test(test_singular),   cmocka_unit_test(test_many),       cmocka_unit_test(test_other_dimensions),
        cmocka_unit_test(test_landscapes), cmocka_unit_test(test_pits),       cmocka_unit_test(test_no_pits),
        cmocka_unit_test(test_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
