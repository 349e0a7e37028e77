// A page has one window: whoever draws beside it shares its context. A worker has none, but a canvas of its own.
#include "render/hidden.h"

#include <emscripten.h>
#include <stdint.h>

EM_JS(int, hidden_js_open, (void), { return globalThis.Ravine && Ravine.draw ? Ravine.draw() : 0; });

bool hidden_begin(Error *error)
{
    (void)error;
    return true;
}

void hidden_open(Gl *gl)
{
    gl->context = SDL_GL_GetCurrentContext();
    gl->window = SDL_GL_GetCurrentWindow();
    if (!gl->context)
        gl->context = (SDL_GLContext)(intptr_t)hidden_js_open();
}

void hidden_close(Gl *gl)
{
    gl->context = NULL;
    gl->window = NULL;
}
