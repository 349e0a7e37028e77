// Height fields on the GPU, kept by key: the texture of heights and slopes, what each point sees of the sky, and the
// meshes made of it. Panels of one field share one.
#ifndef RAVINE_RENDER_RELIEF_H
#define RAVINE_RENDER_RELIEF_H

#include "picture/draw/draw.h"
#include "picture/draw/mesh.h"
#include "render/gl.h"

enum { RELIEFS_MAX = 18, MESHES_MAX = 2 }; // a field per racer, and two more; a draft and a fine mesh of each

typedef struct ReliefMesh {
    GLuint vao, points, indices;
    int count; // indices; 0: nothing to see
    int cells;
    float ceiling;
} ReliefMesh;

typedef struct Relief {
    uint64_t key;
    HeightMap map;
    Heights field;
    GLuint texture;     // RGBA32F: height, slope_u, slope_v, there
    GLuint open;        // R8: how much of the sky is seen; of a surface cut at open_ceiling
    float open_ceiling; // NaN: to be made
    ReliefMesh meshes[MESHES_MAX];
    uint64_t used; // when: the one longest unused makes room
} Relief;

typedef struct Reliefs {
    Relief items[RELIEFS_MAX];
    Mesh scratch;
    uint64_t clock;
} Reliefs;

// NULL: the field has fewer than 2 samples a side or more than the GPU takes, or memory ran out. Valid until the next
// call.
Relief *relief_of(Reliefs *reliefs, Gl *gl, const DrawPanel *panel);
const ReliefMesh *relief_mesh(Reliefs *reliefs, Relief *relief, const DrawPanel *panel);
GLuint relief_open(Relief *relief, const DrawPanel *panel);
void reliefs_drop(Reliefs *reliefs);

#endif
