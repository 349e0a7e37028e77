// What the files of the lambdas share. Private to src/engine/schedules/lambda*.c.
#ifndef RAVINE_ENGINE_SCHEDULES_LAMBDA_INSIDE_H
#define RAVINE_ENGINE_SCHEDULES_LAMBDA_INSIDE_H

#include "engine/schedules/lambda.h"

enum {
    LAMBDA_NODES_MAX = 160,
    LAMBDA_DEPTH_MAX = 60,
    LAMBDA_ARGUMENTS_MAX = 16, // of a call, elements of a list
};

typedef enum LambdaKind {
    LAMBDA_INT, // bools are ints; of any size: inf is one that no float holds
    LAMBDA_FLOAT,
    LAMBDA_NUMPY, // numpy.float64
} LambdaKind;

typedef struct LambdaNumber {
    double value;
    LambdaKind kind;
} LambdaNumber;

typedef enum LambdaOp {
    LAMBDA_CONSTANT,
    LAMBDA_VARIABLE,
    LAMBDA_LIST,
    LAMBDA_CALL,
    LAMBDA_ITEM,   // a[b]
    LAMBDA_CHOICE, // b if a else c
    LAMBDA_AND,
    LAMBDA_OR,
    LAMBDA_NOT,
    LAMBDA_IN,
    LAMBDA_LESS,
    LAMBDA_LESS_EQUAL,
    LAMBDA_EQUAL,
    LAMBDA_NOT_EQUAL,
    LAMBDA_ADD,
    LAMBDA_SUBTRACT,
    LAMBDA_MULTIPLY,
    LAMBDA_DIVIDE,
    LAMBDA_WHOLE, // a // b
    LAMBDA_REST,  // a % b
    LAMBDA_POWER,
} LambdaOp;

// The first reason for which Python raises is kept.
typedef struct LambdaRun {
    LambdaNumber variable;
    const char *why;
} LambdaRun;

typedef struct LambdaFunction {
    const char *name;         // built in, where it stands in no module
    const char *math, *numpy; // in those modules; NULL: not there
    double (*of_one)(double x);
    double (*of_two)(double x, double y);
    LambdaNumber (*of_any)(LambdaRun *run, const LambdaNumber *x, int n); // in place of those two
    int least, most;                                                      // arguments of of_any
    bool list;                                                            // one list stands for all arguments
    bool grows;                                                           // what is infinite is too large a number
} LambdaFunction;

typedef struct LambdaNode {
    LambdaOp op;
    LambdaNumber number;
    const LambdaFunction *function;
    bool numpy;                     // the function is numpy's
    int a, b, c;                    // nodes
    int part[LAMBDA_ARGUMENTS_MAX]; // of a call or list
    int parts;
} LambdaNode;

struct Lambda {
    LambdaNode node[LAMBDA_NODES_MAX];
    int n, root;
};

typedef enum LambdaModule { LAMBDA_BUILT_IN, LAMBDA_MATH, LAMBDA_OF_NUMPY } LambdaModule;

extern const LambdaFunction lambda_functions[]; // ends at a row without any name

const char *lambda_name(const LambdaFunction *function, LambdaModule module); // NULL: it has none there
bool lambda_constant(const char *name, double *value);                        // of math and numpy: pi

// Python raises: NaN.
LambdaNumber lambda_raise(LambdaRun *run, const char *why);

static inline LambdaKind lambda_kind(LambdaNumber a, LambdaNumber b)
{
    return a.kind > b.kind ? a.kind : b.kind;
}

LambdaNumber lambda_int(LambdaRun *run, double value);
LambdaNumber lambda_float(LambdaRun *run, LambdaNumber number); // float(number), or numpy's as it is
LambdaNumber lambda_power(LambdaRun *run, LambdaNumber a, LambdaNumber b);
LambdaNumber lambda_divide(LambdaRun *run, LambdaNumber a, LambdaNumber b);
LambdaNumber lambda_call(LambdaRun *run, const LambdaNode *node, const LambdaNumber *x, int n);

#endif
