// Learning rates as a range for axes and ramps, and as colours.
#include "picture/build.h"
#include "picture/draw/colormap.h"

#include <float.h>
#include <math.h>

#define FAR_BELOW   0.02 // of the highest rate: on a linear axis this is the bottom
#define FAR_SHARE   0.15 // of the steps spent there, from which on a logarithmic axis suits
#define PEAKS_APART 30.0 // between the racers' highest rates, likewise
#define DECADES     6.0

#define RAMP      "magma"
#define RAMP_FROM 0.42f // what is darker is lost on a surface

void racer_rates(const Build *build, int racer, Rates *rates)
{
    const Rates *known = study_rates(build->study, racer);
    *rates = known ? *known : (Rates){.stride = 1};
}

bool racer_cycles_momentum(const Racer *racer)
{
    return optimizer_momentum(racer->rule) >= 0 && schedule_cycles_momentum(&racer->schedule);
}

bool rates_change(const Build *build)
{
    for (int i = 0; i < build->scene->n_racers; i++)
        if (racer_visible(build, i) && scene_racer(build->scene, i)->schedule.n)
            return true;
    return false;
}

typedef struct Extremes {
    double low, high; // of what is positive
    double peak_low;  // the lowest of the racers' highest
    int below, n;     // points far below their racer's highest, and all
} Extremes;

static void add_racer(Extremes *all, const Rates *rates)
{
    double peak = 0;
    for (int k = 0; k < rates->n; k++)
        peak = isfinite(rates->lr[k]) ? fmax(peak, rates->lr[k]) : peak;
    for (int k = 0; k < rates->n; k++) {
        double lr = rates->lr[k];
        all->low = lr > 0 ? fmin(all->low, lr) : all->low;
        all->below += lr > 0 && lr < FAR_BELOW * peak;
        all->n++;
    }
    all->high = fmax(all->high, peak);
    all->peak_low = peak > 0 ? fmin(all->peak_low, peak) : all->peak_low;
}

RateRange rates_range(const Build *build)
{
    Extremes all = {.low = DBL_MAX, .peak_low = DBL_MAX};
    for (int i = 0; i < build->scene->n_racers; i++) {
        Rates rates;
        if (!racer_visible(build, i))
            continue;
        racer_rates(build, i, &rates);
        add_racer(&all, &rates);
    }
    if (!(all.high > 0))
        return (RateRange){0, 1, false};
    bool apart = all.high > PEAKS_APART * all.peak_low, falls = all.below > FAR_SHARE * all.n;
    double least = falls ? all.high * pow(10, -DECADES) : FAR_BELOW * all.peak_low;
    return (RateRange){apart || falls ? fmax(all.low, least) : 0, all.high, apart || falls};
}

int rate_level(const RateRange *range, double lr)
{
    double t =
        range->logarithmic ? log(fmax(lr, range->low) / range->low) / log(range->high / range->low) : lr / range->high;
    t = range->logarithmic && range->high <= range->low ? 1 : t;
    return t > 0 ? (int)fmin(t * RATE_LEVELS, RATE_LEVELS - 1) : 0;
}

Color rate_color(int level)
{
    float t = ((float)level + 0.5f) / RATE_LEVELS;
    return colormap_color(colormap_find(RAMP), RAMP_FROM + (1.0f - RAMP_FROM) * t);
}
