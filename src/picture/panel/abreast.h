// Trails that run along each other, set side by side. Private to src/picture.
#ifndef RAVINE_PICTURE_PANEL_ABREAST_H
#define RAVINE_PICTURE_PANEL_ABREAST_H

#include "picture/build.h"

// Of the list's strokes from this one on, those of racers: line 1 + racer, of one width. Where two or more come to lie
// on one another for longer than a crossing, each gets a lane of its own, in the racers' order, along the one of them
// that comes first. What does not meet another stays as it is; so does a tangle, in which there is no way to be seen.
void abreast_build(Build *build, int panel, const PanelField *field, int from);

#endif
