#include "app/keys.h"

#include "app/app.h"
#include "app/clip.h"
#include "app/formats.h"
#include "app/palette.h"
#include "app/send.h"
#include "app/start.h"
#include "app/work.h"

#include <SDL.h>
#include <string.h>

enum { ECHO_MS = 1800 };

// A key that some layout has the slash on: a digit or a mark.
static bool may_be_slash(const SDL_Keysym *key)
{
    bool mark = key->sym > ' ' && key->sym < 'a';
    return (mark || (key->sym > 'z' && key->sym < SDLK_SCANCODE_MASK) || key->sym == SDLK_KP_DIVIDE) &&
           !(key->mod & (KMOD_CTRL | KMOD_LALT));
}

static bool is_enter(SDL_Keycode key)
{
    return key == SDLK_RETURN || key == SDLK_KP_ENTER;
}

// The clipboard as one line.
static void entry_paste(App *app)
{
    char *text = clip_get();
    if (text && text[0] && !entry_type(&app->entry, entry_one_line(text)))
        app_say(app, true, "clipboard: longer than the %d bytes that a line may have", ENTRY_MAX - 1);
    SDL_free(text);
}

static void entry_edit(App *app, const SDL_Keysym *key)
{
    bool whole = key->mod & (KMOD_CTRL | KMOD_ALT);
    if (key->sym == SDLK_v && key->mod & KMOD_CTRL)
        entry_paste(app);
    else if (whole)
        entry_word(&app->entry, key->sym);
    else if (!app->entry.press || !app->entry.press(app, &app->entry, key->sym))
        entry_key(&app->entry, key->sym);
}

// Enter hands over what was typed, Esc throws it away.
static void entry_press(App *app, const SDL_Keysym *key)
{
    if (is_enter(key->sym) ? app->entry.owner(app, &app->entry) : key->sym == SDLK_ESCAPE)
        app_close_entry(app);
    else if (app->entry.owner)
        entry_edit(app, key);
}

// Turns the help's pages, and nothing else.
static void help_press(App *app, const SDL_Keysym *key)
{
    static const struct {
        SDL_Keycode key;
        int pages;
    } turns[] = {
        {SDLK_RIGHT, 1}, {SDLK_DOWN, 1}, {SDLK_PAGEDOWN, 1}, {SDLK_SPACE, 1},
        {SDLK_LEFT, -1}, {SDLK_UP, -1},  {SDLK_PAGEUP, -1},
    };
    bool back = key->sym == SDLK_SPACE && key->mod & KMOD_SHIFT;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
        if (turns[i].key == key->sym && !(key->mod & (KMOD_CTRL | KMOD_ALT)))
            app_turn_help(app, back ? -1 : turns[i].pages);
}

// What a search has found is closed by whatever is pressed, the search itself is given up by Esc alone; Esc does
// nothing else then.
static bool closes_search(App *app, bool escape)
{
    double part;
    bool shown = app->search_racers > 0, searches = study_searches(app->session.study, &part);
    app->search_racers = 0;
    if (escape)
        study_search_end(app->session.study);
    return escape && (shown || searches);
}

// Esc ends long work, and does nothing else then.
static bool gives_up(App *app, bool escape)
{
    bool closed = closes_search(app, escape), stopped = escape && (work_stop(app) || send_stop(app));
    return closed || stopped;
}

// On a projector, the key and what it does.
static void echo(App *app, const Action *action, int n)
{
    if (!app->projector)
        return;
    action_key(action, n, app->echo_key, sizeof app->echo_key);
    action_what(action, n, app->echo_what, sizeof app->echo_what);
    app->echo_until_ms = app->now_ms + ECHO_MS;
}

const Action *keys_action(const SDL_Keysym *key, int *n)
{
    const Action *action = action_of(trigger_of_key(key->sym, key->mod), n);
    return action ? action : action_of(trigger_of_place((int)key->scancode, key->mod), n);
}

// A message is closed by whatever is pressed; Esc does nothing else then.
static bool closes_message(App *app, bool escape)
{
    bool shown = app->message_until_ms;
    app->message_until_ms = 0;
    return escape && shown;
}

static bool says_format(const App *app, const Action *action)
{
    return action && formats_asked(app) && action->forth[0].device == TRIGGER_EXPORT;
}

// On a slide, B and . are a presenter's; what is typed there has its letters. After Ctrl+E, letters say formats.
static const Action *pressed_action(const App *app, const SDL_Keysym *key, int *n)
{
    *n = 1;
    bool on_slide = app->session.scene.presented && !app->entry.owner;
    const Action *action = on_slide             ? action_of_lesson(trigger_of_key(key->sym, key->mod))
                           : formats_asked(app) ? formats_action(key)
                                                : NULL;
    return action ? action : keys_action(key, n);
}

