// The table of the kinds of panels, and how the camera of each stands in the panel's cell.
#include "picture/kind.h"

#include <math.h>
#include <stddef.h>

#define MAP_WIDENING 1.25f // a map shows at most so much more than the window on its longer side; its colours stay

// On whole pixels, so that the panel's picture is shown sharp.
static Rect snapped(Rect rect, float scale)
{
    const float slack = 0.01f; // pixels, by which rounding may have moved a whole one
    float x = ceilf(rect.x * scale - slack) / scale, y = ceilf(rect.y * scale - slack) / scale;
    float right = floorf((rect.x + rect.w) * scale + slack) / scale,
          below = floorf((rect.y + rect.h) * scale + slack) / scale;
    return (Rect){x, y, right - x, below - y};
}

static Rect surface_rect(const Build *build, Rect cell, const double window[4])
{
    (void)window;
    return snapped(cell, build->in->scale);
}

static Camera surface_camera(Rect rect, const SceneCamera *from)
{
    return camera_orbit(rect, from->window, from->azimuth_deg, from->elevation_deg);
}

// The largest rectangle in the middle that a map may fill without showing too much beside the window.
static Rect map_rect(const Build *build, Rect rect, const double window[4])
{
    if (!build->in->cell && map_has_numbers(build, rect.w - MAP_LEFT, rect.h - MAP_BELOW))
        rect = (Rect){rect.x + MAP_LEFT, rect.y, rect.w - MAP_LEFT, rect.h - MAP_BELOW};
    float aspect = (float)((window[1] - window[0]) / (window[3] - window[2]));
    float w = fminf(rect.w, fmaxf(rect.h * aspect * MAP_WIDENING, rect.w * 0.4f));
    float h = fminf(rect.h, fmaxf(rect.w / aspect * MAP_WIDENING, rect.h * 0.4f));
    rect = (Rect){rect.x + 0.5f * (rect.w - w), rect.y + 0.5f * (rect.h - h), w, h};
    return snapped(rect, build->in->scale);
}

static Camera map_camera(Rect rect, const SceneCamera *from)
{
    return camera_map(rect, from->window);
}

static Camera curve_camera(Rect rect, const SceneCamera *from)
{
    return camera_curve(rect, from->window[0], from->window[1]);
}

static const PanelKind kinds[] = {
    {.name = "surface",
     .view = VIEW_SURFACE,
     .parameters = 2,
     .rect = surface_rect,
     .camera = surface_camera,
     .samples = {512, 1024},
     .stationary = true,
     .trails = true,
     .parts = {relief_build, surface_axes_build, flow_build, batch_build, trails_build, balls_build, stops_build,
               starts_build, marks_build, arrows_build, endings_build},
     .hover = hover_slope_build},
    {.name = "map",
     .view = VIEW_MAP,
     .parameters = 2,
     .rect = map_rect,
     .camera = map_camera,
     .samples = {512, 1024},
     .stationary = true,
     .trails = true,
     .parts = {relief_build, map_axes_build, flow_build, batch_build, trails_build, balls_build, stops_build,
               starts_build, marks_build, arrows_build, isolines_build, endings_build},
     .hover = hover_slope_build},
    {.name = "curve",
     .view = VIEW_CURVE,
     .parameters = 1,
     .rect = curve_rect,
     .camera = curve_camera,
     .samples = {512, 1024},
     .whole_cell = true,
     .parts = {curve_build, batch_build, starts_dots_build, balls_build, stops_build, arrows_build, starts_build,
               marks_build, endings_build}, // words of marks keep off the arrows
     .hover = hover_build},
};

static Rect data_rect(const Build *build, Rect cell, const double window[4])
{
    (void)build, (void)window;
    return cell;
}

static const PanelKind rows = {
    .name = "data",
    .view = VIEW_COUNT,
    .rect = data_rect,
    .camera = map_camera,
    .aside = true,
    .parts = {data_build},
};

const PanelKind *panel_kind_of_rows(void)
{
    return &rows;
}

enum { KINDS = sizeof kinds / sizeof *kinds };

const PanelKind *panel_kind(ViewKind view, int parameters)
{
    const PanelKind *first = NULL;
    for (int i = 0; i < KINDS; i++) {
        if (kinds[i].parameters != parameters)
            continue;
        if (kinds[i].view == view)
            return &kinds[i];
        first = first ? first : &kinds[i];
    }
    return first;
}
