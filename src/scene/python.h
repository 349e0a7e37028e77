// Formulas and racers as PyTorch code. Python's precedence of + - * / and ** is the formula's own, so only the words
// change.
#ifndef RAVINE_SCENE_PYTHON_H
#define RAVINE_SCENE_PYTHON_H

#include "base/text.h"
#include "engine/race/race.h"

#include <stdbool.h>

// Which names of a formula are tensors; the others are numbers.
typedef struct PythonNames {
    bool (*is_tensor)(const void *context, const char *name, size_t length);
    const void *context;
    bool normals; // normal(k) becomes xi[:, k - 1]
} PythonNames;

// Appends the formula as a Python expression: torch.sin of tensors, math.sin of numbers, ** for ^. Names that Python
// keeps for itself get a trailing _.
void python_formula(Text *text, const char *formula, const PythonNames *names);
void python_name(Text *text, const char *name, size_t length);

// "torch.optim.Adam([p], lr=0.01)"; a rule that torch.optim lacks goes by its bare name.
void python_optimizer(Text *text, const Racer *racer);

// "lr_scheduler.StepLR(optimizer, step_size=30)", inner schedulers likewise. The tree has a node.
void python_scheduler(Text *text, const ScheduleTree *tree);

#endif
