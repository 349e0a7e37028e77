// The sliders of the column, generated from the rows: the selected racer's rule, its schedule, the landscape's constants, the batch.
#include "picture/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ZERO_END 0.04 // of a logarithmic track that reaches 0: left of this, the value is 0

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

// torch's name; an element of a tuple goes by its symbol.
static const char *shown_name(const Argument *rows, int i)
{
    bool element = (i > 0 && !strcmp(rows[i - 1].name, rows[i].name)) ||
                   (rows[i + 1].name && !strcmp(rows[i + 1].name, rows[i].name));
    return element && rows[i].symbol ? rows[i].symbol : rows[i].name;
}

static Slider slider_of_argument(SliderKind kind, const Argument *rows, int argument, double value)
{
    const Argument *row = &rows[argument];
    return (Slider){
        .kind = kind,
        .argument = argument,
        .name = shown_name(rows, argument),
        .row = row,
        .value = value,
        .initial = row->initial,
        .low = row->low,
        .high = row->high,
        .logarithmic = row->logarithmic,
        .integer = row->kind == ARGUMENT_INTEGER || row->kind == ARGUMENT_CHOICE,
        .boolean = row->kind == ARGUMENT_BOOLEAN,
    };
}

// One stop per choice, and one left of them for None.
static void choice_range(Slider *slider)
{
    slider->low = slider->row->optional ? -1 : 0;
    for (slider->high = 0; slider->row->choices[(int)slider->high + 1];)
        slider->high++;
}

static int add_arguments(Slider *sliders, int n, SliderKind kind, int node, const Argument *rows, const double *values)
{
    for (int i = 0; rows[i].name && n < SLIDERS_MAX; i++) {
        if (rows[i].hidden)
            continue;
        sliders[n] = slider_of_argument(kind, rows, i, values[i]);
        if (rows[i].kind == ARGUMENT_CHOICE)
            choice_range(&sliders[n]);
        sliders[n++].node = node;
    }
    return n;
}

// Milestones are whole steps of the race; as arguments they follow the rule's own.
static int add_milestones(Slider *sliders, int n, const Scene *scene, const ScheduleNode *schedule, int node)
{
    static const char *const names[SCHEDULE_LIST_MAX] = {
        "milestone 1",  "milestone 2",  "milestone 3",  "milestone 4",  "milestone 5",  "milestone 6",
        "milestone 7",  "milestone 8",  "milestone 9",  "milestone 10", "milestone 11", "milestone 12",
        "milestone 13", "milestone 14", "milestone 15", "milestone 16",
    };
    for (int i = 0; i < schedule->n_milestones && n < SLIDERS_MAX; i++)
        sliders[n++] = (Slider){
            .kind = SLIDER_SCHEDULE,
            .node = node,
            .argument = SLIDER_MILESTONE + i,
            .name = names[i],
            .value = schedule->milestones[i],
            .initial = NAN,
            .high = scene->steps > 1 ? scene->steps : 1,
            .integer = true,
        };
    return n;
}

static int add_constants(Slider *sliders, int n, const Scene *scene)
{
    for (int i = 0; i < scene->n_constants && n < SLIDERS_MAX; i++) {
        double value = scene->constants[i].value;
        double size = value == 0 ? 1 : fabs(value);
        sliders[n] = (Slider){
            .kind = SLIDER_CONSTANT,
            .argument = i,
            .name = scene->constants[i].name,
            .value = value,
            .initial = NAN,
            .low = value < 0 ? -pow(10, ceil(log10(size) + 0.3)) : 0,
            .high = pow(10, ceil(log10(size) + 0.3)),
        };
        for (int k = 0; scene->landscape && k < LANDSCAPE_CONSTANTS_MAX && scene->landscape->constants[k].name; k++) {
            const LandscapeConstant *row = &scene->landscape->constants[k];
            if (strcmp(row->name, scene->constants[i].name))
                continue;
            sliders[n].initial = row->initial;
            sliders[n].low = row->low;
            sliders[n].high = row->high;
            sliders[n].logarithmic = row->logarithmic;
        }
        n++;
    }
    return n;
}

