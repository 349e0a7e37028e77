// The slice of a loss on a grid is the loss at its points, whatever the threads; and heights can be turned back into
// losses.
#include "engine/loss/heightfield.h"
#include "engine/loss/loss.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include <cmocka.h>

static Loss *create(const char *formula)
{
    FormulaError error;
    Loss *loss = loss_create(&(LossConfig){.formula = formula}, &error);
    if (!loss)
        fail_msg("%s, column %d: %s", formula, error.column, error.text);
    return loss;
}

// All of two parameters, all of one.
static const double ORIGIN[4] = {0}, U[4] = {1}, V[4] = {0, 1};
static const HeightSlice plane = {ORIGIN, U, V}, line = {ORIGIN, U, NULL};

static double loss_of(const Loss *loss, const double *point)
{
    double value;
    const double *parameters[FORMULA_PARAMETERS_MAX];
    for (int k = 0; k < loss_dimension(loss); k++)
        parameters[k] = &point[k];
    LossWork *work = loss_work_create(loss);
    loss_full(loss, work, parameters, 1, &value, NULL);
    loss_work_destroy(work);
    return value;
}

static bool is_close(double found, double expected)
{
    if (!isfinite(expected))
        return isnan(expected) ? isnan(found) : found == expected;
    return fabs(found - expected) <= 1e-9 * fmax(1, fabs(expected));
}

static void assert_samples(const HeightField *field, const Loss *loss, const HeightSlice *slice)
{
    double low = INFINITY, high = -INFINITY;
    for (int j = 0; j < field->ny; j++)
        for (int i = 0; i < field->nx; i++) {
            double point[FORMULA_PARAMETERS_MAX], found = field->loss[j * field->nx + i];
            double across = field->nx > 1 ? (double)i / (field->nx - 1) : 0;
            double along = field->ny > 1 ? (double)j / (field->ny - 1) : 0;
            double x = field->x_from + (field->x_to - field->x_from) * across;
            double y = field->y_from + (field->y_to - field->y_from) * along;
            for (int k = 0; k < loss_dimension(loss); k++)
                point[k] = slice->origin[k] + x * slice->u[k] + (slice->v ? y * slice->v[k] : 0);
            double expected = loss_of(loss, point);
            if (!is_close(found, expected))
                fail_msg("sample %d, %d: %.17g, expected %.17g", i, j, found, expected);
            low = isfinite(found) ? fmin(low, found) : low;
            high = isfinite(found) ? fmax(high, found) : high;
        }
    assert_true(field->low == low && field->high == high);
}

static void check_field(const char *formula, int nx, int ny, HeightSlice slice)
{
    Loss *loss = create(formula);
    HeightField field = {.nx = nx, .ny = ny, .x_from = -2, .x_to = 1.5, .y_from = 3, .y_to = -1};
    assert_true(heightfield_sample(&field, loss, &slice));
    assert_samples(&field, loss, &slice);
    heightfield_destroy(&field);
    loss_destroy(loss);
}

static void samples_are_the_loss(void **state)
{
    (void)state;
    const HeightSlice turned = {ORIGIN, V, U};
    const HeightSlice among = {(const double[]){1, 0, 3, 0}, (const double[]){0, 0, 0, 1}, V};
    check_field("(1-x)^2 + 100*(y-x^2)^2", 33, 17, plane);
    check_field("(1-x)^2 + 100*(y-x^2)^2", 16, 18, turned);
    check_field("20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))", 130, 3, plane);
    check_field("sin(x)", 29, 1, line);
    check_field("exp(x) * 2", 7, 5, line);
    check_field("x*y + a^2*sin(b) + b*y", 21, 22, among);
    check_field("cos(y) + 0*x", 5, 5, plane);
    check_field("x + y*0", 5, 6, plane);
    check_field("sqrt(x) + log(y)", 31, 9, plane);
    check_field("x*y", 1, 4, plane);
    check_field("x*y", 1, 1, plane);
}

// Beside the axes, or along them from elsewhere.
static void slices_may_be_skewed(void **state)
{
    (void)state;
    const HeightSlice skewed = {(const double[]){0.5, -1, 2, 0.25}, (const double[]){0.6, -0.3, 0, 2},
                                (const double[]){0, 1.5, -0.7, 0.1}};
    const HeightSlice shifted = {(const double[]){0.5, 0, 2, 1}, U, V}, slope = {skewed.origin, skewed.u, NULL};
    check_field("x*y + a^2*sin(b) + b*y", 21, 22, skewed);
    check_field("x*y + a^2*sin(b) + b*y", 21, 22, (HeightSlice){ORIGIN, skewed.u, V});
    check_field("x*y + a^2*sin(b) + b*y", 140, 9, shifted);
    check_field("x*y + a^2*sin(b) + b*y", 31, 1, slope);
    check_field("x*y + a^3", 17, 8, skewed);
    check_field("x*y", 17, 8, skewed);
}

