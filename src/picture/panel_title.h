// The title over a racer's own panel. Private to src/picture.
#ifndef RAVINE_PICTURE_PANEL_TITLE_H
#define RAVINE_PICTURE_PANEL_TITLE_H

#include "picture/build.h"

#define TITLE_LINE   24.0f  // height of the title over a panel of the side-by-side view
#define TITLE_NARROW 56.0f  // likewise over a figure's narrow panel, whose arguments may take two lines
#define TITLE_LEAST  150.0f // a figure's narrower panels are such; their titles take the place of the loss, too
#define TITLE_INDENT 16.0f  // after the disc
#define TITLE_GAP    10.0f  // before the loss

// Over the cell's panel; on one line where it is no higher than TITLE_LINE.
void panel_title(Build *build, Rect cell, float height, int racer);

// Does it say that the racer diverged? Then no words on the panel need to.
bool panel_title_tells(const Build *build, const Standing *standing);

#endif
