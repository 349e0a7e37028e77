// Reverse mode: from the root down, each node hands its adjoint g, times its derivative, on to its operands. What comes out is nodes of the same
// graph, so value and gradient share what they have in common. A derivative is one function and one row.
// Source of the derivatives, conventions at kinks and ends of domains included: torch 2.14, tools/autograd/derivatives.yaml.
#include "engine/graph.h"

#include <math.h>
#include <stdlib.h>

typedef struct Sweep {
    Graph *graph;
    int *adjoint; // [nodes up to the root], -1: none yet
} Sweep;

// A node that is being differentiated.
typedef struct Point {
    int a, b;   // operands
    int result; // the node itself
    int g;      // its adjoint
} Point;

static void give(Sweep *sweep, int node, int adjoint)
{
    if (!sweep->graph->nodes[node].active)
        return;
    int before = sweep->adjoint[node];
    sweep->adjoint[node] = before < 0 ? adjoint : graph_add(sweep->graph, before, adjoint);
}

static int number(Graph *graph, double value)
{
    return graph_constant(graph, value);
}

static int one(Graph *graph, Op op, int a)
{
    return graph_node(graph, op, a, 0, 0);
}

static void negate(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_negate(sweep->graph, p.g));
}

static void add(Sweep *sweep, Point p)
{
    give(sweep, p.a, p.g);
    give(sweep, p.b, p.g);
}

static void subtract(Sweep *sweep, Point p)
{
    give(sweep, p.a, p.g);
    give(sweep, p.b, graph_negate(sweep->graph, p.g));
}

static void multiply(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_multiply(sweep->graph, p.g, p.b));
    give(sweep, p.b, graph_multiply(sweep->graph, p.g, p.a));
}

static void divide(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    give(sweep, p.a, graph_divide(graph, p.g, p.b));
    if (graph->nodes[p.b].active)
        give(sweep, p.b, graph_negate(graph, graph_multiply(graph, p.g, graph_divide(graph, p.result, p.b))));
}

static void absolute(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_multiply(sweep->graph, p.g, one(sweep->graph, OP_SIGN, p.a)));
}

// sign and floor: zero everywhere, also where they jump.
static void step(Sweep *sweep, Point p)
{
    (void)sweep, (void)p;
}

static void square_root(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    give(sweep, p.a, graph_divide(graph, p.g, graph_multiply(graph, number(graph, 2), p.result)));
}

static void relu(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_node(sweep->graph, OP_POSITIVE_GATE, p.a, p.g, 0));
}

// At a tie each of the two gets half.
static void minimum(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_node(sweep->graph, OP_LESS_GATE, p.a, p.b, p.g));
    give(sweep, p.b, graph_node(sweep->graph, OP_LESS_GATE, p.b, p.a, p.g));
}

static void maximum(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_node(sweep->graph, OP_LESS_GATE, p.b, p.a, p.g));
    give(sweep, p.b, graph_node(sweep->graph, OP_LESS_GATE, p.a, p.b, p.g));
}

static void sine(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_multiply(sweep->graph, p.g, one(sweep->graph, OP_COS, p.a)));
}

static void cosine(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    give(sweep, p.a, graph_multiply(graph, graph_negate(graph, p.g), one(graph, OP_SIN, p.a)));
}

// 1 + result^2
static void tangent(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    int slope = graph_add(graph, graph_power(graph, p.result, 2), number(graph, 1));
    give(sweep, p.a, graph_multiply(graph, p.g, slope));
}

// g / sqrt(1 - a^2)
static int arc_slope(Graph *graph, Point p)
{
    int inside = graph_subtract(graph, number(graph, 1), graph_power(graph, p.a, 2));
    return graph_divide(graph, p.g, one(graph, OP_SQRT, inside));
}

static void arc_sine(Sweep *sweep, Point p)
{
    give(sweep, p.a, arc_slope(sweep->graph, p));
}

static void arc_cosine(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_negate(sweep->graph, arc_slope(sweep->graph, p)));
}

static void arc_tangent(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    give(sweep, p.a, graph_divide(graph, p.g, graph_add(graph, graph_power(graph, p.a, 2), number(graph, 1))));
}

static void hyperbolic_sine(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_multiply(sweep->graph, p.g, one(sweep->graph, OP_COSH, p.a)));
}

static void hyperbolic_cosine(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_multiply(sweep->graph, p.g, one(sweep->graph, OP_SINH, p.a)));
}

static void hyperbolic_tangent(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    int slope = graph_subtract(graph, number(graph, 1), graph_power(graph, p.result, 2));
    give(sweep, p.a, graph_multiply(graph, p.g, slope));
}

static void exponential(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_multiply(sweep->graph, p.g, p.result));
}

static void exponential_minus_1(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    give(sweep, p.a, graph_multiply(graph, p.g, graph_add(graph, p.result, number(graph, 1))));
}

static void logarithm(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_divide(sweep->graph, p.g, p.a));
}

