// Each racer has a track: its rows and its state at the last of them. A new configuration marks the tracks that it changes as empty; race_run
// gathers those that stand at the same row into a crew, lowest first, and lets each crew run to the next one's row. The state is kept every
// CHECKPOINT rows, so that a rule's internals at any step are a short replay away.
#include "engine/crew.h"
#include "engine/memory.h"

#include <assert.h>
#include <limits.h>
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

struct Race {
    const Loss *loss;
    LossWork *work;
    Crew *crew;
    RaceProbe *probe; // of race_slots
    int dimension, n, steps;
    int reached; // the furthest race_run
    double start[FORMULA_PARAMETERS_MAX];
    Lane lanes[RACE_RACERS_MAX];
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
    race->probe = race_probe_create();
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
    loss_work_destroy(race->work);
    crew_destroy(race->crew);
    race_probe_destroy(race->probe);
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

// Runs the crew to its end, or until a racer has diverged and the others go on without it. Returns how many rows it made.
static int run_crew(Race *race, const Muster *m)
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
    return row - m->from;
}

Work race_work(Race *race, int step, int rows)
{
    int to = step < race->steps ? step : race->steps;
    Muster m = muster(race, to);
    assert(step >= 0 && rows >= 1);
    for (; m.n > 0 && rows > 0; m = muster(race, to)) {
        m.to = m.to - m.from > rows ? m.from + rows : m.to;
        if (!ready(race, &m))
            return WORK_FAILED;
        rows -= run_crew(race, &m);
    }
    int reached = m.n > 0 ? m.from : to;
    race->reached = reached > race->reached ? reached : race->reached;
    return m.n > 0 ? WORK_MORE : WORK_DONE;
}

bool race_run(Race *race, int step)
{
    return race_work(race, step, INT_MAX) == WORK_DONE;
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

// One racer on its way over rows that are there already. The rows are its lane's.
struct RaceProbe {
    Track track;
    size_t state_size;
    uint64_t key; // of the lane; 0: none
    ScheduleLambdas *lambdas;
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
    schedule_lambdas_destroy(probe->lambdas);
    loss_work_destroy(probe->work);
    crew_destroy(probe->crew);
    free(probe->track.state);
    free(probe);
}

// A path has its own key, and with it its loss and its schedule.
static bool probe_follow(RaceProbe *probe, const Race *race, const Lane *lane)
{
    double *state = probe->track.state;
    if (probe->key == lane->key)
        return true;
    probe->key = 0;
    schedule_lambdas_destroy(probe->lambdas);
    loss_work_destroy(probe->work);
    probe->lambdas = NULL;
    probe->work = loss_work_create(race->loss);
    if (!probe->work || !memory_grow(&state, &probe->state_size, ((size_t)lane->track.n_state + 1) * sizeof(double)))
        return false;
    probe->track = lane->track;
    probe->track.state = state;
    probe->track.done = -1;
    if (lane->lambdas && !(probe->lambdas = schedule_lambdas_create(&lane->track.racer.schedule)))
        return false;
    probe->key = lane->key;
    return true;
}

static void probe_stand(RaceProbe *probe, int row, const double *state, const ScheduleRun *run)
{
    Track *track = &probe->track;
    track->done = row;
    track->ended = false;
    if (track->n_state > 0)
        memcpy(track->state, state, (size_t)track->n_state * sizeof *state);
    if (run)
        track->run = *run;
    track->run.lambdas = probe->lambdas;
}

// To the last checkpoint before `step`, or to where the lane itself stands, unless the probe is nearer.
static void probe_jump(RaceProbe *probe, const Lane *lane, int step)
{
    const Track *track = &lane->track;
    bool scheduled = racer_has_schedule(&track->racer);
    int checkpoint = step / CHECKPOINT;
    if (step == track->done)
        probe_stand(probe, step, track->state, &track->run);
    else if (probe->track.done > step || probe->track.done < checkpoint * CHECKPOINT)
        probe_stand(probe, checkpoint * CHECKPOINT, lane->saved + (size_t)checkpoint * (size_t)track->n_state,
                    scheduled ? &lane->saved_runs[checkpoint] : NULL);
}

Work race_probe_work(RaceProbe *probe, const Race *race, int racer, int step, int rows)
{
    const Lane *lane = &race->lanes[racer];
    Track *track = &probe->track;
    assert(racer >= 0 && racer < race->n && rows >= 1);
    if (step < 0 || step > race_last(race, racer) || !probe_follow(probe, race, lane))
        return WORK_FAILED;
    probe_jump(probe, lane, step);
    track->rows = lane->track.rows; // they may have moved
    track->extra = lane->track.extra;
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

int race_slots(const Race *race, int racer, int step, double *slots, int capacity)
{
    if (race_probe_work(race->probe, race, racer, step, INT_MAX) != WORK_DONE)
        return -1;
    int n = race_probe_slots(race->probe, slots, capacity);
    return race->dimension > 0 ? n / race->dimension : 0;
}

uint64_t race_path(const Race *race, int racer)
{
    assert(racer >= 0 && racer < race->n);
    return race->lanes[racer].key;
}
