// The window without a display: SDL's offscreen driver, events pushed as a person would cause them, and what they change.
#include "app/action.h"
#include "app/app.h"
#include "app/column.h"
#include "app/view.h"
#include "picture/colormap.h"
#include "scene/spec.h"

#include <SDL.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static App *app;
static char why_not[ERROR_TEXT_MAX]; // there is no window; empty: there is

static int open_group(void **state)
{
    (void)state;
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    setenv("RAVINE_REDUCED_MOTION", "1", 1);
    Scene scene = {0};
    Error error;
    scene_default(&scene);
    app = app_create(&(AppConfig){.scene = &scene, .width = 960, .height = 600, .offscreen = true}, &error);
    if (!app)
        snprintf(why_not, sizeof why_not, "%s", error.text);
    scene_clear(&scene);
    return 0;
}

static int close_group(void **state)
{
    (void)state;
    app_destroy(app);
    return 0;
}

static void frame(void)
{
    app_frame(app, false);
}

// The welcome scene, paused at step 100, as if the program had just started.
static void fresh(const char *landscape)
{
    if (!app) {
        printf("skipped: no offscreen window: %s\n", why_not);
        skip();
    }
    Error error = {""};
    SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
    Scene *scene = app_draft(app);
    scene_clear(scene);
    scene_default(scene);
    if (landscape && !scene_set_landscape(scene, landscape, &error))
        fail_msg("%s", error.text);
    scene_suit_racers(scene);
    scene->view.selected = 0;
    assert_true(app_commit(app, 0));
    history_clear(&app->history);
    app->home = app->session.scene.view;
    app->playing = app->help = app->entering = app->quit = app->message_is_error = false;
    app->message_until_ms = app->moving_until_ms = 0;
    app->edit_tag = app->slider = 0;
    app->zoom = 1;
    app->projector = false;
    app->motion.reduced = true;
    motion_begin(&app->motion, &app->session.scene);
    app->timing = (Timing){0};
    app->pointer = (Pointer){0};
    app_seek(app, 100);
    frame();
}

static void push_key(int key, int mod, bool repeated)
{
    SDL_Event event = {.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .repeat = repeated}};
    event.key.keysym.sym = key;
    event.key.keysym.mod = (uint16_t)mod;
    SDL_PushEvent(&event);
}

static void key_event(int key, int mod, bool repeated)
{
    push_key(key, mod, repeated);
    frame();
}

// A key held down for n repeats, all within one frame.
static void repeat(int key, int n)
{
    for (int i = 0; i < n; i++)
        push_key(key, 0, true);
    frame();
}

static void press(int key)
{
    key_event(key, 0, false);
}

static void type(const char *text)
{
    SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
    snprintf(event.text.text, sizeof event.text.text, "%s", text);
    SDL_PushEvent(&event);
    frame();
}

static void mouse(SDL_EventType type, int button, float x, float y, int clicks)
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

static void drag(int button, float x, float y, float dx, float dy)
{
    mouse(SDL_MOUSEBUTTONDOWN, button, x, y, 1);
    for (int i = 1; i <= 4; i++)
        mouse(SDL_MOUSEMOTION, 0, x + dx * (float)i / 4, y + dy * (float)i / 4, 0);
    mouse(SDL_MOUSEBUTTONUP, button, x + dx, y + dy, 1);
}

static void click(float x, float y, int clicks)
{
    mouse(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, x, y, clicks);
    mouse(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, x, y, clicks);
}

static Rect hit_rect(HitKind kind, int index)
{
    for (int i = app->list->n_hits - 1; i >= 0; i--)
        if (app->list->hits[i].kind == kind && app->list->hits[i].index == index)
            return app->list->hits[i].rect;
    fail_msg("nothing of kind %d, index %d can be hit", (int)kind, index);
    return (Rect){0};
}

static Scene *scene(void)
{
    return &app->session.scene;
}

