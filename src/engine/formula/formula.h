// A formula compiled once to a short program over lanes: its value and its exact gradient at n points at a time.
//
// text -> one graph for value and gradient (reverse mode; constants folded, equal parts shared) -> a list of
// operations, each one loop over lanes. Where no derivative exists (abs at 0, a tie of min or max, sqrt at 0), the
// value is the one that torch's autograd gives. To add a function: its row in operation.h.
//
// Precedence as in mathematics: ^ binds tighter than unary minus and to the right; ** is read as ^.
//
// Read is what people have: names as Python, numpy, torch, MATLAB and LaTeX write them, lambdas, f(x, y) = ..., |x|,
// functions of Python over several lines. The formula language itself is the part of it that is left when all of that
// is written out; whoever keeps or prints a formula keeps that (formula_plain), and knows one language.
#ifndef RAVINE_ENGINE_FORMULA_FORMULA_H
#define RAVINE_ENGINE_FORMULA_FORMULA_H

#include <stdbool.h>

enum {
    FORMULA_TEXT_MAX = 2000,    // bytes of source
    FORMULA_DEPTH_MAX = 100,    // nested parentheses, calls, signs and powers
    FORMULA_PROGRAM_MAX = 4096, // operations of value and gradient together
    FORMULA_NAME_MAX = 31,      // bytes of a name
    FORMULA_CONSTANTS_MAX = 16,
    FORMULA_COLUMNS_MAX = 512,
    FORMULA_NORMALS_MAX = 16, // normal(1) .. normal(16)
    FORMULA_PARAMETERS_MAX = 8,
};

typedef struct Formula Formula;

// Memory for evaluating one formula on one thread.
typedef struct FormulaWork FormulaWork;

typedef struct FormulaConstant {
    char name[FORMULA_NAME_MAX + 1];
    double value; // finite
} FormulaConstant;

// What the names of a formula mean. A name that is neither a column nor a constant (nor pi, e, a function) is a
// parameter.
typedef struct FormulaNames {
    const char *const *columns; // data: shadow pi and e
    int n_columns;
    const FormulaConstant *constants; // fixed at compile time: to turn one, compile again (microseconds)
    int n_constants;
    int parameters_max; // 0: FORMULA_PARAMETERS_MAX; negative: none
} FormulaNames;

typedef struct FormulaError {
    int column;     // 1-based, in characters (not bytes); 0: the whole formula
    char text[200]; // what is wrong and what was expected: "expected ')' to close the '(' of column 3, found 'y'"
} FormulaError;

// The n points, structure of arrays. All pointers are borrowed for the call.
typedef struct FormulaInput {
    const double *const *parameters; // [dimension][n]
    const double *const *columns;    // [n_columns of FormulaNames][n]; only used columns are read
    const double *const *normals;    // [formula_normals()][n]; NULL: every normal is 0
} FormulaInput;

// NULL: error says where and why. Constants that the formula does not use are no error. names and error may be NULL.
Formula *formula_compile(const char *text, const FormulaNames *names, FormulaError *error);
void formula_destroy(Formula *formula);

// What a node of its graph comes to, as a formula of the same parameters, columns and normals; evaluated without a
// gradient. NULL: out of memory.
Formula *formula_part(const Formula *formula, int node);

// The formula in the formula language alone, as it was typed where that is it, and the constants that the text itself
// gives a value. A signature f(b, a) = is left where its order would not be found again.
typedef struct FormulaPlain {
    char text[FORMULA_TEXT_MAX + 1];
    FormulaConstant constants[FORMULA_CONSTANTS_MAX];
    int n_constants;
} FormulaPlain;

bool formula_plain(const char *text, const FormulaNames *names, FormulaPlain *plain, FormulaError *error);

// Where the formula begins: behind f(x, y) = or z = or lambda x: ; the end of a text of several statements.
int formula_head(const char *text);

// The name that text begins with, as the formula language writes it; its length in bytes, 0: none.
int formula_name(const char *text, char name[FORMULA_NAME_MAX + 1]);

// Parameters, in order: a signature's; else x and y, then x1 before x2, the others as they appear.
int formula_dimension(const Formula *formula);
const char *formula_parameter(const Formula *formula, int i);
bool formula_uses_column(const Formula *formula, int column);
bool formula_uses_constant(const Formula *formula, int constant);
bool formula_is_flat(const Formula *formula); // its gradient is 0 wherever it is evaluated
int formula_normals(const Formula *formula);  // the highest k of normal(k), 0 without

typedef struct FormulaFunction {
    const char *name;
    int arguments;
    const char *of_tensors, *of_numbers; // in Python, %A and %B being the arguments; NULL: torch and math have its name
} FormulaFunction;

const FormulaFunction *formula_function(int i); // NULL after the last

FormulaWork *formula_work_create(const Formula *formula);
void formula_work_destroy(FormulaWork *work);

// value[n], and gradient[dimension][n] unless gradient is NULL (then a shorter program runs). Either output may not
// overlap the input. A lane's result never depends on n or on the other lanes, bit for bit. n >= 0; a multiple of
// LANES_MULTIPLE (lanes.h) spares a copy.
void formula_evaluate(const Formula *formula, FormulaWork *work, const FormulaInput *input, int n, double *value,
                      double *const *gradient);

#endif
