#include "app/walk.h"

#include "base/text.h"
#include "scene/spec.h"
#include "scene/steer.h"
#include "scene/words.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE_MAX 1e300 // that is proposed

// ---- What was left

void walk_clear(Walk *walk)
{
    for (int i = 0; i < walk->n; i++) {
        scene_clear(&walk->step[i].before);
        scene_clear(&walk->step[i].after);
    }
    free(walk->step);
    *walk = (Walk){0};
}

static void forget_first(Walk *walk)
{
    scene_clear(&walk->step[0].before);
    scene_clear(&walk->step[0].after);
    memmove(&walk->step[0], &walk->step[1], (size_t)--walk->n * sizeof *walk->step);
}

void walk_remember(Walk *walk, const Scene *before, const Scene *after)
{
    if (!walk->step)
        walk->step = calloc(WALK_STEPS_MAX, sizeof *walk->step);
    if (!walk->step)
        return;
    if (walk->n == WALK_STEPS_MAX)
        forget_first(walk);
    WalkStep *step = &walk->step[walk->n++];
    *step = (WalkStep){{""}, {""}};
    scene_copy(&step->before, before);
    scene_copy(&step->after, after);
}

static const SceneRacer *racer_of(const Scene *scene, int id)
{
    int i = scene_find_racer(scene, id);
    return i < 0 ? NULL : scene_entry(scene, i);
}

typedef bool (*Wanted)(const SceneRacer *racer, const void *what);

// The racer as it last was wanted; NULL: it never was.
static const SceneRacer *last_wanted(const Walk *walk, int id, Wanted wanted, const void *what)
{
    for (int i = walk->n - 1; i >= 0; i--) {
        const SceneRacer *after = racer_of(&walk->step[i].after, id), *before = racer_of(&walk->step[i].before, id);
        if (after && wanted(after, what))
            return after;
        if (before && wanted(before, what))
            return before;
    }
    return NULL;
}

static bool is_same(const SceneRacer *a, const SceneRacer *b)
{
    return racer_equal(&a->racer, &b->racer) && !memcmp(&a->owners, &b->owners, sizeof a->owners) &&
           changes_differ(&a->changes, &b->changes) == INT_MAX;
}

// Likewise, across the last step whose other end is the racer as it is now: nothing was changed since.
static const SceneRacer *other_end(const Walk *walk, const SceneRacer *now, Wanted wanted, const void *what)
{
    for (int i = walk->n - 1; i >= 0; i--) {
        const SceneRacer *after = racer_of(&walk->step[i].after, now->id);
        const SceneRacer *before = racer_of(&walk->step[i].before, now->id);
        if (!before || !after)
            continue;
        if (is_same(after, now) && wanted(before, what))
            return before;
        if (is_same(before, now) && wanted(after, what))
            return after;
    }
    return NULL;
}

// ---- Rules

const Optimizer *walk_rule(const Racer *racer, int n)
{
    const Optimizer *shown = racer_shown(racer);
    int count = optimizer_count(), at = 0;
    for (int k = 0; k < count; k++)
        if (optimizer_at(k) == shown)
            at = k;
    return optimizer_at((at + n + count) % count);
}

static bool has_rule(const SceneRacer *racer, const void *rule)
{
    return racer_shown(&racer->racer) == rule;
}

// A rule with neither momentum nor beta1 leaves nothing to cycle.
static void leave_momentum(Racer *racer)
{
    for (int i = 0; i < racer->schedule.n && optimizer_momentum(racer->rule) < 0; i++) {
        ScheduleNode *node = &racer->schedule.node[i];
        if (node->rule->cycles_momentum)
            node->argument[schedule_argument(node->rule, "cycle_momentum")] = 0;
    }
}

// A rule that wraps another stands around the table's first.
void walk_set_rule(Racer *racer, const Optimizer *rule)
{
    racer->recorded = (RacerRecorded){.file = ""};
    racer->n_wrappers = rule->wraps ? 1 : 0;
    racer->rule = rule->wraps ? optimizer_at(0) : rule;
    optimizer_defaults(racer->rule, racer->hyper);
    if (rule->wraps) {
        racer->wrapper[0].rule = rule;
        optimizer_defaults(rule, racer->wrapper[0].hyper);
    }
    leave_momentum(racer);
}

// Of several of one name, the first.
static int first_of_name(const Argument *rows, int i)
{
    while (i > 0 && !strcmp(rows[i - 1].name, rows[i].name))
        i--;
    return i;
}

// Arguments of one name may mean different things: alpha is a power in ASGD, a decay in RMSprop.
static bool is_alike(const Argument *a, int i, const Argument *b, int k)
{
    return !strcmp(a[i].name, b[k].name) && i - first_of_name(a, i) == k - first_of_name(b, k) &&
           a[i].kind == b[k].kind && a[i].towards_one == b[k].towards_one && a[i].logarithmic == b[k].logarithmic;
}

