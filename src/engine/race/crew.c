// Each step is one evaluation of the loss for all lanes, and one call per stage.
#include "engine/race/crew.h"

#include "engine/lanes.h"
#include "engine/memory.h"
#include "engine/race/stage.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

// Where a track sits.
typedef struct Seat {
    Track *track;
    Stage *stage;
    int lane;                    // of the stage
    bool extra;                  // the track has extras
    const RacerWrapper *average; // NULL: none
} Seat;

struct Crew {
    Ground ground;
    int n, n_stages;
    bool extras;   // some track has a schedule or counts evaluations
    bool averages; // some racer has one
    Stage *stages[RACE_RACERS_MAX];
    Seat seat[RACE_RACERS_MAX];    // by lane of the ground
    double *rows[RACE_RACERS_MAX]; // likewise: the track's
    double *slope;                 // [dimension] of the loss at an average, of no use
    size_t slope_size;
};

// ---- Gathering

Crew *crew_create(void)
{
    Crew *crew = calloc(1, sizeof *crew);
    bool ok = crew;
    for (int i = 0; ok && i < RACE_RACERS_MAX; i++)
        ok = (crew->stages[i] = stage_create());
    if (ok)
        return crew;
    crew_destroy(crew);
    return NULL;
}

void crew_destroy(Crew *crew)
{
    if (!crew)
        return;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        stage_destroy(crew->stages[i]);
    ground_free(&crew->ground);
    free(crew->slope);
    free(crew);
}

// Which stage each track goes to.
typedef struct Sorting {
    StageKind kinds[RACE_RACERS_MAX];
    int n_kinds, of[RACE_RACERS_MAX]; // of: by track
    int lanes[RACE_RACERS_MAX];       // of each kind
} Sorting;

static int find_kind(Sorting *sorting, const Track *track)
{
    StageKind kind = track_kind(track);
    for (int i = 0; i < sorting->n_kinds; i++)
        if (stage_kind_equal(&sorting->kinds[i], &kind))
            return i;
    sorting->kinds[sorting->n_kinds] = kind;
    return sorting->n_kinds++;
}

static Sorting sort(Track *const *tracks, int n)
{
    Sorting sorting = {.n_kinds = 0};
    for (int i = 0; i < n; i++) {
        sorting.of[i] = find_kind(&sorting, tracks[i]);
        sorting.lanes[sorting.of[i]]++;
    }
    return sorting;
}

// Lanes of a stage are neighbours.
static void seat_tracks(Crew *crew, const Sorting *sorting, Track *const *tracks)
{
    Seat *seat = crew->seat;
    for (int kind = 0; kind < sorting->n_kinds; kind++)
        for (int i = 0, lane = 0; i < crew->n; i++)
            if (sorting->of[i] == kind)
                *seat++ = (Seat){tracks[i], crew->stages[kind], lane++, track_has_extra(tracks[i]),
                                 racer_average(&tracks[i]->racer)};
}

static bool set_stages(Crew *crew, const Sorting *sorting)
{
    int first = 0;
    for (int kind = 0; kind < sorting->n_kinds; first += sorting->lanes[kind++])
        if (!stage_set(crew->stages[kind], &sorting->kinds[kind], &crew->ground, first, sorting->lanes[kind]))
            return false;
    return true;
}

static void load_point(Ground *ground, int lane, const double *row)
{
    int dimension = ground->dimension;
    for (int d = 0; d < dimension; d++) {
        ground->parameters[d][lane] = row[d];
        ground->gradient[d][lane] = row[dimension + 1 + d];
    }
}

static void load_lane(Crew *crew, int lane)
{
    const Seat *seat = &crew->seat[lane];
    Track *track = seat->track;
    stage_load(seat->stage, seat->lane, &track->now, track->state);
    if (track->done < 0)
        return;
    load_point(&crew->ground, lane, track_row(track, crew->ground.dimension, track->done));
    if (track_runs(track))
        stage_resume_schedule(seat->stage, seat->lane, &track->now.schedule, &track->run);
}

bool crew_gather(Crew *crew, const Loss *loss, LossWork *work, Track *const *tracks, int n)
{
    assert(n >= 1 && n <= RACE_RACERS_MAX);
    Sorting sorting = sort(tracks, n);
    crew->n = n;
    crew->n_stages = sorting.n_kinds;
    crew->extras = crew->averages = false;
    if (!ground_set(&crew->ground, loss, work, n) || !set_stages(crew, &sorting) ||
        !memory_grow(&crew->slope, &crew->slope_size, ((size_t)loss_dimension(loss) + 1) * sizeof *crew->slope))
        return false;
    seat_tracks(crew, &sorting, tracks);
    for (int lane = 0; lane < n; lane++) {
        load_lane(crew, lane);
        crew->rows[lane] = crew->seat[lane].track->rows;
        crew->extras = crew->extras || crew->seat[lane].extra;
        crew->averages = crew->averages || crew->seat[lane].average;
    }
    return true;
}

