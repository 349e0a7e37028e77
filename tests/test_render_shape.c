// Shapes and strokes as pixels: rectangles, discs, markers, corners and clips; widths, dashes, casings, fades.
#include "shot.h"

static Shot shoot_shape(void **state, DrawShape shape, float scale)
{
    DrawList list = empty_list();
    list.scale = scale;
    list.shapes = &shape;
    list.n_shapes = 1;
    return shoot(state, &list);
}

static void test_rect(void **state)
{
    for (int scale = 1; scale <= 2; scale++) {
        DrawShape shape = {.kind = SHAPE_RECT, .x = 10, .y = 20, .w = 60, .h = 40, .color = red};
        Shot shot = shoot_shape(state, shape, (float)scale);
        assert_color(&shot, 10 * scale, 20 * scale, red, 0);
        assert_color(&shot, 70 * scale - 1, 60 * scale - 1, red, 0);
        assert_color(&shot, 10 * scale - 1, 40 * scale, black, 0);
        assert_color(&shot, 70 * scale, 40 * scale, black, 0);
        assert_color(&shot, 40 * scale, 20 * scale - 1, black, 0);
        assert_color(&shot, 40 * scale, 60 * scale, black, 0);
        free(shot.rgb);
    }
}

static void test_rounded_corner(void **state)
{
    DrawShape shape = {.kind = SHAPE_RECT, .x = 10, .y = 20, .w = 60, .h = 40, .corner = 8, .color = red};
    Shot shot = shoot_shape(state, shape, 1);
    assert_color(&shot, 10, 20, black, 0);
    assert_color(&shot, 69, 59, black, 0);
    assert_color(&shot, 18, 20, red, 0);
    assert_color(&shot, 40, 40, red, 0);
    assert_color(&shot, 10, 40, red, 0);
    for (int y = 20; y < 28; y++) // the arc: nothing outside it, everything inside, and a soft pixel between
        for (int x = 10; x < 18; x++) {
            float d = hypotf((float)x + 0.5f - 18, (float)y + 0.5f - 28) - 8;
            if (fabsf(d) > 0.6f)
                assert_color(&shot, x, y, d > 0 ? black : red, 0);
        }
    free(shot.rgb);
}

static void test_outline_lies_inside(void **state)
{
    DrawShape shape = {.kind = SHAPE_RECT, .x = 10, .y = 20, .w = 60, .h = 40, .corner = 4, .stroke = 1, .color = red};
    Shot shot = shoot_shape(state, shape, 1);
    assert_color(&shot, 10, 40, red, 0);
    assert_color(&shot, 69, 40, red, 0);
    assert_color(&shot, 40, 20, red, 0);
    assert_color(&shot, 40, 59, red, 0);
    assert_color(&shot, 9, 40, black, 0);
    assert_color(&shot, 11, 40, black, 0);
    assert_true(at(&shot, 11, 21, 0) > 180); // the corner's arc
    assert_color(&shot, 10, 20, black, 2);
    assert_color(&shot, 40, 40, black, 0);
    free(shot.rgb);
}

static void test_disc_and_triangle(void **state)
{
    Shot disc = shoot_shape(state, (DrawShape){.kind = SHAPE_DISC, .x = 50, .y = 50, .w = 10, .color = red}, 1);
    assert_color(&disc, 50, 41, red, 0);
    assert_color(&disc, 50, 38, black, 0);
    assert_color(&disc, 58, 58, black, 0);
    free(disc.rgb);
    DrawShape up = {.kind = SHAPE_TRIANGLE, .x = 50, .y = 50, .w = 20, .angle_rad = 1.5707963f, .color = red};
    Shot triangle = shoot_shape(state, up, 1);
    assert_color(&triangle, 50, 34, red, 0); // the tip is 20 above the centre, the base 10 below
    assert_color(&triangle, 50, 58, red, 0);
    assert_color(&triangle, 50, 62, black, 0);
    assert_color(&triangle, 40, 40, black, 0);
    assert_color(&triangle, 38, 58, red, 0);
    free(triangle.rgb);
}

