// Builds the picture: which panels the view has and where, their fields and cameras, and then part by part what stands on them and around them.
#include "picture/picture.h"
#include "picture/build.h"
#include "picture/field.h"
#include "picture/flow.h"
#include "picture/format.h"
#include "picture/isoline.h"
#include "picture/level.h"

#include "scene/spec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PANEL_GAP       14.0f
#define PANEL_TITLE     24.0f // height of the line over a panel of the side-by-side view
#define MAP_WIDENING    1.25f // a map shows at most so much more than the window, whose colours it has, on its longer side
#define NOWHERE         1e9f  // a ceiling that cuts nothing
#define PROJECTOR_LINES 1.5f  // times as wide as on a desk
#define PANEL_ASPECT    1.45f // width over height at which a surface fills its panel

struct Picture {
    DrawList list;
    FieldCache fields;
    Isolines *isolines;
    LevelCache levels;
    Flow flow[2]; // of a surface and a map
    RateCache rates;
    Build build; // of the last picture; its input may be gone
    Theme theme; // of the last picture, with its lines as wide as they are to be
    PanelField panel_field[PANELS_MAX];
};

// A panel before it is filled.
typedef struct Plan {
    PanelKind kind;
    Rect rect;       // with its title
    uint32_t racers; // bit i: racer i is on it
    int titled;      // the racer that it is titled by, or -1
} Plan;

Picture *picture_create(void)
{
    Picture *picture = calloc(1, sizeof *picture);
    if (picture && !(picture->isolines = isolines_create())) {
        free(picture);
        return NULL;
    }
    return picture;
}

void picture_destroy(Picture *picture)
{
    if (!picture)
        return;
    draw_free(&picture->list);
    field_free(&picture->fields);
    isolines_destroy(picture->isolines);
    free(picture);
}

static int split_view(const Build *build, Plan *plan)
{
    Rect left = build->layout.view, right = left;
    if (left.w > left.h * 1.15f) {
        left.w = floorf((left.w - PANEL_GAP) * 0.56f);
        right.x += left.w + PANEL_GAP, right.w -= left.w + PANEL_GAP;
    } else {
        left.h = floorf((left.h - PANEL_GAP) * 0.54f);
        right.y += left.h + PANEL_GAP, right.h -= left.h + PANEL_GAP;
    }
    plan[0] = (Plan){PANEL_SURFACE, left, ~0u, -1};
    plan[1] = (Plan){PANEL_MAP, right, ~0u, -1};
    return 2;
}

static float panel_size(Rect view, int n, int columns)
{
    int rows = (n + columns - 1) / columns;
    float w = (view.w - PANEL_GAP * (float)(columns - 1)) / (float)columns;
    float h = (view.h - PANEL_GAP * (float)(rows - 1)) / (float)rows - PANEL_TITLE;
    return fminf(w / PANEL_ASPECT, h);
}

static int best_columns(Rect view, int n)
{
    int best = 1;
    for (int columns = 2; columns <= n; columns++)
        if (panel_size(view, n, columns) > panel_size(view, n, best) + 0.5f)
            best = columns;
    return best;
}

static Rect grid_cell(Rect view, int n, int columns, int k)
{
    int rows = (n + columns - 1) / columns;
    float w = (view.w - PANEL_GAP * (float)(columns - 1)) / (float)columns;
    float h = (view.h - PANEL_GAP * (float)(rows - 1)) / (float)rows;
    return (Rect){view.x + (float)(k % columns) * (w + PANEL_GAP), view.y + (float)(k / columns) * (h + PANEL_GAP), w,
                  h};
}

static int side_by_side(const Build *build, Plan *plan)
{
    int racer[PANELS_MAX], n = 0;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        if (racer_visible(build, i))
            racer[n++] = i;
    if (n == 0)
        return 0;
    const SceneView *view = &build->scene->view;
    int columns = best_columns(build->layout.view, n);
    for (int k = 0; k < n; k++)
        plan[k] = (Plan){view->maps >> racer[k] & 1 ? PANEL_MAP : PANEL_SURFACE,
                         grid_cell(build->layout.view, n, columns, k), 1u << racer[k], racer[k]};
    return n;
}

static int plan_view(const Build *build, Plan *plan)
{
    ViewKind kind = build->scene->view.kind;
    int n = 0;
    if (kind == VIEW_SIDE)
        n = side_by_side(build, plan);
    else if (kind == VIEW_BOTH && build->dimension == 2)
        n = split_view(build, plan);
    if (n > 0)
        return n;
    plan[0] = (Plan){kind == VIEW_MAP ? PANEL_MAP : PANEL_SURFACE, build->layout.view, ~0u, -1};
    return 1;
}

