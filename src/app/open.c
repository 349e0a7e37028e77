#include "app/open.h"

#include "app/document.h"
#include "app/setup.h"
#include "app/slides.h"

#include <SDL.h>
#include <string.h>
#include <strings.h>

// By its ending: rows of numbers have no other mark.
static bool is_table(const char *path)
{
    static const char *const endings[] = {".csv", ".tsv", ".txt", ".data"};
    const char *dot = strrchr(document_name(path), '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (!strcasecmp(dot, endings[i]))
            return true;
    return false;
}

static bool take_rows(App *app, const char *path, Error *error)
{
    Scene *scene = app_draft(app);
    if (!setup_data(scene, path, error))
        return false;
    scene_frame(scene);
    scene_hold_paths(scene);
    if (!app_commit(app))
        return false;
    app->home = app->session.scene.view;
    return true;
}

// As if the program had been started with it, but for undo.
static bool take_scene(App *app, const char *path, Error *error)
{
    Options options = {.scene = path};
    Scene read = {0};
    bool ok = setup_scene(&options, &read, error) == EXIT_DONE;
    if (ok)
        scene_copy(app_draft(app), &read);
    scene_clear(&read);
    if (!ok || !app_commit(app))
        return false;
    const Scene *scene = &app->session.scene;
    app->home = scene->view;
    app->playing = scene->step == 0 && scene->steps > 0;
    app_seek(app, scene->step);
    slides_open(app);
    return true;
}

static void say_opened(App *app, const char *path)
{
    char line[ERROR_TEXT_MAX];
    if (setup_notice(NULL, &app->session.scene, line, sizeof line))
        app_say(app, false, "%s", line);
    else
        app_say(app, false, "opened %s", document_name(path));
}

void open_file(App *app, const char *path)
{
    Error error = {""};
    app_close_entry(app);
    bool table = is_table(path), ok = (table ? take_rows : take_scene)(app, path, &error);
    if (ok && !table)
        document_begin(app, path);
    if (ok)
        say_opened(app, path);
    else if (error.text[0])
        app_say(app, true, "%s", error.text);
}
