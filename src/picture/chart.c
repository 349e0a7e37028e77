// The strip of charts under the picture: loss, gradient norm, learning rate and cycled momentum against the step, on one step axis with one
// playhead. Logarithmic, with a linear axis where the values are not positive. A line costs two points per column of pixels, however long the
// history is. Rates are also drawn, faintly, as they will be.
#include "picture/build.h"
#include "picture/format.h"

#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX = 160, TICKS_MAX = 32, SAMPLES_PER_COLUMN = 24, DECADES_MAX = 16, COLUMNS_MAX = 1024 };

#define BEYOND_START       1e6 // an axis reaches at most so many times the value at the start
#define SIGNED_FROM        1e3 // largest size of a value from which an axis with negative values is SIGNED
#define SIGNED_RATIO       20  // or so many times the size of the value at its other end
#define AXIS_WIDTH         46.0f
#define AXIS_HEIGHT        22.0f
#define HEAD_HEIGHT        22.0f
#define BARE_HEIGHT        8.0f // under a step axis without numbers
#define CHART_GAP          28.0f
#define TWO_WIDTH          560.0f // of the strip, for two charts beside each other
#define THREE_WIDTH        880.0f
#define LABEL_GAP          10.0f
#define LABEL_ROW          13.0f
#define STEP_NAME          24.0f // the axis's name, behind the last number
#define LABEL_MARK         9.0f  // from a name's mark to the name
#define OFF_ALPHA          0.35f
#define LABEL_SHARE        0.44f // of the width that the names at the line ends may take
#define LABEL_SHARE_NARROW 0.34f
#define NARROW             380.0f
#define THIN_PX            0.2f // a point is dropped if the line stays this near to it
#define COLUMN_WIDTH       2.0f // points along the step axis that share two points of a line
#define SAME_LINE          1.3f // points: nearer lines cover each other
#define DASH               7.0f
#define HOVER_ROW          15.0f
#define HOVER_NAME         170.0f // points: longer names are cut

typedef enum Quantity { QUANTITY_LOSS, QUANTITY_DISTANCE, QUANTITY_GRADIENT, QUANTITY_LR, QUANTITY_MOMENTUM } Quantity;

// SIGNED: logarithmic on both sides of 0, linear near it; for losses that fall without bound.
typedef enum Scale { SCALE_LINEAR, SCALE_LOG, SCALE_SIGNED } Scale;

typedef struct Chart {
    Build *build;
    Quantity quantity;
    Rect plot;
    float room; // right of the plot, for names
    bool bare;  // no numbers under the step axis: another chart's lie right under it
    Scale scale;
    double offset;    // subtracted from the loss: the known minimum
    int unit;         // of a SIGNED axis, as a power of ten: smaller values are nearly linear
    double low, high; // of the axis, in what scaled() gives
} Chart;

// A racer's history of the chart's quantity.
typedef struct Values {
    RaceSeries one, at[FORMULA_PARAMETERS_MAX], gradient[FORMULA_PARAMETERS_MAX]; // one: the loss, or a rate
    int dimension, count;
} Values;

// Is the racer's line on the chart?
static bool is_drawn(const Chart *chart, int racer)
{
    bool cycles =
        chart->quantity != QUANTITY_MOMENTUM || racer_cycles_momentum(scene_racer(chart->build->scene, racer));
    return racer_visible(chart->build, racer) && cycles;
}

static Values values_of(const Chart *chart, int racer)
{
    const Race *race = chart->build->race;
    Values values = {.dimension = race_dimension(race)};
    values.one = chart->quantity == QUANTITY_LR         ? race_lr(race, racer)
                 : chart->quantity == QUANTITY_MOMENTUM ? race_momentum(race, racer)
                                                        : race_loss(race, racer);
    for (int i = 0; i < values.dimension; i++) {
        values.at[i] = race_parameter(race, racer, i);
        values.gradient[i] = race_gradient(race, racer, i);
    }
    int finite = race_last_finite(race, racer) + 1;
    values.count = chart->build->step + 1 < finite ? chart->build->step + 1 : finite;
    return values;
}

static double at_step(RaceSeries series, int step)
{
    return series.first[step * series.stride];
}

static double distance_at(const Chart *chart, const Values *values, int step)
{
    double nearest = INFINITY;
    for (int k = 0; k < chart->build->n_goals; k++) {
        double sum = 0;
        for (int i = 0; i < values->dimension && i < 2; i++) {
            double way = at_step(values->at[i], step) - chart->build->goal[k][i];
            sum += way * way;
        }
        nearest = fmin(nearest, sqrt(sum));
    }
    return nearest;
}

static double value_at(const Chart *chart, const Values *values, int step)
{
    if (chart->quantity == QUANTITY_DISTANCE)
        return distance_at(chart, values, step);
    if (chart->quantity != QUANTITY_GRADIENT)
        return at_step(values->one, step) - chart->offset;
    double sum = 0;
    for (int i = 0; i < values->dimension; i++) {
        double g = at_step(values->gradient[i], step);
        sum += g * g;
    }
    return sqrt(sum);
}

