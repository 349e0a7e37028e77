// Fonts from the system's packages: Inter, and glyph by glyph DejaVu Sans where Inter has none. Found by family through
// fontconfig, drawn by SDL_ttf at the exact pixel size. No GL here.
#ifndef RAVINE_RENDER_FONT_H
#define RAVINE_RENDER_FONT_H

#include "base/error.h"
#include "picture/draw/draw.h"

typedef struct Fonts Fonts;

// Coverage, top row first; the baseline is under row `baseline - 1`.
typedef struct Bitmap {
    uint8_t *alpha; // [height][width]; free() it
    int width, height, baseline;
} Bitmap;

Fonts *fonts_create(Error *error); // NULL: neither family is there; error names the packages
void fonts_destroy(Fonts *fonts);
void fonts_scale(Fonts *fonts, float pixels_per_point);

// UTF-8; broken bytes are shown as U+FFFD. Whole pixels.
int fonts_advance(Fonts *fonts, const char *text, FontSize size, FontWeight weight);
bool fonts_draw(Fonts *fonts, const char *text, FontSize size, FontWeight weight, Bitmap *bitmap); // false: no ink

// The next code point; *text moves on. 0 at the end.
uint32_t font_code(const char **text);

#endif