static void carry(SceneRacer *to, int k, const SceneRacer *from, int i)
{
    Racer *racer = &to->racer;
    int culprit;
    double before = racer->hyper[k];
    racer->hyper[k] = from->racer.hyper[i];
    if (optimizer_refuses(racer->rule, racer->hyper, &culprit))
        racer->hyper[k] = before;
    else
        to->owners.hyper[k] = from->owners.hyper[i];
}

// Which argument of the racer's rule is like this one; -1: none.
static int alike_argument(const SceneRacer *racer, const Argument *rows, int k)
{
    const Argument *own = racer->racer.rule->arguments;
    for (int i = 1; !racer_is_recorded(&racer->racer) && own[i].name; i++)
        if (is_alike(own, i, rows, k))
            return i;
    return -1;
}

typedef struct Asked {
    const Argument *rows;
    int k;
} Asked;

static bool has_alike(const SceneRacer *racer, const void *what)
{
    const Asked *asked = what;
    return alike_argument(racer, asked->rows, asked->k) >= 0;
}

// A number of the user's goes along past rules that have none like it.
static void carry_numbers(const Walk *walk, SceneRacer *to, const SceneRacer *now)
{
    const Argument *rows = to->racer.rule->arguments;
    if (!racer_is_recorded(&now->racer) && now->owners.hyper[0] != OWNER_PROGRAM)
        carry(to, 0, now, 0);
    for (int k = 1; rows[k].name; k++) {
        Asked asked = {rows, k};
        const SceneRacer *from = has_alike(now, &asked) ? now : last_wanted(walk, now->id, has_alike, &asked);
        int i = from ? alike_argument(from, rows, k) : -1;
        if (i >= 0 && from->owners.hyper[i] == OWNER_USER)
            carry(to, k, from, i);
    }
}

static void cycle_as(ScheduleTree *tree, const ScheduleTree *other)
{
    for (int i = 0; i < tree->n && i < other->n; i++) {
        const Schedule *rule = tree->node[i].rule;
        int k = rule->cycles_momentum && other->node[i].rule == rule ? schedule_argument(rule, "cycle_momentum") : -1;
        if (k >= 0)
            tree->node[i].argument[k] = other->node[i].argument[k];
    }
}

// The schedule as it is now; where only rules without momentum have changed it, as it was.
static void keep_schedule(SceneRacer *to, const SceneRacer *last, const SceneRacer *now)
{
    Racer cycled = now->racer;
    cycled.schedule = last->racer.schedule;
    cycle_as(&cycled.schedule, &now->racer.schedule);
    to->racer.schedule = racer_equal(&cycled, &now->racer) ? last->racer.schedule : now->racer.schedule;
    memcpy(to->owners.schedule, now->owners.schedule, sizeof to->owners.schedule);
}

static void change_rule(const Walk *walk, SceneRacer *racer, const SceneRacer *now, const Optimizer *rule)
{
    const SceneRacer *last = last_wanted(walk, now->id, has_rule, rule);
    if (last) {
        racer->racer = last->racer;
        memcpy(racer->owners.hyper, last->owners.hyper, sizeof racer->owners.hyper);
        keep_schedule(racer, last, now);
    } else {
        walk_set_rule(&racer->racer, rule);
        memset(racer->owners.hyper, OWNER_PROGRAM, sizeof racer->owners.hyper);
    }
    carry_numbers(walk, racer, now);
    leave_momentum(&racer->racer);
}

bool walk_to_rule(const Walk *walk, Scene *scene, int i, const Optimizer *rule)
{
    const SceneRacer *now = scene_entry(scene, i), *left = other_end(walk, now, has_rule, rule);
    SceneRacer next = left ? *left : *now;
    if (!left)
        change_rule(walk, &next, now, rule);
    bool suits = next.owners.hyper[0] == OWNER_PROGRAM;
    Racer before = left ? next.racer : now->racer;
    return scene_take_racer(scene, i, &next) && (!suits || scene_suit_racer(scene, i)) &&
           steer_mend(scene, i, &before) >= 0;
}

// ---- Schedules

static int schedule_index(const ScheduleTree *tree)
{
    for (int i = 0; tree->n && i < schedule_count(); i++)
        if (schedule_at(i) == tree->node[0].rule)
            return i;
    return -1;
}

const Schedule *walk_schedule(const Racer *racer, int n)
{
    int count = schedule_count() + 1, next = (schedule_index(&racer->schedule) + 1 + n + count) % count - 1;
    return next < 0 ? NULL : schedule_at(next);
}

// A row's example with numbers for this race: parts of its length, multiples of the learning rate.
static void fill_example(Text *text, const char *example, int steps, double lr)
{
    while (*example) {
        char *end;
        double value = isdigit((unsigned char)*example) ? strtod(example, &end) : 0;
        if (!isdigit((unsigned char)*example)) {
            text_add(text, "%c", *example++);
            continue;
        }
        if (*end == '%')
            text_add(text, "%.0f", fmax(round(value / 100 * steps), 1));
        else if (*end == 'x')
            text_add(text, "%.3g", fmin(value * lr, RATE_MAX));
        else
            text_add(text, "%.*s", (int)(end - example), example);
        example = end + (*end == '%' || *end == 'x');
    }
}

