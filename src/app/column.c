#include "app/column.h"

#include "app/app.h"
#include "base/text.h"
#include "scene/spec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TAG_SLIDER = 1 }; // edit tags: a slider's is this plus its index, apart for each racer

static bool held(App *app, Slider *slider)
{
    Slider sliders[SLIDERS_MAX];
    int n = picture_sliders(&app->session.scene, sliders);
    if (!n)
        return false;
    app->slider = app->slider < n ? app->slider : n - 1;
    *slider = sliders[app->slider];
    return true;
}

static bool set_wrapper(Racer *racer, const Slider *slider, double value, Error *error)
{
    double hyper[ARGUMENTS_MAX];
    int argument;
    memcpy(hyper, racer->wrapper_hyper, sizeof hyper);
    hyper[slider->argument] = value;
    const char *why = optimizer_refuses(racer->wrapper, hyper, &argument);
    if (why)
        return error_set(error, "%s, %s: %s", racer->wrapper->name, slider->name, why);
    racer->wrapper_hyper[slider->argument] = value;
    return true;
}

static bool set_schedule(Racer *racer, const Slider *slider, double value, Error *error)
{
    ScheduleTree tree = racer->schedule;
    int node, argument;
    ScheduleNode *changed = &tree.node[slider->node];
    bool whole = value == floor(value) && value >= 0 && value <= RACE_STEPS_MAX;
    if (slider->argument >= SLIDER_MILESTONE && !whole)
        return error_set(error, "%s, %s: expected a step from 0 to %d", changed->rule->name, slider->name,
                         RACE_STEPS_MAX);
    if (slider->argument >= SLIDER_MILESTONE)
        changed->milestones[slider->argument - SLIDER_MILESTONE] = (int)value;
    else
        changed->argument[slider->argument] = value;
    const char *why = schedule_refuses(&tree, &node, &argument);
    if (why)
        return error_set(error, "%s, %s: %s", tree.node[slider->node].rule->name, slider->name, why);
    racer->schedule = tree;
    return true;
}

static bool set_value(Scene *scene, const Slider *slider, double value, Error *error)
{
    Racer *racer = scene->n_racers ? scene_edit_racer(scene, scene->view.selected) : NULL;
    if (scene->n_racers && !racer)
        return error_set(error, "racers: out of memory");
    switch (slider->kind) {
    case SLIDER_HYPER:
        return spec_set_hyper(racer, slider->argument, value, error);
    case SLIDER_WRAPPER:
        return set_wrapper(racer, slider, value, error);
    case SLIDER_SCHEDULE:
        return set_schedule(racer, slider, value, error);
    case SLIDER_CONSTANT:
        scene->constants[slider->argument].value = value;
        return true;
    case SLIDER_BATCH:
        scene->batch = (int)value;
        return true;
    }
    return false;
}

// Turning on and on is undone at once: glides says that this is part of it.
static bool commit_value(App *app, const Slider *slider, double value, bool glides)
{
    Error error;
    Scene *scene = app_draft(app);
    if (!set_value(scene, slider, value, &error)) {
        app_say(app, true, "%s", error.text);
        return false;
    }
    if (!app_commit(app, glides ? TAG_SLIDER + app->slider + scene->view.selected * SLIDERS_MAX : 0))
        return false;
    if (glides && slider->kind == SLIDER_CONSTANT)
        app_moved(app); // the whole surface changes: a draft until it rests
    return true;
}

void column_hold(App *app, int slider)
{
    app->slider = slider;
    app_changed(app);
}

void column_move(App *app, int n)
{
    Slider sliders[SLIDERS_MAX];
    int count = picture_sliders(&app->session.scene, sliders);
    if (count)
        column_hold(app, (app->slider + n + count) % count);
}

static int choices(const Slider *slider)
{
    int n = 0;
    while (slider->row->choices[n])
        n++;
    return n;
}

// Round and round; None, where torch allows it, comes before the first.
static double turned_choice(const Slider *slider, int n)
{
    int none = slider->row->optional, count = choices(slider) + none;
    int now = isnan(slider->value) ? 0 : (int)slider->value + none, next = (now + n + count) % count - none;
    return next < 0 ? (double)NAN : next;
}

