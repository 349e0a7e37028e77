// What drives the selected racer, at its ball: gradient, momentum and next step as arrows, the second moment as a box
// whose sides are its roots. Gradients and what is made of them share one scale, the longest a fixed part of the
// window; steps have another, which is written at them.
#include "picture/build.h"
#include "picture/draw/format.h"

#include "base/text.h"

#include <math.h>

enum { PIECES = 14, LINE_MAX = 64 };

#define LONGEST     0.17    // of the window's longer side
#define SHORTEST_PT 4.0f    // on the screen: shorter ones are not drawn
#define LIFT        0.012   // heights above the surface
#define TOWARDS_EYE 0.0022f // depth buffer units: before the trails
#define BARB        8.0f    // points, of a narrow arrow
#define WIDE        3.8f    // of the step, under the others: where they lie one on the other, each is seen
#define MIDDLE      2.8f
#define NARROW      1.9f
#define CURVE_RISE  18.0f

static const Color gradient_color = {1.0f, 0.48f, 0.42f, 1.0f}, momentum_color = {0.6f, 0.9f, 1.0f, 1.0f};

// A name waits until all arrows are there, which it keeps off.
typedef struct TipName {
    DrawPoint before, tip;
    Color color;
    char text[LINE_MAX];
} TipName;

// Drawn on one panel.
typedef struct Arrows {
    Build *build;
    const Camera *camera;
    const PanelField *field;
    double from[2];
    double longest; // domain units
    Ink ink;
    float rise; // beside a curve: how far over the ball the next arrow lies, points
    TipName name[INTERNALS_MAX];
    int n_names;
} Arrows;

static bool is_shown(const Arrows *arrows, SceneShow show)
{
    return arrows->build->scene->view.show >> show & 1;
}

static double length_of(const double v[2])
{
    return isfinite(v[0]) && isfinite(v[1]) ? hypot(v[0], v[1]) : 0;
}

// On the surface; in the air beside a curve.
static bool spot(const Arrows *arrows, double x, double y, DrawPoint *point)
{
    if (!panel_holds(arrows->camera, x, y))
        return false;
    if (arrows->camera->curve) {
        DrawPoint ball, there;
        bool seen = panel_point(arrows->camera, arrows->field, arrows->from[0], 0.0, 0.0, &ball) &&
                    panel_point(arrows->camera, arrows->field, x, 0.0, 0.0, &there);
        *point = (DrawPoint){there.x, ball.y - arrows->rise, 0.0f};
        return seen;
    }
    bool seen = panel_point(arrows->camera, arrows->field, x, y, LIFT, point);
    point->depth = fmaxf(point->depth - TOWARDS_EYE, 0.0f);
    return seen;
}

static DrawStroke style(const Arrows *arrows, Color color, float width)
{
    float scale = arrows->build->theme->line_scale;
    return (DrawStroke){.width = width * scale,
                        .casing = 1.3f * scale,
                        .color = color,
                        .casing_color = arrows->ink.halo,
                        .on_panel = arrows->build->on_panel,
                        .hidden_alpha = 0.45f,
                        .layer = LAYER_TOP};
}

static void barbs(DrawList *list, DrawPoint before, DrawPoint tip, float size)
{
    float dx = tip.x - before.x, dy = tip.y - before.y, length = hypotf(dx, dy);
    if (length < 1e-3f)
        return;
    float x = dx / length * size, y = dy / length * size;
    for (int side = -1; side <= 1; side += 2) {
        float s = 0.5f * (float)side;
        draw_point(list, tip.x, tip.y, tip.depth);
        draw_point(list, tip.x - x - s * y, tip.y - y + s * x, tip.depth);
        draw_point(list, tip.x, tip.y, tip.depth);
    }
}

static void name_tip(Arrows *arrows, DrawPoint before, DrawPoint tip, Color color, const char *text)
{
    if (arrows->n_names == INTERNALS_MAX)
        return;
    TipName *name = &arrows->name[arrows->n_names++];
    *name = (TipName){.before = before, .tip = tip, .color = color};
    text_copy(name->text, sizeof name->text, text);
    label_reserve(arrows->build, (Rect){tip.x - 4.0f, tip.y - 4.0f, 8.0f, 8.0f});
}

