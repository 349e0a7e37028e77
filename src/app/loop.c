#include "app/loop.h"

#include "app/app.h"
#include "app/frame.h"

#include <SDL.h>

enum { WIDTH_MIN = 640, HEIGHT_MIN = 400 };

void loop_run(App *app)
{
    while (!app->quit)
        frame_run(app, true);
}

void loop_size(int *width, int *height)
{
    SDL_Rect room;
    if (SDL_GetDisplayUsableBounds(0, &room))
        return;
    *width = *width > room.w ? room.w : *width;
    *height = *height > room.h ? room.h : *height;
}

void loop_least(int *width, int *height)
{
    *width = WIDTH_MIN;
    *height = HEIGHT_MIN;
}
