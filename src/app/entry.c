#include "app/entry.h"

#include "base/text.h"

#include <SDL_keycode.h>
#include <ctype.h>
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

static bool is_of_word(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || byte == '.' || byte < 0;
}

// To the far end of the next word.
static int word_border(const Entry *entry, int at, int way)
{
    const char *text = entry->text;
    int length = (int)strlen(text), ahead = way < 0 ? -1 : 0;
    bool inside = false;
    while (way < 0 ? at > 0 : at < length) {
        bool word = is_of_word(text[at + ahead]);
        if (inside && !word)
            break;
        inside |= word;
        at += way;
    }
    return at;
}

bool entry_word(Entry *entry, int key)
{
    int at = entry->caret, length = (int)strlen(entry->text);
    if (!entry->owner)
        return false;
    switch (key) {
    case SDLK_LEFT:
        return move_to(entry, word_border(entry, at, -1));
    case SDLK_RIGHT:
        return move_to(entry, word_border(entry, at, 1));
    case SDLK_a:
    case SDLK_HOME:
        return move_to(entry, 0);
    case SDLK_e:
    case SDLK_END:
        return move_to(entry, length);
    case SDLK_BACKSPACE:
    case SDLK_w:
        return erase(entry, word_border(entry, at, -1), at);
    case SDLK_DELETE:
        return erase(entry, at, word_border(entry, at, 1));
    case SDLK_u:
        return erase(entry, 0, at);
    case SDLK_k:
        return erase(entry, at, length);
    default:
        return false;
    }
}

char *entry_one_line(char *text)
{
    for (char *c = text; *c; c++)
        *c = (unsigned char)*c < ' ' || *c == 0x7f ? ' ' : *c;
    char *end = text + strlen(text);
    while (end > text && end[-1] == ' ')
        *--end = '\0';
    return text + strspn(text, " ");
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
