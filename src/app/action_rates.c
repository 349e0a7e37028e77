// The numbers: sliders, learning rates, schedules.
#include "app/action_group.h"
#include "app/app.h"
#include "app/column.h"
#include "app/edit.h"
#include "app/resume.h"

#include <SDL.h>

static void move(App *app, int n)
{
    column_move(app, n);
}

static void turn(App *app, int n)
{
    int whole = column_whole_change(app);
    if (whole >= 0)
        edit_change(app, whole, n);
    else
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

static void steer(App *app, int n)
{
    (void)n;
    edit_steer(app);
}

static void keep_ghost(App *app, int n)
{
    (void)n;
    edit_keep_ghost(app);
}

static void clear_ghosts(App *app, int n)
{
    (void)n;
    edit_clear_ghosts(app);
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

static bool takes_enter(const App *app)
{
    return app->offers || column_has_sliders(app);
}

static const Action actions[] = {
    {"schedule", "next schedule, previous schedule", "schedule", .forth = {{'c', 0}}, .back = {{'c', KMOD_SHIFT}},
     .enabled = app_has_racers, .run = edit_schedule},
    {"slider", "previous slider, next slider", "slider", .forth = {{SDLK_DOWN, 0}}, .back = {{SDLK_UP, 0}},
     .enabled = column_has_sliders, .run = move},
    {"turn", "turn the slider: the race is replayed or steered", "turn", .forth = {{SDLK_RIGHT, 0}},
     .back = {{SDLK_LEFT, 0}}, .enabled = column_has_sliders, .run = turn},
    {"turn_fine", "turn the slider finely", .forth = {{SDLK_RIGHT, KMOD_SHIFT}}, .back = {{SDLK_LEFT, KMOD_SHIFT}},
     .enabled = column_has_sliders, .run = turn_fine},
    {"turn_coarse", "turn the slider coarsely", .forth = {{SDLK_RIGHT, KMOD_CTRL}}, .back = {{SDLK_LEFT, KMOD_CTRL}},
     .enabled = column_has_sliders, .run = turn_coarse},
    {"enter", "type an exact number", .forth = {{SDLK_RETURN, 0}, {SDLK_KP_ENTER, 0}}, .once = true,
     .enabled = takes_enter, .run = enter},
    {"restore", "back to torch's default; removes what was steered", .forth = {{SDLK_BACKSPACE, 0}},
     .enabled = column_has_sliders, .run = restore},
    {"steer", "steer: change from here, or from the start", "steer", .forth = {{'z', 0}}, .once = true,
     .enabled = app_has_racers, .run = steer},
    {"ghost", "keep this racer's path as a ghost", .forth = {{'z', KMOD_SHIFT}}, .once = true,
     .enabled = app_has_racers, .run = keep_ghost},
    {"clear_ghosts", "clear the ghosts", .forth = {{SDLK_DELETE, KMOD_CTRL}}, .once = true, .run = clear_ghosts},
    {"same_lr", "give all racers this learning rate", .forth = {{'e', 0}}, .once = true, .enabled = app_has_racers,
     .run = same_lr},
    {"best_lr", "find each racer's best learning rate", .forth = {{'b', 0}}, .once = true, .enabled = app_has_racers,
     .run = best_lr},
};

static const ActionNeed needs[] = {
    {takes_enter, "there is no slider"},
};

static const ActionGesture gestures[] = {
    {"drag a slider", "turn it"},
};

const ActionGroup action_rates = {"Rates",
                                  actions,
                                  sizeof actions / sizeof *actions,
                                  gestures,
                                  sizeof gestures / sizeof *gestures,
                                  needs,
                                  sizeof needs / sizeof *needs};
