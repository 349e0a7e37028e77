// Many starts of the selected racer around the scene's own: does what is seen hold from elsewhere? A plain value; which
// points they are follows from it and the start.
#ifndef RAVINE_SCENE_STARTS_H
#define RAVINE_SCENE_STARTS_H

typedef enum StartsForm {
    STARTS_NONE,
    STARTS_RING, // evenly on a circle, the first in the direction of the first parameter
    STARTS_GRID, // row by row in a square, columns as many as rows or more, a last row that is shorter in its middle
    STARTS_FORMS
} StartsForm;

enum { STARTS_MAX = 64, STARTS_DEFAULT = 24 };

typedef struct SceneStarts {
    StartsForm form;
    int n;         // 1 .. STARTS_MAX, unless there are none
    double radius; // of the circle, half the square's side, > 0: in the parameters' own units
} SceneStarts;

extern const char *const starts_form_names[STARTS_FORMS]; // as in a scene's `form: ring`

// Returns how many. Of one parameter both forms are evenly within a radius of the start; ignored is at[][1] then.
int starts_place(const SceneStarts *starts, const double start[2], int dimension, double at[STARTS_MAX][2]);

// One that can be said: a quarter of a window's shorter side, about.
double starts_radius(const double window[4], int dimension);

#endif
