// Kinds of panels as they may come, a table of the test's own in place of panel/kind.c's: one that shows no field of
// losses, and has no relief, beside a map.
#include "picture/kind.h"
#include "world.h"

#include <cmocka.h>

static const char *const two[] = {"SGD(lr=0.001)", "Adam(lr=0.1)", NULL};

static Rect own_rect(const Build *build, Rect cell, const double window[4])
{
    (void)build, (void)window;
    return cell;
}

static Camera own_camera(Rect rect, const SceneCamera *from)
{
    return camera_map(rect, from->window);
}

static void note_build(Build *build, int panel, const PanelField *field)
{
    Rect rect = build->camera[panel].rect;
    assert_null(field->field);
    assert_null(field->map);
    draw_text(build->list, (DrawText){.x = rect.x + 20.0f, .y = rect.y + 20.0f}, "note");
}

static void note_hover(Build *build, int panel, const PanelField *field)
{
    (void)panel, (void)field;
    draw_text(build->list, (DrawText){.x = 20.0f, .y = 20.0f}, "pointed at");
}

static const PanelKind note = {.name = "note",
                               .view = VIEW_SURFACE,
                               .parameters = 2,
                               .rect = own_rect,
                               .camera = own_camera,
                               .parts = {note_build},
                               .hover = note_hover};
static const PanelKind map = {.name = "map",
                              .view = VIEW_MAP,
                              .parameters = 2,
                              .rect = own_rect,
                              .camera = own_camera,
                              .samples = {64, 64},
                              .trails = true,
                              .parts = {relief_build, flow_build, trails_build, balls_build, marks_build}};

const PanelKind *panel_kind(ViewKind view, int parameters)
{
    return parameters != 2 ? NULL : view == VIEW_MAP ? &map : &note;
}

const PanelKind *panel_kind_of_rows(void)
{
    return NULL;
}

static double no_time(void *context)
{
    (void)context;
    return 0.0;
}

static void test_only_who_shows_a_field_waits_for_it(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", two, 20);
    PictureInput input = input_of(world, 20, 1280, 720);
    world->scene.view.kind = VIEW_SURFACE;
    study_work(world->study, 0.0, (StudyClock){.now_ms = no_time});
    const DrawList *list = picture_build(world->picture, &input);
    assert_false(list->waiting || list->failed);
    assert_int_equal(count_texts(list, "note"), 1);
    world->scene.view.kind = VIEW_BOTH;
    list = picture_build(world->picture, &input);
    assert_true(list->waiting && list->n_panels == 0);
    assert_int_equal(count_texts(list, "note"), 1);
    study_at_once(world->study);
    list = picture_build(world->picture, &input);
    assert_false(list->waiting || list->failed);
    assert_int_equal(list->n_panels, 1);
    assert_sane(list);
    world_destroy(world);
}

static void test_a_panel_without_a_field_is_pointed_at(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", two, 20);
    PictureInput input = input_of(world, 20, 1280, 720);
    double at[2];
    world->scene.view.kind = VIEW_BOTH;
    picture_build(world->picture, &input);
    Rect own = picture_camera(world->picture, 0)->rect, other = picture_camera(world->picture, 1)->rect;
    input.ui.pointing = true;
    input.ui.pointer_x = own.x + 9.0f, input.ui.pointer_y = own.y + 9.0f;
    assert_int_equal(count_texts(picture_build(world->picture, &input), "pointed at"), 1);
    assert_false(picture_pick(world->picture, 0, own.x + 9.0f, own.y + 9.0f, &at[0], &at[1]));
    input.ui.pointer_x = other.x + 9.0f; // of a kind that says nothing there
    assert_int_equal(count_texts(picture_build(world->picture, &input), "pointed at"), 0);
    assert_true(picture_pick(world->picture, 1, other.x + 9.0f, other.y + 9.0f, &at[0], &at[1]));
    world_destroy(world);
}

// On a map that stands alone, what is on it begins with the list's first panel: so must it beside one without relief.
static void test_what_is_on_a_relief_is_on_its_own(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", two, 20);
    const Theme *theme = theme_at(0);
    PictureInput input = input_of(world, 20, 1280, 720);
    world->scene.view.kind = VIEW_BOTH;
    world->scene.view.show |= 1u << SHOW_FIELD;
    for (int whole = 0; whole < 2; whole++) {
        input.whole = whole;
        const DrawList *list = picture_build(world->picture, &input);
        assert_false(list->failed);
        assert_int_equal(list->n_panels, 1);
        assert_int_equal(list->n_balls, 2);
        for (int i = 0; i < list->n_balls; i++)
            assert_int_equal(list->balls[i].panel, 0);
        for (int racer = 0; racer < 2; racer++)
            assert_non_null(trail_of(list, theme, racer, 0));
        assert_sane(list);
    }
    world_destroy(world);
}

// Side by side, the middle one of three shows no field.
static void test_reliefs_are_counted_by_themselves(void **state)
{
    (void)state;
    static const char *const three[] = {"SGD(lr=0.001)", "SGD(lr=0.0005)", "Adam(lr=0.1)", NULL};
    World *world = world_create("rosenbrock", three, 20);
    PictureInput input = input_of(world, 20, 1280, 720);
    world->scene.view.kind = VIEW_SIDE;
    for (int racer = 0; racer < 3; racer += 2)
        scene_edit_entry(&world->scene, racer)->view = VIEW_MAP;
    for (int whole = 0; whole < 2; whole++) {
        input.whole = whole;
        const DrawList *list = picture_build(world->picture, &input);
        assert_false(list->failed);
        assert_int_equal(list->n_panels, 2);
        assert_int_equal(list->n_balls, 2);
        assert_non_null(trail_of(list, theme_at(0), 0, 0));
        assert_non_null(trail_of(list, theme_at(0), 2, 1));
        for (int i = 0; i < 2; i++) {
            Rect rect = list->panels[i].rect;
            assert_int_equal(list->balls[i].panel, i);
            assert_true(near_rect(rect, list->balls[i].x, list->balls[i].y, 0.0f));
            assert_memory_equal(&rect, &picture_camera(world->picture, 2 * i)->rect, sizeof rect);
        }
        assert_sane(list);
    }
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_who_shows_a_field_waits_for_it),
        cmocka_unit_test(test_a_panel_without_a_field_is_pointed_at),
        cmocka_unit_test(test_what_is_on_a_relief_is_on_its_own),
        cmocka_unit_test(test_reliefs_are_counted_by_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
