// What all draw data is made of.
#ifndef RAVINE_PICTURE_DRAW_PLACE_H
#define RAVINE_PICTURE_DRAW_PLACE_H

typedef struct Color {
    float r, g, b, a; // sRGB as it is written in #rrggbb, straight alpha, each in [0, 1]
} Color;

typedef struct Rect {
    float x, y, w, h;
} Rect;

#endif
