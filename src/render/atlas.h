// One texture that many small bitmaps share, filled shelf by shelf; when it is full, it is emptied at once.
#ifndef RAVINE_RENDER_ATLAS_H
#define RAVINE_RENDER_ATLAS_H

#include "render/gl.h"

#include <stdint.h>

typedef struct Atlas {
    GLuint texture; // RG8: coverage, halo
    int width, height;
    int x, y, shelf; // where the next one goes, and the height of the shelf that it stands on
} Atlas;

void atlas_create(Atlas *atlas, int width, int height);
void atlas_destroy(Atlas *atlas);
void atlas_empty(Atlas *atlas);

// texels[height][width][2]. false: no room; nothing has changed.
bool atlas_add(Atlas *atlas, int width, int height, const uint8_t *texels, int *x, int *y);

#endif