// On whole pixels, so that the panel's picture is shown sharp.
static Rect snapped(Rect rect, float scale)
{
    float x = ceilf(rect.x * scale) / scale, y = ceilf(rect.y * scale) / scale;
    return (Rect){x, y, floorf((rect.x + rect.w) * scale) / scale - x, floorf((rect.y + rect.h) * scale) / scale - y};
}

// The largest rectangle in the middle that a map may fill without showing too much beside the window.
static Rect map_rect(Rect rect, const double window[4])
{
    if (rect.w >= MAP_NUMBERS_WIDTH + MAP_LEFT && rect.h >= MAP_NUMBERS_HEIGHT + MAP_BELOW)
        rect = (Rect){rect.x + MAP_LEFT, rect.y, rect.w - MAP_LEFT, rect.h - MAP_BELOW};
    float aspect = (float)((window[1] - window[0]) / (window[3] - window[2]));
    float w = fminf(rect.w, fmaxf(rect.h * aspect * MAP_WIDENING, rect.w * 0.4f));
    float h = fminf(rect.h, fmaxf(rect.w / aspect * MAP_WIDENING, rect.h * 0.4f));
    return (Rect){rect.x + 0.5f * (rect.w - w), rect.y + 0.5f * (rect.h - h), w, h};
}

// A curve's plot within its panel: room for numbers around it where the panel is large enough.
static Rect curve_rect(Rect rect)
{
    bool large = rect.w >= 250.0f && rect.h >= 170.0f;
    float left = large ? 62.0f : 12.0f, right = large ? 24.0f : 12.0f, top = large ? 34.0f : 14.0f;
    float bottom = large ? 52.0f : 22.0f;
    return (Rect){rect.x + left, rect.y + top, rect.w - left - right, rect.h - top - bottom};
}

static Camera camera_for(const Build *build, PanelKind kind, Rect rect)
{
    const SceneView *view = &build->scene->view;
    float scale = build->in->scale;
    if (build->dimension == 1)
        return camera_curve(curve_rect(rect), view->window[0], view->window[1]);
    if (kind == PANEL_MAP)
        return camera_map(snapped(map_rect(rect, view->window), scale), view->window);
    return camera_orbit(snapped(rect, scale), view->window, view->azimuth_deg, view->elevation_deg);
}

static const FieldEntry *field_for(Picture *picture, const Camera *camera, int n_panels)
{
    const PictureInput *in = picture->build.in;
    float pixels = fmaxf(camera->rect.w, camera->rect.h) * in->scale;
    FieldRequest request = {.scene = in->scene,
                            .loss = in->loss,
                            .loss_key = in->loss_key,
                            .dimension = picture->build.dimension,
                            .side = n_panels > 2 || pixels < 1600.0f ? 512 : 1024,
                            .moving = in->ui.moving};
    memcpy(request.window, camera->window, sizeof request.window);
    memcpy(request.fit, in->scene->view.window, sizeof request.fit);
    if (request.dimension == 1)
        memset(request.window + 2, 0, 2 * sizeof *request.window), memset(request.fit + 2, 0, 2 * sizeof *request.fit);
    return field_get(&picture->fields, &request);
}

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
    uint64_t key = field_hash(panel->field_key, &panel->kind, sizeof panel->kind);
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
static void set_levels(DrawPanel *panel)
{
    ContourLevel levels[CONTOUR_LEVELS_MAX];
    int n = index_levels(&panel->map, panel->rect, levels);
    if (n < 1)
        return;
    double first = levels[0].height, apart = n > 1 ? levels[1].height - first : first;
    panel->levels[0] = (float)(panel->map.scale == HEIGHT_LOG ? 0.0 : first - apart);
    for (int i = 0; i < n; i++)
        panel->levels[i + 1] = (float)levels[i].height;
    panel->n_levels = n + 1;
}

static void panel_draw(Build *build, PanelKind kind, const Camera *camera, const FieldEntry *entry,
                       const PanelField *field)
{
    const Theme *theme = build->theme;
    float smaller = fminf(camera->rect.w, camera->rect.h);
    DrawPanel panel = {
        .kind = kind,
        .rect = camera->rect,
        .field = &entry->field,
        .map = *field->map,
        .field_key = entry->key,
        .height = CAMERA_HEIGHT,
        .ceiling = kind == PANEL_MAP ? NOWHERE : (float)field->ceiling,
        .floor = camera_has_axes(camera->rect) ? CAMERA_FLOOR : 0.0f,
        .floor_far = CAMERA_FAR,
        .contours = smaller >= 300.0f ? 24 : 16,
        .contour_index = smaller >= 300.0f ? 4 : 3,
        .mesh = mesh_cells(build, camera->rect),
        .draft = build->in->ui.moving,
        .ground = theme->ground,
        .line = color_alpha(theme->shadow, 0.42f),
        .line_width = 0.75f * theme->line_scale,
        .ramp = theme->ramp,
    };
    memcpy(panel.matrix, camera->matrix, sizeof panel.matrix);
    memcpy(panel.world, camera->world, sizeof panel.world);
    memcpy(panel.eye, camera->eye, sizeof panel.eye);
    light_from(camera, build->scene->view.azimuth_deg, panel.light);
    set_levels(&panel);
    panel.key = panel_key(&panel);
    draw_panel(build->list, panel);
}

