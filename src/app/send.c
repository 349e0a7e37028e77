#include "app/send.h"

#include "app/clip.h"
#include "app/document.h"
#include "app/host.h"
#include "app/named.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_MS = 100 };

static bool opens_again(const ExportFormat *format)
{
    return format->needs & (EXPORT_LIST | EXPORT_PIXELS) ? !format->film : !(format->needs & EXPORT_RACE);
}

static bool start(App *app, const char *ending, Error *error)
{
    size_t size;
    Scene scene = {0};
    if (!app->program)
        return error_set(error, "there is no program to write it with");
    scene_copy(&scene, &app->session.scene);
    scene.step = (int)fmin(app->step, scene.steps);
    scene.step_said = true;
    bool alone = opens_again(export_find(ending)) || host_is_page();
    if (alone || !named_scene(&scene, app->document.path, app->errand_name, sizeof app->errand_name))
        app->errand_name[0] = '\0';
    char *text = scene_print(&scene, &size, error);
    scene_clear(&scene);
    bool ok = text && errand_begin(&app->errand, app->program, ending, text, size, error);
    free(text);
    return ok;
}

void send_begin(App *app, const ExportFormat *format)
{
    Error error = {""};
    if (app->errand.process)
        app_say(app, true, "a .%s is being written: %s stops it", app->errand.ending, host_stops());
    else if (!start(app, format->ending, &error))
        app_say(app, true, "export: %s", error.text);
    else
        app->errand_at_ms = app->now_ms + LOOK_MS;
    app->dirty = true;
}

const char *send_line(const App *app, char *line, size_t size)
{
    const Errand *errand = &app->errand;
    snprintf(line, size, "writing a .%s%s%s; %s stops", errand->ending, errand->line[0] ? ": " : "", errand->line,
             host_stops());
    return errand->process ? line : NULL;
}

// ---- Its end

static bool copy(FILE *from, FILE *to, Error *error)
{
    char bytes[1 << 14];
    rewind(from);
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, from)) > 0;)
        if (fwrite(bytes, 1, n, to) != n)
            return error_set(error, "%s", strerror(errno));
    return !ferror(from) || error_set(error, "%s", strerror(errno));
}

static bool place(FILE *from, const char *path, Error *error)
{
    FileOut out;
    if (!file_begin(&out, path, error))
        return false;
    out.anew = true;
    if (copy(from, out.stream, error))
        return file_commit(&out, error);
    file_abort(&out);
    return false;
}

// What has no scene inside, and is of none that has a name, has it beside, under the same number.
static bool stands_alone(const App *app)
{
    return app->errand_name[0] || opens_again(export_find(app->errand.ending)) || host_is_page();
}

static void beside_of(const char *path, char beside[sizeof(DocumentPath)])
{
    Text text = text_begin(beside, sizeof(DocumentPath));
    text_add(&text, "%.*s." DOCUMENT_SCENE, (int)(strrchr(path, '.') - path), path);
}

// A file that was written before.
static bool holds(const char *path, FILE *what)
{
    size_t size;
    Error nobody;
    char *bytes = file_read(path, &size, &nobody);
    bool same = bytes != NULL;
    rewind(what);
    for (size_t i = 0; same && i < size; i++)
        same = getc(what) == (unsigned char)bytes[i];
    same = same && getc(what) == EOF;
    free(bytes);
    return same;
}

static bool fits(App *app, const char *path)
{
    char beside[sizeof(DocumentPath)];
    beside_of(path, beside);
    return stands_alone(app) || !file_exists(beside) || holds(beside, app->errand.scene);
}

static bool write_files(App *app, const char *path, Error *error)
{
    char beside[sizeof(DocumentPath)];
    Errand *errand = &app->errand;
    beside_of(path, beside);
    bool alone = stands_alone(app) || file_exists(beside);
    if (!alone && !place(errand->scene, beside, error))
        return false;
    bool ok = place(errand->bytes, path, error);
    if (!ok && !alone)
        remove(beside);
    return ok;
}

void send_note(App *app, const char *name, const char *ending)
{
    snprintf(app->again, sizeof app->again, "ravine %s -o again.%s", name, ending);
}

static void finish(App *app)
{
    Error error;
    DocumentPath path;
    const char *ending = app->errand.ending;
    if (!document_write_new(app, "ravine", ending, fits, write_files, &path, &error)) {
        app_say(app, true, "export: %s", error.text);
        return;
    }
    char scene[sizeof path.name];
    beside_of(path.name, scene);
    const char *name = app->errand_name[0] ? app->errand_name : scene;
    send_note(app, opens_again(export_find(ending)) ? path.name : name, ending);
    host_deliver(path.name);
    if (host_is_page())
        app_say(app, false, "wrote %s", path.name);
    else
        app_say(app, false, "wrote %s; again: %s", path.name, app->again);
}

void send_work(App *app)
{
    bool ok;
    Errand *errand = &app->errand;
    if (!errand->process || app->now_ms < app->errand_at_ms)
        return;
    app->errand_at_ms = app->now_ms + LOOK_MS;
    app->dirty = true;
    if (errand_runs(errand, &ok))
        return;
    if (errand->stopped)
        app_say(app, false, "stopped: no .%s was written", errand->ending);
    else if (ok)
        finish(app);
    else
        app_say(app, true, "export: %s", errand->line[0] ? errand->line : "the program that wrote it has ended");
    errand_end(errand);
    app->errand_at_ms = 0;
}

bool send_stop(App *app)
{
    bool runs = app->errand.process;
    if (runs)
        errand_stop(&app->errand);
    return runs;
}

void send_end(App *app)
{
    errand_end(&app->errand);
}

bool send_can_copy(const App *app)
{
    return app->again[0] && !host_is_page();
}

void send_copy(App *app)
{
    Error error;
    if (!clip_put(app->again, &error))
        app_say(app, true, "%s", error.text);
    else
        app_say(app, false, "copied %s", app->again);
}
