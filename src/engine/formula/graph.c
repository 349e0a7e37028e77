// Nodes found by their hash, and the identities that hold for every double (at most the sign of a zero changes).
#include "engine/formula/graph.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint64_t hash(const Node *node)
{
    uint64_t h = bits_of(node->value) + (uint64_t)node->op;
    for (int i = 0; i < 3; i++)
        h = (h ^ (uint64_t)node->operand[i]) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

static bool same(const Node *a, const Node *b)
{
    return a->op == b->op && !memcmp(a->operand, b->operand, sizeof a->operand) &&
           bits_of(a->value) == bits_of(b->value);
}

// Where node stands in the table, or the free place where it would.
static int *place(Graph *graph, const Node *node)
{
    uint64_t mask = (uint64_t)graph->table_size - 1;
    uint64_t at = hash(node) & mask;
    while (graph->table[at] >= 0 && !same(&graph->nodes[graph->table[at]], node))
        at = (at + 1) & mask;
    return &graph->table[at];
}

static bool grow(Graph *graph)
{
    int capacity = graph->capacity ? 2 * graph->capacity : 256;
    Node *nodes = realloc(graph->nodes, (size_t)capacity * sizeof *nodes);
    if (nodes)
        graph->nodes = nodes;
    int *table = realloc(graph->table, 2 * (size_t)capacity * sizeof *table);
    if (table)
        graph->table = table;
    if (!nodes || !table)
        return false;
    graph->capacity = capacity;
    graph->table_size = 2 * capacity;
    memset(table, 0xff, 2 * (size_t)capacity * sizeof *table);
    for (int i = 0; i < graph->count; i++)
        *place(graph, &nodes[i]) = i;
    return true;
}

bool graph_create(Graph *graph)
{
    *graph = (Graph){0};
    if (!grow(graph))
        return false;
    graph_constant(graph, 0); // node 0
    return true;
}

void graph_destroy(Graph *graph)
{
    free(graph->nodes);
    free(graph->table);
    *graph = (Graph){0};
}

static int intern(Graph *graph, const Node *node)
{
    int *found = place(graph, node);
    if (*found >= 0)
        return *found;
    if (graph->count == graph->capacity) {
        graph->full |= graph->count >= GRAPH_NODES_MAX || !grow(graph);
        if (graph->full)
            return 0;
        found = place(graph, node);
    }
    graph->nodes[graph->count] = *node;
    *found = graph->count;
    return graph->count++;
}

int graph_constant(Graph *graph, double value)
{
    return intern(graph, &(Node){.op = OP_CONSTANT, .value = value});
}

int graph_leaf(Graph *graph, Op op, int index)
{
    return intern(graph, &(Node){.op = op, .operand = {index}, .active = op == OP_PARAMETER});
}

bool graph_is_constant(const Graph *graph, int node)
{
    return graph->nodes[node].op == OP_CONSTANT;
}

static bool is_value(const Graph *graph, int node, double value)
{
    return graph_is_constant(graph, node) && graph->nodes[node].value == value;
}

static double value_of(const Graph *graph, int node)
{
    return graph->nodes[node].value;
}

// The operand of a negation, or -1.
static int negated(const Graph *graph, int node)
{
    return graph->nodes[node].op == OP_NEGATE ? graph->nodes[node].operand[0] : -1;
}

// The constant factor of a product, which stands first, or -1.
static int factor_of(const Graph *graph, int node)
{
    const Node *it = &graph->nodes[node];
    return it->op == OP_MULTIPLY && graph_is_constant(graph, it->operand[0]) ? it->operand[0] : -1;
}

static bool is_power_of_two(double value)
{
    int exponent;
    return isnormal(value) && fabs(frexp(value, &exponent)) == 0.5;
}

static bool commutes(Op op)
{
    return op == OP_ADD || op == OP_MULTIPLY || op == OP_HYPOT;
}

int graph_node(Graph *graph, Op op, int a, int b, int c)
{
    Node node = {.op = op, .operand = {a, b, c}};
    bool constant = true;
    for (int i = 0; i < kernel_operands(op); i++) {
        node.active |= graph->nodes[node.operand[i]].active;
        constant &= graph_is_constant(graph, node.operand[i]);
    }
    if (constant)
        return graph_constant(graph, kernel_one(op, value_of(graph, a), value_of(graph, b), value_of(graph, c)));
    bool swap = graph_is_constant(graph, b) || (!graph_is_constant(graph, a) && a > b);
    if (commutes(op) && swap) {
        node.operand[0] = b;
        node.operand[1] = a;
    }
    return intern(graph, &node);
}

int graph_negate(Graph *graph, int a)
{
    int factor = factor_of(graph, a);
    if (negated(graph, a) >= 0)
        return negated(graph, a);
    if (factor >= 0)
        return graph_multiply(graph, graph_constant(graph, -value_of(graph, factor)), graph->nodes[a].operand[1]);
    return graph_node(graph, OP_NEGATE, a, 0, 0);
}

int graph_add(Graph *graph, int a, int b)
{
    if (is_value(graph, a, 0))
        return b;
    if (is_value(graph, b, 0))
        return a;
    if (negated(graph, b) >= 0)
        return graph_subtract(graph, a, negated(graph, b));
    if (negated(graph, a) >= 0)
        return graph_subtract(graph, b, negated(graph, a));
    if (a == b)
        return graph_multiply(graph, graph_constant(graph, 2), a);
    return graph_node(graph, OP_ADD, a, b, 0);
}

int graph_subtract(Graph *graph, int a, int b)
{
    if (is_value(graph, a, 0))
        return graph_negate(graph, b);
    if (graph_is_constant(graph, b))
        return graph_add(graph, a, graph_constant(graph, -value_of(graph, b)));
    if (negated(graph, b) >= 0)
        return graph_add(graph, a, negated(graph, b));
    if (negated(graph, a) >= 0)
        return graph_negate(graph, graph_add(graph, negated(graph, a), b));
    return graph_node(graph, OP_SUBTRACT, a, b, 0);
}

// c1 * (c2 * x) is (c1 * c2) * x where one of them is a power of two: scaling by it rounds nothing.
static int multiply_constant(Graph *graph, int constant, int b)
{
    double value = value_of(graph, constant);
    int factor = factor_of(graph, b);
    if (value == 1)
        return b;
    if (value == -1)
        return graph_negate(graph, b);
    if (negated(graph, b) >= 0)
        return graph_multiply(graph, graph_constant(graph, -value), negated(graph, b));
    if (factor >= 0 && (is_power_of_two(value) || is_power_of_two(value_of(graph, factor)))) {
        double product = value * value_of(graph, factor);
        if (isnormal(product))
            return graph_multiply(graph, graph_constant(graph, product), graph->nodes[b].operand[1]);
    }
    return graph_node(graph, OP_MULTIPLY, constant, b, 0);
}

// x * x^2 is x^3: its derivative is taken as that of a power, in fewer operations than the product rule's.
static void recognise_power(Graph *graph, int node, int a, int b)
{
    const Node *left = &graph->nodes[a], *right = &graph->nodes[b];
    int base = left->power ? left->base : a;
    int power = (left->power ? left->power : 1) + (right->power ? right->power : 1);
    if (graph->full || base != (right->power ? right->base : b) || left->power < 0 || right->power < 0)
        return;
    graph->nodes[node].base = base;
    graph->nodes[node].power = power;
}

int graph_multiply(Graph *graph, int a, int b)
{
    if (graph_is_constant(graph, a) && graph_is_constant(graph, b))
        return graph_node(graph, OP_MULTIPLY, a, b, 0);
    if (graph_is_constant(graph, a))
        return multiply_constant(graph, a, b);
    if (graph_is_constant(graph, b))
        return multiply_constant(graph, b, a);
    int minus_a = negated(graph, a), minus_b = negated(graph, b);
    if (minus_a >= 0 || minus_b >= 0) {
        int product = graph_multiply(graph, minus_a >= 0 ? minus_a : a, minus_b >= 0 ? minus_b : b);
        return minus_a >= 0 && minus_b >= 0 ? product : graph_negate(graph, product);
    }
    int node = graph_node(graph, OP_MULTIPLY, a, b, 0);
    recognise_power(graph, node, a, b);
    return node;
}

int graph_divide(Graph *graph, int a, int b)
{
    if (graph_is_constant(graph, b) && !graph_is_constant(graph, a)) {
        double reciprocal = 1 / value_of(graph, b);
        if (is_power_of_two(value_of(graph, b)) && isnormal(reciprocal))
            return graph_multiply(graph, graph_constant(graph, reciprocal), a);
    }
    if (negated(graph, a) >= 0)
        return graph_negate(graph, graph_divide(graph, negated(graph, a), b));
    if (negated(graph, b) >= 0)
        return graph_negate(graph, graph_divide(graph, a, negated(graph, b)));
    return graph_node(graph, OP_DIVIDE, a, b, 0);
}

// A product of x, x^2, x^4, x^8 ...: all powers of one base share these. x^n with n odd is x times x^(n-1), which its
// derivative needs.
static int positive_power(Graph *graph, int base, int exponent)
{
    if (exponent == 1)
        return base;
    if (exponent % 2)
        return graph_multiply(graph, base, positive_power(graph, base, exponent - 1));
    int highest = 2;
    while (2 * highest <= exponent)
        highest *= 2;
    int rest = exponent - highest;
    int root = positive_power(graph, base, highest / 2);
    int square = graph_multiply(graph, root, root);
    return rest ? graph_multiply(graph, positive_power(graph, base, rest), square) : square;
}

int graph_power(Graph *graph, int base, int exponent)
{
    assert(abs(exponent) <= GRAPH_POWER_MAX);
    if (exponent == 0)
        return graph_constant(graph, 1);
    if (exponent > 0)
        return positive_power(graph, base, exponent);
    int node = graph_divide(graph, graph_constant(graph, 1), positive_power(graph, base, -exponent));
    if (graph->nodes[node].op == OP_DIVIDE && !graph->full) {
        graph->nodes[node].base = base;
        graph->nodes[node].power = exponent;
    }
    return node;
}

int graph_raise(Graph *graph, int base, int exponent)
{
    double power = value_of(graph, exponent);
    if (graph_is_constant(graph, base) || !graph_is_constant(graph, exponent))
        return graph_node(graph, OP_POW, base, exponent, 0);
    if (fabs(power) <= GRAPH_POWER_MAX && power == floor(power))
        return graph_power(graph, base, (int)power);
    if (fabs(power) != 0.5)
        return graph_node(graph, OP_POW, base, exponent, 0);
    int root = graph_node(graph, OP_SQRT, base, 0, 0);
    return power > 0 ? root : graph_divide(graph, graph_constant(graph, 1), root);
}
