#include "app/column.h"

#include "app/app.h"
#include "scene/steer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// What the sliders are of: the scene, or where it is steered its racers at the shown step. scene_clear it.
static void open_hand(const App *app, Scene *hand)
{
    int step = app_steer_step(app);
    if (step < 0 || !steer_hand(hand, &app->session.scene, step))
        scene_copy(hand, &app->session.scene);
}

static int list(const App *app, Knob knobs[KNOBS_OF_COLUMN_MAX])
{
    Scene hand = {0};
    open_hand(app, &hand);
    int n = knob_list_column(&hand, knobs, KNOBS_OF_COLUMN_MAX);
    scene_clear(&hand);
    return n;
}

// A change is the scene's own.
static KnobRow row_of(const App *app, Knob knob, double *value)
{
    Scene hand = {0};
    if (knob.kind == KNOB_CHANGE)
        scene_copy(&hand, &app->session.scene);
    else
        open_hand(app, &hand);
    KnobRow row = knob_row(&hand, knob);
    *value = knob_get(&hand, knob);
    scene_clear(&hand);
    return row;
}

// The knob of the slider in hand; KNOB_NONE: there is no slider.
static Knob held(App *app)
{
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    int n = list(app, knobs);
    if (!n)
        return (Knob){0};
    app->slider = app->slider < n ? app->slider : n - 1;
    return knobs[app->slider];
}

bool column_has_sliders(const App *app)
{
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    return list(app, knobs) > 0;
}

void column_hold(App *app, int slider)
{
    app->slider = slider;
    app_changed(app);
}

// Of a schedule or rule that a racer is steered into, the scene itself has no such argument.
void column_address(App *app, char *text, size_t size)
{
    Knob knob = held(app);
    text[0] = '\0';
    if (knob_exists(&app->session.scene, knob))
        knob_print(&app->session.scene, knob, text, size);
}

void column_move(App *app, int n)
{
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    int count = list(app, knobs);
    if (count)
        column_hold(app, (app->slider + n + count) % count);
}

static bool is_same(double now, double value)
{
    return value == now || (isnan(value) && isnan(now));
}

static void glide(App *app, Knob knob, double now, double value)
{
    if (!is_same(now, value) && app_glide(app, knob, value) && knob.kind == KNOB_CONSTANT)
        app_moved(app); // the whole surface changes: a draft until it rests
}

// What is so already is no change on a racer's way; of the start, it becomes the user's.
static bool set(App *app, Knob knob, double now, double value)
{
    bool steers = knob.kind == KNOB_CHANGE || (knob_of_racer(knob) && app_steer_step(app) >= 0);
    return (steers && is_same(now, value)) || app_set(app, knob, value);
}

// A change to another optimizer or schedule has no number.
static bool is_whole(const App *app, Knob knob)
{
    return knob.kind == KNOB_CHANGE &&
           change_is_whole(&scene_entry(&app->session.scene, knob.racer)->changes.change[knob.index]);
}

int column_whole_change(App *app)
{
    Knob knob = held(app);
    return is_whole(app, knob) ? knob.index : -1;
}

void column_turn(App *app, int n, KnobGrain grain)
{
    Knob knob = held(app);
    if (!knob.kind)
        return;
    double now;
    KnobRow row = row_of(app, knob, &now);
    if (!is_whole(app, knob))
        glide(app, knob, now, knob_turned(&row, now, n, grain));
}

// A range that follows the value stands still under the hand.
static void hold_range(Pointer *pointer, KnobRow *row)
{
    if (!pointer->dragging) {
        pointer->range[0] = row->argument.low;
        pointer->range[1] = row->argument.high;
    } else if (row->follows) {
        row->argument.low = pointer->range[0];
        row->argument.high = pointer->range[1];
    }
}

