// What all passes know of the picture that is being drawn: its list and its pixels, counted from the upper left.
#ifndef RAVINE_RENDER_FRAME_H
#define RAVINE_RENDER_FRAME_H

#include "picture/draw/draw.h"
#include "render/gl.h"

typedef struct Frame {
    const DrawList *list;
    int width, height; // pixels
    float scale;       // pixels per point
} Frame;

typedef struct PixelRect {
    int x, y, w, h;
} PixelRect;

void frame_clear_color(Color ground);                  // premultiplied, as all that is drawn over it
PixelRect frame_pixels(const Frame *frame, Rect rect); // edges rounded, so that neighbours share them
void frame_scissor(const Frame *frame, PixelRect rect);
void frame_clip(const Frame *frame, Rect clip, float pixels[4]); // x0, y0, x1, y1; w == 0: everything

#endif
