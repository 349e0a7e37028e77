// A loss is what its header says: means over rows, batches that are pieces of permutations, noise that shrinks with the
// batch; the same bytes however many points and threads there are; and everything that cannot be one is refused in a
// sentence.
#include "engine/loss/loss.h"
#include "within.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS_MAX = 30000, POINTS_MAX = 40 };

static double column_u[ROWS_MAX], column_t[ROWS_MAX], column_v[ROWS_MAX];
static const char *const names[] = {"u", "v", "t"};
static const double *const columns[] = {column_u, column_v, column_t};

static int fill_columns(void **state)
{
    (void)state;
    for (int i = 0; i < ROWS_MAX; i++) {
        column_u[i] = sin(i * 0.7) + 0.1 * (i % 13);
        column_v[i] = i; // a row's own number
        column_t[i] = cos(i * 1.3);
    }
    return 0;
}

static Loss *must(const LossConfig *config)
{
    FormulaError error = {0};
    Loss *loss = loss_create(config, &error);
    if (!loss)
        fail_msg("%s, column %d: %s", config->formula, error.column, error.text);
    return loss;
}

static Loss *rows_loss(const char *formula, int n_rows, int batch, uint64_t seed)
{
    return must(&(LossConfig){.formula = formula,
                              .column_names = names,
                              .columns = columns,
                              .n_columns = 3,
                              .n_rows = n_rows,
                              .batch = batch,
                              .seed = seed});
}

static const char *const line = "(x*u + y - t)^2";

