#include "app/open.h"

#include "app/document.h"
#include "app/edit.h"
#include "app/grid.h"
#include "app/host.h"
#include "app/setup.h"
#include "app/slides.h"
#include "app/table.h"
#include "base/file.h"
#include "export/export.h"

#include <SDL.h>
#include <string.h>

// As if the program had been started with it, but for undo. theme: NULL for its own.
static bool take_scene(App *app, const char *path, const char *theme, Error *error)
{
    Options options = {.scene = path, .theme = theme};
    Scene read = {0};
    bool ok = setup_scene(&options, &read, error) == EXIT_DONE;
    if (ok)
        scene_copy(app_draft(app), &read);
    scene_clear(&read);
    if (!ok || !app_commit(app))
        return false;
    const Scene *scene = &app->session.scene;
    walk_clear(&app->walk);
    app->home = scene->view;
    app->playing = scene->step == 0 && scene->steps > 0;
    app_seek(app, scene->step);
    slides_open(app);
    return true;
}

static void say_opened(App *app, const char *path)
{
    char line[ERROR_TEXT_MAX];
    const Scene *scene = &app->session.scene;
    if (setup_notice(NULL, scene, line, sizeof line) || grid_notice(scene, line, sizeof line))
        app_say(app, false, "%s", line);
    else
        app_say(app, false, "opened %s", document_name(path));
}

static bool open_path(App *app, const char *path, bool table, const char *file)
{
    Error error = {""};
    const char *theme = file[0] ? NULL : app->session.scene.view.theme;
    bool ok = table ? table_open(app, path, &error) : take_scene(app, path, theme, &error);
    if (ok && !table) {
        document_begin(app, file);
        say_opened(app, path);
    } else if (!ok && error.text[0])
        app_say(app, true, "%s", error.text);
    return ok;
}

bool open_file(App *app, const char *path)
{
    return open_path(app, path, folder_is_table(path), path);
}

bool open_builtin(App *app, const char *name)
{
    return open_path(app, name, false, "");
}

// ---- By its name

static bool is_folder(const char *path)
{
    size_t length = strlen(path);
    return length > 0 && path[length - 1] == '/';
}

// What is chosen, or else typed, or else what that can only become.
static const char *meant(const Folder *folder, const char *typed)
{
    char path[FOLDER_PATH_MAX];
    if (folder->at >= 0)
        return folder->path[folder->at];
    bool there = folder_expand(typed, path) && file_exists(path);
    size_t length = strlen(typed);
    if (folder->n > 0 && !strncmp(folder->path[0], typed, length) && !strcmp(folder->path[0] + length, "/"))
        return folder->path[0];
    return there || folder->n != 1 || folder->more ? typed : folder->path[0];
}

static bool accept(App *app, Entry *entry)
{
    char path[FOLDER_PATH_MAX];
    folder_match(&app->folder, entry->text);
    const char *name = meant(&app->folder, entry->text);
    if (!name[0])
        return true;
    if (is_folder(name)) {
        entry_set(entry, name);
        return false;
    }
    return folder_expand(name, path) && open_file(app, path);
}

static bool press(App *app, Entry *entry, int key)
{
    Folder *folder = &app->folder;
    folder_match(folder, entry->text);
    if (key == SDLK_DOWN || key == SDLK_UP)
        folder_move(folder, key == SDLK_DOWN ? 1 : -1);
    else if (key == SDLK_TAB && folder->n > 0)
        entry_set(entry, folder->path[folder->at < 0 ? 0 : folder->at]);
    return key == SDLK_DOWN || key == SDLK_UP || key == SDLK_TAB;
}

static void chosen(App *app, Entry *entry, int row)
{
    folder_match(&app->folder, entry->text);
    app->folder.at = row < app->folder.n ? row : -1;
    if (row < app->folder.n && accept(app, entry))
        app_close_entry(app);
}

static bool is_picture(const char *path)
{
    const ExportFormat *format = export_for_path(path);
    return format && format->needs & (EXPORT_LIST | EXPORT_PIXELS);
}

static const char *kind_of(const char *path)
{
    return is_folder(path) ? "folder" : folder_is_table(path) ? "data" : is_picture(path) ? "picture" : "scene";
}

void open_show(App *app, PicturePalette *shown)
{
    const Folder *folder = &app->folder;
    folder_match(&app->folder, app->entry.text);
    *shown = (PicturePalette){
        .text = app->entry.text,
        .prompt = app->entry.prompt,
        .hint = "the name of a scene, a picture or data",
        .caret = app->entry.caret,
        .n = folder->n,
        .chosen = folder->at,
        .after = folder->more,
        .nothing = "nothing to open here has such a name",
    };
    for (int i = 0; i < folder->n; i++)
        shown->row[i] = (PictureRow){folder->path[i], "", kind_of(folder->path[i]), "", NULL, NULL, NULL};
}

void open_ask(App *app)
{
    if (host_picks())
        return;
    app_open_entry(app, accept);
    app->entry.choose = chosen;
    app->entry.press = press;
    app->entry.prompt = "open";
    folder_open(&app->folder);
}
