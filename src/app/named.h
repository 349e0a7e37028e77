// Under which name the command line finds a scene as it stands, but for what is played: films and tables go to the end.
#ifndef RAVINE_APP_NAMED_H
#define RAVINE_APP_NAMED_H

#include "scene/scene.h"

// path: of the file that it may have been read from; "": of none. name: a built-in scene's, or the path; its step and
// speed become those that are found there. false: it has none that a shell takes as it is.
bool named_scene(Scene *scene, const char *path, char *name, size_t size);

#endif