// The key that brings the picture back does nothing else.
static bool ends_blank(App *app)
{
    bool blank = app->blank;
    app->blank = false;
    return blank;
}

static void action_press(App *app, const Action *action, int n, bool repeated)
{
    if (!action || (repeated && action->once) || (action->enabled && !action->enabled(app)))
        return;
    action->run(app, n);
    palette_answer(app);
    echo(app, action, n);
}

// Where the arrows move the start, Enter types it.
static bool types_start(App *app, int key)
{
    if (!app->starts || !is_enter(key))
        return false;
    start_typed(app, app->asks_line, sizeof app->asks_line);
    app->asks = true;
    palette_answer(app);
    return true;
}

static void press(App *app, const SDL_KeyboardEvent *key)
{
    if (key->keysym.scancode >= SDL_SCANCODE_LCTRL && key->keysym.scancode <= SDL_SCANCODE_RGUI)
        return;
    int n;
    bool escape = key->keysym.sym == SDLK_ESCAPE;
    const Action *action = pressed_action(app, &key->keysym, &n);
    bool closed = closes_message(app, escape);
    app_changed(app);
    if (action && action->anywhere)
        action_press(app, action, n, key->repeat);
    else if (ends_blank(app))
        return;
    else if (app->help && !(action && action->in_help))
        help_press(app, &key->keysym);
    else if (says_format(app, action)) {
        app_close_entry(app);
        action_press(app, action, n, key->repeat);
    } else if (app->entry.owner)
        entry_press(app, &key->keysym);
    else if (!app->help && (start_press(app, key->keysym.sym, key->keysym.mod) || types_start(app, key->keysym.sym)))
        return;
    else if (app->help || !(gives_up(app, escape) || closed))
        action_press(app, action, n, key->repeat);
}

// On a layout where it needs Shift or lies elsewhere, the slash is known by its text alone, which comes right behind
// its key: then that key does nothing else.
static bool takes_slash(App *app, const SDL_Keysym *key)
{
    SDL_Event text;
    if (!may_be_slash(key) || app->entry.owner || app->help || app->blank ||
        SDL_PeepEvents(&text, 1, SDL_PEEKEVENT, SDL_TEXTINPUT, SDL_TEXTINPUT) != 1 || strcmp(text.text.text, "/"))
        return false;
    SDL_PeepEvents(&text, 1, SDL_GETEVENT, SDL_TEXTINPUT, SDL_TEXTINPUT);
    palette_open(app);
    return true;
}

// Text that belongs to no line opens one, if it is the slash; that of the key which has opened it is none of it.
static void typed(App *app, const char *text)
{
    bool slash = !strcmp(text, "/"), its_own = slash && app->slash;
    app->slash = false;
    if (its_own)
        return;
    if (slash && !app->entry.owner && !app->help && !app->blank)
        palette_open(app);
    else if (entry_type(&app->entry, text))
        app_changed(app);
}

static void pressed(App *app, const SDL_KeyboardEvent *key)
{
    bool open = app->entry.owner;
    app->slash = false;
    if (takes_slash(app, &key->keysym))
        return;
    press(app, key);
    app->slash = !open && app->entry.owner && key->keysym.sym == SDLK_SLASH;
}

void keys_event(App *app, const SDL_Event *event)
{
    if (event->type == SDL_KEYDOWN)
        pressed(app, &event->key);
    else
        typed(app, event->text.text);
}

// Held, they may make a slash of the next key.
static bool is_shift(SDL_Keycode key)
{
    return key == SDLK_LSHIFT || key == SDLK_RSHIFT || key == SDLK_RALT || key == SDLK_MODE;
}

// Those behind which text is meant for a line. Text has to be asked for before the key that gives it: SDL 3 makes none
// of a key that it has told of already.
static bool opens_line(const SDL_Keysym *key)
{
    int n;
    const Action *action = keys_action(key, &n);
    return is_enter(key->sym) || is_shift(key->sym) || may_be_slash(key) || (action && action->types);
}

int keys_foresee(void *nothing, SDL_Event *coming)
{
    (void)nothing;
    if (coming->type == SDL_KEYDOWN && opens_line(&coming->key.keysym))
        SDL_StartTextInput();
    return 0;
}

void keys_settle(App *app)
{
    palette_update(app);
    bool shifted = SDL_GetModState() & (KMOD_SHIFT | KMOD_RALT | KMOD_MODE);
    if (!app->entry.owner && !shifted && SDL_IsTextInputActive())
        SDL_StopTextInput();
}
