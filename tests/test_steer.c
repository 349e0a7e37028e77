// What changes of racers as text: read, printed, saved, and kept where the racer becomes another.
#include "entries.h"
#include "scene/spec.h"
#include "scene/steer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const racers[] = {"SGD(lr=0.01, momentum=0.5) | StepLR(step_size=10)", "Adam(lr=0.1)", NULL};

static void make(Scene *scene)
{
    Error error;
    assert_true(scene_default(scene));
    assert_true(scene_set_landscape(scene, "quadratic", &error));
    enter_racers(scene, racers);
}

static void must_read(Scene *scene, const char *text)
{
    Error error = {""};
    for (SteerPass pass = 0; pass < STEER_PASSES; pass++)
        if (!steer_read(scene, text, pass, &error))
            fail_msg("%s: %s", text, error.text);
}

static void assert_prints(const Scene *scene, int racer, int change, int step, const char *text)
{
    char printed[STEER_TEXT_MAX];
    assert_true(change < scene_entry(scene, racer)->changes.n);
    steer_print(scene, racer, change, printed, sizeof printed);
    assert_string_equal(printed, text);
    assert_int_equal(scene_entry(scene, racer)->changes.change[change].step, step);
}

static void test_reads_and_prints(void **state)
{
    (void)state;
    Scene scene = {0};
    make(&scene);
    must_read(&scene, "60: 0.lr=0.0005");
    must_read(&scene, " 60 : 1.betas = (0.8, 0.95) ");
    must_read(&scene, "7: 0.gamma=0.5");
    must_read(&scene, "80: 0=torch.optim.Adam(params, lr=1e-2)");
    must_read(&scene, "90: 0.Adam.eps=1e-3");
    must_read(&scene, "20: 0.schedule=CosineAnnealingLR(50)");
    must_read(&scene, "30: 0.schedule=None");
    assert_prints(&scene, 0, 0, 7, "0.gamma=0.5");
    assert_prints(&scene, 0, 1, 20, "0.schedule=CosineAnnealingLR(T_max=50)");
    assert_prints(&scene, 0, 2, 30, "0.schedule=None");
    assert_prints(&scene, 0, 3, 60, "0.lr=0.0005");
    assert_prints(&scene, 0, 4, 80, "0=Adam(lr=0.01)");
    assert_prints(&scene, 0, 5, 90, "0.eps=0.001");
    assert_prints(&scene, 1, 0, 60, "1.betas[0]=0.8");
    assert_prints(&scene, 1, 1, 60, "1.betas[1]=0.95");
    scene_clear(&scene);
}

static void test_all_racers_that_have_it(void **state)
{
    (void)state;
    Scene scene = {0};
    make(&scene);
    must_read(&scene, "5: lr=0.3");
    assert_prints(&scene, 0, 0, 5, "0.lr=0.3");
    assert_prints(&scene, 1, 0, 5, "1.lr=0.3");
    scene_clear(&scene);
}

static void test_a_saved_scene_reads_back(void **state)
{
    (void)state;
    static const char *const text =
        "ravine: 1\nlandscape: quadratic\nracers:\n  - SGD(lr=0.01, momentum=0.9, nesterov=True)\n"
        "  - Adam(lr=0.1)\nchanges:\n  - 60: 0.momentum=0\n  - '60: 0.nesterov=False'\n"
        "  - 70: 0=Adam(lr=0.1)\n    75: 0.betas=(0.5, 0.9)\n";
    Scene scene = {0}, again = {0};
    Error error = {""};
    size_t size, size_again;
    if (!scene_parse(&scene, text, strlen(text), "a.yaml", &error))
        fail_msg("%s", error.text);
    assert_int_equal(scene_entry(&scene, 0)->changes.n, 5);
    char *printed = scene_print(&scene, &size, &error);
    assert_non_null(strstr(printed, "\nchanges:\n  - 60: 0.momentum=0\n  - 60: 0.nesterov=False\n"));
    if (!scene_parse(&again, printed, size, "b.yaml", &error))
        fail_msg("%s", error.text);
    char *printed_again = scene_print(&again, &size_again, &error);
    assert_string_equal(printed, printed_again);
    free(printed);
    free(printed_again);
    scene_clear(&scene);
    scene_clear(&again);
}

static void test_only_racers_change(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "60: n=3",     "60: k=3",         "60: seed=1", "60: start.x=1",   "x",           "60: 0.lr",     "60: 9.lr=1",
        "60: 0.lr=-1", "60: 9=SGD(lr=1)", "60: 0.lr=",  "1000001: 0.lr=1", "60: 0.foo=1", "60: 1.betas=1"};
    Scene scene = {0};
    make(&scene);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        Error error = {""};
        bool ok = steer_read(&scene, refused[i], STEER_WHOLES, &error) &&
                  steer_read(&scene, refused[i], STEER_NUMBERS, &error);
        assert_false(ok);
        assert_non_null(strstr(error.text, "change, column "));
        assert_int_equal(scene_entry(&scene, 0)->changes.n, 0);
    }
    scene_clear(&scene);
}

// Numbers go by their names; what the new rule has no place for goes.
static void test_another_rule_under_the_same_changes(void **state)
{
    (void)state;
    Error error;
    Scene scene = {0};
    make(&scene);
    must_read(&scene, "5: 0.weight_decay=0.1");
    must_read(&scene, "6: 0.momentum=0.9");
    must_read(&scene, "7: 0.gamma=0.9");
    Racer before = *scene_racer(&scene, 0);
    assert_true(spec_read("AdamW(lr=0.1)", scene_edit_racer(&scene, 0), &error));
    assert_int_equal(steer_mend(&scene, 0, &before), 2);
    assert_prints(&scene, 0, 0, 5, "0.weight_decay=0.1");
    Racer sgd = before;
    sgd.schedule.n = 0;
    must_read(&scene, "8: 0.eps=0.1");
    assert_true(steer_optimizer(&scene, 4, 0, &sgd, &error));
    assert_int_equal(scene_entry(&scene, 0)->changes.n, 2);
    assert_prints(&scene, 0, 1, 5, "0.weight_decay=0.1");
    scene_clear(&scene);
}

static void test_removed(void **state)
{
    (void)state;
    Error error;
    Scene scene = {0};
    make(&scene);
    must_read(&scene, "5: 0.lr=0.1");
    must_read(&scene, "9: 0=Adam(lr=0.1)");
    assert_true(steer_remove(&scene, 0, 0, &error));
    assert_prints(&scene, 0, 0, 9, "0=Adam(lr=0.1)");
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_and_prints),
        cmocka_unit_test(test_all_racers_that_have_it),
        cmocka_unit_test(test_a_saved_scene_reads_back),
        cmocka_unit_test(test_only_racers_change),
        cmocka_unit_test(test_another_rule_under_the_same_changes),
        cmocka_unit_test(test_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
