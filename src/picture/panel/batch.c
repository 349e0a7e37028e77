// The loss of the batch that the next step takes, pale over the full one: its own lines of equal loss at the losses of
// the full one's stronger lines; on a curve a second line.
#include "picture/build.h"
#include "picture/draw/contour.h"

#include <math.h>

#define LIFT  0.005 // heights above the surface
#define ALPHA 0.75f
#define WIDTH 1.1f

enum { LINES = 6 };

static int step_at_hand(const Build *build)
{
    return build->step + 1 < build->scene->steps ? build->step + 1 : build->scene->steps;
}

static DrawStroke pale_stroke(const Build *build, const Camera *camera)
{
    static const Color bright = {1, 1, 1, ALPHA};
    DrawStroke stroke = {.width = WIDTH * build->theme->line_scale, .color = bright, .casing = 0.7f};
    stroke.casing_color = (Color){0, 0, 0, 0.35f};
    stroke.dash[0] = 5, stroke.dash[1] = 4;
    stroke.on_panel = build->on_panel;
    stroke.hidden_alpha = 0.1f;
    if (camera->curve) {
        stroke.color = color_mix(build->theme->ground, build->theme->text, 0.55f);
        stroke.casing = 0;
        stroke.clip = camera->rect;
    }
    return stroke;
}

static void line_draw(Build *build, const Camera *camera, const PanelField *field, const Contours *contours,
                      const ContourLine *line)
{
    const double *window = camera->window;
    DrawStroke stroke = pale_stroke(build, camera);
    bool open = false;
    for (int i = line->first; i < line->first + line->count; i++) {
        ContourPoint at = contours->points[i];
        DrawPoint point;
        double x = window[0] + (window[1] - window[0]) * (double)at.u;
        double y = window[2] + (window[3] - window[2]) * (double)at.v;
        if (!panel_point(camera, field, x, y, LIFT, &point)) {
            open = false;
            continue;
        }
        open = open || draw_stroke(build->list, stroke);
        draw_point(build->list, point.x, point.y, point.depth);
    }
}

static void lines_draw(Build *build, const Camera *camera, const PanelField *field, const BatchField *batch)
{
    ContourLevel levels[CONTOUR_LEVELS_MAX];
    double heights[CONTOUR_LEVELS_MAX];
    int n = contour_levels(field->map, field->areas, LINES, levels);
    for (int i = 0; i < n; i++)
        heights[i] = levels[i].height;
    const double *window = batch->asked.window;
    HeightField own = {.nx = batch->asked.nx, .ny = batch->asked.ny, .loss = (double *)batch->loss};
    own.x_from = window[0], own.x_to = window[1], own.y_from = window[2], own.y_to = window[3];
    Contours contours = {0};
    contours_trace(&contours, &own, field->map, BATCH_SIDE, heights, n);
    for (int i = 0; i < contours.n_lines; i++)
        line_draw(build, camera, field, &contours, &contours.lines[i]);
    contours_free(&contours);
}

static void curve_draw(Build *build, const Camera *camera, const PanelField *field, const BatchField *batch)
{
    DrawStroke stroke = pale_stroke(build, camera);
    const double *window = batch->asked.window;
    bool open = false;
    for (int i = 0; i < batch->asked.nx; i++) {
        double height = height_of(field->map, batch->loss[i]);
        if (!(fabs(height) < 4)) {
            open = false;
            continue;
        }
        DrawPoint at =
            camera_project(camera, window[0] + (window[1] - window[0]) * i / (batch->asked.nx - 1), height, 0);
        open = open || draw_stroke(build->list, stroke);
        draw_point(build->list, at.x, at.y, 0);
    }
}

void batch_build(Build *build, int panel, const PanelField *field)
{
    const Camera *camera = &build->camera[panel];
    int step = step_at_hand(build);
    bool wanted = build->scene->view.show >> SHOW_BATCH & 1 && step > 0;
    const BatchField *batch = wanted ? study_batch_field(build->study, panel, camera->window, step) : NULL;
    if (batch)
        (camera->curve ? curve_draw : lines_draw)(build, camera, field, batch);
}
