#include "app/document.h"

bool document_show(App *app, const Scene *scene)
{
    double before = app->step;
    scene_copy(app_draft(app), scene);
    app->step = scene->step;
    if (!app_commit(app)) {
        app->step = before;
        return false;
    }
    app->home = app->session.scene.view;
    app->playing = false;
    app->slider = 0;
    return true;
}
