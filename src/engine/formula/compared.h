// What a loss over rows compares: prediction and target, found in the formula's graph. A row's loss that is some even
// or growing function of a difference (squared, absolute, Huber's, log cosh, weighted, with penalties beside it) has a
// part in which what depends on parameters stands against what depends on columns alone: that is it.
#ifndef RAVINE_ENGINE_FORMULA_COMPARED_H
#define RAVINE_ENGINE_FORMULA_COMPARED_H

#include "engine/formula/formula.h"

// The prediction is target - sign * difference.
typedef struct Compared {
    int difference, target; // nodes of formula_graph, for formula_part
    int sign;               // 1: target - prediction; -1: the other way round
    int column;             // that the target is; -1: an expression of columns
} Compared;

// false: there is no such difference (a cross entropy, a hinge), or no memory.
bool formula_compared(const Formula *formula, Compared *compared);

#endif
