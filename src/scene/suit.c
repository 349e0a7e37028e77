// Learning rates for another landscape. What a rule's learning rate means is measured, not listed: its racers run down
// an even slope, and down one of twice the steepness. A rule that goes no further on the second takes its rate as a
// length; for the others it multiplies the gradient. Then they are tried on the landscape itself.
#include "engine/elementary.h"
#include "scene/scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOPE_STEPS = 100 };

#define RATE_DEFAULT 0.01
#define RATE_LEAST   1e-300
#define RATE_MAX     1e300

// Of the loss, by each racer that is tried: some ms for all.
#define TRIAL_STEPS       1e4
#define TRIAL_EVALUATIONS 5e5 // of its formula

// How far each racer came down an even slope, with a learning rate of 1.
typedef struct Ways {
    double way[RACE_RACERS_MAX];
    bool several[RACE_RACERS_MAX]; // evaluations in a step
} Ways;

static void bare_racer(Racer *bare, const Racer *racer)
{
    memset(bare, 0, sizeof *bare);
    bare->rule = racer_is_recorded(racer) ? optimizer_at(0) : racer->rule; // a path has no way to measure
    memcpy(bare->hyper, racer->hyper, sizeof bare->hyper);
    bare->hyper[0] = 1;
}

static void read_ways(const Race *race, int n, Ways *ways)
{
    for (int i = 0; i < n; i++) {
        RacePoint end = race_point(race, i, SLOPE_STEPS), first = race_point(race, i, 1);
        ways->way[i] = fabs(end.at[0]);
        ways->several[i] = first.evals > 1;
    }
}

static bool measure(const Racer *racers, int n, double slope, Ways *ways)
{
    FormulaConstant steepness = {.name = "slope", .value = slope};
    FormulaError ignored;
    Loss *loss = loss_create(&(LossConfig){.formula = "slope*x", .constants = &steepness, .n_constants = 1}, &ignored);
    Race *race = race_create();
    RaceConfig config = {.loss = loss, .start = (const double[]){0}, .steps = SLOPE_STEPS};
    race_enter(&config, racers, n);
    bool ok = loss && race && race_configure(race, &config, true) && race_run(race, SLOPE_STEPS);
    if (ok)
        read_ways(race, n, ways);
    race_destroy(race);
    loss_destroy(loss);
    return ok;
}

static double rounded(double value, int digits)
{
    char text[40];
    snprintf(text, sizeof text, "%.*g", digits, value);
    return strtod(text, NULL);
}

// The length of the gradient at the start; 0 if there is none.
static double steepness_at_start(const Scene *scene)
{
    Loss *loss = scene_loss(scene, NULL);
    LossWork *work = loss ? loss_work_create(loss) : NULL;
    double g[SCENE_DIMENSION_MAX] = {0};
    if (work)
        loss_at(loss, work, 0, scene->start, g);
    loss_work_destroy(work);
    loss_destroy(loss);
    double length = elementary_hypot(g[0], g[1]);
    return isfinite(length) ? length : 0;
}

static double window_width(const Scene *scene)
{
    return scene->view.camera.window[1] - scene->view.camera.window[0];
}

// Where sizes are beyond all measure, a rate is still a number that torch takes and that moves a racer.
static double some_rate(double rate)
{
    return isnan(rate) ? RATE_DEFAULT : fmin(fmax(rate, RATE_LEAST), RATE_MAX);
}

static double plain_rate(const Scene *scene)
{
    static const double first_step = 0.05; // of the window's width
    if (scene->landscape)
        return scene->landscape->lr_hint;
    double steepness = steepness_at_start(scene);
    return steepness > 0 ? rounded(some_rate(first_step * window_width(scene) / steepness), 1) : RATE_DEFAULT;
}

// Of a rate that a schedule names: None and 0 stay.
static double scaled_rate(double rate, double from, double to)
{
    return rate == 0 || isnan(rate) || !(from > 0) ? rate
                                                   : rounded(fmin(fmax(rate * (to / from), -RATE_MAX), RATE_MAX), 3);
}