// What the fast way gives along axes, the general one gives too: of a formula, and of the same as a mean over one row.
static void both_ways_have_the_same_bits(void **state)
{
    (void)state;
    const double one[] = {1};
    const double *const columns[] = {one};
    const char *const names[] = {"u"};
    FormulaError error;
    Loss *fast = create("sin(3*x)*y + a/7 + y^2/x"),
         *general = loss_create(&(LossConfig){.formula = "(sin(3*x)*y + a/7 + y^2/x)*u",
                                              .column_names = names,
                                              .columns = columns,
                                              .n_columns = 1,
                                              .n_rows = 1},
                                &error);
    HeightField a = {.nx = 150, .ny = 40, .x_from = -1, .x_to = 2, .y_from = -0.3, .y_to = 1}, b = a;
    const HeightSlice slice = {(const double[]){0, 0, 0.3}, U, V};
    assert_non_null(general);
    assert_true(heightfield_sample(&a, fast, &slice) && heightfield_sample(&b, general, &slice));
    assert_memory_equal(a.loss, b.loss, 150 * 40 * sizeof *a.loss);
    heightfield_destroy(&a);
    heightfield_destroy(&b);
    loss_destroy(fast);
    loss_destroy(general);
}

static void samples_of_data_are_its_mean(void **state)
{
    (void)state;
    const double u[3] = {1, 2, 3}, t[3] = {2, 4, 5.5};
    const double *const columns[] = {u, t};
    const char *const names[] = {"u", "t"};
    FormulaError error;
    Loss *loss = loss_create(
        &(LossConfig){
            .formula = "(w*u + b - t)^2", .column_names = names, .columns = columns, .n_columns = 2, .n_rows = 3},
        &error);
    assert_non_null(loss);
    HeightField field = {.nx = 9, .ny = 6, .x_from = 0, .x_to = 2, .y_from = 0, .y_to = 1};
    assert_true(heightfield_sample(&field, loss, &plane));
    assert_samples(&field, loss, &plane);
    heightfield_destroy(&field);
    loss_destroy(loss);
}

// From -0.7 to 2.6 by rounded steps would end beside 2.6.
static void edges_are_samples(void **state)
{
    (void)state;
    Loss *loss = create("x + 10*y");
    HeightField field = {.nx = 11, .ny = 11, .x_from = -0.7, .x_to = 2.6, .y_from = 2.6, .y_to = -0.7};
    assert_true(-0.7 + (2.6 - -0.7) * 10 / 10 != 2.6);
    assert_true(heightfield_sample(&field, loss, &plane));
    assert_true(field.loss[0] == -0.7 + 10 * 2.6);
    assert_true(field.loss[10] == 2.6 + 10 * 2.6);
    assert_true(field.loss[11 * 11 - 1] == 2.6 + 10 * -0.7);
    heightfield_destroy(&field);
    loss_destroy(loss);
}

static void check_slices(const Loss *loss, HeightSlice slice, HeightField whole, int samples)
{
    HeightField field = whole;
    int calls = 1;
    assert_true(heightfield_sample(&whole, loss, &slice));
    HeightSampling *sampling = heightfield_begin(&field, loss, &slice);
    double part = heightfield_part(sampling);
    assert_true(part == 0);
    for (; heightfield_work(sampling, samples) == WORK_MORE; calls++) {
        assert_true(heightfield_part(sampling) > part && heightfield_part(sampling) < 1);
        part = heightfield_part(sampling);
    }
    assert_true(heightfield_part(sampling) == 1);
    assert_true(calls > 1 && calls >= field.nx * field.ny / (samples > field.nx ? samples : field.nx));
    heightfield_end(sampling);
    assert_true(field.low == whole.low && field.high == whole.high);
    assert_memory_equal(field.loss, whole.loss, (size_t)(field.nx * field.ny) * sizeof *field.loss);
    heightfield_destroy(&field);
    heightfield_destroy(&whole);
}

// Of a formula and of few and many rows; 20 000 rows make one sample a piece.
static void slices_change_no_bit(void **state)
{
    (void)state;
    enum { ROWS = 20000 };
    static double u[ROWS], t[ROWS];
    for (int i = 0; i < ROWS; i++)
        u[i] = sin(i), t[i] = 2 * sin(i) - 1 + 0.1 * cos(5 * i);
    const double *const columns[] = {u, t};
    const char *const names[] = {"u", "t"};
    const HeightField wide = {.nx = 101, .ny = 67, .x_from = -2, .x_to = 2, .y_from = -1, .y_to = 3};
    const HeightField small = {.nx = 24, .ny = 7, .x_from = -2, .x_to = 2, .y_from = -1, .y_to = 3};
    Loss *formula = create("(1-x)^2 + 100*(y-x^2)^2");
    check_slices(formula, plane, wide, 1);
    check_slices(formula, plane, wide, 1000);
    loss_destroy(formula);
    for (int rows = 70; rows <= ROWS; rows += ROWS - 70) {
        LossConfig config = {
            .formula = "(w*u + b - t)^2", .column_names = names, .columns = columns, .n_columns = 2, .n_rows = rows};
        Loss *loss = loss_create(&config, &(FormulaError){0});
        check_slices(loss, plane, rows == 70 ? wide : small, 1);
        check_slices(loss, plane, rows == 70 ? wide : small, 100);
        loss_destroy(loss);
    }
}

