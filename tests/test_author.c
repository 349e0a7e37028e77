// A lesson of one's own: Ctrl+Shift+S makes the scene that is shown its next slide.
#include "app/column.h"
#include "app/open.h"
#include "base/file.h"
#include "folder.h"
#include "scene/knob.h"
#include "scene/lesson.h"
#include "scene/spec.h"
#include "scene/steer.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static void add(const char *said)
{
    key_event('s', KMOD_LCTRL | KMOD_LSHIFT, false);
    assert_string_equal(app->message, said);
    assert_false(app->message_is_error);
}

// clear what comes back.
static Scene read_lesson(const char *path, int slides)
{
    Scene read = {0};
    Error error = {""};
    if (!scene_read(&read, path, &error))
        fail_msg("%s", error.text);
    assert_non_null(read.lesson);
    assert_int_equal(read.lesson->n, slides);
    assert_int_equal(read.slide, 0);
    return read;
}

static void assert_rates(const char *path, int n, const double *lr)
{
    Scene lesson = read_lesson(path, n);
    for (int i = 0; i < n; i++)
        assert_true(scene_racer(&lesson.lesson->slide[i].scene, 0)->hyper[0] == lr[i]);
    scene_clear(&lesson);
}

static double lr(void)
{
    return scene_racer(scene(), 0)->hyper[0];
}

static void slide_by_slide(void **state)
{
    (void)state;
    begin("");
    strcpy(app->session.scene.title, "Of $5");
    strcpy(app->session.scene.caption, "It costs $5");
    double rate[3] = {lr()};
    add("slide 1 of lesson-001.yaml");
    assert_true(scene()->lesson && !scene()->presented && !scene()->changed);
    press(SDLK_RIGHT);
    rate[2] = lr();
    add("slide 2 of lesson-001.yaml");
    Scene lesson = read_lesson("lesson-001.yaml", 2);
    const Slide *slide = lesson.lesson->slide;
    assert_string_equal(slide[0].scene.title, "Of $5");
    assert_string_equal(slide[0].scene.caption, "It costs \\$5");
    assert_string_equal(slide[0].slider, "0.lr");
    assert_int_equal(slide[0].scene.step, 100);
    scene_clear(&lesson);
    press(SDLK_PAGEUP); // behind the one that is shown
    assert_true(scene()->presented && lr() == rate[0]);
    press(SDLK_LEFT);
    rate[1] = lr();
    add("slide 2 of lesson-001.yaml");
    assert_rates("lesson-001.yaml", 3, rate);
    press(SDLK_PAGEDOWN);
    assert_true(scene()->slide == 2 && lr() == rate[2]);
    assert_false(file_exists("lesson-002.yaml"));
}

static void never_over_another_file(void **state)
{
    (void)state;
    begin("");
    Error error;
    assert_true(file_write("lesson-001.yaml", "mine", 4, &error));
    add("slide 1 of lesson-002.yaml");
    open_builtin(app, "double_well"); // goes into the same one
    add("slide 2 of lesson-002.yaml");
    open_builtin(app, "4-momentum"); // as does a slide of one that is not one's own, whole
    press(SDLK_PAGEDOWN);
    press(SDLK_PAGEDOWN);
    add("slide 3 of lesson-002.yaml");
    Scene lesson = read_lesson("lesson-002.yaml", 3);
    assert_string_equal(lesson.lesson->title, "My lesson");
    assert_string_equal(lesson.lesson->slide[2].ask, "What happens at $\\mu = 0.98$?");
    assert_true(lesson.lesson->slide[2].plays);
    assert_string_equal(lesson.lesson->slide[2].slider, "1.momentum");
    scene_clear(&lesson);
    size_t size;
    char *bytes = file_read("lesson-001.yaml", &size, NULL);
    assert_string_equal(bytes, "mine");
    free(bytes);
}

static void undo_takes_it_back(void **state)
{
    (void)state;
    begin("");
    double rate[2] = {lr()};
    add("slide 1 of lesson-001.yaml");
    press(SDLK_RIGHT);
    rate[1] = lr();
    add("slide 2 of lesson-001.yaml");
    key_event('z', KMOD_LCTRL, false);
    assert_string_equal(app->message, "undone: slide 2 added");
    assert_int_equal(scene()->lesson->n, 1);
    key_event('s', KMOD_LCTRL, false); // one's own file is as one's lesson is
    assert_rates("lesson-001.yaml", 1, &rate[1]);
}

// In its own file: a lesson that was written by hand, too.
static void a_lesson_that_was_opened_goes_on(void **state)
{
    (void)state;
    begin("");
    static const char text[] = "ravine: 1\ntitle: Hand\nlesson:\n  - formula: x^2\n    racers: [SGD(lr=0.1)]\n"
                               "    ask: Why?\n    answer: So.\n  - title: b\n";
    Error error;
    assert_true(file_write("hand.yaml", text, strlen(text), &error));
    open_file(app, "hand.yaml");
    add("slide 2 of hand.yaml");
    Scene lesson = read_lesson("hand.yaml", 3);
    assert_string_equal(lesson.lesson->title, "Hand");
    assert_string_equal(lesson.lesson->slide[0].ask, "Why?");
    assert_string_equal(lesson.lesson->slide[1].ask, ""); // the question is asked once
    assert_string_equal(lesson.lesson->slide[2].scene.title, "b");
    scene_clear(&lesson);
}

static void what_cannot_be_written_is_said(void **state)
{
    (void)state;
    begin("");
    add("slide 1 of lesson-001.yaml");
    assert_int_equal(remove("lesson-001.yaml"), 0);
    assert_int_equal(system("mkdir lesson-001.yaml"), 0);
    key_event('s', KMOD_LCTRL | KMOD_LSHIFT, false);
    assert_true(app->message_is_error && strstr(app->message, "lesson-001.yaml"));
    assert_int_equal(scene()->lesson->n, 1);
}

// The slider in hand is of a schedule that is there only from the shown step on: the slide's own racers have none.
static void a_steered_slider_is_no_slide_s(void **state)
{
    (void)state;
    begin("");
    Error error;
    Racer with;
    Scene *draft = app_draft(app);
    assert_true(spec_read("SGD(lr=0.1) | StepLR(step_size=5)", &with, &error));
    assert_true(steer_schedule(draft, 2, draft->view.selected, &with.schedule, &error) && app_commit(app));
    app->steers = true;
    Scene steered = {0};
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    assert_true(steer_hand(&steered, scene(), (int)ceil(app->step)));
    int n = knob_list_column(&steered, knobs, KNOBS_OF_COLUMN_MAX), at = 0;
    while (at < n && knobs[at].kind != KNOB_SCHEDULE)
        at++;
    assert_true(at < n && !knob_exists(scene(), knobs[at]));
    column_hold(app, at);
    add("slide 1 of lesson-001.yaml");
    Scene lesson = read_lesson("lesson-001.yaml", 1);
    assert_string_equal(lesson.lesson->slide[0].slider, "");
    scene_clear(&lesson);
    scene_clear(&steered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slide_by_slide),
        cmocka_unit_test(never_over_another_file),
        cmocka_unit_test(undo_takes_it_back),
        cmocka_unit_test(a_lesson_that_was_opened_goes_on),
        cmocka_unit_test(what_cannot_be_written_is_said),
        cmocka_unit_test(a_steered_slider_is_no_slide_s),
    };
    return cmocka_run_group_tests(tests, open_here, close_here);
}
