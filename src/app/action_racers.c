// Who runs, and by which rule.
#include "app/action_group.h"
#include "app/app.h"
#include "app/column.h"
#include "app/edit.h"

#include <SDL.h>

static void racer(App *app, int n)
{
    column_select(app, app->session.scene.view.selected + n);
}

static void show(App *app, int n)
{
    column_show(app, n - 1);
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

static void solo(App *app, int n)
{
    edit_solo(app, n - 1);
}

static void rename_racer(App *app, int n)
{
    (void)n;
    edit_rename(app);
}

static void recolour(App *app, int n)
{
    (void)n;
    edit_recolour(app);
}

static const Action actions[] = {
    {"racer", "next racer, previous racer", "racer", .forth = {{SDLK_TAB, 0}}, .back = {{SDLK_TAB, KMOD_SHIFT}},
     .enabled = app_has_racers, .run = racer},
    {"show", "show or hide a racer", .forth = {{'1', 0}}, .digits = 9, .once = true, .run = show},
    {"solo", "show a racer alone, or all", .forth = {{'1', KMOD_SHIFT}}, .digits = 9, .once = true, .run = solo},
    {"rule", "next optimizer, previous optimizer", "optimizer", .forth = {{'o', 0}}, .back = {{'o', KMOD_SHIFT}},
     .enabled = app_has_racers, .run = edit_rule},
    {"add", "add a copy of this racer, to compare", .forth = {{'n', 0}}, .once = true, .run = add},
    {"remove", "remove this racer", .forth = {{SDLK_DELETE, 0}}, .once = true, .enabled = app_has_racers,
     .run = remove_racer},
    {"rename", "name this racer", .forth = {{SDLK_F2, 0}}, .once = true, .types = true, .enabled = app_has_racers,
     .run = rename_racer},
    {"recolour", "give this racer another colour", .forth = {{SDLK_F2, KMOD_SHIFT}}, .enabled = app_has_racers,
     .run = recolour},
    {"move", "move this racer up, move it down", .forth = {{SDLK_DOWN, KMOD_CTRL}}, .back = {{SDLK_UP, KMOD_CTRL}},
     .enabled = app_has_racers, .run = edit_move},
};

static const ActionGesture gestures[] = {
    {"click a racer", "choose it; its mark shows or hides it"},
};

const ActionGroup action_racers = {"Racers", actions, sizeof actions / sizeof *actions, gestures,
                                   sizeof gestures / sizeof *gestures};
