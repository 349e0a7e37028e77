// Undo and redo without end: a stack of the scenes before and one of those after. Only the top of each is kept whole,
// what lies below as what differs from the one above it: a slider's move takes about a hundred bytes.
#ifndef RAVINE_APP_HISTORY_H
#define RAVINE_APP_HISTORY_H

#include "base/delta.h"
#include "scene/scene.h"

typedef struct HistoryStep {
    Delta delta;              // from the scene above; of the top: nothing
    struct HistoryHeld *held; // what the scene shares with others; NULL: nothing
} HistoryStep;

typedef struct HistoryStack {
    struct HistoryImage *top; // NULL: empty
    HistoryStep *step;        // [n], the top last
    int n, capacity;
} HistoryStack;

// Zeroed is empty.
typedef struct History {
    HistoryStack past, future;
} History;

// An edit was made: its future is gone. false: out of memory, and nothing has changed.
bool history_push(History *history, const Scene *before);
void history_drop(History *history); // the last edit came to nothing: its scene is no more
void history_clear(History *history);

// Exchanges *scene with the state before (or after) it; false: there is none, or out of memory, and nothing has
// changed.
bool history_back(History *history, Scene *scene);
bool history_forth(History *history, Scene *scene);

#endif
