// A contact sheet's cells at work: a session of each, and the sheet that shows them.
#ifndef RAVINE_APP_CELLS_H
#define RAVINE_APP_CELLS_H

#include "app/grid.h"
#include "app/session.h"

typedef struct Cells {
    Grid grid;
    Session *session; // [n], as the grid's scenes
    int *steps;       // [n]: the last step that each shows
    int n;
    PictureInput *input; // [n]
    Sheet *sheet;
} Cells;

// Zeroed before; cells_close accepts it then, too. Of each, `last` says which step it shows; no race is run yet. false:
// error says why.
bool cells_open(Cells *cells, const Scene *scene, int (*last)(const Scene *scene, const void *context),
                const void *context, Error *error);
void cells_close(Cells *cells);

// Of the page's input, which has size, scale and step: no cell goes on beyond its own last one.
float cells_height(Cells *cells, PictureInput page);
const DrawList *cells_build(Cells *cells, PictureInput page, float turn_deg); // NULL: out of memory

#endif
