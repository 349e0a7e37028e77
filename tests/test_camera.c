// The eye: projecting and unprojecting are inverse, the box of the surface is framed at every angle, picking and sight
// agree with the relief.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/draw/camera.h"

#include <math.h>
#include <stdlib.h>

static const double window[4] = {-2, 2, -1, 3};
static const Rect rect = {20, 70, 900, 500};

static const double azimuths[] = {0, 17, 45, 90, 135, 180, 225, 270, 315, -30, 400};
static const double elevations[] = {5, 20, 35, 60, 90};

enum { AZIMUTHS = sizeof azimuths / sizeof *azimuths, ELEVATIONS = sizeof elevations / sizeof *elevations };

// A hill in the middle of a plain: losses 0 .. 1.
static double hill(double x, double y)
{
    return exp(-2.0 * (x * x + (y - 1.0) * (y - 1.0)));
}

static HeightField hill_field(int n)
{
    HeightField field = {.nx = n, .ny = n, .x_from = -2, .x_to = 2, .y_from = -1, .y_to = 3, .low = 0, .high = 1};
    field.loss = malloc((size_t)n * (size_t)n * sizeof *field.loss);
    assert_non_null(field.loss);
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            field.loss[j * n + i] = hill(-2 + 4.0 * i / (n - 1), -1 + 4.0 * j / (n - 1));
    return field;
}

static const HeightMap straight = {.scale = HEIGHT_LINEAR, .low = 0, .high = 1, .softness = 1};

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%g is not within %g of %g", a, tolerance, b);
}

static void floor_inverts_project(void **state)
{
    (void)state;
    for (int a = 0; a < AZIMUTHS; a++)
        for (int e = 0; e < ELEVATIONS; e++) {
            Camera camera = camera_orbit(rect, window, azimuths[a], elevations[e]);
            for (double x = -2; x <= 2; x += 1)
                for (double y = -1; y <= 3; y += 1) {
                    double back_x, back_y;
                    DrawPoint point = camera_project(&camera, x, y, 0);
                    assert_true(camera_floor(&camera, point.x, point.y, &back_x, &back_y));
                    double tolerance = elevations[e] < 10 ? 2e-2 : 2e-3; // a grazing ray in single precision
                    assert_near(back_x, x, tolerance);
                    assert_near(back_y, y, tolerance);
                }
        }
}

static void orbit_frames_the_box(void **state)
{
    (void)state;
    static const Rect rects[] = {{0, 0, 900, 500}, {10, 20, 300, 600}, {0, 0, 120, 90}, {5, 5, 2000, 400}};
    for (int r = 0; r < 4; r++)
        for (int a = 0; a < AZIMUTHS; a++)
            for (int e = 0; e < ELEVATIONS; e++) {
                Camera camera = camera_orbit(rects[r], window, azimuths[a], elevations[e]);
                float touch = 1e9f;
                for (int corner = 0; corner < 8; corner++) {
                    DrawPoint p =
                        camera_project(&camera, window[corner & 1], window[2 + (corner >> 1 & 1)], corner >> 2);
                    float left = p.x - rects[r].x, right = rects[r].x + rects[r].w - p.x;
                    float top = p.y - rects[r].y, bottom = rects[r].y + rects[r].h - p.y;
                    assert_true(left > -0.1f && right > -0.1f && top > -0.1f && bottom > -0.1f);
                    assert_true(p.depth >= 0.0f && p.depth <= 1.0f);
                    touch = fminf(touch, fminf(fminf(left, right), fminf(top, bottom)));
                }
                assert_true(touch <= camera_margin(rects[r]) + 0.5f); // and it fills the place
            }
}

static void azimuth_turns_the_eye_counter_clockwise(void **state)
{
    (void)state;
    Camera south = camera_orbit(rect, window, 0, 30), east = camera_orbit(rect, window, 90, 30);
    assert_true(south.eye[1] < 0.0f && fabsf(south.eye[0]) < 1e-5f && south.eye[2] > 0.0f);
    assert_true(east.eye[0] > 0.0f && fabsf(east.eye[1]) < 1e-5f);
    assert_true(camera_project(&south, 1, 0, 0).x > camera_project(&south, -1, 0, 0).x);
    assert_true(camera_project(&south, 0, 0, 1).y < camera_project(&south, 0, 0, 0).y); // up is up
    assert_true(camera_project(&south, 0, 2, 0).depth > camera_project(&south, 0, 0, 0).depth);
}

static void map_has_equal_scales_and_holds_the_window(void **state)
{
    (void)state;
    static const Rect rects[] = {{0, 0, 900, 500}, {10, 20, 300, 600}, {3, 4, 50, 50}};
    for (int r = 0; r < 3; r++) {
        Camera camera = camera_map(rects[r], window);
        DrawPoint a = camera_project(&camera, 0, 0, 0.3), b = camera_project(&camera, 1, 0, 0),
                  c = camera_project(&camera, 0, 1, 0);
        assert_near(b.x - a.x, a.y - c.y, 1e-2);
        assert_true(camera.window[0] <= -2 && camera.window[1] >= 2 && camera.window[2] <= -1 && camera.window[3] >= 3);
        double x, y;
        assert_true(camera_floor(&camera, b.x, b.y, &x, &y));
        assert_near(x, 1, 1e-4);
        assert_near(y, 0, 1e-4);
        assert_true(camera_pick(&camera, NULL, NULL, 1, rects[r].x, rects[r].y, &x, &y)); // a map needs no relief
        assert_near(x, camera.window[0], 1e-4);
        assert_near(y, camera.window[3], 1e-4);
    }
}