// The forms that racers are marked by, and what an angle does to them.
static void test_forms(void **state)
{
    const float eighth = 0.7853982f;
    static const struct {
        ShapeKind kind;
        int in[2][2], out[2][2]; // from the centre
    } forms[] = {
        {SHAPE_SQUARE, {{18, 18}, {-18, 0}}, {{22, 0}, {0, -22}}},
        {SHAPE_CROSS, {{18, 0}, {0, -18}}, {{10, 10}, {-10, 10}}},
        {SHAPE_STAR, {{14, 0}, {0, 7}}, {{-14, 0}, {0, 14}}},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        DrawShape form = {.kind = forms[i].kind, .x = 50, .y = 50, .w = 20, .color = red};
        Shot shot = shoot_shape(state, form, 1);
        for (int k = 0; k < 2; k++) {
            assert_color(&shot, 50 + forms[i].in[k][0], 50 + forms[i].in[k][1], red, 0);
            assert_color(&shot, 50 + forms[i].out[k][0], 50 + forms[i].out[k][1], black, 0);
        }
        free(shot.rgb);
    }
    DrawShape diamond = {.kind = SHAPE_SQUARE, .x = 50, .y = 50, .w = 20, .angle_rad = eighth, .color = red};
    Shot shot = shoot_shape(state, diamond, 1);
    assert_color(&shot, 50 + 26, 50, red, 0); // its tips are not cut off
    assert_color(&shot, 50, 50 - 26, red, 0);
    assert_color(&shot, 50 + 18, 50 + 18, black, 0);
    free(shot.rgb);
}

// Two pieces of a band, whose edges are slanted and soft, and which meet without a seam.
static void test_band(void **state)
{
    const Color half = {1, 0, 0, 0.5f}, dim = {0.5f, 0, 0, 1};
    DrawShape band[2] = {
        {.kind = SHAPE_BAND, .x = 20, .y = 30, .w = 30.4f, .h = 40, .end_y = 60.4f, .end_h = 40, .color = half},
        {.kind = SHAPE_BAND, .x = 50.4f, .y = 60.4f, .w = 20, .h = 40, .end_y = 60.4f, .end_h = 20, .color = half},
    };
    DrawList list = empty_list();
    list.shapes = band;
    list.n_shapes = 2;
    Shot shot = shoot(state, &list);
    for (int x = 20; x < 70; x++) {
        float at = (float)x + 0.5f, top = fminf(at + 10, 60.4f), foot = at < 50.4f ? top + 40 : 100.4f - (at - 50.4f);
        assert_color(&shot, x, (int)(top + foot) / 2, dim, 1);
        assert_color(&shot, x, (int)top + 2, dim, 1);
        assert_color(&shot, x, (int)top - 2, black, 1);
        assert_color(&shot, x, (int)foot - 2, dim, 1);
        assert_color(&shot, x, (int)foot + 2, black, 1);
    }
    int edge = at(&shot, 30, 40, 0); // through the pixel's middle
    assert_true(edge > 40 && edge < 90);
    assert_color(&shot, 19, 50, black, 0);
    assert_color(&shot, 71, 70, black, 0);
    free(shot.rgb);
}

static void test_shape_clip_and_layers(void **state)
{
    DrawShape shapes[2] = {
        {.kind = SHAPE_RECT, .x = 10, .y = 10, .w = 50, .h = 50, .color = red, .layer = LAYER_POPUP},
        {.kind = SHAPE_RECT, .x = 0, .y = 0, .w = 90, .h = 90, .color = green, .clip = {20, 20, 60, 60}},
    };
    DrawList list = empty_list();
    list.shapes = shapes;
    list.n_shapes = 2;
    Shot shot = shoot(state, &list);
    assert_color(&shot, 30, 30, red, 0); // later in the list, but on a lower layer
    assert_color(&shot, 70, 70, green, 0);
    assert_color(&shot, 15, 70, black, 0);
    assert_color(&shot, 70, 85, black, 0);
    free(shot.rgb);
}

