// Time: the race is played, stepped and sought.
#include "app/action_group.h"
#include "app/app.h"

#include <SDL.h>
#include <math.h>

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

static const Action actions[] = {
    {"play", "play or pause", "play, pause", .forth = {{SDLK_SPACE, 0}}, .once = true, .run = play},
    {"step", "a step back, a step forth", .forth = {{'.', 0}, {'.', KMOD_ALT}}, .back = {{',', 0}, {',', KMOD_ALT}},
     .run = step},
    {"end", "to the first step, to the last", .forth = {{SDLK_END, 0}}, .back = {{SDLK_HOME, 0}}, .run = end},
    {"speed", "slower, faster", .forth = {{']', 0}}, .back = {{'[', 0}}, .run = speed},
    {"restart", "restart the race", .forth = {{'r', 0}}, .once = true, .run = restart},
};

static const ActionGesture gestures[] = {
    {"click a landscape", "start from there"},
    {"click a chart", "go to that step"},
};

const ActionGroup action_play = {"Play", actions, sizeof actions / sizeof *actions, gestures,
                                 sizeof gestures / sizeof *gestures};
