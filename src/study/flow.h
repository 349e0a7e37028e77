// The loss's gradient on a grid over a window, for a field of arrows.
#ifndef RAVINE_STUDY_FLOW_H
#define RAVINE_STUDY_FLOW_H

#include "engine/loss.h"

enum { FLOW_SIDE_MAX = 48 };

// Sample i of row j is at x[j * nx + i], y[j * nx + i], the middle of its cell.
typedef struct Flow {
    int nx, ny;
    double x[FLOW_SIDE_MAX * FLOW_SIDE_MAX], y[FLOW_SIDE_MAX * FLOW_SIDE_MAX];
    double gx[FLOW_SIDE_MAX * FLOW_SIDE_MAX], gy[FLOW_SIDE_MAX * FLOW_SIDE_MAX], loss[FLOW_SIDE_MAX * FLOW_SIDE_MAX];
    double steep; // a gradient that few of them exceed; 0: it is level
} Flow;

// nx, ny <= FLOW_SIDE_MAX; the loss has two parameters. false: out of memory.
bool flow_sample(Flow *flow, const Loss *loss, const double window[4], int nx, int ny);

#endif
