// Going through a lesson: its slides one after another, from the first, or from the one that was left.
#ifndef RAVINE_APP_SLIDES_H
#define RAVINE_APP_SLIDES_H

typedef struct App App;

void slides_open(App *app);        // a lesson was opened: what its slide plays begins; else nothing
void slides_turn(App *app, int n); // an open question is answered first; -1: the slide before
void slides_show(App *app, int n); // the lesson that is open from its first slide (1), or from here (-1)
void slides_blank(App *app);       // dark until the next key
void slides_leave(App *app);       // the scene as any other

#endif
