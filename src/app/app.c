#include "app/app.h"

#include "picture/draw/theme.h"
#include "scene/difference.h"
#include "scene/lesson.h"
#include "scene/steer.h"
#include "scene/words.h"

#include <SDL.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MESSAGE_MS = 8000,
    REFINE_MS = 150, // after the last move
    EDIT_MS = 1000,
};

#define PROJECTOR_ZOOM 1.35 // type that is read from the last row

static double clock_ms(void *nothing)
{
    (void)nothing;
    return app_clock_ms();
}

static bool begin(App *app, const Scene *scene, Error *error)
{
    app->clock = (StudyClock){.now_ms = clock_ms};
    app->picture = picture_create();
    if (!app->picture)
        return error_set(error, "picture: out of memory");
    if (!session_take(&app->session, scene, 0, error))
        return false;
    app->step = fmin(scene->step, scene->steps);
    app->playing = app->step == 0 && scene->steps > 0;
    app->home = scene->view;
    app->zoom = app->usual_zoom = 1;
    app->motion.reduced = motion_reduced_by_environment();
    motion_begin(&app->motion, scene);
    app->dirty = true;
    return true;
}

App *app_create(const Scene *scene, Error *error)
{
    App *app = calloc(1, sizeof *app);
    if (!app)
        error_set(error, "window: out of memory");
    if (app && !begin(app, scene, error)) {
        app_destroy(app);
        app = NULL;
    }
    return app;
}

void app_destroy(App *app)
{
    if (!app)
        return;
    picture_destroy(app->picture);
    history_clear(&app->history);
    walk_clear(&app->walk);
    scene_clear(&app->draft);
    scene_clear(&app->before);
    scene_clear(&app->found);
    scene_clear(&app->shown);
    scene_clear(&app->left);
    scene_clear(&app->unseen);
    free(app->palette);
    session_close(&app->session);
    free(app);
}

void app_changed(App *app)
{
    app->dirty = true;
}

void app_moved(App *app)
{
    app->moving_until_ms = app->now_ms + REFINE_MS;
    app->dirty = true;
}

void app_say(App *app, bool is_error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(app->message, sizeof app->message, format, arguments);
    va_end(arguments);
    app->message_is_error = is_error;
    app->message_until_ms = app->now_ms + MESSAGE_MS;
    app->dirty = true;
}

double app_zoom(const App *app)
{
    return app->zoom * (app->projector ? PROJECTOR_ZOOM : 1);
}

void app_open_entry(App *app, EntryOwner owner)
{
    entry_open(&app->entry, owner);
    SDL_StartTextInput();
    app_changed(app);
}

void app_close_entry(App *app)
{
    EntryLeave leave = app->entry.owner ? app->entry.leave : NULL;
    app->entry.owner = NULL;
    app->entry.choose = NULL;
    if (leave)
        leave(app);
    app_changed(app);
}

