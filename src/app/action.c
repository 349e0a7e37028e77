#include "app/action.h"

#include "app/app.h"
#include "app/column.h"
#include "app/edit.h"
#include "app/resume.h"
#include "app/setup.h"
#include "app/shot.h"
#include "app/view.h"
#include "base/text.h"
#include "picture/draw/colormap.h"

#include <SDL.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define KEY_ZOOM       0.8
#define KEY_ORBIT      5.0   // degrees
#define LEGIBLE_WIDTH  600.0 // points of the picture, below which nothing is left of it
#define LEGIBLE_HEIGHT 380.0

static void play(App *app, int n)
{
    (void)n;
    if (app->step >= app->session.scene.steps)
        app_seek(app, 0);
    app->playing = !app->playing;
    if (!app->playing)
        app_seek(app, floor(app->step));
}

static void step(App *app, int n)
{
    app->playing = false;
    app_seek(app, n > 0 ? floor(app->step) + 1 : ceil(app->step) - 1);
}

static void end(App *app, int n)
{
    app->playing = false;
    app_seek(app, n > 0 ? app->session.scene.steps : 0);
}

static void restart(App *app, int n)
{
    (void)n;
    app->playing = true;
    app_seek(app, 0);
}

static void speed(App *app, int n)
{
    Scene *scene = &app->session.scene;
    KnobRow row = knob_row(scene, (Knob){.kind = KNOB_SPEED});
    scene->speed = knob_turned(&row, scene->speed, n, KNOB_USUAL);
    app_changed(app);
}

static void move(App *app, int n)
{
    column_move(app, n);
}

static void turn(App *app, int n)
{
    column_turn(app, n, KNOB_USUAL);
}

static void turn_fine(App *app, int n)
{
    column_turn(app, n, KNOB_FINE);
}

static void turn_coarse(App *app, int n)
{
    column_turn(app, n, KNOB_COARSE);
}

static void enter(App *app, int n)
{
    (void)n;
    if (app->offers)
        resume_go_on(app);
    else
        column_enter(app);
}

static void restore(App *app, int n)
{
    (void)n;
    column_restore(app);
}

static void racer(App *app, int n)
{
    column_select(app, app->session.scene.view.selected + n);
}

static void show(App *app, int n)
{
    column_show(app, n - 1);
}

static void copy(App *app, int n)
{
    (void)n;
    edit_copy(app);
}

static void paste(App *app, int n)
{
    (void)n;
    edit_paste(app);
}

static void add(App *app, int n)
{
    (void)n;
    edit_add(app);
}

static void remove_racer(App *app, int n)
{
    (void)n;
    edit_remove(app);
}

static void same_lr(App *app, int n)
{
    (void)n;
    edit_same_lr(app);
}

static void best_lr(App *app, int n)
{
    (void)n;
    edit_best_lr(app);
}

static void toggle(App *app, SceneShow show)
{
    app->session.scene.view.show ^= 1u << show;
    app_changed(app);
}

static void show_state(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_STATE);
}

static void show_gradient(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_GRADIENT);
}

static void show_momentum(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_MOMENTUM);
}

static void show_step(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_STEP);
}

static void show_square(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_SQUARE);
}

static void show_lr_trail(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_LR_TRAIL);
}

static void show_lr_chart(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_LR_CHART);
}

static void show_torch(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_TORCH);
}

static void show_field(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_FIELD);
}

static void racer_map(App *app, int n)
{
    (void)n;
    Scene *scene = &app->session.scene;
    SceneRacer *entry = scene_edit_entry(scene, scene->view.selected);
    if (entry)
        entry->view = entry->view == VIEW_MAP ? VIEW_SURFACE : VIEW_MAP;
    app_changed(app);
}

static void link_cameras(App *app, int n)
{
    (void)n;
    view_link(app);
}

static void show_distance(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_DISTANCE);
}

static int landscape_index(const Scene *scene)
{
    for (int i = 0; i < landscape_count(); i++)
        if (scene->landscape == landscape_at(i))
            return i;
    return -1;
}

static void landscape(App *app, int n)
{
    int now = landscape_index(&app->session.scene), count = landscape_count();
    int next = now < 0 ? (n > 0 ? 0 : count - 1) : (now + n + count) % count;
    Error error;
    Scene *scene = app_draft(app);
    if (!scene_set_landscape(scene, landscape_at(next)->id, &error)) {
        app_say(app, true, "%s", error.text);
        return;
    }
    if (!scene_suit_racers(scene)) {
        app_say(app, true, "racers: out of memory");
        return;
    }
    setup_fit_view(scene);
    if (!app_commit(app))
        return;
    app->home = app->session.scene.view;
    app_say(app, false, "%s, with learning rates that suit it", landscape_at(next)->title);
}

