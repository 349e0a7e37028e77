// The picture as data: every landscape in every view and theme, trails that begin at the start and lie in their panel, racers that left the map or
// diverged, layouts of many sizes, round ticks, colours.
#include "picture/build.h"
#include "picture/colormap.h"
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
    Picture *picture;
    uint64_t loss_key;
} World;

static void world_run(World *world)
{
    Error error = {""};
    loss_destroy(world->loss);
    world->loss = scene_loss(&world->scene, &error);
    if (!world->loss)
        fail_msg("%s", error.text);
    RaceConfig config = {.loss = world->loss,
                         .racers = world->scene.racers,
                         .n_racers = world->scene.n_racers,
                         .steps = world->scene.steps};
    memcpy(config.start, world->scene.start, sizeof config.start);
    assert_true(race_configure(world->race, &config, true));
    assert_true(race_run(world->race, world->scene.steps));
    world->loss_key++;
}

static World *world_create(const char *landscape, const char *const *racers, int steps)
{
    World *world = calloc(1, sizeof *world);
    Error error = {""};
    assert_non_null(world);
    world->race = race_create();
    world->picture = picture_create();
    assert_true(world->race && world->picture);
    scene_default(&world->scene);
    if (!scene_set_landscape(&world->scene, landscape, &error))
        fail_msg("%s", error.text);
    if (racers)
        world->scene.n_racers = 0;
    for (int i = 0; racers && racers[i]; i++)
        assert_true(spec_read(racers[i], &world->scene.racers[world->scene.n_racers++], &error));
    if (!racers)
        scene_suit_racers(&world->scene);
    world->scene.steps = steps;
    world_run(world);
    return world;
}

// On Rosenbrock as many racers of a rule as there may be, with lr, 2 lr, 3 lr and so on.
static World *world_of_many(const char *rule, double lr, int steps)
{
    char specs[RACE_RACERS_MAX][32];
    const char *racers[RACE_RACERS_MAX + 1] = {NULL};
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        snprintf(specs[i], sizeof specs[i], "%s(lr=%.5f)", rule, lr * (i + 1));
        racers[i] = specs[i];
    }
    return world_create("rosenbrock", racers, steps);
}

static void world_destroy(World *world)
{
    picture_destroy(world->picture);
    race_destroy(world->race);
    loss_destroy(world->loss);
    scene_clear(&world->scene);
    free(world);
}

static PictureInput input_of(const World *world, double step, float width, float height)
{
    return (PictureInput){.scene = &world->scene,
                          .loss = world->loss,
                          .loss_key = world->loss_key,
                          .race = world->race,
                          .step = step,
                          .width = width,
                          .height = height,
                          .scale = 1.0f};
}

static const DrawList *build_at(World *world, double step, float width, float height)
{
    PictureInput input = input_of(world, step, width, height);
    const DrawList *list = picture_build(world->picture, &input);
    assert_non_null(list);
    assert_false(list->failed);
    return list;
}

static bool holds(Rect outer, Rect inner)
{
    return inner.x >= outer.x - 0.01f && inner.y >= outer.y - 0.01f && inner.x + inner.w <= outer.x + outer.w + 0.01f &&
           inner.y + inner.h <= outer.y + outer.h + 0.01f;
}

static bool near_rect(Rect rect, float x, float y, float reach)
{
    return x >= rect.x - reach && y >= rect.y - reach && x <= rect.x + rect.w + reach && y <= rect.y + rect.h + reach;
}

// Every number that a renderer would take.
static void assert_sane(const DrawList *list)
{
    Rect page = {0, 0, list->width, list->height};
    for (int i = 0; i < list->n_points; i++) {
        DrawPoint point = list->points[i];
        assert_true(isfinite(point.x) && isfinite(point.y) && isfinite(point.depth));
        assert_true(point.depth >= 0.0f && point.depth <= 1.0f);
    }
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        assert_true(stroke->count >= 1 && stroke->first >= 0 && stroke->first + stroke->count <= list->n_points);
        assert_true(stroke->width > 0.0f && stroke->panel >= -1 && stroke->panel < list->n_panels);
        for (int k = 0; k < stroke->count && stroke->panel >= 0; k++) {
            DrawPoint point = list->points[stroke->first + k];
            assert_true(near_rect(list->panels[stroke->panel].rect, point.x, point.y, 8.0f));
        }
    }
    for (int i = 0; i < list->n_balls; i++)
        assert_true(isfinite(list->balls[i].x) && isfinite(list->balls[i].y) && list->balls[i].radius > 0.0f);
    for (int i = 0; i < list->n_shapes; i++)
        assert_true(isfinite(list->shapes[i].x) && isfinite(list->shapes[i].y) && list->shapes[i].w >= 0.0f);
    for (int i = 0; i < list->n_texts; i++) {
        const DrawText *text = &list->texts[i];
        if (!near_rect(page, text->x, text->y, 0.0f))
            fail_msg("'%s' at %g, %g is off the page of %g x %g", text->text, (double)text->x, (double)text->y,
                     (double)page.w, (double)page.h);
    }
    for (int i = 0; i < list->n_panels; i++) {
        const DrawPanel *panel = &list->panels[i];
        assert_true(holds(page, panel->rect) && panel->rect.w > 20.0f && panel->rect.h > 20.0f);
        assert_non_null(panel->field->loss);
        assert_true(panel->map.low < panel->map.high && panel->map.softness > 0.0);
        assert_non_null(colormap_find(panel->ramp));
        assert_true(panel->mesh > 0 && panel->contours > 0);
    }
}

