// The search for learning rates: copies of the racers with other rates race together, as many at a time as a race has
// room for.
#include "study/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Two digits, so that what is found can be said and typed.
static double rate_at(const Argument *lr, int i)
{
    char text[40];
    double value = lr->low * pow(lr->high / lr->low, (double)i / (SEARCH_RATES - 1));
    snprintf(text, sizeof text, "%.2g", value);
    return strtod(text, NULL);
}

static void plan(const Scene *scene, LrSearch *found)
{
    for (int r = 0; r < scene->n_racers; r++)
        for (int i = 0; i < SEARCH_RATES; i++) {
            found[r].lr[i] = rate_at(&scene_racer(scene, r)->rule->arguments[0], i);
            found[r].loss[i] = INFINITY;
        }
}

// Entries from .. from + n - 1, racer by racer.
static bool run(Race *race, RaceConfig *config, Racer *racers, const Scene *scene, int from, LrSearch *found)
{
    for (int k = 0; k < config->n_racers; k++) {
        int r = (from + k) / SEARCH_RATES;
        racers[k] = *scene_racer(scene, r);
        scene_set_lr(&racers[k], found[r].lr[(from + k) % SEARCH_RATES]);
    }
    if (!race_configure(race, config, false) || !race_run(race, config->steps))
        return false;
    for (int k = 0; k < config->n_racers; k++) {
        double loss = race_point(race, k, config->steps).loss;
        bool ok = race_state(race, k, config->steps) != RACER_DIVERGED && isfinite(loss);
        found[(from + k) / SEARCH_RATES].loss[(from + k) % SEARCH_RATES] = ok ? loss : (double)INFINITY;
    }
    return true;
}

static void choose(LrSearch *search)
{
    search->best = -1;
    for (int i = 0; i < SEARCH_RATES; i++)
        if (isfinite(search->loss[i]) && (search->best < 0 || search->loss[i] < search->loss[search->best]))
            search->best = i;
}

bool search_run(const Scene *scene, const Loss *loss, int steps, LrSearch *found)
{
    Race *race = race_create();
    Racer *racers = calloc(RACE_RACERS_MAX, sizeof *racers);
    RaceConfig config = {.loss = loss, .start = scene->start, .steps = steps};
    plan(scene, found);
    int n = scene->n_racers * SEARCH_RATES;
    bool ok = race && racers;
    for (int from = 0; ok && from < n; from += RACE_RACERS_MAX) {
        race_enter(&config, racers, n - from < RACE_RACERS_MAX ? n - from : RACE_RACERS_MAX);
        ok = run(race, &config, racers, scene, from, found);
    }
    for (int r = 0; ok && r < scene->n_racers; r++)
        choose(&found[r]);
    race_destroy(race);
    free(racers);
    return ok;
}
