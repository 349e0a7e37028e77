// Where a racer's loss or gradient comes below what the scene says.
#include "picture/build.h"

#include <math.h>

static int first_loss_below(const Build *build, int racer, int last, double value)
{
    RaceSeries loss = race_loss(build->race, racer);
    int row = 0;
    while (row <= last && !(loss.first[row * loss.stride] < value))
        row++;
    return row <= last ? row : -1;
}

static int first_gradient_below(const Build *build, int racer, int last, double value)
{
    RaceSeries x = race_gradient(build->race, racer, 0), y = x;
    if (build->dimension > 1)
        y = race_gradient(build->race, racer, 1);
    for (int row = 0; row <= last; row++) {
        double gx = x.first[row * x.stride], gy = build->dimension > 1 ? y.first[row * y.stride] : 0;
        if (fabs(gx) < value && hypot(gx, gy) < value)
            return row;
    }
    return -1;
}

int racer_stop(const Build *build, int racer, int which)
{
    const SceneStop *stop = &build->scene->stop[which];
    int last = race_last_finite(build->race, racer);
    last = build->step < last ? build->step : last;
    if (!stop->on)
        return -1;
    return (which == STOP_LOSS ? first_loss_below : first_gradient_below)(build, racer, last, stop->value);
}
