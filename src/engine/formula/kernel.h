// The operations of a formula's program, each one loop over lanes. A slot is an array of lanes: a register, a constant,
// an input or an output; where a slot lies is the caller's table. Constants are folded by these same operations, so
// that folding never changes a bit.
#ifndef RAVINE_ENGINE_FORMULA_KERNEL_H
#define RAVINE_ENGINE_FORMULA_KERNEL_H

#include "engine/formula/operation.h"

#include <stdint.h>

#define OP_NAME(op, ...) OP_##op,
typedef enum Op {
    // Leaves of the graph: no operation, only a slot.
    OP_CONSTANT,
    OP_PARAMETER,
    OP_COLUMN,
    OP_NORMAL,
    // clang-format off
    FORMULA_ARITHMETIC(OP_NAME)
    FORMULA_COMPARISONS(OP_NAME)
    FORMULA_FUNCTIONS(OP_NAME)
    FORMULA_INNER(OP_NAME)
    // clang-format on
    OP_COUNT
} Op;
#undef OP_NAME

// Slot numbers; operands that the operation does not have are ignored. The result may replace an operand.
typedef struct Instruction {
    uint16_t op, result, a, b, c;
} Instruction;

// Runs the program over lanes of every slot. Slots have room for lanes_padded(lanes); what is in the padding is of no
// consequence. lanes > 0.
void kernel_run(const Instruction *code, int count, double *const *slots, int lanes);

// One operation on numbers.
double kernel_one(Op op, double a, double b, double c);

int kernel_operands(Op op); // 0 for leaves, 1 to 3

#endif
