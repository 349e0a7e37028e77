// The rows beside the loss: what racers make of them is what the formula says, the lit ones are the step's batch, and
// the batch's own loss is the one that the step goes down.
#include "base/text.h"
#include "world.h"

#include <stdio.h>

enum { ROWS = 120 };

static const char *csv_of(bool signs)
{
    static char csv[64 * ROWS];
    int size = snprintf(csv, sizeof csv, "u,v,t,y\n");
    for (int i = 0; i < ROWS; i++) {
        double u = (i * 37 % 101) / 25.0 - 2, v = (i * 53 % 97) / 24.0 - 2;
        int t = u + 0.5 * v + (i % 5 - 2) * 0.3 > 0;
        size += snprintf(csv + size, sizeof csv - (size_t)size, "%.4f,%.4f,%d,%.4f\n", u, v, signs ? 2 * t - 1 : t,
                         1.5 * u - 0.5 + (i % 7 - 3) * 0.1);
    }
    return csv;
}

static World *world_of(const char *formula, bool signs, int batch)
{
    static const char *const racers[] = {"SGD(lr=0.1)", "Adam(lr=0.1)", NULL};
    Error error = {""};
    World *world = world_create("booth", racers, 40);
    const char *csv = csv_of(signs);
    world->scene.data = dataset_parse(csv, strlen(csv), "rows.csv", &error);
    if (!world->scene.data || !scene_set_landscape(&world->scene, formula, &error))
        fail_msg("%s", error.text);
    world->scene.batch = batch;
    world->scene.view.show = 1u << SHOW_DATA | 1u << SHOW_BATCH;
    world_run(world);
    study_at_once(world->study);
    study_begin_picture(world->study);
    return world;
}

static double place(const double range[2], int i, int n)
{
    return range[0] + (range[1] - range[0]) * i / (n - 1);
}

static void test_a_line_is_the_formulas(void **state)
{
    (void)state;
    static const double at[2] = {0.7, -0.3};
    World *world = world_of("(w*u + b - y)^2", false, 8);
    const RowsView *rows = study_rows(world->study);
    assert_non_null(rows);
    assert_int_equal(rows->form, ROWS_CURVE);
    assert_true(rows->n == ROWS && rows->target == 3 && rows->feature[0] == 0 && rows->features == 1);
    const Fit *fit = study_fit(world->study, 0, at, rows);
    assert_non_null(fit);
    for (int i = 0; i < fit->n; i++)
        assert_true(fabs(fit->value[i] - (0.7 * place(rows->range, i, fit->n) - 0.3)) < 1e-12);
    world_destroy(world);
}

// The chance of the second class is the sigmoid of the score, whichever way the cross entropy is written; a hinge has
// none.
static void test_a_chance_is_the_sigmoid(void **state)
{
    (void)state;
    static const struct {
        const char *formula;
        bool signs, chance;
    } cases[] = {
        {"softplus(w*u + b) - t*(w*u + b)", false, true},
        {"-(t*log(sigmoid(w*u + b)) + (1 - t)*log(1 - sigmoid(w*u + b)))", false, true},
        {"log(1 + exp(-t*(w*u + b)))", true, true},
        {"softplus(-t*(w*u + b))", true, true},
        {"max(0, 1 - t*(w*u + b))", true, false},
    };
    static const double at[2] = {1.5, -0.75};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        World *world = world_of(cases[k].formula, cases[k].signs, 8);
        const RowsView *rows = study_rows(world->study);
        assert_true(rows && rows->form == ROWS_CHANCE && rows->target == 2);
        const Fit *fit = study_fit(world->study, 0, at, rows);
        assert_true(fit && fit->is_chance == cases[k].chance);
        for (int i = 0; i < fit->n; i++) {
            double score = 1.5 * place(rows->range, i, fit->n) - 0.75;
            if (fit->is_chance)
                assert_true(fabs(fit->value[i] - 1 / (1 + exp(-score))) < 1e-9);
            else
                assert_true((fit->value[i] > 0) == (score > 0));
        }
        world_destroy(world);
    }
}

