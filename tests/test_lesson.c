// Lessons: how slides follow from each other, what is refused, and that what the shipped ones claim is what their races
// do.
#include "app/session.h"
#include "scene/knob.h"
#include "scene/lesson.h"
#include "scene/math.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse(Scene *scene, const char *text, Error *error)
{
    return scene_parse(scene, text, strlen(text), "l.yaml", error);
}

static Scene read_lesson(const char *text)
{
    Scene scene = {0};
    Error error;
    if (!parse(&scene, text, &error))
        fail_msg("%s", error.text);
    assert_non_null(scene.lesson);
    return scene;
}

static const char two_slides[] = "ravine: 1\n"
                                 "title: Steps\n"
                                 "lesson:\n"
                                 "  - title: One step\n"
                                 "    caption: 'Downhill: $x - \\eta\\nabla f$'\n"
                                 "    formula: x^2\n"
                                 "    racers: ['SGD(lr=0.1)', 'SGD(lr=0.2)']\n"
                                 "    steps: 50\n"
                                 "    slider: 1.lr\n"
                                 "    play: {from: 2, to: 20, speed: 5}\n"
                                 "    view: {show: [gradient], hidden: [0]}\n"
                                 "  - ask: Twice the rate?\n"
                                 "    answer: Faster.\n"
                                 "  - title: Another\n"
                                 "    formula: x^2 + 3*y^2\n"
                                 "    start: [1, 2]\n"
                                 "    racers: ['Adam(lr=0.1)']\n"
                                 "    view: {show: []}\n";

static void a_slide_says_what_differs(void **state)
{
    (void)state;
    Scene scene = read_lesson(two_slides);
    assert_string_equal(scene.lesson->title, "Steps");
    assert_int_equal(scene.lesson->n, 3);
    assert_int_equal(scene.slide, 0);
    assert_true(scene.presented);
    assert_string_equal(scene.title, "One step");
    assert_int_equal(scene.view.selected, 1); // whose slider is in hand
    assert_int_equal(scene.step, 20);
    const Slide *slide = lesson_slide(&scene);
    assert_int_equal(slide->from, 2);
    assert_int_equal(slide->to, 20);

    assert_true(lesson_show(&scene, scene.lesson, 1));
    assert_string_equal(scene.title, "One step");
    assert_string_equal(lesson_slide(&scene)->ask, "Twice the rate?");
    assert_int_equal(scene.n_racers, 2);
    assert_true(scene_entry(&scene, 0)->hidden);
    assert_false(lesson_slide(&scene)->plays);
    assert_string_equal(lesson_slide(&scene)->slider, "1.lr");

    assert_true(lesson_show(&scene, scene.lesson, 2));
    assert_string_equal(scene.title, "Another");
    assert_string_equal(scene.caption, "Downhill: $x - \\eta\\nabla f$");
    assert_string_equal(lesson_slide(&scene)->ask, "");
    assert_string_equal(lesson_slide(&scene)->slider, ""); // there is no racer 1 any more
    assert_int_equal(scene.n_racers, 1);
    assert_int_equal(scene.view.show, 0);
    assert_int_equal(scene_dimension(&scene), 2);
    assert_false(lesson_show(&scene, scene.lesson, 3));
    assert_false(lesson_show(&scene, scene.lesson, -1));
    assert_int_equal(scene.slide, 2);
    scene_clear(&scene);
}

static void a_theme_that_was_chosen_stays(void **state)
{
    (void)state;
    Scene scene = read_lesson(two_slides);
    strcpy(scene.view.theme, "light");
    assert_true(lesson_show(&scene, scene.lesson, 1));
    assert_string_equal(scene.view.theme, "light");
    scene_clear(&scene);
}

static char *printed(const Scene *scene)
{
    size_t size;
    Error error = {""};
    char *bytes = scene_print(scene, &size, &error);
    if (!bytes)
        fail_msg("%s", error.text);
    return bytes;
}

// Opened, saved and opened again it is the same text. clear what comes back.
static Scene saved_and_opened(const Scene *scene)
{
    char *bytes = printed(scene);
    Scene again = read_lesson(bytes);
    char *bytes_again = printed(&again);
    assert_string_equal(bytes, bytes_again);
    free(bytes);
    free(bytes_again);
    return again;
}

