// Undo and redo: a bounded row of scenes, the oldest dropped when it is full.
#ifndef RAVINE_APP_HISTORY_H
#define RAVINE_APP_HISTORY_H

#include "scene/scene.h"

enum { HISTORY_MAX = 64 };

// Zeroed is empty. state[0 .. at) is the past, state[at .. n) the future.
typedef struct History {
    Scene state[HISTORY_MAX];
    int n, at;
} History;

void history_push(History *history, const Scene *before); // an edit was made: its future is gone
void history_clear(History *history);

// Exchanges *scene with the state before (or after) it; false: there is none.
bool history_back(History *history, Scene *scene);
bool history_forth(History *history, Scene *scene);

#endif
