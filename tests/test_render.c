// The renderer, headless: small lists are drawn and their pixels looked at. Skipped (77) where there is no OpenGL or no font.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/colormap.h"
#include "render/font.h"
#include "render/gl.h"
#include "render/mesh.h"
#include "render/render.h"
#include "render/sky.h"
#include "render/surface.h"

#include <cglm/cglm.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SKIPPED = 77, WIDTH = 160, HEIGHT = 120, SIDE = 33 };

static const Color black = {0, 0, 0, 1}, red = {1, 0, 0, 1}, white = {1, 1, 1, 1}, green = {0, 1, 0, 1};

typedef struct Shot {
    uint8_t *rgb;
    int width, height;
} Shot;

static Shot shoot_with(Render *render, const DrawList *list)
{
    Error error;
    Shot shot = {NULL, (int)(list->width * list->scale), (int)(list->height * list->scale)};
    shot.rgb = render_read(render, list, shot.width, shot.height, &error);
    assert_non_null(shot.rgb);
    return shot;
}

static Shot shoot(void **state, const DrawList *list)
{
    return shoot_with(*state, list);
}

// A channel (0 red, 1 green, 2 blue) of a pixel, [0, 255].
static int at(const Shot *shot, int x, int y, int channel)
{
    assert_in_range(x, 0, shot->width - 1);
    assert_in_range(y, 0, shot->height - 1);
    return shot->rgb[3 * (y * shot->width + x) + channel];
}

static void assert_color(const Shot *shot, int x, int y, Color color, int tolerance)
{
    const float parts[3] = {color.r, color.g, color.b};
    for (int i = 0; i < 3; i++)
        if (abs(at(shot, x, y, i) - (int)lroundf(255 * parts[i])) > tolerance)
            fail_msg("pixel %d, %d is %d %d %d, not %.0f %.0f %.0f", x, y, at(shot, x, y, 0), at(shot, x, y, 1),
                     at(shot, x, y, 2), 255.0 * (double)color.r, 255.0 * (double)color.g, 255.0 * (double)color.b);
}

static DrawList empty_list(void)
{
    return (DrawList){.width = WIDTH, .height = HEIGHT, .scale = 1, .ground = black};
}

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

static DrawStroke plain_stroke(int count, float width)
{
    return (DrawStroke){.count = count, .width = width, .color = red, .fade_color = red, .panel = -1};
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
            assert_in_range(sum, 255 * 5 * scale - 8, 255 * 5 * scale + 8);
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

// A field over [0, 1] x [0, 1] with heights = losses.
typedef struct Ground {
    double losses[SIDE * SIDE];
    HeightField field;
} Ground;

typedef double (*LossOf)(double x, double y);

static double slope_x(double x, double y)
{
    (void)y;
    return x;
}

static double flat(double x, double y)
{
    (void)x, (void)y;
    return 0.5;
}

static double bowl(double x, double y)
{
    return 4 * ((x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5));
}

static double half_there(double x, double y)
{
    (void)y;
    return x < 0.5 ? 0.5 : (double)NAN;
}

static void make_ground(Ground *ground, LossOf loss)
{
    for (int j = 0; j < SIDE; j++)
        for (int i = 0; i < SIDE; i++)
            ground->losses[j * SIDE + i] = loss(i / (SIDE - 1.0), j / (SIDE - 1.0));
    ground->field = (HeightField){.nx = SIDE, .ny = SIDE, .x_to = 1, .y_to = 1, .loss = ground->losses, .high = 1};
}

// Seen from straight above, parallel: x and y span the panel, a height h has the depth 0.5 - 0.4 h.
static DrawPanel panel_of(const Ground *ground, PanelKind kind, uint64_t key)
{
    return (DrawPanel){.kind = kind,
                       .rect = {0, 0, WIDTH, HEIGHT},
                       .field = &ground->field,
                       .map = {.scale = HEIGHT_LINEAR, .low = 0, .high = 1, .softness = 1},
                       .field_key = key,
                       .key = key,
                       .matrix = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -0.8f, 0, 0, 0, 0, 1},
                       .world = {-1, 1, -1, 1},
                       .height = 1,
                       .ceiling = 1e9f,
                       .light = {0, 0, 1},
                       .eye = {0, 0, 100},
                       .contour_index = 4,
                       .mesh = 16,
                       .ground = {0, 0, 1, 1},
                       .line = {0, 0, 0, 1},
                       .ramp = "viridis"};
}