// Or the lowest of 0 and -0 would be whichever a thread met first.
static void the_lowest_zero_has_no_sign(void **state)
{
    (void)state;
    Loss *loss = create("0*x");
    HeightField field = {.nx = 5, .ny = 3, .x_from = -1, .x_to = 1, .y_from = 0, .y_to = 1};
    assert_true(heightfield_sample(&field, loss, &line));
    assert_true(signbit(field.loss[0]) && field.low == 0 && !signbit(field.low) && !signbit(field.high));
    heightfield_destroy(&field);
    loss_destroy(loss);
}

static void non_finite_samples_do_not_count(void **state)
{
    (void)state;
    Loss *loss = create("log(x) + 0/y");
    HeightField field = {.nx = 5, .ny = 3, .x_from = 0, .x_to = 4, .y_from = -1, .y_to = 1};
    assert_true(heightfield_sample(&field, loss, &plane));
    assert_true(field.loss[0] == -(double)INFINITY && isnan(field.loss[7]));
    assert_true(field.low == 0 && field.high == log(4));
    loss_destroy(loss);
    loss = create("log(-x^2 - y^2 - 1)");
    assert_true(heightfield_sample(&field, loss, &plane));
    assert_true(field.low == 0 && field.high == 0);
    heightfield_destroy(&field);
    loss_destroy(loss);
}

static double *sampled_by(const char *formula, int threads, double *low, double *high)
{
    Loss *loss = create(formula);
    HeightField field = {.nx = 301, .ny = 203, .x_from = -3, .x_to = 3, .y_from = -2, .y_to = 2};
    omp_set_num_threads(threads);
    assert_true(heightfield_sample(&field, loss, &plane));
    omp_set_num_threads(omp_get_num_procs());
    *low = field.low;
    *high = field.high;
    loss_destroy(loss);
    return field.loss;
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    double low[3], high[3], *samples[3];
    for (int i = 0; i < 3; i++)
        samples[i] =
            sampled_by("sin(x*y) + x^3 - cos(3*y)/hypot(x, y+1) + sqrt(2+x)", i ? 2 * i + 1 : 1, &low[i], &high[i]);
    for (int i = 1; i < 3; i++) {
        assert_memory_equal(samples[0], samples[i], 301 * 203 * sizeof(double));
        assert_true(low[0] == low[i] && high[0] == high[i]);
    }
    for (int i = 0; i < 3; i++)
        free(samples[i]);
}

static void a_field_can_change_its_size(void **state)
{
    (void)state;
    Loss *loss = create("x^2 + y");
    HeightField field = {.nx = 3, .ny = 3, .x_from = 0, .x_to = 1, .y_from = 0, .y_to = 1};
    for (int n = 3; n < 200; n *= 5) {
        field.nx = n;
        field.ny = n + 1;
        assert_true(heightfield_sample(&field, loss, &plane));
        assert_samples(&field, loss, &plane);
    }
    heightfield_destroy(&field);
    heightfield_destroy(&field);
    heightfield_destroy(NULL);
    loss_destroy(loss);
}

static void between_samples_it_is_bilinear(void **state)
{
    (void)state;
    double samples[6] = {0, 1, 2, 10, 20, NAN};
    HeightField field = {.nx = 3, .ny = 2, .x_from = 0, .x_to = 2, .y_from = 4, .y_to = 5, .loss = samples};
    assert_true(heightfield_at(&field, 0, 4) == 0);
    assert_true(isnan(heightfield_at(&field, 1, 5)));
    assert_true(heightfield_at(&field, 0, 5) == 10);
    assert_true(heightfield_at(&field, 0.5, 4.5) == 7.75);
    assert_true(heightfield_at(&field, 0.25, 4) == 0.25);
    assert_true(isnan(heightfield_at(&field, 1.5, 4.5)));
    assert_true(isnan(heightfield_at(&field, 2, 4)));
    assert_true(isnan(heightfield_at(&field, -0.01, 4)) && isnan(heightfield_at(&field, 2.01, 4)));
    assert_true(isnan(heightfield_at(&field, 1, 3.9)) && isnan(heightfield_at(&field, 1, 5.1)));
    assert_true(isnan(heightfield_at(&field, NAN, 4)) && isnan(heightfield_at(&field, INFINITY, 4)));
    assert_true(isnan(heightfield_at(&(HeightField){0}, 0, 0)));
}

