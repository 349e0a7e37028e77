#include "picture/sheet.h"

#include "picture/build.h"
#include "picture/draw/theme.h"
#include "picture/kind.h"
#include "picture/page/figure.h"
#include "picture/page/heads.h"
#include "picture/page/plate.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN        14.0f
#define LETTERS       20.0f  // over cells without heads
#define LETTER_COLUMN 140.0f // of the page, from which a letter stands beside a column's head
#define HEAD_BASE     7.0f   // over the cells
#define ROW_BASE      10.0f  // left of them and their numbers
#define NUMBERS       38.0f  // left of a cell
#define BELOW         20.0f  // under one
#define AXIS_NAME     15.0f  // under its numbers
#define NAME_RIGHT    12.0f  // behind its end
#define CELL_GAP      10.0f
#define CHART_GAP     24.0f // with the marks at the lines' ends
#define BAR_ROW       38.0f
#define BARS_ROW      54.0f // of one under each column
#define ALIKE         4.0   // largest losses of cells with one mapping, over the smallest of them
#define KEY_GAP       14.0f
#define WIDEST_CELL   330.0f
#define SURFACE_TALL  0.7f // of a cell, over its width
#define CURVE_TALL    0.72f
#define CHART_TALL    0.72f
#define MAP_TALLEST   1.5f
#define MAP_LOWEST    0.5f
#define MAP_WIDENING  1.25f // of a map in a low cell
#define CELL_LEAST    24.0f
#define UNDER_SURFACE 0.05f // of a cell of both, over its width: between its panels

enum { CELLS_MAX = SHEET_SIDE_MAX * SHEET_SIDE_MAX };

struct Sheet {
    DrawList list;
    Picture *page, *cell[CELLS_MAX]; // those that were needed so far
};

// Which cells share how losses are coloured.
typedef enum MappingOf { MAPPING_ALL, MAPPING_COLUMNS, MAPPING_EACH } MappingOf;

// Where everything stands.
typedef struct Plan {
    const SheetInput *in;
    Build build;              // to measure with: the page's
    bool charts;              // alone
    bool maps;                // some cells are, or have one
    bool both;                // likewise a surface and, under it, a map
    bool plated;              // likewise
    bool shared[2];           // by axis: cells of one column have the same x, of one row the same y
    float top, left;          // of the first cell
    float w, h, gap_x, gap_y; // of the cells
    float letters;            // height of a row of their own, under the heads of narrow columns
    Heads heads[2];           // of columns and rows
    Rect title, bar, key;
    float bottom; // height under the last row, of numbers and name
} Plan;

Sheet *sheet_create(void)
{
    return calloc(1, sizeof(Sheet));
}

void sheet_destroy(Sheet *sheet)
{
    if (!sheet)
        return;
    for (int i = 0; i < CELLS_MAX; i++)
        picture_destroy(sheet->cell[i]);
    picture_destroy(sheet->page);
    draw_free(&sheet->list);
    free(sheet);
}

static int cells_of(const SheetInput *in)
{
    return in->columns * in->rows;
}

// ---- What cells share

static const PanelKind *kind_of(const PictureInput *cell)
{
    int dimension = study_dimension(cell->study);
    return panel_kind(cell->scene->view.kind, dimension > 2 ? 2 : dimension);
}

// A surface and a map.
static bool shows_both(const PictureInput *cell)
{
    return cell->scene->view.kind == VIEW_BOTH && picture_view_differs(VIEW_BOTH, study_dimension(cell->study));
}

static bool shows_map(const PictureInput *cell)
{
    const PanelKind *kind = kind_of(cell);
    return shows_both(cell) || (kind && kind->view == VIEW_MAP);
}

static bool same_name(const PictureInput *a, const PictureInput *b, int along)
{
    bool has = along < study_dimension(a->study), other = along < study_dimension(b->study);
    return !has || !other ? has == other : !strcmp(study_parameter(a->study, along), study_parameter(b->study, along));
}

