// The schedules' table, what torch refuses, and the tree of schedulers, which call each other as torch's objects do:
// SequentialLR and ChainedScheduler, whose rows are here, step the others. The others' rows: schedule_decay.c,
// schedule_cycle.c, schedule_formula.c, schedule_warmup.c.
#include "engine/schedules/schedule.h"

#include "engine/schedules/schedule_rules.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

// ---- SequentialLR, ChainedScheduler

static void scheduler_step(const ScheduleTree *tree, int index, ScheduleRun *run, bool initial);

// Python's bisect.bisect_right.
static int milestones_passed(const ScheduleNode *node, int64_t epoch)
{
    int from = 0, to = node->n_milestones;
    while (from < to) {
        int middle = (from + to) / 2;
        if ((double)epoch < node->milestones[middle])
            to = middle;
        else
            from = middle + 1;
    }
    return from;
}

static ScheduleCall call_of(const ScheduleTree *tree, int index, ScheduleRun *run, bool initial)
{
    const ScheduleNode *node = &tree->node[index];
    return (ScheduleCall){.tree = tree,
                          .node = node,
                          .argument = node->argument,
                          .run = run,
                          .memory = run->memory[index],
                          .epoch = run->epoch[index],
                          .index = index,
                          .initial = initial};
}

static void scheduler_undo(const ScheduleTree *tree, int index, ScheduleRun *run)
{
    const ScheduleNode *node = &tree->node[index];
    for (int i = 0; i < node->n_children; i++)
        scheduler_undo(tree, node->child[i], run);
    if (!node->n_children)
        run->epoch[index]--;
}

static void scheduler_restart(const ScheduleTree *tree, int index, ScheduleRun *run)
{
    run->epoch[index] = 0;
    ScheduleCall call = call_of(tree, index, run, false);
    const Schedule *rule = call.node->rule;
    if (rule->takes_children) { // their step() takes no epoch
        schedule_stop(&call, "a SequentialLR or ChainedScheduler behind a milestone");
        return;
    }
    run->lr = (rule->rate_at_0 ? rule->rate_at_0 : rule->rate)(&call);
}

// The inner schedulers have done their step 0 each: it is undone, and only that of the one that begins is done again:
// the first, but for milestones that are not above 0.
static void sequential_construct(const ScheduleCall *call)
{
    const ScheduleNode *node = call->node;
    call->run->epoch[call->index] = 0;
    call->run->lr = call->run->base;
    for (int i = 0; i < node->n_children; i++)
        scheduler_undo(call->tree, node->child[i], call->run);
    scheduler_step(call->tree, node->child[milestones_passed(node, 0)], call->run, true);
}

static void sequential_step(const ScheduleCall *call)
{
    const ScheduleNode *node = call->node;
    int64_t epoch = ++call->run->epoch[call->index];
    int passed = milestones_passed(node, epoch);
    if (passed > 0 && node->milestones[passed - 1] == (double)epoch)
        scheduler_restart(call->tree, node->child[passed], call->run);
    else
        scheduler_step(call->tree, node->child[passed], call->run, false);
}

static const char *sequential_refuse(const ScheduleTree *tree, const ScheduleNode *node)
{
    if (node->n_children < 1)
        return "SequentialLR expects at least one scheduler, but got no scheduler.";
    for (int i = 0; i < node->n_children; i++) {
        const ScheduleNode *child = &tree->node[node->child[i]];
        if (child->rule->needs_metric)
            return "SequentialLR does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be "
                   "specified when calling `step`";
        if (child->rule->alone)
            return "WarmupCosine is a SequentialLR of its own: write its LinearLR and CosineAnnealingLR";
    }
    if (node->n_milestones != node->n_children - 1)
        return "Sequential Schedulers expects number of schedulers provided to be one more than the number of "
               "milestone points";
    return NULL;
}

