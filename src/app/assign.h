// "lr=0.03", "n=20 seed=7", "start=1,2", "window=-2,2,-1,3", "colour=#e69f00": one or more values for what can be
// turned (knob.h), typed in one line; also "batch 1", where a name that is known is followed by numbers alone. A scene
// is changed, or an error says what is wrong and where; no window.
#ifndef RAVINE_APP_ASSIGN_H
#define RAVINE_APP_ASSIGN_H

#include "base/error.h"
#include "scene/knob.h"

enum { ASSIGN_WORDS_MAX = 96 };

typedef struct Assigned {
    char words[ASSIGN_WORDS_MAX]; // "lr of Adam = 0.03"
    Error error;                  // empty: the scene has the values
    int column;                   // of the character where it is wrong, from 1
    bool known;                   // what is wrong is a value, not a name
    uint32_t racers;              // bit i: a number of racer i was set
    bool edits;                   // else nothing but the view, the shown step or the speed
    bool seeks;                   // the scene's step is to be shown
} Assigned;

// false: the text is no such thing at all, and nothing else is said. step: from which on a racer's numbers act, -1:
// from the start. The scene is changed in part where there is an error.
bool assign(Scene *scene, const char *text, int step, Assigned *result);

#endif