static bool same_side(const PictureInput *a, const PictureInput *b, int along)
{
    const double *side = a->scene->view.camera.window + 2 * along, *other = b->scene->view.camera.window + 2 * along;
    return same_name(a, b, along) && (along >= study_dimension(a->study) || !memcmp(side, other, 2 * sizeof *side));
}

static void find_shared(Plan *plan)
{
    const SheetInput *in = plan->in;
    plan->shared[0] = plan->shared[1] = true;
    for (int i = 0; i < cells_of(in); i++)
        for (int along = 0; along < 2 && !plan->charts; along++) {
            int first = along == 0 ? i % in->columns : i - i % in->columns;
            plan->shared[along] &= same_side(&in->cell[i], &in->cell[first], along);
        }
}

static bool same_formula(const PictureInput *a, const PictureInput *b)
{
    return !strcmp(a->scene->formula, b->scene->formula);
}

static const Theme *theme_of(const Scene *scene)
{
    const Theme *theme = theme_find(scene->view.theme);
    return theme ? theme : theme_at(0);
}

// That its surfaces and maps are coloured by.
static const char *ramp_of(const Scene *scene)
{
    return scene->view.ramp[0] ? scene->view.ramp : theme_of(scene)->ramp;
}

static bool same_colours(const PictureInput *a, const PictureInput *b)
{
    return same_formula(a, b) && a->scene->view.loss_scale == b->scene->view.loss_scale &&
           theme_of(a->scene) == theme_of(b->scene) && !strcmp(ramp_of(a->scene), ramp_of(b->scene));
}

// A cell on another ground than the page's stands on a plate of its own.
static bool is_plated(const SheetInput *in, int i)
{
    return theme_of(in->cell[i].scene) != theme_of(in->page.scene);
}

// One mapping for all, or for a column, can be where they show one formula, and about the same losses.
typedef struct Mapping {
    HeightMap map;
    ContourAreas areas;
    double least; // of the highest losses
    bool has;
} Mapping;

static bool join_map(Mapping *to, const PictureShared *shared)
{
    const HeightMap *map = shared->map;
    if (!map)
        return false;
    if (!to->has) {
        *to = (Mapping){*map, shared->areas, map->high - map->low, true};
        return true;
    }
    double least = fmin(to->least, map->high - map->low);
    if (fmax(map->high, to->map.high) - fmin(map->low, to->map.low) > ALIKE * least)
        return false;
    if (map->high > to->map.high)
        to->map = (HeightMap){map->scale, to->map.low, map->high, map->softness}, to->areas = shared->areas;
    to->map.low = fmin(to->map.low, map->low);
    to->least = least;
    return true;
}

// ---- Places

static bool has(const Plan *plan, FigurePart part)
{
    return figure_has(&plan->in->page.scene->figure, part);
}

static float map_tall(const Plan *plan)
{
    float sum = 0;
    for (int i = 0; i < cells_of(plan->in); i++) {
        const double *window = plan->in->cell[i].scene->view.camera.window;
        sum += fminf(fmaxf((float)((window[3] - window[2]) / (window[1] - window[0])), MAP_LOWEST), MAP_TALLEST);
    }
    return sum / (float)cells_of(plan->in);
}

static float cell_tall(const Plan *plan)
{
    const PanelKind *kind = kind_of(plan->in->cell);
    if (plan->charts)
        return CHART_TALL;
    if (plan->both)
        return SURFACE_TALL + UNDER_SURFACE + map_tall(plan);
    if (kind && kind->view == VIEW_MAP)
        return map_tall(plan);
    return kind && kind->parameters == 1 ? CURVE_TALL : SURFACE_TALL;
}

// Numbers around cells: of maps and charts; other kinds have theirs within.
static bool outside(const Plan *plan)
{
    return (plan->maps || plan->charts) && has(plan, PART_AXES);
}

// Cells begin and end at whole pixels, so that they are alike to the last one.
static void snap_cells(Plan *plan)
{
    float scale = plan->in->page.scale;
    float *const places[] = {&plan->left, &plan->top, &plan->w, &plan->h, &plan->gap_x, &plan->gap_y};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        *places[i] = floorf(*places[i] * scale) / scale;
}

