// Lines of equal loss of a height field: which losses deserve one, and where the line of a loss runs. Pure numbers;
// knows no screen.
#ifndef RAVINE_PICTURE_DRAW_CONTOUR_H
#define RAVINE_PICTURE_DRAW_CONTOUR_H

#include "engine/loss/heightfield.h"
#include "picture/draw/format.h"

enum { CONTOUR_LEVELS_MAX = 24 };

// An index line: a round loss with a name.
typedef struct ContourLevel {
    double loss, height;
    Number name; // "200", "0.05", "10⁵"; empty where that would be long
} ContourLevel;

// Losses under which equal parts of what is seen lie: parts + 1 of them, ascending from the lowest; none: parts 0.
typedef struct ContourAreas {
    const double *loss;
    int parts;
} ContourAreas;

// The round losses nearest to those that part what is seen into `count` equal areas, ascending, between heights 0 and
// 1; where areas say little, as on a plain, they keep apart in height. Without areas: at about even heights. Returns
// how many, below `count`.
int contour_levels(const HeightMap *map, ContourAreas areas, int count, ContourLevel levels[CONTOUR_LEVELS_MAX]);

// Points are parts of the field's sides, u and v in [0, 1].
typedef struct ContourPoint {
    float u, v;
} ContourPoint;

typedef struct ContourLine {
    int level; // index of its height
    int first, count;
    bool closed; // the last point is the first one
} ContourLine;

typedef struct Contours {
    ContourPoint *points;
    ContourLine *lines;
    int n_points, n_lines, cap_points, cap_lines;
} Contours;

// The lines of so many heights: marching squares over at most `side` samples along each side of the field, appended to
// nothing: what *contours held is dropped. Where four lines could meet in a cell, its mean decides. Cells beside a
// sample that is not finite have no line. false: out of memory, and there are no lines.
bool contours_trace(Contours *contours, const HeightField *field, const HeightMap *map, int side, const double *heights,
                    int n_heights);
void contours_free(Contours *contours);

#endif
