// Nothing is lost: the scene is kept after each change, and what was kept is offered until Enter, Esc or an edit.
#include "app/open.h"
#include "app/resume.h"
#include "base/file.h"
#include "scene/lesson.h"
#include "seat.h"

#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/ravine-resume-XXXXXX";

static int open_here(void **state)
{
    return !mkdtemp(folder) || setenv("XDG_STATE_HOME", folder, 1) || open_group(state);
}

static int close_here(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return close_group(state) || system(command);
}

// A process that begins with the welcome scene.
static void begin(bool offers)
{
    fresh(NULL);
    app->offers = false;
    resume_begin(app, offers);
    frame();
}

static void forget_all(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s/ravine", folder);
    assert_int_equal(system(command), 0);
}

// One that begins where nothing was left.
static void begin_alone(void)
{
    forget_all();
    begin(true);
}

static double lr(void)
{
    return selected()->hyper[0];
}

static bool is_kept(double lr, int step)
{
    Scene kept = {0};
    bool is = app->keep.path[0] && scene_read(&kept, app->keep.path, NULL) && kept.step == step &&
              scene_racer(&kept, kept.view.selected)->hyper[0] == lr;
    scene_clear(&kept);
    return is;
}

static void what_changes_is_kept(void **state)
{
    (void)state;
    begin_alone();
    assert_false(app->offers);
    press(SDLK_RIGHT);
    frames_until(is_kept(lr(), 100));
    press('.');
    frames_until(is_kept(lr(), 101));
    key_event('z', KMOD_LCTRL, false);
    frames_until(is_kept(lr(), 101));
    press(SDLK_RIGHT); // and at the end, at once
    double last = lr();
    resume_end(app);
    begin(true);
    assert_true(app->offers && lr() != last);
    resume_end(app);
}

// One at an lr that is returned, paused at step 103.
static double leave_one(void)
{
    begin_alone();
    press(SDLK_RIGHT);
    app_seek(app, 103);
    double lr_then = lr();
    frames_until(is_kept(lr_then, 103));
    resume_end(app);
    return lr_then;
}

// What the program proposed goes with the landscape, as it would have; a number that was turned stays.
static void rates_stay_whose_they_are(void **state)
{
    (void)state;
    begin_alone();
    open_builtin(app, "momentum");
    app->session.scene.view.selected = 0;
    press(SDLK_RIGHT);
    double turned = lr(), proposed = scene_racer(scene(), 1)->hyper[0];
    frames_until(is_kept(turned, (int)app->step));
    resume_end(app);
    begin(true);
    press(SDLK_RETURN);
    assert_true(lr() == turned && scene_racer(scene(), 1)->hyper[0] == proposed);
    press('l');
    assert_true(lr() == turned && scene_racer(scene(), 1)->hyper[0] != proposed);
    resume_end(app);
}

static void enter_goes_on(void **state)
{
    (void)state;
    double then = leave_one();
    begin(true);
    assert_true(app->offers && lr() != then);
    press(SDLK_SPACE); // that is no edit
    press('v');
    press(SDLK_SPACE);
    assert_true(app->offers && !app->keep.path[0]);
    press(SDLK_RETURN);
    assert_true(!app->offers && !app->playing && lr() == then && app->step == 103 && !app->entry.owner);
    assert_true(is_kept(then, 103));
    assert_false(app->keep.left[0]);
    press(SDLK_RETURN); // types a number again
    assert_non_null(app->entry.owner);
    press(SDLK_ESCAPE);
    key_event('z', KMOD_LCTRL, false);
    assert_true(lr() != then);
    resume_end(app);
}

static bool is_offered(void)
{
    for (int i = 0; i < app->list->n_hits; i++)
        if (app->list->hits[i].kind == HIT_OFFER)
            return true;
    return false;
}

static void the_offer_is_pressed(void **state)
{
    (void)state;
    for (int which = 0; which < 2; which++) {
        double then = leave_one();
        begin(true);
        frame();
        assert_true(app->offers);
        Rect place = hit_rect(HIT_OFFER, which);
        click(place.x + place.w / 2, place.y + place.h / 2, 1);
        assert_true(!app->offers && (lr() == then) == (which == 0));
        frame();
        assert_false(is_offered());
        resume_end(app);
    }
}

