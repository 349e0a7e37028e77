#include "app/work.h"

#include "app/edit.h"
#include "app/host.h"
#include "app/send.h"
#include "app/shot.h"
#include "picture/draw/format.h"

#include <math.h>
#include <stdio.h>

// A change of it is to be seen: each percent of a search, and its end.
static int search_percent(const App *app)
{
    double part;
    return study_searches(app->session.study, &part) ? (int)(100 * part) : -1;
}

void work_run(App *app)
{
    int percent = search_percent(app);
    if (app_replays(app))
        app_replay(app);
    if (!app_replays(app) && app_runs_ahead(app))
        app_run_ahead(app);
    app->dirty |= study_work(app->session.study, app_left_ms(app), app->clock);
    edit_take_lr(app);
    shot_work(app);
    send_work(app);
    app->dirty |= search_percent(app) != percent;
    app->work_until_ms = 0;
}

bool work_waits(const App *app)
{
    double part;
    return app_replays(app) || app_runs_ahead(app) || study_doing(app->session.study, &part);
}

bool work_stop(App *app)
{
    if (!app_replays_long(app))
        return false;
    app->playing = app->shot_waits = false;
    app_seek(app, floor(app_shown_step(app)));
    return true;
}

const char *work_line(const App *app, char *line, size_t size)
{
    int percent = search_percent(app);
    if (app_replays_long(app))
        snprintf(line, size, "replaying: step %s of %s%s; %s stops", format_count(app_shown_step(app)).text,
                 format_count(app->step).text, app->shot_waits ? ", then a picture" : "", host_stops());
    else if (percent >= 0)
        snprintf(line, size, "finding the best lr: %d %%; %s stops", percent, host_stops());
    return app_replays_long(app) || percent >= 0 ? line : send_line(app, line, size);
}
