// Undo and redo: a bounded row of scenes, the oldest dropped when it is full.
#ifndef RAVINE_APP_HISTORY_H
#define RAVINE_APP_HISTORY_H

#include "scene/knob.h"

enum { HISTORY_MAX = 64 };

// Zeroed is empty. state[0 .. at) is the past, state[at .. n) the future; edit[i] leads from state i to the next.
typedef struct History {
    Scene state[HISTORY_MAX];
    Knob edit[HISTORY_MAX]; // what it turned; KNOB_NONE: it was another edit
    int n, at;
} History;

void history_push(History *history, const Scene *before, Knob edit); // an edit was made: its future is gone
void history_clear(History *history);

// Exchanges *scene with the state before (or after) it, and says which edit that undoes (or does again); false: there
// is none.
bool history_back(History *history, Scene *scene, Knob *edit);
bool history_forth(History *history, Scene *scene, Knob *edit);

#endif
