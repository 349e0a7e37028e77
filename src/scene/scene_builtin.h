// All that the program brings along, scenes and lessons, as scene_read finds it. Private to src/scene.
#ifndef RAVINE_SCENE_SCENE_BUILTIN_H
#define RAVINE_SCENE_SCENE_BUILTIN_H

#include "scene/scene.h"

const char *scene_builtin_at(int i);                                // its name; NULL after the last
bool scene_builtin_path(const char *name, char *path, size_t size); // of its asset; false: there is no such name

#endif
