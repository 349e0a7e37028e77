// What OpenGL does in a shader and a depth buffer, as strokes of the list: for renderers that have neither. Private to
// src/picture.
#ifndef RAVINE_PICTURE_PANEL_WHOLE_H
#define RAVINE_PICTURE_PANEL_WHOLE_H

#include "picture/build.h"
#include "picture/draw/heights.h"

// The last step of a build. fields: of the view's panels, in order. Strokes are sorted by panel, those of the overlay
// last; each panel's begin with its contour lines. Balls are sorted by panel, the far ones first.
void whole_build(Build *build, const PanelField *fields);

// lines.c: the contour lines of one of the list's panels, those on the floor first. field: of the view's, on which it
// is.
void lines_build(Build *build, int relief, const PanelField *field, const Heights *heights);

#endif
