// What goes out and comes in, what is taken back; the ends.
#include "app/action_group.h"
#include "app/app.h"
#include "app/document.h"
#include "app/edit.h"
#include "app/host.h"
#include "app/open.h"
#include "app/resume.h"
#include "app/share.h"
#include "app/slides.h"

#include <SDL.h>

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

static void open_scene(App *app, int n)
{
    (void)n;
    open_ask(app);
}

static void ask(App *app, int n)
{
    (void)n;
    app->asks = true;
}

static void save(App *app, int n)
{
    (void)n;
    document_save(app);
}

static void share(App *app, int n)
{
    (void)n;
    share_link(app);
}

static void help(App *app, int n)
{
    (void)n;
    bool last = app->help_page + 1 >= picture_help_pages(app->picture);
    if (app->help && !last) {
        app_turn_help(app, 1);
        return;
    }
    app->help = !app->help;
    app->help_page = 0;
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
    else if (app->session.scene.view.hide >> HIDE_ALL & 1)
        app->session.scene.view.hide &= ~(1u << HIDE_ALL);
    else if (app_is_full(app))
        SDL_SetWindowFullscreen(app->window, 0);
    else if (app->session.scene.presented)
        slides_leave(app);
    else
        host_release(app);
    app_changed(app);
}

static void quit(App *app, int n)
{
    (void)n;
    app->quit = true;
}

static const Action actions[] = {
    {"palette", "find and do anything by typing", "anything", .forth = {{'p', KMOD_CTRL}, {'/', 0}}, .once = true,
     .types = true, .run = ask},
    {"open", "open a scene, a picture or data", .forth = {{'o', KMOD_CTRL}}, .once = true, .types = true,
     .run = open_scene},
    {"save", "save the scene or the lesson", .forth = {{'s', KMOD_CTRL}}, .once = true, .run = save},
    {"share", "share: copy a link that carries the scene", .forth = {{'l', KMOD_CTRL | KMOD_SHIFT}}, .once = true,
     .run = share},
    {"copy", "copy this racer as PyTorch", .forth = {{'c', KMOD_CTRL}}, .once = true, .enabled = app_has_racers,
     .run = copy},
    {"paste", "paste a racer, a formula or a table of data", .forth = {{'v', KMOD_CTRL}}, .once = true, .run = paste},
    {"undo", "undo, redo", .forth = {{'z', KMOD_CTRL}}, .back = {{'z', KMOD_CTRL | KMOD_SHIFT}, {'y', KMOD_CTRL}},
     .run = app_undo},
    {"help", "these keys, page by page", "all keys",
     .forth = {{SDLK_F1, 0}, {'?', 0}, {'/', KMOD_SHIFT}, {'?', KMOD_SHIFT}}, .once = true, .in_help = true,
     .run = help},
    {"leave", "close, stop or leave: help, entry, message, long work, full screen, slide", .forth = {{SDLK_ESCAPE, 0}},
     .once = true, .in_help = true, .run = leave},
    {"quit", "quit", .forth = {{'q', KMOD_CTRL}}, .once = true, .anywhere = true, .enabled = host_quits, .run = quit},
};

static const ActionNeed needs[] = {
    {host_quits, "a page ends with its tab"},
};

const ActionGroup action_files = {"Files", actions, sizeof actions / sizeof *actions, NULL,
                                  0,       needs,   sizeof needs / sizeof *needs};
