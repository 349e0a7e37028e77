// No other program runs beside a page: a file is written at once, as the command line would write it, and delivered.
#include "app/send.h"

#include "app/clip.h"
#include "app/document.h"
#include "app/host.h"
#include "app/output.h"
#include "base/text.h"

#include <math.h>

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

void send_begin(App *app, const ExportFormat *format)
{
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
    (void)app;
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
