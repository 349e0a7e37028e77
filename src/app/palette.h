// The palette: one line that takes anything, over the picture, with the rows that it may mean. While it is open, keys
// type into it and nothing else acts. A formula is shown while it is typed; Enter makes it an edit, Esc leaves all as
// it was.
#ifndef RAVINE_APP_PALETTE_H
#define RAVINE_APP_PALETTE_H

#include "app/palette_match.h"

enum { PALETTE_PAST_MAX = 64 };

// Of a window, from the first time on that it is opened.
typedef struct Palette {
    PaletteFound found; // for this text and caret, in the scene of then
    char text[ENTRY_MAX];
    int caret;
    unsigned taken;
    bool stale;                             // they are to be found anew
    int at, first;                          // the row that Enter runs, and the first that is seen
    char past[PALETTE_PAST_MAX][ENTRY_MAX]; // [n_past], what was run, the last one last
    int n_past, past_at;                    // past_at: the one that stands in the line; n_past: none does
} Palette;

void palette_open(App *app);
bool palette_is_open(const App *app);

// After events: what was typed is found and, where it is a formula, shown.
void palette_update(App *app);

// What an action has asked for (app->asks) is opened.
void palette_answer(App *app);

// What is to be drawn of it; the items hold the texts.
void palette_show(App *app, PicturePalette *shown, PaletteItem items[PICTURE_ROWS_MAX]);

#endif