typedef struct Range {
    double low, high;
} Range;

static Range range_within(const Chart *chart, const Values *values, int from, int to)
{
    Range range = {DBL_MAX, -DBL_MAX};
    int stride = (to - from) / SAMPLES_PER_COLUMN + 1;
    for (int k = from; k < to; k += stride) {
        double value = value_at(chart, values, k);
        if (!isfinite(value))
            continue;
        range.low = value < range.low ? value : range.low;
        range.high = value > range.high ? value : range.high;
    }
    return range;
}

// Steps that column c of the line covers.
static int column_step(const Chart *chart, int column)
{
    double steps = fmax(chart->build->chart_steps, 1);
    return (int)((double)column * (double)COLUMN_WIDTH / (double)chart->plot.w * steps + 0.5);
}

// Where a value stands on the axis.
static double scaled(const Chart *chart, double value)
{
    if (chart->scale == SCALE_LOG)
        return value > 0 ? log10(value) : -DBL_MAX;
    return chart->scale == SCALE_SIGNED ? copysign(log10(1 + fabs(value) / pow(10, chart->unit)), value) : value;
}

// Is an axis with values of both signs better logarithmic on both sides? A tenth of the smaller end's decade is its unit, but never more than 1.
static Scale signed_scale(double low, double high, int *unit)
{
    double larger = fmax(fabs(low), fabs(high)), smaller = fmin(fabs(low), fabs(high));
    if (larger <= SIGNED_FROM && !(low < 0 && high > 0 && larger > SIGNED_RATIO * smaller))
        return SCALE_LINEAR;
    *unit = smaller > 0 ? (int)fmax(fmin(floor(log10(smaller)) - 1, 0), -DECADES_MAX) : 0;
    return SCALE_SIGNED;
}

static bool is_lost(const Build *build, int racer)
{
    return race_state(build->race, racer, build->step) == RACER_DIVERGED;
}

static bool all_lost(const Chart *chart)
{
    for (int i = 0; i < chart->build->scene->n_racers; i++)
        if (is_drawn(chart, i) && !is_lost(chart->build, i))
            return false;
    return true;
}

// Of all visible racers' values so far. A logarithmic axis ignores what is not positive and shows at most DECADES_MAX
// decades under the start. What rises without bound leaves the chart at its edge, so that the others can still be told
// apart; so do racers that have diverged, unless all have.
static void fit_values(Chart *chart)
{
    const Build *build = chart->build;
    Range all = {DBL_MAX, -DBL_MAX};
    double smallest = DBL_MAX, first = 0;
    bool lost = all_lost(chart);
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (!is_drawn(chart, i) || (!lost && is_lost(build, i)))
            continue;
        Values values = values_of(chart, i);
        int stride = values.count / 2000 + 1;
        first = values.count > 0 ? fmax(first, fabs(value_at(chart, &values, 0))) : first;
        for (int k = 0; k < values.count; k += stride) {
            double value = value_at(chart, &values, k);
            all.low = fmin(all.low, value);
            all.high = isfinite(value) ? fmax(all.high, value) : all.high;
            smallest = value > 0 ? fmin(smallest, value) : smallest;
        }
    }
    bool none = all.low > all.high;
    double most = first > 0 ? first * BEYOND_START : DBL_MAX;
    all.low = fmax(all.low, -most), all.high = fmin(all.high, most);
    if (smallest < DBL_MAX && all.low > -1e-6 * all.high)
        chart->scale = SCALE_LOG;
    else
        chart->scale = none ? SCALE_LINEAR : signed_scale(all.low, all.high, &chart->unit);
    if (chart->scale == SCALE_LOG) {
        chart->high = ceil(log10(all.high) - 1e-9);
        double from = first > 0 ? fmin(chart->high, ceil(log10(first))) : chart->high;
        chart->low = fmax(floor(log10(smallest) + 1e-9), from - DECADES_MAX);
        chart->low = fmin(chart->low, chart->high - 1);
        return;
    }
    if (none) {
        chart->low = 0, chart->high = 1;
        return;
    }
    double low = scaled(chart, fmax(all.low, -DBL_MAX)), high = scaled(chart, all.high);
    double size = fmax(fabs(high), 1), margin = high - low > 1e-9 * size ? 0.05 * (high - low) : 0.5 * size;
    chart->low = low - margin;
    chart->high = high + margin;
}

// The whole schedule's, so that the axis stands still while the race goes on.
static void fit_rates(Chart *chart)
{
    RateRange range = rates_range(chart->build);
    chart->scale = range.logarithmic ? SCALE_LOG : SCALE_LINEAR;
    chart->low = range.logarithmic ? floor(log10(range.low) + 1e-9) : 0;
    chart->high = range.logarithmic ? fmax(ceil(log10(range.high) - 1e-9), chart->low + 1) : 1.08 * range.high;
}

