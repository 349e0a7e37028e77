// Builds the picture: which panels the view has and where, their fields and cameras, and then part by part what stands
// on them and around them.
#include "picture/picture.h"
#include "picture/build.h"
#include "picture/draw/colormap.h"
#include "picture/draw/format.h"
#include "picture/kind.h"
#include "picture/page/figure.h"
#include "picture/panel/isoline.h"
#include "picture/panel/whole.h"
#include "picture/panel_title.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PANEL_GAP       14.0f
#define ROWS_SHARE      0.4f  // of the view, for the panel of rows
#define ROWS_ASPECT     1.2f  // of a view that has it beside the others
#define HIGHEST_CELL    1.0f  // of the grid, for its width
#define GRID_GAP        20.0f // side by side, so that a loss is not read with the next title
#define TITLE_TWO_LINES 40.0f // where one line has no room for all, and the panel is high enough
#define LOSS_WIDE       "0.000·10⁻¹⁰"
#define PROJECTOR_LINES 1.5f  // times as wide as on a desk
#define PANEL_ASPECT    1.45f // width over height at which a surface fills its panel

struct Picture {
    DrawList list;
    Isolines *isolines;
    Build build; // of the last picture; its input may be gone
    Theme theme; // of the last picture, with the scene's ramp and lines as wide as they are to be
    const PanelKind *panel_kind[PANELS_MAX];
    PanelField panel_field[PANELS_MAX];
    int panel_racer[PANELS_MAX]; // that it is titled by, or -1
};

// A panel before it is filled.
typedef struct Plan {
    const PanelKind *kind;
    Rect rect;       // with its title
    uint32_t racers; // bit i: racer i is on it
    int titled;      // the racer that it is titled by, or -1
    float title;     // height of the title
    bool inner[2];   // see Build
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
    isolines_destroy(picture->isolines);
    free(picture);
}

static Plan plan_of_all(const PanelKind *kind, Rect rect)
{
    return (Plan){.kind = kind, .rect = rect, .racers = ~0u, .titled = -1};
}

// Surface and map; one panel where both would be the same.
static int split_view(const Build *build, Plan *plan)
{
    const PanelKind *first = panel_kind(VIEW_SURFACE, build->dimension),
                    *second = panel_kind(VIEW_MAP, build->dimension);
    Rect left = build->layout.view, right = left;
    if (first == second)
        return 0;
    if (left.w > left.h * 1.15f) {
        left.w = floorf((left.w - PANEL_GAP) * 0.56f);
        right.x += left.w + PANEL_GAP, right.w -= left.w + PANEL_GAP;
    } else {
        left.h = floorf((left.h - PANEL_GAP) * 0.54f);
        right.y += left.h + PANEL_GAP, right.h -= left.h + PANEL_GAP;
    }
    plan[0] = plan_of_all(first, left);
    plan[1] = plan_of_all(second, right);
    return 2;
}

// Racers' panels side by side, with a title over each.
typedef struct Grid {
    Rect view;
    int n, columns;
    float widest; // title on one line
    bool figure;
} Grid;

// What a title's name and arguments need beside disc and loss, without the loss's own width.
static float title_width(const Build *build, int racer)
{
    char line[RACER_LINE_MAX];
    racer_line(build, racer, line, sizeof line);
    return TITLE_INDENT + text_width(build, line, FONT_NOTE, WEIGHT_SEMIBOLD, false) + TITLE_GAP;
}

// With its title, the k-th panel; all are of one size.
static Rect grid_cell(const Grid *grid, int k)
{
    int rows = (grid->n + grid->columns - 1) / grid->columns;
    float w = (grid->view.w - GRID_GAP * (float)(grid->columns - 1)) / (float)grid->columns;
    float h = (grid->view.h - GRID_GAP * (float)(rows - 1)) / (float)rows;
    float more = grid->figure && w < TITLE_LEAST ? TITLE_NARROW - TITLE_LINE : 0.0f;
    float useful = fminf(h, HIGHEST_CELL * w + more),
          above = 0.5f * (float)rows * (h - useful); // a title is to stand at its panel
    return (Rect){grid->view.x + (float)(k % grid->columns) * (w + GRID_GAP),
                  grid->view.y + above + (float)(k / grid->columns) * (useful + GRID_GAP), w, useful};
}

static float grid_title(const Grid *grid)
{
    Rect cell = grid_cell(grid, 0);
    if (grid->figure && grid->widest > cell.w && cell.w < TITLE_LEAST)
        return TITLE_NARROW;
    return grid->widest > cell.w && (grid->figure || cell.h > 3.0f * TITLE_TWO_LINES) ? TITLE_TWO_LINES : TITLE_LINE;
}