static DrawList panel_list(DrawPanel *panel)
{
    DrawList list = empty_list();
    list.panels = panel;
    list.n_panels = 1;
    return list;
}

static void test_surface_is_cut_at_the_ceiling(void **state)
{
    static Ground ground;
    make_ground(&ground, slope_x);
    DrawPanel panel = panel_of(&ground, PANEL_SURFACE, 101);
    panel.ceiling = 0.53f;
    DrawList list = panel_list(&panel);
    Shot shot = shoot(state, &list);
    const Color ground_color = panel.ground;
    for (int y = 2; y < HEIGHT - 2; y += 5) {
        for (int x = 0; x < WIDTH; x++) {
            bool cut = at(&shot, x, y, 2) == 255 && at(&shot, x, y, 0) == 0;
            if (fabsf((float)x + 0.5f - 0.53f * WIDTH) > 1.5f)
                assert_true(cut == ((float)x > 0.53f * WIDTH));
        }
        assert_color(&shot, 140, y, ground_color, 0);
    }
    free(shot.rgb);
}

static void test_hole(void **state)
{
    static Ground ground;
    make_ground(&ground, half_there);
    const PanelKind kinds[] = {PANEL_SURFACE, PANEL_MAP};
    for (int i = 0; i < 2; i++) {
        DrawPanel panel = panel_of(&ground, kinds[i], 110 + (uint64_t)i);
        DrawList list = panel_list(&panel);
        Shot shot = shoot(state, &list);
        assert_color(&shot, 120, 60, panel.ground, 0);
        assert_true(at(&shot, 40, 60, 1) > 60);
        free(shot.rgb);
    }
}

static void test_map_follows_the_ramp(void **state)
{
    static Ground ground;
    make_ground(&ground, slope_x);
    DrawPanel panel = panel_of(&ground, PANEL_MAP, 120);
    DrawList list = panel_list(&panel);
    Shot shot = shoot(state, &list);
    const Colormap *ramp = colormap_find("viridis");
    assert_non_null(ramp);
    for (int x = 5; x < WIDTH; x += 10)
        assert_color(&shot, x, 60, colormap_color(ramp, ((float)x + 0.5f) / WIDTH), 3);
    free(shot.rgb);
}

static void test_contours(void **state)
{
    static Ground ground;
    make_ground(&ground, slope_x);
    DrawPanel panel = panel_of(&ground, PANEL_MAP, 130);
    panel.contours = 4;
    panel.contour_index = 2;
    panel.line = white;
    DrawList list = panel_list(&panel);
    Shot shot = shoot(state, &list);
    int index = at(&shot, WIDTH / 2, 60, 0), fine = at(&shot, WIDTH / 4, 60, 0), between = at(&shot, 60, 60, 0);
    assert_true(index > 120); // the line lies between two pixels
    assert_true(fine > between + 25);
    assert_true(index > fine + 25);
    panel.contours = 1000; // crowded: no lines rather than moire
    panel.key++;
    Shot crowded = shoot(state, &list);
    assert_color(&crowded, WIDTH / 2, 60, colormap_color(colormap_find("viridis"), 0.5f), 4);
    free(shot.rgb);
    free(crowded.rgb);
}

// Seen askew, so that what is higher stands higher on the screen: along the lower edge only the floor is seen.
static void test_floor_shows_the_contours(void **state)
{
    static Ground ground;
    make_ground(&ground, slope_x);
    DrawPanel panel = panel_of(&ground, PANEL_SURFACE, 135);
    panel.contours = 4;
    panel.contour_index = 2;
    panel.line = black;
    panel.floor = -0.5f;
    panel.floor_far = 0.25f;
    panel.matrix[9] = 0.9f;
    DrawList list = panel_list(&panel);
    Shot with = shoot(state, &list);
    panel.floor = 0;
    panel.key++;
    Shot without = shoot(state, &list);
    int y = HEIGHT - 3;
    for (int x = WIDTH / 4; x < WIDTH; x++)
        assert_color(&without, x, y, panel.ground, 0);
    assert_true(at(&with, WIDTH / 2, y, 1) > 40); // the line at 0.5, in the ramp's colour there
    assert_true(at(&with, WIDTH / 2 + 10, y, 1) < 10);
    assert_in_range(at(&with, WIDTH / 2 + 10, y, 2), 220, 254); // shaded a little by what stands above
    free(with.rgb);
    free(without.rgb);
}

