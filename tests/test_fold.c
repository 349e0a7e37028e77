// Show less: column, charts, all but the landscape; trails that grow pale or are short. The scene says so, and its
// pictures follow.
#include "seat.h"

#include <string.h>

static int count_hits(HitKind kind)
{
    int n = 0;
    for (int i = 0; i < app->list->n_hits; i++)
        n += app->list->hits[i].kind == kind;
    return n;
}

static Rect panel(void)
{
    return hit_rect(HIT_PANEL, 0);
}

static bool says(const char *words)
{
    for (int i = 0; i < app->list->n_texts; i++)
        if (strstr(app->list->texts[i].text, words))
            return true;
    return false;
}

static void column_and_charts_fold_away(void **state)
{
    (void)state;
    fresh(NULL);
    Rect before = panel();
    int charts = count_hits(HIT_CHART); // and the axis of time, which stays
    assert_true(count_hits(HIT_SLIDER) > 0 && charts > 1);
    press(SDLK_F6);
    assert_true(count_hits(HIT_RACER) == 0 && count_hits(HIT_CHART) > 0 && panel().w > before.w);
    assert_true(says("Adam(lr="));                             // the racers are named in a legend
    assert_true(count_hits(HIT_SLIDER) == 1 && says("lr = ")); // the one in hand is there
    press(SDLK_F7);
    assert_true(count_hits(HIT_CHART) <= 1 && panel().h > before.h);
    press(SDLK_RIGHT);
    press(SDLK_F6);
    press(SDLK_F7);
    assert_true(count_hits(HIT_SLIDER) > 0 && count_hits(HIT_CHART) > 0 && panel().w == before.w);
}

// As if time had passed.
static void echo_ends(void)
{
    app->echo_until_ms = 1;
    frame();
}

// On a projector the charts have no room: F7 brings them all the same, and takes them again; so does I the state table.
static void what_has_no_room_is_a_key_away(void **state)
{
    (void)state;
    fresh(NULL);
    press('p');
    echo_ends();
    assert_true(says("charts folded") && count_hits(HIT_CHART) <= 1 && panel().h > 0.4f * app->list->height);
    press(SDLK_F7);
    assert_true(!says("charts folded") && count_hits(HIT_CHART) > 1);
    press(SDLK_F7);
    echo_ends();
    assert_true(says("charts folded") && !(scene()->view.hide >> HIDE_CHARTS & 1));
    press('i');
    assert_true(says("state at step"));
    press('p');
    press('p');
    if (says("state table folded")) {
        press('i');
        assert_true(says("state at step"));
    }
    press('i');
    assert_false(says("state at step") || says("state table"));
    press('p');
}

static void the_surface_alone_fills_the_window(void **state)
{
    (void)state;
    static const ViewKind views[] = {VIEW_SURFACE, VIEW_MAP, VIEW_BOTH, VIEW_SIDE};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        fresh(NULL);
        scene()->view.kind = views[i];
        press(SDLK_F8);
        assert_true(app->message_until_ms && says("F8"));
        press(SDLK_ESCAPE); // the message
        assert_int_equal(count_hits(HIT_PANEL) + count_hits(HIT_START), app->list->n_hits);
        assert_false(says("Rosenbrock") || says("step") || says("Space"));
        if (views[i] == VIEW_SURFACE)
            assert_true(panel().w > 0.9f * app->list->width && panel().h > 0.9f * app->list->height);
        press(SDLK_ESCAPE);
        assert_true(says("Rosenbrock") && !app->quit);
        press(SDLK_F6);
        press(SDLK_F8);
        press(SDLK_F8);
        assert_true(count_hits(HIT_RACER) == 0 && count_hits(HIT_CHART) > 0); // as it was
    }
}

// Of the lines alone: a bead has two points.
static int trail_points(float *faintest)
{
    int n = 0;
    *faintest = 1;
    for (int i = 0; i < app->list->n_strokes; i++) {
        const DrawStroke *stroke = &app->list->strokes[i];
        if (!stroke->line || !stroke->on_panel || stroke->count <= 2)
            continue;
        n += stroke->count;
        *faintest = stroke->fade_color.a < *faintest ? stroke->fade_color.a : *faintest;
    }
    return n;
}

static void trails_fade_or_are_short(void **state)
{
    (void)state;
    fresh("quadratic"); // nobody goes over the own trail, which would be pale there
    app_seek(app, scene()->steps);
    frame();
    float faint;
    int whole = trail_points(&faint);
    assert_true(whole > 0 && faint == 1);
    key_event('h', KMOD_LSHIFT, false);
    assert_true(trail_points(&faint) >= whole && faint > 0 && faint < 0.3f);
    key_event('h', KMOD_LSHIFT, false);
    assert_true(trail_points(&faint) < whole && faint == 1);
    key_event('h', KMOD_LSHIFT, false);
    assert_true(trail_points(&faint) == whole && faint == 1);
    app_seek(app, 3); // fewer than there would be
    key_event('h', KMOD_LSHIFT, false);
    key_event('h', KMOD_LSHIFT, false);
    assert_true(trail_points(&faint) > 0);
}

static void a_scene_says_so(void **state)
{
    (void)state;
    static const int keys[] = {SDLK_F6, SDLK_F7, SDLK_F8};
    fresh(NULL);
    for (int i = 0; i < 3; i++) {
        press(keys[i]);
        key_event('h', KMOD_LSHIFT, false);
        size_t size;
        Error error = {""};
        Scene read = {0};
        char *text = scene_print(scene(), &size, &error);
        if (!scene_parse(&read, text, size, "kept", &error))
            fail_msg("%s", error.text);
        assert_true(read.view.hide == scene()->view.hide && read.view.show == scene()->view.show);
        assert_non_null(strstr(text, "hide: [column"));
        scene_clear(&read);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(column_and_charts_fold_away),
        cmocka_unit_test(what_has_no_room_is_a_key_away),
        cmocka_unit_test(the_surface_alone_fills_the_window),
        cmocka_unit_test(trails_fade_or_are_short),
        cmocka_unit_test(a_scene_says_so),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
