// One parameter: the loss as a fine line over its parameter. Balls roll on it, and what a racer has visited is a band
// along the line in its colour.
#include "picture/build.h"
#include "picture/draw/format.h"

#include <math.h>

enum { TICKS_MAX = 12, LOSSES_MAX = 8, RESERVED = 90 };

#define TAPER     14.0f // points along the line in which a band comes down to it
#define POLE      0.7f  // of the height, from one sample to the next: the line does not go there
#define BAND_STEP 3.4f  // points between the bands of racers that have been at one place

// What stands around a curve, by the size of its panel.
typedef enum CurveRoom { ROOM_NONE, ROOM_NUMBERS, ROOM_NAMES } CurveRoom;

static CurveRoom curve_room(const Build *build, Rect rect)
{
    if (build->layout.figure && rect.w >= 200.0f && rect.h >= 150.0f)
        return ROOM_NAMES;
    return rect.w >= 320.0f && rect.h >= 200.0f   ? ROOM_NAMES
           : rect.w >= 180.0f && rect.h >= 100.0f ? ROOM_NUMBERS
                                                  : ROOM_NONE;
}

Rect curve_rect(const Build *build, Rect rect, const double window[4])
{
    static const float margins[][4] = {// left, right, top, bottom
                                       [ROOM_NONE] = {12.0f, 12.0f, 14.0f, 22.0f},
                                       [ROOM_NUMBERS] = {34.0f, 10.0f, 14.0f, 34.0f},
                                       [ROOM_NAMES] = {62.0f, 24.0f, 34.0f, 52.0f}};
    (void)window;
    const float *margin = margins[curve_room(build, rect)];
    return (Rect){rect.x + margin[0], rect.y + margin[2], rect.w - margin[0] - margin[1],
                  rect.h - margin[2] - margin[3]};
}

typedef struct Curve {
    Build *build;
    const Camera *camera;
    const PanelField *field;
    CurveRoom room;
} Curve;

static double sample_x(const HeightField *field, int i)
{
    return field->x_from + (field->x_to - field->x_from) * i / (field->nx - 1);
}

static double curve_height(const Curve *curve, double x)
{
    return height_of(curve->field->map, heightfield_at(curve->field->field, x, 0.0));
}

static bool point_of(const Curve *curve, double x, DrawPoint *point)
{
    double height = curve_height(curve, x);
    if (!isfinite(height))
        return false;
    *point = camera_project(curve->camera, x, fmin(height, 1.2), 0.0);
    return true;
}

static Rect clip_of(const Curve *curve)
{
    Rect rect = curve->camera->rect;
    return (Rect){rect.x - 10.0f, rect.y - 14.0f, rect.w + 20.0f, rect.h + 28.0f};
}

// How far a band is off the line: at both of its ends it comes down to it, since that is where the racer was.
static float rise_at(DrawPoint at, DrawPoint from, DrawPoint to, float rise)
{
    float near = fminf(hypotf(at.x - from.x, at.y - from.y), hypotf(at.x - to.x, at.y - to.y)) / TAPER;
    float t = fminf(near, 1.0f);
    return rise * t * (2.0f - t);
}

// The line between two places, moved off it to the upper side by `rise` points.
static void line_between(const Curve *curve, double from, double to, float rise, DrawStroke style)
{
    const HeightField *field = curve->field->field;
    DrawList *list = curve->build->list;
    bool open = false;
    double cell = (field->x_to - field->x_from) / (field->nx - 1);
    double end = field->nx - 1; // within it also where cells are too small for a double
    int first = (int)fmin(fmax(floor((from - field->x_from) / cell), 0.0), end);
    int last = (int)fmin(fmax(ceil((to - field->x_from) / cell), 0.0), end);
    DrawPoint ends[2] = {{0}}, before = {0};
    if (rise > 0.0f && (!point_of(curve, from, &ends[0]) || !point_of(curve, to, &ends[1])))
        return;
    for (int i = first; i <= last; i++) {
        double x = fmin(fmax(sample_x(field, i), from), to);
        DrawPoint at, next;
        if (!point_of(curve, x, &at) ||
            !point_of(curve, fmin(fmax(x + 0.5 * cell, field->x_from), field->x_to), &next)) {
            open = false;
            continue;
        }
        float run = fmaxf(next.x - at.x, 1e-3f), fall = next.y - at.y, length = hypotf(run, fall);
        if (!open || fabsf(at.y - before.y) > POLE * curve->camera->rect.h)
            open = draw_stroke(list, style) != NULL;
        before = at;
        float off = rise > 0.0f ? rise_at(at, ends[0], ends[1], rise) : 0.0f;
        draw_point(list, at.x + off * fall / length, at.y - off * run / length, 0.0f);
    }
}

static DrawStroke overlay_line(const Curve *curve, Color color, float width)
{
    return (DrawStroke){.width = width * curve->build->theme->line_scale, .color = color, .clip = clip_of(curve)};
}

static bool has_numbers(const Curve *curve)
{
    return curve->room >= ROOM_NUMBERS;
}