static void fit_momentum(Chart *chart)
{
    double low = DBL_MAX, high = -DBL_MAX;
    for (int i = 0; i < chart->build->scene->n_racers; i++) {
        Rates rates;
        if (!is_drawn(chart, i))
            continue;
        racer_rates(chart->build, i, &rates);
        for (int k = 0; k < rates.n; k++) {
            low = fmin(low, rates.momentum[k]);
            high = fmax(high, rates.momentum[k]);
        }
    }
    double spread = fmax(high - low, 1e-3);
    chart->low = low - 0.1 * spread;
    chart->high = high + 0.1 * spread;
}

static void fit_axis(Chart *chart)
{
    if (chart->quantity == QUANTITY_LR)
        fit_rates(chart);
    else if (chart->quantity == QUANTITY_MOMENTUM)
        fit_momentum(chart);
    else
        fit_values(chart);
}

static float y_of(const Chart *chart, double value)
{
    double t = (scaled(chart, value) - chart->low) / (chart->high - chart->low);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return chart->plot.y + chart->plot.h * (float)(1 - t);
}

static float x_of(const Chart *chart, double step)
{
    return chart->plot.x + chart->plot.w * (float)(step / fmax(chart->build->chart_steps, 1));
}

static void rule(const Chart *chart, float x0, float y0, float x1, float y1, Color color, float width)
{
    draw_line(chart->build->list, (DrawStroke){.width = width, .color = color}, x0, y0, x1, y1);
}

static void note(const Chart *chart, float x, float y, TextAlign align, Color color, const char *text)
{
    draw_text(chart->build->list, (DrawText){.x = x, .y = y, .align = align, .size = FONT_SMALL, .color = color}, "%s",
              text);
}

static void value_tick(const Chart *chart, double value, const char *label)
{
    const Theme *theme = chart->build->theme;
    float y = y_of(chart, value);
    rule(chart, chart->plot.x, y, chart->plot.x + chart->plot.w, y, theme->hairline, 1);
    note(chart, chart->plot.x - 8, y + 4, ALIGN_RIGHT, theme->secondary, label);
}

static void signed_ticks(const Chart *chart, int every)
{
    value_tick(chart, 0, "0");
    for (int power = chart->unit + every; scaled(chart, pow(10, power)) < chart->high; power += every)
        value_tick(chart, pow(10, power), format_power(power).text);
    for (int power = chart->unit + every; scaled(chart, -pow(10, power)) > chart->low; power += every) {
        char label[FORMAT_MAX + 4];
        snprintf(label, sizeof label, "−%s", format_power(power).text);
        value_tick(chart, -pow(10, power), label);
    }
}

static void value_axis(const Chart *chart)
{
    int most = (int)(chart->plot.h / 20);
    most = most < 2 ? 2 : most > TICKS_MAX ? TICKS_MAX : most;
    if (chart->scale == SCALE_LINEAR) {
        double ticks[TICKS_MAX], step;
        int n = ticks_linear(chart->low, chart->high, most, ticks, &step);
        for (int i = 0; i < n; i++)
            value_tick(chart, ticks[i], format_tick(ticks[i], step).text);
        return;
    }
    int decades = (int)(chart->high - chart->low);
    int every = (decades + most - 1) / most < 1 ? 1 : (decades + most - 1) / most;
    if (chart->scale == SCALE_SIGNED)
        signed_ticks(chart, every);
    else
        for (int power = (int)chart->high; power >= (int)chart->low; power -= every)
            value_tick(chart, pow(10, power), format_power(power).text);
}

// In the trails, which curves have none of.
static bool shows_rates(const Build *build)
{
    return build->dimension == 2 && build->scene->view.show >> SHOW_LR_TRAIL & 1;
}

// The trails' colours along the learning rate's axis.
static void rate_ramp(const Chart *chart)
{
    RateRange range = rates_range(chart->build);
    float height = chart->plot.h / RATE_LEVELS;
    if (chart->quantity != QUANTITY_LR || !shows_rates(chart->build))
        return;
    for (int i = 0; i < RATE_LEVELS; i++) {
        double t = (i + 0.5) / RATE_LEVELS, at = chart->low + t * (chart->high - chart->low);
        Color color = rate_color(rate_level(&range, chart->scale == SCALE_LOG ? pow(10, at) : at));
        draw_shape(chart->build->list, (DrawShape){.x = chart->plot.x - 5,
                                                   .y = chart->plot.y + chart->plot.h - height * (float)(i + 1),
                                                   .w = 5,
                                                   .h = height + 0.5f,
                                                   .color = color});
    }
}

static void step_axis(const Chart *chart)
{
    const Build *build = chart->build;
    double ticks[TICKS_MAX], step;
    int most = (int)(chart->plot.w / 90) + 1;
    int n = ticks_linear(0, build->chart_steps, most > TICKS_MAX ? TICKS_MAX : most, ticks, &step);
    for (int i = 0; i < n; i++) {
        float x = x_of(chart, ticks[i]);
        if (ticks[i] != floor(ticks[i]))
            continue; // of a very short race
        rule(chart, x, chart->plot.y + chart->plot.h, x, chart->plot.y + chart->plot.h + 4, build->theme->hairline, 1);
        if (!chart->bare)
            note(chart, x, chart->plot.y + chart->plot.h + 17, ALIGN_CENTER, build->theme->secondary,
                 format_count(ticks[i]).text);
    }
    if (!chart->bare)
        note(chart, chart->plot.x + chart->plot.w + STEP_NAME, chart->plot.y + chart->plot.h + 17, ALIGN_LEFT,
             build->theme->secondary, "step");
}

