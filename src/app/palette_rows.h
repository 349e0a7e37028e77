// All that the palette finds by a name, from the tables that have it: what can be done, landscapes, optimizers,
// schedules, scenes, lessons, views, themes, ramps. A new row of such a table is found by existing; a further table is
// a row of sources[].
#ifndef RAVINE_APP_PALETTE_ROWS_H
#define RAVINE_APP_PALETTE_ROWS_H

#include "app/action.h"
#include "app/app.h"

enum { PALETTE_NAME_MAX = 128, PALETTE_DETAIL_MAX = 240 };

typedef struct PaletteItem {
    char name[PALETTE_NAME_MAX];     // as it is shown
    char id[PALETTE_NAME_MAX];       // as the command line has it, or the whole title of what can be done
    char detail[PALETTE_DETAIL_MAX]; // what else is known
    char key[ACTION_KEYS_MAX];       // that does the same; "": none
    const char *why;                 // it cannot be run now; NULL: it can
    const Landscape *landscape;      // NULL: none
    const char *ramp;                // NULL: none
} PaletteItem;

typedef struct PaletteSource {
    const char *group;                                      // "landscape"
    bool (*item)(const App *app, int i, PaletteItem *item); // zeroed before; false: beyond the last
    void (*run)(App *app, int i);
} PaletteSource;

int palette_sources(void);
const PaletteSource *palette_source(int i);
bool palette_item(const App *app, int source, int i, PaletteItem *item); // false: beyond the last

#endif
