// The memory of histories.
#include "engine/race/track.h"

#include "engine/memory.h"
#include "engine/race/stage.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void track_empty(Track *track, uint64_t path)
{
    track->done = -1;
    track->ended = false;
    track->stopped = NULL;
    track->path = path;
}

void track_take(Track *track, const Racer *racer, uint64_t path)
{
    schedule_lambdas_destroy(track->lambdas);
    track->lambdas = NULL;
    recording_release(track->racer.recorded.points);
    track->racer = *racer;
    recording_retain(racer->recorded.points);
    track_empty(track, path);
}

void track_free(Track *track)
{
    free(track->rows);
    free(track->extra);
    free(track->state);
    free(track->saved);
    free(track->saved_runs);
    schedule_lambdas_destroy(track->lambdas);
    recording_release(track->racer.recorded.points);
}

bool track_has_extra(const Track *track)
{
    return racer_has_schedule(&track->racer) || racer_evaluates(&track->racer) || racer_is_recorded(&track->racer);
}

const double *track_row(const Track *track, int dimension, int row)
{
    return track->rows + (ptrdiff_t)row * (2 * dimension + 1);
}

static bool make_lambdas(Track *track)
{
    if (!track->lambdas && racer_takes_lambda(&track->racer))
        track->lambdas = schedule_lambdas_create(&track->racer.schedule);
    return track->lambdas || !racer_takes_lambda(&track->racer);
}

bool track_begin(Track *track, int dimension)
{
    StageKind kind = stage_kind(&track->racer);
    track->n_state = stage_kind_slots(&kind) * dimension;
    size_t state = (size_t)track->n_state * sizeof(double);
    if (!memory_grow(&track->state, &track->state_size, state + sizeof(double)) || !make_lambdas(track))
        return false;
    memset(track->state, 0, state);
    track->run = (ScheduleRun){.lambdas = track->lambdas};
    return true;
}

static bool reserve_checkpoints(Track *track, size_t n)
{
    if (racer_has_schedule(&track->racer) &&
        !memory_grow(&track->saved_runs, &track->saved_runs_size, n * sizeof *track->saved_runs))
        return false;
    return memory_grow(&track->saved, &track->saved_size, n * (size_t)track->n_state * sizeof(double));
}

bool track_reserve(Track *track, int dimension, int last_row)
{
    size_t rows = (size_t)last_row + 1;
    if (!memory_grow(&track->rows, &track->rows_size, rows * (size_t)(2 * dimension + 1) * sizeof(double)))
        return false;
    if (track_has_extra(track) && !memory_grow(&track->extra, &track->extra_size, rows * TRACK_EXTRAS * sizeof(double)))
        return false;
    return reserve_checkpoints(track, (size_t)last_row / TRACK_CHECKPOINT + 1);
}

void track_save(Track *track)
{
    size_t i = (size_t)(track->done / TRACK_CHECKPOINT), n = (size_t)track->n_state;
    assert(track->done % TRACK_CHECKPOINT == 0);
    if (n > 0)
        memcpy(track->saved + i * n, track->state, n * sizeof(double));
    if (racer_has_schedule(&track->racer))
        track->saved_runs[i] = track->run;
}