static Racer *selected(void)
{
    return &scene()->racers[scene()->view.selected];
}

static void select_rule(const char *name)
{
    for (int i = 0; i < scene()->n_racers && strcmp(selected()->rule->name, name); i++)
        press(SDLK_TAB);
    assert_string_equal(selected()->rule->name, name);
}

static RacePoint now(int racer)
{
    return race_point(app->session.race, racer, (int)app->step);
}

static bool same_window(const double *a, const double *b)
{
    return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3];
}

static void test_rows_are_whole_and_keys_are_unique(void **state)
{
    (void)state;
    for (int i = 0; i < action_count(); i++) {
        const Action *action = action_at(i);
        assert_true(action->id[0] && action->title[0] && action->forth[0].key && action->run);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(action->id, action_at(k)->id);
        for (int k = 0; k < ACTION_CHORDS_MAX && action->forth[k].key; k++) {
            int n = 0;
            assert_ptr_equal(action_of_key(action->forth[k].key, 0, action->forth[k].mod, &n), action);
            assert_int_equal(n, 1);
        }
        for (int k = 0; k < ACTION_CHORDS_MAX && action->back[k].key; k++) {
            int n = 0;
            assert_ptr_equal(action_of_key(action->back[k].key, 0, action->back[k].mod, &n), action);
            assert_int_equal(n, -1);
        }
    }
    for (int i = 0; i < action_rows(); i++)
        assert_true(action_row(i).keys[0] && action_row(i).title[0]);
}

static void test_keys_work_on_other_layouts(void **state)
{
    (void)state;
    int n;
    assert_string_equal(action_of_key(0x434, SDL_SCANCODE_L, 0, &n)->id, "landscape"); // Cyrillic
    assert_string_equal(action_of_key('&', SDL_SCANCODE_1, 0, &n)->id, "show");        // AZERTY
    assert_int_equal(n, 1);
    assert_string_equal(action_of_key(0xfc, SDL_SCANCODE_LEFTBRACKET, 0, &n)->id, "speed"); // QWERTZ
    assert_int_equal(n, -1);
    assert_string_equal(action_of_key('z', SDL_SCANCODE_Y, KMOD_LCTRL | KMOD_NUM, &n)->id, "undo"); // the letter counts
    assert_null(action_of_key('l', SDL_SCANCODE_L, KMOD_LALT, &n));
}

static void test_turning_a_slider_replays_the_race(void **state)
{
    (void)state;
    fresh(NULL);
    select_rule("Adam");
    int racer = scene()->view.selected, other = racer ? 0 : 1;
    double lr = selected()->hyper[0];
    RacePoint before = now(racer), beside = now(other);
    press(SDLK_RIGHT);
    assert_true(selected()->hyper[0] > lr);
    assert_true(now(racer).at[0] != before.at[0]);
    assert_true(now(racer).lr == selected()->hyper[0]);
    RacePoint still = now(other);
    assert_memory_equal(still.at, beside.at, sizeof still.at);
    assert_true(app->step == 100);

    double normal = selected()->hyper[0] - lr;
    key_event(SDLK_LEFT, 0, false);
    key_event(SDLK_RIGHT, KMOD_LSHIFT, false);
    double fine = selected()->hyper[0] - lr;
    key_event(SDLK_LEFT, KMOD_RSHIFT, false);
    key_event(SDLK_RIGHT, KMOD_LCTRL, false);
    double coarse = selected()->hyper[0] - lr;
    assert_true(0 < fine && fine < normal && normal < coarse);
}

static void test_sliders_glide_and_stop_at_their_ends(void **state)
{
    (void)state;
    fresh(NULL);
    select_rule("Adam");
    repeat(SDLK_RIGHT, 150);
    double most = selected()->hyper[0];
    press(SDLK_RIGHT);
    assert_true(selected()->hyper[0] == most);
    repeat(SDLK_LEFT, 250);
    double least = selected()->hyper[0];
    press(SDLK_LEFT);
    assert_true(selected()->hyper[0] == least && least < most);
}

