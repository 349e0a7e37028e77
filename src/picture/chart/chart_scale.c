// What a chart shows of a racer's history, the axis that holds it, and where a value and a step stand. An axis is that
// of the whole race, as far as it is in the span of steps that is shown, so it stands still while the race is played.
#include "picture/chart/chart.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { DECADES_MAX = 16, FIGURE_DECADES_MAX = 9, RATE_DECADES_MAX = 6 };

#define BEYOND_START 1e6  // an axis reaches at most so many times the value at the start
#define SIGNED_FROM  1e3  // largest size of a value from which an axis with negative values is SIGNED
#define SIGNED_RATIO 20   // or so many times the size of the value at its other end
#define MARGIN       0.04 // of an axis, beyond what it holds
#define LEAST_SPREAD 0.3  // decades of a logarithmic one
#define HARDLY_BELOW 1e-6 // 0, of what is above: rounding

static bool has_line(const Chart *chart, int racer)
{
    bool cycles = chart->kind != COURSE_MOMENTUM || racer_cycles_momentum(scene_racer(chart->build->scene, racer));
    return racer_visible(chart->build, racer) && cycles;
}

static void take_courses(Chart *chart)
{
    Build *build = chart->build;
    CourseAsked asked = {.kind = chart->kind, .offset = chart->offset, .n_goals = build->n_goals};
    memcpy(asked.goal, build->goal, sizeof asked.goal);
    bool averages = chart->kind == COURSE_LOSS || chart->kind == COURSE_DISTANCE;
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (!has_line(chart, i))
            continue;
        CourseAsked average = asked;
        average.average = true;
        chart->course[i] = study_course(build->study, i, &asked);
        chart->average[i] = averages ? study_course(build->study, i, &average) : NULL;
    }
}

int chart_rows(const Chart *chart, const Course *course)
{
    return chart->build->step + 1 < course->count ? chart->build->step + 1 : course->count;
}

// Where a value stands on the axis.
double chart_scaled(const Chart *chart, double value)
{
    const ChartAxis *axis = &chart->axis;
    if (axis->scale == SCALE_LOG)
        return value > 0 ? log10(value) : -DBL_MAX;
    return axis->scale == SCALE_SIGNED ? copysign(log10(1 + fabs(value) / pow(10, axis->unit)), value) : value;
}

// Is an axis with values of both signs better logarithmic on both sides?
static bool suits_signed(double low, double high)
{
    double larger = fmax(fabs(low), fabs(high)), smaller = fmin(fabs(low), fabs(high));
    return larger > SIGNED_FROM || (low < 0 && high > 0 && larger > SIGNED_RATIO * smaller);
}

// A tenth of the smaller end's decade, but never more than 1.
static int signed_unit(double low, double high)
{
    double smaller = fmin(fabs(low), fabs(high));
    return smaller > 0 ? (int)fmax(fmin(floor(log10(smaller)) - 1, 0), -DECADES_MAX) : 0;
}

static bool is_lost(const Build *build, int racer)
{
    return race_state(build->race, racer, race_done(build->race)) == RACER_DIVERGED;
}

static bool all_lost(const Chart *chart)
{
    for (int i = 0; i < chart->build->scene->n_racers; i++)
        if (chart->course[i] && !is_lost(chart->build, i))
            return false;
    return true;
}

static void extend(const Chart *chart, const Course *course, CourseRange *all)
{
    TimeSpan span = chart->build->span;
    if (!course)
        return;
    CourseRange range = course_range(course, span.from, span.to + 1);
    all->low = fmin(all->low, range.low);
    all->high = fmax(all->high, range.high);
    all->positive = fmin(all->positive, range.positive);
}

// How it is drawn where nobody has said it: logarithmic where the values are positive.
static Scale usual_scale(const CourseRange *all)
{
    if (all->low > all->high)
        return SCALE_LINEAR;
    if (all->positive < DBL_MAX && all->low > -HARDLY_BELOW * all->high)
        return SCALE_LOG;
    return suits_signed(all->low, all->high) ? SCALE_SIGNED : SCALE_LINEAR;
}