// Learning rates that a schedule names itself.
static const char *const schedule_rates[] = {"eta_min", "max_lr", "base_lr", "min_lr", "lr_end", "swa_lr"};
enum { SCHEDULE_RATES = sizeof schedule_rates / sizeof *schedule_rates };

// owners: NULL, or whose they are.
static void scale_schedule(ScheduleTree *tree, double from, double to, const RacerOwners *owners)
{
    for (int i = 0; from != to && i < tree->n; i++)
        for (int k = 0; k < SCHEDULE_RATES; k++) {
            int argument = schedule_argument(tree->node[i].rule, schedule_rates[k]);
            if (argument >= 0 && !(owners && owners->schedule[i][argument] == OWNER_USER))
                tree->node[i].argument[argument] = scaled_rate(tree->node[i].argument[argument], from, to);
        }
}

static void take_schedule_rates(SceneRacer *racer, const SceneRacer *from)
{
    ScheduleTree *tree = &racer->racer.schedule;
    for (int i = 0; i < tree->n; i++)
        for (int k = 0; k < SCHEDULE_RATES; k++) {
            int argument = schedule_argument(tree->node[i].rule, schedule_rates[k]);
            if (argument < 0 || racer->owners.schedule[i][argument] == OWNER_USER)
                continue;
            tree->node[i].argument[argument] = from->racer.schedule.node[i].argument[argument];
            racer->owners.schedule[i][argument] = from->owners.schedule[i][argument];
        }
}

static bool same_classes(const Racer *a, const Racer *b)
{
    bool same = a->rule == b->rule && a->schedule.n == b->schedule.n;
    for (int i = 0; same && i < a->schedule.n; i++)
        same = a->schedule.node[i].rule == b->schedule.node[i].rule;
    return same;
}

bool scene_take_rates(SceneRacer *racer, const SceneRacer *from)
{
    SceneRacer next = *racer, bare;
    if (!same_classes(&racer->racer, &from->racer))
        return false;
    if (racer->owners.hyper[0] != OWNER_USER) {
        next.racer.hyper[0] = from->racer.hyper[0];
        next.owners.hyper[0] = from->owners.hyper[0];
    }
    take_schedule_rates(&next, from);
    bare = next;
    memset(&bare.owners, 0, sizeof bare.owners);
    take_schedule_rates(&bare, from);
    bare.racer.hyper[0] = from->racer.hyper[0];
    if (!racer_equal(&bare.racer, &from->racer))
        return false;
    *racer = next;
    return true;
}

static double suited_rate(const Scene *scene, double plain, double way, double way_twice)
{
    if (!(way > 0) || !isfinite(way_twice))
        return plain;
    bool length = way_twice < 1.5 * way;
    double plain_way = SLOPE_STEPS;
    return length                                     ? rounded(some_rate(window_width(scene) / way), 1)
           : fabs(way - plain_way) < 1e-9 * plain_way ? plain
                                                      : rounded(some_rate(plain * sqrt(plain_way / way)), 1);
}

// A schedule that goes down to a rate of its own is to begin above it.
static void end_below(Racer *racer)
{
    double lr = racer->hyper[0];
    for (int i = 0; i < racer->schedule.n; i++) {
        ScheduleNode *node = &racer->schedule.node[i];
        int end = schedule_argument(node->rule, "lr_end");
        if (end >= 0 && !(node->argument[end] < lr))
            node->argument[end] = lr - fmax(0.9 * fabs(lr), RATE_LEAST);
    }
}

static void set_lr(Racer *racer, double lr, const RacerOwners *owners)
{
    if (racer_is_recorded(racer))
        return;
    scale_schedule(&racer->schedule, racer->hyper[0], lr, owners);
    racer->hyper[0] = lr;
    end_below(racer);
}

void scene_set_lr(Racer *racer, double lr)
{
    set_lr(racer, lr, NULL);
}

