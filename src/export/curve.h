// A polyline as few lines and cubic curves that stay near to it: corners stay corners.
#ifndef RAVINE_EXPORT_CURVE_H
#define RAVINE_EXPORT_CURVE_H

#include "picture/draw/draw.h"

// From where the one before ends: a straight line to x, y, or a cubic curve with these control points.
typedef struct CurveStep {
    float x, y;
    bool bent;
    float c[4]; // x, y, x, y; of a bent one
} CurveStep;

// Of n > 0 points, none of whose curve is farther than `within` from it. Fills steps, [n] or less; the first is where
// the line begins. Returns how many.
int curve_fit(const DrawPoint *points, int n, float within, CurveStep *steps);

#endif