static void view(App *app, int n)
{
    SceneView *shown = &app->session.scene.view;
    int dimension = loss_dimension(app->session.loss);
    do
        shown->kind = (ViewKind)(((int)shown->kind + n + VIEW_COUNT) % VIEW_COUNT);
    while (!picture_view_differs(shown->kind, dimension));
    app_changed(app);
}

static void theme(App *app, int n)
{
    char *name = app->session.scene.view.theme;
    int now = 0;
    for (int i = 0; i < theme_count(); i++)
        if (!strcmp(theme_at(i)->name, name))
            now = i;
    const Theme *next = theme_at((now + n + theme_count()) % theme_count());
    text_copy(name, sizeof app->session.scene.view.theme, next->name);
    app_changed(app);
}

static void ramp(App *app, int n)
{
    char *name = app->session.scene.view.ramp;
    const char *usual = theme_find(app->session.scene.view.theme)->ramp;
    int now = 0;
    for (int i = 0; i < colormap_count(); i++)
        if (!strcmp(colormap_name(colormap_at(i)), name[0] ? name : usual))
            now = i;
    const Colormap *next = colormap_at((now + n + colormap_count()) % colormap_count());
    bool is_usual = !strcmp(colormap_name(next), usual);
    text_copy(name, sizeof app->session.scene.view.ramp, is_usual ? "" : colormap_name(next));
    app_say(app, false, "%s: %s", colormap_name(next), colormap_title(next));
}

static void reset(App *app, int n)
{
    (void)n;
    view_reset(app, view_in_hand(app));
}

static void zoom(App *app, int n)
{
    view_zoom(app, view_in_hand(app), n > 0 ? KEY_ZOOM : 1 / KEY_ZOOM);
}

static void orbit(App *app, int n)
{
    view_orbit(app, view_in_hand(app), n * KEY_ORBIT, 0);
}

static void tilt(App *app, int n)
{
    view_orbit(app, view_in_hand(app), 0, n * KEY_ORBIT);
}

static void screenshot(App *app, int n)
{
    (void)n;
    shot_take(app);
}

static bool is_full(const App *app)
{
    return SDL_GetWindowFlags(app->window) & SDL_WINDOW_FULLSCREEN;
}

static void fullscreen(App *app, int n)
{
    (void)n;
    SDL_SetWindowFullscreen(app->window, is_full(app) ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP);
}

// As browsers do it.
static void scale(App *app, int n)
{
    static const double steps[] = {0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4};
    enum { STEPS = sizeof steps / sizeof *steps };
    int at = 0;
    while (at < STEPS - 1 && steps[at] < app->zoom)
        at++;
    at += n;
    double before = app->zoom;
    app->zoom = steps[at < 0 ? 0 : at >= STEPS ? STEPS - 1 : at];
    int width, height;
    SDL_GetWindowSize(app->window, &width, &height);
    if (n > 0 && (width < LEGIBLE_WIDTH * app_zoom(app) || height < LEGIBLE_HEIGHT * app_zoom(app)))
        app->zoom = before;
    const char *end = at < 0 || at >= STEPS ? ": no further" : ": no further in this window";
    app_say(app, false, "%.0f %%%s", 100 * app->zoom, app->zoom == before ? end : "");
}

static void usual_scale(App *app, int n)
{
    (void)n;
    app->zoom = app->usual_zoom;
    app_changed(app);
}

static void projector(App *app, int n)
{
    (void)n;
    app->projector = !app->projector;
    app_changed(app);
}

static void timings(App *app, int n)
{
    (void)n;
    app->timing = (Timing){.shown = !app->timing.shown};
    app_changed(app);
}

static void motion(App *app, int n)
{
    (void)n;
    app->motion.reduced = !app->motion.reduced;
    app_say(app, false, app->motion.reduced ? "views change at once" : "views glide");
}

static void help(App *app, int n)
{
    (void)n;
    app->help_page = app->help ? app->help_page + 1 : 0;
    app->help = !app->help || app->help_page < picture_help_pages(app->picture);
    app_changed(app);
}

// One thing at a time, what lies on top first; what is typed, found or said is keys.c's.
static void leave(App *app, int n)
{
    (void)n;
    if (app->help)
        app->help = false;
    else if (app->offers)
        resume_decline(app);
    else if (is_full(app))
        SDL_SetWindowFullscreen(app->window, 0);
    app_changed(app);
}

