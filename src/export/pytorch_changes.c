#include "export/pytorch_changes.h"

#include "export/pytorch_line.h"
#include "scene/python.h"
#include "scene/spec.h"

#include <limits.h>
#include <math.h>
#include <string.h>

// One racer's function being written.
typedef struct Writer {
    FILE *stream;
    const Changes *changes;
    Racer now; // before the change that is written
    int from;  // the step at which its optimizer was built
    const PytorchParts *parts;
} Writer;

bool pytorch_changes_any(const Scene *scene)
{
    for (int i = 0; i < scene->n_racers; i++)
        if (scene_entry(scene, i)->changes.n)
            return true;
    return false;
}

bool pytorch_changes_whole(const Scene *scene)
{
    for (int i = 0; i < scene->n_racers; i++)
        if (scene_entry(scene, i)->changes.n_whole)
            return true;
    return false;
}

// ---- Buffers

static bool is_real(const Argument *row)
{
    return row->kind == ARGUMENT_REAL;
}

// Is slot s one that torch makes at the first step only if an argument asks for it, and is this what asks for it now?
static bool asks_for(const Racer *before, const Racer *after, int argument, int s)
{
    const OptimizerSlot *slot = &before->rule->slots[s];
    bool had = before->hyper[argument] != 0, has = after->hyper[argument] != 0;
    bool counted = s >= optimizer_slots(before->rule, before->hyper) && s < optimizer_slots(after->rule, after->hyper);
    return !had && has && ((slot->needs && slot->needs == argument) || counted);
}

static const char *new_buffer(const Writer *writer, const Change *change)
{
    Racer after = writer->now;
    if (change->kind != CHANGE_HYPER || change->step == writer->from)
        return NULL;
    change_apply(writer->changes, change, &after);
    for (int s = 0; after.rule->slots && after.rule->slots[s].name; s++)
        if (asks_for(&writer->now, &after, change->index, s))
            return after.rule->slots[s].name;
    return NULL;
}

// ---- Lines

static void write_value(FILE *stream, const Argument *row, double value)
{
    char bytes[80];
    Text text = text_begin(bytes, sizeof bytes);
    spec_print_value(&text, row, value);
    fprintf(stream, "%s%s", bytes, is_real(row) && isfinite(value) && !strpbrk(bytes, ".eN") ? ".0" : "");
}

// The whole tuple, of which one element is another.
static void write_element(FILE *stream, const Argument *rows, const Change *change, int first, int n)
{
    fputs("(", stream);
    for (int i = 0; i < n; i++) {
        fputs(i ? ", " : "", stream);
        if (first + i == change->index)
            write_value(stream, &rows[change->index], change->value);
        else
            fprintf(stream, "group[\"%s\"][%d]", rows[first].name, i);
    }
    fputs(")", stream);
}

static void write_hyper(const Writer *writer, const Change *change)
{
    const Argument *rows = writer->now.rule->arguments;
    int first = change->index, n = 1;
    while (first > 0 && !strcmp(rows[first - 1].name, rows[first].name))
        first--;
    while (rows[first + n].name && !strcmp(rows[first + n].name, rows[first].name))
        n++;
    fprintf(writer->stream, "        group[\"%s\"] = ", rows[first].name);
    if (n > 1)
        write_element(writer->stream, rows, change, first, n);
    else
        write_value(writer->stream, &rows[first], change->value);
    fputs("\n", writer->stream);
    const char *buffer = new_buffer(writer, change);
    if (buffer)
        fprintf(writer->stream, "        zero_buffer(optimizer, p, \"%s\")\n", buffer);
}

// "._schedulers[1]" of each container around it.
static void write_path(FILE *stream, const ScheduleTree *tree, int node)
{
    for (int parent = 0; parent < tree->n; parent++)
        for (int i = 0; i < tree->node[parent].n_children; i++)
            if (tree->node[parent].child[i] == node) {
                write_path(stream, tree, parent);
                fprintf(stream, "._schedulers[%d]", i);
            }
}

static const char *number(char text[40], double value)
{
    text_double(text, 40, value);
    return text;
}

static void write_milestones(const Writer *writer, const Change *change)
{
    const ScheduleNode *node = &writer->now.schedule.node[change->node];
    FILE *stream = writer->stream;
    char text[40];
    if (node->rule->takes_children) {
        fprintf(stream, "._milestones[%d] = %s\n", change->index, number(text, change->value));
        return;
    }
    fputs(".milestones = Counter([", stream);
    for (int i = 0; i < node->n_milestones; i++)
        fprintf(stream, "%s%s", i ? ", " : "", number(text, i == change->index ? change->value : node->milestones[i]));
    fputs("])\n", stream);
}

static void write_scheduler_argument(const Writer *writer, const Change *change)
{
    const ScheduleTree *tree = &writer->now.schedule;
    const Argument *row = &tree->node[change->node].rule->arguments[change->index];
    fputs("        scheduler", writer->stream);
    write_path(writer->stream, tree, change->node);
    if (change->kind == CHANGE_MILESTONE) {
        write_milestones(writer, change);
        return;
    }
    fprintf(writer->stream, ".%s = ", row->name);
    write_value(writer->stream, row, change->value);
    fputs("\n", writer->stream);
}

static bool clips(const Racer *racer)
{
    char lines[2 * SPEC_TEXT_MAX];
    Text text = text_begin(lines, sizeof lines);
    python_clips(&text, racer, "");
    return lines[0];
}