static void place_cells(Plan *plan, float height)
{
    const SheetInput *in = plan->in;
    float gap = plan->charts ? CHART_GAP : CELL_GAP, columns = (float)in->columns, rows = (float)in->rows;
    bool axes = outside(plan), letters = in->page.scene->figure.letters;
    float over = plan->heads[0].thickness;
    plan->letters = letters && over > 0 && in->page.width < LETTER_COLUMN * columns ? LETTER_ROW : 0;
    plan->top = MARGIN + plan->title.h + (letters ? fmaxf(over, LETTERS) : over) + plan->letters;
    plan->left = MARGIN + plan->heads[1].thickness + (axes ? NUMBERS : 0);
    plan->gap_x = gap + (axes && !plan->shared[1] ? NUMBERS : 0);
    plan->gap_y = CELL_GAP + (plan->charts ? 4 : 0) + (axes && !plan->shared[0] ? BELOW : 0) +
                  (letters ? LETTER_ROW - LETTER_UP : 0);
    plan->bottom = axes ? BELOW + (plan->charts ? AXIS_NAME : 0) : 0;
    float right = MARGIN + (plan->charts ? CHART_GAP - 8 : axes ? NAME_RIGHT : 0);
    float room = in->page.width - plan->left - right;
    plan->w = fminf((room - plan->gap_x * (columns - 1)) / columns, WIDEST_CELL);
    plan->h = plan->w * cell_tall(plan);
    float around = plan->top + plan->gap_y * (rows - 1) + plan->bottom + plan->bar.h +
                   (plan->key.h > 0 ? plan->key.h + KEY_GAP : 0) + MARGIN;
    if (height > 0)
        plan->h = fmaxf((height - around) / rows, CELL_LEAST);
    if (plan->maps) // as wide as they can be
        plan->w = fminf(plan->w, plan->h / cell_tall(plan) * MAP_WIDENING);
    snap_cells(plan);
    float below = plan->top + rows * plan->h + plan->gap_y * (rows - 1) + plan->bottom;
    float wide = columns * plan->w + plan->gap_x * (columns - 1);
    plan->bar = (Rect){plan->left, below, plan->bar.h > 0 ? fmaxf(wide, fminf(room, 300)) : 0, plan->bar.h};
    plan->key = (Rect){plan->left, below + plan->bar.h + KEY_GAP, plan->key.w, plan->key.h};
}

static bool all_said(const SheetInput *in)
{
    uint32_t said = 0;
    for (int i = 0; i < FIGURE_GRIDS; i++)
        said |= in->said[i].whole ? in->said[i].racers : 0;
    return said == ~0u;
}

static Plan plan_of(const SheetInput *in, PictureCell *cell, PictureInput *page, float height, MappingOf mapping)
{
    Plan plan = {.in = in, .charts = !figure_has(&in->page.scene->figure, PART_PANEL)};
    *cell = (PictureCell){.said = in->said, .n_said = FIGURE_GRIDS};
    *page = in->page;
    page->cell = cell;
    plan.build = (Build){.in = page, .scene = page->scene, .race = page->race, .study = page->study};
    plan.build.dimension = study_dimension(page->study);
    int maps = 0, both = 0;
    for (int i = 0; i < cells_of(in) && !plan.charts; i++)
        maps += shows_map(&in->cell[i]), both += shows_both(&in->cell[i]);
    plan.maps = maps > 0;
    plan.both = both > 0;
    find_shared(&plan);
    for (int i = 0; i < cells_of(in); i++)
        plan.plated |= is_plated(in, i);
    if (plan.plated || (maps > 0 && maps < cells_of(in))) // these, or a map beside others, have numbers of their own
        plan.shared[0] = plan.shared[1] = false;
    float width = page->width - 2 * MARGIN;
    plan.title = (Rect){MARGIN, MARGIN, width, figure_title_height(&plan.build, width)};
    bool mapped = !plan.charts && plan.build.dimension >= 2 && has(&plan, PART_COLORBAR);
    plan.bar.h = !mapped || mapping == MAPPING_EACH ? 0 : mapping == MAPPING_ALL ? BAR_ROW : BARS_ROW;
    bool keyed = has(&plan, PART_LEGEND) && page->scene->n_racers > 0 && !all_said(in);
    for (int round = 0; round < 2; round++) { // heads as long as they are wished; then as cells have room
        bool beside = in->page.scene->figure.letters && plan.letters == 0;
        float wide = round ? plan.w + plan.gap_x - (beside ? 2 * LETTER_ROOM : 0) : INFINITY;
        plan.heads[0] = heads_plan(&plan.build, in->column, in->columns, false, wide);
        plan.heads[1] = heads_plan(&plan.build, in->row, in->rows, true, round ? plan.h + plan.gap_y : INFINITY);
        float indent = plan.heads[1].thickness + (outside(&plan) ? NUMBERS : 0);
        if (keyed)
            plan.key = figure_key_size(&plan.build, width - indent, false);
        place_cells(&plan, height);
    }
    return plan;
}

