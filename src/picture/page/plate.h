// A ground of its own under a picture that stands on another page. Private to src/picture.
#ifndef RAVINE_PICTURE_PAGE_PLATE_H
#define RAVINE_PICTURE_PAGE_PLATE_H

#include "picture/draw/draw.h"

// Around the panels of `on`, which have theirs and are drawn before all shapes.
void plate_draw(DrawList *list, Rect plate, Color color, const DrawList *on);

#endif
