// A formula's two programs, for the value alone and for value and gradient, and their evaluation in blocks of lanes
// that stay in the first-level cache. Inputs and results are used where they lie; only a block that ends between two
// vectors goes through padded memory.
#include "engine/formula/formula.h"

#include "base/text.h"
#include "engine/formula/kernel.h"
#include "engine/formula/parse.h"
#include "engine/formula/program.h"
#include "engine/lanes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// Slots lie further apart than a block is long: at 1 KiB, every fourth would be 4 KiB away, which processors take for
// the same address.
enum { BLOCK = 128, STRIDE = BLOCK + 8 }; // lanes

struct Formula {
    char parameters[FORMULA_PARAMETERS_MAX][FORMULA_NAME_MAX + 1];
    int dimension;
    bool uses_column[FORMULA_COLUMNS_MAX];
    bool uses_constant[FORMULA_CONSTANTS_MAX];
    int normals;
    bool flat;
    Graph graph;
    int root;
    Layout layout;
    Program value, gradient; // the second computes the value too
};

struct FormulaWork {
    double **slots;
    double *memory; // constants, then registers, then padded, each slot STRIDE lanes
    double *padded; // for inputs and results of a block that is no multiple of the vector
    double *zeros;  // normals that are not given
};

static int compare(const ParsedParameter *a, const ParsedParameter *b)
{
    return a->place.place != b->place.place ? a->place.place - b->place.place : a->place.index - b->place.index;
}

// How many come before parameter i; equals in order of appearance.
static int rank(const Parsed *parsed, int i)
{
    int before = 0;
    for (int k = 0; k < parsed->n_parameters; k++) {
        int order = compare(&parsed->parameters[k], &parsed->parameters[i]);
        before += order < 0 || (order == 0 && k < i);
    }
    return before;
}

static void take_names(Formula *formula, const Parsed *parsed, int *order)
{
    formula->dimension = parsed->n_parameters;
    formula->normals = parsed->normals;
    memcpy(formula->uses_column, parsed->uses_column, sizeof formula->uses_column);
    memcpy(formula->uses_constant, parsed->uses_constant, sizeof formula->uses_constant);
    for (int i = 0; i < parsed->n_parameters; i++) {
        order[i] = rank(parsed, i);
        memcpy(formula->parameters[order[i]], parsed->parameters[i].name, sizeof formula->parameters[0]);
    }
}

static bool fail(FormulaError *error, const char *text)
{
    error->column = 0;
    text_copy(error->text, sizeof error->text, text);
    return false;
}

static bool fail_size(FormulaError *error)
{
    Text text = text_begin(error->text, sizeof error->text);
    error->column = 0;
    text_add(&text, "the formula and its gradient need more than %d operations", FORMULA_PROGRAM_MAX);
    return false;
}

// The results of the programs as nodes: the value, then the gradient in the formula's order of parameters.
static bool differentiate(Parsed *parsed, const int *order, int *results, FormulaError *error)
{
    int gradient[FORMULA_PARAMETERS_MAX];
    if (!graph_gradient(&parsed->graph, parsed->root, parsed->n_parameters, gradient))
        return fail(error, "out of memory");
    if (parsed->graph.full)
        return fail_size(error);
    results[0] = parsed->root;
    for (int i = 0; i < parsed->n_parameters; i++)
        results[1 + order[i]] = gradient[i];
    return true;
}

static void renumber_parameters(Graph *graph, const int *order)
{
    for (int i = 0; i < graph->count; i++)
        if (graph->nodes[i].op == OP_PARAMETER)
            graph->nodes[i].operand[0] = order[graph->nodes[i].operand[0]];
}

static bool build(Formula *formula, Parsed *parsed, FormulaError *error)
{
    int order[FORMULA_PARAMETERS_MAX] = {0}, results[1 + FORMULA_PARAMETERS_MAX];
    take_names(formula, parsed, order);
    if (!differentiate(parsed, order, results, error))
        return false;
    formula->flat = true;
    for (int i = 0; i < formula->dimension; i++) {
        const Node *slope = &parsed->graph.nodes[results[1 + i]];
        formula->flat = formula->flat && slope->op == OP_CONSTANT && slope->value == 0;
    }
    renumber_parameters(&parsed->graph, order);
    int n = 1 + formula->dimension;
    if (!layout_create(&formula->layout, &parsed->graph, NULL, results, n) ||
        !program_create(&formula->value, &formula->layout, &parsed->graph, results, 1) ||
        !program_create(&formula->gradient, &formula->layout, &parsed->graph, results, n))
        return fail(error, "out of memory");
    return formula->gradient.count <= FORMULA_PROGRAM_MAX || fail_size(error);
}

