// Time: the race is played, stepped and sought.
#include "app/action_group.h"
#include "app/app.h"
#include "app/start.h"

#include <SDL.h>
#include <math.h>

static void play(App *app, int n)
{
    (void)n;
    if (app->step >= app->session.scene.steps)
        app_seek(app, 0);
    app->playing = !app->playing;
    app->backwards = false;
    if (!app->playing)
        app_seek(app, floor(app->step));
}

static void step(App *app, int n)
{
    app->playing = false;
    app_seek(app, n > 0 ? floor(app->step) + 1 : ceil(app->step) - 1);
}

static void ten_steps(App *app, int n)
{
    app->playing = false;
    app_seek(app, n > 0 ? floor(app->step) + 10 : ceil(app->step) - 10);
}

static void backwards(App *app, int n)
{
    (void)n;
    bool on = app->playing && app->backwards;
    if (!on && app->step <= 0)
        app_seek(app, app->session.scene.steps);
    app->backwards = app->playing = !on;
    if (on)
        app_seek(app, floor(app->step));
    app_changed(app);
}

static void loop(App *app, int n)
{
    (void)n;
    app->loops = !app->loops;
    app_say(app, false, app->loops ? "the race is played again and again" : "the race is played once");
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
    app->backwards = false;
    app_seek(app, 0);
}

static void speed(App *app, int n)
{
    Scene *scene = &app->session.scene;
    KnobRow row = knob_row(scene, (Knob){.kind = KNOB_SPEED});
    scene->speed = knob_turned(&row, scene->speed, n, KNOB_USUAL);
    app_changed(app);
}

static void start(App *app, int n)
{
    (void)n;
    start_by_arrows(app);
}

static const Action actions[] = {
    {"play", "play or pause", "play, pause", .forth = {{SDLK_SPACE, 0}}, .once = true, .run = play},
    {"step", "a step back, a step forth", .forth = {{'.', 0}, {'.', KMOD_ALT}}, .back = {{',', 0}, {',', KMOD_ALT}},
     .run = step},
    {"ten_steps", "ten steps back, ten steps forth", .forth = {{'.', KMOD_SHIFT}, {'>', 0}, {'>', KMOD_SHIFT}},
     .back = {{',', KMOD_SHIFT}, {'<', 0}, {'<', KMOD_SHIFT}}, .run = ten_steps},
    {"backwards", "play backwards, or pause", .forth = {{SDLK_SPACE, KMOD_SHIFT}}, .once = true, .run = backwards},
    {"loop", "play again and again, or once", .forth = {{'r', KMOD_SHIFT}}, .once = true, .run = loop},
    {"end", "to the first step, to the last step", .forth = {{SDLK_END, 0}}, .back = {{SDLK_HOME, 0}}, .run = end},
    {"speed", "slower, faster", .forth = {{']', 0}}, .back = {{'[', 0}}, .run = speed},
    {"start", "move the start by the arrows, or no longer", .forth = {{'s', KMOD_SHIFT}}, .once = true, .run = start},
    {"restart", "restart the race", .forth = {{'r', 0}}, .once = true, .run = restart},
};

static const ActionGesture gestures[] = {
    {"click a landscape", "start from there"}, {"drag the start", "the paths bend"},
    {"click a chart", "go to that step"},      {"drag the time axis", "go through the steps"},
    {"drag a mark on it", "move that change"},
};

const ActionGroup action_play = {"Play", actions, sizeof actions / sizeof *actions, gestures,
                                 sizeof gestures / sizeof *gestures};
