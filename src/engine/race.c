// Each racer has a track: its rows and its state at the last of them. A new configuration marks the tracks that it changes as empty; race_run
// gathers those that stand at the same row into a crew, lowest first, and lets each crew run to the next one's row. The state is kept every
// CHECKPOINT rows, so that a rule's internals at any step are a short replay away.
#include "engine/crew.h"
#include "engine/memory.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKPOINT = 2048 }; // rows

// A track and what only the race knows of it.
typedef struct Lane {
    Track track;
    size_t rows_size, extra_size, state_size; // bytes
    double *saved;                            // [.][n_state] state at row i * CHECKPOINT
    size_t saved_size;
    ScheduleRun *saved_runs; // [.], with a schedule
    size_t saved_runs_size;
    ScheduleLambdas *lambdas;
    uint64_t key; // of this path: no two paths of a race share one
} Lane;

// The replay that race_slots made last: the next one often goes on from there.
typedef struct Probe {
    Track track;
    size_t state_size;
    uint64_t key; // of the lane; 0: none
} Probe;

struct Race {
    const Loss *loss;
    LossWork *work;
    Crew *crew;
    int dimension, n, steps;
    int reached; // the furthest race_run
    double start[FORMULA_PARAMETERS_MAX];
    Lane lanes[RACE_RACERS_MAX];
    Probe *probe;
    uint64_t keys; // given out so far
};

// ---- Life

static void lane_free(Lane *lane)
{
    free(lane->track.rows);
    free(lane->track.extra);
    free(lane->track.state);
    free(lane->saved);
    free(lane->saved_runs);
    schedule_lambdas_destroy(lane->lambdas);
}

// The path is to be replayed. Its memory stays for the next one.
static void lane_empty(Race *race, Lane *lane)
{
    lane->track.done = -1;
    lane->track.ended = false;
    lane->key = ++race->keys;
}

Race *race_create(void)
{
    Race *race = calloc(1, sizeof *race);
    if (!race)
        return NULL;
    race->reached = -1;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        lane_empty(race, &race->lanes[i]);
    race->crew = crew_create();
    race->probe = calloc(1, sizeof *race->probe);
    if (race->crew && race->probe)
        return race;
    race_destroy(race);
    return NULL;
}

void race_destroy(Race *race)
{
    if (!race)
        return;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        lane_free(&race->lanes[i]);
    if (race->probe)
        free(race->probe->track.state);
    free(race->probe);
    loss_work_destroy(race->work);
    crew_destroy(race->crew);
    free(race);
}

// ---- Configuration

void race_enter(RaceConfig *config, const Racer *racers, int n)
{
    assert(n >= 0 && n <= RACE_RACERS_MAX);
    for (int i = 0; i < n; i++)
        config->racer[i] = &racers[i];
    config->n_racers = n;
}

static void swap_lanes(Lane *a, Lane *b)
{
    Lane kept = *a;
    *a = *b;
    *b = kept;
}

static void lane_reset(Race *race, Lane *lane, const Racer *racer)
{
    schedule_lambdas_destroy(lane->lambdas);
    lane->lambdas = NULL;
    lane->track.racer = *racer;
    lane_empty(race, lane);
}

static bool is_lane_of(const Lane *lane, const RaceConfig *config, int i)
{
    return i < config->n_racers && racer_equal(&lane->track.racer, config->racer[i]);
}

// Racers that have moved to another index keep their lanes, also those that were away for a while.
static void match_lanes(Race *race, const RaceConfig *config)
{
    for (int i = 0; i < config->n_racers; i++) {
        for (int j = 0; j < RACE_RACERS_MAX && !is_lane_of(&race->lanes[i], config, i); j++) {
            Lane *lane = &race->lanes[j];
            if (lane->track.done >= 0 && !is_lane_of(lane, config, j) && is_lane_of(lane, config, i))
                swap_lanes(&race->lanes[i], lane);
        }
    }
}

static bool same_ground(const Race *race, const RaceConfig *config)
{
    return config->loss == race->loss &&
           (!race->loss || memcmp(config->start, race->start, (size_t)race->dimension * sizeof(double)) == 0);
}

