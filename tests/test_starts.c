// Many starts: where they are, that each lane is the race from there, that the scene holds them, and what the picture
// says of them.
#include "knobs.h"
#include "world.h"

#include "picture/picture.h"
#include "scene/steer.h"

#include <math.h>
#include <stdio.h>

enum { STEPS = 300 };

// What an edit of the scene means for the rest.
static void renew(World *world)
{
    world_run(world);
    study_at_once(world->study);
    study_begin_picture(world->study);
}

static World *world_of(const char *landscape, const char *racer, StartsForm form, int n, double radius, int steps)
{
    World *world = world_create(landscape, (const char *const[]){racer, "SGD(lr=0.001)", NULL}, steps);
    world->scene.starts = (SceneStarts){form, n, radius};
    renew(world);
    return world;
}

static void assert_alone(World *world, const StartsPaths *paths, int lane, const double start[2])
{
    Race *race = race_create();
    RaceConfig config = {.loss = world->loss, .start = start, .steps = world->scene.steps, .n_racers = 1};
    config.racer[0] = scene_racer(&world->scene, 0);
    config.changes[0] = &scene_entry(&world->scene, 0)->changes;
    assert_true(race_configure(race, &config, true) && race_run(race, config.steps));
    int last = race_last_finite(race, 0);
    for (int row = 0; row < paths->rows; row++) {
        double at[2];
        int step = row * paths->stride;
        bool finite = starts_at(paths, lane, step, at);
        assert_int_equal(finite, step <= last);
        for (int d = 0; finite && d < race_dimension(race); d++)
            assert_memory_equal(&at[d], &race_point(race, 0, step).at[d], sizeof *at);
    }
    race_destroy(race);
}

// Bit for bit what a race from there is, step by step, for rules and schedules of every kind, diverging ones too.
static void test_each_is_the_race_from_there(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001)", "SGD(lr=0.02)", "Adam(lr=0.05) | StepLR(30)",
                                         "Lookahead(RMSprop(lr=0.01))", "LBFGS(lr=0.1)"};
    for (size_t i = 0; i < sizeof racers / sizeof *racers; i++)
        for (int form = STARTS_RING; form < STARTS_FORMS; form++) {
            World *world = world_of("rosenbrock", racers[i], (StartsForm)form, 13, 0.8, STEPS);
            double start[STARTS_MAX][2];
            assert_int_equal(starts_place(&world->scene.starts, world->scene.start, 2, start), 13);
            const StartsPaths *paths = study_starts(world->study, 0, STEPS);
            assert_non_null(paths);
            assert_true(paths->n == 13 && starts_done(paths) == STEPS && paths->stride == 1);
            for (int lane = 0; lane < 13; lane += 3)
                assert_alone(world, paths, lane, start[lane]);
            world_destroy(world);
        }
}