static Rect cell_rect(const Plan *plan, int i)
{
    int column = i % plan->in->columns, row = i / plan->in->columns;
    return (Rect){plan->left + (float)column * (plan->w + plan->gap_x),
                  plan->top + (float)row * (plan->h + plan->gap_y), plan->w, plan->h};
}

// ---- Cells

static PictureCell cell_of(const Plan *plan, int i)
{
    const SheetInput *in = plan->in;
    int column = i % in->columns, row = i / in->columns;
    bool left = column == 0, below = row == in->rows - 1;
    PictureCell cell = {.layout = {.figure = true, .margin = MARGIN}};
    Rect rect = cell_rect(plan, i);
    if (plan->both && shows_both(&in->cell[i])) {
        float map = rect.h * map_tall(plan) / cell_tall(plan);
        cell.map_below = (Rect){rect.x, rect.y + rect.h - map, rect.w, map};
        rect.h *= SURFACE_TALL / cell_tall(plan);
    }
    *(plan->charts ? &cell.layout.charts : &cell.layout.view) = rect;
    cell.numbers[0] = below || !plan->shared[0];
    cell.numbers[1] = left || !plan->shared[1];
    cell.name[0] = below && (column == in->columns - 1 || !same_name(&in->cell[i], &in->cell[i + 1], 0));
    cell.name[1] = cell.numbers[1] && (row == 0 || !same_name(&in->cell[i], &in->cell[i - in->columns], 1));
    return cell;
}

static const DrawList *build_cell(Sheet *sheet, const Plan *plan, int i, const PictureCell *cell, bool whole)
{
    PictureInput input = plan->in->page;
    const PictureInput *own = &plan->in->cell[i];
    input.scene = own->scene, input.race = own->race, input.study = own->study, input.step = own->step;
    input.cell = cell, input.whole = whole;
    if (!sheet->cell[i])
        sheet->cell[i] = picture_create();
    return sheet->cell[i] ? picture_build(sheet->cell[i], &input) : NULL;
}

// Of all cells, or of those of a column; what they cannot share is left to each.
typedef struct Common {
    Mapping all, column[SHEET_SIDE_MAX];
    MappingOf mapping;
    bool has_axis;
    TimeSpan span;
    ChartAxis axis;
} Common;

static void join_axis(Common *common, const PictureShared *shared, bool first)
{
    ChartAxis *axis = &common->axis;
    if (first) {
        *axis = shared->losses;
        common->span = shared->span;
        return;
    }
    common->has_axis &=
        axis->scale == shared->losses.scale && (axis->scale != SCALE_SIGNED || axis->unit == shared->losses.unit);
    axis->low = fmin(axis->low, shared->losses.low), axis->high = fmax(axis->high, shared->losses.high);
    if (shared->span.to > common->span.to)
        common->span.to = shared->span.to;
    if (shared->span.from < common->span.from)
        common->span.from = shared->span.from;
}

static MappingOf mapping_of(bool all, bool columns)
{
    return all ? MAPPING_ALL : columns ? MAPPING_COLUMNS : MAPPING_EACH;
}

