// Long work between the events and the drawing of a frame: a few milliseconds of it, then the rest in the next one.
#ifndef RAVINE_APP_WORK_H
#define RAVINE_APP_WORK_H

#include "app/app.h"

void work_run(App *app);         // the race first, then what the study is asked for
bool work_waits(const App *app); // there is more to do

// A replay that takes long ends where it is, and playing with it. false: there was none.
bool work_stop(App *app);

// What a person waits for, and how far it is: "finding the best lr: 42 %". NULL: nothing that takes long.
const char *work_line(const App *app, char *line, size_t size);

#endif
