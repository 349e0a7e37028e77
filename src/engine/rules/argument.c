// What an argument's row says of a value.
#include "engine/rules/argument.h"

#include <math.h>
#include <stddef.h>

#define WHOLE_MAX 1e15

static const char *refuses_choice(const Argument *row, double value)
{
    int n = 0;
    while (row->choices && row->choices[n])
        n++;
    bool one = value >= 0 && value < n && value == floor(value);
    return one || (row->otherwise && value == row->otherwise) ? NULL : "expected one of the choices";
}

static const char *refuses_number(const Argument *row, double value)
{
    if (row->kind == ARGUMENT_INTEGER && !row->fractions && (value != floor(value) || isinf(value)))
        return "expected an integer";
    if (row->only_integer && fabs(value) > WHOLE_MAX) // it is written out, digit by digit
        return "expected an integer up to 1e15";
    bool low = row->above_least ? value <= row->least : value < row->least;
    bool high = row->below_most ? value >= row->most : value > row->most;
    if (!low && !high)
        return NULL;
    return row->refusal ? row->refusal : "Invalid value";
}

const char *argument_refuses(const Argument *row, double value)
{
    if (isnan(value))
        return row->optional ? NULL : "expected a number";
    if (row->kind == ARGUMENT_BOOLEAN)
        return value == 0 || value == 1 ? NULL : "expected True or False";
    return row->kind == ARGUMENT_CHOICE ? refuses_choice(row, value) : refuses_number(row, value);
}
