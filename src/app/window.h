// The window on the display: opened, shown frame by frame until the person quits, closed.
#ifndef RAVINE_APP_WINDOW_H
#define RAVINE_APP_WINDOW_H

#include "app/app.h"
#include "app/options.h"

typedef struct WindowConfig {
    const Scene *scene;
    int width, height;   // points; 0: the default, or what the display has room for
    const char *path;    // the scene's file; NULL: none
    bool offscreen;      // for tests: a window that nobody sees is fine
    const char *program; // that writes files beside it; NULL: none is
    bool keeps;          // the scene, in the state directory
    bool offers;         // what was kept there last
} WindowConfig;

// NULL: error says what is missing, a display above all.
App *window_open(const WindowConfig *config, Error *error);
void window_close(App *app);

// Frames until the person quits. Returns main's exit code.
int window_run(const Options *options, const Scene *scene, Error *error);

#endif
