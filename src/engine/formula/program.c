// Nodes are computed in the order of their numbers, which is an order in which operands come first.
#include "engine/formula/program.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// What is known of a node while a program is made.
typedef struct Use {
    int count;        // uses by other nodes and as a result
    int last;         // node that uses it last, -1: none, or freed
    int slot;         // -1: none yet
    bool result;      // is one of the results
    bool fused;       // computed inside the node that uses it
    Instruction step; // operands as nodes, until slots are known
} Use;

typedef struct Maker {
    const Graph *graph;
    const Layout *layout;
    Use *use;  // [nodes]
    int *free; // registers that hold nothing any more
    int n_free;
    Program *program;
} Maker;

static int operands_of(const Layout *layout, const Graph *graph, int node)
{
    return layout->given && layout->given[node] ? 0 : kernel_operands(graph->nodes[node].op);
}

static void mark(const Layout *layout, const Graph *graph, int *count, const int *results, int n_results)
{
    for (int i = 0; i < n_results; i++)
        count[results[i]]++;
    for (int i = graph->count - 1; i >= 0; i--)
        for (int k = 0; count[i] && k < operands_of(layout, graph, i); k++)
            count[graph->nodes[i].operand[k]]++;
}

static void lay_out(Layout *layout, const Graph *graph, const int *count)
{
    for (int i = 0; i < graph->count; i++) {
        const Node *node = &graph->nodes[i];
        layout->slot[i] = -1;
        if (count[i] && node->op == OP_CONSTANT)
            layout->constants[layout->n_constants++] = node->value;
        else if (count[i] && layout->given && layout->given[i])
            layout->inputs[layout->n_inputs++] = (ProgramInput){OP_COPY, i};
        else if (count[i] && !operands_of(layout, graph, i))
            layout->inputs[layout->n_inputs++] = (ProgramInput){node->op, node->operand[0]};
    }
    int constants = 0, inputs = layout->n_constants;
    for (int i = 0; i < graph->count; i++)
        if (count[i] && !operands_of(layout, graph, i))
            layout->slot[i] = graph->nodes[i].op == OP_CONSTANT ? constants++ : inputs++;
}

bool layout_create(Layout *layout, const Graph *graph, const bool *given, const int *results, int n_results)
{
    size_t n = (size_t)graph->count;
    *layout = (Layout){.n_results = n_results, .given = given};
    layout->constants = malloc(n * sizeof *layout->constants);
    layout->inputs = malloc(n * sizeof *layout->inputs);
    layout->slot = malloc(n * sizeof *layout->slot);
    int *count = calloc(n, sizeof *count);
    bool ok = layout->constants && layout->inputs && layout->slot && count;
    if (ok) {
        mark(layout, graph, count, results, n_results);
        lay_out(layout, graph, count);
    }
    free(count);
    return ok;
}

void layout_destroy(Layout *layout)
{
    free(layout->constants);
    free(layout->inputs);
    free(layout->slot);
    *layout = (Layout){0};
}

// Needed, and an operation of its own.
static bool is_step(const Maker *maker, int node)
{
    return maker->use[node].count && !maker->use[node].fused && operands_of(maker->layout, maker->graph, node);
}

// A product that only this sum needs.
static bool fusible(const Maker *maker, int node)
{
    const Use *use = &maker->use[node];
    return is_step(maker, node) && maker->graph->nodes[node].op == OP_MULTIPLY && use->count == 1 && !use->result;
}

static void fuse(Maker *maker, int node, Op op, int product, int other)
{
    const int *factor = maker->graph->nodes[product].operand;
    maker->use[product].fused = true;
    maker->use[node].step = (Instruction){(uint16_t)op, 0, (uint16_t)factor[0], (uint16_t)factor[1], (uint16_t)other};
}

static void select_step(Maker *maker, int i)
{
    const Node *node = &maker->graph->nodes[i];
    int a = node->operand[0], b = node->operand[1];
    bool sum = node->op == OP_ADD, difference = node->op == OP_SUBTRACT;
    if ((sum || difference) && fusible(maker, a))
        fuse(maker, i, sum ? OP_MULTIPLY_ADD : OP_MULTIPLY_SUBTRACT, a, b);
    else if ((sum || difference) && fusible(maker, b))
        fuse(maker, i, sum ? OP_MULTIPLY_ADD : OP_SUBTRACT_PRODUCT, b, a);
    else
        maker->use[i].step = (Instruction){(uint16_t)node->op, 0, (uint16_t)a, (uint16_t)b, (uint16_t)node->operand[2]};
}

