// What is written on a map: round losses along the lines they belong to, apart from each other; minima, saddles and maxima by name.
#include "picture/picture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// A scene with its loss and its race run to the end.
typedef struct World {
    Scene scene;
    Loss *loss;
    Race *race;
    Picture *picture;
} World;

static World *world_create(const char *landscape, ViewKind view)
{
    World *world = calloc(1, sizeof *world);
    Error error = {""};
    assert_non_null(world);
    world->race = race_create();
    world->picture = picture_create();
    assert_true(world->race && world->picture);
    scene_default(&world->scene);
    if (!scene_set_landscape(&world->scene, landscape, &error))
        fail_msg("%s", error.text);
    scene_suit_racers(&world->scene);
    world->scene.view.kind = view;
    world->scene.steps = 50;
    world->loss = scene_loss(&world->scene, &error);
    if (!world->loss)
        fail_msg("%s", error.text);
    RaceConfig config = {
        .loss = world->loss, .racers = world->scene.racers, .n_racers = world->scene.n_racers, .steps = 50};
    memcpy(config.start, world->scene.start, sizeof config.start);
    assert_true(race_configure(world->race, &config, true) && race_run(world->race, 50));
    return world;
}

static void world_destroy(World *world)
{
    picture_destroy(world->picture);
    race_destroy(world->race);
    loss_destroy(world->loss);
    scene_clear(&world->scene);
    free(world);
}

static PictureInput input_of(World *world, float width, float height)
{
    return (PictureInput){.scene = &world->scene,
                          .loss = world->loss,
                          .loss_key = 1,
                          .race = world->race,
                          .step = 50,
                          .width = width,
                          .height = height,
                          .scale = 1};
}

static const DrawList *built(World *world, float width, float height)
{
    PictureInput input = input_of(world, width, height);
    const DrawList *list = picture_build(world->picture, &input);
    assert_non_null(list);
    return list;
}

static double loss_at(const World *world, double x, double y)
{
    const double *at[2] = {&x, &y};
    double loss;
    LossWork *work = loss_work_create(world->loss);
    assert_non_null(work);
    loss_full(world->loss, work, at, 1, &loss, NULL);
    loss_work_destroy(work);
    return loss;
}

// Names of isolines are the slanting texts. Under each is the loss that it says, within what two points on the map make.
static void test_isolines_say_the_loss(void **state)
{
    (void)state;
    World *world = world_create("himmelblau", VIEW_MAP);
    const DrawList *list = built(world, 1280, 720);
    int names = 0;
    for (int i = 0; i < list->n_texts; i++) {
        const DrawText *text = &list->texts[i];
        double x, y, said = atof(text->text);
        if (text->angle_rad == 0 || said <= 0)
            continue;
        float down = 0.36f * font_points[text->size];
        float middle_x = text->x - down * sinf(text->angle_rad), middle_y = text->y - down * cosf(text->angle_rad);
        assert_true(picture_pick(world->picture, 0, middle_x, middle_y, &x, &y));
        double there = loss_at(world, x, y);
        if (fabs(there - said) > 0.08 * said)
            fail_msg("'%s' stands where the loss is %g", text->text, there);
        names++;
    }
    assert_true(names >= 6);
    world_destroy(world);
}

static void test_isolines_keep_apart(void **state)
{
    (void)state;
    World *world = world_create("rastrigin", VIEW_MAP);
    const DrawList *list = built(world, 1600, 900);
    for (int i = 0; i < list->n_texts; i++)
        for (int j = 0; j < i; j++) {
            const DrawText *a = &list->texts[i], *b = &list->texts[j];
            if (a->angle_rad != 0 && b->angle_rad != 0)
                assert_true(hypotf(a->x - b->x, a->y - b->y) > 30);
        }
    world_destroy(world);
}

static int count_texts(const DrawList *list, const char *beginning)
{
    int n = 0;
    for (int i = 0; i < list->n_texts; i++)
        n += !strncmp(list->texts[i].text, beginning, strlen(beginning));
    return n;
}

// The stronger lines of a panel are those that are named: their heights are in the panel, ascending.
static void test_levels(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        if (landscape_dimension(landscape_at(i)) != 2)
            continue;
        World *world = world_create(landscape_at(i)->id, i % 2 ? VIEW_MAP : VIEW_SURFACE);
        const DrawList *list = built(world, 900, 700);
        const DrawPanel *panel = &list->panels[0];
        assert_true(panel->n_levels >= 3 && panel->n_levels <= DRAW_LEVELS_MAX);
        assert_true(panel->levels[0] <= 0);
        for (int k = 1; k < panel->n_levels; k++)
            assert_true(panel->levels[k] > panel->levels[k - 1] && panel->levels[k] <= 1.0001f);
        world_destroy(world);
    }
}

static void test_named_points(void **state)
{
    (void)state;
    World *world = world_create("himmelblau", VIEW_MAP);
    const DrawList *list = built(world, 1600, 900);
    assert_int_equal(count_texts(list, "minimum 0"), 4);
    assert_int_equal(count_texts(list, "saddle "), 4);
    assert_int_equal(count_texts(list, "saddle 67.7"), 1);
    assert_int_equal(count_texts(list, "maximum 182"), 1);
    world->scene.view.kind = VIEW_SURFACE;
    list = built(world, 1600, 900);
    assert_int_equal(count_texts(list, "saddle "), 0);
    world_destroy(world);
}

// A formula of the user's own names nothing; what is lowest is found. Small maps have signs and no words.
static void test_own_formula(void **state)
{
    (void)state;
    World *world = world_create("(x^2 - 1)^2 + y^2 + 0.1*x", VIEW_MAP);
    const DrawList *list = built(world, 1600, 900);
    assert_int_equal(count_texts(list, "minimum −0.101"), 1);
    assert_int_equal(count_texts(list, "minimum"), 1);
    assert_int_equal(count_texts(list, "saddle 1.00"), 1);
    list = built(world, 240, 220);
    assert_int_equal(count_texts(list, "saddle"), 0);
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_isolines_say_the_loss),
        cmocka_unit_test(test_isolines_keep_apart),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_named_points),
        cmocka_unit_test(test_own_formula),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