static void write_clip(FILE *stream, const Racer *racer)
{
    char lines[2 * SPEC_TEXT_MAX];
    Text text = text_begin(lines, sizeof lines);
    python_clips(&text, racer, "            ");
    fprintf(stream, "\n        def clip():\n%s\n", lines);
}

// A clip is a function of the script, written anew; a class is reached through those around it.
static void write_wrapper(const Writer *writer, const Change *change)
{
    const RacerWrapper *wrapper = &writer->now.wrapper[change->node];
    const Argument *row = &wrapper->rule->arguments[change->index];
    Racer after = writer->now;
    change_apply(writer->changes, change, &after);
    if (wrapper->rule->call) {
        write_clip(writer->stream, &after);
        return;
    }
    fputs("        optimizer", writer->stream);
    for (int i = writer->now.n_wrappers - 1; i > change->node; i--)
        fputs(writer->now.wrapper[i].rule->own_class ? ".optimizer" : "", writer->stream);
    fprintf(writer->stream, ".%s = ", row->name);
    write_value(writer->stream, row, change->value);
    fputs("\n", writer->stream);
}

// Does something behind this change, at the same step, change an argument?
static bool changes_group(const Changes *changes, const Change *change)
{
    const Change *end = changes->change + changes->n;
    for (const Change *next = change + 1; next < end && next->step == change->step; next++)
        if (next->kind == CHANGE_HYPER)
            return true;
    return false;
}

static void write_whole(const Writer *writer, const Change *change)
{
    char line[2 * SPEC_TEXT_MAX];
    Text text = text_begin(line, sizeof line);
    const Racer *whole = &writer->changes->whole[change->whole];
    if (change->kind == CHANGE_OPTIMIZER) {
        python_optimizer(&text, whole);
        pytorch_line(writer->stream, "        optimizer = ", line);
        if (changes_group(writer->changes, change))
            fputs("        group = optimizer.param_groups[0]\n", writer->stream);
        if (writer->parts->clips && clips(whole))
            write_clip(writer->stream, whole);
        else if (writer->parts->clips)
            fputs("        clip = None\n", writer->stream);
    }
    text = text_begin(line, sizeof line);
    if (whole->schedule.n)
        python_scheduler(&text, &whole->schedule, true);
    if (writer->parts->schedules)
        pytorch_line(writer->stream, "        scheduler = ", whole->schedule.n ? line : "None");
}

static void write_change(Writer *writer, const Change *change)
{
    if (change_is_whole(change))
        write_whole(writer, change);
    else if (change->kind == CHANGE_HYPER)
        write_hyper(writer, change);
    else if (change->kind == CHANGE_WRAPPER)
        write_wrapper(writer, change);
    else
        write_scheduler_argument(writer, change);
    writer->from = change->kind == CHANGE_OPTIMIZER ? change->step : writer->from;
    change_apply(writer->changes, change, &writer->now);
}

static bool is_of_group(const Changes *changes)
{
    for (int i = 0; i < changes->n; i++)
        if (changes->change[i].kind == CHANGE_HYPER)
            return true;
    return false;
}

void pytorch_changes(FILE *stream, const Scene *scene, int racer, const PytorchParts *parts)
{
    const Changes *changes = &scene_entry(scene, racer)->changes;
    const char *scheduler = parts->schedules ? ", scheduler" : "", *clip = parts->clips ? ", clip" : "";
    Writer writer = {stream, changes, *scene_racer(scene, racer), 0, parts};
    if (!changes->n)
        return;
    fprintf(
        stream,
        "\n\ndef changes_%d(step, p, optimizer%s%s):\n    \"\"\"What changes before the step after this one.\"\"\"\n",
        racer, scheduler, clip);
    if (is_of_group(changes))
        fputs("    group = optimizer.param_groups[0]\n", stream);
    for (int i = 0; i < changes->n; i++) {
        if (i == 0 || changes->change[i].step > changes->change[i - 1].step)
            fprintf(stream, "    if step == %d:\n", changes->change[i].step);
        write_change(&writer, &changes->change[i]);
    }
    fprintf(stream, "    return optimizer%s%s\n", scheduler, clip);
}

static bool makes_buffers(const Scene *scene, int racer)
{
    const Changes *changes = &scene_entry(scene, racer)->changes;
    Writer writer = {NULL, changes, *scene_racer(scene, racer), 0, NULL};
    for (int i = 0; i < changes->n; i++) {
        const Change *change = &changes->change[i];
        if (new_buffer(&writer, change))
            return true;
        writer.from = change->kind == CHANGE_OPTIMIZER ? change->step : writer.from;
        change_apply(changes, change, &writer.now);
    }
    return false;
}

void pytorch_changes_helper(FILE *stream, const Scene *scene)
{
    bool any = false;
    for (int i = 0; i < scene->n_racers && !any; i++)
        any = makes_buffers(scene, i);
    if (any)
        fputs("\n\ndef zero_buffer(optimizer, p, name):\n"
              "    \"\"\"A buffer that the optimizer has not made yet starts at zero.\"\"\"\n"
              "    while hasattr(optimizer, \"optimizer\"):\n"
              "        optimizer = optimizer.optimizer\n"
              "    state = optimizer.state[p]\n"
              "    if state.get(name) is None:\n"
              "        state[name] = torch.zeros_like(p)\n",
              stream);
}