// The next value that shows a difference, from `part` of the track on; the same value where the track ends.
static double turned(const Slider *slider, int n, double part)
{
    if (slider->boolean)
        return slider->value == 0;
    if (slider->row && slider->row->kind == ARGUMENT_CHOICE)
        return turned_choice(slider, n);
    if (isnan(slider->value))
        return n > 0 ? slider_value(slider, 0) : slider->value;
    double from = slider_position(slider, slider->value), value = slider->value;
    if ((n > 0 && value >= slider->high) || (n < 0 && value <= slider->low && from <= 0))
        return value;
    for (; value == slider->value && part <= 1; part *= 2)
        value = slider_value(slider, from + n * part);
    if (slider->integer && (value - slider->value) * n < 1)
        value = slider->value + n;
    return value;
}

void column_turn(App *app, int n, double part)
{
    Slider slider;
    if (!held(app, &slider))
        return;
    double value = turned(&slider, n, part);
    if (value != slider.value && !(isnan(value) && isnan(slider.value)))
        commit_value(app, &slider, value, true);
}

void column_drag(App *app, int index, float position)
{
    Slider slider;
    app->slider = index;
    if (!held(app, &slider))
        return;
    bool switches = slider.boolean || (slider.row && slider.row->kind == ARGUMENT_CHOICE);
    if (switches && app->pointer.dragging)
        return;
    double value = switches ? turned(&slider, 1, 0) : slider_value(&slider, fmin(fmax((double)position, 0), 1));
    if (value != slider.value)
        commit_value(app, &slider, value, true);
}

void column_restore(App *app)
{
    Slider slider;
    if (!held(app, &slider))
        return;
    if (slider.kind == SLIDER_CONSTANT && isnan(slider.initial))
        app_say(app, false, "%s has no default", slider.name);
    else
        commit_value(app, &slider, slider.initial, false);
}

// What Python would write there: a number, True or False, None, one of the choices.
static bool read_value(const char *text, const Slider *slider, double *value)
{
    const Argument *row = slider->row;
    if (row && row->kind == ARGUMENT_CHOICE) {
        for (int i = 0; row->choices[i]; i++)
            if (!strcasecmp(row->choices[i], text)) {
                *value = i;
                return true;
            }
        return false;
    }
    if (row && row->optional && !strcasecmp(text, "none"))
        return *value = NAN, true;
    if (slider->boolean && (!strcasecmp(text, "true") || !strcasecmp(text, "false")))
        return *value = strcasecmp(text, "true") == 0, true;
    if (!text_to_double(text, value) || !isfinite(*value))
        return false;
    return (!slider->integer || *value == floor(*value)) && (!slider->boolean || *value == 0 || *value == 1);
}

static const char *expected(const Slider *slider)
{
    return slider->boolean ? "True or False" : slider->integer ? "a whole number" : "a number, like 0.05 or 1e-3";
}

static bool batch_fits(const App *app, const Slider *slider, double value)
{
    int rows = app->session.scene.data ? loss_rows(app->session.loss) : LOSS_BATCH_MAX;
    return slider->kind != SLIDER_BATCH || (value >= 1 && value <= rows);
}

// Where what begins as a number goes on as something else; 1: it is none, or one that is not expected.
static int refused_column(const char *text)
{
    char *end;
    strtod(text, &end);
    return *end ? (int)(end - text) + 1 : 1;
}

// Nothing typed changes nothing.
static bool accept(App *app, Entry *entry)
{
    Slider slider;
    double value;
    if (!entry->text[0] || !held(app, &slider))
        return true;
    if (!read_value(entry->text, &slider, &value)) {
        entry->column = refused_column(entry->text);
        app_say(app, true, "%s, '%s': expected %s", slider.name, entry->text, expected(&slider));
    } else if (!batch_fits(app, &slider, value)) {
        app_say(app, true, "batch, %s: expected 1 to the number of rows", entry->text);
    } else {
        return commit_value(app, &slider, value, false);
    }
    return false;
}

void column_enter(App *app)
{
    Slider slider;
    if (held(app, &slider))
        app_open_entry(app, accept);
}

void column_select(App *app, int racer)
{
    Scene *scene = &app->session.scene;
    if (!scene->n_racers)
        return;
    Slider before, sliders[SLIDERS_MAX];
    bool had = held(app, &before);
    scene->view.selected = (racer + scene->n_racers) % scene->n_racers;
    int n = picture_sliders(scene, sliders);
    app->slider = 0;
    for (int i = 0; had && i < n; i++)
        if (sliders[i].kind == before.kind && !strcmp(sliders[i].name, before.name))
            app->slider = i;
    app_changed(app);
}

void column_show(App *app, int racer)
{
    Scene *scene = &app->session.scene;
    SceneRacer *entry = racer >= 0 && racer < scene->n_racers ? scene_edit_entry(scene, racer) : NULL;
    if (entry)
        entry->hidden = !entry->hidden;
    app_changed(app);
}