// ---- Rows

LANES_BODY void write_points(Crew *crew, int row, int dimension)
{
    const Ground *ground = &crew->ground;
    for (int lane = 0; lane < crew->n; lane++) {
        double *to = crew->rows[lane] + (ptrdiff_t)row * (2 * dimension + 1);
        for (int d = 0; d < dimension; d++)
            to[d] = ground->parameters[d][lane];
        to[dimension] = ground->value[lane];
        for (int d = 0; d < dimension; d++)
            to[dimension + 1 + d] = ground->gradient[d][lane];
    }
}

static void write_extra(const Crew *crew, int lane, int row)
{
    const Track *track = crew->seat[lane].track;
    double *to = track->extra + (ptrdiff_t)row * TRACK_EXTRAS;
    bool runs = track_runs(track);
    const Recording *recording = track->racer.recorded.points;
    to[0] = runs ? track->run.lr : track->racer.hyper[0];
    if (recording && recording->lr)
        to[0] = recording->lr[recording_row(recording, row)];
    to[1] = runs ? track->run.momentum : racer_momentum(&track->racer);
    to[2] = row == 0 ? 0 : crew->ground.evals[lane];
}

// From the row before; nan before the first.
static void write_average(Crew *crew, int lane, int row)
{
    const Seat *seat = &crew->seat[lane];
    const OptimizerAverage *average = seat->average->rule->average;
    int n = crew->ground.dimension;
    double *to = seat->track->average + (ptrdiff_t)row * (n + 1);
    const double *at = track_row(seat->track, n, row);
    int64_t first = average->first(seat->average->hyper);
    for (int d = 0; d <= n; d++)
        to[d] = row < first ? (double)NAN : row == first ? at[d] : to[d - (n + 1)];
    if (row <= first)
        return;
    average->update(seat->average->hyper, row - first, at, to, n);
    to[n] = loss_at(crew->ground.loss, crew->ground.work, 0, to, crew->slope);
}

static void write_row(Crew *crew, int row)
{
    int dimension = crew->ground.dimension;
    if (dimension == 2)
        write_points(crew, row, 2);
    else if (dimension == 1)
        write_points(crew, row, 1);
    else
        write_points(crew, row, dimension);
    for (int lane = 0; crew->extras && lane < crew->n; lane++)
        if (crew->seat[lane].extra)
            write_extra(crew, lane, row);
    for (int lane = 0; crew->averages && lane < crew->n; lane++)
        if (crew->seat[lane].average)
            write_average(crew, lane, row);
}

// ---- Running

// The crew stands at `row`: the tracks learn it.
static void finish(Crew *crew, int row)
{
    for (int lane = 0; lane < crew->n; lane++) {
        const Seat *seat = &crew->seat[lane];
        const char *stopped = crew->ground.stopped[lane];
        seat->track->done = stopped ? row - 1 : row;
        seat->track->stopped = stopped;
        seat->track->ended = stopped || !ground_lane_finite(&crew->ground, lane);
        stage_store(seat->stage, seat->lane, seat->track->state);
    }
}

static void take_recorded_losses(Crew *crew, int row)
{
    for (int s = 0; crew->extras && s < crew->n_stages; s++)
        stage_take_recorded_losses(crew->stages[s], row);
}

static void start_lane(Crew *crew, int lane, const double *start)
{
    const Seat *seat = &crew->seat[lane];
    Track *track = seat->track;
    for (int d = 0; d < crew->ground.dimension; d++)
        crew->ground.parameters[d][lane] = start[d];
    stage_start_recorded(seat->stage, seat->lane);
    if (track_runs(track))
        stage_begin_schedule(seat->stage, seat->lane, &track->now.schedule, &track->run);
}

void crew_start(Crew *crew, const double *start)
{
    for (int lane = 0; lane < crew->n; lane++)
        start_lane(crew, lane, start);
    ground_evaluate(&crew->ground);
    take_recorded_losses(crew, 0);
    write_row(crew, 0);
    finish(crew, 0);
}

static void step(Crew *crew, int row)
{
    ground_begin_step(&crew->ground, row);
    for (int s = 0; s < crew->n_stages; s++)
        stage_step(crew->stages[s]);
    ground_evaluate(&crew->ground);
    take_recorded_losses(crew, row);
    for (int s = 0; crew->extras && s < crew->n_stages; s++)
        stage_step_schedules(crew->stages[s]);
}

int crew_run(Crew *crew, int to, bool record)
{
    int row = crew->seat[0].track->done;
    bool ended = false;
    while (row < to && !ended) {
        step(crew, ++row);
        if (record)
            write_row(crew, row);
        ended = crew->ground.any_stopped || !ground_all_finite(&crew->ground);
    }
    finish(crew, row);
    return row;
}