static Scale chosen_scale(const Chart *chart, const CourseRange *all)
{
    LossScale said = chart->build->scene->view.loss_scale;
    bool positive = all->positive < DBL_MAX && all->low > -HARDLY_BELOW * all->high;
    if (said == LOSS_SCALE_LOG && all->low <= all->high)
        return positive ? SCALE_LOG : SCALE_SIGNED;
    return said == LOSS_SCALE_LINEAR ? SCALE_LINEAR : usual_scale(all);
}

static void widen(ChartAxis *axis, double least)
{
    double spread = axis->high - axis->low, more = fmax(least - spread, 0) / 2;
    axis->low -= more + MARGIN * fmax(spread, least);
    axis->high += more + MARGIN * fmax(spread, least);
}

// A logarithmic axis ignores what is not positive and shows at most so many decades under the start.
static void fit_log(ChartAxis *axis, const CourseRange *all, double first, int decades)
{
    axis->high = log10(all->high);
    double from = first > 0 ? fmin(axis->high, log10(first)) : axis->high;
    axis->low = fmin(fmax(log10(all->positive), from - decades), axis->high);
    widen(axis, LEAST_SPREAD);
}

// What rises without bound leaves the chart at its edge, so that the others can still be told apart; so do racers that
// diverge, unless all do.
static void fit_values(Chart *chart)
{
    const Build *build = chart->build;
    CourseRange all = {DBL_MAX, -DBL_MAX, DBL_MAX};
    double first = 0;
    bool lost = all_lost(chart);
    for (int i = 0; i < build->scene->n_racers; i++) {
        const Course *course = chart->course[i];
        if (!course || (!lost && is_lost(build, i)))
            continue;
        first = course->count > 0 ? fmax(first, fabs(course_value(course, 0))) : first;
        extend(chart, course, &all);
        extend(chart, chart->average[i], &all);
    }
    bool none = all.low > all.high;
    double most = first > 0 ? first * BEYOND_START : DBL_MAX;
    all.low = fmax(all.low, -most), all.high = fmin(all.high, most);
    ChartAxis *axis = &chart->axis;
    axis->scale = none ? SCALE_LINEAR : chosen_scale(chart, &all);
    axis->unit = signed_unit(all.low, all.high);
    if (axis->scale == SCALE_LOG) {
        fit_log(axis, &all, first, build->layout.figure ? FIGURE_DECADES_MAX : DECADES_MAX);
        return;
    }
    axis->low = none ? 0 : chart_scaled(chart, all.low);
    axis->high = none ? 1 : chart_scaled(chart, all.high);
    double size = fmax(fabs(axis->high), axis->scale == SCALE_LINEAR ? DBL_MIN : 1);
    widen(axis, axis->high - axis->low > 1e-9 * size ? 0 : size);
    axis->low = all.low >= 0 ? fmax(axis->low, 0) : axis->low;
}

// Of the racers' rates in the span, as they were and will be.
static CourseRange rates_within(const Chart *chart)
{
    CourseRange all = {DBL_MAX, -DBL_MAX, DBL_MAX};
    for (int i = 0; i < chart->build->scene->n_racers; i++) {
        Rates rates;
        if (!chart->course[i])
            continue;
        extend(chart, chart->course[i], &all);
        racer_rates(chart->build, i, &rates);
        for (int k = 0; k < rates.n; k++) {
            double value = chart->kind == COURSE_LR ? rates.lr[k] : rates.momentum[k];
            int step = k * rates.stride;
            if (!isfinite(value) || step < chart->build->span.from || step > chart->build->span.to)
                continue;
            all.low = fmin(all.low, value), all.high = fmax(all.high, value);
            all.positive = value > 0 ? fmin(all.positive, value) : all.positive;
        }
    }
    return all;
}