static int soft_pixels(const Shot *shot)
{
    int soft = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            soft += at(shot, x, y, 2) > 140 && at(shot, x, y, 2) < 250;
    return soft;
}

// Without multisampling, the edge of a surface is as soft as with it.
static void test_without_multisampling(void **state)
{
    static Ground ground;
    Error error;
    make_ground(&ground, bowl);
    DrawPanel panel = panel_of(&ground, PANEL_SURFACE, 138);
    panel.ceiling = 0.5f;
    DrawList list = panel_list(&panel);
    Shot sampled = shoot(state, &list);
    setenv("RAVINE_SAMPLES", "0", 1);
    Render *render = render_create(NULL, &error);
    unsetenv("RAVINE_SAMPLES");
    assert_non_null(render);
    Shot finer = shoot_with(render, &list);
    assert_true(soft_pixels(&sampled) > 100);
    assert_true(soft_pixels(&finer) > 100);
    int apart = 0;
    for (int i = 0; i < 3 * WIDTH * HEIGHT; i++)
        apart += abs(finer.rgb[i] - sampled.rgb[i]);
    assert_true(apart < 3 * WIDTH * HEIGHT); // one level in the mean
    free(sampled.rgb);
    free(finer.rgb);
    render_destroy(render);
}

static void test_panel_is_drawn_once(void **state)
{
    static Ground ground;
    make_ground(&ground, bowl);
    DrawPanel panel = panel_of(&ground, PANEL_SURFACE, 140);
    DrawList list = panel_list(&panel);
    int before = render_redraws(*state);
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 1);
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 1);
    panel.key++;
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 2);
    panel.draft = true;
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 3);
    list.scale = 2;
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 4);
}

static void test_panel_without_field(void **state)
{
    Ground *none = &(Ground){.field = {.nx = 1, .ny = 1}};
    DrawPanel panel = panel_of(none, PANEL_SURFACE, 150);
    DrawList list = panel_list(&panel);
    Shot shot = shoot(state, &list);
    assert_color(&shot, 60, 60, panel.ground, 0);
    panel.field = NULL;
    panel.key++;
    free(shot.rgb);
    free(shoot(state, &list).rgb);
}

static float depth_of(float height)
{
    return 0.5f - 0.4f * height;
}

// Above the surface it is seen, behind it dimmed to hidden_alpha, on it seen.
static void test_stroke_behind_a_surface(void **state)
{
    static Ground ground;
    make_ground(&ground, flat);
    DrawPanel panel = panel_of(&ground, PANEL_SURFACE, 160);
    DrawList list = panel_list(&panel);
    Shot bare = shoot(state, &list);
    const float heights[] = {0.8f, 0.5f, 0.2f};
    const float alphas[] = {1, 1, 0.25f};
    for (int i = 0; i < 3; i++) {
        DrawPoint points[3] = {{20, 60, depth_of(heights[i])}, {60, 60, 0}, {120, 60, 0}};
        points[1].depth = points[2].depth = points[0].depth;
        DrawStroke stroke = plain_stroke(3, 6);
        stroke.panel = 0;
        stroke.hidden_alpha = 0.25f;
        list.strokes = &stroke;
        list.points = points;
        list.n_strokes = 1;
        list.n_points = 3;
        Shot shot = shoot(state, &list);
        int expected = (int)(alphas[i] * 255 + (1 - alphas[i]) * (float)at(&bare, 70, 60, 0));
        assert_in_range(at(&shot, 70, 60, 0), expected - 3, expected + 3);
        free(shot.rgb);
    }
    free(bare.rgb);
}

