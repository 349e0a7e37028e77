// A context to draw with where there is no window to be seen.
#ifndef RAVINE_RENDER_HIDDEN_H
#define RAVINE_RENDER_HIDDEN_H

#include "render/gl.h"

bool hidden_begin(Error *error); // before any of them
void hidden_open(Gl *gl);        // sets its context, and its window if that takes one; NULL: there is none
void hidden_close(Gl *gl);       // likewise
void hidden_rest(void);          // after each piece of a picture: whoever draws in a window has a turn

#endif
