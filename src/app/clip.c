#include "app/clip.h"

#include <SDL.h>

bool clip_put(const char *text, Error *error)
{
    return SDL_SetClipboardText(text) == 0 || error_set(error, "clipboard: %s", SDL_GetError());
}

char *clip_get(void)
{
    return SDL_GetClipboardText();
}
