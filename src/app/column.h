// The racers' column under the hand: which slider, turning it, a number typed into it, which racer.
#ifndef RAVINE_APP_COLUMN_H
#define RAVINE_APP_COLUMN_H

#include "scene/knob.h"

#include <stdbool.h>

typedef struct App App;

bool column_has_sliders(const App *app);

void column_address(App *app, char *text, size_t size); // of the one in hand; "": it is none that lasts
void column_move(App *app, int n);                      // the slider n below the one in hand
void column_hold(App *app, int slider);                 // takes it in hand
void column_turn(App *app, int n, KnobGrain grain);     // the one in hand, as knob_turned says
void column_drag(App *app, int slider, float position); // [0, 1] of the track, clamped
int column_whole_change(App *app); // the one in hand, if it is to another optimizer or schedule; else -1
void column_hold_change(App *app, int racer, int change);
int column_move_change(App *app, int racer, int change,
                       int step); // clamped to the race; returns its index from then on
void column_restore(App *app);    // torch's default, or the landscape's
void column_enter(App *app);      // begins to type a number

void column_select(App *app, int racer); // wraps around
void column_show(App *app, int racer);   // or hides it

#endif
