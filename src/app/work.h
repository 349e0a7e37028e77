// Long work between the events and the drawing of a frame: a few milliseconds of it, then the rest in the next one.
#ifndef RAVINE_APP_WORK_H
#define RAVINE_APP_WORK_H

#include "app/app.h"

enum { WORK_BUDGET_MS = 8 }; // of a frame, at most, but for one step of the race or one slice

void work_run(App *app);
bool work_waits(const App *app); // there is more to do

// What a person waits for, and how far it is: "finding the best lr: 42 %". NULL: nothing that takes long.
const char *work_line(const App *app, char *line, size_t size);

#endif