static bool take_loss(Race *race, const Loss *loss)
{
    LossWork *work = loss ? loss_work_create(loss) : NULL;
    if (loss && !work)
        return false;
    loss_work_destroy(race->work);
    race->work = work;
    race->loss = loss;
    race->dimension = loss ? loss_dimension(loss) : 0;
    return true;
}

bool race_configure(Race *race, const RaceConfig *config, bool changed_loss)
{
    assert(config->n_racers >= 0 && config->n_racers <= RACE_RACERS_MAX);
    assert(config->steps >= 0 && config->steps <= RACE_STEPS_MAX);
    bool keep = !changed_loss && same_ground(race, config);
    if ((changed_loss || config->loss != race->loss) && !take_loss(race, config->loss))
        return false;
    for (int i = 0; !keep && i < RACE_RACERS_MAX; i++)
        lane_empty(race, &race->lanes[i]);
    memcpy(race->start, config->start, sizeof race->start);
    race->steps = config->steps;
    race->n = config->loss ? config->n_racers : 0;
    match_lanes(race, config);
    for (int i = 0; i < config->n_racers; i++)
        if (!is_lane_of(&race->lanes[i], config, i))
            lane_reset(race, &race->lanes[i], config->racer[i]);
    return true;
}

// ---- Running

static bool reserve(Lane *lane, int dimension, int last_row)
{
    Track *track = &lane->track;
    size_t rows = (size_t)last_row + 1, saved = (size_t)last_row / CHECKPOINT + 1;
    size_t state = (size_t)track->n_state * sizeof(double);
    if (!memory_grow(&track->rows, &lane->rows_size, rows * (size_t)(2 * dimension + 1) * sizeof(double)))
        return false;
    if (track_has_extra(track) && !memory_grow(&track->extra, &lane->extra_size, rows * TRACK_EXTRAS * sizeof(double)))
        return false;
    if (racer_has_schedule(&track->racer) &&
        !memory_grow(&lane->saved_runs, &lane->saved_runs_size, saved * sizeof *lane->saved_runs))
        return false;
    return memory_grow(&lane->saved, &lane->saved_size, saved * state);
}

// An empty track gets its state: every slot 0.
static bool prepare(Lane *lane, int dimension)
{
    Track *track = &lane->track;
    track->n_state = track_state_size(&track->racer, dimension);
    size_t state = (size_t)track->n_state * sizeof(double);
    if (!memory_grow(&track->state, &lane->state_size, state + sizeof(double)))
        return false;
    if (state > 0)
        memset(track->state, 0, state);
    if (!lane->lambdas && racer_takes_lambda(&track->racer)) {
        lane->lambdas = schedule_lambdas_create(&track->racer.schedule);
        if (!lane->lambdas)
            return false;
    }
    track->run = (ScheduleRun){.lambdas = lane->lambdas};
    return true;
}

static void save_checkpoint(Lane *lane)
{
    const Track *track = &lane->track;
    size_t i = (size_t)(track->done / CHECKPOINT), n = (size_t)track->n_state;
    if (n > 0)
        memcpy(lane->saved + i * n, track->state, n * sizeof(double));
    if (racer_has_schedule(&track->racer))
        lane->saved_runs[i] = track->run;
}

// The lanes that stand at the lowest row below `to`, and how far they run together: up to the next lane's row.
typedef struct Muster {
    Track *tracks[RACE_RACERS_MAX];
    Lane *lanes[RACE_RACERS_MAX];
    int n, from, to;
} Muster;

static Muster muster(Race *race, int to)
{
    Muster m = {.from = to, .to = to};
    for (int i = 0; i < race->n; i++) {
        const Track *track = &race->lanes[i].track;
        if (!track->ended && track->done < m.from)
            m.from = track->done;
    }
    for (int i = 0; i < race->n; i++) {
        Track *track = &race->lanes[i].track;
        if (track->ended || track->done >= to)
            continue;
        if (track->done > m.from) {
            m.to = track->done < m.to ? track->done : m.to;
            continue;
        }
        m.lanes[m.n] = &race->lanes[i];
        m.tracks[m.n++] = track;
    }
    return m;
}

static int next_checkpoint(int row)
{
    return (row / CHECKPOINT + 1) * CHECKPOINT;
}

