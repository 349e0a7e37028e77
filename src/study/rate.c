#include "study/rate.h"
#include "study/piece.h"

#include <limits.h>

enum { STEPS_MAX = 20000 }; // a longer schedule is looked at so far
enum { SLICE_STEPS = 1000 };

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

bool rates_wait_for_loss(const Racer *racer)
{
    for (int i = 0; i < racer->schedule.n; i++)
        if (racer->schedule.node[i].rule->needs_metric)
            return true;
    return false;
}

RateAsked rate_ask(const Subject *subject, int index)
{
    const SceneRacer *entry = scene_entry(subject->scene, index);
    RateAsked asked = {
        .racer = &entry->racer, .changes = &entry->changes, .index = index, .steps = subject->scene->steps};
    if (rates_wait_for_loss(asked.racer)) {
        asked.path = race_path(subject->race, index);
        asked.rows = race_loss(subject->race, index).count;
    }
    return asked;
}

static bool serves(const void *piece, const void *asked, bool ready)
{
    const RatePiece *rates = piece;
    const RateAsked *want = asked;
    (void)ready;
    return rates->asked.steps == want->steps && rates->asked.path == want->path && rates->asked.rows == want->rows &&
           racer_equal(&rates->racer, want->racer) && changes_differ(&rates->changes, want->changes) == INT_MAX;
}

static void add_point(Rates *rates, const ScheduleRun *run)
{
    rates->lr[rates->n] = run->lr;
    rates->momentum[rates->n++] = run->momentum;
}

static bool make_lambdas(RatePiece *rates)
{
    bool ok = true;
    for (int i = 0; i <= rates->changes.n_whole; i++) {
        const Racer *racer = i == 0 ? &rates->racer : &rates->changes.whole[i - 1];
        bool takes = schedule_takes_lambda(&racer->schedule);
        rates->lambdas[i] = takes ? schedule_lambdas_create(&racer->schedule) : NULL;
        ok = ok && (!takes || rates->lambdas[i]);
    }
    return ok;
}

// What changes at the step.
static void change(RatePiece *rates)
{
    const Changes *changes = &rates->changes;
    for (; rates->next < changes->n && changes->change[rates->next].step <= rates->step; rates->next++) {
        const Change *change = &changes->change[rates->next];
        change_apply(changes, change, &rates->now);
        if (change_is_whole(change))
            rates->run.lambdas = rates->lambdas[1 + change->whole];
        change_rates(change, &rates->now, &rates->run);
    }
}

// The first point is there from the beginning.
static double begin(void *piece, const void *asked, const Subject *subject)
{
    RatePiece *rates = piece;
    rates->asked = *(const RateAsked *)asked;
    rates->racer = *rates->asked.racer;
    rates->changes = *rates->asked.changes;
    rates->now = rates->racer;
    rates->next = 0;
    rates->asked.racer = NULL;
    rates->asked.changes = NULL;
    if (!make_lambdas(rates))
        return 0;
    int last = last_step(subject->scene);
    rates->rates = (Rates){.stride = (last + RATE_POINTS - 1) / RATE_POINTS};
    rates->run = (ScheduleRun){.lambdas = rates->lambdas[0]};
    rates->step = 0;
    schedule_begin(&rates->racer.schedule, rates->racer.hyper[0], racer_momentum(&rates->racer), &rates->run);
    change(rates);
    add_point(&rates->rates, &rates->run);
    return last;
}

static Work work(void *piece, const Subject *subject)
{
    RatePiece *rates = piece;
    int last = last_step(subject->scene), until = rates->step + SLICE_STEPS;
    RaceSeries loss = race_loss(subject->race, rates->asked.index);
    while (rates->step < last && rates->step < until) {
        schedule_step(&rates->now.schedule, metric_at(loss, rates->step), &rates->run);
        if (rates->run.stopped)
            return WORK_DONE;
        rates->step++;
        change(rates);
        if (rates->step % rates->rates.stride == 0)
            add_point(&rates->rates, &rates->run);
    }
    return rates->step < last ? WORK_MORE : WORK_DONE;
}

static void end(void *piece)
{
    RatePiece *rates = piece;
    for (int i = 0; i <= CHANGES_WHOLE_MAX; i++) {
        schedule_lambdas_destroy(rates->lambdas[i]);
        rates->lambdas[i] = NULL;
    }
}

const PieceKind rate_kind = {
    .doing = "running the schedules",
    .size = sizeof(RatePiece),
    .kept = RACE_RACERS_MAX,
    .needs_race = true,
    .serves = serves,
    .begin = begin,
    .work = work,
    .end = end,
};

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

// The last step at which the racer's own schedule is in force.
static int last_of(const Changes *changes, int last)
{
    for (int i = 0; i < changes->n; i++)
        if (change_is_whole(&changes->change[i]) && changes->change[i].step <= last)
            return changes->change[i].step - 1;
    return last;
}

int rates_turns(const Scene *scene, const Race *race, int racer, int step, int turns[RATE_TURNS_MAX])
{
    const Racer *of = scene_racer(scene, racer);
    int64_t steps[RATE_TURNS_MAX];
    if (rates_wait_for_loss(of))
        return past_changes(race, racer, step, turns, RATE_TURNS_MAX);
    int n = schedule_turns(&of->schedule, last_of(&scene_entry(scene, racer)->changes, scene->steps), steps,
                           RATE_TURNS_MAX);
    for (int i = 0; i < n; i++)
        turns[i] = (int)steps[i];
    return n;
}
