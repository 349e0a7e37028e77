// The racers edited by keys: rules, schedules, the clipboard, fairness; as a person does it, in a window that nobody
// sees.
#include "entries.h"
#include "scene/spec.h"
#include "seat.h"
#include "within.h"

#include <math.h>
#include <string.h>

// The welcome scene with these racers only, paused at step 100.
static void fresh_racers(const char *const *specs, int n)
{
    if (!app) {
        printf("skipped: no offscreen window: %s\n", why_not);
        skip();
    }
    Error error = {""};
    SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
    Scene *draft = app_draft(app);
    scene_clear(draft);
    scene_default(draft);
    scene_keep_racers(draft, 0);
    for (int i = 0; i < n; i++)
        if (!scene_add_racer(draft, specs[i], &error))
            fail_msg("%s", error.text);
    assert_true(app_commit(app));
    history_clear(&app->history);
    app->playing = app->help = app->quit = app->message_is_error = false;
    app->entry.owner = NULL;
    app->message_until_ms = app->moving_until_ms = 0;
    app->gliding = (Knob){0};
    app->slider = 0;
    app_seek(app, 100);
    frame();
}

static void key(int code, int mod)
{
    key_event(code, mod, false);
}

static bool is_read(const char *text)
{
    for (int i = 0; i < app->list->n_texts; i++)
        if (strstr(app->list->texts[i].text, text))
            return true;
    return false;
}

static bool copied(const char *text)
{
    char *held = SDL_GetClipboardText();
    bool same = held && !strcmp(held, text);
    SDL_free(held);
    return same;
}

static void test_copied_lines_are_pytorch(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"Adam(lr=0.05)", "SGD(lr=0.1) | StepLR(step_size=30)"}, 2);
    key('c', KMOD_CTRL);
    assert_true(copied("optimizer = torch.optim.Adam([p], lr=0.05)\n"));
    key(SDLK_TAB, 0);
    key('c', KMOD_CTRL);
    assert_true(copied("optimizer = torch.optim.SGD([p], lr=0.1)\n"
                       "scheduler = lr_scheduler.StepLR(optimizer, step_size=30)\n"));
}

// Every rule around every kind of schedule: what is copied comes back as the same racer.
static void test_what_is_copied_is_pasted(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        fresh_racers((const char *[]){"SGD(lr=0.001)"}, 1);
        for (int k = 0; k < i; k++)
            key('o', 0);
        for (int k = 0; k < i % (schedule_count() + 1); k++)
            key('c', 0);
        Racer before = *selected();
        assert_false(app->message_is_error);
        key('c', KMOD_CTRL);
        key('v', KMOD_CTRL);
        if (app->message_is_error)
            fail_msg("%s", app->message);
        assert_int_equal(scene()->n_racers, 2);
        assert_int_equal(scene()->view.selected, 1);
        bool composite =
            before.schedule.n && before.schedule.node[0].rule->python; // it is copied as what it stands for
        if (racer_average(&before) && !racer_average(&before)->rule->average->python)
            before.wrapper[0].hyper[0] = 0; // where it starts is not the model's to say
        else
            assert_true(racer_equal(scene_racer(scene(), 0), &before));
        assert_true(composite || racer_equal(scene_racer(scene(), 1), &before));
    }
}

// All of a cell in one step of undo; what was skipped is said.
static void test_a_cell_of_a_notebook_is_pasted(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"Adam(lr=0.05)"}, 1);
    SDL_SetClipboardText(
        "import torch\nlr = 0.001\nself.a = optim.SGD(self.parameters(), lr=lr)\n"
        "b = torch.optim.AdamW(model.parameters(), lr=lr)\ns = StepLR(b, 30)\nfor x in data:\n    b.step()\n");
    key('v', KMOD_CTRL);
    assert_string_equal(app->message, "took 2 racers, 1 schedule, skipped 3 lines");
    assert_int_equal(scene()->n_racers, 3);
    assert_int_equal(scene()->view.selected, 2);
    assert_string_equal(scene_racer(scene(), 1)->rule->name, "SGD");
    assert_int_equal(scene_racer(scene(), 2)->schedule.n, 1);
    key('z', KMOD_CTRL);
    assert_int_equal(scene()->n_racers, 1);
    SDL_SetClipboardText("import torch\nopt = torch.optim.SGD(p, lr=rate)\n");
    key('v', KMOD_CTRL);
    assert_true(app->message_is_error);
    assert_non_null(strstr(app->message, "'rate' has no value here"));
    assert_int_equal(scene()->n_racers, 1);
}

