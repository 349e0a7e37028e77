// Axes with numbers. On a surface: a grid on the floor, numbers along the two floor edges nearest to the viewer, the
// loss along the upright edge of the box at the side. On a map: ticks along its left and lower border. All numbers keep
// clear of the picture and of each other.
#include "picture/build.h"
#include "picture/draw/format.h"

#include <math.h>
#include <string.h>

enum { TICKS_MAX = 9, LOSSES_MAX = 7 };

#define TICK_DISTANCE   64.0f // points between numbers, at least about
#define FIGURE_DISTANCE 34.0f // likewise, on a map of a figure
#define TICK_LENGTH     5.0f
#define PIECE           9.0f // points of a line on the floor

// The floor's corners go round: 0 x from y from, 1 x to y from, 2 x to y to, 3 x from y to.
typedef struct Floor {
    Build *build;
    const PanelField *field;
    const Camera *camera;
    DrawPoint corner[4];
    float centre[2];
    FontSize size;
} Floor;

typedef struct Edge {
    int along;          // the coordinate that runs along it, 0 or 1
    double other;       // the other coordinate
    DrawPoint from, to; // on the screen
    float normal[2];    // unit, away from the floor
} Edge;

static void corner_place(const double window[4], int corner, double at[2])
{
    at[0] = window[corner == 1 || corner == 2];
    at[1] = window[2 + (corner >= 2)];
}

static Number parameter_name(const Build *build, int along)
{
    return format_name(study_parameter(build->study, along));
}

static Floor floor_of(Build *build, int panel, const PanelField *field)
{
    const Camera *camera = &build->camera[panel];
    Floor ground = {.build = build, .field = field, .camera = camera};
    for (int i = 0; i < 4; i++) {
        double at[2];
        corner_place(camera->window, i, at);
        ground.corner[i] = camera_project(camera, at[0], at[1], (double)CAMERA_FLOOR);
        ground.centre[0] += 0.25f * ground.corner[i].x;
        ground.centre[1] += 0.25f * ground.corner[i].y;
    }
    float margin = camera_margin(camera->rect);
    ground.size = margin >= 40.0f ? FONT_NOTE : FONT_SMALL;
    return ground;
}

static Edge edge_between(const Floor *ground, int along, int a, int b)
{
    double at[2];
    corner_place(ground->camera->window, a, at);
    DrawPoint from = ground->corner[a], to = ground->corner[b];
    float x = to.x - from.x, y = to.y - from.y, length = fmaxf(hypotf(x, y), 1e-3f);
    Edge edge = {.along = along, .other = at[1 - along], .from = from, .to = to};
    edge.normal[0] = y / length, edge.normal[1] = -x / length;
    float away_x = 0.5f * (from.x + to.x) - ground->centre[0], away_y = 0.5f * (from.y + to.y) - ground->centre[1];
    if (edge.normal[0] * away_x + edge.normal[1] * away_y < 0.0f)
        edge.normal[0] = -edge.normal[0], edge.normal[1] = -edge.normal[1];
    return edge;
}

// Of the two edges along a coordinate the one lower on the screen; the right one if they are level.
static Edge near_edge(const Floor *ground, int along)
{
    Edge a = along == 0 ? edge_between(ground, 0, 0, 1) : edge_between(ground, 1, 1, 2);
    Edge b = along == 0 ? edge_between(ground, 0, 3, 2) : edge_between(ground, 1, 0, 3);
    return a.from.y + a.to.y > b.from.y + b.to.y - 1.0f ? a : b;
}

