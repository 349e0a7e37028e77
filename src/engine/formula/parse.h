// Text to graph: the grammar of formulas, their functions, and what their names mean.
#ifndef RAVINE_ENGINE_FORMULA_PARSE_H
#define RAVINE_ENGINE_FORMULA_PARSE_H

#include "engine/formula/formula.h"
#include "engine/formula/graph.h"

#include <stdbool.h>

typedef struct ParsedPlace {
    int place, index; // ordered by the first, then the second
} ParsedPlace;

typedef struct ParsedParameter {
    char name[FORMULA_NAME_MAX + 1];
    ParsedPlace place;   // among the others
    ParsedPlace natural; // without a signature
    int at;              // byte of the text where it is met first
} ParsedParameter;

typedef struct Parsed {
    Graph graph;
    int root;
    ParsedParameter parameters[FORMULA_PARAMETERS_MAX]; // in order of appearance, as OP_PARAMETER counts them
    int n_parameters;
    char signature[FORMULA_PARAMETERS_MAX][FORMULA_NAME_MAX + 1]; // f(x, y) =
    int n_signature;
    FormulaConstant defined[FORMULA_CONSTANTS_MAX]; // that the text gives a value, a = 1, in front of the formula
    int n_defined;
    char *text; // the formula in the formula language alone: its caller's to free
    bool uses_column[FORMULA_COLUMNS_MAX];
    bool uses_constant[FORMULA_CONSTANTS_MAX];
    int normals; // the highest k of normal(k)
} Parsed;

// false: error says where and why. parsed->graph is to be destroyed in either case.
// parsed->text is written on success.
bool parse_formula(Parsed *parsed, const char *text, const FormulaNames *names, FormulaError *error);

const FormulaFunction *parse_function(int i); // NULL after the last

#endif
