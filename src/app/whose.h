// Whose the rates of a kept scene are, which its own text does not say: a last line of comment behind it, so that what
// the program proposed still goes with the landscape when one goes on.
#ifndef RAVINE_APP_WHOSE_H
#define RAVINE_APP_WHOSE_H

#include "scene/scene.h"

#include <stddef.h>

// Text and size of a scene, from malloc, with the line; the text is freed where memory runs out, and NULL returned.
char *whose_add(const Scene *scene, char *text, size_t *size);

void whose_read(Scene *scene, const char *path); // of that scene; without such a line all stays as it was read

#endif
