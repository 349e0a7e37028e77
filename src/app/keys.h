// Where a key goes: to the entry while something is typed into it, else to the action whose trigger it is.
#ifndef RAVINE_APP_KEYS_H
#define RAVINE_APP_KEYS_H

#include "app/action.h"

typedef union SDL_Event SDL_Event;
typedef struct SDL_Keysym SDL_Keysym;

void keys_event(App *app, const SDL_Event *event); // SDL_KEYDOWN or SDL_TEXTINPUT

// The action that a key starts, and its n: by the layout's letter, and where there is no such action, by the key's
// place.
const Action *keys_action(const SDL_Keysym *key, int *n);

// SDL_EventFilter, called as events come in, before they are handled: what is typed right behind Enter is to arrive as
// text already.
int keys_foresee(void *nothing, SDL_Event *coming);
void keys_settle(App *app); // after a frame's events: an input method would keep the letters to itself

#endif
