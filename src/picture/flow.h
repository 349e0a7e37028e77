// The field of -gradient, as small arrows all over a panel. Private to src/picture.
#ifndef RAVINE_PICTURE_FLOW_H
#define RAVINE_PICTURE_FLOW_H

#include "picture/build.h"

enum { FLOW_SIDE_MAX = 48 };

// The gradients of a panel, kept until its loss or window changes. Zeroed is empty.
typedef struct Flow {
    uint64_t key;
    int nx, ny;
    double x[FLOW_SIDE_MAX * FLOW_SIDE_MAX], y[FLOW_SIDE_MAX * FLOW_SIDE_MAX];
    double gx[FLOW_SIDE_MAX * FLOW_SIDE_MAX], gy[FLOW_SIDE_MAX * FLOW_SIDE_MAX], loss[FLOW_SIDE_MAX * FLOW_SIDE_MAX];
    double steep; // a gradient that few of them exceed
} Flow;

// Where the scene wants it, under the trails. flows[PANELS_MAX], the picture's.
void flow_build(Build *build, int panel, const PanelField *field, Flow flows[]);

#endif
