// The losses that a figure's colours stand for, under its panels: a bar of the ramp with round losses, and how they
// are scaled.
#include "picture/page/figure.h"

#include "picture/draw/colormap.h"
#include "picture/draw/format.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PIECES = 128, TICKS_MOST = 8, TICKS_LEAST = 3, SCALE_MAX = 160 };

#define SHARE     0.56f // of the panel's width
#define LONGEST   300.0f
#define SHORTEST  80.0f
#define HEIGHT    9.0f
#define DOWN      6.0f // under the panel's place
#define TICK      4.0f
#define NUMBERS   16.0f // from the bar's foot to their base
#define NARROW    260.0f
#define NAME_DOWN 15.0f // under the numbers
#define NAME_GAP  12.0f
#define MARGIN    8.0f  // to the left, of the page or of a neighbour, that a number may take
#define APART     10.0f // between numbers

static void ramp_draw(Build *build, Rect bar)
{
    const Colormap *ramp = colormap_find(build->theme->ramp);
    float piece = bar.w / PIECES;
    for (int i = 0; ramp && i < PIECES; i++)
        draw_shape(build->list, (DrawShape){.x = bar.x + piece * (float)i,
                                            .y = bar.y,
                                            .w = piece + (i < PIECES - 1 ? 0.5f : 0),
                                            .h = bar.h,
                                            .color = colormap_color(ramp, ((float)i + 0.5f) / PIECES)});
}

typedef struct BarTicks {
    Build *build;
    const HeightMap *map;
    Rect bar;
    float taken[TICKS_MOST][2]; // from, to
    int n;
} BarTicks;

// One that has no room beside those that are there is left out; none goes beyond the page.
static void tick_add(BarTicks *ticks, double loss, const char *text)
{
    Build *build = ticks->build;
    Rect bar = ticks->bar;
    float x = bar.x + bar.w * (float)height_of(ticks->map, loss), foot = bar.y + bar.h;
    float half = text_width(build, text, FONT_SMALL, WEIGHT_REGULAR, false) / 2, left = build->layout.bar.x - MARGIN;
    float middle = fmaxf(x, left + half); // of the number
    if (!(x >= bar.x - 1 && x <= bar.x + bar.w + 1) || ticks->n == TICKS_MOST)
        return;
    for (int i = 0; i < ticks->n; i++)
        if (middle + half + APART > ticks->taken[i][0] && middle - half - APART < ticks->taken[i][1])
            return;
    ticks->taken[ticks->n][0] = middle - half, ticks->taken[ticks->n++][1] = middle + half;
    draw_line(build->list, (DrawStroke){.width = 1, .color = build->theme->secondary}, x, foot, x, foot + TICK);
    draw_text(build->list,
              (DrawText){.x = middle,
                         .y = foot + NUMBERS,
                         .align = ALIGN_CENTER,
                         .size = FONT_SMALL,
                         .color = build->theme->secondary},
              "%s", text);
}

// The lowest loss, then powers of ten above it from the top down, then what lies between them.
static void log_ticks(BarTicks *ticks)
{
    static const int digits[] = {1, 5, 2};
    const HeightMap *map = ticks->map;
    bool zero = fabs(map->low) < 1e-6 * map->high;
    tick_add(ticks, map->low, zero ? "0" : format_set(map->low).text);
    int top = (int)floor(log10(map->high)), bottom = (int)floor(log10(map->softness));
    bottom = bottom > top - TICKS_MOST ? bottom : top - TICKS_MOST + 1;
    for (int i = 0; i < 3; i++)
        for (int power = top; power >= bottom; power--) {
            double loss = digits[i] * pow(10, power);
            Number name = format_decade(digits[i], power, bottom, top);
            bool told = i == 0 || !strstr(name.text, "·"); // else it is long
            if (loss > map->low && told)
                tick_add(ticks, loss, name.text);
        }
}

static float right_end(const BarTicks *ticks)
{
    float right = 0;
    for (int i = 0; i < ticks->n; i++)
        right = fmaxf(right, ticks->taken[i][1]);
    return right;
}

// Returns where the last number ends.
static float ticks_draw(Build *build, const HeightMap *map, Rect bar)
{
    BarTicks ticks = {.build = build, .map = map, .bar = bar};
    LossTick loss[TICKS_MOST];
    if (map->scale == HEIGHT_LOG && map->high > 0 && isfinite(map->high) && map->softness > 0) {
        log_ticks(&ticks);
        if (ticks.n >= TICKS_LEAST)
            return right_end(&ticks);
    }
    int n = ticks_loss(map, TICKS_MOST - 1, loss);
    for (int i = 0; i < n; i++)
        tick_add(&ticks, loss[i].loss, loss[i].text);
    return right_end(&ticks);
}

static void above_end(char *text, size_t size, double end)
{
    snprintf(text, size, end > 0 ? "(loss − %s)" : "(loss + %s)", format_set(fabs(end)).text);
}

// What is logarithmic. Near the lowest loss it is nearly linear, or near 0, or near both ends.
static void scale_text(const HeightMap *map, Text *text)
{
    char above[64];
    bool both = map->scale == HEIGHT_SIGNED, zero = fabs(map->low) < 1e-6 * map->high;
    if (map->scale == HEIGHT_LOGIT) {
        above_end(above, sizeof above, map->low - map->softness);
        text_add(text, "log(%s/(%s − loss))", above, format_set(map->high + map->softness).text);
        return;
    }
    if (both || zero)
        text_copy(above, sizeof above, both ? "|loss|" : "loss");
    else
        above_end(above, sizeof above, map->low);
    if (map->softness == 1)
        text_add(text, "log(1 + %s)", above);
    else
        text_add(text, "log(1 + %s/%s)", above, format_set(map->softness).text);
}

void figure_bar_build(Build *build, const HeightMap *map)
{
    Rect place = build->layout.bar;
    if (place.w <= 0 || !map)
        return;
    float indent = !build->in->cell && build->kind && build->kind->view == VIEW_MAP ? MAP_LEFT : 0;
    Rect bar = {place.x + indent, place.y + DOWN, fminf(SHARE * (place.w - indent), LONGEST), HEIGHT};
    bool several = build->in->cell || build->scene->view.kind == VIEW_SIDE;
    bool narrow = several && place.w < NARROW; // its name has no room beside it
    char scale[SCALE_MAX] = "";
    Text text = text_begin(scale, sizeof scale);
    if (map->scale != HEIGHT_LINEAR && !narrow)
        scale_text(map, &text);
    float words = text_width(build, scale, FONT_SMALL, WEIGHT_REGULAR, false) + NAME_GAP + MARGIN;
    bar.w = narrow ? place.w : fmaxf(fminf(bar.w, place.w - indent - words), SHORTEST);
    ramp_draw(build, bar);
    float numbers = ticks_draw(build, map, bar);
    static const char *const scales[] = {[HEIGHT_LINEAR] = "loss",
                                         [HEIGHT_LOG] = "loss, log scale",
                                         [HEIGHT_SIGNED] = "loss, log scale, both signs",
                                         [HEIGHT_LOGIT] = "loss, logit scale"};
    DrawText name = {.x = fmaxf(bar.x + bar.w, numbers) + NAME_GAP,
                     .y = bar.y + bar.h,
                     .size = FONT_SMALL,
                     .color = build->theme->text};
    if (narrow)
        name.x = bar.x, name.y += NUMBERS + NAME_DOWN;
    draw_text(build->list, name, "%s", scales[map->scale]);
    name.y += NUMBERS, name.color = build->theme->secondary;
    draw_text(build->list, name, "%s", scale);
}
