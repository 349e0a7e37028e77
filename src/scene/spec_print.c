// A racer as text: the call that makes it, with what differs from the defaults.
#include "scene/spec.h"

#include <math.h>
#include <string.h>

typedef struct List {
    Text *text;
    bool begun;
} List;

static void separate(List *list)
{
    text_add(list->text, "%s", list->begun ? ", " : "");
    list->begun = true;
}

// As a person writes it: 1e-8 for 1e-08.
static void add_number(Text *text, double value)
{
    char number[40];
    text_double(number, sizeof number, value);
    if (isinf(value)) {
        text_add(text, "float('%s')", number);
        return;
    }
    char *exponent = strchr(number, 'e');
    if (exponent) {
        char *digits = exponent + 1 + (exponent[1] == '-');
        size_t zeros = strspn(digits, "+0");
        memmove(digits, digits + zeros, strlen(digits + zeros) + 1);
    }
    text_add(text, "%s", number);
}

void spec_print_value(Text *text, const Argument *row, double value)
{
    if (isnan(value))
        text_add(text, "None");
    else if (row->kind == ARGUMENT_BOOLEAN)
        text_add(text, "%s", value != 0 ? "True" : "False");
    else if (row->kind == ARGUMENT_CHOICE)
        text_add(text, "'%s'", row->choices[(int)value]);
    else if (row->only_integer && value == floor(value))
        text_add(text, "%.0f", value);
    else
        add_number(text, value);
    if (row->only_float && value == floor(value))
        text_add(text, ".0");
}

static bool is_default(const Argument *row, double value, double standard)
{
    return !row->required && (value == standard || (isnan(value) && isnan(standard)));
}

// The rows that differ from the defaults, the required ones, and where `always` names one, that.
static void add_arguments(List *list, const Argument *rows, const double *values, const double *defaults,
                          const char *always)
{
    for (int i = 0, n = 1; rows[i].name; i += n) {
        bool said = always && !strcmp(rows[i].name, always);
        for (n = 0; rows[i + n].name && !strcmp(rows[i + n].name, rows[i].name); n++)
            said |= !is_default(&rows[i + n], values[i + n], defaults[i + n]);
        if (!said)
            continue;
        separate(list);
        text_add(list->text, "%s=%s", rows[i].name, n > 1 ? "(" : "");
        for (int k = 0; k < n; k++) {
            text_add(list->text, "%s", k ? ", " : "");
            spec_print_value(list->text, &rows[i + k], values[i + k]);
        }
        text_add(list->text, "%s", n > 1 ? ")" : "");
    }
}

static void add_rule(List *list, const Optimizer *rule, const double *hyper)
{
    double defaults[ARGUMENTS_MAX];
    optimizer_defaults(rule, defaults);
    add_arguments(list, rule->arguments, hyper, defaults, "lr");
}

static void add_schedule(Text *text, const ScheduleTree *tree, int index);

static void add_schedulers(List *list, const ScheduleTree *tree, const ScheduleNode *node)
{
    separate(list);
    text_add(list->text, "[");
    for (int i = 0; i < node->n_children; i++) {
        text_add(list->text, "%s", i ? ", " : "");
        add_schedule(list->text, tree, node->child[i]);
    }
    text_add(list->text, "]");
}

static void add_milestones(List *list, const ScheduleNode *node)
{
    separate(list);
    text_add(list->text, "milestones=[");
    for (int i = 0; i < node->n_milestones; i++) {
        text_add(list->text, "%s", i ? ", " : "");
        add_number(list->text, node->milestones[i]);
    }
    text_add(list->text, "]");
}

static void add_schedule(Text *text, const ScheduleTree *tree, int index)
{
    const ScheduleNode *node = &tree->node[index];
    ScheduleNode defaults;
    List list = {.text = text};
    schedule_defaults(node->rule, &defaults);
    text_add(text, "%s(", node->rule->name);
    if (node->rule->takes_children)
        add_schedulers(&list, tree, node);
    if (node->rule->takes_milestones)
        add_milestones(&list, node);
    add_arguments(&list, node->rule->arguments, node->argument, defaults.argument, NULL);
    if (node->lambda[0]) {
        separate(&list);
        text_add(text, "%s=lambda %s: %s", node->rule->lambda, node->rule->variable, node->lambda);
    }
    text_add(text, ")");
}

// A string holds no quotes of both kinds: it was read.
static void add_string(Text *text, const char *string)
{
    char quote = strchr(string, '\'') ? '"' : '\'';
    text_add(text, "%c%s%c", quote, string, quote);
}

static void print_recorded(Text *text, const RacerRecorded *recorded)
{
    text_add(text, "Recorded(");
    add_string(text, recorded->file);
    text_add(text, ", name=");
    add_string(text, recorded->name);
    if (recorded->racer >= 0)
        text_add(text, ", racer=%d", recorded->racer);
    text_add(text, ")");
}

void spec_print(const Racer *racer, char *text, size_t size)
{
    Text out = text_begin(text, size);
    List inner = {.text = &out}, outer = {.text = &out, .begun = true};
    if (racer_is_recorded(racer)) {
        print_recorded(&out, &racer->recorded);
        text_make_printable(text); // a file's name can be any bytes; files of text cannot
        return;
    }
    for (int i = racer->n_wrappers - 1; i >= 0; i--)
        text_add(&out, "%s(", racer->wrapper[i].rule->name);
    text_add(&out, "%s(", racer->rule->name);
    add_rule(&inner, racer->rule, racer->hyper);
    text_add(&out, ")");
    for (int i = 0; i < racer->n_wrappers; i++) {
        add_rule(&outer, racer->wrapper[i].rule, racer->wrapper[i].hyper);
        text_add(&out, ")");
    }
    if (racer->schedule.n) {
        text_add(&out, " | ");
        add_schedule(&out, &racer->schedule, 0);
    }
}

void spec_print_arguments(const Racer *racer, char *text, size_t size)
{
    Text out = text_begin(text, size);
    List list = {.text = &out};
    if (racer_is_recorded(racer))
        text_add(&out, "%s", racer->recorded.file);
    else
        add_rule(&list, racer->rule, racer->hyper);
}

void spec_print_schedule(const ScheduleTree *tree, int node, char *text, size_t size)
{
    Text out = text_begin(text, size);
    add_schedule(&out, tree, node);
}
