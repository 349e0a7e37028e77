// What the window shows on its way to what the scene says, and how it times itself.
#include "app/motion.h"
#include "app/timing.h"
#include "entries.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Scene *scene;
static Motion motion;

static int open_scene(void **state)
{
    (void)state;
    scene = calloc(1, sizeof *scene);
    if (!scene)
        return -1;
    scene_default(scene);
    motion = (Motion){0};
    motion_begin(&motion, scene);
    return 0;
}

static int close_scene(void **state)
{
    (void)state;
    scene_clear(scene);
    free(scene);
    return 0;
}

// Of racer i, -1: the common one.
static SceneCamera shown_of(int i, uint64_t now_ms)
{
    Scene on_way = {0};
    scene_copy(&on_way, scene);
    motion_show(&motion, now_ms, &on_way);
    SceneCamera camera = *scene_camera(&on_way, i);
    scene_clear(&on_way);
    return camera;
}

static SceneCamera shown(uint64_t now_ms)
{
    return shown_of(-1, now_ms);
}

static void assert_between(double low, double value, double high)
{
    assert_true(low < value && value < high);
}

static void test_a_camera_glides_and_arrives(void **state)
{
    (void)state;
    double from = scene->view.camera.azimuth_deg, last = from;
    scene->view.camera.azimuth_deg += 40;
    assert_int_equal(motion_follow(&motion, scene, false, 1000), MOTION_NONE);
    assert_true(motion_runs(&motion) && shown(1001).azimuth_deg < from + 40);
    for (uint64_t now_ms = 1000; now_ms < 1000 + MOTION_MS - 20; now_ms += 16) {
        double azimuth = shown(now_ms).azimuth_deg;
        assert_true(azimuth > last && azimuth < from + 40);
        last = azimuth;
    }
    assert_int_equal(motion_follow(&motion, scene, false, 1000 + MOTION_MS - 1), MOTION_NONE);
    assert_int_equal(motion_follow(&motion, scene, false, 1000 + MOTION_MS), MOTION_DONE);
    assert_false(motion_runs(&motion));
    assert_true(shown(1000 + MOTION_MS).azimuth_deg == scene->view.camera.azimuth_deg);
    assert_int_equal(motion_follow(&motion, scene, false, 5000), MOTION_NONE);
}

static void test_turns_take_the_shorter_way(void **state)
{
    (void)state;
    scene->view.camera.azimuth_deg = 170;
    motion_begin(&motion, scene);
    scene->view.camera.azimuth_deg = -170;
    motion_follow(&motion, scene, false, 1000);
    double azimuth = shown(1080).azimuth_deg;
    assert_true(azimuth > 170 && azimuth < 190);
}

// A second change on the way goes on from where the camera is.
static void test_nothing_jumps(void **state)
{
    (void)state;
    scene->view.camera.elevation_deg = 30;
    motion_begin(&motion, scene);
    scene->view.camera.elevation_deg = 60;
    motion_follow(&motion, scene, false, 1000);
    double before = shown(1100).elevation_deg, after;
    scene->view.camera.elevation_deg = 20;
    motion_follow(&motion, scene, false, 1100);
    after = shown(1100).elevation_deg;
    assert_true(after < before && before - after < 0.25 * (before - 20));
}

// The point of the domain under the pointer stays there while the window shrinks about it.
static void test_zooming_keeps_its_point(void **state)
{
    (void)state;
    double *window = scene->view.camera.window;
    window[0] = -2, window[1] = 2, window[2] = -1, window[3] = 3;
    motion_begin(&motion, scene);
    double x = 1.2, part = (x - window[0]) / (window[1] - window[0]);
    window[0] = x + (window[0] - x) / 4, window[1] = x + (window[1] - x) / 4;
    motion_follow(&motion, scene, false, 1000);
    for (uint64_t now_ms = 1000; now_ms < 1200; now_ms += 25) {
        SceneCamera camera = shown(now_ms);
        assert_true(fabs((x - camera.window[0]) / (camera.window[1] - camera.window[0]) - part) < 1e-12);
    }
}