static float panel_size(const Grid *grid, int columns)
{
    Grid tried = *grid;
    tried.columns = columns;
    Rect cell = grid_cell(&tried, 0);
    return fminf(cell.w / PANEL_ASPECT, cell.h - grid_title(&tried));
}

static int best_columns(const Grid *grid)
{
    int best = 1;
    for (int columns = 2; columns <= grid->n; columns++)
        if (panel_size(grid, columns) > panel_size(grid, best) + 0.5f)
            best = columns;
    return best;
}

// All panels have one kind and one camera, and so the same axes.
static bool all_alike(const Build *build, const Plan *plan, int n)
{
    const SceneCamera *first = scene_camera(build->scene, n ? plan[0].titled : -1);
    for (int k = 1; k < n; k++)
        if (plan[k].kind != plan[0].kind ||
            memcmp(scene_camera(build->scene, plan[k].titled), first, sizeof *first) != 0)
            return false;
    return true;
}

static int side_by_side(const Build *build, Plan *plan)
{
    Grid grid = {.view = build->layout.view};
    float loss = text_width(build, LOSS_WIDE, FONT_NOTE, WEIGHT_REGULAR, true);
    uint32_t ghosts = 0; // which are seen on everyone's panel
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        if (racer_visible(build, i) && racer_is_ghost(build, i)) {
            ghosts |= 1u << i;
        } else if (racer_visible(build, i)) {
            const PanelKind *kind = panel_kind(scene_entry(build->scene, i)->view, build->dimension);
            plan[grid.n++] = (Plan){.kind = kind, .titled = i};
            grid.widest = fmaxf(grid.widest, title_width(build, i) + loss);
        }
    bool figure = build->layout.figure, alike = figure && all_alike(build, plan, grid.n);
    grid.figure = figure;
    grid.columns = figure ? figure_side_columns(grid.n, build->in->width) : best_columns(&grid);
    for (int k = 0; k < grid.n; k++) {
        plan[k].rect = grid_cell(&grid, k);
        plan[k].title = grid_title(&grid);
        plan[k].racers = 1u << plan[k].titled | ghosts;
        plan[k].inner[0] = alike && k + grid.columns < grid.n;
        plan[k].inner[1] = alike && k % grid.columns > 0;
    }
    return grid.n;
}

// One panel at a time, a view differs if its own kind is seen; two beside each other, if they are two; a panel for each
// racer, always.
bool picture_view_differs(ViewKind view, int parameters)
{
    const PanelKind *alone = panel_kind(view, parameters);
    if (view == VIEW_BOTH)
        return panel_kind(VIEW_SURFACE, parameters) != panel_kind(VIEW_MAP, parameters);
    return view == VIEW_SIDE || (alone && alone->view == view);
}

// The rows stand beside the view; under it where it is higher than wide, and in a figure where it is several panels.
static bool cut_rows(Build *build, Plan *plan)
{
    Rect *view = &build->layout.view;
    bool wanted = build->scene->view.show >> SHOW_DATA & 1 && study_rows(build->study);
    *plan = plan_of_all(panel_kind_of_rows(), *view);
    if (!wanted)
        return false;
    bool under = build->layout.figure && figure_panels(build) > 1;
    if (!under && view->w > ROWS_ASPECT * view->h) {
        plan->rect.w = floorf(ROWS_SHARE * view->w);
        view->w -= plan->rect.w + PANEL_GAP;
        plan->rect.x = view->x + view->w + PANEL_GAP;
    } else {
        plan->rect.h = floorf(under ? fminf(ROWS_TALL, view->h / 2) : ROWS_SHARE * view->h);
        view->h -= plan->rect.h + PANEL_GAP;
        plan->rect.y = view->y + view->h + PANEL_GAP;
    }
    return true;
}

// A sheet has said where both stand.
static int split_cell(const Build *build, Plan *plan)
{
    const PictureCell *cell = build->in->cell;
    if (cell->map_below.w <= 0)
        return 0;
    plan[0] = plan_of_all(panel_kind(VIEW_SURFACE, build->dimension), build->layout.view);
    plan[1] = plan_of_all(panel_kind(VIEW_MAP, build->dimension), cell->map_below);
    return 2;
}

