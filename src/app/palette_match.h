// What a typed line may mean, the likeliest first: a value, an exact name, a line of torch, a formula, then what is
// named alike. It reads the window's state and changes nothing.
#ifndef RAVINE_APP_PALETTE_MATCH_H
#define RAVINE_APP_PALETTE_MATCH_H

#include "app/assign.h"
#include "app/palette_rows.h"

typedef enum PaletteKind {
    PALETTE_SET,     // "lr=0.03"
    PALETTE_ITEM,    // of a source
    PALETTE_RACER,   // "Adam(lr=0.1)", added; with an index > 0: the optimizer before that, with torch's defaults
    PALETTE_FORMULA, // or a landscape with constants
    PALETTE_COLUMN   // of the data, that the name before the caret may become
} PaletteKind;

typedef struct PaletteHit {
    PaletteKind kind;
    int source, index;
    int score;
} PaletteHit;

enum { PALETTE_HITS_MAX = 600 };

typedef struct PaletteFound {
    PaletteHit hit[PALETTE_HITS_MAX]; // [n]
    int n;
    char why[ERROR_TEXT_MAX];     // what is wrong with the text; empty: nothing
    int column;                   // of the character where it is, from 1; 0: of none
    bool places;                  // it is meant as a formula, and reads as one
    char words[ASSIGN_WORDS_MAX]; // of PALETTE_SET
} PaletteFound;

void palette_match(const App *app, const char *text, int caret, PaletteFound *found);

// One of them as it is shown. Returns its group.
const char *palette_hit_item(const App *app, const char *text, const PaletteFound *found, int i, PaletteItem *item);

int palette_name_before(const char *text, int caret); // the byte where the name that ends at the caret begins

#endif