Formula *formula_compile(const char *text, const FormulaNames *names, FormulaError *error)
{
    static const FormulaNames NONE = {0};
    FormulaError unread;
    Parsed parsed;
    error = error ? error : &unread;
    names = names ? names : &NONE;
    assert(names->n_columns <= FORMULA_COLUMNS_MAX && names->n_constants <= FORMULA_CONSTANTS_MAX);
    Formula *formula = calloc(1, sizeof *formula);
    bool ok = parse_formula(&parsed, text, names, error) &&
              (formula ? build(formula, &parsed, error) : fail(error, "out of memory"));
    free(parsed.text);
    if (ok) {
        formula->graph = parsed.graph;
        formula->root = parsed.root;
        return formula;
    }
    graph_destroy(&parsed.graph);
    formula_destroy(formula);
    return NULL;
}

// Those that a part has of its own.
static void take_columns(Formula *part)
{
    memset(part->uses_column, 0, sizeof part->uses_column);
    for (int i = 0; i < part->layout.n_inputs; i++)
        if (part->layout.inputs[i].op == OP_COLUMN)
            part->uses_column[part->layout.inputs[i].index] = true;
}

Formula *formula_part(const Formula *formula, int node)
{
    Formula *part = calloc(1, sizeof *part);
    if (!part)
        return NULL;
    *part = *formula;
    part->graph = (Graph){0};
    part->layout = (Layout){0};
    part->value = part->gradient = (Program){0};
    if (layout_create(&part->layout, &formula->graph, NULL, &node, 1) &&
        program_create(&part->value, &part->layout, &formula->graph, &node, 1)) {
        take_columns(part);
        return part;
    }
    formula_destroy(part);
    return NULL;
}

// ---- In the formula language alone

static void in_order(const Parsed *parsed, const char *names[FORMULA_PARAMETERS_MAX])
{
    for (int i = 0; i < parsed->n_parameters; i++)
        names[rank(parsed, i)] = parsed->parameters[i].name;
}

static bool same_parameters(const Parsed *a, const Parsed *b)
{
    const char *of_a[FORMULA_PARAMETERS_MAX], *of_b[FORMULA_PARAMETERS_MAX];
    in_order(a, of_a);
    in_order(b, of_b);
    bool same = a->n_parameters == b->n_parameters;
    for (int i = 0; same && i < a->n_parameters; i++)
        same = !strcmp(of_a[i], of_b[i]);
    return same;
}

static bool write_plain(FormulaPlain *plain, const Parsed *parsed, bool signature)
{
    const char *names[FORMULA_PARAMETERS_MAX];
    Text text = text_begin(plain->text, sizeof plain->text);
    in_order(parsed, names);
    for (int i = 0; signature && i < parsed->n_parameters; i++)
        text_add(&text, "%s%s%s", i ? ", " : "f(", names[i], i == parsed->n_parameters - 1 ? ") = " : "");
    text_add(&text, "%s", parsed->text);
    plain->n_constants = parsed->n_defined;
    memcpy(plain->constants, parsed->defined, sizeof plain->constants);
    return !text.full;
}

// Is it read again as it is written?
static bool is_read_again(const Parsed *parsed, const FormulaNames *names)
{
    FormulaConstant constants[2 * FORMULA_CONSTANTS_MAX];
    FormulaNames all = *names;
    FormulaError unread;
    Parsed again;
    for (int i = 0; i < names->n_constants; i++)
        constants[i] = names->constants[i];
    for (int i = 0; i < parsed->n_defined; i++)
        constants[all.n_constants++] = parsed->defined[i];
    all.constants = constants;
    bool same = parse_formula(&again, parsed->text, &all, &unread) && same_parameters(parsed, &again);
    graph_destroy(&again.graph);
    free(again.text);
    return same;
}

bool formula_plain(const char *text, const FormulaNames *names, FormulaPlain *plain, FormulaError *error)
{
    Parsed parsed;
    bool ok = parse_formula(&parsed, text, names, error);
    bool signature = ok && names->parameters_max >= 0 && !is_read_again(&parsed, names);
    if (ok && !write_plain(plain, &parsed, signature))
        ok = fail(error, "written out, the formula is too long");
    graph_destroy(&parsed.graph);
    free(parsed.text);
    return ok;
}

void formula_destroy(Formula *formula)
{
    if (!formula)
        return;
    program_destroy(&formula->value);
    program_destroy(&formula->gradient);
    layout_destroy(&formula->layout);
    graph_destroy(&formula->graph);
    free(formula);
}

int formula_dimension(const Formula *formula)
{
    return formula->dimension;
}

const char *formula_parameter(const Formula *formula, int i)
{
    assert(i >= 0 && i < formula->dimension);
    return formula->parameters[i];
}

bool formula_uses_column(const Formula *formula, int column)
{
    assert(column >= 0 && column < FORMULA_COLUMNS_MAX);
    return formula->uses_column[column];
}

bool formula_is_flat(const Formula *formula)
{
    return formula->flat;
}

bool formula_uses_constant(const Formula *formula, int constant)
{
    assert(constant >= 0 && constant < FORMULA_CONSTANTS_MAX);
    return formula->uses_constant[constant];
}

