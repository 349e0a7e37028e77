// The batch of a step: which rows it takes, and its own loss over a window.
#ifndef RAVINE_STUDY_BATCH_H
#define RAVINE_STUDY_BATCH_H

#include "engine/loss/loss.h"

#include <stdint.h>

typedef struct BatchAsked {
    uint64_t loss_key;
    int step; // 1-based
} BatchAsked;

typedef struct BatchRows {
    BatchAsked asked;
    int *row; // [n]
    int n;    // 0: the loss has no rows
} BatchRows;

typedef struct BatchFieldAsked {
    uint64_t loss_key;
    double window[4];
    int step, nx, ny; // ny 1: of one parameter
} BatchFieldAsked;

enum { BATCH_SIDE = 96, BATCH_CURVE = 400 };

// Its loss at samples as those of a height field.
typedef struct BatchField {
    BatchFieldAsked asked;
    double loss[BATCH_SIDE * BATCH_SIDE]; // [ny][nx]
    int done;
    LossWork *work; // while it is under way
} BatchField;

#endif