// From the cells' pictures, wherever they stand.
static Common find_common(Sheet *sheet, const SheetInput *in)
{
    PictureCell around;
    PictureInput page;
    Plan plan = plan_of(in, &around, &page, 0, MAPPING_ALL);
    Common common = {.has_axis = plan.charts};
    bool all = true, columns = true;
    for (int i = 0; i < cells_of(in); i++) {
        PictureCell cell = cell_of(&plan, i);
        if (!build_cell(sheet, &plan, i, &cell, false))
            continue;
        PictureShared shared = picture_shared(sheet->cell[i]);
        all = all && !is_plated(in, i) && same_colours(&in->cell[i], &in->cell[0]) && join_map(&common.all, &shared);
        columns = columns && same_colours(&in->cell[i], &in->cell[i % in->columns]) &&
                  join_map(&common.column[i % in->columns], &shared);
        join_axis(&common, &shared, i == 0);
    }
    common.mapping = mapping_of(all, columns);
    return common;
}

static const Mapping *mapping_for(const Common *common, int column)
{
    return common->mapping == MAPPING_ALL       ? &common->all
           : common->mapping == MAPPING_COLUMNS ? &common->column[column]
                                                : NULL;
}

float sheet_height(Sheet *sheet, const SheetInput *input)
{
    PictureCell cell;
    PictureInput page;
    Common common = find_common(sheet, input);
    Plan plan = plan_of(input, &cell, &page, 0, common.mapping);
    float end = plan.key.h > 0 ? plan.key.y + plan.key.h : plan.key.y - KEY_GAP;
    return ceilf(end + MARGIN);
}

// Of the cell's ground, with that of its numbers, so far down.
static Rect plate_of(const Plan *plan, int i, float from, float to)
{
    Rect cell = cell_rect(plan, i);
    bool axes = outside(plan), last = i % plan->in->columns == plan->in->columns - 1;
    float left = axes ? NUMBERS : CELL_GAP / 2, right = axes && last ? NAME_RIGHT : CELL_GAP / 2;
    return (Rect){cell.x - left, from, cell.w + left + right, to - from};
}

static Rect plate_under(const Plan *plan, int column, Rect bar)
{
    return plate_of(plan, column, bar.y - CELL_GAP / 2, bar.y + bar.h);
}

static void plate(const Plan *plan, int i, const DrawList *cell, DrawList *list)
{
    Rect rect = cell_rect(plan, i);
    float below = rect.y + rect.h + (outside(plan) ? BELOW : CELL_GAP / 2);
    float above = rect.y - (plan->in->page.scene->figure.letters ? 0 : CELL_GAP / 2);
    plate_draw(list, plate_of(plan, i, above, below), theme_of(plan->in->cell[i].scene)->ground, cell);
}

static void cells_build(Sheet *sheet, const Plan *plan, const Common *common)
{
    for (int i = 0; i < cells_of(plan->in); i++) {
        PictureCell cell = cell_of(plan, i);
        const Mapping *mapping = mapping_for(common, i % plan->in->columns);
        cell.map = mapping ? &mapping->map : NULL;
        cell.areas = mapping ? mapping->areas : (ContourAreas){0};
        cell.span = common->span;
        cell.axis = common->has_axis ? &common->axis : NULL;
        const DrawList *list = build_cell(sheet, plan, i, &cell, plan->in->page.whole);
        if (list && is_plated(plan->in, i))
            plate(plan, i, list, &sheet->list);
        if (list)
            draw_append(&sheet->list, list);
        else
            sheet->list.failed = true;
    }
}

// ---- Around them

static void heads_build(const Plan *plan, const Theme *theme, DrawList *list)
{
    Rect first = cell_rect(plan, 0);
    Build build = plan->build;
    build.theme = theme;
    HeadsPlace columns = {first.x, first.y - HEAD_BASE - plan->letters, plan->w, plan->w + plan->gap_x};
    HeadsPlace rows = {MARGIN + plan->heads[1].thickness - ROW_BASE, first.y, plan->h, plan->h + plan->gap_y};
    heads_draw(&build, &plan->heads[0], columns, list);
    heads_draw(&build, &plan->heads[1], rows, list);
}

