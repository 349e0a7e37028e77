// The rows that the loss is a mean over, as a scatter, those of the batch at hand lit; and over them what each racer
// makes of them where it stands: its line or curve, its chance of a class, its boundary between two. Of several
// features the selected racer's predictions stand against the target. Where the formula compares nothing, colours are
// the rows' losses at the selected racer's point.
#include "picture/build.h"
#include "picture/draw/colormap.h"
#include "picture/draw/contour.h"
#include "picture/draw/format.h"

#include <math.h>
#include <string.h>

enum {
    TICKS_MAX = 8,
    ROWS_LOOKED_AT = 100000,
    LIT_MOST = 3000,
    CELLS_X = 128,
    CELLS_Y = 96,
    MANY = 1500,
    LINE_MAX = 160
};

#define LEFT        46.0f
#define RIGHT       10.0f
#define TOP         42.0f
#define BOTTOM      40.0f
#define DOT         2.7f // radius
#define DOT_MANY    1.7f
#define DOT_LIT     1.45f // of that
#define FIRST_RAMP  0.3f  // colours of the two classes, on the ramp
#define SECOND_RAMP 0.85f

typedef struct Data {
    Build *build;
    const RowsView *rows;
    const BatchRows *batch; // NULL: all rows, or not known yet
    bool takes_all;
    Rect plot;
    double range[4];
    bool many;
    const double *predicted; // of ROWS_AGAINST, at each stride-th row; NULL: not known
    const double *losses;    // of ROWS_ALONE, likewise
    double loss_range[2];
    int stride;
    Color class[2];
} Data;

// ---- The plane

static float x_of(const Data *data, double x)
{
    return data->plot.x + data->plot.w * (float)((x - data->range[0]) / (data->range[1] - data->range[0]));
}

static float y_of(const Data *data, double y)
{
    return data->plot.y + data->plot.h * (float)(1 - (y - data->range[2]) / (data->range[3] - data->range[2]));
}

static void word(const Data *data, const char *text, float x, float y, TextAlign align)
{
    draw_text(data->build->list,
              (DrawText){.x = x, .y = y, .align = align, .size = FONT_SMALL, .color = data->build->theme->secondary},
              "%s", text);
}

static void ticks_x(const Data *data)
{
    double ticks[TICKS_MAX], step;
    int most = (int)fminf(fmaxf(data->plot.w / 60, 2), TICKS_MAX);
    int n = ticks_linear(data->range[0], data->range[1], most, ticks, &step);
    for (int i = 0; i < n; i++)
        word(data, format_tick(ticks[i], step).text, x_of(data, ticks[i]), data->plot.y + data->plot.h + 16,
             ALIGN_CENTER);
}

static void ticks_y(const Data *data)
{
    double ticks[TICKS_MAX], step;
    int most = (int)fminf(fmaxf(data->plot.h / 44, 2), TICKS_MAX);
    int n = ticks_linear(data->range[2], data->range[3], most, ticks, &step);
    for (int i = 0; i < n; i++) {
        float y = y_of(data, ticks[i]);
        draw_line(data->build->list, (DrawStroke){.width = 1, .color = data->build->theme->hairline}, data->plot.x, y,
                  data->plot.x + data->plot.w, y);
        word(data, format_tick(ticks[i], step).text, data->plot.x - 8, y + 4, ALIGN_RIGHT);
    }
}

static const char *column_name(const Data *data, int column, const char *none)
{
    return column >= 0 ? dataset_names(data->build->scene->data)[column] : none;
}

static void axis_names(const Data *data)
{
    const RowsView *rows = data->rows;
    const char *target = column_name(data, rows->target, "target");
    bool against = rows->form == ROWS_AGAINST, two = rows->form == ROWS_CLASSES || rows->form == ROWS_ALONE;
    const char *x = against ? target : column_name(data, rows->feature[0], "row");
    const char *y = against ? "prediction" : two ? column_name(data, rows->feature[1], target) : target;
    word(data, x, data->plot.x + data->plot.w, data->plot.y + data->plot.h + 32, ALIGN_RIGHT);
    word(data, y, data->plot.x - LEFT, data->plot.y - 12, ALIGN_LEFT);
}

// ---- Words over it

