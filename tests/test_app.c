// The window without a display: actions and keys, playing and waiting, help, screenshots, frames.
#include "app/keys.h"
#include "entries.h"
#include "picture/draw/colormap.h"
#include "seat.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static void test_rows_are_whole_and_keys_are_unique(void **state)
{
    (void)state;
    for (int i = 0; i < action_count(); i++) {
        const Action *action = action_at(i);
        assert_true(action->id[0] && action->title[0] && action->run);
        assert_true(action->forth[0].code || action->in_lesson[0].code);
        char key[64];
        action_key(action, 1, key, sizeof key);
        assert_true(key[0]);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(action->id, action_at(k)->id);
        for (int k = 0; k < ACTION_TRIGGERS_MAX && action->forth[k].code; k++) {
            int n = 0;
            assert_ptr_equal(action_of(action->forth[k], &n), action);
            assert_int_equal(n, 1);
        }
        for (int k = 0; k < ACTION_TRIGGERS_MAX && action->back[k].code; k++) {
            int n = 0;
            assert_ptr_equal(action_of(action->back[k], &n), action);
            assert_int_equal(n, -1);
        }
        for (int k = 0; k < ACTION_TRIGGERS_MAX && action->in_lesson[k].code; k++)
            assert_ptr_equal(action_of_lesson(action->in_lesson[k]), action);
    }
    for (int i = 0; i < action_rows(); i++)
        assert_true(action_row(i).keys[0] && action_row(i).title[0]);
}

// A predicate without words would be "not now".
static void test_what_is_not_enabled_says_why(void **state)
{
    (void)state;
    fresh("double_well");
    scene_keep_racers(app_draft(app), 0);
    assert_true(app_commit(app));
    int refused = 0;
    for (int i = 0; i < action_count(); i++) {
        const Action *action = action_at(i);
        const char *why = action_refusal(action, app);
        assert_true(!why == (!action->enabled || action->enabled(app)));
        refused += why != NULL;
        if (why)
            assert_string_not_equal(why, "not now");
    }
    assert_true(refused > 10);
}

static const Action *action_of_press(int key, int scancode, int mod, int *n)
{
    return keys_action(&(SDL_Keysym){.sym = key, .scancode = (SDL_Scancode)scancode, .mod = (uint16_t)mod}, n);
}

static void test_keys_work_on_other_layouts(void **state)
{
    (void)state;
    int n;
    assert_string_equal(action_of_press(0x434, SDL_SCANCODE_L, 0, &n)->id, "landscape"); // Cyrillic
    assert_string_equal(action_of_press('&', SDL_SCANCODE_1, 0, &n)->id, "show");        // AZERTY
    assert_int_equal(n, 1);
    assert_string_equal(action_of_press(0xfc, SDL_SCANCODE_LEFTBRACKET, 0, &n)->id, "speed"); // QWERTZ
    assert_int_equal(n, -1);
    assert_string_equal(action_of_press('z', SDL_SCANCODE_Y, KMOD_LCTRL | KMOD_NUM, &n)->id,
                        "undo"); // the letter counts
    assert_null(action_of_press('l', SDL_SCANCODE_L, KMOD_LALT, &n));
}

static const char *label(Trigger trigger)
{
    static char label[64];
    Text text = text_begin(label, sizeof label);
    trigger_add(&text, trigger);
    return label;
}

// Every key has a name, also those that no row uses yet.
static void test_keys_are_named(void **state)
{
    (void)state;
    assert_string_equal(label((Trigger){.code = 'k'}), "K");
    assert_string_equal(label((Trigger){.code = SDLK_PAGEUP}), "PageUp");
    assert_string_equal(label((Trigger){.code = SDLK_F5, .mod = KMOD_SHIFT}), "Shift+F5");
    assert_string_equal(label((Trigger){.code = SDLK_LEFT, .mod = KMOD_CTRL | KMOD_ALT}), "Ctrl+Alt+←");
    assert_string_equal(label((Trigger){.code = SDLK_RETURN}), "Enter");
    assert_string_equal(label((Trigger){.code = '['}), "[");
}

static void test_another_device_is_another_trigger(void **state)
{
    (void)state;
    int n;
    Trigger trigger = trigger_of_key(SDLK_SPACE, KMOD_CAPS);
    assert_string_equal(action_of(trigger, &n)->id, "play");
    trigger.device = TRIGGER_KEYBOARD + 1;
    assert_null(action_of(trigger, &n));
    assert_null(action_of((Trigger){0}, &n));
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
    frames_until(app->step > 0);
    press(SDLK_SPACE);
    assert_false(app->playing);
    assert_true(app->step == floor(app->step));
    double speed = scene()->speed;
    press(']');
    assert_true(scene()->speed == 100 && speed == 60);
    press('[');
    assert_true(scene()->speed == 50);
    press(']');
    press('[');
    assert_true(scene()->speed == 50);
    for (int i = 0; i < 6; i++)
        press('[');
    assert_true(scene()->speed == 0.5); // a step in 2 s
    scene()->speed = speed;
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
    assert_int_equal(hidden_racers(scene()), 2);
    press('2');
    press('9');
    assert_int_equal(hidden_racers(scene()), n >= 9 ? 256 : 0);
}