// The last stroke, by what no pixel shows.
static void thin(const Build *build)
{
    DrawList *list = build->list;
    DrawStroke *stroke = &list->strokes[list->n_strokes - 1];
    stroke->count = line_thin(list->points + stroke->first, stroke->count, THIN_PX / build->in->scale, INFINITY);
    list->n_points = stroke->first + stroke->count;
}

// Where the selected racer's schedule turns: ticks on the axis, and lines through the rates.
static void turns(const Chart *chart)
{
    const Build *build = chart->build;
    int selected = build->scene->view.selected, steps[RATE_TURNS_MAX];
    if (selected < 0 || selected >= build->scene->n_racers || !racer_visible(build, selected))
        return;
    int n = rates_turns(build->scene, build->race, selected, build->step, steps);
    bool rates = chart->quantity == QUANTITY_LR || chart->quantity == QUANTITY_MOMENTUM;
    Color color = racer_color(build, selected);
    float bottom = chart->plot.y + chart->plot.h;
    for (int i = 0; i < n && 5 * n < (int)chart->plot.w; i++) {
        float x = x_of(chart, steps[i]);
        if (rates)
            rule(chart, x, chart->plot.y, x, bottom, color_alpha(color, 0.28f), 1);
        draw_shape(build->list,
                   (DrawShape){.x = x - 1, .y = bottom + 1, .w = 2, .h = 6, .color = color, .layer = LAYER_TOP});
    }
}

// What the schedule will set in the steps to come.
static void future(const Chart *chart, int racer)
{
    const Build *build = chart->build;
    bool lr = chart->quantity == QUANTITY_LR;
    Rates rates;
    if ((!lr && chart->quantity != QUANTITY_MOMENTUM) || rates_wait_for_loss(scene_racer(build->scene, racer)))
        return;
    racer_rates(build, racer, &rates);
    Color color = color_alpha(racer_color(build, racer), 0.35f);
    draw_stroke(build->list, (DrawStroke){.width = 1.3f * build->theme->line_scale, .color = color});
    for (int k = 0; k < rates.n; k++)
        if (k * rates.stride >= build->step)
            draw_point(build->list, x_of(chart, k * rates.stride), y_of(chart, lr ? rates.lr[k] : rates.momentum[k]),
                       0);
}

// A racer's line column by column: the range of its values there, and how many lines it covers.
typedef struct Trace {
    int n;
    int column[COLUMNS_MAX], covers[COLUMNS_MAX];
    float x[COLUMNS_MAX], top[COLUMNS_MAX], bottom[COLUMNS_MAX];
    bool off[COLUMNS_MAX]; // beyond the axis, at whose end it is drawn
} Trace;

// Where the lines that are drawn already run, by column; NAN: not there.
typedef struct Drawn {
    float y[RACE_RACERS_MAX][COLUMNS_MAX];
    int n;
} Drawn;

static void trace_of(const Chart *chart, const Values *values, Trace *trace)
{
    float first = y_of(chart, value_at(chart, values, 0));
    *trace = (Trace){.n = 1, .x = {x_of(chart, 0)}, .top = {first}, .bottom = {first}};
    int columns = (int)(chart->plot.w / COLUMN_WIDTH) + 1, from = 1;
    for (int c = 1; c <= columns && c < COLUMNS_MAX && from < values->count; c++) {
        int to = column_step(chart, c) + 1;
        to = to < values->count ? to : values->count;
        if (to <= from)
            continue;
        Range range = range_within(chart, values, from, to);
        from = to;
        if (range.low > range.high)
            continue;
        trace->column[trace->n] = c;
        trace->x[trace->n] = x_of(chart, to - 1);
        trace->top[trace->n] = y_of(chart, range.high);
        trace->bottom[trace->n] = y_of(chart, range.low);
        trace->off[trace->n++] = scaled(chart, range.low) > chart->high || scaled(chart, range.high) < chart->low;
    }
}

static float middle(const Trace *trace, int i)
{
    return 0.5f * (trace->top[i] + trace->bottom[i]);
}

// What lasts less than two dashes stays solid.
static void smooth_covers(Trace *trace)
{
    for (int from = 0, to; from < trace->n; from = to) {
        for (to = from + 1; to < trace->n && trace->covers[to] == trace->covers[from];)
            to++;
        if (trace->x[to - 1] - trace->x[from] < 2 * DASH)
            for (int i = from; i < to; i++)
                trace->covers[i] = 0;
    }
}

static void find_covers(Trace *trace, const Drawn *drawn)
{
    for (int i = 0; i < trace->n; i++) {
        trace->covers[i] = 0;
        for (int k = 0; k < drawn->n && trace->bottom[i] - trace->top[i] < 2 * SAME_LINE; k++)
            trace->covers[i] += fabsf(drawn->y[k][trace->column[i]] - middle(trace, i)) < SAME_LINE;
    }
    smooth_covers(trace);
}

