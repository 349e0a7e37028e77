// What people paste of Keras. Private to src/scene.
#ifndef RAVINE_SCENE_SPEC_KERAS_H
#define RAVINE_SCENE_SPEC_KERAS_H

#include "scene/syntax.h"

bool keras_is(const char *prefix); // what stands before a class: "tf.keras.optimizers."

const Optimizer *keras_rule(const char *name); // that is Keras' class of this name; NULL: it is not among ours

// Keras' name of its i-th argument, and the row that it is.
int keras_arguments(const Optimizer *rule);
const char *keras_argument(const Optimizer *rule, int i, int *row);

// Of what every optimizer of Keras takes besides: does it change nothing, as name= and clipnorm=None do?
bool keras_reads_over(const Value *argument);
const char *keras_nearest(const char *argument); // of those that do, what comes nearest here; NULL: it is none of them

// Of other classes. Returns false; the error says which line of torch's comes nearest.
bool keras_refuse(const Syntax *syntax, const Value *call, Error *error);

#endif
