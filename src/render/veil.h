// The page as it was, laid over the new one while it fades.
#ifndef RAVINE_RENDER_VEIL_H
#define RAVINE_RENDER_VEIL_H

#include "render/frame.h"

typedef struct Veil Veil;

Veil *veil_create(Gl *gl); // NULL: out of memory
void veil_destroy(Veil *veil);

GLuint veil_take(Veil *veil, const Frame *frame); // the framebuffer that the old page is to be drawn to; 0: no memory
void veil_set(Veil *veil, float opacity);         // [0, 1]
void veil_draw(const Veil *veil, const Frame *frame); // over the framebuffer that is bound

#endif