double app_clock_ms(void)
{
    return 1e3 * (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

void app_spend(App *app, Phase phase, double since_ms)
{
    app->timing.spent_ms[phase] += app_clock_ms() - since_ms;
}

// The row that the shown step needs: the next one, since racers move towards it, and the next step can be shown as an
// arrow.
static int needed_row(const App *app)
{
    return (int)floor(app->step) + 1;
}

double app_left_ms(App *app)
{
    double now_ms = app->clock.now_ms(app->clock.context);
    if (app->work_until_ms == 0)
        app->work_until_ms = now_ms + WORK_BUDGET_MS;
    return app->work_until_ms - now_ms;
}

bool app_replays(const App *app)
{
    int row = needed_row(app), last = app->session.scene.steps;
    return race_done(app->session.race) < (row < last ? row : last);
}

bool app_replays_long(const App *app)
{
    return app_replays(app) && app_shown_step(app) + 1 < app->step;
}

void app_replay(App *app)
{
    double start_ms = app_clock_ms();
    bool goes_on = app_replays(app);
    while (goes_on) {
        if (session_work(&app->session, needed_row(app)) == WORK_FAILED) {
            app_say(app, true, "race, step %d: out of memory", needed_row(app));
            break;
        }
        goes_on = app_replays(app) && app_left_ms(app) > STUDY_MS;
    }
    app_spend(app, PHASE_REPLAY, start_ms);
    app->dirty = true;
}

bool app_runs_ahead(const App *app)
{
    const Session *session = &app->session;
    return !app->stays && race_done(session->race) < session_reach(session);
}

void app_run_ahead(App *app)
{
    double start_ms = app_clock_ms();
    Work work = WORK_MORE;
    while (work == WORK_MORE && app_left_ms(app) > STUDY_MS)
        work = session_work(&app->session, app->session.scene.steps);
    app->stays = work == WORK_FAILED;
    app->dirty |= work == WORK_DONE;
    app_spend(app, PHASE_REPLAY, start_ms);
}

double app_shown_step(const App *app)
{
    return fmin(app->step, race_done(app->session.race));
}

// Axes that show a part of the race go on with the step that was on them, page by page.
static void follow_span(App *app, double before)
{
    int *span = app->session.scene.view.span, length = span[1] - span[0], last = app->session.scene.steps;
    if (span[1] >= last || length <= 0 || before < span[0] || before > span[1] ||
        (app->step >= span[0] && app->step <= span[1]))
        return;
    int from = span[0] + length * (int)floor((app->step - span[0]) / length);
    from = from + length > last ? last - length : from;
    span[0] = from < 0 ? 0 : from;
    span[1] = span[0] + length;
}

void app_seek(App *app, double step)
{
    double before = app->step;
    app->step = fmin(fmax(step, 0), app->session.scene.steps);
    follow_span(app, before);
    app_replay(app);
}

Scene *app_draft(App *app)
{
    scene_copy(&app->draft, app->previews ? &app->unseen : &app->session.scene);
    return &app->draft;
}

void app_say_memory(App *app, double said)
{
    char line[ERROR_TEXT_MAX];
    int steps = app->session.scene.steps;
    if (session_memory(&app->session, steps, line, sizeof line) && race_bytes(app->session.race, steps) > said)
        app_say(app, false, "%s", line);
}

static bool take(App *app, const Scene *scene)
{
    Error error;
    double start_ms = app_clock_ms();
    app->step = fmin(app->step, scene->steps);
    double bytes = race_bytes(app->session.race, scene->steps);
    bool ok = session_take(&app->session, scene, 0, &error);
    app_spend(app, PHASE_REPLAY, start_ms);
    app->stays = false;
    app->taken++;
    if (ok) {
        app_say_memory(app, bytes);
        scene_hold_start(scene, &app->home.camera);
        app_replay(app);
    } else
        app_say(app, true, "%s", error.text);
    return ok;
}

// One gesture: the same knob, turned again soon or still held.
bool app_goes_on(const App *app, Knob gesture)
{
    bool soon = app->now_ms < app->edit_until_ms || app->pointer.dragging;
    return soon && knob_equal(gesture, app->gliding);
}

// What leaves everything as it was is no edit, but for whose the numbers are.
static bool take_same(App *app)
{
    app->previews = false;
    return take(app, &app->draft);
}

// What the gesture found, as it would be looked at now. false: out of memory.
static bool see_found(App *app)
{
    app->found.step = app->session.scene.step;
    return scene_take_view(&app->found, &app->session.scene);
}

// Words follow from what is edited, and the ghost from what is steered.
static bool is_found(App *app)
{
    Scene now = {0}, found = {0};
    scene_copy(&now, &app->draft);
    scene_copy(&found, &app->found);
    scene_clear_ghosts(&now);
    scene_clear_ghosts(&found);
    memcpy(now.title, found.title, sizeof now.title);
    memcpy(now.caption, found.caption, sizeof now.caption);
    bool same = scene_is_same(&now, &found);
    scene_clear(&now);
    scene_clear(&found);
    return same;
}

// A gesture that comes back to where it began is no edit either.
static bool come_back(App *app)
{
    if (!take(app, &app->found))
        return false;
    history_drop(&app->history);
    app->gliding = (Knob){0};
    return true;
}

// The scene before is pushed only where this edit does not go on with the last one.
static bool commit(App *app, Knob edit, bool glides)
{
    scene_copy(&app->before, app->previews ? &app->unseen : &app->session.scene);
    if (scene_is_same(&app->draft, &app->before))
        return take_same(app);
    bool goes_on = glides && app_goes_on(app, edit);
    if (goes_on && see_found(app) && is_found(app))
        return come_back(app);
    scene_true_words(&app->draft, &app->before);
    app->draft.changed = lesson_is_changed(&app->draft);
    if (!take(app, &app->draft))
        return false;
    if (!goes_on && !history_push(&app->history, &app->before)) {
        take(app, &app->before);
        app_say(app, true, "undo: out of memory");
        return false;
    }
    if (!goes_on)
        scene_copy(&app->found, &app->before);
    app->offers = app->previews = false;
    app->gliding = glides ? edit : (Knob){0};
    app->edit_until_ms = app->now_ms + EDIT_MS;
    return true;
}

bool app_preview(App *app)
{
    if (!app->previews) {
        scene_copy(&app->unseen, &app->session.scene);
        app->unseen_home = app->home;
    }
    app->previews = true;
    if (!take(app, &app->draft))
        return false;
    app->home = app->session.scene.view;
    return true;
}

void app_preview_end(App *app)
{
    if (!app->previews)
        return;
    app->previews = false;
    app->home = app->unseen_home;
    take(app, &app->unseen);
    app_changed(app);
}

bool app_commit(App *app)
{
    return commit(app, (Knob){0}, false);
}

bool app_commit_gesture(App *app, Knob gesture)
{
    return commit(app, gesture, true);
}

int app_steer_step(const App *app)
{
    int step = (int)ceil(app->step);
    return app->steers && step > 0 ? step : -1;
}

bool app_keep_ghost(App *app, Scene *draft, int racer)
{
    const SceneRacer *entry = scene_entry(draft, racer);
    const Theme *theme = theme_find(draft->view.theme);
    if (scene_keep_ghost(draft, racer, entry->has_color ? entry->color : color_rgb(theme->racer[racer])))
        return true;
    app_say(app, false, "no room for a ghost: there are %d racers", RACE_RACERS_MAX);
    return false;
}

// From a step on it is what it would be without this gesture.
static bool steers_back(App *app, int step, Knob knob, double value)
{
    Scene at = {0};
    bool back = see_found(app) && steer_at(&at, &app->found, step);
    if (back) {
        double found = knob_get(&at, knob);
        back = found == value || (isnan(found) && isnan(value));
    }
    scene_clear(&at);
    return back;
}

// A gesture that steers leaves the path that it found as a ghost.
static bool set(App *app, Knob knob, double value, bool glides)
{
    Error error;
    if (app->previews)
        return false; // the knob may be one of what is only shown
    Scene *draft = app_draft(app);
    bool goes_on = glides && app_goes_on(app, knob), of_racer = knob_of_racer(knob);
    int step = !of_racer ? -1 : goes_on ? app->steer_step : app_steer_step(app);
    bool steers = step >= 0 || knob.kind == KNOB_CHANGE;
    if (steers && !goes_on)
        app_keep_ghost(app, draft, knob.racer);
    if (!(step >= 0 ? steer_set(draft, step, knob, value, &error) : knob_set(draft, knob, value, &error))) {
        app_say(app, true, "%s", error.text);
        return false;
    }
    if (goes_on && step >= 0 && steers_back(app, step, knob, value))
        scene_copy(draft, &app->found);
    app->steer_step = step;
    return commit(app, knob, glides);
}

bool app_set(App *app, Knob knob, double value)
{
    return set(app, knob, value, false);
}

bool app_glide(App *app, Knob knob, double value)
{
    return set(app, knob, value, true);
}

static bool exchange(History *history, int n, Scene *scene)
{
    return n > 0 ? history_back(history, scene) : history_forth(history, scene);
}

// "undone: lr of Adam"; of an edit that has no name, that it was.
static void say_undone(App *app, int n)
{
    char words[DIFFERENCE_MAX];
    const Scene *now = &app->session.scene, *was = &app->before;
    scene_difference(n > 0 ? now : was, n > 0 ? was : now, words, sizeof words);
    app_say(app, false, "%s%s%s", n > 0 ? "undone" : "redone", words[0] ? ": " : "", words);
}

// A view is not an edit: it stays as it is unless another landscape comes back.
void app_undo(App *app, int n)
{
    app_preview_end(app);
    Scene *scene = app_draft(app);
    if (!exchange(&app->history, n, scene)) {
        bool none = n > 0 ? !app->history.past.n : !app->history.future.n;
        app_say(app, !none, none ? n > 0 ? "nothing to undo" : "nothing to redo" : "undo: out of memory");
        return;
    }
    bool same_place = !strcmp(scene->formula, app->session.scene.formula);
    bool looks = !same_place || scene_take_view(scene, &app->session.scene);
    if (!looks)
        app_say(app, true, "racers: out of memory");
    app->gliding = (Knob){0};
    scene_copy(&app->before, &app->session.scene);
    if (!looks || !take(app, scene)) {
        exchange(&app->history, -n, scene);
        return;
    }
    if (!same_place)
        app->home = app->session.scene.view;
    say_undone(app, n);
}

void app_turn_help(App *app, int pages)
{
    int last = picture_help_pages(app->picture) - 1, page = app->help_page + pages;
    app->help_page = page > last ? last : page;
    app->help_page = app->help_page < 0 ? 0 : app->help_page;
    app_changed(app);
}

bool app_has_racers(const App *app)
{
    return app->session.scene.n_racers > 0;
}

bool app_has_surface(const App *app)
{
    return loss_dimension(app->session.loss) == 2;
}

bool app_is_full(const App *app)
{
    return SDL_GetWindowFlags(app->window) & SDL_WINDOW_FULLSCREEN;
}

AppPage app_page(const App *app)
{
    AppPage page;
    int width, height;
    SDL_GetWindowSize(app->window, &width, &height);
    SDL_GL_GetDrawableSize(app->window, &page.width_px, &page.height_px);
    page.scale = (float)app_zoom(app) * (width > 0 ? (float)page.width_px / (float)width : 1);
    return page;
}
