// The heads of a sheet's columns or rows. What all of them begin or end with stands once, over them, where each has too
// little room for it; what is still too long takes further lines, or is turned away from the cells. Private to
// src/picture.
#ifndef RAVINE_PICTURE_PAGE_HEADS_H
#define RAVINE_PICTURE_PAGE_HEADS_H

#include "picture/build.h"

typedef struct Heads {
    const char *const *text; // [n]; "" or NULL: none
    int n;
    bool rows;        // they stand beside them
    bool turned;      // columns' upright, rows' level; else along the cells
    int skip, cut;    // bytes of each, at its beginning and end, that are said once for all:
    char common[120]; // so; "": nothing is
    FontSize size;
    int lines;       // of the longest
    float room;      // for a line, points
    float thickness; // of all that; 0: there are none
} Heads;

// In so much room for each.
Heads heads_plan(const Build *build, const char *const *text, int n, bool rows, float room);

// Where the first one's cell begins, along them; the foot of the nearest line, across; how long a cell is, and from one
// to the next.
typedef struct HeadsPlace {
    float x, y, side, step;
} HeadsPlace;

void heads_draw(const Build *build, const Heads *heads, HeadsPlace place, DrawList *list);

#endif
