// What stands around a chart's lines: its title, the grid and numbers of its values, the steps, and where the selected
// schedule turns.
#include "picture/chart/chart.h"
#include "picture/draw/format.h"
#include "picture/kind.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TICKS_MAX = 32 };

#define TITLE_GAP      8.0f
#define NUMBERS_BASE   17.0f // under the plot
#define NUMBERS_OUT    14.0f // that they may reach beyond the names' place
#define TICKS_APART    20.0f
#define PART_OF_DECADE 0.75 // of an axis on which numbers of one digit would be few

void chart_rule(const Chart *chart, float x0, float y0, float x1, float y1, Color color, float width)
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
    float y = chart_y(chart, value);
    chart_rule(chart, chart->plot.x, y, chart->plot.x + chart->plot.w, y, theme->hairline, 1);
    const PictureCell *cell = chart->build->in->cell;
    if (!cell || cell->numbers[1])
        note(chart, chart->plot.x - 8, y + 4, ALIGN_RIGHT, theme->secondary, label);
}

static void signed_ticks(const Chart *chart, int every)
{
    value_tick(chart, 0, "0");
    for (int power = chart->axis.unit + every; chart_scaled(chart, pow(10, power)) < chart->axis.high; power += every)
        value_tick(chart, pow(10, power), format_power(power).text);
    for (int power = chart->axis.unit + every; chart_scaled(chart, -pow(10, power)) > chart->axis.low; power += every) {
        char label[FORMAT_MAX + 4];
        snprintf(label, sizeof label, "−%s", format_power(power).text);
        value_tick(chart, -pow(10, power), label);
    }
}

// Where the axis has hardly two powers of ten: numbers of one digit between them.
static void few_decades(const Chart *chart, int most)
{
    static const int digits[][4] = {{1, 2, 5}, {1, 3}};
    double low = chart->axis.low, high = chart->axis.high;
    int from = (int)floor(low), to = (int)floor(high), fine = 3 * (high - low) <= most ? 0 : 1;
    for (int power = from; power <= to; power++)
        for (int i = 0; digits[fine][i] > 0; i++) {
            double value = digits[fine][i] * pow(10, power);
            if (log10(value) >= low && log10(value) <= high)
                value_tick(chart, value, format_decade(digits[fine][i], power, from, to).text);
        }
}

// Where it has hardly any of those; one alone would say no scale.
static void part_of_decade(const Chart *chart, int most)
{
    double ticks[TICKS_MAX], step, low = pow(10, chart->axis.low), high = pow(10, chart->axis.high);
    int tried = most < 4 ? most : 4, n = ticks_linear(low, high, tried, ticks, &step);
    while (n < 2 && tried < TICKS_MAX)
        n = ticks_linear(low, high, ++tried, ticks, &step);
    for (int i = 0; i < n; i++)
        value_tick(chart, ticks[i], format_tick(ticks[i], step).text);
}

static void log_ticks(const Chart *chart, int most)
{
    int from = (int)ceil(chart->axis.low), to = (int)floor(chart->axis.high);
    int every = (to - from + most) / most;
    if (2 * (to - from) < most && to - from < 2) {
        if (chart->axis.high - chart->axis.low < PART_OF_DECADE)
            part_of_decade(chart, most);
        else
            few_decades(chart, most);
        return;
    }
    for (int power = to; power >= from; power -= every)
        value_tick(chart, pow(10, power), format_decade(1, power, from, to).text);
}

static void value_axis(const Chart *chart)
{
    int most = (int)(chart->plot.h / TICKS_APART);
    most = most < 2 ? 2 : most > TICKS_MAX ? TICKS_MAX : most;
    if (chart->axis.scale == SCALE_LINEAR) {
        double ticks[TICKS_MAX], step;
        int n = ticks_linear(chart->axis.low, chart->axis.high, most, ticks, &step);
        for (int i = 0; i < n; i++)
            value_tick(chart, ticks[i], format_tick(ticks[i], step).text);
        return;
    }
    int decades = (int)(chart->axis.high - chart->axis.low);
    if (chart->axis.scale == SCALE_SIGNED)
        signed_ticks(chart, (decades + most - 1) / most < 1 ? 1 : (decades + most - 1) / most);
    else
        log_ticks(chart, most);
}

// In the trails, which not every kind of panel has.
static bool shows_rates(const Build *build)
{
    return build->kind && build->kind->trails && build->scene->view.show >> SHOW_LR_TRAIL & 1;
}

// The trails' colours along the learning rate's axis.
static void rate_ramp(const Chart *chart)
{
    RateRange range = rates_range(chart->build);
    float height = chart->plot.h / RATE_LEVELS;
    if (chart->kind != COURSE_LR || !shows_rates(chart->build))
        return;
    for (int i = 0; i < RATE_LEVELS; i++) {
        double t = (i + 0.5) / RATE_LEVELS, at = chart->axis.low + t * (chart->axis.high - chart->axis.low);
        Color color = rate_color(rate_level(&range, chart->axis.scale == SCALE_LOG ? pow(10, at) : at));
        draw_shape(chart->build->list, (DrawShape){.x = chart->plot.x - 5,
                                                   .y = chart->plot.y + chart->plot.h - height * (float)(i + 1),
                                                   .w = 5,
                                                   .h = height + 0.5f,
                                                   .color = color});
    }
}