static void test_a_formula_is_pasted(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"Adam(lr=0.05)"}, 1);
    SDL_SetClipboardText(" x^2 + k*y^2 k=7\n");
    key('v', KMOD_CTRL);
    assert_string_equal(scene()->formula, "x^2 + k*y^2");
    assert_true(scene()->constants[0].value == 7);
    assert_int_equal(scene()->n_racers, 1);
    SDL_SetClipboardText("himmelblau");
    key('v', KMOD_CTRL);
    assert_ptr_equal(scene()->landscape, landscape_find("himmelblau"));
    key('z', KMOD_CTRL);
    key('z', KMOD_CTRL);
    assert_ptr_equal(scene()->landscape, landscape_find("rosenbrock"));
}

static void test_racers_are_named(void **state)
{
    (void)state;
    fresh_racers((const char *const[]){"SGD(lr=0.001)", "SGD(lr=0.0005)"}, 2);
    app->session.scene.view.selected = 0;
    key(SDLK_F2, 0);
    assert_non_null(app->entry.owner);
    assert_true(entry_type(&app->entry, "slow and sure"));
    key(SDLK_RETURN, 0);
    frame();
    assert_null(app->entry.owner);
    assert_string_equal(scene_entry(&app->session.scene, 0)->name, "slow and sure");
    assert_true(is_read("slow and sure"));
    key(SDLK_z, KMOD_CTRL);
    assert_string_equal(scene_entry(&app->session.scene, 0)->name, "");
    key(SDLK_z, KMOD_CTRL | KMOD_SHIFT);
    key(SDLK_DELETE, 0);
    assert_string_equal(app->message, "removed slow and sure");
    key(SDLK_z, KMOD_CTRL);
    app->session.scene.view.selected = 0;
    key(SDLK_F2, 0);
    assert_string_equal(app->entry.text, "slow and sure");
    entry_set(&app->entry, "");
    key(SDLK_RETURN, 0);
    assert_string_equal(scene_entry(&app->session.scene, 0)->name, "");
    key(SDLK_F2, 0);
    Scene *draft = app_draft(app); // whoever is meant is gone before Enter
    while (draft->n_racers)
        scene_remove_racer(draft, 0);
    assert_true(app_commit(app));
    key(SDLK_RETURN, 0);
    assert_null(app->entry.owner);
}

// Each colour is one that no other racer has; after the last it has its own again.
static void test_racers_are_recoloured(void **state)
{
    (void)state;
    fresh_racers((const char *const[]){"SGD(lr=0.001)", "Adam(lr=0.01)"}, 2);
    app->session.scene.view.selected = 0;
    const Theme *theme = theme_find(app->session.scene.view.theme);
    int colours = 0;
    for (;;) {
        key(SDLK_F2, KMOD_SHIFT);
        const SceneRacer *racer = scene_entry(&app->session.scene, 0);
        if (!racer->has_color)
            break;
        assert_true(racer->color != color_rgb(theme->racer[0]) && racer->color != color_rgb(theme->racer[1]));
        colours++;
    }
    assert_within(colours, 6, RACE_RACERS_MAX);
}

static void test_one_racer_runs_alone(void **state)
{
    (void)state;
    fresh_racers((const char *const[]){"SGD(lr=0.001)", "Adam(lr=0.01)", "RMSprop(lr=0.01)"}, 3);
    key(SDLK_2, KMOD_SHIFT);
    const Scene *scene = &app->session.scene;
    assert_true(scene_entry(scene, 0)->hidden && !scene_entry(scene, 1)->hidden && scene_entry(scene, 2)->hidden);
    assert_int_equal(scene->view.selected, 1);
    key(SDLK_3, KMOD_SHIFT);
    assert_true(scene_entry(scene, 1)->hidden && !scene_entry(scene, 2)->hidden);
    key(SDLK_3, KMOD_SHIFT);
    assert_true(!scene_entry(scene, 0)->hidden && !scene_entry(scene, 1)->hidden && !scene_entry(scene, 2)->hidden);
    key(SDLK_9, KMOD_SHIFT); // there is none
    assert_false(scene_entry(scene, 0)->hidden);
}

