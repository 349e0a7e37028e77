// Where a schedule turns: each row says it in its own epochs, containers shift and cut what their schedulers say.
#include "engine/schedules/schedule_rules.h"

#include <stddef.h>

static int64_t next_milestone(const ScheduleNode *node, int64_t after)
{
    int64_t next = INT64_MAX;
    for (int i = 0; i < node->n_milestones; i++) {
        int64_t at = if_after(node->milestones[i], after);
        next = at < next ? at : next;
    }
    return next;
}

static int64_t node_turn(const ScheduleTree *tree, const ScheduleNode *node, int64_t after);

// A child's turn in the container's epochs: it begins at `from` and acts until `to`.
static int64_t child_turn(const ScheduleTree *tree, const ScheduleNode *child, int64_t from, int64_t to, int64_t after)
{
    int64_t turn = node_turn(tree, child, after > from ? after - from : 0);
    return turn < to - from ? from + turn : INT64_MAX;
}

static int64_t node_turn(const ScheduleTree *tree, const ScheduleNode *node, int64_t after)
{
    int64_t next = node->rule->turn ? node->rule->turn(node, after) : next_milestone(node, after);
    bool sequential = node->rule->takes_milestones;
    for (int i = 0; i < node->n_children; i++) {
        int64_t from = sequential && i > 0 ? (int64_t)ceil(node->milestones[i - 1]) : 0;
        int64_t to = sequential && i < node->n_milestones ? (int64_t)ceil(node->milestones[i]) : INT64_MAX;
        int64_t turn = to > after ? child_turn(tree, &tree->node[node->child[i]], from, to, after) : INT64_MAX;
        next = turn < next ? turn : next;
    }
    return next;
}

int schedule_turns(const ScheduleTree *tree, int64_t last, int64_t *turns, int max)
{
    int n = 0;
    for (int64_t at = 0; tree->n && n < max;) {
        at = node_turn(tree, &tree->node[0], at);
        if (at > last)
            break;
        turns[n++] = at;
    }
    return n;
}
