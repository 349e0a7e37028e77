// The clipboard, as text.
#ifndef RAVINE_APP_CLIP_H
#define RAVINE_APP_CLIP_H

#include "base/error.h"

#include <stdbool.h>

bool clip_put(const char *text, Error *error); // false: error
char *clip_get(void);                          // SDL_free() it; NULL or "": there is none

#endif
