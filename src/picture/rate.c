// Learning rate and momentum over the whole race: as they were for the steps that are done, as the schedule will set them for the others.
#include "picture/build.h"
#include "picture/colormap.h"

#include <float.h>
#include <math.h>

enum { STEPS_MAX = 20000 }; // a longer schedule is looked at so far

#define FAR_BELOW   0.02 // of the highest rate: on a linear axis this is the bottom
#define FAR_SHARE   0.15 // of the steps spent there, from which on a logarithmic axis suits
#define PEAKS_APART 30.0 // between the racers' highest rates, likewise
#define DECADES     6.0

#define RAMP      "magma"
#define RAMP_FROM 0.42f // what is darker is lost on a surface

static int last_step(const Build *build)
{
    int steps = build->scene->steps < 1 ? 1 : build->scene->steps;
    return steps > STEPS_MAX ? STEPS_MAX : steps;
}

// The loss that a schedule is fed at a step: the last one that is known where it is yet to come.
static double metric_at(RaceSeries loss, int step)
{
    int row = step + 1 < loss.count ? step + 1 : loss.count - 1;
    return row >= 0 ? loss.first[row * loss.stride] : 0;
}

static void compute_rates(const Build *build, int index, Rates *rates)
{
    const Racer *racer = scene_racer(build->scene, index);
    const ScheduleTree *tree = &racer->schedule;
    int momentum = optimizer_momentum(racer->rule), last = last_step(build);
    int64_t length = schedule_length(tree);
    RaceSeries loss = race_loss(build->race, index);
    ScheduleLambdas *lambdas = schedule_lambdas_create(tree);
    ScheduleRun run = {.lambdas = lambdas};
    *rates = (Rates){.stride = (last + RATE_POINTS - 1) / RATE_POINTS};
    schedule_begin(tree, racer->hyper[0], momentum < 0 ? (double)NAN : racer->hyper[momentum], &run);
    for (int step = 0; step <= last; step++) {
        if (step % rates->stride == 0) {
            rates->lr[rates->n] = run.lr;
            rates->momentum[rates->n++] = run.momentum;
        }
        if (step < length)
            schedule_step(tree, metric_at(loss, step), &run);
    }
    schedule_lambdas_destroy(lambdas);
}

bool racer_waits_for_loss(const Racer *racer)
{
    for (int i = 0; i < racer->schedule.n; i++)
        if (racer->schedule.node[i].rule->needs_metric)
            return true;
    return false;
}

void racer_rates(const Build *build, int index, Rates *rates)
{
    RateCache *cache = build->rates;
    const Racer *racer = scene_racer(build->scene, index);
    int steps = build->scene->steps;
    if (!cache || racer_waits_for_loss(racer)) {
        compute_rates(build, index, rates);
        return;
    }
    if (!cache->racer[index].rule || cache->steps[index] != steps || !racer_equal(&cache->racer[index], racer)) {
        compute_rates(build, index, &cache->rates[index]);
        cache->racer[index] = *racer;
        cache->steps[index] = steps;
    }
    *rates = cache->rates[index];
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

// Where the rate of a schedule that waits for the loss has changed so far.
static int past_changes(const Build *build, int racer, int *turns, int max)
{
    RaceSeries lr = race_lr(build->race, racer);
    int n = 0;
    for (int k = 1; k < lr.count && k <= build->step && n < max; k++)
        if (lr.first[k * lr.stride] != lr.first[(k - 1) * lr.stride])
            turns[n++] = k;
    return n;
}

int racer_turns(const Build *build, int racer, int turns[RATE_TURNS_MAX])
{
    const Racer *of = scene_racer(build->scene, racer);
    int64_t steps[RATE_TURNS_MAX];
    if (racer_waits_for_loss(of))
        return past_changes(build, racer, turns, RATE_TURNS_MAX);
    int n = schedule_turns(&of->schedule, build->scene->steps, steps, RATE_TURNS_MAX);
    for (int i = 0; i < n; i++)
        turns[i] = (int)steps[i];
    return n;
}
