// Growable lists of what is to be seen. A list that cannot grow drops the item and says so in .failed.
#include "picture/draw/draw.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAR_OFF 1e5f // points from the page: no farther

enum { CAPACITY_FIRST = 64 };

const float font_points[FONT_SIZE_COUNT] = {
    [FONT_DISPLAY] = 40.0f, [FONT_HEADLINE] = 32.0f,      [FONT_TITLE] = 24.0f,
    [FONT_READING] = 21.0f, [FONT_READING_SMALL] = 17.0f, [FONT_SUBTITLE] = 15.0f,
    [FONT_TEXT] = 14.0f,    [FONT_NOTE] = 12.5f,          [FONT_SMALL] = 11.5f,
};

// Room for one more item after n; NULL when out of memory (items then stays as it is).
static void *grown(DrawList *list, void *items, int n, int *capacity, size_t item_size)
{
    if (n < *capacity)
        return items;
    int wanted = *capacity > 0 ? 2 * *capacity : CAPACITY_FIRST;
    void *bigger = realloc(items, (size_t)wanted * item_size);
    if (bigger)
        *capacity = wanted;
    else
        list->failed = true;
    return bigger;
}

// Appends item to list->NAME and evaluates to nothing; `added` is the new item or NULL.
#define APPEND(list, NAME, item, added)                                                                                \
    do {                                                                                                               \
        void *items_ = grown(list, (list)->NAME, (list)->n_##NAME, &(list)->cap_##NAME, sizeof(item));                 \
        if (items_) {                                                                                                  \
            (list)->NAME = items_;                                                                                     \
            (added) = &(list)->NAME[(list)->n_##NAME++];                                                               \
            *(added) = (item);                                                                                         \
        }                                                                                                              \
    } while (0)

void draw_clear(DrawList *list)
{
    list->n_panels = list->n_strokes = list->n_points = list->n_balls = 0;
    list->n_shapes = list->n_texts = list->n_hits = 0;
    list->whole = list->failed = list->waiting = false;
}

void draw_free(DrawList *list)
{
    free(list->panels);
    free(list->strokes);
    free(list->points);
    free(list->balls);
    free(list->shapes);
    free(list->texts);
    free(list->hits);
    *list = (DrawList){0};
}

DrawPanel *draw_panel(DrawList *list, DrawPanel panel)
{
    DrawPanel *added = NULL;
    APPEND(list, panels, panel, added);
    return added;
}

DrawShape *draw_shape(DrawList *list, DrawShape shape)
{
    DrawShape *added = NULL;
    APPEND(list, shapes, shape, added);
    return added;
}

DrawBall *draw_ball(DrawList *list, DrawBall ball)
{
    DrawBall *added = NULL;
    APPEND(list, balls, ball, added);
    return added;
}

// Cuts a broken UTF-8 sequence off the end of a text that was truncated.
static void trim_utf8(char *text)
{
    size_t end = strlen(text), begin = end;
    while (begin > 0 && ((unsigned char)text[begin - 1] & 0xC0) == 0x80)
        begin--;
    if (begin == 0)
        return;
    unsigned char lead = (unsigned char)text[begin - 1];
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (begin - 1 + length > end)
        text[begin - 1] = '\0';
}

DrawText *draw_text(DrawList *list, DrawText text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text.text, sizeof text.text, format, arguments);
    va_end(arguments);
    trim_utf8(text.text);
    DrawText *added = NULL;
    if (text.text[0] == '\0')
        return NULL;
    APPEND(list, texts, text, added);
    return added;
}

void draw_hit(DrawList *list, HitKind kind, int index, Rect rect)
{
    DrawHit hit = {.kind = kind, .index = index, .rect = rect}, *added = NULL;
    APPEND(list, hits, hit, added);
}

DrawStroke *draw_stroke(DrawList *list, DrawStroke stroke)
{
    DrawStroke *added = NULL;
    stroke.first = list->n_points;
    stroke.count = 0;
    if (stroke.fade_color.a <= 0.0f)
        stroke.fade_color = stroke.color;
    APPEND(list, strokes, stroke, added);
    return added;
}

// Of an axis or depth: a renderer counts in pixels, and what is no number is nowhere near.
static float within_reach(float at)
{
    return fminf(fmaxf(at, -FAR_OFF), FAR_OFF);
}

void draw_point(DrawList *list, float x, float y, float depth)
{
    DrawPoint point = {within_reach(x), within_reach(y), within_reach(depth)}, *added = NULL;
    if (list->n_strokes == 0 || list->failed)
        return;
    APPEND(list, points, point, added);
    if (added)
        list->strokes[list->n_strokes - 1].count++;
}

void draw_line(DrawList *list, DrawStroke stroke, float x0, float y0, float x1, float y1)
{
    if (!draw_stroke(list, stroke))
        return;
    draw_point(list, x0, y0, 0.0f);
    draw_point(list, x1, y1, 0.0f);
}

void draw_append(DrawList *list, const DrawList *other)
{
    int points = list->n_points, panels = list->n_panels;
    for (int i = 0; i < other->n_panels; i++)
        draw_panel(list, other->panels[i]);
    for (int i = 0; i < other->n_points; i++) {
        DrawPoint *added = NULL;
        APPEND(list, points, other->points[i], added);
    }
    for (int i = 0; i < other->n_strokes; i++) {
        DrawStroke stroke = other->strokes[i], *added = NULL;
        stroke.first += points;
        stroke.on_panel += stroke.on_panel ? panels : 0;
        APPEND(list, strokes, stroke, added);
    }
    for (int i = 0; i < other->n_balls; i++) {
        DrawBall ball = other->balls[i];
        ball.panel += panels;
        draw_ball(list, ball);
    }
    for (int i = 0; i < other->n_shapes; i++)
        draw_shape(list, other->shapes[i]);
    for (int i = 0; i < other->n_texts; i++) {
        DrawText *added = NULL;
        APPEND(list, texts, other->texts[i], added);
    }
    list->failed |= other->failed;
    list->waiting |= other->waiting;
}

static bool rect_holds(Rect rect, float x, float y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h;
}

DrawHit draw_hit_at(const DrawList *list, float x, float y)
{
    for (int i = list->n_hits - 1; i >= 0; i--)
        if (rect_holds(list->hits[i].rect, x, y))
            return list->hits[i];
    return (DrawHit){.kind = HIT_NONE};
}

bool draw_shifted(DrawList *to, const DrawList *from, float y)
{
    draw_clear(to);
    draw_append(to, from);
    to->width = from->width, to->height = from->height, to->scale = from->scale, to->ground = from->ground;
    for (int i = 0; i < to->n_panels; i++)
        to->panels[i].rect.y += y;
    for (int i = 0; i < to->n_strokes; i++)
        to->strokes[i].clip.y += y;
    for (int i = 0; i < to->n_points; i++)
        to->points[i].y += y;
    for (int i = 0; i < to->n_balls; i++)
        to->balls[i].y += y;
    for (int i = 0; i < to->n_shapes; i++)
        to->shapes[i].y += y, to->shapes[i].clip.y += y;
    for (int i = 0; i < to->n_texts; i++)
        to->texts[i].y += y, to->texts[i].clip.y += y;
    return !to->failed;
}
