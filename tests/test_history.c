// Undo without end, in little memory: what it costs, that every state comes back whole, and what is left where memory
// runs out.
#include "app/history.h"
#include "entries.h"

#include <stdlib.h>
#include <string.h>

static char *printed(const Scene *scene)
{
    size_t size;
    char *text = scene_print(scene, &size, NULL);
    assert_non_null(text);
    return text;
}

// Equal texts are equal scenes, but for what a file does not say of racers: who is who.
static void assert_is(const Scene *scene, const char *text, const int *ids)
{
    char *now = printed(scene);
    assert_string_equal(now, text);
    free(now);
    for (int i = 0; i < scene->n_racers; i++)
        assert_int_equal(scene_entry(scene, i)->id, ids[i]);
}

// Heap, but for the allocator's own bytes.
static size_t bytes_of(const HistoryStack *stack)
{
    size_t bytes = (size_t)stack->capacity * sizeof *stack->step;
    for (int i = 0; i < stack->n; i++)
        bytes += stack->step[i].delta.size;
    return bytes;
}

static void a_slider_moves_ten_thousand_times(void **state)
{
    (void)state;
    enum { MOVES = 10000, MANY = 110 * MOVES };
    Scene scene;
    History history = {0};
    assert_true(scene_default(&scene));
    int ids[RACE_RACERS_MAX];
    for (int i = 0; i < scene.n_racers; i++)
        ids[i] = scene_entry(&scene, i)->id;
    char *first = printed(&scene);
    for (int k = 0; k < MOVES; k++) {
        assert_true(history_push(&history, &scene));
        scene_edit_racer(&scene, k % 3)->hyper[0] *= 1.001;
        scene.view.selected = k % 2;
    }
    char *last = printed(&scene);
    if (bytes_of(&history.past) > MANY)
        fail_msg("%zu bytes for %d steps", bytes_of(&history.past), MOVES);
    for (int k = 0; k < MOVES; k++)
        assert_true(history_back(&history, &scene));
    assert_is(&scene, first, ids);
    assert_false(history_back(&history, &scene));
    for (int k = 0; k < MOVES; k++)
        assert_true(history_forth(&history, &scene));
    assert_is(&scene, last, ids);
    assert_false(history_forth(&history, &scene));
    free(first);
    free(last);
    history_clear(&history);
    scene_clear(&scene);
}

// Whatever can be changed, one after the other, there and back twice.
static void turn(Scene *scene, int k)
{
    static const char rows[] = "ravine: 1\nformula: (w*u - t)^2\nrows: |\n  u,t\n  1,2\n  2,4\n";
    static const char slides[] = "ravine: 1\nlesson:\n  - formula: x^2\n    racers: [SGD(lr=0.1)]\n  - title: b\n";
    static const char recorded[] = "ravine: 1\nformula: x^2 + y^2\nracers:\n  - racer: Recorded(\"run.csv\")\n"
                                   "    points: |\n      x,y\n      1,2\n      3,4\n";
    const char *text = k == 7 ? slides : k == 8 ? recorded : rows; // what each holds is held by no other scene
    Error error = {""};
    SceneRacer added = *scene_entry(scene, scene->n_racers - 1);
    if (k == 0)
        scene_remove_racer(scene, 0);
    else if (k == 1)
        scene_move_racer(scene, 0, 3);
    else if (k == 2)
        assert_true(scene_insert_racer(scene, 2, &added));
    else if (k == 3)
        assert_true(scene_set_landscape(scene, "x^2 + k*y^2 k=25", &error));
    else if (k == 4)
        hide_racers(scene, 5);
    else if (k == 5)
        give_maps(scene, 6);
    else if (k == 6)
        strcpy(scene->caption, "words");
    else if (!scene_parse(scene, text, strlen(text), "text", &error))
        fail_msg("%s", error.text);
}

static void every_state_comes_back(void **state)
{
    (void)state;
    enum { TURNS = 10 };
    Scene scene;
    History history = {0};
    char *text[TURNS + 1];
    int ids[TURNS + 1][RACE_RACERS_MAX];
    assert_true(scene_default(&scene));
    for (int k = 0; k <= TURNS; k++) {
        text[k] = printed(&scene);
        for (int i = 0; i < scene.n_racers; i++)
            ids[k][i] = scene_entry(&scene, i)->id;
        if (k == TURNS)
            break;
        assert_true(history_push(&history, &scene));
        turn(&scene, k);
    }
    for (int twice = 0; twice < 2; twice++) {
        for (int k = TURNS - 1; k >= 0; k--) {
            assert_true(history_back(&history, &scene));
            assert_is(&scene, text[k], ids[k]);
        }
        for (int k = 1; k <= TURNS; k++) {
            assert_true(history_forth(&history, &scene));
            assert_is(&scene, text[k], ids[k]);
        }
    }
    for (int k = 0; k <= TURNS; k++)
        free(text[k]);
    history_clear(&history);
    scene_clear(&scene);
}

static void an_edit_ends_the_future(void **state)
{
    (void)state;
    Scene scene;
    History history = {0};
    assert_true(scene_default(&scene));
    for (int k = 0; k < 3; k++) {
        scene.seed = (uint64_t)k;
        assert_true(history_push(&history, &scene));
    }
    assert_true(history_back(&history, &scene) && history_back(&history, &scene));
    assert_int_equal(scene.seed, 1);
    assert_true(history_push(&history, &scene));
    scene.seed = 9;
    assert_false(history_forth(&history, &scene));
    assert_true(history_back(&history, &scene));
    assert_int_equal(scene.seed, 1);
    assert_true(history_back(&history, &scene));
    assert_int_equal(scene.seed, 0);
    assert_false(history_back(&history, &scene));
    assert_true(history_forth(&history, &scene) && history_forth(&history, &scene));
    assert_int_equal(scene.seed, 9);
    history_clear(&history);
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slider_moves_ten_thousand_times),
        cmocka_unit_test(every_state_comes_back),
        cmocka_unit_test(an_edit_ends_the_future),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
