// Learning-rate schedules, as torch.optim.lr_scheduler computes them: a function and a row each in schedule.c. The chainable ones change the
// current learning rate recursively, as torch does, so that chains agree to the last digit.
#ifndef RAVINE_ENGINE_SCHEDULE_H
#define RAVINE_ENGINE_SCHEDULE_H

#include "engine/argument.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SCHEDULE_NODES_MAX = 12, // schedulers of one racer, nested ones included
    SCHEDULE_LIST_MAX = 16,  // milestones
    SCHEDULE_TEXT_MAX = 120, // bytes of a lambda
    SCHEDULE_MEMORY = 6,     // doubles that a scheduler keeps
};

typedef struct Schedule Schedule;

// One scheduler with its arguments; a racer's are a tree in an array, the outermost first. A plain value.
typedef struct ScheduleNode {
    const Schedule *rule;
    double argument[ARGUMENTS_MAX];
    int milestones[SCHEDULE_LIST_MAX];
    int n_milestones;
    char lambda[SCHEDULE_TEXT_MAX];
    int child[SCHEDULE_NODES_MAX]; // indices of the inner schedulers, each greater than this node's own
    int n_children;
} ScheduleNode;

typedef struct ScheduleTree {
    ScheduleNode node[SCHEDULE_NODES_MAX];
    int n; // 0: the learning rate stays as it is
} ScheduleTree;

// A tree at work on one racer. A plain value: copying it is saving it.
typedef struct ScheduleRun {
    double lr;       // in force for the next optimizer step
    double base;     // before any scheduler
    double momentum; // momentum, or beta1; NaN for rules with neither
    double metric;   // the full loss after the step, for ReduceLROnPlateau
    double memory[SCHEDULE_NODES_MAX][SCHEDULE_MEMORY];
    int64_t calls[SCHEDULE_NODES_MAX]; // of step() so far
} ScheduleRun;

struct Schedule {
    const char *name; // torch's class name
    const char *title;
    const char *source;
    const char *summary;       // one line
    const Argument *arguments; // ends at name == NULL
    bool takes_milestones, takes_children, takes_lambda, needs_metric;
    void (*begin)(const ScheduleTree *tree, int node, ScheduleRun *run); // step 0; NULL: nothing happens
    void (*step)(const ScheduleTree *tree, int node,
                 ScheduleRun *run); // run->calls[node] is already this call's number, 1-based
    const char *(*refuse)(const ScheduleTree *tree, int node); // torch's reason, or NULL
};

int schedule_count(void);
const Schedule *schedule_at(int i);
const Schedule *schedule_find(const char *name); // exact; NULL: none
int schedule_arguments(const Schedule *schedule);
void schedule_defaults(const Schedule *schedule, ScheduleNode *node); // sets rule too

// NULL: torch accepts the tree. Otherwise torch's reason; *node and *argument (-1: none in particular) say where.
const char *schedule_refuses(const ScheduleTree *tree, int *node, int *argument);

// Construction (torch's step 0), then one call per optimizer step.
void schedule_begin(const ScheduleTree *tree, double lr, double momentum, ScheduleRun *run);
void schedule_step(const ScheduleTree *tree, double metric, ScheduleRun *run);

#endif
