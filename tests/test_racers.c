// The racers of a scene as entries: all that belongs to one goes where it goes, copies of a scene share them, and which
// is selected is kept in step.
#include "entries.h"

#include <stdlib.h>
#include <string.h>

static const char *const field[] = {"SGD(lr=0.1)", "Adam(lr=0.01)", "RMSprop(lr=0.02)", "Adagrad(lr=0.5)", NULL};

enum { FIELD = 4 };

// What is set apart in each of them.
static SceneRacer marked(const SceneRacer *racer, int k)
{
    SceneRacer entry = *racer;
    entry.hidden = k % 2;
    entry.view = k / 2 ? VIEW_MAP : VIEW_SURFACE;
    entry.camera = (SceneCamera){{k, k + 1, -k, 1}, 10 * k, 5 + k};
    return entry;
}

static void assert_same(const SceneRacer *entry, const SceneRacer *expected)
{
    assert_true(racer_equal(&entry->racer, &expected->racer));
    assert_int_equal(entry->hidden, expected->hidden);
    assert_int_equal(entry->view, expected->view);
    assert_memory_equal(&entry->camera, &expected->camera, sizeof entry->camera);
}

// Four racers, each with something of its own, and what they are to be recognised by.
typedef struct Field {
    Scene scene;
    SceneRacer was[FIELD];
} Field;

static Field *field_create(void)
{
    Field *made = calloc(1, sizeof *made);
    assert_true(made && scene_default(&made->scene));
    enter_racers(&made->scene, field);
    for (int i = 0; i < FIELD; i++) {
        SceneRacer *entry = scene_edit_entry(&made->scene, i);
        made->was[i] = *entry = marked(entry, i);
    }
    return made;
}

static void field_destroy(Field *made)
{
    scene_clear(&made->scene);
    free(made);
}

// The racers are those of the field, by their index there, until -1.
static void assert_order(const Field *made, const int *order)
{
    int n = 0;
    for (; order[n] >= 0; n++)
        assert_same(scene_entry(&made->scene, n), &made->was[order[n]]);
    assert_int_equal(made->scene.n_racers, n);
}

#define ORDER(made, ...) assert_order(made, (const int[]){__VA_ARGS__, -1})

static void a_moved_racer_takes_all_with_it(void **state)
{
    (void)state;
    Field *made = field_create();
    scene_move_racer(&made->scene, 0, 2);
    ORDER(made, 1, 2, 0, 3);
    scene_move_racer(&made->scene, 3, 0);
    ORDER(made, 3, 1, 2, 0);
    scene_move_racer(&made->scene, 1, 1);
    ORDER(made, 3, 1, 2, 0);
    field_destroy(made);
}

static void a_removed_racer_leaves_no_trace(void **state)
{
    (void)state;
    Field *made = field_create();
    scene_remove_racer(&made->scene, 1);
    ORDER(made, 0, 2, 3);
    scene_remove_racer(&made->scene, 2);
    ORDER(made, 0, 2);
    scene_keep_racers(&made->scene, 1);
    ORDER(made, 0);
    scene_remove_racer(&made->scene, 0);
    assert_int_equal(made->scene.n_racers, 0);
    assert_int_equal(made->scene.view.selected, 0);
    field_destroy(made);
}

static void a_duplicate_is_the_same_and_one_of_its_own(void **state)
{
    (void)state;
    Field *made = field_create();
    assert_true(scene_insert_racer(&made->scene, 1, scene_entry(&made->scene, 3)));
    ORDER(made, 0, 3, 1, 2, 3);
    assert_int_not_equal(scene_entry(&made->scene, 1)->id, scene_entry(&made->scene, 4)->id);
    scene_edit_racer(&made->scene, 1)->hyper[0] = 7;
    assert_same(scene_entry(&made->scene, 4), &made->was[3]);
    field_destroy(made);
}

static void it_is_full_at_the_limit(void **state)
{
    (void)state;
    Error error = {""};
    Field *made = field_create();
    while (made->scene.n_racers < RACE_RACERS_MAX)
        assert_true(scene_add_racer(&made->scene, "SGD(lr=1.0)", &error));
    assert_false(scene_insert_racer(&made->scene, 0, &made->was[0]));
    assert_false(scene_add_racer(&made->scene, "SGD(lr=1.0)", &error));
    assert_non_null(strstr(error.text, "more than 16 racers"));
    assert_int_equal(made->scene.n_racers, RACE_RACERS_MAX);
    field_destroy(made);
}

// Every racer as the selected one, before every change of the order.
static void the_selected_racer_stays_selected(void **state)
{
    (void)state;
    for (int chosen = 0; chosen < FIELD; chosen++)
        for (int i = 0; i < FIELD; i++) {
            Field *made = field_create();
            Scene *scene = &made->scene;
            scene->view.selected = chosen;
            int id = scene_entry(scene, chosen)->id;
            for (int to = 0; to < FIELD; to++) {
                scene_move_racer(scene, i, to);
                assert_int_equal(scene_entry(scene, scene->view.selected)->id, id);
                scene_move_racer(scene, to, i);
                assert_int_equal(scene->view.selected, chosen);
            }
            assert_true(scene_insert_racer(scene, i, &made->was[0]));
            assert_int_equal(scene_entry(scene, scene->view.selected)->id, id);
            scene_remove_racer(scene, i);
            assert_int_equal(scene->view.selected, chosen);
            scene_remove_racer(scene, i);
            int next = chosen < FIELD - 1 ? chosen : FIELD - 2;
            assert_int_equal(scene->view.selected, i < chosen ? chosen - 1 : i == chosen ? next : chosen);
            field_destroy(made);
        }
}

