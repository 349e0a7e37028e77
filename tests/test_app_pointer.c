// The pointer in the window: orbits, zooms, moved windows and starts, sliders and charts.
#include "entries.h"
#include "seat.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static void drag(int button, float x, float y, float dx, float dy)
{
    mouse(SDL_MOUSEBUTTONDOWN, button, x, y, 1);
    for (int i = 1; i <= 4; i++)
        mouse(SDL_MOUSEMOTION, 0, x + dx * (float)i / 4, y + dy * (float)i / 4, 0);
    mouse(SDL_MOUSEBUTTONUP, button, x + dx, y + dy, 1);
}

static bool same_window(const double *a, const double *b)
{
    return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3];
}

static void test_dragging_orbits_and_double_click_resets(void **state)
{
    (void)state;
    fresh(NULL);
    Rect panel = hit_rect(HIT_PANEL, 0);
    float x = panel.x + panel.w / 2, y = panel.y + panel.h / 2;
    double start[2] = {scene()->start[0], scene()->start[1]};
    SceneView home = scene()->view;
    drag(SDL_BUTTON_LEFT, x, y, 60, 20);
    assert_true(scene()->view.camera.azimuth_deg < home.camera.azimuth_deg);
    assert_true(scene()->view.camera.elevation_deg > home.camera.elevation_deg);
    assert_true(scene()->start[0] == start[0] && scene()->start[1] == start[1]);
    view_orbit(app, view_in_hand(app), 1000, -200);
    assert_true(scene()->view.camera.elevation_deg == 5 && fabs(scene()->view.camera.azimuth_deg) <= 180);
    click(x, y, 1);
    click(x, y, 2);
    assert_true(scene()->view.camera.azimuth_deg == home.camera.azimuth_deg);
    assert_true(scene()->view.camera.elevation_deg == home.camera.elevation_deg);
    assert_true(scene()->start[0] == start[0] && scene()->start[1] == start[1]);
}

static void test_the_wheel_zooms_at_the_pointer(void **state)
{
    (void)state;
    fresh(NULL);
    scene()->view.kind = VIEW_MAP;
    app_changed(app);
    frame();
    Rect panel = hit_rect(HIT_PANEL, 0);
    float x = panel.x + panel.w * 0.6f, y = panel.y + panel.h * 0.4f;
    double before[2], after[2], home[4];
    memcpy(home, scene()->view.camera.window, sizeof home);
    assert_true(picture_pick(app->picture, 0, floorf(x), floorf(y), &before[0], &before[1]));
    mouse(SDL_MOUSEWHEEL, 0, x, y, 2);
    assert_true(app->moving_until_ms != 0);
    assert_true(scene()->view.camera.window[1] - scene()->view.camera.window[0] < home[1] - home[0]);
    assert_true(picture_pick(app->picture, 0, floorf(x), floorf(y), &after[0], &after[1]));
    assert_true(fabs(before[0] - after[0]) < 1e-3 && fabs(before[1] - after[1]) < 1e-3);
    for (int i = 0; i < 400; i++)
        view_zoom(app, view_in_hand(app), 0.5);
    frame();
    assert_true(scene()->view.camera.window[1] > scene()->view.camera.window[0]);
    for (int i = 0; i < 400; i++)
        view_zoom(app, view_in_hand(app), 2);
    frame();
    assert_true(isfinite(scene()->view.camera.window[1] - scene()->view.camera.window[0]));
    press('0');
    assert_true(same_window(scene()->view.camera.window, home));
    frames_until(app->moving_until_ms == 0);
}

// A window is worked with in every theme, and at no scale does it lose what it is worked with by.
static void test_nothing_is_lost(void **state)
{
    (void)state;
    fresh(NULL);
    for (int i = 0; i < theme_count(); i++) {
        assert_true(hit_rect(HIT_SLIDER, 0).w > 0);
        press('t');
    }
    for (int i = 0; i < 20; i++)
        key_event(SDLK_PLUS, KMOD_CTRL, false);
    assert_true(app->zoom > 1 && app->zoom < 4);
    assert_non_null(strstr(app->message, "no further"));
    assert_true(app->list->width >= 600);
    key_event('0', KMOD_CTRL, false);
}

static void test_a_curve_is_zoomed_and_moved(void **state)
{
    (void)state;
    fresh("double_well");
    const double *window = scene()->view.camera.window;
    double home[2] = {window[0], window[1]};
    Rect panel = hit_rect(HIT_PANEL, 0);
    float x = floorf(panel.x + panel.w * 0.7f), y = floorf(panel.y + panel.h / 2);
    mouse(SDL_MOUSEWHEEL, 0, x, y, 2);
    double span = window[1] - window[0];
    assert_true(span < 0.9 * (home[1] - home[0]) && window[0] - home[0] > home[1] - window[1]);
    drag(SDL_BUTTON_LEFT, x, y, 40, 0);
    assert_true(fabs(window[1] - window[0] - span) < 1e-9 && window[0] < home[1] - span);
    press('0');
    assert_true(window[0] == home[0] && window[1] == home[1]);
}

static void test_right_drag_moves_the_window(void **state)
{
    (void)state;
    fresh(NULL);
    for (int kind = VIEW_SURFACE; kind <= VIEW_SIDE; kind++) {
        scene()->view.kind = (ViewKind)kind;
        view_reset(app, view_in_hand(app));
        frame();
        double home[4];
        memcpy(home, scene()->view.camera.window, sizeof home);
        Rect panel = hit_rect(HIT_PANEL, 0);
        drag(SDL_BUTTON_RIGHT, panel.x + panel.w / 2, panel.y + panel.h * 0.6f, 40, 30);
        assert_false(same_window(scene()->view.camera.window, home));
        if (kind == VIEW_MAP) // what was under the pointer comes along
            assert_true(scene()->view.camera.window[0] < home[0] && scene()->view.camera.window[2] > home[2]);
        assert_true(fabs((scene()->view.camera.window[1] - scene()->view.camera.window[0]) - (home[1] - home[0])) <
                    1e-9);
    }
}

