#include "app/trigger.h"

#include <SDL.h>

bool trigger_equal(Trigger a, Trigger b)
{
    return a.device == b.device && a.code == b.code && a.mod == b.mod;
}

static int plain_mod(int mod)
{
    return (mod & KMOD_CTRL ? KMOD_CTRL : 0) | (mod & KMOD_SHIFT ? KMOD_SHIFT : 0) | (mod & KMOD_ALT ? KMOD_ALT : 0);
}

Trigger trigger_of_key(int key, int mod)
{
    return (Trigger){.code = key, .mod = plain_mod(mod)};
}

static int us_key(int scancode)
{
    static const struct {
        int scancode, key;
    } marks[] = {
        {SDL_SCANCODE_0, '0'},
        {SDL_SCANCODE_KP_0, '0'},
        {SDL_SCANCODE_MINUS, '-'},
        {SDL_SCANCODE_LEFTBRACKET, '['},
        {SDL_SCANCODE_PERIOD, '.'},
        {SDL_SCANCODE_EQUALS, '='},
        {SDL_SCANCODE_RIGHTBRACKET, ']'},
        {SDL_SCANCODE_COMMA, ','},
        {SDL_SCANCODE_SLASH, '/'},
    };
    if (scancode >= SDL_SCANCODE_A && scancode <= SDL_SCANCODE_Z)
        return 'a' + scancode - SDL_SCANCODE_A;
    if (scancode >= SDL_SCANCODE_1 && scancode <= SDL_SCANCODE_9)
        return '1' + scancode - SDL_SCANCODE_1;
    if (scancode >= SDL_SCANCODE_KP_1 && scancode <= SDL_SCANCODE_KP_9)
        return '1' + scancode - SDL_SCANCODE_KP_1;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i].scancode == scancode)
            return marks[i].key;
    return 0;
}

Trigger trigger_of_place(int scancode, int mod)
{
    return trigger_of_key(us_key(scancode), mod);
}

// As keyboards have it printed on them, where SDL has a word that they do not.
static const char *key_name(int key)
{
    static const struct {
        int key;
        const char *name;
    } signs[] = {
        {SDLK_LEFT, "←"}, {SDLK_RIGHT, "→"},      {SDLK_UP, "↑"},
        {SDLK_DOWN, "↓"}, {SDLK_RETURN, "Enter"}, {SDLK_ESCAPE, "Esc"},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].key == key)
            return signs[i].name;
    return SDL_GetKeyName(key);
}

void trigger_add(Text *text, Trigger trigger)
{
    if (trigger.device == TRIGGER_EXPORT) {
        trigger_add(text, (Trigger)TRIGGER_EXPORT_KEY);
        text_add(text, " ");
    }
    text_add(text, "%s%s%s%s", trigger.mod & KMOD_CTRL ? "Ctrl+" : "", trigger.mod & KMOD_ALT ? "Alt+" : "",
             trigger.mod & KMOD_SHIFT ? "Shift+" : "", key_name(trigger.code));
}
