#include "app/share.h"

#include "app/app.h"
#include "app/host.h"
#include "base/pack.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// "#scene=...", at the step that is shown. free() it; NULL: error.
static char *link_of(const App *app, Error *error)
{
    size_t size;
    Scene scene = {0};
    scene_copy(&scene, &app->session.scene);
    scene.step = (int)fmin(app->step, scene.steps);
    scene.step_said = true;
    char *text = scene_print(&scene, &size, error), *packed = text ? pack_text(text, size, error) : NULL;
    scene_clear(&scene);
    free(text);
    size_t room = packed ? strlen(packed) + sizeof "#scene=" : 0;
    char *link = packed ? malloc(room) : NULL;
    if (link)
        snprintf(link, room, "#scene=%s", packed);
    else if (packed)
        error_set(error, "link: out of memory");
    free(packed);
    return link;
}

void share_link(App *app)
{
    Error error;
    char *link = link_of(app, &error);
    size_t length = link ? strlen(link) : 0;
    if (length > PACK_LINK_MAX)
        app_say(app, true, "link: it would have %zu letters, more than the %d that it may: share a file", length,
                PACK_LINK_MAX);
    else if (!link || !host_share(link, &error))
        app_say(app, true, "%s", error.text);
    else
        app_say(app, false, "copied a link of %zu letters that carries the scene", length);
    free(link);
}