static void test_nonsense_is_said_and_loses_nothing(void **state)
{
    (void)state;
    static const char *const nonsense[] = {"",
                                           "  \n",
                                           "hello",
                                           "Adm(lr=0.1)",
                                           "SGD(lr=-1)",
                                           "x^^2",
                                           "import torch",
                                           "SGD(lr=0.1) | StepLR()",
                                           "\xff\xfe(",
                                           "(((((((((((((((((((((((("};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        fresh_racers((const char *[]){"Adam(lr=0.05)"}, 1);
        app->message[0] = '\0';
        SDL_SetClipboardText(nonsense[i]);
        key('v', KMOD_CTRL);
        assert_true(app->message[0] && !strchr(app->message, '\n'));
        assert_int_equal(scene()->n_racers, 1);
        assert_ptr_equal(scene()->landscape, landscape_find("rosenbrock"));
        assert_int_equal(app->history.past.n, 0);
    }
    char *longer = calloc(100000, 1);
    memset(longer, 'x', 99999);
    SDL_SetClipboardText(longer);
    free(longer);
    key('v', KMOD_CTRL);
    assert_true(app->message_is_error);
}

static void test_racers_are_added_until_it_is_full(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"Adam(lr=0.05)"}, 1);
    for (int n = 2; n <= RACE_RACERS_MAX; n++) {
        key('n', 0);
        assert_int_equal(scene()->n_racers, n);
        assert_int_equal(scene()->view.selected, n - 1);
        assert_int_equal(hidden_racers(scene()), 0);
    }
    assert_false(app->message_is_error);
    key('n', 0);
    assert_true(app->message_is_error);
    assert_int_equal(scene()->n_racers, RACE_RACERS_MAX);
    key('z', KMOD_CTRL);
    assert_int_equal(scene()->n_racers, RACE_RACERS_MAX - 1);
    assert_true(scene()->view.selected < scene()->n_racers);
}

static void test_a_racer_is_removed(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"SGD(lr=0.001)", "Adam(lr=0.05)", "RMSprop(lr=0.01)"}, 3);
    key('1', 0);
    key('3', 0);
    scene()->view.kind = VIEW_SIDE;
    key('u', 0);
    scene_edit_entry(scene(), 2)->camera.azimuth_deg = 77;
    key(SDLK_TAB, 0);
    key(SDLK_DELETE, 0);
    assert_int_equal(scene()->n_racers, 2);
    assert_true(scene_entry(scene(), 1)->camera.azimuth_deg == 77);
    assert_string_equal(selected()->rule->name, "RMSprop");
    assert_int_equal(hidden_racers(scene()), 3); // the hidden ones are the same racers
    key(SDLK_DELETE, 0);
    assert_string_equal(selected()->rule->name, "SGD");
    key(SDLK_DELETE, 0);
    assert_int_equal(scene()->n_racers, 0);
    assert_non_null(strstr(app->message, "N adds a racer"));
    key(SDLK_DELETE, 0);
    key('o', 0);
    key('n', 0);
    assert_int_equal(scene()->n_racers, 1);
    assert_true(selected()->rule == optimizer_at(0) && selected()->hyper[0] > 0);
    for (int i = 0; i < 4; i++)
        key('z', KMOD_CTRL);
    assert_int_equal(scene()->n_racers, 3);
    assert_string_equal(scene_racer(scene(), 1)->rule->name, "Adam");
    assert_int_equal(hidden_racers(scene()), 5);
    assert_true(scene()->view.unlinked && scene_entry(scene(), 2)->camera.azimuth_deg == 77);
}

