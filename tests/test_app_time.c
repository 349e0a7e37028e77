// The axes of charts and time in the window: they are zoomed by wheel, keys and by their numbers, moved, reset, kept
// with the scene, and the race is known to its end while nothing else is to do.
#include "seat.h"

static int from(void)
{
    int span[2];
    picture_span(app->picture, span);
    return span[0];
}

static int to(void)
{
    int span[2];
    picture_span(app->picture, span);
    return span[1];
}

static void hold_and_drag(int button, float x, float y, float dx)
{
    mouse(SDL_MOUSEBUTTONDOWN, button, x, y, 1);
    mouse(SDL_MOUSEMOTION, button, x + dx / 2, y, 0);
    mouse(SDL_MOUSEMOTION, button, x + dx, y, 0);
    mouse(SDL_MOUSEBUTTONUP, button, x + dx, y, 1);
}

static void keys_zoom_about_the_shown_step(void **state)
{
    (void)state;
    fresh(NULL);
    frames_until(!app_runs_ahead(app));
    press(SDLK_HOME);
    for (int i = 0; i < 30; i++)
        key_event(']', KMOD_SHIFT, false);
    assert_true(from() == 0 && to() == VIEW_SPAN_LEAST);
    key_event('[', KMOD_SHIFT, false);
    assert_true(from() == 0 && to() > VIEW_SPAN_LEAST);
    for (int i = 0; i < 30; i++)
        key_event('[', KMOD_SHIFT, false);
    assert_true(from() == 0 && to() == scene()->steps && scene()->view.span[1] == RACE_STEPS_MAX);
    press('0');
    assert_int_equal(scene()->view.span[1], 0);
}

static void wheel_numbers_and_right_button_answer(void **state)
{
    (void)state;
    fresh(NULL);
    frames_until(!app_runs_ahead(app));
    Rect chart = hit_rect(HIT_CHART, 0), numbers = hit_rect(HIT_TIME, 0);
    double step = app->step;
    mouse(SDL_MOUSEWHEEL, 0, chart.x + 8, chart.y + chart.h / 2, 4);
    int length = to() - from();
    assert_true(from() <= 5 && length < 600 && app->step == step);
    hold_and_drag(SDL_BUTTON_LEFT, numbers.x + numbers.w / 4, numbers.y + numbers.h / 2, numbers.w / 4);
    assert_true(to() - from() < 0.6 * length && from() <= 5 && app->step == step);
    length = to() - from();
    hold_and_drag(SDL_BUTTON_RIGHT, chart.x + chart.w / 2, chart.y + chart.h / 2, -chart.w / 4);
    assert_true(from() > length / 8 && to() - from() == length && app->step == step);
    click(numbers.x + numbers.w / 2, numbers.y + numbers.h / 2, 2);
    assert_int_equal(scene()->view.span[1], 0);
}

static void the_axis_goes_on_page_by_page(void **state)
{
    (void)state;
    fresh(NULL);
    app_seek(app, 15);
    scene()->view.span[1] = 20;
    app_seek(app, 25);
    assert_true(scene()->view.span[0] == 20 && scene()->view.span[1] == 40);
    app_seek(app, 15);
    assert_true(scene()->view.span[0] == 0 && scene()->view.span[1] == 20);
    app_seek(app, scene()->steps);
    assert_true(scene()->view.span[1] == scene()->steps);
    scene()->view.span[0] = 0, scene()->view.span[1] = 20; // the first ones are looked at from the end
    app_seek(app, scene()->steps - 1);
    assert_true(scene()->view.span[0] == 0 && scene()->view.span[1] == 20);
}

static void log_and_linear_change_with_a_key_and_are_kept(void **state)
{
    (void)state;
    fresh(NULL);
    press('y');
    assert_int_equal(scene()->view.loss_scale, LOSS_SCALE_LINEAR);
    press('y');
    assert_int_equal(scene()->view.loss_scale, LOSS_SCALE_LOG);
    scene()->view.span[0] = 3, scene()->view.span[1] = 44;
    size_t size;
    Error error;
    char *text = scene_print(scene(), &size, &error);
    Scene read = {0};
    assert_non_null(text);
    assert_true(scene_parse(&read, text, size, "saved", &error));
    assert_int_equal(read.view.loss_scale, LOSS_SCALE_LOG);
    assert_true(read.view.span[0] == 3 && read.view.span[1] == 44);
    scene_clear(&read);
    free(text);
}

static void the_whole_race_is_known_soon(void **state)
{
    (void)state;
    fresh(NULL);
    frames_until(!app_runs_ahead(app));
    assert_int_equal(race_done(app->session.race), scene()->steps);
    assert_true(app->step == 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_zoom_about_the_shown_step),
        cmocka_unit_test(wheel_numbers_and_right_button_answer),
        cmocka_unit_test(the_axis_goes_on_page_by_page),
        cmocka_unit_test(log_and_linear_change_with_a_key_and_are_kept),
        cmocka_unit_test(the_whole_race_is_known_soon),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