static int count_text(const DrawList *list, const char *part)
{
    int n = 0;
    for (int i = 0; i < list->n_texts; i++)
        n += strstr(list->texts[i].text, part) != NULL;
    return n;
}

static int count_texts(const DrawList *list, const char *text)
{
    int n = 0;
    for (int i = 0; i < list->n_texts; i++)
        n += !strcmp(list->texts[i].text, text);
    return n;
}

static int count_shapes(const DrawList *list, ShapeKind kind)
{
    int n = 0;
    for (int i = 0; i < list->n_shapes; i++)
        n += list->shapes[i].kind == kind;
    return n;
}

static bool same_color(Color a, Color b);

// Arrows at a window's edge: overlay lines of five points in a racer's colour.
static int count_arrows(const DrawList *list, const Theme *theme)
{
    int n = 0;
    for (int i = 0; i < list->n_strokes; i++)
        for (int r = 0; r < RACE_RACERS_MAX; r++)
            n += list->strokes[i].panel == -1 && list->strokes[i].count == 5 && list->strokes[i].casing > 0.0f &&
                 same_color(list->strokes[i].color, theme->racer[r]);
    return n;
}

static bool same_color(Color a, Color b)
{
    return fabsf(a.r - b.r) + fabsf(a.g - b.g) + fabsf(a.b - b.b) < 1e-5f;
}

// The first stroke of a racer's trail on a panel.
static const DrawStroke *trail_of(const DrawList *list, const Theme *theme, int racer, int panel)
{
    for (int i = 0; i < list->n_strokes; i++)
        if (list->strokes[i].panel == panel && same_color(list->strokes[i].color, theme->racer[racer]))
            return &list->strokes[i];
    return NULL;
}

static int panels_of(const World *world, int dimension)
{
    if (dimension == 1)
        return 0;
    switch (world->scene.view.kind) {
    case VIEW_BOTH:
        return 2;
    case VIEW_SIDE:
        return world->scene.n_racers;
    default:
        return 1;
    }
}

static void every_landscape_view_and_theme(void **state)
{
    (void)state;
    for (int l = 0; l < landscape_count(); l++) {
        const Landscape *row = landscape_at(l);
        World *world = world_create(row->id, NULL, 60);
        for (int v = 0; v < VIEW_COUNT; v++)
            for (int t = 0; t < theme_count(); t++) {
                world->scene.view.kind = (ViewKind)v;
                strcpy(world->scene.view.theme, theme_at(t)->name);
                const DrawList *list = build_at(world, 60, 1280, 720);
                assert_sane(list);
                assert_int_equal(list->n_panels, panels_of(world, landscape_dimension(row)));
                assert_true(list->n_strokes > 10 && list->n_texts > 5 && list->n_points > 30);
                int seen = landscape_dimension(row) == 1 ? count_shapes(list, SHAPE_DISC) : list->n_balls;
                assert_true(seen + count_arrows(list, theme_at(t)) > 0);
                assert_true(count_text(list, "loss") > 0);
            }
        world_destroy(world);
    }
}

static void trails_run_from_the_start_to_the_ball(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", NULL, 300);
    static const ViewKind kinds[] = {VIEW_SURFACE, VIEW_MAP};
    for (int k = 0; k < 2; k++) {
        world->scene.view.kind = kinds[k];
        world->scene.view.camera.azimuth_deg = 20;
        const DrawList *list = build_at(world, 300, 1280, 720);
        const Camera *camera = picture_camera(world->picture, 0);
        const Theme *theme = theme_find("dark");
        double height = height_of(&list->panels[0].map, 24.2); // f(-1.2, 1)
        DrawPoint start = camera_project(camera, -1.2, 1, camera->flat ? 0.0 : height);
        for (int i = 0; i < world->scene.n_racers; i++) {
            const DrawStroke *trail = trail_of(list, theme, i, 0);
            assert_non_null(trail);
            DrawPoint first = list->points[trail->first], last = list->points[trail->first + trail->count - 1];
            assert_true(hypotf(first.x - start.x, first.y - start.y) < 2.0f);
            bool met = false;
            for (int b = 0; b < list->n_balls; b++)
                met |= same_color(list->balls[b].color, theme->racer[i]) &&
                       hypotf(list->balls[b].x - last.x, list->balls[b].y - last.y) < 4.0f * list->balls[b].radius;
            assert_true(met);
            for (int p = 1; p < trail->count; p++) { // no leaps: a settled line is continuous
                DrawPoint a = list->points[trail->first + p - 1], b = list->points[trail->first + p];
                assert_true(hypotf(b.x - a.x, b.y - a.y) > 0.0f);
                assert_true(camera->flat || hypotf(b.x - a.x, b.y - a.y) < 60.0f);
            }
        }
    }
    world_destroy(world);
}

static void between_steps_racers_stand_between(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.1)", NULL};
    World *world = world_create("x^2 + y^2", racers, 10);
    world->scene.view.kind = VIEW_MAP;
    float x[3];
    for (int i = 0; i < 3; i++) {
        const DrawList *list = build_at(world, 2.0 + 0.5 * i, 1000, 700);
        assert_int_equal(list->n_balls, 1);
        x[i] = list->balls[0].x;
    }
    assert_true(fabsf(x[0] - x[2]) > 3.0f);
    assert_true(fabsf(x[1] - 0.5f * (x[0] + x[2])) < 0.1f);
    world_destroy(world);
}

