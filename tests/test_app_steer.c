// Steered from the window: what is turned acts from the shown step on, one gesture leaves one ghost.
#include "seat.h"

#include "engine/race/race.h"
#include "scene/spec.h"
#include "scene/steer.h"

#include <math.h>
#include <string.h>

static const Changes *changes(void)
{
    return &scene_entry(scene(), scene()->view.selected)->changes;
}

static int ghosts(void)
{
    int n = 0;
    for (int i = 0; i < scene()->n_racers; i++)
        n += scene_entry(scene(), i)->ghost;
    return n;
}

// What is pressed next is, or is not, of the gesture at hand: how long a press takes, a busy machine decides.
static void go_on(void)
{
    app->edit_until_ms = UINT64_MAX;
}

static void rest(void)
{
    app->edit_until_ms = 0;
}

// Two racers, paused at step 40 of 200, steering.
static void begin(void)
{
    Error error;
    fresh(NULL);
    Scene *draft = app_draft(app);
    assert_true(scene_set_landscape(draft, "quadratic", &error));
    scene_keep_racers(draft, 0);
    assert_true(scene_add_racer(draft, "SGD(lr=0.01)", &error) && scene_add_racer(draft, "Adam(lr=0.1)", &error));
    draft->view.selected = 0;
    draft->steps = 200;
    assert_true(app_commit(app));
    app->slider = 0;
    app->playing = app->steers = false;
    app_seek(app, 40);
    rest();
    press('z');
    assert_true(app->steers);
}

static void test_a_gesture_is_a_change_and_a_ghost(void **state)
{
    (void)state;
    begin();
    press(SDLK_RIGHT);
    go_on();
    press(SDLK_RIGHT);
    go_on();
    press(SDLK_RIGHT);
    assert_true(changes()->n == 1 && ghosts() == 1);
    assert_true(changes()->change[0].step == 40 && changes()->change[0].value > 0.01);
    assert_true(scene_racer(scene(), 0)->hyper[0] == 0.01 && scene_entry(scene(), 2)->changes.n == 0);
    assert_true(race_point(app->session.race, 0, 39).lr == 0.01);
    assert_true(race_point(app->session.race, 0, 40).lr == changes()->change[0].value);
    rest();
    press(SDLK_RIGHT);
    assert_true(changes()->n == 1 && ghosts() == 2);
    app_undo(app, 1);
    app_undo(app, 1);
    assert_true(changes()->n == 0 && ghosts() == 0);
    app_undo(app, -1);
    assert_true(changes()->n == 1 && ghosts() == 1);
}

static void test_only_racers_are_steered(void **state)
{
    (void)state;
    begin();
    Knob constant = {.kind = KNOB_CONSTANT};
    assert_true(app_set(app, constant, 9));
    assert_true(scene()->constants[0].value == 9 && ghosts() == 0 && changes()->n == 0);
}

static void test_at_the_start_there_is_nothing_to_steer_from(void **state)
{
    (void)state;
    begin();
    app_seek(app, 0);
    press(SDLK_RIGHT);
    assert_true(changes()->n == 0 && ghosts() == 0 && scene_racer(scene(), 0)->hyper[0] > 0.01);
}

static void test_another_optimizer_from_here(void **state)
{
    (void)state;
    begin();
    press('o');
    go_on();
    press('o');
    assert_true(changes()->n == 1 && ghosts() == 1 && changes()->change[0].kind == CHANGE_OPTIMIZER);
    assert_true(strcmp(scene_racer(scene(), 0)->rule->name, "SGD") == 0);
    rest();
    app_seek(app, 60);
    press('c');
    assert_true(changes()->n == 2 && changes()->change[1].kind == CHANGE_SCHEDULE && ghosts() == 2);
    assert_true(changes()->whole[changes()->change[1].whole].schedule.n > 0);
}

// Its row in the card: arrows turn it, Backspace removes it, also while the race is replayed.
static void test_a_change_is_a_row(void **state)
{
    (void)state;
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    begin();
    press(SDLK_RIGHT);
    press('z');
    int n = knob_list_column(scene(), knobs, KNOBS_OF_COLUMN_MAX);
    for (int i = 0; i < n; i++)
        app->slider = knobs[i].kind == KNOB_CHANGE ? i : app->slider;
    assert_int_equal(knobs[app->slider].kind, KNOB_CHANGE);
    double value = changes()->change[0].value;
    rest();
    press(SDLK_RIGHT);
    assert_true(changes()->change[0].value > value && changes()->change[0].step == 40 && ghosts() == 2);
    rest();
    press(SDLK_BACKSPACE);
    assert_true(changes()->n == 0);
    frame();
}

static void test_ghosts_are_kept_and_cleared(void **state)
{
    (void)state;
    begin();
    key_event('z', KMOD_LSHIFT, false);
    key_event('z', KMOD_LSHIFT, false); // the same again
    assert_int_equal(ghosts(), 1);
    assert_true(scene_entry(scene(), 2)->has_color && scene()->view.selected == 0);
    key_event(SDLK_DELETE, KMOD_LCTRL, false);
    assert_true(ghosts() == 0 && scene()->n_racers == 2);
    app_undo(app, 1);
    assert_int_equal(ghosts(), 1);
}

static Rect hit_of(HitKind kind, int index)
{
    for (int i = 0; i < app->list->n_hits; i++)
        if (app->list->hits[i].kind == kind && app->list->hits[i].index == index)
            return app->list->hits[i].rect;
    fail_msg("there is nothing of kind %d to be hit", (int)kind);
    return (Rect){0};
}

