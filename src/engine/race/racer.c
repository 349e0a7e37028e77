// What a racer is made of, compared and asked.
#include "engine/race/racer.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static bool equal_doubles(const double *a, const double *b, int n)
{
    return memcmp(a, b, (size_t)n * sizeof *a) == 0; // bit for bit: NaN stands for None
}

static bool equal_wrappers(const Racer *a, const Racer *b)
{
    bool equal = a->n_wrappers == b->n_wrappers;
    for (int i = 0; equal && i < a->n_wrappers; i++) {
        const RacerWrapper *one = &a->wrapper[i], *other = &b->wrapper[i];
        equal = one->rule == other->rule && equal_doubles(one->hyper, other->hyper, optimizer_arguments(one->rule));
    }
    return equal;
}

static bool equal_nodes(const ScheduleNode *a, const ScheduleNode *b)
{
    return a->rule == b->rule && equal_doubles(a->argument, b->argument, schedule_arguments(a->rule)) &&
           a->n_milestones == b->n_milestones && a->n_children == b->n_children &&
           memcmp(a->milestones, b->milestones, (size_t)a->n_milestones * sizeof *a->milestones) == 0 &&
           memcmp(a->child, b->child, (size_t)a->n_children * sizeof *a->child) == 0 &&
           strcmp(a->lambda, b->lambda) == 0;
}

static bool equal_trees(const ScheduleTree *a, const ScheduleTree *b)
{
    bool equal = a->n == b->n;
    for (int i = 0; equal && i < a->n; i++)
        equal = equal_nodes(&a->node[i], &b->node[i]);
    return equal;
}

static bool equal_recorded(const RacerRecorded *a, const RacerRecorded *b)
{
    return a->hash == b->hash && !a->points == !b->points && a->racer == b->racer && !strcmp(a->file, b->file) &&
           !strcmp(a->name, b->name);
}

bool racer_equal(const Racer *a, const Racer *b)
{
    return a->rule == b->rule && equal_doubles(a->hyper, b->hyper, optimizer_arguments(a->rule)) &&
           equal_wrappers(a, b) && equal_trees(&a->schedule, &b->schedule) &&
           (!racer_is_recorded(a) || equal_recorded(&a->recorded, &b->recorded));
}

bool racer_is_recorded(const Racer *racer)
{
    return racer->rule == &optimizer_recorded;
}

const char *racer_called(const Racer *racer)
{
    return racer_is_recorded(racer) ? racer->recorded.name : racer->rule->name;
}

bool racer_has_schedule(const Racer *racer)
{
    return racer->schedule.n > 0;
}

bool racer_evaluates(const Racer *racer)
{
    bool evaluates = racer->rule->evaluates;
    for (int i = 0; i < racer->n_wrappers; i++)
        evaluates = evaluates || racer->wrapper[i].rule->evaluates;
    return evaluates;
}

const RacerWrapper *racer_average(const Racer *racer)
{
    for (int i = 0; i < racer->n_wrappers; i++)
        if (racer->wrapper[i].rule->average)
            return &racer->wrapper[i];
    return NULL;
}

const Optimizer *racer_shown(const Racer *racer)
{
    return racer->n_wrappers ? racer->wrapper[racer->n_wrappers - 1].rule : racer->rule;
}

double racer_momentum(const Racer *racer)
{
    int momentum = optimizer_momentum(racer->rule);
    return momentum < 0 ? (double)NAN : racer->hyper[momentum];
}

void racer_turn_wrappers(Racer *racer)
{
    for (int i = 0, k = racer->n_wrappers - 1; i < k; i++, k--) {
        RacerWrapper kept = racer->wrapper[i];
        racer->wrapper[i] = racer->wrapper[k];
        racer->wrapper[k] = kept;
    }
}
