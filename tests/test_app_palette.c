// The palette in the window: it is typed into, chosen from and left; what it runs is an edit like that of a key.
#include "app/edit.h"
#include "app/palette.h"
#include "base/asset.h"
#include "seat.h"

#include <string.h>

static void open_with(const char *text)
{
    key_event('p', KMOD_LCTRL, false);
    assert_true(palette_is_open(app));
    if (text[0])
        type(text);
}

static void run(const char *text)
{
    open_with(text);
    press(SDLK_RETURN);
    if (palette_is_open(app))
        fail_msg("'%s' was not run: %s", text, app->palette->found.why);
}

static const char *top(void)
{
    static PaletteItem item;
    palette_hit_item(app, app->entry.text, &app->palette->found, app->palette->at, &item);
    return item.name;
}

static void assert_colour(int racer, bool has, uint32_t color)
{
    const SceneRacer *entry = scene_entry(scene(), racer);
    assert_true(entry->has_color == has && (!has || entry->color == color));
}

static void test_a_colour_is_typed(void **state)
{
    (void)state;
    fresh(NULL);
    column_select(app, 2);
    run("colour=#e69F00");
    assert_colour(2, true, 0xe69f00);
    assert_string_equal(app->message, "colour = #e69F00");
    run("0.color = 102030 lr=0.5");
    assert_colour(0, true, 0x102030);
    size_t size;
    char *text = scene_print(scene(), &size, NULL);
    assert_non_null(strstr(text, "color: \"#e69f00\""));
    free(text);
    key_event('z', KMOD_LCTRL, false);
    assert_colour(0, false, 0);
    run("colour=theme");
    assert_colour(2, false, 0);
}

static void test_a_wish_is_found(void **state)
{
    (void)state;
    static const char *const wishes[][2] = {{"compare", "add a copy of this racer, to compare"},
                                            {"change", "steer: change from here, or from the start"},
                                            {"set lr 0.03", "lr of SGD = 0.03"},
                                            {"Go to step 100", "step = 100"}};
    fresh(NULL);
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        open_with(wishes[i][0]);
        assert_string_equal(top(), wishes[i][1]);
        press(SDLK_ESCAPE);
    }
}

static void test_it_opens_and_closes(void **state)
{
    (void)state;
    fresh(NULL);
    double step = app->step;
    open_with("");
    assert_true(app->palette->found.n > 100);
    type("l");
    press('l');
    press(SDLK_SPACE);
    assert_true(app->step == step && !app->playing); // nothing acts through it
    assert_string_equal(scene()->landscape->id, "rosenbrock");
    press(SDLK_ESCAPE);
    assert_false(app->entry.owner || app->quit);
    type("/"); // as text, whatever key it needs
    assert_true(palette_is_open(app));
    assert_string_equal(app->entry.text, "");
    type("/");
    assert_string_equal(app->entry.text, "/");
    press(SDLK_ESCAPE);
    press('/'); // its text follows
    type("/");
    assert_true(palette_is_open(app));
    assert_string_equal(app->entry.text, "");
    press(SDLK_ESCAPE);
    press(SDLK_F1);
    type("/");
    key_event('p', KMOD_LCTRL, false);
    assert_true(app->help && !app->entry.owner);
    press(SDLK_ESCAPE);
}

// As one says it; numbers behind another name are none.
static void test_values_need_no_equals(void **state)
{
    (void)state;
    fresh(NULL);
    run("lr 0.03");
    assert_true(selected()->hyper[0] == 0.03);
    assert_string_equal(app->message, "lr of SGD = 0.03");
    run(" start  -1, 2");
    assert_true(scene()->start[0] == -1 && scene()->start[1] == 2);
    app->playing = true;
    run("go to step 99");
    assert_int_equal((int)app->step, 99);
    run("step 100");
    assert_true((int)app->step == 100 && !app->playing);
    run("linear_mini");
    run("batch 1");
    assert_int_equal(scene()->batch, 1);
    open_with("lr 1e-");
    press(SDLK_RETURN);
    assert_true(palette_is_open(app) && app->palette->found.why[0]);
    press(SDLK_ESCAPE);
    open_with("nothing 3");
    assert_true(app->palette->found.n == 0 && !app->palette->found.why[0]);
    press(SDLK_ESCAPE);
    assert_false(palette_is_open(app));
}