// From the last node to the first, so that a chain of sums takes in its products where their values are needed.
static void select_steps(Maker *maker)
{
    for (int i = maker->graph->count - 1; i >= 0; i--)
        if (is_step(maker, i))
            select_step(maker, i);
}

static void note_last_uses(Maker *maker)
{
    for (int i = 0; i < maker->graph->count; i++) {
        const Use *use = &maker->use[i];
        if (!is_step(maker, i))
            continue;
        const uint16_t operand[3] = {use->step.a, use->step.b, use->step.c};
        for (int k = 0; k < kernel_operands((Op)use->step.op); k++)
            maker->use[operand[k]].last = i;
    }
}

static int slot_of(const Maker *maker, int node)
{
    return maker->layout->slot[node] >= 0 ? maker->layout->slot[node] : maker->use[node].slot;
}

static void release(Maker *maker, int node, int user)
{
    Use *use = &maker->use[node];
    int first = layout_registers(maker->layout);
    if (use->last != user || use->slot < first)
        return;
    maker->free[maker->n_free++] = use->slot;
    use->last = -1; // an operand that stands twice is freed once
}

static void emit(Maker *maker, Instruction step)
{
    maker->program->code[maker->program->count++] = step;
}

static void place_result(Maker *maker, int node)
{
    Use *use = &maker->use[node];
    if (use->slot < 0 && maker->n_free)
        use->slot = maker->free[--maker->n_free];
    else if (use->slot < 0)
        use->slot = layout_registers(maker->layout) + maker->program->registers++;
}

// Operands are freed first: the result may take an operand's register.
static void place_step(Maker *maker, int i)
{
    Use *use = &maker->use[i];
    const uint16_t operand[3] = {use->step.a, use->step.b, use->step.c};
    uint16_t slot[3] = {0};
    int operands = kernel_operands((Op)use->step.op);
    for (int k = 0; k < operands; k++)
        slot[k] = (uint16_t)slot_of(maker, operand[k]);
    for (int k = 0; k < operands; k++)
        release(maker, operand[k], i);
    place_result(maker, i);
    emit(maker, (Instruction){use->step.op, (uint16_t)use->slot, slot[0], slot[1], slot[2]});
}

static void make(Maker *maker, const int *results, int n_results)
{
    int first = layout_results(maker->layout);
    for (int i = 0; i < maker->graph->count; i++)
        maker->use[i].slot = maker->use[i].last = -1;
    for (int i = n_results - 1; i >= 0; i--) {
        maker->use[results[i]].result = true;
        maker->use[results[i]].slot = first + i;
    }
    select_steps(maker);
    note_last_uses(maker);
    for (int i = 0; i < maker->graph->count; i++)
        if (is_step(maker, i))
            place_step(maker, i);
    for (int i = 0; i < n_results; i++)
        if (slot_of(maker, results[i]) != first + i)
            emit(maker, (Instruction){OP_COPY, (uint16_t)(first + i), (uint16_t)slot_of(maker, results[i]), 0, 0});
}

static void count_uses(Maker *maker, int *count, const int *results, int n_results)
{
    mark(maker->layout, maker->graph, count, results, n_results);
    for (int i = 0; i < maker->graph->count; i++)
        maker->use[i].count = count[i];
}

bool program_create(Program *program, const Layout *layout, const Graph *graph, const int *results, int n_results)
{
    assert(graph->count <= UINT16_MAX);
    size_t n = (size_t)graph->count;
    *program = (Program){0};
    Maker maker = {.graph = graph, .layout = layout, .program = program};
    maker.use = calloc(n, sizeof *maker.use);
    maker.free = malloc(n * sizeof *maker.free);
    int *count = calloc(n, sizeof *count);
    program->code = malloc((n + (size_t)n_results) * sizeof *program->code);
    bool ok = maker.use && maker.free && count && program->code;
    if (ok) {
        count_uses(&maker, count, results, n_results);
        make(&maker, results, n_results);
    }
    free(maker.use);
    free(maker.free);
    free(count);
    return ok;
}

void program_destroy(Program *program)
{
    free(program->code);
    *program = (Program){0};
}