static void chained_step(const ScheduleCall *call)
{
    for (int i = 0; i < call->node->n_children; i++)
        scheduler_step(call->tree, call->node->child[i], call->run, false);
}

static const char *chained_refuse(const ScheduleTree *tree, const ScheduleNode *node)
{
    if (node->n_children < 1)
        return "ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.";
    for (int i = 0; i < node->n_children; i++)
        if (tree->node[node->child[i]].rule->needs_metric)
            return "ChainedScheduler does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs "
                   "to be specified when calling `step`";
    return NULL;
}

static const Schedule sequential_lr = {
    .name = "SequentialLR",
    .title = "One after another",
    .source = "torch.optim.lr_scheduler.SequentialLR",
    .summary = "goes over to the next schedule at each milestone",
    .arguments = (const Argument[]){LAST_EPOCH, {0}},
    .takes_milestones = true,
    .takes_children = true,
    .construct = sequential_construct,
    .step = sequential_step,
    .refuse = sequential_refuse,
    .example = "SequentialLR([LinearLR(start_factor=0.1, total_iters=10%), CosineAnnealingLR(T_max=90%)], "
               "milestones=[10%])",
};

static const Schedule chained_scheduler = {
    .name = "ChainedScheduler",
    .title = "All at once",
    .source = "torch.optim.lr_scheduler.ChainedScheduler",
    .summary = "steps several schedules on the same learning rate",
    .arguments = (const Argument[]){{0}},
    .takes_children = true,
    .step = chained_step,
    .refuse = chained_refuse,
    .example = "ChainedScheduler([ConstantLR(factor=0.1, total_iters=20%), ExponentialLR(gamma=0.997)])",
};

// ---- The table

static const Schedule *const containers[] = {&sequential_lr, &chained_scheduler, NULL};
static const Schedule *const *const lists[] = {schedule_decays,  schedule_cycles, schedule_formulas,
                                               schedule_warmups, containers,      NULL};

int schedule_count(void)
{
    int n = 0;
    for (int list = 0; lists[list]; list++)
        for (int i = 0; lists[list][i]; i++)
            n++;
    return n;
}

const Schedule *schedule_at(int i)
{
    assert(i >= 0 && i < schedule_count());
    for (int list = 0;; list++)
        for (int at = 0; lists[list][at]; at++)
            if (i-- == 0)
                return lists[list][at];
}

const Schedule *schedule_find(const char *name)
{
    for (int list = 0; lists[list]; list++)
        for (int i = 0; lists[list][i]; i++)
            if (!strcmp(lists[list][i]->name, name))
                return lists[list][i];
    return NULL;
}

int schedule_arguments(const Schedule *schedule)
{
    int n = 0;
    while (schedule->arguments[n].name)
        n++;
    return n;
}

int schedule_argument(const Schedule *schedule, const char *name)
{
    for (int i = 0; schedule->arguments[i].name; i++)
        if (!strcmp(schedule->arguments[i].name, name))
            return i;
    return -1;
}

void schedule_defaults(const Schedule *schedule, ScheduleNode *node)
{
    *node = (ScheduleNode){.rule = schedule};
    for (int i = 0; schedule->arguments[i].name; i++)
        node->argument[i] = schedule->arguments[i].initial;
}

bool schedule_needs_lambda(const Schedule *schedule)
{
    return schedule->lambda && schedule_argument(schedule, schedule->lambda) < 0;
}

// ---- What is refused

static const char *refuses_node(const ScheduleTree *tree, const ScheduleNode *node, int *argument)
{
    for (int i = 0; node->rule->arguments[i].name; i++) {
        const char *why = argument_refuses(&node->rule->arguments[i], node->argument[i]);
        if (!why)
            continue;
        *argument = i;
        return why;
    }
    *argument = -1;
    if (schedule_needs_lambda(node->rule) && !node->lambda[0])
        return "a lambda is missing";
    return node->rule->refuse ? node->rule->refuse(tree, node) : NULL;
}

