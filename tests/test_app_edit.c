// Editing in the window: sliders and typed numbers, undo and redo, racers, views and themes.
#include "app/drop.h"
#include "base/file.h"
#include "scene/spec.h"
#include "seat.h"

#include <limits.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

// A little less than a gesture and a draft last.
enum { TRIES = 20, GESTURE_MS = 900, DRAFT_MS = 140 };

static void select_rule(const char *name)
{
    for (int i = 0; i < scene()->n_racers && strcmp(selected()->rule->name, name); i++)
        press(SDLK_TAB);
    assert_string_equal(selected()->rule->name, name);
}

static void test_turning_a_slider_replays_the_race(void **state)
{
    (void)state;
    fresh(NULL);
    select_rule("Adam");
    int racer = scene()->view.selected, other = racer ? 0 : 1;
    double lr = 0.02; // from which a press forth and one back are none
    assert_true(app_set(app, (Knob){.kind = KNOB_HYPER, .racer = racer}, lr));
    double before = now(racer).at[0], beside[2];
    memcpy(beside, now(other).at, sizeof beside);
    press(SDLK_RIGHT);
    assert_true(selected()->hyper[0] > lr);
    assert_true(now(racer).at[0] != before);
    assert_true(now(racer).lr == selected()->hyper[0]);
    assert_memory_equal(now(other).at, beside, sizeof beside);
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

// Every slider of every rule: each turn changes it, or it stands at its end, or torch refuses the value; torch's
// default comes back.
static void test_every_slider_turns(void **state)
{
    (void)state;
    fresh("rosenbrock");
    Scene *draft = app_draft(app);
    Error error;
    scene_keep_racers(draft, 0);
    for (int i = 0; i < optimizer_count() && i < RACE_RACERS_MAX; i++) {
        char spec[64];
        snprintf(spec, sizeof spec, "%s(lr=0.01)", optimizer_at(i)->name);
        scene_add_racer(draft, spec, &error);
    }
    assert_true(app_commit(app));
    for (int racer = 0; racer < scene()->n_racers; racer++) {
        column_select(app, racer);
        Knob knobs[KNOBS_OF_COLUMN_MAX];
        int n = knob_list_column(scene(), knobs, KNOBS_OF_COLUMN_MAX);
        assert_true(n > 0);
        for (int i = 0; i < n; i++) {
            KnobRow row = knob_row(scene(), knobs[i]);
            double before = knob_get(scene(), knobs[i]);
            column_hold(app, i);
            column_turn(app, 1, KNOB_USUAL);
            bool boolean = row.argument.kind == ARGUMENT_BOOLEAN;
            bool goes_round = boolean || row.argument.kind == ARGUMENT_CHOICE;
            if (!goes_round)
                column_turn(app, 1, KNOB_USUAL);
            bool refused = app->message_until_ms && app->message_is_error;
            double turned = knob_get(scene(), knobs[i]);
            bool changed = turned != before && !isnan(turned);
            bool at_end = !boolean && before >= row.argument.high;
            if (changed == (refused || at_end))
                fail_msg("%s of %s stands at %g", row.name, selected()->rule->name, turned);
            column_turn(app, -1, KNOB_USUAL);
            app->message_until_ms = 0;
            column_restore(app);
            if (row.has_initial && !isnan(row.argument.initial))
                assert_true(knob_get(scene(), knobs[i]) == row.argument.initial);
            if (app->message_until_ms && app->message_is_error)
                fail_msg("%s of %s: %s", row.name, selected()->rule->name, app->message);
        }
    }
}

static void test_a_number_is_typed(void **state)
{
    (void)state;
    fresh(NULL);
    select_rule("Adam");
    press(SDLK_RETURN);
    assert_non_null(app->entry.owner);
    type("0.");
    type("0");
    type("7");
    press(SDLK_BACKSPACE);
    type("4");
    press(SDLK_RETURN);
    assert_null(app->entry.owner);
    assert_true(selected()->hyper[0] == 0.04);
    press(SDLK_RIGHT);
    press(SDLK_RETURN);
    type("1");
    press(SDLK_RETURN);
    key_event('z', KMOD_LCTRL, false); // the number alone
    key_event('z', KMOD_LCTRL, false);
    assert_true(selected()->hyper[0] == 0.04);
}

// Where the caret is drawn; a shape that is as thin and as high as no other.
static float caret_x(void)
{
    for (int i = 0; i < app->list->n_shapes; i++)
        if (app->list->shapes[i].w == 1.5f && app->list->shapes[i].h == 14)
            return app->list->shapes[i].x;
    fail_msg("there is no caret");
    return 0;
}

// As in any line of text: the caret goes back, what is refused is said under its first byte, Esc throws it away.
static void test_a_number_is_typed_without_racers(void **state)
{
    (void)state;
    fresh(NULL);
    while (scene()->n_racers > 0)
        press(SDLK_DELETE);
    press(SDLK_RETURN);
    assert_non_null(app->entry.owner);
    type("30");
    frame();
    assert_string_equal(app->entry.text, "30");
    press(SDLK_RETURN);
    assert_null(app->entry.owner);
}

static void test_a_number_is_put_right(void **state)
{
    (void)state;
    fresh(NULL);
    select_rule("Adam");
    press(SDLK_RETURN);
    type("0,05");
    press(SDLK_RETURN);
    assert_int_equal(app->entry.column, 2);
    float end = caret_x();
    for (int i = 0; i < 2; i++)
        press(SDLK_LEFT);
    assert_true(caret_x() < end - 10);
    press(SDLK_BACKSPACE);
    type(".");
    press(SDLK_HOME);
    press(SDLK_DELETE);
    assert_string_equal(app->entry.text, ".05");
    assert_int_equal(app->entry.column, 0);
    press(SDLK_RETURN);
    assert_null(app->entry.owner);
    assert_true(selected()->hyper[0] == 0.05);
    press(SDLK_RETURN);
    type("7");
    press(SDLK_ESCAPE);
    assert_true(selected()->hyper[0] == 0.05);
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
        assert_true(app->entry.owner && app->message_is_error && app->message_until_ms);
        assert_string_equal(app->entry.text, texts[i]);
        assert_null(strchr(app->message, '\n'));
        assert_true(racer_equal(selected(), &before));
        press(SDLK_ESCAPE);
        assert_false(app->entry.owner || app->quit);
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
    assert_int_equal(app->history.past.n, 0);
}

static void test_undo_and_redo(void **state)
{
    (void)state;
    double lr = 0;
    for (int tries = 0; tries < TRIES; tries++) { // a slow machine may take two gestures of them
        fresh(NULL);
        lr = selected()->hyper[0];
        uint64_t from = SDL_GetTicks64();
        key_event(SDLK_RIGHT, 0, false);
        key_event(SDLK_RIGHT, 0, true);
        if (SDL_GetTicks64() - from < GESTURE_MS)
            break;
    }
    double turned = selected()->hyper[0];
    press(SDLK_DOWN);
    press(SDLK_RIGHT);
    assert_int_equal(app->history.past.n, 2);
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

static void test_undo_says_what_was_turned(void **state)
{
    (void)state;
    fresh(NULL);
    select_rule("Adam");
    app->slider = 0;
    press(SDLK_RIGHT);
    key_event('z', KMOD_LCTRL, false);
    assert_string_equal(app->message, "undone: lr of Adam");
    key_event('y', KMOD_LCTRL, false);
    assert_string_equal(app->message, "redone: lr of Adam");
    press(SDLK_DOWN);
    press(SDLK_RIGHT);
    press(SDLK_BACKSPACE);
    key_event('z', KMOD_LCTRL, false);
    assert_string_equal(app->message, "undone: β₁ of Adam");
    press('o');
    key_event('z', KMOD_LCTRL, false);
    assert_string_equal(app->message, "undone: AdamW instead of Adam");
}

static void test_the_loss_follows_the_scene(void **state)
{
    (void)state;
    fresh("noisy_bowl");
    double before = now(0).at[0];
    Scene *draft = app_draft(app);
    draft->seed++;
    assert_true(app_commit(app));
    double seeded = now(0).at[0];
    assert_true(seeded != before);
    draft = app_draft(app);
    draft->batch = 64;
    assert_true(app_commit(app));
    assert_true(now(0).at[0] != seeded);
    frame();
    uint64_t key = app->list->panels[0].field_key;
    select_rule("Adam");
    press(SDLK_RIGHT);
    assert_true(app->list->panels[0].field_key == key && app->moving_until_ms == 0);
    for (int i = 0; i < 20 && app->list; i++) { // down to the landscape's constants
        Knob knobs[KNOBS_OF_COLUMN_MAX];
        knob_list_column(scene(), knobs, KNOBS_OF_COLUMN_MAX);
        if (knobs[app->slider].kind == KNOB_CONSTANT)
            break;
        press(SDLK_DOWN);
    }
    uint64_t took = DRAFT_MS;
    for (int tries = 0; tries < TRIES && took >= DRAFT_MS; tries++) { // a slow machine has left the draft behind
        double value = scene()->constants[0].value;
        uint64_t from = SDL_GetTicks64();
        press(SDLK_RIGHT);
        took = SDL_GetTicks64() - from;
        assert_true(scene()->constants[0].value != value && app->list->panels[0].field_key != key);
    }
    assert_true(took >= DRAFT_MS || app->moving_until_ms != 0); // another surface: a draft until it rests
}

static void test_history_has_no_end(void **state)
{
    (void)state;
    enum { EDITS = 200 };
    fresh(NULL);
    uint64_t seed = scene()->seed;
    for (int i = 0; i < EDITS; i++) {
        app_draft(app)->seed = (uint64_t)i + 1000;
        assert_true(i % 3 ? app_commit(app) : app_set(app, (Knob){.kind = KNOB_SEED}, i + 1000));
    }
    assert_int_equal(app->history.past.n, EDITS);
    for (int i = EDITS - 1; i >= 0; i--) {
        app_undo(app, 1);
        assert_string_equal(app->message, "undone: seed");
    }
    assert_int_equal(scene()->seed, seed);
    app_undo(app, 1);
    assert_string_equal(app->message, "nothing to undo");
    for (int i = 0; i < EDITS; i++)
        app_undo(app, -1);
    assert_int_equal(scene()->seed, 1000 + EDITS - 1);
}

// A copy, as SDL hands one over: it is freed there, or the sanitizers say so.
static void drop(SDL_EventType type, const char *text)
{
    SDL_Event event = {.drop = {.type = type, .file = text ? SDL_strdup(text) : NULL}};
    drop_event(app, &event);
    frame();
}

static void test_what_is_dropped_is_opened(void **state)
{
    (void)state;
    fresh(NULL);
    char folder[] = "/tmp/ravine-drop-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/one.yaml", folder);
    static const char yaml[] = "ravine: 1\nformula: (w*u + b - t)^2 + w^2\nracers: [\"Rprop(lr=0.1)\"]\nstep: 7\n"
                               "data: in.csv\nrows: |\n  u,t\n  1,2\n  3,4\n";
    Error error = {""};
    assert_true(file_write(path, yaml, sizeof yaml - 1, &error));
    drop(SDL_DROPBEGIN, NULL);
    drop(SDL_DROPFILE, path);
    drop(SDL_DROPCOMPLETE, NULL);
    assert_string_equal(app->message, "opened one.yaml");
    assert_int_equal(scene()->n_racers, 1);
    assert_string_equal(selected()->rule->name, "Rprop");
    assert_true(app->step == 7 && !app->playing);
    unlink(path);
    drop(SDL_DROPFILE, path);
    assert_true(app->message_is_error && scene()->n_racers == 1);

    snprintf(path, sizeof path, "%s/rows.csv", folder);
    assert_true(file_write(path, "u,t\n1,2\n3,4\n5,6\n", 16, &error));
    drop(SDL_DROPFILE, path);
    assert_string_equal(app->message, "opened rows.csv");
    assert_int_equal(loss_rows(app->session.loss), 3);
    assert_true(file_write(path, "p,q\n1,2\n", 8, &error));
    drop(SDL_DROPFILE, path);
    assert_true(app->message_is_error && loss_rows(app->session.loss) == 3);
    assert_true(file_write(path, "u,t\n1,2\n3,\n5,600\n", 17, &error)); // a row lacks a number: that is said
    drop(SDL_DROPFILE, path);
    assert_true(strstr(app->message, "data, ") == app->message && !app->message_is_error);
    assert_int_equal(loss_rows(app->session.loss), 2);
    assert_true(scene()->view.camera.window[1] > 50); // and where its minimum went is seen
    unlink(path);
    rmdir(folder);

    for (int i = 0; i < 3; i++)
        app_undo(app, 1);
    assert_true(scene()->n_racers > 1 && !scene()->data);
    drop(SDL_DROPTEXT, " Adam(lr=0.5) ");
    assert_string_equal(scene_racer(scene(), scene()->n_racers - 1)->rule->name, "Adam");
}

// Layouts have keys that are numbered below 0 and places that are far from ours.
static void test_any_key_may_be_pressed(void **state)
{
    (void)state;
    fresh(NULL);
    static const int keys[] = {-1, INT_MIN, INT_MIN + 1, INT_MAX, -0x40000000, -0x3fffffff, 0x110000, 0x7fffff};
    for (int typing = 0; typing < 2; typing++) {
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            for (int mod = 0; mod < 0x400; mod += 0x41)
                key_event(keys[i], mod, false);
        assert_true(scene()->n_racers > 1 && !app->quit);
        press(SDLK_RETURN);
    }
    press(SDLK_ESCAPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turning_a_slider_replays_the_race),
        cmocka_unit_test(test_sliders_glide_and_stop_at_their_ends),
        cmocka_unit_test(test_every_slider_turns),
        cmocka_unit_test(test_a_number_is_typed),
        cmocka_unit_test(test_a_number_is_typed_without_racers),
        cmocka_unit_test(test_a_number_is_put_right),
        cmocka_unit_test(test_nonsense_loses_nothing),
        cmocka_unit_test(test_what_torch_refuses_is_said),
        cmocka_unit_test(test_undo_and_redo),
        cmocka_unit_test(test_undo_says_what_was_turned),
        cmocka_unit_test(test_the_loss_follows_the_scene),
        cmocka_unit_test(test_history_has_no_end),
        cmocka_unit_test(test_what_is_dropped_is_opened),
        cmocka_unit_test(test_any_key_may_be_pressed),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
