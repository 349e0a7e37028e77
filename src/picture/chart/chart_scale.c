// What a chart shows of a racer's history, the axis that holds it, and where a value and a step stand.
#include "picture/chart/chart.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { DECADES_MAX = 16 };

#define BEYOND_START 1e6 // an axis reaches at most so many times the value at the start
#define SIGNED_FROM  1e3 // largest size of a value from which an axis with negative values is SIGNED
#define SIGNED_RATIO 20  // or so many times the size of the value at its other end

// Is the racer's line on the chart?
bool chart_has(const Chart *chart, int racer)
{
    bool cycles =
        chart->quantity != QUANTITY_MOMENTUM || racer_cycles_momentum(scene_racer(chart->build->scene, racer));
    return racer_visible(chart->build, racer) && cycles;
}

Values chart_values(const Chart *chart, int racer)
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

Values chart_average(const Chart *chart, int racer)
{
    const Race *race = chart->build->race;
    Values values = chart_values(chart, racer);
    bool shown = chart->quantity == QUANTITY_LOSS || chart->quantity == QUANTITY_DISTANCE;
    values.from = shown ? race_average_first(race, racer) : -1;
    if (values.from < 0)
        return (Values){.count = 0};
    values.one = race_average_loss(race, racer);
    for (int i = 0; i < values.dimension; i++)
        values.at[i] = race_average(race, racer, i);
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

double chart_value(const Chart *chart, const Values *values, int step)
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

// Where a value stands on the axis.
double chart_scaled(const Chart *chart, double value)
{
    if (chart->scale == SCALE_LOG)
        return value > 0 ? log10(value) : -DBL_MAX;
    return chart->scale == SCALE_SIGNED ? copysign(log10(1 + fabs(value) / pow(10, chart->unit)), value) : value;
}

// Is an axis with values of both signs better logarithmic on both sides? A tenth of the smaller end's decade is its
// unit, but never more than 1.
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
        if (chart_has(chart, i) && !is_lost(chart->build, i))
            return false;
    return true;
}

typedef struct Extent {
    Range all;
    double smallest; // above 0
} Extent;

static void extend(const Chart *chart, const Values *values, Extent *extent)
{
    int stride = values->count / 2000 + 1;
    for (int k = values->from; k < values->count; k += stride) {
        double value = chart_value(chart, values, k);
        extent->all.low = fmin(extent->all.low, value);
        extent->all.high = isfinite(value) ? fmax(extent->all.high, value) : extent->all.high;
        extent->smallest = value > 0 ? fmin(extent->smallest, value) : extent->smallest;
    }
}

// Of all visible racers' values so far. A logarithmic axis ignores what is not positive and shows at most DECADES_MAX
// decades under the start. What rises without bound leaves the chart at its edge, so that the others can still be told
// apart; so do racers that have diverged, unless all have.
static void fit_values(Chart *chart)
{
    const Build *build = chart->build;
    Extent extent = {{DBL_MAX, -DBL_MAX}, DBL_MAX};
    double first = 0;
    bool lost = all_lost(chart);
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (!chart_has(chart, i) || (!lost && is_lost(build, i)))
            continue;
        Values values = chart_values(chart, i), average = chart_average(chart, i);
        first = values.count > 0 ? fmax(first, fabs(chart_value(chart, &values, 0))) : first;
        extend(chart, &values, &extent);
        extend(chart, &average, &extent);
    }
    Range all = extent.all;
    double smallest = extent.smallest;
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
    double low = chart_scaled(chart, fmax(all.low, -DBL_MAX)), high = chart_scaled(chart, all.high);
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
        if (!chart_has(chart, i))
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

void chart_fit(Chart *chart)
{
    if (chart->quantity == QUANTITY_LR)
        fit_rates(chart);
    else if (chart->quantity == QUANTITY_MOMENTUM)
        fit_momentum(chart);
    else
        fit_values(chart);
}

float chart_y(const Chart *chart, double value)
{
    double t = (chart_scaled(chart, value) - chart->low) / (chart->high - chart->low);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return chart->plot.y + chart->plot.h * (float)(1 - t);
}

float chart_x(const Chart *chart, double step)
{
    return chart->plot.x + chart->plot.w * (float)(step / fmax(chart->build->chart_steps, 1));
}