// What takes a value begins its line, which is accepted as it stands and changes nothing that was set.
static void test_values_begin_their_line(void **state)
{
    (void)state;
    static const char *const racers[] = {
        NULL, "Adam(lr=0.1, betas=(0.5, 0.9)) | SequentialLR([ConstantLR(factor=0.1), StepLR(step_size=7)], [20])",
        "Lookahead(SGD(lr=0.01, momentum=0.9), k=3)"};
    for (size_t r = 0; r < sizeof racers / sizeof *racers; r++) {
        fresh("(x^2 + k*y^2 + normal(1)*x)/2 k=25");
        if (racers[r])
            edit_add_racers(app, racers[r]);
        int source = palette_sources() - 1;
        assert_string_equal(palette_source(source)->group, "value");
        PaletteItem item, after;
        for (int i = 0; palette_item(app, source, i, &item); i++) {
            char begun[PALETTE_NAME_MAX + 2];
            snprintf(begun, sizeof begun, "%s=", item.name);
            bool none = !strncmp(item.detail, "None", 4);
            palette_source(source)->run(app, i);
            palette_answer(app);
            assert_true(palette_is_open(app));
            if (strncmp(app->entry.text, begun, strlen(begun)) || !app->entry.text[strlen(begun)])
                fail_msg("%s begins the line '%s'", item.name, app->entry.text);
            press(SDLK_RETURN);
            if (palette_is_open(app))
                fail_msg("'%s' is refused: %s", app->entry.text, app->palette->found.why);
            palette_item(app, source, i, &after);
            if (!none && strcmp(item.detail, after.detail))
                fail_msg("%s was '%s' and is '%s'", item.name, item.detail, after.detail);
        }
    }
    fresh(NULL);
    open_with("stop.g"); // not to the end of its name
    press(SDLK_RETURN);
    assert_true(palette_is_open(app));
    assert_string_equal(app->entry.text, "stop.gradient=0.2");
    press(SDLK_RETURN);
    assert_true(scene()->stop[STOP_GRADIENT].on);
}

static void test_anything_can_be_run(void **state)
{
    (void)state;
    fresh(NULL);
    int racers = scene()->n_racers;
    run("beale");
    assert_string_equal(scene()->landscape->id, "beale");
    run("Adagrad");
    assert_string_equal(selected()->rule->name, "Adagrad");
    run("StepLR");
    assert_string_equal(selected()->schedule.node[0].rule->name, "StepLR");
    run("no schedule");
    assert_int_equal(selected()->schedule.n, 0);
    run("lr=0.03");
    assert_true(selected()->hyper[0] == 0.03);
    run("n=20 seed=7");
    assert_true(scene()->steps == 20 && scene()->seed == 7);
    run("start=1,2");
    assert_true(scene()->start[0] == 1 && scene()->start[1] == 2 && scene()->own_start);
    run("window=-2,2,-1,3");
    assert_true(scene()->view.camera.window[3] == 3);
    run("step=10");
    assert_true(app->step == 10);
    run("speed=5");
    assert_true(scene()->speed == 5);
    run("map");
    assert_int_equal(scene()->view.kind, VIEW_MAP);
    run("theme light");
    assert_string_equal(scene()->view.theme, "light");
    run("magma");
    assert_string_equal(scene()->view.ramp, "magma");
    run("Adam(lr=0.1)");
    assert_int_equal(scene()->n_racers, racers + 1);
    assert_true(!strcmp(selected()->rule->name, "Adam") && selected()->hyper[0] == 0.1);
    run("remove this racer");
    assert_int_equal(scene()->n_racers, racers);
    run("x^4 + k*y^2 k=2");
    assert_string_equal(scene()->formula, "x^4 + k*y^2");
    assert_true(scene()->constants[0].value == 2);
    run("k=3");
    assert_true(scene()->constants[0].value == 3);
    run("momentum");
    assert_string_equal(scene()->title, "Momentum");
    assert_string_equal(app->document.path, "");
    run("6-adam");
    assert_true(scene()->lesson && scene()->presented);
    run("leave");
    run("open a scene, a picture or data"); // from one line to another
    assert_string_equal(app->entry.prompt, "open");
    press(SDLK_ESCAPE);
}

