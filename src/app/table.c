#include "app/table.h"

#include "app/app.h"
#include "app/document.h"
#include "app/setup.h"
#include "picture/draw/format.h"
#include "scene/dataset.h"

#include <stdio.h>
#include <string.h>

static bool commit_rows(App *app)
{
    scene_frame(&app->draft);
    scene_hold_paths(&app->draft);
    if (!app_commit(app))
        return false;
    app->home = app->session.scene.view;
    return true;
}

// What is to be known of the rows, or else of the loss that came with them, or what has happened.
static void say_rows(App *app, const char *name, const char *done)
{
    char line[ERROR_TEXT_MAX];
    const Scene *scene = &app->session.scene;
    if (strcmp(scene->formula, app->before.formula) != 0)
        app_say(app, false, "%s: the loss is now %s; Ctrl+P takes another", name, scene->formula);
    else
        app_say(app, false, "%s", setup_notice(NULL, scene, line, sizeof line) ? line : done);
}

bool table_open(App *app, const char *path, Error *error)
{
    if (!setup_data(app_draft(app), path, error) || !commit_rows(app))
        return false;
    char done[ERROR_TEXT_MAX];
    snprintf(done, sizeof done, "opened %s", document_name(path));
    say_rows(app, document_name(path), done);
    return true;
}

void table_paste(App *app, const char *text)
{
    Error error = {""};
    if (!setup_rows(app_draft(app), text, "pasted rows", &error)) {
        app_say(app, true, "%s", error.text);
        return;
    }
    if (!commit_rows(app))
        return;
    char done[ERROR_TEXT_MAX];
    snprintf(done, sizeof done, "pasted %s rows", format_count(dataset_rows(app->session.scene.data)).text);
    say_rows(app, "pasted rows", done);
}

static int count_of(const char *text, size_t length, const char *signs)
{
    int n = 0;
    for (size_t i = 0; i < length; i++)
        n += strchr(signs, text[i]) != NULL;
    return n;
}

bool table_is(const char *text)
{
    static const char between[] = ",;\t";
    size_t first = strcspn(text, "\r\n");
    const char *next = text + first + strspn(text + first, "\r\n");
    size_t second = strcspn(next, "\r\n");
    int n = count_of(text, first, between);
    return n > 0 && n == count_of(next, second, between) && strspn(next, "0123456789.+-eE,;\t naifNAIF\"") >= second;
}