static void test_ball(void **state)
{
    static Ground ground;
    make_ground(&ground, flat);
    DrawPanel panel = panel_of(&ground, PANEL_SURFACE, 170);
    DrawPoint points[2] = {{20, 60.5f, depth_of(0.6f)}, {120, 60.5f, depth_of(0.6f)}};
    DrawStroke stroke = plain_stroke(2, 4);
    stroke.color = stroke.fade_color = green;
    stroke.panel = 0;
    DrawBall ball = {.x = 80, .y = 60, .depth = depth_of(0.6f), .radius = 10, .color = red};
    DrawList list = panel_list(&panel);
    list.strokes = &stroke, list.points = points, list.balls = &ball;
    list.n_strokes = 1, list.n_points = 2, list.n_balls = 1;
    Shot shot = shoot(state, &list);
    assert_color(&shot, 40, 60, green, 1);
    assert_true(at(&shot, 80, 60, 0) > 150 && at(&shot, 80, 60, 1) < 120); // over the stroke
    assert_true(at(&shot, 76, 55, 0) > at(&shot, 84, 65, 0));              // lit from the upper left
    ball.mark = SHAPE_SQUARE, ball.mark_size = 0.3f;
    Shot marked = shoot(state, &list);
    assert_true(at(&marked, 80, 60, 0) > at(&shot, 80, 60, 0) && at(&marked, 80, 60, 1) > 180); // light on red
    assert_true(at(&marked, 80, 54, 0) == at(&shot, 80, 54, 0));
    ball.mark = SHAPE_RECT;
    ball.depth = depth_of(-0.9f);
    ball.hidden_alpha = 0;
    Shot hidden = shoot(state, &list);
    assert_color(&hidden, 80, 60, green, 2);
    ball.depth = depth_of(0.6f);
    ball.hollow = true;
    Shot ring = shoot(state, &list);
    assert_color(&ring, 80, 60, green, 2);
    assert_true(at(&ring, 80, 52, 0) > 200);
    free(shot.rgb);
    free(marked.rgb);
    free(hidden.rgb);
    free(ring.rgb);
}

// The distance along the view, from a depth as the graphics card stores it.
static void test_lens(void **state)
{
    (void)state;
    mat4 view, matrix;
    glm_lookat((vec3){1, -3, 2}, (vec3){0, 0, 0.4f}, (vec3){0, 0, 1}, view);
    glm_perspective(0.7f, 1.5f, 0.5f, 9, matrix);
    glm_mat4_mul(matrix, view, matrix);
    DrawPanel panel = {0};
    memcpy(panel.matrix, matrix, sizeof panel.matrix);
    Lens lens = surface_lens(&panel, 600);
    for (int i = 0; i < 20; i++) {
        vec4 world = {0.1f * (float)i - 1, 0.3f, 0.05f * (float)i, 1}, seen, clip;
        glm_mat4_mulv(view, world, seen);
        glm_mat4_mulv(matrix, world, clip);
        float n = clip[2] / clip[3], distance = (lens.p + lens.q * n) / (lens.r + lens.s * n);
        assert_true(fabsf(distance + seen[2]) < 1e-3f);
    }
    assert_true(fabsf(lens.pixel - 2 * tanf(0.35f) / 600) < 1e-6f);
    assert_false(lens.parallel);
}

static DrawText text_of(const char *bytes, float x, float y)
{
    DrawText text = {.x = x, .y = y, .size = FONT_TEXT, .color = white};
    snprintf(text.text, sizeof text.text, "%s", bytes);
    return text;
}

typedef struct Ink {
    int left, right, top, bottom; // pixels, last ones included; left > right: none
} Ink;

static Ink ink_of(void **state, DrawText text, float scale)
{
    DrawList list = empty_list();
    list.scale = scale;
    list.texts = &text;
    list.n_texts = 1;
    Shot shot = shoot(state, &list);
    Ink ink = {shot.width, -1, shot.height, -1};
    for (int y = 0; y < shot.height; y++)
        for (int x = 0; x < shot.width; x++)
            if (at(&shot, x, y, 0) > 60) {
                ink = (Ink){x < ink.left ? x : ink.left, x > ink.right ? x : ink.right, y < ink.top ? y : ink.top, y};
            }
    free(shot.rgb);
    return ink;
}

static void test_text_is_as_wide_as_measured(void **state)
{
    static const char *const texts[] = {"HHHHHH", "momentum=0.9", "η β ∇ θ ‖ ² √", "9.55·10⁻²"};
    for (int scale = 1; scale <= 3; scale++)
        for (int i = 0; i < 4; i++) {
            render_set_scale(*state, (float)scale);
            float width = render_text_width(*state, texts[i], FONT_TEXT, WEIGHT_REGULAR, false);
            Ink ink = ink_of(state, text_of(texts[i], 10, 60), (float)scale);
            assert_true(fabsf((float)(ink.left - 10 * scale)) <= 2 * (float)scale);
            assert_true(fabsf((float)(ink.right + 1) - (10 + width) * (float)scale) <= 2 * (float)scale + 1);
        }
    render_set_scale(*state, 1);
}