static int plan_view(Build *build, Plan *plan)
{
    static int (*const several[VIEW_COUNT])(const Build *, Plan *) = {
        [VIEW_BOTH] = split_view,
        [VIEW_SIDE] = side_by_side,
    };
    int (*plan_several)(const Build *, Plan *) = build->in->cell ? split_cell : several[build->scene->view.kind];
    Plan rows;
    Rect view = build->layout.view;
    bool has_rows = !build->in->cell && cut_rows(build, &rows);
    int n = plan_several ? plan_several(build, plan) : 0;
    if (n == 0)
        plan[n++] = plan_of_all(build->kind, build->layout.view);
    if (has_rows)
        plan[n++] = rows;
    build->layout.view = view;
    return n;
}

// A window may be smaller than what stands around a panel.
static Camera camera_for(const Build *build, const PanelKind *kind, Rect cell, const SceneCamera *from)
{
    Rect rect = kind->rect(build, cell, from->window);
    rect.w = fmaxf(rect.w, 1), rect.h = fmaxf(rect.h, 1);
    Camera camera = kind->camera(rect, from);
    camera.close = build->layout.figure && !build->in->cell;
    return camera;
}

static const FieldEntry *field_for(const Build *build, const PanelKind *kind, int panel, const double fit[4])
{
    const Camera *camera = &build->camera[panel];
    float pixels = fmaxf(camera->rect.w, camera->rect.h) * build->in->scale;
    bool large = build->n_panels <= 2 && pixels >= 1600.0f;
    FieldRequest request = {.side = kind->samples[large], .moving = build->in->ui.moving};
    memcpy(request.window, camera->window, sizeof request.window);
    memcpy(request.fit, fit, sizeof request.fit);
    return study_field(build->study, panel, &request);
}

static void fill_panel(Build *build, int panel, const PanelKind *kind, const PanelField *field)
{
    build->n_taken = 0;
    build->on_panel = 0;
    build->trails_from = build->list->n_strokes;
    for (int i = 0; i < PANEL_PARTS_MAX && kind->parts[i]; i++)
        kind->parts[i](build, panel, field);
}

// The first panel that has a mapping, of those before this one; -1: none.
static int first_mapped(const Picture *picture, int panel)
{
    for (int i = 0; i < panel; i++)
        if (picture->panel_field[i].map)
            return i;
    return -1;
}

// Panels with one camera share the first one's mapping and lines: same colour, same loss.
static void take_mapping(Picture *picture, const SceneCamera *from, const FieldEntry *entry, int panel)
{
    PanelField *field = &picture->panel_field[panel];
    int first = first_mapped(picture, panel);
    const SceneCamera *camera = scene_camera(picture->build.scene, picture->panel_racer[first < 0 ? panel : first]);
    const PictureCell *cell = picture->build.in->cell;
    if (cell && cell->map) {
        field->map = cell->map, field->areas = cell->areas;
        return;
    }
    bool shared = first >= 0 && memcmp(from->window, camera->window, sizeof from->window) == 0;
    field->map = shared ? picture->panel_field[first].map : &entry->map;
    field->areas = shared ? picture->panel_field[first].areas : (ContourAreas){entry->area, FIELD_AREAS};
}

static const LevelPoints *level_for(const Build *build, const PanelKind *kind, int panel)
{
    const double *window = build->camera[panel].window;
    return kind->stationary ? study_level(build->study, panel, window, build->in->ui.moving) : NULL;
}

static bool same_window(const PanelKind *kind, const double *a, const double *b)
{
    return memcmp(a, b, 2 * (size_t)kind->parameters * sizeof *a) == 0;
}

// The field of the panel's window. While that is not there, an older one with the camera that it belongs to; NULL: none
// that is right.
static const FieldEntry *field_shown(Build *build, const PanelKind *kind, Rect cell, const SceneCamera *from, int panel)
{
    Camera *camera = &build->camera[panel];
    const FieldEntry *entry = field_for(build, kind, panel, from->window);
    if (!entry || same_window(kind, entry->asked.window, camera->window))
        return entry;
    SceneCamera then = *from;
    memcpy(then.window, entry->asked.fit, sizeof then.window);
    Camera there = camera_for(build, kind, cell, &then);
    if (!same_window(kind, entry->asked.window, there.window))
        return NULL;
    *camera = there;
    return entry;
}

// The field of a kind that shows one, and its camera's heights. false: it is not there yet.
static bool panel_fetch(Picture *picture, const PanelKind *kind, const SceneCamera *from, int panel)
{
    Build *build = &picture->build;
    Camera *camera = &build->camera[panel];
    PanelField *field = &picture->panel_field[panel];
    if (kind->samples[0] == 0)
        return true;
    const FieldEntry *entry = field_shown(build, kind, field->cell, from, panel);
    if (!entry)
        return false;
    field->field = &entry->field;
    take_mapping(picture, from, entry, panel);
    field->key = entry->key;
    if (!camera->flat)
        camera_fit(camera, field->field, field->map, field->ceiling);
    return true;
}

