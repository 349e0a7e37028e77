// The racers of a scene as they are written from a step on.
#ifndef RAVINE_SCENE_STEERED_H
#define RAVINE_SCENE_STEERED_H

#include "scene/scene.h"

// The scene whose racers are those of that step, and change no more. Clears *to first. false: out of memory.
bool steer_at(Scene *to, const Scene *from, int step);
bool steer_hand(Scene *to, const Scene *from, int step); // likewise, but what changes is still listed

#endif
