// A formula's value on a grid over two of its parameters. What depends on one of the two alone (the cosines of x of
// rastrigin) is computed once per column or once per row, not once per sample. Every sample has the bits that
// formula_evaluate gives at its point. No columns; normals are 0.
#ifndef RAVINE_ENGINE_FORMULA_GRID_H
#define RAVINE_ENGINE_FORMULA_GRID_H

#include "engine/formula/formula.h"

// Everything is borrowed for the call of grid_create.
typedef struct GridAxes {
    int axis_x, axis_y;   // parameters; axis_y = -1: none, every row is the same
    const double *x, *y;  // [nx], [ny]: positions; y is ignored without axis_y
    int nx, ny;           // > 0
    const double *origin; // [dimension]: of the other parameters
} GridAxes;

typedef struct Grid Grid;

// Memory for the rows of one grid on one thread.
typedef struct GridWork GridWork;

Grid *grid_create(const Formula *formula,
                  const GridAxes *axes); // the formula is not needed afterwards. NULL: out of memory
void grid_destroy(Grid *grid);

GridWork *grid_work_create(const Grid *grid);
void grid_work_destroy(GridWork *work);

void grid_row(const Grid *grid, GridWork *work, int j, double *value); // value[nx], 0 <= j < ny

#endif
