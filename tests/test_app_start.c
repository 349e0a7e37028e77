// The start under the hand: dragged, and moved by the arrows.
#include "app/edit.h"
#include "entries.h"
#include "seat.h"

#include <math.h>
#include <string.h>

static void at_step(int step)
{
    app_seek(app, step);
    frame();
}

static double path_at(int row)
{
    return race_point(app->session.race, 0, row).at[0];
}

static void test_the_start_is_dragged(void **state)
{
    (void)state;
    for (int kind = VIEW_SURFACE; kind <= VIEW_MAP; kind++) {
        fresh(NULL);
        scene()->view.kind = (ViewKind)kind;
        app_changed(app);
        frame();
        SceneCamera camera = scene()->view.camera;
        double before[2] = {scene()->start[0], scene()->start[1]}, path = path_at(100);
        Rect mark = hit_rect(HIT_START, 0);
        float x = mark.x + mark.w / 2, y = mark.y + mark.h / 2;
        mouse(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, x, y, 1);
        for (int i = 1; i <= 4; i++) {
            mouse(SDL_MOUSEMOTION, 0, x + 10 * (float)i, y, 0);
            double want[2];
            assert_true(picture_pick(app->picture, 0, floorf(x + 10 * (float)i), floorf(y), &want[0], &want[1]));
            assert_true(fabs(scene()->start[0] - want[0]) < 0.05 && fabs(scene()->start[1] - want[1]) < 0.05);
            assert_true(path_at(0) == scene()->start[0] && race_done(app->session.race) >= 100);
        }
        mouse(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, x + 40, y, 1);
        assert_true(path_at(100) != path);
        assert_memory_equal(&camera, &scene()->view.camera, sizeof camera); // the surface has not turned
        app_undo(app, 1);                                                   // all of it is one step
        assert_true(scene()->start[0] == before[0] && scene()->start[1] == before[1]);
        assert_non_null(strstr(app->message, "undone: start"));
        assert_true(path_at(100) == path);
    }
}

// A click beside the mark's middle is a click on the landscape, and the right button moves the window.
static void test_the_mark_is_in_nobodys_way(void **state)
{
    (void)state;
    fresh(NULL);
    Rect mark = hit_rect(HIT_START, 0);
    float x = mark.x + mark.w / 2 + 5, y = mark.y + mark.h / 2;
    double before = scene()->start[0], window = scene()->view.camera.window[0];
    click(x, y, 1);
    assert_true(scene()->start[0] != before && fabs(scene()->start[0] - before) < 0.2);
    mark = hit_rect(HIT_START, 0);
    mouse(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_RIGHT, mark.x + 5, mark.y + 5, 1);
    mouse(SDL_MOUSEMOTION, 0, mark.x + 45, mark.y + 5, 0);
    mouse(SDL_MOUSEBUTTONUP, SDL_BUTTON_RIGHT, mark.x + 45, mark.y + 5, 1);
    assert_true(scene()->view.camera.window[0] != window);
    window = scene()->view.camera.window[0];
    mouse(SDL_MOUSEWHEEL, 0, mark.x + 5, mark.y + 5, 2);
    assert_true(scene()->view.camera.window[0] != window);
}

static void test_arrows_move_the_start(void **state)
{
    (void)state;
    fresh(NULL);
    at_step(50);
    int slider = app->slider;
    double start[2] = {scene()->start[0], scene()->start[1]};
    key_event('s', KMOD_SHIFT, false);
    assert_true(app->starts);
    press(SDLK_RIGHT);
    double one = scene()->start[0] - start[0];
    assert_true(one > 0 && scene()->start[1] == start[1] && path_at(0) == scene()->start[0]);
    key_event(SDLK_LEFT, KMOD_SHIFT, false);
    assert_true(scene()->start[0] < start[0] + one && scene()->start[0] > start[0]);
    press(SDLK_UP);
    assert_true(scene()->start[1] > start[1] && app->slider == slider);
    press(SDLK_SPACE); // all else is as it was
    assert_true(app->playing);
    press(SDLK_SPACE);
    press(SDLK_RETURN); // typed
    assert_int_equal(strncmp(app->entry.text, "start=", 6), 0);
    assert_non_null(strchr(app->entry.text, ','));
    press(SDLK_BACKSPACE);
    type("75");
    double from = scene()->start[0];
    press(SDLK_RETURN);
    assert_true(!app->entry.owner && app->starts && scene()->start[0] == from);
    press(SDLK_ESCAPE);
    assert_false(app->starts);
    press(SDLK_DOWN);
    assert_true(app->slider == slider + 1);
}