// With equal scales it would be a line.
static void map_of_a_narrow_window_fills_its_rectangle(void **state)
{
    (void)state;
    static const double narrow[] = {-5, 5, -0.1, 0.1};
    Camera camera = camera_map(rect, narrow);
    assert_memory_equal(camera.window, narrow, sizeof narrow);
    assert_near(camera_project(&camera, 0, 0.1, 0).y, rect.y, 1e-3);
    assert_near(camera_project(&camera, 5, 0, 0).x, rect.x + rect.w, 1e-3);
}

static void curve_spans_its_rectangle(void **state)
{
    (void)state;
    Camera camera = camera_curve(rect, -3, 5);
    DrawPoint low = camera_project(&camera, -3, 0, 0), high = camera_project(&camera, 5, 1, 0);
    assert_near(low.x, rect.x, 1e-3);
    assert_near(low.y, rect.y + rect.h, 1e-3);
    assert_near(high.x, rect.x + rect.w, 1e-3);
    assert_near(high.y, rect.y, 1e-3);
}

static void a_deep_zoom_keeps_its_digits(void **state)
{
    (void)state;
    double tiny[4] = {1, 1 + 1e-9, 1, 1 + 1e-9};
    Camera camera = camera_orbit(rect, tiny, 30, 40);
    double x, y;
    DrawPoint point = camera_project(&camera, 1 + 0.25e-9, 1 + 0.75e-9, 0);
    assert_true(camera_floor(&camera, point.x, point.y, &x, &y));
    assert_near((x - 1) * 1e9, 0.25, 1e-3);
    assert_near((y - 1) * 1e9, 0.75, 1e-3);
}

static void pick_inverts_project_on_what_is_seen(void **state)
{
    (void)state;
    HeightField field = hill_field(257);
    int seen = 0, hidden = 0;
    for (int a = 0; a < AZIMUTHS; a++) {
        Camera camera = camera_orbit(rect, window, azimuths[a], 25);
        for (double x = -1.9; x <= 1.9; x += 0.19)
            for (double y = -0.9; y <= 2.9; y += 0.19) {
                double height = heightfield_at(&field, x, y), back_x, back_y;
                if (!camera_sees(&camera, &field, &straight, 1, x, y, height)) {
                    hidden++;
                    continue;
                }
                DrawPoint point = camera_project(&camera, x, y, height);
                if (camera_pick(&camera, &field, &straight, 1, point.x, point.y, &back_x, &back_y) &&
                    hypot(back_x - x, back_y - y) < 0.02)
                    seen++;
                else
                    hidden += 1000; // said to be seen, and is not: only grazing rays may
            }
    }
    assert_true(seen > 3000);
    assert_true(hidden % 1000 > 100); // behind the hill
    assert_true(hidden / 1000 < seen / 40);
    heightfield_destroy(&field);
}

static void the_hill_hides_what_is_behind_it(void **state)
{
    (void)state;
    HeightField field = hill_field(129);
    Camera camera = camera_orbit(rect, window, 0, 12);
    assert_false(camera_sees(&camera, &field, &straight, 1, 0, 1.9, hill(0, 1.9)));
    assert_true(camera_sees(&camera, &field, &straight, 1, 0, -0.5, hill(0, -0.5)));
    assert_true(camera_sees(&camera, &field, &straight, 1, 0, 1, 1));
    assert_true(camera_sees(&camera, &field, &straight, 0.001, 0, 1.9, hill(0, 1.9))); // the hill is cut away
    heightfield_destroy(&field);
}

static void pick_misses_beside_the_surface(void **state)
{
    (void)state;
    HeightField field = hill_field(65);
    Camera camera = camera_orbit(rect, window, 30, 35);
    double x, y;
    assert_false(camera_pick(&camera, &field, &straight, 1, rect.x + 2, rect.y + 2, &x, &y));
    assert_false(camera_pick(&camera, &field, &straight, 1, rect.x + rect.w - 2, rect.y + 2, &x, &y));
    heightfield_destroy(&field);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floor_inverts_project),
        cmocka_unit_test(orbit_frames_the_box),
        cmocka_unit_test(azimuth_turns_the_eye_counter_clockwise),
        cmocka_unit_test(map_has_equal_scales_and_holds_the_window),
        cmocka_unit_test(map_of_a_narrow_window_fills_its_rectangle),
        cmocka_unit_test(curve_spans_its_rectangle),
        cmocka_unit_test(a_deep_zoom_keeps_its_digits),
        cmocka_unit_test(pick_inverts_project_on_what_is_seen),
        cmocka_unit_test(the_hill_hides_what_is_behind_it),
        cmocka_unit_test(pick_misses_beside_the_surface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
