// The pointer over the window: what is drawn anew when it moves, and what is not.
#include "app/frame.h"
#include "app/mouse.h"
#include "app/window.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static App *app;
static char why_not[ERROR_TEXT_MAX]; // there is no window; empty: there is

// Whatever is wanted is done within the frame, on a machine of any speed.
static double stand_still(void *nothing)
{
    (void)nothing;
    return 0;
}

static int open_group(void **state)
{
    (void)state;
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    setenv("RAVINE_REDUCED_MOTION", "1", 1);
    Scene scene = {0};
    Error error;
    scene_default(&scene);
    scene.step = 100;
    app = window_open(&(WindowConfig){.scene = &scene, .width = 1280, .height = 720, .offscreen = true}, &error);
    if (!app)
        snprintf(why_not, sizeof why_not, "%s", error.text);
    else
        app->clock.now_ms = stand_still;
    scene_clear(&scene);
    return 0;
}

static int close_group(void **state)
{
    (void)state;
    window_close(app);
    return 0;
}

// At rest: nothing is dirty, the pointer is nowhere.
static void rest(void)
{
    if (!app) {
        printf("skipped: no offscreen window: %s\n", why_not);
        skip();
    }
    SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
    app->pointer = (Pointer){0};
    app->playing = app->help = false;
    app->moving_until_ms = app->message_until_ms = 0;
    app->zoom = 1;
    app->dirty = true;
    frame_run(app, false);
    assert_false(app->dirty);
}

static Rect hit_rect(HitKind kind)
{
    for (int i = 0; i < app->list->n_hits; i++)
        if (app->list->hits[i].kind == kind)
            return app->list->hits[i].rect;
    fail_msg("there is no hit of kind %d", (int)kind);
    return (Rect){0};
}

// Whether a redraw is wanted then.
static bool move_to(float x, float y)
{
    SDL_Event event = {.motion = {.type = SDL_MOUSEMOTION, .x = (int)x, .y = (int)y}};
    app->dirty = false;
    mouse_event(app, &event);
    return app->dirty;
}

static bool says(const char *text)
{
    for (int i = 0; i < app->list->n_texts; i++)
        if (!strcmp(app->list->texts[i].text, text))
            return true;
    return false;
}

static void test_over_panel_and_off(void **state)
{
    (void)state;
    rest();
    Rect panel = hit_rect(HIT_PANEL), card = hit_rect(HIT_RACER);
    float x = panel.x + 0.5f * panel.w, y = panel.y + 0.5f * panel.h;
    assert_true(move_to(x, y));
    frame_run(app, false);
    assert_true(says("∇f"));
    assert_false(move_to(x, y)); // it did not move
    assert_true(move_to(x + 3, y));
    assert_true(move_to(card.x + 5, card.y + 5)); // what was said goes
    frame_run(app, false);
    assert_false(says("∇f"));
    assert_false(move_to(card.x + 9, card.y + 7)); // a card says nothing
    assert_false(move_to(2, 2));
}

static void test_over_chart(void **state)
{
    (void)state;
    rest();
    Rect chart = hit_rect(HIT_CHART);
    assert_true(move_to(chart.x + 20, chart.y + 0.5f * chart.h));
    frame_run(app, false);
    bool popup = false;
    for (int i = 0; i < app->list->n_texts; i++)
        popup |= app->list->texts[i].layer == LAYER_POPUP_TOP;
    assert_true(popup);
}

static void test_leaving_the_window(void **state)
{
    (void)state;
    rest();
    Rect panel = hit_rect(HIT_PANEL);
    move_to(panel.x + 0.5f * panel.w, panel.y + 0.5f * panel.h);
    frame_run(app, false);
    app->dirty = false;
    mouse_leave(app);
    assert_true(app->dirty && !app->pointer.pointing);
    app->dirty = false;
    mouse_leave(app);
    assert_false(app->dirty);
}

// While a button turns the surface, and under the help, nothing is said.
static void test_held_and_covered(void **state)
{
    (void)state;
    rest();
    Rect panel = hit_rect(HIT_PANEL);
    float x = panel.x + 0.5f * panel.w, y = panel.y + 0.5f * panel.h;
    app->pointer.button = SDL_BUTTON_RIGHT;
    move_to(x, y);
    assert_false(app->pointer.pointing);
    rest();
    app->help = true;
    move_to(x, y);
    assert_false(app->pointer.pointing);
    app->help = false;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_over_panel_and_off),
        cmocka_unit_test(test_over_chart),
        cmocka_unit_test(test_leaving_the_window),
        cmocka_unit_test(test_held_and_covered),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
