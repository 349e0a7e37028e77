// What racers' calls are called: the rules and schedules, and the other names that people have for them. Private to
// src/scene.
#ifndef RAVINE_SCENE_SPEC_NAMES_H
#define RAVINE_SCENE_SPEC_NAMES_H

#include "scene/syntax.h"

const Optimizer *names_rule(const char *name);   // Recorded too; NULL: none
const Optimizer *names_around(const char *call); // that a line is that calls AveragedModel or a clip; NULL: none
const Optimizer *names_call(const Syntax *syntax, const Value *call); // likewise of a call: Keras' own, if it is Keras'
bool names_is_keras(const Syntax *syntax, const Value *call);         // by what stands before it
const Optimizer *names_clip(const char *name); // that torch.nn.utils has as this function; NULL: none

// Of transformers' get_scheduler("linear", ...); *word is the value that says which. NULL: error says what is wrong.
const Schedule *names_word(const Syntax *syntax, const Value *call, const Value **word, Error *error);

// Errors: there is no such class, with the nearest that is; what stands before it is not torch's. Both return false
// then.
bool names_unknown(const Syntax *syntax, const Value *call, bool schedule, Error *error);
bool names_prefix(const Syntax *syntax, const Value *call, Error *error);

#endif
