// The scene as a document: another one takes its place in the window.
#ifndef RAVINE_APP_DOCUMENT_H
#define RAVINE_APP_DOCUMENT_H

#include "app/app.h"

// Shows it at its step, paused; undo brings back what was there. false: refused, as by app_commit.
bool document_show(App *app, const Scene *scene);

#endif