static bool same_text(const Scene *a, const Scene *b)
{
    size_t size;
    char *text = scene_print(a, &size, NULL), *other = scene_print(b, &size, NULL);
    bool same = !strcmp(text, other);
    if (!same)
        fprintf(stderr, "%s\nis not\n%s\n", text, other);
    free(text);
    free(other);
    return same;
}

static void assert_undone(const char *text, const char *words)
{
    fresh(NULL);
    Scene before = {0};
    scene_copy(&before, scene());
    int steps = app->history.past.n;
    run(text);
    assert_int_equal(app->history.past.n, steps + 1);
    key_event('z', KMOD_LCTRL, false);
    assert_int_equal(app->history.past.n, steps);
    char message[ERROR_TEXT_MAX];
    snprintf(message, sizeof message, "undone: %s", words);
    if (strcmp(app->message, message))
        fail_msg("'%s' is not '%s', of '%s'", app->message, message, text);
    assert_true(same_text(scene(), &before));
    scene_clear(&before);
}

static void test_what_it_runs_is_one_step_of_undo(void **state)
{
    (void)state;
    assert_undone("beale", "landscape Beale");
    assert_undone("x^2 + y^2", "formula");
    assert_undone("lr=0.03", "lr of SGD");
    assert_undone("n=20 seed=7", "steps, seed");
    assert_undone("Adam", "Adam instead of SGD");
    assert_undone("StepLR", "schedule of SGD");
    assert_undone("Adam(lr=0.5)", "Adam added");
    assert_undone("start=0,0", "start");
    assert_undone("scene saddle_escape", "landscape Saddle");
}

static void test_a_formula_is_shown_while_it_is_typed(void **state)
{
    (void)state;
    fresh(NULL);
    Scene before = {0};
    SceneView home = app->home;
    scene_copy(&before, scene());
    int steps = app->history.past.n;
    open_with("x^2");
    assert_string_equal(scene()->formula, "x^2");
    type("+");
    assert_string_equal(scene()->formula, "x^2"); // the last one that reads
    assert_true(app->palette->found.column == 5 && app->palette->found.why[0]);
    type("y^2");
    assert_string_equal(scene()->formula, "x^2+y^2");
    assert_int_equal(app->history.past.n, steps);
    press(SDLK_ESCAPE);
    assert_int_equal(app->history.past.n, steps);
    assert_true(same_text(scene(), &before));
    assert_memory_equal(&app->home.camera, &home.camera, sizeof home.camera);
    open_with("x^2+y^2");
    key_event('u', KMOD_LCTRL, false);
    assert_true(same_text(scene(), &before)); // nothing is typed any more
    type("bea");
    assert_true(same_text(scene(), &before)); // a bare word
    press(SDLK_ESCAPE);
    open_with("x^2 + y^2 +");
    press(SDLK_RETURN);
    assert_true(palette_is_open(app)); // to be put right
    press(SDLK_BACKSPACE);
    press(SDLK_BACKSPACE);
    press(SDLK_RETURN);
    assert_false(app->entry.owner);
    assert_string_equal(scene()->formula, "x^2 + y^2");
    assert_int_equal(app->history.past.n, steps + 1);
    press('l');
    key_event('l', KMOD_LSHIFT, false);
    assert_string_equal(scene()->formula, "x^2 + y^2"); // L comes back to it
    scene_clear(&before);
}