bool scene_edit_lr(Scene *scene, int i, double lr)
{
    Racer *racer = scene_edit_racer(scene, i);
    if (racer)
        set_lr(racer, lr, &scene_entry(scene, i)->owners);
    return racer;
}

// ---- Trying

// A race of trial racers on the scene's loss.
typedef struct Trial {
    const Scene *scene;
    Loss *loss;
    Race *race;
    Racer racer[RACE_RACERS_MAX];
    const Changes *changes[RACE_RACERS_MAX];
    int n, steps;
} Trial;

static void trial_end(Trial *trial)
{
    if (!trial)
        return;
    race_destroy(trial->race);
    loss_destroy(trial->loss);
    free(trial);
}

// The scene's own length, where that is not too long to be waited for.
static int trial_steps(const Scene *scene, const Loss *loss)
{
    double most = fmin(TRIAL_STEPS, TRIAL_EVALUATIONS / loss_cost(loss));
    return scene->steps < most ? scene->steps : (int)most;
}

// NULL: out of memory, or there is no loss to try.
static Trial *trial_begin(const Scene *scene)
{
    Trial *trial = calloc(1, sizeof *trial);
    if (!trial)
        return NULL;
    trial->scene = scene;
    trial->loss = scene_loss(scene, NULL);
    trial->race = race_create();
    if (!trial->loss || !trial->race) {
        trial_end(trial);
        return NULL;
    }
    trial->steps = trial_steps(scene, trial->loss);
    return trial;
}

static bool trial_run(Trial *trial)
{
    RaceConfig config = scene_race(trial->scene, trial->loss);
    config.steps = trial->steps;
    race_enter(&config, trial->racer, trial->n);
    memcpy(config.changes, trial->changes, sizeof config.changes);
    return race_configure(trial->race, &config, true) && race_run(trial->race, trial->steps);
}

// How much lower than the start a trial's racer ends; negative or NaN: it does not.
static double descent(const Trial *trial, int i)
{
    if (race_state(trial->race, i, trial->steps) == RACER_DIVERGED)
        return NAN;
    return race_point(trial->race, i, 0).loss - race_point(trial->race, i, trial->steps).loss;
}

// 1, 2 and 5 of each power of ten, from the first below the rate; returns how many.
static int fill_rungs(double rate, double rungs[RACE_RACERS_MAX])
{
    static const double digits[] = {5, 2, 1};
    enum { DIGITS = sizeof digits / sizeof *digits };
    int decade = (int)floor(log10(rate) + 1e-9), n = 0;
    for (int i = 0; i < RACE_RACERS_MAX + DIGITS && n < RACE_RACERS_MAX; i++) {
        double rung = rounded(digits[i % DIGITS] * pow(10, decade - i / DIGITS), 1);
        if (rung < rate * (1 - 1e-9) && rung >= RATE_LEAST)
            rungs[n++] = rung;
    }
    return n;
}

// The first that descends, and on as long as the next descends much further; -1: none does.
static int chosen_rung(const Trial *trial)
{
    const double much = 1.1;
    int best = 0;
    while (best < trial->n && !(descent(trial, best) > 0))
        best++;
    if (best == trial->n)
        return -1;
    while (best < trial->n - 1 && descent(trial, best + 1) > much * descent(trial, best))
        best++;
    return best;
}

static bool descend_with_less(Trial *trial, Scene *scene, int i, bool diverges)
{
    double rungs[RACE_RACERS_MAX], rate = scene_racer(scene, i)->hyper[0];
    trial->n = rate > 0 ? fill_rungs(rate, rungs) : 0;
    if (!trial->n)
        return true;
    for (int k = 0; k < trial->n; k++) {
        trial->racer[k] = *scene_racer(scene, i);
        trial->changes[k] = &scene_entry(scene, i)->changes;
        set_lr(&trial->racer[k], rungs[k], &scene_entry(scene, i)->owners);
    }
    if (!trial_run(trial))
        return false;
    int chosen = chosen_rung(trial);
    return (chosen < 0 && !diverges) || scene_edit_lr(scene, i, rungs[chosen < 0 ? trial->n - 1 : chosen]);
}

