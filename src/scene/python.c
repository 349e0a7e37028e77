#include "scene/python.h"

#include "scene/spec.h"

#include <stdio.h>
#include <string.h>

static bool no_tensor(const void *context, const char *name, size_t length)
{
    (void)context, (void)name, (void)length;
    return false;
}

// The arguments of a rule around another.
static void wrapper_arguments(const RacerWrapper *wrapper, char *arguments, size_t size)
{
    Racer alone = {.rule = wrapper->rule};
    memcpy(alone.hyper, wrapper->hyper, sizeof alone.hyper);
    spec_print_arguments(&alone, arguments, size);
}

void python_optimizer(Text *text, const Racer *racer)
{
    char arguments[SPEC_TEXT_MAX];
    if (racer_is_recorded(racer)) {
        spec_print(racer, arguments, sizeof arguments);
        text_add(text, "%s", arguments);
        return;
    }
    for (int i = racer->n_wrappers - 1; i >= 0; i--)
        if (racer->wrapper[i].rule->own_class)
            text_add(text, "%s(", racer->wrapper[i].rule->name);
    spec_print_arguments(racer, arguments, sizeof arguments);
    text_add(text, "%s%s([p], %s)", racer->rule->own_class ? "" : "torch.optim.", racer->rule->name, arguments);
    for (int i = 0; i < racer->n_wrappers; i++) {
        if (!racer->wrapper[i].rule->own_class)
            continue;
        wrapper_arguments(&racer->wrapper[i], arguments, sizeof arguments);
        text_add(text, "%s%s)", arguments[0] ? ", " : "", arguments);
    }
}

void python_clips(Text *text, const Racer *racer, const char *indent)
{
    char arguments[SPEC_TEXT_MAX];
    for (int i = racer->n_wrappers - 1; i >= 0; i--) {
        if (!racer->wrapper[i].rule->call)
            continue;
        wrapper_arguments(&racer->wrapper[i], arguments, sizeof arguments);
        text_add(text, "%s%s([p], %s)\n", indent, racer->wrapper[i].rule->call, arguments);
    }
}

void python_lambda(Text *text, const char *formula)
{
    python_formula(text, formula, &(PythonNames){.is_tensor = no_tensor});
}

void python_average(Text *text, const Racer *racer, const char *module)
{
    const RacerWrapper *wrapper = racer_average(racer);
    char arguments[SPEC_TEXT_MAX];
    if (!wrapper)
        return;
    wrapper_arguments(wrapper, arguments, sizeof arguments);
    text_add(text, "averaged = %s.AveragedModel(model", module);
    if (wrapper->rule->average->python)
        text_add(text, ", multi_avg_fn=%s.%s(%s)", module, wrapper->rule->average->python, arguments);
    text_add(text, ")\n");
}

static void add_scheduler(Text *text, const ScheduleTree *tree, int index, bool torch_alone);

static void add_children(Text *text, const ScheduleTree *tree, const ScheduleNode *node, bool torch_alone)
{
    bool sequential = node->rule->takes_milestones;
    text_add(text, sequential ? "optimizer, [" : "[");
    for (int i = 0; i < node->n_children; i++) {
        text_add(text, "%s", i ? ", " : "");
        add_scheduler(text, tree, node->child[i], torch_alone);
    }
    text_add(text, "]");
    if (!sequential)
        return;
    text_add(text, ", milestones=[");
    for (int i = 0; i < node->n_milestones; i++)
        text_add(text, "%s%.17g", i ? ", " : "", node->milestones[i]);
    text_add(text, "]");
}

static void add_scheduler(Text *text, const ScheduleTree *tree, int index, bool torch_alone)
{
    const ScheduleNode *node = &tree->node[index];
    bool function = node->rule->word && !torch_alone;
    if (node->rule->python && !function) {
        node->rule->python(text, node->argument);
        return;
    }
    const char *module = node->rule->module ? node->rule->module : "lr_scheduler";
    text_add(text, "%s.%s(", function ? "transformers" : module, node->rule->name);
    if (node->rule->takes_children) {
        add_children(text, tree, node, torch_alone);
    } else {
        char line[SPEC_TEXT_MAX];
        spec_print_schedule(tree, index, line, sizeof line);
        const char *arguments = strchr(line, '(') + 1;
        text_add(text, "optimizer%s%.*s", *arguments == ')' ? "" : ", ", (int)strlen(arguments) - 1, arguments);
    }
    text_add(text, ")");
}

void python_scheduler(Text *text, const ScheduleTree *tree, bool torch_alone)
{
    add_scheduler(text, tree, 0, torch_alone);
}
