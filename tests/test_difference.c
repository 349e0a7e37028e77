// What an edit is called: each kind of edit, and that every knob is named by its own words.
#include "entries.h"
#include "scene/difference.h"
#include "scene/knob.h"
#include "scene/steer.h"

#include <string.h>

static const char six[] = "ravine: 1\nlandscape: quadratic k=25\nstart: [-3, 1]\nracers:\n"
                          "  - SGD(lr=0.01, momentum=0.9) | StepLR(30)\n  - Adam(lr=0.1)\n  - RMSprop(lr=0.02)\n";

static void open_six(Scene *scene)
{
    Error error = {""};
    if (!scene_parse(scene, six, strlen(six), "six", &error))
        fail_msg("%s", error.text);
}

static void add(Scene *scene, const char *spec)
{
    Error error;
    assert_true(scene_add_racer(scene, spec, &error));
}

static void put(Scene *scene, int racer, const char *spec)
{
    Scene other = {0};
    add(&other, spec);
    SceneRacer *entry = scene_edit_entry(scene, racer);
    entry->racer = *scene_racer(&other, 0);
    scene_clear(&other);
}

static void steer(Scene *scene, const char *text)
{
    Error error;
    if (!steer_read(scene, text, STEER_NUMBERS, &error))
        fail_msg("%s", error.text);
}

static void place(Scene *scene, const char *text)
{
    Error error;
    assert_true(scene_set_landscape(scene, text, &error));
}

enum { EDITS = 17 };

static const char *edit(Scene *scene, int k)
{
    switch (k) {
    case 0:
        scene_edit_racer(scene, 1)->hyper[0] = 0.2;
        return "lr of Adam";
    case 1:
        for (int i = 0; i < 3; i++)
            scene_set_lr(scene_edit_racer(scene, i), 0.5);
        return "lr of 3 racers";
    case 2:
        place(scene, "beale");
        scene_edit_racer(scene, 1)->hyper[0] = 0.2;
        return "landscape Beale";
    case 3:
        place(scene, "x^2 + 2*y^2");
        return "formula";
    case 4:
        put(scene, 1, "SGD(lr=0.1)");
        return "SGD instead of Adam";
    case 5:
        put(scene, 1, "Lookahead(Adam(lr=0.1))");
        return "Lookahead instead of Adam";
    case 6:
        put(scene, 0, "SGD(lr=0.01, momentum=0.9) | ExponentialLR(0.9)");
        return "schedule of SGD";
    case 7:
        add(scene, "Adagrad(lr=0.1)");
        return "Adagrad added";
    case 8:
        scene_remove_racer(scene, 0);
        return "SGD removed";
    case 9:
        scene_move_racer(scene, 0, 2);
        return "order of racers";
    case 10:
        scene->start[0] = scene->start[1] = 1;
        return "start";
    case 11:
        scene->constants[0].value = 30;
        return "k";
    case 12:
        steer(scene, "60: 1.lr=0.5");
        return "change of Adam at step 60";
    case 13:
        assert_true(scene_keep_ghost(scene, 1, 0xffffff));
        return "ghost of Adam";
    case 14:
        strcpy(scene_edit_entry(scene, 2)->name, "mine");
        return "name of mine";
    case 15:
        scene->view.selected = 2;
        scene->speed = 5;
        return "";
    default:
        scene_edit_racer(scene, 1)->hyper[1] = 0.5;
        scene_edit_racer(scene, 1)->hyper[2] = 0.5;
        return "2 numbers of Adam";
    }
}

static void assert_called(const Scene *before, const Scene *after, const char *words)
{
    char text[DIFFERENCE_MAX];
    scene_difference(before, after, text, sizeof text);
    assert_string_equal(text, words);
}

static void each_edit_has_its_words(void **state)
{
    (void)state;
    for (int k = 0; k < EDITS; k++) {
        Scene before = {0}, after = {0};
        open_six(&before);
        scene_copy(&after, &before);
        const char *words = edit(&after, k);
        assert_called(&before, &after, words);
        assert_called(&before, &before, "");
        scene_clear(&before);
        scene_clear(&after);
    }
}

// What a steered racer is later has knobs of its own: none of them is looked for in what it was.
static void a_change_of_what_comes_later(void **state)
{
    (void)state;
    Scene before = {0}, after = {0};
    Error error;
    open_six(&before);
    assert_true(steer_read(&before, "40: 1=SGD(lr=0.1) | StepLR(5)", STEER_WHOLES, &error));
    scene_copy(&after, &before);
    steer(&after, "50: 1.gamma=0.5");
    assert_called(&before, &after, "change of Adam at step 50");
    scene_clear(&before);
    scene_clear(&after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_edit_has_its_words),
        cmocka_unit_test(a_change_of_what_comes_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