// Every slider of every rule: each turn changes it, or it stands at its end, or torch refuses the value; torch's default comes back.
static void test_every_slider_turns(void **state)
{
    (void)state;
    fresh("rosenbrock");
    Scene *draft = app_draft(app);
    Error error;
    draft->n_racers = 0;
    for (int i = 0; i < optimizer_count() && i < RACE_RACERS_MAX; i++) {
        Racer *racer = &draft->racers[draft->n_racers];
        char spec[64];
        snprintf(spec, sizeof spec, "%s(lr=0.01)", optimizer_at(i)->name);
        if (spec_read(spec, racer, &error))
            draft->n_racers++;
    }
    assert_true(app_commit(app, 0));
    for (int racer = 0; racer < scene()->n_racers; racer++) {
        column_select(app, racer);
        Slider sliders[SLIDERS_MAX];
        int n = picture_sliders(scene(), sliders);
        assert_true(n > 0);
        for (int i = 0; i < n; i++) {
            column_hold(app, i);
            column_turn(app, 1, 0.01);
            bool goes_round = sliders[i].boolean || (sliders[i].row && sliders[i].row->kind == ARGUMENT_CHOICE);
            if (!goes_round)
                column_turn(app, 1, 0.01);
            bool refused = app->message_until_ms && app->message_is_error;
            Slider turned[SLIDERS_MAX];
            picture_sliders(scene(), turned);
            bool changed = turned[i].value != sliders[i].value && !isnan(turned[i].value);
            bool at_end = !sliders[i].boolean && sliders[i].value >= sliders[i].high;
            if (changed == (refused || at_end))
                fail_msg("%s of %s stands at %g", sliders[i].name, selected()->rule->name, turned[i].value);
            column_turn(app, -1, 0.01);
            app->message_until_ms = 0;
            column_restore(app);
            Slider back[SLIDERS_MAX];
            picture_sliders(scene(), back);
            if (!isnan(back[i].initial))
                assert_true(back[i].value == back[i].initial);
            if (app->message_until_ms && app->message_is_error)
                fail_msg("%s of %s: %s", sliders[i].name, selected()->rule->name, app->message);
        }
    }
}

static void test_a_number_is_typed(void **state)
{
    (void)state;
    fresh(NULL);
    select_rule("Adam");
    press(SDLK_RETURN);
    assert_true(app->entering);
    type("0.");
    type("0");
    type("7");
    press(SDLK_BACKSPACE);
    type("4");
    press(SDLK_RETURN);
    assert_false(app->entering);
    assert_true(selected()->hyper[0] == 0.04);
    press(SDLK_RIGHT);
    press(SDLK_RETURN);
    type("1");
    press(SDLK_RETURN);
    key_event('z', KMOD_LCTRL, false); // the number alone
    key_event('z', KMOD_LCTRL, false);
    assert_true(selected()->hyper[0] == 0.04);
}

static void test_nonsense_loses_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"abc", "1e", "--1", "nan", "inf", "0x10", "1,5", "é"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fresh(NULL);
        select_rule("Adam");
        Racer before = *selected();
        press(SDLK_RETURN);
        type(texts[i]);
        press(SDLK_RETURN);
        assert_true(app->entering && app->message_is_error && app->message_until_ms);
        assert_string_equal(app->entry, texts[i]);
        assert_null(strchr(app->message, '\n'));
        assert_true(racer_equal(selected(), &before));
        press(SDLK_ESCAPE);
        assert_false(app->entering || app->quit);
    }
}

static void test_what_torch_refuses_is_said(void **state)
{
    (void)state;
    fresh(NULL);
    select_rule("Adam");
    Racer before = *selected();
    press(SDLK_RETURN);
    type("-1");
    press(SDLK_RETURN);
    assert_true(app->message_is_error && strstr(app->message, "lr"));
    assert_true(racer_equal(selected(), &before));
    assert_int_equal(app->history.n, 0);
}

