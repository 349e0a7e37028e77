// How wide words are: fonts and a memory of what was measured, without GL, a window or SDL's video, so that a picture
// can be laid out for any renderer. What it says is what glyphs.h draws, to the pixel.
#ifndef RAVINE_RENDER_MEASURE_H
#define RAVINE_RENDER_MEASURE_H

#include "base/error.h"
#include "picture/draw/draw.h"
#include "render/font.h"

typedef struct Measure Measure;

Measure *measure_create(Error *error); // at 1 pixel per point. NULL: no font, or out of memory
void measure_destroy(Measure *measure);

void measure_scale(Measure *measure, float pixels_per_point);
float measure_scale_of(const Measure *measure);
Fonts *measure_fonts(Measure *measure); // it measures with these; the measure's own

// Whole pixels of the scale, and the same in points: picture's TextWidth, with a Measure as its context.
int measure_pixels(Measure *measure, const char *text, FontSize size, FontWeight weight, bool tabular);
float measure_width(void *measure, const char *text, FontSize size, FontWeight weight, bool tabular);

// What is drawn in one piece: all of a text, or of a tabular one a digit in its cell, or what stands before the next
// one.
typedef struct TextPart {
    char text[sizeof((DrawText *)0)->text];
    int advance; // pixels, of the text alone
    int cell;    // pixels that it takes; a digit stands in the middle of them
} TextPart;

bool measure_part(Measure *measure, const char **text, FontSize size, FontWeight weight, bool tabular,
                  TextPart *part); // *text moves past it; false: nothing is left

#endif
