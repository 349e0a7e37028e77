#include "app/edit.h"

#include "app/app.h"
#include "app/clip.h"
#include "app/column.h"
#include "app/setup.h"
#include "app/table.h"
#include "base/text.h"
#include "picture/draw/format.h"
#include "scene/cell.h"
#include "scene/python.h"
#include "scene/recorded.h"
#include "scene/spec.h"
#include "scene/steer.h"

#include <SDL.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Racer *selected(const Scene *scene)
{
    return scene_racer(scene, scene->view.selected);
}

// ---- Adding and removing

static bool refuse(App *app)
{
    app_say(app, true, "racers: out of memory");
    return false;
}

// Seen as the selected one is.
static SceneRacer new_racer(const Scene *scene)
{
    return (SceneRacer){.camera = *scene_camera(scene, scene->view.selected)};
}

static bool add(App *app, const SceneRacer *racer)
{
    Scene *scene = app_draft(app);
    int last = scene->n_racers;
    if (last == RACE_RACERS_MAX) {
        app_say(app, true, "there are %d racers already: Delete removes the selected one", RACE_RACERS_MAX);
        return false;
    }
    if (!scene_insert_racer(scene, last, racer))
        return refuse(app);
    if (!app_commit(app))
        return false;
    column_select(app, last);
    return true;
}

void edit_remove(App *app)
{
    Scene *scene = app_draft(app);
    char name[RECORDED_NAME_MAX + 1];
    text_copy(name, sizeof name, scene_racer_name(scene, scene->view.selected));
    scene_remove_racer(scene, scene->view.selected);
    if (app_commit(app))
        app_say(app, false, scene->n_racers ? "removed %s" : "removed %s: N adds a racer, Ctrl+Z brings it back", name);
}

void edit_move(App *app, int n)
{
    Scene *scene = app_draft(app);
    const char *name = scene_racer_name(scene, scene->view.selected);
    int from = scene->view.selected, to = from + n;
    if (to < 0 || to >= scene->n_racers)
        return;
    scene_move_racer(scene, from, to);
    if (app_commit(app))
        app_say(app, false, "moved %s %s", name, n > 0 ? "down" : "up");
}

// ---- What it is called, and how it looks

static bool take_name(App *app, Entry *entry)
{
    if (!app->session.scene.n_racers)
        return true; // undone while it was typed
    Scene *scene = app_draft(app);
    const char *name = entry_one_line(entry->text);
    if (strlen(name) > SCENE_NAME_MAX) {
        app_say(app, true, "a name has at most %d letters", SCENE_NAME_MAX);
        return false;
    }
    SceneRacer *racer = scene_edit_entry(scene, scene->view.selected);
    if (!racer)
        return !refuse(app);
    text_copy(racer->name, sizeof racer->name, name);
    if (app_commit(app))
        app_say(app, false, "%s is called %s", racer_called(selected(&app->session.scene)),
                scene_racer_name(&app->session.scene, app->session.scene.view.selected));
    return true;
}

void edit_rename(App *app)
{
    const Scene *scene = &app->session.scene;
    app_open_entry(app, take_name);
    app->entry.prompt = ENTRY_NAME;
    entry_set(&app->entry, scene_entry(scene, scene->view.selected)->name);
}

// By some racer, or by the selected one where it has none of its own.
static bool is_shown(const Scene *scene, const Theme *theme, uint32_t color)
{
    bool shown = color_rgb(theme->racer[scene->view.selected]) == color;
    for (int i = 0; i < scene->n_racers; i++) {
        const SceneRacer *entry = scene_entry(scene, i);
        shown |= (entry->has_color ? entry->color : color_rgb(theme->racer[i])) == color;
    }
    return shown;
}

static void say_colour(App *app)
{
    const Scene *scene = &app->session.scene;
    const SceneRacer *racer = scene_entry(scene, scene->view.selected);
    const char *name = scene_racer_name(scene, scene->view.selected);
    char color[16] = "the theme's";
    if (racer->has_color)
        snprintf(color, sizeof color, "#%06x", (unsigned)racer->color);
    app_say(app, false, "%s: %s; Ctrl+P takes any, such as colour=#e69f00", name, color);
}

