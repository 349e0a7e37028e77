// Learning rate and momentum over the whole race: as they were for the steps that are done, as the schedule will set
// them for the others.
#ifndef RAVINE_STUDY_RATE_H
#define RAVINE_STUDY_RATE_H

#include "scene/scene.h"

enum { RATE_POINTS = 256, RATE_TURNS_MAX = 64 };

// Point i at step i * stride.
typedef struct Rates {
    double lr[RATE_POINTS + 2], momentum[RATE_POINTS + 2];
    int n, stride;
} Rates;

typedef struct RateAsked {
    const Racer *racer;     // borrowed while it is asked for
    const Changes *changes; // likewise
    int index, steps;
    uint64_t path; // see race_path; 0, as rows is, for a schedule that no loss can change
    int rows;      // of the race, that are known
} RateAsked;

typedef struct RatePiece {
    RateAsked asked; // racer and changes NULL
    Racer racer;     // its own copy
    Changes changes;
    Racer now; // at the step
    Rates rates;
    ScheduleRun run;
    ScheduleLambdas *lambdas[1 + CHANGES_WHOLE_MAX]; // the racer's own, then those of its whole changes
    int next;                                        // change
    int step;                                        // that comes next, while it is under way
} RatePiece;

typedef struct Subject Subject; // see piece.h
RateAsked rate_ask(const Subject *subject, int racer);

bool rates_wait_for_loss(const Racer *racer); // its future is not known
// The steps where the racer's schedule turns: milestones, restarts, what the loss has caused up to `step`. Returns how
// many.
int rates_turns(const Scene *scene, const Race *race, int racer, int step, int turns[RATE_TURNS_MAX]);

#endif
