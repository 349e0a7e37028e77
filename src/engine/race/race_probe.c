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
    track_take(&probe->track, &its->racer, 0);
    loss_work_destroy(probe->work);
    probe->work = loss_work_create(race->loss);
    if (!probe->work || !track_begin(&probe->track, race->dimension))
        return false;
    probe->track.path = its->path;
    return true;
}

static void stand(Track *track, int row, const double *state, const ScheduleRun *run)
{
    track->done = row;
    track->ended = false;
    track->stopped = NULL;
    if (track->n_state > 0)
        memcpy(track->state, state, (size_t)track->n_state * sizeof *state);
    if (run)
        track->run = *run;
    track->run.lambdas = track->lambdas;
}

// To the last checkpoint before `step`, or to where the race's track itself stands, unless the probe is nearer.
static void jump(Track *track, const Track *its, int step)
{
    int i = step / TRACK_CHECKPOINT;
    if (step == its->done && !its->stopped)
        stand(track, step, its->state, &its->run);
    else if (track->done > step || track->done < i * TRACK_CHECKPOINT)
        stand(track, i * TRACK_CHECKPOINT, its->saved + (size_t)i * (size_t)its->n_state,
              racer_has_schedule(&its->racer) ? &its->saved_runs[i] : NULL);
}

Work race_probe_work(RaceProbe *probe, const Race *race, int racer, int step, int rows)
{
    const Track *its = &race->tracks[racer];
    Track *track = &probe->track;
    assert(racer >= 0 && racer < race->n && rows >= 1);
    if (step < 0 || step > race_last(race, racer) || !follow(probe, race, its))
        return WORK_FAILED;
    jump(track, its, step);
    track->rows = its->rows; // they may have moved
    track->extra = its->extra;
    if (track->done == step)
        return WORK_DONE;
    if (!crew_gather(probe->crew, race->loss, probe->work, &track, 1))
        return WORK_FAILED;
    crew_run(probe->crew, step - track->done > rows ? track->done + rows : step, false);
    return track->done == step ? WORK_DONE : WORK_MORE;
}

int race_probe_slots(const RaceProbe *probe, double *slots, int capacity)
{
    int n = probe->track.n_state;
    if (n > 0)
        memcpy(slots, probe->track.state, (size_t)(n < capacity ? n : capacity) * sizeof *slots);
    return n;
}