static void a_curve_is_linear_between_samples(void **state)
{
    (void)state;
    double samples[4] = {0, 1, 4, NAN}; // the last is beyond the field
    HeightField field = {.nx = 3, .ny = 1, .x_from = 2, .x_to = 0, .loss = samples};
    assert_true(heightfield_at(&field, 0, 123) == 4);
    assert_true(heightfield_at(&field, 0.5, 0) == 2.5);
    assert_true(heightfield_at(&field, 2, 0) == 0);
    assert_true(isnan(heightfield_at(&field, 2.5, 0)));
}

// ---- Loss to height

static const HeightMap MAPS[] = {
    {HEIGHT_LINEAR, 0, 10, 0},          {HEIGHT_LINEAR, -3, 1e6, 0},    {HEIGHT_LOG, 0, 1000, 1},
    {HEIGHT_LOG, -5, 2500, 0.01},       {HEIGHT_LOG, 1e-8, 1e-3, 1e-6}, {HEIGHT_LINEAR, -1.5e308, 1.5e308, 0},
    {HEIGHT_LOG, -1e308, 1e308, 1e300}, {HEIGHT_SIGNED, -3, 1, 0.01},   {HEIGHT_SIGNED, -1e-9, 1e6, 1e-4},
    {HEIGHT_LOGIT, 0, 1, 1e-4},         {HEIGHT_LOGIT, -2, 1e5, 30},    {HEIGHT_LOGIT, 7, 9, 2},
};

static void heights_run_from_0_to_1(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof MAPS / sizeof *MAPS; i++) {
        const HeightMap *map = &MAPS[i];
        double before = -1;
        assert_true(height_of(map, map->low) == 0);
        assert_true(height_of(map, map->high) == 1);
        for (int k = 0; k <= 20; k++) {
            double height = height_of(map, map->low * (1 - k / 20.0) + map->high * (k / 20.0));
            assert_true(height > before);
            before = height;
        }
        assert_true(isnan(height_of(map, NAN)));
        assert_true(height_of(map, INFINITY) == (double)INFINITY);
        assert_true(height_of(map, -INFINITY) == -(double)INFINITY);
    }
}

static void heights_turn_back_into_losses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof MAPS / sizeof *MAPS; i++)
        for (int k = -10; k <= 30; k++) {
            double loss = height_to_loss(&MAPS[i], k / 20.0);
            if (isfinite(loss) && fabs(height_of(&MAPS[i], loss) - k / 20.0) > 1e-9)
                fail_msg("map %d: height %g is loss %g is height %g", (int)i, k / 20.0, loss,
                         height_of(&MAPS[i], loss));
        }
}

static void the_mappings_are_what_they_say(void **state)
{
    (void)state;
    const HeightMap linear = {HEIGHT_LINEAR, 2, 6, 0}, logarithmic = {HEIGHT_LOG, 2, 6, 0.5};
    assert_true(height_of(&linear, 3) == 0.25 && height_of(&linear, 8) == 1.5 && height_of(&linear, 1) == -0.25);
    assert_true(fabs(height_of(&logarithmic, 3) - log1p(2) / log1p(8)) < 1e-15);
    assert_true(fabs(height_of(&logarithmic, 1) + log1p(2) / log1p(8)) < 1e-15); // under low: its mirror image
    const HeightMap both = {HEIGHT_SIGNED, -3, 3, 0.5}, ends = {HEIGHT_LOGIT, 2, 6, 0.5};
    assert_true(height_of(&both, 0) == 0.5 && fabs(height_of(&both, 1) - 0.5 - log1p(2) / log1p(6) / 2) < 1e-15);
    assert_true(height_of(&ends, 4) == 0.5 && fabs(height_of(&ends, 3) - 0.5 - log(1.5 / 3.5) / log(9) / 2) < 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_the_loss),
        cmocka_unit_test(slices_may_be_skewed),
        cmocka_unit_test(both_ways_have_the_same_bits),
        cmocka_unit_test(samples_of_data_are_its_mean),
        cmocka_unit_test(edges_are_samples),
        cmocka_unit_test(slices_change_no_bit),
        cmocka_unit_test(the_lowest_zero_has_no_sign),
        cmocka_unit_test(non_finite_samples_do_not_count),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(a_field_can_change_its_size),
        cmocka_unit_test(between_samples_it_is_bilinear),
        cmocka_unit_test(a_curve_is_linear_between_samples),
        cmocka_unit_test(heights_run_from_0_to_1),
        cmocka_unit_test(heights_turn_back_into_losses),
        cmocka_unit_test(the_mappings_are_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
