// Lessons: their slides, and the dark screen between them.
#include "app/action_group.h"
#include "app/app.h"
#include "app/author.h"
#include "app/open.h"
#include "app/slides.h"
#include "scene/lesson.h"

#include <SDL.h>

static void slide(App *app, int n)
{
    slides_turn(app, n);
}

static void lesson(App *app, int n)
{
    if (app->session.scene.lesson)
        slides_show(app, n);
    else
        open_builtin(app, lesson_builtin(0));
}

static void blank(App *app, int n)
{
    (void)n;
    slides_blank(app);
}

static void add_slide(App *app, int n)
{
    (void)n;
    author_add(app);
}

static bool shows_slide(const App *app)
{
    return app->session.scene.presented;
}

static const Action actions[] = {
    {"slide", "a slide back, a slide forth", .forth = {{SDLK_PAGEDOWN, 0}}, .back = {{SDLK_PAGEUP, 0}}, .once = true,
     .run = slide},
    {"lesson", "show the lesson from its first slide, show it from here", .forth = {{SDLK_F5, 0}},
     .back = {{SDLK_F5, KMOD_SHIFT}}, .once = true, .run = lesson},
    {"blank", "on a slide: a dark screen, until the next key", .in_lesson = {{'b', 0}, {'.', 0}}, .once = true,
     .enabled = shows_slide, .run = blank},
    {"add_slide", "make this the next slide of a lesson of your own", .forth = {{'s', KMOD_CTRL | KMOD_SHIFT}},
     .once = true, .run = add_slide},
};

static const ActionNeed needs[] = {
    {shows_slide, "no slide is shown"},
};

const ActionGroup action_lesson = {"Lessons", actions, sizeof actions / sizeof *actions, NULL,
                                   0,         needs,   sizeof needs / sizeof *needs};
