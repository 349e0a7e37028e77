// The racers of a text that people paste: one racer as scene/spec.h reads it, or the cell of a notebook. What makes an
// optimizer or a schedule is taken, with the values that the cell gives to names; all else is skipped and counted.
#ifndef RAVINE_SCENE_CELL_H
#define RAVINE_SCENE_CELL_H

#include "base/error.h"
#include "engine/race/race.h"

#include <stddef.h>

enum { CELL_TEXT_MAX = 65536 };

typedef struct Cell {
    Racer racer[RACE_RACERS_MAX];
    int n, schedules, skipped;                   // skipped: lines with something on them
    const Optimizer *around[RACER_WRAPPERS_MAX]; // [n_around], that calls beside the optimizers put around them
    int n_around;
    char undecided[60]; // the condition of an `if` whose branches were all read; "": none
} Cell;

// false: error has "racer, WHERE: WHY".
bool cell_read(Cell *cell, const char *text, Error *error);

// "took 2 racers, 1 schedule, skipped 6 lines"; false where that says no more than that the racer was read.
bool cell_notice(const Cell *cell, char *line, size_t size);

#endif
