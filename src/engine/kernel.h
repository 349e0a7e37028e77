// The operations of a formula's program, each one loop over lanes. A slot is an array of lanes: a register, a constant, an input or an
// output; where a slot lies is the caller's table. Constants are folded by these same operations, so that folding never changes a bit.
#ifndef RAVINE_ENGINE_KERNEL_H
#define RAVINE_ENGINE_KERNEL_H

#include <stdint.h>

typedef enum Op {
    // Leaves of the graph: no operation, only a slot.
    OP_CONSTANT,
    OP_PARAMETER,
    OP_COLUMN,
    OP_NORMAL,
    // Arithmetic. The fused ones round after each of their two operations, as the two would.
    OP_COPY,
    OP_NEGATE,
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_MULTIPLY_ADD,      // a * b + c
    OP_MULTIPLY_SUBTRACT, // a * b - c
    OP_SUBTRACT_PRODUCT,  // c - a * b
    OP_MULTIPLY_MULTIPLY, // a * b * c
    // Exact, without libm.
    OP_ABS,
    OP_SIGN,
    OP_FLOOR,
    OP_SQRT,
    OP_RELU,
    OP_MIN,
    OP_MAX,
    // Adjoints let through or held back, as torch's autograd masks them.
    OP_LESS_GATE,     // a < b: c, a = b: c / 2, a > b: 0
    OP_POSITIVE_GATE, // a > 0: b, else 0
    OP_NONZERO_GATE,  // a != 0: b, else 0
    OP_POWER_GATE,    // 0 where a = 0 and b >= 0, else c
    // libm, lane by lane.
    OP_SIN,
    OP_COS,
    OP_TAN,
    OP_ASIN,
    OP_ACOS,
    OP_ATAN,
    OP_SINH,
    OP_COSH,
    OP_TANH,
    OP_EXP,
    OP_EXPM1,
    OP_LOG,
    OP_LOG1P,
    OP_LOG10,
    OP_LOG2,
    OP_CBRT,
    OP_SIGMOID,
    OP_SOFTPLUS,
    OP_POW,
    OP_HYPOT,
    OP_ATAN2,
    OP_SIN_COS, // two results: sin a, and cos a in slot b
    OP_COUNT
} Op;

// Slot numbers; operands that the operation does not have are ignored. The result may replace an operand.
typedef struct Instruction {
    uint16_t op, result, a, b, c;
} Instruction;

// Runs the program over lanes of every slot. Slots have room for lanes_padded(lanes); what is in the padding is of no consequence. lanes > 0.
void kernel_run(const Instruction *code, int count, double *const *slots, int lanes);

// One operation on numbers.
double kernel_one(Op op, double a, double b, double c);

int kernel_operands(Op op); // 0 for leaves, 1 to 3

#endif
