// The operations of formulas, one row each: all that is known of one stands in its row, and a row without its
// derivative does not compile. To add a function to the formula language: a row in FORMULA_FUNCTIONS.
//
// A row: OP_ name, operands, loop, value; then, of what can be differentiated, its derivative, and, of what a formula
// can call, its word and its Python.
//
//   loop, value EACH: an expression in lane i of the operands a, b, c. ONE, TWO: the function of elementary.h of that
//               name. LANES: a function of kernel.c of that name, over all lanes.
//   derivative  what the node hands on to its operands (TO_A, TO_B, TO_C), in nodes: a, b, c its operands, r its value,
//               g its adjoint; gradient.c has the words. Source, conventions at kinks and ends of domains included:
//               torch 2.14, tools/autograd/derivatives.yaml.
//   Python      of tensors and of numbers, %A, %B, %C being the arguments; SAME_NAME: torch and math call it so, too.
#ifndef RAVINE_ENGINE_FORMULA_OPERATION_H
#define RAVINE_ENGINE_FORMULA_OPERATION_H

#define SAME_NAME NULL, NULL
#define FLAT      TO_A(NUMBER(0)) // also where it jumps; times an infinite slope behind it: NaN
#define CUT                       // autograd has no edge here: nothing is handed on

// clang-format off

#define FORMULA_ARITHMETIC(ROW) \
    ROW(NEGATE,   1, EACH, -a[i],       TO_A(NEGATIVE(g))) \
    ROW(ADD,      2, EACH, a[i] + b[i], TO_A(g) TO_B(g)) \
    ROW(SUBTRACT, 2, EACH, a[i] - b[i], TO_A(g) TO_B(NEGATIVE(g))) \
    ROW(MULTIPLY, 2, EACH, a[i] * b[i], TO_A(TIMES(g, b)) TO_B(TIMES(g, a))) \
    ROW(DIVIDE,   2, EACH, a[i] / b[i], TO_A(OVER(g, b)) TO_B(NEGATIVE(TIMES(g, OVER(r, b)))))

// 1: true, 0: false.
#define FORMULA_COMPARISONS(ROW) \
    ROW(LESS,       2, EACH, a[i] < b[i] ? 1 : 0,  CUT) \
    ROW(LESS_EQUAL, 2, EACH, a[i] <= b[i] ? 1 : 0, CUT) \
    ROW(EQUAL,      2, EACH, a[i] == b[i] ? 1 : 0, CUT) \
    ROW(NOT_EQUAL,  2, EACH, a[i] != b[i] ? 1 : 0, CUT)