static void a_slide_is_saved_with_its_lesson(void **state)
{
    (void)state;
    Scene scene = read_lesson(two_slides);
    assert_true(lesson_show(&scene, scene.lesson, 1));
    assert_true(scene_edit_lr(&scene, 0, 0.25));
    scene.view.camera.azimuth_deg = 12;
    scene.step = 7;
    scene.presented = false;
    Scene again = saved_and_opened(&scene);
    assert_int_equal(again.lesson->n, scene.lesson->n);
    assert_int_equal(again.slide, 1);
    assert_true(again.changed && !again.presented && again.step == 7 && lesson_is_edited(&again));
    assert_true(scene_racer(&again, 0)->hyper[0] == 0.25 && again.view.camera.azimuth_deg == 12);
    assert_true(lesson_show(&again, again.lesson, 1));
    assert_true(scene_racer(&again, 0)->hyper[0] != 0.25 && !lesson_is_edited(&again));
    for (int i = 0; i < scene.lesson->n; i++) {
        const Slide *was = &scene.lesson->slide[i], *is = &again.lesson->slide[i];
        assert_string_equal(was->slider, is->slider);
        assert_string_equal(was->ask, is->ask);
        assert_true(was->plays == is->plays && was->from == is->from && was->to == is->to);
    }
    scene_clear(&scene);
    scene_clear(&again);
}

static void looking_is_no_change(void **state)
{
    (void)state;
    Scene scene = read_lesson(two_slides);
    scene.view.camera.azimuth_deg = 12;
    Scene again = saved_and_opened(&scene);
    assert_true(lesson_is_edited(&again) && !again.changed);
    scene_clear(&scene);
    scene_clear(&again);
}

// A slide takes back whatever the one before has, and gives what it has not.
static void every_key_comes_and_goes(void **state)
{
    static const char many[] =
        "ravine: 1\nlesson:\n"
        "  - title: a\n    caption: b\n    formula: (x*u + y - t)^2\n    rows: |\n      u,t\n      1,2\n      2,3\n"
        "    batch: 1\n    start: [1, 2]\n    starts: {form: ring, n: 5, radius: 1}\n    seed: 3\n    steps: 50\n"
        "    stop: {loss: 0.1}\n    step: 9\n    speed: 7\n    racers: ['SGD(lr=0.1)', {racer: Adam(), color: "
        "'#123456'}]\n"
        "    changes: [40: 0.lr=0.2]\n    view: {kind: side, theme: light, ramp: magma, hidden: [1], maps: [0], show: "
        "[state],"
        " hide: [charts], loss_scale: log, span: [0, 20], cameras: ['-2, 2, -2, 2, 10, 40', '-3, 3, -3, 3, 10, 40']}\n"
        "    ask: c\n    answer: d\n    slider: 1.lr\n    play: {from: 3, to: 9}\n";
    static const char bare[] = "ravine: 1\nlesson:\n  - formula: (x*u + y - t)^2\n    rows: |\n      u,t\n      1,2\n"
                               "      2,3\n    batch_rows: |\n      0\n      1\n";
    const char *const texts[] = {many, "ravine: 1\nlesson:\n  - formula: u^2 + t^2\n",
                                 bare, many,
                                 bare, two_slides,
                                 many, "ravine: 1\nlesson:\n  - title: ''\n    landscape: beale\n"};
    (void)state;
    Scene all = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Error error = {""};
        Scene one = read_lesson(texts[i]);
        Slide slide = slide_of(&one, lesson_slide(&one)->slider);
        Lesson *lesson = lesson_put(all.lesson, "All", SLIDE_INSERT, all.lesson ? all.lesson->n : 0, &slide, &error);
        assert_non_null(lesson);
        assert_true(lesson_show(&all, lesson, lesson->n - 1));
        lesson_release(lesson);
        Scene again = saved_and_opened(&all);
        char *was = printed(&one), *is;
        for (int k = 0; k < all.lesson->n; k++) {
            Scene before = {0}, after = {0};
            scene_copy(&before, &all.lesson->slide[k].scene);
            scene_copy(&after, &again.lesson->slide[k].scene);
            free(was);
            was = printed(&before);
            is = printed(&after);
            assert_string_equal(was, is);
            free(is);
            scene_clear(&before);
            scene_clear(&after);
        }
        free(was);
        scene_clear(&again);
        scene_clear(&one);
    }
    scene_clear(&all);
}

