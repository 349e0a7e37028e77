// Each racer has a track. A new configuration marks the tracks that it changes as empty; race_run gathers those that
// stand at the same row into a crew, lowest first, and lets each crew run to the next one's row.
#include "engine/memory.h"
#include "engine/race/race_inside.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SLICE_EVALUATIONS = 20000, SLICE_ROWS = 64 };

// ---- Life

static void empty(Race *race, Track *track)
{
    track_empty(track, ++race->paths);
}

Race *race_create(void)
{
    Race *race = calloc(1, sizeof *race);
    if (!race)
        return NULL;
    race->reached = -1;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        empty(race, &race->tracks[i]);
    race->crew = crew_create();
    if (race->crew)
        return race;
    race_destroy(race);
    return NULL;
}

void race_destroy(Race *race)
{
    if (!race)
        return;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        track_free(&race->tracks[i]);
    loss_work_destroy(race->work);
    crew_destroy(race->crew);
    free(race->start);
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

static void swap(Track *a, Track *b)
{
    Track kept = *a;
    *a = *b;
    *b = kept;
}

static const Changes *changes_of(const RaceConfig *config, int i)
{
    static const Changes none;
    return config->changes[i] ? config->changes[i] : &none;
}

static bool is_of(const Track *track, const RaceConfig *config, int i)
{
    return i < config->n_racers && racer_equal(&track->racer, config->racer[i]) &&
           changes_differ(&track->changes, changes_of(config, i)) == INT_MAX;
}

// Racers that have moved to another index keep their tracks, also those that were away for a while.
static void match_tracks(Race *race, const RaceConfig *config)
{
    for (int i = 0; i < config->n_racers; i++) {
        for (int j = 0; j < RACE_RACERS_MAX && !is_of(&race->tracks[i], config, i); j++) {
            Track *track = &race->tracks[j];
            if (track->done >= 0 && !is_of(track, config, j) && is_of(track, config, i))
                swap(&race->tracks[i], track);
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

// How far a track's history is also that of config's racer i; -1: not at all.
static int shared_rows(const Track *track, const RaceConfig *config, int i)
{
    int differ = changes_differ(&track->changes, changes_of(config, i));
    if (track->done < 0 || !racer_equal(&track->racer, config->racer[i]))
        return -1;
    return track->done < differ ? track->done : differ;
}

// The racer's own track, or where another one knows more of its way, that.
static void steer_track(Race *race, const RaceConfig *config, int i)
{
    Track *own = &race->tracks[i];
    const Track *model = own;
    for (int j = 0; j < RACE_RACERS_MAX; j++)
        if (shared_rows(&race->tracks[j], config, i) > shared_rows(model, config, i))
            model = &race->tracks[j];
    if (shared_rows(model, config, i) < 0)
        track_take(own, config->racer[i], changes_of(config, i), ++race->paths);
    else if (!track_steer(own, model == own ? NULL : model, changes_of(config, i), race->dimension, ++race->paths))
        track_take(own, config->racer[i], changes_of(config, i), ++race->paths); // the next race_run says so
}

bool race_configure(Race *race, const RaceConfig *config, bool changed_loss)
{
    assert(config->n_racers >= 0 && config->n_racers <= RACE_RACERS_MAX);
    assert(config->steps >= 0 && config->steps <= RACE_STEPS_MAX);
    size_t start = config->loss ? (size_t)loss_dimension(config->loss) * sizeof(double) : 0;
    bool keep = !changed_loss && same_ground(race, config);
    if (!memory_grow(&race->start, &race->start_size, start))
        return false;
    if ((changed_loss || config->loss != race->loss) && !take_loss(race, config->loss))
        return false;
    for (int i = 0; !keep && i < RACE_RACERS_MAX; i++)
        empty(race, &race->tracks[i]);
    if (start > 0)
        memcpy(race->start, config->start, start);
    race->steps = config->steps;
    race->n = config->loss ? config->n_racers : 0;
    match_tracks(race, config);
    for (int i = 0; i < config->n_racers; i++)
        if (!is_of(&race->tracks[i], config, i))
            steer_track(race, config, i);
    return true;
}

// ---- Running

// The tracks that stand at the lowest row below `to`, and how far they run together: up to the next one's row, or to
// where something changes.
typedef struct Muster {
    Track *tracks[RACE_RACERS_MAX];
    int n, from, to;
} Muster;

static Muster muster(Race *race, int to)
{
    Muster m = {.from = to, .to = to};
    for (int i = 0; i < race->n; i++) {
        const Track *track = &race->tracks[i];
        if (!track->ended && track->done < m.from)
            m.from = track->done;
    }
    for (int i = 0; i < race->n; i++) {
        Track *track = &race->tracks[i];
        if (track->ended || track->done >= to)
            continue;
        if (track->done > m.from) {
            m.to = track->done < m.to ? track->done : m.to;
            continue;
        }
        int change = changes_next(&track->changes, track->done + 1);
        m.to = change < m.to ? change : m.to;
        m.tracks[m.n++] = track;
    }
    return m;
}

static int next_checkpoint(int row)
{
    return (row / TRACK_CHECKPOINT + 1) * TRACK_CHECKPOINT;
}

static bool ready(Race *race, const Muster *m)
{
    for (int i = 0; i < m->n; i++) {
        if (m->from < 0 && !track_begin(m->tracks[i], race->dimension))
            return false;
        if (!track_reserve(m->tracks[i], race->dimension, m->to))
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

static void save(const Muster *m)
{
    for (int i = 0; i < m->n; i++)
        if (!m->tracks[i]->stopped)
            track_save(m->tracks[i]);
}

static void change(const Muster *m)
{
    for (int i = 0; i < m->n; i++)
        if (!m->tracks[i]->stopped)
            track_change(m->tracks[i]);
}

// Runs the crew to its end, or until a racer has ended and the others go on without it. Returns how many rows it
// made.
static int run_crew(Race *race, const Muster *m)
{
    int row = m->from;
    if (row < 0) {
        crew_start(race->crew, race->start);
        save(m);
        row = 0;
    }
    while (row < m->to && !any_ended(m)) {
        int stop = next_checkpoint(row);
        row = crew_run(race->crew, stop < m->to ? stop : m->to, true);
        save(m);
    }
    change(m);
    return row - m->from;
}

static int last_row(const Race *race, int step)
{
    return step < race->steps ? step : race->steps;
}

Work race_work(Race *race, int step, int rows)
{
    int to = last_row(race, step);
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

// Some rules evaluate the loss many times in a step: SLICE_ROWS keeps them short, too.
int race_slice(const Race *race)
{
    double row = race->loss ? loss_step_cost(race->loss) * (race->n > 0 ? race->n : 1) : 1;
    return (int)fmin(fmax(SLICE_EVALUATIONS / row, 1), SLICE_ROWS);
}

double race_bytes(const Race *race, int step)
{
    double bytes = 0;
    for (int i = 0; i < race->n; i++)
        if (!race->tracks[i].ended)
            bytes += track_bytes(&race->tracks[i], race->dimension, last_row(race, step));
    return bytes;
}

bool race_reserve(Race *race, int step)
{
    bool ok = true;
    for (int i = 0; ok && i < race->n; i++)
        if (!race->tracks[i].ended)
            ok = track_reserve(&race->tracks[i], race->dimension, last_row(race, step));
    return ok;
}

bool race_run(Race *race, int step)
{
    return race_work(race, step, INT_MAX) == WORK_DONE;
}