static void test_text_stands_on_its_baseline(void **state)
{
    Ink ink = ink_of(state, text_of("HEH", 10, 60), 1);
    assert_int_equal(ink.bottom, 59);
    assert_in_range(ink.top, 48, 51); // Inter's capitals are 0.73 of the size
    ink = ink_of(state, text_of("HEH", 10, 60), 2);
    assert_in_range(ink.bottom, 118, 119);
    assert_in_range(ink.top, 97, 101);
}

static void test_text_aligns(void **state)
{
    DrawText text = text_of("HHHH", 80, 60);
    text.align = ALIGN_RIGHT;
    Ink right = ink_of(state, text, 1);
    assert_in_range(right.right, 76, 80);
    text.align = ALIGN_CENTER;
    Ink center = ink_of(state, text, 1);
    assert_in_range(center.left + center.right, 157, 162);
    text.angle_rad = 1.5707963f; // upwards: the line is now the column x = 80
    Ink upright = ink_of(state, text, 1);
    assert_in_range(upright.right, 78, 80);
    assert_in_range(upright.top + upright.bottom, 117, 122);
    assert_int_equal(upright.bottom - upright.top, center.right - center.left);
}

static void test_tabular_digits(void **state)
{
    float eights = render_text_width(*state, "888.88", FONT_TEXT, WEIGHT_REGULAR, true);
    for (int digit = 0; digit < 10; digit++) {
        char text[64];
        snprintf(text, sizeof text, "%d%d%d.%d%d", digit, digit, digit, digit, digit);
        assert_true(render_text_width(*state, text, FONT_TEXT, WEIGHT_REGULAR, true) == eights);
    }
    float ones = render_text_width(*state, "111.11", FONT_TEXT, WEIGHT_REGULAR, false);
    assert_true(ones < eights);
    assert_true(eights < 1.25f * render_text_width(*state, "888.88", FONT_TEXT, WEIGHT_REGULAR, false));
    DrawText text = text_of("888.88", 20, 60);
    text.tabular = true;
    Ink ink = ink_of(state, text, 1);
    assert_true(fabsf((float)(ink.right - ink.left + 1) - eights) <= 3);
}

static void test_text_clip_and_halo(void **state)
{
    DrawText text = text_of("HHHHHHHH", 10, 60);
    text.clip = (Rect){20, 0, 20, HEIGHT};
    Ink ink = ink_of(state, text, 1);
    assert_true(ink.left >= 20 && ink.right < 40);
    text.clip = (Rect){0};
    text.color = black;
    text.halo = white;
    Ink halo = ink_of(state, text, 1);
    assert_in_range(halo.left, 8, 11);
    assert_in_range(halo.bottom, 60, 62);
}

static void test_odd_texts(void **state)
{
    static const char *const texts[] = {"", " ", "\xff\xfe", "a\xc3", "m\xcc\x82 v\xcc\x82", "\xf0\x9f\x98\x80", "⏸"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        DrawText text = text_of(texts[i], 10, 60);
        for (int tabular = 0; tabular < 2; tabular++) {
            text.tabular = tabular;
            ink_of(state, text, 1);
            float width = render_text_width(*state, texts[i], FONT_TEXT, WEIGHT_SEMIBOLD, tabular);
            assert_true(width >= 0 && width < 100);
        }
    }
    assert_null(render_fault(*state));
}

static void test_code_points(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t code;
        int length;
    } rows[] = {{"a", 'a', 1},
                {"\xce\xb2", 0x3b2, 2},
                {"\xe2\x88\x87", 0x2207, 3},
                {"\xf0\x9f\x98\x80", 0x1f600, 4},
                {"\xff", 0xfffd, 1},
                {"\xc3(", 0xfffd, 1},
                {"\xc0\x80", 0xfffd, 2},
                {"\xe2\x88", 0xfffd, 2},
                {"\x80", 0xfffd, 1},
                {"\xf7\xbf\xbf\xbf", 0xfffd, 4},
                {"", 0, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = rows[i].text;
        assert_int_equal(font_code(&text), rows[i].code);
        assert_int_equal(text - rows[i].text, rows[i].length);
    }
}

