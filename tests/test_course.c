// How a number of a racer runs over the steps: ranges as if row by row, whatever was known when, and where it comes to
// rest.
#include "study/study.h"
#include "world.h"

#include <float.h>

static const char *const wild[] = {"SGD(lr=0.0799)", "Adam(lr=0.3)", "SGD(lr=0.1)", NULL}; // the third one diverges
static const char *const calm[] = {"SGD(lr=0.05)", "SGD(lr=0.04, momentum=0.3)", NULL};

static CourseRange row_by_row(const Course *course, int from, int to)
{
    CourseRange range = {DBL_MAX, -DBL_MAX, DBL_MAX};
    for (int k = from > course->from ? from : course->from; k < to && k < course->count; k++) {
        double value = course_value(course, k);
        if (!isfinite(value))
            continue;
        range.low = fmin(range.low, value);
        range.high = fmax(range.high, value);
        range.positive = value > 0 ? fmin(range.positive, value) : range.positive;
    }
    return range;
}

static void assert_ranges(World *world, int racer, CourseKind kind)
{
    CourseAsked asked = {.kind = kind, .offset = kind == COURSE_LOSS ? 0.5 : 0, .n_goals = 1};
    const Course *course = study_course(world->study, racer, &asked);
    assert_non_null(course);
    uint32_t random = 7;
    for (int i = 0; i < 300; i++) {
        random = random * 1664525u + 1013904223u;
        int from = (int)(random >> 8) % (world->scene.steps + 1);
        random = random * 1664525u + 1013904223u;
        int to = from + (int)(random >> 8) % (i % 2 ? 100 : world->scene.steps + 1);
        CourseRange found = course_range(course, from, to), right = row_by_row(course, from, to);
        if (found.low != right.low || found.high != right.high || found.positive != right.positive)
            fail_msg("racer %d, %d: %d to %d is %g to %g, not %g to %g", racer, (int)kind, from, to, found.low,
                     found.high, right.low, right.high);
    }
}

static void ranges_are_those_of_the_rows(void **state)
{
    (void)state;
    static const int lengths[] = {20, 31, 1000, 40000};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        World *world = world_create("quadratic", wild, lengths[i]);
        for (int racer = 0; racer < world->scene.n_racers; racer++)
            for (int kind = 0; kind < COURSE_COUNT; kind++)
                if (kind != COURSE_MOMENTUM || racer_momentum(scene_racer(&world->scene, racer)) >= 0)
                    assert_ranges(world, racer, (CourseKind)kind);
        world_destroy(world);
    }
}

static void a_longer_race_adds_and_another_path_begins_anew(void **state)
{
    (void)state;
    World *world = world_create("quadratic", wild, 500);
    assert_ranges(world, 0, COURSE_LOSS);
    world->scene.steps = 9000;
    world_run(world);
    assert_ranges(world, 0, COURSE_LOSS);
    scene_edit_entry(&world->scene, 0)->racer.hyper[0] = 0.01;
    world_run(world);
    assert_ranges(world, 0, COURSE_LOSS);
    world->scene.steps = 300;
    world_run(world);
    assert_ranges(world, 0, COURSE_LOSS);
    world_destroy(world);
}

static void rest_is_found_where_nothing_moves_any_more(void **state)
{
    (void)state;
    World *world = world_create("quadratic", calm, 5000);
    for (int racer = 0; racer < 2; racer++) {
        int rest = study_rest(world->study, racer);
        assert_true(rest > 0 && rest < 2000);
        assert_int_equal(race_state(world->race, racer, rest + RACE_SETTLED_STEPS), RACER_SETTLED);
        assert_int_equal(race_state(world->race, racer, rest), RACER_RUNNING);
    }
    world_destroy(world);
    world = world_create("quadratic", wild, 400);
    assert_int_equal(study_rest(world->study, 0), -1);
    world->scene.steps = 5000;
    world_run(world);
    assert_int_equal(study_rest(world->study, 2), race_last_finite(world->race, 2)); // it has diverged
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_those_of_the_rows),
        cmocka_unit_test(a_longer_race_adds_and_another_path_begins_anew),
        cmocka_unit_test(rest_is_found_where_nothing_moves_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
