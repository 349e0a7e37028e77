// What .csv, .md and .tex hold: columns, rows of cells that are pulled one after another, and a note below them. A kind
// of table is a row in a file of its own with its place in the list of table.c; how a table is set is its format's.
#ifndef RAVINE_EXPORT_TABLE_H
#define RAVINE_EXPORT_TABLE_H

#include "base/text.h"
#include "export/export.h"
#include "scene/spec.h"

enum { TABLE_COLUMNS_MAX = 13, TABLE_NOTE_MAX = 1 << 16 };

typedef enum CellKind {
    CELL_NONE,   // there is no such thing here
    CELL_NUMBER, // also infinite, also NaN
    CELL_GIVEN,  // a number as somebody typed it: a reader sees no zeros behind it
    CELL_COUNT,
    CELL_TEXT, // borrowed until the next row
    CELL_CODE, // likewise, as it is typed
} CellKind;

typedef struct Cell {
    CellKind kind;
    double value;
    double scale; // of a CELL_NUMBER: rounding noise of values of that size is read as 0; 0: there is none
    const char *text;
} Cell;

typedef struct TableColumn {
    const char *id, *title; // of data; for a reader
    bool words;             // else numbers, which stand to the right
    bool sign;              // the title is one of mathematics
} TableColumn;

// Up to which loss, or length of the gradient, a racer has to come.
typedef struct Tolerance {
    bool gradient;
    bool below;       // reached only below the value, not at it
    double value;     // NaN: there is none
    double low, from; // of a loss's: the lowest one known and the start's; where nobody has said the value
    bool said;
} Tolerance;

typedef struct TableKind TableKind;

// A table under way; borrowed is what its source borrows.
typedef struct Table {
    const Source *source;
    const TableKind *kind;
    TableColumn column[TABLE_COLUMNS_MAX];
    int n_columns;
    int racer, step; // of the row to come
    Tolerance tolerance;
    char words[2][SPEC_TEXT_MAX]; // of the row
} Table;

struct TableKind {
    const char *name, *title;
    int digits;     // that a reader sees of a number
    bool long_rows; // there may be more of them than a page holds
    void (*begin)(Table *table);
    bool (*next)(Table *table, Cell cells[TABLE_COLUMNS_MAX]); // false: after the last
    // `exact`: numbers as they are, else as they are read. Between backquotes: as it is typed.
    void (*note)(const Table *table, bool exact, Text *note);
};

// What the source asks for, or else `usual`. Back to its first row: the same again.
void table_begin(Table *table, const Source *source, ExportTable usual);

// As it is read: "9.55·10⁻²", "12 000", with a dash for what there is not. Code is as it is.
void table_cell(const Table *table, const Cell *cell, char *text, size_t size);

#endif