// In place of a surface that takes long, the first time that it is seen.
static void wait_build(Build *build, Rect rect)
{
    double part;
    const char *doing = study_doing(build->study, &part);
    build->list->waiting = doing;
    build->list->failed |= !doing;
    draw_text(build->list,
              (DrawText){.x = rect.x + 0.5f * rect.w,
                         .y = rect.y + 0.5f * rect.h,
                         .align = ALIGN_CENTER,
                         .size = FONT_NOTE,
                         .tabular = true,
                         .color = build->theme->secondary},
              "%s: %.0f %%", doing ? doing : "", 100 * part);
}

// Beside the title that is above it, or at its upper left.
static void letter_build(Build *build, Rect cell, int titled)
{
    Rect title = build->layout.title;
    if (titled >= 0)
        return; // the panel's own title has it
    if (build->n_panels == 1 && title.w > 0)
        letter_draw(build, build->layout.margin, title.y + figure_title_base());
    else
        letter_draw(build, cell.x, cell.y - LETTER_UP);
}

static void panel_build(Picture *picture, const Plan *plan, int panel)
{
    Build *build = &picture->build;
    const PanelKind *kind = plan->kind;
    Rect cell = plan->rect;
    const SceneCamera *from = scene_camera(build->scene, plan->titled);
    if (plan->titled >= 0) {
        panel_title(build, cell, plan->title, plan->titled);
        cell.y += plan->title, cell.h -= plan->title;
    }
    letter_build(build, cell, plan->titled);
    memcpy(build->inner, plan->inner, sizeof build->inner);
    Camera *camera = &build->camera[panel];
    PanelField *field = &picture->panel_field[panel];
    *camera = camera_for(build, kind, cell, from);
    *field = (PanelField){.ceiling = 1.0, .racers = plan->racers, .cell = cell, .azimuth_deg = from->azimuth_deg};
    picture->panel_kind[panel] = kind;
    picture->panel_racer[panel] = plan->titled;
    if (!panel_fetch(picture, kind, from, panel)) {
        wait_build(build, camera->rect);
        return;
    }
    field->level = level_for(build, kind, panel);
    if (!kind->aside)
        draw_hit(build->list, HIT_PANEL, panel, kind->whole_cell ? cell : camera->rect);
    fill_panel(build, panel, kind, field);
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
    if (n > 0 || !build->kind || !build->kind->stationary || !(build->scene->view.show >> SHOW_DISTANCE & 1))
        return;
    const LevelPoints *level = study_level(build->study, PANELS_MAX, build->scene->view.camera.window, false);
    for (int i = 0; level && i < level->n && build->n_goals < LANDSCAPE_MINIMA_MAX; i++)
        if (level_is_lowest(level, &level->points[i]))
            memcpy(build->goal[build->n_goals++], level->points[i].at, sizeof *build->goal);
}

static bool panel_has_room(const Build *build)
{
    Rect view = build->layout.view;
    return build->in->cell ? view.w >= 10.0f && view.h >= 10.0f : view.w >= 60.0f && view.h >= 50.0f;
}

// The panel under the pointer; -1: none.
static int pointed_panel(const Build *build)
{
    const PictureUi *ui = &build->in->ui;
    DrawHit hit = draw_hit_at(build->list, ui->pointer_x, ui->pointer_y);
    return ui->pointing && (hit.kind == HIT_PANEL || hit.kind == HIT_START) ? hit.index : -1;
}

static void view_build(Picture *picture)
{
    Build *build = &picture->build;
    Plan plan[PANELS_MAX];
    if (!build->kind || !panel_has_room(build))
        return;
    build->n_panels = plan_view(build, plan);
    for (int i = 0; i < build->n_panels; i++)
        panel_build(picture, &plan[i], i);
    int pointed = pointed_panel(build);
    if (pointed >= 0 && picture->panel_kind[pointed]->hover)
        picture->panel_kind[pointed]->hover(build, pointed, &picture->panel_field[pointed]);
}

static void strip_line(Build *build)
{
    Rect charts = build->layout.charts;
    if (charts.w <= 0.0f || build->layout.figure)
        return;
    Rect column = build->layout.column;
    float right = column.w > 0.0f ? column.x : build->in->width, y = charts.y - 10.0f;
    Color color = build->theme->hairline;
    draw_line(build->list, (DrawStroke){.width = 1.0f, .color = color}, 0.0f, y, right, y);
}

