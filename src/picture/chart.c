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

enum { LINE_MAX = 160, TICKS_MAX = 32, SAMPLES_PER_COLUMN = 24, DECADES_MAX = 16 };

#define BEYOND_START 1e6 // an axis reaches at most so many times the value at the start
#define SIGNED_FROM  1e3 // largest size of a value from which an axis with negative values is SIGNED
#define AXIS_WIDTH   46.0f
#define AXIS_HEIGHT  22.0f
#define HEAD_HEIGHT  22.0f
#define BARE_HEIGHT  8.0f // under a step axis without numbers
#define CHART_GAP    28.0f
#define TWO_WIDTH    700.0f // of the strip, for two charts beside each other
#define THREE_WIDTH  1000.0f
#define LABEL_GAP    10.0f
#define LABEL_SHARE  0.3f // of the width that the names at the line ends may take
#define THIN_PX      0.2f // a point is dropped if the line stays this near to it
#define COLUMN_WIDTH 2.0f // points along the step axis that share two points of a line

typedef enum Quantity { QUANTITY_LOSS, QUANTITY_GRADIENT, QUANTITY_LR, QUANTITY_MOMENTUM } Quantity;

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
    double low, high; // of the axis, in what scaled() gives
} Chart;

// A racer's history of the chart's quantity.
typedef struct Values {
    RaceSeries one, gradient[FORMULA_PARAMETERS_MAX]; // one: the loss, or a rate
    int dimension, count;
} Values;

// Is the racer's line on the chart?
static bool is_drawn(const Chart *chart, int racer)
{
    bool cycles = chart->quantity != QUANTITY_MOMENTUM || racer_cycles_momentum(&chart->build->scene->racers[racer]);
    return racer_visible(chart->build, racer) && cycles;
}

static Values values_of(const Chart *chart, int racer)
{
    const Race *race = chart->build->race;
    Values values = {.dimension = race_dimension(race)};
    values.one = chart->quantity == QUANTITY_LR         ? race_lr(race, racer)
                 : chart->quantity == QUANTITY_MOMENTUM ? race_momentum(race, racer)
                                                        : race_loss(race, racer);
    for (int i = 0; i < values.dimension; i++)
        values.gradient[i] = race_gradient(race, racer, i);
    int finite = race_last_finite(race, racer) + 1;
    values.count = chart->build->step + 1 < finite ? chart->build->step + 1 : finite;
    return values;
}