static void test_undo_and_redo(void **state)
{
    (void)state;
    fresh(NULL);
    double lr = selected()->hyper[0];
    key_event(SDLK_RIGHT, 0, false);
    key_event(SDLK_RIGHT, 0, true);
    double turned = selected()->hyper[0];
    press(SDLK_DOWN);
    press(SDLK_RIGHT);
    assert_int_equal(app->history.n, 2);
    Racer last = *selected();
    key_event('z', KMOD_LCTRL, false);
    assert_true(selected()->hyper[0] == turned);
    key_event('z', KMOD_LCTRL, false);
    assert_true(selected()->hyper[0] == lr);
    key_event('z', KMOD_LCTRL, false);
    assert_true(selected()->hyper[0] == lr);
    key_event('z', KMOD_LCTRL | KMOD_LSHIFT, false);
    key_event('y', KMOD_LCTRL, false);
    assert_true(racer_equal(selected(), &last));
    key_event('y', KMOD_LCTRL, false);
    assert_true(racer_equal(selected(), &last));

    key_event('z', KMOD_LCTRL, false);
    press(SDLK_UP);
    press(SDLK_RIGHT); // another future: the old one is gone
    Racer other = *selected();
    key_event('y', KMOD_LCTRL, false);
    assert_true(racer_equal(selected(), &other) && !racer_equal(&other, &last));
}

static void test_the_loss_follows_the_scene(void **state)
{
    (void)state;
    fresh("noisy_bowl");
    RacePoint before = now(0);
    Scene *draft = app_draft(app);
    draft->seed++;
    assert_true(app_commit(app, 0));
    RacePoint seeded = now(0);
    assert_true(seeded.at[0] != before.at[0]);
    draft = app_draft(app);
    draft->batch = 64;
    assert_true(app_commit(app, 0));
    assert_true(now(0).at[0] != seeded.at[0]);
    uint64_t key = app->session.loss_key;
    select_rule("Adam");
    press(SDLK_RIGHT);
    assert_true(app->session.loss_key == key && app->moving_until_ms == 0);
    for (int i = 0; i < 20 && app->list; i++) { // down to the landscape's constants
        Slider sliders[SLIDERS_MAX];
        picture_sliders(scene(), sliders);
        if (sliders[app->slider].kind == SLIDER_CONSTANT)
            break;
        press(SDLK_DOWN);
    }
    double value = scene()->constants[0].value;
    press(SDLK_RIGHT);
    assert_true(scene()->constants[0].value != value && app->session.loss_key > key);
    assert_true(app->moving_until_ms != 0); // another surface: a draft until it rests
}

static void test_history_is_bounded(void **state)
{
    (void)state;
    fresh(NULL);
    for (int i = 0; i < HISTORY_MAX + 10; i++) {
        app_draft(app)->seed = (uint64_t)i + 1000;
        assert_true(app_commit(app, 0));
    }
    assert_int_equal(app->history.n, HISTORY_MAX);
    for (int i = 0; i < HISTORY_MAX + 10; i++)
        app_undo(app, 1);
    assert_int_equal(scene()->seed, 1009);
    for (int i = 0; i < HISTORY_MAX + 10; i++)
        app_undo(app, -1);
    assert_int_equal(scene()->seed, 1000 + HISTORY_MAX + 9);
}

static void test_the_race_is_played_and_stepped(void **state)
{
    (void)state;
    fresh(NULL);
    press('.');
    assert_true(app->step == 101);
    press(',');
    press(',');
    assert_true(app->step == 99);
    press(SDLK_HOME);
    press(',');
    assert_true(app->step == 0);
    press(SDLK_END);
    press('.');
    assert_true(app->step == scene()->steps && race_done(app->session.race) == scene()->steps);
    press(SDLK_SPACE);
    assert_true(app->playing && app->step < scene()->steps);
    SDL_Delay(30);
    frame();
    assert_true(app->step > 0);
    press(SDLK_SPACE);
    assert_false(app->playing);
    assert_true(app->step == floor(app->step));
    double speed = scene()->speed;
    press(']');
    assert_true(scene()->speed > speed);
    press('[');
    assert_true(scene()->speed == speed);
    press('r');
    assert_true(app->playing && app->step < 1 + speed / 10);
}

