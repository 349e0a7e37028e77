// What a point of the loss says of the rows: its line or curve, its predictions, its boundary between two classes. The
// formula's own: of a difference the prediction that it compares; of two classes, by how much a row's loss is higher
// for the one than for the other, which is 0 on the boundary, and of a cross entropy the log odds.
#ifndef RAVINE_STUDY_FIT_H
#define RAVINE_STUDY_FIT_H

#include "study/rows.h"

enum { FIT_CURVE = 160, FIT_SIDE = 48, FIT_ROWS = 2000, FIT_MAX = FIT_SIDE * FIT_SIDE };

typedef struct FitAsked {
    uint64_t loss_key;
    double at[2];         // parameters
    const RowsView *rows; // as long as it is asked for
} FitAsked;

// value[n]: evenly over the rows' range of x, of a curve and of a chance; [FIT_SIDE][FIT_SIDE] over both ranges, of
// classes: below 0 where the first is likelier, but of a difference the prediction less the values' mean; of each
// stride-th row, where the prediction stands against the target, or where there is neither the row's loss.
typedef struct Fit {
    FitAsked asked;
    int n, stride;
    bool is_chance; // value is the chance of the second class, [0, 1]: the losses of both are logarithms of chances
    double value[FIT_MAX];
} Fit;

#endif
