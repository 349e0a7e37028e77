// What is looked at, from where, how large and in which colours.
#include "app/action_group.h"
#include "app/app.h"
#include "app/edit.h"
#include "app/view.h"
#include "base/text.h"
#include "picture/draw/colormap.h"

#include <SDL.h>
#include <string.h>

#define KEY_ZOOM       0.8
#define KEY_TIME_ZOOM  0.6
#define KEY_ORBIT      5.0   // degrees
#define LEGIBLE_WIDTH  600.0 // points of the picture, below which nothing is left of it
#define LEGIBLE_HEIGHT 380.0

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

static int landscape_index(const Scene *scene)
{
    for (int i = 0; i < landscape_count(); i++)
        if (scene->landscape == landscape_at(i))
            return i;
    return -1;
}

// A formula of the user's own that was left stands between the last and the first.
static const Landscape *next_landscape(const App *app, int n)
{
    int now = landscape_index(&app->session.scene), count = landscape_count();
    bool rests = now < 0 || walk_has_formula(&app->walk);
    int next = now < 0 ? (n > 0 ? 0 : count - 1) : now + n;
    if (next >= 0 && next < count)
        return landscape_at(next);
    return rests ? NULL : landscape_at((next + count) % count);
}

static void landscape(App *app, int n)
{
    edit_to_landscape(app, next_landscape(app, n));
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
    const char *name = app->session.scene.view.ramp;
    const char *usual = theme_find(app->session.scene.view.theme)->ramp;
    int now = 0;
    for (int i = 0; i < colormap_count(); i++)
        if (!strcmp(colormap_name(colormap_at(i)), name[0] ? name : usual))
            now = i;
    const Colormap *next = colormap_at((now + n + colormap_count()) % colormap_count());
    view_set_ramp(app, next);
}

