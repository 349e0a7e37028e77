// The palette of a GIF: one for all of its frames, made from a few of them, in which the racers have their colours.
#ifndef RAVINE_EXPORT_PALETTE_H
#define RAVINE_EXPORT_PALETTE_H

#include "export/export.h"

// The last place is nothing: what stays as it was. Those before it are the racers', those before them the frames'.
enum { PALETTE_COLOURS = 256, PALETTE_OURS = RACE_RACERS_MAX, PALETTE_MADE = PALETTE_COLOURS - PALETTE_OURS };

typedef struct Palette {
    uint8_t rgba[PALETTE_COLOURS][4]; // alpha 0: the place is free
} Palette;

// The few frames, in turn to `take`. false: error.
bool palette_frames(const Source *source, FILE *stream, bool (*take)(void *context, const uint8_t *bytes, Error *error),
                    void *context, Error *error);
void palette_add_racers(Palette *palette, const Source *source);

#endif
