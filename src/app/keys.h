// Where a key goes: to the entry while something is typed into it, else to the action whose trigger it is.
#ifndef RAVINE_APP_KEYS_H
#define RAVINE_APP_KEYS_H

typedef struct App App;
typedef union SDL_Event SDL_Event;

void keys_event(App *app, const SDL_Event *event); // SDL_KEYDOWN or SDL_TEXTINPUT

// SDL_EventFilter, called as events come in, before they are handled: what is typed right behind Enter is to arrive as text already.
int keys_foresee(void *nothing, SDL_Event *coming);
void keys_settle(const App *app); // after a frame's events: an input method would keep the letters to itself

#endif
