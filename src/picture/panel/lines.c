// A panel's contour lines as strokes, where shaders/surface.frag draws them: the levels of panel_levels and the finer
// ones between, on the map, on the surface, and once more on the floor under it, as faint where they crowd and far from
// the eye. Marching squares find them among the samples; each point is then moved onto its level as the shader sees it,
// between the samples.
#include "picture/panel/whole.h"

#include "picture/draw/colormap.h"
#include "picture/draw/contour.h"

#include <math.h>
#include <stdlib.h>

enum { LINES_MAX = 400, SETTLINGS = 4 };

#define FINER          0.45f // strength of the lines between index lines
#define FINER_FLOOR    0.3f
#define FLOOR_STRENGTH 0.75f
#define FLOOR_DARKER   0.15f // share of the line colour in the floor's lines
#define INDEX_WIDTH    1.6f  // of an index line, in widths of a finer one
#define CROWDED_PX     3.0f  // lines nearer than this are gone,
#define APART_PX       7.0f  // farther than this in full
#define PLAIN          1e-3f // lines per pixel, under which a plain lies on a level
#define OVER           0.01f // height over the range in which lines fade
#define FAINTEST       0.04f // strength that is not drawn
#define STEP           0.08f // share of a line's strength, within one stroke
#define STRAIGHT_PX    0.25f // a point is dropped if the line stays this near to it
#define LONGEST_PT     14.0f // on a surface no piece is longer: its depth is linear

typedef struct Lines {
    Build *build;
    const Camera *camera;
    const DrawPanel *panel;
    const Heights *heights;
    int on_panel;
    bool floor;
    float levels[DRAW_LEVELS_MAX];
    int n_levels, group; // index lines; lines from one to the next
} Lines;

// A point of a line: where it is seen, and how strong the line is there.
typedef struct Spot {
    DrawPoint at;
    float strength;
} Spot;

// The stronger level that a height lies over; the scale goes on beyond the last two.
static int level_below(const Lines *lines, float height)
{
    int below = 0;
    while (below < lines->n_levels - 2 && height >= lines->levels[below + 1])
        below++;
    return below;
}

// Of the k-th line, k from 1.
static double line_height(const Lines *lines, int k)
{
    int below = k / lines->group < lines->n_levels - 2 ? k / lines->group : lines->n_levels - 2;
    double from = (double)lines->levels[below], apart = (double)lines->levels[below + 1] - from;
    return from + apart * ((double)k / lines->group - below);
}

