// What tests of the window share: a seat before a window that needs no display (SDL's offscreen driver), and the events
// that a person would cause.
#ifndef RAVINE_TESTS_SEAT_H
#define RAVINE_TESTS_SEAT_H

#include "app/column.h"
#include "app/frame.h"
#include "app/keys.h"
#include "app/mouse.h"
#include "app/view.h"
#include "app/window.h"

#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static App *app;

static char why_not[ERROR_TEXT_MAX]; // there is no window; empty: there is

// A clock that stands still: whatever is wanted is done within the frame, on a machine of any speed.
static inline double stand_still(void *nothing)
{
    (void)nothing;
    return 0;
}

static inline int open_group(void **state)
{
    (void)state;
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    setenv("RAVINE_REDUCED_MOTION", "1", 1);
    Scene scene = {0};
    Error error;
    scene_default(&scene);
    app = window_open(&(WindowConfig){.scene = &scene, .width = 960, .height = 600, .offscreen = true}, &error);
    if (!app)
        snprintf(why_not, sizeof why_not, "%s", error.text);
    else
        app->clock.now_ms = stand_still;
    scene_clear(&scene);
    return 0;
}

static inline int close_group(void **state)
{
    (void)state;
    window_close(app);
    return 0;
}

static inline void frame(void)
{
    frame_run(app, false);
}

// The welcome scene, paused at step 100, as if the program had just started.
static inline void fresh(const char *landscape)
{
    if (!app) {
        printf("skipped: no offscreen window: %s\n", why_not);
        skip();
    }
    Error error = {""};
    SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
    app_close_entry(app);
    Scene *scene = app_draft(app);
    scene_clear(scene);
    scene_default(scene);
    if (landscape && !scene_set_landscape(scene, landscape, &error))
        fail_msg("%s", error.text);
    scene_suit_racers(scene);
    scene->view.selected = 0;
    assert_true(app_commit(app));
    history_clear(&app->history);
    app->home = app->session.scene.view;
    app->playing = app->starts = app->help = app->quit = app->message_is_error = false;
    app->message_until_ms = app->moving_until_ms = 0;
    app->gliding = (Knob){0};
    app->slider = 0;
    app->zoom = 1;
    app->projector = false;
    app->motion.reduced = true;
    motion_begin(&app->motion, &app->session.scene);
    app->timing = (Timing){0};
    app->pointer = (Pointer){0};
    app_seek(app, 100);
    frame();
}

// For as long as it takes: how long that is, a busy machine decides.
#define frames_until(condition)                                                                                        \
    while (!(condition)) {                                                                                             \
        SDL_Delay(1);                                                                                                  \
        frame();                                                                                                       \
    }

static inline void push_key(int key, int mod, bool repeated)
{
    SDL_Event event = {.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .repeat = repeated}};
    event.key.keysym.sym = key;
    event.key.keysym.mod = (uint16_t)mod;
    SDL_PushEvent(&event);
}

static inline void key_event(int key, int mod, bool repeated)
{
    push_key(key, mod, repeated);
    frame();
}

// A key held down for n repeats, all within one frame.
static inline void repeat(int key, int n)
{
    for (int i = 0; i < n; i++)
        push_key(key, 0, true);
    frame();
}

static inline void press(int key)
{
    key_event(key, 0, false);
}

// Handed over, not pushed: SDL 3 under SDL 2's name takes no text from a program.
static inline void type(const char *text)
{
    SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
    snprintf(event.text.text, sizeof event.text.text, "%s", text);
    keys_event(app, &event);
    frame();
}

static inline void mouse(SDL_EventType type, int button, float x, float y, int clicks)
{
    SDL_Event event = {.type = type};
    if (type == SDL_MOUSEMOTION) {
        event.motion.x = (int)x;
        event.motion.y = (int)y;
    } else if (type == SDL_MOUSEWHEEL) {
        event.wheel.preciseY = (float)clicks;
        event.wheel.y = clicks;
        event.wheel.mouseX = (int)x;
        event.wheel.mouseY = (int)y;
    } else {
        event.button.button = (uint8_t)button;
        event.button.clicks = (uint8_t)clicks;
        event.button.x = (int)x;
        event.button.y = (int)y;
    }
    SDL_PushEvent(&event);
    frame();
}

static inline void click(float x, float y, int clicks)
{
    mouse(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, x, y, clicks);
    mouse(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, x, y, clicks);
}

static inline Rect hit_rect(HitKind kind, int index)
{
    for (int i = app->list->n_hits - 1; i >= 0; i--)
        if (app->list->hits[i].kind == kind && app->list->hits[i].index == index)
            return app->list->hits[i].rect;
    fail_msg("nothing of kind %d, index %d can be hit", (int)kind, index);
    return (Rect){0};
}

static inline Scene *scene(void)
{
    return &app->session.scene;
}

static inline const Racer *selected(void)
{
    return scene_racer(scene(), scene()->view.selected);
}

static inline RacePoint now(int racer)
{
    return race_point(app->session.race, racer, (int)app->step);
}

#endif
