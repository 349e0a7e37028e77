// The ways of O, C and L: from rule to rule, from schedule to schedule, from landscape to landscape. What was left is
// remembered, so that who goes back finds it as it was; what is the user's goes along. Scenes alone: no window.
#ifndef RAVINE_APP_WALK_H
#define RAVINE_APP_WALK_H

#include "scene/scene.h"

enum { WALK_STEPS_MAX = 64 };

typedef struct WalkStep {
    Scene before, after;
} WalkStep;

// Zeroed is empty.
typedef struct Walk {
    WalkStep *step; // [n], the oldest first
    int n;
} Walk;

void walk_clear(Walk *walk);
void walk_remember(Walk *walk, const Scene *before, const Scene *after); // where memory runs out, nothing

// Racer i of the scene gets the rule: as it was when it last had it, else with torch's defaults and a learning rate
// that suits. Numbers of the user's come along where the rule has them and torch takes them. false: out of memory.
bool walk_to_rule(const Walk *walk, Scene *scene, int i, const Optimizer *rule);

// Likewise the schedule, NULL: none; new ones are the rows' examples for a race of this length. false: error says why.
bool walk_to_schedule(const Walk *walk, Scene *scene, int i, const Schedule *rule, Error *error);

// The scene gets the landscape: with constants, data and start as they were when it was last left, else the row's; the
// user's own start stays where it lies in the window and leads somewhere. Learning rates that are not the user's become
// those of that time, where the racer is still the same, or ones that suit. NULL: the formula of the user's own that
// was left last. false: error says why.
bool walk_to_landscape(const Walk *walk, Scene *scene, const Landscape *landscape, Error *error);
bool walk_has_formula(const Walk *walk); // there is such a formula

const Optimizer *walk_rule(const Racer *racer, int n);    // the n-th of the table after the racer's outermost
const Schedule *walk_schedule(const Racer *racer, int n); // likewise; NULL, none, comes before the first

// Anew, whatever was left: torch's defaults, or the row's example for a race of so many steps.
void walk_set_rule(Racer *racer, const Optimizer *rule);
bool walk_set_schedule(Racer *racer, const Schedule *rule, int steps, Error *error); // NULL: none

#endif