static void fit_rates(Chart *chart)
{
    CourseRange all = rates_within(chart);
    LossScale said = chart->build->scene->view.loss_scale;
    bool usual = chart->kind == COURSE_LR && rates_range(chart->build).logarithmic;
    ChartAxis *axis = &chart->axis;
    bool log = (said ? said == LOSS_SCALE_LOG : usual) && all.positive < DBL_MAX;
    axis->scale = log ? SCALE_LOG : SCALE_LINEAR;
    if (log) {
        axis->high = log10(all.high);
        axis->low = fmax(log10(all.positive), axis->high - RATE_DECADES_MAX);
        widen(axis, LEAST_SPREAD);
        return;
    }
    if (all.low > all.high)
        all.low = 0, all.high = 1;
    axis->low = chart->kind == COURSE_LR ? fmin(all.low, 0) : all.low;
    axis->high = all.high;
    widen(axis, 1e-3 * fmax(fabs(all.high), DBL_MIN));
    axis->low = chart->kind == COURSE_LR && all.low >= 0 ? 0 : axis->low;
}

// While the race's end is not known yet, an axis reaches at least as far as when it last was.
static void hold(Chart *chart)
{
    ChartHold *held = &chart->build->held;
    ChartAxis *axis = &chart->axis, *last = &held->axis[chart->kind];
    bool known = held->has >> chart->kind & 1;
    if (chart->build->race_known) {
        *last = *axis;
        held->has |= 1u << chart->kind;
    } else if (known && last->scale == axis->scale && last->unit == axis->unit) {
        axis->low = fmin(axis->low, last->low);
        axis->high = fmax(axis->high, last->high);
    }
}

void chart_fit(Chart *chart)
{
    take_courses(chart);
    if (chart->kind == COURSE_LR || chart->kind == COURSE_MOMENTUM)
        fit_rates(chart);
    else
        fit_values(chart);
    hold(chart);
    const PictureCell *cell = chart->build->in->cell;
    if (cell && cell->axis)
        chart->axis = *cell->axis;
    if (chart->kind != COURSE_LOSS)
        return;
    chart->build->losses = chart->axis;
    chart->build->logarithmic = chart->axis.scale != SCALE_LINEAR;
}

bool chart_holds(const Chart *chart, double value)
{
    double at = chart_scaled(chart, value);
    return at >= chart->axis.low && at <= chart->axis.high;
}

bool chart_leaves(const Chart *chart, double value)
{
    return chart_scaled(chart, value) > chart->axis.high;
}

// The last row of the span that is not below the axis: from there on, the highest is.
static int last_seen(const Chart *chart, const Course *course)
{
    TimeSpan span = chart->build->span;
    int seen = span.from, end = course && course->count < span.to + 1 ? course->count : span.to + 1, below = end;
    while (course && below - seen > 1) {
        int middle = seen + (below - seen) / 2;
        if (chart_scaled(chart, course_range(course, middle, end).high) >= chart->axis.low)
            seen = middle;
        else
            below = middle;
    }
    return seen;
}

int chart_last_seen(const Chart *chart)
{
    int last = 0;
    if (chart->axis.scale != SCALE_LOG || chart->kind == COURSE_LR || chart->kind == COURSE_MOMENTUM)
        return chart->build->span.to;
    for (int i = 0; i < chart->build->scene->n_racers; i++) {
        int line = last_seen(chart, chart->course[i]), average = last_seen(chart, chart->average[i]);
        last = last > line ? last : line;
        last = last > average ? last : average;
    }
    return last;
}

float chart_y(const Chart *chart, double value)
{
    double t = (chart_scaled(chart, value) - chart->axis.low) / (chart->axis.high - chart->axis.low);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return chart->plot.y + chart->plot.h * (float)(1 - t);
}

float chart_x(const Chart *chart, double step)
{
    return span_x(chart->build, chart->plot, step);
}