// The boundary is where the chance is a half: where the score is 0.
static void test_a_boundary_lies_at_a_half(void **state)
{
    (void)state;
    static const struct {
        const char *formula;
        bool signs;
    } cases[] = {
        {"softplus(p*u + q*v) - t*(p*u + q*v)", false},
        {"max(0, 1 - t*(p*u + q*v))", true},
        {"(sigmoid(p*u + q*v) - t)^2", false},
        {"(tanh(p*u + q*v) - t)^2", true},
        {"-(t*log(sigmoid(p*u + q*v)) + (1 - t)*log(1 - sigmoid(p*u + q*v)))", false},
    };
    static const double at[2] = {0.9, -1.4};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        World *world = world_of(cases[k].formula, cases[k].signs, 8);
        const RowsView *rows = study_rows(world->study);
        assert_true(rows && rows->form == ROWS_CLASSES && rows->target == 2 && rows->features == 2);
        const Fit *fit = study_fit(world->study, 0, at, rows);
        assert_non_null(fit);
        for (int i = 0; i < fit->n; i++) {
            double u = place(rows->range, i % FIT_SIDE, FIT_SIDE), v = place(rows->range + 2, i / FIT_SIDE, FIT_SIDE);
            double score = 0.9 * u - 1.4 * v;
            assert_true(fabs(score) < 1e-9 || (fit->value[i] > 0) == (score > 0));
        }
        world_destroy(world);
    }
}

static void test_predictions_stand_against_the_target(void **state)
{
    (void)state;
    static const double at[2] = {1.25, 0.5};
    World *world = world_of("(p*u + q*v - y)^2", false, 8);
    const RowsView *rows = study_rows(world->study);
    assert_true(rows && rows->form == ROWS_AGAINST && rows->features == 2 && rows->x == rows->y);
    const Fit *fit = study_fit(world->study, 0, at, rows);
    const double *const *columns = dataset_values(world->scene.data);
    assert_true(fit && fit->n == ROWS && fit->stride == 1);
    for (int i = 0; i < ROWS; i++)
        assert_true(fabs(fit->value[i] - (1.25 * columns[0][i] + 0.5 * columns[1][i])) < 1e-12);
    world_destroy(world);
}

static const char *csv_of_four(bool classes)
{
    static char csv[96 * ROWS];
    int size = snprintf(csv, sizeof csv, "a,b,c,d,y\n");
    for (int i = 0; i < ROWS; i++) {
        double a = (i * 37 % 101) / 25.0 - 2, b = (i * 53 % 97) / 24.0 - 2, c = (i * 29 % 89) / 22.0, d = i % 13 - 6;
        double y = a + 2 * b - c + 0.5 * d;
        size += snprintf(csv + size, sizeof csv - (size_t)size, "%.4f,%.4f,%.4f,%.4f,%.4f\n", a, b, c, d,
                         classes ? y > 0 : y);
    }
    return csv;
}

static World *world_of_four(bool classes)
{
    Error error = {""};
    World *world = world_of("(w*u + b - y)^2", false, 8);
    const char *csv = csv_of_four(classes);
    dataset_release(world->scene.data);
    world->scene.data = dataset_parse(csv, strlen(csv), "rows.csv", &error);
    if (!world->scene.data ||
        !scene_set_landscape(&world->scene,
                             classes ? "(sigmoid(p*a + q*b + c + d) - y)^2" : "(p*a + q*b + c + d - y)^2", &error))
        fail_msg("%s", error.text);
    world_run(world);
    study_at_once(world->study);
    return world;
}

static const RowsView *rows_of(World *world, const char *first, const char *second)
{
    text_copy(world->scene.view.columns[0], SCENE_AXIS_MAX, first);
    text_copy(world->scene.view.columns[1], SCENE_AXIS_MAX, second);
    study_begin_picture(world->study);
    const RowsView *rows = study_rows(world->study);
    assert_non_null(rows);
    return rows;
}

