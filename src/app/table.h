// Rows that come into the window: from a file that is opened or dropped, or pasted as text. Where the formula names
// none of their columns, a line through them is the loss, which is said.
#ifndef RAVINE_APP_TABLE_H
#define RAVINE_APP_TABLE_H

#include "base/error.h"

#include <stdbool.h>

typedef struct App App;

bool table_open(App *app, const char *path, Error *error); // error is empty where what is wrong was said already
void table_paste(App *app, const char *text);
bool table_is(const char *text); // a line of names or numbers, and a second one of as many numbers

#endif