// In pieces: each is seen or hidden as its ends are. Alphas at both ends.
static void hairline(const Floor *ground, DrawPoint from, DrawPoint to, float alpha_from, float alpha_to)
{
    const Theme *theme = ground->build->theme;
    Color color = color_mix(theme->hairline, theme->secondary, 0.25f);
    DrawStroke stroke = {.width = theme->line_scale,
                         .fade_color = color_alpha(color, alpha_from),
                         .color = color_alpha(color, alpha_to),
                         .on_panel = ground->build->on_panel};
    if (!draw_stroke(ground->build->list, stroke))
        return;
    int pieces = 1 + (int)(hypotf(to.x - from.x, to.y - from.y) / PIECE);
    for (int i = 0; i <= pieces; i++) {
        float t = (float)i / (float)pieces;
        draw_point(ground->build->list, from.x + t * (to.x - from.x), from.y + t * (to.y - from.y),
                   fminf(from.depth + t * (to.depth - from.depth), 1.0f));
    }
}

static DrawPoint floor_point(const Floor *ground, const double at[2])
{
    return camera_project(ground->camera, at[0], at[1], (double)CAMERA_FLOOR);
}

// On the floor, as strong as it is at its middle and ends.
static void floor_line(const Floor *ground, const double from[2], const double to[2])
{
    const Camera *camera = ground->camera;
    double middle[2] = {0.5 * (from[0] + to[0]), 0.5 * (from[1] + to[1])};
    float fade[3] = {camera_floor_fade(camera, from[0], from[1]), camera_floor_fade(camera, middle[0], middle[1]),
                     camera_floor_fade(camera, to[0], to[1])};
    hairline(ground, floor_point(ground, from), floor_point(ground, middle), fade[0], fade[1]);
    hairline(ground, floor_point(ground, middle), floor_point(ground, to), fade[1], fade[2]);
}

static bool on_surface(const Floor *ground, Rect box)
{
    const PanelField *field = ground->field;
    for (int i = 0; i < 4; i++)
        if (camera_covers(ground->camera, field->field, field->map, field->ceiling, box.x + box.w * (float)(i & 1),
                          box.y + box.h * (float)(i >> 1)))
            return true;
    return false;
}

// The box of a word that is pushed off a point along a direction, so far that it clears the point.
static Rect box_off(const Floor *ground, const char *text, DrawPoint at, const float direction[2], float gap)
{
    Rect box = label_box(ground->build, text, ground->size, at.x, at.y);
    float reach = gap + 0.5f * (fabsf(direction[0]) * box.w + fabsf(direction[1]) * box.h);
    box.x += direction[0] * reach, box.y += direction[1] * reach;
    return box;
}

static void label_off(const Floor *ground, const char *text, DrawPoint at, const float direction[2], float gap)
{
    Rect box = box_off(ground, text, at, direction, gap);
    if (label_free(ground->build, box) && !on_surface(ground, box))
        label_draw(ground->build, text, ground->size, box, ground->build->theme->secondary, (Color){0});
}

static DrawPoint tick_point(const Floor *ground, const Edge *edge, double value)
{
    double where[2] = {edge->along == 0 ? value : edge->other, edge->along == 0 ? edge->other : value};
    return floor_point(ground, where);
}

// How many of the ticks' numbers the surface does not hide.
static int ticks_seen(const Floor *ground, const Edge *edge, const double *ticks, int n, double step)
{
    int seen = 0;
    for (int i = 0; i < n; i++)
        seen += !on_surface(ground, box_off(ground, format_tick(ticks[i], step).text,
                                            tick_point(ground, edge, ticks[i]), edge->normal, TICK_LENGTH + 4.0f));
    return seen;
}

static void edge_tick(const Floor *ground, const Edge *edge, double value, double step)
{
    DrawPoint at = tick_point(ground, edge, value), end = at;
    end.x += edge->normal[0] * TICK_LENGTH, end.y += edge->normal[1] * TICK_LENGTH;
    hairline(ground, at, end, 1.0f, 1.0f);
    label_off(ground, format_tick(value, step).text, at, edge->normal, TICK_LENGTH + 4.0f);
}