static void word(const Curve *curve, const char *text, float x, float y, TextAlign align)
{
    draw_text(curve->build->list,
              (DrawText){.x = x, .y = y, .align = align, .size = FONT_NOTE, .color = curve->build->theme->secondary},
              "%s", text);
}

static void loss_lines(const Curve *curve)
{
    LossTick ticks[LOSSES_MAX];
    Rect rect = curve->camera->rect;
    int most = (int)(rect.h / 44.0f), n = ticks_loss(curve->field->map,
                                                     most < 2            ? 2
                                                     : most > LOSSES_MAX ? LOSSES_MAX
                                                                         : most,
                                                     ticks);
    for (int i = 0; i < n; i++) {
        float y = camera_project(curve->camera, 0.0, height_of(curve->field->map, ticks[i].loss), 0.0).y;
        draw_line(curve->build->list, overlay_line(curve, curve->build->theme->hairline, 1.0f), rect.x, y,
                  rect.x + rect.w, y);
        if (has_numbers(curve))
            word(curve, ticks[i].text, rect.x - 10.0f, y + 4.5f, ALIGN_RIGHT);
    }
}

static void parameter_ticks(const Curve *curve)
{
    double ticks[TICKS_MAX], step;
    Rect rect = curve->camera->rect;
    int most = (int)(rect.w / 55.0f);
    int n = ticks_ends(curve->camera->window[0], curve->camera->window[1],
                       most < 2           ? 2
                       : most > TICKS_MAX ? TICKS_MAX
                                          : most,
                       ticks, &step);
    float bottom = rect.y + rect.h + 10.0f;
    draw_line(curve->build->list, overlay_line(curve, curve->build->theme->hairline, 1.0f), rect.x, bottom,
              rect.x + rect.w, bottom);
    for (int i = 0; i < n && has_numbers(curve); i++) {
        float x = camera_project(curve->camera, ticks[i], 0.0, 0.0).x;
        draw_line(curve->build->list, overlay_line(curve, curve->build->theme->hairline, 1.0f), x, bottom, x,
                  bottom + 4.0f);
        word(curve, format_tick(ticks[i], step).text, x, bottom + 18.0f, ALIGN_CENTER);
    }
}

static void axis_names(const Curve *curve)
{
    Rect rect = curve->camera->rect;
    if (curve->room < ROOM_NAMES)
        return;
    word(curve, "loss", rect.x - 10.0f, rect.y - 14.0f, ALIGN_RIGHT);
    Number name = format_name(study_parameter(curve->build->study, 0));
    draw_text(curve->build->list,
              (DrawText){.x = rect.x + rect.w,
                         .y = rect.y + rect.h + 44.0f,
                         .align = ALIGN_RIGHT,
                         .size = FONT_NOTE,
                         .weight = parameter_weight(name.text),
                         .color = curve->build->theme->secondary},
              "%s", name.text);
}

// The places that a racer has been at, as far as they are in the window; false: none.
static bool visited(const Curve *curve, int racer, const Standing *standing, double *from, double *to)
{
    RaceSeries x = race_parameter(curve->build->race, racer, 0);
    *from = *to = standing->at[0];
    for (int row = 0; row < standing->rows; row++) {
        double at = x.first[row * x.stride];
        *from = fmin(*from, at), *to = fmax(*to, at);
    }
    *from = fmax(*from, curve->camera->window[0]);
    *to = fmin(*to, curve->camera->window[1]);
    return *to > *from;
}

static void bands(const Curve *curve)
{
    float rise = BAND_STEP;
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        if (!(curve->field->racers >> i & 1) || !racer_visible(curve->build, i))
            continue;
        Standing standing = racer_standing(curve->build, i);
        double from, to;
        if (!standing.shown || !visited(curve, i, &standing, &from, &to))
            continue;
        bool selected = i == curve->build->scene->view.selected;
        Color color = color_alpha(racer_color(curve->build, i), selected ? 1.0f : 0.85f);
        line_between(curve, from, to, rise, overlay_line(curve, color, selected ? 2.6f : 2.0f));
        rise += BAND_STEP * curve->build->theme->line_scale;
    }
}

// Words keep off the line and the bands over it.
static void reserve_line(const Curve *curve)
{
    const double *window = curve->camera->window;
    for (int i = 0; i < RESERVED; i++) {
        DrawPoint at;
        if (point_of(curve, window[0] + (window[1] - window[0]) * i / (RESERVED - 1), &at))
            label_reserve(curve->build, (Rect){at.x - 5.0f, at.y - 9.0f, 10.0f, 13.0f});
    }
}

void curve_build(Build *build, int panel, const PanelField *field)
{
    Curve curve = {build, &build->camera[panel], field, curve_room(build, field->cell)};
    const double *window = curve.camera->window;
    loss_lines(&curve);
    parameter_ticks(&curve);
    axis_names(&curve);
    line_between(&curve, window[0], window[1], 0.0f, overlay_line(&curve, build->theme->text, 1.6f));
    bands(&curve);
    reserve_line(&curve);
}
