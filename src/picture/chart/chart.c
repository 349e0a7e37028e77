// The strip of charts under the picture: loss, distance, gradient norm, learning rate and cycled momentum against the
// step, on one span of steps with one playhead. Axes are the whole race's and stand still. A line costs two points per
// column of pixels, however long the history is. Rates are also drawn, faintly, as they will be.
#include "picture/chart/chart.h"
#include "picture/draw/format.h"
#include "picture/kind.h"

#include "study/level.h"

#include <math.h>
#include <string.h>

#define AXIS_HEIGHT   22.0f
#define FIGURE_AXIS   38.0f // likewise, with the axis's name under its numbers
#define HEAD_HEIGHT   22.0f
#define BARE_HEIGHT   8.0f // under a step axis without numbers
#define CHART_GAP     28.0f
#define FIGURE_GUTTER 16.0f  // marks alone
#define TWO_WIDTH     560.0f // of the strip, for two charts beside each other
#define FOUND_NEAR    1e-9   // of a found minimum, by which a racer may be below it: rounding
#define THREE_WIDTH   880.0f

static void playhead(const Chart *chart)
{
    const Build *build = chart->build;
    double shown = span_shown(build);
    if (build->layout.figure || !span_holds(build, shown))
        return;
    float x = chart_x(chart, shown);
    chart_rule(chart, x, chart->plot.y - 4, x, chart->plot.y + chart->plot.h,
               color_alpha(build->theme->secondary, 0.7f), 1.5f);
    for (int i = 0; i < build->scene->n_racers; i++) {
        const Course *course = chart->course[i];
        int row = course ? chart_rows(chart, course) - 1 : -1;
        if (row >= 0 && !chart_leaves(chart, course_value(course, row)))
            marker_draw(chart->build, i,
                        (DrawShape){.x = chart_x(chart, fmin(row, build->span.to)),
                                    .y = chart_y(chart, course_value(course, row)),
                                    .w = 3.5f,
                                    .layer = LAYER_TOP});
    }
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

// Of a typed formula in a figure: the lowest minimum found in its window, unless a racer comes below it. 0: there is
// none.
static double found_minimum(const Build *build)
{
    const LandscapeMinimum *minima;
    if (!build->layout.figure || build->in->cell || scene_minima(build->scene, &minima) > 0 || !build->kind ||
        !build->kind->stationary)
        return 0;
    const LevelPoints *level = study_level(build->study, PANELS_MAX, build->scene->view.camera.window, false);
    double lowest = INFINITY;
    for (int i = 0; level && i < level->n; i++)
        if (level->points[i].kind == CRITICAL_MINIMUM)
            lowest = fmin(lowest, level->points[i].loss);
    if (!isfinite(lowest))
        return 0;
    double start = 0;
    for (int i = 0; i < build->scene->n_racers; i++) {
        RaceSeries loss = race_loss(build->race, i);
        int last = race_last_finite(build->race, i);
        start = racer_visible(build, i) && last >= 0 ? fmax(start, fabs(loss.first[0])) : start;
        for (int k = 0; racer_visible(build, i) && k <= last; k++)
            if (loss.first[k * loss.stride] < lowest - FOUND_NEAR * fabs(lowest))
                return 0;
    }
    return format_quiet(lowest, start);
}

// What the losses of a chart are less.
static void set_offset(Chart *chart)
{
    if (chart->kind != COURSE_LOSS)
        return;
    chart->offset = known_minimum(chart->build);
    if (chart->offset == 0) {
        chart->offset = found_minimum(chart->build);
        chart->found = chart->offset != 0;
    }
}

static float axis_height(const Build *build)
{
    return build->layout.figure ? FIGURE_AXIS : AXIS_HEIGHT;
}

static void chart_build(Strip *strip, CourseKind kind, Rect place, bool bare)
{
    Build *build = strip->build;
    Chart chart = {.build = build, .kind = kind, .bare = bare, .name = strip->name};
    float right = build->layout.figure ? FIGURE_GUTTER : chart_gutter(place.w);
    chart.plot = (Rect){place.x + CHART_AXIS_WIDTH, place.y + HEAD_HEIGHT, place.w - CHART_AXIS_WIDTH - right,
                        place.h - HEAD_HEIGHT - (bare ? BARE_HEIGHT : axis_height(build))};
    chart.room = right;
    if (chart.plot.w < 40 || chart.plot.h < 20)
        return;
    set_offset(&chart);
    chart_fit(&chart);
    chart_axes(&chart, place.y + 11);
    chart_lines(&chart);
    playhead(&chart);
    chart_labels(&chart);
    Rect hit = {chart.plot.x - 6, place.y, chart.plot.w + 12, place.h - (bare ? 0 : axis_height(build) - 4)};
    draw_hit(build->list, HIT_CHART, build->n_charts, hit);
    build->chart_plot[build->n_charts++] = chart.plot;
    strip->chart[strip->n] = chart;
    strip->place[strip->n++] = hit;
}

// Of a contact sheet: the losses, within the axes that it shares.
static void cell_build(Strip *strip, Rect plot)
{
    Build *build = strip->build;
    Chart chart = {.build = build, .kind = COURSE_LOSS, .name = strip->name, .plot = plot, .room = FIGURE_GUTTER};
    chart.bare = !build->in->cell->numbers[0];
    chart.offset = known_minimum(build);
    chart_fit(&chart);
    chart_axes(&chart, 0);
    chart_lines(&chart);
    chart_labels(&chart);
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
        chart_build(strip, COURSE_LR, place, false);
        return;
    }
    float upper = floorf((place.h - axis_height(strip->build) + BARE_HEIGHT) / 2);
    chart_build(strip, COURSE_LR, (Rect){place.x, place.y, place.w, upper}, true);
    chart_build(strip, COURSE_MOMENTUM, (Rect){place.x, place.y + upper, place.w, place.h - upper}, false);
}

