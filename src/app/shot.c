#include "app/shot.h"

#include "app/document.h"
#include "app/grid.h"
#include "app/host.h"
#include "app/send.h"
#include "app/still.h"

static bool write(App *app, const char *path, Error *error)
{
    AppPage page = app_page(app);
    Still still = {
        .session = &app->session,
        .render = app->render,
        .picture = app->picture,
        .steps = (int)app->step,
        .width_px = page.width_px,
        .height_px = page.height_px,
        .scale = page.scale,
    };
    bool ok = session_run(&app->session, (int)app->step + 1, error) && still_compose(&still, error);
    Source source = still_source(&still);
    ok = ok && export_write(export_find("png"), &source, path, &(Sink){.anew = true}, error);
    still_end(&still);
    return ok;
}

// A contact sheet's races are not those of the window: it is made like other exports. In a page so is a figure, which
// has nothing of the window, either.
static bool is_export(const Scene *scene)
{
    return grid_has(scene) || (host_is_page() && still_is_figure(scene) && !scene->lesson);
}

void shot_take(App *app)
{
    if (is_export(&app->session.scene)) {
        send_begin(app, export_find("png"));
        return;
    }
    app->shot_waits = app_replays_long(app);
    if (app->shot_waits)
        return;
    Error error;
    DocumentPath path;
    if (!document_write_new(app, "ravine", "png", NULL, write, &path, &error)) {
        app_say(app, true, "screenshot: %s", error.text);
        return;
    }
    host_deliver(path.name);
    send_note(app, path.name, "png");
    app_say(app, false, "wrote %s", path.name);
}

void shot_work(App *app)
{
    if (app->shot_waits)
        shot_take(app);
}
