// The racers' column while it is laid out: what its parts share. Private to src/picture/page.
#ifndef RAVINE_PICTURE_PAGE_COLUMN_H
#define RAVINE_PICTURE_PAGE_COLUMN_H

#include "picture/build.h"
#include "scene/knob.h"

enum { LINE_MAX = TORCH_LINE_BYTES };

#define INNER 12.0f // from the column's sides to what stands in a card

// How close things stand. A card of one line shows no arguments; a slider of one line has its track between name and
// value.
typedef struct Density {
    float card, slider, section, curve;
    bool card_two_lines, slider_two_lines;
} Density;

// The column while it is laid out.
typedef struct Column {
    Build *build;
    Density density;
    Scene hand;    // whose sliders they are: the scene, or where it is steered what it is from here on
    float x, y, w; // where the next row goes
    Knob knobs[KNOBS_OF_COLUMN_MAX]; // a slider each
    int n_knobs;
    float state; // height of the table of internals under the open card; 0: none
    bool race;   // its own sliders have room
    bool alone;  // the other racers have given way to it
} Column;

// column_slider.c
int column_count(const Column *column, KnobKind first, KnobKind last); // its knobs of these kinds
void column_words(const Column *column, float x, float y, TextAlign align, FontSize size, FontWeight weight,
                  Color color, const char *text);

// Each stands at column->y, and moves that on.
void column_section(Column *column, const char *title);
void column_slider(Column *column, int index, Color accent);
// Words at the left, a value at the right, cut where it is too long.
void column_value(Column *column, const char *name, FontWeight weight, char *value);

// column_schedule.c: of the selected racer.
int schedule_lines(const ScheduleTree *tree); // of its card that are no sliders: inner schedulers' names, lambdas
void schedule_card(Column *column, int index);

#endif