bool walk_set_schedule(Racer *racer, const Schedule *rule, int steps, Error *error)
{
    char spec[SPEC_TEXT_MAX];
    Racer read;
    Text text = text_begin(spec, sizeof spec);
    racer->schedule.n = 0;
    if (!rule)
        return true;
    text_add(&text, "SGD(lr=0.1, momentum=0.9) | ");
    fill_example(&text, rule->example, steps, racer->hyper[0]);
    if (!spec_read(spec, &read, error))
        return false;
    racer->schedule = read.schedule;
    scene_set_lr(racer, racer->hyper[0]);
    leave_momentum(racer);
    return true;
}

static bool has_schedule(const SceneRacer *racer, const void *rule)
{
    return racer->racer.schedule.n > 0 && racer->racer.schedule.node[0].rule == rule;
}

static bool owns_schedule(const SceneRacer *racer)
{
    for (int i = 0; i < racer->racer.schedule.n; i++)
        for (int k = 0; k < ARGUMENTS_MAX; k++)
            if (racer->owners.schedule[i][k] != OWNER_PROGRAM)
                return true;
    return false;
}

bool walk_to_schedule(const Walk *walk, Scene *scene, int i, const Schedule *rule, Error *error)
{
    SceneRacer next = *scene_entry(scene, i);
    const SceneRacer *last = rule ? last_wanted(walk, next.id, has_schedule, rule) : NULL;
    bool holds = last && (owns_schedule(last) || last->racer.hyper[0] == next.racer.hyper[0]);
    memset(next.owners.schedule, OWNER_PROGRAM, sizeof next.owners.schedule);
    if (holds) {
        next.racer.schedule = last->racer.schedule;
        memcpy(next.owners.schedule, last->owners.schedule, sizeof next.owners.schedule);
    } else if (!walk_set_schedule(&next.racer, rule, scene->steps, error)) {
        return false;
    }
    leave_momentum(&next.racer);
    Racer before = *scene_racer(scene, i);
    return (scene_take_racer(scene, i, &next) && steer_mend(scene, i, &before) >= 0) ||
           error_set(error, "racers: out of memory");
}

// ---- Landscapes

static const Scene *last_place(const Walk *walk, const Landscape *landscape)
{
    for (int i = walk->n - 1; i >= 0; i--) {
        const WalkStep *step = &walk->step[i];
        if (step->after.landscape == landscape)
            return &step->after;
        if (step->before.landscape == landscape)
            return &step->before;
    }
    return NULL;
}

bool walk_has_formula(const Walk *walk)
{
    return last_place(walk, NULL) != NULL;
}

// A point of the window from which the loss leads somewhere.
static bool is_start(const Scene *scene, const double *at)
{
    const double *window = scene->view.camera.window;
    double g[SCENE_DIMENSION_MAX] = {0};
    Loss *loss = scene_loss(scene, NULL);
    LossWork *work = loss ? loss_work_create(loss) : NULL;
    int dimension = loss ? loss_dimension(loss) : 0;
    bool leads = work && isfinite(loss_at(loss, work, 0, at, g)), moves = false;
    for (int i = 0; leads && i < dimension; i++) {
        leads = at[i] >= window[2 * i] && at[i] <= window[2 * i + 1] && isfinite(g[i]);
        moves |= g[i] != 0;
    }
    loss_work_destroy(work);
    loss_destroy(loss);
    return leads && moves;
}

static void keep_start(Scene *scene, const Scene *now)
{
    if (!now->own_start || scene_dimension(scene) != scene_dimension(now) || !is_start(scene, now->start))
        return;
    memcpy(scene->start, now->start, sizeof scene->start);
    scene->own_start = true;
}

// The rates of that time, where nothing else of the racer has changed.
static bool restore_rates(Scene *scene, int i, const Scene *now, const Scene *then)
{
    const SceneRacer *entry = scene_entry(now, i), *before = then ? racer_of(then, entry->id) : NULL;
    SceneRacer next = *entry;
    return !before || !scene_take_rates(&next, before) || scene_take_racer(scene, i, &next);
}

// The caption of that time, where it is still true.
static void restore_words(Scene *scene, const Scene *then)
{
    if (scene->lesson)
        return;
    memcpy(scene->caption, then->caption, sizeof scene->caption);
    scene->shipped = then->shipped;
    scene_true_words(scene, then);
}

bool walk_to_landscape(const Walk *walk, Scene *scene, const Landscape *landscape, Error *error)
{
    const Scene *then = last_place(walk, landscape);
    Scene now = {0};
    scene_copy(&now, scene);
    bool ok = then || (landscape && scene_set_landscape(scene, landscape->id, error));
    if (then)
        scene_take_place(scene, then);
    if (ok) {
        keep_start(scene, &now);
        ok = scene_suit_racers(scene);
        for (int i = 0; ok && i < scene->n_racers; i++)
            ok = restore_rates(scene, i, &now, then);
        if (ok && then)
            restore_words(scene, then);
        ok = ok || error_set(error, "racers: out of memory");
    }
    scene_clear(&now);
    return ok;
}
