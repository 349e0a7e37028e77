// Lines of equal loss: round losses at even distances, and every point of a line has the loss that the line is named
// after.
#include "picture/draw/contour.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef double (*Shape)(double x, double y);

static double bowl(double x, double y)
{
    return x * x + y * y;
}

static double saddle(double x, double y)
{
    return x * y;
}

static double holed(double x, double y)
{
    return x * x + y * y < 0.04 ? (double)NAN : x * x + y * y;
}

static HeightField sampled(Shape shape, int nx, int ny)
{
    HeightField field = {.nx = nx, .ny = ny, .x_from = -1, .x_to = 1, .y_from = -1, .y_to = 1};
    field.loss = malloc((size_t)nx * (size_t)ny * sizeof *field.loss);
    assert_non_null(field.loss);
    for (int j = 0; j < ny; j++)
        for (int i = 0; i < nx; i++)
            field.loss[j * nx + i] = shape(-1 + 2.0 * i / (nx - 1), -1 + 2.0 * j / (ny - 1));
    return field;
}

static const HeightMap linear = {.scale = HEIGHT_LINEAR, .low = 0, .high = 2, .softness = 1};

static double loss_there(Shape shape, ContourPoint point)
{
    return shape(-1 + 2 * (double)point.u, -1 + 2 * (double)point.v);
}

// The circle of radius sqrt(loss): one closed line that goes once around, on the circle to the square of a cell.
static void test_circle(void **state)
{
    (void)state;
    HeightField field = sampled(bowl, 201, 161);
    Contours contours = {0};
    double level = height_of(&linear, 0.5);
    assert_true(contours_trace(&contours, &field, &linear, 1000, &level, 1));
    assert_int_equal(contours.n_lines, 1);
    assert_true(contours.lines[0].closed);
    assert_int_equal(contours.lines[0].count, contours.n_points);
    double turned = 0;
    for (int i = 0; i < contours.n_points; i++) {
        ContourPoint a = contours.points[i], b = contours.points[(i + 1) % contours.n_points];
        assert_true(fabs(loss_there(bowl, a) - 0.5) < 2e-4);
        double x0 = (double)a.u - 0.5, y0 = (double)a.v - 0.5, x1 = (double)b.u - 0.5, y1 = (double)b.v - 0.5;
        turned += atan2(x0 * y1 - y0 * x1, x0 * x1 + y0 * y1);
    }
    assert_true(fabs(fabs(turned) - 2 * 3.14159265358979) < 1e-3);
    contours_free(&contours);
    free(field.loss);
}

// A coarser copy of the field has its edges where the field has them.
static void test_coarse(void **state)
{
    (void)state;
    HeightField field = sampled(bowl, 300, 257);
    Contours contours = {0};
    double level = height_of(&linear, 0.5);
    assert_true(contours_trace(&contours, &field, &linear, 64, &level, 1));
    assert_true(contours.n_points > 100 && contours.n_points < 300);
    for (int i = 0; i < contours.n_points; i++)
        assert_true(fabs(loss_there(bowl, contours.points[i]) - 0.5) < 2e-3);
    contours_free(&contours);
    free(field.loss);
}

// A circle that the edges cut: four open lines, each from edge to edge.
static void test_open(void **state)
{
    (void)state;
    HeightField field = sampled(bowl, 101, 101);
    Contours contours = {0};
    double level = height_of(&linear, 1.5);
    assert_true(contours_trace(&contours, &field, &linear, 1000, &level, 1));
    assert_int_equal(contours.n_lines, 4);
    for (int k = 0; k < 4; k++) {
        ContourLine line = contours.lines[k];
        assert_false(line.closed);
        for (int end = 0; end < 2; end++) {
            ContourPoint point = contours.points[line.first + (end ? line.count - 1 : 0)];
            float edge = fminf(fminf(point.u, 1 - point.u), fminf(point.v, 1 - point.v));
            assert_true(edge < 1e-6f);
        }
    }
    contours_free(&contours);
    free(field.loss);
}

// Both branches of a hyperbola, joined nowhere, though a cell in the middle is crossed by both.
static void test_saddle(void **state)
{
    (void)state;
    HeightMap map = {.scale = HEIGHT_LINEAR, .low = -1, .high = 1, .softness = 1};
    HeightField field = sampled(saddle, 40, 40); // the middle of the middle cell is the saddle
    Contours contours = {0};
    for (int sign = -1; sign <= 1; sign += 2) {
        double level = height_of(&map, sign * 1e-5);
        assert_true(contours_trace(&contours, &field, &map, 1000, &level, 1));
        assert_int_equal(contours.n_lines, 2);
        for (int k = 0; k < 2; k++)
            for (int i = 0; i < contours.lines[k].count; i++) {
                ContourPoint here = contours.points[contours.lines[k].first + i],
                             first = contours.points[contours.lines[k].first];
                assert_true((here.u > 0.5f) == (first.u > 0.5f) && (here.v > 0.5f) == (first.v > 0.5f));
            }
    }
    contours_free(&contours);
    free(field.loss);
}

static void test_hole(void **state)
{
    (void)state;
    HeightField field = sampled(holed, 101, 101);
    Contours contours = {0};
    double level[2] = {height_of(&linear, 0.01), height_of(&linear, 0.5)};
    assert_true(contours_trace(&contours, &field, &linear, 1000, level, 2));
    assert_int_equal(contours.n_lines, 1);
    assert_int_equal(contours.lines[0].level, 1);
    contours_free(&contours);
    free(field.loss);
}