// cbrt is not in torch: its derivative is that of pow(a, 1/3), so inf at 0. min and max: at a tie each of the two gets
// half. atan2: the angle of (b, a), whose derivatives are b / (a^2 + b^2) and -a / (a^2 + b^2); 0 where that sum is 0.
// clamp: 0 at its bounds. where: what is not chosen gets an adjoint of 0, which an infinite slope beyond it makes nan.
#define FORMULA_FUNCTIONS(ROW) \
    ROW(SIN,   1, ONE, sin,   TO_A(TIMES(g, OF(COS, a))), "sin", SAME_NAME) \
    ROW(COS,   1, ONE, cos,   TO_A(TIMES(NEGATIVE(g), OF(SIN, a))), "cos", SAME_NAME) \
    ROW(TAN,   1, ONE, tan,   TO_A(TIMES(g, PLUS(POWER(r, 2), NUMBER(1)))), "tan", SAME_NAME) \
    ROW(ASIN,  1, ONE, asin,  TO_A(OVER(g, OF(SQRT, MINUS(NUMBER(1), POWER(a, 2))))), "asin", SAME_NAME) \
    ROW(ACOS,  1, ONE, acos,  TO_A(NEGATIVE(OVER(g, OF(SQRT, MINUS(NUMBER(1), POWER(a, 2)))))), \
        "acos", SAME_NAME) \
    ROW(ATAN,  1, ONE, atan,  TO_A(OVER(g, PLUS(POWER(a, 2), NUMBER(1)))), "atan", SAME_NAME) \
    ROW(ASINH, 1, ONE, asinh, TO_A(OVER(g, OF(SQRT, PLUS(POWER(a, 2), NUMBER(1))))), "asinh", SAME_NAME) \
    ROW(ACOSH, 1, ONE, acosh, TO_A(OVER(g, OF(SQRT, MINUS(POWER(a, 2), NUMBER(1))))), "acosh", SAME_NAME) \
    ROW(ATANH, 1, ONE, atanh, TO_A(OVER(g, MINUS(NUMBER(1), POWER(a, 2)))), "atanh", SAME_NAME) \
    ROW(SINH,  1, ONE, sinh,  TO_A(TIMES(g, OF(COSH, a))), "sinh", SAME_NAME) \
    ROW(COSH,  1, ONE, cosh,  TO_A(TIMES(g, OF(SINH, a))), "cosh", SAME_NAME) \
    ROW(TANH,  1, ONE, tanh,  TO_A(TIMES(g, MINUS(NUMBER(1), POWER(r, 2)))), "tanh", SAME_NAME) \
    ROW(EXP,   1, ONE, exp,   TO_A(TIMES(g, r)), "exp", SAME_NAME) \
    ROW(EXPM1, 1, ONE, expm1, TO_A(TIMES(g, PLUS(r, NUMBER(1)))), "expm1", SAME_NAME) \
    ROW(LOG,   1, ONE, log,   TO_A(OVER(g, a)), "log", SAME_NAME) \
    ROW(LOG1P, 1, ONE, log1p, TO_A(OVER(g, PLUS(a, NUMBER(1)))), "log1p", SAME_NAME) \
    ROW(LOG10, 1, ONE, log10, TO_A(OVER(g, TIMES(NUMBER(2.3025850929940456840), a))), "log10", SAME_NAME) \
    ROW(LOG2,  1, ONE, log2,  TO_A(OVER(g, TIMES(NUMBER(0.6931471805599453094), a))), "log2", SAME_NAME) \
    ROW(SQRT,  1, EACH, sqrt(a[i]),  TO_A(OVER(g, TIMES(NUMBER(2), r))), "sqrt", SAME_NAME) \
    ROW(CBRT,  1, ONE, cbrt,  TO_A(OVER(g, TIMES(NUMBER(3), POWER(r, 2)))), \
        "cbrt", "(torch.sign(%A)*torch.abs(%A)**(1/3))", "math.copysign(abs(%A)**(1/3), %A)") \
    ROW(ABS,   1, EACH, fabs(a[i]),  TO_A(TIMES(g, OF(SIGN, a))), "abs", "torch.abs(%A)", "abs(%A)") \
    ROW(SIGN,  1, EACH, sign(a[i]),  FLAT, "sign", "torch.sign(%A)", "float(((%A) > 0) - ((%A) < 0))") \
    ROW(FLOOR, 1, EACH, floor(a[i]), FLAT, "floor", SAME_NAME) \
    ROW(CEIL,  1, EACH, -floor(-a[i]), FLAT, "ceil", SAME_NAME) \
    ROW(TRUNC, 1, EACH, a[i] < 0 ? -floor(-a[i]) : floor(a[i]), FLAT, "trunc", SAME_NAME) \
    ROW(ROUND, 1, EACH, round_to_even(a[i]), FLAT, "round", "torch.round(%A)", "float(round(%A))") \
    ROW(SIGMOID,  1, LANES, sigmoid,  TO_A(TIMES(TIMES(g, MINUS(NUMBER(1), r)), r)), \
        "sigmoid", "torch.sigmoid(%A)", "(math.exp(min(%A, 0))/(1 + math.exp(-abs(%A))))") \
    ROW(SOFTPLUS, 1, LANES, softplus, TO_A(TIMES(g, OF(SIGMOID, a))), \
        "softplus", "torch.logaddexp(%A, torch.tensor(0.0))", "(max(%A, 0) + math.log1p(math.exp(-abs(%A))))") \
    ROW(ERF,   1, LANES, erf_lanes, \
        TO_A(TIMES(g, TIMES(NUMBER(1.1283791670955125739), OF(EXP, NEGATIVE(POWER(a, 2)))))), \
        "erf", SAME_NAME) \
    ROW(RELU,  1, EACH, a[i] <= 0 ? 0 : a[i], TO_A(GATE(POSITIVE_GATE, a, g, 0)), \
        "relu", "torch.relu(%A)", "max(%A, 0)") \
    ROW(MIN,   2, EACH, minimum(a[i], b[i]), TO_A(GATE(LESS_GATE, a, b, g)) TO_B(GATE(LESS_GATE, b, a, g)), \
        "min", "torch.minimum(%A, %B)", "min(%A, %B)") \
    ROW(MAX,   2, EACH, maximum(a[i], b[i]), TO_A(GATE(LESS_GATE, b, a, g)) TO_B(GATE(LESS_GATE, a, b, g)), \
        "max", "torch.maximum(%A, %B)", "max(%A, %B)") \
    ROW(POW,   2, TWO, pow, TO_A(power_base(graph, a, b, g)) TO_B(power_exponent(graph, a, b, r, g)), \
        "pow", "(%A)**(%B)", "(%A)**(%B)") \
    ROW(HYPOT, 2, TWO, hypot, TO_A(TIMES(g, OVER(a, r))) TO_B(TIMES(g, OVER(b, r))), \
        "hypot", "torch.hypot(%A, %B)", "math.hypot(%A, %B)") \
    ROW(ATAN2, 2, TWO, atan2, TO_A(TIMES(TIMES(g, b), atan2_scale(graph, a, b))) \
        TO_B(TIMES(TIMES(NEGATIVE(g), a), atan2_scale(graph, a, b))), \
        "atan2", "torch.atan2(%A, %B)", "math.atan2(%A, %B)") \
    ROW(REMAINDER, 2, EACH, remainder_of(a[i], b[i]), TO_A(g) TO_B(NEGATIVE(TIMES(g, OF(FLOOR, OVER(a, b))))), \
        "remainder", "torch.remainder(%A, %B)", "(%A) % (%B)") \
    ROW(CLAMP, 3, EACH, minimum(maximum(a[i], b[i]), c[i]), \
        TO_A(CHOOSE(BOTH(LESS(b, a), LESS(a, c)), g, NUMBER(0))) \
        TO_B(CHOOSE(BOTH(LESS(a, b), LESS(b, c)), g, NUMBER(0))) \
        TO_C(CHOOSE(EITHER(LESS(c, a), LESS(c, b)), g, NUMBER(0))), \
        "clamp", "torch.clamp(%A, %B, %C)", "min(max(%A, %B), %C)") \
    ROW(WHERE, 3, EACH, a[i] != 0 ? b[i] : c[i], TO_B(CHOOSE(a, g, NUMBER(0))) TO_C(CHOOSE(a, NUMBER(0), g)), \
        "where", "torch.where(%A, %B, %C)", "(%B if %A else %C)") \
    ROW(AND,   2, EACH, a[i] != 0 && b[i] != 0 ? 1 : 0, CUT, \
        "logical_and", "torch.logical_and(%A, %B)", "(%A and %B)") \
    ROW(OR,    2, EACH, a[i] != 0 || b[i] != 0 ? 1 : 0, CUT, \
        "logical_or", "torch.logical_or(%A, %B)", "(%A or %B)") \
    ROW(NOT,   1, EACH, a[i] == 0 ? 1 : 0, CUT, "logical_not", "torch.logical_not(%A)", "(not %A)")

// What only a program holds. Fused operations round after each of their two, as the two would. Gates let an adjoint
// through or hold it back, as torch's autograd masks it. None of them is differentiated.
#define FORMULA_INNER(ROW) \
    ROW(COPY,              1, EACH, a[i]) \
    ROW(MULTIPLY_ADD,      3, EACH, a[i] * b[i] + c[i]) \
    ROW(MULTIPLY_SUBTRACT, 3, EACH, a[i] * b[i] - c[i]) \
    ROW(SUBTRACT_PRODUCT,  3, EACH, c[i] - a[i] * b[i]) \
    ROW(LESS_GATE,         3, EACH, less_gate(a[i], b[i], c[i]))  /* a < b: c, a = b: c / 2, a > b: 0 */ \
    ROW(POSITIVE_GATE,     2, EACH, a[i] <= 0 ? 0 : b[i])         /* a > 0: b, else 0 */ \
    ROW(NONZERO_GATE,      2, EACH, a[i] == 0 ? 0 : b[i])         /* a != 0: b, else 0 */ \
    ROW(POWER_GATE,        3, EACH, power_gate(a[i], b[i], c[i])) /* 0 where a = 0 and b >= 0, else c */

// clang-format on

#endif
