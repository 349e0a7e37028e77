// A named number of a rule: a hyperparameter of an optimizer or an argument of a schedule. Sliders, the
// grammar, --list, help and the tests are made from these rows; a fact about an argument is written only here.
#ifndef RAVINE_ENGINE_RULES_ARGUMENT_H
#define RAVINE_ENGINE_RULES_ARGUMENT_H

#include <stdbool.h>

enum { ARGUMENTS_MAX = 16 }; // rows of one rule

typedef enum ArgumentKind {
    ARGUMENT_REAL,
    ARGUMENT_INTEGER,
    ARGUMENT_BOOLEAN, // 0 or 1
    ARGUMENT_CHOICE,  // index into choices
} ArgumentKind;

// All values are double and dimensionless unless unit says otherwise. Zero means: not so.
typedef struct Argument {
    const char *name;   // torch's keyword. Adjacent rows of one name are the elements of one tuple: betas, betas
    const char *symbol; // what a slider shows, "β₁"; NULL: the name
    const char *help;   // one line
    const char *unit;   // "steps", or NULL
    ArgumentKind kind;
    bool required;             // torch has no default: initial is only where a slider starts
    bool optional;             // torch's default may be None, held as NaN
    bool only_float;           // torch refuses 1 and wants 1.0
    bool only_integer;         // torch refuses 1.0 and wants 1
    const char *unread_beside; // torch reads nothing of it where that argument is given, not even its type
    bool cast;                 // torch makes a float of what it is given, of '2' and 'inf', too
    bool fractions;            // of an integer, whose slider goes by whole numbers: torch takes what lies between, too
    bool listed;               // torch takes a list with one value for each parameter group, too
    bool built;                // read when the optimizer or scheduler is built, and no more
    bool hidden;               // read and printed, but no slider (last_epoch)
    double initial;            // torch's default
    double low, high;          // the slider's range; ignored for booleans and choices
    bool logarithmic;          // the slider is logarithmic (low > 0), with 0 left of low if least <= 0
    bool towards_one;          // the slider is logarithmic in 1 - value: 0.9, 0.99, 0.999 are evenly apart (high < 1)
    double least, most;        // what torch accepts; -INFINITY and INFINITY where it sets no limit
    bool above_least, below_most; // the limits themselves are refused
    const char *refusal; // torch's words for a value outside them, "Invalid learning rate"; NULL: "Invalid value"
    const char *const *choices; // NULL-terminated, torch's strings
    int otherwise; // the choice, maybe one behind the NULL, that stands for all that torch takes besides; 0: none is
    bool otherwise_beside_lambda; // only where a schedule's lambda is given
} Argument;

// NULL: torch accepts the value. Otherwise why not; the value itself is not in the text.
const char *argument_refuses(const Argument *row, double value);

#endif
