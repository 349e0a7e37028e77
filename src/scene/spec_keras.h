// What people paste of Keras. Private to src/scene.
#ifndef RAVINE_SCENE_SPEC_KERAS_H
#define RAVINE_SCENE_SPEC_KERAS_H

#include "scene/syntax.h"

bool keras_is(const char *prefix); // what stands before a class: "tf.keras.optimizers."

// Returns false; the error says which line of torch's comes nearest.
bool keras_refuse(const Syntax *syntax, const Value *call, Error *error);

#endif
