// The one shape of a failure that comes from outside: bad input, a missing file, no GPU.
// A caller's mistake is an assert instead, and a numeric outcome (diverged) is a state, not an error.
#ifndef RAVINE_BASE_ERROR_H
#define RAVINE_BASE_ERROR_H

#include <stdbool.h>

enum { ERROR_TEXT_MAX = 512 };

// One line without a newline: "WHAT, WHERE: WHY", e.g. "formula, column 7: expected ')'".
typedef struct Error {
    char text[ERROR_TEXT_MAX];
} Error;

// Formats into error (which may be NULL) and returns false, so that a failing function can end with it.
// Line breaks and control characters in the text become spaces: an error stays one line.
bool error_set(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

// A notice or an error on stderr, a line that names the program and is made as printable as an error's.
void error_say(const char *line);

#endif