static void batch_line(const Data *data, bool brief, Text *line)
{
    Number rows = format_count(data->rows->n);
    if (!data->batch) {
        text_add(line, "%s rows%s", rows.text, data->takes_all ? ", each step takes all" : "");
        return;
    }
    Number own = format_count(data->batch->n), step = format_count(data->batch->asked.step);
    text_add(line, brief ? "%s of %s, step %s" : "%s of %s rows: the batch of step %s", own.text, rows.text, step.text);
}

static void form_line(const Data *data, Text *line)
{
    const RowsView *rows = data->rows;
    int selected = data->build->scene->view.selected;
    char title[LINE_MAX] = "nobody";
    if (racer_visible(data->build, selected))
        racer_title(data->build, selected, title, sizeof title);
    if (data->losses)
        text_add(line, "coloured by %s's loss, %s to %s", title, format_set(data->loss_range[0]).text,
                 format_set(data->loss_range[1]).text);
    else if (rows->form == ROWS_ALONE)
        text_add(line, "no prediction and target found");
    else if (rows->form == ROWS_AGAINST)
        text_add(line, "what %s predicts of %d features", title, rows->features);
    else if (rows->form == ROWS_CLASSES && rows->features > 2)
        text_add(line, "two of %d features, others at their mean", rows->features);
    else if (rows->chosen)
        text_add(line, "one of %d features, others at their mean", rows->features);
}

static void words_over(const Data *data, Rect cell)
{
    char bytes[LINE_MAX];
    Text line = text_begin(bytes, sizeof bytes);
    batch_line(data, false, &line);
    if (text_width(data->build, bytes, FONT_SMALL, WEIGHT_REGULAR, false) > cell.w - RIGHT) {
        line = text_begin(bytes, sizeof bytes);
        batch_line(data, true, &line);
    }
    text_fit(data->build, bytes, cell.w, FONT_SMALL, WEIGHT_REGULAR);
    word(data, bytes, cell.x + cell.w - RIGHT, cell.y + 12, ALIGN_RIGHT);
    line = text_begin(bytes, sizeof bytes);
    form_line(data, &line);
    text_fit(data->build, bytes, cell.w - RIGHT, FONT_SMALL, WEIGHT_REGULAR);
    if (bytes[0])
        word(data, bytes, cell.x + cell.w - RIGHT, cell.y + 28, ALIGN_RIGHT);
}

// ---- Rows

static bool place_of(const Data *data, int row, double at[2])
{
    const RowsView *rows = data->rows;
    at[0] = rows->x ? rows->x[row] : row;
    at[1] = data->predicted ? data->predicted[row / data->stride] : rows->y[row];
    return at[0] >= data->range[0] && at[0] <= data->range[1] && at[1] >= data->range[2] && at[1] <= data->range[3];
}

static int class_of(const Data *data, int row)
{
    const RowsView *rows = data->rows;
    return dataset_values(data->build->scene->data)[rows->target][row] == rows->values[1];
}

// The theme's ramp from the least loss to the largest; a row whose loss is no number is grey.
static Color loss_color(const Data *data, int row)
{
    const Colormap *ramp = colormap_find(data->build->theme->ramp);
    double loss = data->losses[row / data->stride], span = data->loss_range[1] - data->loss_range[0];
    if (!ramp || !isfinite(loss))
        return data->build->theme->secondary;
    return colormap_color(ramp, span > 0 ? (float)((loss - data->loss_range[0]) / span) : 0);
}

static void row_draw(const Data *data, int row, const double at[2], bool lit)
{
    const Theme *theme = data->build->theme;
    bool classes = data->rows->form == ROWS_CLASSES;
    float radius = (data->many ? DOT_MANY : DOT) * fminf(theme->line_scale, 1.5f), alpha = data->batch ? 0.45f : 0.8f;
    Color color = classes           ? data->class[class_of(data, row)]
                  : data->losses    ? loss_color(data, row)
                  : data->predicted ? racer_color(data->build, data->build->scene->view.selected)
                                    : theme->secondary;
    DrawShape dot = {.kind = classes && class_of(data, row) ? SHAPE_SQUARE : SHAPE_DISC,
                     .x = x_of(data, at[0]),
                     .y = y_of(data, at[1]),
                     .w = radius * (lit ? DOT_LIT : 1.0f),
                     .color = color_alpha(color, lit || data->losses ? 1.0f : alpha)};
    if (lit || data->losses) { // the ramp's lightest colours are the page's
        DrawShape ring = dot;
        ring.w += lit ? 1.4f : 0.8f;
        ring.color = lit ? theme->text : theme->secondary;
        draw_shape(data->build->list, ring);
        if (!classes && !data->predicted && !data->losses)
            return;
    }
    draw_shape(data->build->list, dot);
}