static double value_at(const Chart *chart, const Values *values, int step)
{
    if (chart->quantity != QUANTITY_GRADIENT)
        return values->one.first[step * values->one.stride] - chart->offset;
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

// Of all visible racers' values so far. A logarithmic axis ignores what is not positive and shows at most DECADES_MAX decades under the start.
// What rises without bound leaves the chart at its edge, so that the others can still be told apart.
static void fit_values(Chart *chart)
{
    const Build *build = chart->build;
    Range all = {DBL_MAX, -DBL_MAX};
    double smallest = DBL_MAX, first = 0;
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (!is_drawn(chart, i))
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
        chart->scale = !none && fmax(fabs(all.low), fabs(all.high)) > SIGNED_FROM ? SCALE_SIGNED : SCALE_LINEAR;
    if (chart->scale == SCALE_LOG) {
        chart->high = ceil(log10(all.high) - 1e-9);
        double from = first > 0 ? fmin(chart->high, ceil(log10(first))) : chart->high;
        chart->low = fmax(floor(log10(smallest) + 1e-9), from - DECADES_MAX);
        chart->low = fmin(chart->low, chart->high - 1);
        return;
    }
    double low = none ? 0 : scaled(chart, fmax(all.low, -DBL_MAX)), high = none ? 1 : scaled(chart, all.high);
    double margin = none ? 0 : 0.05 * fmax(high - low, 1e-9 * fmax(fabs(high), 1));
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

// The trails' colours along the learning rate's axis.
static void rate_ramp(const Chart *chart)
{
    RateRange range = rates_range(chart->build);
    float height = chart->plot.h / RATE_LEVELS;
    if (chart->quantity != QUANTITY_LR || !(chart->build->scene->view.show >> SHOW_LR_TRAIL & 1))
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
        rule(chart, x, chart->plot.y + chart->plot.h, x, chart->plot.y + chart->plot.h + 4, build->theme->hairline, 1);
        if (!chart->bare)
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

// Where the selected racer's schedule turns: ticks on the axis, and lines through the rates.
static void turns(const Chart *chart)
{
    const Build *build = chart->build;
    int selected = build->scene->view.selected, steps[RATE_TURNS_MAX];
    if (selected < 0 || selected >= build->scene->n_racers || !racer_visible(build, selected))
        return;
    int n = racer_turns(build, selected, steps);
    bool rates = chart->quantity == QUANTITY_LR || chart->quantity == QUANTITY_MOMENTUM;
    Color color = racer_color(build, selected);
    float bottom = chart->plot.y + chart->plot.h;
    for (int i = 0; i < n && 5 * n < (int)chart->plot.w; i++) {
        float x = x_of(chart, steps[i]);
        if (rates)
            rule(chart, x, chart->plot.y, x, bottom, color_alpha(color, 0.28f), 1);
        draw_shape(build->list, (DrawShape){.kind = SHAPE_TRIANGLE,
                                            .x = x,
                                            .y = bottom + 3,
                                            .w = 4.5f,
                                            .angle_rad = -1.5707963f,
                                            .color = color,
                                            .layer = LAYER_TOP});
    }
}

// What the schedule will set in the steps to come.
static void future(const Chart *chart, int racer)
{
    const Build *build = chart->build;
    bool lr = chart->quantity == QUANTITY_LR;
    Rates rates;
    if ((!lr && chart->quantity != QUANTITY_MOMENTUM) || racer_waits_for_loss(&build->scene->racers[racer]))
        return;
    racer_rates(build, racer, &rates);
    Color color = color_alpha(racer_color(build, racer), 0.35f);
    draw_stroke(
        build->list,
        (DrawStroke){.width = 1.3f * build->theme->line_scale, .color = color, .fade_color = color, .panel = -1});
    for (int k = 0; k < rates.n; k++)
        if (k * rates.stride >= build->step)
            draw_point(build->list, x_of(chart, k * rates.stride), y_of(chart, lr ? rates.lr[k] : rates.momentum[k]),
                       0);
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
        if (!is_drawn(chart, i))
            continue;
        Values values = values_of(chart, i);
        if (values.count < 1)
            continue;
        float y = y_of(chart, value_at(chart, &values, values.count - 1));
        labels[n++] = (EndLabel){y, y, i};
    }
    float gap = 13;
    if (n == 0 || gap * (float)n > chart->plot.h + 14)
        return;
    qsort(labels, (size_t)n, sizeof *labels, by_height);
    float top = chart->plot.y - 4, bottom = chart->plot.y + chart->plot.h - 1;
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
        if (!is_drawn(chart, i))
            continue;
        Values values = values_of(chart, i);
        if (values.count < 1)
            continue;
        draw_shape(build->list, (DrawShape){.kind = SHAPE_DISC,
                                            .x = x_of(chart, values.count - 1),
                                            .y = y_of(chart, value_at(chart, &values, values.count - 1)),
                                            .w = 3,
                                            .color = racer_color(build, i),
                                            .layer = LAYER_TOP});
    }
}

// As the rules call what is cycled: "momentum", "β₁", or both.
static void momentum_title(const Chart *chart, char *line, size_t size)
{
    Text text = text_begin(line, size);
    for (int i = 0; i < chart->build->scene->n_racers; i++) {
        const Optimizer *rule = chart->build->scene->racers[i].rule;
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
    static const char *const titles[] = {
        [QUANTITY_GRADIENT] = "‖∇f‖", [QUANTITY_LR] = "lr", [QUANTITY_MOMENTUM] = NULL};
    if (chart->quantity == QUANTITY_LR && chart->build->scene->view.show >> SHOW_LR_TRAIL & 1)
        text_copy(text, size, "lr, in colours of the trails");
    else if (chart->quantity == QUANTITY_MOMENTUM)
        momentum_title(chart, text, size);
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
    return fminf(longest + 2 * LABEL_GAP, width * LABEL_SHARE);
}

static void chart_build(Build *build, Quantity quantity, Rect place, bool bare)
{
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
    for (int i = build->scene->n_racers - 1; i >= 0; i--)
        if (is_drawn(&chart, i)) {
            future(&chart, i);
            line(&chart, i);
        }
    playhead(&chart);
    end_labels(&chart);
    draw_hit(build->list, HIT_CHART, build->n_charts, (Rect){chart.plot.x - 6, place.y, chart.plot.w + 12, place.h});
    build->chart_plot[build->n_charts++] = chart.plot;
}

static bool momentum_changes(const Build *build)
{
    for (int i = 0; i < build->scene->n_racers; i++)
        if (racer_visible(build, i) && racer_cycles_momentum(&build->scene->racers[i]))
            return true;
    return false;
}

// The learning rate, and under it the momentum where it is cycled.
static void rates_build(Build *build, Rect place)
{
    if (!momentum_changes(build)) {
        chart_build(build, QUANTITY_LR, place, false);
        return;
    }
    float upper = floorf((place.h - AXIS_HEIGHT + BARE_HEIGHT) / 2);
    chart_build(build, QUANTITY_LR, (Rect){place.x, place.y, place.w, upper}, true);
    chart_build(build, QUANTITY_MOMENTUM, (Rect){place.x, place.y + upper, place.w, place.h - upper}, false);
}

// Side by side as many as there is room for; the rates, where there are any to be seen, before the gradient.
void charts_build(Build *build)
{
    Rect place = build->layout.charts;
    build->chart_steps = build->scene->steps > 0 ? build->scene->steps : 1;
    if (place.w <= 0 || place.h <= 0 || build->dimension == 0)
        return;
    uint32_t wanted = build->scene->view.show & (1u << SHOW_LR_CHART | 1u << SHOW_LR_TRAIL);
    bool rates = build->scene->n_racers > 0 && (wanted || rates_change(build));
    int room = place.w >= THREE_WIDTH ? 3 : place.w >= TWO_WIDTH ? 2 : 1;
    int n = room < 2 + rates ? room : 2 + rates;
    float width = (place.w - CHART_GAP * (float)(n - 1)) / (float)n;
    for (int i = 0; i < n; i++) {
        Rect cell = {place.x + (float)i * (width + CHART_GAP), place.y, width, place.h};
        if (rates && i == n - 1 && n > 1)
            rates_build(build, cell);
        else
            chart_build(build, i == 0 ? QUANTITY_LOSS : QUANTITY_GRADIENT, cell, false);
    }
}