static bool ready(Race *race, const Muster *m)
{
    for (int i = 0; i < m->n; i++) {
        if (m->from < 0 && !prepare(m->lanes[i], race->dimension))
            return false;
        if (!reserve(m->lanes[i], race->dimension, m->to))
            return false;
    }
    return crew_gather(race->crew, race->loss, race->work, m->tracks, m->n);
}

static bool any_ended(const Muster *m)
{
    for (int i = 0; i < m->n; i++)
        if (m->tracks[i]->ended)
            return true;
    return false;
}

static void save_checkpoints(const Muster *m, int row)
{
    for (int i = 0; i < m->n && row % CHECKPOINT == 0; i++)
        save_checkpoint(m->lanes[i]);
}

// Runs the crew to its end, or until a racer has diverged and the others go on without it.
static void run_crew(Race *race, const Muster *m)
{
    int row = m->from;
    if (row < 0) {
        crew_start(race->crew, race->start);
        save_checkpoints(m, row = 0);
    }
    while (row < m->to && !any_ended(m)) {
        int stop = next_checkpoint(row);
        row = crew_run(race->crew, stop < m->to ? stop : m->to, true);
        save_checkpoints(m, row);
    }
}

bool race_run(Race *race, int step)
{
    int to = step < race->steps ? step : race->steps;
    assert(step >= 0);
    for (Muster m = muster(race, to); m.n > 0; m = muster(race, to)) {
        if (!ready(race, &m))
            return false;
        run_crew(race, &m);
    }
    race->reached = to > race->reached ? to : race->reached;
    return true;
}

// ---- Asking

int race_racers(const Race *race)
{
    return race->n;
}

int race_dimension(const Race *race)
{
    return race->dimension;
}

int race_steps(const Race *race)
{
    return race->steps;
}

int race_done(const Race *race)
{
    int done = race->reached < race->steps ? race->reached : race->steps;
    for (int i = 0; i < race->n; i++) {
        const Track *track = &race->lanes[i].track;
        if (!track->ended && track->done < done)
            done = track->done;
    }
    return done;
}

static const Track *track_of(const Race *race, int racer)
{
    assert(racer >= 0 && racer < race->n);
    return &race->lanes[racer].track;
}

static const double *row_of(const Race *race, int racer, int row)
{
    return track_of(race, racer)->rows + (ptrdiff_t)row * (2 * race->dimension + 1);
}

// Is the racer's end among the rows that are shown?
static bool ended_by(const Race *race, int racer, int step)
{
    const Track *track = track_of(race, racer);
    return track->ended && track->done <= step;
}

int race_last(const Race *race, int racer)
{
    int done = race_done(race);
    return ended_by(race, racer, done) ? track_of(race, racer)->done : done;
}

int race_last_finite(const Race *race, int racer)
{
    return race_last(race, racer) - ended_by(race, racer, race_done(race));
}

RacePoint race_point(const Race *race, int racer, int step)
{
    const Track *track = track_of(race, racer);
    int last = race_last(race, racer), k = step < last ? step : last, dimension = race->dimension;
    assert(step >= 0 && step <= race_done(race));
    const double *row = row_of(race, racer, k);
    RacePoint point = {
        .loss = row[dimension], .lr = track->racer.hyper[0], .momentum = racer_momentum(&track->racer), .evals = k > 0};
    memcpy(point.at, row, (size_t)dimension * sizeof *row);
    memcpy(point.gradient, row + dimension + 1, (size_t)dimension * sizeof *row);
    if (track_has_extra(track)) {
        const double *extra = track->extra + (ptrdiff_t)k * TRACK_EXTRAS;
        point.lr = extra[0];
        point.momentum = extra[1];
        point.evals = (int)extra[2];
    }
    return point;
}

static double distance_squared(const double *a, const double *b, int dimension)
{
    double sum = 0;
    for (int d = 0; d < dimension; d++)
        sum += (a[d] - (b ? b[d] : 0)) * (a[d] - (b ? b[d] : 0));
    return sum;
}