static void test_rows_are_chosen(void **state)
{
    (void)state;
    fresh(NULL);
    open_with("saddle");
    int n = app->palette->found.n;
    assert_true(n >= 3);
    char first[PALETTE_NAME_MAX], second[PALETTE_NAME_MAX];
    text_copy(first, sizeof first, top());
    press(SDLK_DOWN);
    text_copy(second, sizeof second, top());
    assert_string_not_equal(first, second);
    press(SDLK_UP);
    assert_string_equal(top(), first);
    press(SDLK_UP);
    assert_int_equal(app->palette->at, n - 1);
    press(SDLK_DOWN);
    Rect row = hit_rect(HIT_ROW, 0);
    click(row.x + 20, row.y + 10, 1);
    assert_false(app->entry.owner);
    assert_string_equal(scene()->landscape->id, "saddle");
    open_with("");
    press(SDLK_PAGEDOWN);
    press(SDLK_PAGEDOWN);
    assert_true(app->palette->at > 10 && app->palette->first > 0);
    mouse(SDL_MOUSEWHEEL, 0, 400, 300, 1);
    click(3, 590, 1); // beside it
    assert_false(app->entry.owner);
    assert_string_equal(scene()->landscape->id, "saddle");
    open_with("rosen");
    press(SDLK_TAB);
    assert_string_equal(app->entry.text, "rosenbrock");
    press(SDLK_ESCAPE);
}

static void test_earlier_ones_come_back(void **state)
{
    (void)state;
    fresh(NULL);
    run("lr=0.01");
    run("beale");
    open_with("");
    press(SDLK_UP);
    assert_string_equal(app->entry.text, "beale");
    press(SDLK_UP);
    assert_string_equal(app->entry.text, "lr=0.01");
    press(SDLK_DOWN);
    assert_string_equal(app->entry.text, "beale");
    press(SDLK_DOWN);
    assert_string_equal(app->entry.text, "");
    press(SDLK_UP);
    press(SDLK_UP);
    press(SDLK_RETURN);
    assert_true(selected()->hyper[0] == 0.01);
}

static void test_what_is_not_enabled_stays(void **state)
{
    (void)state;
    fresh(NULL);
    open_with("side by side: link or unlink the cameras");
    press(SDLK_RETURN);
    assert_true(palette_is_open(app));
    assert_non_null(strstr(app->message, "not side by side"));
    press(SDLK_ESCAPE);
    assert_false(app->entry.owner);
}

static void test_it_is_pasted_into(void **state)
{
    (void)state;
    fresh(NULL);
    open_with("");
    SDL_SetClipboardText("  x^2 +\n y^2\n");
    key_event('v', KMOD_LCTRL, false);
    assert_string_equal(app->entry.text, "x^2 +  y^2");
    assert_string_equal(scene()->formula, "x^2 +  y^2");
    key_event(SDLK_BACKSPACE, KMOD_LCTRL, false);
    assert_string_equal(app->entry.text, "x^2 +  y^");
    type("θ");
    press(SDLK_ESCAPE);
    assert_string_equal(scene()->landscape->id, "rosenbrock");
}

static void test_numbers_of_a_racer_steer(void **state)
{
    (void)state;
    fresh(NULL);
    press('z');
    run("lr=0.0002");
    press('z');
    assert_int_equal(scene_entry(scene(), 0)->changes.n, 1);
    assert_int_equal(scene_entry(scene(), 0)->changes.change[0].step, 100);
    key_event('z', KMOD_LCTRL, false);
    assert_int_equal(scene_entry(scene(), 0)->changes.n, 0);
    app->steers = false;
}

