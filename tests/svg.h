// A second renderer: a whole DrawList as SVG, without OpenGL, SDL or fonts. It leaves out what is raster, the lit
// surface and the filled map, and draws everything else from the list alone. To see that the list holds all that a
// picture is made of.
#ifndef RAVINE_TESTS_SVG_H
#define RAVINE_TESTS_SVG_H

#include "picture/draw/colormap.h"
#include "picture/draw/draw.h"

#include <math.h>
#include <stdio.h>

enum { SVG_TIPS_MAX = 12, SVG_FADE_PIECES = 16 };

static inline void svg_paint(FILE *out, const char *what, Color c, float alpha)
{
    fprintf(out, " %s=\"#%02x%02x%02x\"", what, (int)lroundf(255 * c.r), (int)lroundf(255 * c.g),
            (int)lroundf(255 * c.b));
    if (c.a * alpha < 1)
        fprintf(out, " %s-opacity=\"%.3g\"", what, (double)(c.a * alpha));
}

static inline void svg_rect(FILE *out, Rect r, float corner)
{
    fprintf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" rx=\"%.2f\"", (double)r.x, (double)r.y,
            (double)r.w, (double)r.h, (double)corner);
}

// A group that shows only what is within the rectangle; w == 0: everything.
static inline void svg_open(FILE *out, Rect clip)
{
    static int clips; // names are unique in the file
    if (clip.w == 0)
        clip = (Rect){-1e4f, -1e4f, 2e4f, 2e4f};
    fprintf(out, "<clipPath id=\"c%d\">", ++clips);
    svg_rect(out, clip, 0);
    fprintf(out, "/></clipPath><g clip-path=\"url(#c%d)\">\n", clips);
}

// The forms of shaders/form.glsl by their tips, which go round.
static inline void svg_form(FILE *out, ShapeKind kind, float x, float y, float size, float angle)
{
    static const float plus[12][2] = {{1, .36f},   {.36f, .36f},   {.36f, 1},   {-.36f, 1}, {-.36f, .36f}, {-1, .36f},
                                      {-1, -.36f}, {-.36f, -.36f}, {-.36f, -1}, {.36f, -1}, {.36f, -.36f}, {1, -.36f}};
    static const int tips[] = {[SHAPE_TRIANGLE] = 3, [SHAPE_SQUARE] = 4, [SHAPE_CROSS] = 12, [SHAPE_STAR] = 10};
    if (kind == SHAPE_DISC) {
        fprintf(out, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\"", (double)x, (double)y, (double)size);
        return;
    }
    fprintf(out, "<polygon points=\"");
    for (int i = 0; i < tips[kind]; i++) {
        float turn = 6.2831853f * ((float)i + (kind == SHAPE_SQUARE ? 0.5f : 0)) / (float)tips[kind];
        float reach = kind == SHAPE_SQUARE ? 1.4142136f : kind == SHAPE_STAR && i & 1 ? 0.45f : 1;
        float px = kind == SHAPE_CROSS ? plus[i][0] : reach * cosf(turn);
        float py = kind == SHAPE_CROSS ? plus[i][1] : reach * sinf(turn), c = cosf(angle), s = sinf(angle);
        fprintf(out, "%.2f,%.2f ", (double)(x + size * (px * c - py * s)), (double)(y - size * (px * s + py * c)));
    }
    fprintf(out, "\"");
}

static inline void svg_shape(FILE *out, const DrawShape *shape)
{
    Rect r = {shape->x, shape->y, shape->w, shape->h};
    float inset = shape->stroke / 2; // an outline lies inside the edge of a rectangle
    svg_open(out, shape->clip);
    if (shape->kind == SHAPE_RECT)
        svg_rect(out, (Rect){r.x + inset, r.y + inset, r.w - 2 * inset, r.h - 2 * inset}, shape->corner);
    else
        svg_form(out, shape->kind, r.x, r.y, r.w, shape->angle_rad);
    svg_paint(out, shape->stroke > 0 ? "stroke" : "fill", shape->color, 1);
    fprintf(out, "%s stroke-width=\"%.2f\"/></g>\n", shape->stroke > 0 ? " fill=\"none\"" : "", (double)shape->stroke);
}

