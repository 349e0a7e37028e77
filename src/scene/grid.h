// A contact sheet's columns or rows, as text: 'KEY=VALUE,VALUE,...'. A comma within brackets or quotes parts nothing,
// so betas=(0.9,0.999),(0.5,0.9) are two values. What a key and its values mean is said by who makes the sheet's
// scenes.
#ifndef RAVINE_SCENE_GRID_H
#define RAVINE_SCENE_GRID_H

#include "base/error.h"
#include "scene/scene.h"

enum { GRID_SIDE_MAX = 8, GRID_KEY_MAX = 96 }; // columns, rows; bytes

typedef struct GridAxis {
    char key[GRID_KEY_MAX];
    char value[GRID_SIDE_MAX][FIGURE_GRID_MAX]; // [n], none empty, without blanks around
    int n;                                      // >= 1
} GridAxis;

bool grid_read(const char *text, GridAxis *axis, Error *error); // false: error has "grid, 'TEXT': WHY"

// The key, or what it is short for: l=beale is landscape=beale, unless the scene has a constant of that name.
const char *grid_key(const GridAxis *axis, const Scene *scene);

#endif
