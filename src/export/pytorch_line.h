// Lines of a PyTorch script that hold a call. Private to src/export.
#ifndef RAVINE_EXPORT_PYTORCH_LINE_H
#define RAVINE_EXPORT_PYTORCH_LINE_H

#include <stdbool.h>
#include <stdio.h>

// `before`, with the line's indentation, and the call, which begins with a name; many arguments, and schedulers in one
// another, have a line each.
void pytorch_line(FILE *stream, const char *before, const char *call);

// A long one has a line for each of its terms, in brackets, 4 blanks in; `brackets`: a short one has them too.
void pytorch_sum(FILE *stream, const char *sum, bool brackets);

#endif
