// What an edit was, in a few words for people, from the scenes before and after it: what can be edited is named here by
// existing, whichever key or hand it came by.
#ifndef RAVINE_SCENE_DIFFERENCE_H
#define RAVINE_SCENE_DIFFERENCE_H

#include "scene/scene.h"

enum { DIFFERENCE_MAX = 160 };

// "lr of Adam", "lr of 3 racers", "landscape Beale", "Adam instead of SGD", "start"; of several things the one that a
// person would name. Views are none. Empty: nothing that has a name differs.
void scene_difference(const Scene *before, const Scene *after, char *text, size_t size);

#endif
