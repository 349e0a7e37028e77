// Text to graph: the grammar of formulas, their functions, and what their names mean.
#ifndef RAVINE_ENGINE_FORMULA_PARSE_H
#define RAVINE_ENGINE_FORMULA_PARSE_H

#include "engine/formula/formula.h"
#include "engine/formula/graph.h"

#include <stdbool.h>

typedef struct Parsed {
    Graph graph;
    int root;
    char parameters[FORMULA_PARAMETERS_MAX]
                   [FORMULA_NAME_MAX + 1]; // in order of appearance, as OP_PARAMETER counts them
    int n_parameters;
    bool uses_column[FORMULA_COLUMNS_MAX];
    bool uses_constant[FORMULA_CONSTANTS_MAX];
    int normals; // the highest k of normal(k)
} Parsed;

// false: error says where and why. parsed->graph is to be destroyed in either case.
bool parse_formula(Parsed *parsed, const char *text, const FormulaNames *names, FormulaError *error);

const FormulaFunction *parse_function(int i); // NULL after the last

#endif