// What torch's constructors raise once they have looked at their arguments.
static const char *refuses_construction(const ScheduleTree *tree, int *node)
{
    ScheduleRun run = {.lambdas = schedule_lambdas_create(tree)};
    *node = -1;
    if (!run.lambdas && schedule_takes_lambda(tree))
        return "a lambda that Python would not read, or out of memory";
    schedule_begin(tree, 1, 0.9, &run);
    schedule_lambdas_destroy(run.lambdas);
    *node = run.stopped ? run.stopped_node : -1;
    return run.stopped;
}

// The inner ones first: a container asks its own of schedulers that are right in themselves.
const char *schedule_refuses(const ScheduleTree *tree, int *node, int *argument)
{
    for (*node = tree->n - 1; *node >= 0; (*node)--) {
        const char *why = refuses_node(tree, &tree->node[*node], argument);
        if (why)
            return why;
    }
    *argument = -1;
    return refuses_construction(tree, node);
}

const char *schedule_refuses_lr(const ScheduleTree *tree, double lr, int *node)
{
    const char *why = NULL;
    for (*node = 0; *node < tree->n; ++*node) {
        const Schedule *rule = tree->node[*node].rule;
        why = rule->refuse_lr ? rule->refuse_lr(&tree->node[*node], lr) : NULL;
        if (why)
            break;
    }
    return why;
}

bool schedule_cycles_momentum(const ScheduleTree *tree)
{
    for (int i = 0; i < tree->n; i++) {
        const ScheduleNode *node = &tree->node[i];
        if (node->rule->cycles_momentum && node->argument[schedule_argument(node->rule, "cycle_momentum")])
            return true;
    }
    return false;
}

const Schedule *schedule_overwrites(const ScheduleTree *tree)
{
    for (int i = 0; i < tree->n; i++)
        if (tree->node[i].rule->overwrites)
            return tree->node[i].rule;
    return NULL;
}

// ---- The tree at work

static void scheduler_step(const ScheduleTree *tree, int index, ScheduleRun *run, bool initial)
{
    const Schedule *rule = tree->node[index].rule;
    if (!rule->step)
        run->epoch[index]++;
    ScheduleCall call = call_of(tree, index, run, initial);
    if (rule->step)
        rule->step(&call);
    else
        run->lr = rule->rate(&call);
}

// The inner ones first, as Python evaluates the arguments of a call first.
static void scheduler_construct(const ScheduleTree *tree, int index, ScheduleRun *run)
{
    const ScheduleNode *node = &tree->node[index];
    for (int i = 0; i < node->n_children; i++)
        scheduler_construct(tree, node->child[i], run);
    ScheduleCall call = call_of(tree, index, run, true);
    if (node->rule->construct)
        node->rule->construct(&call);
    if (node->rule->takes_children || node->rule->needs_metric)
        return;
    if (isnan(run->base))
        run->base = run->lr;
    run->memory[index][BASE] = run->base;
    run->epoch[index] = -1;
    scheduler_step(tree, index, run, true);
    if (node->rule->constructed)
        node->rule->constructed(&call);
}

void schedule_begin(const ScheduleTree *tree, double lr, double momentum, ScheduleRun *run)
{
    *run = (ScheduleRun){.lr = lr, .momentum = momentum, .base = NAN, .metric = NAN, .lambdas = run->lambdas};
    schedule_begin_again(tree, run);
}

void schedule_begin_again(const ScheduleTree *tree, ScheduleRun *run)
{
    memset(run->memory, 0, sizeof run->memory);
    memset(run->epoch, 0, sizeof run->epoch);
    if (tree->n)
        scheduler_construct(tree, 0, run);
    run->first_momentum = run->momentum;
}

void schedule_step(const ScheduleTree *tree, double metric, ScheduleRun *run)
{
    run->metric = metric;
    if (tree->n)
        scheduler_step(tree, 0, run, false);
}