static Shot shoot_stroke(void **state, DrawStroke stroke, DrawPoint *points, float scale)
{
    DrawList list = empty_list();
    list.scale = scale;
    list.strokes = &stroke;
    list.points = points;
    list.n_strokes = 1;
    list.n_points = stroke.count;
    return shoot(state, &list);
}

// The coverage of a column adds up to the width.
static void test_stroke_width(void **state)
{
    DrawPoint points[3] = {{20, 60.3f, 0}, {60, 60.3f, 0}, {120, 60.3f, 0}};
    for (int scale = 1; scale <= 2; scale++) {
        Shot shot = shoot_stroke(state, plain_stroke(3, 5), points, (float)scale);
        for (int x = 25; x < 115; x += 7) {
            int sum = 0;
            for (int y = 0; y < shot.height; y++)
                sum += at(&shot, x * scale, y, 0);
            assert_within(sum, 255 * 5 * scale - 8, 255 * 5 * scale + 8);
        }
        assert_color(&shot, 15 * scale, 60 * scale, black, 0);
        free(shot.rgb);
    }
}

static void test_hairline_is_sharp(void **state)
{
    DrawPoint points[2] = {{20, 60.4f, 0}, {120, 60.4f, 0}};
    Shot shot = shoot_stroke(state, plain_stroke(2, 1), points, 1);
    assert_color(&shot, 70, 60, red, 1);
    assert_color(&shot, 70, 59, black, 1);
    assert_color(&shot, 70, 61, black, 1);
    free(shot.rgb);
}

static void test_single_point_is_a_dot(void **state)
{
    DrawPoint point = {50.5f, 40.5f, 0};
    Shot shot = shoot_stroke(state, plain_stroke(1, 9), &point, 1);
    assert_color(&shot, 50, 40, red, 0);
    assert_color(&shot, 53, 40, red, 0);
    assert_color(&shot, 56, 40, black, 0);
    assert_color(&shot, 50, 34, black, 0);
    free(shot.rgb);
}

static void test_casing(void **state)
{
    DrawPoint points[3] = {{20, 60, 0}, {60, 60, 0}, {120, 60, 0}};
    DrawStroke stroke = plain_stroke(3, 4);
    stroke.casing = 3;
    stroke.casing_color = green;
    Shot shot = shoot_stroke(state, stroke, points, 1);
    assert_color(&shot, 70, 60, red, 0);
    assert_color(&shot, 70, 62, green, 1);
    assert_true(at(&shot, 70, 64, 1) > 40);
    assert_color(&shot, 70, 66, black, 1);
    free(shot.rgb);
}

static void test_dash(void **state)
{
    DrawPoint points[3] = {{20, 60, 0}, {60, 60, 0}, {120, 60, 0}};
    DrawStroke stroke = plain_stroke(3, 2);
    stroke.dash[0] = 12;
    stroke.dash[1] = 8;
    Shot shot = shoot_stroke(state, stroke, points, 1);
    for (int k = 0; k < 5; k++) {
        assert_color(&shot, 20 + 20 * k + 6, 60, red, 0);
        assert_color(&shot, 20 + 20 * k + 16, 60, black, 0);
    }
    free(shot.rgb);
}

static void test_fade(void **state)
{
    DrawPoint points[3] = {{20, 60, 0}, {30, 60, 0}, {120, 60, 0}};
    DrawStroke stroke = plain_stroke(3, 6);
    stroke.fade_color = green;
    Shot shot = shoot_stroke(state, stroke, points, 1);
    assert_color(&shot, 20, 60, green, 8);
    assert_color(&shot, 70, 60, (Color){0.5f, 0.5f, 0, 1}, 4); // by length, not by points
    assert_color(&shot, 119, 60, red, 8);
    free(shot.rgb);
}

