#include "app/palette.h"

#include "app/edit.h"
#include "app/formats.h"
#include "app/setup.h"
#include "base/text.h"
#include "scene/steer.h"

#include <SDL.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char hint[] = "a name, a formula, a line of PyTorch, lr=0.03 ...";

bool palette_is_open(const App *app)
{
    return app->palette && app->entry.owner && app->entry.prompt && !app->entry.prompt[0];
}

// ---- What is typed

// The last formula that reads stays while what is typed does not.
static void follow(App *app, const PaletteFound *found)
{
    Error error;
    const char *text = app->entry.text;
    if (found->places && edit_place(app_draft(app), text, &error))
        app_preview(app);
    else if (!found->why[0])
        app_preview_end(app);
}

void palette_update(App *app)
{
    Palette *palette = app->palette;
    const Entry *entry = &app->entry;
    if (!palette_is_open(app))
        return;
    bool same = !palette->stale && !strcmp(palette->text, entry->text);
    if (same && palette->caret == entry->caret && palette->taken == app->taken)
        return;
    palette->caret = entry->caret;
    palette->taken = app->taken;
    text_copy(palette->text, sizeof palette->text, entry->text);
    palette_match(app, entry->text, entry->caret, &palette->found);
    palette->stale = false;
    if (!same || palette->at >= palette->found.n)
        palette->at = palette->first = 0;
    if (same)
        return;
    follow(app, &palette->found);
    palette->taken = app->taken;
}

// ---- Choosing

static int rows_seen(const App *app)
{
    int rows = picture_palette_rows(app->picture);
    return rows > 0 ? rows : PICTURE_ROWS_MAX;
}

static void see(App *app)
{
    Palette *palette = app->palette;
    int rows = rows_seen(app);
    if (palette->at < palette->first)
        palette->first = palette->at;
    if (palette->at >= palette->first + rows)
        palette->first = palette->at - rows + 1;
    app_changed(app);
}

// Round and round; a page stops at the ends.
static void move(App *app, int n)
{
    Palette *palette = app->palette;
    int count = palette->found.n, at = palette->at + n;
    if (!count)
        return;
    bool page = n < -1 || n > 1;
    at = page ? (at < 0 ? 0 : at >= count ? count - 1 : at) : (at + count) % count;
    palette->at = at;
    see(app);
}

// ---- What was typed before

static bool is_recalling(const App *app)
{
    const Palette *palette = app->palette;
    return palette->past_at < palette->n_past && !strcmp(palette->past[palette->past_at], app->entry.text);
}

static bool recall(App *app, int n)
{
    Palette *palette = app->palette;
    if (app->entry.text[0] && !is_recalling(app))
        return false;
    if (!app->entry.text[0])
        palette->past_at = palette->n_past;
    int at = palette->past_at + n;
    if (at < 0 || at > palette->n_past || (n > 0 && palette->past_at == palette->n_past))
        return n < 0 && is_recalling(app);
    palette->past_at = at;
    entry_set(&app->entry, at < palette->n_past ? palette->past[at] : "");
    return true;
}

static void remember(Palette *palette, const char *text)
{
    if (!text[0] || (palette->n_past && !strcmp(palette->past[palette->n_past - 1], text)))
        return;
    if (palette->n_past == PALETTE_PAST_MAX)
        memmove(palette->past[0], palette->past[1], sizeof palette->past[0] * (size_t)--palette->n_past);
    text_copy(palette->past[palette->n_past++], sizeof palette->past[0], text);
}

// ---- Running

static void take_looks(App *app, const Scene *from, bool seeks)
{
    Scene *scene = &app->session.scene;
    memcpy(scene->view.camera.window, from->view.camera.window, sizeof scene->view.camera.window);
    scene->view.window_said = from->view.window_said;
    scene->view.unlinked = from->view.unlinked;
    scene->speed = from->speed;
    if (seeks) {
        app->playing = false; // who says a step means to be there
        app_seek(app, from->step);
    }
    app_moved(app);
}

static void keep_ghosts(App *app, Scene *draft, uint32_t racers)
{
    for (int i = draft->n_racers - 1; i >= 0; i--)
        if (racers >> i & 1)
            app_keep_ghost(app, draft, i);
}

static void run_set(App *app, const char *text)
{
    Assigned set;
    Scene *draft = app_draft(app);
    int step = app_steer_step(app);
    if (step >= 0 && assign(draft, text, step, &set)) {
        draft = app_draft(app);
        keep_ghosts(app, draft, set.racers);
    }
    if (!assign(draft, text, step, &set) || set.error.text[0]) {
        app_say(app, true, "%s", set.error.text);
        return;
    }
    bool seeks = set.seeks;
    if (!set.edits)
        take_looks(app, draft, seeks);
    else if (!app_commit(app))
        return;
    else if (seeks)
        app_seek(app, app->session.scene.step);
    app_say(app, false, "%s", set.words);
}

// The formula is what is shown already.
static void run_formula(App *app, const char *text)
{
    Error error;
    if (!edit_place(app_draft(app), text, &error)) {
        app_say(app, true, "%s", error.text);
        return;
    }
    if (!app_commit(app))
        return;
    walk_remember(&app->walk, &app->before, &app->session.scene);
    app->home = app->session.scene.view;
    char line[ERROR_TEXT_MAX];
    bool more = setup_notice(NULL, &app->session.scene, line, sizeof line);
    app_say(app, false, more ? "%s" : "the landscape %s", more ? line : text);
}