static int add_batch(Slider *sliders, int n, const Scene *scene)
{
    int rows = scene->data ? dataset_rows(scene->data) : 0;
    bool draws = strstr(scene->formula, "normal(") != NULL;
    if ((!rows && !draws) || scene->batches || n >= SLIDERS_MAX)
        return n;
    double all = rows ? rows : 1;
    sliders[n] = (Slider){
        .kind = SLIDER_BATCH,
        .name = "batch",
        .value = scene->batch ? scene->batch : all,
        .initial = all,
        .low = 1,
        .high = rows ? rows : 1000,
        .logarithmic = true,
        .integer = true,
    };
    return n + 1;
}

int picture_sliders(const Scene *scene, Slider sliders[SLIDERS_MAX])
{
    int n = 0;
    if (scene->view.selected >= 0 && scene->view.selected < scene->n_racers) {
        const Racer *racer = scene_racer(scene, scene->view.selected);
        n = add_arguments(sliders, n, SLIDER_HYPER, 0, racer->rule->arguments, racer->hyper);
        if (racer->wrapper)
            n = add_arguments(sliders, n, SLIDER_WRAPPER, 0, racer->wrapper->arguments, racer->wrapper_hyper);
        for (int i = 0; i < racer->schedule.n; i++) {
            const ScheduleNode *node = &racer->schedule.node[i];
            n = add_milestones(sliders, n, scene, node, i);
            n = add_arguments(sliders, n, SLIDER_SCHEDULE, i, node->rule->arguments, node->argument);
        }
    }
    n = add_constants(sliders, n, scene);
    return add_batch(sliders, n, scene);
}

static bool reaches_zero(const Slider *slider)
{
    return slider->logarithmic && slider->row && slider->row->least <= 0 && !slider->row->above_least;
}

static bool towards_one(const Slider *slider)
{
    return slider->row && slider->row->towards_one;
}

double slider_position(const Slider *slider, double value)
{
    if (isnan(value) || slider->high <= slider->low)
        return 0;
    if (towards_one(slider)) {
        double end = log(1 - slider->high) - log(1 - slider->low);
        return clamp((log(fmax(1 - value, 1e-300)) - log(1 - slider->low)) / end, 0, 1);
    }
    if (!slider->logarithmic)
        return clamp((value - slider->low) / (slider->high - slider->low), 0, 1);
    double left = reaches_zero(slider) ? ZERO_END : 0;
    if (value < slider->low)
        return left > 0 && value > 0 ? left : 0;
    return clamp(left + (1 - left) * log(value / slider->low) / log(slider->high / slider->low), 0, 1);
}

// To `digits` significant ones, so that what is shown is what is meant.
static double round_significant(double value, int digits)
{
    if (value == 0 || !isfinite(value))
        return value;
    int exponent = digits - 1 - (int)floor(log10(fabs(value)));
    double scale = pow(10, abs(exponent));
    return exponent >= 0 ? round(value * scale) / scale : round(value / scale) * scale;
}

double slider_value(const Slider *slider, double position)
{
    double t = clamp(position, 0, 1);
    double value;
    if (slider->high <= slider->low)
        return slider->low;
    if (towards_one(slider)) {
        double rest = (1 - slider->low) * pow((1 - slider->high) / (1 - slider->low), t);
        return round_significant(1 - round_significant(rest, 3), 12);
    }
    if (slider->logarithmic) {
        double left = reaches_zero(slider) ? ZERO_END : 0;
        if (t < left)
            return 0;
        value = slider->low * pow(slider->high / slider->low, (t - left) / (1 - left));
    } else {
        value = slider->low + t * (slider->high - slider->low);
        double grain = pow(10, floor(log10(slider->high - slider->low)) - 3);
        value = round_significant(round(value / grain) * grain, 12);
    }
    if (slider->row && slider->row->kind == ARGUMENT_CHOICE && round(value) < 0)
        return NAN;
    if (slider->boolean || slider->integer)
        return round(value);
    return slider->logarithmic ? round_significant(value, 4) : value;
}
