// The text of a racer as a tree of values: calls, names, numbers, strings, tuples, lists, lambdas. Knows no optimizer;
// private to src/scene. Statements are separated by `|`, `;` or line breaks and may be assignments. `#` starts a
// comment.
#ifndef RAVINE_SCENE_SYNTAX_H
#define RAVINE_SCENE_SYNTAX_H

#include "base/error.h"
#include "engine/race/racer.h"

#include <stdbool.h>

enum { SYNTAX_VALUES_MAX = 400, SYNTAX_STATEMENTS_MAX = 16, SYNTAX_NAME_MAX = 63 };

typedef enum ValueKind { VALUE_NUMBER, VALUE_NAME, VALUE_STRING, VALUE_LIST, VALUE_CALL, VALUE_LAMBDA } ValueKind;

typedef struct Value {
    ValueKind kind;
    int at, end;                    // bytes of the text; of a call or name: the name's
    char key[SYNTAX_NAME_MAX + 1];  // `key=` before an argument, or of an assignment; "": none
    int key_at;                     // where the key stands
    char name[SYNTAX_NAME_MAX + 1]; // last part of a dotted name: "SGD" of torch.optim.SGD
    int prefix;                     // bytes before it, the dot included
    double number;
    bool whole; // of a number: an int of Python's, not a float
    int child;  // first argument or element, -1: none
    int next;   // the following one, -1: none
    int count;  // of children
} Value;

typedef struct Syntax {
    const char *text; // borrowed
    Value value[SYNTAX_VALUES_MAX];
    int n;
    int statement[SYNTAX_STATEMENTS_MAX]; // values
    int n_statements;
} Syntax;

// false: error has "racer, column C of 'TEXT': WHY".
bool syntax_read(Syntax *syntax, const char *text, Error *error);

// Sets error for the byte `at` of the text; returns false.
bool syntax_error(const char *text, int at, Error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// "", or "; did you mean X?"
const char *syntax_hint(char text[96], const char *nearest);

// Recorded("run.csv", name="MyOptimizer", racer=2): where the points are.
bool syntax_recorded(const Syntax *syntax, const Value *call, RacerRecorded *recorded, Error *error);

// The number that a value is, or that an assignment gave to the name that it is; NULL: neither.
const Value *syntax_number(const Syntax *syntax, const Value *value);
void syntax_settle(const Syntax *syntax, Value *value); // a call or name that is a number becomes that

bool syntax_is(const Value *value, const char *name); // a bare name: True, None

#endif
