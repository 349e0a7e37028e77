// Lines of a PyTorch script that hold a call. Private to src/export.
#ifndef RAVINE_EXPORT_PYTORCH_LINE_H
#define RAVINE_EXPORT_PYTORCH_LINE_H

#include <stdio.h>

// `before`, with the line's indentation, and the call, which begins with a name; many arguments, and schedulers in one
// another, have a line each.
void pytorch_line(FILE *stream, const char *before, const char *call);

#endif
