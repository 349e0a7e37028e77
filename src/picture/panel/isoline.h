// Names along the stronger lines of a map. Private to src/picture.
#ifndef RAVINE_PICTURE_PANEL_ISOLINE_H
#define RAVINE_PICTURE_PANEL_ISOLINE_H

#include "picture/build.h"
#include "picture/draw/contour.h"

// The places of the names on each panel, kept until its field changes.
Isolines *isolines_create(void); // NULL: out of memory
void isolines_destroy(Isolines *isolines);

// The losses that the stronger lines of a panel of this size stand for; returns how many.
int index_levels(const PanelField *field, Rect rect, ContourLevel levels[CONTOUR_LEVELS_MAX]);

#endif