// Points [from, to] of a stroke; core or casing.
static inline void svg_path(FILE *out, const DrawStroke *stroke, const DrawPoint *points, int from, int to, Color color,
                            float width, float along)
{
    fprintf(out, "<path d=\"M");
    for (int i = from; i <= to; i++)
        fprintf(out, " %.2f %.2f", (double)points[i].x, (double)points[i].y);
    fprintf(out, "%s\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" stroke-width=\"%.2f\"",
            from == to ? " h 0" : "", (double)width);
    svg_paint(out, "stroke", color, stroke->hidden ? stroke->hidden_alpha : 1);
    if (stroke->dash[1] > 0)
        fprintf(out, " stroke-dasharray=\"%.2f %.2f\" stroke-dashoffset=\"%.2f\"",
                (double)fmaxf(stroke->dash[0] - stroke->width, 0.01f), (double)(stroke->dash[1] + stroke->width),
                (double)(stroke->dash_offset + along - stroke->width / 2));
    fprintf(out, "/>\n");
}

static inline float svg_length(const DrawPoint *points, int from, int to)
{
    float length = 0;
    for (int i = from; i < to; i++)
        length += hypotf(points[i + 1].x - points[i].x, points[i + 1].y - points[i].y);
    return length;
}

// A fade is as many pieces, each of one colour.
static inline void svg_core(FILE *out, const DrawStroke *stroke, const DrawPoint *points)
{
    float whole = fmaxf(svg_length(points, 0, stroke->count - 1), 1e-6f), along = 0;
    const Color *a = &stroke->fade_color, *b = &stroke->color;
    bool fades = fabsf(a->r - b->r) + fabsf(a->g - b->g) + fabsf(a->b - b->b) + fabsf(a->a - b->a) > 0.01f;
    for (int from = 0, to; from == 0 || from < stroke->count - 1; from = to) {
        float size = 0, most = fades ? whole / SVG_FADE_PIECES : 2 * whole;
        for (to = from; to < stroke->count - 1 && (to == from || size < most); to++)
            size = svg_length(points, from, to + 1);
        float t = (along + size / 2) / whole;
        Color color = {a->r + t * (b->r - a->r), a->g + t * (b->g - a->g), a->b + t * (b->b - a->b),
                       a->a + t * (b->a - a->a)};
        svg_path(out, stroke, points, from, to, fades ? color : *b, stroke->width, along);
        along += size;
        if (to == from)
            break;
    }
}

// The strokes of one line have their casings under all of them. Returns the next line's first stroke.
static inline int svg_line(FILE *out, const DrawList *list, int from)
{
    const DrawStroke *strokes = list->strokes, *first = &strokes[from];
    int to = from + 1;
    while (to < list->n_strokes && first->line && strokes[to].line == first->line &&
           strokes[to].on_panel == first->on_panel)
        to++;
    svg_open(out, first->on_panel ? list->panels[first->on_panel - 1].rect : first->clip);
    for (int pass = 0; pass < 2; pass++)
        for (int i = from; i < to; i++) {
            const DrawPoint *points = list->points + strokes[i].first;
            if (strokes[i].hidden && strokes[i].hidden_alpha <= 0)
                continue;
            Color casing = strokes[i].casing_color;
            casing.a *= 0.5f * strokes[i].color.a; // it falls off softly
            if (pass == 1)
                svg_core(out, &strokes[i], points);
            else if (strokes[i].casing > 0)
                svg_path(out, &strokes[i], points, 0, strokes[i].count - 1, casing,
                         strokes[i].width + 2 * strokes[i].casing, 0);
        }
    fprintf(out, "</g>\n");
    return to;
}

