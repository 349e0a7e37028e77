// What tests of the renderer share: a small list is drawn without a display and its pixels are looked at. A program
// that finds no OpenGL or no font is skipped (77).
#ifndef RAVINE_TESTS_SHOT_H
#define RAVINE_TESTS_SHOT_H

#include "render/render.h"
#include "within.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SKIPPED = 77, WIDTH = 160, HEIGHT = 120, SIDE = 33 };

static const Color black = {0, 0, 0, 1}, red = {1, 0, 0, 1}, white = {1, 1, 1, 1}, green = {0, 1, 0, 1};

typedef struct Shot {
    uint8_t *rgb;
    int width, height;
} Shot;

static inline Shot shoot_with(Render *render, const DrawList *list)
{
    Error error;
    Shot shot = {NULL, (int)(list->width * list->scale), (int)(list->height * list->scale)};
    if (!render_paint(render, list, shot.width, shot.height, &error))
        fail_msg("%s", error.text);
    shot.rgb = malloc((size_t)shot.width * (size_t)shot.height * 3);
    assert_non_null(shot.rgb);
    assert_true(render_read(render, 0, shot.height, false, shot.rgb, &error));
    render_paint_end(render);
    return shot;
}

static inline Shot shoot(void **state, const DrawList *list)
{
    return shoot_with(*state, list);
}

// A channel (0 red, 1 green, 2 blue) of a pixel, [0, 255].
static inline int at(const Shot *shot, int x, int y, int channel)
{
    assert_within(x, 0, shot->width - 1);
    assert_within(y, 0, shot->height - 1);
    return shot->rgb[3 * (y * shot->width + x) + channel];
}

static inline void assert_color(const Shot *shot, int x, int y, Color color, int tolerance)
{
    const float parts[3] = {color.r, color.g, color.b};
    for (int i = 0; i < 3; i++)
        if (abs(at(shot, x, y, i) - (int)lroundf(255 * parts[i])) > tolerance)
            fail_msg("pixel %d, %d is %d %d %d, not %.0f %.0f %.0f", x, y, at(shot, x, y, 0), at(shot, x, y, 1),
                     at(shot, x, y, 2), 255.0 * (double)color.r, 255.0 * (double)color.g, 255.0 * (double)color.b);
}

static inline DrawList empty_list(void)
{
    return (DrawList){.width = WIDTH, .height = HEIGHT, .scale = 1, .ground = black};
}

static inline DrawStroke plain_stroke(int count, float width)
{
    return (DrawStroke){.count = count, .width = width, .color = red, .fade_color = red};
}

// A field over [0, 1] x [0, 1] with heights = losses.
typedef struct Ground {
    double losses[SIDE * SIDE];
    HeightField field;
} Ground;

typedef double (*LossOf)(double x, double y);

static inline double slope_x(double x, double y)
{
    (void)y;
    return x;
}

static inline double flat(double x, double y)
{
    (void)x, (void)y;
    return 0.5;
}

static inline double bowl(double x, double y)
{
    return 4 * ((x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5));
}

static inline void make_ground(Ground *ground, LossOf loss)
{
    for (int j = 0; j < SIDE; j++)
        for (int i = 0; i < SIDE; i++)
            ground->losses[j * SIDE + i] = loss(i / (SIDE - 1.0), j / (SIDE - 1.0));
    ground->field = (HeightField){.nx = SIDE, .ny = SIDE, .x_to = 1, .y_to = 1, .loss = ground->losses, .high = 1};
}

// Seen from straight above, parallel: x and y span the panel, a height h has the depth 0.5 - 0.4 h.
static inline DrawPanel panel_of(const Ground *ground, bool flat, uint64_t key)
{
    return (DrawPanel){.flat = flat,
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

static inline DrawList panel_list(DrawPanel *panel)
{
    DrawList list = empty_list();
    list.panels = panel;
    list.n_panels = 1;
    return list;
}

static inline DrawText text_of(const char *bytes, float x, float y)
{
    DrawText text = {.x = x, .y = y, .size = FONT_TEXT, .color = white};
    snprintf(text.text, sizeof text.text, "%s", bytes);
    return text;
}

static inline int group_setup(void **state)
{
    Error error;
    *state = render_create(NULL, &error);
    if (*state)
        return 0;
    fprintf(stderr, "test_render: skipped: %s\n", error.text);
    exit(SKIPPED);
}

static inline int group_teardown(void **state)
{
    render_destroy(*state);
    return 0;
}

#endif
