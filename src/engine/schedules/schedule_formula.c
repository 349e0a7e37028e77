// Schedules that are a formula in `epoch`, and the formulas, compiled once per race for each of a tree's nodes.
#include "engine/schedules/schedule_rules.h"

#include <math.h>
#include <stdlib.h>

// ---- LambdaLR, MultiplicativeLR

struct ScheduleLambdas {
    Formula *formula[SCHEDULE_NODES_MAX]; // NULL: the node takes no lambda
    FormulaWork *work[SCHEDULE_NODES_MAX];
};

static Formula *lambda_compile(const char *lambda, FormulaError *error)
{
    const char *const columns[] = {"epoch"};
    Formula *formula =
        formula_compile(lambda, &(FormulaNames){.columns = columns, .n_columns = 1, .parameters_max = -1}, error);
    if (!formula || !formula_normals(formula))
        return formula;
    formula_destroy(formula);
    *error = (FormulaError){.text = "a lambda draws no normals"};
    return NULL;
}

static double lambda_value(const ScheduleCall *call)
{
    const ScheduleLambdas *lambdas = call->run->lambdas;
    if (!lambdas || !lambdas->formula[call->index])
        return NAN;
    double epoch = (double)call->epoch, value;
    const double *const columns[] = {&epoch};
    FormulaInput input = {.columns = columns};
    formula_evaluate(lambdas->formula[call->index], lambdas->work[call->index], &input, 1, &value, NULL);
    return value;
}

static double lambda_rate(const ScheduleCall *call)
{
    return call->memory[BASE] * lambda_value(call);
}

static double multiplicative_rate(const ScheduleCall *call)
{
    return call->initial ? call->run->lr : call->run->lr * lambda_value(call);
}

static const char *lambda_refuse(const ScheduleTree *tree, const ScheduleNode *node)
{
    (void)tree;
    return schedule_lambda_check(node->lambda, NULL) ? NULL : "lr_lambda is not a formula in epoch";
}

static const Schedule lambda_lr = {
    .name = "LambdaLR",
    .overwrites = true,
    .title = "Any function of the step",
    .source = "torch.optim.lr_scheduler.LambdaLR",
    .summary = "the learning rate times a formula in epoch",
    .arguments = (const Argument[]){LAST_EPOCH, {0}},
    .takes_lambda = true,
    .rate = lambda_rate,
    .refuse = lambda_refuse,
    .example = "LambdaLR(lr_lambda=lambda epoch: 1/(1 + 0.01*epoch))",
};

static const Schedule multiplicative_lr = {
    .name = "MultiplicativeLR",
    .title = "Any factor each step",
    .source = "torch.optim.lr_scheduler.MultiplicativeLR",
    .summary = "multiplies the learning rate by a formula in epoch at every step",
    .arguments = (const Argument[]){LAST_EPOCH, {0}},
    .takes_lambda = true,
    .rate = multiplicative_rate,
    .refuse = lambda_refuse,
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
    FormulaError error;
    for (int i = 0; i < tree->n; i++) {
        if (!tree->node[i].rule->takes_lambda)
            continue;
        lambdas->formula[i] = lambda_compile(tree->node[i].lambda, &error);
        lambdas->work[i] = lambdas->formula[i] ? formula_work_create(lambdas->formula[i]) : NULL;
        if (!lambdas->work[i])
            return false;
    }
    return true;
}

static bool takes_lambdas(const ScheduleTree *tree)
{
    for (int i = 0; i < tree->n; i++)
        if (tree->node[i].rule->takes_lambda)
            return true;
    return false;
}

ScheduleLambdas *schedule_lambdas_create(const ScheduleTree *tree)
{
    ScheduleLambdas *lambdas = takes_lambdas(tree) ? calloc(1, sizeof *lambdas) : NULL;
    if (!lambdas || lambdas_compile(lambdas, tree))
        return lambdas;
    schedule_lambdas_destroy(lambdas);
    return NULL;
}

void schedule_lambdas_destroy(ScheduleLambdas *lambdas)
{
    if (!lambdas)
        return;
    for (int i = 0; i < SCHEDULE_NODES_MAX; i++) {
        formula_work_destroy(lambdas->work[i]);
        formula_destroy(lambdas->formula[i]);
    }
    free(lambdas);
}

bool schedule_lambda_check(const char *lambda, FormulaError *error)
{
    FormulaError ignored;
    Formula *formula = lambda_compile(lambda, error ? error : &ignored);
    formula_destroy(formula);
    return formula != NULL;
}
