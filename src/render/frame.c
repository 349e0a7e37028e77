#include "render/frame.h"

#include <math.h>

void frame_clear_color(Color ground)
{
    glClearColor(ground.r * ground.a, ground.g * ground.a, ground.b * ground.a, ground.a);
}

PixelRect frame_pixels(const Frame *frame, Rect rect)
{
    int x0 = (int)lroundf(rect.x * frame->scale), x1 = (int)lroundf((rect.x + rect.w) * frame->scale);
    int y0 = (int)lroundf(rect.y * frame->scale), y1 = (int)lroundf((rect.y + rect.h) * frame->scale);
    return (PixelRect){x0, y0, x1 - x0, y1 - y0};
}

void frame_scissor(const Frame *frame, PixelRect rect)
{
    glScissor(rect.x, frame->height - rect.y - rect.h, SDL_max(rect.w, 0), SDL_max(rect.h, 0));
}

void frame_clip(const Frame *frame, Rect clip, float pixels[4])
{
    PixelRect rect = {0, 0, frame->width, frame->height};
    if (clip.w != 0)
        rect = frame_pixels(frame, clip);
    pixels[0] = (float)rect.x;
    pixels[1] = (float)rect.y;
    pixels[2] = (float)(rect.x + rect.w);
    pixels[3] = (float)(rect.y + rect.h);
}
