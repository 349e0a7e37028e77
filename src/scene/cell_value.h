// What the names of a notebook's cell stand for, and its expressions written with them replaced by their values, as the
// grammar of racers (scene/spec.h) reads them. Private to src/scene.
#ifndef RAVINE_SCENE_CELL_VALUE_H
#define RAVINE_SCENE_CELL_VALUE_H

#include "base/text.h"

#include <stdbool.h>

enum { CELL_NAMES_MAX = 400, CELL_LINES_MAX = 4000, CELL_NAME_MAX = 80, CELL_DEPTH_MAX = 30 };

// A stretch of the cell's text.
typedef struct Span {
    const char *from, *to;
} Span;

typedef struct CellName {
    char path[CELL_NAME_MAX]; // "lr", "self.lr", "config.lr" of config['lr']
    char *value;              // NULL: none that a racer could take
    int first, last;          // its lines
} CellName;

typedef struct CellNames {
    CellName name[CELL_NAMES_MAX];
    int n;
    bool taken[CELL_LINES_MAX];  // lines, from 0, that racers are made of
    char unknown[CELL_NAME_MAX]; // the first name without a value that was asked for
    int depth;                   // of brackets, at most CELL_DEPTH_MAX
} CellNames;

// value is copied; lines from first to last. Where there is no room, it is not kept.
void cell_set(CellNames *names, Span path, const char *value, int first, int last);
void cell_clear(CellNames *names);

// Of **path: "lr=0.1, momentum=0.9" of path.lr and path.momentum; *n counts what stands before. false: it has none.
bool cell_write_keys(CellNames *names, Text *text, Span path, int *n);

Span cell_trim(Span span);
bool cell_is(Span span, const char *word);
Span cell_next_item(Span *rest);      // up to the next comma outside of brackets and strings
const char *cell_close(Span span);    // of the bracket at from: its closing one; to, if it has none
const char *cell_skip(Span span);     // behind the string or the character at from
int cell_path_length(Span span);      // of the dotted name at from, 0: none
bool cell_key(Span *item, Span *key); // key=value: takes the key off

// Appends the expression; false: names->unknown has no value.
bool cell_write(CellNames *names, Text *text, Span expression);

#endif