// Value and gradient of `line` over given rows, the plain way.
static void by_hand(const int *rows, int n, double x, double y, double *out)
{
    out[0] = out[1] = out[2] = 0;
    for (int i = 0; i < n; i++) {
        double residual = x * column_u[rows[i]] + y - column_t[rows[i]];
        out[0] += residual * residual / n;
        out[1] += 2 * residual * column_u[rows[i]] / n;
        out[2] += 2 * residual / n;
    }
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * fmax(1, fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

// One point: value, then gradient. step 0: the full loss.
static void ask(const Loss *loss, LossWork *work, int64_t step, double x, double y, double *out)
{
    const double *parameters[2] = {&x, &y};
    double *gradient[2] = {out + 1, out + 2};
    if (step > 0)
        loss_step(loss, work, step, parameters, 1, out, gradient);
    else
        loss_full(loss, work, parameters, 1, out, gradient);
}

static void test_plain_formula(void **state)
{
    (void)state;
    Loss *loss = must(&(LossConfig){.formula = "(1-x)^2 + b*(y-x^2)^2",
                                    .constants = &(FormulaConstant){.name = "b", .value = 100},
                                    .n_constants = 1});
    LossWork *work = loss_work_create(loss);
    double full[3], step[3];
    assert_int_equal(loss_rows(loss), 0);
    assert_int_equal(loss_batch(loss), 0);
    assert_int_equal(loss_dimension(loss), 2);
    assert_false(loss_is_stochastic(loss));
    assert_true(loss_cost(loss) == 1);
    ask(loss, work, 0, -1.2, 1, full);
    ask(loss, work, 7, -1.2, 1, step);
    assert_near(full[0], 24.2, 1e-12);
    assert_near(full[1], -215.6, 1e-12);
    assert_near(full[2], -88, 1e-12);
    assert_memory_equal(full, step, sizeof full);
    int rows[1];
    assert_int_equal(loss_batch_rows(loss, work, 1, rows), 0);
    loss_work_destroy(work);
    loss_destroy(loss);
}

// The full loss is the mean over rows, for row counts around every border of the blocks in which rows are summed.
static void test_mean_over_rows(void **state)
{
    (void)state;
    static const int counts[] = {1, 2, 3, 5, 16, 17, 85, 128, 129, 255, 256, 257, 1000, 4095, 4096, 4097, 20000, 30000};
    static int rows[ROWS_MAX];
    for (int i = 0; i < ROWS_MAX; i++)
        rows[i] = i;
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        Loss *loss = rows_loss(line, counts[c], 0, 0);
        LossWork *work = loss_work_create(loss);
        double got[3], expected[3];
        assert_int_equal(loss_rows(loss), counts[c]);
        assert_int_equal(loss_batch(loss), counts[c]);
        assert_false(loss_is_stochastic(loss));
        ask(loss, work, 0, 0.3, -0.4, got);
        by_hand(rows, counts[c], 0.3, -0.4, expected);
        for (int i = 0; i < 3; i++)
            assert_near(got[i], expected[i], 1e-12);
        loss_work_destroy(work);
        loss_destroy(loss);
    }
}

static void points_at(double (*at)[POINTS_MAX], int n)
{
    for (int i = 0; i < n; i++) {
        at[0][i] = 0.1 * i - 1;
        at[1][i] = 1 - 0.07 * i;
    }
}

// A point's result is the same alone and among others, on one thread and on several.
static void check_points(int n_rows, int batch, int64_t step)
{
    Loss *loss = rows_loss(line, n_rows, batch, 3);
    double at[2][POINTS_MAX], value[POINTS_MAX], slope[2][POINTS_MAX], bare[POINTS_MAX], alone[3];
    const double *parameters[2] = {at[0], at[1]};
    double *gradient[2] = {slope[0], slope[1]};
    int threads = omp_get_max_threads();
    points_at(at, POINTS_MAX);
    omp_set_num_threads(3);
    LossWork *work = loss_work_create(loss);
    loss_step(loss, work, step, parameters, POINTS_MAX, value, gradient);
    loss_step(loss, work, step, parameters, POINTS_MAX, bare, NULL);
    omp_set_num_threads(1);
    LossWork *single = loss_work_create(loss);
    for (int i = 0; i < POINTS_MAX; i++) {
        ask(loss, single, step, at[0][i], at[1][i], alone);
        assert_memory_equal(&alone[0], &value[i], sizeof(double));
        assert_memory_equal(&alone[1], &slope[0][i], sizeof(double));
        assert_memory_equal(&alone[2], &slope[1][i], sizeof(double));
        assert_near(bare[i], value[i], 1e-12);
    }
    omp_set_num_threads(threads);
    loss_work_destroy(single);
    loss_work_destroy(work);
    loss_destroy(loss);
}

static void test_points_are_alone(void **state)
{
    (void)state;
    check_points(7, 0, 1);
    check_points(64, 10, 3);
    check_points(64, 10, 7); // the short batch
    check_points(300, 0, 1);
    check_points(30000, 0, 1);
    check_points(30000, 1, 12);
    check_points(30000, 20000, 2);
}

static void check_epoch(const Loss *loss, LossWork *work, int64_t epoch, int *order)
{
    int n = loss_rows(loss), batch = loss_batch(loss), steps = (n + batch - 1) / batch, rows[1000], taken = 0;
    bool seen[1000] = {false};
    for (int b = 0; b < steps; b++) {
        int got = loss_batch_rows(loss, work, epoch * steps + b + 1, rows);
        assert_int_equal(got, b + 1 < steps ? batch : n - b * batch);
        for (int i = 0; i < got; i++) {
            assert_within(rows[i], 0, n - 1);
            assert_false(seen[rows[i]]);
            seen[rows[i]] = true;
            order[taken++] = rows[i];
        }
    }
    assert_int_equal(taken, n);
}

static void test_epochs_are_permutations(void **state)
{
    (void)state;
    static const int batches[] = {1, 7, 10, 63, 99};
    for (size_t b = 0; b < sizeof batches / sizeof *batches; b++) {
        Loss *loss = rows_loss(line, 100, batches[b], 11);
        LossWork *work = loss_work_create(loss);
        int first[100], second[100], again[100];
        assert_true(loss_is_stochastic(loss));
        check_epoch(loss, work, 0, first);
        check_epoch(loss, work, 1, second);
        check_epoch(loss, work, 0, again);
        assert_memory_not_equal(first, second, sizeof first);
        assert_memory_equal(first, again, sizeof first);
        loss_work_destroy(work);
        loss_destroy(loss);
    }
}

static void test_seeds_differ(void **state)
{
    (void)state;
    int order[2][100];
    for (int seed = 0; seed < 2; seed++) {
        Loss *loss = rows_loss(line, 100, 10, (uint64_t)seed);
        LossWork *work = loss_work_create(loss);
        check_epoch(loss, work, 0, order[seed]);
        loss_work_destroy(work);
        loss_destroy(loss);
    }
    assert_memory_not_equal(order[0], order[1], sizeof order[0]);
}

static void test_a_full_batch_is_in_file_order(void **state)
{
    (void)state;
    for (int batch = 100; batch < 103; batch++) { // more than all is all
        Loss *loss = rows_loss(line, 100, batch, 5);
        LossWork *work = loss_work_create(loss);
        int rows[100];
        assert_false(loss_is_stochastic(loss));
        assert_int_equal(loss_batch(loss), 100);
        assert_int_equal(loss_batch_rows(loss, work, 4, rows), 100);
        for (int i = 0; i < 100; i++)
            assert_int_equal(rows[i], i);
        loss_work_destroy(work);
        loss_destroy(loss);
    }
}

// The loss of a step is the mean over its batch's rows, asked in any order.
static void check_steps(int n_rows, int batch, const int64_t *steps, int n)
{
    static int rows[ROWS_MAX];
    Loss *loss = rows_loss(line, n_rows, batch, 2);
    LossWork *work = loss_work_create(loss);
    for (int i = 0; i < n; i++) {
        double got[3], expected[3];
        ask(loss, work, steps[i], 0.5, 0.25, got);
        by_hand(rows, loss_batch_rows(loss, work, steps[i], rows), 0.5, 0.25, expected);
        for (int k = 0; k < 3; k++)
            assert_near(got[k], expected[k], 1e-12);
    }
    loss_work_destroy(work);
    loss_destroy(loss);
}

static void test_step_is_the_mean_of_its_batch(void **state)
{
    (void)state;
    check_steps(64, 10, (const int64_t[]){1, 2, 7, 8, 1, 100, 7, 3}, 8);
    check_steps(64, 1, (const int64_t[]){1, 64, 65}, 3);
    check_steps(1000, 300, (const int64_t[]){1, 4, 5}, 3);
    check_steps(30000, 20000, (const int64_t[]){1, 2, 3, 2}, 4);
}

static void test_recorded_batches(void **state)
{
    (void)state;
    static const int offset[] = {0, 3, 4, 9}, rows[] = {5, 1, 1, 63, 0, 1, 2, 3, 4};
    const LossBatches batches = {.n = 3, .offset = offset, .rows = rows};
    Loss *loss = must(&(LossConfig){.formula = line,
                                    .column_names = names,
                                    .columns = columns,
                                    .n_columns = 3,
                                    .n_rows = 64,
                                    .recorded = &batches});
    LossWork *work = loss_work_create(loss);
    assert_true(loss_is_stochastic(loss));
    assert_int_equal(loss_batch(loss), 5);
    for (int step = 1; step <= 7; step++) {
        int k = (step - 1) % 3, got[5], n = loss_batch_rows(loss, work, step, got);
        double value[3], expected[3];
        assert_int_equal(n, offset[k + 1] - offset[k]);
        assert_memory_equal(got, rows + offset[k], (size_t)n * sizeof *got);
        ask(loss, work, step, 1, 2, value);
        by_hand(got, n, 1, 2, expected);
        for (int i = 0; i < 3; i++)
            assert_near(value[i], expected[i], 1e-12);
    }
    loss_work_destroy(work);
    loss_destroy(loss);
}

static const char *const noisy_bowl = "x^2 + y^2 + sigma*(normal(1)*x + normal(2)*y)";
static const FormulaConstant sigma = {.name = "sigma", .value = 2};

static Loss *bowl(int batch, uint64_t seed)
{
    return must(
        &(LossConfig){.formula = noisy_bowl, .constants = &sigma, .n_constants = 1, .batch = batch, .seed = seed});
}

static void test_full_loss_draws_nothing(void **state)
{
    (void)state;
    Loss *loss = bowl(0, 1);
    LossWork *work = loss_work_create(loss);
    double out[3];
    assert_true(loss_is_stochastic(loss));
    assert_int_equal(loss_rows(loss), 0);
    assert_int_equal(loss_batch(loss), 1);
    assert_true(loss_cost(loss) == 1);
    ask(loss, work, 0, 3, 4, out);
    assert_true(out[0] == 25 && out[1] == 6 && out[2] == 8);
    loss_work_destroy(work);
    loss_destroy(loss);
}

// Mean and standard deviation of the noise in the gradient's x over n steps.
static void noise(int batch, int n, double *mean, double *deviation)
{
    Loss *loss = bowl(batch, 4);
    LossWork *work = loss_work_create(loss);
    double sum = 0, squares = 0;
    for (int step = 1; step <= n; step++) {
        double out[3];
        ask(loss, work, step, 0, 0, out);
        sum += out[1];
        squares += out[1] * out[1];
    }
    *mean = sum / n;
    *deviation = sqrt(squares / n - *mean * *mean);
    loss_work_destroy(work);
    loss_destroy(loss);
}

static void test_noise_shrinks_with_the_batch(void **state)
{
    (void)state;
    enum { DRAWS = 4000 };
    static const int batches[] = {1, 4, 16, 100, 400};
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        double mean, deviation, expected = 2 / sqrt(batches[i]);
        noise(batches[i], DRAWS, &mean, &deviation);
        assert_near(mean / expected, 0, 4 / sqrt(DRAWS));
        assert_near(deviation / expected, 1, 4 / sqrt(2.0 * DRAWS));
    }
}

