#include "picture/panel/whole.h"

#include "picture/draw/depth.h"

#include <math.h>
#include <stdlib.h>

#define PROBE_PT     1.5f // points along a stroke from one look at the depth to the next
#define HIDDEN_UNDER 0.4f // of it seen: a run that was seen ends
#define SEEN_OVER    0.6f // a hidden one ends

static const DepthGive give_line = {0.003f, 0.009f}; // of a contour line, which lies on the surface itself

// The list's own strokes, while it is filled anew.
typedef struct Old {
    DrawStroke *strokes;
    DrawPoint *points;
    int n;
} Old;

// A stroke on its way to be runs.
typedef struct Split {
    DrawList *list;
    const Depth *depth; // NULL: a map, which hides nothing
    DepthGive give;
    DrawStroke stroke;
    float length; // points, of all of it
    float along;  // so far
    bool hidden;  // the run at hand
    int lines;    // given to strokes of no line so far
} Split;

static bool hides(const Split *split, DrawPoint at, bool hidden)
{
    return split->depth && depth_seen(split->depth, at, split->give, 1) < (hidden ? SEEN_OVER : HIDDEN_UNDER);
}

static Color color_there(const Split *split)
{
    float part = split->length > 0.0f ? split->along / split->length : 1.0f;
    return color_mix(split->stroke.fade_color, split->stroke.color, part);
}

static void run_begin(Split *split, DrawPoint at)
{
    DrawStroke run = split->stroke;
    run.hidden = split->hidden;
    run.fade_color = color_there(split);
    run.dash_offset = split->stroke.dash_offset + split->along;
    draw_stroke(split->list, run);
    draw_point(split->list, at.x, at.y, at.depth);
}

static void run_end(Split *split)
{
    DrawList *list = split->list;
    if (list->n_strokes > 0 && !list->failed)
        list->strokes[list->n_strokes - 1].color = color_there(split);
}

static DrawPoint between(DrawPoint a, DrawPoint b, float t)
{
    return (DrawPoint){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.depth + t * (b.depth - a.depth)};
}

// Up to b, ending runs where the surface comes before the stroke or leaves it.
static void segment_split(Split *split, DrawPoint a, DrawPoint b)
{
    float from = split->along, size = hypotf(b.x - a.x, b.y - a.y);
    int probes = split->depth ? (int)fmaxf(ceilf(size / PROBE_PT), 1.0f) : 1;
    for (int i = 1; i <= probes; i++) {
        if (hides(split, between(a, b, (float)i / (float)probes), split->hidden) == split->hidden)
            continue;
        float t = ((float)i - 0.5f) / (float)probes;
        DrawPoint border = between(a, b, t);
        split->along = from + t * size;
        draw_point(split->list, border.x, border.y, border.depth);
        run_end(split);
        split->hidden = !split->hidden;
        run_begin(split, border);
    }
    split->along = from + size;
    draw_point(split->list, b.x, b.y, b.depth);
}

static void stroke_split(Split *split, DrawStroke stroke, const DrawPoint *points)
{
    int first = split->list->n_strokes;
    split->stroke = stroke;
    split->length = split->along = 0.0f;
    for (int i = 1; i < stroke.count; i++)
        split->length += hypotf(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
    split->hidden = stroke.count > 0 && hides(split, points[0], false);
    run_begin(split, points[0]);
    for (int i = 1; i < stroke.count; i++)
        segment_split(split, points[i - 1], points[i]);
    run_end(split);
    int line = stroke.line ? stroke.line : --split->lines; // runs of one stroke have one casing
    for (int i = first; i < split->list->n_strokes && split->list->n_strokes > first + 1; i++)
        split->list->strokes[i].line = line;
}

// Those of a panel (0: the overlay) among strokes [from, to) of the old ones.
static void strokes_split(Split *split, const Old *old, int on_panel, int from, int to)
{
    for (int i = from; i < to; i++)
        if (old->strokes[i].on_panel == on_panel && old->strokes[i].count > 0)
            stroke_split(split, old->strokes[i], old->points + old->strokes[i].first);
}

static Old take_strokes(DrawList *list)
{
    Old old = {list->strokes, list->points, list->n_strokes};
    list->strokes = NULL;
    list->points = NULL;
    list->n_strokes = list->n_points = list->cap_strokes = list->cap_points = 0;
    return old;
}

// Its contour lines at the list's end, and its depth if it has one.
static void relief_complete(Build *build, int relief, const PanelField *field, Depth *depth)
{
    Heights heights = {0};
    const DrawPanel *on = &build->list->panels[relief];
    if (!heights_make(&heights, field->field, field->map)) {
        build->list->failed = true;
        return;
    }
    lines_build(build, relief, field, &heights);
    if (!on->flat && !depth_make(depth, on, &heights, build->in->scale))
        build->list->failed = true;
    heights_drop(&heights);
}

static void balls_hide(DrawList *list, int panel, const Depth *depth)
{
    for (int i = 0; i < list->n_balls; i++) {
        DrawBall *ball = &list->balls[i];
        DepthGive give = depth_give_ball(&depth->lens, ball->depth, ball->radius * depth->scale);
        if (ball->panel == panel)
            ball->hidden = depth_seen(depth, (DrawPoint){ball->x, ball->y, ball->depth}, give, 0) < 0.5f;
    }
}

// By panel, and on each the far ones first; those at one place as they were.
static void balls_sort(DrawList *list)
{
    for (int i = 1; i < list->n_balls; i++) {
        DrawBall ball = list->balls[i];
        int to = i;
        for (const DrawBall *before = list->balls + i - 1;
             to > 0 && (before->panel > ball.panel || (before->panel == ball.panel && before->depth < ball.depth));
             before--)
            list->balls[to] = list->balls[to - 1], to--;
        list->balls[to] = ball;
    }
}

void whole_build(Build *build, const PanelField *fields)
{
    DrawList *list = build->list;
    Depth depth[PANELS_MAX] = {0};
    int own = list->n_strokes;
    for (int i = 0; i < list->n_panels && !list->failed; i++)
        relief_complete(build, i, &fields[build->relief_of[i]], &depth[i]);
    Old old = take_strokes(list);
    Split split = {.list = list};
    for (int i = 0; i < list->n_panels; i++) {
        split.depth = depth[i].depth ? &depth[i] : NULL;
        split.give = give_line;
        strokes_split(&split, &old, i + 1, own, old.n);
        split.give = depth_give_stroke;
        strokes_split(&split, &old, i + 1, 0, own);
        if (split.depth)
            balls_hide(list, i, split.depth);
    }
    split.depth = NULL;
    strokes_split(&split, &old, 0, 0, own);
    balls_sort(list);
    list->whole = true;
    for (int i = 0; i < list->n_panels; i++)
        depth_drop(&depth[i]);
    free(old.strokes);
    free(old.points);
}
