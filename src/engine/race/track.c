// The memory of histories, and what changes of a racer on its way.
#include "engine/race/track.h"

#include "engine/memory.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void track_empty(Track *track, uint64_t path)
{
    track->done = -1;
    track->ended = false;
    track->stopped = NULL;
    track->path = path;
    for (int i = 0; i < CHANGES_MAX; i++)
        track->before[i].row = -1;
}

static void drop_lambdas(Track *track)
{
    for (int i = 0; i < TRACK_TREES; i++) {
        schedule_lambdas_destroy(track->lambdas[i]);
        track->lambdas[i] = NULL;
    }
}

void track_take(Track *track, const Racer *racer, const Changes *changes, uint64_t path)
{
    drop_lambdas(track);
    recording_release(track->racer.recorded.points);
    track->racer = *racer;
    recording_retain(racer->recorded.points);
    track->changes = *changes;
    track_empty(track, path);
}

void track_free(Track *track)
{
    free(track->rows);
    free(track->extra);
    free(track->average);
    free(track->state);
    free(track->saved);
    free(track->saved_runs);
    free(track->before_state);
    drop_lambdas(track);
    recording_release(track->racer.recorded.points);
}

// ---- Asked

bool track_runs(const Track *track)
{
    return racer_has_schedule(&track->racer) || track->changes.n > 0;
}

static const Racer *written(const Track *track, int i)
{
    return i == 0 ? &track->racer : &track->changes.whole[i - 1];
}

bool track_has_extra(const Track *track)
{
    return track_runs(track) || racer_evaluates(&track->racer) || racer_is_recorded(&track->racer);
}

// A buffer that a change may need has its place from the beginning.
StageKind track_kind(const Track *track)
{
    const Racer *now = &track->now;
    StageKind kind = stage_kind(now);
    kind.rule[0].slots = optimizer_slots_most(now->rule, now->hyper);
    kind.from = track->from;
    return kind;
}

const double *track_row(const Track *track, int dimension, int row)
{
    return track->rows + (ptrdiff_t)row * (2 * dimension + 1);
}

static int slots_of(const Racer *racer)
{
    int n = optimizer_slots_most(racer->rule, racer->hyper);
    for (int i = 0; i < racer->n_wrappers; i++)
        n += optimizer_slots(racer->wrapper[i].rule, racer->wrapper[i].hyper);
    return n;
}

static int state_of(const Track *track, int dimension)
{
    int most = 0;
    for (int i = 0; i <= track->changes.n_whole; i++) {
        int n = slots_of(written(track, i));
        most = n > most ? n : most;
    }
    return most * dimension;
}

// ---- Memory

static bool make_lambdas(Track *track)
{
    for (int i = 0; i <= track->changes.n_whole; i++) {
        const Racer *racer = written(track, i);
        if (!track->lambdas[i] && schedule_takes_lambda(&racer->schedule))
            track->lambdas[i] = schedule_lambdas_create(&racer->schedule);
        if (!track->lambdas[i] && schedule_takes_lambda(&racer->schedule))
            return false;
    }
    return true;
}

static bool reserve_state(Track *track, int dimension)
{
    track->dimension = dimension;
    track->n_state = state_of(track, dimension);
    size_t state = (size_t)track->n_state * sizeof(double);
    return memory_grow(&track->state, &track->state_size, state + sizeof(double)) &&
           (!track->changes.n ||
            memory_grow(&track->before_state, &track->before_size, CHANGES_MAX * state + sizeof(double)));
}

bool track_begin(Track *track, int dimension)
{
    if (!reserve_state(track, dimension) || !make_lambdas(track))
        return false;
    memset(track->state, 0, (size_t)track->n_state * sizeof *track->state);
    track->now = track->racer;
    track->from = track->tree = 0;
    track->run = (ScheduleRun){.lambdas = track->lambdas[0]};
    return true;
}

static bool reserve_checkpoints(Track *track, size_t n)
{
    if (track_runs(track) && !memory_grow(&track->saved_runs, &track->saved_runs_size, n * sizeof *track->saved_runs))
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
    if (racer_average(&track->racer) &&
        !memory_grow(&track->average, &track->average_size, rows * (size_t)(dimension + 1) * sizeof(double)))
        return false;
    return reserve_checkpoints(track, (size_t)last_row / TRACK_CHECKPOINT + 1);
}

double track_bytes(const Track *track, int dimension, int last_row)
{
    double row = 2 * dimension + 1 + (track_has_extra(track) ? TRACK_EXTRAS : 0);
    double saved = track->n_state * sizeof(double) + (track_runs(track) ? sizeof(ScheduleRun) : 0);
    return (last_row + 1.0) * row * sizeof(double) + (last_row / TRACK_CHECKPOINT + 1) * saved;
}