static bool settled(const Race *race, int racer, int step)
{
    if (step < RACE_SETTLED_STEPS)
        return false;
    const double *at = row_of(race, racer, step);
    double scale =
        fmax(distance_squared(at, NULL, race->dimension), distance_squared(race->start, NULL, race->dimension));
    for (int k = step - RACE_SETTLED_STEPS; k < step; k++)
        if (distance_squared(row_of(race, racer, k), at, race->dimension) > 1e-18 * scale)
            return false;
    return true;
}

RacerState race_state(const Race *race, int racer, int step)
{
    assert(step >= 0 && step <= race_done(race));
    if (ended_by(race, racer, step))
        return RACER_DIVERGED;
    return settled(race, racer, step) ? RACER_SETTLED : RACER_RUNNING;
}

static RaceSeries series(const Race *race, int racer, int column)
{
    if (race_last(race, racer) < 0)
        return (RaceSeries){.first = NULL};
    return (RaceSeries){.first = row_of(race, racer, 0) + column,
                        .stride = 2 * race->dimension + 1,
                        .count = race_last(race, racer) + 1};
}

RaceSeries race_parameter(const Race *race, int racer, int i)
{
    return series(race, racer, i);
}

RaceSeries race_loss(const Race *race, int racer)
{
    return series(race, racer, race->dimension);
}

RaceSeries race_gradient(const Race *race, int racer, int i)
{
    return series(race, racer, race->dimension + 1 + i);
}

// Without a schedule every row has the racer's own number.
RaceSeries race_lr(const Race *race, int racer)
{
    const Track *track = track_of(race, racer);
    bool extra = track_has_extra(track);
    if (race_last(race, racer) < 0)
        return (RaceSeries){.first = NULL};
    return (RaceSeries){.first = extra ? track->extra : track->racer.hyper,
                        .stride = extra ? TRACK_EXTRAS : 0,
                        .count = race_last(race, racer) + 1};
}

RaceSeries race_momentum(const Race *race, int racer)
{
    const Track *track = track_of(race, racer);
    int argument = optimizer_momentum(track->racer.rule);
    RaceSeries series = race_lr(race, racer);
    if (argument < 0 || series.count == 0)
        return (RaceSeries){.first = NULL};
    series.first = track_has_extra(track) ? track->extra + 1 : track->racer.hyper + argument;
    return series;
}

// ---- Internals

// The probe stands at the lane's checkpoint before `step`.
static bool probe_load(Probe *probe, const Lane *lane, int step)
{
    const Track *track = &lane->track;
    size_t i = (size_t)(step / CHECKPOINT), n = (size_t)track->n_state;
    double *state = probe->track.state;
    probe->key = 0;
    if (!memory_grow(&state, &probe->state_size, (n + 1) * sizeof(double)))
        return false;
    probe->track = *track;
    probe->track.state = state;
    probe->track.done = (int)i * CHECKPOINT;
    probe->track.ended = false;
    if (n > 0)
        memcpy(state, lane->saved + i * n, n * sizeof(double));
    if (racer_has_schedule(&track->racer))
        probe->track.run = lane->saved_runs[i];
    probe->key = lane->key;
    return true;
}

static bool probe_run(const Race *race, const Lane *lane, int step)
{
    Probe *probe = race->probe;
    bool behind = probe->key == lane->key && probe->track.done <= step;
    if (!behind || step - probe->track.done > step % CHECKPOINT) {
        if (!probe_load(probe, lane, step))
            return false;
    }
    probe->track.rows = lane->track.rows; // they may have moved
    probe->track.extra = lane->track.extra;
    if (probe->track.done == step)
        return true;
    Track *track = &probe->track;
    if (!crew_gather(race->crew, race->loss, race->work, &track, 1))
        return false;
    crew_run(race->crew, step, false);
    return true;
}

int race_slots(const Race *race, int racer, int step, double *slots, int capacity)
{
    const Lane *lane = &race->lanes[racer];
    const Track *track = track_of(race, racer);
    if (step < 0 || step > race_last(race, racer))
        return -1;
    const double *state = track->state;
    if (step != track->done) {
        if (!probe_run(race, lane, step))
            return -1;
        state = race->probe->track.state;
    }
    int n = track->n_state < capacity ? track->n_state : capacity;
    if (n > 0)
        memcpy(slots, state, (size_t)n * sizeof *slots);
    return race->dimension > 0 ? track->n_state / race->dimension : 0;
}