static void quit(App *app, int n)
{
    (void)n;
    app->quit = true;
}

static bool has_racers(const App *app)
{
    return app->session.scene.n_racers > 0;
}

static bool takes_enter(const App *app)
{
    return app->offers || column_has_sliders(app);
}

static bool has_two_parameters(const App *app)
{
    return loss_dimension(app->session.loss) == 2;
}

static bool shows_racer_panels(const App *app)
{
    return has_racers(app) && app->session.scene.view.kind == VIEW_SIDE;
}

static bool has_trails(const App *app)
{
    return has_two_parameters(app) && has_racers(app);
}

static bool shows_racer_surfaces(const App *app)
{
    return has_two_parameters(app) && shows_racer_panels(app);
}

static const Action actions[] = {
    {"play", "play or pause", "play, pause", .forth = {{SDLK_SPACE, 0}}, .once = true, .run = play},
    {"step", "a step back, a step forth", .forth = {{'.', 0}}, .back = {{',', 0}}, .run = step},
    {"end", "to the first step, to the last", .forth = {{SDLK_END, 0}}, .back = {{SDLK_HOME, 0}}, .run = end},
    {"speed", "slower, faster", .forth = {{']', 0}}, .back = {{'[', 0}}, .run = speed},
    {"restart", "restart the race", .forth = {{'r', 0}}, .once = true, .run = restart},
    {"racer", "next racer, previous racer", "racer", .forth = {{SDLK_TAB, 0}}, .back = {{SDLK_TAB, KMOD_SHIFT}},
     .enabled = has_racers, .run = racer},
    {"show", "show or hide a racer", .forth = {{'1', 0}}, .digits = 9, .once = true, .run = show},
    {"rule", "next optimizer, previous optimizer", "optimizer", .forth = {{'o', 0}}, .back = {{'o', KMOD_SHIFT}},
     .enabled = has_racers, .run = edit_rule},
    {"schedule", "next schedule, previous schedule", "schedule", .forth = {{'c', 0}}, .back = {{'c', KMOD_SHIFT}},
     .enabled = has_racers, .run = edit_schedule},
    {"add", "add a copy of this racer", .forth = {{'n', 0}}, .once = true, .run = add},
    {"remove", "remove this racer", .forth = {{SDLK_DELETE, 0}}, .once = true, .enabled = has_racers,
     .run = remove_racer},
    {"move", "move this racer up, down", .forth = {{SDLK_DOWN, KMOD_CTRL}}, .back = {{SDLK_UP, KMOD_CTRL}},
     .enabled = has_racers, .run = edit_move},
    {"copy", "copy this racer as PyTorch", .forth = {{'c', KMOD_CTRL}}, .once = true, .enabled = has_racers,
     .run = copy},
    {"paste", "paste a racer or a formula", .forth = {{'v', KMOD_CTRL}}, .once = true, .run = paste},
    {"same_lr", "give all racers this learning rate", .forth = {{'e', 0}}, .once = true, .enabled = has_racers,
     .run = same_lr},
    {"best_lr", "find each racer's best learning rate", .forth = {{'b', 0}}, .once = true, .enabled = has_racers,
     .run = best_lr},
    {"slider", "choose a slider", "slider", .forth = {{SDLK_DOWN, 0}}, .back = {{SDLK_UP, 0}},
     .enabled = column_has_sliders, .run = move},
    {"turn", "turn the slider: the race is replayed", "turn", .forth = {{SDLK_RIGHT, 0}}, .back = {{SDLK_LEFT, 0}},
     .enabled = column_has_sliders, .run = turn},
    {"turn_fine", "turn it finely", .forth = {{SDLK_RIGHT, KMOD_SHIFT}}, .back = {{SDLK_LEFT, KMOD_SHIFT}},
     .enabled = column_has_sliders, .run = turn_fine},
    {"turn_coarse", "turn it coarsely", .forth = {{SDLK_RIGHT, KMOD_CTRL}}, .back = {{SDLK_LEFT, KMOD_CTRL}},
     .enabled = column_has_sliders, .run = turn_coarse},
    {"enter", "type an exact number", .forth = {{SDLK_RETURN, 0}, {SDLK_KP_ENTER, 0}}, .once = true,
     .enabled = takes_enter, .run = enter},
    {"restore", "back to torch's default", .forth = {{SDLK_BACKSPACE, 0}}, .enabled = column_has_sliders,
     .run = restore},
    {"undo", "undo, redo", .forth = {{'z', KMOD_CTRL}}, .back = {{'z', KMOD_CTRL | KMOD_SHIFT}, {'y', KMOD_CTRL}},
     .run = app_undo},
    {"landscape", "next landscape, previous landscape", "landscape", .forth = {{'l', 0}}, .back = {{'l', KMOD_SHIFT}},
     .run = landscape},
    {"view", "next view, previous view", "view", .forth = {{'v', 0}}, .back = {{'v', KMOD_SHIFT}}, .run = view},
    {"theme", "next theme", .forth = {{'t', 0}}, .back = {{'t', KMOD_SHIFT}}, .run = theme},
    {"ramp", "next colours of height, previous colours", .forth = {{'a', 0}}, .back = {{'a', KMOD_SHIFT}},
     .enabled = has_two_parameters, .run = ramp},
    {"orbit", "turn the surface", .forth = {{SDLK_RIGHT, KMOD_ALT}}, .back = {{SDLK_LEFT, KMOD_ALT}},
     .enabled = has_two_parameters, .run = orbit},
    {"tilt", "tilt the surface", .forth = {{SDLK_UP, KMOD_ALT}}, .back = {{SDLK_DOWN, KMOD_ALT}},
     .enabled = has_two_parameters, .run = tilt},
    {"zoom", "farther, closer", .forth = {{'+', 0}, {'=', 0}, {'=', KMOD_SHIFT}, {SDLK_KP_PLUS, 0}},
     .back = {{'-', 0}, {SDLK_KP_MINUS, 0}}, .run = zoom},
    {"reset", "reset the view", .forth = {{'0', 0}}, .once = true, .run = reset},
    {"state", "state of this racer's rule, as numbers", "state", .forth = {{'i', 0}}, .once = true,
     .enabled = has_racers, .run = show_state},
    {"gradient", "arrow: gradient", .forth = {{'g', 0}}, .once = true, .enabled = has_racers, .run = show_gradient},
    {"momentum", "arrow: momentum", .forth = {{'m', 0}}, .once = true, .enabled = has_racers, .run = show_momentum},
    {"next_step", "arrow: next step", .forth = {{'j', 0}}, .once = true, .enabled = has_racers, .run = show_step},
    {"square", "box: roots of the second moment", .forth = {{'x', 0}}, .once = true, .enabled = has_racers,
     .run = show_square},
    {"lr_chart", "chart: learning rate", .forth = {{'k', 0}}, .once = true, .enabled = has_racers,
     .run = show_lr_chart},
    {"lr_trail", "trails coloured by learning rate", .forth = {{'h', 0}}, .once = true, .enabled = has_trails,
     .run = show_lr_trail},
    {"torch", "racers as whole lines of torch", .forth = {{'f', 0}}, .once = true, .enabled = has_racers,
     .run = show_torch},
    {"field", "arrows down the gradient everywhere", .forth = {{'g', KMOD_SHIFT}}, .once = true,
     .enabled = has_two_parameters, .run = show_field},
    {"distance", "chart: distance to the nearest minimum", .forth = {{'d', 0}}, .once = true, .enabled = has_racers,
     .run = show_distance},
    {"racer_map", "side by side: map or surface, this racer", .forth = {{'w', 0}}, .once = true,
     .enabled = shows_racer_surfaces, .run = racer_map},
    {"link", "side by side: link or unlink the cameras", .forth = {{'u', 0}}, .once = true,
     .enabled = shows_racer_panels, .run = link_cameras},
    {"screenshot", "write a picture that holds its scene", .forth = {{'s', 0}}, .once = true, .run = screenshot},
    {"fullscreen", "fill the screen", .forth = {{SDLK_F11, 0}}, .once = true, .run = fullscreen},
    {"scale", "everything smaller, larger",
     .forth = {{'+', KMOD_CTRL}, {'=', KMOD_CTRL}, {'=', KMOD_CTRL | KMOD_SHIFT}, {SDLK_KP_PLUS, KMOD_CTRL}},
     .back = {{'-', KMOD_CTRL}, {SDLK_KP_MINUS, KMOD_CTRL}}, .run = scale},
    {"usual_scale", "everything at its usual size", .forth = {{'0', KMOD_CTRL}}, .once = true, .run = usual_scale},
    {"projector", "projector: large type, keys are shown", .forth = {{'p', 0}}, .once = true, .run = projector},
    {"motion", "let views glide, or change at once", .forth = {{SDLK_F4, 0}}, .once = true, .run = motion},
    {"timings", "how long the parts of a frame take", .forth = {{SDLK_F3, 0}}, .once = true, .run = timings},
    {"help", "these keys, page by page", "all keys",
     .forth = {{SDLK_F1, 0}, {'?', 0}, {'/', KMOD_SHIFT}, {'?', KMOD_SHIFT}}, .once = true, .run = help},
    {"leave", "close or leave: help, entry, message, full screen", .forth = {{SDLK_ESCAPE, 0}}, .once = true,
     .run = leave},
    {"quit", "quit", .forth = {{'q', KMOD_CTRL}}, .once = true, .anywhere = true, .run = quit},
};
enum { ACTION_COUNT = sizeof actions / sizeof *actions };

