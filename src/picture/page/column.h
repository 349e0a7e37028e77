// The racers' column while it is laid out: what its parts share. Private to src/picture/page.
#ifndef RAVINE_PICTURE_PAGE_COLUMN_H
#define RAVINE_PICTURE_PAGE_COLUMN_H

#include "picture/build.h"
#include "scene/knob.h"

enum { LINE_MAX = TORCH_LINE_BYTES };

#define INNER 12.0f // from the column's sides to what stands in a card

// How close things stand. A card of one line shows no more than has room there; a slider of one line has its track
// between name and value. Closed cards in pairs have little but their names.
typedef struct Density {
    float card, slider, section, curve;
    bool card_two_lines, slider_two_lines, pairs;
} Density;

typedef enum RowKind {
    ROW_CARD,
    ROW_PAIR, // of closed cards
    ROW_MORE, // that so many cards are folded away; index: the nearest of them
    ROW_SLIDER,
    ROW_WHOLE, // of a change that has no number
    ROW_NOTE,  // that a schedule overwrites the change over it
    ROW_STATE,
    ROW_FOLDED, // that there is no room for the table of internals
    ROW_SCHEDULE,
    ROW_CURVE, // the head of the schedule's card
    ROW_NODE,  // index: an inner scheduler, its name
    ROW_LAMBDA,
    ROW_CONSTANTS,
    ROW_RACE,
    ROW_FURTHER, // that the race's own sliders are not there
    ROW_GAP
} RowKind;

// The ground that consecutive rows of a card lie on.
typedef enum RowBox { BOX_NONE, BOX_RACER, BOX_SCHEDULE } RowBox;

typedef struct Row {
    RowKind kind;
    int index, other;  // of which knob, racer or scheduler; of a pair the racers, other -1: there is one
    int before, after; // the cards that are not there, in their order
    RowBox box;
    float height;
} Row;

enum { ROWS_MAX = 2 * RACE_RACERS_MAX + 3 * KNOBS_OF_COLUMN_MAX + 24 };

// The column while it is laid out.
typedef struct Column {
    Build *build;
    Density density;
    Scene hand;    // whose sliders they are: the scene, or where it is steered what it is from here on
    float x, y, w; // where the next row goes
    Knob knobs[KNOBS_OF_COLUMN_MAX];     // a slider each
    bool long_name[KNOBS_OF_COLUMN_MAX]; // it has no room beside a track
    int n_knobs;
    float state; // height of the table of internals under the open card; 0: none
    bool folds_state;
    float pinned;              // what of its height stays under the rows while they scroll; 0: it is one of them
    bool race;                 // its own sliders have room
    int card[RACE_RACERS_MAX]; // the racers that have one
    int n_cards, open;         // open: the selected one's place among them
    int first_card, end_card;  // those that are not folded away
    Row row[ROWS_MAX];
    int n_rows;
} Column;

// column_base.c
int column_count(const Column *column, KnobKind first, KnobKind last); // its knobs of these kinds
const Racer *column_racer(const Column *column);                       // the selected one; NULL: there is none
const Change *column_change(const Column *column, Knob knob);
const Schedule *column_overwrites(const Column *column, Knob knob); // a change's rate a step later; NULL: none does
void column_words(const Column *column, float x, float y, TextAlign align, FontSize size, FontWeight weight,
                  Color color, const char *text);

// column_rows.c
void column_fill(Column *column, float height); // lists its rows, as close as they have to be

float column_rows_height(const Column *column, int from, int to);
// What a row of a name and a value says; returns the name's weight.
FontWeight column_row_words(const Column *column, const Row *row, char name[LINE_MAX], char value[SPEC_TEXT_MAX]);

// What follows draws at column->y.

// column_card.c
float card_height(const Column *column, int racer);
bool card_is_narrow(const Column *column, int racer); // what it says has room in half the column
void card_draw(const Column *column, int racer);
void card_pair_draw(const Column *column, int left, int right); // right -1: there is one

// column_slider.c
bool slider_is_long(const Column *column, int knob); // its name has no room beside a track
float slider_height(const Column *column, int knob);
void slider_draw(const Column *column, int knob, Color accent);
// Words at the left, a value at the right, or where it is too long below them.
float value_height(const Column *column, const char *name, FontWeight weight, const char *value);
void value_draw(const Column *column, const char *name, FontWeight weight, const char *value);

// column_schedule.c: of the selected racer.
void schedule_head_draw(const Column *column, int racer, float height);

#endif
