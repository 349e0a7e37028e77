// Minima of a loss of two parameters that have no curvature to be found by, as that of x^4 + y^4 or of |x| + |y|: by
// losses alone, from points of a grid that are lower than their neighbours. One is found where the loss rises from it
// in every direction: of a valley of equal minima, and of a plain, none is.
#ifndef RAVINE_ENGINE_LOSS_PIT_H
#define RAVINE_ENGINE_LOSS_PIT_H

#include "base/work.h"

enum { PITS_MAX = 8 };

// In parts of the window's sides.
typedef struct Pit {
    double u, v, loss;
} Pit;

// The losses of n points, at most 64; `of` is what pits_work was given.
typedef void PitLoss(void *of, const double *u, const double *v, int n, double *loss);

typedef struct Pits Pits;

// loss[side][side]: on the grid, whose ends are the window's. What leads to one of the n known minima, which are
// borrowed, is left out; of more than PITS_MAX the lowest are tried. NULL: out of memory.
Pits *pits_begin(const double *loss, int side, const Pit *known, int n);
Work pits_work(Pits *pits, PitLoss *at, void *of);     // a slice: about 400 points
int pits_found(const Pits *pits, Pit found[PITS_MAX]); // after the last slice; returns how many
void pits_end(Pits *pits);                             // accepts NULL

#endif