// The mouse's part, for the help.
static const char *const gestures[][2] = {
    {"drag", "turn the surface, move a map, turn a slider"},
    {"wheel", "zoom at the pointer"},
    {"right-drag", "move the window of the landscape"},
    {"double-click", "reset the view"},
    {"click a landscape", "start from there"},
    {"click a racer", "choose it; its mark shows or hides it"},
    {"click a chart", "go to that step"},
};
enum { GESTURE_COUNT = sizeof gestures / sizeof *gestures };

int action_count(void)
{
    return ACTION_COUNT;
}

const Action *action_at(int i)
{
    return &actions[i];
}

static bool has_trigger(const Trigger *triggers, Trigger wanted)
{
    for (int i = 0; i < ACTION_TRIGGERS_MAX && triggers[i].code; i++)
        if (trigger_equal(triggers[i], wanted))
            return true;
    return false;
}

// The n-th key of a row of digits.
static Trigger digit_trigger(const Action *action, int n)
{
    Trigger trigger = action->forth[0];
    trigger.code += n - 1;
    return trigger;
}

static int digit_of(const Action *action, Trigger trigger)
{
    for (int n = 1; n <= action->digits; n++)
        if (trigger_equal(digit_trigger(action, n), trigger))
            return n;
    return 0;
}

