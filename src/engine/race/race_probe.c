// What a rule held after any step: a track of the probe's own, over rows that are there already, from the nearest
// checkpoint on.
#include "engine/race/race_inside.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct RaceProbe {
    Track track; // its rows and extras are those of the race's track; its path 0: it follows none
    LossWork *work;
    Crew *crew;
};

RaceProbe *race_probe_create(void)
{
    RaceProbe *probe = calloc(1, sizeof *probe);
    if (probe && !(probe->crew = crew_create())) {
        free(probe);
        return NULL;
    }
    return probe;
}

void race_probe_destroy(RaceProbe *probe)
{
    if (!probe)
        return;
    probe->track.rows = probe->track.extra = NULL;
    track_free(&probe->track);
    loss_work_destroy(probe->work);
    crew_destroy(probe->crew);
    free(probe);
}

// A path has its own number, and with it its loss and its schedule.
static bool follow(RaceProbe *probe, const Race *race, const Track *its)
{
    if (probe->track.path == its->path)
        return true;
    track_take(&probe->track, &its->racer, &its->changes, 0);
    loss_work_destroy(probe->work);
    probe->work = loss_work_create(race->loss);
    if (!probe->work || !track_begin(&probe->track, race->dimension))
        return false;
    probe->track.path = its->path;
    return true;
}

// Where the race's track itself stands.
static void stand_beside(Track *track, const Track *its)
{
    track_stand(track, its, its->done);
    track->done = its->done;
    track->now = its->now;
    track->from = its->from;
    track->tree = its->tree;
    if (its->n_state > 0)
        memcpy(track->state, its->state, (size_t)its->n_state * sizeof *its->state);
    track->run = its->run;
    track->run.lambdas = track->lambdas[its->tree];
}

// To the last row before `step` that is saved, or to where the race's track itself stands, unless the probe is nearer.
static void jump(Track *track, const Track *its, int step)
{
    int last = step / TRACK_CHECKPOINT * TRACK_CHECKPOINT;
    if (step == its->done && !its->stopped) {
        stand_beside(track, its);
    } else if (track->done > step || track->done < last) {
        track_stand(track, its, step);
        track_change(track);
    }
}

Work race_probe_work(RaceProbe *probe, const Race *race, int racer, int step, int rows)
{
    const Track *its = &race->tracks[racer];
    Track *track = &probe->track;
    assert(racer >= 0 && racer < race->n && rows >= 1);
    if (step < 0 || step > race_last(race, racer) || !follow(probe, race, its))
        return WORK_FAILED;
    track->rows = its->rows; // they may have moved
    track->extra = its->extra;
    jump(track, its, step);
    if (track->done == step)
        return WORK_DONE;
    if (!crew_gather(probe->crew, race->loss, probe->work, &track, 1))
        return WORK_FAILED;
    int to = step - track->done > rows ? track->done + rows : step;
    int change = changes_next(&track->changes, track->done + 1);
    crew_run(probe->crew, change < to ? change : to, false);
    track_change(track);
    return track->done == step ? WORK_DONE : WORK_MORE;
}

static void put(double *slots, int capacity, int at, const double *from, int n)
{
    for (int i = 0; i < n && at + i < capacity; i++)
        slots[at + i] = from[i];
}

// Buffers that no switch asks for have a place in the track, but are none of the rule's.
int race_probe_slots(const RaceProbe *probe, double *slots, int capacity)
{
    const Track *track = &probe->track;
    StageKind has = track_kind(track), asks = stage_kind(&track->now);
    int dimension = track->dimension, n = asks.rule[0].slots * dimension;
    int rest = (stage_kind_slots(&asks) - asks.rule[0].slots) * dimension;
    put(slots, capacity, 0, track->state, n);
    put(slots, capacity, n, track->state + has.rule[0].slots * dimension, rest);
    return n + rest;
}
