// Stop conditions: the first step at which a racer's loss or gradient is below a value, in the scene and on the
// picture.
#include "knobs.h"
#include "world.h"

#include <stdio.h>

enum { STEPS = 200 };

static int first_below(const World *world, int racer, int which, double value, int until)
{
    for (int row = 0; row <= until; row++) {
        RacePoint point = race_point(world->race, racer, row);
        double now = which == STOP_LOSS ? point.loss : hypot(point.gradient[0], point.gradient[1]);
        if (now < value)
            return row;
    }
    return -1;
}

static Build build_of(const World *world, int step)
{
    return (Build){.scene = &world->scene, .race = world->race, .study = world->study, .dimension = 2, .step = step};
}

static void test_the_first_step_is_found(void **state)
{
    (void)state;
    World *world = world_create("booth", (const char *const[]){"SGD(lr=0.02)", "Adam(lr=0.3)", NULL}, STEPS);
    for (int which = 0; which < STOPS; which++)
        for (double value = 10; value > 1e-4; value /= 10) {
            world->scene.stop[which] = (SceneStop){true, value};
            for (int racer = 0; racer < 2; racer++)
                for (int step = 0; step <= STEPS; step += 20) {
                    Build build = build_of(world, step);
                    assert_int_equal(racer_stop(&build, racer, which), first_below(world, racer, which, value, step));
                }
        }
    world->scene.stop[STOP_LOSS].on = false;
    Build build = build_of(world, STEPS);
    assert_int_equal(racer_stop(&build, 0, STOP_LOSS), -1);
    world_destroy(world);
}

static bool says(const DrawList *list, const char *part)
{
    for (int i = 0; i < list->n_texts; i++)
        if (strstr(list->texts[i].text, part))
            return true;
    return false;
}

// In every view: on the card at which step; the race goes on.
static void test_it_is_marked(void **state)
{
    (void)state;
    World *world = world_create("booth", (const char *const[]){"SGD(lr=0.02)", "Adam(lr=0.3)", NULL}, STEPS);
    char line[80];
    world->scene.stop[STOP_LOSS] = (SceneStop){true, 0.5};
    int row = first_below(world, 0, STOP_LOSS, 0.5, STEPS);
    assert_true(row > 0 && race_done(world->race) == STEPS);
    snprintf(line, sizeof line, "loss < 0.5 at %d", row);
    for (int kind = VIEW_SURFACE; kind <= VIEW_SIDE; kind++) {
        world->scene.view.kind = (ViewKind)kind;
        const DrawList *list = build_at(world, STEPS, 1280, 800);
        assert_sane(list);
        assert_true(says(list, line));
        assert_false(says(build_at(world, row - 1, 1280, 800), line));
    }
    world_destroy(world);
}

static void test_the_scene_holds_it(void **state)
{
    (void)state;
    static Scene scene, again;
    Error error = {""};
    make(&scene, "booth", (const char *const[]){"SGD(lr=0.02)", NULL});
    text_copy(scene.view.theme, sizeof scene.view.theme, "dark");
    scene.view.camera.elevation_deg = 42;
    Knob loss = only(&scene, "stop.loss"), gradient = only(&scene, "stop.gradient");
    assert_true(isnan(knob_get(&scene, loss)));
    assert_true(knob_set(&scene, loss, -2.5, &error) && knob_set(&scene, gradient, 1e-3, &error));
    assert_false(knob_set(&scene, gradient, 0, &error));
    char *text = printed(&scene);
    assert_non_null(strstr(text, "\nstop:\n  loss: -2.5\n  gradient: 0.001\n"));
    if (!scene_parse(&again, text, strlen(text), "again.yaml", &error))
        fail_msg("%s", error.text);
    assert_true(again.stop[STOP_LOSS].on && again.stop[STOP_LOSS].value == -2.5);
    assert_true(knob_read(&again, loss, "None", &error) && !again.stop[STOP_LOSS].on);
    assert_true(again.stop[STOP_GRADIENT].on && again.stop[STOP_GRADIENT].value == 1e-3);
    free(text);
    scene_clear(&scene);
    scene_clear(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_step_is_found),
        cmocka_unit_test(test_it_is_marked),
        cmocka_unit_test(test_the_scene_holds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
