// A surface or map of the draw list: the one part of it that is not lines, forms and words but a field of heights to be
// lit and coloured.
#ifndef RAVINE_PICTURE_DRAW_PANEL_H
#define RAVINE_PICTURE_DRAW_PANEL_H

#include "engine/loss/heightfield.h"
#include "picture/draw/place.h"

#include <stdbool.h>
#include <stdint.h>

enum { DRAW_LEVELS_MAX = 26 };

// A surface or map, the costly part: drawn when `key` changes and kept until then.
typedef struct DrawPanel {
    bool flat; // a map: seen from straight above, it hides nothing; else a surface, which has depth
    Rect rect;
    const HeightField *field; // borrowed from the picture until its next build
    HeightMap map;            // loss -> height
    uint64_t field_key;       // changes with the samples: equal keys, equal texture
    uint64_t key;             // changes with anything that the panel's image depends on
    float matrix[16];         // column-major, world -> clip space of the rect; surface only
    float world[4];           // the field's extent in world units: x from, x to, y from, y to
    float height;             // world units of height 1
    float ceiling;            // height at which the surface is cut, in [0, 1+]; > 1e6: nowhere
    float floor;              // height of the floor, which shows the contours once more, < 0; 0: there is none
    float floor_far;          // strength of what is drawn on it, at its corner farthest from the eye, [0, 1]
    float light[3];           // direction to the key light, unit length, world
    float eye[3];             // world
    int contours;             // lines between heights 0 and 1; ignored with levels
    int contour_index;        // every n-th is stronger
    // Heights of the stronger lines, ascending, with contour_index - 1 finer ones evenly between two; none at and below
    // the first.
    float levels[DRAW_LEVELS_MAX];
    int n_levels;       // 0 or at least 2
    int mesh;           // cells per side
    bool draft;         // while it moves: no multisampling
    Color ground, line; // behind the surface; contour line colour
    float line_width;   // of the finer contour lines, points; at least a pixel is drawn. 0: no lines
    const char *ramp;   // a name of picture/colormap's table
} DrawPanel;

// Heights of the panel's stronger lines, padded with one that no point reaches; returns how many, 0 or at least 2.
// Beyond the last they go on as between the last two.
int panel_levels(const DrawPanel *panel, float levels[DRAW_LEVELS_MAX]);

#endif