// Where there are many, one for each of the plot's cells.
static void rows_draw(const Data *data)
{
    unsigned char taken[CELLS_Y][CELLS_X] = {{0}};
    int n = data->rows->n, stride = data->stride > 0 ? data->stride : 1 + (n - 1) / ROWS_LOOKED_AT;
    const double *range = data->range;
    for (int row = 0; row < n; row += stride) {
        double at[2];
        if (!place_of(data, row, at))
            continue;
        int i = (int)((at[0] - range[0]) / (range[1] - range[0]) * (CELLS_X - 1));
        int j = (int)((at[1] - range[2]) / (range[3] - range[2]) * (CELLS_Y - 1));
        if (!data->many || !taken[j][i])
            row_draw(data, row, at, false);
        taken[j][i] = 1;
    }
}

static void lit_draw(const Data *data)
{
    int n = data->batch ? data->batch->n : 0, stride = 1 + n / LIT_MOST;
    for (int i = 0; i < n; i += stride) {
        double at[2];
        int row = data->batch->row[i];
        if (place_of(data, row, at) && (data->stride == 0 || row % data->stride == 0))
            row_draw(data, row, at, true);
    }
}

// ---- What racers make of them

static DrawStroke fit_stroke(const Data *data, int racer)
{
    const Build *build = data->build;
    bool selected = racer == build->scene->view.selected;
    float thin = racer_is_ghost(build, racer) ? GHOST_THIN : 1.0f;
    DrawStroke stroke = {.width = (selected ? 2.6f : 1.8f) * thin * build->theme->line_scale,
                         .casing = selected ? 0.8f : 0,
                         .casing_color = build->theme->ground,
                         .color = racer_color(build, racer),
                         .clip = data->plot};
    if (racer_is_dashed(racer))
        stroke.dash[0] = 7, stroke.dash[1] = 4;
    return stroke;
}

// Broken where there is no number, or one far off the plot.
static void curve_draw(const Data *data, const Fit *fit, DrawStroke stroke)
{
    const RowsView *rows = data->rows;
    double low = rows->values[0], span = fit->is_chance ? rows->values[1] - low : 1;
    double spread = data->range[3] - data->range[2];
    bool open = false;
    for (int i = 0; i < fit->n; i++) {
        double x = rows->range[0] + (rows->range[1] - rows->range[0]) * i / (fit->n - 1);
        double y = fit->is_chance ? low + span * fit->value[i] : fit->value[i];
        if (!(fabs(y - data->range[2]) < 20 * spread)) {
            open = false;
            continue;
        }
        open = open || draw_stroke(data->build->list, stroke);
        draw_point(data->build->list, x_of(data, x), y_of(data, y), 0);
    }
}

// Where neither class is likelier.
static void crossings_draw(const Data *data, const Fit *fit, DrawStroke stroke)
{
    const RowsView *rows = data->rows;
    for (int i = 0; i + 1 < fit->n; i++) {
        double a = fit->value[i], b = fit->value[i + 1];
        if (!(a < 0) == !(b < 0) || !isfinite(a) || !isfinite(b))
            continue;
        double part = (i + a / (a - b)) / (fit->n - 1);
        float x = x_of(data, rows->range[0] + (rows->range[1] - rows->range[0]) * part);
        draw_line(data->build->list, stroke, x, data->plot.y, x, data->plot.y + data->plot.h);
    }
}

static void boundary_draw(const Data *data, const Fit *fit, DrawStroke stroke)
{
    static const HeightMap map = {.scale = HEIGHT_LINEAR, .low = -1, .high = 1, .softness = 1};
    static const double half = 0.5;
    const double *range = data->rows->range;
    double value[FIT_MAX];
    memcpy(value, fit->value, sizeof value);
    HeightField field = {.nx = FIT_SIDE, .ny = FIT_SIDE, .x_from = range[0], .x_to = range[1]};
    field.y_from = range[2], field.y_to = range[3], field.loss = value;
    Contours contours = {0};
    contours_trace(&contours, &field, &map, FIT_SIDE, &half, 1);
    for (int k = 0; k < contours.n_lines; k++) {
        const ContourLine *line = &contours.lines[k];
        draw_stroke(data->build->list, stroke);
        for (int i = line->first; i < line->first + line->count; i++) {
            ContourPoint at = contours.points[i];
            draw_point(data->build->list, x_of(data, range[0] + (range[1] - range[0]) * (double)at.u),
                       y_of(data, range[2] + (range[3] - range[2]) * (double)at.v), 0);
        }
    }
    contours_free(&contours);
}