// Of four features the chosen ones are on the axes, the others at their mean, in the fit too.
static void test_columns_are_chosen(void **state)
{
    (void)state;
    static const double at[2] = {1.25, 0.5};
    for (int classes = 0; classes < 2; classes++) {
        World *world = world_of_four(classes);
        RowsForm usual = classes ? ROWS_CLASSES : ROWS_AGAINST;
        int can[ROWS_CHOICES_MAX];
        assert_int_equal(rows_choices(loss_formula(world->loss), world->scene.data, can), 4);
        const double *const *columns = dataset_values(world->scene.data);
        assert_int_equal(rows_of(world, "", "")->form, usual);
        assert_int_equal(rows_of(world, "y", "nothing")->form, usual); // no features
        const RowsView *rows = rows_of(world, "c", "");
        assert_true(rows->form == ROWS_CURVE && rows->x == columns[2] && rows->y == columns[4]);
        const Fit *fit = study_fit(world->study, 0, at, rows);
        assert_non_null(fit);
        for (int i = 0; !classes && i < fit->n; i++) {
            double line = 1.25 * rows->mean[0] + 0.5 * rows->mean[1] + place(rows->range, i, fit->n) + rows->mean[3];
            assert_true(fabs(fit->value[i] - line) < 1e-12);
        }
        rows = rows_of(world, "d", "b");
        assert_true(rows->x == columns[3] && rows->y == columns[classes ? 1 : 4]);
        assert_int_equal(rows->form, classes ? ROWS_CLASSES : ROWS_CURVE);
        world_destroy(world);
    }
}

static void test_the_scene_holds_the_columns(void **state)
{
    (void)state;
    static const char text[] = "ravine: 1\nformula: (p*a + q*b + c - y)^2\nview:\n  columns: [c, a]\nrows: |\n"
                               "  a,b,c,y\n  1,2,3,4\n  2,3,5,4\n";
    Scene scene = {0};
    Error error = {""};
    if (!scene_parse(&scene, text, strlen(text), "a.yaml", &error))
        fail_msg("%s", error.text);
    size_t size;
    char *printed = scene_print(&scene, &size, &error);
    assert_non_null(strstr(printed, "\n  columns: [c, a]\n"));
    free(printed);
    char wrong[sizeof text];
    memcpy(wrong, text, sizeof text);
    memcpy(strstr(wrong, "[c, a]"), "[c, x]", 6);
    assert_false(scene_parse(&scene, wrong, strlen(wrong), "a.yaml", &error));
    if (!strstr(error.text, "a.yaml:4: columns: there is no column 'x'"))
        fail_msg("%s", error.text);
    scene_clear(&scene);
}

static int count_lit(const DrawList *list, Color color)
{
    int n = 0;
    for (int i = 0; i < list->n_shapes; i++)
        n += list->shapes[i].kind == SHAPE_DISC && same_color(list->shapes[i].color, color) &&
             list->shapes[i].layer == LAYER_BASE && fabsf(list->shapes[i].w - (2.7f * 1.45f + 1.4f)) < 0.01f;
    return n;
}

// Those of the step that comes next: the gradient that moves the racers from here.
static void test_the_batch_is_lit(void **state)
{
    (void)state;
    World *world = world_of("(w*u + b - y)^2", false, 8);
    LossWork *work = loss_work_create(world->loss);
    int row[ROWS];
    for (int step = 1; step <= 40; step++) {
        study_begin_picture(world->study);
        const BatchRows *batch = study_batch(world->study, step);
        assert_true(batch && batch->n == loss_batch_rows(world->loss, work, step, row));
        assert_memory_equal(batch->row, row, (size_t)batch->n * sizeof *row);
    }
    loss_work_destroy(work);
    const DrawList *list = build_at(world, 17, 1100, 700);
    assert_sane(list);
    assert_int_equal(count_texts(list, "8 of 120 rows: the batch of step 18"), 1);
    assert_int_equal(count_lit(list, theme_find(world->scene.view.theme)->text), 8);
    world->scene.batch = ROWS;
    world_run(world);
    list = build_at(world, 17, 1100, 700);
    assert_int_equal(count_texts(list, "120 rows, each step takes all"), 1);
    world_destroy(world);
}

static void test_the_batch_has_its_own_loss(void **state)
{
    (void)state;
    static const double window[4] = {-2, 3, -1, 2};
    World *world = world_of("(w*u + b - y)^2", false, 8);
    LossWork *work = loss_work_create(world->loss);
    const BatchField *field = study_batch_field(world->study, 0, window, 5);
    assert_non_null(field);
    for (int i = 0; i < BATCH_SIDE * BATCH_SIDE; i += 7) {
        double gradient[2];
        double at[2] = {place(window, i % BATCH_SIDE, BATCH_SIDE), place(window + 2, i / BATCH_SIDE, BATCH_SIDE)};
        assert_true(fabs(field->loss[i] - loss_at(world->loss, work, 5, at, gradient)) < 1e-12);
    }
    loss_work_destroy(work);
    world->scene.batch = 0;
    world_run(world);
    assert_null(study_batch_field(world->study, 0, window, 5)); // a batch of all rows has no other
    world_destroy(world);
}

