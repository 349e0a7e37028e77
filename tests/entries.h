// What tests do with all racers of a scene at once.
#ifndef RAVINE_TESTS_ENTRIES_H
#define RAVINE_TESTS_ENTRIES_H

#include "scene/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// These alone, until NULL; the first is selected.
static inline void enter_racers(Scene *scene, const char *const *specs)
{
    Error error = {""};
    scene_keep_racers(scene, 0);
    for (int i = 0; specs[i]; i++)
        if (!scene_add_racer(scene, specs[i], &error))
            fail_msg("%s", error.text);
}

// Bit i: racer i.
static inline uint32_t hidden_racers(const Scene *scene)
{
    uint32_t bits = 0;
    for (int i = 0; i < scene->n_racers; i++)
        bits |= scene_entry(scene, i)->hidden ? 1u << i : 0;
    return bits;
}

static inline void hide_racers(Scene *scene, uint32_t bits)
{
    for (int i = 0; i < scene->n_racers; i++)
        scene_edit_entry(scene, i)->hidden = bits >> i & 1;
}

static inline void give_maps(Scene *scene, uint32_t bits)
{
    for (int i = 0; i < scene->n_racers; i++)
        scene_edit_entry(scene, i)->view = bits >> i & 1 ? VIEW_MAP : VIEW_SURFACE;
}

#endif
