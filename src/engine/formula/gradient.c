// Reverse mode: from the root down, each node hands its adjoint g, times its derivative, on to its operands. What comes
// out is nodes of the same graph, so value and gradient share what they have in common. The derivatives stand in
// operation.h.
#include "engine/formula/graph.h"

#include <assert.h>
#include <stdlib.h>

typedef struct Sweep {
    Graph *graph;
    int *adjoint; // [nodes up to the root], -1: none yet
} Sweep;

// A node that is being differentiated.
typedef struct Point {
    int a, b, c; // operands
    int result;  // the node itself
    int g;       // its adjoint
} Point;

static void give(Sweep *sweep, int node, int adjoint)
{
    int before = sweep->adjoint[node];
    sweep->adjoint[node] = before < 0 ? adjoint : graph_add(sweep->graph, before, adjoint);
}

// The words of derivatives.
#define NUMBER(value)      graph_constant(graph, value)
#define NEGATIVE(x)        graph_negate(graph, x)
#define PLUS(x, y)         graph_add(graph, x, y)
#define MINUS(x, y)        graph_subtract(graph, x, y)
#define TIMES(x, y)        graph_multiply(graph, x, y)
#define OVER(x, y)         graph_divide(graph, x, y)
#define POWER(x, exponent) graph_power(graph, x, exponent)
#define OF(op, x)          graph_node(graph, OP_##op, x, 0, 0)
#define GATE(op, x, y, z)  graph_node(graph, OP_##op, x, y, z)
#define CHOOSE(x, y, z)    graph_node(graph, OP_WHERE, x, y, z)
#define LESS(x, y)         graph_node(graph, OP_LESS, x, y, 0)
#define BOTH(x, y)         graph_node(graph, OP_AND, x, y, 0)
#define EITHER(x, y)       graph_node(graph, OP_OR, x, y, 0)

static int power_base(Graph *graph, int a, int b, int g)
{
    int slope = TIMES(g, TIMES(b, graph_raise(graph, a, PLUS(b, NUMBER(-1)))));
    return graph_is_constant(graph, b) ? slope : GATE(NONZERO_GATE, b, slope, 0);
}

static int power_exponent(Graph *graph, int a, int b, int r, int g)
{
    return TIMES(g, GATE(POWER_GATE, a, b, TIMES(r, OF(LOG, a))));
}

static int atan2_scale(Graph *graph, int a, int b)
{
    int sum = PLUS(POWER(a, 2), POWER(b, 2));
    return GATE(NONZERO_GATE, sum, OVER(NUMBER(1), sum), 0);
}

// What an operand that no parameter reaches would be given is not made.
#define TO(operand, adjoint)                                                                                           \
    if (graph->nodes[operand].active)                                                                                  \
        give(sweep, operand, adjoint);
#define TO_A(adjoint) TO(a, adjoint)
#define TO_B(adjoint) TO(b, adjoint)
#define TO_C(adjoint) TO(c, adjoint)

static void derive(Sweep *sweep, Op op, Point p)
{
    Graph *graph = sweep->graph;
    int a = p.a, b = p.b, c = p.c, r = p.result, g = p.g;
    (void)c; // every name is there for every row
#define CASE(op, operands, loop, value, derivative, ...)                                                               \
    case OP_##op:                                                                                                      \
        derivative;                                                                                                    \
        break;
    switch (op) {
        // clang-format off
        FORMULA_ARITHMETIC(CASE)
        FORMULA_COMPARISONS(CASE)
        FORMULA_FUNCTIONS(CASE)
        // clang-format on
    default:
        assert(!"no derivative");
    }
}

// n * base^(n-1)
static void integer_power(Sweep *sweep, const Node *node, int g)
{
    Graph *graph = sweep->graph;
    TO(node->base, TIMES(TIMES(NUMBER(node->power), g), POWER(node->base, node->power - 1)));
}

static void differentiate(Sweep *sweep, int i)
{
    Node node = sweep->graph->nodes[i]; // a copy: the graph grows
    int g = sweep->adjoint[i];
    if (g < 0 || !node.active || node.op == OP_PARAMETER)
        return;
    if (node.power && abs(node.power - 1) <= GRAPH_POWER_MAX)
        integer_power(sweep, &node, g);
    else
        derive(sweep, node.op, (Point){node.operand[0], node.operand[1], node.operand[2], i, g});
}

bool graph_gradient(Graph *graph, int node, int dimension, int *gradient)
{
    int *adjoint = malloc((size_t)(node + 1) * sizeof *adjoint);
    if (!adjoint)
        return false;
    for (int i = 0; i <= node; i++)
        adjoint[i] = -1;
    Sweep sweep = {graph, adjoint};
    adjoint[node] = graph_constant(graph, 1);
    for (int i = node; i > 0 && !graph->full; i--)
        differentiate(&sweep, i);
    for (int i = 0; i < dimension; i++) {
        int parameter = graph_leaf(graph, OP_PARAMETER, i);
        int found = parameter <= node ? adjoint[parameter] : -1;
        gradient[i] = found >= 0 ? found : graph_constant(graph, 0);
    }
    free(adjoint);
    return true;
}