// A figure ends where the last line has left its chart through the bottom.
static void end_early(Build *build, const CourseKind *kind, int n)
{
    const PictureCell *cell = build->in->cell;
    int last = 0;
    if (!build->layout.figure || !build->race_known || build->scene->view.span[1] > 0 || (cell && cell->span.to > 0))
        return;
    for (int i = 0; i < n; i++) {
        Chart chart = {.build = build, .kind = kind[i]};
        set_offset(&chart);
        chart_fit(&chart);
        int seen = chart_last_seen(&chart);
        last = seen > last ? seen : last;
    }
    span_end_early(build, last);
}

// Side by side as many as there is room for; the rates, where there are any to be seen, and the distance before the
// gradient.
void charts_build(Build *build)
{
    Rect place = build->layout.charts;
    if (place.w <= 0 || place.h <= 0 || !build_has_loss(build))
        return;
    uint32_t show = build->scene->view.show, wanted = show & (1u << SHOW_LR_CHART | 1u << SHOW_LR_TRAIL);
    bool rates = build->scene->n_racers > 0 && (wanted || rates_change(build));
    bool distance = (show >> SHOW_DISTANCE & 1) && build->n_goals > 0;
    int room = place.w >= THREE_WIDTH ? 3 : place.w >= TWO_WIDTH ? 2 : 1;
    CourseKind kind[4] = {COURSE_LOSS};
    int n = 1, others = room - 1 - (rates && room > 1);
    if (distance && others-- > 0)
        kind[n++] = COURSE_DISTANCE;
    if (others > 0)
        kind[n++] = COURSE_GRADIENT;
    if (rates && room > 1)
        kind[n++] = COURSE_LR;
    Strip strip = {.build = build};
    end_early(build, kind, build->in->cell ? 1 : n);
    if (build->in->cell) {
        cell_build(&strip, place);
        return;
    }
    float width = (place.w - CHART_GAP * (float)(n - 1)) / (float)n;
    chart_names(&strip, chart_gutter(width));
    for (int i = 0; i < n; i++) {
        Rect cell = {place.x + (float)i * (width + CHART_GAP), place.y, width, place.h};
        if (kind[i] == COURSE_LR)
            rates_build(&strip, cell);
        else
            chart_build(&strip, kind[i], cell, false);
    }
    chart_hover(&strip);
}