// ---- Saving

static void copy_state(double *to, const double *from, int n)
{
    if (n > 0)
        memcpy(to, from, (size_t)n * sizeof *to);
}

// The first change at a step; -1: nothing changes there.
static int first_at(const Changes *changes, int step)
{
    for (int i = 0; i < changes->n; i++)
        if (changes->change[i].step == step)
            return i;
    return -1;
}

void track_save(Track *track)
{
    int n = track->n_state, i = track->done / TRACK_CHECKPOINT, change = first_at(&track->changes, track->done);
    if (track->done % TRACK_CHECKPOINT == 0) {
        copy_state(track->saved + (ptrdiff_t)i * n, track->state, n);
        if (track_runs(track))
            track->saved_runs[i] = track->run;
    }
    if (change >= 0) {
        copy_state(track->before_state + (ptrdiff_t)change * n, track->state, n);
        track->before[change] = (TrackStand){.row = track->done, .run = track->run};
    }
}

// ---- Changes

// The numbers that schedules turn are the run's, and what the racer goes on with where there is none any more.
static void show_rates(Track *track)
{
    int momentum = optimizer_momentum(track->now.rule);
    if (!track_runs(track))
        return;
    track->now.hyper[0] = track->run.lr;
    if (momentum >= 0)
        track->now.hyper[momentum] = track->run.momentum;
}

static void change_run(Track *track, const Change *change)
{
    if (change_is_whole(change)) {
        track->tree = 1 + change->whole;
        track->run.lambdas = track->lambdas[track->tree];
    }
    if (change->kind == CHANGE_OPTIMIZER) {
        track->from = track->done;
        memset(track->state, 0, (size_t)track->n_state * sizeof *track->state);
    }
    change_rates(change, &track->now, &track->run);
}

static void write_rates(Track *track)
{
    double *extra = track->extra + (ptrdiff_t)track->done * TRACK_EXTRAS;
    extra[0] = track->run.lr;
    extra[1] = track->run.momentum;
}

void track_change(Track *track)
{
    int i = first_at(&track->changes, track->done);
    if (i < 0)
        return;
    for (; i < track->changes.n && track->changes.change[i].step == track->done; i++) {
        change_apply(&track->changes, &track->changes.change[i], &track->now);
        change_run(track, &track->changes.change[i]);
    }
    show_rates(track);
    write_rates(track);
}

// ---- Going back

// By what it steps once all changes before a row have acted; its run is known.
static void resume(Track *track, int row)
{
    track->now = track->racer;
    track->from = track->tree = 0;
    for (int i = 0; i < track->changes.n && track->changes.change[i].step < row; i++) {
        const Change *change = &track->changes.change[i];
        change_apply(&track->changes, change, &track->now);
        track->from = change->kind == CHANGE_OPTIMIZER ? change->step : track->from;
        track->tree = change_is_whole(change) ? 1 + change->whole : track->tree;
    }
    track->run.lambdas = track->lambdas[track->tree];
    show_rates(track);
}

static void stand(Track *track, int row, const double *state, const ScheduleRun *run)
{
    track->done = row;
    track->ended = false;
    track->stopped = NULL;
    copy_state(track->state, state, track->n_state);
    if (run)
        track->run = *run;
    resume(track, row);
}

void track_stand(Track *track, const Track *its, int row)
{
    int i = row / TRACK_CHECKPOINT, near = -1, n = its->n_state;
    for (int k = 0; k < its->changes.n; k++)
        if (its->before[k].row <= row && its->before[k].row > i * TRACK_CHECKPOINT)
            near = k;
    if (near >= 0)
        stand(track, its->before[near].row, its->before_state + (ptrdiff_t)near * n, &its->before[near].run);
    else
        stand(track, i * TRACK_CHECKPOINT, its->saved + (ptrdiff_t)i * n, track_runs(its) ? &its->saved_runs[i] : NULL);
}

// ---- Other changes of the same racer

// Arrays of `from` doubles become arrays of `to`, with zeros behind.
static void lay_out(double *arrays, int n, int from, int to)
{
    for (int k = 0; k < n && from != to; k++) {
        int i = to > from ? n - 1 - k : k;
        double *array = arrays + (ptrdiff_t)i * to;
        memmove(array, arrays + (ptrdiff_t)i * from, (size_t)(from < to ? from : to) * sizeof *array);
        for (int s = from; s < to; s++)
            array[s] = 0;
    }
}