static void a_dollar_stays_one(void **state)
{
    (void)state;
    Scene scene = {0};
    Error error;
    assert_true(parse(&scene, "ravine: 1\ncaption: costs $5\nformula: x^2\n", &error));
    Slide slide = slide_of(&scene, "");
    assert_string_equal(slide.scene.caption, "costs \\$5");
    assert_true(math_check(slide.scene.caption, &error));
    slide_clear(&slide);
    scene_clear(&scene);
}

static void a_lesson_holds_so_many_slides(void **state)
{
    (void)state;
    Scene scene = read_lesson(two_slides);
    Error error = {""};
    int n = scene.lesson->n;
    for (; n <= LESSON_SLIDES_MAX; n++) {
        Slide slide = slide_of(&scene, "");
        Lesson *lesson = lesson_put(scene.lesson, "", SLIDE_INSERT, 1, &slide, &error);
        if (!lesson)
            break;
        assert_true(lesson_show(&scene, lesson, 1));
        lesson_release(lesson);
    }
    assert_int_equal(n, LESSON_SLIDES_MAX);
    assert_string_equal(error.text, "it has 64 slides already");
    scene_clear(&scene);
}

static void refuses_with_the_line(void **state)
{
    static const struct {
        const char *slides, *why;
    } cases[] = {
        {"formula: x^2\nlesson: []\n", ":3: lesson: expected from 1 to 64 slides, found 0"},
        {"lesson:\n  - title: a\n", ":3: expected either landscape or formula"},
        {"lesson:\n  - formula: x^\n", ":3: landscape, column 3:"},
        {"lesson:\n  - formula: x^2\n  - formula: y +\n", ":4: landscape, column 4:"},
        {"lesson:\n  - formula: x^2\n  - formula: y\n    landscape: booth\n",
         ":4: expected either landscape or formula"},
        {"lesson:\n  - formula: x^2\n    titel: a\n", ":4: there is no key 'titel' in slide 1; did you mean title"},
        {"lesson:\n  - formula: x^2\n    lesson: []\n", ":4: there is no key 'lesson' in slide 1"},
        {"lesson:\n  - formula: x^2\n    answer: a\n", ":4: answer: the slide asks nothing"},
        {"lesson:\n  - formula: x^2\n    slider: 3.lr\n", ":4: slider: address, column 1:"},
        {"lesson:\n  - formula: x^2\n    play: {to: 2000}\n", ":4: to: expected a whole number from 0 to 1000"},
        {"lesson:\n  - formula: x^2\n    play: {from: 9, to: 8}\n", ":4: to: expected a whole number from 9 to 1000"},
        {"lesson:\n  - formula: x^2\n    play: {speed: 0}\n", ":4: speed: expected steps per second"},
        {"lesson:\n  - formula: x^2\n    caption: 'a $x'\n", ":4: caption: mathematics: a $ without its other one"},
        {"lesson:\n  - formula: x^2\n    ask: '$\\etta$'\n",
         ":4: ask: mathematics: there is no \\etta; did you mean \\eta"},
        {"lesson:\n  - formula: x^2\n    ask: '$\\frac{1}$'\n", ":4: ask: mathematics: \\frac is followed by 2 {...}"},
        {"formula: x^2\nslide: 1\n", ":3: slide: the scene is no lesson"},
        {"formula: x^2\nedited: {steps: 3}\n", ":3: edited: the scene is no lesson"},
        {"formula: x^2\npresented: false\n", ":3: presented: the scene is no lesson"},
        {"lesson:\n  - formula: x^2\nslide: 2\n", ":4: slide: expected a whole number from 1 to 1, found '2'"},
        {"lesson:\n  - formula: x^2\npresented: no\n", ":4: presented: there is no truth 'no'"},
        {"lesson:\n  - formula: x^2\nedited:\n  step: 2000\n", ":5: step: expected a whole number from 0 to 1000"},
        {"lesson:\n  - formula: x^2\nedited:\n  ask: a\n", ":5: there is no key 'ask' in edited"},
        {"lesson:\n  - formula: x^2\nedited:\n  caption: 'a $x'\n", ":5: caption: mathematics: a $ without its"},
        {"lesson:\n  - formula: x^2\n    ask: '$x^{2$'\n", ":4: ask: mathematics: a { without its }"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        Scene scene = {0};
        Error error;
        snprintf(text, sizeof text, "ravine: 1\n%s", cases[i].slides);
        assert_false(parse(&scene, text, &error));
        if (!strstr(error.text, cases[i].why))
            fail_msg("expected '%s'; got '%s'", cases[i].why, error.text);
        assert_null(scene.lesson);
    }
}

static void mathematics_as_plain_letters(void **state)
{
    static const char *const cases[][2] = {
        {"Downhill: $x \\leftarrow x - \\eta\\nabla f$", "Downhill: x  ←  x − η∇ f"},
        {"$x^2_{1}$, $\\frac{1}{n}$", "x²₁, 1/n"},
        {"$\\racer{1}{v}$ and $\\hat{m}$", "v and m\u0302"},
        {"costs \\$5", "costs $5"},
        {"costs $5", "costs $5"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char plain[128];
        math_plain(cases[i][0], plain, sizeof plain);
        assert_string_equal(plain, cases[i][1]);
    }
}

// ---- the shipped lessons

static Scene read_shipped(const char *name)
{
    Scene scene = {0};
    Error error;
    if (!scene_read(&scene, name, &error))
        fail_msg("%s", error.text);
    assert_non_null(scene.lesson);
    return scene;
}

// Each, with something edited on each slide.
static void the_shipped_ones_come_back(void **state)
{
    (void)state;
    for (int n = 0; lesson_builtin(n); n++) {
        Scene scene = read_shipped(lesson_builtin(n));
        assert_true(lesson_is_shipped(scene.lesson));
        for (int i = 0; i < scene.lesson->n; i++) {
            assert_true(lesson_show(&scene, scene.lesson, i));
            assert_false(lesson_is_edited(&scene));
            assert_true(scene_edit_lr(&scene, 0, 0.0123));
            Scene again = saved_and_opened(&scene);
            assert_true(again.slide == i && again.changed);
            scene_clear(&again);
        }
        scene_clear(&scene);
    }
}

// In the order of the course, six to twelve slides each, and one slider on every slide that names one.
static void the_course_is_whole(void **state)
{
    (void)state;
    int n = 0;
    for (; lesson_builtin(n); n++) {
        assert_int_equal(lesson_builtin(n)[0], '1' + n);
        Scene scene = read_shipped(lesson_builtin(n));
        assert_true(scene.lesson->n >= 6 && scene.lesson->n <= 12);
        assert_string_equal(scene.lesson->title, lesson_builtin_title(n));
        for (int i = 0; i < scene.lesson->n; i++) {
            assert_true(lesson_show(&scene, scene.lesson, i));
            const Slide *slide = lesson_slide(&scene);
            if (slide->slider[0] && slide_slider(&scene, slide) < 0)
                fail_msg("%s, slide %d: slider %s is not at hand", lesson_builtin(n), i + 1, slide->slider);
            assert_true(scene.title[0] && scene.caption[0]);
        }
        scene_clear(&scene);
    }
    assert_int_equal(n, 9);
}

typedef enum Quantity { LOSS, X, Y, AWAY, LR, STEP_X, STEP_Y } Quantity; // AWAY: from (0, 0); STEP: by the step to here
typedef enum Than { BELOW, ABOVE, NEAR } Than;                           // NEAR: within a hundredth of it

// What a slide says of a racer, at a step, with a knob turned where one is named.
typedef struct Claim {
    const char *lesson;
    int slide, racer, step;
    Quantity quantity;
    Than than;
    double value;
    const char *knob; // "" or "ADDRESS=VALUE"
} Claim;

static const Claim claims[] = {
    {"1-step", 3, 0, 1, STEP_X, NEAR, 1.5, ""},
    {"1-step", 4, 0, 1, X, NEAR, 1 - 0.7 * 5, ""},       // seven tenths are left
    {"1-step", 4, 0, 2, X, NEAR, 1 - 0.7 * 0.7 * 5, ""}, //
    {"1-step", 5, 0, 40, X, ABOVE, 0.9, ""},             // in the right well
    {"1-step", 5, 0, 40, X, ABOVE, 0.9, "start.x=0.07"},
    {"1-step", 5, 0, 40, X, BELOW, -0.9, "start.x=0.05"},
    {"2-rate", 1, 0, 60, X, ABOVE, 1, ""}, // of 4
    {"2-rate", 2, 0, 10, X, NEAR, 4.0 / 1024, ""},
    {"2-rate", 3, 0, 1, X, NEAR, -4 * 0.6, ""},
    {"2-rate", 4, 0, 19, X, NEAR, -4, ""},
    {"2-rate", 4, 0, 20, X, NEAR, 4, ""},
    {"2-rate", 5, 0, 60, LOSS, ABOVE, 9e4 * 8, ""},
    {"2-rate", 5, 0, 60, LOSS, BELOW, 1e5 * 8, ""},
    {"2-rate", 6, 0, 60, LOSS, BELOW, 8, "k=2.2"},
    {"2-rate", 6, 0, 60, LOSS, ABOVE, 20, "k=2.25"},
    {"2-rate", 7, 0, 60, LOSS, BELOW, 2, ""},
    {"2-rate", 7, 1, 60, LOSS, ABOVE, 600, ""},
    {"3-batch", 1, 0, 200, LOSS, BELOW, 0.135, ""},
    {"3-batch", 2, 0, 100, LOSS, BELOW, 0.5, ""},
    {"3-batch", 3, 0, 100, LOSS, BELOW, 0.15, ""},
    {"3-batch", 4, 0, 200, LOSS, ABOVE, 0.2, ""},          // strays
    {"3-batch", 4, 0, 200, LOSS, ABOVE, 0.5, "0.lr=0.01"}, // not there yet
    {"3-batch", 5, 0, 20, LOSS, BELOW, 0.16, "batch=64"},
    {"3-batch", 5, 0, 200, LOSS, ABOVE, 1, ""},
    {"4-momentum", 1, 0, 1, Y, BELOW, -1.3, ""}, // from wall to wall
    {"4-momentum", 1, 0, 40, AWAY, ABOVE, 0.17, ""},
    {"4-momentum", 2, 1, 40, AWAY, BELOW, 0.05, ""},
    {"4-momentum", 3, 1, 20, X, ABOVE, 3, "1.momentum=0.98"},
    {"4-momentum", 3, 1, 100, LOSS, ABOVE, 3, "1.momentum=0.98"},
    {"4-momentum", 4, 0, 2, Y, BELOW, -0.8, ""},
    {"4-momentum", 4, 1, 2, Y, ABOVE, -0.6, ""},
    {"4-momentum", 5, 0, 100, X, NEAR, 0.96, ""},
    {"4-momentum", 5, 1, 100, X, BELOW, -1, ""},
    {"4-momentum", 5, 1, 100, X, NEAR, 0.96, "1.momentum=0.5"},
    {"4-momentum", 6, 0, 20, LOSS, ABOVE, 0.5, ""},
    {"4-momentum", 6, 1, 20, LOSS, BELOW, 1e-4, ""},
    {"5-rmsprop", 1, 0, 60, X, BELOW, -1.5, ""},
    {"5-rmsprop", 1, 0, 60, LOSS, ABOVE, 1e3, "0.lr=0.021"},
    {"5-rmsprop", 2, 1, 60, X, ABOVE, -0.11, ""},
    {"5-rmsprop", 3, 0, 20, X, NEAR, -1.0422, ""},
    {"5-rmsprop", 3, 0, 20, X, NEAR, -1.0422, "k=1000"},
    {"5-rmsprop", 4, 0, 1, STEP_X, NEAR, 0.5, ""},
    {"5-rmsprop", 4, 1, 1, STEP_X, NEAR, 0.158, ""},
    {"5-rmsprop", 4, 0, 200, LOSS, BELOW, 1e-12, ""},
    {"5-rmsprop", 5, 0, 200, LOSS, ABOVE, 0.01, ""},
    {"5-rmsprop", 6, 1, 60, LOSS, BELOW, 0.02, ""},
    {"6-adam", 3, 0, 1, STEP_X, NEAR, 0.2, ""},
    {"6-adam", 3, 0, 1, STEP_Y, NEAR, -0.2, ""},
    {"6-adam", 4, 0, 1, Y, BELOW, 0.5, ""},
    {"6-adam", 4, 1, 20, X, BELOW, -1, ""},
    {"6-adam", 4, 2, 40, X, ABOVE, 0.4, ""}, // swings past
    {"6-adam", 5, 2, 1, STEP_X, NEAR, 0.4, ""},
    {"6-adam", 6, 0, 150, AWAY, ABOVE, 4.77 / 2, ""},
    {"6-adam", 6, 1, 150, AWAY, BELOW, 0.1, ""},
    {"7-decay", 1, 0, 300, LOSS, ABOVE, 0.5, ""},
    {"7-decay", 2, 1, 10, LOSS, ABOVE, 1, ""},
    {"7-decay", 2, 0, 10, LOSS, BELOW, 0.2, ""},
    {"7-decay", 3, 1, 300, LOSS, BELOW, 0.001, ""},
    {"7-decay", 3, 1, 60, LR, NEAR, 0.06, ""},
    {"7-decay", 4, 0, 300, LOSS, BELOW, 0.01, ""},
    {"7-decay", 4, 1, 300, LR, BELOW, 1e-9, ""},
    {"7-decay", 5, 0, 100, LOSS, ABOVE, 0.25, ""},
    {"7-decay", 5, 0, 300, LOSS, ABOVE, 0.25, ""},
    {"7-decay", 6, 0, 0, LR, NEAR, 0.002, ""},
    {"7-decay", 6, 0, 30, LR, NEAR, 0.2, ""},
    {"8-saddles", 2, 0, 200, AWAY, BELOW, 0.001, ""},
    {"8-saddles", 2, 1, 200, AWAY, BELOW, 0.02, ""},
    {"8-saddles", 3, 2, 60, Y, ABOVE, 1, ""},
    {"8-saddles", 3, 3, 60, Y, ABOVE, 1, ""},
    {"8-saddles", 3, 0, 60, Y, BELOW, 0.05, ""},
    {"8-saddles", 3, 0, 100, Y, ABOVE, 0.1, ""},
    {"8-saddles", 4, 0, 100, AWAY, ABOVE, 0.3, ""},
    {"8-saddles", 4, 0, 100, AWAY, BELOW, 0.02, "sigma=0"},
    {"8-saddles", 5, 0, 120, LOSS, ABOVE, 0.19, ""},
    {"8-saddles", 5, 1, 120, LOSS, BELOW, 0.001, ""},
    {"8-saddles", 6, 2, 50, LOSS, BELOW, 0.05, ""},
    {"8-saddles", 6, 1, 50, LOSS, ABOVE, 0.05, ""},
    {"8-saddles", 6, 3, 100, LOSS, BELOW, 0.01, ""},
    {"8-saddles", 6, 0, 200, LOSS, ABOVE, 1, ""},
    {"9-choosing", 3, 1, 300, LR, BELOW, 1e-9, ""},
    {"9-choosing", 4, 0, 120, LOSS, ABOVE, 4, ""},
    {"9-choosing", 4, 1, 120, LOSS, BELOW, 1e-6, ""},
    {"9-choosing", 4, 2, 100, LOSS, ABOVE, 1, ""},
};

static void turn(Scene *scene, const char *text)
{
    char address[64];
    double value;
    KnobSet set;
    Error error;
    if (!text[0])
        return;
    assert_int_equal(sscanf(text, "%63[^=]=%lf", address, &value), 2);
    if (!knob_parse(scene, address, 0, &set, &error) || !knob_set(scene, set.knob[0], value, &error))
        fail_msg("%s: %s", text, error.text);
}

static double measured(const Race *race, const Claim *claim)
{
    RacePoint point = race_point(race, claim->racer, claim->step);
    double x = point.at[0], y = race_dimension(race) > 1 ? point.at[1] : 0;
    RacePoint before = race_point(race, claim->racer, claim->step > 0 ? claim->step - 1 : 0);
    switch (claim->quantity) {
    case LOSS:
        return point.loss;
    case X:
        return x;
    case Y:
        return y;
    case AWAY:
        return hypot(x, y);
    case LR:
        return point.lr;
    case STEP_X:
        return x - before.at[0];
    default:
        return y - (race_dimension(race) > 1 ? before.at[1] : 0);
    }
}

static bool holds(const Claim *claim, double value)
{
    if (claim->than == NEAR)
        return fabs(value - claim->value) <= 0.01 * fabs(claim->value);
    return claim->than == BELOW ? value < claim->value : value > claim->value;
}

static void what_slides_claim_is_so(void **state)
{
    static const char *const words[] = {"below", "above", "near"};
    (void)state;
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        const Claim *claim = &claims[i];
        Scene scene = read_shipped(claim->lesson);
        Session session = {0};
        Error error;
        assert_true(lesson_show(&scene, scene.lesson, claim->slide - 1));
        turn(&scene, claim->knob);
        assert_true(session_take(&session, &scene, claim->step, &error));
        double value = measured(session.race, claim);
        if (!holds(claim, value))
            fail_msg("%s, slide %d, racer %d, step %d %s: %g is not %s %g", claim->lesson, claim->slide, claim->racer,
                     claim->step, claim->knob, value, words[claim->than], claim->value);
        session_close(&session);
        scene_clear(&scene);
    }
}

// What was in hand has become a ghost since: nothing is in hand, and the lesson still opens.
static void a_ghost_is_in_no_hand(void **state)
{
    (void)state;
    Scene scene = {0}, again = {0};
    Error error = {""};
    scene_default(&scene);
    scene_edit_entry(&scene, 1)->ghost = true;
    Slide slide = slide_of(&scene, "1.lr");
    assert_string_equal(slide.slider, "");
    assert_int_equal(slide.scene.view.selected, scene.view.selected);
    Lesson *lesson = lesson_put(NULL, "one", SLIDE_INSERT, 0, &slide, &error);
    assert_true(lesson && lesson_show(&again, lesson, 0));
    lesson_release(lesson);
    size_t size;
    char *text = scene_print(&again, &size, &error);
    if (!text || !scene_parse(&scene, text, size, "saved", &error))
        fail_msg("%s", error.text);
    free(text);
    static const char inherits[] = "ravine: 1\nlandscape: rosenbrock\nracers: [SGD(lr=0.1), Adam(lr=0.1)]\nlesson:\n"
                                   "  - title: a\n    slider: 1.lr\n  - title: b\n    racers:\n      - SGD(lr=0.1)\n"
                                   "      - {racer: Adam(lr=0.1), ghost: true}\n";
    if (!scene_parse(&scene, inherits, strlen(inherits), "typed", &error))
        fail_msg("%s", error.text);
    assert_string_equal(scene.lesson->slide[1].slider, "");
    assert_int_equal(scene.lesson->slide[1].scene.view.selected, 0);
    scene_clear(&scene);
    scene_clear(&again);
}

// What has no title on a slide has none when it is opened again.
static void an_edit_has_its_own_title(void **state)
{
    (void)state;
    Error error;
    for (int presented = 0; presented < 2; presented++) {
        Scene scene = {0}, again = {0};
        size_t size;
        assert_true(scene_read(&scene, "2-rate", &error));
        scene.presented = presented;
        assert_true(scene_set_landscape(&scene, "x^4 + y^2", &error));
        char *text = scene_print(&scene, &size, &error);
        assert_true(scene_parse(&again, text, size, "again", &error));
        assert_string_equal(again.title, scene.title);
        assert_string_equal(again.caption, scene.caption);
        assert_true((again.title[0] != '\0') == presented);
        free(text);
        scene_clear(&again);
        scene_clear(&scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slide_says_what_differs),    cmocka_unit_test(a_theme_that_was_chosen_stays),
        cmocka_unit_test(a_ghost_is_in_no_hand),        cmocka_unit_test(a_slide_is_saved_with_its_lesson),
        cmocka_unit_test(looking_is_no_change),         cmocka_unit_test(every_key_comes_and_goes),
        cmocka_unit_test(a_dollar_stays_one),           cmocka_unit_test(a_lesson_holds_so_many_slides),
        cmocka_unit_test(the_shipped_ones_come_back),   cmocka_unit_test(refuses_with_the_line),
        cmocka_unit_test(mathematics_as_plain_letters), cmocka_unit_test(the_course_is_whole),
        cmocka_unit_test(what_slides_claim_is_so),      cmocka_unit_test(an_edit_has_its_own_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