// How far the racers of the scene descend as they are.
static bool try_racers(Trial *trial, double descents[RACE_RACERS_MAX])
{
    trial->n = trial->scene->n_racers;
    for (int i = 0; i < trial->n; i++) {
        trial->racer[i] = *scene_racer(trial->scene, i);
        trial->changes[i] = &scene_entry(trial->scene, i)->changes;
    }
    if (!trial_run(trial))
        return false;
    for (int i = 0; i < trial->n; i++)
        descents[i] = descent(trial, i);
    return true;
}

// ---- Suiting

// Whose rates are the program's to choose.
typedef struct Chosen {
    bool racer[RACE_RACERS_MAX];
} Chosen;

static bool lower_rates(Scene *scene, const Chosen *chosen)
{
    double descents[RACE_RACERS_MAX] = {0};
    Trial *trial = scene->n_racers ? trial_begin(scene) : NULL;
    if (!trial)
        return true;
    bool ok = try_racers(trial, descents);
    for (int i = 0; ok && i < scene->n_racers; i++)
        if (chosen->racer[i] && !(descents[i] > 0))
            ok = descend_with_less(trial, scene, i, isnan(descents[i]));
    trial_end(trial);
    return ok;
}

static bool first_rates(Scene *scene, const Chosen *chosen)
{
    int n = scene->n_racers;
    Ways even = {0}, twice = {0};
    Racer *bare = calloc(RACE_RACERS_MAX, sizeof *bare);
    for (int i = 0; bare && i < n; i++)
        bare_racer(&bare[i], scene_racer(scene, i));
    bool ok = bare && measure(bare, n, 1, &even) && measure(bare, n, 2, &twice);
    free(bare);
    double plain = plain_rate(scene);
    for (int i = 0; ok && i < n; i++) {
        double defaults[ARGUMENTS_MAX];
        optimizer_defaults(scene_racer(scene, i)->rule, defaults);
        double rate = even.several[i] ? defaults[0] : suited_rate(scene, plain, even.way[i], twice.way[i]);
        if (chosen->racer[i])
            ok = scene_edit_lr(scene, i, rate);
    }
    return ok;
}

// From what it was at first, so that what a schedule names is rounded once; a rate that stays leaves all as it was.
static bool settle_rates(Scene *scene, const Chosen *chosen, const Scene *before)
{
    bool ok = true;
    for (int i = 0; ok && i < scene->n_racers; i++) {
        double rate = scene_racer(scene, i)->hyper[0];
        if (!chosen->racer[i])
            continue;
        ok = scene_take_racer(scene, i, scene_entry(before, i)) && scene_edit_lr(scene, i, rate);
        if (ok)
            scene_edit_entry(scene, i)->owners.hyper[0] = OWNER_PROGRAM;
    }
    return ok;
}

static bool suit(Scene *scene, const Chosen *wanted)
{
    Chosen chosen = *wanted;
    Scene before = {0};
    for (int i = 0; i < scene->n_racers; i++) {
        const SceneRacer *entry = scene_entry(scene, i);
        chosen.racer[i] &= entry->owners.hyper[0] != OWNER_USER && !racer_is_recorded(&entry->racer);
    }
    scene_copy(&before, scene);
    bool ok = first_rates(scene, &chosen) && lower_rates(scene, &chosen) && settle_rates(scene, &chosen, &before);
    scene_clear(&before);
    return ok;
}

bool scene_suit_racers(Scene *scene)
{
    Chosen all;
    memset(&all, true, sizeof all);
    return suit(scene, &all);
}

bool scene_suit_racer(Scene *scene, int i)
{
    Chosen one = {{false}};
    one.racer[i] = true;
    return suit(scene, &one);
}
