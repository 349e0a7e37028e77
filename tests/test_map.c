// What is written on a map: round losses along the lines they belong to, apart from each other; minima, saddles and
// maxima by name.
#include "entries.h"
#include "picture/picture.h"
#include "scene/spec.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// A scene with its loss and its race run to the end.
typedef struct World {
    Scene scene;
    Loss *loss;
    Race *race;
    Study *study;
    Picture *picture;
} World;

static World *world_create(const char *landscape, ViewKind view)
{
    World *world = calloc(1, sizeof *world);
    Error error = {""};
    assert_non_null(world);
    world->race = race_create();
    world->study = study_create();
    world->picture = picture_create();
    assert_true(world->race && world->study && world->picture);
    scene_default(&world->scene);
    if (!scene_set_landscape(&world->scene, landscape, &error))
        fail_msg("%s", error.text);
    scene_suit_racers(&world->scene);
    world->scene.view.kind = view;
    world->scene.steps = 50;
    world->loss = scene_loss(&world->scene, &error);
    if (!world->loss)
        fail_msg("%s", error.text);
    RaceConfig config = scene_race(&world->scene, world->loss);
    assert_true(race_configure(world->race, &config, true) && race_run(world->race, 50));
    study_about(world->study, &world->scene, world->loss, world->race, true);
    return world;
}

static void world_destroy(World *world)
{
    picture_destroy(world->picture);
    study_destroy(world->study);
    race_destroy(world->race);
    loss_destroy(world->loss);
    scene_clear(&world->scene);
    free(world);
}

static PictureInput input_of(World *world, float width, float height)
{
    return (PictureInput){.scene = &world->scene,
                          .race = world->race,
                          .study = world->study,
                          .step = 50,
                          .width = width,
                          .height = height,
                          .scale = 1};
}

static const DrawList *built(World *world, float width, float height)
{
    PictureInput input = input_of(world, width, height);
    const DrawList *list = picture_build(world->picture, &input);
    assert_non_null(list);
    return list;
}

static double height_at(const World *world, double x, double y)
{
    const double *at[2] = {&x, &y};
    double loss;
    LossWork *work = loss_work_create(world->loss);
    assert_non_null(work);
    loss_full(world->loss, work, at, 1, &loss, NULL);
    loss_work_destroy(work);
    return loss;
}

// Names of isolines are the slanting texts. Under each is the loss that it says, within what two points on the map
// make.
static void test_isolines_say_the_loss(void **state)
{
    (void)state;
    World *world = world_create("himmelblau", VIEW_MAP);
    const DrawList *list = built(world, 1280, 720);
    int names = 0;
    for (int i = 0; i < list->n_texts; i++) {
        const DrawText *text = &list->texts[i];
        double x, y, said = atof(text->text);
        if (text->angle_rad == 0 || said <= 0)
            continue;
        float down = 0.36f * font_points[text->size];
        float middle_x = text->x - down * sinf(text->angle_rad), middle_y = text->y - down * cosf(text->angle_rad);
        assert_true(picture_pick(world->picture, 0, middle_x, middle_y, &x, &y));
        double there = height_at(world, x, y);
        if (fabs(there - said) > 0.08 * said)
            fail_msg("'%s' stands where the loss is %g", text->text, there);
        names++;
    }
    assert_true(names >= 3);
    world_destroy(world);
}

// However large the map is, and however many lines of one loss there are.
static void test_isolines_are_named_once(void **state)
{
    (void)state;
    static const char *const landscapes[] = {"himmelblau", "rastrigin", "rosenbrock", "x^4 + y^4"};
    for (size_t k = 0; k < sizeof landscapes / sizeof *landscapes; k++) {
        World *world = world_create(landscapes[k], VIEW_MAP);
        const DrawList *list = built(world, 3840, 2160);
        int names = 0;
        for (int i = 0; i < list->n_texts; i++)
            for (int j = 0; list->texts[i].angle_rad != 0 && j <= i; j++) {
                names += i == j;
                if (j < i && list->texts[j].angle_rad != 0)
                    assert_string_not_equal(list->texts[i].text, list->texts[j].text);
            }
        assert_true(names >= 2);
        world_destroy(world);
    }
}