static float smooth(float from, float to, float at)
{
    float t = fminf(fmaxf((at - from) / (to - from), 0.0f), 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

// Not beyond the edges.
static float height_there(const Lines *lines, float u, float v)
{
    float height = 0.0f;
    heights_at(lines->heights, fminf(fmaxf(u, 0.0f), 1.0f), fminf(fmaxf(v, 0.0f), 1.0f), &height);
    return height;
}

// Rise per u and per v, over a cell.
static void slope_there(const Lines *lines, ContourPoint at, float slope[2])
{
    float du = 0.5f / (float)(lines->heights->nx - 1), dv = 0.5f / (float)(lines->heights->ny - 1);
    float u0 = fmaxf(at.u - du, 0.0f), u1 = fminf(at.u + du, 1.0f), v0 = fmaxf(at.v - dv, 0.0f),
          v1 = fminf(at.v + dv, 1.0f);
    slope[0] = (height_there(lines, u1, at.v) - height_there(lines, u0, at.v)) / (u1 - u0);
    slope[1] = (height_there(lines, at.u, v1) - height_there(lines, at.u, v0)) / (v1 - v0);
}

static bool on_edge(float part)
{
    return part <= 0.0f || part >= 1.0f;
}

// Along the steepest way onto the level, an end along its edge, by no more than half a cell at a time. Newton.
static ContourPoint settled(const Lines *lines, ContourPoint at, float height)
{
    float cells[2] = {(float)(lines->heights->nx - 1), (float)(lines->heights->ny - 1)}, slope[2];
    for (int i = 0; i < SETTLINGS; i++) {
        slope_there(lines, at, slope);
        float u = on_edge(at.u) ? 0.0f : slope[0] / cells[0], v = on_edge(at.v) ? 0.0f : slope[1] / cells[1];
        float steep = u * u + v * v; // by cells
        float off = height - height_there(lines, at.u, at.v), most = 0.5f * sqrtf(steep);
        if (!(steep > 0.0f))
            break;
        off = fminf(fmaxf(off, -most), most) / steep;
        at.u = fminf(fmaxf(at.u + off * u / cells[0], 0.0f), 1.0f);
        at.v = fminf(fmaxf(at.v + off * v / cells[1], 0.0f), 1.0f);
    }
    return at;
}

static void domain_of(const Lines *lines, float u, float v, double at[2])
{
    const double *window = lines->camera->window;
    at[0] = window[0] + (double)u * (window[1] - window[0]);
    at[1] = window[2] + (double)v * (window[3] - window[2]);
}

static DrawPoint seen_at(const Lines *lines, float u, float v)
{
    double at[2];
    domain_of(lines, u, v, at);
    double height = lines->floor ? (double)CAMERA_FLOOR : lines->camera->flat ? 0.0 : (double)height_there(lines, u, v);
    return camera_project(lines->camera, at[0], at[1], height);
}

// Heights per pixel: the slope through the inverse of how the screen changes with u and v.
static float rate_there(const Lines *lines, ContourPoint at)
{
    float du = 0.25f / (float)(lines->heights->nx - 1), dv = 0.25f / (float)(lines->heights->ny - 1), slope[2];
    float scale = lines->build->in->scale;
    DrawPoint left = seen_at(lines, at.u - du, at.v), right = seen_at(lines, at.u + du, at.v);
    DrawPoint below = seen_at(lines, at.u, at.v - dv), above = seen_at(lines, at.u, at.v + dv);
    float xu = scale * (right.x - left.x) / (2.0f * du), yu = scale * (right.y - left.y) / (2.0f * du);
    float xv = scale * (above.x - below.x) / (2.0f * dv), yv = scale * (above.y - below.y) / (2.0f * dv);
    float area = xu * yv - xv * yu;
    slope_there(lines, at, slope);
    return hypotf(slope[0] * yv - slope[1] * yu, slope[1] * xu - slope[0] * xv) / fmaxf(fabsf(area), 1e-12f);
}

// What the shader's line() and its callers multiply.
static float strength_there(const Lines *lines, int k, ContourPoint at, float height)
{
    bool index = k % lines->group == 0;
    int below = level_below(lines, height);
    float per_height = (index ? 1.0f : (float)lines->group) / (lines->levels[below + 1] - lines->levels[below]);
    float rate = rate_there(lines, at) * per_height; // lines per pixel
    float strength = smooth(CROWDED_PX, APART_PX, 1.0f / fmaxf(rate, 1e-6f)) * smooth(0.0f, PLAIN, rate);
    if (!index)
        strength *= lines->floor ? FINER_FLOOR : FINER;
    if (lines->camera->flat)
        return strength * (1.0f - smooth(0.0f, OVER, height - 1.0f));
    if (!lines->floor)
        return strength;
    double where[2];
    domain_of(lines, at.u, at.v, where);
    return strength * FLOOR_STRENGTH * camera_floor_fade(lines->camera, where[0], where[1]) *
           (1.0f - smooth(0.0f, OVER, height - lines->panel->ceiling));
}

static Color color_of(const Lines *lines, float height)
{
    const Colormap *ramp = colormap_find(lines->panel->ramp);
    Color line = lines->panel->line;
    if (!lines->floor || !ramp)
        return line;
    line.a = 1.0f;
    return color_mix(colormap_color(ramp, height), line, FLOOR_DARKER);
}

// Spots of about one strength. points: room for as many.
static void stroke_add(Lines *lines, int k, float height, const Spot *spots, int n, DrawPoint *points)
{
    float pixel = 1.0f / lines->build->in->scale;
    Color color = color_of(lines, height);
    DrawStroke stroke = {.width = fmaxf(pixel, lines->panel->line_width) * (k % lines->group ? 1.0f : INDEX_WIDTH),
                         .color = color_alpha(color, spots[n - 1].strength),
                         .fade_color = color_alpha(color, spots[0].strength),
                         .on_panel = lines->on_panel};
    for (int i = 0; i < n; i++)
        points[i] = spots[i].at;
    n = line_thin(points, n, STRAIGHT_PX * pixel, lines->camera->flat ? INFINITY : LONGEST_PT);
    if (!draw_stroke(lines->build->list, stroke))
        return;
    for (int i = 0; i < n; i++)
        draw_point(lines->build->list, points[i].x, points[i].y, points[i].depth);
}

// How strong a line is where nothing makes it fainter.
static float strength_most(const Lines *lines, int k)
{
    float index = lines->floor ? FLOOR_STRENGTH : 1.0f;
    return k % lines->group == 0 ? index : index * (lines->floor ? FINER_FLOOR : FINER);
}

// The last spot of the stroke that begins at `from`, which may be none.
static int stroke_end(const Spot *spots, int n, int from, float step)
{
    int last = from;
    while (last + 1 < n && spots[from].strength >= FAINTEST && spots[last + 1].strength >= FAINTEST &&
           (last == from || fabsf(spots[last + 1].strength - spots[from].strength) <= step))
        last++;
    return last;
}

static void line_add(Lines *lines, int k, const Contours *contours, const ContourLine *line)
{
    Spot *spots = malloc((size_t)line->count * sizeof *spots);
    DrawPoint *points = malloc((size_t)line->count * sizeof *points);
    float height = (float)line_height(lines, k), step = STEP * strength_most(lines, k);
    for (int i = 0; spots && points && i < line->count; i++) {
        ContourPoint at = settled(lines, contours->points[line->first + i], height);
        spots[i] = (Spot){seen_at(lines, at.u, at.v), strength_there(lines, k, at, height)};
    }
    for (int from = 0, last; spots && points && from < line->count; from = last) {
        last = stroke_end(spots, line->count, from, step);
        if (last > from)
            stroke_add(lines, k, height, spots + from, last - from + 1, points);
        else
            last++;
    }
    lines->build->list->failed |= !spots || !points;
    free(spots);
    free(points);
}

// Above it there is no surface, or no line on it.
static double top_of(const Lines *lines)
{
    double ceiling = (double)lines->panel->ceiling + (lines->floor ? (double)OVER : 0.0);
    return lines->camera->flat ? 1.0 + (double)OVER : ceiling;
}

static void field_lines(Lines *lines, const PanelField *field)
{
    double heights[LINES_MAX], top = fmin(top_of(lines), height_of(field->map, field->field->high));
    int n = 0;
    while (n < LINES_MAX && line_height(lines, n + 1) <= top) {
        heights[n] = line_height(lines, n + 1);
        n++;
    }
    Contours contours = {0};
    if (!contours_trace(&contours, field->field, field->map, HEIGHTFIELD_SIDE_MAX, heights, n))
        lines->build->list->failed = true;
    for (int i = 0; i < contours.n_lines; i++)
        line_add(lines, contours.lines[i].level + 1, &contours, &contours.lines[i]);
    contours_free(&contours);
}

void lines_build(Build *build, int relief, const PanelField *field, const Heights *heights)
{
    const DrawPanel *on = &build->list->panels[relief];
    Lines lines = {build, &build->camera[build->relief_of[relief]], on, heights, relief + 1};
    lines.n_levels = panel_levels(on, lines.levels);
    lines.group = on->contour_index > 1 ? on->contour_index : 1;
    if (lines.n_levels < 2)
        return;
    lines.floor = !on->flat && on->floor < 0.0f;
    if (lines.floor)
        field_lines(&lines, field);
    lines.floor = false;
    field_lines(&lines, field);
}