// Half transparent: every pixel is painted once, however short the segments are.
static void test_transparency_is_even(void **state)
{
    enum { POINTS = 150 };
    DrawPoint points[POINTS];
    for (int i = 0; i < POINTS; i++) {
        float angle = (float)i * 0.02f;
        points[i] = (DrawPoint){80 + 45 * cosf(angle), 60 + 45 * sinf(angle), 0};
    }
    DrawStroke stroke = plain_stroke(POINTS, 7);
    stroke.color.a = stroke.fade_color.a = 0.5f;
    Shot shot = shoot_stroke(state, stroke, points, 1);
    int uneven = 0, inside = 0;
    for (int y = 60; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            float dx = (float)x + 0.5f - 80, dy = (float)y + 0.5f - 60;
            if (fabsf(hypotf(dx, dy) - 45) > 2.5f || atan2f(dy, dx) < 0.1f || atan2f(dy, dx) > 2.8f)
                continue;
            inside++;
            uneven += abs(at(&shot, x, y, 0) - 128) > 2;
        }
    assert_true(inside > 500);
    assert_true(uneven <= inside / 50); // a pixel on a dividing line may be taken by both
    free(shot.rgb);
}

static float segment_distance(float x, float y, const DrawPoint *a, const DrawPoint *b)
{
    float dx = b->x - a->x, dy = b->y - a->y;
    float t = ((x - a->x) * dx + (y - a->y) * dy) / fmaxf(dx * dx + dy * dy, 1e-12f);
    t = fminf(fmaxf(t, 0), 1);
    return hypotf(x - a->x - t * dx, y - a->y - t * dy);
}

static float line_distance(float x, float y, const DrawPoint *points, int count)
{
    float nearest = 1e9f;
    for (int i = 1; i < count; i++)
        nearest = fminf(nearest, segment_distance(x, y, &points[i - 1], &points[i]));
    return nearest;
}

// A path that jumps to and fro, in steps of all lengths: no hole within its width, nothing beyond it.
static void test_noisy_path_is_whole(void **state)
{
    enum { POINTS = 60 };
    DrawPoint points[POINTS];
    uint32_t seed = 12345;
    for (int i = 0; i < POINTS; i++) {
        seed = seed * 1664525u + 1013904223u;
        float length = i % 3 ? 1.5f : 40, angle = (float)(seed >> 16 & 1023) * 0.00614f;
        points[i] = (DrawPoint){i ? points[i - 1].x + length * cosf(angle) : 80, 0, 0};
        points[i].y = i ? points[i - 1].y + length * sinf(angle) : 60;
        points[i].x = fminf(fmaxf(points[i].x, 10), WIDTH - 10);
        points[i].y = fminf(fmaxf(points[i].y, 10), HEIGHT - 10);
    }
    Shot shot = shoot_stroke(state, plain_stroke(POINTS, 8), points, 1);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            float d = line_distance((float)x + 0.5f, (float)y + 0.5f, points, POINTS);
            if (d < 3.4f || d > 4.6f)
                assert_color(&shot, x, y, d < 4 ? red : black, 1);
        }
    free(shot.rgb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rect),
        cmocka_unit_test(test_rounded_corner),
        cmocka_unit_test(test_outline_lies_inside),
        cmocka_unit_test(test_disc_and_triangle),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_band),
        cmocka_unit_test(test_shape_clip_and_layers),
        cmocka_unit_test(test_stroke_width),
        cmocka_unit_test(test_hairline_is_sharp),
        cmocka_unit_test(test_single_point_is_a_dot),
        cmocka_unit_test(test_casing),
        cmocka_unit_test(test_dash),
        cmocka_unit_test(test_fade),
        cmocka_unit_test(test_transparency_is_even),
        cmocka_unit_test(test_noisy_path_is_whole),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