static void test_draws_belong_to_the_step(void **state)
{
    (void)state;
    Loss *loss = bowl(3, 4), *other = bowl(3, 5);
    LossWork *work = loss_work_create(loss), *other_work = loss_work_create(other);
    double first[3], second[3], again[3], seeded[3];
    ask(loss, work, 1, 0, 0, first);
    ask(loss, work, 2, 0, 0, second);
    ask(loss, work, 1, 0, 0, again);
    ask(other, other_work, 1, 0, 0, seeded);
    assert_memory_equal(first, again, sizeof first);
    assert_true(first[1] != second[1] && first[1] != seeded[1] && first[1] != first[2]);
    loss_work_destroy(work);
    loss_work_destroy(other_work);
    loss_destroy(loss);
    loss_destroy(other);
}

// Normals beside columns: a draw for each row, even in a full batch, which is therefore stochastic.
static void test_normals_over_rows(void **state)
{
    (void)state;
    Loss *loss = rows_loss("(x*u - t)^2 + normal(1)*x", 50, 0, 6);
    LossWork *work = loss_work_create(loss);
    double x = 2, full, step;
    const double *parameters[1] = {&x};
    assert_true(loss_is_stochastic(loss));
    assert_int_equal(loss_batch(loss), 50);
    loss_full(loss, work, parameters, 1, &full, NULL);
    loss_step(loss, work, 1, parameters, 1, &step, NULL);
    assert_true(full != step);
    assert_true(fabs(full - step) < 2 * 5 / sqrt(50));
    loss_work_destroy(work);
    loss_destroy(loss);
}

