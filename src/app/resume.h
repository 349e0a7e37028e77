// Nothing is lost: the running scene is kept within a second of each change, and a program that is started without a
// scene of its own offers what was kept last. While the offer stands, and after it was declined until something
// changes, nothing is kept: what was left stays the newest.
#ifndef RAVINE_APP_RESUME_H
#define RAVINE_APP_RESUME_H

#include "app/app.h"

void resume_begin(App *app, bool offers); // from here on; offers: what was left, if anything was
void resume_end(App *app);                // with the last changes

// After each frame; drawn: something may have changed. The window's title is told as well.
void resume_work(App *app, bool drawn);

void resume_go_on(App *app); // takes the offer
void resume_decline(App *app);

void resume_words(const App *app, char *words, size_t size); // "Rosenbrock, step 120": what is offered

#endif
