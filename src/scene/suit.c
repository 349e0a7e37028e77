// Learning rates for another landscape. What a rule's learning rate means is measured, not listed: its racers run down
// an even slope, and down one of twice the steepness. A rule that goes no further on the second takes its rate as a
// length; for the others it multiplies the gradient.
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
static void scale_schedule(ScheduleTree *tree, double from, double to)
{
    static const char *const rates[] = {"eta_min", "max_lr", "base_lr", "min_lr", "lr_end"};
    for (int i = 0; i < tree->n; i++)
        for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
            int argument = schedule_argument(tree->node[i].rule, rates[k]);
            if (argument >= 0)
                tree->node[i].argument[argument] = scaled_rate(tree->node[i].argument[argument], from, to);
        }
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

void scene_set_lr(Racer *racer, double lr)
{
    if (racer_is_recorded(racer))
        return;
    scale_schedule(&racer->schedule, racer->hyper[0], lr);
    racer->hyper[0] = lr;
    end_below(racer);
}

bool scene_edit_lr(Scene *scene, int i, double lr)
{
    Racer *racer = scene_edit_racer(scene, i);
    if (racer)
        scene_set_lr(racer, lr);
    return racer;
}

bool scene_suit_racers(Scene *scene)
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
        ok = scene_edit_lr(scene, i, rate);
    }
    return ok;
}