static void same_input_same_list(void **state)
{
    (void)state;
    World *a = world_create("himmelblau", NULL, 120), *b = world_create("himmelblau", NULL, 120);
    a->scene.view.kind = b->scene.view.kind = VIEW_BOTH;
    build_at(a, 20, 640, 480); // another history of the caches
    const DrawList *first = build_at(a, 120, 1280, 720), *second = build_at(b, 120, 1280, 720);
    assert_int_equal(first->n_points, second->n_points);
    assert_memory_equal(first->points, second->points, (size_t)first->n_points * sizeof *first->points);
    assert_int_equal(first->n_texts, second->n_texts);
    for (int i = 0; i < first->n_texts; i++)
        assert_string_equal(first->texts[i].text, second->texts[i].text);
    assert_int_equal(first->n_panels, second->n_panels);
    for (int i = 0; i < first->n_panels; i++)
        assert_true(first->panels[i].key == second->panels[i].key);
    world_destroy(a);
    world_destroy(b);
}

static void panel_keys_follow_what_is_seen(void **state)
{
    (void)state;
    World *world = world_create("beale", NULL, 50);
    uint64_t key = build_at(world, 10, 1280, 720)->panels[0].key;
    assert_true(build_at(world, 50, 1280, 720)->panels[0].key == key); // trails move, the surface does not
    world->scene.view.camera.azimuth_deg += 1;
    uint64_t field_key = world->picture ? build_at(world, 50, 1280, 720)->panels[0].field_key : 0;
    uint64_t turned = build_at(world, 50, 1280, 720)->panels[0].key;
    assert_true(turned != key);
    world->scene.view.camera.elevation_deg += 1; // the light does not follow this one
    assert_true(build_at(world, 50, 1280, 720)->panels[0].key != turned);
    world->scene.view.camera.window[0] += 0.1;
    const DrawList *zoomed = build_at(world, 50, 1280, 720);
    assert_true(zoomed->panels[0].field_key != field_key && zoomed->panels[0].key != turned);
    strcpy(world->scene.view.theme, "light");
    assert_true(build_at(world, 50, 1280, 720)->panels[0].field_key != field_key);
    world_destroy(world);
}

static void off_the_map_is_shown_at_the_edge(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.1)", "Adam(lr=0.001)", NULL};
    World *world = world_create("-x^2 - y^2", racers, 60);
    world->scene.start[0] = 0.5, world->scene.start[1] = 0.1;
    world_run(world);
    for (int v = 0; v < VIEW_SIDE; v++) {
        world->scene.view.kind = (ViewKind)v;
        const DrawList *list = build_at(world, 60, 1280, 720);
        assert_sane(list);
        int panels = v == VIEW_BOTH ? 2 : 1;
        assert_int_equal(count_arrows(list, theme_find("dark")), panels);
        assert_int_equal(count_text(list, " away"), panels);
        for (int i = 0; i < list->n_texts; i++) // as far in both
            if (strstr(list->texts[i].text, " away"))
                assert_int_equal(count_texts(list, list->texts[i].text), panels);
        assert_int_equal(list->n_balls, panels); // the other one
        assert_non_null(trail_of(list, theme_find("dark"), 1, 0));
    }
    world_destroy(world);
}

static void divergence_is_marked_with_its_step(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=10.0)", "SGD(lr=0.001)", NULL};
    World *world = world_create("rosenbrock", racers, 100);
    int at = race_last(world->race, 0);
    assert_int_equal(race_state(world->race, 0, 100), RACER_DIVERGED);
    char words[40];
    snprintf(words, sizeof words, "diverged at step %d", at);
    for (int v = 0; v < VIEW_SIDE; v++) {
        world->scene.view.kind = (ViewKind)v;
        const DrawList *list = build_at(world, 100, 1280, 720);
        assert_sane(list);
        assert_int_equal(count_text(list, words), v == VIEW_BOTH ? 2 : 1);
        assert_int_equal(count_text(build_at(world, 0, 1280, 720), words), 0); // not yet
    }
    world_destroy(world);
}

// The arrow of a racer that left: an overlay of five points in its colour. Its shaft's middle; false: there is none.
static bool arrow_of(const DrawList *list, const Theme *theme, int racer, DrawPoint *at)
{
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        const DrawPoint *point = &list->points[stroke->first];
        if (stroke->panel >= 0 || stroke->count != 5 || !same_color(stroke->color, theme->racer[racer]))
            continue;
        *at = (DrawPoint){0.5f * (point[0].x + point[1].x), 0.5f * (point[0].y + point[1].y), 0.0f};
        return true;
    }
    return false;
}

// Where many leave side by side, their arrows stand apart, in the order of the trails and about where these end.
static void arrows_stand_where_trails_leave(void **state)
{
    (void)state;
    World *world = world_create("saddle", NULL, 400);
    world->scene.view.kind = VIEW_MAP;
    const Theme *theme = theme_find("dark");
    const DrawList *list = build_at(world, 400, 1280, 720);
    float ends[RACE_RACERS_MAX];
    DrawPoint arrows[RACE_RACERS_MAX];
    for (int i = 0; i < world->scene.n_racers; i++) {
        const DrawStroke *trail = trail_of(list, theme, i, 0);
        assert_non_null(trail);
        assert_true(arrow_of(list, theme, i, &arrows[i]));
        ends[i] = list->points[trail->first + trail->count - 1].x;
        assert_true(fabsf(arrows[i].x - ends[i]) < 40.0f);
    }
    for (int i = 0; i < world->scene.n_racers; i++)
        for (int k = 0; k < i; k++) {
            assert_true(fabsf(arrows[i].x - arrows[k].x) > 9.0f);
            assert_true(fabsf(ends[i] - ends[k]) < 0.5f || (arrows[i].x < arrows[k].x) == (ends[i] < ends[k]));
        }
    world_destroy(world);
}