// A panel's line in the side-by-side view: colour, what the racer is in torch's words, its loss.
static void panel_title(Build *build, Rect line, int racer)
{
    char spec[SPEC_TEXT_MAX];
    float baseline = line.y + 15.0f, right = line.x + line.w;
    Standing standing = racer_standing(build, racer);
    RacePoint point = race_point(build->race, racer, standing.shown ? standing.rows - 1 : 0);
    Number loss = build_loss(build, point.loss);
    float loss_width = text_width(build, loss.text, FONT_NOTE, WEIGHT_REGULAR, true) + 10.0f;
    bool with_loss = line.w > 150.0f;
    spec_print(&build->scene->racers[racer], spec, sizeof spec);
    spec[sizeof((DrawText *)0)->text - 1] = '\0';
    text_fit(build, spec, line.w - 16.0f - (with_loss ? loss_width : 0.0f), FONT_NOTE, WEIGHT_SEMIBOLD);
    draw_shape(build->list, (DrawShape){.kind = SHAPE_DISC,
                                        .x = line.x + 5.0f,
                                        .y = baseline - 4.5f,
                                        .w = 4.5f,
                                        .color = racer_color(build, racer)});
    draw_text(build->list,
              (DrawText){.x = line.x + 16.0f,
                         .y = baseline,
                         .size = FONT_NOTE,
                         .weight = WEIGHT_SEMIBOLD,
                         .color = build->theme->text},
              "%s", spec);
    if (with_loss)
        draw_text(build->list,
                  (DrawText){.x = right,
                             .y = baseline,
                             .align = ALIGN_RIGHT,
                             .size = FONT_NOTE,
                             .tabular = true,
                             .color = build->theme->secondary},
                  "%s", loss.text);
}

// What lies on a surface or map, over its picture.
static void fill_panel(Picture *picture, int panel, uint32_t racers)
{
    Build *build = &picture->build;
    const PanelField *field = &picture->panel_field[panel];
    build->n_taken = 0;
    if (build->dimension == 1) {
        curve_build(build, panel, field, racers);
        arrows_build(build, panel, field, racers);
        return;
    }
    axes_build(build, panel, field);
    flow_build(build, panel, field, &picture->flow[build->camera[panel].flat]);
    build->trails_from = build->list->n_strokes;
    trails_build(build, panel, field, racers);
    marks_build(build, panel, field);
    arrows_build(build, panel, field, racers);
}

// Side by side, one search serves all panels.
static const LevelPoints *level_for(Picture *picture, const Camera *camera)
{
    const PictureInput *in = picture->build.in;
    bool dear = in->ui.moving && loss_cost(in->loss) > 1.0;
    return picture->build.dimension == 2 && !dear ? level_get(&picture->levels, in->loss, in->loss_key, camera->window)
                                                  : NULL;
}

static void panel_build(Picture *picture, const Plan *plan, int panel)
{
    Build *build = &picture->build;
    Rect rect = plan->rect;
    if (plan->titled >= 0) {
        panel_title(build, rect, plan->titled);
        rect.y += PANEL_TITLE, rect.h -= PANEL_TITLE;
    }
    Camera *camera = &build->camera[panel];
    *camera = camera_for(build, plan->kind, rect);
    const FieldEntry *entry = field_for(picture, camera, build->n_panels);
    picture->panel_field[panel] = (PanelField){0};
    if (!entry) {
        build->list->failed = true;
        return;
    }
    // All panels share the first one's mapping: same colour, same loss.
    const HeightMap *map = panel > 0 && picture->panel_field[0].map ? picture->panel_field[0].map : &entry->map;
    PanelField *field = &picture->panel_field[panel];
    *field = (PanelField){&entry->field, map, 1.0, level_for(picture, camera)};
    if (!camera->flat)
        camera_fit(camera, field->field, map, field->ceiling);
    if (build->dimension == 2)
        panel_draw(build, plan->kind, camera, entry, field);
    draw_hit(build->list, HIT_PANEL, panel, build->dimension == 1 ? rect : camera->rect);
    fill_panel(picture, panel, plan->racers);
    isolines_build(build, panel, field, picture->isolines, entry->key);
}