static void letters_build(const Plan *plan, const Theme *theme, DrawList *list)
{
    for (int i = 0; i < cells_of(plan->in) && plan->in->page.scene->figure.letters; i++) {
        Rect cell = cell_rect(plan, i);
        letter_add(list, i, cell.x, cell.y - LETTER_UP, theme->text);
    }
}

// What the charts' axes are of, once.
static void axes_named(const Plan *plan, const Theme *theme, const Common *common, DrawList *list)
{
    Rect first = cell_rect(plan, cells_of(plan->in) - plan->in->columns),
         last = cell_rect(plan, cells_of(plan->in) - 1);
    if (!plan->charts || !has(plan, PART_AXES))
        return;
    bool log = common->has_axis && common->axis.scale != SCALE_LINEAR;
    draw_text(list,
              (DrawText){.x = (first.x + last.x + last.w) / 2,
                         .y = last.y + last.h + BELOW + AXIS_NAME - 3,
                         .align = ALIGN_CENTER,
                         .size = FONT_SMALL,
                         .color = theme->secondary},
              log ? "loss, log scale, over the steps" : "loss over the steps");
}

static void add_page(Sheet *sheet, const PictureInput *page)
{
    const DrawList *list = picture_build(sheet->page, page);
    if (list)
        draw_append(&sheet->list, list);
    else
        sheet->list.failed = true;
}

// Of one mapping, or of columns under each its own; in the colours of the cells above.
static void bars_build(Sheet *sheet, const Plan *plan, PictureCell *around, PictureInput page, const Common *common)
{
    Scene scene = {0};
    scene_copy(&scene, page.scene);
    page.scene = &scene;
    for (int i = 0; i < (common->mapping == MAPPING_COLUMNS ? plan->in->columns : 1); i++) {
        const Mapping *mapping = mapping_for(common, i);
        const PanelKind *kind = kind_of(&plan->in->cell[i]);
        Rect bar = plan->bar, cell = cell_rect(plan, i);
        if (bar.h <= 0 || !kind || kind->parameters < 2) // a curve has no colours
            continue;
        if (common->mapping == MAPPING_COLUMNS)
            bar.x = cell.x, bar.w = cell.w;
        around->layout = (Layout){.figure = true, .margin = MARGIN, .bar = bar};
        around->map = mapping ? &mapping->map : NULL;
        scene.view = plan->in->cell[i].scene->view;
        if (is_plated(plan->in, i))
            plate_draw(&sheet->list, plate_under(plan, i, bar), theme_of(&scene)->ground, &(DrawList){0});
        add_page(sheet, &page);
    }
    scene_clear(&scene);
}

// What stands around the cells.
static void page_build(Sheet *sheet, const Plan *plan, PictureCell *around, const PictureInput *page,
                       const Common *common)
{
    around->layout = (Layout){.figure = true, .margin = MARGIN, .legend = plan->key};
    if (plan->title.h > 0)
        around->layout.title = plan->title;
    const DrawList *list = picture_build(sheet->page, page);
    sheet->list.width = list->width, sheet->list.height = list->height, sheet->list.scale = list->scale;
    sheet->list.ground = list->ground;
    draw_append(&sheet->list, list);
    bars_build(sheet, plan, around, *page, common);
}

const DrawList *sheet_build(Sheet *sheet, const SheetInput *input)
{
    PictureCell around;
    PictureInput page;
    Common common = find_common(sheet, input);
    Plan plan = plan_of(input, &around, &page, input->page.height, common.mapping);
    if (!sheet->page && !(sheet->page = picture_create()))
        return NULL;
    draw_clear(&sheet->list);
    sheet->list.whole = input->page.whole;
    page_build(sheet, &plan, &around, &page, &common);
    cells_build(sheet, &plan, &common);
    const Theme *theme = theme_of(input->page.scene);
    heads_build(&plan, theme, &sheet->list);
    letters_build(&plan, theme, &sheet->list);
    axes_named(&plan, theme, &common, &sheet->list);
    return &sheet->list;
}