static void logarithm_of_1_plus(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_divide(sweep->graph, p.g, graph_add(sweep->graph, p.a, number(sweep->graph, 1))));
}

static void logarithm_to_base(Sweep *sweep, Point p, double log_base)
{
    Graph *graph = sweep->graph;
    give(sweep, p.a, graph_divide(graph, p.g, graph_multiply(graph, number(graph, log_base), p.a)));
}

static void logarithm_10(Sweep *sweep, Point p)
{
    logarithm_to_base(sweep, p, 2.3025850929940456840);
}

static void logarithm_2(Sweep *sweep, Point p)
{
    logarithm_to_base(sweep, p, 0.6931471805599453094);
}

// Not in torch: as pow(a, 1/3), so inf at 0.
static void cube_root(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    int squared = graph_power(graph, p.result, 2);
    give(sweep, p.a, graph_divide(graph, p.g, graph_multiply(graph, number(graph, 3), squared)));
}

static void sigmoid(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    int rest = graph_subtract(graph, number(graph, 1), p.result);
    give(sweep, p.a, graph_multiply(graph, graph_multiply(graph, p.g, rest), p.result));
}

static void softplus(Sweep *sweep, Point p)
{
    give(sweep, p.a, graph_multiply(sweep->graph, p.g, one(sweep->graph, OP_SIGMOID, p.a)));
}

static void power_base(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    int lowered = graph_raise(graph, p.a, graph_add(graph, p.b, number(graph, -1)));
    int slope = graph_multiply(graph, p.g, graph_multiply(graph, p.b, lowered));
    give(sweep, p.a, graph_is_constant(graph, p.b) ? slope : graph_node(graph, OP_NONZERO_GATE, p.b, slope, 0));
}

static void power_exponent(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    int slope = graph_multiply(graph, p.result, one(graph, OP_LOG, p.a));
    give(sweep, p.b, graph_multiply(graph, p.g, graph_node(graph, OP_POWER_GATE, p.a, p.b, slope)));
}

static void power(Sweep *sweep, Point p)
{
    if (sweep->graph->nodes[p.a].active)
        power_base(sweep, p);
    if (sweep->graph->nodes[p.b].active)
        power_exponent(sweep, p);
}

static void hypotenuse(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    give(sweep, p.a, graph_multiply(graph, p.g, graph_divide(graph, p.a, p.result)));
    give(sweep, p.b, graph_multiply(graph, p.g, graph_divide(graph, p.b, p.result)));
}

// The angle of (b, a): d/da = b / (a^2 + b^2), d/db = -a / (a^2 + b^2).
static void angle(Sweep *sweep, Point p)
{
    Graph *graph = sweep->graph;
    int squares = graph_add(graph, graph_power(graph, p.a, 2), graph_power(graph, p.b, 2));
    int scale = graph_divide(graph, number(graph, 1), squares);
    give(sweep, p.a, graph_multiply(graph, graph_multiply(graph, p.g, p.b), scale));
    give(sweep, p.b, graph_multiply(graph, graph_multiply(graph, graph_negate(graph, p.g), p.a), scale));
}

static void (*const DERIVATIVE[OP_COUNT])(Sweep *, Point) = {
    [OP_NEGATE] = negate,
    [OP_ADD] = add,
    [OP_SUBTRACT] = subtract,
    [OP_MULTIPLY] = multiply,
    [OP_DIVIDE] = divide,
    [OP_ABS] = absolute,
    [OP_SIGN] = step,
    [OP_FLOOR] = step,
    [OP_SQRT] = square_root,
    [OP_RELU] = relu,
    [OP_MIN] = minimum,
    [OP_MAX] = maximum,
    [OP_SIN] = sine,
    [OP_COS] = cosine,
    [OP_TAN] = tangent,
    [OP_ASIN] = arc_sine,
    [OP_ACOS] = arc_cosine,
    [OP_ATAN] = arc_tangent,
    [OP_SINH] = hyperbolic_sine,
    [OP_COSH] = hyperbolic_cosine,
    [OP_TANH] = hyperbolic_tangent,
    [OP_EXP] = exponential,
    [OP_EXPM1] = exponential_minus_1,
    [OP_LOG] = logarithm,
    [OP_LOG1P] = logarithm_of_1_plus,
    [OP_LOG10] = logarithm_10,
    [OP_LOG2] = logarithm_2,
    [OP_CBRT] = cube_root,
    [OP_SIGMOID] = sigmoid,
    [OP_SOFTPLUS] = softplus,
    [OP_POW] = power,
    [OP_HYPOT] = hypotenuse,
    [OP_ATAN2] = angle,
};

// n * base^(n-1)
static void integer_power(Sweep *sweep, const Node *node, int g)
{
    Graph *graph = sweep->graph;
    int scaled = graph_multiply(graph, number(graph, node->power), g);
    give(sweep, node->base, graph_multiply(graph, scaled, graph_power(graph, node->base, node->power - 1)));
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
        DERIVATIVE[node.op](sweep, (Point){node.operand[0], node.operand[1], i, g});
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