static void ghosts_are_not_selected(void **state)
{
    (void)state;
    Field *made = field_create();
    Scene *scene = &made->scene;
    scene_edit_entry(scene, 1)->ghost = scene_edit_entry(scene, 3)->ghost = true;
    static const int next[] = {0, 2, 2, 0}, before[] = {0, 0, 2, 2};
    for (int i = 0; i < FIELD; i++) {
        assert_int_equal(scene_selectable(scene, i, 1), next[i]);
        assert_int_equal(scene_selectable(scene, i, -1), before[i]);
    }
    scene->view.selected = 0;
    scene_remove_racer(scene, 0);
    assert_int_equal(scene->view.selected, 1); // not the ghost that has moved up
    scene_edit_entry(scene, 1)->ghost = true;
    assert_int_equal(scene_selectable(scene, 1, 1), 1); // all are
    scene_keep_racers(scene, 0);
    assert_int_equal(scene_selectable(scene, 0, 1), 0);
    field_destroy(made);
}

static void copies_share_until_one_changes(void **state)
{
    (void)state;
    Field *made = field_create();
    Scene copy = {0};
    scene_copy(&copy, &made->scene);
    assert_ptr_equal(scene_entry(&copy, 1), scene_entry(&made->scene, 1));
    scene_edit_racer(&copy, 1)->hyper[0] = 9;
    assert_ptr_not_equal(scene_entry(&copy, 1), scene_entry(&made->scene, 1));
    assert_int_equal(scene_entry(&copy, 1)->id, scene_entry(&made->scene, 1)->id);
    assert_ptr_equal(scene_edit_racer(&copy, 1), scene_racer(&copy, 1)); // its own by now
    scene_edit_entry(&made->scene, 2)->hidden = !made->was[2].hidden;
    assert_same(scene_entry(&copy, 2), &made->was[2]);
    scene_remove_racer(&copy, 0);
    assert_same(scene_entry(&made->scene, 0), &made->was[0]);
    scene_clear(&made->scene);
    assert_same(scene_entry(&copy, 2), &made->was[3]); // outlives the scene that it was copied from
    scene_clear(&copy);
    free(made);
}

// Racers that both have look as in the other, wherever they stand; others stay as they are.
static void a_view_is_taken_from_another_state(void **state)
{
    (void)state;
    Field *made = field_create();
    Scene *scene = &made->scene, before = {0};
    scene_copy(&before, scene);
    scene_move_racer(scene, 3, 0);
    scene_edit_entry(scene, 0)->hidden = false;
    scene_edit_entry(scene, 2)->camera.azimuth_deg = 99;
    scene->view.selected = 0;
    scene->view.unlinked = true;
    assert_true(scene_take_view(&before, scene));
    assert_false(scene_entry(&before, 3)->hidden);
    assert_true(scene_entry(&before, 1)->camera.azimuth_deg == 99);
    assert_ptr_equal(scene_entry(&before, 0), scene_entry(scene, 1)); // what looks the same is still shared
    assert_true(before.view.unlinked);
    assert_int_equal(before.view.selected, 3);
    scene_remove_racer(scene, 1);
    scene->view.selected = 1;
    assert_true(scene_take_view(&before, scene));
    assert_int_equal(before.view.selected, 3); // one racer is more: stays
    assert_same(scene_entry(&before, 0), &made->was[0]);
    scene_remove_racer(&before, 3);
    scene_edit_entry(&before, scene_find_racer(&before, scene_entry(scene, 1)->id))->ghost = true;
    before.view.selected = 2;
    assert_true(scene_take_view(&before, scene));
    assert_int_equal(before.view.selected, 2); // what is a ghost here is not selected
    scene_clear(&before);
    field_destroy(made);
}

static void each_racer_has_a_camera_where_they_are_apart(void **state)
{
    (void)state;
    Field *made = field_create();
    Scene *scene = &made->scene;
    scene->view.kind = VIEW_SIDE;
    assert_ptr_equal(scene_camera(scene, 2), &scene->view.camera);
    scene->view.unlinked = true;
    assert_ptr_equal(scene_camera(scene, 2), &scene_entry(scene, 2)->camera);
    assert_ptr_equal(scene_camera(scene, -1), &scene->view.camera);
    assert_ptr_equal(scene_camera(scene, FIELD), &scene->view.camera);
    Scene copy = {0};
    scene_copy(&copy, scene);
    scene_edit_camera(&copy, 2)->azimuth_deg = 99;
    assert_same(scene_entry(scene, 2), &made->was[2]);
    scene->view.kind = VIEW_MAP;
    assert_ptr_equal(scene_edit_camera(scene, 2), &scene->view.camera);
    scene_clear(&copy);
    field_destroy(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moved_racer_takes_all_with_it),
        cmocka_unit_test(a_removed_racer_leaves_no_trace),
        cmocka_unit_test(a_duplicate_is_the_same_and_one_of_its_own),
        cmocka_unit_test(it_is_full_at_the_limit),
        cmocka_unit_test(the_selected_racer_stays_selected),
        cmocka_unit_test(ghosts_are_not_selected),
        cmocka_unit_test(copies_share_until_one_changes),
        cmocka_unit_test(a_view_is_taken_from_another_state),
        cmocka_unit_test(each_racer_has_a_camera_where_they_are_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
