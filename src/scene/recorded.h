// Paths made elsewhere, from CSV: columns x and y, or the first two; optionally step, loss, lr, and racer, where
// Ravine's own trace holds several. Lines that begin with # are left out; a first line without names is a row.
#ifndef RAVINE_SCENE_RECORDED_H
#define RAVINE_SCENE_RECORDED_H

#include "base/error.h"
#include "engine/race/racer.h"

#include <stddef.h>

// Sets the points of a racer that is recorded, of which the caller then owns a reference. Nothing for other racers.
// Of a file, those of the racer that it asks for; of a text, all. false: error has "recording, FILE:LINE: WHY".
bool recorded_read(Racer *racer, const char *path, Error *error);
bool recorded_parse(Racer *racer, const char *bytes, size_t size, const char *origin, Error *error);

// The points as CSV that recorded_parse reads back to equal ones; NULL: out of memory. free() it.
char *recorded_print(const Recording *points, size_t *size);

// false: the loss has more parameters than the points have coordinates.
bool recorded_fits(const Racer *racer, int dimension, Error *error);

#endif
