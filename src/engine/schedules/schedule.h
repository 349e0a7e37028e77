// Learning-rate schedules, as torch.optim.lr_scheduler computes them: a function and a row each in schedule_*.c. The
// chainable ones change the current learning rate recursively, as torch does, so that chains agree to the last digit.
// Nothing here knows an optimizer.
#ifndef RAVINE_ENGINE_SCHEDULES_SCHEDULE_H
#define RAVINE_ENGINE_SCHEDULES_SCHEDULE_H

#include "base/text.h"
#include "engine/rules/argument.h"
#include "engine/schedules/lambda.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SCHEDULE_NODES_MAX = 12, // schedulers of one racer, nested ones included
    SCHEDULE_LIST_MAX = 16,  // milestones
    SCHEDULE_TEXT_MAX = 250, // bytes of a lambda
    SCHEDULE_MEMORY = 6,     // doubles that a scheduler keeps
};

#define SCHEDULE_WARMUP_START 0.01 // start_factor of the LinearLR that WarmupCosine stands for

typedef struct Schedule Schedule;

// One scheduler with its arguments; a racer's are a tree in an array, the outermost first. A plain value.
typedef struct ScheduleNode {
    const Schedule *rule;
    double argument[ARGUMENTS_MAX];
    double milestones[SCHEDULE_LIST_MAX]; // steps; torch takes what lies between two, and below 0, too
    int n_milestones;
    char lambda[SCHEDULE_TEXT_MAX]; // of the rule's variable, what follows "lambda epoch:"; "": none
    int child[SCHEDULE_NODES_MAX];  // indices of the inner schedulers, each greater than this node's own
    int n_children;
} ScheduleNode;

typedef struct ScheduleTree {
    ScheduleNode node[SCHEDULE_NODES_MAX];
    int n; // 0: the learning rate stays as it is
} ScheduleTree;

// The compiled lambdas of one tree, for use by one thread at a time.
typedef struct ScheduleLambdas ScheduleLambdas;

// A tree at work on one racer. A plain value: copying it is saving it. Members marked * are torch's
// optimizer.param_groups[0].
typedef struct ScheduleRun {
    double lr;       // * in force for the next optimizer step
    double momentum; // * momentum, or beta1; NaN for rules with neither
    double base; // * initial_lr: what schedulers take for the learning rate before any scheduler; NaN before the first
    double max_lr, min_lr, max_momentum, base_momentum; // * written and read by OneCycleLR
    double first_momentum;                              // in force for step 1
    double metric;                                      // the full loss after the step, for ReduceLROnPlateau
    double memory[SCHEDULE_NODES_MAX][SCHEDULE_MEMORY];
    int64_t epoch[SCHEDULE_NODES_MAX]; // torch's last_epoch
    const char *stopped; // why torch raises in the step() that was made, or in the constructor; NULL: it does not
    int stopped_node;
    ScheduleLambdas *lambdas; // borrowed
} ScheduleRun;

// One scheduler being called.
typedef struct ScheduleCall {
    const ScheduleTree *tree;
    const ScheduleNode *node;
    const double *argument;
    ScheduleRun *run;
    double *memory;
    int64_t epoch; // last_epoch
    int index;     // of the node
    bool initial;  // the constructor's own step
} ScheduleCall;

struct Schedule {
    const char *name; // torch's class name
    const char *title;
    const char *source;
    const char *word;          // what transformers.get_scheduler calls it; NULL: nothing
    const char *module;        // torch's, within torch.optim; NULL: lr_scheduler
    const char *summary;       // one line
    const Argument *arguments; // ends at name == NULL
    bool takes_milestones, takes_children, needs_metric;
    bool fixed;           // what its arguments say is worked out when it is built: they can't be changed later
    bool overwrites;      // each step sets the learning rate anew, whatever it was
    const char *lambda;   // name of the argument that is one; required if no row has it; NULL: none
    const char *variable; // of that lambda
    bool cycles_momentum; // where its argument cycle_momentum is true
    bool alone;           // not inside a SequentialLR
    // What it is in PyTorch, for one that torch lacks and that stands for some of torch's. NULL: torch has it.
    void (*python)(Text *text, const double *argument);
    void (*construct)(const ScheduleCall *call);   // before step 0; NULL: nothing
    void (*constructed)(const ScheduleCall *call); // behind it, likewise
    double (*rate)(const ScheduleCall *call);      // get_lr(): the learning rate at call->epoch
    double (*rate_at_0)(
        const ScheduleCall *call);          // its closed form at epoch 0, at a SequentialLR's milestone; NULL: rate
    void (*step)(const ScheduleCall *call); // one step(), where it is more than epoch + 1, then lr = rate; else NULL
    const char *(*refuse)(const ScheduleTree *tree, const ScheduleNode *node); // torch's reason, or NULL
    const char *(*refuse_lr)(const ScheduleNode *node, double lr);             // likewise, of the rule's learning rate
    int64_t (*turn)(const ScheduleNode *node,
                    int64_t after); // its first turning point after that epoch, INT64_MAX: none; NULL: its milestones
    // As the grammar reads it, an instance that shows its character: "25%" is a part of the race's length, "3x" of the
    // racer's learning rate.
    const char *example;
};

int schedule_count(void);
const Schedule *schedule_at(int i);
const Schedule *schedule_find(const char *name); // exact; NULL: none
int schedule_arguments(const Schedule *schedule);
int schedule_argument(const Schedule *schedule, const char *name);    // index of its first row of that name, or -1
void schedule_defaults(const Schedule *schedule, ScheduleNode *node); // sets rule too; no lambda, milestones, children

// NULL: torch accepts the tree. Otherwise torch's reason; *node and *argument (-1: none in particular) say where.
const char *schedule_refuses(const ScheduleTree *tree, int *node, int *argument);
const char *schedule_refuses_lr(const ScheduleTree *tree, double lr, int *node); // likewise, with the rule's own lr
bool schedule_takes_lambda(const ScheduleTree *tree);                            // it needs schedule_lambdas_create
bool schedule_cycles_momentum(const ScheduleTree *tree); // refused by torch for rules with neither momentum nor betas
bool schedule_needs_lambda(const Schedule *schedule);

// Where the schedule turns, from itself: milestones, restarts, ends of ramps, starts of cycles. Steps within [1, last],
// ascending, each once, at most max; returns how many. What depends on the loss is not among them.
int schedule_turns(const ScheduleTree *tree, int64_t last, int64_t *turns, int max);

// The first scheduler of the tree that overwrites a learning rate set by hand; NULL: none.
const Schedule *schedule_overwrites(const ScheduleTree *tree);

// NULL: the tree has no lambda, or one that schedule_refuses, or out of memory.
ScheduleLambdas *schedule_lambdas_create(const ScheduleTree *tree);
void schedule_lambdas_destroy(ScheduleLambdas *lambdas);

// Construction (torch's step 0), then one call per optimizer step. The tree is one that schedule_refuses accepts.
// run->lambdas is taken as it stands: the tree's, or anything where no node takes a lambda.
void schedule_begin(const ScheduleTree *tree, double lr, double momentum, ScheduleRun *run);
// Likewise on an optimizer that had a scheduler before, or none: what *run knows of it stays. Without nodes that is
// all.
void schedule_begin_again(const ScheduleTree *tree, ScheduleRun *run);
void schedule_step(const ScheduleTree *tree, double metric, ScheduleRun *run);

#endif