static void what_leaves_comes_back_in_pieces(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.1999)", NULL}; // from side to side of y, beyond the window at both
    World *world = world_create("(x^2 + 10*y^2)/2", racers, 6);
    world->scene.start[0] = 0.3, world->scene.start[1] = 1.8;
    double window[4] = {-1, 1, -1, 1};
    memcpy(world->scene.view.camera.window, window, sizeof window);
    world->scene.view.kind = VIEW_MAP;
    world_run(world);
    const DrawList *list = build_at(world, 6, 1000, 900);
    const Camera *camera = picture_camera(world->picture, 0);
    int pieces = 0;
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        bool sign = stroke->color.r > 0.9f && stroke->color.b > 0.9f; // of the minimum: white
        if (stroke->panel != 0 || stroke->casing == 0.0f || sign)
            continue;
        pieces++;
        DrawPoint ends[2] = {list->points[stroke->first], list->points[stroke->first + stroke->count - 1]};
        for (int e = 0; e < 2; e++) { // cut at the window's edge
            float above = fabsf(ends[e].y - camera->rect.y), below = fabsf(ends[e].y - camera->rect.y - camera->rect.h);
            assert_true(fminf(above, below) < 0.6f);
        }
    }
    assert_int_equal(pieces, 6);
    assert_true(trail_of(list, theme_find("dark"), 0, 0) != NULL); // the last piece is as bright as the racer
    world_destroy(world);
}

static void holes_are_gaps(void **state)
{
    (void)state;
    World *world = world_create("sqrt(x^2 + y^2 - 1) + 0*log(x + 10)", NULL, 30);
    world->scene.start[0] = 1.8, world->scene.start[1] = 0.3;
    world_run(world);
    for (int v = 0; v < VIEW_COUNT; v++) {
        world->scene.view.kind = (ViewKind)v;
        assert_sane(build_at(world, 30, 1280, 720));
    }
    world->scene.view.kind = VIEW_SURFACE;
    const DrawPanel *panel = &build_at(world, 30, 1280, 720)->panels[0];
    PanelField field = {panel->field, &panel->map, 1.0};
    DrawPoint point;
    assert_true(panel_point(picture_camera(world->picture, 0), &field, 1.8, 0.3, 0.0, &point));
    assert_false(panel_point(picture_camera(world->picture, 0), &field, 0.0, 0.0, 0.0, &point));
    world_destroy(world);
    static const char *const racers[] = {"SGD(lr=0.1)", NULL};
    world = world_create("0*x + 0*y + sqrt(-1)", racers, 5); // nothing is there
    assert_sane(build_at(world, 5, 1280, 720));
    world_destroy(world);
    world = world_create("0*x + 0*y + 3", racers, 5); // a plain
    assert_sane(build_at(world, 5, 1280, 720));
    world_destroy(world);
}

static void huge_values_stay_finite(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=1e150)", "Adam(lr=1e200)", "SGD(lr=1e-300)", NULL};
    static const char *const formulas[] = {"1e200*(x^2 + y^2)", "1e-200*(x^2 + y^2)", "exp(exp(x^2 + y^2))",
                                           "x^2 + 1e9"};
    for (int f = 0; f < 4; f++) {
        World *world = world_create(formulas[f], racers, 20);
        for (int v = 0; v < VIEW_COUNT; v++) {
            world->scene.view.kind = (ViewKind)v;
            assert_sane(build_at(world, 20, 1280, 720));
        }
        world_destroy(world);
    }
}

static void all_sixteen_are_seen_where_they_coincide(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.1)",
                                         "SGD(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.1)",
                                         "SGD(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.1)",
                                         "SGD(lr=0.1)", NULL};
    World *world = world_create("quadratic", racers, 5);
    for (int v = VIEW_SURFACE; v <= VIEW_MAP; v++) {
        world->scene.view.kind = (ViewKind)v;
        const DrawList *list = build_at(world, 0, 1280, 720);
        assert_int_equal(list->n_balls, 16);
        for (int i = 0; i < 16; i++)
            for (int j = i + 1; j < 16; j++)
                assert_true(hypotf(list->balls[i].x - list->balls[j].x, list->balls[i].y - list->balls[j].y) >
                            0.5f * list->balls[i].radius);
    }
    world_destroy(world);
}

static void hidden_racers_are_not_there(void **state)
{
    (void)state;
    World *world = world_create("booth", NULL, 40);
    world->scene.view.hidden = 1u << 2;
    const DrawList *list = build_at(world, 40, 1280, 720);
    for (int i = 0; i < list->n_balls; i++)
        assert_false(same_color(list->balls[i].color, theme_find("dark")->racer[2]));
    world->scene.view.kind = VIEW_SIDE;
    assert_int_equal(build_at(world, 40, 1280, 720)->n_panels, world->scene.n_racers - 1);
    world->scene.view.hidden = ~0u;
    assert_sane(build_at(world, 40, 1280, 720));
    world_destroy(world);
}

