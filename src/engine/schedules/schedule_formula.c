// Schedules that are a lambda of `epoch`, and the lambdas, compiled once per race for each of a tree's nodes.
#include "engine/schedules/schedule_rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ScheduleLambdas {
    Lambda *lambda[SCHEDULE_NODES_MAX]; // NULL: the node has none
};

double schedule_lambda(const ScheduleCall *call, double variable)
{
    const ScheduleLambdas *lambdas = call->run->lambdas;
    const char *why = NULL;
    if (!lambdas || !lambdas->lambda[call->index])
        return NAN;
    double value = lambda_value(lambdas->lambda[call->index], variable, &why);
    if (why)
        schedule_stop(call, why);
    return value;
}

// ---- LambdaLR, MultiplicativeLR

static double lambda_rate(const ScheduleCall *call)
{
    double factor = schedule_lambda(call, (double)call->epoch);
    return call->run->stopped ? call->run->lr : call->memory[BASE] * factor;
}

static double multiplicative_rate(const ScheduleCall *call)
{
    double factor = call->initial ? 1 : schedule_lambda(call, (double)call->epoch);
    return call->run->stopped ? call->run->lr : call->run->lr * factor;
}

static const Schedule lambda_lr = {
    .name = "LambdaLR",
    .overwrites = true,
    .title = "Any function of the step",
    .source = "torch.optim.lr_scheduler.LambdaLR",
    .summary = "the learning rate times a lambda of epoch",
    .arguments = (const Argument[]){LAST_EPOCH, {0}},
    .lambda = "lr_lambda",
    .variable = "epoch",
    .rate = lambda_rate,
    .example = "LambdaLR(lr_lambda=lambda epoch: 1/(1 + 0.01*epoch))",
};

static const Schedule multiplicative_lr = {
    .name = "MultiplicativeLR",
    .title = "Any factor each step",
    .source = "torch.optim.lr_scheduler.MultiplicativeLR",
    .summary = "multiplies the learning rate by a lambda of epoch at every step",
    .arguments = (const Argument[]){LAST_EPOCH, {0}},
    .lambda = "lr_lambda",
    .variable = "epoch",
    .rate = multiplicative_rate,
    .example = "MultiplicativeLR(lr_lambda=lambda epoch: 0.997)",
};

// ---- The list, in display order

const Schedule *const schedule_formulas[] = {
    &lambda_lr,
    &multiplicative_lr,
    NULL,
};

// ---- Compiling

static bool lambdas_compile(ScheduleLambdas *lambdas, const ScheduleTree *tree)
{
    LambdaError error;
    for (int i = 0; i < tree->n; i++) {
        const ScheduleNode *node = &tree->node[i];
        if (!node->lambda[0] || !node->rule->lambda)
            continue;
        lambdas->lambda[i] = lambda_compile(node->lambda, strlen(node->lambda), node->rule->variable, &error);
        if (!lambdas->lambda[i])
            return false;
    }
    return true;
}

bool schedule_takes_lambda(const ScheduleTree *tree)
{
    for (int i = 0; i < tree->n; i++)
        if (tree->node[i].lambda[0])
            return true;
    return false;
}

ScheduleLambdas *schedule_lambdas_create(const ScheduleTree *tree)
{
    ScheduleLambdas *lambdas = schedule_takes_lambda(tree) ? calloc(1, sizeof *lambdas) : NULL;
    if (!lambdas || lambdas_compile(lambdas, tree))
        return lambdas;
    schedule_lambdas_destroy(lambdas);
    return NULL;
}

void schedule_lambdas_destroy(ScheduleLambdas *lambdas)
{
    for (int i = 0; lambdas && i < SCHEDULE_NODES_MAX; i++)
        lambda_destroy(lambdas->lambda[i]);
    free(lambdas);
}