// Its mark on the time axis: pressed it is chosen, dragged it moves, past others too, and that is one step of undo.
static void test_a_change_is_moved_along_the_time_axis(void **state)
{
    (void)state;
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    begin();
    press(SDLK_RIGHT);
    rest();
    app_seek(app, 80);
    press(SDLK_DOWN);
    press(SDLK_RIGHT);
    app_seek(app, 10);
    assert_true(changes()->n == 2 && ghosts() == 2);
    frame();
    Rect mark = hit_of(HIT_TICK, 0);
    float x = mark.x + mark.w / 2, y = mark.y + mark.h / 2, step = (hit_of(HIT_TICK, 1).x - mark.x) / 40;
    rest();
    mouse(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, x, y, 1);
    mouse(SDL_MOUSEMOTION, SDL_BUTTON_LEFT, x + 20 * step, y, 1);
    mouse(SDL_MOUSEMOTION, SDL_BUTTON_LEFT, x + 70 * step, y, 1);
    mouse(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, x + 70 * step, y, 1);
    assert_true(changes()->change[0].step == 80 && changes()->change[1].step == 110);
    assert_true(changes()->change[1].index == 0 && ghosts() == 3 && app->step == 10);
    knob_list_column(scene(), knobs, KNOBS_OF_COLUMN_MAX);
    assert_true(knobs[app->slider].kind == KNOB_CHANGE && knobs[app->slider].index == 1);
    app_undo(app, 1);
    assert_true(changes()->change[0].step == 40 && changes()->change[1].step == 80);
}

// As from a mark that was drawn before the scene became another.
static void test_marks_that_are_gone_are_not_held(void **state)
{
    (void)state;
    begin();
    press(SDLK_RIGHT);
    int n = changes()->n, slider = app->slider;
    for (int racer = 0; racer <= scene()->n_racers; racer++)
        for (int change = 0; change <= 1; change++)
            if (racer != scene()->view.selected || change >= n) {
                column_hold_change(app, racer, change);
                assert_int_equal(column_move_change(app, racer, change, 5), change);
            }
    assert_true(ghosts() == 1 && app->slider == slider && changes()->change[0].step == 40);
    assert_false(scene_entry(scene(), scene()->view.selected)->ghost);
}

static void test_time_goes_both_ways(void **state)
{
    (void)state;
    begin();
    key_event('.', KMOD_LSHIFT, false);
    assert_true(app->step == 50);
    key_event(',', KMOD_LSHIFT, false);
    assert_true(app->step == 40);
    scene()->speed = SCENE_SPEED_MAX;
    key_event(SDLK_SPACE, KMOD_LSHIFT, false);
    frames_until(!app->playing);
    assert_true(app->step == 0);
    key_event('r', KMOD_LSHIFT, false);
    press(SDLK_SPACE);
    app_seek(app, 199);
    scene()->speed = 10;
    frames_until(app->step < 100); // around the end
    assert_true(app->playing);
    press(SDLK_SPACE);
    key_event('r', KMOD_LSHIFT, false);
    assert_false(app->playing || app->loops);
}

static void test_many_ghosts_the_oldest_goes(void **state)
{
    (void)state;
    begin();
    for (int i = 0; i < 20; i++) {
        rest();
        press(i % 2 ? SDLK_LEFT : SDLK_RIGHT);
        app_seek(app, 41 + i);
    }
    assert_int_equal(scene()->n_racers, RACE_RACERS_MAX);
    assert_int_equal(ghosts(), RACE_RACERS_MAX - 2);
    frame();
}

// On a slide every slider may be in hand, also of a schedule that is there only from the shown step on.
static void test_a_steered_schedule_is_in_hand_on_a_slide(void **state)
{
    (void)state;
    fresh(NULL);
    press(SDLK_F5);
    assert_true(scene()->lesson && scene()->presented && !scene_racer(scene(), 0)->schedule.n);
    app_seek(app, 2);
    app->steers = true;
    Error error;
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    Scene steered = {0}, *draft = app_draft(app);
    Racer with;
    assert_true(spec_read("SGD(lr=0.1) | StepLR(step_size=5)", &with, &error));
    assert_true(steer_schedule(draft, 2, draft->view.selected, &with.schedule, &error) && app_commit(app));
    assert_true(steer_hand(&steered, scene(), 2));
    int n = knob_list_column(&steered, knobs, KNOBS_OF_COLUMN_MAX), schedules = 0;
    for (app->slider = 0; app->slider < n; app->slider++) {
        schedules += knobs[app->slider].kind == KNOB_SCHEDULE;
        app_changed(app);
        frame();
    }
    assert_true(schedules > 0);
    app->slider = 0;
    scene_clear(&steered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_gesture_is_a_change_and_a_ghost),
        cmocka_unit_test(test_only_racers_are_steered),
        cmocka_unit_test(test_at_the_start_there_is_nothing_to_steer_from),
        cmocka_unit_test(test_another_optimizer_from_here),
        cmocka_unit_test(test_a_change_is_a_row),
        cmocka_unit_test(test_ghosts_are_kept_and_cleared),
        cmocka_unit_test(test_a_change_is_moved_along_the_time_axis),
        cmocka_unit_test(test_marks_that_are_gone_are_not_held),
        cmocka_unit_test(test_time_goes_both_ways),
        cmocka_unit_test(test_many_ghosts_the_oldest_goes),
        cmocka_unit_test(test_a_steered_schedule_is_in_hand_on_a_slide),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
