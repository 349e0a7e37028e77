// The rows of the loss as a table that can be looked at: which columns its formula compares, and along which axes that
// is seen.
#ifndef RAVINE_STUDY_ROWS_H
#define RAVINE_STUDY_ROWS_H

#include "engine/formula/compared.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum RowsForm {
    ROWS_ALONE,   // neither a difference nor two classes: the rows, and no fit
    ROWS_CURVE,   // the target over the one feature or the chosen one, or over the row's number where there is none
    ROWS_AGAINST, // of several features: the prediction over the target
    ROWS_CHANCE,  // of two classes, over the one feature or the chosen one
    ROWS_CLASSES, // of two classes, over the first two of the features or the chosen ones
} RowsForm;

// Features that are not on an axis are at their mean.
typedef struct RowsAsked {
    uint64_t loss_key;
    int column[2]; // chosen; -1: none. Those that are no features are none
} RowsAsked;

// x and y are the scene's own columns, or an array of this; of ROWS_AGAINST both are the target's.
typedef struct RowsView {
    RowsAsked asked;
    RowsForm form;
    int n;                             // rows
    int target;                        // column; -1: an expression of columns, or of ROWS_ALONE none
    int feature[2];                    // columns, the first ones or those that are chosen; -1: none
    int chosen;                        // how many are
    int features;                      // how many there are
    bool two;                          // the target is of two values:
    double values[2];                  // 0 and 1, or -1 and 1
    const double *x;                   // [n]; NULL: the row's number
    const double *y;                   // [n]
    double range[4];                   // x from, x to, y from, y to: of all rows, with a margin
    double *mean;                      // [columns]
    double *targets;                   // [n], of an expression
    Compared compared;                 // of ROWS_CURVE and ROWS_AGAINST
    Formula *difference, *target_part; // likewise
} RowsView;

typedef struct Dataset Dataset;
enum { ROWS_CHOICES_MAX = 16 };
// The features that can be chosen, the first ones: all, where there are more than are shown; else none. How many.
int rows_choices(const Formula *formula, const Dataset *data, int column[ROWS_CHOICES_MAX]);

#endif