void edit_recolour(App *app)
{
    Scene *scene = app_draft(app);
    const Theme *theme = theme_find(scene->view.theme);
    SceneRacer *racer = scene_edit_entry(scene, scene->view.selected);
    int next = 0;
    if (!racer) {
        refuse(app);
        return;
    }
    for (int i = 0; racer->has_color && i < RACE_RACERS_MAX; i++)
        if (color_rgb(theme->racer[i]) == racer->color)
            next = i + 1;
    while (next < RACE_RACERS_MAX && is_shown(scene, theme, color_rgb(theme->racer[next])))
        next++;
    racer->has_color = next < RACE_RACERS_MAX;
    racer->color = racer->has_color ? color_rgb(theme->racer[next]) : 0;
    if (app_commit(app))
        say_colour(app);
}

void edit_solo(App *app, int racer)
{
    Scene *scene = &app->session.scene;
    if (racer >= scene->n_racers || scene_entry(scene, racer)->ghost)
        return;
    bool alone = !scene_entry(scene, racer)->hidden;
    for (int i = 0; i < scene->n_racers; i++)
        alone &= i == racer || scene_entry(scene, i)->hidden || scene_entry(scene, i)->ghost;
    for (int i = 0; i < scene->n_racers; i++) {
        SceneRacer *entry = scene_entry(scene, i)->ghost ? NULL : scene_edit_entry(scene, i);
        if (entry)
            entry->hidden = !alone && i != racer;
    }
    column_select(app, racer);
    app_changed(app);
}

// ---- The clipboard

void edit_copy(App *app)
{
    char lines[2 * SPEC_TEXT_MAX];
    const Racer *racer = selected(&app->session.scene);
    Text text = text_begin(lines, sizeof lines);
    text_add(&text, "optimizer = ");
    python_optimizer(&text, racer);
    if (racer->schedule.n) {
        text_add(&text, "\nscheduler = ");
        python_scheduler(&text, &racer->schedule, false);
    }
    text_add(&text, "\n");
    python_clips(&text, racer, "");
    python_average(&text, racer, "torch.optim.swa_utils");
    Error error;
    if (!clip_put(lines, &error))
        app_say(app, true, "%s", error.text);
    else
        app_say(app, false, "copied %s as PyTorch",
                scene_racer_name(&app->session.scene, app->session.scene.view.selected));
}

bool edit_place(Scene *draft, const char *text, Error *error)
{
    if (!scene_set_landscape(draft, text, error))
        return false;
    if (!scene_suit_racers(draft))
        return error_set(error, "racers: out of memory");
    setup_fit_view(draft);
    scene_hold_paths(draft);
    return true;
}

static void paste_landscape(App *app, const char *text, const Error *no_racer)
{
    Error error;
    if (!edit_place(app_draft(app), text, &error)) {
        app_say(app, true, "clipboard: %s", strchr(text, '(') && strchr(text, '=') ? no_racer->text : error.text);
        return;
    }
    if (!app_commit(app))
        return;
    app->home = app->session.scene.view;
    char line[ERROR_TEXT_MAX];
    bool more = setup_notice(NULL, &app->session.scene, line, sizeof line);
    app_say(app, false, more ? "%s" : "pasted the landscape %s", more ? line : app->session.scene.formula);
}

// A lone word that is no landscape would be a formula, too: the parameter of this name.
static bool says_something(const char *text)
{
    char word[FORMULA_NAME_MAX + 1];
    text_copy(word, sizeof word, text);
    word[strcspn(word, " ,\t\r\n")] = '\0';
    return strpbrk(text, "+-*/^()") || landscape_find(word);
}

