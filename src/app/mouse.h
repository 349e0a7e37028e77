// The mouse: drags, clicks and the wheel, by what lies under the pointer in the last picture.
#ifndef RAVINE_APP_MOUSE_H
#define RAVINE_APP_MOUSE_H

#include "picture/draw.h"

typedef struct App App;
typedef union SDL_Event SDL_Event;

// A button that is held. Points.
typedef struct Pointer {
    int button;    // SDL's; 0: none
    DrawHit hit;   // what was under it when it was pressed
    bool dragging; // it went further than a click's tremor
    float x, y, press_x, press_y;
    bool moved_start; // the last click did: a double click takes that back
    bool pointing;    // rests on a panel or chart, which says what is there
    float at_x, at_y; // where it was last seen
} Pointer;

void mouse_event(App *app, const SDL_Event *event);
void mouse_leave(App *app); // the pointer left the window

#endif
