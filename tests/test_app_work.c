// Long work in the window: it is cut by a clock into frames, says how far it is, is given up by Esc and by edits, and
// ends where it would have ended at once.
#include "seat.h"

#include "app/work.h"

#include <unistd.h>

enum { ROWS = 20000, CSV_BYTES = 48 * ROWS };

// Each look at this clock takes a millisecond.
static double ticking_ms;

static double tick(void *nothing)
{
    (void)nothing;
    return ++ticking_ms;
}

static Dataset *many_rows(void)
{
    static char csv[CSV_BYTES];
    Error error;
    int size = snprintf(csv, sizeof csv, "u,t\n");
    for (int i = 0; i < ROWS; i++)
        size += snprintf(csv + size, sizeof csv - (size_t)size, "%.6f,%.6f\n", (i % 97) / 97.0, (i % 89) / 30.0);
    Dataset *data = dataset_parse(csv, (size_t)size, "rows.csv", &error);
    assert_non_null(data);
    return data;
}

// A mean over 20 000 rows, at step 100 of two racers; the clock ticks.
static void heavy(int steps)
{
    fresh(NULL);
    Error error = {""};
    Scene *scene = app_draft(app);
    dataset_release(scene->data);
    scene->data = many_rows();
    if (!scene_set_landscape(scene, "(w*u + b - t)^2", &error))
        fail_msg("%s", error.text);
    while (scene->n_racers > 2)
        scene_remove_racer(scene, 2);
    scene_suit_racers(scene);
    scene->steps = steps;
    assert_true(app_commit(app));
    app_seek(app, steps / 2);
    frame();
    app->clock.now_ms = tick;
}

static void at_rest(void)
{
    app->clock.now_ms = stand_still;
    frame();
    frame();
}

// A frame keeps its budget: each slice looks at the clock once. Who finds that there is no time left has looked, too.
static void short_frame(void)
{
    double before_ms = ticking_ms;
    frame();
    assert_true(ticking_ms - before_ms <= 2 * WORK_BUDGET_MS);
}

static bool says(const char *text)
{
    for (int i = 0; i < app->list->n_texts; i++)
        if (strstr(app->list->texts[i].text, text))
            return true;
    return false;
}

static bool searches(void)
{
    double part;
    return study_searches(app->session.study, &part);
}

static void test_a_search_takes_frames(void **state)
{
    (void)state;
    heavy(20);
    double before = scene_racer(scene(), 0)->hyper[0];
    int frames = 0;
    press('b');
    for (; searches(); frames++) {
        assert_true(scene_racer(scene(), 0)->hyper[0] == before);
        assert_true(work_waits(app) && says("finding the best lr: "));
        short_frame();
    }
    assert_true(frames > 10);
    assert_true(strstr(app->message, "best lr after 10 steps: ") == app->message);
    const double found = scene_racer(scene(), 0)->hyper[0];
    LrSearch kept[2] = {app->search[0], app->search[1]};
    at_rest();
    app_undo(app, 1);
    press('b'); // all at once
    assert_true(scene_racer(scene(), 0)->hyper[0] == found);
    assert_memory_equal(kept, app->search, sizeof kept);
    press(SDLK_ESCAPE);
}

static void test_escape_gives_it_up(void **state)
{
    (void)state;
    heavy(20);
    Scene kept = {0};
    scene_copy(&kept, scene());
    press('b');
    short_frame();
    assert_true(searches());
    press(SDLK_ESCAPE);
    assert_false(searches() || app->quit || says("finding the best lr"));
    assert_true(racer_equal(scene_racer(scene(), 0), scene_racer(&kept, 0)));
    assert_int_equal(app->search_racers, 0);
    press('b');
    Scene *draft = app_draft(app);
    draft->steps++; // so does any edit
    assert_true(searches() && app_commit(app) && !searches());
    scene_clear(&kept);
    at_rest();
}

static void assert_fresh_race(int last)
{
    Session other = {0};
    Error error;
    assert_true(session_take(&other, scene(), last, &error));
    for (int i = 0; i < scene()->n_racers; i++)
        for (int k = 0; k <= last; k++) {
            RacePoint a = race_point(app->session.race, i, k), b = race_point(other.race, i, k);
            assert_true(a.loss == b.loss && a.at[0] == b.at[0] && a.at[1] == b.at[1]);
        }
    session_close(&other);
}

