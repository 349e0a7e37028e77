// What the tests of knobs share: scenes of one line, and an address that means one knob.
#ifndef RAVINE_TESTS_KNOBS_H
#define RAVINE_TESTS_KNOBS_H

#include "scene/knob.h"
#include "scene/spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline void add_racer(Scene *scene, const char *spec)
{
    Error error = {""};
    if (!scene_add_racer(scene, spec, &error))
        fail_msg("%s: %s", spec, error.text);
}

// A landscape (or formula) and racers, the first NULL ends them.
static inline void make(Scene *scene, const char *landscape, const char *const *specs)
{
    Error error = {""};
    *scene = (Scene){.steps = 100, .speed = SCENE_SPEED_DEFAULT};
    if (!scene_set_landscape(scene, landscape, &error))
        fail_msg("%s: %s", landscape, error.text);
    for (int i = 0; specs[i]; i++)
        add_racer(scene, specs[i]);
}

static inline Knob only(const Scene *scene, const char *address)
{
    Error error = {""};
    KnobSet set;
    if (!knob_parse(scene, address, KNOB_EVERY, &set, &error))
        fail_msg("%s", error.text);
    if (set.n != 1)
        fail_msg("%s means %d knobs", address, set.n);
    return set.knob[0];
}

// The scene's text: equal texts are equal scenes. free() it.
static inline char *printed(const Scene *scene)
{
    size_t size;
    Error error = {""};
    char *text = scene_print(scene, &size, &error);
    if (!text)
        fail_msg("%s", error.text);
    return text;
}

#endif
