// A frame of the window: events, update, draw. Nothing is drawn when nothing changed.
#ifndef RAVINE_APP_FRAME_H
#define RAVINE_APP_FRAME_H

#include <stdbool.h>

typedef struct App App;

// One frame. With wait, it sleeps until something happens where nothing moves by itself.
void frame_run(App *app, bool wait);

#endif
