// The strip of charts under the picture: loss and gradient norm against the step, on one step axis with one playhead. Logarithmic, with a
// linear axis where the values are not positive. A line costs two points per column of pixels, however long the history is.
#include "picture/build.h"
#include "picture/format.h"

#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX = 160, TICKS_MAX = 32, SAMPLES_PER_COLUMN = 24, DECADES_MAX = 16 };

#define SIGNED_FROM  1e3 // largest size of a value from which an axis with negative values is SIGNED
#define AXIS_WIDTH   46.0f
#define AXIS_HEIGHT  22.0f
#define HEAD_HEIGHT  22.0f
#define LABEL_GAP    10.0f
#define LABEL_SHARE  0.3f // of the width that the names at the line ends may take
#define THIN_PX      0.2f // a point is dropped if the line stays this near to it
#define COLUMN_WIDTH 1.5f // points along the step axis that share two points of a line

typedef enum Quantity { QUANTITY_LOSS, QUANTITY_GRADIENT, QUANTITY_COUNT } Quantity;

// SIGNED: logarithmic on both sides of 0, linear near it; for losses that fall without bound.
typedef enum Scale { SCALE_LINEAR, SCALE_LOG, SCALE_SIGNED } Scale;

typedef struct Chart {
    Build *build;
    Quantity quantity;
    Rect plot;
    float room; // right of the plot, for names
    Scale scale;
    double offset;    // subtracted from the loss: the known minimum
    double low, high; // of the axis, in what scaled() gives
} Chart;

// A racer's history of the chart's quantity.
typedef struct Values {
    RaceSeries loss, gradient[FORMULA_PARAMETERS_MAX];
    int dimension, count;
} Values;

static Values values_of(const Chart *chart, int racer)
{
    const Race *race = chart->build->race;
    Values values = {.dimension = race_dimension(race), .loss = race_loss(race, racer)};
    for (int i = 0; i < values.dimension; i++)
        values.gradient[i] = race_gradient(race, racer, i);
    int finite = race_last_finite(race, racer) + 1;
    values.count = chart->build->step + 1 < finite ? chart->build->step + 1 : finite;
    return values;
}