// With all that is its own; undone, it is where it was.
static void test_a_racer_is_moved(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"SGD(lr=0.001)", "Adam(lr=0.05)", "RMSprop(lr=0.01)"}, 3);
    key('1', 0);
    key(SDLK_DOWN, KMOD_CTRL);
    assert_int_equal(scene()->view.selected, 1);
    assert_string_equal(selected()->rule->name, "SGD");
    assert_int_equal(hidden_racers(scene()), 2);
    assert_string_equal(app->message, "moved SGD down");
    key(SDLK_DOWN, KMOD_CTRL);
    key(SDLK_DOWN, KMOD_CTRL); // it is the last by now
    assert_int_equal(scene()->view.selected, 2);
    assert_int_equal(app->history.past.n, 2);
    key(SDLK_UP, KMOD_CTRL);
    assert_int_equal(scene()->view.selected, 1);
    key('1', 0); // a view is not an edit, and belongs to its racer
    key('z', KMOD_CTRL);
    key('z', KMOD_CTRL);
    key('z', KMOD_CTRL);
    assert_string_equal(selected()->rule->name, "SGD");
    assert_int_equal(scene()->view.selected, 0);
    assert_int_equal(hidden_racers(scene()), 3);
}

static void test_every_rule_is_reached_and_runs(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"SGD(lr=0.001)"}, 1);
    for (int i = 0; i < optimizer_count(); i++) {
        const Optimizer *shown = racer_shown(selected());
        assert_ptr_equal(shown, optimizer_at(i));
        assert_true(race_last_finite(app->session.race, 0) > 0);
        key('o', 0);
    }
    assert_ptr_equal(selected()->rule, optimizer_at(0));
    key('o', KMOD_SHIFT);
    assert_true(racer_shown(selected()) == optimizer_at(optimizer_count() - 1));
}

static void test_every_schedule_is_reached_and_runs(void **state)
{
    (void)state;
    static const char *const racers[] = {"Adam(lr=0.05)", "Rprop(lr=0.05)", "SGD(lr=0.0005)"};
    for (int r = 0; r < 3; r++) {
        fresh_racers(&racers[r], 1);
        for (int i = 0; i < schedule_count(); i++) {
            key('c', 0);
            if (app->message_is_error)
                fail_msg("%s", app->message);
            assert_ptr_equal(selected()->schedule.node[0].rule, schedule_at(i));
            app_seek(app, scene()->steps);
            RaceSeries lr = race_lr(app->session.race, 0);
            bool changes = false;
            for (int k = 1; k < lr.count; k++)
                changes |= lr.first[k * lr.stride] != lr.first[0];
            assert_true(changes || schedule_at(i)->needs_metric);
            app_seek(app, 100);
        }
        key('c', 0);
        assert_int_equal(selected()->schedule.n, 0);
        key('c', KMOD_SHIFT);
        assert_ptr_equal(selected()->schedule.node[0].rule, schedule_at(schedule_count() - 1));
    }
}

// Takes the slider of this address in hand.
static void hold(const char *address)
{
    KnobSet set;
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    Error error = {""};
    if (!knob_parse(scene(), address, KNOB_EVERY, &set, &error))
        fail_msg("%s", error.text);
    int n = knob_list_column(scene(), knobs, KNOBS_OF_COLUMN_MAX), i = 0;
    while (i < n && !knob_equal(knobs[i], set.knob[0]))
        i++;
    assert_true(i < n);
    app->slider = i;
}

static void test_turning_a_schedule_replays_in_the_same_frame(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"SGD(lr=0.001) | StepLR(step_size=50)"}, 1);
    hold("0.gamma");
    double before = race_point(app->session.race, 0, 100).at[0];
    key(SDLK_RIGHT, 0);
    assert_true(selected()->schedule.node[0].argument[1] > 0.1);
    assert_true(race_point(app->session.race, 0, 100).at[0] != before);
}

static void test_a_milestone_is_turned(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"SGD(lr=0.001) | MultiStepLR(milestones=[20, 60])"}, 1);
    hold("0.milestones[1]");
    key(SDLK_RIGHT, KMOD_SHIFT);
    assert_int_equal(selected()->schedule.node[0].milestones[0], 20);
    assert_true(selected()->schedule.node[0].milestones[1] > 60);
    key(SDLK_BACKSPACE, 0);
    assert_true(is_read("milestone 2 has no default"));
    assert_true(selected()->schedule.node[0].milestones[1] > 60);
}

static void test_a_wrapper_is_turned(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"Lookahead(SGD(lr=0.001), k=5)"}, 1);
    hold("0.k");
    double before = race_point(app->session.race, 0, 100).at[0];
    key(SDLK_RIGHT, 0);
    assert_true(selected()->wrapper[0].hyper[0] == 6);
    assert_true(race_point(app->session.race, 0, 100).at[0] != before);
}

