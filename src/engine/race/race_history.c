// What a race answers for its rows.
#include "engine/race/race_inside.h"

#include <assert.h>
#include <math.h>

int race_racers(const Race *race)
{
    return race->n;
}

int race_dimension(const Race *race)
{
    return race->dimension;
}

int race_done(const Race *race)
{
    int done = race->reached < race->steps ? race->reached : race->steps;
    for (int i = 0; i < race->n; i++) {
        const Track *track = &race->tracks[i];
        if (!track->ended && track->done < done)
            done = track->done;
    }
    return done;
}

static const Track *track_of(const Race *race, int racer)
{
    assert(racer >= 0 && racer < race->n);
    return &race->tracks[racer];
}

static const double *row_of(const Race *race, int racer, int row)
{
    return track_row(track_of(race, racer), race->dimension, row);
}

// Is the racer's end among the rows that are shown?
static bool ended_by(const Race *race, int racer, int step)
{
    const Track *track = track_of(race, racer);
    return track->ended && track->done <= step;
}

int race_last(const Race *race, int racer)
{
    int done = race_done(race);
    return ended_by(race, racer, done) ? track_of(race, racer)->done : done;
}

int race_last_finite(const Race *race, int racer)
{
    return race_last(race, racer) - (ended_by(race, racer, race_done(race)) && !track_of(race, racer)->stopped);
}

RacePoint race_point(const Race *race, int racer, int step)
{
    const Track *track = track_of(race, racer);
    int last = race_last(race, racer), k = step < last ? step : last, dimension = race->dimension;
    assert(step >= 0 && step <= race_done(race));
    const double *row = row_of(race, racer, k);
    RacePoint point = {.at = row,
                       .loss = row[dimension],
                       .gradient = row + dimension + 1,
                       .lr = track->racer.hyper[0],
                       .momentum = racer_momentum(&track->racer),
                       .evals = k > 0,
                       .average_loss = NAN};
    if (track_has_extra(track)) {
        const double *extra = track->extra + (ptrdiff_t)k * TRACK_EXTRAS;
        point.lr = extra[0];
        point.momentum = extra[1];
        point.evals = (int)extra[2];
    }
    int first = race_average_first(race, racer);
    if (first >= 0 && k >= first) {
        point.average = track->average + (ptrdiff_t)k * (dimension + 1);
        point.average_loss = point.average[dimension];
    }
    return point;
}

const char *race_stopped(const Race *race, int racer, int step)
{
    return race_state(race, racer, step) == RACER_STOPPED ? track_of(race, racer)->stopped : NULL;
}

static double distance_squared(const double *a, const double *b, int dimension)
{
    double sum = 0;
    for (int d = 0; d < dimension; d++)
        sum += (a[d] - (b ? b[d] : 0)) * (a[d] - (b ? b[d] : 0));
    return sum;
}

static bool settled(const Race *race, int racer, int step)
{
    if (step < RACE_SETTLED_STEPS)
        return false;
    const double *at = row_of(race, racer, step);
    double scale =
        fmax(distance_squared(at, NULL, race->dimension), distance_squared(race->start, NULL, race->dimension));
    for (int k = step - RACE_SETTLED_STEPS; k < step; k++)
        if (distance_squared(row_of(race, racer, k), at, race->dimension) > RACE_SETTLED_SQUARED * scale)
            return false;
    return true;
}

RacerState race_state(const Race *race, int racer, int step)
{
    assert(step >= 0 && step <= race_done(race));
    const Track *track = track_of(race, racer);
    if (track->stopped && step > track->done)
        return RACER_STOPPED;
    if (ended_by(race, racer, step) && !track->stopped)
        return RACER_DIVERGED;
    return settled(race, racer, step) ? RACER_SETTLED : RACER_RUNNING;
}

static RaceSeries series(const Race *race, int racer, int column)
{
    if (race_last(race, racer) < 0)
        return (RaceSeries){.first = NULL};
    return (RaceSeries){.first = row_of(race, racer, 0) + column,
                        .stride = 2 * race->dimension + 1,
                        .count = race_last(race, racer) + 1};
}

RaceSeries race_parameter(const Race *race, int racer, int i)
{
    return series(race, racer, i);
}

RaceSeries race_loss(const Race *race, int racer)
{
    return series(race, racer, race->dimension);
}

RaceSeries race_gradient(const Race *race, int racer, int i)
{
    return series(race, racer, race->dimension + 1 + i);
}

int race_average_first(const Race *race, int racer)
{
    const RacerWrapper *wrapper = racer_average(&track_of(race, racer)->racer);
    int64_t first = wrapper ? wrapper->rule->average->first(wrapper->hyper) : -1;
    return first <= RACE_STEPS_MAX ? (int)first : -1;
}

static RaceSeries average_series(const Race *race, int racer, int column)
{
    if (race_last(race, racer) < 0 || !racer_average(&track_of(race, racer)->racer))
        return (RaceSeries){.first = NULL};
    return (RaceSeries){.first = track_of(race, racer)->average + column,
                        .stride = race->dimension + 1,
                        .count = race_last(race, racer) + 1};
}

RaceSeries race_average(const Race *race, int racer, int i)
{
    return average_series(race, racer, i);
}

RaceSeries race_average_loss(const Race *race, int racer)
{
    return average_series(race, racer, race->dimension);
}

// Without a schedule every row has the racer's own number.
RaceSeries race_lr(const Race *race, int racer)
{
    const Track *track = track_of(race, racer);
    bool extra = track_has_extra(track);
    if (race_last(race, racer) < 0)
        return (RaceSeries){.first = NULL};
    return (RaceSeries){.first = extra ? track->extra : track->racer.hyper,
                        .stride = extra ? TRACK_EXTRAS : 0,
                        .count = race_last(race, racer) + 1};
}

RaceSeries race_momentum(const Race *race, int racer)
{
    const Track *track = track_of(race, racer);
    int argument = optimizer_momentum(track->racer.rule);
    RaceSeries series = race_lr(race, racer);
    if (argument < 0 || series.count == 0)
        return (RaceSeries){.first = NULL};
    series.first = track_has_extra(track) ? track->extra + 1 : track->racer.hyper + argument;
    return series;
}

uint64_t race_path(const Race *race, int racer)
{
    return track_of(race, racer)->path;
}
