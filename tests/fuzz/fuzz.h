// What the fuzz targets share. A target is a file NAME.c here: libFuzzer calls it with bytes again and again, and keeps
// and changes further those that reach something new. Wrong are a crash, what a sanitizer says, a leak, an input that
// takes long, and what `hold` finds untrue.
//
// To add a target: a file, and a line in run that says where its seeds come from.
#ifndef RAVINE_TESTS_FUZZ_FUZZ_H
#define RAVINE_TESTS_FUZZ_FUZZ_H

#include "scene/scene.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline void hold(bool true_of_all, const char *what, const char *one, const char *other)
{
    if (true_of_all)
        return;
    fprintf(stderr, "%s:\n%s\n%s\n", what, one ? one : "", other ? other : "");
    abort();
}

// A copy that ends with a 0, and with no byte more to be read by mistake. free() it.
static inline char *as_text(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        abort();
    memcpy(text, bytes, size);
    text[size] = '\0';
    return text;
}

static inline bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

// A scene that was reached is saved, opens, and is saved to the same bytes.
static inline void hold_scene(const Scene *scene)
{
    Error error = {""};
    Scene again = {0};
    size_t size, size_again = 0;
    char *saved = scene_print(scene, &size, &error);
    hold(saved, "a scene is not saved", error.text, NULL);
    hold(scene_parse(&again, saved, size, "saved", &error), "a saved scene is refused", error.text, saved);
    char *saved_again = scene_print(&again, &size_again, &error);
    hold(saved_again && size == size_again && !memcmp(saved, saved_again, size), "saved twice", saved, saved_again);
    free(saved);
    free(saved_again);
    scene_clear(&again);
}

#endif