static void test_ghosts_are_passed_over(void **state)
{
    (void)state;
    fresh(NULL);
    int n = scene()->n_racers;
    scene_edit_entry(scene(), 1)->ghost = scene_edit_entry(scene(), n - 1)->ghost = true;
    press(SDLK_TAB);
    assert_int_equal(scene()->view.selected, 2);
    key_event(SDLK_TAB, KMOD_LSHIFT, false);
    assert_int_equal(scene()->view.selected, 0);
    key_event(SDLK_TAB, KMOD_LSHIFT, false);
    assert_int_equal(scene()->view.selected, n - 2);
    press(SDLK_TAB);
    assert_int_equal(scene()->view.selected, 0);
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
    assert_false(app->quit);
    key_event('q', KMOD_LCTRL, false);
    assert_true(app->quit);
}

// A message first; nothing that lies deeper is touched by the same press.
static void test_escape_closes_one_thing_at_a_time(void **state)
{
    (void)state;
    fresh(NULL);
    press(SDLK_F11);
    bool full = SDL_GetWindowFlags(app->window) & SDL_WINDOW_FULLSCREEN;
    app_say(app, false, "said");
    press(SDLK_ESCAPE);
    assert_true(!app->message_until_ms && full == (bool)(SDL_GetWindowFlags(app->window) & SDL_WINDOW_FULLSCREEN));
    press(SDLK_ESCAPE);
    assert_false(SDL_GetWindowFlags(app->window) & SDL_WINDOW_FULLSCREEN);
    SDL_SetWindowSize(app->window, 960, 600); // what the window had before, SDL's offscreen driver does not know
    press(SDLK_RETURN);
    press(SDLK_F1);
    assert_true(app->entry.owner && !app->help);
    press(SDLK_ESCAPE);
    assert_false(app->entry.owner || app->quit);
    for (int i = 0; i < 5; i++)
        press(SDLK_ESCAPE);
    assert_false(app->quit);
}

// Whatever lies over the picture.
static void test_ctrl_q_quits_from_everywhere(void **state)
{
    (void)state;
    static const int open[] = {SDLK_F1, SDLK_RETURN, 'b', SDLK_F3};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        fresh(NULL);
        press(open[i]);
        assert_false(app->quit);
        key_event('q', KMOD_LCTRL, false);
        assert_true(app->quit);
    }
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
    assert_true(racer_equal(scene_racer(&read, 0), scene_racer(scene(), 0)));
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
    frames_until(!motion_runs(&app->motion));
    float after = picture_camera(app->picture, 0)->eye[0];
    assert_true((before - between) * (between - after) > 0);
    assert_false(motion_runs(&app->motion) || app->dirty || app->list->panels[0].draft);
    press('v');
    assert_true(motion_runs(&app->motion));
    press(SDLK_RIGHT); // a slider does not wait for it
    assert_true(now(0).lr == scene_racer(scene(), 0)->hyper[0]);
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
        if (app->list->strokes[i].on_panel == 1 && app->list->strokes[i].casing > 0 &&
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
    scene_keep_racers(app_draft(app), 1);
    app->draft.view.kind = VIEW_MAP;
    assert_true(app_commit(app));
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
    assert_true(says("Shift+→") && says("turn the slider finely"));
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
    uint64_t hidden_ms = SDL_GetTicks64();
    frames_until(SDL_GetTicks64() > hidden_ms + 30);
    assert_true(app->step == step && app->playing);
    assert_null(app->list);
    SDL_ShowWindow(app->window);
    frames_until(app->step > step);
    assert_non_null(app->list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_whole_and_keys_are_unique),
        cmocka_unit_test(test_what_is_not_enabled_says_why),
        cmocka_unit_test(test_keys_work_on_other_layouts),
        cmocka_unit_test(test_keys_are_named),
        cmocka_unit_test(test_another_device_is_another_trigger),
        cmocka_unit_test(test_the_race_is_played_and_stepped),
        cmocka_unit_test(test_racers_are_chosen_and_hidden),
        cmocka_unit_test(test_ghosts_are_passed_over),
        cmocka_unit_test(test_views_and_themes_go_round),
        cmocka_unit_test(test_every_landscape_is_shown),
        cmocka_unit_test(test_help_opens_and_escape_leaves),
        cmocka_unit_test(test_escape_closes_one_thing_at_a_time),
        cmocka_unit_test(test_ctrl_q_quits_from_everywhere),
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
