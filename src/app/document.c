#include "app/document.h"

#include "base/file.h"
#include "base/text.h"
#include "export/export.h"

#include <SDL.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NUMBERS_MAX = 99999 };

bool document_show(App *app, const Scene *scene)
{
    double before = app->step;
    Scene *draft = app_draft(app);
    scene_copy(draft, scene);
    if (!scene_own_racers(draft, OWNER_USER))
        return false;
    app->step = scene->step;
    if (!app_commit(app)) {
        app->step = before;
        return false;
    }
    walk_clear(&app->walk);
    app->home = app->session.scene.view;
    app->playing = false;
    app->slider = 0;
    return true;
}

// ---- Its file

// What a file of it is to hold, but for what is no edit.
static char *edits_text(const Scene *shown, size_t *size)
{
    Scene scene = {0};
    scene_copy(&scene, shown);
    scene.step = 0;
    scene.speed = SCENE_SPEED_DEFAULT;
    scene.view.selected = 0;
    char *text = scene_print(&scene, size, NULL);
    scene_clear(&scene);
    return text;
}

static bool is_edited(const App *app)
{
    size_t size = 0;
    char *text = edits_text(&app->session.scene, &size);
    const Document *document = &app->document;
    bool same = text && document->text && size == document->size && !memcmp(text, document->text, size);
    free(text);
    return !same;
}

static void take_text(App *app)
{
    Document *document = &app->document;
    free(document->text);
    document->text = edits_text(&app->session.scene, &document->size);
}

void document_begin(App *app, const char *path)
{
    text_copy(app->document.path, sizeof app->document.path, path);
    take_text(app);
    document_title(app);
}

void document_end(App *app)
{
    free(app->document.text);
    app->document = (Document){0};
}

const char *document_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void document_title(App *app)
{
    char title[DOCUMENT_TITLE_MAX];
    const char *name = document_name(app->document.path);
    bool edited = is_edited(app);
    Text text = text_begin(title, sizeof title);
    if (edited || name[0])
        text_add(&text, "%s%s – ", edited ? "*" : "", name[0] ? name : "untitled");
    text_add(&text, "Ravine");
    if (!strcmp(title, app->document.title))
        return;
    text_copy(app->document.title, sizeof app->document.title, title);
    if (app->window)
        SDL_SetWindowTitle(app->window, title);
}

// ---- Writing

bool document_write_new(App *app, const char *ending, DocumentWrite *write, char path[DOCUMENT_NAME_MAX], Error *error)
{
    for (int number = 1; number <= NUMBERS_MAX; number++) {
        snprintf(path, DOCUMENT_NAME_MAX, "ravine-%03d.%s", number, ending);
        if (file_exists(path))
            continue;
        if (write(app, path, error))
            return true;
        if (!file_exists(path))
            return false; // it was not another who took it
    }
    return error_set(error, "there are %d files of ravine's here already", NUMBERS_MAX);
}

static bool write_scene(App *app, const char *path, bool anew, Error *error)
{
    Scene scene = {0};
    scene_copy(&scene, &app->session.scene);
    scene.step = (int)fmin(app->step, scene.steps);
    bool ok = export_write(export_find("yaml"), &(Source){.scene = &scene}, path, &(Sink){.anew = anew}, error);
    scene_clear(&scene);
    return ok;
}

static bool write_new(App *app, const char *path, Error *error)
{
    return write_scene(app, path, true, error);
}

// A picture is no place for a scene alone, and a slide is not its lesson.
static bool has_own_file(const App *app)
{
    const char *dot = strrchr(document_name(app->document.path), '.');
    return dot && (!strcasecmp(dot, ".yaml") || !strcasecmp(dot, ".yml")) && !app->session.scene.lesson;
}

void document_save(App *app)
{
    Error error;
    char path[DOCUMENT_NAME_MAX];
    bool own = has_own_file(app);
    bool ok = own ? write_scene(app, app->document.path, false, &error)
                  : document_write_new(app, "yaml", write_new, path, &error);
    if (!ok) {
        app_say(app, true, "scene: %s", error.text);
        return;
    }
    if (!own)
        text_copy(app->document.path, sizeof app->document.path, path);
    take_text(app);
    document_title(app);
    app->gliding = (Knob){0}; // undo comes back to what was saved
    app_say(app, false, "saved %s", app->document.path);
}
