// The eye around a surface, and the plane of a map: points of the world to points of the screen and back. Pure
// mathematics (cglm). World: x and y span the window, its longer side in [-1, 1]; z is up, height 1 is CAMERA_HEIGHT.
// The floor with the axes lies a little under the surface, so that it shows only beside it.
#ifndef RAVINE_PICTURE_DRAW_CAMERA_H
#define RAVINE_PICTURE_DRAW_CAMERA_H

#include "picture/draw/draw.h"

#define CAMERA_HEIGHT 0.66f
#define CAMERA_FLOOR  (-0.08f) // height of the floor
#define CAMERA_FAR    0.25f    // strength of what lies on it, at the corner farthest from the eye

typedef struct Camera {
    bool flat;        // a map: orthographic from above, x right, y up, both of one scale
    bool close;       // of a surface: axes stand around it even where it is small
    bool curve;       // flat, of one parameter: the second coordinate is the height
    Rect rect;        // where it is seen
    double window[4]; // of the domain: x from, x to, y from, y to
    float world[4];   // its extent in world units
    float matrix[16]; // world -> clip, column-major
    float inverse[16];
    float eye[3]; // world
} Camera;

// azimuth 0 looks along +y, positive turns the eye counter-clockwise seen from above; elevation above the floor, (0,
// 90].
Camera camera_orbit(Rect rect, const double window[4], double azimuth_deg, double elevation_deg);

// Frames what is really there instead of the whole box: the surface as it is cut, the floor and the loss axis. Orbits
// only.
void camera_fit(Camera *camera, const HeightField *field, const HeightMap *map, double ceiling);

// The window is widened on one side so that it fills rect with equal scales; one that is eight times as narrow as rect,
// or more, fills it with scales of its own.
Camera camera_map(Rect rect, const double window[4]);

// For one parameter: x across rect, the second coordinate is the height, 0 at the bottom and 1 at the top.
Camera camera_curve(Rect rect, double x_from, double x_to);

// Room in points that an orbit keeps free left, right and below for numbers; small where rect is too small for them.
float camera_margin(Rect rect);
// Room for floor, axes and numbers; without them the surface fills the place alone.
bool camera_has_axes(const Camera *camera);

// A point of the domain at a height in [0, 1] -> screen point with depth.
DrawPoint camera_project(const Camera *camera, double x, double y, double height);

// How strong what lies on the floor is there, [CAMERA_FAR, 1]: it fades away from the eye. shaders/surface.frag does
// the same.
float camera_floor_fade(const Camera *camera, double x, double y);

// The point at height 0 under a screen point; false: the ray misses it.
bool camera_floor(const Camera *camera, float x, float y, double *domain_x, double *domain_y);

// The point of the surface under a screen point, the first that the ray meets; false: none.
bool camera_pick(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling, float x, float y,
                 double *domain_x, double *domain_y);

// Nothing of the surface lies between the eye and the point.
bool camera_sees(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling, double x,
                 double y, double height);

// The depth of a place beside a point that lies on the surface: its own, or less, so that it is seen where the point
// is.
float camera_unhidden(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling,
                      DrawPoint point, DrawPoint beside);

// Where a point that lies on the surface comes to lie when it is moved along it so that it is seen dx, dy farther; at
// its own depth where the surface turns away from the eye.
DrawPoint camera_slide(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling,
                       DrawPoint at, float dx, float dy);

// The surface is seen at a screen point; coarse, for keeping words off it.
bool camera_covers(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling, float x,
                   float y);

#endif
