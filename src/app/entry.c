#include "app/entry.h"

#include "base/text.h"

#include <SDL_keycode.h>
#include <string.h>

void entry_open(Entry *entry, EntryOwner owner)
{
    *entry = (Entry){.owner = owner};
}

static bool is_inside(char byte) // of a character of several bytes, but for its first
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

// The border of a character before or after a position; the position itself at the ends.
static int border(const Entry *entry, int at, int way)
{
    int length = (int)strlen(entry->text);
    do
        at += way;
    while (at > 0 && at < length && is_inside(entry->text[at]));
    return at < 0 ? 0 : at > length ? length : at;
}

static bool move_to(Entry *entry, int at)
{
    bool moved = at != entry->caret;
    entry->caret = at;
    return moved;
}

static bool erase(Entry *entry, int from, int to)
{
    if (from == to)
        return false;
    memmove(entry->text + from, entry->text + to, strlen(entry->text + to) + 1);
    entry->caret = from;
    entry->column = 0;
    return true;
}

bool entry_type(Entry *entry, const char *text)
{
    size_t length = strlen(text), at = (size_t)entry->caret;
    if (!entry->owner || !length || strlen(entry->text) + length >= sizeof entry->text)
        return false;
    memmove(entry->text + at + length, entry->text + at, strlen(entry->text + at) + 1);
    memcpy(entry->text + at, text, length);
    entry->caret += (int)length;
    entry->column = 0;
    return true;
}

void entry_set(Entry *entry, const char *text)
{
    text_copy(entry->text, sizeof entry->text, text);
    entry->caret = (int)strlen(entry->text);
    entry->column = 0;
}

bool entry_key(Entry *entry, int key)
{
    int at = entry->caret;
    if (!entry->owner)
        return false;
    switch (key) {
    case SDLK_LEFT:
        return move_to(entry, border(entry, at, -1));
    case SDLK_RIGHT:
        return move_to(entry, border(entry, at, 1));
    case SDLK_HOME:
        return move_to(entry, 0);
    case SDLK_END:
        return move_to(entry, (int)strlen(entry->text));
    case SDLK_BACKSPACE:
        return erase(entry, border(entry, at, -1), at);
    case SDLK_DELETE:
        return erase(entry, at, border(entry, at, 1));
    default:
        return false;
    }
}
