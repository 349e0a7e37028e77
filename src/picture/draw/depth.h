// What hides what, without a GPU: the depth of a panel's surface at each of its pixels, from the very triangles that
// the renderer draws, and the test of a point against it. Exact to a pixel for any number of points, where a march
// along each point's sight would cost its own steps and see another surface.
#ifndef RAVINE_PICTURE_DRAW_DEPTH_H
#define RAVINE_PICTURE_DRAW_DEPTH_H

#include "picture/draw/draw.h"
#include "picture/draw/heights.h"

// A panel's projection undone: a depth d in [0, 1] lies (p + q n) / (r + s n) world units from the eye, n = 2 d - 1.
typedef struct Lens {
    float p, q, r, s;
    float pixel; // height of the panel's pixel at distance 1 (with a parallel projection: at any distance), world units
    bool parallel;
} Lens;

Lens lens_of(const DrawPanel *panel, int height_px);

// How far behind the surface, in world units, a point may lie: seen up to `full`, hidden from `none`, in part between.
typedef struct DepthGive {
    float full, none;
} DepthGive;

extern const DepthGive depth_give_stroke; // the middle of a stroke; shaders/stroke.vert does the same
DepthGive depth_give_ball(const Lens *lens, float depth, float radius_px); // a ball's centre: it lies on the surface

typedef struct Depth {
    Rect rect;         // the panel's, points
    float scale;       // pixels per point
    int width, height; // pixels
    float *depth;      // [height][width], top row first, [0, 1]; 1: there is no surface
    Lens lens;
} Depth;

// heights: of the panel's field. false: out of memory.
bool depth_make(Depth *depth, const DrawPanel *panel, const Heights *heights, float scale);
void depth_drop(Depth *depth);

// How much of a point is seen, [0, 1]. The farthest of `spread` pixels around counts (0: its own alone), so that a line
// along a steep wall is not torn.
float depth_seen(const Depth *depth, DrawPoint point, DepthGive give, int spread);

#endif
