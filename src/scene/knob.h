// One address for every number of a scene that can be turned, and what turns it: sliders, typed numbers, options,
// contact sheets, sweeps, changes and lessons all go through here. Nothing is listed by name: arguments follow from the
// rows of the rules, constants and parameters from the formula.
//
// An address, with blanks wherever they may help; racers, schedulers and elements count from 0:
//
//   n, seed, batch            of the race: its length (also `steps`), the seed of its draws, the rows of a step
//   step, speed               the step that is shown at first; steps per second while playing
//   stop.loss, stop.gradient  below which a racer is marked
//   starts.n, starts.radius   where there are many starts of the selected racer: how many, how far around
//   start.x                   where every racer starts, by the parameter's name in the formula
//   k, constant.k             a constant; the second whatever it is called
//   0.lr, 0.betas[1]          an argument of racer 0 by torch's keyword, an element of a tuple
//   0.T_max, 0.milestones[0]  of its schedule
//   0.Adam.eps, 0.Lookahead.k, 0.StepLR.gamma     of the rule, the wrapper or the scheduler of that class
//   0.schedule[2].T_max       of one scheduler of its tree, counted as they are written: [0] is the outermost
//   lr, betas[1], Adam.eps    of every racer that has it (or of the racer that is meant, see knob_parse)
//   racers.k                  of every racer that has it, whatever a constant is called
//
// A name alone is, in this order: a word of the grammar (lr, n, steps, seed, batch, step, speed, start); a constant; an
// argument of the racers. So a constant called lr, batch or start is constant.lr, and an argument that is called like a
// constant racers.k or 0.k. An argument without its class is the rules', if a rule of the racers that are meant has it;
// else the wrappers'; else the schedulers'. Of two schedulers of a racer that both have it none is meant: the error
// names both addresses.
#ifndef RAVINE_SCENE_KNOB_H
#define RAVINE_SCENE_KNOB_H

#include "scene/scene.h"

typedef enum KnobKind {
    KNOB_NONE,
    KNOB_HYPER,     // argument of a racer's rule
    KNOB_WRAPPER,   // of a rule around it: number `node`, the innermost 0
    KNOB_SCHEDULE,  // of one scheduler of its tree
    KNOB_MILESTONE, // of one scheduler
    KNOB_CONSTANT,
    KNOB_BATCH, // where the loss has rows or draws, and no recorded batches
    KNOB_STEPS,
    KNOB_SEED,
    KNOB_STEP,
    KNOB_SPEED,
    KNOB_START,
    KNOB_STARTS, // where there are many: how many (index 0), and how far around (1)
    KNOB_STOP,   // below which loss (index 0) or gradient (1) a racer is marked; None: it is not
    KNOB_CHANGE, // of a racer on its way; a whole one has no value to set
} KnobKind;

enum {
    KNOB_EVERY = -1, // instead of a racer
    KNOB_NAME_MAX = 48,
    KNOB_ADDRESS_MAX = 96, // bytes of a printed address
    KNOB_WORDS_MAX = 96,
    KNOBS_OF_RACER_MAX =
        (1 + RACER_WRAPPERS_MAX) * ARGUMENTS_MAX + SCHEDULE_NODES_MAX * (ARGUMENTS_MAX + SCHEDULE_LIST_MAX),
    KNOBS_OF_SCENE_MAX = FORMULA_CONSTANTS_MAX + SCENE_DIMENSION_MAX + 9,
    KNOBS_OF_COLUMN_MAX = KNOBS_OF_RACER_MAX + CHANGES_MAX + FORMULA_CONSTANTS_MAX + SCENE_DIMENSION_MAX + 7,
    KNOBS_MAX = KNOBS_OF_SCENE_MAX + RACE_RACERS_MAX * KNOBS_OF_RACER_MAX,
};

// A plain value; what is not said of a kind is 0. It is of the scene that listed or parsed it, and of every scene that
// has the same rules, schedules and constants.
typedef struct Knob {
    KnobKind kind;
    int racer;
    int node;  // scheduler of the racer's tree
    int index; // row of the rule's arguments, milestone, constant, parameter, change
} Knob;

