// What changes of a racer, as a function of a PyTorch script that is called before each step. Private to pytorch.c.
#ifndef RAVINE_EXPORT_PYTORCH_CHANGES_H
#define RAVINE_EXPORT_PYTORCH_CHANGES_H

#include "scene/scene.h"

#include <stdio.h>

bool pytorch_changes_any(const Scene *scene);
bool pytorch_changes_whole(const Scene *scene); // some are of a whole optimizer or schedule

// What the script's functions hand on beside the optimizer.
typedef struct PytorchParts {
    bool schedules, clips;
} PytorchParts;

// "changes_0" of racer 0, where it has any.
void pytorch_changes(FILE *stream, const Scene *scene, int racer, const PytorchParts *parts);
void pytorch_changes_helper(FILE *stream, const Scene *scene); // that they call, where any does

#endif