static void test_isolines_keep_apart(void **state)
{
    (void)state;
    World *world = world_create("rastrigin", VIEW_MAP);
    const DrawList *list = built(world, 1600, 900);
    for (int i = 0; i < list->n_texts; i++)
        for (int j = 0; j < i; j++) {
            const DrawText *a = &list->texts[i], *b = &list->texts[j];
            if (a->angle_rad != 0 && b->angle_rad != 0)
                assert_true(hypotf(a->x - b->x, a->y - b->y) > 30);
        }
    world_destroy(world);
}

static int count_texts(const DrawList *list, const char *beginning)
{
    int n = 0;
    for (int i = 0; i < list->n_texts; i++)
        n += !strncmp(list->texts[i].text, beginning, strlen(beginning));
    return n;
}

// The stronger lines of a panel are those that are named: their heights are in the panel, ascending.
static void test_levels(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        if (landscape_dimension(landscape_at(i)) != 2)
            continue;
        World *world = world_create(landscape_at(i)->id, i % 2 ? VIEW_MAP : VIEW_SURFACE);
        const DrawList *list = built(world, 900, 700);
        const DrawPanel *panel = &list->panels[0];
        assert_true(panel->n_levels >= 3 && panel->n_levels <= DRAW_LEVELS_MAX);
        assert_true(panel->levels[0] <= 0);
        for (int k = 1; k < panel->n_levels; k++)
            assert_true(panel->levels[k] > panel->levels[k - 1] && panel->levels[k] <= 1.0001f);
        world_destroy(world);
    }
}

static void test_named_points(void **state)
{
    (void)state;
    World *world = world_create("himmelblau", VIEW_MAP);
    const DrawList *list = built(world, 1600, 900);
    assert_int_equal(count_texts(list, "minimum 0"), 4);
    assert_int_equal(count_texts(list, "saddle "), 4);
    assert_int_equal(count_texts(list, "saddle 67.7"), 1);
    assert_int_equal(count_texts(list, "maximum 182"), 1);
    world->scene.view.kind = VIEW_SURFACE;
    list = built(world, 1600, 900);
    assert_int_equal(count_texts(list, "saddle "), 0);
    world_destroy(world);
}

// A formula of the user's own names nothing; what is lowest is found. Small maps have signs and no words.
static void test_own_formula(void **state)
{
    (void)state;
    World *world = world_create("(x^2 - 1)^2 + y^2 + 0.1*x", VIEW_MAP);
    const DrawList *list = built(world, 1600, 900);
    assert_int_equal(count_texts(list, "minimum −0.101"), 1);
    assert_int_equal(count_texts(list, "minimum"), 2); // and the other one, which is higher
    assert_int_equal(count_texts(list, "saddle 1.00"), 1);
    list = built(world, 240, 220);
    assert_int_equal(count_texts(list, "saddle"), 0);
    world_destroy(world);
}