static void keep_drawn(Drawn *drawn, const Trace *trace)
{
    float *y = drawn->y[drawn->n++];
    for (int c = 0; c < COLUMNS_MAX; c++)
        y[c] = NAN;
    for (int i = 0; i < trace->n; i++)
        y[trace->column[i]] = middle(trace, i);
}

static void trace_point(const Build *build, const Trace *trace, int i)
{
    float top = trace->top[i], bottom = trace->bottom[i], last = i > 0 ? trace->bottom[i - 1] : top;
    if (bottom - top < 0.75f) {
        draw_point(build->list, trace->x[i], middle(trace, i), 0);
        return;
    }
    bool down = fabsf(last - top) < fabsf(last - bottom);
    draw_point(build->list, trace->x[i], down ? top : bottom, 0);
    draw_point(build->list, trace->x[i], down ? bottom : top, 0);
}

static DrawStroke line_style(const Chart *chart, int racer, const Trace *trace, int at)
{
    const Theme *theme = chart->build->theme;
    int covers = trace->covers[at];
    Color color = color_alpha(racer_color(chart->build, racer), trace->off[at] ? OFF_ALPHA : 1);
    DrawStroke stroke = {.width = 1.6f * theme->line_scale, .color = color};
    if (covers > 0)
        stroke.dash[0] = DASH, stroke.dash[1] = DASH * (float)covers;
    else if (racer_is_dashed(racer))
        stroke.dash[0] = DASH, stroke.dash[1] = 0.6f * DASH;
    return stroke;
}

// Solid; dashed where it covers others, so that they are seen between. Faint where it is off the scale.
static void line(const Chart *chart, int racer, Drawn *drawn)
{
    const Build *build = chart->build;
    Values values = values_of(chart, racer);
    if (values.count < 1)
        return;
    Trace trace;
    trace_of(chart, &values, &trace);
    find_covers(&trace, drawn);
    keep_drawn(drawn, &trace);
    for (int from = 0, to; from < trace.n; from = to) {
        for (to = from + 1; to < trace.n && trace.covers[to] == trace.covers[from] && trace.off[to] == trace.off[from];)
            to++;
        if (!draw_stroke(build->list, line_style(chart, racer, &trace, from)))
            return;
        for (int i = from > 0 ? from - 1 : 0; i < to; i++)
            trace_point(build, &trace, i);
        thin(build);
    }
}

typedef struct EndLabel {
    float y, wanted;
    int racer;
} EndLabel;

static int by_height(const void *a, const void *b)
{
    float d = ((const EndLabel *)a)->wanted - ((const EndLabel *)b)->wanted;
    return d < 0 ? -1 : d > 0 ? 1 : ((const EndLabel *)a)->racer - ((const EndLabel *)b)->racer;
}

static bool goes_on(const Chart *chart) // lines to the race's end
{
    return chart->quantity == QUANTITY_LR || chart->quantity == QUANTITY_MOMENTUM;
}

// Where a racer's line ends. false: it has none.
static bool line_end(const Chart *chart, int racer, float *y)
{
    Values values = values_of(chart, racer);
    if (!is_drawn(chart, racer) || values.count < 1)
        return false;
    *y = y_of(chart, value_at(chart, &values, values.count - 1));
    Rates rates;
    if (!goes_on(chart) || rates_wait_for_loss(scene_racer(chart->build->scene, racer)))
        return true;
    racer_rates(chart->build, racer, &rates);
    if (rates.n > 0)
        *y = y_of(chart, chart->quantity == QUANTITY_LR ? rates.lr[rates.n - 1] : rates.momentum[rates.n - 1]);
    return true;
}

static bool has_label(const EndLabel *labels, int n, int racer)
{
    for (int i = 0; i < n; i++)
        if (labels[i].racer == racer)
            return true;
    return false;
}

// Where there are more names than rows: the selected racer's, the lowest, the highest, those that need not be moved, and of the others as many as there is
// room for. Sorted by height.
static int choose_labels(const Chart *chart, EndLabel *labels, int n, int most)
{
    EndLabel kept[RACE_RACERS_MAX];
    int n_kept = 0;
    for (int rank = -3; rank < 2 * n && n_kept < most; rank++) {
        int at = rank == -2 ? n - 1 : rank == -1 ? 0 : rank % n;
        for (int i = 0; rank == -3 && i < n; i++)
            at = labels[i].racer == chart->build->scene->view.selected ? i : at;
        bool room = at >= 0 && !has_label(kept, n_kept, labels[at].racer);
        for (int k = 0; k < n_kept && room && rank < n; k++)
            room = fabsf(kept[k].wanted - labels[at].wanted) >= LABEL_ROW;
        if (room)
            kept[n_kept++] = labels[at];
    }
    qsort(kept, (size_t)n_kept, sizeof *kept, by_height);
    memcpy(labels, kept, (size_t)n_kept * sizeof *kept);
    return n_kept;
}