static void no_loss_is_no_failure(void **state)
{
    (void)state;
    World *world = world_create("booth", NULL, 5);
    PictureInput input = input_of(world, 3, 800, 600);
    input.loss = NULL;
    const DrawList *list = picture_build(world->picture, &input);
    assert_int_equal(list->n_panels, 0);
    double x, y;
    assert_false(picture_pick(world->picture, 0, 100, 100, &x, &y));
    assert_null(picture_camera(world->picture, 0));
    world_destroy(world);
}

static void picking_gives_back_the_domain(void **state)
{
    (void)state;
    World *world = world_create("quadratic", NULL, 5);
    world->scene.view.kind = VIEW_BOTH;
    world->scene.view.camera.elevation_deg = 60;
    const DrawList *list = build_at(world, 0, 1280, 720);
    for (int panel = 0; panel < 2; panel++) {
        const Camera *camera = picture_camera(world->picture, panel);
        double x = -1.5, y = 0.4, back_x, back_y, loss = (x * x + 25 * y * y) / 2;
        DrawPoint point = camera_project(camera, x, y, camera->flat ? 0.0 : height_of(&list->panels[panel].map, loss));
        assert_int_equal(draw_hit_at(list, point.x, point.y).kind, HIT_PANEL);
        assert_int_equal(draw_hit_at(list, point.x, point.y).index, panel);
        assert_true(picture_pick(world->picture, panel, point.x, point.y, &back_x, &back_y));
        assert_true(fabs(back_x - x) < 0.02 && fabs(back_y - y) < 0.02);
    }
    world_destroy(world);
}

static bool same_marker(Marker a, Marker b)
{
    return a.kind == b.kind && fabsf(a.angle_rad - b.angle_rad) < 1e-6f;
}

// Without any colour, form and dash tell sixteen racers apart: on their balls, on their cards, at their lines' ends.
static void racers_are_told_apart_without_colour(void **state)
{
    (void)state;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        for (int k = 0; k < i; k++)
            assert_true(i - k == 8 || !same_marker(racer_marker(i), racer_marker(k)));
    World *world = world_of_many("SGD", 0.00005, 60);
    world->scene.view.kind = VIEW_MAP;
    const DrawList *list = build_at(world, 60, 1600, 1400);
    const Theme *theme = theme_find("dark");
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        Marker marker = racer_marker(i);
        const DrawStroke *trail = trail_of(list, theme, i, 0);
        assert_true(trail && (trail->dash[1] > 0.0f) == (i >= 8));
        int seen = 0;
        for (int k = 0; k < list->n_shapes; k++)
            seen += list->shapes[k].kind == marker.kind && same_color(list->shapes[k].color, theme->racer[i]);
        assert_true(seen >= 2); // card, charts
        for (int k = 0; k < list->n_balls; k++)
            if (same_color(list->balls[k].color, theme->racer[i]))
                assert_int_equal(list->balls[k].mark, marker.kind == SHAPE_DISC ? SHAPE_RECT : marker.kind);
    }
    world_destroy(world);
}

// A racer's short name says what tells it from the others of its rule, and no more.
static void labels_tell_racers_apart(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001)", "SGD(lr=0.0005)", "SGD(lr=0.0002, momentum=0.9)",
                                         "Adam(lr=0.05)", NULL};
    static const char *const labels[] = {"SGD lr 0.001", "SGD lr 0.0005", "SGD momentum 0.9", "Adam"};
    World *world = world_create("rosenbrock", racers, 50);
    world->scene.view.kind = VIEW_MAP;
    const DrawList *list = build_at(world, 50, 1600, 900);
    for (int r = 0; r < 4; r++) {
        int exact = count_texts(list, labels[r]);
        if (exact < 2) // charts of loss and gradient
            fail_msg("'%s' is there %d times", labels[r], exact);
    }
    world_destroy(world);
}

// Sixteen names do not fit beside a chart: the selected racer's is there, and none covers another.
static void lines_of_many_racers_have_names(void **state)
{
    (void)state;
    World *world = world_of_many("SGD", 0.00002, 400);
    world->scene.view.selected = 7;
    const DrawList *list = build_at(world, 400, 1280, 720);
    assert_int_equal(count_texts(list, "SGD lr 0.00016"), 2); // of loss and of gradient
    for (int i = 0; i < list->n_texts; i++)
        for (int k = 0; k < i; k++)
            if (!strncmp(list->texts[i].text, "SGD lr", 6) && !strncmp(list->texts[k].text, "SGD lr", 6))
                assert_true(fabsf(list->texts[i].x - list->texts[k].x) > 1.0f ||
                            fabsf(list->texts[i].y - list->texts[k].y) >= 12.9f);
    world_destroy(world);
}

// A line that leaves the axis goes on along its end, but faintly: it has not come to rest there.
static void what_is_off_the_scale_is_faint(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.1)", "SGD(lr=0.04)", NULL};
    World *world = world_create("quadratic", racers, 60);
    const DrawList *list = build_at(world, 60, 1280, 720);
    int faint[2] = {0};
    for (int i = 0; i < list->n_strokes; i++)
        for (int r = 0; r < 2; r++) {
            Color color = list->strokes[i].color, own = theme_find("dark")->racer[r];
            faint[r] += list->strokes[i].panel < 0 && color.a < 0.5f && color.r == own.r && color.g == own.g;
        }
    assert_true(faint[0] >= 2 && faint[1] == 0); // of loss and of gradient
    world_destroy(world);
}

