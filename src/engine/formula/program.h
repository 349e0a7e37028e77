// From graph to instructions: what no result needs is left out, neighbours are fused, and registers are given out by
// last use.
//
// A program's slots, in this order: constants, inputs, results, registers. Constants and inputs are numbered through a
// Layout, so that several programs can run over one table of slots.
#ifndef RAVINE_ENGINE_FORMULA_PROGRAM_H
#define RAVINE_ENGINE_FORMULA_PROGRAM_H

#include "engine/formula/graph.h"
#include "engine/formula/kernel.h"

#include <stdbool.h>

typedef struct ProgramInput {
    Op op;     // OP_PARAMETER, OP_COLUMN, OP_NORMAL; OP_COPY: a node that is computed elsewhere
    int index; // of a parameter, column or normal; or the node
} ProgramInput;

typedef struct Layout {
    double *constants;
    ProgramInput *inputs;
    int n_constants, n_inputs, n_results;
    int *slot;         // [nodes]: of constants and inputs that are needed, else -1
    const bool *given; // [nodes]: computed elsewhere, so inputs here; NULL: none
} Layout;

typedef struct Program {
    Instruction *code;
    int count;
    int registers;
} Program;

// Numbers the constants and inputs that the results need. `given` is borrowed until the programs are made. false: out
// of memory.
bool layout_create(Layout *layout, const Graph *graph, const bool *given, const int *results, int n_results);
void layout_destroy(Layout *layout);

// The program for the first n_results of the layout's results. false: out of memory.
bool program_create(Program *program, const Layout *layout, const Graph *graph, const int *results, int n_results);
void program_destroy(Program *program);

static inline int layout_inputs(const Layout *layout)
{
    return layout->n_constants;
}

static inline int layout_results(const Layout *layout)
{
    return layout->n_constants + layout->n_inputs;
}

static inline int layout_registers(const Layout *layout)
{
    return layout->n_constants + layout->n_inputs + layout->n_results;
}

#endif