// Two minima with next to nothing between them: the lowest alone has words. What rounding leaves of a
// minimum is 0.
// However flat its bottom is, the one that there is has its mark; a plain has none.
static void test_flat_minima(void **state)
{
    (void)state;
    static const char *const formulas[] = {"x^4 + y^4", "x^6 + y^6", "(x^2 + y^2)^2", "abs(x) + abs(y)", "x^4 + y^2"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        for (int view = 0; view < 2; view++) {
            World *world = world_create(formulas[i], view ? VIEW_MAP : VIEW_SURFACE);
            assert_int_equal(count_texts(built(world, 1280, 720), "minimum 0"), 1);
            world_destroy(world);
        }
    World *plain = world_create("exp(-x^2 - y^2)", VIEW_MAP);
    assert_int_equal(count_texts(built(plain, 1280, 720), "minimum"), 0);
    world_destroy(plain);
}

static void test_negligible_points(void **state)
{
    (void)state;
    World *world = world_create("x^4/16 - x^2/15 + y^2 + 0.001*x", VIEW_MAP);
    const DrawList *list = built(world, 1600, 900);
    assert_int_equal(count_texts(list, "minimum"), 1);
    assert_int_equal(count_texts(list, "saddle"), 0);
    world_destroy(world);
    world = world_create("(x - 0.3)^2 + y^2 + 1e-17", VIEW_MAP);
    list = built(world, 1600, 900);
    assert_int_equal(count_texts(list, "minimum 0"), 1);
    world_destroy(world);
}

// What is typed shows its plateaus; what is not flat, and what is built in, stays as it is.
static void test_plateaus_have_structure(void **state)
{
    (void)state;
    static const struct {
        const char *landscape;
        HeightScale scale;
    } cases[] = {{"1/(1 + exp(-5*x*y))", HEIGHT_LOGIT},
                 {"tanh(2*x*y)", HEIGHT_LOGIT},
                 {"x*y*exp(-x^2 - y^2)", HEIGHT_SIGNED},
                 {"x^4 + y^4", HEIGHT_LOG},
                 {"x^2 + y^2", HEIGHT_LINEAR},
                 {"x*y", HEIGHT_LINEAR},
                 {"himmelblau", HEIGHT_LOG},
                 {"quadratic", HEIGHT_LINEAR}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        World *world = world_create(cases[i].landscape, VIEW_MAP);
        if (!world->scene.landscape)
            memcpy(world->scene.view.camera.window, (double[]){-3, 3, -3, 3}, 4 * sizeof(double));
        if (built(world, 900, 700)->panels[0].map.scale != cases[i].scale)
            fail_msg("%s: scale %d", cases[i].landscape, (int)built(world, 900, 700)->panels[0].map.scale);
        world_destroy(world);
    }
}

static const DrawList *pointed(World *world, float x, float y)
{
    PictureInput input = input_of(world, 1280, 720);
    input.ui = (PictureUi){.interactive = true, .pointing = true, .pointer_x = x, .pointer_y = y};
    return picture_build(world->picture, &input);
}

static const DrawText *text_after(const DrawList *list, const char *name)
{
    for (int i = 0; i + 1 < list->n_texts; i++)
        if (!strcmp(list->texts[i].text, name) && list->texts[i].layer == LAYER_TOP)
            return &list->texts[i + 1];
    return NULL;
}

// The loss that is written is the one at the point that a click would take.
static void test_pointer_on_landscape(void **state)
{
    (void)state;
    static const ViewKind views[] = {VIEW_MAP, VIEW_SURFACE};
    for (int k = 0; k < 2; k++) {
        World *world = world_create("booth", views[k]);
        double x, y;
        const DrawList *list = pointed(world, 520, 300);
        assert_true(picture_pick(world->picture, 0, 520, 300, &x, &y));
        const DrawText *loss = text_after(list, "loss"), *slope = text_after(list, "∇f");
        assert_true(loss && slope && text_after(list, "x") && text_after(list, "y"));
        assert_true(fabs(atof(loss->text) - height_at(world, x, y)) < 0.01 * height_at(world, x, y));
        assert_int_equal(slope->text[0], '(');
        assert_null(text_after(pointed(world, 2, 2), "∇f"));
        assert_null(text_after(built(world, 1280, 720), "∇f"));
        world_destroy(world);
    }
}

// Each visible racer's value at the step under the pointer; not beyond the shown step.
static void test_pointer_on_chart(void **state)
{
    (void)state;
    World *world = world_create("booth", VIEW_MAP);
    const DrawList *list = pointed(world, 2, 2);
    Rect chart = {0};
    for (int i = 0; i < list->n_hits; i++)
        if (list->hits[i].kind == HIT_CHART && chart.w == 0)
            chart = list->hits[i].rect;
    float x = chart.x + 6 + (chart.w - 12) * 0.4f, y = chart.y + 0.5f * chart.h;
    list = pointed(world, x, y);
    assert_int_equal(count_texts(list, "step 20"), 1);
    int values = 0;
    for (int i = 0; i < list->n_texts; i++)
        values += list->texts[i].layer == LAYER_POPUP_TOP && list->texts[i].align == ALIGN_RIGHT;
    assert_int_equal(values, world->scene.n_racers);
    list = pointed(world, chart.x + chart.w - 1, y);
    assert_int_equal(count_texts(list, "step 50"), 1 + 1); // and the column's
    world_destroy(world);
}

// Lines one over the other: the upper is dashed.
static void test_equal_lines_are_dashed(void **state)
{
    (void)state;
    World *world = world_create("booth", VIEW_MAP);
    const DrawList *list = built(world, 1280, 720);
    for (int n = 1; n <= 2; n++) {
        scene_keep_racers(&world->scene, 1);
        if (n == 2)
            assert_true(scene_insert_racer(&world->scene, 1, scene_entry(&world->scene, 0)));
        RaceConfig config = scene_race(&world->scene, world->loss);
        assert_true(race_configure(world->race, &config, true) && race_run(world->race, 50));
        list = built(world, 1280, 720);
        int dashed = 0;
        for (int i = 0; i < list->n_strokes; i++)
            dashed += !list->strokes[i].on_panel && list->strokes[i].dash[0] > 0;
        assert_true(n == 1 ? dashed == 0 : dashed >= 2);
    }
    world_destroy(world);
}

// Known minima or found ones; without either there is no such chart.
static void test_distance_chart(void **state)
{
    (void)state;
    static const struct {
        const char *landscape, *title;
    } cases[] = {{"rosenbrock", "distance to the minimum"},
                 {"himmelblau", "distance to the nearest minimum"},
                 {"(x - 1)^2 + 2*y^2", "distance to the minimum"},
                 {"x + y", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        World *world = world_create(cases[i].landscape, VIEW_MAP);
        assert_int_equal(count_texts(built(world, 1600, 900), "distance"), 0);
        world->scene.view.show = 1u << SHOW_DISTANCE;
        const DrawList *list = built(world, 1600, 900);
        assert_int_equal(count_texts(list, "distance"), cases[i].title != NULL);
        if (cases[i].title)
            assert_int_equal(count_texts(list, cases[i].title), 1);
        world_destroy(world);
    }
}

// Every arrow points to where the loss is lower; on a cut surface none hangs in the air. They are not trails: isolines
// keep their names.
static void test_field(void **state)
{
    (void)state;
    World *world = world_create("booth", VIEW_MAP);
    const DrawList *list = built(world, 1280, 720);
    int before = list->n_strokes, texts = list->n_texts, arrows = 0;
    world->scene.view.show = 1u << SHOW_FIELD;
    list = built(world, 1280, 720);
    assert_int_equal(list->n_texts, texts);
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        const DrawPoint *point = list->points + stroke->first;
        double from[2], to[2];
        if (stroke->on_panel != 1 || stroke->count != 7)
            continue;
        assert_true(picture_pick(world->picture, 0, point[0].x, point[0].y, &from[0], &from[1]));
        assert_true(picture_pick(world->picture, 0, point[1].x, point[1].y, &to[0], &to[1]));
        assert_true(height_at(world, to[0], to[1]) < height_at(world, from[0], from[1]));
        arrows++;
    }
    assert_true(arrows > 100 && arrows == list->n_strokes - before);
    world_destroy(world);
}

// Strokes of no length that are wider than a tangle's trail, which may end in such a piece, are beads.
static int count_dots(const DrawList *list)
{
    int n = 0;
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawPoint *point = list->points + list->strokes[i].first;
        n += list->strokes[i].on_panel == 1 && list->strokes[i].count == 2 && list->strokes[i].width > 2.0f &&
             hypotf(point[1].x - point[0].x, point[1].y - point[0].y) < 0.1f;
    }
    return n;
}

