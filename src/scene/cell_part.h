// The optimizers and schedules that a notebook's cell calls, and what its names stand for, as they are read: what
// assigns one becomes a part, everything else a name. Private to src/scene.
#ifndef RAVINE_SCENE_CELL_PART_H
#define RAVINE_SCENE_CELL_PART_H

#include "base/error.h"
#include "engine/race/race.h"
#include "scene/cell_value.h"
#include "scene/spec.h"

enum { CELL_SCHEDULES_MAX = 4 * RACE_RACERS_MAX, CELL_FUNCTIONS_MAX = 40 };

// A call that was found: an optimizer, or a schedule of the optimizer `of`.
typedef struct Part {
    char name[CELL_NAME_MAX]; // what it is assigned to: "opt", "opts.sgd"
    char text[SPEC_TEXT_MAX + 1];
    int of;    // of a schedule: the optimizer's index
    bool used; // another part is made of it
} Part;

// A function of the cell, whose body is read where it is called.
typedef struct CellFunction {
    Span name, parameters;
    char *body;
    const char *end;
    int line; // of the body
    bool running, called;
} CellFunction;

typedef struct CellReader {
    CellNames names;
    Part optimizer[RACE_RACERS_MAX], schedule[CELL_SCHEDULES_MAX];
    int n_optimizers, n_schedules;
    Part around[RACER_WRAPPERS_MAX]; // all racers: calls that clip gradients or average points, each function's first
    int n_around;
    CellFunction function[CELL_FUNCTIONS_MAX];
    int n_functions;
    Span defined, variable; // of the function that is read
    Span undecided;         // the first condition that nothing decides, of racers; empty: none
    int first, last;        // lines of the statement
    int bodies;             // how many more of loops and functions are read
    int running;            // functions
    bool in_class, failed;
    bool returned; // from the function that runs: what follows is not read
    Error *error;
    // Reads the body of the cell's function; false: it has none of that name.
    bool (*call)(struct CellReader *reader, Span name, Span arguments);
} CellReader;

bool cell_fail(CellReader *reader, const char *why); // returns false

// The parts of `target = value`, or what it stands for then. The target may be empty.
void cell_assign(CellReader *reader, Span target, Span value);
// (a, b) = (1, 2), as a loop does it.
void cell_bind(CellReader *reader, Span targets, Span value);
void cell_keep(CellReader *reader, Span name, Span value); // a name's value, or those of what it holds
// import MODULE as NAME, or from PACKAGE import MODULE as NAME. Of packages other than torch and Keras, the name stands
// for the last part alone.
void cell_module(CellReader *reader, Span name, Span module);

#endif
