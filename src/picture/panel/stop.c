// Where a racer's loss or gradient first came below what the scene says: a mark on its path. The race itself goes on.
#include "picture/build.h"

#define REACH 6.5f

static void stop_mark(Build *build, int panel, const PanelField *field, int racer, int row)
{
    const double *at = race_point(build->race, racer, row).at;
    const Camera *camera = &build->camera[panel];
    double y = build->dimension > 1 ? at[1] : 0;
    DrawPoint point;
    if (!panel_holds(camera, at[0], y) || !panel_point(camera, field, at[0], y, 0, &point))
        return;
    DrawShape mark = {.kind = SHAPE_SQUARE, .x = point.x, .y = point.y, .w = REACH, .angle_rad = 0.7853982f};
    mark.layer = LAYER_TOP;
    mark.color = panel_ink(build, camera, field, point.x, point.y).halo;
    draw_shape(build->list, mark);
    mark.w = REACH - 1.6f;
    mark.color = racer_color(build, racer);
    draw_shape(build->list, mark);
    label_reserve(build, (Rect){point.x - REACH, point.y - REACH, 2 * REACH, 2 * REACH});
}

void stops_build(Build *build, int panel, const PanelField *field)
{
    for (int i = 0; i < race_racers(build->race); i++)
        for (int which = 0; which < STOPS; which++) {
            bool shown = racer_visible(build, i) && !racer_is_ghost(build, i) && field->racers >> i & 1;
            int row = shown ? racer_stop(build, i, which) : -1;
            if (row >= 0)
                stop_mark(build, panel, field, i, row);
        }
}
