// A film as a row of frames: which steps they show, evenly from 0 to the end, each of both exactly, then the end again
// for as long as it is held.
#ifndef RAVINE_EXPORT_FILM_H
#define RAVINE_EXPORT_FILM_H

#include "export/export.h"

// Frame i of the source's film, 0 <= i < film->frames + film->held: whole, from row 0 on.
PixelRows film_frame(const Source *source, int i);

// Every frame's bytes, [height][width][3], in turn to `take`; each is asked for once the one before is taken. false:
// error.
bool film_frames(const Source *source, const Sink *sink,
                 bool (*take)(void *context, const uint8_t *bytes, Error *error), void *context, Error *error);

#endif