static void test_racers_are_chosen_and_hidden(void **state)
{
    (void)state;
    fresh(NULL);
    int n = scene()->n_racers;
    assert_true(n >= 2);
    press(SDLK_TAB);
    assert_int_equal(scene()->view.selected, 1);
    key_event(SDLK_TAB, KMOD_LSHIFT, false);
    key_event(SDLK_TAB, KMOD_LSHIFT, false);
    assert_int_equal(scene()->view.selected, n - 1);
    press('2');
    assert_int_equal(scene()->view.hidden, 2);
    press('2');
    press('9');
    assert_int_equal(scene()->view.hidden, n >= 9 ? 256 : 0);
}

// The views that V goes through, as bits, each drawn; it has to come back to where it began.
static unsigned views_of(const char *landscape, int *n)
{
    fresh(landscape);
    if (loss_dimension(app->session.loss) == 1)
        scene()->view.kind = VIEW_CURVE;
    ViewKind kind = scene()->view.kind;
    unsigned seen = 0;
    *n = 0;
    do {
        press('v');
        seen |= 1u << scene()->view.kind;
        assert_true(app->list->n_hits > 0 && !app->list->failed);
        (*n)++;
    } while (scene()->view.kind != kind && *n < 10);
    press('v');
    key_event('v', KMOD_LSHIFT, false);
    assert_int_equal(scene()->view.kind, kind);
    return seen;
}

static void test_views_and_themes_go_round(void **state)
{
    (void)state;
    int n;
    assert_int_equal(views_of("double_well", &n), 1 << VIEW_CURVE | 1 << VIEW_SIDE);
    assert_int_equal(n, 2);
    press('l');
    while (loss_dimension(app->session.loss) == 1)
        press('l');
    assert_int_equal(scene()->view.kind, VIEW_SURFACE);
    assert_int_equal(views_of("rosenbrock", &n), 1 << VIEW_SURFACE | 1 << VIEW_MAP | 1 << VIEW_BOTH | 1 << VIEW_SIDE);
    assert_int_equal(n, 4);
    char name[24];
    snprintf(name, sizeof name, "%s", scene()->view.theme);
    press('t');
    assert_string_not_equal(scene()->view.theme, name);
    for (int i = 1; i < theme_count(); i++)
        press('t');
    assert_string_equal(scene()->view.theme, name);
    const char *usual = app->list->panels[0].ramp;
    for (int i = 0; i < colormap_count(); i++) {
        press('a');
        assert_non_null(strstr(app->message, app->list->panels[0].ramp));
        assert_true(i == colormap_count() - 1 || strcmp(app->list->panels[0].ramp, usual) != 0);
    }
    assert_string_equal(scene()->view.ramp, ""); // the theme's own again
}

static void test_every_landscape_is_shown(void **state)
{
    (void)state;
    fresh(NULL);
    const Landscape *first = scene()->landscape;
    for (int i = 0; i < landscape_count(); i++) {
        press('l');
        assert_false(app->message_is_error);
        assert_non_null(strstr(app->message, scene()->landscape->title));
        assert_true(loss_dimension(app->session.loss) == landscape_dimension(scene()->landscape));
        assert_true(isfinite(race_point(app->session.race, 0, 0).loss));
        assert_false(app->list->failed);
    }
    assert_ptr_equal(scene()->landscape, first);
    key_event('l', KMOD_LSHIFT, false);
    key_event('z', KMOD_LCTRL, false);
    assert_ptr_equal(scene()->landscape, first);
}