static int place_labels(const Chart *chart, EndLabel *labels)
{
    float top = chart->plot.y - 4, bottom = chart->plot.y + chart->plot.h - 1, y;
    int n = 0;
    for (int i = 0; i < chart->build->scene->n_racers; i++)
        if (line_end(chart, i, &y))
            labels[n++] = (EndLabel){y, y, i};
    qsort(labels, (size_t)n, sizeof *labels, by_height);
    int most = (int)(chart->plot.h / LABEL_ROW) + 1;
    if (n > most)
        n = choose_labels(chart, labels, n, most);
    for (int i = 0; i < n; i++)
        labels[i].y = fmaxf(labels[i].wanted, i ? labels[i - 1].y + LABEL_ROW : top);
    for (int i = n - 1; i >= 0; i--)
        labels[i].y = fminf(labels[i].y, i < n - 1 ? labels[i + 1].y - LABEL_ROW : bottom);
    return n;
}

// Marks and names beside the line ends, moved apart so that none covers another, within the plot.
static void end_labels(const Chart *chart)
{
    Build *build = chart->build;
    EndLabel labels[RACE_RACERS_MAX];
    int n = place_labels(chart, labels);
    float x = LABEL_GAP + (goes_on(chart) ? chart->plot.x + chart->plot.w : x_of(chart, build->step + build->fraction));
    for (int i = 0; i < n; i++) {
        char name[LINE_MAX];
        racer_label(build, labels[i].racer, name, sizeof name);
        text_fit(build, name, chart->plot.x + chart->plot.w + chart->room - LABEL_MARK - x, FONT_SMALL, WEIGHT_REGULAR);
        if (!name[0] || strcmp(name, "…") == 0) // no room for a word
            continue;
        const Theme *theme = build->theme;
        marker_draw(build, labels[i].racer, (DrawShape){.x = x + 2, .y = labels[i].y, .w = 3, .layer = LAYER_TOP});
        draw_text(
            build->list,
            (DrawText){.x = x + LABEL_MARK,
                       .y = labels[i].y + 4,
                       .size = FONT_SMALL,
                       .color = color_readable(racer_color(build, labels[i].racer), theme->text, theme->ground, 0.25f),
                       .halo = theme->ground}, // the grid does not run through it
            "%s", name);
    }
}

static void playhead(const Chart *chart)
{
    const Build *build = chart->build;
    float x = x_of(chart, build->step + build->fraction);
    rule(chart, x, chart->plot.y - 4, x, chart->plot.y + chart->plot.h, color_alpha(build->theme->secondary, 0.7f),
         1.5f);
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (!is_drawn(chart, i))
            continue;
        Values values = values_of(chart, i);
        if (values.count < 1)
            continue;
        marker_draw(chart->build, i,
                    (DrawShape){.x = x_of(chart, values.count - 1),
                                .y = y_of(chart, value_at(chart, &values, values.count - 1)),
                                .w = 3.5f,
                                .layer = LAYER_TOP});
    }
}

// As the rules call what is cycled: "momentum", "β₁", or both.
static void momentum_title(const Chart *chart, char *line, size_t size)
{
    Text text = text_begin(line, size);
    for (int i = 0; i < chart->build->scene->n_racers; i++) {
        const Optimizer *rule = scene_racer(chart->build->scene, i)->rule;
        if (!is_drawn(chart, i))
            continue;
        const Argument *row = &rule->arguments[optimizer_momentum(rule)];
        const char *name = strcmp(row->name, row[1].name ? row[1].name : "") || !row->symbol ? row->name : row->symbol;
        if (!strstr(line, name))
            text_add(&text, "%s%s", line[0] ? ", " : "", name);
    }
}

static void title_of(const Chart *chart, char *text, size_t size)
{
    static const char *const titles[] = {[QUANTITY_DISTANCE] = "distance to the minimum",
                                         [QUANTITY_GRADIENT] = "‖∇f‖",
                                         [QUANTITY_LR] = "lr",
                                         [QUANTITY_MOMENTUM] = NULL};
    if (chart->quantity == QUANTITY_LR && shows_rates(chart->build))
        text_copy(text, size, "lr, in colours of the trails");
    else if (chart->quantity == QUANTITY_MOMENTUM)
        momentum_title(chart, text, size);
    else if (chart->quantity == QUANTITY_DISTANCE && chart->build->n_goals > 1)
        text_copy(text, size, "distance to the nearest minimum");
    else if (titles[chart->quantity])
        text_copy(text, size, titles[chart->quantity]);
    else if (chart->offset == 0)
        text_copy(text, size, "loss");
    else
        snprintf(text, size, "loss %s %s", chart->offset < 0 ? "+" : "−", format_value(fabs(chart->offset)).text);
}

// The known global minimum, so that a logarithmic axis shows the way to it; 0 where none is known.
static double known_minimum(const Build *build)
{
    const LandscapeMinimum *minima;
    int n = scene_minima(build->scene, &minima);
    double lowest = 0;
    bool found = false;
    for (int i = 0; i < n; i++)
        if (!minima[i].local && (!found || minima[i].loss < lowest)) {
            lowest = minima[i].loss;
            found = true;
        }
    return lowest;
}

