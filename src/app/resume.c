#include "app/resume.h"

#include "app/document.h"
#include "app/whose.h"
#include "base/text.h"
#include "picture/draw/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEEP_MS = 400, COST_SHARE = 20 }; // after a change; and a twentieth of the time at most, where it takes long

// The scene as it is to be found again: it opens at the step that is shown. free() it; NULL: out of memory.
static char *text_at(const Scene *shown, double step, size_t *size)
{
    Scene scene = {0};
    scene_copy(&scene, shown);
    scene.step = (int)fmin(step, scene.steps);
    char *text = scene_print(&scene, size, NULL);
    scene_clear(&scene);
    return text;
}

// Likewise, with whose its rates are.
static char *kept_text(const Scene *shown, double step, size_t *size)
{
    return whose_add(shown, text_at(shown, step, size), size);
}

static bool is_kept(const Kept *kept, const char *text, size_t size)
{
    return kept->text && kept->size == size && !memcmp(kept->text, text, size);
}

static void take_text(Kept *kept, char *text, size_t size)
{
    free(kept->text);
    kept->text = text;
    kept->size = size;
}

// What was declined stays the newest until there is something else to keep than a step further on.
static bool rests(App *app)
{
    size_t size;
    char *text = app->kept.rests ? kept_text(&app->session.scene, 0, &size) : NULL;
    app->kept.rests = text && is_kept(&app->kept, text, size);
    free(text);
    return app->kept.rests;
}

static void write(App *app, char *text, size_t size)
{
    Error error;
    bool ok = keep_write(&app->keep, text, size, &error);
    if (!ok && !app->kept.failed)
        app_say(app, true, "the scene is not kept: %s", error.text);
    app->kept.failed = !ok;
    take_text(&app->kept, text, size);
}

static void keep(App *app)
{
    size_t size;
    double start_ms = app_clock_ms();
    char *text = rests(app) ? NULL : kept_text(&app->session.scene, app->step, &size);
    if (text && !is_kept(&app->kept, text, size))
        write(app, text, size);
    else
        free(text);
    app->kept.cost_ms = app_clock_ms() - start_ms;
}

static bool is_shown(const App *app, const Scene *scene)
{
    size_t size = 0, other_size = 0;
    char *text = text_at(scene, scene->step, &size), *other = text_at(&app->session.scene, app->step, &other_size);
    bool same = text && other && size == other_size && !memcmp(text, other, size);
    free(text);
    free(other);
    return same;
}

void resume_begin(App *app, bool offers)
{
    Error error;
    if (!keep_begin(&app->keep, &error)) {
        app_say(app, true, "%s", error.text);
        return;
    }
    bool found = keep_find(&app->keep, offers ? &app->left : NULL);
    if (found && scene_own_racers(&app->left, OWNER_USER))
        whose_read(&app->left, app->keep.left);
    app->offers = found && !is_shown(app, &app->left);
    app->kept.at_ms = app->now_ms + KEEP_MS;
    app_changed(app);
}

void resume_end(App *app)
{
    app_preview_end(app);
    if (app->keep.folder[0] && !app->offers)
        keep(app);
    keep_end(&app->keep);
    free(app->kept.text);
    app->kept = (Kept){0};
}

void resume_work(App *app, bool drawn)
{
    if (!app->offers)
        keep_leave(&app->keep, false); // an edit declines as well
    if (drawn && !app->kept.at_ms)
        app->kept.at_ms = app->now_ms + (uint64_t)fmax(KEEP_MS, COST_SHARE * app->kept.cost_ms);
    if (!app->kept.at_ms || app->now_ms < app->kept.at_ms)
        return;
    app->kept.at_ms = 0;
    if (app->previews)
        return;
    document_title(app);
    if (app->keep.folder[0] && !app->offers)
        keep(app);
}

// What was left goes only once it is kept again.
void resume_go_on(App *app)
{
    if (!document_show(app, &app->left))
        return;
    keep(app);
    keep_leave(&app->keep, !app->kept.failed);
    app_changed(app);
}

void resume_decline(App *app)
{
    size_t size;
    char *text = kept_text(&app->session.scene, 0, &size);
    app->offers = false;
    app->kept.rests = text;
    take_text(&app->kept, text, size);
    app_changed(app);
}

void resume_words(const App *app, char *words, size_t size)
{
    char formula[FORMULA_TEXT_MAX + 1];
    const Scene *left = &app->left;
    Text text = text_begin(words, size);
    format_formula(left->formula, formula, sizeof formula);
    text_add(&text, "%s, step %s", left->title[0] ? left->title : formula, format_count(left->step).text);
}
