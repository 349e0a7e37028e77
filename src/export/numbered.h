// Names of files with a number in them: "frames/%04d.png".
#ifndef RAVINE_EXPORT_NUMBERED_H
#define RAVINE_EXPORT_NUMBERED_H

#include <stdbool.h>

enum { NUMBERED_PATH_MAX = 4096 };

bool numbered_is(const char *pattern); // one %d, %4d or %04d in the file's own name, no further %
void numbered_path(const char *pattern, int number, char path[NUMBERED_PATH_MAX]);

#endif