static bool is_round(double loss, double step)
{
    return fabs(loss / step - round(loss / step)) < 1e-6;
}

static void check_levels(const HeightMap *map, const ContourLevel *levels, int n)
{
    for (int i = 0; i < n; i++) {
        double digits = pow(10, floor(log10(fmax(fabs(levels[i].loss), 1e-300)) + 1e-9) - 1);
        assert_true(levels[i].loss == 0 || is_round(levels[i].loss, digits) || is_round(levels[i].loss, 1));
        assert_true(fabs(levels[i].height - height_of(map, levels[i].loss)) < 1e-12);
        assert_true(levels[i].height > (i > 0 ? levels[i - 1].height + 0.005 : 0) && levels[i].height < 1);
    }
}

// Without areas: at about even heights.
static void test_linear_levels(void **state)
{
    (void)state;
    HeightMap map = {.scale = HEIGHT_LINEAR, .low = -78.3323, .high = 250, .softness = 1};
    ContourLevel levels[CONTOUR_LEVELS_MAX];
    int n = contour_levels(&map, (ContourAreas){0}, 6, levels);
    assert_int_equal(n, 5);
    check_levels(&map, levels, n);
    for (int i = 0; i < n; i++)
        assert_true(fabs(levels[i].height - (i + 1) / 6.0) < 0.08);
}

enum { PARTS = 40 };

// A long valley, of which half the window lies under a sixteenth of the range: lines part it into areas that are alike.
static void test_areas(void **state)
{
    (void)state;
    HeightMap map = {.scale = HEIGHT_LINEAR, .low = 0, .high = 160, .softness = 1};
    double loss[PARTS + 1], before = 0;
    ContourLevel levels[CONTOUR_LEVELS_MAX];
    for (int i = 0; i <= PARTS; i++)
        loss[i] = 160 * pow((double)i / PARTS, 4);
    int n = contour_levels(&map, (ContourAreas){loss, PARTS}, 6, levels);
    assert_true(n >= 4 && n <= 5);
    check_levels(&map, levels, n);
    for (int i = 0; i < n; i++) {
        double under = pow(levels[i].loss / 160, 0.25);
        assert_true(under - before > 0.05 && under - before < 0.6);
        before = under;
    }
    assert_true(levels[0].loss <= 16); // at even heights: 20
}

// A pit in a plain: the areas say nothing, lines keep apart.
static void test_plain(void **state)
{
    (void)state;
    HeightMap map = {.scale = HEIGHT_LINEAR, .low = -1, .high = 0, .softness = 1};
    double loss[PARTS + 1] = {-1};
    ContourLevel levels[CONTOUR_LEVELS_MAX];
    int n = contour_levels(&map, (ContourAreas){loss, PARTS}, 6, levels);
    assert_true(n >= 3 && n <= 5);
    check_levels(&map, levels, n);
}

// Logarithmic: ascending, apart, and of at most two digits.
static void test_log_levels(void **state)
{
    (void)state;
    static const HeightMap maps[] = {
        {HEIGHT_LOG, 0, 1000, 1},  {HEIGHT_LOG, 0, 2.5e4, 0.01}, {HEIGHT_LOG, -106.76, 90, 5},
        {HEIGHT_LOG, 3, 1e6, 100}, {HEIGHT_LOG, 0, 1e-6, 1e-9},  {HEIGHT_LOG, 3, 9.55e6, 10},
    };
    for (size_t k = 0; k < sizeof maps / sizeof *maps; k++) {
        ContourLevel levels[CONTOUR_LEVELS_MAX];
        int n = contour_levels(&maps[k], (ContourAreas){0}, 6, levels);
        assert_true(n >= 4 && n <= 5);
        for (int i = 0; i < n; i++) {
            double apart = levels[i].height - (i ? levels[i - 1].height : 0.0);
            double digits = pow(10, floor(log10(fmax(fabs(levels[i].loss), 1e-300)) + 1e-9) - 1);
            assert_true(apart > 0.05 && apart < 0.34);
            assert_true(levels[i].loss == 0 || is_round(levels[i].loss, digits) || is_round(levels[i].loss, 1));
            assert_true(levels[i].height < 1);
            assert_true(levels[i].name.text[0] != '\0');
        }
    }
}

static void test_names(void **state)
{
    (void)state;
    ContourLevel levels[CONTOUR_LEVELS_MAX];
    HeightMap map = {HEIGHT_LINEAR, 0, 10, 1};
    assert_int_equal(contour_levels(&map, (ContourAreas){0}, 5, levels), 4);
    assert_string_equal(levels[0].name.text, "2");
    assert_string_equal(levels[3].name.text, "8");
    map = (HeightMap){HEIGHT_LINEAR, -1, 1, 1};
    assert_int_equal(contour_levels(&map, (ContourAreas){0}, 4, levels), 3);
    assert_string_equal(levels[0].name.text, "−0.5");
    map = (HeightMap){HEIGHT_LINEAR, 1, 1 + 1e-8, 1}; // its losses differ in the ninth digit
    assert_int_equal(contour_levels(&map, (ContourAreas){0}, 5, levels), 4);
    assert_string_equal(levels[0].name.text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_circle),     cmocka_unit_test(test_coarse), cmocka_unit_test(test_open),
        cmocka_unit_test(test_saddle),     cmocka_unit_test(test_hole),   cmocka_unit_test(test_linear_levels),
        cmocka_unit_test(test_log_levels), cmocka_unit_test(test_areas),  cmocka_unit_test(test_plain),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