// Beyond the tip, in the arrow's direction; elsewhere around it where something stands there.
static void name_draw(const Arrows *arrows, const TipName *name)
{
    Build *build = arrows->build;
    Rect panel = arrows->camera->rect;
    if (panel.w < 200.0f || panel.h < 130.0f)
        return;
    float x = name->tip.x - name->before.x, y = name->tip.y - name->before.y, length = fmaxf(hypotf(x, y), 1e-3f);
    Rect place = label_box(build, name->text, FONT_NOTE, name->tip.x, name->tip.y);
    place.x += x / length * (0.5f * place.w + 7.0f);
    place.y += y / length * (0.5f * place.h + 7.0f);
    if (!label_free(build, place))
        label_place(build, name->text, FONT_NOTE, name->tip, 8.0f, panel, &place);
    label_draw(build, name->text, FONT_NOTE, place, name->color, arrows->ink.halo);
}

// Along the surface from the ball on, as far as the window reaches.
static void arrow(Arrows *arrows, const double v[2], double scale, float width, Color color, const char *text)
{
    DrawList *list = arrows->build->list;
    DrawPoint at[PIECES + 1];
    int n = 0;
    for (int i = 0; i <= PIECES; i++) {
        double t = scale * i / PIECES;
        if (!spot(arrows, arrows->from[0] + t * v[0], arrows->from[1] + t * v[1], &at[n]))
            break;
        n++;
    }
    if (n < 2 || hypotf(at[n - 1].x - at[0].x, at[n - 1].y - at[0].y) < SHORTEST_PT)
        return;
    if (!draw_stroke(list, style(arrows, color, width)))
        return;
    for (int i = 0; i < n; i++)
        draw_point(list, at[i].x, at[i].y, at[i].depth);
    if (arrows->camera->curve) // straight, so that words can keep off all of it
        label_reserve(arrows->build,
                      (Rect){fminf(at[0].x, at[n - 1].x), at[0].y - 4.0f, fabsf(at[n - 1].x - at[0].x), 8.0f});
    int before = n - 1;
    while (before > 0 && hypotf(at[n - 1].x - at[before].x, at[n - 1].y - at[before].y) < 4.0f)
        before--;
    barbs(list, at[before], at[n - 1], BARB + 2.6f * (width - NARROW));
    name_tip(arrows, at[before], at[n - 1], color, text);
}

static bool box_corner(const Arrows *arrows, const double half[2], int side, double t, DrawPoint *point)
{
    static const double corner[5][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}};
    const double *a = corner[side], *b = corner[side + 1];
    double x = a[0] + t * (b[0] - a[0]), y = a[1] + t * (b[1] - a[1]);
    return spot(arrows, arrows->from[0] + x * half[0], arrows->from[1] + y * half[1], point);
}

// The ball is in the middle.
static void box(Arrows *arrows, const double root[2], double scale, const char *text)
{
    DrawList *list = arrows->build->list;
    double half[2] = {0.5 * root[0] * scale, 0.5 * root[1] * scale};
    DrawPoint point, named = {0};
    bool open = false, any = false;
    for (int i = 0; i <= 4 * PIECES; i++) {
        int side = i == 4 * PIECES ? 3 : i / PIECES;
        if (!box_corner(arrows, half, side, (double)(i - side * PIECES) / PIECES, &point)) {
            open = false;
            continue;
        }
        open = open || draw_stroke(list, style(arrows, color_alpha(arrows->ink.ink, 0.9f), 1.5f));
        draw_point(list, point.x, point.y, point.depth);
        if (!any || point.x + point.y > named.x + named.y)
            named = point;
        any = true;
    }
    if (any)
        name_tip(arrows, (DrawPoint){named.x - 1.0f, named.y, 0.0f}, named, arrows->ink.ink, text);
}

static double root_of(const Internal *row, int d)
{
    return row->kind == INTERNAL_SQUARE ? sqrt(fmax(row->value[d], 0)) : fabs(row->value[d]);
}

// The switch that shows a row; SHOW_COUNT: none.
static SceneShow switch_of(InternalKind kind)
{
    static const SceneShow shows[] = {
        [INTERNAL_PLAIN] = SHOW_COUNT,       [INTERNAL_SCALAR] = SHOW_COUNT,    [INTERNAL_GRADIENT] = SHOW_GRADIENT,
        [INTERNAL_MOMENTUM] = SHOW_MOMENTUM, [INTERNAL_SCALED] = SHOW_MOMENTUM, [INTERNAL_MOVE] = SHOW_MOMENTUM,
        [INTERNAL_STEP] = SHOW_STEP,         [INTERNAL_SQUARE] = SHOW_SQUARE,   [INTERNAL_SIZE] = SHOW_SQUARE,
    };
    return shows[kind];
}

