// The field of -gradient, as small arrows all over a panel. Private to src/picture.
#ifndef RAVINE_PICTURE_FLOW_H
#define RAVINE_PICTURE_FLOW_H

#include "picture/build.h"
#include "study/flow.h"

// The gradients of a panel, kept until its loss or window changes. Zeroed is empty.
typedef struct PanelFlow {
    uint64_t key;
    Flow flow;
} PanelFlow;

// Where the scene wants it, under the trails. flows[PANELS_MAX], the picture's.
void flow_build(Build *build, int panel, const PanelField *field, PanelFlow flows[]);

#endif
