// What a picture asks the study for: not there, then worked on in slices, then there with the very bytes that it has
// when it is made at once; given up when nobody asks any more, or when the loss is another.
#include "world.h"

#include <stdio.h>

enum { STEPS = 3000, RACERS = 2, ROWS = 300 };

static const double window[4] = {-2, 2, -1, 3};

// Each look at this clock takes a millisecond. looks: so many there were.
static int looks;

static double tick(void *nothing)
{
    (void)nothing;
    return ++looks;
}

static const StudyClock ticking = {.now_ms = tick};

// A mean over rows, of which a step takes a few: dear enough that everything takes several slices.
static World *world_of_rows(void)
{
    static const char *const racers[] = {"Adam(lr=0.01) | CosineAnnealingWarmRestarts(T_0=7)", "SGD(lr=0.001)", NULL};
    static char csv[32 * ROWS];
    Error error = {""};
    World *world = world_create("booth", racers, STEPS);
    int size = snprintf(csv, sizeof csv, "u,t\n");
    for (int i = 0; i < ROWS; i++)
        size += snprintf(csv + size, sizeof csv - (size_t)size, "%.4f,%.4f\n", (i % 97) / 97.0, (i % 89) / 30.0);
    world->scene.data = dataset_parse(csv, (size_t)size, "rows.csv", &error);
    if (!world->scene.data || !scene_set_landscape(&world->scene, "(w*u + sin(b) - t)^2", &error))
        fail_msg("%s", error.text);
    world->scene.batch = 10;
    world_run(world);
    return world;
}

// ---- What can be asked for, each with the place where its numbers lie

typedef struct Bytes {
    const void *at;
    size_t size;
} Bytes;

static Bytes ask_field(Study *study)
{
    FieldRequest request = {.side = 300};
    memcpy(request.window, window, sizeof window);
    memcpy(request.fit, window, sizeof window);
    const FieldEntry *entry = study_field(study, 0, &request);
    if (!entry || entry->asked.moving)
        return (Bytes){0};
    return (Bytes){entry->field.loss, (size_t)(entry->field.nx * entry->field.ny) * sizeof(double)};
}

static Bytes ask_level(Study *study)
{
    const LevelPoints *level = study_level(study, 0, window, false);
    return level ? (Bytes){&level->n, sizeof level->n} : (Bytes){0};
}

static Bytes ask_flow(Study *study)
{
    const Flow *flow = study_flow(study, 0, window, 40, 30);
    return flow ? (Bytes){flow->gx, sizeof flow->gx} : (Bytes){0};
}

static Bytes ask_rates(Study *study)
{
    const Rates *rates = study_rates(study, 0);
    return rates->n > STEPS / rates->stride ? (Bytes){rates->lr, sizeof rates->lr} : (Bytes){0};
}

static Bytes ask_state(Study *study)
{
    const RuleState *state = study_state(study, 0, 2040);
    return state ? (Bytes){state->slots, (size_t)state->n_slots * sizeof(double)} : (Bytes){0};
}

static Bytes ask_point(Study *study)
{
    const PointValue *point = study_point(study, (double[2]){0.25, 0.5});
    return point ? (Bytes){point->gradient, sizeof point->gradient} : (Bytes){0};
}

static const struct Want {
    const char *name;
    Bytes (*ask)(Study *study);
    int slices; // at least
} wants[] = {{"field", ask_field, 100}, {"level", ask_level, 90}, {"flow", ask_flow, 15},
             {"rates", ask_rates, 3},   {"state", ask_state, 50}, {"point", ask_point, 1}};

enum { WANTS = sizeof wants / sizeof *wants };

static Study *other_study(const World *world)
{
    Study *study = study_create();
    assert_non_null(study);
    study_about(study, &world->scene, world->loss, world->race, true);
    return study;
}

// The clock has nothing left, from the beginning.
static void hurry(Study *study)
{
    study_work(study, 0, ticking);
}