static void test_columns_are_chosen_as_the_formula_is_typed(void **state)
{
    (void)state;
    fresh(NULL);
    Error error = {""};
    char path[1024];
    assert_true(asset_path("assets/data/linear.csv", path, sizeof path, &error));
    Scene *draft = app_draft(app);
    assert_true(scene_set_landscape(draft, "x^2 + y^2", &error));
    draft->data = dataset_read(path, &error);
    assert_non_null(draft->data);
    assert_true(app_commit(app));
    const char *const *names = dataset_names(scene()->data);
    assert_true(dataset_columns(scene()->data) >= 2);
    open_with("(w*");
    assert_string_equal(top(), names[0]);
    press(SDLK_DOWN);
    assert_string_equal(top(), names[1]);
    press(SDLK_UP);
    press(SDLK_RETURN); // stands in the formula, which goes on
    assert_true(palette_is_open(app));
    char text[ENTRY_MAX];
    snprintf(text, sizeof text, "(w*%s", names[0]);
    assert_string_equal(app->entry.text, text);
    type(" + b - ");
    press(SDLK_DOWN);
    press(SDLK_TAB);
    type(")^2");
    snprintf(text, sizeof text, "(w*%s + b - %s)^2", names[0], names[1]);
    assert_string_equal(app->entry.text, text);
    press(SDLK_RETURN);
    assert_false(app->entry.owner);
    assert_string_equal(scene()->formula, text);
    assert_true(scene()->data && loss_rows(app->session.loss) > 0);
}

// As where a slider is let go of while the palette shows a formula.
static void test_rows_follow_the_scene(void **state)
{
    (void)state;
    Error error;
    fresh(NULL);
    Scene *draft = app_draft(app);
    draft->data = dataset_parse("a,t\n1,1\n2,2\n", 12, "d", &error);
    assert_true(draft->data && scene_set_landscape(draft, "(w*a + b - t)^2", &error) && app_commit(app));
    open_with("w*a + ");
    palette_update(app);
    assert_string_equal(top(), "a");
    draft = app_draft(app);
    dataset_release(draft->data);
    draft->data = NULL;
    assert_true(scene_set_landscape(draft, "x^2 + y^2", &error) && app_commit(app));
    press(SDLK_RETURN);
    assert_true(palette_is_open(app) && !app->palette->found.n);
    assert_string_equal(app->entry.text, "w*a + ");
    press(SDLK_ESCAPE);
    assert_string_equal(scene()->formula, "x^2 + y^2");
}

static void test_what_is_brought_along_keeps_the_theme(void **state)
{
    (void)state;
    const char *const names[] = {"linear_mini", "welcome", "6-adam", "learning_rate"};
    fresh(NULL);
    run("light");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        run(names[i]);
        assert_string_equal(scene()->view.theme, "light");
    }
    fresh(NULL);
    run("print");
    press(SDLK_F5);
    assert_true(scene()->presented);
    press(SDLK_PAGEDOWN);
    assert_string_equal(scene()->view.theme, "print");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_wish_is_found),
        cmocka_unit_test(test_it_opens_and_closes),
        cmocka_unit_test(test_rows_follow_the_scene),
        cmocka_unit_test(test_what_is_brought_along_keeps_the_theme),
        cmocka_unit_test(test_values_need_no_equals),
        cmocka_unit_test(test_values_begin_their_line),
        cmocka_unit_test(test_anything_can_be_run),
        cmocka_unit_test(test_what_it_runs_is_one_step_of_undo),
        cmocka_unit_test(test_a_formula_is_shown_while_it_is_typed),
        cmocka_unit_test(test_rows_are_chosen),
        cmocka_unit_test(test_earlier_ones_come_back),
        cmocka_unit_test(test_what_is_not_enabled_stays),
        cmocka_unit_test(test_it_is_pasted_into),
        cmocka_unit_test(test_numbers_of_a_racer_steer),
        cmocka_unit_test(test_a_colour_is_typed),
        cmocka_unit_test(test_columns_are_chosen_as_the_formula_is_typed),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