// Where a race should end. Of a formula of the user's own: what is lowest in the window.
static void find_goals(Picture *picture)
{
    Build *build = &picture->build;
    const LandscapeMinimum *minima;
    int n = scene_minima(build->scene, &minima);
    for (int i = 0; i < n && i < LANDSCAPE_MINIMA_MAX; i++)
        if (!minima[i].local)
            memcpy(build->goal[build->n_goals++], minima[i].at, sizeof *build->goal);
    if (n > 0 || build->dimension != 2 || !(build->scene->view.show >> SHOW_DISTANCE & 1))
        return;
    const LevelPoints *level =
        level_get(&picture->levels, build->in->loss, build->in->loss_key, build->scene->view.window);
    for (int i = 0; i < level->n && build->n_goals < LANDSCAPE_MINIMA_MAX; i++)
        if (level_is_lowest(level, &level->points[i]))
            memcpy(build->goal[build->n_goals++], level->points[i].at, sizeof *build->goal);
}

static bool panel_has_room(Rect view)
{
    return view.w >= 60.0f && view.h >= 50.0f;
}

// The panel under the pointer; -1: none.
static int pointed_panel(const Build *build)
{
    const PictureUi *ui = &build->in->ui;
    DrawHit hit = draw_hit_at(build->list, ui->pointer_x, ui->pointer_y);
    return ui->pointing && hit.kind == HIT_PANEL ? hit.index : -1;
}

static void view_build(Picture *picture)
{
    Build *build = &picture->build;
    Plan plan[PANELS_MAX];
    if (build->dimension == 0 || !panel_has_room(build->layout.view))
        return;
    build->n_panels = plan_view(build, plan);
    for (int i = 0; i < build->n_panels; i++)
        panel_build(picture, &plan[i], i);
    int pointed = pointed_panel(build);
    if (pointed >= 0 && picture->panel_field[pointed].field)
        hover_build(build, pointed, &picture->panel_field[pointed]);
}

static void strip_line(Build *build)
{
    Rect charts = build->layout.charts;
    if (charts.w <= 0.0f)
        return;
    Rect column = build->layout.column;
    float right = column.w > 0.0f ? column.x : build->in->width, y = charts.y - 10.0f;
    Color color = build->theme->hairline;
    draw_line(build->list, (DrawStroke){.width = 1.0f, .color = color, .fade_color = color, .panel = -1}, 0.0f, y,
              right, y);
}

static const Theme *theme_for(Picture *picture, const PictureInput *input)
{
    const Theme *theme = theme_find(input->scene->view.theme);
    picture->theme = theme ? *theme : *theme_at(0);
    if (input->ui.projector)
        picture->theme.line_scale *= PROJECTOR_LINES;
    return &picture->theme;
}

static void begin(Picture *picture, const PictureInput *input)
{
    double whole = floor(fmax(input->step, 0.0));
    picture->build = (Build){.in = input,
                             .rates = &picture->rates,
                             .scene = input->scene,
                             .race = input->race,
                             .theme = theme_for(picture, input),
                             .list = &picture->list,
                             .dimension = input->loss ? loss_dimension(input->loss) : 0,
                             .step = (int)whole,
                             .fraction = fmax(input->step, 0.0) - whole};
    if (picture->build.dimension > 2)
        picture->build.dimension = 2;
    if (race_dimension(input->race) == 0 || race_racers(input->race) == 0)
        picture->build.step = 0;
    picture->build.layout = layout_place(input, picture->build.theme);
    draw_clear(&picture->list);
    picture->list.width = input->width;
    picture->list.height = input->height;
    picture->list.scale = input->scale;
    picture->list.ground = picture->build.theme->ground;
}

const DrawList *picture_build(Picture *picture, const PictureInput *input)
{
    begin(picture, input);
    Build *build = &picture->build;
    view_build(picture);
    title_build(build);
    strip_line(build);
    find_goals(picture);
    charts_build(build);
    legend_build(build);
    foot_build(build);
    column_build(build);
    overlay_build(build);
    search_build(build);
    if (input->ui.help)
        help_build(build);
    return &picture->list;
}

const Camera *picture_camera(const Picture *picture, int panel)
{
    return panel >= 0 && panel < picture->build.n_panels ? &picture->build.camera[panel] : NULL;
}

int picture_help_pages(const Picture *picture)
{
    return picture->build.help_pages;
}

bool picture_pick(const Picture *picture, int panel, float x, float y, double *domain_x, double *domain_y)
{
    const Camera *camera = picture_camera(picture, panel);
    if (!camera || !picture->panel_field[panel].field)
        return false;
    const PanelField *field = &picture->panel_field[panel];
    return camera_pick(camera, field->field, field->map, field->ceiling, x, y, domain_x, domain_y);
}

int picture_chart_step(const Picture *picture, int chart, float x)
{
    if (chart < 0 || chart >= picture->build.n_charts)
        return 0;
    Rect plot = picture->build.chart_plot[chart];
    return (int)lroundf((x - plot.x) / plot.w * (float)picture->build.chart_steps);
}
