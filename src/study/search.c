// The search for learning rates: copies of the racers with other rates race together, as many at a time as keep a step
// short.
#include "study/search.h"
#include "engine/elementary.h"
#include "study/piece.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define STEP_EVALUATIONS 5e4 // of the formula in one step of all who race together, about: a third of a millisecond

typedef struct SearchPiece {
    int steps, n_racers;
    Race *race;
    Racer racers[RACE_RACERS_MAX]; // that race together
    RaceConfig config;
    int from; // the first entry that races; entry k is rate k % SEARCH_RATES of racer k / SEARCH_RATES
    LrSearch found[RACE_RACERS_MAX];
} SearchPiece;

const LrSearch *search_found(const void *piece)
{
    return ((const SearchPiece *)piece)->found;
}

// Two digits, so that what is found can be said and typed.
static double rate_at(const Argument *lr, int i)
{
    char text[40];
    double value = lr->low * elementary_pow(lr->high / lr->low, (double)i / (SEARCH_RATES - 1));
    snprintf(text, sizeof text, "%.2g", value);
    return strtod(text, NULL);
}

static void plan(SearchPiece *search, const Scene *scene)
{
    for (int r = 0; r < scene->n_racers; r++)
        for (int i = 0; i < SEARCH_RATES; i++) {
            search->found[r].lr[i] = rate_at(&scene_racer(scene, r)->rule->arguments[0], i);
            search->found[r].loss[i] = INFINITY;
        }
}

static int entries(const SearchPiece *search)
{
    return search->n_racers * SEARCH_RATES;
}

static bool enter(SearchPiece *search, const Scene *scene)
{
    int left = entries(search) - search->from;
    double affordable = fmax(STEP_EVALUATIONS / loss_cost(search->config.loss), 1);
    int most = affordable < RACE_RACERS_MAX ? (int)affordable : RACE_RACERS_MAX;
    race_enter(&search->config, search->racers, left < most ? left : most);
    for (int k = 0; k < search->config.n_racers; k++) {
        int r = (search->from + k) / SEARCH_RATES;
        search->racers[k] = *scene_racer(scene, r);
        scene_set_lr(&search->racers[k], search->found[r].lr[(search->from + k) % SEARCH_RATES]);
    }
    return race_configure(search->race, &search->config, false);
}

static void note(SearchPiece *search)
{
    const Race *race = search->race;
    for (int k = 0; k < race_racers(race); k++) {
        double loss = race_point(race, k, search->steps).loss;
        bool ok = race_state(race, k, search->steps) != RACER_DIVERGED && isfinite(loss) &&
                  !racer_is_recorded(&search->racers[k]); // which has no rate to find
        int entry = search->from + k;
        search->found[entry / SEARCH_RATES].loss[entry % SEARCH_RATES] = ok ? loss : (double)INFINITY;
    }
}

static void choose(LrSearch *search)
{
    search->best = -1;
    for (int i = 0; i < SEARCH_RATES; i++)
        if (isfinite(search->loss[i]) && (search->best < 0 || search->loss[i] < search->loss[search->best]))
            search->best = i;
}

// One that is asked for is always another.
static bool serves(const void *piece, const void *asked, bool ready)
{
    (void)piece, (void)asked, (void)ready;
    return false;
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    SearchPiece *search = piece;
    const Scene *scene = subject->scene;
    *search = (SearchPiece){.steps = *(const int *)asked, .n_racers = scene->n_racers, .race = race_create()};
    search->config = (RaceConfig){.loss = subject->loss, .start = scene->start, .steps = search->steps};
    plan(search, scene);
    if (!search->race || (search->n_racers > 0 && !enter(search, scene))) {
        race_destroy(search->race);
        return 0;
    }
    return 1 + entries(search) * (double)search->steps * loss_cost(subject->loss);
}

static Work work(void *piece, const Subject *subject)
{
    SearchPiece *search = piece;
    if (search->from < entries(search)) {
        Work done = race_work(search->race, search->steps, race_slice(search->race));
        if (done != WORK_DONE)
            return done;
        note(search);
        search->from += race_racers(search->race);
        if (search->from < entries(search))
            return enter(search, subject->scene) ? WORK_MORE : WORK_FAILED;
    }
    for (int r = 0; r < search->n_racers; r++)
        choose(&search->found[r]);
    return WORK_DONE;
}

static double part(const void *piece)
{
    const SearchPiece *search = piece;
    if (search->from >= entries(search))
        return 1;
    double racing = (double)race_done(search->race) / fmax(search->steps, 1) * race_racers(search->race);
    return fmax(search->from + racing, 0) / entries(search);
}

static void end(void *piece)
{
    SearchPiece *search = piece;
    race_destroy(search->race);
    search->race = NULL;
}

const PieceKind search_kind = {
    .doing = "finding the best lr",
    .size = sizeof(SearchPiece),
    .kept = 1,
    .serves = serves,
    .begin = begin,
    .work = work,
    .part = part,
    .end = end,
};