// Where the loss is undefined in a part of the window, the rest is drawn; over a pole no line goes from end to end.
static void curves_have_gaps(void **state)
{
    (void)state;
    World *world = world_create("x - log(x)", (const char *[]){"SGD(lr=0.1)", NULL}, 30);
    world->scene.start[0] = 3;
    world_run(world);
    const DrawList *list = build_at(world, 30, 1280, 720);
    assert_sane(list);
    Color line = theme_find("dark")->text;
    int points = 0;
    for (int i = 0; i < list->n_strokes; i++)
        points += same_color(list->strokes[i].color, line) ? list->strokes[i].count : 0;
    assert_true(points > 100);
    world_destroy(world);
    world = world_create("x^2 + 1/x", (const char *[]){"SGD(lr=0.01)", NULL}, 30);
    list = build_at(world, 30, 1280, 720);
    for (int i = 0; i < list->n_strokes; i++)
        for (int k = 1; k < list->strokes[i].count && same_color(list->strokes[i].color, line); k++) {
            const DrawPoint *point = &list->points[list->strokes[i].first + k];
            assert_true(fabsf(point[0].y - point[-1].y) < 0.75f * picture_camera(world->picture, 0)->rect.h);
        }
    world_destroy(world);
}

// Words around a small curve's panel would stand on its title or on its neighbours.
static void small_curves_have_no_names(void **state)
{
    (void)state;
    World *world = world_create("double_well", NULL, 50);
    world->scene.view.kind = VIEW_SIDE;
    const DrawList *list = build_at(world, 50, 1280, 720);
    assert_int_equal(count_texts(list, "loss"), 0); // the chart's is the difference to the minimum
    assert_int_equal(count_texts(list, "x"), 0);
    for (int i = 0; i < list->n_texts; i++)
        assert_true(list->texts[i].x > 20.0f);
    world->scene.view.kind = VIEW_CURVE;
    list = build_at(world, 50, 1280, 720);
    assert_true(count_texts(list, "loss") == 1 && count_texts(list, "x") == 1);
    world_destroy(world);
}

static void labels_keep_apart(void **state)
{
    (void)state;
    static const char *const landscapes[] = {"rosenbrock", "himmelblau", "quadratic", "beale"};
    for (int l = 0; l < 4; l++) {
        World *world = world_create(landscapes[l], NULL, 80);
        for (int azimuth = 0; azimuth < 360; azimuth += 23) {
            world->scene.view.camera.azimuth_deg = azimuth;
            const DrawList *list = build_at(world, 80, 1280, 720);
            Rect box[256];
            int n = 0;
            for (int i = 0; i < list->n_texts && n < 256; i++) {
                const DrawText *text = &list->texts[i];
                if (text->align == ALIGN_CENTER && text->layer == LAYER_BASE &&
                    near_rect(list->panels[0].rect, text->x, text->y, 0)) {
                    float width = 0.5f * font_points[text->size] * (float)strlen(text->text) * 0.8f;
                    box[n++] = (Rect){text->x - 0.5f * width, text->y - 0.7f * font_points[text->size], width,
                                      0.7f * font_points[text->size]};
                }
            }
            assert_true(n >= 8);
            for (int i = 0; i < n; i++)
                for (int j = i + 1; j < n; j++)
                    assert_false(rect_overlaps(box[i], box[j]));
        }
        world_destroy(world);
    }
}

static const float sizes[][2] = {{640, 480},   {800, 600}, {1024, 768},  {1280, 720}, {1600, 900}, {1920, 1080},
                                 {3840, 2160}, {480, 800}, {900, 420},   {300, 300},  {200, 150},  {2560, 600},
                                 {860, 400},   {861, 401}, {1100, 2400}, {400, 240}};

enum { SIZES = sizeof sizes / sizeof *sizes };

static void assert_apart(const Layout *layout, float width, float height)
{
    const Rect part[] = {layout->title, layout->view, layout->charts, layout->foot, layout->column, layout->legend};
    for (int i = 0; i < 6; i++) {
        if (part[i].w == 0.0f)
            continue;
        assert_true(part[i].w > 0.0f && part[i].h >= 0.0f);
        assert_true(holds((Rect){0, 0, width, height}, part[i]));
        for (int j = i + 1; j < 6; j++)
            if (part[j].w > 0.0f)
                assert_false(rect_overlaps(part[i], part[j]));
    }
    assert_true(layout->view.w > 0.5f * fminf(width - 340.0f, width) && layout->view.h > 0.3f * height);
}

static void layouts_never_overlap(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", NULL, 5);
    for (int s = 0; s < SIZES; s++)
        for (int t = 0; t < theme_count(); t++)
            for (int interactive = 0; interactive < 2; interactive++) {
                PictureInput input = input_of(world, 0, sizes[s][0], sizes[s][1]);
                input.ui.interactive = interactive;
                Layout layout = layout_place(&input, theme_at(t));
                assert_apart(&layout, sizes[s][0], sizes[s][1]);
                assert_true(theme_at(t)->has_column || interactive ||
                            layout.column.w == 0.0f); // pages have none in print
            }
    world_destroy(world);
}

static void every_size_builds(void **state)
{
    (void)state;
    World *world = world_create("ackley", NULL, 20);
    for (int s = 0; s < SIZES; s++)
        for (int v = 0; v < VIEW_COUNT; v++) {
            world->scene.view.kind = (ViewKind)v;
            assert_sane(build_at(world, 20, sizes[s][0], sizes[s][1]));
        }
    world_destroy(world);
}

