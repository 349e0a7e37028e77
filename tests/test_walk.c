// The ways of O, C and L: what is the user's stays, what was left is found again to the bit.
#include "app/walk.h"
#include "knobs.h"

#include <math.h>
#include <stdio.h>

static Walk walk;

static void rule(Scene *scene, int i, int n)
{
    Scene before = {0};
    scene_copy(&before, scene);
    assert_true(walk_to_rule(&walk, scene, i, walk_rule(scene_racer(scene, i), n)));
    walk_remember(&walk, &before, scene);
    scene_clear(&before);
}

static void schedule(Scene *scene, int i, int n)
{
    Error error = {""};
    Scene before = {0};
    scene_copy(&before, scene);
    if (!walk_to_schedule(&walk, scene, i, walk_schedule(scene_racer(scene, i), n), &error))
        fail_msg("%s", error.text);
    walk_remember(&walk, &before, scene);
    scene_clear(&before);
}

static void landscape(Scene *scene, const char *id)
{
    Error error = {""};
    Scene before = {0};
    scene_copy(&before, scene);
    if (!walk_to_landscape(&walk, scene, id ? landscape_find(id) : NULL, &error))
        fail_msg("%s", error.text);
    walk_remember(&walk, &before, scene);
    scene_clear(&before);
}

static void open_scene(Scene *scene, const char *name, NumberOwner owner)
{
    Error error = {""};
    walk_clear(&walk);
    if (!scene_read(scene, name, &error))
        fail_msg("%s", error.text);
    for (int i = 0; i < scene->n_racers; i++)
        assert_true(scene_own_racer(scene, i, owner));
}

static void make_own(Scene *scene, const char *where, const char *const *specs, NumberOwner owner)
{
    walk_clear(&walk);
    make(scene, where, specs);
    scene->steps = SCENE_STEPS_DEFAULT;
    for (int i = 0; i < scene->n_racers; i++)
        assert_true(scene_own_racer(scene, i, owner));
}

static void assert_same_racers(const Scene *a, const Scene *b, const char *when)
{
    assert_int_equal(a->n_racers, b->n_racers);
    for (int i = 0; i < a->n_racers; i++)
        if (!racer_equal(scene_racer(a, i), scene_racer(b, i)) ||
            memcmp(&scene_entry(a, i)->owners, &scene_entry(b, i)->owners, sizeof(RacerOwners)) != 0) {
            char one[SPEC_TEXT_MAX], other[SPEC_TEXT_MAX];
            spec_print(scene_racer(a, i), one, sizeof one);
            spec_print(scene_racer(b, i), other, sizeof other);
            fail_msg("%s: %s is no longer %s", when, other, one);
        }
}

static double lr(const Scene *scene, int i)
{
    return scene_racer(scene, i)->hyper[0];
}

// ---- There and back

static void every_scene_comes_back(void **state)
{
    (void)state;
    static Scene scene, before;
    for (int s = 0; scene_builtin(s); s++)
        for (int owner = OWNER_SCENE; owner <= OWNER_USER; owner++) {
            open_scene(&scene, scene_builtin(s), (NumberOwner)owner);
            scene_copy(&before, &scene);
            for (int i = 0; i < scene.n_racers; i++) {
                for (int k = 0; k < 3; k++)
                    rule(&scene, i, 1);
                for (int k = 0; k < 3; k++)
                    rule(&scene, i, -1);
                schedule(&scene, i, 1);
                schedule(&scene, i, 1);
                schedule(&scene, i, -1);
                schedule(&scene, i, -1);
                rule(&scene, i, -1);
                rule(&scene, i, 1);
            }
            assert_same_racers(&before, &scene, scene_builtin(s));
            const char *home = before.landscape ? before.landscape->id : NULL;
            landscape(&scene, "saddle");
            landscape(&scene, "goldstein_price");
            landscape(&scene, "double_well");
            landscape(&scene, "goldstein_price");
            landscape(&scene, home);
            assert_same_racers(&before, &scene, scene_builtin(s));
            assert_memory_equal(before.start, scene.start, sizeof scene.start);
            assert_string_equal(before.formula, scene.formula);
            assert_ptr_equal(before.data, scene.data);
            assert_int_equal(before.batch, scene.batch);
            for (int c = 0; c < scene.n_constants; c++)
                assert_true(scene.constants[c].value == before.constants[c].value);
        }
    scene_clear(&before);
    scene_clear(&scene);
}

static void all_the_way_round_comes_back(void **state)
{
    (void)state;
    static Scene scene, before;
    make_own(&scene, "quadratic k=100",
             (const char *const[]){"SGD(lr=0.018, momentum=0.9) | OneCycleLR(max_lr=0.05, total_steps=777)",
                                   "Lookahead(Adam(lr=0.07, betas=(0.8, 0.99)), k=7)", NULL},
             OWNER_USER);
    scene_copy(&before, &scene);
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < optimizer_count(); k++)
            rule(&scene, i, 1);
        for (int k = 0; k <= schedule_count(); k++)
            schedule(&scene, i, -1);
    }
    for (int i = 0; i < landscape_count(); i++)
        landscape(&scene, landscape_at(i)->id);
    landscape(&scene, "quadratic");
    assert_same_racers(&before, &scene, "around");
    assert_true(scene.constants[0].value == 100);
    scene_clear(&before);
    scene_clear(&scene);
}