int formula_normals(const Formula *formula)
{
    return formula->normals;
}

const Graph *formula_graph(const Formula *formula, int *value)
{
    *value = formula->root;
    return &formula->graph;
}

const FormulaFunction *formula_function(int i)
{
    return parse_function(i);
}

static int registers(const Formula *formula)
{
    int value = formula->value.registers, gradient = formula->gradient.registers;
    return value > gradient ? value : gradient;
}

static void lay_out_work(FormulaWork *work, const Formula *formula)
{
    const Layout *layout = &formula->layout;
    double *at = work->memory;
    for (int i = 0; i < layout->n_constants; i++, at += STRIDE) {
        work->slots[i] = at;
        for (int k = 0; k < BLOCK; k++)
            at[k] = layout->constants[i];
    }
    for (int i = 0; i < registers(formula); i++, at += STRIDE)
        work->slots[layout_registers(layout) + i] = at;
    work->padded = at;
    work->zeros = at + (layout->n_inputs + layout->n_results) * STRIDE;
}

FormulaWork *formula_work_create(const Formula *formula)
{
    FormulaWork *work = calloc(1, sizeof *work);
    if (!work)
        return NULL;
    size_t slots = (size_t)(layout_registers(&formula->layout) + registers(formula));
    work->slots = calloc(slots, sizeof *work->slots);
    work->memory = calloc((slots + 1) * STRIDE, sizeof *work->memory);
    if (!work->slots || !work->memory) {
        formula_work_destroy(work);
        return NULL;
    }
    lay_out_work(work, formula);
    return work;
}

void formula_work_destroy(FormulaWork *work)
{
    if (!work)
        return;
    free(work->slots);
    free(work->memory);
    free(work);
}

// The lanes of an input from `first` on. Slots are written only by results and registers: nothing writes through this
// pointer.
static double *input_lanes(const FormulaInput *input, FormulaWork *work, ProgramInput which, int first)
{
    const double *lanes;
    if (which.op == OP_PARAMETER)
        lanes = input->parameters[which.index];
    else if (which.op == OP_COLUMN)
        lanes = input->columns[which.index];
    else if (input->normals)
        lanes = input->normals[which.index];
    else
        return work->zeros;
    return (double *)lanes + first;
}

// One call's arguments.
typedef struct Call {
    const Formula *formula;
    FormulaWork *work;
    const FormulaInput *input;
    double *value;
    double *const *gradient; // NULL: the value alone
} Call;

static int result_count(const Call *call)
{
    return call->gradient ? call->formula->layout.n_results : 1;
}

static double *result_lanes(const Call *call, int i, int first)
{
    return (i == 0 ? call->value : call->gradient[i - 1]) + first;
}

static void run(const Call *call, int lanes)
{
    const Program *program = call->gradient ? &call->formula->gradient : &call->formula->value;
    kernel_run(program->code, program->count, call->work->slots, lanes);
}

static void run_in_place(const Call *call, int first, int lanes)
{
    const Layout *layout = &call->formula->layout;
    double **inputs = call->work->slots + layout_inputs(layout);
    double **results = call->work->slots + layout_results(layout);
    for (int i = 0; i < layout->n_inputs; i++)
        inputs[i] = input_lanes(call->input, call->work, layout->inputs[i], first);
    for (int i = 0; i < result_count(call); i++)
        results[i] = result_lanes(call, i, first);
    run(call, lanes);
}

// Not memcpy: its call costs more than a handful of lanes.
static void copy_lanes(double *to, const double *from, int lanes)
{
    for (int i = 0; i < lanes; i++)
        to[i] = from[i];
}

static void run_padded(const Call *call, int first, int lanes)
{
    const Layout *layout = &call->formula->layout;
    double **inputs = call->work->slots + layout_inputs(layout);
    double **results = call->work->slots + layout_results(layout);
    double *at = call->work->padded;
    for (int i = 0; i < layout->n_inputs; i++, at += STRIDE) {
        copy_lanes(at, input_lanes(call->input, call->work, layout->inputs[i], first), lanes);
        inputs[i] = at;
    }
    for (int i = 0; i < result_count(call); i++, at += STRIDE)
        results[i] = at;
    run(call, lanes);
    for (int i = 0; i < result_count(call); i++)
        copy_lanes(result_lanes(call, i, first), results[i], lanes);
}

void formula_evaluate(const Formula *formula, FormulaWork *work, const FormulaInput *input, int n, double *value,
                      double *const *gradient)
{
    Call call = {formula, work, input, value, gradient};
    for (int first = 0; first < n; first += BLOCK) {
        int lanes = n - first < BLOCK ? n - first : BLOCK;
        if (lanes % LANES_MULTIPLE)
            run_padded(&call, first, lanes);
        else
            run_in_place(&call, first, lanes);
    }
}
