// What is shown besides the race, to explain it.
#include "app/action_group.h"
#include "app/app.h"
#include "app/start.h"
#include "picture/draw/format.h"

#include <SDL.h>

static void toggle(App *app, SceneShow show)
{
    app->session.scene.view.show ^= 1u << show;
    app_changed(app);
}

// Where the selected racer is, if the map does not show it: an arrow at it is not seen then.
static bool is_away(const App *app, double at[2])
{
    const Scene *scene = &app->session.scene;
    int racer = scene->view.selected, dimension = loss_dimension(app->session.loss);
    RacePoint point = race_point(app->session.race, racer, (int)app_shown_step(app));
    const double *window = scene_camera(scene, racer)->window;
    bool away = false;
    for (int i = 0; i < dimension && i < 2; i++) {
        at[i] = point.at[i];
        away |= !(at[i] >= window[2 * i] && at[i] <= window[2 * i + 1]);
    }
    return away;
}

static void toggle_arrow(App *app, SceneShow show)
{
    double at[2] = {0, 0};
    toggle(app, show);
    bool on = app->session.scene.view.show >> show & 1;
    if (!on || !is_away(app, at))
        return;
    const char *name = scene_racer_name(&app->session.scene, app->session.scene.view.selected);
    if (loss_dimension(app->session.loss) == 2)
        app_say(app, false, "off the map: %s is at (%s, %s)", name, format_loss(at[0]).text, format_loss(at[1]).text);
    else
        app_say(app, false, "off the map: %s is at %s", name, format_loss(at[0]).text);
}

// Whoever asks for it has it, also where other things have to fold away for it.
static void show_state(App *app, int n)
{
    (void)n;
    uint32_t bit = 1u << FOLD_STATE;
    bool shown = app->session.scene.view.show >> SHOW_STATE & 1;
    bool folded = shown && picture_tight(app->picture) & ~app->insists & bit;
    app->insists = shown && !folded ? app->insists & ~bit : app->insists | bit;
    if (folded)
        app_changed(app);
    else
        toggle(app, SHOW_STATE);
}

static void show_gradient(App *app, int n)
{
    (void)n;
    toggle_arrow(app, SHOW_GRADIENT);
}

static void show_momentum(App *app, int n)
{
    (void)n;
    toggle_arrow(app, SHOW_MOMENTUM);
}

static void show_step(App *app, int n)
{
    (void)n;
    toggle_arrow(app, SHOW_STEP);
}

static void show_square(App *app, int n)
{
    (void)n;
    toggle_arrow(app, SHOW_SQUARE);
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

static void show_distance(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_DISTANCE);
}

static void show_data(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_DATA);
    if (!app->session.scene.data)
        app_say(app, false, "there are no rows: drop or open a .csv, or start with -d FILE.csv");
}

static void show_batch(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_BATCH);
    if (!loss_is_stochastic(app->session.loss))
        app_say(app, false, "every step takes all rows: a batch's loss is the full loss");
}

static void many_starts(App *app, int n)
{
    start_many(app, n);
}

static void timings(App *app, int n)
{
    (void)n;
    app->timing = (Timing){.shown = !app->timing.shown};
    app_changed(app);
}

static bool has_trails(const App *app)
{
    return app_has_surface(app) && app_has_racers(app);
}

static const Action actions[] = {
    {"state", "state of this racer's rule, as numbers", "state", .forth = {{'i', 0}}, .once = true,
     .enabled = app_has_racers, .run = show_state},
    {"gradient", "arrow: gradient", .forth = {{'g', 0}}, .once = true, .enabled = app_has_racers, .run = show_gradient},
    {"momentum", "arrow: momentum", .forth = {{'m', 0}}, .once = true, .enabled = app_has_racers, .run = show_momentum},
    {"next_step", "arrow: next step", .forth = {{'j', 0}}, .once = true, .enabled = app_has_racers, .run = show_step},
    {"square", "box: roots of the second moment", .forth = {{'x', 0}}, .once = true, .enabled = app_has_racers,
     .run = show_square},
    {"lr_chart", "chart: learning rate", .forth = {{'k', 0}}, .once = true, .enabled = app_has_racers,
     .run = show_lr_chart},
    {"lr_trail", "trails coloured by learning rate", .forth = {{'h', 0}}, .once = true, .enabled = has_trails,
     .run = show_lr_trail},
    {"torch", "racers as whole lines of torch", .forth = {{'f', 0}}, .once = true, .enabled = app_has_racers,
     .run = show_torch},
    {"field", "arrows down the gradient everywhere", .forth = {{'g', KMOD_SHIFT}}, .once = true,
     .enabled = app_has_surface, .run = show_field},
    {"distance", "chart: distance to the nearest minimum", .forth = {{'d', 0}}, .once = true, .enabled = app_has_racers,
     .run = show_distance},
    {"data", "the data's rows, and what racers make of them", .forth = {{'d', KMOD_SHIFT}}, .once = true,
     .run = show_data},
    {"batch", "lines of the batch's own loss", .forth = {{'b', KMOD_SHIFT}}, .once = true, .run = show_batch},
    {"starts", "many starts of this racer: a ring, a grid, none", .forth = {{'n', KMOD_SHIFT}}, .once = true,
     .enabled = app_has_racers, .run = many_starts},
    {"timings", "how long the parts of a frame take", .forth = {{SDLK_F3, 0}}, .once = true, .run = timings},
};

static const ActionNeed needs[] = {
    {has_trails, "no paths on a surface"},
};

const ActionGroup action_explain = {"Explain", actions, sizeof actions / sizeof *actions, NULL,
                                    0,         needs,   sizeof needs / sizeof *needs};
