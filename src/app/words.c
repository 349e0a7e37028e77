#include "app/words.h"

#include "app/host.h"
#include "app/open.h"
#include "app/resume.h"
#include "app/work.h"

#include <string.h>

static void fill_help(Words *words)
{
    int n = 0;
    const char *use, *keys;
    for (int i = 0; i < action_rows() && n < WORDS_HELP_MAX; i++) {
        ActionRow *row = &words->row[n];
        *row = action_row(i);
        if (row->keys[0])
            words->help[n++] = (PictureKey){row->group, row->keys, row->title, row->gesture};
    }
    for (int i = 0; n < WORDS_HELP_MAX && (keys = host_keeps(i, &use)); i++)
        words->help[n++] = (PictureKey){"The browser's own", keys, use, false};
    words->help[n] = (PictureKey){0};
}

static bool is_name(const App *app)
{
    return app->entry.owner && app->entry.prompt && !strcmp(app->entry.prompt, ENTRY_NAME);
}

// The letters after Ctrl+E, also where the rows have no room.
static void fill_formats(Words *words)
{
    int n = 0;
    for (; n < FORMATS_MAX - 1 && words->formats[n].detail; n++) {
        words->foot[2 * n] = words->formats[n].key;
        words->foot[2 * n + 1] = words->formats[n].ending;
    }
    words->foot[2 * n] = "Esc";
    words->foot[2 * n + 1] = "leave";
    words->foot[2 * n + 2] = NULL;
}

static void fill_foot(const App *app, Words *words)
{
    static const char *const entry[] = {"Enter", "accept", "Esc", "leave", NULL};
    static const char *const line[] = {"Enter", "run", "↑  ↓", "choose", "Tab", "complete", "Esc", "leave", NULL};
    static const char *const starts[] = {"←  →  ↑  ↓", "move the start", "Shift", "finely", "Enter", "type it",
                                         "Esc",        "leave",          NULL};
    if (app->starts && !app->entry.owner) {
        memcpy(words->foot, starts, sizeof starts);
        return;
    }
    if (app->entry.owner && !formats_asked(app)) {
        bool rows = app->entry.prompt && !is_name(app);
        memcpy(words->foot, rows ? line : entry, rows ? sizeof line : sizeof entry);
        return;
    }
    if (formats_asked(app)) {
        fill_formats(words);
        return;
    }
    int n = 0;
    for (int i = 0; i < action_count() && n < WORDS_FOOT_MAX; i++) {
        const Action *action = action_at(i);
        if (!action->brief || (action->enabled && !action->enabled(app)))
            continue;
        action_keys(action, true, words->foot_keys[n], ACTION_KEYS_MAX);
        words->foot[2 * n] = words->foot_keys[n];
        words->foot[2 * n + 1] = action->brief;
        n++;
    }
    words->foot[2 * n] = NULL;
}

// The keys that bring what has folded away.
static void fill_folds(Words *words)
{
    static const char *const ids[FOLD_COUNT] = {
        [FOLD_STATE] = "state", [FOLD_CHARTS] = "fold_charts", [FOLD_COLUMN] = "fold_column"};
    for (int part = 0; part < FOLD_COUNT; part++) {
        words->fold_keys[part][0] = '\0';
        for (int i = 0; i < action_count(); i++)
            if (ids[part] && !strcmp(action_at(i)->id, ids[part]))
                action_keys(action_at(i), true, words->fold_keys[part], ACTION_KEYS_MAX);
        words->folds[part] = words->fold_keys[part];
    }
}

static bool drags_slider(const App *app)
{
    HitKind kind = app->pointer.hit.kind;
    return app->pointer.button && app->pointer.dragging && (kind == HIT_SLIDER || kind == HIT_CONSTANT_SLIDER);
}

// false: it is closed.
static bool fill_palette(App *app, Words *words)
{
    if (palette_is_open(app))
        palette_show(app, &words->palette, words->items);
    else if (is_name(app))
        words->palette = (PicturePalette){.text = app->entry.text,
                                          .prompt = ENTRY_NAME,
                                          .caret = app->entry.caret,
                                          .chosen = -1,
                                          .nothing = "empty: as its rule is called",
                                          .hint = "empty: as its rule is called"};
    else if (formats_asked(app))
        formats_show(app, words->formats, &words->palette);
    else if (app->entry.owner && app->entry.prompt)
        open_show(app, &words->palette);
    else
        return false;
    return true;
}

PictureUi words_fill(Words *words, App *app)
{
    if (formats_asked(app))
        formats_words(words->formats);
    fill_foot(app, words);
    fill_folds(words);
    if (app->help)
        fill_help(words);
    if (app->timing.shown)
        timing_rows(&app->timing, render_redraws(app->render), words->timing);
    if (app->offers)
        resume_words(app, words->offer, sizeof words->offer);
    bool palette = fill_palette(app, words), keys = host_gives(SDLK_RETURN);
    const char *progress = work_line(app, words->progress, sizeof words->progress);
    return (PictureUi){
        .interactive = true,
        .playing = app->playing,
        .starts = app->starts,
        .steers = app_steer_step(app) >= 0,
        .steer_step = app_steer_step(app),
        .blank = app->blank,
        .slider = app->slider,
        .range = drags_slider(app) ? app->pointer.range : NULL,
        .entry = app->entry.owner && !app->entry.prompt ? app->entry.text : NULL,
        .palette = palette ? &words->palette : NULL,
        .entry_caret = app->entry.caret,
        .entry_column = app->entry.column,
        .message = progress                ? progress
                   : app->message_until_ms ? app->message
                                           : NULL,
        .message_is_error = !progress && app->message_is_error,
        .pointing = app->pointer.pointing && !app->help && !palette,
        .pointer_x = app->pointer.at_x,
        .pointer_y = app->pointer.at_y,
        .moving = app->moving_until_ms || motion_runs(&app->motion),
        .projector = app->projector,
        .echo_key = app->projector && app->echo_until_ms ? app->echo_key : NULL,
        .echo_title = app->echo_what,
        .timing = app->timing.shown ? words->timing : NULL,
        .search = app->search,
        .search_racers = app->search_racers,
        .search_steps = app->search_steps,
        .help = app->help ? words->help : NULL,
        .help_page = app->help_page,
        .foot = keys ? words->foot : NULL,
        .fold_keys = keys ? words->folds : NULL,
        .insists = app->insists,
        .offer = app->offers && !app->entry.owner ? words->offer : NULL,
    };
}
