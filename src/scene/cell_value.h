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
    char *source;             // as the cell has it; NULL: of what is no assignment
    int first, last;          // its lines
} CellName;

typedef struct CellNames CellNames;

struct CellNames {
    CellName name[CELL_NAMES_MAX];
    int n, hidden;               // those before `hidden` are of a scope outside: they are not replaced
    bool taken[CELL_LINES_MAX];  // lines, from 0, that racers are made of
    char unknown[CELL_NAME_MAX]; // the first name without a value that was asked for
    int depth;                   // of brackets, at most CELL_DEPTH_MAX
    // Writes [10**-k for k in (1, 2)] as a list; false: it is no such thing. *ok: its items are known. NULL: none is.
    bool (*comprehension)(CellNames *names, Text *text, Span list, bool *ok);
};

// value and source are copied; lines from first to last. Where there is no room, it is not kept.
void cell_set(CellNames *names, Span path, const char *value, Span source, int first, int last);
void cell_forget(CellNames *names, int n); // all behind the first n

// The last of that path, whose lines are then taken. NULL: none.
const CellName *cell_find(CellNames *names, Span path);

// "config.lr" of config['lr'], config.get('lr', 1), config[k] where k is 'lr', and config.lr. What follows it.
const char *cell_path(CellNames *names, Span span, char path[CELL_NAME_MAX]);

// Of **path: "lr=0.1, momentum=0.9" of path.lr and path.momentum; *n counts what stands before. false: it has none.
bool cell_write_keys(CellNames *names, Text *text, Span path, int *n);

Span cell_trim(Span span);
bool cell_is(Span span, const char *word);
Span cell_next_item(Span *rest);         // up to the next comma outside of brackets and strings
const char *cell_close(Span span);       // of the bracket at from: its closing one; to, if it has none
const char *cell_skip_string(Span span); // behind the string at from
const char *cell_skip(Span span);        // behind the string or the character at from
int cell_path_length(Span span);         // of the dotted name at from, 0: none
bool cell_key(Span *item, Span *key);    // key=value: takes the key off

// A comparison, with and, or, not. false: it is not known.
bool cell_condition(CellNames *names, Span span, bool *holds);

// Appends the expression; false: names->unknown has no value.
bool cell_write(CellNames *names, Text *text, Span expression);

#endif