static void test_help_opens_and_escape_leaves(void **state)
{
    (void)state;
    fresh(NULL);
    press(SDLK_F1);
    assert_true(app->help);
    press(SDLK_ESCAPE);
    assert_false(app->help || app->quit);
    key_event('/', KMOD_LSHIFT, false);
    assert_true(app->help && picture_help_pages(app->picture) > 0);
    int turns = 0;
    for (; app->help && turns < 10; turns++) {
        assert_int_equal(app->help_page, turns);
        press(SDLK_F1);
    }
    assert_true(turns > 1 && !app->help && picture_help_pages(app->picture) == 0);
    press(SDLK_ESCAPE);
    assert_true(app->quit);
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
    SDL_Delay(160);
    frame();
    frame();
    assert_true(app->moving_until_ms == 0);
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

// Linked, one camera serves all panels; unlinked, the mouse moves the panel it is on and keys that of the selected racer.
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
    assert_true(scene()->view.own[2].azimuth_deg < home.azimuth_deg);
    assert_true(scene()->view.own[2].window[1] - scene()->view.own[2].window[0] < home.window[1] - home.window[0]);
    assert_memory_equal(&scene()->view.own[0], &home, sizeof home);
    assert_true(picture_camera(app->picture, 0)->eye[0] == eye && picture_camera(app->picture, 2)->eye[0] != eye);
    press(SDLK_TAB);
    key_event(SDLK_UP, KMOD_ALT, false);
    assert_true(scene()->view.own[1].elevation_deg == home.elevation_deg + 5);
    click(x, y, 1);
    click(x, y, 2);
    assert_memory_equal(&scene()->view.own[2], &home, sizeof home);
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
        assert_int_equal(app->history.n, 1);
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
    assert_int_equal(scene()->view.hidden, 2);
}

static void test_a_screenshot_opens_again(void **state)
{
    (void)state;
    fresh(NULL);
    char folder[] = "/tmp/ravine-test-XXXXXX", home[4096];
    assert_true(mkdtemp(folder) && getcwd(home, sizeof home) && !chdir(folder));
    press(SDLK_RIGHT);
    press('s');
    char said[ERROR_TEXT_MAX];
    snprintf(said, sizeof said, "%s", app->message);
    press('s');
    Scene read = {0};
    Error error = {""};
    bool ok = scene_read(&read, "ravine-001.png", &error), second = !access("ravine-002.png", R_OK);
    unlink("ravine-001.png");
    unlink("ravine-002.png");
    assert_true(!chdir(home) && !rmdir(folder));
    if (!ok)
        fail_msg("%s", error.text);
    assert_string_equal(said, "wrote ravine-001.png");
    assert_true(second);
    assert_int_equal(read.step, 100);
    assert_true(racer_equal(&read.racers[0], &scene()->racers[0]));
    scene_clear(&read);
}

static void test_nothing_is_drawn_when_nothing_changed(void **state)
{
    (void)state;
    fresh(NULL);
    for (int i = 0; i < 3; i++)
        frame();
    const DrawList *list = app->list;
    assert_false(app->dirty);
    app->list = NULL; // set again by each drawing
    frame();
    assert_null(app->list);
    app->list = list;
    press(SDLK_RIGHT);
    assert_non_null(app->list);
    assert_false(app->dirty);
}

static bool says(const char *text)
{
    for (int i = 0; i < app->list->n_texts; i++)
        if (strstr(app->list->texts[i].text, text))
            return true;
    return false;
}

static float widest_stroke(void)
{
    float widest = 0;
    for (int i = 0; i < app->list->n_strokes; i++)
        widest = fmaxf(widest, app->list->strokes[i].width);
    return widest;
}

