// What leaves everything as it was is no edit: no step of undo, no mark of what is unsaved, no other words.
#include "app/action.h"
#include "app/column.h"
#include "app/document.h"
#include "app/edit.h"
#include "app/start.h"
#include "base/text.h"
#include "seat.h"

#include <string.h>

static char *saved(void)
{
    size_t size;
    Scene now = {0};
    scene_copy(&now, scene());
    char *text = scene_print(&now, &size, NULL);
    scene_clear(&now);
    return text;
}

static const char *title(void)
{
    document_title(app);
    return SDL_GetWindowTitle(app->window);
}

static void begin(const char *builtin)
{
    Error error;
    fresh(NULL);
    Scene read = {0};
    assert_true(scene_read(&read, builtin, &error));
    assert_true(document_show(app, &read));
    scene_clear(&read);
    app->steers = app->starts = false;
    history_clear(&app->history);
    document_begin(app, "scene.yaml");
}

static bool leaves(const Action *action)
{
    static const char *const others[] = {"quit", "save",    "screenshot", "add_slide",
                                         "full", "palette", "open",       "rename"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(action->id, others[i]))
            return true;
    return false;
}

// Done again and again, up to the bound that it may have: whenever the scene is the same as before, so is all else.
static void no_action_edits_for_nothing(void **state)
{
    (void)state;
    static const char *const scenes[] = {"momentum", "linear_mini", "double_well"};
    for (int s = 0; s < 3; s++)
        for (int i = 0; i < action_count(); i++) {
            const Action *action = action_at(i);
            begin(scenes[s]);
            for (int k = 0; !leaves(action) && k < 8; k++) {
                if (action->enabled && !action->enabled(app))
                    break;
                int past = app->history.past.n, n = action->digits ? 1 + k % action->digits : k < 4 ? 1 : -1;
                char *before = saved(), name[DOCUMENT_TITLE_MAX];
                snprintf(name, sizeof name, "%s", title());
                app->gliding = (Knob){0};
                action->run(app, n);
                app_close_entry(app);
                char *after = saved();
                if (!strcmp(before, after) && strcmp(action->id, "undo") &&
                    (app->history.past.n != past || strcmp(name, title())))
                    fail_msg("%s (%d) of %s is an edit that changes nothing", action->id, n, scenes[s]);
                free(before);
                free(after);
            }
        }
}

static void assert_nothing(const char *what)
{
    if (app->history.past.n || title()[0] == '*' || !scene()->caption[0])
        fail_msg("%s: %d steps, '%s', '%s'", what, app->history.past.n, title(), scene()->caption);
}

static void choose(const char *text)
{
    key_event('p', KMOD_LCTRL, false);
    entry_type(&app->entry, text);
    frame();
    press(SDLK_RETURN);
}

static void what_is_so_already_is_no_edit(void **state)
{
    (void)state;
    begin("double_well");
    const Racer *racer = selected();
    char line[64], number[40];
    edit_to_rule(app, racer->rule);
    assert_nothing("the rule");
    edit_to_schedule(app, racer->schedule.n ? racer->schedule.node[0].rule : NULL);
    assert_nothing("the schedule");
    edit_to_landscape(app, scene()->landscape);
    assert_nothing("the landscape");
    text_double(number, sizeof number, racer->hyper[0]);
    snprintf(line, sizeof line, "lr=%s", number);
    choose(line);
    assert_nothing(line);
    snprintf(line, sizeof line, "n=%d", scene()->steps);
    choose(line);
    assert_nothing(line);
    press(SDLK_RETURN);
    entry_type(&app->entry, number);
    press(SDLK_RETURN);
    assert_nothing("the number in hand");
    press(SDLK_DOWN); // momentum
    press(SDLK_BACKSPACE);
    int past = app->history.past.n;
    press(SDLK_BACKSPACE);
    press(SDLK_LEFT);
    assert_int_equal(app->history.past.n, past);
    press('z'); // steered likewise, without a ghost
    press(SDLK_BACKSPACE);
    press(SDLK_LEFT);
    assert_int_equal(app->history.past.n, past);
    press('z');
}

static void assert_turned_back(const char *what, const char *as)
{
    char *now = saved();
    if (strcmp(now, as))
        fail_msg("%s: it is not as it was:\n%s\ninstead of\n%s", what, now, as);
    free(now);
    assert_nothing(what);
}

// Every slider of the column, by keys, forth and back within a gesture; replayed, and steered.
static void a_turn_forth_and_back_is_no_edit(void **state)
{
    (void)state;
    for (int steers = 0; steers < 2; steers++) {
        begin("double_well");
        scene()->steps = 200; // a number that a slider lands on
        document_begin(app, "scene.yaml");
        app_seek(app, 40);
        app->steers = steers;
        char *as = saved();
        int turned = 0;
        do {
            char address[KNOB_ADDRESS_MAX];
            column_address(app, address, sizeof address);
            press(SDLK_RIGHT);
            turned += app->history.past.n;
            press(SDLK_LEFT);
            assert_turned_back(address, as);
            app->gliding = (Knob){0};
            press(SDLK_DOWN);
        } while (app->slider);
        assert_true(turned > 3);
        free(as);
        app->steers = false;
    }
}

static void a_drag_forth_and_back_is_no_edit(void **state)
{
    (void)state;
    begin("double_well");
    char *as = saved();
    double there[2] = {1.5, 0.5}, *start = app->session.scene.start, here[2] = {start[0], start[1]};
    assert_true(start_move(app, there, true));
    assert_int_equal(app->history.past.n, 1);
    assert_true(start_move(app, here, true));
    assert_turned_back("the start", as);
    free(as);
    app_seek(app, 40);
    app->steers = true;
    assert_true(app_set(app, (Knob){.kind = KNOB_HYPER}, 0.5));
    as = saved();
    app->gliding = (Knob){0};
    int past = app->history.past.n;
    assert_int_equal(column_move_change(app, 0, 0, 60), 0);
    assert_int_equal(app->history.past.n, past + 1);
    assert_int_equal(column_move_change(app, 0, 0, 40), 0);
    assert_int_equal(app->history.past.n, past);
    char *now = saved();
    assert_string_equal(now, as);
    free(now);
    free(as);
    app->steers = false;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_action_edits_for_nothing),
        cmocka_unit_test(what_is_so_already_is_no_edit),
        cmocka_unit_test(a_turn_forth_and_back_is_no_edit),
        cmocka_unit_test(a_drag_forth_and_back_is_no_edit),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
