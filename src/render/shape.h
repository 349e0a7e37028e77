// Rectangles with rounded corners, discs and triangles, anti-aliased by their distance.
#ifndef RAVINE_RENDER_SHAPE_H
#define RAVINE_RENDER_SHAPE_H

#include "render/frame.h"

typedef struct Shape Shape;

Shape *shape_create(Gl *gl); // NULL: out of memory
void shape_destroy(Shape *shape);
void shape_layer(Shape *shape, const Frame *frame, DrawLayer layer);

#endif