// Each switch of the picture has a key.
static void test_what_is_shown_is_switched(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"Adam(lr=0.05)"}, 1);
    static const int keys[] = {'i', 'g', 'm', 'j', 'x', 'h', 'k', 'f'};
    static const SceneShow shows[] = {SHOW_STATE,  SHOW_GRADIENT, SHOW_MOMENTUM, SHOW_STEP,
                                      SHOW_SQUARE, SHOW_LR_TRAIL, SHOW_LR_CHART, SHOW_TORCH};
    for (int i = 0; i < 8; i++) {
        key(keys[i], 0);
        assert_int_equal(scene()->view.show, 1u << shows[i]);
        key(keys[i], 0);
        assert_int_equal(scene()->view.show, 0);
    }
}

static void test_the_same_lr_for_all(void **state)
{
    (void)state;
    fresh_racers(
        (const char *[]){"Adam(lr=0.05)", "SGD(lr=0.001)", "SGD(lr=0.01) | OneCycleLR(max_lr=0.1, total_steps=500)"},
        3);
    key('e', 0);
    for (int i = 0; i < 3; i++)
        assert_true(scene_racer(scene(), i)->hyper[0] == 0.05);
    assert_true(scene_racer(scene(), 2)->schedule.node[0].argument[0] == 0.5);
    key('z', KMOD_CTRL);
    assert_true(scene_racer(scene(), 1)->hyper[0] == 0.001);
}

// No other of the 25 does better, and the message names what was chosen.
static void test_the_best_lr_is_the_best(void **state)
{
    (void)state;
    fresh_racers((const char *[]){"Adam(lr=0.9)", "SGD(lr=0.00001)"}, 2);
    Study *study = study_create();
    study_about(study, scene(), app->session.loss, app->session.race, true);
    assert_true(study_search(study, 100));
    study_work(study, 1, app->clock); // which stands still
    const LrSearch *found = study_search_found(study);
    assert_non_null(found);
    key('b', 0);
    assert_true(strstr(app->message, "best lr after 100 steps: Adam ") == app->message);
    for (int r = 0; r < 2; r++) {
        double best = race_point(app->session.race, r, 100).loss;
        assert_true(scene_racer(scene(), r)->hyper[0] == found[r].lr[found[r].best]);
        for (int i = 0; i < SEARCH_RATES; i++)
            assert_true(best <= found[r].loss[i]);
        assert_true(found[r].loss[found[r].best] == best);
        assert_true(found[r].lr[0] == scene_racer(scene(), r)->rule->arguments[0].low);
    }
    assert_true(isinf(found[1].loss[SEARCH_RATES - 1])); // SGD(lr=1) diverges
    study_destroy(study);
    assert_true(is_read("loss after 100 steps"));
    key(SDLK_ESCAPE, 0); // closes what was found, and nothing else
    assert_false(is_read("loss after 100 steps") || app->quit);
    key('z', KMOD_CTRL);
    assert_true(scene_racer(scene(), 0)->hyper[0] == 0.9 && scene_racer(scene(), 1)->hyper[0] == 0.00001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copied_lines_are_pytorch),
        cmocka_unit_test(test_what_is_copied_is_pasted),
        cmocka_unit_test(test_a_cell_of_a_notebook_is_pasted),
        cmocka_unit_test(test_a_formula_is_pasted),
        cmocka_unit_test(test_racers_are_named),
        cmocka_unit_test(test_racers_are_recoloured),
        cmocka_unit_test(test_one_racer_runs_alone),
        cmocka_unit_test(test_nonsense_is_said_and_loses_nothing),
        cmocka_unit_test(test_racers_are_added_until_it_is_full),
        cmocka_unit_test(test_a_racer_is_removed),
        cmocka_unit_test(test_a_racer_is_moved),
        cmocka_unit_test(test_every_rule_is_reached_and_runs),
        cmocka_unit_test(test_every_schedule_is_reached_and_runs),
        cmocka_unit_test(test_turning_a_schedule_replays_in_the_same_frame),
        cmocka_unit_test(test_a_milestone_is_turned),
        cmocka_unit_test(test_a_wrapper_is_turned),
        cmocka_unit_test(test_what_is_shown_is_switched),
        cmocka_unit_test(test_the_same_lr_for_all),
        cmocka_unit_test(test_the_best_lr_is_the_best),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
