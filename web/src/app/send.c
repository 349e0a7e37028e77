// No other program runs beside a page: a file is written at once, as the command line would write it, and delivered.
#include "app/send.h"

#include "app/clip.h"
#include "app/document.h"
#include "app/host.h"
#include "app/output.h"
#include "base/text.h"

#include <emscripten.h>
#include <math.h>
#include <string.h>

// Of the module that writes PDF: 0 not asked for, 1 on its way, 2 there, -1 not to be had.
EM_JS(int, send_js_writer, (int fetch), { return Ravine.writerIs(fetch); });

static const ExportFormat *waits; // for it

static bool write(App *app, const char *path, Error *error)
{
    Scene scene = {0};
    Options options = {.output = path};
    scene_copy(&scene, &app->session.scene);
    scene.step = (int)fmin(app->step, scene.steps);
    scene.step_said = true;
    bool ok = output_run(&options, export_for_path(path), &scene, error) == EXIT_DONE;
    scene_clear(&scene);
    return ok;
}

static bool is_there(App *app, const ExportFormat *format)
{
    int writer = strcmp(format->ending, "pdf") ? 2 : send_js_writer(true);
    waits = writer == 1 ? format : NULL;
    if (writer == 1)
        app_say(app, false, "the writer of PDF is being fetched");
    else if (writer < 0)
        app_say(app, true, "export: the writer of PDF cannot be fetched: take svg, or try again");
    return writer == 2;
}

void send_begin(App *app, const ExportFormat *format)
{
    if (!is_there(app, format))
        return;
    Error error = {""};
    DocumentPath path;
    bool ok = document_write_new(app, "ravine", format->ending, NULL, write, &path, &error);
    if (ok) {
        host_deliver(path.name);
        app_say(app, false, "wrote %s", path.name);
    } else
        app_say(app, true, "export: %s", error.text);
}

void send_work(App *app)
{
    if (waits && send_js_writer(false) != 1)
        send_begin(app, waits);
}

bool send_stop(App *app)
{
    (void)app;
    return false;
}

void send_end(App *app)
{
    (void)app;
}

const char *send_line(const App *app, char *line, size_t size)
{
    (void)app, (void)line, (void)size;
    return NULL;
}

void send_note(App *app, const char *name, const char *ending)
{
    (void)ending;
    text_copy(app->again, sizeof app->again, name);
}

// There is no command line in a page.
bool send_can_copy(const App *app)
{
    (void)app;
    return false;
}

void send_copy(App *app)
{
    (void)app;
}