static void test_where_nothing_is_compared(void **state)
{
    (void)state;
    World *world = world_of("exp(w*u + b) - y*(w*u + b)", false, 8);
    const RowsView *rows = study_rows(world->study);
    assert_true(rows && rows->form == ROWS_ALONE);
    const DrawList *list = build_at(world, 10, 1100, 700);
    assert_sane(list);
    bool said = false;
    for (int i = 0; i < list->n_texts; i++)
        said |= strstr(list->texts[i].text, "coloured by SGD's loss, ") != NULL;
    assert_true(said);
    world_destroy(world);
}

// The loss as the mean that it is, with brackets round a sum, and what a step takes; on every page whole.
static void test_a_figure_says_its_rows(void **state)
{
    (void)state;
    static const struct {
        const char *formula, *mean, *rows;
        int batch;
    } cases[] = {
        {"(w*u + b - y)^2", "(1/120) Σ (wu + b − y)²", "rows.csv, batch 8 of 120, seed 0", 8},
        {"(w*u + b - y)^2 + 0.1*w^2", "(1/120) Σ [(wu + b − y)² + 0.1w²]", "rows.csv, all 120 rows a step", 0},
        {"-u*w + b^2", "(1/120) Σ [", "rows.csv, batch 1 of 120, seed 0", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int view = VIEW_SURFACE; view <= VIEW_SIDE; view++)
            for (int wide = 0; wide < 2; wide++) {
                World *world = world_of(cases[i].formula, false, cases[i].batch);
                text_copy(world->scene.data_path, sizeof world->scene.data_path, "some/where/rows.csv");
                world->scene.view.kind = (ViewKind)view;
                PictureInput input = input_of(world, 10, wide ? 790 : 395, 0);
                input.figure = true;
                input.height = picture_figure_height(&input);
                const DrawList *list = picture_build(world->picture, &input);
                assert_sane(list);
                int mean = 0, rows = 0, target = 0;
                for (int k = 0; k < list->n_texts; k++) {
                    mean += strstr(list->texts[k].text, cases[i].mean) != NULL;
                    rows += strcmp(list->texts[k].text, cases[i].rows) == 0;
                    target += strcmp(list->texts[k].text, "y") == 0;
                }
                assert_true(mean == 1 && rows == 1);
                assert_int_equal(target, i < 2); // the panel of rows has its place everywhere
                world_destroy(world);
            }
}

// In each view, theme and size, with racers and without.
static void test_it_can_be_drawn(void **state)
{
    (void)state;
    static const char *const formulas[] = {
        "(w*u + b - y)^2",       "softplus(p*u + q*v) - t*(p*u + q*v)", "(p*u + q*v - y)^2", "(w*u - y)^2", "(w - y)^2",
        "softplus(w*u) - t*w*u", "(w*u + b - log(abs(y) + 1))^2"};
    for (size_t k = 0; k < sizeof formulas / sizeof *formulas; k++) {
        World *world = world_of(formulas[k], false, 8);
        for (int kind = VIEW_SURFACE; kind <= VIEW_SIDE; kind++)
            for (int small = 0; small < 3; small++) {
                world->scene.view.kind = (ViewKind)kind;
                const DrawList *list = build_at(world, 20, small == 2 ? 300 : small ? 760 : 1600, small ? 560 : 900);
                assert_sane(list);
            }
        scene_keep_racers(&world->scene, 0);
        world_run(world);
        assert_sane(build_at(world, 20, 1100, 700));
        world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_are_chosen),        cmocka_unit_test(test_the_scene_holds_the_columns),
        cmocka_unit_test(test_a_line_is_the_formulas),    cmocka_unit_test(test_a_chance_is_the_sigmoid),
        cmocka_unit_test(test_a_boundary_lies_at_a_half), cmocka_unit_test(test_predictions_stand_against_the_target),
        cmocka_unit_test(test_the_batch_is_lit),          cmocka_unit_test(test_the_batch_has_its_own_loss),
        cmocka_unit_test(test_where_nothing_is_compared), cmocka_unit_test(test_a_figure_says_its_rows),
        cmocka_unit_test(test_it_can_be_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
