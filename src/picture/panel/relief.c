// The landscape itself, as a surface or a map: a field of heights for the renderer to light and colour.
#include "picture/build.h"
#include "picture/panel/isoline.h"

#include "study/field.h"

#include <math.h>
#include <string.h>

#define NOWHERE 1e9f // a ceiling that cuts nothing

// Over the viewer's left shoulder, whatever the angle.
static void light_from(const Camera *camera, double azimuth_deg, float light[3])
{
    float right = camera->flat ? -0.45f : -0.62f, toward = camera->flat ? -0.55f : 0.28f, up = 0.75f;
    float angle = camera->flat ? 0.0f : (float)(azimuth_deg * 3.14159265358979 / 180.0);
    float length = sqrtf(right * right + toward * toward + up * up);
    light[0] = (right * cosf(angle) + toward * sinf(angle)) / length;
    light[1] = (right * sinf(angle) - toward * cosf(angle)) / length;
    light[2] = up / length;
}

static int mesh_cells(const Build *build, Rect rect)
{
    float pixels = fmaxf(rect.w, rect.h) * build->in->scale;
    int cells = pixels > 1600.0f ? 384 : pixels > 600.0f ? 256 : pixels > 300.0f ? 128 : 96;
    return build->in->ui.moving ? (build->n_panels > 2 ? 48 : 96) : cells;
}

static uint64_t panel_key(const DrawPanel *panel)
{
    uint64_t key = field_hash(panel->field_key, &panel->flat, sizeof panel->flat);
    key = field_hash(key, &panel->rect, sizeof panel->rect);
    double map[4] = {panel->map.scale, panel->map.low, panel->map.high, panel->map.softness};
    key = field_hash(key, map, sizeof map);
    key = field_hash(key, panel->matrix, sizeof panel->matrix);
    key = field_hash(key, panel->world, sizeof panel->world);
    float shape[4] = {panel->height, panel->ceiling, panel->floor, panel->line_width};
    key = field_hash(key, shape, sizeof shape);
    key = field_hash(key, panel->light, sizeof panel->light);
    int detail[4] = {panel->contours, panel->contour_index, panel->mesh, panel->draft};
    key = field_hash(key, detail, sizeof detail);
    key = field_hash(key, panel->levels, sizeof panel->levels);
    Color colors[2] = {panel->ground, panel->line};
    key = field_hash(key, colors, sizeof colors);
    return field_hash(key, panel->ramp, strlen(panel->ramp));
}

// Level 0 is where the first index line would have its predecessor.
static void set_levels(DrawPanel *panel, const PanelField *field)
{
    ContourLevel levels[CONTOUR_LEVELS_MAX];
    int n = index_levels(field, panel->rect, levels);
    if (n < 1)
        return;
    double first = levels[0].height, apart = n > 1 ? levels[1].height - first : first;
    panel->levels[0] = (float)(first > apart ? 0.0 : first - apart);
    for (int i = 0; i < n; i++)
        panel->levels[i + 1] = (float)levels[i].height;
    panel->n_levels = n + 1;
}

void relief_build(Build *build, int panel, const PanelField *field)
{
    const Camera *camera = &build->camera[panel];
    const Theme *theme = build->theme;
    float smaller = fminf(camera->rect.w, camera->rect.h);
    DrawPanel drawn = {
        .flat = camera->flat,
        .rect = camera->rect,
        .field = field->field,
        .map = *field->map,
        .field_key = field->key,
        .height = CAMERA_HEIGHT,
        .ceiling = camera->flat ? NOWHERE : (float)field->ceiling,
        .floor = camera_has_axes(camera) ? CAMERA_FLOOR : 0.0f,
        .floor_far = CAMERA_FAR,
        .contours = smaller >= 300.0f ? 24 : 16,
        .contour_index = smaller >= 300.0f ? 4 : 3,
        .mesh = mesh_cells(build, camera->rect),
        .draft = build->in->ui.moving,
        .ground = build->list->ground,
        .line = camera->flat && theme->pale_lines ? (Color){1, 1, 1, 0.7f} : color_alpha(theme->shadow, 0.42f),
        .line_width = 0.75f * theme->line_scale,
        .ramp = theme->ramp,
    };
    memcpy(drawn.matrix, camera->matrix, sizeof drawn.matrix);
    memcpy(drawn.world, camera->world, sizeof drawn.world);
    memcpy(drawn.eye, camera->eye, sizeof drawn.eye);
    light_from(camera, field->azimuth_deg, drawn.light);
    set_levels(&drawn, field);
    drawn.key = panel_key(&drawn);
    if (!draw_panel(build->list, drawn))
        return;
    build->relief_of[build->list->n_panels - 1] = panel;
    build->on_panel = build->list->n_panels;
}
