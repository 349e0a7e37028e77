// The loss's gradient on a grid over a window, for a field of arrows.
#ifndef RAVINE_STUDY_FLOW_H
#define RAVINE_STUDY_FLOW_H

#include "engine/loss/loss.h"

enum { FLOW_SIDE_MAX = 48 };

typedef struct FlowAsked {
    uint64_t loss_key;
    double window[4];
    int nx, ny; // 1 .. FLOW_SIDE_MAX
} FlowAsked;

// Sample i of row j is at x[j * nx + i], y[j * nx + i], the middle of its cell.
typedef struct Flow {
    FlowAsked asked;
    double x[FLOW_SIDE_MAX * FLOW_SIDE_MAX], y[FLOW_SIDE_MAX * FLOW_SIDE_MAX];
    double gx[FLOW_SIDE_MAX * FLOW_SIDE_MAX], gy[FLOW_SIDE_MAX * FLOW_SIDE_MAX], loss[FLOW_SIDE_MAX * FLOW_SIDE_MAX];
    double steep; // a gradient that few of them exceed; 0: it is level
    LossWork *work;
    int done; // samples, while it is under way
} Flow;

#endif