// An arrow goes where it points in the picture, however the surface is turned.
static void test_arrows_go_where_they_point(void **state)
{
    (void)state;
    static const double azimuths[] = {0, 80, 95, 170, -100};
    fresh(NULL);
    app->starts = true;
    for (size_t i = 0; i < sizeof azimuths / sizeof *azimuths; i++) {
        scene()->view.camera.azimuth_deg = azimuths[i];
        app_changed(app);
        frame();
        Rect before = hit_rect(HIT_START, 0);
        for (int k = 0; k < 3; k++)
            press(SDLK_RIGHT);
        assert_true(hit_rect(HIT_START, 0).x > before.x + 2);
        for (int k = 0; k < 3; k++)
            press(SDLK_LEFT);
        assert_true(fabsf(hit_rect(HIT_START, 0).x - before.x) < 0.5f);
    }
    app->starts = false;
}

static void test_of_one_parameter(void **state)
{
    (void)state;
    fresh("double_well");
    double start = scene()->start[0];
    app->starts = true;
    press(SDLK_UP);
    assert_true(scene()->start[0] == start);
    press(SDLK_LEFT);
    assert_true(scene()->start[0] < start);
    app->starts = false;
}

static bool holds(KnobKind kind, int index)
{
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    int n = knob_list_column(scene(), knobs, KNOBS_OF_COLUMN_MAX);
    for (int i = 0; i < n; i++)
        if (knobs[i].kind == kind && knobs[i].index == index) {
            column_hold(app, i);
            frame();
            return true;
        }
    return false;
}

static bool is_drawn(int slider)
{
    for (int i = 0; i < app->list->n_hits; i++)
        if (app->list->hits[i].kind == HIT_SLIDER && app->list->hits[i].index == slider)
            return true;
    return false;
}

// Length, start and, where something is drawn by chance, the seed are sliders; without room they are there in hand.
static void test_the_race_has_sliders(void **state)
{
    (void)state;
    fresh(NULL);
    assert_false(holds(KNOB_SEED, 0));
    assert_true(holds(KNOB_STEPS, 0));
    int steps = scene()->steps, slider = app->slider;
    assert_true(is_drawn(slider));
    press(SDLK_RIGHT);
    assert_true(scene()->steps == 2 * steps);
    press(SDLK_LEFT);
    assert_true(scene()->steps == steps);
    assert_true(holds(KNOB_START, 1));
    double y = scene()->start[1];
    press(SDLK_RIGHT);
    assert_true(scene()->start[1] > y && race_point(app->session.race, 0, 0).at[1] == scene()->start[1]);
    column_hold(app, 0);
    frame();
    assert_false(is_drawn(slider)); // at 960 x 600, six racers
    fresh("x^2 + 0.5*normal(1)*x + y^2");
    double before = path_at(100);
    assert_true(holds(KNOB_SEED, 0));
    press(SDLK_RIGHT);
    assert_true(scene()->seed > 0 && path_at(100) != before);
}

static char *table(void)
{
    static char text[] = "a,t\n1,2\n2,3.9\n3,6.2\n4,8.1\n";
    return text;
}

// A pasted table is the formula's data, as a dropped file is; Shift+D shows it, also where there is none.
static void test_a_table_is_pasted(void **state)
{
    (void)state;
    fresh(NULL);
    key_event('d', KMOD_SHIFT, false);
    assert_non_null(strstr(app->message, "no rows"));
    edit_paste_text(app, table()); // a loss comes with it where there is none for its columns
    assert_true(!app->message_is_error && strstr(app->message, "(w*a + b - t)^2"));
    assert_string_equal(scene()->formula, "(w*a + b - t)^2");
    assert_true(dataset_rows(scene()->data) == 4 && scene()->view.show >> SHOW_DATA & 1);
    press(SDLK_END);
    assert_true(race_point(app->session.race, 0, 100).loss < race_point(app->session.race, 0, 0).loss);
    app_undo(app, 1);
    assert_true(!scene()->data && !strcmp(scene()->landscape->id, "rosenbrock"));
    Error error;
    Scene *draft = app_draft(app);
    draft->data = dataset_parse("a,t\n1,1\n2,2\n", 12, "other", &error);
    assert_true(draft->data && scene_set_landscape(draft, "(w*a + b - t)^2", &error) && app_commit(app));
    edit_paste_text(app, table());
    assert_int_equal(dataset_rows(scene()->data), 4);
    assert_non_null(strstr(app->message, "pasted 4 rows"));
    frame();
    scene()->view.show |= 1u << SHOW_DATA;
    app_changed(app);
    frame();
    bool said = false;
    for (int i = 0; i < app->list->n_texts; i++)
        said |= strstr(app->list->texts[i].text, "4 rows") != NULL;
    assert_true(said);
    app_undo(app, 1);
    assert_int_equal(dataset_rows(scene()->data), 2);
    scene()->view.show = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_start_is_dragged),  cmocka_unit_test(test_the_mark_is_in_nobodys_way),
        cmocka_unit_test(test_arrows_move_the_start), cmocka_unit_test(test_arrows_go_where_they_point),
        cmocka_unit_test(test_of_one_parameter),      cmocka_unit_test(test_the_race_has_sliders),
        cmocka_unit_test(test_a_table_is_pasted),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
