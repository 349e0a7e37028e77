// A page has one window: whoever draws beside it shares its context. A worker has none, but a canvas of its own.
#include "render/hidden.h"

#include <emscripten.h>
#include <stdint.h>

EM_JS(int, hidden_js_open, (void), { return globalThis.Ravine && Ravine.draw ? Ravine.draw() : 0; });

static bool aside; // in a worker

bool hidden_begin(Error *error)
{
    (void)error;
    return true;
}

void hidden_open(Gl *gl)
{
    gl->context = SDL_GL_GetCurrentContext();
    gl->window = SDL_GL_GetCurrentWindow();
    aside = !gl->context;
    if (aside)
        gl->context = (SDL_GLContext)(intptr_t)hidden_js_open();
}

void hidden_close(Gl *gl)
{
    gl->context = NULL;
    gl->window = NULL;
}

// A browser draws for all in one row: what a worker has asked for at once would hold up the page's frames. That it has
// been drawn is known when a pixel has come back.
void hidden_rest(void)
{
    uint8_t pixel[4];
    GLint bound;
    if (!aside)
        return;
    glGetIntegerv(GL_READ_FRAMEBUFFER_BINDING, &bound);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
    glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixel);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, (GLuint)bound);
}
