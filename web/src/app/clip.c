// SDL's clipboard stays inside a page. What is pasted comes with an event of the browser's, before its key is told of.
#include "app/clip.h"

#include <SDL.h>
#include <emscripten.h>
#include <stdlib.h>

EM_JS(void, clip_js_put, (const char *text), { Ravine.copy(UTF8ToString(text)); });
EM_JS(char *, clip_js_get, (void), { return Ravine.pasted(); }); // malloc's

bool clip_put(const char *text, Error *error)
{
    (void)error;
    clip_js_put(text);
    return true;
}

char *clip_get(void)
{
    char *text = clip_js_get(), *copy = text ? SDL_strdup(text) : NULL;
    free(text);
    return copy;
}