static void ticks_are_round_and_inside(void **state)
{
    (void)state;
    static const double ranges[][2] = {{0, 1},           {-2, 2},         {-1.3, 7.9}, {1e-9, 2e-9},
                                       {1e6, 1.00001e6}, {-5e200, 3e200}, {0.1, 0.35}};
    for (int r = 0; r < 7; r++)
        for (int max = 2; max <= 12; max++) {
            double tick[32], step;
            int n = ticks_linear(ranges[r][0], ranges[r][1], max, tick, &step);
            assert_true(n >= 1 && n <= max);
            double mantissa = step / pow(10, floor(log10(step) + 1e-9));
            assert_true(fabs(mantissa - 1) < 1e-6 || fabs(mantissa - 2) < 1e-6 || fabs(mantissa - 5) < 1e-6);
            for (int i = 0; i < n; i++) {
                assert_true(tick[i] >= ranges[r][0] - 1e-6 * step && tick[i] <= ranges[r][1] + 1e-6 * step);
                assert_true(fabs(tick[i] / step - round(tick[i] / step)) < 1e-4);
            }
            assert_true(tick[0] - ranges[r][0] < step &&
                        ranges[r][1] - tick[n - 1] < step * (1 + 1e-6)); // none is left out
        }
    double tick[32], step;
    assert_int_equal(ticks_linear(1, 1, 5, tick, &step), 0);
    assert_int_equal(ticks_linear(0, (double)INFINITY, 5, tick, &step), 0);
    assert_int_equal(ticks_linear((double)NAN, 1, 5, tick, &step), 0);
}

static void loss_ticks_lie_on_the_axis(void **state)
{
    (void)state;
    static const HeightMap maps[] = {{HEIGHT_LINEAR, 0, 10, 1},  {HEIGHT_LOG, 0, 1000, 1},
                                     {HEIGHT_LOG, 3, 1e6, 10},   {HEIGHT_LOG, -1, 2, 1e-3},
                                     {HEIGHT_LINEAR, -5, -1, 1}, {HEIGHT_LOG, 0, 1e-12, 1e-15}};
    for (int m = 0; m < 6; m++)
        for (int max = 2; max <= 8; max++) {
            LossTick tick[32];
            int n = ticks_loss(&maps[m], max, tick);
            assert_true(n >= 1 && n <= max);
            for (int i = 0; i < n; i++) {
                double height = height_of(&maps[m], tick[i].loss);
                assert_true(height >= -1e-9 && height <= 1 + 1e-9);
                assert_true(tick[i].text[0] != '\0');
            }
        }
}

static void text_is_cut_with_an_ellipsis(void **state)
{
    (void)state;
    PictureInput input = {0};
    Build build = {.in = &input};
    char text[] = "größer als der Platz, der da ist";
    text_fit(&build, text, 100, FONT_TEXT, WEIGHT_REGULAR);
    assert_true(text_width(&build, text, FONT_TEXT, WEIGHT_REGULAR, false) <= 100);
    assert_string_equal(text + strlen(text) - 3, "…");
    char whole[] = "kurz";
    text_fit(&build, whole, 100, FONT_TEXT, WEIGHT_REGULAR);
    assert_string_equal(whole, "kurz");
    char number[] = "momentum=0.9375"; // a part of a number would be another one
    text_fit(&build, number, text_width(&build, "momentum=0.9…", FONT_TEXT, WEIGHT_REGULAR, false), FONT_TEXT,
             WEIGHT_REGULAR);
    assert_string_equal(number, "momentum=…");
    char narrow[] = "ab";
    text_fit(&build, narrow, 1, FONT_TEXT, WEIGHT_REGULAR);
    assert_true(strlen(narrow) <= 2);
}

static void themes_are_legible(void **state)
{
    (void)state;
    for (int t = 0; t < theme_count(); t++) {
        const Theme *theme = theme_at(t);
        assert_ptr_equal(theme_find(theme->name), theme);
        assert_non_null(colormap_find(theme->ramp));
        const Color words[] = {theme->text, theme->secondary, theme->faint, theme->warning};
        const Color grounds[] = {theme->ground, theme->panel, theme->selected};
        for (int w = 0; w < 4; w++)
            for (int g = 0; g < 3; g++)
                if (color_contrast(words[w], grounds[g]) < 4.5f)
                    fail_msg("%s: word %d on ground %d: %.2f", theme->name, w, g,
                             (double)color_contrast(words[w], grounds[g]));
        for (int i = 0; i < RACE_RACERS_MAX; i++)
            for (int j = i + 1; j < RACE_RACERS_MAX; j++)
                assert_false(same_color(theme->racer[i], theme->racer[j]));
    }
    assert_null(theme_find("nosuch"));
    assert_true(fabsf(color_contrast((Color){0, 0, 0, 1}, (Color){1, 1, 1, 1}) - 21.0f) < 0.01f);
}

// On its halo, on the page, or in the column on what suits it less, an open card or none.
static float word_contrast(const Theme *theme, const DrawText *text, Rect column)
{
    bool in_column = column.w > 0.0f && text->x >= column.x;
    const Color grounds[] = {in_column ? theme->panel : theme->ground, in_column ? theme->selected : theme->ground};
    float least = 21.0f;
    for (int g = 0; g < 2; g++) {
        Color ground = text->halo.a > 0.0f ? text->halo : grounds[g];
        Color word = color_mix(ground, text->color, text->color.a);
        word.a = ground.a = 1.0f;
        least = fminf(least, color_contrast(word, ground));
    }
    return least;
}

