// What changes of a scene's racers from a step on: read and printed, and edited by the same addresses as all else that
// can be turned. Only racers are steered: constants, batch, start and seed are those of the whole race.
//
//   60: 0.lr=0.0005                    an argument of racer 0, by any address of knob.h, from step 60 on
//   60: 0.betas=(0.8, 0.99)            all elements of a tuple
//   60: 0=Adam(lr=0.01) | StepLR(30)   a new optimizer with fresh state, and its schedule
//   60: 0.schedule=StepLR(30)          a new schedule on the optimizer there is; None: none
#ifndef RAVINE_SCENE_STEER_H
#define RAVINE_SCENE_STEER_H

#include "scene/knob.h"
#include "scene/steered.h"

enum { STEER_TEXT_MAX = 4200 };

// Of a list the whole ones are read first, so that numbers are of the optimizer that is there then; what stands at one
// step is judged together, at the end.
typedef enum SteerPass { STEER_WHOLES, STEER_NUMBERS, STEER_PASSES } SteerPass;

// One that stands at the same step and address is replaced; what is not of this pass is left. false: *scene is
// unchanged, error has "change, column C of 'TEXT': WHY", or what else reads the value says.
bool steer_read(Scene *scene, const char *text, SteerPass pass, Error *error);
bool steer_check(const Scene *scene, Error *error); // false: error has "racer 0, step 60: WHY"

// What follows the step's colon: "0.lr=0.0005".
void steer_print(const Scene *scene, int racer, int change, char *text, size_t size);

// What it changes to: "0.01", "Adam(lr=0.01)".
void steer_value(const Scene *scene, int racer, int change, char *text, size_t size);

// From a step on; the knob is of steer_at that step. false: the scene is unchanged.
bool steer_set(Scene *scene, int step, Knob knob, double value, Error *error);
bool steer_optimizer(Scene *scene, int step, int racer, const Racer *to, Error *error);
bool steer_schedule(Scene *scene, int step, int racer, const ScheduleTree *to, Error *error);

// Change i of a racer goes. Likewise.
bool steer_remove(Scene *scene, int racer, int i, Error *error);
// To another step, where its index may be another one.
bool steer_move(Scene *scene, int racer, int *i, int step, Error *error);

// The racer was edited where it starts, and was `before` so far. What changes of it is what it was, by name; what it
// has no longer, or torch would refuse, goes. Returns how many went; -1: out of memory.
int steer_mend(Scene *scene, int racer, const Racer *before);

#endif
