// What a racer's rule holds at a step, and what it will be given for the next one.
#ifndef RAVINE_STUDY_STATE_H
#define RAVINE_STUDY_STATE_H

#include "scene/scene.h"

enum { STATE_MAX = 4096 }; // doubles of a rule's state that are looked at

typedef struct StateAsked {
    uint64_t path; // see race_path
    int racer, step;
} StateAsked;

typedef struct RuleState {
    StateAsked asked;                     // step: where a diverged racer was finite last
    bool stochastic;                      // the next step's gradient is its batch's, not the full loss's
    double gradient[SCENE_DIMENSION_MAX]; // that the next step takes
    double slots[STATE_MAX];              // slot by slot, the wrappers' after the rule's
    int n_slots;                          // doubles
} RuleState;

typedef struct Subject Subject; // see piece.h
// At `step`, or at the racer's last finite row before it. false: there is none.
bool state_ask(const Subject *subject, int racer, int step, StateAsked *asked);

#endif