// A start that was no more than looked at leaves what there was for the next.
static void what_was_left_stays_until_there_is_more(void **state)
{
    (void)state;
    double then = leave_one();
    begin(true);
    assert_true(app->offers);
    resume_end(app);
    begin(true);
    press(SDLK_ESCAPE);
    assert_true(!app->offers && !app->quit);
    press('.');
    frames_until(!app->kept.at_ms);
    assert_false(app->keep.path[0]);
    resume_end(app);
    begin(true);
    assert_true(app->offers);
    press(SDLK_ESCAPE);
    press('v');
    frames_until(app->keep.path[0]);
    resume_end(app);
    begin(true);
    assert_true(app->offers && app->left.view.kind != scene()->view.kind);
    press(SDLK_RETURN);
    assert_true(lr() != then);
    resume_end(app);
}

static void an_edit_declines(void **state)
{
    (void)state;
    leave_one();
    begin(true);
    press(SDLK_RIGHT);
    assert_false(app->offers);
    double now = lr();
    frames_until(is_kept(now, 100));
    press(SDLK_RETURN);
    assert_non_null(app->entry.owner);
    press(SDLK_ESCAPE);
    resume_end(app);
    begin(true);
    press(SDLK_RETURN);
    assert_true(lr() == now);
    resume_end(app);
}

static void a_scene_of_ones_own_is_kept_and_offers_nothing(void **state)
{
    (void)state;
    leave_one();
    begin(false);
    assert_false(app->offers);
    frames_until(app->keep.path[0]);
    resume_end(app);
}

static void what_is_shown_already_is_not_offered(void **state)
{
    (void)state;
    begin_alone();
    frames_until(is_kept(lr(), 100));
    resume_end(app);
    begin(true);
    assert_false(app->offers);
    resume_end(app);
}

static void a_folder_that_cannot_be_written_is_said_once(void **state)
{
    (void)state;
    Error error;
    char in_the_way[128];
    forget_all();
    snprintf(in_the_way, sizeof in_the_way, "%s/ravine", folder);
    assert_true(file_write(in_the_way, "", 0, &error));
    begin(true);
    frames_until(app->message_until_ms);
    assert_true(app->message_is_error && strstr(app->message, "not kept") && strstr(app->message, app->keep.folder));
    press('.');
    frames_until(!app->kept.at_ms);
    assert_false(app->message_until_ms);
    resume_end(app);
}

static void the_offer_is_seen(void **state)
{
    (void)state;
    leave_one();
    begin(true);
    char words[128];
    resume_words(app, words, sizeof words);
    assert_string_equal(words, "Rosenbrock, step 103");
    bool seen = false;
    for (int i = 0; i < app->list->n_texts; i++)
        seen |= !strcmp(app->list->texts[i].text, "go on where you were");
    assert_true(seen);
    resume_end(app);
}

// The same slide of the same lesson, as it was edited.
static void a_slide_goes_on(void **state)
{
    (void)state;
    begin_alone();
    open_builtin(app, "4-momentum");
    press(SDLK_PAGEDOWN);
    press(SDLK_RIGHT);
    app->playing = false;
    app_seek(app, 17);
    double momentum = selected()->hyper[1];
    int slider = app->slider;
    resume_end(app);
    begin(true);
    assert_true(app->offers);
    press(SDLK_RETURN);
    const Scene *now = &app->session.scene;
    assert_non_null(now->lesson);
    assert_true(now->slide == 1 && now->lesson->n == 6 && now->presented && now->changed);
    assert_true(app->step == 17 && app->slider == slider && selected()->hyper[1] == momentum);
    press(SDLK_PAGEUP);
    press(SDLK_PAGEDOWN);
    assert_true(selected()->hyper[1] == 0.8); // as it is written
    resume_end(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_changes_is_kept),
        cmocka_unit_test(enter_goes_on),
        cmocka_unit_test(the_offer_is_pressed),
        cmocka_unit_test(rates_stay_whose_they_are),
        cmocka_unit_test(what_was_left_stays_until_there_is_more),
        cmocka_unit_test(an_edit_declines),
        cmocka_unit_test(a_scene_of_ones_own_is_kept_and_offers_nothing),
        cmocka_unit_test(what_is_shown_already_is_not_offered),
        cmocka_unit_test(a_folder_that_cannot_be_written_is_said_once),
        cmocka_unit_test(a_slide_goes_on),
        cmocka_unit_test(the_offer_is_seen),
    };
    return cmocka_run_group_tests(tests, open_here, close_here);
}
