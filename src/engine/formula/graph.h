// A formula as a graph in which every sub-expression stands once: a node equal to one that is there is that one. A
// node's operands have smaller numbers than the node. Constants are folded as they are met, and only identities that
// hold for inf and NaN too are used (never 0 * x = 0).
#ifndef RAVINE_ENGINE_FORMULA_GRAPH_H
#define RAVINE_ENGINE_FORMULA_GRAPH_H

#include "engine/formula/kernel.h"

#include <stdbool.h>

enum { GRAPH_NODES_MAX = 32768 };

// Integer powers up to here are multiplications; each squaring doubles the relative error, so beyond it libm's pow is
// the better one.
enum { GRAPH_POWER_MAX = 1024 };

typedef struct Node {
    Op op;
    bool active;     // depends on a parameter
    int operand[3];  // nodes; of a leaf: operand[0] is its index
    double value;    // of OP_CONSTANT
    int base, power; // power != 0: this node is base^power, to be differentiated as that
} Node;

typedef struct Graph {
    Node *nodes;
    int count, capacity;
    int *table; // open hashing of nodes, -1: free
    int table_size;
    bool full; // out of room: every node made since is node 0
} Graph;

bool graph_create(Graph *graph); // false: out of memory
void graph_destroy(Graph *graph);

int graph_constant(Graph *graph, double value);
int graph_leaf(Graph *graph, Op op, int index);
bool graph_is_constant(const Graph *graph, int node);

// Any operation; operands that it does not have are 0. graph_* below are the same with their identities.
int graph_node(Graph *graph, Op op, int a, int b, int c);
int graph_negate(Graph *graph, int a);
int graph_add(Graph *graph, int a, int b);
int graph_subtract(Graph *graph, int a, int b);
int graph_multiply(Graph *graph, int a, int b);
int graph_divide(Graph *graph, int a, int b);
int graph_power(Graph *graph, int base, int exponent); // of multiplications, |exponent| <= GRAPH_POWER_MAX
int graph_raise(Graph *graph, int base, int exponent); // any power: exponent is a node

// The derivatives of node by parameters 0 .. dimension - 1, by reverse mode in the same graph (gradient.c). false: out
// of memory.
bool graph_gradient(Graph *graph, int node, int dimension, int *gradient);

// The graph of a compiled formula, its parameters numbered as formula_parameter() does, and the node of its value.
typedef struct Formula Formula;
const Graph *formula_graph(const Formula *formula, int *value);

#endif