// Linked, one camera serves all panels; unlinked, the mouse moves the panel it is on and keys that of the selected
// racer.
static void test_cameras_are_linked_or_not(void **state)
{
    (void)state;
    fresh(NULL);
    press('u'); // not side by side: nothing to unlink
    assert_false(scene()->view.unlinked);
    scene()->view.kind = VIEW_SIDE;
    app_changed(app);
    frame();
    Rect panel = hit_rect(HIT_PANEL, 2);
    float x = floorf(panel.x + panel.w / 2), y = floorf(panel.y + panel.h / 2);
    SceneCamera home = scene()->view.camera;
    drag(SDL_BUTTON_LEFT, x, y, 60, 20);
    assert_true(picture_camera(app->picture, 0)->eye[0] == picture_camera(app->picture, 2)->eye[0]);
    press('0');
    press('u');
    assert_true(scene()->view.unlinked);
    float eye = picture_camera(app->picture, 0)->eye[0];
    drag(SDL_BUTTON_LEFT, x, y, 60, 20);
    mouse(SDL_MOUSEWHEEL, 0, x, y, 2);
    assert_true(scene_entry(scene(), 2)->camera.azimuth_deg < home.azimuth_deg);
    assert_true(scene_entry(scene(), 2)->camera.window[1] - scene_entry(scene(), 2)->camera.window[0] <
                home.window[1] - home.window[0]);
    assert_memory_equal(&scene_entry(scene(), 0)->camera, &home, sizeof home);
    assert_true(picture_camera(app->picture, 0)->eye[0] == eye && picture_camera(app->picture, 2)->eye[0] != eye);
    press(SDLK_TAB);
    key_event(SDLK_UP, KMOD_ALT, false);
    assert_true(scene_entry(scene(), 1)->camera.elevation_deg == home.elevation_deg + 5);
    click(x, y, 1);
    click(x, y, 2);
    assert_memory_equal(&scene_entry(scene(), 2)->camera, &home, sizeof home);
    press('u');
    assert_false(scene()->view.unlinked);
    assert_true(scene()->view.camera.elevation_deg == home.elevation_deg + 5);
    press('u');
    press('l'); // elsewhere there is nothing that they looked at
    assert_false(scene()->view.unlinked);
}

static void test_a_click_moves_the_start(void **state)
{
    (void)state;
    for (int kind = VIEW_SURFACE; kind <= VIEW_MAP; kind++) {
        fresh("himmelblau");
        scene()->view.kind = (ViewKind)kind;
        app_changed(app);
        frame();
        Rect panel = hit_rect(HIT_PANEL, 0);
        float x = floorf(panel.x + panel.w / 2), y = floorf(panel.y + panel.h / 2);
        double at[2];
        assert_true(picture_pick(app->picture, 0, x, y, &at[0], &at[1]));
        click(x, y, 1);
        assert_true(scene()->start[0] == at[0] && scene()->start[1] == at[1]);
        assert_true(race_point(app->session.race, 0, 0).at[0] == at[0]);
        assert_int_equal(app->history.past.n, 1);
    }
    fresh("double_well");
    Rect panel = hit_rect(HIT_PANEL, 0);
    double start = scene()->start[0];
    click(panel.x + panel.w * 0.6f, panel.y + panel.h / 2, 1);
    assert_true(scene()->start[0] != start);
}

static void test_sliders_and_charts_answer_the_mouse(void **state)
{
    (void)state;
    fresh(NULL);
    Rect track = hit_rect(HIT_SLIDER, 0);
    click(track.x + track.w / 4, track.y + track.h / 2, 1);
    double low = selected()->hyper[0];
    drag(SDL_BUTTON_LEFT, track.x + track.w / 4, track.y + track.h / 2, track.w / 2, 30);
    assert_true(selected()->hyper[0] > low);
    Rect chart = hit_rect(HIT_CHART, 0);
    click(chart.x + chart.w / 2, chart.y + chart.h / 2, 1);
    assert_true(app->step != 100 && app->step > 0);
    drag(SDL_BUTTON_LEFT, chart.x + chart.w / 2, chart.y + chart.h / 2, -2 * chart.w, 0);
    assert_true(app->step == 0);
    Rect card = hit_rect(HIT_RACER, 1);
    click(card.x + card.w / 2, card.y + 8, 1);
    assert_int_equal(scene()->view.selected, 1);
    Rect eye = hit_rect(HIT_EYE, 1);
    click(eye.x + eye.w / 2, eye.y + eye.h / 2, 1);
    assert_int_equal(hidden_racers(scene()), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dragging_orbits_and_double_click_resets),
        cmocka_unit_test(test_the_wheel_zooms_at_the_pointer),
        cmocka_unit_test(test_nothing_is_lost),
        cmocka_unit_test(test_a_curve_is_zoomed_and_moved),
        cmocka_unit_test(test_right_drag_moves_the_window),
        cmocka_unit_test(test_cameras_are_linked_or_not),
        cmocka_unit_test(test_a_click_moves_the_start),
        cmocka_unit_test(test_sliders_and_charts_answer_the_mouse),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
