// The table of update rules; the rules themselves, by family: optimizer_sgd.c, optimizer_adaptive.c, optimizer_adam.c,
// optimizer_lbfgs.c, optimizer_beyond.c, optimizer_keras.c, optimizer_clip.c, optimizer_average.c. What they share, and
// how to add one: optimizer_rules.h.
#include "engine/rules/optimizer.h"

#include "engine/rules/optimizer_rules.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

static const Optimizer *const *const lists[] = {optimizer_sgd_rules,   optimizer_adaptive_rules, optimizer_adam_rules,
                                                optimizer_lbfgs_rules, optimizer_beyond_rules,   optimizer_keras_rules,
                                                optimizer_clip_rules,  optimizer_average_rules,  NULL};

int optimizer_count(void)
{
    int n = 0;
    for (int list = 0; lists[list]; list++)
        for (int i = 0; lists[list][i]; i++)
            n++;
    return n;
}

const Optimizer *optimizer_at(int i)
{
    assert(i >= 0 && i < optimizer_count());
    for (int list = 0;; list++)
        for (int at = 0; lists[list][at]; at++)
            if (i-- == 0)
                return lists[list][at];
}

const Optimizer *optimizer_find(const char *name)
{
    for (int list = 0; lists[list]; list++)
        for (int i = 0; lists[list][i]; i++)
            if (strcmp(lists[list][i]->name, name) == 0)
                return lists[list][i];
    return NULL;
}

int optimizer_arguments(const Optimizer *optimizer)
{
    int n = 0;
    while (optimizer->arguments[n].name)
        n++;
    return n;
}

int optimizer_momentum(const Optimizer *optimizer)
{
    for (int i = 0; optimizer->momentum && optimizer->arguments[i].name; i++)
        if (strcmp(optimizer->arguments[i].name, optimizer->momentum) == 0)
            return i;
    return -1;
}

int optimizer_slots(const Optimizer *optimizer, const double *hyper)
{
    if (optimizer->n_slots)
        return optimizer->n_slots(hyper);
    int n = 0;
    while (optimizer->slots && optimizer->slots[n].name)
        n++;
    return n;
}

bool optimizer_may_wrap(const Optimizer *outer, const Optimizer *inner)
{
    bool clips = outer->layer == LAYER_CLIP && inner->wraps && outer != inner;
    return outer->wraps && (!inner->wraps || outer->layer > inner->layer ||
                            (clips && (inner->layer == LAYER_CLIP || inner->layer == LAYER_AVERAGE)));
}

int optimizer_slots_most(const Optimizer *optimizer, const double *hyper)
{
    double on[ARGUMENTS_MAX];
    for (int i = 0; optimizer->arguments[i].name; i++)
        on[i] = optimizer->arguments[i].kind == ARGUMENT_BOOLEAN ? 1 : hyper[i];
    return optimizer_slots(optimizer, on);
}

void optimizer_defaults(const Optimizer *optimizer, double *hyper)
{
    memset(hyper, 0, ARGUMENTS_MAX * sizeof *hyper);
    for (int i = 0; optimizer->arguments[i].name; i++)
        hyper[i] = optimizer->arguments[i].initial;
}

const char *optimizer_refuses(const Optimizer *optimizer, const double *hyper, int *argument)
{
    for (*argument = 0; optimizer->arguments[*argument].name; ++*argument) {
        const char *reason = argument_refuses(&optimizer->arguments[*argument], hyper[*argument]);
        if (reason)
            return reason;
    }
    *argument = -1;
    return optimizer->refuse ? optimizer->refuse(hyper) : NULL;
}