// A racer that changes on its way does so from each of them.
static void test_each_changes_on_its_way(void **state)
{
    (void)state;
    static const struct {
        const char *racer, *changes[5];
    } cases[] = {
        {"SGD(lr=0.001)", {"50: 0.lr=0.0005", "120: 0.momentum=0.9", "121: 0.nesterov=True"}},
        {"SGD(lr=0.001)", {"0: 0.lr=0.002", "300: 0.lr=1"}},
        {"SGD(lr=0.001, momentum=0.5)",
         {"100: 0=Adam(lr=0.05) | StepLR(30)", "100: 0.lr=0.04", "150: 0.betas=(0.8, 0.9)", "200: 0=LBFGS(lr=0.1)"}},
        {"Adam(lr=0.05) | ReduceLROnPlateau(patience=3)",
         {"40: 0.amsgrad=True", "90: 0.schedule=ExponentialLR(0.99)", "160: 0.schedule=None", "180: 0.lr=0.01"}},
        {"Lookahead(RMSprop(lr=0.01))", {"30: 0.centered=True", "80: 0.alpha=0.5", "99: 0=SGD(lr=0.5)"}},
        {"SGD(lr=0.001) | LambdaLR(lambda k: 0.99**k)", {"60: 0.schedule=LambdaLR(lambda k: 1/(1 + k))"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error;
        World *world = world_of("rosenbrock", cases[i].racer, STARTS_GRID, 9, 0.8, STEPS);
        for (SteerPass pass = 0; pass < STEER_PASSES; pass++)
            for (int k = 0; cases[i].changes[k]; k++)
                if (!steer_read(&world->scene, cases[i].changes[k], pass, &error))
                    fail_msg("%s", error.text);
        renew(world);
        double start[STARTS_MAX][2];
        starts_place(&world->scene.starts, world->scene.start, 2, start);
        const StartsPaths *paths = study_starts(world->study, 0, STEPS);
        assert_true(paths && starts_done(paths) == STEPS);
        for (int lane = 0; lane < 9; lane++)
            assert_alone(world, paths, lane, start[lane]);
        world_destroy(world);
    }
}

// Of a long race every so many steps are kept, and these are exact.
static void test_a_long_race_is_thinned(void **state)
{
    (void)state;
    World *world = world_of("double_well", "SGD(lr=0.001, momentum=0.9)", STARTS_GRID, 5, 0.5, 3 * STARTS_ROWS);
    const StartsPaths *paths = study_starts(world->study, 0, 3 * STARTS_ROWS);
    double start[STARTS_MAX][2];
    assert_non_null(paths);
    assert_int_equal(starts_place(&world->scene.starts, world->scene.start, 1, start), 5);
    assert_true(start[2][0] == world->scene.start[0] && start[0][0] == world->scene.start[0] - 0.5);
    assert_true(paths->stride == 4 && starts_done(paths) == 3 * STARTS_ROWS);
    assert_alone(world, paths, 3, start[3]);
    world_destroy(world);
}

static void test_where_they_are(void **state)
{
    (void)state;
    static const double start[2] = {2, -1};
    double at[STARTS_MAX][2];
    for (int n = 1; n <= STARTS_MAX; n++) {
        double mean[2] = {0, 0};
        assert_int_equal(starts_place(&(SceneStarts){STARTS_RING, n, 3}, start, 2, at), n);
        for (int i = 0; i < n; i++) {
            assert_true(fabs(hypot(at[i][0] - 2, at[i][1] + 1) - 3) < 1e-12);
            mean[0] += at[i][0] / n;
        }
        assert_true(n == 1 || fabs(mean[0] - 2) < 1e-12);
        assert_int_equal(starts_place(&(SceneStarts){STARTS_GRID, n, 3}, start, 2, at), n);
        mean[0] = 0;
        for (int i = 0; i < n; i++) {
            assert_true(fabs(at[i][0] - 2) <= 3 && fabs(at[i][1] + 1) <= 3);
            mean[0] += at[i][0] / n;
            for (int k = 0; k < i; k++)
                assert_true(at[i][0] != at[k][0] || at[i][1] != at[k][1]);
        }
        assert_true(fabs(mean[0] - 2) < 1e-12);
    }
    assert_int_equal(starts_place(&(SceneStarts){0}, start, 2, at), 0);
}

static void test_a_racer_that_has_none(void **state)
{
    (void)state;
    World *world = world_of("booth", "SGD(lr=0.01)", STARTS_RING, 8, 1, STEPS);
    assert_non_null(study_starts(world->study, 0, STEPS));
    assert_null(study_starts(world->study, 5, STEPS));
    assert_non_null(study_starts(world->study, 1, STEPS));
    world->scene.starts = (SceneStarts){0};
    renew(world);
    assert_null(study_starts(world->study, 1, STEPS));
    world_destroy(world);
}

static void test_the_scene_holds_them(void **state)
{
    (void)state;
    static Scene scene, again;
    Error error = {""};
    make(&scene, "himmelblau", (const char *const[]){"Adam(lr=0.1)", NULL});
    scene.starts = (SceneStarts){STARTS_GRID, 20, 0.75};
    text_copy(scene.view.theme, sizeof scene.view.theme, "dark");
    scene.view.camera.elevation_deg = 42;
    char *text = printed(&scene);
    assert_non_null(strstr(text, "\nstarts:\n  form: grid\n  n: 20\n  radius: 0.75\n"));
    if (!scene_parse(&again, text, strlen(text), "again.yaml", &error))
        fail_msg("%s", error.text);
    char *once_more = printed(&again);
    assert_string_equal(text, once_more);
    assert_true(again.starts.form == STARTS_GRID && again.starts.n == 20 && again.starts.radius == 0.75);
    free(text);
    free(once_more);
    assert_true(knob_get(&again, only(&again, "starts.n")) == 20);
    assert_true(knob_set(&again, only(&again, "starts.radius"), 2, &error) && again.starts.radius == 2);
    assert_false(knob_set(&again, only(&again, "starts.n"), 65, &error));
    assert_false(knob_set(&again, only(&again, "starts.radius"), 0, &error));
    again.starts.radius = 1e5; // another landscape's parameters have units of their own
    assert_true(scene_set_landscape(&again, "rosenbrock", &error));
    assert_true(again.starts.form == STARTS_GRID && again.starts.radius < 10);
    again.starts = (SceneStarts){0};
    KnobSet set;
    assert_false(knob_parse(&again, "starts.n", KNOB_EVERY, &set, &error));
    assert_non_null(strstr(error.text, "there are not many starts"));
    scene_clear(&scene);
    scene_clear(&again);
}

static const char *said(World *world, Picture *picture, int step)
{
    PictureInput input = {.scene = &world->scene,
                          .race = world->race,
                          .study = world->study,
                          .step = step,
                          .width = 900,
                          .height = 600,
                          .scale = 1};
    study_at_once(world->study);
    const DrawList *list = picture_build(picture, &input);
    assert_sane(list);
    for (int i = 0; i < list->n_texts; i++)
        if (strstr(list->texts[i].text, " starts"))
            return list->texts[i].text;
    return "";
}

// "8 of 8 starts reach a minimum": those that do, of those there are, at the step that is shown.
static void test_it_is_said_how_many_arrive(void **state)
{
    (void)state;
    Picture *picture = picture_create();
    World *world = world_of("himmelblau", "SGD(lr=0.01)", STARTS_RING, 8, 2, STEPS);
    for (int kind = VIEW_SURFACE; kind <= VIEW_MAP; kind++) {
        world->scene.view.kind = (ViewKind)kind;
        assert_string_equal(said(world, picture, STEPS), "8 of 8 starts reach a minimum");
        assert_string_equal(said(world, picture, 0), "0 of 8 starts reach a minimum by step 0");
    }
    world_destroy(world);
    world = world_of("(x^2 - 1)^2 + 0.3*x", "SGD(lr=0.02)", STARTS_GRID, 10, 0.5, STEPS);
    assert_string_equal(said(world, picture, STEPS), "10 of 10 starts reach a minimum");
    world_destroy(world);
    world = world_of("x^4 + y^4 + x^2 + y^2", "SGD(lr=0.1)", STARTS_GRID, 25, 5, 500);
    const char *line = said(world, picture, 500);
    assert_non_null(strstr(line, " of 25 starts reach a minimum, "));
    assert_non_null(strstr(line, " diverge"));
    world_destroy(world);
    picture_destroy(picture);
}

static float least_width(const DrawText *text)
{
    return 0.45f * font_points[text->size] * (float)strlen(text->text);
}

// Both about their middle.
static bool crosses(const DrawText *a, const DrawText *b)
{
    bool centred = a->align == ALIGN_CENTER && b->align == ALIGN_CENTER;
    float height = font_points[a->size], width = 0.5f * (least_width(a) + least_width(b));
    return a != b && centred && fabsf(a->y - b->y) < height && fabsf(a->x - b->x) < width;
}

// Other words keep off those in the corner.
static void test_what_is_said_is_legible(void **state)
{
    (void)state;
    Picture *picture = picture_create();
    for (int kind = VIEW_SURFACE; kind <= VIEW_MAP; kind++) {
        World *world = world_of("himmelblau", "SGD(lr=0.01, momentum=0.9)", STARTS_RING, 24, 2, 1000);
        world->scene.view.kind = (ViewKind)kind;
        for (float height = 480; height <= 960; height += 40) {
            PictureInput input = input_of(world, 1000, 1280, height);
            input.ui.interactive = true;
            study_at_once(world->study);
            const DrawList *list = picture_build(picture, &input);
            for (int i = 0; i < list->n_texts; i++)
                for (int k = 0; strstr(list->texts[i].text, " starts reach") && k < list->n_texts; k++)
                    if (crosses(&list->texts[i], &list->texts[k]))
                        fail_msg("%g points high: '%s' crosses what is said", (double)height, list->texts[k].text);
        }
        world_destroy(world);
    }
    picture_destroy(picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_is_the_race_from_there), cmocka_unit_test(test_each_changes_on_its_way),
        cmocka_unit_test(test_a_long_race_is_thinned),      cmocka_unit_test(test_where_they_are),
        cmocka_unit_test(test_a_racer_that_has_none),       cmocka_unit_test(test_the_scene_holds_them),
        cmocka_unit_test(test_it_is_said_how_many_arrive),  cmocka_unit_test(test_what_is_said_is_legible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