static double value_at(const Chart *chart, const Values *values, int step)
{
    if (chart->quantity == QUANTITY_LOSS)
        return values->loss.first[step * values->loss.stride] - chart->offset;
    double sum = 0;
    for (int i = 0; i < values->dimension; i++) {
        double g = values->gradient[i].first[step * values->gradient[i].stride];
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
    return chart->scale == SCALE_SIGNED ? copysign(log10(1 + fabs(value)), value) : value;
}

// Of all visible racers' values so far. A logarithmic axis ignores what is not positive and shows at most DECADES_MAX decades.
static void fit_axis(Chart *chart)
{
    const Build *build = chart->build;
    Range all = {DBL_MAX, -DBL_MAX};
    double smallest = DBL_MAX;
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (!racer_visible(build, i))
            continue;
        Values values = values_of(chart, i);
        int stride = values.count / 2000 + 1;
        for (int k = 0; k < values.count; k += stride) {
            double value = value_at(chart, &values, k);
            all.low = fmin(all.low, value);
            all.high = isfinite(value) ? fmax(all.high, value) : all.high;
            smallest = value > 0 ? fmin(smallest, value) : smallest;
        }
    }
    bool none = all.low > all.high;
    if (smallest < DBL_MAX && all.low > -1e-6 * all.high)
        chart->scale = SCALE_LOG;
    else
        chart->scale = !none && fmax(fabs(all.low), fabs(all.high)) > SIGNED_FROM ? SCALE_SIGNED : SCALE_LINEAR;
    if (chart->scale == SCALE_LOG) {
        chart->high = ceil(log10(all.high) - 1e-9);
        chart->low = fmax(floor(log10(smallest) + 1e-9), chart->high - DECADES_MAX);
        chart->low = fmin(chart->low, chart->high - 1);
        return;
    }
    double low = none ? 0 : scaled(chart, fmax(all.low, -DBL_MAX)), high = none ? 1 : scaled(chart, all.high);
    double margin = none ? 0 : 0.05 * fmax(high - low, 1e-9 * fmax(fabs(high), 1));
    chart->low = low - margin;
    chart->high = high + margin;
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
    draw_line(chart->build->list, (DrawStroke){.width = width, .color = color, .fade_color = color, .panel = -1}, x0,
              y0, x1, y1);
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
    for (int power = every; power < chart->high; power += every)
        value_tick(chart, pow(10, power), format_power(power).text);
    for (int power = every; power < -chart->low; power += every) {
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

static void step_axis(const Chart *chart)
{
    const Build *build = chart->build;
    double ticks[TICKS_MAX], step;
    int most = (int)(chart->plot.w / 90) + 1;
    int n = ticks_linear(0, build->chart_steps, most > TICKS_MAX ? TICKS_MAX : most, ticks, &step);
    for (int i = 0; i < n; i++) {
        float x = x_of(chart, ticks[i]);
        rule(chart, x, chart->plot.y + chart->plot.h, x, chart->plot.y + chart->plot.h + 4, build->theme->hairline, 1);
        note(chart, x, chart->plot.y + chart->plot.h + 17, ALIGN_CENTER, build->theme->secondary,
             format_count(ticks[i]).text);
    }
}

// The last stroke, by what no pixel shows.
static void thin(const Build *build)
{
    DrawList *list = build->list;
    DrawStroke *stroke = &list->strokes[list->n_strokes - 1];
    stroke->count = line_thin(list->points + stroke->first, stroke->count, THIN_PX / build->in->scale, INFINITY);
    list->n_points = stroke->first + stroke->count;
}

static void line(const Chart *chart, int racer)
{
    const Build *build = chart->build;
    Values values = values_of(chart, racer);
    if (values.count < 1)
        return;
    Color color = racer_color(build, racer);
    if (!draw_stroke(
            build->list,
            (DrawStroke){.width = 1.6f * build->theme->line_scale, .color = color, .fade_color = color, .panel = -1}))
        return;
    draw_point(build->list, x_of(chart, 0), y_of(chart, value_at(chart, &values, 0)), 0);
    int columns = (int)(chart->plot.w / COLUMN_WIDTH) + 1;
    float last_y = y_of(chart, value_at(chart, &values, 0));
    int from = 1;
    for (int c = 1; c <= columns && from < values.count; c++) {
        int to = column_step(chart, c) + 1;
        to = to < values.count ? to : values.count;
        if (to <= from)
            continue;
        Range range = range_within(chart, &values, from, to);
        from = to;
        if (range.low > range.high)
            continue;
        float x = x_of(chart, to - 1), top = y_of(chart, range.high), bottom = y_of(chart, range.low);
        if (bottom - top < 0.75f) {
            draw_point(build->list, x, (top + bottom) / 2, 0);
        } else {
            bool down = fabsf(last_y - top) < fabsf(last_y - bottom);
            draw_point(build->list, x, down ? top : bottom, 0);
            draw_point(build->list, x, down ? bottom : top, 0);
        }
        last_y = bottom;
    }
    thin(build);
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

// Names beside the line ends, moved apart so that none covers another, within the plot.
static void end_labels(const Chart *chart)
{
    const Build *build = chart->build;
    EndLabel labels[RACE_RACERS_MAX];
    int n = 0;
    for (int i = 0; i < build->scene->n_racers; i++) {
        Values values = values_of(chart, i);
        if (!racer_visible(build, i) || values.count < 1)
            continue;
        float y = y_of(chart, value_at(chart, &values, values.count - 1));
        labels[n++] = (EndLabel){y, y, i};
    }
    float gap = 13;
    if (n == 0 || gap * (float)n > chart->plot.h + 14)
        return;
    qsort(labels, (size_t)n, sizeof *labels, by_height);
    float top = chart->plot.y - 4, bottom = chart->plot.y + chart->plot.h + 4;
    for (int i = 0; i < n; i++)
        labels[i].y = fmaxf(labels[i].wanted, i ? labels[i - 1].y + gap : top);
    for (int i = n - 1; i >= 0; i--)
        labels[i].y = fminf(labels[i].y, i < n - 1 ? labels[i + 1].y - gap : bottom);
    for (int i = 0; i < n; i++) {
        char name[LINE_MAX];
        racer_label(build, labels[i].racer, name, sizeof name);
        text_fit(build, name, chart->room - LABEL_GAP, FONT_SMALL, WEIGHT_REGULAR);
        note(chart, chart->plot.x + chart->plot.w + LABEL_GAP, labels[i].y + 4, ALIGN_LEFT,
             color_mix(racer_color(build, labels[i].racer), build->theme->text, 0.25f), name);
    }
}

static void playhead(const Chart *chart)
{
    const Build *build = chart->build;
    float x = x_of(chart, build->step + build->fraction);
    rule(chart, x, chart->plot.y - 4, x, chart->plot.y + chart->plot.h, color_alpha(build->theme->secondary, 0.7f),
         1.5f);
    for (int i = 0; i < build->scene->n_racers; i++) {
        Values values = values_of(chart, i);
        if (!racer_visible(build, i) || values.count < 1)
            continue;
        draw_shape(build->list, (DrawShape){.kind = SHAPE_DISC,
                                            .x = x_of(chart, values.count - 1),
                                            .y = y_of(chart, value_at(chart, &values, values.count - 1)),
                                            .w = 3,
                                            .color = racer_color(build, i),
                                            .layer = LAYER_TOP});
    }
}

static void title_of(const Chart *chart, char *text, size_t size)
{
    if (chart->quantity == QUANTITY_GRADIENT)
        text_copy(text, size, "‖∇f‖");
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
    return fminf(longest + 2 * LABEL_GAP, width * LABEL_SHARE);
}

static void chart_build(Build *build, Quantity quantity, Rect place)
{
    Chart chart = {.build = build, .quantity = quantity};
    float right = label_width(build, place.w);
    chart.plot = (Rect){place.x + AXIS_WIDTH, place.y + HEAD_HEIGHT, place.w - AXIS_WIDTH - right,
                        place.h - HEAD_HEIGHT - AXIS_HEIGHT};
    chart.room = right;
    if (chart.plot.w < 40 || chart.plot.h < 20)
        return;
    chart.offset = quantity == QUANTITY_LOSS ? known_minimum(build) : 0;
    fit_axis(&chart);
    char title[LINE_MAX];
    title_of(&chart, title, sizeof title);
    note(&chart, chart.plot.x, place.y + 11, ALIGN_LEFT, build->theme->text, title);
    value_axis(&chart);
    step_axis(&chart);
    for (int i = build->scene->n_racers - 1; i >= 0; i--)
        if (racer_visible(build, i))
            line(&chart, i);
    playhead(&chart);
    end_labels(&chart);
    draw_hit(build->list, HIT_CHART, build->n_charts, (Rect){chart.plot.x - 6, place.y, chart.plot.w + 12, place.h});
    build->chart_plot[build->n_charts++] = chart.plot;
}

void charts_build(Build *build)
{
    Rect place = build->layout.charts;
    build->chart_steps = build->scene->steps > 0 ? build->scene->steps : 1;
    if (place.w <= 0 || place.h <= 0 || build->dimension == 0)
        return;
    bool two = place.w >= 700;
    float gap = 28, width = two ? (place.w - gap) / 2 : place.w;
    chart_build(build, QUANTITY_LOSS, (Rect){place.x, place.y, width, place.h});
    if (two)
        chart_build(build, QUANTITY_GRADIENT, (Rect){place.x + width + gap, place.y, width, place.h});
}