// ---- What is refused

static void refused(LossConfig config, int column, const char *text)
{
    FormulaError error = {.column = -1};
    Loss *loss = loss_create(&config, &error);
    if (loss)
        fail_msg("accepted instead of '%s'", text ? text : "");
    assert_int_equal(error.column, column);
    if (text && !strstr(error.text, text))
        fail_msg("'%s' does not say '%s'", error.text, text);
    assert_null(loss_create(&config, NULL));
}

static void test_refused_configurations(void **state)
{
    (void)state;
    const LossConfig good = {.formula = line, .column_names = names, .columns = columns, .n_columns = 3, .n_rows = 64};
    LossConfig bad = good;
    bad.n_rows = 0;
    refused(bad, 0, "no rows");
    bad.n_rows = LOSS_ROWS_MAX + 1;
    refused(bad, 0, "more than 1000000");
    bad = good;
    bad.batch = -1;
    refused(bad, 0, "less than 1");
    bad = good;
    bad.formula = "x^2 + ";
    refused(bad, 7, NULL);
    bad = good;
    bad.formula = "x + y + z + u";
    bad.parameters_max = 2;
    FormulaError error = {0};
    assert_null(loss_create(&bad, &error));
    bad = (LossConfig){.formula = noisy_bowl, .constants = &sigma, .n_constants = 1, .batch = LOSS_BATCH_MAX + 1};
    refused(bad, 0, "more than 100000");
}

static void test_refused_batches(void **state)
{
    (void)state;
    static const int offset[] = {0, 2, 2}, rows[] = {1, 64}, negative[] = {-1, 2};
    LossConfig bad = {.formula = line, .column_names = names, .columns = columns, .n_columns = 3, .n_rows = 64};
    bad.recorded = &(LossBatches){.n = 0, .offset = offset, .rows = rows};
    refused(bad, 0, "empty");
    bad.recorded = &(LossBatches){.n = 2, .offset = offset, .rows = rows};
    refused(bad, 0, "recorded batch 2 has no rows");
    bad.recorded = &(LossBatches){.n = 1, .offset = offset, .rows = rows};
    refused(bad, 0, "row 64");
    bad.recorded = &(LossBatches){.n = 1, .offset = offset, .rows = negative};
    refused(bad, 0, "row -1");
}

static void test_unused_data_is_no_data(void **state)
{
    (void)state;
    Loss *loss = rows_loss("x^2 + y^2", 64, 10, 0);
    assert_int_equal(loss_rows(loss), 0);
    assert_false(loss_is_stochastic(loss));
    loss_destroy(loss);
    loss_destroy(NULL);
    loss_work_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_formula),
        cmocka_unit_test(test_mean_over_rows),
        cmocka_unit_test(test_points_are_alone),
        cmocka_unit_test(test_epochs_are_permutations),
        cmocka_unit_test(test_seeds_differ),
        cmocka_unit_test(test_a_full_batch_is_in_file_order),
        cmocka_unit_test(test_step_is_the_mean_of_its_batch),
        cmocka_unit_test(test_recorded_batches),
        cmocka_unit_test(test_full_loss_draws_nothing),
        cmocka_unit_test(test_noise_shrinks_with_the_batch),
        cmocka_unit_test(test_draws_belong_to_the_step),
        cmocka_unit_test(test_normals_over_rows),
        cmocka_unit_test(test_refused_configurations),
        cmocka_unit_test(test_refused_batches),
        cmocka_unit_test(test_unused_data_is_no_data),
    };
    return cmocka_run_group_tests(tests, fill_columns, NULL);
}
