#include "app/slides.h"

#include "app/app.h"
#include "scene/lesson.h"

static void begin(App *app)
{
    const Scene *scene = &app->session.scene;
    const Slide *slide = lesson_slide(scene);
    int held = slide_slider(scene, slide);
    walk_clear(&app->walk);
    app->slider = held < 0 ? 0 : held;
    app->home = scene->view;
    app->play_to = slide->plays ? slide->to : 0;
    app_seek(app, slide->plays ? slide->from : scene->step);
    app->playing = app->step < (slide->plays ? slide->to : scene->step ? 0 : scene->steps);
    app_changed(app);
}

void slides_open(App *app)
{
    if (app->session.scene.lesson)
        begin(app);
}

// The slide as it is written; what was edited on the one before comes back by undo.
static void show(App *app, Lesson *lesson, int slide)
{
    if (!lesson_show(app_draft(app), lesson, slide)) {
        app_say(app, false, slide < 0 ? "this is the first slide" : "this is the last slide");
        return;
    }
    if (scene_own_racers(&app->draft, OWNER_SCENE) && app_commit(app))
        begin(app);
}

static bool asks(const Scene *scene)
{
    const Slide *slide = lesson_slide(scene);
    return scene->presented && slide->ask[0] && slide->answer[0] && !scene->answered;
}

static void none_is_open(App *app)
{
    app_say(app, false, "no lesson is open; F5 opens the first, and ravine --list lessons names all");
}

void slides_turn(App *app, int n)
{
    Scene *scene = &app->session.scene;
    if (!scene->lesson) {
        none_is_open(app);
    } else if (n > 0 && asks(scene)) {
        scene->answered = true;
        app_changed(app);
    } else {
        show(app, scene->lesson, scene->slide + n);
    }
}

void slides_show(App *app, int n)
{
    Scene *scene = &app->session.scene;
    if (n > 0) {
        show(app, scene->lesson, 0);
    } else {
        scene->presented = true;
        app_changed(app);
    }
}

void slides_blank(App *app)
{
    app->blank = true;
    app_changed(app);
}

void slides_leave(App *app)
{
    app->session.scene.presented = false;
    app_changed(app);
}
