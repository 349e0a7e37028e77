// What is shown besides the race, to explain it.
#include "app/action_group.h"
#include "app/app.h"

#include <SDL.h>

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

static void show_distance(App *app, int n)
{
    (void)n;
    toggle(app, SHOW_DISTANCE);
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
    {"timings", "how long the parts of a frame take", .forth = {{SDLK_F3, 0}}, .once = true, .run = timings},
};

const ActionGroup action_explain = {"Explain", actions, sizeof actions / sizeof *actions};