// In place of the name before the caret.
static void insert(App *app, const char *name)
{
    Entry *entry = &app->entry;
    while (entry->caret > palette_name_before(entry->text, entry->caret))
        entry_key(entry, SDLK_BACKSPACE);
    entry_type(entry, name);
}

// The palette is closed first: what is run may open another line.
static void run(App *app, const PaletteHit *hit, const char *text)
{
    if (hit->kind == PALETTE_FORMULA) {
        run_formula(app, text);
        app_close_entry(app);
        return;
    }
    app_close_entry(app);
    if (hit->kind == PALETTE_SET)
        run_set(app, text);
    else if (hit->kind == PALETTE_RACER)
        edit_add_racers(app, text);
    else
        palette_source(hit->source)->run(app, hit->index);
    palette_answer(app);
}

static void choose(App *app, int i)
{
    Palette *palette = app->palette;
    PaletteItem item;
    if (i < 0 || i >= palette->found.n)
        return;
    PaletteHit hit = palette->found.hit[i];
    char text[ENTRY_MAX];
    text_copy(text, sizeof text, app->entry.text);
    palette_hit_item(app, text, &palette->found, i, &item);
    if (hit.kind == PALETTE_COLUMN) {
        insert(app, item.name);
        return;
    }
    if (item.why) {
        app_say(app, false, "%s: %s", item.name, item.why);
        return;
    }
    if (hit.kind == PALETTE_RACER && hit.index > 0)
        text_copy(text, sizeof text, item.name);
    remember(palette, hit.kind == PALETTE_ITEM && i > 0 ? item.name : text);
    run(app, &hit, text);
}

// ---- As an entry

static bool accept(App *app, Entry *entry)
{
    palette_update(app);
    if (!app->palette->found.n)
        return !entry->text[0];
    choose(app, app->palette->at);
    return false;
}

static void chosen(App *app, Entry *entry, int row)
{
    (void)entry;
    palette_update(app);
    choose(app, app->palette->first + row);
}

static void complete(App *app)
{
    PaletteItem item;
    const Palette *palette = app->palette;
    if (!palette->found.n)
        return;
    const PaletteHit *hit = &palette->found.hit[palette->at];
    palette_hit_item(app, app->entry.text, &palette->found, palette->at, &item);
    if (hit->kind == PALETTE_COLUMN)
        insert(app, item.name);
    else if (hit->kind == PALETTE_ITEM)
        entry_set(&app->entry, item.landscape ? item.id : item.name);
}

static bool press(App *app, Entry *entry, int key)
{
    (void)entry;
    palette_update(app);
    switch (key) {
    case SDLK_UP:
        if (!(app->palette->at == 0 && recall(app, -1)))
            move(app, -1);
        return true;
    case SDLK_DOWN:
        if (!(app->palette->at == 0 && recall(app, 1)))
            move(app, 1);
        return true;
    case SDLK_PAGEUP:
        move(app, -rows_seen(app));
        return true;
    case SDLK_PAGEDOWN:
        move(app, rows_seen(app));
        return true;
    case SDLK_TAB:
        complete(app);
        return true;
    default:
        return false;
    }
}

void palette_open(App *app)
{
    app->palette = app->palette ? app->palette : calloc(1, sizeof *app->palette);
    if (!app->palette) {
        app_say(app, true, "palette: out of memory");
        return;
    }
    app_open_entry(app, accept);
    app->entry.press = press;
    app->entry.choose = chosen;
    app->entry.leave = app_preview_end;
    app->entry.prompt = "";
    app->palette->stale = true;
    app->palette->past_at = app->palette->n_past;
}

void palette_answer(App *app)
{
    if (app->asks && !app->entry.owner) {
        palette_open(app);
        entry_set(&app->entry, app->asks_line);
    }
    app->asks = false;
    app->asks_line[0] = '\0';
    formats_answer(app);
}

// ---- Shown

static const char *nothing_named(const App *app)
{
    return app->palette->found.why[0] ? NULL : "nothing has such a name";
}

void palette_show(App *app, PicturePalette *shown, PaletteItem items[PICTURE_ROWS_MAX])
{
    palette_update(app);
    const Palette *palette = app->palette;
    const PaletteFound *found = &palette->found;
    *shown = (PicturePalette){
        .text = app->entry.text,
        .prompt = "",
        .hint = hint,
        .caret = app->entry.caret,
        .why = found->why[0] ? found->why : NULL,
        .column = found->column,
        .chosen = palette->at - palette->first,
        .before = palette->first,
        .nothing = nothing_named(app),
    };
    for (int i = palette->first; i < found->n && shown->n < PICTURE_ROWS_MAX; i++) {
        PaletteItem *item = &items[shown->n];
        const char *group = palette_hit_item(app, app->entry.text, found, i, item);
        shown->row[shown->n++] = (PictureRow){
            item->name, item->detail, group, item->key, item->why, item->landscape, item->ramp,
        };
    }
    shown->after = found->n - palette->first - shown->n;
}
