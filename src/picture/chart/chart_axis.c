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

#define STEP_NAME 24.0f // the axis's name, behind the last number

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
    note(chart, chart->plot.x - 8, y + 4, ALIGN_RIGHT, theme->secondary, label);
}

static void signed_ticks(const Chart *chart, int every)
{
    value_tick(chart, 0, "0");
    for (int power = chart->unit + every; chart_scaled(chart, pow(10, power)) < chart->high; power += every)
        value_tick(chart, pow(10, power), format_power(power).text);
    for (int power = chart->unit + every; chart_scaled(chart, -pow(10, power)) > chart->low; power += every) {
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
        float x = chart_x(chart, ticks[i]);
        if (ticks[i] != floor(ticks[i]))
            continue; // of a very short race
        chart_rule(chart, x, chart->plot.y + chart->plot.h, x, chart->plot.y + chart->plot.h + 4,
                   build->theme->hairline, 1);
        if (!chart->bare)
            note(chart, x, chart->plot.y + chart->plot.h + 17, ALIGN_CENTER, build->theme->secondary,
                 format_count(ticks[i]).text);
    }
    if (!chart->bare)
        note(chart, chart->plot.x + chart->plot.w + STEP_NAME, chart->plot.y + chart->plot.h + 17, ALIGN_LEFT,
             build->theme->secondary, "step");
}

// Where the selected racer's schedule turns: ticks on the axis, and lines through the rates.
static void turns(const Chart *chart)
{
    const Build *build = chart->build;
    int selected = build->scene->view.selected, steps[RATE_TURNS_MAX];
    if (selected < 0 || selected >= build->scene->n_racers || !racer_visible(build, selected))
        return;
    int n = study_turns(build->study, selected, build->step, steps);
    bool rates = chart->quantity == QUANTITY_LR || chart->quantity == QUANTITY_MOMENTUM;
    Color color = racer_color(build, selected);
    float bottom = chart->plot.y + chart->plot.h;
    for (int i = 0; i < n && 5 * n < (int)chart->plot.w; i++) {
        float x = chart_x(chart, steps[i]);
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
        if (!chart_has(chart, i))
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

void chart_axes(const Chart *chart, float title_y)
{
    char title[LINE_MAX];
    title_of(chart, title, sizeof title);
    note(chart, chart->plot.x, title_y, ALIGN_LEFT, chart->build->theme->text, title);
    value_axis(chart);
    rate_ramp(chart);
    step_axis(chart);
    turns(chart);
}
