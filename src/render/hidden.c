#include "render/hidden.h"

#include <stdlib.h>

enum { SIDE = 64 };

bool hidden_begin(Error *error)
{
    if (SDL_WasInit(SDL_INIT_VIDEO))
        return true;
    SDL_SetHint(SDL_HINT_VIDEODRIVER, "offscreen");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1"); // nobody asks for SDL's events here: Ctrl+C ends the program
    setenv("EGL_LOG_LEVEL", "fatal", 0);           // what Mesa would add to our one line
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) == 0)
        return true;
    return error_set(error, "OpenGL: no headless video (%s): install libegl1 and libgl1-mesa-dri", SDL_GetError());
}

// The window is made anew for each attempt: its pixel format belongs to the API.
void hidden_open(Gl *gl)
{
    gl->window = SDL_CreateWindow("ravine", 0, 0, SIDE, SIDE, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    gl->context = gl->window ? SDL_GL_CreateContext(gl->window) : NULL;
}

void hidden_close(Gl *gl)
{
    if (gl->context)
        SDL_GL_DeleteContext(gl->context);
    if (gl->window)
        SDL_DestroyWindow(gl->window);
    gl->context = NULL;
    gl->window = NULL;
}

// The system's drivers see to that.
void hidden_rest(void)
{
}
