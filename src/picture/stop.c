// Where a racer's loss or gradient comes below what the scene says.
#include "picture/build.h"

#include <math.h>

static bool is_below(const Build *build, int racer, int row, int which, double value)
{
    RacePoint point = race_point(build->race, racer, row);
    if (which == STOP_LOSS)
        return point.loss < value;
    double square = 0;
    for (int i = 0; i < build->dimension; i++)
        square += point.gradient[i] * point.gradient[i];
    return sqrt(square) < value;
}

int racer_stop(const Build *build, int racer, int which)
{
    const SceneStop *stop = &build->scene->stop[which];
    int last = race_last_finite(build->race, racer);
    last = build->step < last ? build->step : last;
    for (int row = 0; stop->on && row <= last; row++)
        if (is_below(build, racer, row, which, stop->value))
            return row;
    return -1;
}
