// --list: what there is, from the tables' own rows, within LIST_WIDTH columns.
#ifndef RAVINE_APP_LIST_H
#define RAVINE_APP_LIST_H

#include "base/error.h"

enum { LIST_WIDTH = 100 };

typedef struct Options Options;

// What only prints, to standard output: --help, --version, a list. EXIT_DONE, or the exit status with an error, which
// for a list that there is not names the nearest. -1: the options ask for something else.
int list_asked(const Options *options, Error *error);

#endif
