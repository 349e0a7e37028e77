// Where a loss of two parameters is level within a window: minima, saddles, maxima. Newton's method on the exact
// gradient, from every cell of a grid in which both of its parts change sign; the Hessian is a central difference of
// exact gradients. Of points whose Hessian is singular, and of kinks, the minima alone are found, by losses (pit.h).
#ifndef RAVINE_ENGINE_LOSS_CRITICAL_H
#define RAVINE_ENGINE_LOSS_CRITICAL_H

#include "base/work.h"
#include "engine/loss/loss.h"

enum { CRITICAL_MAX = 128 };

typedef enum CriticalKind { CRITICAL_MINIMUM, CRITICAL_SADDLE, CRITICAL_MAXIMUM } CriticalKind;

typedef struct CriticalPoint {
    CriticalKind kind;
    double at[2];
    double loss;
} CriticalPoint;

// Minima first, then saddles, then maxima, each by rising loss. window: x from, x to, y from, y to. Returns how many;
// CRITICAL_MAX where there may be more. 0 also for another dimension, for a loss that is too dear to evaluate so often,
// and when memory runs out. Costs about 30 000 evaluations of the gradient.
int critical_find(const Loss *loss, const double window[4], CriticalPoint points[CRITICAL_MAX]);

// The same in slices: begin, work until it is WORK_DONE, then ask for the points; end. The loss is borrowed until the
// end.
typedef struct CriticalSearch CriticalSearch;
CriticalSearch *critical_begin(const Loss *loss, const double window[4]); // NULL: out of memory
Work critical_work(CriticalSearch *search,
                   int points); // gradients at so many points, or once at each seed: at most 400
int critical_points(const CriticalSearch *search, CriticalPoint points[CRITICAL_MAX]); // returns how many
void critical_end(CriticalSearch *search);                                             // accepts NULL

#endif