static void race_again(World *world, const char *const *racers, int n)
{
    scene_keep_racers(&world->scene, 0);
    for (int i = 0; i < n; i++)
        assert_true(scene_add_racer(&world->scene, racers[i], NULL));
    RaceConfig config = scene_race(&world->scene, world->loss);
    assert_true(race_configure(world->race, &config, true) && race_run(world->race, 50));
}

// A bead for each step that is far enough from the last one: none where the steps are small, none where they are many.
static void test_step_dots(void **state)
{
    (void)state;
    World *world = world_create("x^2 + y^2", VIEW_MAP);
    world->scene.start[0] = 4, world->scene.start[1] = 0;
    race_again(world, (const char *const[]){"SGD(lr=1)"}, 1); // from one side to the other
    assert_int_equal(count_dots(built(world, 1280, 720)), 50);
    race_again(world, (const char *const[]){"SGD(lr=0.0001)"}, 1);
    assert_int_equal(count_dots(built(world, 1280, 720)), 0);
    world_destroy(world);
}

static int count_dashed(const DrawList *list)
{
    int n = 0;
    for (int i = 0; i < list->n_strokes; i++)
        n += list->strokes[i].on_panel == 1 && list->strokes[i].dash[0] > 0;
    return n;
}

// Racers that go the same way go side by side (see test_abreast.c); where that is a tangle, the upper trail lets the
// lower one through.
static void test_equal_tangles_are_dashed(void **state)
{
    (void)state;
    World *world = world_create("x^2 + y^2", VIEW_MAP);
    race_again(world, (const char *const[]){"SGD(lr=0.01)", "SGD(lr=0.01)"}, 2);
    assert_int_equal(count_dashed(built(world, 1280, 720)), 0);
    world->scene.start[0] = 4, world->scene.start[1] = 0;
    race_again(world, (const char *const[]){"SGD(lr=1)", "SGD(lr=0.9)"}, 2);
    assert_int_equal(count_dashed(built(world, 1280, 720)), 0);
    race_again(world, (const char *const[]){"SGD(lr=1)", "SGD(lr=1)"}, 2);
    assert_true(count_dashed(built(world, 1280, 720)) > 0);
    world_destroy(world);
}

