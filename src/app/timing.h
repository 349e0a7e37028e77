// How long the parts of a frame take: the median of each over the last second. Times come from outside; no clock here,
// no drawing.
#ifndef RAVINE_APP_TIMING_H
#define RAVINE_APP_TIMING_H

#include <stdbool.h>
#include <stdint.h>

typedef enum Phase {
    PHASE_EVENTS,  // without the replays that they cause
    PHASE_REPLAY,  // of the race, its steps while playing included
    PHASE_PICTURE, // what is to be seen, as plain data
    PHASE_DRAW,    // by OpenGL, until all is drawn
    PHASE_SWAP,    // onto the screen
    PHASE_COUNT
} Phase;

enum {
    TIMING_FRAMES = 128, // more than a second has
    TIMING_ROWS = PHASE_COUNT + 3,
    TIMING_TEXT = 32
};

typedef struct Timing {
    bool shown;
    double spent_ms[PHASE_COUNT]; // of the frame at hand
    struct TimingFrame {
        uint64_t at_ms;
        double spent_ms[PHASE_COUNT];
    } frames[TIMING_FRAMES]; // a ring
    int next, n;
    char value[TIMING_ROWS][TIMING_TEXT];
} Timing;

void timing_frame(Timing *timing, uint64_t now_ms); // a frame has been drawn: takes over what it spent

// The median of a phase over the second before the last frame, ms; PHASE_COUNT: of the sums. 0 without frames.
double timing_median(const Timing *timing, Phase phase);
int timing_per_second(const Timing *timing); // frames

// Fills rows (name, value, name, value, ..., NULL), 2 * TIMING_ROWS + 1 of them.
void timing_rows(Timing *timing, int redraws, const char **rows);

#endif
