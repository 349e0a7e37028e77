// The scenes of a contact sheet: the scene with what its columns and rows say of each cell. Text and scenes alone.
#ifndef RAVINE_APP_GRID_H
#define RAVINE_APP_GRID_H

#include "picture/sheet.h"
#include "scene/grid.h"
#include "scene/scene.h"

enum { GRID_HEAD_MAX = 200 };

typedef struct Grid {
    int columns, rows;
    Scene *scene;                                          // [rows * columns], row by row
    char head[FIGURE_GRIDS][GRID_SIDE_MAX][GRID_HEAD_MAX]; // over the columns, and beside the rows: "" where none are
    Scene page;                                            // what title and legend are of: without what the heads say
    SheetSaid said[FIGURE_GRIDS];                          // what that is
} Grid;

bool grid_has(const Scene *scene); // its figure is a sheet
bool grid_notice(const Scene *scene, char *line, size_t size); // likewise; what a window, which shows none, says of it

// false: *grid is empty, error has "grid, 'KEY=VALUE': WHY". grid_clear accepts an empty one.
bool grid_make(Grid *grid, const Scene *scene, Error *error);
void grid_clear(Grid *grid);

#endif
