// The start under the hand: clicked, dragged, moved by the arrows. The race is replayed with each move, so that its
// paths bend.
#ifndef RAVINE_APP_START_H
#define RAVINE_APP_START_H

#include <stdbool.h>
#include <stddef.h>

typedef struct App App;

// Every racer starts there; y is ignored where there is one parameter. glides: one step of undo with those just before.
bool start_move(App *app, const double at[2], bool glides);

// Many of the selected racer around it: a ring, a grid, none.
void start_many(App *app, int n);

void start_by_arrows(App *app); // from now on, or no longer
// Such a key: along the parameter that points its way in the picture, one number that one can say; fine with Shift,
// coarse with Ctrl. Esc leaves. false: the key is another one, or the arrows do not move the start.
bool start_press(App *app, int key, int mod);
void start_typed(const App *app, char *line, size_t size); // as one line of the palette: start=-1.2,1

#endif