static void test_views_glide_while_the_scene_is_there(void **state)
{
    (void)state;
    fresh(NULL);
    app->motion.reduced = false;
    double azimuth = scene()->view.camera.azimuth_deg;
    float before = picture_camera(app->picture, 0)->eye[0];
    key_event(SDLK_RIGHT, KMOD_LALT, false);
    assert_true(scene()->view.camera.azimuth_deg == azimuth + 5);
    float between = picture_camera(app->picture, 0)->eye[0];
    assert_true(app->list->panels[0].draft);
    for (int i = 0; i < 40 && motion_runs(&app->motion); i++) {
        SDL_Delay(10);
        frame();
    }
    float after = picture_camera(app->picture, 0)->eye[0];
    assert_true((before - between) * (between - after) > 0);
    assert_false(motion_runs(&app->motion) || app->dirty || app->list->panels[0].draft);
    press('v');
    assert_true(motion_runs(&app->motion));
    press(SDLK_RIGHT); // a slider does not wait for it
    assert_true(now(0).lr == scene()->racers[0].hyper[0]);
    app->motion.reduced = true;
    press(SDLK_F4);
    assert_false(app->motion.reduced);
}

// Ball and trail's end at a step, whole or not, in points: on the straight way between the rows.
static void expect_between(double step)
{
    app_seek(app, step);
    frame();
    RacePoint a = race_point(app->session.race, 0, (int)step), b = race_point(app->session.race, 0, (int)step + 1);
    double part = step - floor(step), x = a.at[0] + part * (b.at[0] - a.at[0]),
           y = a.at[1] + part * (b.at[1] - a.at[1]);
    DrawPoint there = camera_project(picture_camera(app->picture, 0), x, y, 0);
    const DrawBall *ball = &app->list->balls[0];
    assert_true(hypotf(ball->x - there.x, ball->y - there.y) < 0.1f);
    const DrawStroke *trail = NULL;
    for (int i = 0; i < app->list->n_strokes; i++)
        if (app->list->strokes[i].panel == 0 && app->list->strokes[i].casing > 0 &&
            app->list->strokes[i].color.b < 0.9f) // signs of minima are white
            trail = &app->list->strokes[i];
    assert_non_null(trail);
    DrawPoint end = app->list->points[trail->first + trail->count - 1];
    assert_true(hypotf(end.x - there.x, end.y - there.y) < 0.6f);
}

static void test_the_racers_stand_between_steps_and_on_them(void **state)
{
    (void)state;
    fresh("himmelblau");
    app_draft(app)->n_racers = 1;
    app->draft.view.kind = VIEW_MAP;
    assert_true(app_commit(app, 0));
    expect_between(3.5);
    expect_between(3.75);
    expect_between(4);
    expect_between(5);
}

static void test_everything_scales(void **state)
{
    (void)state;
    fresh(NULL);
    float width = app->list->width;
    key_event('=', KMOD_LCTRL | KMOD_LSHIFT, false);
    key_event('+', KMOD_LCTRL, false);
    assert_true(app->zoom == 1.25 && fabsf(app->list->width - width / 1.25f) < 0.01f);
    assert_true(fabsf(app->list->scale - 1.25f) < 1e-6f);
    Rect card = hit_rect(HIT_RACER, 1);
    click((card.x + card.w / 2) * 1.25f, (card.y + 8) * 1.25f, 1);
    assert_int_equal(scene()->view.selected, 1);
    for (int i = 0; i < 20; i++)
        key_event('=', KMOD_LCTRL, false);
    assert_false(app->list->failed);
    for (int i = 0; i < 40; i++)
        key_event('-', KMOD_LCTRL, false);
    assert_true(app->zoom == 0.5 && !app->list->failed);
    key_event('0', KMOD_LCTRL, false);
    assert_true(app->list->width == width);
}

