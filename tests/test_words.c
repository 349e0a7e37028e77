// Titles and captions say what the scene is, and go when they no longer would.
#include "within.h"

#include "scene/knob.h"
#include "scene/racers.h"
#include "scene/words.h"

#include <stdlib.h>
#include <string.h>

static Scene read_scene(const char *name)
{
    Scene scene = {0};
    Error error = {""};
    if (!scene_read(&scene, name, &error))
        fail_msg("%s", error.text);
    return scene;
}

static void fields_are_values(void **state)
{
    (void)state;
    Scene scene = read_scene("linear_mini");
    static const char *const words[][2] = {
        {"{batch} of {rows} rows", "8 of 64 rows"},
        {"from {start}, seed {seed}", "from -1, 3, seed 1"},
        {"{n} steps", "200 steps"},
        {"a {set} and {0.lr} {} {", "a {set} and 0.1 {} {"},
        {"$\\frac{1}{n}$ of {batch}", "$\\frac{1}{n}$ of 8"},
    };
    scene.steps = 200;
    knob_set(&scene, (Knob){.kind = KNOB_HYPER}, 0.1, NULL);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char text[SCENE_CAPTION_MAX];
        scene_words(&scene, words[i][0], text, sizeof text);
        assert_string_equal(text, words[i][1]);
    }
    scene_clear(&scene);
}

typedef enum Edit { EDIT_BATCH, EDIT_VIEW, EDIT_PLAY, EDIT_NAME, EDIT_STEPS, EDIT_START, EDIT_RATE, EDIT_SEED } Edit;

static void edit(Scene *scene, Edit what)
{
    switch (what) {
    case EDIT_BATCH:
        scene->batch = 16;
        break;
    case EDIT_VIEW:
        scene->view.kind = VIEW_MAP, scene->figure.width_mm = 85;
        scene_edit_entry(scene, 0)->hidden = true;
        break;
    case EDIT_PLAY:
        scene->speed = 5;
        scene->step = 7;
        break;
    case EDIT_NAME:
        text_copy(scene_edit_entry(scene, 0)->name, SCENE_NAME_MAX + 1, "slow");
        break;
    case EDIT_STEPS:
        scene->steps++;
        break;
    case EDIT_START:
        scene->start[0] = 2;
        break;
    case EDIT_RATE:
        knob_set(scene, (Knob){.kind = KNOB_HYPER}, 0.003, NULL);
        break;
    case EDIT_SEED:
        scene->seed++;
        break;
    }
}

static void captions_go_with_the_first_edit_they_do_not_speak_of(void **state)
{
    (void)state;
    for (Edit what = EDIT_BATCH; what <= EDIT_SEED; what++) {
        Scene before = read_scene("linear_mini"), scene = {0};
        scene_copy(&scene, &before);
        edit(&scene, what);
        scene_true_words(&scene, &before);
        bool stays = what <= EDIT_NAME;
        assert_string_equal(scene.title, stays ? before.title : "after Linear regression, mini-batches");
        assert_true((scene.caption[0] != '\0') == stays);
        if (!stays) { // only once
            Scene then = {0};
            scene_copy(&then, &scene);
            scene.steps += 5;
            scene_true_words(&scene, &then);
            assert_string_equal(scene.title, then.title);
            scene_clear(&then);
        }
        scene_clear(&scene);
        scene_clear(&before);
    }
}

static void titles_that_stay_true_stay(void **state)
{
    (void)state;
    Scene before = read_scene("welcome"), scene = {0};
    before.shipped = true;
    scene_copy(&scene, &before);
    scene.steps = 5;
    scene_true_words(&scene, &before);
    assert_string_equal(scene.title, "Rosenbrock");
    scene_clear(&scene);
    scene_clear(&before);
}

// A field of numbers that the scene before did not have, since its racer was not there.
static void a_racer_more_is_an_edit(void **state)
{
    (void)state;
    Scene before = read_scene("linear_mini"), scene = {0};
    Error error;
    text_copy(before.caption, sizeof before.caption, "At a rate of {lr}.");
    scene_copy(&scene, &before);
    assert_true(scene_add_racer(&scene, "Adam(lr=0.1)", &error));
    scene_true_words(&scene, &before);
    assert_string_equal(scene.title, "after Linear regression, mini-batches");
    scene_clear(&scene);
    scene_clear(&before);
}

// Kept, saved, opened again: they are still the program's words; other ones are the user's.
static void words_are_known_again(void **state)
{
    (void)state;
    Scene scene = read_scene("linear_mini"), again = {0};
    size_t size;
    char *text = scene_print(&scene, &size, NULL);
    assert_true(scene_parse(&again, text, size, "again.yaml", NULL));
    scene_mark_words(&again);
    assert_true(again.shipped);
    text_copy(again.caption, sizeof again.caption, "My own words of {batch}.");
    scene_mark_words(&again);
    assert_false(again.shipped);
    scene_copy(&scene, &again);
    scene.steps = 5;
    scene_true_words(&scene, &again);
    assert_string_equal(scene.caption, "My own words of {batch}.");
    free(text);
    scene_clear(&scene);
    scene_clear(&again);
}

// What is opened in the window comes after another scene, and goes on being the program's.
static void words_that_come_after_others_are_known(void **state)
{
    (void)state;
    Scene before = read_scene("momentum"), scene = read_scene("linear_mini"), edited = {0};
    scene_true_words(&scene, &before);
    assert_true(scene.shipped);
    scene_copy(&edited, &scene);
    edit(&edited, EDIT_RATE);
    scene_true_words(&edited, &scene);
    assert_string_equal(edited.title, "after Linear regression, mini-batches");
    assert_string_equal(edited.caption, "");
    text_copy(scene.caption, sizeof scene.caption, "My own words.");
    scene_true_words(&scene, &before);
    assert_false(scene.shipped);
    scene_clear(&edited);
    scene_clear(&scene);
    scene_clear(&before);
}

static void shipped_words_have_values(void **state)
{
    (void)state;
    for (int i = 0; scene_builtin(i); i++) {
        Scene scene = read_scene(scene_builtin(i));
        char text[SCENE_CAPTION_MAX];
        scene_words(&scene, scene.caption, text, sizeof text);
        if (strchr(text, '{'))
            fail_msg("%s: %s", scene_builtin(i), text);
        assert_null(strpbrk(scene_builtin_title(i), "{"));
        scene_clear(&scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_values),
        cmocka_unit_test(captions_go_with_the_first_edit_they_do_not_speak_of),
        cmocka_unit_test(titles_that_stay_true_stay),
        cmocka_unit_test(a_racer_more_is_an_edit),
        cmocka_unit_test(words_are_known_again),
        cmocka_unit_test(words_that_come_after_others_are_known),
        cmocka_unit_test(shipped_words_have_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
