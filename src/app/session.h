// A scene with the loss and the race that it describes, kept in step: an edited scene is taken over whole, and its race
// replayed. No SDL, no drawing, no clock.
#ifndef RAVINE_APP_SESSION_H
#define RAVINE_APP_SESSION_H

#include "base/error.h"
#include "scene/scene.h"
#include "study/study.h"

typedef struct Session {
    Scene scene;
    Loss *loss;
    Race *race;
    Study *study; // of them
} Session;

// Zeroed before the first session_take; session_close accepts it then, too.
void session_close(Session *session);

// Makes *scene the session's, with the race replayed up to `step`. The loss is built anew only if what it depends on
// differs. false: the session is as it was, error says why.
bool session_take(Session *session, const Scene *scene, int step, Error *error);

// The race's memory up to `step`. false: it cannot be had, error says how much that is.
bool session_reserve(Session *session, int step, Error *error);
// How much that is, in a line, where it is worth saying beforehand. false: it is not.
bool session_memory(const Session *session, int step, char *line, size_t size);

// The step up to which the race is to be known for the charts' axes, whatever is shown: its end, but 0 where a step or
// its memory is dear.
int session_reach(const Session *session);

// Runs the race on to `step` (clamped to its length).
bool session_run(Session *session, int step, Error *error);
// Likewise, by a slice: well under a millisecond, or one step of the race where that takes longer.
Work session_work(Session *session, int step);

#endif
