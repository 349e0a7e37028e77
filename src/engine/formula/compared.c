// The graph is searched downwards from its root, through whatever a difference can be put into. A sum is taken apart
// into its terms: those without parameters but with a column are the target's.
#include "engine/formula/compared.h"

#include "engine/formula/graph.h"

#include <stdlib.h>

enum { TERMS_MAX = 64, DEPTH_MAX = 400 };

typedef struct Search {
    const Graph *graph;
    bool *columns; // [nodes]: some column is in it
    int *last;     // [nodes]: the column of the highest number in it; -1: none
    bool *seen;    // [2 * nodes]: searched already, without and within a comparison
    int depth;
} Search;

typedef struct Terms {
    int node[TERMS_MAX], sign[TERMS_MAX];
    int n;
} Terms;

static const Node *node_of(const Search *search, int node)
{
    return &search->graph->nodes[node];
}

static bool is_target(const Search *search, int node)
{
    return !node_of(search, node)->active && search->columns[node];
}

static void take_apart(const Search *search, int node, int sign, Terms *terms)
{
    const Node *it = node_of(search, node);
    if (it->op == OP_NEGATE) {
        take_apart(search, it->operand[0], -sign, terms);
    } else if (it->op == OP_ADD || it->op == OP_SUBTRACT) {
        take_apart(search, it->operand[0], sign, terms);
        take_apart(search, it->operand[1], it->op == OP_ADD ? sign : -sign, terms);
    } else if (terms->n < TERMS_MAX) {
        terms->node[terms->n] = node;
        terms->sign[terms->n++] = sign;
    }
}

static void take(const Search *search, int difference, int target, int sign, Compared *compared)
{
    const Node *it = node_of(search, target);
    *compared = (Compared){difference, target, sign, it->op == OP_COLUMN ? it->operand[0] : -1};
}

// Of several such terms the one with the last column: tables have their target there.
static bool split(const Search *search, int node, Compared *compared)
{
    Terms terms = {.n = 0};
    int best = -1;
    bool active = false;
    take_apart(search, node, 1, &terms);
    for (int i = 0; i < terms.n; i++) {
        active |= node_of(search, terms.node[i])->active;
        if (is_target(search, terms.node[i]) &&
            (best < 0 || search->last[terms.node[i]] > search->last[terms.node[best]]))
            best = i;
    }
    if (!active || best < 0)
        return false;
    take(search, node, terms.node[best], terms.sign[best], compared);
    return true;
}

static bool search_node(Search *search, int node, bool compares, Compared *compared);

static bool search_operands(Search *search, const Node *it, bool compares, Compared *compared)
{
    for (int i = 0; i < kernel_operands(it->op); i++)
        if (search_node(search, it->operand[i], compares, compared))
            return true;
    return false;
}

// Functions that make a loss of a difference; within all others one is a difference that was made a loss before.
static bool makes_loss(const Node *it)
{
    switch (it->op) {
    case OP_ABS:
    case OP_COSH:
    case OP_HYPOT:
    case OP_MAX:
    case OP_MIN:
    case OP_RELU:
    case OP_CLAMP:
    case OP_WHERE:
    case OP_POW:
        return true;
    default:
        return it->power != 0 || (it->op == OP_MULTIPLY && it->operand[0] == it->operand[1]);
    }
}

static bool search_node(Search *search, int node, bool compares, Compared *compared)
{
    const Node *it = node_of(search, node);
    bool *seen = &search->seen[2 * node + compares], sum = it->op == OP_ADD || it->op == OP_SUBTRACT;
    if (*seen || !it->active || search->depth >= DEPTH_MAX)
        return false;
    *seen = true;
    if (compares && sum && split(search, node, compared))
        return true;
    search->depth++;
    bool found = it->power != 0 ? search_node(search, it->base, true, compared)
                                : search_operands(search, it, makes_loss(it) || (compares && !sum), compared);
    search->depth--;
    return found;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

// Operands have smaller numbers.
static void find_columns(Search *search)
{
    for (int i = 0; i < search->graph->count; i++) {
        const Node *it = node_of(search, i);
        search->last[i] = it->op == OP_COLUMN ? it->operand[0] : -1;
        for (int k = 0; k < kernel_operands(it->op); k++)
            search->last[i] = larger(search->last[i], search->last[it->operand[k]]);
        search->columns[i] = search->last[i] >= 0;
    }
}

bool formula_compared(const Formula *formula, Compared *compared)
{
    int root;
    const Graph *graph = formula_graph(formula, &root);
    size_t n = (size_t)graph->count;
    Search search = {.graph = graph};
    search.columns = calloc(n, sizeof *search.columns);
    search.last = calloc(n, sizeof *search.last);
    search.seen = calloc(2 * n, sizeof *search.seen);
    bool found = search.columns && search.last && search.seen;
    if (found) {
        find_columns(&search);
        found = search_node(&search, root, false, compared);
    }
    free(search.columns);
    free(search.last);
    free(search.seen);
    return found;
}
