// The picture as data: every landscape in every view and theme, trails that begin at the start and lie in their panel,
// racers that left the map or diverged.
#include "entries.h"
#include "world.h"

#include <stdio.h>

static int count_text(const DrawList *list, const char *part)
{
    int n = 0;
    for (int i = 0; i < list->n_texts; i++)
        n += strstr(list->texts[i].text, part) != NULL;
    return n;
}

static int count_shapes(const DrawList *list, ShapeKind kind)
{
    int n = 0;
    for (int i = 0; i < list->n_shapes; i++)
        n += list->shapes[i].kind == kind;
    return n;
}

// Arrows at a window's edge: overlay lines of five points in a racer's colour.
static int count_arrows(const DrawList *list, const Theme *theme)
{
    int n = 0;
    for (int i = 0; i < list->n_strokes; i++)
        for (int r = 0; r < RACE_RACERS_MAX; r++)
            n += !list->strokes[i].on_panel && list->strokes[i].count == 5 && list->strokes[i].casing > 0.0f &&
                 same_color(list->strokes[i].color, theme->racer[r]);
    return n;
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
        if (stroke->on_panel || stroke->count != 5 || !same_color(stroke->color, theme->racer[racer]))
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
        if (stroke->on_panel != 1 || stroke->casing == 0.0f || sign)
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
    PanelField field = {.field = panel->field, .map = &panel->map, .ceiling = 1.0};
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
    hide_racers(&world->scene, 1u << 2);
    const DrawList *list = build_at(world, 40, 1280, 720);
    for (int i = 0; i < list->n_balls; i++)
        assert_false(same_color(list->balls[i].color, theme_find("dark")->racer[2]));
    world->scene.view.kind = VIEW_SIDE;
    assert_int_equal(build_at(world, 40, 1280, 720)->n_panels, world->scene.n_racers - 1);
    hide_racers(&world->scene, ~0u);
    assert_sane(build_at(world, 40, 1280, 720));
    world_destroy(world);
}

static void no_loss_is_no_failure(void **state)
{
    (void)state;
    World *world = world_create("booth", NULL, 5);
    PictureInput input = input_of(world, 3, 800, 600);
    study_about(world->study, &world->scene, NULL, world->race, true);
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
        cmocka_unit_test(curves_have_gaps),
        cmocka_unit_test(long_histories_stay_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
