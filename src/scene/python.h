// Formulas and racers as PyTorch code.
#ifndef RAVINE_SCENE_PYTHON_H
#define RAVINE_SCENE_PYTHON_H

#include "base/text.h"
#include "engine/race/race.h"

#include <stdbool.h>

// Which names of a formula are tensors; the others are numbers, constants those whose value is known.
typedef struct PythonNames {
    bool (*is_tensor)(const void *context, const char *name, size_t length);
    const void *context;
    const FormulaConstant *constants;
    int n_constants;
} PythonNames;

// Appends the formula, without its signature, as a Python expression: torch.sin of tensors, math.sin of numbers, ** for
// ^, xi[:, k - 1] for normal(k). Names that Python or a script keeps for itself get a trailing _, no two the same.
// text->full: too long.
void python_formula(Text *text, const char *formula, const PythonNames *names);
void python_name(Text *text, const char *name, size_t length);

// Appends a lambda's body that is a formula.
void python_lambda(Text *text, const char *formula);

// "torch.optim.Adam([p], lr=0.01)", without what python_clips has; a rule that torch.optim lacks goes by its
// bare name, a recorded racer is as it was typed.
void python_optimizer(Text *text, const Racer *racer);

// "torch.nn.utils.clip_grad_norm_([p], max_norm=1)", a line for each rule around it that torch has as a function of the
// gradient, each after `indent`: what comes between loss.backward() and optimizer.step().
void python_clips(Text *text, const Racer *racer, const char *indent);

// "averaged = MODULE.AveragedModel(model)", a line, for a racer that averages its points; else nothing.
void python_average(Text *text, const Racer *racer, const char *module);

// "lr_scheduler.StepLR(optimizer, step_size=30)", inner schedulers likewise. The tree has a node.
// torch_alone: what transformers has as a function is the LambdaLR that it is.
void python_scheduler(Text *text, const ScheduleTree *tree, bool torch_alone);

#endif
