#include "app/shot.h"

#include "app/app.h"
#include "app/still.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHOTS_MAX = 999 };

void shot_take(App *app)
{
    char path[32];
    int number = 0;
    do
        snprintf(path, sizeof path, "ravine-%03d.png", ++number);
    while (file_exists(path) && number < SHOTS_MAX);
    Error error = {"there are 999 screenshots here already"};
    AppPage page = app_page(app);
    StillInput input = {
        .session = &app->session,
        .render = app->render,
        .picture = app->picture,
        .step = (int)app->step,
        .width_px = page.width_px,
        .height_px = page.height_px,
        .scale = page.scale,
    };
    size_t size;
    uint8_t *bytes = file_exists(path) ? NULL : still_png(&input, &size, &error);
    if (bytes && file_write(path, bytes, size, &error))
        app_say(app, false, "wrote %s", path);
    else
        app_say(app, true, "screenshot: %s", error.text);
    free(bytes);
}