// Side by side, each racer has a surface or a map.
static void test_maps_side_by_side(void **state)
{
    (void)state;
    World *world = world_create("himmelblau", VIEW_SIDE);
    give_maps(&world->scene, 1u << 1 | 1u << 4);
    const DrawList *list = built(world, 1600, 900);
    assert_int_equal(list->n_panels, world->scene.n_racers);
    for (int i = 0; i < list->n_panels; i++)
        assert_int_equal(list->panels[i].flat, i == 1 || i == 4);
    world_destroy(world);
}

// Each racer's panel with its own camera: its window has its own colours; those with one camera share theirs.
static void test_cameras_apart(void **state)
{
    (void)state;
    World *world = world_create("himmelblau", VIEW_SIDE);
    SceneView *view = &world->scene.view;
    view->unlinked = true;
    for (int i = 0; i < world->scene.n_racers; i++)
        scene_edit_entry(&world->scene, i)->camera = view->camera;
    scene_edit_entry(&world->scene, 1)->camera.azimuth_deg += 90;
    scene_edit_entry(&world->scene, 2)->camera =
        (SceneCamera){{2, 4, 1, 3}, view->camera.azimuth_deg, view->camera.elevation_deg};
    const DrawPanel *panel = built(world, 1600, 900)->panels;
    assert_true(panel[1].map.high == panel[0].map.high && panel[1].field == panel[0].field);
    assert_true(panel[2].map.high < panel[0].map.high && panel[2].field != panel[0].field);
    assert_memory_equal(panel[3].matrix, panel[0].matrix, sizeof panel[0].matrix);
    assert_memory_not_equal(panel[1].matrix, panel[0].matrix, sizeof panel[0].matrix);
    view->kind = VIEW_SURFACE; // one panel for all has the common camera
    assert_true(scene_camera(&world->scene, 2) == &view->camera);
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pointer_on_landscape),
        cmocka_unit_test(test_pointer_on_chart),
        cmocka_unit_test(test_equal_lines_are_dashed),
        cmocka_unit_test(test_distance_chart),
        cmocka_unit_test(test_field),
        cmocka_unit_test(test_step_dots),
        cmocka_unit_test(test_maps_side_by_side),
        cmocka_unit_test(test_cameras_apart),
        cmocka_unit_test(test_equal_tangles_are_dashed),
        cmocka_unit_test(test_isolines_say_the_loss),
        cmocka_unit_test(test_isolines_are_named_once),
        cmocka_unit_test(test_isolines_keep_apart),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_named_points),
        cmocka_unit_test(test_own_formula),
        cmocka_unit_test(test_negligible_points),
        cmocka_unit_test(test_flat_minima),
        cmocka_unit_test(test_plateaus_have_structure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