// More different strings than the atlas and its table hold: the last one is still drawn.
static void test_many_texts(void **state)
{
    enum { TEXTS = 4500 };
    DrawText *texts = calloc(TEXTS, sizeof *texts);
    assert_non_null(texts);
    for (int i = 0; i < TEXTS; i++) {
        texts[i] = text_of("", -500, 20);
        snprintf(texts[i].text, sizeof texts[i].text, "number %d of a long row of strings", i);
        texts[i].size = FONT_TITLE;
    }
    texts[TEXTS - 1].x = 10;
    DrawList list = empty_list();
    list.texts = texts;
    list.n_texts = TEXTS;
    Shot shot = shoot(state, &list);
    int ink = 0;
    for (int x = 0; x < WIDTH; x++)
        ink += at(&shot, x, 15, 0) > 128;
    assert_true(ink > 10);
    free(shot.rgb);
    free(texts);
}

static void test_impossible_sizes(void **state)
{
    static const int sizes[][2] = {{0, 10}, {10, 0}, {-5, 10}, {1000000, 10}};
    DrawList list = empty_list();
    for (int i = 0; i < 4; i++) {
        Error error = {""};
        assert_null(render_read(*state, &list, sizes[i][0], sizes[i][1], &error));
        assert_non_null(strstr(error.text, "picture, "));
    }
}

// Everything at once, for comparisons; among it a rectangle of whole tiles of the rasterizer.
typedef struct Medley {
    Ground ground;
    DrawPanel panel;
    DrawPoint points[3];
    DrawStroke stroke;
    DrawBall ball;
    DrawShape shapes[2];
    DrawText text;
    DrawList list;
} Medley;

static const DrawList *make_medley(Medley *m)
{
    make_ground(&m->ground, bowl);
    m->panel = panel_of(&m->ground, PANEL_SURFACE, 180);
    m->panel.rect.w = 200;
    m->panel.contours = 8;
    m->panel.ceiling = 0.9f;
    m->points[0] = (DrawPoint){20, 30, 0.4f};
    m->points[1] = (DrawPoint){60, 90, 0.2f};
    m->points[2] = (DrawPoint){120, 50, 0.3f};
    m->stroke =
        (DrawStroke){.count = 3, .width = 3, .color = red, .fade_color = green, .casing = 1, .casing_color = black};
    m->ball = (DrawBall){.x = 90, .y = 50, .depth = 0.2f, .radius = 8, .color = red};
    m->shapes[0] = (DrawShape){.kind = SHAPE_RECT, .x = 5, .y = 5, .w = 50, .h = 30, .corner = 6, .color = green};
    m->shapes[1] = (DrawShape){.kind = SHAPE_RECT, .x = 200, .w = 200, .h = 300, .color = {0.1f, 0.2f, 0.4f, 0.9f}};
    m->text = text_of("η = 0.05", 10, 110);
    m->list = panel_list(&m->panel);
    m->list.width = 400, m->list.height = 300;
    m->list.points = m->points, m->list.strokes = &m->stroke, m->list.balls = &m->ball;
    m->list.shapes = m->shapes, m->list.texts = &m->text;
    m->list.n_points = 3, m->list.n_strokes = m->list.n_balls = m->list.n_texts = 1, m->list.n_shapes = 2;
    return &m->list;
}

static Shot shoot_medley(Render *render)
{
    static Medley medley;
    return shoot_with(render, make_medley(&medley));
}

static Shot shoot_window(Render *render)
{
    static Medley medley;
    const DrawList *list = make_medley(&medley);
    Shot shot = {calloc(3, (size_t)(list->width * list->height)), (int)list->width, (int)list->height};
    uint8_t *rows = calloc(4, (size_t)(list->width * list->height));
    assert_true(shot.rgb && rows);
    render_draw(render, list);
    glReadPixels(0, 0, shot.width, shot.height, GL_RGBA, GL_UNSIGNED_BYTE, rows);
    for (int i = 0; i < shot.width * shot.height; i++) {
        int x = i % shot.width, y = shot.height - 1 - i / shot.width;
        memcpy(shot.rgb + 3 * (y * shot.width + x), rows + 4 * i, 3);
    }
    free(rows);
    return shot;
}

static void assert_same(const Shot *a, const Shot *b)
{
    int different = 0;
    assert_true(a->width == b->width && a->height == b->height);
    for (int i = 0; i < 3 * a->width * a->height; i++)
        different += abs(a->rgb[i] - b->rgb[i]) > 2;
    assert_int_equal(different, 0);
}