// Without the blanks around it.
static char *trimmed(char *text)
{
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        *--end = '\0';
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

// A recorded path is read where it is pasted.
static bool insert_pasted(Scene *scene, int at, SceneRacer *added, Error *error)
{
    Racer *racer = &added->racer;
    bool ok = recorded_read(racer, racer->recorded.file, error) &&
              recorded_fits(racer, scene_dimension(scene), error) &&
              ((scene_insert_racer(scene, at, added) && scene_own_racer(scene, at, OWNER_USER)) ||
               error_set(error, "out of memory"));
    recording_release(racer->recorded.points);
    return ok;
}

// from: "clipboard: ", for what is wrong with it.
static bool add_cell(App *app, const Cell *cell, const char *from)
{
    char line[ERROR_TEXT_MAX];
    Error error;
    Scene *scene = app_draft(app);
    SceneRacer added = new_racer(scene);
    int first = scene->n_racers;
    if (first + cell->n > RACE_RACERS_MAX) {
        app_say(app, true, "%d racers more than the %d there may be: Delete removes the selected one",
                first + cell->n - RACE_RACERS_MAX, RACE_RACERS_MAX);
        return false;
    }
    for (int i = 0; i < cell->n; i++) {
        added.racer = cell->racer[i];
        if (!insert_pasted(scene, first + i, &added, &error)) {
            app_say(app, true, "%s%s", from, error.text);
            return false;
        }
    }
    if (!app_commit(app))
        return false;
    column_select(app, first + cell->n - 1);
    bool more = cell_notice(cell, line, sizeof line);
    app_say(app, false, more ? "%s" : "added %s", more ? line : racer_called(&cell->racer[0]));
    return true;
}

bool edit_add_racers(App *app, const char *text)
{
    Error error;
    Cell *cell = malloc(sizeof *cell);
    bool ok = cell ? cell_read(cell, text, &error) : error_set(&error, "racers: out of memory");
    if (!ok)
        app_say(app, true, "%s", error.text);
    ok = ok && add_cell(app, cell, "");
    free(cell);
    return ok;
}

static void paste_text(App *app, const char *text, Cell *cell)
{
    Error error;
    if (cell_read(cell, text, &error))
        add_cell(app, cell, "clipboard: ");
    else if (says_something(text))
        paste_landscape(app, text, &error);
    else
        app_say(app, true, "clipboard, '%.40s': neither a racer nor a formula", text);
}

void edit_paste_text(App *app, char *text)
{
    Cell *cell = malloc(sizeof *cell);
    text = trimmed(text);
    if (!cell)
        refuse(app);
    else if (!text[0])
        app_say(app, false, "the clipboard holds no text");
    else if (table_is(text))
        table_paste(app, text);
    else if (strlen(text) > CELL_TEXT_MAX)
        app_say(app, true, "clipboard: longer than %d bytes", CELL_TEXT_MAX);
    else
        paste_text(app, text, cell);
    free(cell);
}

void edit_paste(App *app)
{
    char *text = clip_get();
    if (text)
        edit_paste_text(app, text);
    SDL_free(text);
}

// ---- Rules

static bool suit(const Scene *scene, Racer *racer)
{
    Scene alone = {0};
    scene_copy(&alone, scene);
    scene_keep_racers(&alone, 0);
    bool ok = scene_insert_racer(&alone, 0, &(SceneRacer){.racer = *racer}) && scene_suit_racers(&alone);
    if (ok)
        *racer = *scene_racer(&alone, 0);
    scene_clear(&alone);
    return ok;
}

// A copy of the selected racer; where there is none, the table's first rule.
void edit_add(App *app)
{
    Scene *scene = &app->session.scene;
    bool copies = scene->n_racers > 0;
    SceneRacer added = copies ? *scene_entry(scene, scene->view.selected) : new_racer(scene);
    added.hidden = added.ghost = false;
    if (!copies) {
        walk_set_rule(&added.racer, optimizer_at(0));
        if (!suit(scene, &added.racer)) {
            refuse(app);
            return;
        }
    }
    if (add(app, &added))
        app_say(app, false, copies ? "added a copy of %s" : "added %s", racer_called(&added.racer));
}

// The racer gets the rule, with a learning rate that suits; one that is not the program's stays.
static bool take_rule(App *app, const Scene *scene, Racer *racer, const Optimizer *rule)
{
    bool keeps = scene_entry(scene, scene->view.selected)->owners.hyper[0] != OWNER_PROGRAM;
    double lr = racer->hyper[0];
    int culprit;
    walk_set_rule(racer, rule);
    bool suits = suit(scene, racer) || refuse(app);
    double suited = racer->hyper[0];
    racer->hyper[0] = keeps ? lr : suited;
    if (optimizer_refuses(racer->rule, racer->hyper, &culprit))
        racer->hyper[0] = suited;
    return suits;
}

// As it is from a step on; -1: as it begins.
static Racer selected_at(const Scene *scene, int step)
{
    const Changes *changes = &scene_entry(scene, scene->view.selected)->changes;
    return step < 0 ? *selected(scene) : changes_racer(selected(scene), changes, step);
}

static const Optimizer *next_rule(const App *app, int step, int n)
{
    Racer now = selected_at(&app->session.scene, step);
    return walk_rule(&now, n);
}

static void say_rule(App *app, const Optimizer *rule, int step)
{
    char from[40] = "";
    if (step >= 0)
        snprintf(from, sizeof from, "from step %d: ", step);
    app_say(app, false, "%s%s: %s", from, rule->name, rule->summary);
}

// Knobs for gestures that turn none.
static Knob gesture(int racer, ChangeKind kind)
{
    return (Knob){.racer = racer, .node = 1 + (int)kind};
}

// The draft is to change from a step on: the path so far stays as a ghost, once a gesture.
static Racer begin_steer(App *app, Scene *draft, int step, ChangeKind kind)
{
    int racer = draft->view.selected;
    Racer now = changes_racer(scene_racer(draft, racer), &scene_entry(draft, racer)->changes, step);
    if (!app_goes_on(app, gesture(racer, kind)))
        app_keep_ghost(app, draft, racer);
    return now;
}

static void steer_rule(App *app, int step, const Optimizer *rule)
{
    Error error;
    Scene *draft = app_draft(app);
    int racer = draft->view.selected;
    Racer next = begin_steer(app, draft, step, CHANGE_OPTIMIZER);
    if (!take_rule(app, draft, &next, rule))
        return;
    if (!steer_optimizer(draft, step, racer, &next, &error))
        app_say(app, true, "%s", error.text);
    else if (app_commit_gesture(app, gesture(racer, CHANGE_OPTIMIZER)))
        say_rule(app, racer_shown(&next), step);
}

// Going back finds it as it was left.
static bool commit_walk(App *app)
{
    if (!app_commit(app))
        return false;
    walk_remember(&app->walk, &app->before, &app->session.scene);
    return true;
}

void edit_to_rule(App *app, const Optimizer *rule)
{
    Racer now = selected_at(&app->session.scene, app_steer_step(app));
    if (now.rule == rule && now.n_wrappers == 0)
        return say_rule(app, rule, -1); // with whatever arguments
    if (app_steer_step(app) >= 0) {
        steer_rule(app, app_steer_step(app), rule);
        return;
    }
    Scene *scene = app_draft(app);
    if (!walk_to_rule(&app->walk, scene, scene->view.selected, rule))
        refuse(app);
    else if (commit_walk(app))
        say_rule(app, rule, -1);
}

void edit_rule(App *app, int n)
{
    edit_to_rule(app, next_rule(app, app_steer_step(app), n));
}

// ---- Landscapes

// Whose rates changed with it.
static void say_landscape(App *app)
{
    const Scene *scene = &app->session.scene;
    const char *name = scene->landscape ? scene->landscape->title : scene->formula;
    bool suited = false;
    for (int i = 0; i < scene->n_racers; i++)
        suited |= scene_entry(scene, i)->owners.hyper[0] == OWNER_PROGRAM;
    app_say(app, false, "%.80s%s", name, suited ? ", with learning rates that suit it" : "");
}

void edit_to_landscape(App *app, const Landscape *landscape)
{
    Error error;
    Scene *scene = app_draft(app);
    if (scene->landscape == landscape)
        return app_say(app, false, "%s", landscape->title); // with whatever constants
    if (!walk_to_landscape(&app->walk, scene, landscape, &error)) {
        app_say(app, true, "%s", error.text);
        return;
    }
    setup_fit_view(scene);
    if (!commit_walk(app))
        return;
    app->home = app->session.scene.view;
    say_landscape(app);
}

// ---- Schedules

static bool take_schedule(App *app, const Scene *scene, Racer *racer, const Schedule *schedule)
{
    Error error;
    if (walk_set_schedule(racer, schedule, scene->steps, &error))
        return true;
    app_say(app, true, "%s", error.text);
    return false;
}

static void say_schedule(App *app, const Racer *racer, int step)
{
    char from[40] = "";
    const Schedule *rule = racer->schedule.n ? racer->schedule.node[0].rule : NULL;
    if (step >= 0)
        snprintf(from, sizeof from, "from step %d: ", step);
    app_say(app, false, "%s%s%s%s", from, rule ? rule->name : "no schedule", rule ? ": " : "",
            rule ? rule->summary : "");
}

static const Schedule *next_schedule(const App *app, int step, int n)
{
    Racer now = selected_at(&app->session.scene, step);
    return walk_schedule(&now, n);
}

static void steer_to_schedule(App *app, int step, const Schedule *schedule)
{
    Error error;
    Scene *draft = app_draft(app);
    int racer = draft->view.selected;
    Racer next = begin_steer(app, draft, step, CHANGE_SCHEDULE);
    if (!take_schedule(app, draft, &next, schedule))
        return;
    if (!steer_schedule(draft, step, racer, &next.schedule, &error))
        app_say(app, true, "%s", error.text);
    else if (app_commit_gesture(app, gesture(racer, CHANGE_SCHEDULE)))
        say_schedule(app, &next, step);
}

void edit_to_schedule(App *app, const Schedule *schedule)
{
    Racer now = selected_at(&app->session.scene, app_steer_step(app));
    if (schedule == (now.schedule.n ? now.schedule.node[0].rule : NULL))
        return say_schedule(app, &now, -1);
    if (app_steer_step(app) >= 0) {
        steer_to_schedule(app, app_steer_step(app), schedule);
        return;
    }
    Error error;
    Scene *scene = app_draft(app);
    int i = scene->view.selected;
    if (!walk_to_schedule(&app->walk, scene, i, schedule, &error))
        app_say(app, true, "%s", error.text);
    else if (commit_walk(app))
        say_schedule(app, scene_racer(&app->session.scene, i), -1);
}

void edit_schedule(App *app, int n)
{
    edit_to_schedule(app, next_schedule(app, app_steer_step(app), n));
}

// ---- Changes on the way

void edit_change(App *app, int change, int n)
{
    const Scene *scene = &app->session.scene;
    const Change *it = &scene_entry(scene, scene->view.selected)->changes.change[change];
    if (it->kind == CHANGE_OPTIMIZER)
        steer_rule(app, it->step, next_rule(app, it->step, n));
    else
        steer_to_schedule(app, it->step, next_schedule(app, it->step, n));
}

void edit_steer(App *app)
{
    app->steers = !app->steers;
    app->gliding = (Knob){0};
    app_say(app, false,
            app->steers ? "steer: what is turned of a racer acts from the shown step on"
                        : "replay: what is turned of a racer acts from the start");
}

void edit_keep_ghost(App *app)
{
    Scene *draft = app_draft(app);
    if (app_keep_ghost(app, draft, draft->view.selected) && app_commit(app))
        app_say(app, false, "the path of %s stays as a ghost; Ctrl+Delete clears ghosts",
                scene_racer_name(draft, draft->view.selected));
}

void edit_clear_ghosts(App *app)
{
    int n = scene_clear_ghosts(app_draft(app));
    if (n == 0)
        app_say(app, false, "there are no ghosts");
    else if (app_commit(app))
        app_say(app, false, n == 1 ? "cleared a ghost" : "cleared %d ghosts", n);
}

// ---- Fairness

static bool give_lr(Scene *scene, int i, double lr, unsigned char owner)
{
    if (!scene_edit_lr(scene, i, lr))
        return false;
    scene_edit_entry(scene, i)->owners.hyper[0] = owner;
    return true;
}

void edit_same_lr(App *app)
{
    Scene *scene = app_draft(app);
    if (racer_is_recorded(selected(scene))) {
        app_say(app, true, "%s is a recorded path: it has no learning rate to give", selected(scene)->recorded.name);
        return;
    }
    double lr = selected(scene)->hyper[0];
    unsigned char owner = scene_entry(scene, scene->view.selected)->owners.hyper[0];
    char number[40];
    bool ok = true;
    for (int i = 0; ok && i < scene->n_racers; i++)
        ok = scene_entry(scene, i)->ghost || give_lr(scene, i, lr, owner) || refuse(app);
    text_double(number, sizeof number, lr);
    if (ok && app_commit(app))
        app_say(app, false, "all racers: lr=%s", number);
}

static void add_finding(Text *text, const Racer *racer, const LrSearch *found, bool first)
{
    text_add(text, "%s%s ", first ? " " : ", ", racer->rule->name);
    if (found->best < 0)
        text_add(text, "diverges at every lr");
    else
        text_add(text, "%.3g", found->lr[found->best]);
}

void edit_best_lr(App *app)
{
    app->search_steps = app->step >= 1 ? (int)app->step : app->session.scene.steps;
    if (!study_search(app->session.study, app->search_steps))
        app_say(app, true, "search: out of memory");
    app_changed(app);
}

void edit_take_lr(App *app)
{
    const LrSearch *found = study_search_found(app->session.study);
    if (!found)
        return;
    Scene *scene = app_draft(app);
    char line[ERROR_TEXT_MAX];
    Text text = text_begin(line, sizeof line);
    memcpy(app->search, found, (size_t)scene->n_racers * sizeof *found);
    study_search_end(app->session.study);
    text_add(&text, "best lr after %d steps:", app->search_steps);
    bool ok = true, first = true;
    for (int i = 0; ok && i < scene->n_racers; i++) {
        if (scene_entry(scene, i)->ghost || racer_is_recorded(scene_racer(scene, i)))
            continue;
        found = &app->search[i];
        ok = found->best < 0 || give_lr(scene, i, found->lr[found->best], OWNER_SCENE) || refuse(app);
        add_finding(&text, scene_racer(scene, i), found, first);
        first = false;
    }
    if (!ok || !app_commit(app))
        return;
    app->search_racers = scene->n_racers;
    app_say(app, false, "%s", line);
}