static void test_a_projector_is_larger_and_shows_the_keys(void **state)
{
    (void)state;
    fresh(NULL);
    float width = app->list->width, line = widest_stroke();
    press(']');
    assert_false(says("slower, faster"));
    press('p');
    assert_true(app->list->width < 0.8f * width && widest_stroke() > 1.3f * line);
    key_event(SDLK_RIGHT, KMOD_LSHIFT, false);
    assert_true(says("Shift+→") && says("turn it finely"));
    press(']');
    assert_true(says("faster") && !says("slower"));
    press('[');
    assert_true(says("slower") && !says("faster"));
    key_event(SDLK_TAB, KMOD_LSHIFT, false);
    assert_true(says("previous racer") && !says("next racer"));
    app->echo_until_ms = 1; // as if time had passed
    frame();
    assert_false(says("previous racer"));
    press('p');
    assert_true(app->list->width == width && !says("projector:"));
}

static void test_frames_are_timed(void **state)
{
    (void)state;
    fresh(NULL);
    assert_false(says("panels drawn"));
    press(SDLK_F3);
    press(SDLK_RIGHT);
    press('.');
    assert_true(says("replay") && says("swap") && says(" ms") && says("panels drawn"));
    assert_true(timing_median(&app->timing, PHASE_PICTURE) > 0 && timing_median(&app->timing, PHASE_DRAW) > 0);
    press(SDLK_F3);
    assert_false(says("panels drawn"));
}

static void test_the_race_waits_while_nobody_sees_it(void **state)
{
    (void)state;
    fresh(NULL);
    press(SDLK_SPACE);
    SDL_HideWindow(app->window);
    frame();
    double step = app->step;
    app->list = NULL; // set again by each drawing
    SDL_Delay(30);
    frame();
    assert_true(app->step == step && app->playing);
    assert_null(app->list);
    SDL_ShowWindow(app->window);
    frame();
    SDL_Delay(30);
    frame();
    assert_non_null(app->list);
    assert_true(app->step > step);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_whole_and_keys_are_unique),
        cmocka_unit_test(test_keys_work_on_other_layouts),
        cmocka_unit_test(test_turning_a_slider_replays_the_race),
        cmocka_unit_test(test_sliders_glide_and_stop_at_their_ends),
        cmocka_unit_test(test_every_slider_turns),
        cmocka_unit_test(test_a_number_is_typed),
        cmocka_unit_test(test_nonsense_loses_nothing),
        cmocka_unit_test(test_what_torch_refuses_is_said),
        cmocka_unit_test(test_undo_and_redo),
        cmocka_unit_test(test_the_loss_follows_the_scene),
        cmocka_unit_test(test_history_is_bounded),
        cmocka_unit_test(test_the_race_is_played_and_stepped),
        cmocka_unit_test(test_racers_are_chosen_and_hidden),
        cmocka_unit_test(test_views_and_themes_go_round),
        cmocka_unit_test(test_every_landscape_is_shown),
        cmocka_unit_test(test_help_opens_and_escape_leaves),
        cmocka_unit_test(test_dragging_orbits_and_double_click_resets),
        cmocka_unit_test(test_the_wheel_zooms_at_the_pointer),
        cmocka_unit_test(test_nothing_is_lost),
        cmocka_unit_test(test_a_curve_is_zoomed_and_moved),
        cmocka_unit_test(test_right_drag_moves_the_window),
        cmocka_unit_test(test_cameras_are_linked_or_not),
        cmocka_unit_test(test_a_click_moves_the_start),
        cmocka_unit_test(test_sliders_and_charts_answer_the_mouse),
        cmocka_unit_test(test_a_screenshot_opens_again),
        cmocka_unit_test(test_nothing_is_drawn_when_nothing_changed),
        cmocka_unit_test(test_views_glide_while_the_scene_is_there),
        cmocka_unit_test(test_the_racers_stand_between_steps_and_on_them),
        cmocka_unit_test(test_everything_scales),
        cmocka_unit_test(test_a_projector_is_larger_and_shows_the_keys),
        cmocka_unit_test(test_frames_are_timed),
        cmocka_unit_test(test_the_race_waits_while_nobody_sees_it),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
