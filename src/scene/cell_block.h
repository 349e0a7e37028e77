// The statements of a notebook's cell and the blocks that belong to their headers. Private to src/scene.
#ifndef RAVINE_SCENE_CELL_BLOCK_H
#define RAVINE_SCENE_CELL_BLOCK_H

#include "scene/cell_value.h"

// What belongs to a header: the rest of its line, or the lines below that stand further in.
typedef struct Block {
    Span header;
    char *from;
    const char *to;
    int line; // of its first statement
} Block;

bool cell_begins(Span span, const char *word); // with that word and something behind it
const char *cell_equals(Span span);            // its `=` outside of brackets; NULL: none
const char *cell_colon(Span span);             // its first `:` outside of brackets; the end, if there is none
bool cell_is_line_end(char c);

// The end of the statement at `at`, *lines further on; comments become blanks, since they may hold brackets and quotes.
char *cell_statement_end(char *at, const char *end, int *lines);

// Of the header that stands from `from` to `end`, which is its statement's, in the line `line`.
Block cell_block(const char *text, char *from, char *end, int line);

// What a function of one variable returns, as one expression: `return`, also behind names that it sets, and in the
// branches of an `if`. false: it does something else.
bool cell_returns(Text *text, Block body);

#endif
