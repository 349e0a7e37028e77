#include "app/shot.h"

#include "app/app.h"
#include "app/still.h"
#include "base/file.h"

#include <stdio.h>

enum { SHOTS_MAX = 999 };

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
    Source source = still_source(&still);
    bool ok = session_run(&app->session, (int)app->step + 1, error) &&
              export_write(export_find("png"), &source, path, NULL, error);
    still_end(&still);
    return ok;
}

void shot_take(App *app)
{
    char path[32];
    int number = 0;
    do
        snprintf(path, sizeof path, "ravine-%03d.png", ++number);
    while (file_exists(path) && number < SHOTS_MAX);
    Error error = {"there are 999 screenshots here already"};
    if (!file_exists(path) && write(app, path, &error))
        app_say(app, false, "wrote %s", path);
    else
        app_say(app, true, "screenshot: %s", error.text);
}