static const Fit *fit_of(const Data *data, int racer)
{
    const Build *build = data->build;
    Standing standing = racer_visible(build, racer) ? racer_standing(build, racer) : (Standing){.shown = false};
    return standing.shown ? study_fit(build->study, racer, standing.at, data->rows) : NULL;
}

static void fit_draw(const Data *data, int racer)
{
    bool each = data->rows->form == ROWS_AGAINST || data->rows->form == ROWS_ALONE; // their rows show it
    const Fit *fit = each ? NULL : fit_of(data, racer);
    if (!fit)
        return;
    DrawStroke stroke = fit_stroke(data, racer);
    if (data->rows->form == ROWS_CLASSES)
        boundary_draw(data, fit, stroke);
    else if (data->rows->form == ROWS_CHANCE && !fit->is_chance)
        crossings_draw(data, fit, stroke);
    else
        curve_draw(data, fit, stroke);
}

// The selected one's on top.
static void fits_draw(const Data *data)
{
    int selected = data->build->scene->view.selected;
    for (int i = 0; i < race_racers(data->build->race); i++)
        if (i != selected)
            fit_draw(data, i);
    fit_draw(data, selected);
}

// A perfect prediction is the target.
static void diagonal_draw(const Data *data)
{
    double low = fmax(data->range[0], data->range[2]), high = fmin(data->range[1], data->range[3]);
    DrawStroke stroke = {.width = 1, .color = data->build->theme->secondary, .clip = data->plot, .dash = {4, 4}};
    if (data->rows->form == ROWS_AGAINST)
        draw_line(data->build->list, stroke, x_of(data, low), y_of(data, low), x_of(data, high), y_of(data, high));
}

static void find_batch(Data *data)
{
    const Build *build = data->build;
    int next = build->step + 1 < build->scene->steps ? build->step + 1 : build->scene->steps;
    const BatchRows *batch = next > 0 ? study_batch(build->study, next) : NULL;
    data->takes_all = batch && batch->n == data->rows->n;
    data->batch = batch && batch->n > 0 && batch->n < data->rows->n ? batch : NULL;
}

static void find_loss_range(Data *data, int n)
{
    double *range = data->loss_range;
    range[0] = INFINITY, range[1] = -INFINITY;
    for (int i = 0; i < n; i++)
        if (isfinite(data->losses[i]))
            range[0] = fmin(range[0], data->losses[i]), range[1] = fmax(range[1], data->losses[i]);
    if (!(range[0] <= range[1]))
        data->losses = NULL;
}

static void find_predictions(Data *data)
{
    bool alone = data->rows->form == ROWS_ALONE, against = data->rows->form == ROWS_AGAINST;
    const Fit *fit = alone || against ? fit_of(data, data->build->scene->view.selected) : NULL;
    data->predicted = fit && against ? fit->value : NULL;
    data->losses = fit && alone ? fit->value : NULL;
    data->stride = fit ? fit->stride : 0;
    if (data->losses)
        find_loss_range(data, fit->n);
}

void data_build(Build *build, int panel, const PanelField *field)
{
    const RowsView *rows = study_rows(build->study);
    Rect cell = field->cell;
    (void)panel;
    if (!rows || cell.w < LEFT + RIGHT + 40 || cell.h < TOP + BOTTOM + 40)
        return;
    Data data = {.build = build, .rows = rows, .many = rows->n > MANY};
    data.plot = (Rect){cell.x + LEFT, cell.y + TOP, cell.w - LEFT - RIGHT, cell.h - TOP - BOTTOM};
    memcpy(data.range, rows->range, sizeof data.range);
    const Colormap *ramp = colormap_find(build->theme->ramp);
    data.class[0] = ramp ? colormap_color(ramp, FIRST_RAMP) : build->theme->secondary;
    data.class[1] = ramp ? colormap_color(ramp, SECOND_RAMP) : build->theme->text;
    find_batch(&data);
    find_predictions(&data);
    ticks_y(&data);
    ticks_x(&data);
    axis_names(&data);
    words_over(&data, cell);
    diagonal_draw(&data);
    rows_draw(&data);
    lit_draw(&data);
    fits_draw(&data);
}
