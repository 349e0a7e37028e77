// --list: what there is, from the tables' own rows, within LIST_WIDTH columns.
#ifndef RAVINE_APP_LIST_H
#define RAVINE_APP_LIST_H

#include "base/error.h"

enum { LIST_WIDTH = 100 };

// Prints the list called `name` to standard output. EXIT_DONE, or EXIT_USAGE with an error that names the nearest.
int list_print(const char *name, Error *error);

#endif
