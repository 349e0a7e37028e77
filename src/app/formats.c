#include "app/formats.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define PROMPT "export"

// A title is "export png: picture, with its scene inside".
static const char title_head[] = "export ";

const Action *formats_at(int i)
{
    for (int k = 0; k < action_count(); k++)
        if (action_at(k)->forth[0].device == TRIGGER_EXPORT && i-- == 0)
            return action_at(k);
    return NULL;
}

static int count(void)
{
    int n = 0;
    while (formats_at(n))
        n++;
    return n;
}

// By its place only where the layout has letters that are none of ours.
const Action *formats_action(const SDL_Keysym *key)
{
    int n;
    Trigger letter =
        key->sym < 0x80 ? trigger_of_key(key->sym, KMOD_NONE) : trigger_of_place((int)key->scancode, KMOD_NONE);
    letter.device = TRIGGER_EXPORT;
    return key->mod & KMOD_ALT ? NULL : action_of(letter, &n);
}

bool formats_asked(const App *app)
{
    return app->entry.owner && app->entry.prompt && !strcmp(app->entry.prompt, PROMPT);
}

// ---- As an entry

static bool accept(App *app, Entry *entry)
{
    if (!entry->text[0])
        formats_at(app->format)->run(app, 1);
    return !entry->text[0];
}

static bool press(App *app, Entry *entry, int key)
{
    (void)entry;
    int n = count(), way = key == SDLK_DOWN ? 1 : key == SDLK_UP ? -1 : 0;
    app->format = (app->format + n + way) % n;
    return way;
}

static void chosen(App *app, Entry *entry, int row)
{
    (void)entry;
    app_close_entry(app);
    formats_at(row)->run(app, 1);
}

void formats_answer(App *app)
{
    bool asked = app->asks_format && !app->entry.owner;
    app->asks_format = false;
    if (!asked)
        return;
    app_open_entry(app, accept);
    app->entry.press = press;
    app->entry.choose = chosen;
    app->entry.prompt = PROMPT;
    app->format = 0;
}

// ---- Shown

static void split(const Action *action, FormatWords *words)
{
    const char *ending = action->title + strlen(title_head), *name = strstr(ending, ": ") + 2,
               *detail = strstr(name, ", ") + 2;
    snprintf(words->ending, sizeof words->ending, ".%.*s", (int)(name - 2 - ending), ending);
    snprintf(words->name, sizeof words->name, "%.*s", (int)(detail - 2 - name), name);
    words->detail = detail;
    Text key = text_begin(words->key, sizeof words->key);
    trigger_add(&key, trigger_of_key(action->forth[0].code, KMOD_NONE));
}

void formats_words(FormatWords words[FORMATS_MAX])
{
    memset(words, 0, FORMATS_MAX * sizeof *words);
    for (int i = 0; i < FORMATS_MAX && formats_at(i); i++)
        split(formats_at(i), &words[i]);
}

void formats_show(const App *app, const FormatWords words[FORMATS_MAX], PicturePalette *shown)
{
    const char *typed = app->entry.text;
    *shown = (PicturePalette){
        .text = typed,
        .prompt = PROMPT,
        .hint = "as what? its letter",
        .caret = app->entry.caret,
        .why = typed[0] ? "no format has this letter" : NULL,
        .chosen = app->format,
    };
    for (int i = 0; i < FORMATS_MAX && words[i].detail; i++)
        shown->row[shown->n++] = (PictureRow){
            .name = words[i].name, .detail = words[i].detail, .group = words[i].ending, .keys = words[i].key};
}