static void test_another_page_fades(void **state)
{
    (void)state;
    scene->view.kind = VIEW_MAP;
    assert_int_equal(motion_follow(&motion, scene, false, 1000), MOTION_FADE);
    assert_true(motion_runs(&motion) && shown(1001).azimuth_deg == scene->view.camera.azimuth_deg);
    float last = 1;
    for (uint64_t now_ms = 1000; now_ms < 1180; now_ms += 20) {
        assert_true(motion_fade(&motion, now_ms) < last && motion_fade(&motion, now_ms) > 0);
        last = motion_fade(&motion, now_ms);
    }
    assert_int_equal(motion_follow(&motion, scene, false, 1200), MOTION_DONE);
    assert_true(motion_fade(&motion, 1200) == 0);
    strcpy(scene->view.theme, "light");
    assert_int_equal(motion_follow(&motion, scene, false, 2000), MOTION_FADE);
    hide_racers(scene, 1); // on a map nobody has a panel of one's own
    assert_int_equal(motion_follow(&motion, scene, false, 3000), MOTION_DONE);
    scene->view.kind = VIEW_SIDE;
    assert_int_equal(motion_follow(&motion, scene, false, 4000), MOTION_FADE);
    hide_racers(scene, 2);
    assert_int_equal(motion_follow(&motion, scene, false, 5000), MOTION_FADE);
}

static void test_a_slow_first_frame_takes_nothing_from_the_way(void **state)
{
    (void)state;
    motion_wait(&motion, 500);
    assert_false(motion_runs(&motion));
    scene->view.kind = VIEW_MAP;
    scene->view.camera.elevation_deg += 10;
    motion_follow(&motion, scene, false, 1000);
    motion_wait(&motion, 300);
    assert_int_equal(motion_follow(&motion, scene, false, 1300), MOTION_NONE);
    assert_true(motion_fade(&motion, 1300) > 0.7f);
    assert_true(shown(1300).elevation_deg < scene->view.camera.elevation_deg);
}

// Another landscape has another window: there is no way between them.
static void test_another_landscape_fades_at_its_own_window(void **state)
{
    (void)state;
    Error error;
    assert_true(scene_set_landscape(scene, "himmelblau", &error));
    assert_int_equal(motion_follow(&motion, scene, false, 1000), MOTION_FADE);
    assert_memory_equal(shown(1000).window, scene->view.camera.window, sizeof scene->view.camera.window);
}

// Each racer's camera goes its own way; linked again, they come together while each is still seen with its own.
static void test_racers_cameras_glide(void **state)
{
    (void)state;
    SceneView *view = &scene->view;
    view->kind = VIEW_SIDE;
    view->unlinked = true;
    motion_begin(&motion, scene);
    double from = view->camera.azimuth_deg;
    assert_true(scene_entry(scene, 1)->camera.azimuth_deg == from);
    scene_edit_entry(scene, 1)->camera.azimuth_deg += 40;
    motion_follow(&motion, scene, false, 1000);
    assert_between(from, shown_of(1, 1050).azimuth_deg, from + 40);
    assert_true(shown_of(0, 1050).azimuth_deg == from && shown(1050).azimuth_deg == from);
    motion_follow(&motion, scene, false, 1000 + MOTION_MS);
    view->unlinked = false;
    assert_int_equal(motion_follow(&motion, scene, false, 2000), MOTION_NONE);
    assert_between(from, shown_of(1, 2050).azimuth_deg, from + 40);
    motion_follow(&motion, scene, false, 2000 + MOTION_MS);
    assert_true(shown_of(1, 3000).azimuth_deg == from);
}

// Those after a racer that went have moved up: no way between two racers' cameras.
static void test_racers_that_change_places_do_not_glide(void **state)
{
    (void)state;
    scene->view.kind = VIEW_SIDE;
    scene->view.unlinked = true;
    for (int i = 0; i < scene->n_racers; i++)
        scene_edit_entry(scene, i)->camera.azimuth_deg = 10 * i;
    motion_begin(&motion, scene);
    scene_remove_racer(scene, 0);
    motion_follow(&motion, scene, false, 1000);
    assert_true(shown_of(0, 1000).azimuth_deg == 10);
    scene_move_racer(scene, 0, 2);
    motion_follow(&motion, scene, false, 2000);
    assert_true(shown_of(0, 2000).azimuth_deg == 20 && shown_of(2, 2000).azimuth_deg == 10);
}

