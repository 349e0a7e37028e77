// Opening files: a scene, or a picture with one inside, takes the place of what is there; rows become the loss's.
#ifndef RAVINE_APP_OPEN_H
#define RAVINE_APP_OPEN_H

#include <stdbool.h>

#include "picture/picture.h"

typedef struct App App;

bool open_file(App *app, const char *path); // undo brings back what was there; what is wrong is said

// Likewise, a scene or lesson that the program brings along; it is shown in the theme that is there.
bool open_builtin(App *app, const char *name);

void open_ask(App *app);                         // for its name, which can be chosen from the folder's as it is typed
void open_show(App *app, PicturePalette *shown); // what is to be drawn of that; it holds until the next text

#endif
