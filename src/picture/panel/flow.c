// The field of -gradient, as small arrows all over a panel.
#include "picture/build.h"

#include <math.h>

enum { PIECES = 3 };

#define SPACING_MAP     32.0f // points between arrows
#define SPACING_SURFACE 40.0f // of the window's longer side as it would be seen from above
#define SHORTEST        0.3   // arrow's length in spacings where the loss is all but level
#define LONGEST         0.86
#define COMPRESSION     0.35 // power of the gradient
#define LEVEL           1e-9 // of the steep gradient: no arrow
#define BARB            0.3  // of the arrow's length
#define LIFT            0.004
#define TOWARDS_EYE     0.0012f
#define SHAFT_LEAST     4.0f  // points that an arrow's shaft must be long as it is seen
#define HEAD_LEAST      2.6f  // and its head wide, else it is seen nearly from its side
#define BENT_MOST       1.15f // how much longer than straight: over a cliff's edge

static float spacing(const Camera *camera)
{
    return camera->flat ? SPACING_MAP : SPACING_SURFACE;
}

static int count_along(float length, float apart)
{
    return (int)fminf(fmaxf(length / apart, 4.0f), FLOW_SIDE_MAX);
}

// The panel's gradients. NULL: it is level, or they are not there yet.
static const Flow *flow_of(const Build *build, int panel, const Camera *camera)
{
    const double *window = camera->window;
    float w = camera->rect.w, h = camera->rect.h, longer = fmaxf(w, h);
    double spans[2] = {window[1] - window[0], window[3] - window[2]}, span = fmax(spans[0], spans[1]);
    int nx = count_along(camera->flat ? w : longer * (float)(spans[0] / span), spacing(camera));
    int ny = count_along(camera->flat ? h : longer * (float)(spans[1] / span), spacing(camera));
    const Flow *flow = study_flow(build->study, panel, window, nx, ny);
    return flow && flow->steep > 0.0 ? flow : NULL;
}

// On the surface where it is not cut.
static bool is_there(const Camera *camera, const PanelField *field, double x, double y)
{
    return panel_holds(camera, x, y) &&
           (camera->flat || height_of(field->map, heightfield_at(field->field, x, y)) < field->ceiling);
}

// A point of an arrow: `along` its direction, `aside` to its left, in the domain.
static bool arrow_point(const Camera *camera, const PanelField *field, const double at[2], const double direction[2],
                        double along, double aside, DrawPoint *point)
{
    double x = at[0] + along * direction[0] - aside * direction[1],
           y = at[1] + along * direction[1] + aside * direction[0];
    if (!is_there(camera, field, x, y) || !panel_point(camera, field, x, y, LIFT, point))
        return false;
    point->depth = fmaxf(point->depth - TOWARDS_EYE, 0.0f);
    return true;
}

// The shaft, and from its tip both barbs. Its middle is where the gradient is.
static void arrow(Build *build, int panel, const PanelField *field, const double at[2], const double direction[2],
                  double length)
{
    static const Color ink = {0.97f, 0.98f, 1.0f, 0.55f}, casing = {0.03f, 0.03f, 0.05f, 0.35f};
    const Camera *camera = &build->camera[panel];
    DrawPoint points[PIECES + 4];
    int n = 0;
    for (int i = 0; i <= PIECES; i++)
        if (!arrow_point(camera, field, at, direction, length * ((double)i / PIECES - 0.5), 0.0, &points[n++]))
            return;
    double back = length * (0.5 - BARB), out = 0.6 * BARB * length;
    DrawPoint tip = points[n - 1];
    if (!arrow_point(camera, field, at, direction, back, out, &points[n++]))
        return;
    points[n++] = tip;
    if (!arrow_point(camera, field, at, direction, back, -out, &points[n++]))
        return;
    float shaft = hypotf(tip.x - points[0].x, tip.y - points[0].y), way = 0.0f;
    for (int i = 0; i < PIECES; i++)
        way += hypotf(points[i + 1].x - points[i].x, points[i + 1].y - points[i].y);
    float cross = (tip.x - points[0].x) * (points[n - 1].y - points[n - 3].y) -
                  (tip.y - points[0].y) * (points[n - 1].x - points[n - 3].x);
    if (shaft < SHAFT_LEAST || fabsf(cross) < HEAD_LEAST * shaft || way > BENT_MOST * shaft) // a blot
        return;
    DrawStroke stroke = {.width = 1.1f * build->theme->line_scale,
                         .casing = 0.6f,
                         .color = ink,
                         .casing_color = casing,
                         .on_panel = build->on_panel};
    if (!draw_stroke(build->list, stroke))
        return;
    for (int i = 0; i < n; i++)
        draw_point(build->list, points[i].x, points[i].y, points[i].depth);
}

void flow_build(Build *build, int panel, const PanelField *field)
{
    const Camera *camera = &build->camera[panel];
    if (!(build->scene->view.show >> SHOW_FIELD & 1))
        return;
    const Flow *flow = flow_of(build, panel, camera);
    if (!flow)
        return;
    const double *window = flow->asked.window;
    int nx = flow->asked.nx, ny = flow->asked.ny;
    double apart = fmin((window[1] - window[0]) / nx, (window[3] - window[2]) / ny);
    for (int i = 0; i < nx * ny; i++) {
        double slope = hypot(flow->gx[i], flow->gy[i]);
        if (!isfinite(slope) || slope < LEVEL * flow->steep)
            continue;
        double at[2] = {flow->x[i], flow->y[i]}, direction[2] = {-flow->gx[i] / slope, -flow->gy[i] / slope};
        double part = fmin(pow(slope / flow->steep, COMPRESSION), 1.0);
        arrow(build, panel, field, at, direction, apart * (SHORTEST + (LONGEST - SHORTEST) * part));
    }
}