static bool has_own_scale(InternalKind kind)
{
    return kind == INTERNAL_STEP || kind == INTERNAL_MOVE || kind == INTERNAL_SCALED;
}

// Of what is made of gradients.
static double gradient_scale(const Arrows *arrows, const Internals *all)
{
    double most = 0;
    for (int i = 0; i < all->n; i++) {
        const Internal *row = &all->row[i];
        SceneShow show = switch_of(row->kind);
        if (show == SHOW_COUNT || has_own_scale(row->kind) || !is_shown(arrows, show))
            continue;
        double root[2] = {root_of(row, 0), root_of(row, 1)};
        bool seen = show != SHOW_SQUARE || !arrows->camera->curve; // a curve has no box
        most = seen ? fmax(most, length_of(show == SHOW_SQUARE ? root : row->value)) : most;
    }
    return most > 0 ? arrows->longest / most : 0;
}

static void step_text(char *line, const Internal *row, double scale)
{
    Text text = text_begin(line, LINE_MAX);
    if (scale >= 1)
        text_add(&text, "%s ×%s", row->symbol, format_digits(scale, 2).text);
    else
        text_add(&text, "%s /%s", row->symbol, format_digits(1 / scale, 2).text);
}

// Gradients and their sums point up the hill: they are drawn the way down.
static void vector_build(Arrows *arrows, const Internal *row, const double along[2], double shared_scale)
{
    char text[LINE_MAX];
    Text line = text_begin(text, sizeof text);
    bool forward = row->kind == INTERNAL_STEP || row->kind == INTERNAL_MOVE;
    double length = length_of(along), scale = has_own_scale(row->kind) ? arrows->longest / length : shared_scale;
    if (length <= 0)
        return;
    if (row->kind == INTERNAL_STEP)
        step_text(text, row, scale);
    else
        text_add(&line, "%s%s", forward ? "" : "−", row->symbol);
    bool step = row->kind == INTERNAL_STEP, gradient = row->kind == INTERNAL_GRADIENT;
    Color color = step ? arrows->ink.ink : gradient ? gradient_color : momentum_color;
    arrows->rise += CURVE_RISE;
    arrow(arrows, along, forward ? scale : -scale, step ? WIDE : gradient ? NARROW : MIDDLE, color, text);
}

static void row_build(Arrows *arrows, const Internal *row, double scale)
{
    bool square = row->kind == INTERNAL_SQUARE;
    if (!square && row->kind != INTERNAL_SIZE) {
        vector_build(arrows, row, row->value, scale);
        return;
    }
    char text[LINE_MAX];
    Text line = text_begin(text, sizeof text);
    text_add(&line, square ? "√%s" : "%s", row->symbol);
    double root[2] = {root_of(row, 0), root_of(row, 1)};
    if (!arrows->camera->curve && length_of(root) > 0)
        box(arrows, root, scale, text);
}

void arrows_build(Build *build, int panel, const PanelField *field)
{
    static const uint32_t any = 1u << SHOW_GRADIENT | 1u << SHOW_MOMENTUM | 1u << SHOW_STEP | 1u << SHOW_SQUARE;
    int racer = build->scene->view.selected;
    Internals all;
    if (!(build->scene->view.show & any) || racer < 0 || racer >= build->scene->n_racers ||
        !(field->racers >> racer & 1) || !racer_visible(build, racer) || !racer_internals(build, racer, &all))
        return;
    Standing standing = racer_standing(build, racer);
    const double *window = scene_camera(build->scene, racer)->window;
    Arrows arrows = {.build = build, .camera = &build->camera[panel], .field = field};
    arrows.from[0] = standing.at[0];
    arrows.from[1] = standing.at[1];
    arrows.longest = LONGEST * window_longest(build, window);
    DrawPoint ball;
    if (!panel_holds(arrows.camera, arrows.from[0], arrows.from[1]) ||
        !panel_point(arrows.camera, field, arrows.from[0], arrows.from[1], 0.0, &ball))
        return;
    arrows.ink = panel_ink(build, arrows.camera, field, ball.x, ball.y);
    double scale = gradient_scale(&arrows, &all);
    static const SceneShow order[] = {SHOW_SQUARE, SHOW_STEP, SHOW_MOMENTUM, SHOW_GRADIENT};
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < all.n && is_shown(&arrows, order[k]); i++)
            if (switch_of(all.row[i].kind) == order[k])
                row_build(&arrows, &all.row[i], scale);
    for (int i = 0; i < arrows.n_names; i++)
        name_draw(&arrows, &arrows.name[i]);
}
