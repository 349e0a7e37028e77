#include "picture/panel/stretch.h"

#include <math.h>

#define LENGTH_MOST 2.0 // what is seen of a stretch goes once along both of the window's sides

// Shortens [*from, *to] of a + t * step to where it lies within [low, high]; false: nowhere. After Liang and Barsky,
// 1984.
static bool clip_axis(double a, double step, double low, double high, double *from, double *to)
{
    if (step == 0.0)
        return a >= low && a <= high;
    double first = (low - a) / step, second = (high - a) / step;
    *from = fmax(*from, fmin(first, second));
    *to = fmin(*to, fmax(first, second));
    return *from <= *to;
}

bool stretch_seen(const Camera *camera, const double a[2], const double b[2], Stretch *is)
{
    const double *window = camera->window;
    double u = b[0] - a[0], v = b[1] - a[1];
    *is = (Stretch){.step = {u, v}, .to = 1.0};
    if (!(panel_holds(camera, a[0], a[1]) && panel_holds(camera, b[0], b[1])) &&
        !(isfinite(u) && isfinite(v) && clip_axis(a[0], u, window[0], window[1], &is->from, &is->to) &&
          clip_axis(a[1], v, window[2], window[3], &is->from, &is->to)))
        return false;
    double whole = fabs(u / (window[1] - window[0])) + fabs(v / (window[3] - window[2]));
    is->length = fmin(whole * (is->to - is->from), LENGTH_MOST);
    return true;
}

double series_at(RaceSeries series, int row)
{
    return series.first[row * series.stride];
}

int trail_first_row(const Build *build, int rows)
{
    bool is_short = build->scene->view.show >> SHOW_TRAIL_SHORT & 1;
    return is_short && rows > SCENE_TRAIL_STEPS + 1 ? rows - 1 - SCENE_TRAIL_STEPS : 0;
}