// What the window shows is what is read back, whatever formats and short cuts the driver has for windows.
static void test_window_shows_the_same(void **state)
{
    Error error;
    Shot expected = shoot_medley(*state);
    render_prepare_window();
    SDL_Window *window = SDL_CreateWindow("test", 0, 0, expected.width, expected.height, SDL_WINDOW_OPENGL);
    assert_non_null(window);
    Render *render = render_create(window, &error);
    assert_non_null(render);
    Shot shown = shoot_window(render);
    assert_same(&expected, &shown);
    free(shown.rgb);
    free(expected.rgb);
    render_destroy(render);
    SDL_DestroyWindow(window);
}

static void test_gles_draws_the_same(void **state)
{
    Error error;
    Shot core = shoot_medley(*state);
    setenv("RAVINE_GL", "es", 1);
    Render *render = render_create(NULL, &error);
    unsetenv("RAVINE_GL");
    assert_non_null(render);
    assert_null(render_fault(render));
    Shot es = shoot_medley(render);
    assert_same(&core, &es);
    free(core.rgb);
    free(es.rgb);
    render_destroy(render);
}

static void copy_shaders(const char *folder, const char *broken)
{
    char command[512];
    snprintf(command, sizeof command,
             "mkdir -p %s && cp -r shaders %s/ && echo 'void main() { nonsense; }' > %s/shaders/%s", folder, folder,
             folder, broken);
    assert_int_equal(system(command), 0);
}

// Its pass is skipped, the fault is said, everything else is drawn.
static void test_broken_shader(void **state)
{
    (void)state;
    static const char *const shaders[] = {"stroke.frag", "surface.frag", "panel.vert",
                                          "ball.frag",   "glyphs.frag",  "shape.vert"};
    char folder[] = "/tmp/ravine-render-XXXXXX", command[128];
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof shaders / sizeof *shaders; i++) {
        Error error;
        copy_shaders(folder, shaders[i]);
        setenv("RAVINE_ASSETS", folder, 1);
        Render *render = render_create(NULL, &error);
        unsetenv("RAVINE_ASSETS");
        assert_non_null(render);
        assert_non_null(render_fault(render));
        assert_non_null(strstr(render_fault(render), shaders[i]));
        Shot shot = shoot_medley(render);
        if (strcmp(shaders[i], "shape.vert") != 0)
            assert_color(&shot, 20, 20, green, 0);
        free(shot.rgb);
        render_destroy(render);
    }
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void test_field_is_exact_for_a_paraboloid(void **state)
{
    (void)state;
    static Ground ground;
    HeightMap map = {.scale = HEIGHT_LINEAR, .low = 0, .high = 1, .softness = 1};
    Field field = {0};
    make_ground(&ground, bowl);
    assert_true(field_make(&field, &ground.field, &map));
    for (int i = 0; i < 200; i++) {
        float u = 0.05f + 0.0045f * (float)i, v = 0.95f - 0.0031f * (float)i, height;
        assert_true(field_height(&field, u, v, &height));
        assert_true(fabs((double)height - bowl((double)u, (double)v)) < 1e-4);
    }
    field_drop(&field);
}

static double trench(double x, double y)
{
    (void)y;
    return fmin(fabs(x - 0.5) * 4, 1);
}

// A slope sees all that it can see; the bottom of a trench does not, and what stands at its edge does.
static void test_sky_is_seen_from_slopes_and_hidden_in_valleys(void **state)
{
    (void)state;
    static Ground ground;
    static Sky sky;
    const LossOf even[] = {flat, slope_x};
    const HeightMap map = {.scale = HEIGHT_LINEAR, .low = 0, .high = 1, .softness = 1};
    const float size[3] = {2, 2, 1};
    Field field = {0};
    for (int k = 0; k < 2; k++) {
        make_ground(&ground, even[k]);
        assert_true(field_make(&field, &ground.field, &map));
        sky_make(&sky, &field, size, 1e9f);
        for (int i = 0; i < sky.nx * sky.ny; i++)
            assert_in_range(sky.open[i], 254, 255);
    }
    make_ground(&ground, trench);
    assert_true(field_make(&field, &ground.field, &map));
    sky_make(&sky, &field, size, 1e9f);
    const uint8_t *row = sky.open + sky.ny / 2 * sky.nx;
    assert_true(row[sky.nx / 2] < 160);
    assert_true(row[0] > 250 && row[sky.nx - 1] > 250);
    assert_in_range(row[sky.nx / 2] - row[sky.nx / 2 - 1] + 8, 0, 16); // on both sides alike
    sky_make(&sky, &field, size, 0.1f);                                // where its sides are cut low, they hide little
    assert_true(row[sky.nx / 2] > 200);
    field_drop(&field);
}