static void step_axis(const Chart *chart)
{
    Build *build = chart->build;
    double ticks[TICKS_MAX], step;
    float bottom = chart->plot.y + chart->plot.h;
    int most = (int)(chart->plot.w / (build->layout.figure ? 42 : 90)) + 1;
    int n = ticks_linear(build->span.from, build->span.to, most > TICKS_MAX ? TICKS_MAX : most, ticks, &step);
    for (int i = 0; i < n; i++)
        if (ticks[i] == floor(ticks[i])) // else of a very short race
            chart_rule(chart, chart_x(chart, ticks[i]), bottom, chart_x(chart, ticks[i]), bottom + 4,
                       build->theme->hairline, 1);
    if (!chart->bare)
        span_numbers(build, chart->plot, bottom + NUMBERS_BASE,
                     chart->plot.x + chart->plot.w + chart->room + NUMBERS_OUT, build->n_charts);
}

// Where the selected racer's schedule turns: ticks on the axis, and lines through the rates.
static void turns(const Chart *chart)
{
    const Build *build = chart->build;
    int selected = build->scene->view.selected, steps[RATE_TURNS_MAX];
    if (selected < 0 || selected >= build->scene->n_racers || !racer_visible(build, selected))
        return;
    int n = study_turns(build->study, selected, build->step, steps);
    bool rates = chart->kind == COURSE_LR || chart->kind == COURSE_MOMENTUM;
    Color color = racer_color(build, selected);
    float bottom = chart->plot.y + chart->plot.h;
    for (int i = 0; i < n && 5 * n < (int)chart->plot.w; i++) {
        float x = chart_x(chart, steps[i]);
        if (!span_holds(build, steps[i]))
            continue;
        if (rates)
            chart_rule(chart, x, chart->plot.y, x, bottom, color_alpha(color, 0.28f), 1);
        draw_shape(build->list,
                   (DrawShape){.x = x - 1, .y = bottom + 1, .w = 2, .h = 6, .color = color, .layer = LAYER_TOP});
    }
}

// As the rules call what is cycled: "momentum", "β₁", or both.
static void momentum_title(const Chart *chart, char *line, size_t size)
{
    Text text = text_begin(line, size);
    for (int i = 0; i < chart->build->scene->n_racers; i++) {
        const Optimizer *rule = scene_racer(chart->build->scene, i)->rule;
        if (!chart->course[i])
            continue;
        const Argument *row = &rule->arguments[optimizer_momentum(rule)];
        const char *name = strcmp(row->name, row[1].name ? row[1].name : "") || !row->symbol ? row->name : row->symbol;
        if (!strstr(line, name))
            text_add(&text, "%s%s", line[0] ? ", " : "", name);
    }
}

static void title_of(const Chart *chart, char *text, size_t size)
{
    static const char *const titles[] = {[COURSE_DISTANCE] = "distance to the minimum",
                                         [COURSE_GRADIENT] = "‖∇f‖",
                                         [COURSE_LR] = "lr",
                                         [COURSE_MOMENTUM] = NULL};
    if (chart->kind == COURSE_LR && shows_rates(chart->build))
        text_copy(text, size, "lr, in colours of the trails");
    else if (chart->kind == COURSE_MOMENTUM)
        momentum_title(chart, text, size);
    else if (chart->kind == COURSE_DISTANCE && chart->build->n_goals > 1)
        text_copy(text, size, "distance to the nearest minimum");
    else if (titles[chart->kind])
        text_copy(text, size, titles[chart->kind]);
    else if (chart->offset == 0)
        text_copy(text, size, "loss");
    else
        snprintf(text, size, "loss %s %s%s", chart->offset < 0 ? "+" : "−", format_set(fabs(chart->offset)).text,
                 chart->found ? " (found)" : "");
}

// "loss", and fainter how it stands on the axis.
static void title(const Chart *chart, float y)
{
    static const char *const scales[] = {
        [SCALE_LINEAR] = "linear", [SCALE_LOG] = "log scale", [SCALE_SIGNED] = "log scale, both signs"};
    const Build *build = chart->build;
    char title[LINE_MAX] = "", scale[LINE_MAX];
    title_of(chart, title, sizeof title);
    float end = chart->plot.x + chart->plot.w + chart->room;
    text_fit(build, title, end - chart->plot.x, FONT_SMALL, WEIGHT_REGULAR);
    note(chart, chart->plot.x, y, ALIGN_LEFT, build->theme->text, title);
    float x = chart->plot.x + text_width(build, title, FONT_SMALL, WEIGHT_REGULAR, false) + TITLE_GAP;
    text_copy(scale, sizeof scale, scales[chart->axis.scale]);
    if (x + text_width(build, scale, FONT_SMALL, WEIGHT_REGULAR, false) > end)
        text_copy(scale, sizeof scale, chart->axis.scale == SCALE_LINEAR ? "lin" : "log");
    note(chart, x, y, ALIGN_LEFT, build->theme->secondary, scale);
}

void chart_axes(const Chart *chart, float title_y)
{
    if (!chart->build->in->cell) { // the sheet says it once
        letter_draw(chart->build, chart->plot.x - CHART_AXIS_WIDTH, title_y);
        title(chart, title_y);
    }
    value_axis(chart);
    rate_ramp(chart);
    step_axis(chart);
    turns(chart);
}