// With which n; 0: not at all.
static int started_by(const Action *action, Trigger trigger)
{
    if (action->digits)
        return digit_of(action, trigger);
    return has_trigger(action->forth, trigger) ? 1 : has_trigger(action->back, trigger) ? -1 : 0;
}

const Action *action_of(Trigger trigger, int *n)
{
    for (int i = 0; trigger.code && i < ACTION_COUNT; i++)
        if ((*n = started_by(&actions[i], trigger)))
            return &actions[i];
    return NULL;
}

// As they lie on the keyboard: back, then forth. Titles have the order of their keys.
static bool is_beside(const Action *action)
{
    return action->back[0].code && action->back[0].mod == action->forth[0].mod;
}

void action_keys(const Action *action, bool brief, char *keys, int size)
{
    Text text = text_begin(keys, (size_t)size);
    Trigger forth = action->forth[0], back = action->back[0];
    bool beside = is_beside(action);
    trigger_add(&text, beside ? back : forth);
    if (back.code && (beside || !brief)) {
        text_add(&text, "  ");
        trigger_add(&text, beside ? forth : back);
    }
    if (action->digits) {
        text_add(&text, " – ");
        trigger_add(&text, digit_trigger(action, action->digits));
    }
}

void action_key(const Action *action, int n, char *key, int size)
{
    Text text = text_begin(key, (size_t)size);
    trigger_add(&text, action->digits ? digit_trigger(action, n) : n < 0 ? action->back[0] : action->forth[0]);
}

void action_what(const Action *action, int n, char *what, int size)
{
    const char *first = action->title, *comma = strstr(first, ", "), *second = comma ? comma + 2 : NULL;
    bool both = action->back[0].code && comma;
    if (both && (n > 0) == is_beside(action))
        text_copy(what, (size_t)size, second);
    else
        snprintf(what, (size_t)size, "%.*s", both ? (int)(comma - first) : size, first);
}

int action_rows(void)
{
    return ACTION_COUNT + GESTURE_COUNT;
}

ActionRow action_row(int i)
{
    ActionRow row = {0};
    if (i < ACTION_COUNT) {
        action_keys(&actions[i], false, row.keys, sizeof row.keys);
        row.title = actions[i].title;
    } else {
        text_copy(row.keys, sizeof row.keys, gestures[i - ACTION_COUNT][0]);
        row.title = gestures[i - ACTION_COUNT][1];
    }
    return row;
}