// The start as one, to be compared as a gesture is; it has no value.
extern const Knob knob_whole_start;

bool knob_equal(Knob a, Knob b);
bool knob_of_racer(Knob knob);  // else it is the scene's own, or KNOB_NONE
bool knob_has_racer(Knob knob); // likewise, or of a racer's change

// What is known of a knob's value.
typedef struct KnobRow {
    char name[KNOB_NAME_MAX];  // its address without racer and class: "lr", "betas[0]", "milestones[1]", "k"
    char label[KNOB_NAME_MAX]; // what a slider shows: "lr", "β₁", "milestone 2", "k"
    const char *owner;         // torch's class that has it: rule, wrapper or scheduler; NULL: it is the scene's own
    Argument argument;         // kind, choices, None, unit, help, range of a slider, limits; but names are above
    bool has_initial;          // argument.initial is its default (NaN: None), or where a required one begins
    bool follows;              // the slider's range is of the value's own size
} KnobRow;

// Lists write at most `max` knobs and return how many there are.
int knob_list(const Scene *scene, Knob *knobs, int max);                    // all: the scene's own, then racer by racer
int knob_list_own(const Scene *scene, int dimension, Knob *knobs, int max); // the scene's, for who knows its dimension
int knob_list_racer(const Scene *scene, int racer, Knob *knobs, int max);
int knob_list_column(const Scene *scene, Knob *knobs,
                     int max); // the column's, in its order; max >= KNOBS_OF_COLUMN_MAX

bool knob_exists(const Scene *scene, Knob knob); // is it one of this scene's, too? All below needs that
KnobRow knob_row(const Scene *scene, Knob knob);
Knob knob_changed(const Scene *scene, int racer, int change); // of steer_at its step; KNOB_NONE: it is a whole one
double knob_get(const Scene *scene, Knob knob); // NaN: None; a choice: its index. A seed above 2^53: the nearest double

// false: torch or the scene refuses the value; error has "lr: WHY", "StepLR, gamma: WHY", and the scene is unchanged.
bool knob_set(Scene *scene, Knob knob, double value, Error *error);

// As Python writes it: a number, True or False, None, a choice's string (read with or without quotes). Reading is all
// or nothing; its error has "lr, 'TEXT': expected WHAT". knob_read and knob_write are exact for every seed.
bool knob_value_read(const KnobRow *row, const char *text, double *value, Error *error);
void knob_value_print(const KnobRow *row, double value, char *text, size_t size);
bool knob_read(Scene *scene, Knob knob, const char *text, Error *error); // the text, then knob_set
void knob_write(const Scene *scene, Knob knob, char *text, size_t size);

// What one address means: at most one knob of each racer.
typedef struct KnobSet {
    Knob knob[RACE_RACERS_MAX];
    int n; // >= 1
} KnobSet;

// racer: whose an argument is that no racer is named for; KNOB_EVERY: of all that have it. false: *set is unchanged and
// error has "address, column C: WHY", with the nearest right name where one was misspelt.
bool knob_parse(const Scene *scene, const char *text, int racer, KnobSet *set, Error *error);
void knob_print(const Scene *scene, Knob knob, char *text, size_t size); // the shortest address that is this knob alone
void knob_words(const Scene *scene, Knob knob, char *text,
                size_t size); // for people: "lr of Adam", "milestone 2 of StepLR", "k"

// A slider's track, and the numbers one can say that it lands on (knob_track.c has them). For booleans and choices:
// knob_turned alone.
double knob_position(const KnobRow *row, double value); // [0, 1], clamped; None: 0
double knob_at(const KnobRow *row, double position);    // its inverse, to what one can say

typedef enum KnobGrain { KNOB_FINE = -1, KNOB_USUAL, KNOB_COARSE } KnobGrain;

// The next of those numbers, up (n = 1) or down (-1), from any other its neighbour; the same value where the track
// ends. So from one of them two turns forth and two back are none. Booleans and choices go round and round, with None,
// where it is allowed, before the first choice; a number's None is below its lowest.
double knob_turned(const KnobRow *row, double value, int n, KnobGrain grain);

#endif
