// The formula's graph is cut where nodes that need both x and y use nodes that do not. Below the cut run two programs,
// one over all columns and one over all rows; above it runs a third over the samples of a row, with the columns'
// results as lanes and the row's results spread over lanes.
#include "engine/formula/grid.h"

#include "engine/formula/graph.h"
#include "engine/formula/kernel.h"
#include "engine/formula/program.h"
#include "engine/lanes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 128 }; // lanes
enum { NEEDS_X = 1, NEEDS_Y = 2, NEEDS_BOTH = 3 };

// The values of the nodes of one side of the cut.
typedef struct Side {
    int *nodes; // that the other side uses
    int n;
    double *values; // [n][stride]
    int stride;     // lanes, padded
} Side;

struct Grid {
    Side columns, rows;
    Layout layout; // of the program over samples: its inputs are nodes of columns and rows
    Program program;
    int *row_of; // [inputs]: which of the rows' nodes, or -1
    int *column_of;
    int nx, ny;
};

struct GridWork {
    double **slots;
    double *memory;
};

// ---- The cut

typedef struct Cut {
    const Graph *graph;
    unsigned char *needs; // [nodes]
    bool *given;          // [nodes]: at the cut
    int root;
} Cut;

static unsigned char leaf_needs(const Node *node, const GridAxes *axes)
{
    if (node->op != OP_PARAMETER)
        return 0;
    return node->operand[0] == axes->axis_x ? NEEDS_X : node->operand[0] == axes->axis_y ? NEEDS_Y : 0;
}

static void find_needs(Cut *cut, const GridAxes *axes)
{
    for (int i = 0; i <= cut->root; i++) {
        const Node *node = &cut->graph->nodes[i];
        cut->needs[i] = leaf_needs(node, axes);
        for (int k = 0; k < kernel_operands(node->op); k++)
            cut->needs[i] |= cut->needs[node->operand[k]];
    }
}

static void give(Cut *cut, int node)
{
    cut->given[node] = cut->needs[node] != NEEDS_BOTH && cut->graph->nodes[node].op != OP_CONSTANT;
}

static void find_cut(Cut *cut)
{
    give(cut, cut->root);
    for (int i = 0; i <= cut->root; i++)
        for (int k = 0; cut->needs[i] == NEEDS_BOTH && k < kernel_operands(cut->graph->nodes[i].op); k++)
            give(cut, cut->graph->nodes[i].operand[k]);
}

static bool cut_create(Cut *cut, const Formula *formula, const GridAxes *axes)
{
    cut->graph = formula_graph(formula, &cut->root);
    cut->needs = calloc((size_t)cut->graph->count, sizeof *cut->needs);
    cut->given = calloc((size_t)cut->graph->count, sizeof *cut->given);
    if (!cut->needs || !cut->given)
        return false;
    find_needs(cut, axes);
    find_cut(cut);
    return true;
}

static void cut_destroy(Cut *cut)
{
    free(cut->needs);
    free(cut->given);
}

// ---- The sides

static void fill(double *lanes, int n, double value)
{
    for (int i = 0; i < n; i++)
        lanes[i] = value;
}

static void fill_input(double *lanes, int n, ProgramInput input, const GridAxes *axes)
{
    assert(input.op != OP_COLUMN);
    if (input.op == OP_PARAMETER && input.index == axes->axis_x)
        memcpy(lanes, axes->x, (size_t)n * sizeof *lanes);
    else if (input.op == OP_PARAMETER && input.index == axes->axis_y)
        memcpy(lanes, axes->y, (size_t)n * sizeof *lanes);
    else
        fill(lanes, n, input.op == OP_PARAMETER ? axes->origin[input.index] : 0);
}

static bool run_side(Side *side, const Layout *layout, const Program *program, const GridAxes *axes, int n)
{
    int first_result = layout_results(layout), first_register = layout_registers(layout);
    size_t slots = (size_t)(first_register + program->registers), stride = (size_t)side->stride;
    double **slot = malloc(slots * sizeof *slot);
    double *memory = calloc(slots * stride, sizeof *memory);
    if (slot && memory) {
        for (size_t i = 0; i < slots; i++)
            slot[i] = memory + i * stride;
        for (int i = 0; i < side->n; i++)
            slot[first_result + i] = side->values + (size_t)i * stride;
        for (int i = 0; i < layout->n_constants; i++)
            fill(slot[i], n, layout->constants[i]);
        for (int i = 0; i < layout->n_inputs; i++)
            fill_input(slot[layout_inputs(layout) + i], n, layout->inputs[i], axes);
        kernel_run(program->code, program->count, slot, n);
    }
    bool ok = slot && memory;
    free(slot);
    free(memory);
    return ok;
}

