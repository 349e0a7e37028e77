// What a panel shows of a racer's stretches, each from one row to the next. Private to src/picture.
#ifndef RAVINE_PICTURE_PANEL_STRETCH_H
#define RAVINE_PICTURE_PANEL_STRETCH_H

#include "picture/build.h"

typedef struct Stretch {
    double step[2];
    double from, to; // of the step, what is seen
    double length;   // of that, as a part of the window
} Stretch;

bool stretch_seen(const Camera *camera, const double a[2], const double b[2], Stretch *is); // false: nothing is seen
double series_at(RaceSeries series, int row);
int trail_first_row(const Build *build, int rows); // that a trail of so many rows shows

#endif