static const Theme *theme_for(Picture *picture, const PictureInput *input)
{
    const Theme *theme = theme_find(input->scene->view.theme);
    picture->theme = theme ? *theme : *theme_at(0);
    const Colormap *ramp = colormap_find(input->scene->view.ramp);
    if (ramp)
        picture->theme.ramp = colormap_name(ramp);
    if (input->ui.projector)
        picture->theme.line_scale *= PROJECTOR_LINES;
    return &picture->theme;
}

static void begin(Picture *picture, const PictureInput *input)
{
    double whole = floor(fmax(input->step, 0.0));
    picture->build = (Build){.in = input,
                             .scene = input->scene,
                             .race = input->race,
                             .theme = theme_for(picture, input),
                             .list = &picture->list,
                             .study = input->study,
                             .held = picture->build.held,
                             .logarithmic = true,
                             .dimension = study_dimension(input->study),
                             .step = (int)whole,
                             .fraction = fmax(input->step, 0.0) - whole};
    if (picture->build.dimension > 2)
        picture->build.dimension = 2;
    picture->build.kind = panel_kind(input->scene->view.kind, picture->build.dimension);
    picture->build.isolines = picture->isolines;
    if (race_dimension(input->race) == 0 || race_racers(input->race) == 0)
        picture->build.step = 0;
    span_begin(&picture->build);
    picture->build.layout = layout_place(input, picture->build.theme, picture->build.kind);
    draw_clear(&picture->list);
    picture->list.width = input->width;
    picture->list.height = input->height;
    picture->list.scale = input->scale;
    picture->list.ground = color_alpha(picture->build.theme->ground, input->transparent ? 0 : 1);
}

PictureShared picture_shared(const Picture *picture)
{
    const Build *build = &picture->build;
    const PanelField *first = &picture->panel_field[0];
    bool mapped = build->n_panels > 0 && first->map;
    return (PictureShared){mapped ? first->map : NULL, first->areas, build->span, build->losses};
}

// The first panel's that shows a loss.
static void bar_build(Picture *picture)
{
    if (picture->build.in->cell && picture->build.in->cell->map) {
        figure_bar_build(&picture->build, picture->build.in->cell->map);
        return;
    }
    for (int i = 0; i < picture->build.n_panels; i++)
        if (picture->panel_field[i].map) {
            figure_bar_build(&picture->build, picture->panel_field[i].map);
            return;
        }
}

float picture_figure_height(const PictureInput *input)
{
    study_begin_picture(input->study);
    int dimension = study_dimension(input->study);
    return figure_height(input, panel_kind(input->scene->view.kind, dimension > 2 ? 2 : dimension));
}

const DrawList *picture_build(Picture *picture, const PictureInput *input)
{
    study_begin_picture(input->study);
    begin(picture, input);
    Build *build = &picture->build;
    if (input->ui.blank)
        return &picture->list;
    view_build(picture);
    title_build(build);
    hand_build(build);
    strip_line(build);
    find_goals(picture);
    charts_build(build);
    legend_build(build);
    bar_build(picture);
    time_build(build);
    foot_build(build);
    column_build(build);
    slide_build(build);
    overlay_build(build);
    search_build(build);
    if (input->ui.palette)
        palette_build(build);
    if (input->ui.help)
        help_build(build);
    if (input->whole)
        whole_build(build, picture->panel_field);
    return &picture->list;
}

int picture_racer(const Picture *picture, int panel)
{
    return panel >= 0 && panel < picture->build.n_panels ? picture->panel_racer[panel] : -1;
}

const Camera *picture_camera(const Picture *picture, int panel)
{
    return panel >= 0 && panel < picture->build.n_panels ? &picture->build.camera[panel] : NULL;
}

int picture_palette_rows(const Picture *picture)
{
    return picture->build.palette_rows;
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

static double step_under(const Build *build, Rect line, float x)
{
    double t = line.w > 0 ? fmin(fmax((double)(x - line.x) / (double)line.w, 0), 1) : 0;
    return build->span.from + t * (build->span.to - build->span.from);
}

double picture_chart_step(const Picture *picture, int chart, float x)
{
    const Build *build = &picture->build;
    return chart >= 0 && chart < build->n_charts ? step_under(build, build->chart_plot[chart], x) : 0;
}

double picture_time_step(const Picture *picture, float x)
{
    return step_under(&picture->build, picture->build.time, x);
}

void picture_span(const Picture *picture, int span[2])
{
    span[0] = picture->build.span.from;
    span[1] = picture->build.span.to;
}

uint32_t picture_tight(const Picture *picture)
{
    return picture->build.layout.tight;
}

bool picture_logarithmic(const Picture *picture)
{
    return picture->build.logarithmic;
}