static void reset(App *app, int n)
{
    (void)n;
    view_reset(app, view_in_hand(app));
    view_reset_time(app);
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

static void fullscreen(App *app, int n)
{
    (void)n;
    SDL_SetWindowFullscreen(app->window, app_is_full(app) ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP);
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
    app->insists = 0;
    app_changed(app);
}

static void motion(App *app, int n)
{
    (void)n;
    app->motion.reduced = !app->motion.reduced;
    app_say(app, false, app->motion.reduced ? "views change at once" : "views glide");
}

static bool shows_racer_panels(const App *app)
{
    return app_has_racers(app) && app->session.scene.view.kind == VIEW_SIDE;
}

static bool shows_racer_surfaces(const App *app)
{
    return app_has_surface(app) && shows_racer_panels(app);
}

static bool has_trails(const App *app)
{
    return app_has_surface(app) && app_has_racers(app);
}

// What is folded, or has no room, comes; what is there goes.
static void fold(App *app, SceneHide part, PictureFold as)
{
    uint32_t *hide = &app->session.scene.view.hide, bit = 1u << part;
    bool tight = picture_tight(app->picture) >> as & 1, insisted = app->insists >> as & 1;
    if (!(*hide & bit) && tight && !insisted)
        app->insists |= 1u << as;
    else if (!(*hide & bit) && tight)
        app->insists &= ~(1u << as);
    else
        *hide ^= bit;
    app_changed(app);
}

static void fold_column(App *app, int n)
{
    (void)n;
    fold(app, HIDE_COLUMN, FOLD_COLUMN);
}

static void fold_charts(App *app, int n)
{
    (void)n;
    fold(app, HIDE_CHARTS, FOLD_CHARTS);
}

static void fold_all(App *app, int n)
{
    (void)n;
    app->session.scene.view.hide ^= 1u << HIDE_ALL;
    app_changed(app);
    if (app->session.scene.view.hide >> HIDE_ALL & 1)
        app_say(app, false, "F8 or Esc brings the rest back");
}

// Whole, growing pale with age, the last steps alone.
static void trails(App *app, int n)
{
    static const char *const said[] = {"trails are whole", "trails grow pale with age", "trails are the last 50 steps"};
    static const uint32_t bits[] = {0, 1u << SHOW_TRAIL_FADE, 1u << SHOW_TRAIL_SHORT};
    uint32_t *show = &app->session.scene.view.show;
    int at = *show >> SHOW_TRAIL_SHORT & 1 ? 2 : (int)(*show >> SHOW_TRAIL_FADE & 1);
    at = (at + n + 3) % 3;
    *show = (*show & ~(bits[1] | bits[2])) | bits[at];
    app_say(app, false, "%s", said[at]);
}

// Of the loss, and with it of all: the other way than now.
static void loss_scale(App *app, int n)
{
    (void)n;
    bool linear = picture_logarithmic(app->picture);
    app->session.scene.view.loss_scale = linear ? LOSS_SCALE_LINEAR : LOSS_SCALE_LOG;
    app_say(app, false, linear ? "the charts are linear" : "the charts are logarithmic");
}

// About the shown step, or where it is not seen about the middle.
static void time_zoom(App *app, int n)
{
    int span[2];
    picture_span(app->picture, span);
    bool seen = app->step >= span[0] && app->step <= span[1];
    view_zoom_time(app, n > 0 ? KEY_TIME_ZOOM : 1 / KEY_TIME_ZOOM, seen ? app->step : (span[0] + span[1]) / 2.0);
}

static const Action actions[] = {
    {"landscape", "next landscape, previous landscape", "landscape", .forth = {{'l', 0}}, .back = {{'l', KMOD_SHIFT}},
     .run = landscape},
    {"view", "next view, previous view", "view", .forth = {{'v', 0}}, .back = {{'v', KMOD_SHIFT}}, .run = view},
    {"theme", "next theme, previous theme", .forth = {{'t', 0}}, .back = {{'t', KMOD_SHIFT}}, .run = theme},
    {"ramp", "next colours of height, previous colours", .forth = {{'a', 0}}, .back = {{'a', KMOD_SHIFT}},
     .enabled = app_has_surface, .run = ramp},
    {"orbit", "turn the surface left, turn it right", .forth = {{SDLK_RIGHT, KMOD_ALT}},
     .back = {{SDLK_LEFT, KMOD_ALT}}, .enabled = app_has_surface, .run = orbit},
    {"tilt", "tilt the surface down, tilt it up", .forth = {{SDLK_UP, KMOD_ALT}}, .back = {{SDLK_DOWN, KMOD_ALT}},
     .enabled = app_has_surface, .run = tilt},
    {"zoom", "zoom out, zoom in", .forth = {{'+', 0}, {'=', 0}, {'=', KMOD_SHIFT}, {SDLK_KP_PLUS, 0}},
     .back = {{'-', 0}, {SDLK_KP_MINUS, 0}}, .run = zoom},
    {"reset", "reset the view", .forth = {{'0', 0}}, .once = true, .run = reset},
    {"racer_map", "side by side: map or surface, this racer", .forth = {{'w', 0}}, .once = true,
     .enabled = shows_racer_surfaces, .run = racer_map},
    {"link", "side by side: link or unlink the cameras", .forth = {{'u', 0}}, .once = true,
     .enabled = shows_racer_panels, .run = link_cameras},
    {"loss_scale", "charts: logarithmic or linear", .forth = {{'y', 0}}, .once = true, .enabled = app_has_racers,
     .run = loss_scale},
    {"time_zoom", "more steps on the axes, fewer steps", .forth = {{']', KMOD_SHIFT}, {'}', 0}, {'}', KMOD_SHIFT}},
     .back = {{'[', KMOD_SHIFT}, {'{', 0}, {'{', KMOD_SHIFT}}, .run = time_zoom},
    {"trails", "trails: whole, growing pale, the last steps", .forth = {{'h', KMOD_SHIFT}}, .once = true,
     .enabled = has_trails, .run = trails},
    {"fold_column", "fold the column away", .forth = {{SDLK_F6, 0}}, .once = true, .run = fold_column},
    {"fold_charts", "fold the charts away", .forth = {{SDLK_F7, 0}}, .once = true, .run = fold_charts},
    {"alone", "the surface alone", .forth = {{SDLK_F8, 0}}, .once = true, .run = fold_all},
    {"fullscreen", "fill the screen", .forth = {{SDLK_F11, 0}}, .once = true, .run = fullscreen},
    {"scale", "everything smaller, everything larger",
     .forth = {{'+', KMOD_CTRL}, {'=', KMOD_CTRL}, {'=', KMOD_CTRL | KMOD_SHIFT}, {SDLK_KP_PLUS, KMOD_CTRL}},
     .back = {{'-', KMOD_CTRL}, {SDLK_KP_MINUS, KMOD_CTRL}}, .run = scale},
    {"usual_scale", "everything at its usual size", .forth = {{'0', KMOD_CTRL}}, .once = true, .run = usual_scale},
    {"projector", "projector: large type, keys are shown", .forth = {{'p', 0}}, .once = true, .run = projector},
    {"motion", "let views glide, or jump at once", .forth = {{SDLK_F4, 0}}, .once = true, .run = motion},
};

static const ActionNeed needs[] = {
    {shows_racer_panels, "not side by side"},
    {shows_racer_surfaces, "no surfaces side by side"},
    {has_trails, "no paths on a surface"},
};

static const ActionGesture gestures[] = {
    {"drag", "turn the surface, move a map"},
    {"wheel", "zoom at the pointer"},
    {"right-drag", "move the window of the landscape"},
    {"double-click", "reset the view"},
    {"wheel on a chart", "zoom in time"},
    {"drag an axis's steps", "stretch the time"},
    {"right-drag a chart", "move along the time"},
};

const ActionGroup action_view = {"View",
                                 actions,
                                 sizeof actions / sizeof *actions,
                                 gestures,
                                 sizeof gestures / sizeof *gestures,
                                 needs,
                                 sizeof needs / sizeof *needs};
