#include "app/work.h"

#include "app/edit.h"

#include <stdio.h>

static bool is_under_way(const App *app)
{
    double part;
    return study_searches(app->session.study, &part);
}

// Each percent is shown.
static int percent(const App *app)
{
    double part;
    return study_searches(app->session.study, &part) ? (int)(100 * part) : 0;
}

void work_run(App *app)
{
    Study *study = app->session.study;
    bool before = is_under_way(app);
    int percent_before = percent(app);
    app->dirty |= study_work(study, WORK_BUDGET_MS, app->clock);
    app->dirty |= is_under_way(app) != before || percent(app) != percent_before;
    edit_take_lr(app);
}

bool work_waits(const App *app)
{
    double part;
    return study_doing(app->session.study, &part);
}

const char *work_line(const App *app, char *line, size_t size)
{
    double part;
    if (!study_searches(app->session.study, &part))
        return NULL;
    snprintf(line, size, "finding the best lr: %d %%", percent(app));
    return line;
}
