#include "study/rate.h"

#include <math.h>

enum { STEPS_MAX = 20000 }; // a longer schedule is looked at so far

static int last_step(const Scene *scene)
{
    int steps = scene->steps < 1 ? 1 : scene->steps;
    return steps > STEPS_MAX ? STEPS_MAX : steps;
}

// The loss that a schedule is fed at a step: the last one that is known where it is yet to come.
static double metric_at(RaceSeries loss, int step)
{
    int row = step + 1 < loss.count ? step + 1 : loss.count - 1;
    return row >= 0 ? loss.first[row * loss.stride] : 0;
}

static void compute(const Scene *scene, const Race *race, int index, Rates *rates)
{
    const Racer *racer = scene_racer(scene, index);
    const ScheduleTree *tree = &racer->schedule;
    int momentum = optimizer_momentum(racer->rule), last = last_step(scene);
    int64_t length = schedule_length(tree);
    RaceSeries loss = race_loss(race, index);
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

bool rates_wait_for_loss(const Racer *racer)
{
    for (int i = 0; i < racer->schedule.n; i++)
        if (racer->schedule.node[i].rule->needs_metric)
            return true;
    return false;
}

void rates_get(RateCache *cache, const Scene *scene, const Race *race, int index, Rates *rates)
{
    const Racer *racer = scene_racer(scene, index);
    if (!cache || rates_wait_for_loss(racer)) {
        compute(scene, race, index, rates);
        return;
    }
    bool there = cache->racer[index].rule && cache->steps[index] == scene->steps;
    if (!there || !racer_equal(&cache->racer[index], racer)) {
        compute(scene, race, index, &cache->rates[index]);
        cache->racer[index] = *racer;
        cache->steps[index] = scene->steps;
    }
    *rates = cache->rates[index];
}

// Where the rate of a schedule that waits for the loss has changed so far.
static int past_changes(const Race *race, int racer, int step, int *turns, int max)
{
    RaceSeries lr = race_lr(race, racer);
    int n = 0;
    for (int k = 1; k < lr.count && k <= step && n < max; k++)
        if (lr.first[k * lr.stride] != lr.first[(k - 1) * lr.stride])
            turns[n++] = k;
    return n;
}

int rates_turns(const Scene *scene, const Race *race, int racer, int step, int turns[RATE_TURNS_MAX])
{
    const Racer *of = scene_racer(scene, racer);
    int64_t steps[RATE_TURNS_MAX];
    if (rates_wait_for_loss(of))
        return past_changes(race, racer, step, turns, RATE_TURNS_MAX);
    int n = schedule_turns(&of->schedule, scene->steps, steps, RATE_TURNS_MAX);
    for (int i = 0; i < n; i++)
        turns[i] = (int)steps[i];
    return n;
}