// Flat, with its mark; a ring where the racer has stopped.
static inline void svg_ball(FILE *out, const DrawList *list, const DrawBall *ball)
{
    float alpha = ball->hidden ? ball->hidden_alpha : 1, line = fmaxf(0.3f * ball->radius, 1.2f);
    Color own = ball->color, dark = {0.05f, 0.05f, 0.05f, 0.8f};
    own.a *= alpha;
    DrawShape body = {.kind = SHAPE_DISC, .x = ball->x, .y = ball->y, .w = ball->radius, .color = own};
    DrawShape mark = {.kind = ball->mark, .x = ball->x, .y = ball->y, .w = ball->mark_size * ball->radius};
    mark.angle_rad = ball->mark_angle_rad;
    mark.color = ball->hollow ? own : dark;
    body.stroke = ball->hollow ? line : 0;
    body.w -= body.stroke / 2;
    body.clip = mark.clip = list->panels[ball->panel].rect;
    svg_shape(out, &body);
    if (ball->mark != SHAPE_RECT)
        svg_shape(out, &mark);
}

static inline void svg_text(FILE *out, const DrawText *text)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    svg_open(out, text->clip);
    fprintf(out,
            "<text xml:space=\"preserve\" font-family=\"Inter, DejaVu Sans\" font-size=\"%.2f\" text-anchor=\"%s\" "
            "font-weight=\"%d\"",
            (double)font_points[text->size], anchors[text->align], text->weight == WEIGHT_SEMIBOLD ? 600 : 400);
    fprintf(out, " transform=\"translate(%.2f %.2f) rotate(%.2f)\"%s", (double)text->x, (double)text->y,
            (double)(-text->angle_rad * 57.29578f), text->tabular ? " font-variant-numeric=\"tabular-nums\"" : "");
    svg_paint(out, "fill", text->color, 1);
    if (text->halo.a > 0) {
        fprintf(out, " paint-order=\"stroke\" stroke-width=\"4\" stroke-linejoin=\"round\"");
        svg_paint(out, "stroke", text->halo, 0.6f);
    }
    fprintf(out, ">");
    for (const char *c = text->text; *c; c++)
        *c == '&'   ? fputs("&amp;", out)
        : *c == '<' ? fputs("&lt;", out)
        : *c == '>' ? fputs("&gt;", out)
                    : fputc(*c, out);
    fprintf(out, "</text></g>\n");
}

// The strokes of a panel, from 1, or those of a layer of the overlay.
static inline void svg_lines(FILE *out, const DrawList *list, int on_panel, DrawLayer layer)
{
    for (int i = 0, next; i < list->n_strokes; i = next) {
        const DrawStroke *stroke = &list->strokes[i];
        bool own = stroke->on_panel == on_panel && (on_panel || stroke->layer == layer);
        next = own ? svg_line(out, list, i) : i + 1;
    }
}

// In draw.h's order. A panel is a plain rectangle where its raster would be.
static inline void svg_write(FILE *out, const DrawList *list)
{
    fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\">\n", (double)list->width,
            (double)list->height);
    svg_shape(out, &(DrawShape){.w = list->width, .h = list->height, .color = list->ground});
    for (int panel = 0; panel < list->n_panels; panel++) {
        const Colormap *ramp = colormap_find(list->panels[panel].ramp);
        Rect r = list->panels[panel].rect;
        svg_shape(out, &(DrawShape){.x = r.x, .y = r.y, .w = r.w, .h = r.h, .color = colormap_color(ramp, 0.4f)});
        svg_lines(out, list, panel + 1, LAYER_BASE);
        for (int i = 0; i < list->n_balls; i++)
            if (list->balls[i].panel == panel)
                svg_ball(out, list, &list->balls[i]);
    }
    for (DrawLayer layer = 0; layer < LAYER_COUNT; layer++) {
        for (int i = 0; i < list->n_shapes; i++)
            if (list->shapes[i].layer == layer)
                svg_shape(out, &list->shapes[i]);
        svg_lines(out, list, 0, layer);
        for (int i = 0; i < list->n_texts; i++)
            if (list->texts[i].layer == layer)
                svg_text(out, &list->texts[i]);
    }
    fprintf(out, "</svg>\n");
}

#endif
