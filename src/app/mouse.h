// The mouse: drags, clicks and the wheel, by what lies under the pointer in the last picture.
#ifndef RAVINE_APP_MOUSE_H
#define RAVINE_APP_MOUSE_H

typedef struct App App;
typedef union SDL_Event SDL_Event;

void mouse_event(App *app, const SDL_Event *event);
void mouse_leave(App *app); // the pointer left the window

// Fingers. Points of the picture.
void mouse_let_go(App *app);                                                  // of what one finger holds
void mouse_pinch(App *app, float x, float y, double factor, double turn_deg); // what is between two; < 1: closer

#endif
