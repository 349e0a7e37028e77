// Two fingers on a screen: they pinch and turn what lies between them. One finger is SDL's mouse.
#ifndef RAVINE_APP_TOUCH_H
#define RAVINE_APP_TOUCH_H

#include <stdbool.h>

typedef struct App App;
typedef union SDL_Event SDL_Event;

void touch_event(App *app, const SDL_Event *event);
bool touch_takes(const App *app, const SDL_Event *event); // a mouse's, which is one of two fingers

#endif