// The bowl cut at height 0.5 is a disc of radius sqrt(1/8): no triangle is upside down, and none reaches beyond.
static void test_mesh_is_cut_along_the_level(void **state)
{
    (void)state;
    static Ground ground;
    HeightMap map = {.scale = HEIGHT_LINEAR, .low = 0, .high = 1, .softness = 1};
    Field field = {0};
    Mesh mesh = {0};
    make_ground(&ground, bowl);
    assert_true(field_make(&field, &ground.field, &map));
    mesh_make(&mesh, &field, 16, 0.5f);
    double area = 0;
    for (int i = 0; i < mesh.n_indices; i += 3) {
        const MeshPoint *a = &mesh.points[mesh.indices[i]], *b = &mesh.points[mesh.indices[i + 1]];
        const MeshPoint *c = &mesh.points[mesh.indices[i + 2]];
        double twice = (double)((b->u - a->u) * (c->v - a->v) - (b->v - a->v) * (c->u - a->u));
        assert_true(twice > -1e-6);
        assert_true(a->height <= 0.501f && b->height <= 0.501f && c->height <= 0.501f);
        area += 0.5 * twice;
    }
    assert_false(mesh.failed);
    assert_true(fabs(area - GLM_PI / 8) < 0.002);
    mesh_drop(&mesh);
    field_drop(&field);
}

static int group_setup(void **state)
{
    Error error;
    *state = render_create(NULL, &error);
    if (*state)
        return 0;
    fprintf(stderr, "test_render: skipped: %s\n", error.text);
    exit(SKIPPED);
}

static int group_teardown(void **state)
{
    render_destroy(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rect),
        cmocka_unit_test(test_rounded_corner),
        cmocka_unit_test(test_outline_lies_inside),
        cmocka_unit_test(test_disc_and_triangle),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_shape_clip_and_layers),
        cmocka_unit_test(test_stroke_width),
        cmocka_unit_test(test_hairline_is_sharp),
        cmocka_unit_test(test_single_point_is_a_dot),
        cmocka_unit_test(test_casing),
        cmocka_unit_test(test_dash),
        cmocka_unit_test(test_fade),
        cmocka_unit_test(test_transparency_is_even),
        cmocka_unit_test(test_noisy_path_is_whole),
        cmocka_unit_test(test_surface_is_cut_at_the_ceiling),
        cmocka_unit_test(test_hole),
        cmocka_unit_test(test_map_follows_the_ramp),
        cmocka_unit_test(test_contours),
        cmocka_unit_test(test_floor_shows_the_contours),
        cmocka_unit_test(test_without_multisampling),
        cmocka_unit_test(test_panel_is_drawn_once),
        cmocka_unit_test(test_panel_without_field),
        cmocka_unit_test(test_stroke_behind_a_surface),
        cmocka_unit_test(test_ball),
        cmocka_unit_test(test_lens),
        cmocka_unit_test(test_text_is_as_wide_as_measured),
        cmocka_unit_test(test_text_stands_on_its_baseline),
        cmocka_unit_test(test_text_aligns),
        cmocka_unit_test(test_tabular_digits),
        cmocka_unit_test(test_text_clip_and_halo),
        cmocka_unit_test(test_odd_texts),
        cmocka_unit_test(test_code_points),
        cmocka_unit_test(test_many_texts),
        cmocka_unit_test(test_impossible_sizes),
        cmocka_unit_test(test_window_shows_the_same),
        cmocka_unit_test(test_gles_draws_the_same),
        cmocka_unit_test(test_broken_shader),
        cmocka_unit_test(test_field_is_exact_for_a_paraboloid),
        cmocka_unit_test(test_sky_is_seen_from_slopes_and_hidden_in_valleys),
        cmocka_unit_test(test_mesh_is_cut_along_the_level),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