// Room for the longest name beside a line's end.
static float label_width(const Build *build, float width)
{
    float longest = 0;
    for (int i = 0; i < build->scene->n_racers; i++) {
        char name[LINE_MAX];
        if (!racer_visible(build, i))
            continue;
        racer_label(build, i, name, sizeof name);
        longest = fmaxf(longest, text_width(build, name, FONT_SMALL, WEIGHT_REGULAR, false));
    }
    return fminf(longest + LABEL_MARK + 2 * LABEL_GAP, width * (width < NARROW ? LABEL_SHARE_NARROW : LABEL_SHARE));
}

// The selected racer's on top of all.
static void lines(const Chart *chart)
{
    Drawn drawn = {.n = 0};
    int n = chart->build->scene->n_racers, selected = chart->build->scene->view.selected;
    for (int k = n - 1; k >= -1; k--) {
        int racer = k >= 0 ? k : selected;
        if (racer < 0 || racer >= n || (k == selected && k >= 0) || !is_drawn(chart, racer))
            continue;
        future(chart, racer);
        line(chart, racer, &drawn);
    }
}

typedef struct Strip {
    Build *build;
    Chart chart[CHARTS_MAX];
    Rect place[CHARTS_MAX];
    int n;
} Strip;

static void chart_build(Strip *strip, Quantity quantity, Rect place, bool bare)
{
    Build *build = strip->build;
    Chart chart = {.build = build, .quantity = quantity, .bare = bare};
    float right = label_width(build, place.w);
    chart.plot = (Rect){place.x + AXIS_WIDTH, place.y + HEAD_HEIGHT, place.w - AXIS_WIDTH - right,
                        place.h - HEAD_HEIGHT - (bare ? BARE_HEIGHT : AXIS_HEIGHT)};
    chart.room = right;
    if (chart.plot.w < 40 || chart.plot.h < 20)
        return;
    chart.offset = quantity == QUANTITY_LOSS ? known_minimum(build) : 0;
    fit_axis(&chart);
    char title[LINE_MAX];
    title_of(&chart, title, sizeof title);
    note(&chart, chart.plot.x, place.y + 11, ALIGN_LEFT, build->theme->text, title);
    value_axis(&chart);
    rate_ramp(&chart);
    step_axis(&chart);
    turns(&chart);
    lines(&chart);
    playhead(&chart);
    end_labels(&chart);
    Rect hit = {chart.plot.x - 6, place.y, chart.plot.w + 12, place.h};
    draw_hit(build->list, HIT_CHART, build->n_charts, hit);
    build->chart_plot[build->n_charts++] = chart.plot;
    strip->chart[strip->n] = chart;
    strip->place[strip->n++] = hit;
}

static bool momentum_changes(const Build *build)
{
    for (int i = 0; i < build->scene->n_racers; i++)
        if (racer_visible(build, i) && racer_cycles_momentum(scene_racer(build->scene, i)))
            return true;
    return false;
}

// The learning rate, and under it the momentum where it is cycled.
static void rates_build(Strip *strip, Rect place)
{
    if (!momentum_changes(strip->build)) {
        chart_build(strip, QUANTITY_LR, place, false);
        return;
    }
    float upper = floorf((place.h - AXIS_HEIGHT + BARE_HEIGHT) / 2);
    chart_build(strip, QUANTITY_LR, (Rect){place.x, place.y, place.w, upper}, true);
    chart_build(strip, QUANTITY_MOMENTUM, (Rect){place.x, place.y + upper, place.w, place.h - upper}, false);
}

typedef struct HoverRow {
    int racer;
    double value;
    float y;
} HoverRow;

static int by_value(const void *a, const void *b)
{
    const HoverRow *x = a, *y = b;
    return x->y != y->y ? (x->y > y->y) - (x->y < y->y) : x->racer - y->racer;
}

static int hover_rows(const Chart *chart, int step, HoverRow rows[RACE_RACERS_MAX])
{
    int n = 0;
    for (int i = 0; i < chart->build->scene->n_racers; i++) {
        Values values = values_of(chart, i);
        if (!is_drawn(chart, i) || step >= values.count)
            continue;
        double value = value_at(chart, &values, step);
        rows[n++] = (HoverRow){i, value + chart->offset, y_of(chart, value)};
    }
    qsort(rows, (size_t)n, sizeof *rows, by_value);
    return n;
}

static void hover_line(const Chart *chart, int step)
{
    HoverRow rows[RACE_RACERS_MAX];
    const Build *build = chart->build;
    int n = hover_rows(chart, step, rows);
    float x = x_of(chart, step);
    rule(chart, x, chart->plot.y, x, chart->plot.y + chart->plot.h, color_alpha(build->theme->text, 0.4f), 1);
    for (int i = 0; i < n; i++)
        marker_draw(chart->build, rows[i].racer, (DrawShape){.x = x, .y = rows[i].y, .w = 3, .layer = LAYER_TOP});
}

// Beside the line, within the page.
static Rect hover_place(const Chart *chart, float x, float width, float height)
{
    Rect view = chart->build->layout.charts;
    float left = x + 12 + width > view.x + view.w ? x - 12 - width : x + 12;
    return (Rect){left, fmaxf(chart->plot.y + chart->plot.h - height, 4), width, height};
}

