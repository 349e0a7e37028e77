// Trees of schedulers, for the tests that build them by hand.
#ifndef RAVINE_TESTS_SCHEDULES_H
#define RAVINE_TESTS_SCHEDULES_H

#include "engine/schedules/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static inline int add(ScheduleTree *tree, int parent, const char *name)
{
    const Schedule *rule = schedule_find(name);
    assert_non_null(rule);
    int index = tree->n++;
    schedule_defaults(rule, &tree->node[index]);
    if (parent >= 0)
        tree->node[parent].child[tree->node[parent].n_children++] = index;
    return index;
}

static inline void set(ScheduleTree *tree, int node, const char *name, double value)
{
    int i = schedule_argument(tree->node[node].rule, name);
    assert_true(i >= 0);
    tree->node[node].argument[i] = value;
}

static inline void milestone(ScheduleTree *tree, int node, int epoch)
{
    tree->node[node].milestones[tree->node[node].n_milestones++] = epoch;
}

static inline void lambda(ScheduleTree *tree, int node, const char *text)
{
    snprintf(tree->node[node].lambda, SCHEDULE_TEXT_MAX, "%s", text);
}

static inline const char *refused(const ScheduleTree *tree)
{
    int node, argument;
    return schedule_refuses(tree, &node, &argument);
}

// A tree that torch accepts, made of the rule alone or of what it needs at the least.
static inline ScheduleTree smallest(const Schedule *rule)
{
    ScheduleTree tree = {0};
    int root = add(&tree, -1, rule->name);
    if (rule->takes_children)
        add(&tree, root, "ExponentialLR");
    if (schedule_needs_lambda(rule))
        lambda(&tree, root, "0.95 ** epoch");
    if (schedule_argument(rule, "total_steps") >= 0)
        set(&tree, root, "total_steps", 100);
    return tree;
}

#endif
