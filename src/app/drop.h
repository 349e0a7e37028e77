// What is dropped on the window: a scene is opened, rows become the loss's, words are as if pasted.
#ifndef RAVINE_APP_DROP_H
#define RAVINE_APP_DROP_H

typedef struct App App;
union SDL_Event;

void drop_event(App *app, const union SDL_Event *event); // frees what the event holds

#endif