static void test_a_replay_takes_frames(void **state)
{
    (void)state;
    heavy(200);
    Scene *draft = app_draft(app);
    assert_true(scene_edit_lr(draft, 0, 0.75 * scene_racer(scene(), 0)->hyper[0]));
    assert_true(app_commit(app));
    int frames = 0, done = -1;
    for (; app_replays(app); frames++) {
        assert_true(app->step == 100 && app_shown_step(app) < 100); // what is shown is of the new race
        short_frame();
        assert_true(race_done(app->session.race) > done);
        done = race_done(app->session.race);
        assert_true(!app_replays(app) || done > 98 || says("replaying: step "));
    }
    assert_true(frames > 5);
    assert_true(app_shown_step(app) == 100);
    assert_fresh_race(101);
    short_frame();
    assert_false(says("replaying"));
    at_rest();
}

// Esc ends it where it is: the race stands there, and goes on from there as ever.
static void test_escape_ends_a_replay(void **state)
{
    (void)state;
    heavy(200);
    Scene *draft = app_draft(app);
    assert_true(scene_edit_lr(draft, 0, 0.75 * scene_racer(scene(), 0)->hyper[0]));
    assert_true(app_commit(app));
    app->playing = true;
    short_frame();
    assert_true(app_shown_step(app) < 98 && says("Esc stops"));
    press(SDLK_ESCAPE);
    int stopped = (int)app->step;
    assert_true(stopped < 98 && !app->quit && !app->playing);
    for (int i = 0; app_replays(app) && i < 100; i++)
        short_frame();
    assert_true(!app_replays(app) && app->step == stopped && app_shown_step(app) == stopped);
    short_frame();
    assert_false(says("replaying"));
    assert_fresh_race(stopped);
    app_seek(app, 100);
    while (app_replays(app))
        short_frame();
    assert_fresh_race(101);
    at_rest();
}

// A picture is of the step that was asked for, and nobody waits for it before a window that stands still.
static void test_a_picture_waits_for_the_replay(void **state)
{
    (void)state;
    char folder[] = "/tmp/ravine-work.XXXXXX", home[4096];
    assert_true(mkdtemp(folder) && getcwd(home, sizeof home) && !chdir(folder));
    heavy(200);
    for (int escapes = 1; escapes >= 0; escapes--) {
        assert_true(scene_edit_lr(app_draft(app), 0, 0.75 * scene_racer(scene(), 0)->hyper[0]));
        assert_true(app_commit(app));
        press('s');
        assert_true(app_replays(app) && access("ravine-001.png", R_OK));
        short_frame();
        assert_true(says(", then a picture; Esc stops"));
        if (escapes)
            press(SDLK_ESCAPE);
        app->clock.now_ms = stand_still;
        app_seek(app, 100);
        for (int i = 0; i < 3; i++)
            frame();
        assert_int_equal(access("ravine-001.png", R_OK), escapes ? -1 : 0);
        app->clock.now_ms = tick;
    }
    Scene read = {0};
    assert_true(scene_read(&read, "ravine-001.png", NULL) && read.step == 100);
    scene_clear(&read);
    unlink("ravine-001.png");
    assert_true(!chdir(home) && !rmdir(folder));
    at_rest();
}

// Much memory is said before it is taken, once.
static void test_memory_is_said(void **state)
{
    (void)state;
    fresh(NULL);
    app_draft(app)->steps = RACE_STEPS_MAX;
    while (app->draft.n_racers < RACE_RACERS_MAX)
        assert_true(scene_insert_racer(&app->draft, 0, app->draft.entry[0]));
    assert_true(app_commit(app));
    frame();
    assert_true(says("16 racers over 1000000 steps: takes up to 0.6 GB of memory"));
    press(SDLK_ESCAPE);
    assert_true(scene_edit_lr(app_draft(app), 0, 0.0123) && app_commit(app));
    frame();
    assert_false(says("of memory"));
}

// Racers wait where their rows end; then they go on.
static void test_playing_waits_for_a_replay(void **state)
{
    (void)state;
    heavy(200);
    Scene *draft = app_draft(app);
    assert_true(scene_edit_lr(draft, 1, 0.75 * scene_racer(scene(), 1)->hyper[0]));
    assert_true(app_commit(app));
    app->playing = true;
    while (app_replays(app)) {
        assert_true(app->step == 100 && app->playing);
        short_frame();
    }
    for (int i = 0; i < 1000 && app->step == 100; i++)
        short_frame();
    assert_true(app->step > 100);
    app->playing = false;
    at_rest();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_search_takes_frames),          cmocka_unit_test(test_escape_gives_it_up),
        cmocka_unit_test(test_a_replay_takes_frames),          cmocka_unit_test(test_escape_ends_a_replay),
        cmocka_unit_test(test_a_picture_waits_for_the_replay), cmocka_unit_test(test_memory_is_said),
        cmocka_unit_test(test_playing_waits_for_a_replay),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