void column_drag(App *app, int slider, float position)
{
    app->slider = slider;
    Knob knob = held(app);
    if (!knob.kind)
        return;
    double now;
    KnobRow row = row_of(app, knob, &now);
    hold_range(&app->pointer, &row);
    bool switches = row.argument.kind == ARGUMENT_BOOLEAN || row.argument.kind == ARGUMENT_CHOICE;
    if (!switches)
        glide(app, knob, now, knob_at(&row, (double)position));
    else if (!app->pointer.dragging)
        column_turn(app, 1, KNOB_USUAL);
}

static void remove_change(App *app, Knob knob)
{
    Error error;
    Scene *draft = app_draft(app);
    app_keep_ghost(app, draft, knob.racer);
    if (!steer_remove(draft, knob.racer, knob.index, &error))
        app_say(app, true, "%s", error.text);
    else if (app_commit(app))
        app_say(app, false, "removed the change");
}

void column_restore(App *app)
{
    Knob knob = held(app);
    if (!knob.kind)
        return;
    if (knob.kind == KNOB_CHANGE) {
        remove_change(app, knob);
        return;
    }
    double now;
    KnobRow row = row_of(app, knob, &now);
    if (row.has_initial)
        set(app, knob, now, row.argument.initial);
    else
        app_say(app, false, "%s has no default", row.label);
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
    Error error;
    double value;
    Knob knob = held(app);
    if (!entry->text[0] || !knob.kind)
        return true;
    double now;
    KnobRow row = row_of(app, knob, &now);
    if (knob_value_read(&row, entry->text, &value, &error))
        return set(app, knob, now, value);
    entry->column = refused_column(entry->text);
    app_say(app, true, "%s", error.text);
    return false;
}

void column_enter(App *app)
{
    if (is_whole(app, held(app)))
        app_say(app, false, "← → choose another one; Backspace removes the change");
    else if (column_has_sliders(app))
        app_open_entry(app, accept);
}

// The same argument of another racer: the slider stays in hand where it has it.
static bool is_alike(const App *app, Knob knob, const char *name, KnobKind kind)
{
    double now;
    KnobRow row = row_of(app, knob, &now);
    return knob.kind == kind && !strcmp(row.name, name);
}

void column_select(App *app, int racer)
{
    Scene *scene = &app->session.scene;
    if (!scene->n_racers)
        return;
    Knob before = held(app), knobs[KNOBS_OF_COLUMN_MAX];
    double now;
    KnobRow row = before.kind ? row_of(app, before, &now) : (KnobRow){0};
    scene->view.selected =
        scene_selectable(scene, (racer + scene->n_racers) % scene->n_racers, racer < scene->view.selected ? -1 : 1);
    int n = list(app, knobs);
    app->slider = 0;
    for (int i = 0; i < n; i++)
        if (is_alike(app, knobs[i], row.name, before.kind))
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

// ---- Changes, on the time axis

// What was drawn may have been another scene.
static bool can_be_held(const Scene *scene, int racer, int change)
{
    return racer < scene->n_racers && !scene_entry(scene, racer)->ghost &&
           change < scene_entry(scene, racer)->changes.n;
}

void column_hold_change(App *app, int racer, int change)
{
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    if (!can_be_held(&app->session.scene, racer, change))
        return;
    app->session.scene.view.selected = racer;
    int n = list(app, knobs);
    for (int i = 0; i < n; i++)
        if (knobs[i].kind == KNOB_CHANGE && knobs[i].index == change)
            app->slider = i;
    app_changed(app);
}

int column_move_change(App *app, int racer, int change, int step)
{
    Error error;
    const Scene *scene = &app->session.scene;
    Knob gesture = {.racer = racer, .node = -1};
    int to = step < 0 ? 0 : step > scene->steps ? scene->steps : step;
    if (!can_be_held(scene, racer, change) || scene_entry(scene, racer)->changes.change[change].step == to)
        return change;
    Scene *draft = app_draft(app);
    if (!app_goes_on(app, gesture))
        app_keep_ghost(app, draft, racer);
    if (!steer_move(draft, racer, &change, to, &error))
        app_say(app, true, "%s", error.text);
    else if (app_commit_gesture(app, gesture))
        column_hold_change(app, racer, change);
    return change;
}