static bool side_create(Side *side, const Cut *cut, const GridAxes *axes, bool rows)
{
    int n = rows ? axes->ny : axes->nx;
    side->stride = lanes_padded(n);
    side->nodes = malloc((size_t)cut->graph->count * sizeof *side->nodes);
    if (!side->nodes)
        return false;
    for (int i = 0; i <= cut->root; i++)
        if (cut->given[i] && (cut->needs[i] == NEEDS_Y) == rows)
            side->nodes[side->n++] = i;
    if (!side->n)
        return true;
    Layout layout = {0};
    Program program = {0};
    side->values = calloc((size_t)side->n * (size_t)side->stride, sizeof *side->values);
    bool ok = side->values && layout_create(&layout, cut->graph, NULL, side->nodes, side->n) &&
              program_create(&program, &layout, cut->graph, side->nodes, side->n) &&
              run_side(side, &layout, &program, axes, n);
    program_destroy(&program);
    layout_destroy(&layout);
    return ok;
}

static void side_destroy(Side *side)
{
    free(side->nodes);
    free(side->values);
}

static int place_in(const Side *side, int node)
{
    for (int i = 0; i < side->n; i++)
        if (side->nodes[i] == node)
            return i;
    return -1;
}

// ---- The samples

static bool samples_create(Grid *grid, const Cut *cut)
{
    if (!layout_create(&grid->layout, cut->graph, cut->given, &cut->root, 1) ||
        !program_create(&grid->program, &grid->layout, cut->graph, &cut->root, 1))
        return false;
    size_t n = (size_t)grid->layout.n_inputs + 1;
    grid->row_of = malloc(n * sizeof *grid->row_of);
    grid->column_of = malloc(n * sizeof *grid->column_of);
    for (int i = 0; grid->row_of && grid->column_of && i < grid->layout.n_inputs; i++) {
        grid->row_of[i] = place_in(&grid->rows, grid->layout.inputs[i].index);
        grid->column_of[i] = place_in(&grid->columns, grid->layout.inputs[i].index);
    }
    grid->layout.given = NULL; // the cut's, which goes
    return grid->row_of && grid->column_of;
}

Grid *grid_create(const Formula *formula, const GridAxes *axes)
{
    Grid *grid = calloc(1, sizeof *grid);
    Cut cut = {0};
    bool ok = grid && cut_create(&cut, formula, axes) && side_create(&grid->columns, &cut, axes, false) &&
              side_create(&grid->rows, &cut, axes, true) && samples_create(grid, &cut);
    cut_destroy(&cut);
    if (!ok) {
        grid_destroy(grid);
        return NULL;
    }
    grid->nx = axes->nx;
    grid->ny = axes->ny;
    return grid;
}

void grid_destroy(Grid *grid)
{
    if (!grid)
        return;
    side_destroy(&grid->columns);
    side_destroy(&grid->rows);
    program_destroy(&grid->program);
    layout_destroy(&grid->layout);
    free(grid->row_of);
    free(grid->column_of);
    free(grid);
}

GridWork *grid_work_create(const Grid *grid)
{
    GridWork *work = calloc(1, sizeof *work);
    if (!work)
        return NULL;
    size_t slots = (size_t)(layout_registers(&grid->layout) + grid->program.registers);
    work->slots = malloc(slots * sizeof *work->slots);
    work->memory = calloc(slots * BLOCK, sizeof *work->memory);
    if (!work->slots || !work->memory) {
        grid_work_destroy(work);
        return NULL;
    }
    for (size_t i = 0; i < slots; i++)
        work->slots[i] = work->memory + i * BLOCK;
    for (int i = 0; i < grid->layout.n_constants; i++)
        fill(work->slots[i], BLOCK, grid->layout.constants[i]);
    return work;
}

void grid_work_destroy(GridWork *work)
{
    if (!work)
        return;
    free(work->slots);
    free(work->memory);
    free(work);
}

// A block that ends between two vectors has its result in the work's own memory first.
static void run_block(const Grid *grid, GridWork *work, int first, int lanes, double *value)
{
    int result = layout_results(&grid->layout);
    double *own = work->memory + (size_t)result * BLOCK;
    bool whole = lanes % LANES_MULTIPLE == 0;
    for (int i = 0; i < grid->layout.n_inputs; i++)
        if (grid->column_of[i] >= 0)
            work->slots[layout_inputs(&grid->layout) + i] =
                grid->columns.values + (size_t)grid->column_of[i] * (size_t)grid->columns.stride + first;
    work->slots[result] = whole ? value : own;
    kernel_run(grid->program.code, grid->program.count, work->slots, lanes);
    if (!whole)
        memcpy(value, own, (size_t)lanes * sizeof *value);
}

void grid_row(const Grid *grid, GridWork *work, int j, double *value)
{
    assert(j >= 0 && j < grid->ny);
    for (int i = 0; i < grid->layout.n_inputs; i++)
        if (grid->row_of[i] >= 0)
            fill(work->slots[layout_inputs(&grid->layout) + i], BLOCK,
                 grid->rows.values[(size_t)grid->row_of[i] * (size_t)grid->rows.stride + (size_t)j]);
    for (int first = 0; first < grid->nx; first += BLOCK)
        run_block(grid, work, first, grid->nx - first < BLOCK ? grid->nx - first : BLOCK, value + first);
}
