// Fractions that are one sign or are typeset as one: ½, 1½, 3⁄4, ³⁄₄.
#ifndef RAVINE_ENGINE_FORMULA_FRACTION_H
#define RAVINE_ENGINE_FORMULA_FRACTION_H

#include "engine/formula/token.h"

// A number whose name is how the language writes it, "(1/2)"; false: none stands at s.
bool fraction_read(Token *token, const char *s);

#endif
