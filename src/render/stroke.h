// Polylines of constant width: one quad per segment, round ends and joints by distance in the fragment shader, where
// each pixel belongs to the nearest of neighbouring segments, so that nothing is painted twice and transparency stays
// even. On a surface, the line's middle is compared with the depth.
#ifndef RAVINE_RENDER_STROKE_H
#define RAVINE_RENDER_STROKE_H

#include "render/frame.h"
#include "render/surface.h"

typedef struct Stroke Stroke;

Stroke *stroke_create(Gl *gl); // NULL: out of memory
void stroke_destroy(Stroke *stroke);

void stroke_upload(Stroke *stroke, const Frame *frame); // all points of the list, once per frame, before drawing
void stroke_panel(Stroke *stroke, const Frame *frame, int panel, const Surface *surface);
void stroke_layer(Stroke *stroke, const Frame *frame, DrawLayer layer);

#endif
