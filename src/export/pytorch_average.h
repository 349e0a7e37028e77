// The average of a racer's points in a PyTorch script. Private to pytorch.c.
#ifndef RAVINE_EXPORT_PYTORCH_AVERAGE_H
#define RAVINE_EXPORT_PYTORCH_AVERAGE_H

#include "scene/scene.h"

#include <stdio.h>

// Of a racer that has one, within its function: average(step), which returns it, or None as long as there is none.
void pytorch_average(FILE *stream, const Racer *racer);

// Within the loop: the call of it, for those racers that have one; and the row of a step, with the end of a race that
// is over.
void pytorch_averaging(FILE *stream, const Scene *scene, const char *indent);
void pytorch_row(FILE *stream, bool averages);

#endif
