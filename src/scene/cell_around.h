// Calls in a cell that stand around its racers: those that clip gradients, and AveragedModel. Private to
// src/scene/cell_part.c.
#ifndef RAVINE_SCENE_CELL_AROUND_H
#define RAVINE_SCENE_CELL_AROUND_H

#include "scene/cell_part.h"

const char *cell_class(const char *path); // "SGD" of "torch.optim.SGD"
bool cell_is_around(const char *class);

// AveragedModel as src/scene/spec.c reads it. false: it averages in another way than torch's own, or lacks a value.
bool cell_average(CellReader *reader, Text *text, Span arguments);

#endif