// ---- Whose the numbers are

static void numbers_of_the_user_stay(void **state)
{
    (void)state;
    static Scene scene;
    make_own(&scene, "quadratic", (const char *const[]){"SGD(lr=0.03, weight_decay=0.2)", "Adam(lr=0.5)", NULL},
             OWNER_USER);
    for (int i = 0; i < landscape_count(); i++) {
        landscape(&scene, landscape_at(i)->id);
        assert_true(lr(&scene, 0) == 0.03 && lr(&scene, 1) == 0.5);
    }
    for (int k = 0; k < optimizer_count(); k++) {
        rule(&scene, 0, 1);
        assert_true(lr(&scene, 0) == 0.03);
    }
    for (int k = 0; k <= schedule_count(); k++) {
        schedule(&scene, 0, 1);
        assert_true(lr(&scene, 0) == 0.03);
    }
    scene_clear(&scene);
}

static Scene *typed(Scene *scene, const char *address, double value)
{
    assert_true(knob_set(scene, only(scene, address), value, NULL));
    return scene;
}

static void what_is_turned_stays(void **state)
{
    (void)state;
    static Scene scene;
    make_own(&scene, "quadratic", (const char *const[]){"SGD(lr=0.04)", "Adam(lr=0.5)", NULL}, OWNER_PROGRAM);
    typed(&scene, "0.lr", 0.0123);
    typed(&scene, "0.weight_decay", 0.25);
    landscape(&scene, "booth");
    assert_true(lr(&scene, 0) == 0.0123 && lr(&scene, 1) != 0.5);
    typed(&scene, "1.lr", 0.077);
    landscape(&scene, "quadratic");
    assert_true(lr(&scene, 0) == 0.0123 && lr(&scene, 1) == 0.077);
    while (scene_racer(&scene, 0)->rule != optimizer_find("AdamW"))
        rule(&scene, 0, 1);
    assert_true(lr(&scene, 0) == 0.0123 && knob_get(&scene, only(&scene, "0.weight_decay")) == 0.25);
    typed(&scene, "0.weight_decay", 0); // goes back, too
    typed(&scene, "0.betas[0]", 0.8);
    rule(&scene, 0, -1);
    assert_true(knob_get(&scene, only(&scene, "0.weight_decay")) == 0);
    assert_true(knob_get(&scene, only(&scene, "0.betas[0]")) == 0.8); // Adam's mean the same
    scene_clear(&scene);
}

// alpha is a power in ASGD, a decay in RMSprop; torch refuses an lr of 0 to SparseAdam.
static void what_means_another_thing_does_not_go_along(void **state)
{
    (void)state;
    static Scene scene;
    make_own(&scene, "quadratic", (const char *const[]){"ASGD(lr=0.04, alpha=0.5)", "Adam(lr=0)", NULL}, OWNER_USER);
    while (scene_racer(&scene, 0)->rule != optimizer_find("RMSprop"))
        rule(&scene, 0, 1);
    assert_true(knob_get(&scene, only(&scene, "0.alpha")) == 0.99);
    while (scene_racer(&scene, 1)->rule != optimizer_find("SparseAdam"))
        rule(&scene, 1, 1);
    assert_true(lr(&scene, 1) > 0);
    while (scene_racer(&scene, 1)->rule != optimizer_find("Adam"))
        rule(&scene, 1, -1);
    assert_true(lr(&scene, 1) == 0);
    scene_clear(&scene);
}

// A built-in scene's rates are proposals to L, and the user's to O and C.
static void rates_of_scenes_are_proposals_to_landscapes(void **state)
{
    (void)state;
    static Scene scene;
    open_scene(&scene, "momentum", OWNER_SCENE);
    double before = lr(&scene, 0);
    rule(&scene, 0, 1);
    assert_true(lr(&scene, 0) == before);
    schedule(&scene, 0, 1);
    assert_true(lr(&scene, 0) == before);
    landscape(&scene, "goldstein_price");
    assert_true(lr(&scene, 0) < before);
    for (int i = 1; i < scene.n_racers; i++)
        assert_true(scene_racer(&scene, i)->hyper[1] == 0.9 || scene_racer(&scene, i)->hyper[1] == 0.98);
    scene_clear(&scene);
}