static void test_a_turned_slider_does_neither(void **state)
{
    (void)state;
    scene->constants[0].value *= 1.1;
    scene_edit_racer(scene, 0)->hyper[0] *= 2;
    scene->view.selected = 1;
    assert_int_equal(motion_follow(&motion, scene, false, 1000), MOTION_NONE);
    assert_false(motion_runs(&motion));
}

static void test_the_hand_and_reduced_motion_are_at_once(void **state)
{
    (void)state;
    for (int reduced = 0; reduced < 2; reduced++) {
        motion.reduced = reduced;
        motion_begin(&motion, scene);
        assert_true(motion.reduced == reduced);
        scene->view.camera.azimuth_deg += 20;
        assert_int_equal(motion_follow(&motion, scene, !reduced, 1000), MOTION_NONE);
        assert_false(motion_runs(&motion));
        assert_true(shown(1000).azimuth_deg == scene->view.camera.azimuth_deg);
    }
    scene->view.kind = VIEW_MAP;
    assert_int_equal(motion_follow(&motion, scene, false, 2000), MOTION_NONE);
    scene->view.camera.elevation_deg += 5; // a drag on the way ends the glide
    motion.reduced = false;
    motion_follow(&motion, scene, false, 3000);
    scene->view.camera.elevation_deg += 5;
    motion_follow(&motion, scene, true, 3050);
    assert_true(!motion_runs(&motion) && shown(3050).elevation_deg == scene->view.camera.elevation_deg);
}

static void test_the_environment_asks_for_reduced_motion(void **state)
{
    (void)state;
    unsetenv("RAVINE_REDUCED_MOTION");
    assert_false(motion_reduced_by_environment());
    setenv("RAVINE_REDUCED_MOTION", "0", 1);
    assert_false(motion_reduced_by_environment());
    setenv("RAVINE_REDUCED_MOTION", "1", 1);
    assert_true(motion_reduced_by_environment());
}

static void frame_of(Timing *timing, uint64_t at_ms, double picture_ms, double draw_ms)
{
    timing->spent_ms[PHASE_PICTURE] = picture_ms;
    timing->spent_ms[PHASE_DRAW] = draw_ms;
    timing_frame(timing, at_ms);
}

static void test_medians_are_of_the_last_second(void **state)
{
    (void)state;
    Timing timing = {0};
    assert_true(timing_median(&timing, PHASE_DRAW) == 0 && timing_per_second(&timing) == 0);
    for (int i = 0; i < 3 * TIMING_FRAMES; i++)
        frame_of(&timing, (uint64_t)i, 50, 50);
    frame_of(&timing, 10000, 1, 10);
    frame_of(&timing, 10500, 9, 2);
    frame_of(&timing, 10999, 2, 3);
    assert_int_equal(timing_per_second(&timing), 3);
    assert_true(timing_median(&timing, PHASE_PICTURE) == 2);
    assert_true(timing_median(&timing, PHASE_DRAW) == 3);
    assert_true(timing_median(&timing, PHASE_SWAP) == 0);
    assert_true(timing_median(&timing, PHASE_COUNT) == 11);
    const char *rows[2 * TIMING_ROWS + 1];
    timing_rows(&timing, 7, rows);
    for (int i = 0; i < 2 * TIMING_ROWS; i++)
        assert_true(rows[i] && rows[i][0]);
    assert_null(rows[2 * TIMING_ROWS]);
    assert_string_equal(rows[2 * PHASE_DRAW + 1], "3.0 ms");
    assert_string_equal(rows[2 * TIMING_ROWS - 1], "7");
}

int main(void)
{
#define ON_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)
    const struct CMUnitTest tests[] = {
        ON_SCENE(test_a_camera_glides_and_arrives),
        ON_SCENE(test_turns_take_the_shorter_way),
        ON_SCENE(test_nothing_jumps),
        ON_SCENE(test_zooming_keeps_its_point),
        ON_SCENE(test_another_page_fades),
        ON_SCENE(test_another_landscape_fades_at_its_own_window),
        ON_SCENE(test_a_slow_first_frame_takes_nothing_from_the_way),
        ON_SCENE(test_racers_cameras_glide),
        ON_SCENE(test_racers_that_change_places_do_not_glide),
        ON_SCENE(test_a_turned_slider_does_neither),
        ON_SCENE(test_the_hand_and_reduced_motion_are_at_once),
        cmocka_unit_test(test_the_environment_asks_for_reduced_motion),
        cmocka_unit_test(test_medians_are_of_the_last_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