static int edge_ticks(const Floor *ground, const Edge *edge, double *ticks, double *step)
{
    const double *window = ground->camera->window + 2 * edge->along;
    float length = hypotf(edge->to.x - edge->from.x, edge->to.y - edge->from.y);
    int most = (int)(length / TICK_DISTANCE), n = 0;
    most = most < 2 ? 2 : most;
    for (int finer = 0; finer < 3; finer++, most *= 2) { // one number is no scale
        n = ticks_linear(window[0], window[1], most > TICKS_MAX ? TICKS_MAX : most, ticks, step);
        if (ticks_seen(ground, edge, ticks, n, *step) > 1)
            break;
    }
    return n;
}

static void edge_name(const Floor *ground, const Edge *edge, float numbers_width)
{
    DrawPoint middle = {0.5f * (edge->from.x + edge->to.x), 0.5f * (edge->from.y + edge->to.y), 0.0f};
    float gap = TICK_LENGTH + 8.0f + fabsf(edge->normal[0]) * numbers_width + fabsf(edge->normal[1]) * 15.0f;
    label_off(ground, parameter_name(ground->build, edge->along).text, middle, edge->normal, gap);
}

static void edge_axis(const Floor *ground, const Edge *edge)
{
    double ticks[TICKS_MAX], step;
    const double *across = ground->camera->window + 2 * (1 - edge->along);
    int n = edge_ticks(ground, edge, ticks, &step);
    float widest = 0.0f;
    for (int i = 0; i < n; i++) {
        bool x = edge->along == 0;
        floor_line(ground, (double[]){x ? ticks[i] : across[0], x ? across[0] : ticks[i]},
                   (double[]){x ? ticks[i] : across[1], x ? across[1] : ticks[i]});
        edge_tick(ground, edge, ticks[i], step);
        Number text = format_tick(ticks[i], step);
        widest = fmaxf(widest, label_box(ground->build, text.text, ground->size, 0.0f, 0.0f).w);
    }
    edge_name(ground, edge, widest);
}

// The corner at the far left or right end of the near edges whose upright edge nothing stands before.
static int side_corner(const Floor *ground)
{
    int left = 0, right = 0;
    for (int i = 1; i < 4; i++) {
        if (ground->corner[i].x < ground->corner[left].x)
            left = i;
        if (ground->corner[i].x > ground->corner[right].x)
            right = i;
    }
    float lower = ground->corner[left].y - ground->corner[right].y;
    return lower < -0.25f * ground->camera->rect.h ? right : left;
}

static void loss_axis(const Floor *ground, const PanelField *field)
{
    int corner = side_corner(ground);
    double at[2];
    corner_place(ground->camera->window, corner, at);
    DrawPoint foot = ground->corner[corner], top = camera_project(ground->camera, at[0], at[1], 1.0);
    float length = hypotf(top.x - foot.x, top.y - foot.y);
    if (length < 50.0f)
        return;
    float side[2] = {foot.x < ground->centre[0] ? -1.0f : 1.0f, 0.0f}, up[2] = {0.0f, -1.0f};
    LossTick ticks[LOSSES_MAX];
    int most = (int)(length / 19.0f), n = ticks_loss(field->map, most > LOSSES_MAX ? LOSSES_MAX : most, ticks);
    hairline(ground, foot, top, 1.0f, 1.0f);
    label_off(ground, "loss", top, up, 14.0f);
    for (int i = 0; i < n; i++) {
        DrawPoint point = camera_project(ground->camera, at[0], at[1], height_of(field->map, ticks[i].loss)),
                  end = point;
        end.x += side[0] * TICK_LENGTH;
        hairline(ground, point, end, 1.0f, 1.0f);
        label_off(ground, ticks[i].text, point, side, TICK_LENGTH + 3.0f);
    }
}

