#include "app/document.h"

#include "app/host.h"
#include "base/file.h"
#include "base/text.h"
#include "export/export.h"
#include "scene/lesson.h"

#include <SDL.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NUMBERS_MAX = 99999 };

// What a slide has in hand, and where its play ends.
static void hold_slide(App *app)
{
    const Slide *slide = lesson_slide(&app->session.scene);
    int held = slide ? slide_slider(&app->session.scene, slide) : 0;
    app->slider = held < 0 ? 0 : held;
    app->play_to = slide && slide->plays ? slide->to : 0;
}

bool document_show(App *app, const Scene *scene)
{
    double before = app->step;
    Scene *draft = app_draft(app);
    scene_copy(draft, scene);
    app->step = scene->step;
    if (!app_commit(app)) {
        app->step = before;
        return false;
    }
    walk_clear(&app->walk);
    app->home = app->session.scene.view;
    app->playing = false;
    hold_slide(app);
    return true;
}

// ---- Its file

static void forget_play(Scene *scene, int step, double speed, int selected)
{
    scene->step = step;
    scene->speed = speed;
    scene->view.selected = scene_selectable(scene, selected < scene->n_racers ? selected : 0, 1);
}

// Which slide is shown is no edit; what was edited on it is.
static void forget_place_in_lesson(Scene *scene)
{
    Scene first = {0};
    const Scene *written = &lesson_slide(scene)->scene;
    forget_play(scene, written->step, written->speed, written->view.selected);
    scene->presented = true;
    if (lesson_is_edited(scene))
        return;
    lesson_show(&first, scene->lesson, 0);
    scene_copy(scene, &first);
    scene_clear(&first);
}

// What a file of it is to hold, but for what is no edit.
static char *edits_text(const Scene *shown, size_t *size)
{
    Scene scene = {0};
    scene_copy(&scene, shown);
    if (scene.lesson)
        forget_place_in_lesson(&scene);
    else
        forget_play(&scene, 0, SCENE_SPEED_DEFAULT, 0);
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
    document->of_lesson = app->session.scene.lesson;
}

void document_begin(App *app, const char *path)
{
    if (path != app->document.path)
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

static bool is_ascii(const char *text)
{
    while (*text && !(*text & 0x80))
        text++;
    return !*text;
}

// Xlib knows letters beyond ASCII in a locale that has them alone: else the old title stands. But what it makes of any
// title then, some programs do not read.
static void show_title(SDL_Window *window, const char *title)
{
    bool ascii = is_ascii(title);
    if (!ascii)
        setlocale(LC_CTYPE, "C.UTF-8");
    SDL_SetWindowTitle(window, title);
    if (!ascii)
        setlocale(LC_CTYPE, "C");
}

void document_title(App *app)
{
    char title[DOCUMENT_TITLE_MAX];
    const char *name = document_name(app->document.path);
    bool edited = is_edited(app);
    Text text = text_begin(title, sizeof title);
    if (edited || name[0])
        text_add(&text, "%s%s - ", edited ? "*" : "", name[0] ? name : "untitled");
    text_add(&text, "Ravine");
    if (!strcmp(title, app->document.title))
        return;
    text_copy(app->document.title, sizeof app->document.title, title);
    if (app->window)
        show_title(app->window, title);
}

// ---- Writing

bool document_write_new(App *app, const char *stem, const char *ending, DocumentFits *fits, DocumentWrite *write,
                        DocumentPath *path, Error *error)
{
    for (int number = 1; number <= NUMBERS_MAX; number++) {
        snprintf(path->name, sizeof path->name, "%s-%03d.%s", stem, number, ending);
        if (file_exists(path->name) || (fits && !fits(app, path->name)))
            continue;
        if (write(app, path->name, error))
            return true;
        if (!file_exists(path->name))
            return false; // it was not another who took it
    }
    return error_set(error, "there are %d files of ravine's here already", NUMBERS_MAX);
}

static bool write_file(const Scene *scene, const char *path, bool anew, Error *error)
{
    return export_write(export_find("yaml"), &(Source){.scene = scene}, path, &(Sink){.anew = anew}, error);
}

static bool write_scene(App *app, const char *path, bool anew, Error *error)
{
    Scene scene = {0};
    scene_copy(&scene, &app->session.scene);
    scene.step = (int)fmin(app->step, scene.steps);
    bool ok = write_file(&scene, path, anew, error);
    scene_clear(&scene);
    return ok;
}

bool document_write_lesson(Lesson *lesson, const char *path, bool anew, Error *error)
{
    Scene scene = {0};
    bool ok = lesson_show(&scene, lesson, 0) && write_file(&scene, path, anew, error);
    scene_clear(&scene);
    return ok;
}

// With the slide that is shown as it was edited.
static bool write_slides(App *app, const char *path, bool anew, Error *error)
{
    Scene *scene = &app->session.scene;
    Slide slide = slide_of(scene, lesson_slide(scene)->slider);
    Lesson *lesson = lesson_put(scene->lesson, "", SLIDE_REPLACE, scene->slide, &slide, error);
    if (!lesson || !document_write_lesson(lesson, path, anew, error)) {
        lesson_release(lesson);
        return false;
    }
    lesson_release(scene->lesson);
    scene->lesson = lesson;
    scene->changed = false;
    return true;
}

static bool write(App *app, const char *path, bool anew, Error *error)
{
    return (app->session.scene.lesson ? write_slides : write_scene)(app, path, anew, error);
}

static bool write_new(App *app, const char *path, Error *error)
{
    return write(app, path, true, error);
}

bool document_has_file(const App *app)
{
    const Document *document = &app->document;
    const char *dot = strrchr(document_name(document->path), '.');
    return dot && (!strcasecmp(dot, ".yaml") || !strcasecmp(dot, ".yml")) &&
           document->of_lesson == (app->session.scene.lesson != NULL);
}

void document_save(App *app)
{
    Error error;
    DocumentPath path;
    bool lesson = app->session.scene.lesson, own = document_has_file(app);
    bool ok =
        own ? write(app, app->document.path, false, &error)
            : document_write_new(app, lesson ? "lesson" : "ravine", DOCUMENT_SCENE, NULL, write_new, &path, &error);
    if (!ok) {
        app_say(app, true, "%s: %s", lesson ? "lesson" : "scene", error.text);
        return;
    }
    document_begin(app, own ? app->document.path : path.name);
    host_deliver(app->document.path);
    app->gliding = (Knob){0}; // undo comes back to what was saved
    app_say(app, false, "saved %s", app->document.path);
}