static void test_wants_become_ready(void **state)
{
    (void)state;
    World *world = world_of_rows();
    for (int i = 0; i < WANTS; i++) {
        Study *study = other_study(world);
        hurry(study);
        study_begin_picture(study);
        int slices = 0;
        while (!wants[i].ask(study).at) {
            double part;
            assert_non_null(study_doing(study, &part));
            assert_true(part >= 0 && part <= 1);
            study_work(study, 0, ticking); // one slice
            study_begin_picture(study);
            slices++;
        }
        Bytes whole = wants[i].ask(world->study), sliced = wants[i].ask(study); // whole: without a clock, at once
        if (slices < wants[i].slices || whole.size != sliced.size || memcmp(whole.at, sliced.at, whole.size) != 0)
            fail_msg("%s: %d slices, %zu bytes", wants[i].name, slices, sliced.size);
        study_destroy(study);
    }
    world_destroy(world);
}

static void test_arrows_are_the_gradient(void **state)
{
    (void)state;
    World *world = world_of_rows();
    const Flow *flow = study_flow(world->study, 0, window, 12, 9);
    LossWork *work = loss_work_create(world->loss);
    for (int i = 0; i < 12 * 9; i++) {
        double gradient[2];
        assert_true(loss_at(world->loss, work, 0, (double[2]){flow->x[i], flow->y[i]}, gradient) == flow->loss[i]);
        assert_true(gradient[0] == flow->gx[i] && gradient[1] == flow->gy[i]);
    }
    loss_work_destroy(work);
    world_destroy(world);
}

static void test_a_budget_is_kept(void **state)
{
    (void)state;
    World *world = world_of_rows();
    hurry(world->study);
    for (double budget_ms = 4; budget_ms < 40; budget_ms *= 2) {
        study_begin_picture(world->study);
        ask_state(world->study), ask_level(world->study), ask_field(world->study);
        int before = looks;
        study_work(world->study, budget_ms, ticking);
        assert_true(looks - before <= 0.75 * budget_ms + 2); // one look a slice
        before = looks;
        ask_state(world->study), ask_level(world->study);
        assert_true(looks - before <= 0.25 * budget_ms + 3); // what was left
    }
    world_destroy(world);
}

static void test_what_nobody_asks_for_is_given_up(void **state)
{
    (void)state;
    World *world = world_of_rows();
    double part;
    for (int i = 0; i < WANTS; i++) {
        hurry(world->study);
        study_begin_picture(world->study);
        if (wants[i].ask(world->study).at)
            continue;
        assert_non_null(study_doing(world->study, &part));
        study_begin_picture(world->study);
        assert_null(study_doing(world->study, &part));
        assert_false(study_work(world->study, 8, ticking));
    }
    world_destroy(world);
}

static void change_constant(World *world, double value)
{
    world->scene.constants[0].value = value;
    world_run(world);
}

static const FieldEntry *field_of(World *world, const double *of)
{
    FieldRequest request = {.side = 128, .moving = true};
    memcpy(request.window, of, sizeof request.window);
    memcpy(request.fit, of, sizeof request.fit);
    return study_field(world->study, 3, &request);
}

// The last good field stays over other constants and over another window of the same loss, never over another formula.
static void test_the_last_good_one_stays(void **state)
{
    (void)state;
    static const double beside[4] = {-1, 3, -1, 3};
    World *world = world_create("rosenbrock", NULL, 10);
    const FieldEntry *first = field_of(world, window);
    uint64_t key = first->key;
    hurry(world->study);
    study_begin_picture(world->study);
    assert_ptr_equal(field_of(world, beside), first); // another window
    change_constant(world, 50);
    hurry(world->study);
    study_begin_picture(world->study);
    assert_true(field_of(world, window)->key == key); // other constants
    assert_null(field_of(world, beside));             // both
    while (field_of(world, window)->key == key)
        study_work(world->study, 8, ticking);
    Error error;
    assert_true(scene_set_landscape(&world->scene, "booth", &error));
    world_run(world);
    hurry(world->study);
    study_begin_picture(world->study);
    assert_null(field_of(world, window));
    world_destroy(world);
}

// Before the fine one, which takes longer than a frame has.
static void test_a_draft_comes_first(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", NULL, 10);
    FieldRequest request = {.side = 512};
    memcpy(request.window, window, sizeof window);
    memcpy(request.fit, window, sizeof window);
    study_work(world->study, 5, ticking);
    study_begin_picture(world->study);
    const FieldEntry *draft = study_field(world->study, 0, &request);
    assert_true(draft && draft->asked.moving && draft->field.nx == 192);
    bool news = false;
    for (int i = 0; i < 100 && !news; i++)
        news = study_work(world->study, 8, ticking);
    assert_true(news); // so draw again
    assert_int_equal(study_field(world->study, 0, &request)->field.nx, 512);
    world_destroy(world);
}

