// The triangles of a surface: a coarse grid, since colour, light and contour lines come from the field pixel by pixel,
// but cut exactly where the surface ends: along the ceiling's level and around holes. Pure; made when the field
// changes, not when the eye moves.
#ifndef RAVINE_PICTURE_DRAW_MESH_H
#define RAVINE_PICTURE_DRAW_MESH_H

#include "picture/draw/heights.h"

#include <stdint.h>

enum { MESH_CELLS_MAX = 512 };

typedef struct MeshPoint {
    float u, v, height; // u, v in [0, 1]
} MeshPoint;

// Counter-clockwise seen from above, u to the right and v up. Growable; cleared, not freed, when made anew.
typedef struct Mesh {
    MeshPoint *points;
    uint32_t *indices; // three per triangle
    int n_points, n_indices, cap_points, cap_indices;
    bool failed; // out of memory: something is missing
} Mesh;

void mesh_make(Mesh *mesh, const Heights *heights, int cells, float ceiling); // cells per side, in [1, MESH_CELLS_MAX]
void mesh_drop(Mesh *mesh);

#endif