static int checkpoints(const Track *track)
{
    return track->done / TRACK_CHECKPOINT + 1;
}

static bool lay_out_states(Track *track, int dimension)
{
    int before = track->n_state, had = track->before_size > 0 ? CHANGES_MAX : 0;
    if (!reserve_state(track, dimension) || !reserve_checkpoints(track, (size_t)checkpoints(track)))
        return false;
    lay_out(track->state, 1, before, track->n_state);
    lay_out(track->saved, checkpoints(track), before, track->n_state);
    if (track->n_state > 0)
        lay_out(track->before_state, had, before, track->n_state);
    return true;
}

// Rates that were the racer's own are now the run's.
static bool begin_runs(Track *track, bool had_extra)
{
    ScheduleRun *run = &track->run;
    size_t rows = (size_t)track->done + 1;
    schedule_begin(&track->racer.schedule, track->racer.hyper[0], racer_momentum(&track->racer), run);
    for (int i = 0; i < checkpoints(track); i++)
        track->saved_runs[i] = *run;
    if (had_extra)
        return true;
    if (!memory_grow(&track->extra, &track->extra_size, rows * TRACK_EXTRAS * sizeof(double)))
        return false;
    for (size_t row = 0; row < rows; row++)
        memcpy(track->extra + row * TRACK_EXTRAS, (double[]){run->lr, run->momentum, row > 0},
               TRACK_EXTRAS * sizeof(double));
    return true;
}

static bool is_finite(const double *row, int dimension)
{
    bool finite = true;
    for (int i = 0; i <= dimension; i++)
        finite = finite && isfinite(row[i]);
    return finite;
}

// To where nothing that differs has acted yet; no change brings back a racer that has diverged by then. Returns the
// first row at which a change is to act.
static int go_back(Track *track, int differ)
{
    bool changed = track->done == differ && (track->stopped || first_at(&track->changes, differ) >= 0);
    bool back = track->done > differ || changed;
    if (back) {
        track_stand(track, track, differ);
        track->ended = !is_finite(track_row(track, track->dimension, track->done), track->dimension);
    }
    for (int i = 0; i < CHANGES_MAX; i++)
        if (track->before[i].row > differ)
            track->before[i].row = -1;
    return back || track->done == differ ? track->done : track->done + 1;
}

static bool copy_history(Track *track, const Track *its, int dimension)
{
    int row = its->done, n = its->n_state;
    drop_lambdas(track);
    track->racer = its->racer;
    track->changes = its->changes;
    if (!track_begin(track, dimension) || !track_reserve(track, dimension, row))
        return false;
    memcpy(track->rows, its->rows, (size_t)(row + 1) * (size_t)(2 * dimension + 1) * sizeof(double));
    if (track_has_extra(its))
        memcpy(track->extra, its->extra, (size_t)(row + 1) * TRACK_EXTRAS * sizeof(double));
    if (racer_average(&its->racer))
        memcpy(track->average, its->average, (size_t)(row + 1) * (size_t)(dimension + 1) * sizeof(double));
    copy_state(track->saved, its->saved, checkpoints(its) * n);
    if (track_runs(its))
        memcpy(track->saved_runs, its->saved_runs, (size_t)checkpoints(its) * sizeof *its->saved_runs);
    memcpy(track->before, its->before, sizeof its->before);
    copy_state(track->before_state, its->before_state, its->changes.n ? CHANGES_MAX * n : 0);
    copy_state(track->state, its->state, n);
    track->done = row;
    track->ended = its->ended;
    track->stopped = its->stopped;
    track->run = its->run;
    return true;
}

// next: the first row at which a change is to act.
static bool take_changes(Track *track, const Changes *changes, int next, int dimension)
{
    bool ran = track_runs(track), had_extra = track_has_extra(track);
    drop_lambdas(track);
    track->changes = *changes;
    if (!lay_out_states(track, dimension) || !make_lambdas(track))
        return false;
    if (track_runs(track) && !ran && !begin_runs(track, had_extra))
        return false;
    resume(track, next);
    if (next == track->done) {
        track_save(track);
        if (ran) // what it showed there may be no more
            write_rates(track);
        track_change(track);
    }
    return true;
}

bool track_steer(Track *track, const Track *model, const Changes *changes, int dimension, uint64_t path)
{
    int differ = changes_differ(model ? &model->changes : &track->changes, changes);
    track->path = path;
    bool ok = !model || copy_history(track, model, dimension);
    int next = ok ? go_back(track, differ) : 0;
    ok = ok && take_changes(track, changes, next, dimension);
    if (!ok)
        track_empty(track, path);
    return ok;
}