// Every word of every view, those in a racer's colour too. Signs that a wall hides are dimmed on purpose.
static void words_are_legible(void **state)
{
    (void)state;
    World *world = world_of_many("Adam", 0.01, 40);
    assert_true(spec_read("SGD(lr=9)", &world->scene.racers[5], NULL)); // which diverges
    world_run(world);
    SceneView *view = &world->scene.view;
    for (int t = 0; t < theme_count(); t++)
        for (int v = 0; v <= VIEW_SIDE; v++) {
            snprintf(view->theme, sizeof view->theme, "%s", theme_at(t)->name);
            view->kind = (ViewKind)v;
            view->hidden = v % 2 ? 0 : 0xff00; // so few that lines have names
            const DrawList *list = build_at(world, 40, 1600, 1400);
            PictureInput input = input_of(world, 40, 1600, 1400);
            Rect column = layout_place(&input, theme_at(t)).column;
            for (int i = 0; i < list->n_texts; i++) {
                const DrawText *text = &list->texts[i];
                bool hidden = text->halo.a > 0.0f && text->color.a < 0.9f;
                if (!hidden && word_contrast(theme_at(t), text, column) < 4.5f)
                    fail_msg("%s, %s: '%s' has a contrast of %.2f", theme_at(t)->name, scene_view_name((ViewKind)v),
                             text->text, (double)word_contrast(theme_at(t), text, column));
            }
        }
    world_destroy(world);
}

static float lightness(Color color)
{
    return color_contrast(color, (Color){0, 0, 0, 1});
}

static void ramps_rise_and_are_whole(void **state)
{
    (void)state;
    for (int i = 0; i < colormap_count(); i++) {
        const Colormap *map = colormap_at(i);
        assert_ptr_equal(colormap_find(colormap_name(map)), map);
        float before = 0.0f;
        for (int k = 0; k <= 256; k++) {
            Color color = colormap_color(map, (float)k / 256.0f);
            assert_true(color.r >= 0 && color.r <= 1 && color.g >= 0 && color.g <= 1 && color.b >= 0 && color.b <= 1);
            assert_true(color.a == 1.0f);
            assert_true(lightness(color) > before - 1e-3f);
            before = lightness(color);
        }
        assert_true(same_color(colormap_color(map, -3), colormap_color(map, 0)));
        assert_true(same_color(colormap_color(map, (float)NAN), colormap_color(map, 0)));
        assert_true(same_color(colormap_color(map, 7), colormap_color(map, 1)));
    }
    assert_null(colormap_find("jet"));
}

static void long_histories_stay_small(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.05)", "SGD(lr=0.05, momentum=0.9)", "Adam(lr=0.1)", NULL};
    World *world = world_create("noisy_bowl sigma=3", racers, 100000);
    for (int v = 0; v < VIEW_SIDE; v++) {
        world->scene.view.kind = (ViewKind)v;
        const DrawList *list = build_at(world, 100000, 1280, 720);
        assert_sane(list);
        assert_true(list->n_points < 60000);
    }
    world_destroy(world);
}

// From 200 at the start to -3.5: a linear axis would show one fall and nothing else. Every line has its name, short ones too.
static void losses_of_both_signs_have_a_logarithmic_axis(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001)", "SGD(lr=0.001, momentum=0.9)", "Adam(lr=0.1)", NULL};
    World *world = world_create("x^4 - 3*x^2 + x + y^2", racers, 1000);
    const DrawList *list = build_at(world, 1000, 1280, 720);
    assert_int_equal(count_texts(list, "−10⁰"), 1);
    assert_int_equal(count_texts(list, "SGD"), 2 + 2); // at both charts' line ends, and on two cards
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_landscape_view_and_theme),
        cmocka_unit_test(trails_run_from_the_start_to_the_ball),
        cmocka_unit_test(between_steps_racers_stand_between),
        cmocka_unit_test(same_input_same_list),
        cmocka_unit_test(panel_keys_follow_what_is_seen),
        cmocka_unit_test(off_the_map_is_shown_at_the_edge),
        cmocka_unit_test(divergence_is_marked_with_its_step),
        cmocka_unit_test(arrows_stand_where_trails_leave),
        cmocka_unit_test(what_leaves_comes_back_in_pieces),
        cmocka_unit_test(holes_are_gaps),
        cmocka_unit_test(huge_values_stay_finite),
        cmocka_unit_test(all_sixteen_are_seen_where_they_coincide),
        cmocka_unit_test(hidden_racers_are_not_there),
        cmocka_unit_test(no_loss_is_no_failure),
        cmocka_unit_test(picking_gives_back_the_domain),
        cmocka_unit_test(racers_are_told_apart_without_colour),
        cmocka_unit_test(labels_tell_racers_apart),
        cmocka_unit_test(lines_of_many_racers_have_names),
        cmocka_unit_test(what_is_off_the_scale_is_faint),
        cmocka_unit_test(curves_have_gaps),
        cmocka_unit_test(small_curves_have_no_names),
        cmocka_unit_test(labels_keep_apart),
        cmocka_unit_test(layouts_never_overlap),
        cmocka_unit_test(every_size_builds),
        cmocka_unit_test(ticks_are_round_and_inside),
        cmocka_unit_test(loss_ticks_lie_on_the_axis),
        cmocka_unit_test(text_is_cut_with_an_ellipsis),
        cmocka_unit_test(themes_are_legible),
        cmocka_unit_test(words_are_legible),
        cmocka_unit_test(ramps_rise_and_are_whole),
        cmocka_unit_test(long_histories_stay_small),
        cmocka_unit_test(losses_of_both_signs_have_a_logarithmic_axis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
