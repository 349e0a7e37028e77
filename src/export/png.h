// One picture of a source as a PNG that holds its scene.
#ifndef RAVINE_EXPORT_PNG_H
#define RAVINE_EXPORT_PNG_H

#include "export/export.h"

// The frame's step and turn, all rows. false: error, or the stream has one.
bool png_write(const Source *source, const PixelRows *frame, const Sink *sink, Error *error);

#endif