static void hover_text(const Chart *chart, float x, float y, TextAlign align, Color color, const char *text)
{
    DrawText line = {.x = x, .y = y, .align = align, .size = FONT_SMALL, .color = color, .layer = LAYER_POPUP_TOP};
    line.tabular = align == ALIGN_RIGHT;
    draw_text(chart->build->list, line, "%s", text);
}

// The values at the step under the pointer, as they lie above each other.
static void hover_table(const Chart *chart, int step)
{
    HoverRow rows[RACE_RACERS_MAX];
    const Build *build = chart->build;
    int n = hover_rows(chart, step, rows);
    char names[RACE_RACERS_MAX][LINE_MAX], head[LINE_MAX];
    float widest = 0;
    for (int i = 0; i < n; i++) {
        racer_label(build, rows[i].racer, names[i], LINE_MAX);
        text_fit(build, names[i], HOVER_NAME, FONT_SMALL, WEIGHT_REGULAR);
        widest = fmaxf(widest, text_width(build, names[i], FONT_SMALL, WEIGHT_REGULAR, false));
    }
    float value_width = text_width(build, "0.00·10⁻¹⁰", FONT_SMALL, WEIGHT_REGULAR, true);
    Rect box =
        hover_place(chart, x_of(chart, step), fmaxf(widest, 50) + value_width + 48, HOVER_ROW * (float)(n + 1) + 10);
    DrawShape shape = {.x = box.x, .y = box.y, .w = box.w, .h = box.h, .corner = 5, .layer = LAYER_POPUP};
    shape.color = build->theme->panel;
    draw_shape(build->list, shape);
    shape.stroke = 1, shape.color = color_mix(build->theme->hairline, build->theme->secondary, 0.3f);
    draw_shape(build->list, shape);
    snprintf(head, sizeof head, "step %s", format_count(step).text);
    hover_text(chart, box.x + 10, box.y + HOVER_ROW, ALIGN_LEFT, build->theme->secondary, head);
    for (int i = 0; i < n; i++) {
        float y = box.y + HOVER_ROW * (float)(i + 2);
        marker_draw(chart->build, rows[i].racer,
                    (DrawShape){.x = box.x + 14, .y = y - 4, .w = 3.5f, .layer = LAYER_POPUP_TOP});
        hover_text(chart, box.x + 24, y, ALIGN_LEFT, build->theme->text, names[i]);
        hover_text(chart, box.x + box.w - 10, y, ALIGN_RIGHT, build->theme->text, format_loss(rows[i].value).text);
    }
}

static bool rect_holds(Rect rect, float x, float y)
{
    return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

// What the lines say at the step under the pointer: a hairline through all charts, and the values of the one that is pointed at.
static void hover(const Strip *strip)
{
    const PictureUi *ui = &strip->build->in->ui;
    for (int i = 0; i < strip->n && ui->pointing; i++) {
        Rect plot = strip->chart[i].plot;
        if (!rect_holds(strip->place[i], ui->pointer_x, ui->pointer_y))
            continue;
        float at = (ui->pointer_x - plot.x) / plot.w * (float)strip->build->chart_steps;
        int step = (int)lroundf(fminf(fmaxf(at, 0), (float)strip->build->step));
        for (int k = 0; k < strip->n; k++)
            hover_line(&strip->chart[k], step);
        hover_table(&strip->chart[i], step);
        return;
    }
}

// Side by side as many as there is room for; the rates, where there are any to be seen, and the distance before the gradient.
void charts_build(Build *build)
{
    Rect place = build->layout.charts;
    build->chart_steps = build->scene->steps > 0 ? build->scene->steps : 1;
    if (place.w <= 0 || place.h <= 0 || build->dimension == 0)
        return;
    uint32_t show = build->scene->view.show, wanted = show & (1u << SHOW_LR_CHART | 1u << SHOW_LR_TRAIL);
    bool rates = build->scene->n_racers > 0 && (wanted || rates_change(build));
    bool distance = (show >> SHOW_DISTANCE & 1) && build->n_goals > 0;
    int room = place.w >= THREE_WIDTH ? 3 : place.w >= TWO_WIDTH ? 2 : 1;
    Quantity quantity[4] = {QUANTITY_LOSS};
    int n = 1, others = room - 1 - (rates && room > 1);
    if (distance && others-- > 0)
        quantity[n++] = QUANTITY_DISTANCE;
    if (others > 0)
        quantity[n++] = QUANTITY_GRADIENT;
    if (rates && room > 1)
        quantity[n++] = QUANTITY_LR;
    Strip strip = {.build = build};
    float width = (place.w - CHART_GAP * (float)(n - 1)) / (float)n;
    for (int i = 0; i < n; i++) {
        Rect cell = {place.x + (float)i * (width + CHART_GAP), place.y, width, place.h};
        if (quantity[i] == QUANTITY_LR)
            rates_build(&strip, cell);
        else
            chart_build(&strip, quantity[i], cell, false);
    }
    hover(&strip);
}
