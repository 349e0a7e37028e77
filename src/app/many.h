// Many scenes in one call, a process each and as many at a time as there are processors: a file of each, named by the
// scene where --output says %s.
#ifndef RAVINE_APP_MANY_H
#define RAVINE_APP_MANY_H

#include "app/options.h"

bool many_asked(const Options *options); // --output has a %s

// `one` writes the file of options that name one scene, and says on stderr what was wrong; each of its lines is given
// the scene's name. Returns main's exit code: EXIT_INPUT where any failed, and that is said; the others are written.
int many_run(const Options *options, int (*one)(const Options *options), Error *error);

#endif