void surface_axes_build(Build *build, int panel, const PanelField *field)
{
    if (build->layout.alone || !build_has(build, PART_AXES) || !camera_has_axes(build->camera[panel].rect))
        return;
    Floor ground = floor_of(build, panel, field);
    Edge x = near_edge(&ground, 0), y = near_edge(&ground, 1);
    for (int i = 0; i < 4; i++) {
        double from[2], to[2];
        corner_place(ground.camera->window, i, from);
        corner_place(ground.camera->window, (i + 1) % 4, to);
        floor_line(&ground, from, to);
    }
    loss_axis(&ground, field);
    edge_axis(&ground, &x);
    edge_axis(&ground, &y);
}

typedef struct MapAxis {
    Build *build;
    const Camera *camera;
    int along; // the coordinate: 0 on the lower border, 1 on the left
} MapAxis;

// Numbers stand outside the map, below it and at its left.
static void map_tick(const MapAxis *axis, double value, double step)
{
    Rect rect = axis->camera->rect;
    const Theme *theme = axis->build->theme;
    DrawPoint at = camera_project(axis->camera, value, value, 0.0);
    bool below = axis->along == 0;
    float x = below ? at.x : rect.x, y = below ? rect.y + rect.h : at.y;
    Number text = format_tick(value, step);
    Rect box = label_box(axis->build, text.text, FONT_NOTE, 0.0f, 0.0f);
    box.x += below ? x : x - TICK_LENGTH - 2.0f - 0.5f * box.w;
    box.y += below ? y + TICK_LENGTH + 2.0f + 0.5f * box.h : y;
    if (!label_free(axis->build, box))
        return;
    label_draw(axis->build, text.text, FONT_NOTE, box, theme->secondary, (Color){0});
    Color color = color_mix(theme->hairline, theme->secondary, 0.5f);
    DrawStroke stroke = {.width = theme->line_scale, .color = color};
    draw_line(axis->build->list, stroke, x, y, below ? x : x - TICK_LENGTH, below ? y + TICK_LENGTH : y);
}

// Beyond the lower border's end; over the numbers of the left one.
static void map_name(const MapAxis *axis)
{
    Rect rect = axis->camera->rect;
    const Number name = parameter_name(axis->build, axis->along);
    const char *text = name.text;
    Rect box = label_box(axis->build, text, FONT_NOTE, 0.0f, 0.0f);
    bool below = axis->along == 0;
    box.x += below ? rect.x + rect.w + 3.0f + 0.5f * box.w : rect.x - TICK_LENGTH - 2.0f - 0.5f * box.w;
    box.y += below ? rect.y + rect.h : rect.y + 0.5f * box.h;
    label_draw(axis->build, text, FONT_NOTE, box, axis->build->theme->text, (Color){0});
}

static void map_axis(const MapAxis *axis)
{
    Rect rect = axis->camera->rect;
    const double *window = axis->camera->window + 2 * axis->along;
    double ticks[TICKS_MAX], step;
    bool figure = axis->build->layout.figure;
    int most = (int)((axis->along == 0 ? rect.w : rect.h) / (figure ? FIGURE_DISTANCE : TICK_DISTANCE));
    int n = ticks_linear(window[0], window[1], most < 2 ? 2 : most > TICKS_MAX ? TICKS_MAX : most, ticks, &step);
    map_name(axis);
    for (int i = 0; i < n; i++)
        map_tick(axis, ticks[i], step);
}

void map_axes_build(Build *build, int panel, const PanelField *field)
{
    (void)field;
    const Camera *camera = &build->camera[panel];
    Rect rect = camera->rect, view = build->layout.view;
    bool room = rect.x - MAP_LEFT > view.x - 1.0f && rect.y + rect.h + MAP_BELOW < view.y + view.h + 1.0f;
    if (build->layout.alone || !build_has(build, PART_AXES) || !room || !map_has_numbers(build, rect.w, rect.h))
        return;
    for (int along = 0; along < 2; along++)
        map_axis(&(MapAxis){build, camera, along});
    if (build->layout.figure)
        draw_shape(
            build->list,
            (DrawShape){
                .x = rect.x, .y = rect.y, .w = rect.w, .h = rect.h, .stroke = 1, .color = build->theme->secondary});
}
