#include "engine/race/changes.h"

#include "engine/rules/argument.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <string.h>

bool change_is_whole(const Change *change)
{
    return change->kind <= CHANGE_SCHEDULE;
}

// ---- Order

// A new optimizer comes before what is changed of it.
static int order(const Change *a, const Change *b)
{
    const int keys[][2] = {{a->step, b->step}, {(int)a->kind, (int)b->kind}, {a->node, b->node}, {a->index, b->index}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static int place_of(const Changes *changes, const Change *change)
{
    int i = 0;
    while (i < changes->n && order(&changes->change[i], change) < 0)
        i++;
    return i;
}

int changes_find(const Changes *changes, const Change *like)
{
    int i = place_of(changes, like);
    return i < changes->n && order(&changes->change[i], like) == 0 ? i : -1;
}

int changes_add(Changes *changes, const Change *change, const Racer *whole)
{
    int i = place_of(changes, change);
    Change *at = &changes->change[i];
    bool replaces = i < changes->n && order(at, change) == 0, is_whole = change_is_whole(change);
    if ((!replaces && changes->n == CHANGES_MAX) || (!replaces && is_whole && changes->n_whole == CHANGES_WHOLE_MAX))
        return -1;
    int slot = replaces ? at->whole : is_whole ? changes->n_whole++ : 0;
    if (!replaces)
        memmove(at + 1, at, (size_t)(changes->n++ - i) * sizeof *at);
    *at = *change;
    at->whole = slot;
    if (is_whole)
        changes->whole[slot] = *whole;
    return i;
}

// The last whole one moves to the place of the one that goes.
void changes_remove(Changes *changes, int i)
{
    assert(i >= 0 && i < changes->n);
    Change *at = &changes->change[i];
    if (change_is_whole(at)) {
        int last = --changes->n_whole;
        changes->whole[at->whole] = changes->whole[last];
        for (int k = 0; k < changes->n; k++)
            if (change_is_whole(&changes->change[k]) && changes->change[k].whole == last)
                changes->change[k].whole = at->whole;
    }
    memmove(at, at + 1, (size_t)(--changes->n - i) * sizeof *at);
}

int changes_next(const Changes *changes, int row)
{
    for (int i = 0; i < changes->n; i++)
        if (changes->change[i].step >= row)
            return changes->change[i].step;
    return INT_MAX;
}

static bool same(const Changes *a, const Changes *b, int i)
{
    const Change *one = &a->change[i], *other = &b->change[i];
    if (order(one, other) != 0)
        return false;
    if (change_is_whole(one))
        return racer_equal(&a->whole[one->whole], &b->whole[other->whole]);
    return memcmp(&one->value, &other->value, sizeof one->value) == 0; // NaN stands for None
}

int changes_differ(const Changes *a, const Changes *b)
{
    int i = 0;
    while (i < a->n && i < b->n && same(a, b, i))
        i++;
    int one = i < a->n ? a->change[i].step : INT_MAX, other = i < b->n ? b->change[i].step : INT_MAX;
    return one < other ? one : other;
}

// ---- What they do

// What torch has made of its arguments when it was built stays.
static void settle(Racer *racer)
{
    if (racer->rule->settle)
        racer->rule->settle(racer->hyper);
}

static void set_argument(const Change *change, Racer *racer)
{
    ScheduleNode *node = &racer->schedule.node[change->node];
    if (change->kind == CHANGE_WRAPPER) {
        racer->wrapper[change->node].hyper[change->index] = change->value;
    } else if (change->kind == CHANGE_ARGUMENT) {
        node->argument[change->index] = change->value;
    } else if (change->kind == CHANGE_MILESTONE) {
        node->milestones[change->index] = change->value;
    } else {
        settle(racer);
        racer->hyper[change->index] = change->value;
    }
}

void change_apply(const Changes *changes, const Change *change, Racer *racer)
{
    if (change->kind == CHANGE_OPTIMIZER)
        *racer = changes->whole[change->whole];
    else if (change->kind == CHANGE_SCHEDULE)
        racer->schedule = changes->whole[change->whole].schedule;
    else
        set_argument(change, racer);
}

Racer changes_racer(const Racer *racer, const Changes *changes, int row)
{
    Racer now = *racer;
    for (int i = 0; i < changes->n && changes->change[i].step <= row; i++)
        change_apply(changes, &changes->change[i], &now);
    return now;
}

// A buffer that it needs is there from now on.
static void change_momentum(ScheduleRun *run, double value)
{
    run->momentum = value;
    if (run->first_momentum == 0)
        run->first_momentum = value;
}

void change_rates(const Change *change, const Racer *after, ScheduleRun *run)
{
    if (change->kind == CHANGE_OPTIMIZER)
        schedule_begin(&after->schedule, after->hyper[0], racer_momentum(after), run);
    else if (change->kind == CHANGE_SCHEDULE)
        schedule_begin_again(&after->schedule, run);
    else if (change->kind == CHANGE_HYPER && change->index == 0)
        run->lr = change->value;
    else if (change->kind == CHANGE_HYPER && change->index == optimizer_momentum(after->rule))
        change_momentum(run, change->value);
}

// ---- What torch refuses

// The row of the argument; NULL: the racer has no such argument.
static const Argument *row_of(const Change *change, const Racer *racer)
{
    const Argument *rows = change->kind == CHANGE_HYPER ? racer->rule->arguments : NULL;
    if (change->kind == CHANGE_WRAPPER && change->node < racer->n_wrappers)
        rows = racer->wrapper[change->node].rule->arguments;
    if (change->kind == CHANGE_ARGUMENT && change->node < racer->schedule.n)
        rows = racer->schedule.node[change->node].rule->arguments;
    int n = 0;
    while (rows && rows[n].name)
        n++;
    return change->index < n ? &rows[change->index] : NULL;
}

// What None stands for is computed when the optimizer is built.
static const char *refuses_none(const Change *change, const Racer *racer)
{
    Racer settled = *racer;
    settled.hyper[change->index] = change->value;
    settle(&settled);
    return isnan(change->value) && !isnan(settled.hyper[change->index]) ? "None is for when the optimizer is built"
                                                                        : NULL;
}

static const char *refuses_number(const Change *change, const Racer *racer)
{
    const Argument *row = row_of(change, racer);
    if (change->kind == CHANGE_MILESTONE)
        return change->node < racer->schedule.n && change->index < racer->schedule.node[change->node].n_milestones
                   ? NULL
                   : "there is no such milestone then";
    if (!row)
        return "there is no such argument then";
    if (row->built || (change->kind == CHANGE_ARGUMENT && racer->schedule.node[change->node].rule->fixed))
        return "it is read when the optimizer or its schedule is built, not later: change the whole one";
    const char *why = argument_refuses(row, change->value);
    return why || change->kind != CHANGE_HYPER ? why : refuses_none(change, racer);
}

static const char *refuses_racer(const Racer *racer)
{
    int node, argument;
    const char *why = racer_is_recorded(racer) ? "a recorded path does not change"
                                               : optimizer_refuses(racer->rule, racer->hyper, &argument);
    for (int i = 0; !why && i < racer->n_wrappers; i++)
        why = optimizer_refuses(racer->wrapper[i].rule, racer->wrapper[i].hyper, &argument);
    if (!why)
        why = schedule_refuses(&racer->schedule, &node, &argument);
    if (!why)
        why = schedule_refuses_lr(&racer->schedule, racer->hyper[0], &node);
    if (!why && schedule_cycles_momentum(&racer->schedule) && optimizer_momentum(racer->rule) < 0)
        why = "the rule has neither momentum nor betas to cycle";
    return why;
}

// The mean goes on, whoever goes on.
static const char *refuses_whole(const Changes *changes, const Change *change)
{
    bool averages = change->kind == CHANGE_OPTIMIZER && racer_average(&changes->whole[change->whole]);
    return averages ? "an average begins with its racer and goes on: leave EMA or SWA out of what it changes to" : NULL;
}

// What acts at one step is judged together.
const char *changes_refuse(const Racer *racer, const Changes *changes, int *i)
{
    Racer now = *racer;
    for (*i = 0; *i < changes->n; ++*i) {
        const Change *change = &changes->change[*i];
        bool last = *i + 1 == changes->n || changes->change[*i + 1].step > change->step;
        const char *why = change_is_whole(change) ? refuses_whole(changes, change) : refuses_number(change, &now);
        if (why)
            return why;
        change_apply(changes, change, &now);
        why = last ? refuses_racer(&now) : NULL;
        if (why)
            return why;
    }
    *i = -1;
    return NULL;
}
