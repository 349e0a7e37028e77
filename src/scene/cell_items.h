// What a loop of a notebook's cell runs over: lists, ranges, zip(), enumerate(), the items of dictionaries. Private to
// src/scene.
#ifndef RAVINE_SCENE_CELL_ITEMS_H
#define RAVINE_SCENE_CELL_ITEMS_H

#include "scene/cell_value.h"

enum { CELL_ITEMS_MAX = 64 }; // a race has no more racers than 16; what follows is left out

typedef struct CellItems {
    char *text[CELL_ITEMS_MAX]; // each an expression of Python
    int n;
} CellItems;

// The items of what stands behind `in`; false: they cannot be known. Free them in any case.
bool cell_items(CellNames *names, Span iterable, CellItems *items);
void cell_items_free(CellItems *items);
bool cell_write_items(CellNames *names, Text *text, Span iterable); // as a list
bool cell_comprehension(CellNames *names, Text *text, Span list, bool *ok);

// Of `for TARGETS in ITERABLE`, also within a comprehension, whose rest is what follows; false: there is no `for`.
// *before: what stands before it.
typedef struct CellFor {
    Span before, targets, iterable, rest;
} CellFor;
bool cell_for(Span span, CellFor *clause);

#endif