// What moves all the time is seen, though late: a draft under way is finished before the next window's is begun.
static void test_a_moving_window_is_followed(void **state)
{
    (void)state;
    World *world = world_of_rows();
    const FieldEntry *seen = NULL;
    hurry(world->study);
    for (int frame = 0; frame < 60 && !seen; frame++) {
        double moving[4] = {-2 + 0.01 * frame, 2 + 0.01 * frame, -1, 3};
        study_begin_picture(world->study);
        seen = field_of(world, moving);
        study_work(world->study, 0, ticking); // a slice of it, which takes several
    }
    assert_non_null(seen);
    world_destroy(world);
}

static void find(Study *study, double budget_ms)
{
    double part, before = 0;
    assert_true(study_search(study, 40));
    while (!study_search_found(study)) {
        assert_true(study_searches(study, &part) && part >= before && part <= 1);
        before = part;
        study_work(study, budget_ms, ticking);
    }
    assert_false(study_searches(study, &part));
}

// Of a race of the racer alone with that rate; infinite where it diverges.
static double loss_of(const World *world, int racer, double lr, int steps)
{
    Racer alone = *scene_racer(&world->scene, racer);
    Race *race = race_create();
    RaceConfig config = {.loss = world->loss, .start = world->scene.start, .steps = steps};
    scene_set_lr(&alone, lr);
    race_enter(&config, &alone, 1);
    assert_true(race_configure(race, &config, true) && race_run(race, steps));
    double loss = race_point(race, 0, steps).loss;
    race_destroy(race);
    return isfinite(loss) ? loss : (double)INFINITY;
}

static void test_the_search_in_slices(void **state)
{
    (void)state;
    World *world = world_of_rows();
    Study *other = other_study(world);
    find(world->study, 0);
    find(other, 1e6);
    const LrSearch *a = study_search_found(world->study), *b = study_search_found(other);
    for (int r = 0; r < RACERS; r++) {
        assert_memory_equal(&a[r], &b[r], sizeof *a);
        assert_true(a[r].best >= 0 && a[r].lr[0] == scene_racer(&world->scene, r)->rule->arguments[0].low);
        for (int i = 0; i < SEARCH_RATES; i++)
            assert_true(a[r].loss[i] == loss_of(world, r, a[r].lr[i], 40));
    }
    study_destroy(other);
    double part;
    assert_true(study_search(world->study, 40));
    study_work(world->study, 1, ticking);
    study_about(world->study, &world->scene, world->loss, world->race, false); // an edit
    assert_false(study_searches(world->study, &part) || study_search_found(world->study));
    assert_null(study_doing(world->study, &part));
    world_destroy(world);
}

// Of heights on a landscape's own scale few are as high as the highest, unless it says where its walls are cut.
static void test_small_maps_are_not_cut(void **state)
{
    (void)state;
    World *world = world_of_rows();
    Study *study = other_study(world);
    for (int i = 0; i < landscape_count(); i++) {
        const Landscape *of = landscape_at(i);
        for (int tries = 0; !study_thumb(study, of); tries++) {
            assert_true(tries < 1000);
            study_work(study, 5, ticking);
        }
        const Thumb *thumb = study_thumb(study, of);
        int rows = thumb->curve ? 1 : THUMB_HEIGHT, highest = 0;
        for (int at = 0; at < rows * THUMB_WIDTH; at++)
            highest += thumb->height[at / THUMB_WIDTH][at % THUMB_WIDTH] >= 1;
        if (!of->ceiling && 10 * highest > rows * THUMB_WIDTH)
            fail_msg("%s: %d of %d", of->id, highest, rows * THUMB_WIDTH);
    }
    study_destroy(study);
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wants_become_ready),
        cmocka_unit_test(test_arrows_are_the_gradient),
        cmocka_unit_test(test_a_budget_is_kept),
        cmocka_unit_test(test_what_nobody_asks_for_is_given_up),
        cmocka_unit_test(test_the_last_good_one_stays),
        cmocka_unit_test(test_a_draft_comes_first),
        cmocka_unit_test(test_a_moving_window_is_followed),
        cmocka_unit_test(test_the_search_in_slices),
        cmocka_unit_test(test_small_maps_are_not_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
