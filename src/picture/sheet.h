// A contact sheet: one picture of each of many scenes, in columns and rows on one page, with the axes, the colours and
// the legend that they share. Its cells' pictures are made by picture.c; this places them, and says once what is
// common.
#ifndef RAVINE_PICTURE_SHEET_H
#define RAVINE_PICTURE_SHEET_H

#include "picture/picture.h"
#include "picture/said.h"

enum { SHEET_SIDE_MAX = 8 };

typedef struct SheetInput {
    int columns, rows;                                        // each [1, SHEET_SIDE_MAX]
    const char *column[SHEET_SIDE_MAX], *row[SHEET_SIDE_MAX]; // heads; "": none
    const PictureInput *cell; // [rows * columns], row by row: scene, race, study and step of each
    PictureInput page;        // the whole: its scene's title, formula, legend and figure
    SheetSaid said[FIGURE_GRIDS];
} SheetInput;

typedef struct Sheet Sheet;

Sheet *sheet_create(void); // NULL: out of memory
void sheet_destroy(Sheet *sheet);

float sheet_height(Sheet *sheet, const SheetInput *input); // by its content; points
// The list is the sheet's and holds until the next build.
const DrawList *sheet_build(Sheet *sheet, const SheetInput *input);

#endif