// A caption comes back with the scene that it is about, and not with another one; a slide's words stay where they are.
static void words_come_back_where_they_are_true(void **state)
{
    (void)state;
    static Scene scene, before;
    open_scene(&scene, "momentum", OWNER_SCENE);
    scene_copy(&before, &scene);
    landscape(&scene, "beale");
    assert_string_equal(scene.title, landscape_find("beale")->title);
    assert_string_equal(scene.caption, "");
    landscape(&scene, "quadratic");
    assert_string_equal(scene.title, before.title);
    assert_string_equal(scene.caption, before.caption);
    assert_true(scene.shipped);
    landscape(&scene, "beale");
    typed(&scene, "0.momentum", 0.5);
    landscape(&scene, "quadratic");
    assert_string_equal(scene.title, "after Momentum");
    assert_string_equal(scene.caption, "");
    open_scene(&scene, "4-momentum", OWNER_SCENE);
    scene_copy(&before, &scene);
    assert_true(scene.presented);
    for (int i = 0; i < 2; i++) {
        landscape(&scene, i == 0 ? "beale" : "quadratic");
        assert_string_equal(scene.title, before.title);
        assert_string_equal(scene.caption, before.caption);
    }
    scene_clear(&before);
    scene_clear(&scene);
}

static void rates_in_schedules_are_the_users(void **state)
{
    (void)state;
    static Scene scene;
    make_own(&scene, "quadratic", (const char *const[]){"SGD(lr=0.04)", NULL}, OWNER_PROGRAM);
    while (walk_schedule(scene_racer(&scene, 0), 0) != schedule_find("CosineAnnealingLR"))
        schedule(&scene, 0, 1);
    typed(&scene, "0.eta_min", 0.0037);
    typed(&scene, "0.T_max", 333);
    landscape(&scene, "goldstein_price");
    assert_true(knob_get(&scene, only(&scene, "0.eta_min")) == 0.0037);
    schedule(&scene, 0, 1);
    schedule(&scene, 0, -1);
    assert_true(knob_get(&scene, only(&scene, "0.T_max")) == 333);
    landscape(&scene, "quadratic");
    assert_true(knob_get(&scene, only(&scene, "0.eta_min")) == 0.0037 && lr(&scene, 0) == 0.04);
    scene_clear(&scene);
}

static void a_start_of_the_users_stays_where_it_can(void **state)
{
    (void)state;
    static Scene scene;
    make_own(&scene, "quadratic", (const char *const[]){"SGD(lr=0.04)", NULL}, OWNER_PROGRAM);
    landscape(&scene, "booth");
    assert_true(scene.start[0] == landscape_find("booth")->start[0]);
    typed(&scene, "start.x", 3.5);
    typed(&scene, "start.y", 1);
    landscape(&scene, "himmelblau");
    assert_true(scene.start[0] == 3.5);
    landscape(&scene, "saddle"); // its window ends at 2
    assert_true(scene.start[0] == landscape_find("saddle")->start[0]);
    landscape(&scene, "double_well");
    assert_true(scene.start[0] == landscape_find("double_well")->start[0]);
    landscape(&scene, "booth");
    assert_true(scene.start[0] == 3.5);
    scene_clear(&scene);
}

// With the constants as they are: the rate for 25 diverges at 100.
static void proposals_know_the_constants(void **state)
{
    (void)state;
    static Scene scene;
    make_own(&scene, "quadratic k=100", (const char *const[]){"SGD(lr=0.1)", NULL}, OWNER_PROGRAM);
    assert_true(scene_suit_racers(&scene));
    assert_true(lr(&scene, 0) == 0.01);
    typed(&scene, "k", 1000);
    rule(&scene, 0, 1);
    rule(&scene, 0, -1);
    assert_true(lr(&scene, 0) <= 0.002);
    scene_clear(&scene);
}

static void a_formula_is_found_again(void **state)
{
    (void)state;
    static Scene scene;
    open_scene(&scene, "linear_mini", OWNER_SCENE);
    Dataset *data = scene.data;
    double rate = lr(&scene, 0);
    assert_false(walk_has_formula(&walk));
    landscape(&scene, "rosenbrock");
    assert_null(scene.data);
    assert_true(walk_has_formula(&walk));
    landscape(&scene, NULL);
    assert_ptr_equal(scene.data, data);
    assert_true(lr(&scene, 0) == rate && scene.batch == 8);
    scene_clear(&scene);
}

static void old_steps_are_forgotten(void **state)
{
    (void)state;
    static Scene scene;
    make_own(&scene, "quadratic", (const char *const[]){"SGD(lr=0.04)", NULL}, OWNER_USER);
    for (int k = 0; k < 3 * WALK_STEPS_MAX; k++)
        rule(&scene, 0, 1);
    assert_int_equal(walk.n, WALK_STEPS_MAX);
    scene_clear(&scene);
    walk_clear(&walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scene_comes_back),
        cmocka_unit_test(all_the_way_round_comes_back),
        cmocka_unit_test(numbers_of_the_user_stay),
        cmocka_unit_test(what_is_turned_stays),
        cmocka_unit_test(what_means_another_thing_does_not_go_along),
        cmocka_unit_test(rates_of_scenes_are_proposals_to_landscapes),
        cmocka_unit_test(words_come_back_where_they_are_true),
        cmocka_unit_test(rates_in_schedules_are_the_users),
        cmocka_unit_test(a_start_of_the_users_stays_where_it_can),
        cmocka_unit_test(proposals_know_the_constants),
        cmocka_unit_test(a_formula_is_found_again),
        cmocka_unit_test(old_steps_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
