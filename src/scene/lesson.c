#include "scene/lesson.h"

#include "scene/knob.h"

#include <string.h>

// Whoever turned the lights on does not want them off with the next slide, unless that asks for it.
static void keep_theme(Scene *next, const Scene *now)
{
    const Slide *slide = lesson_slide(now);
    if (slide && !strcmp(slide->scene.view.theme, next->view.theme))
        memcpy(next->view.theme, now->view.theme, sizeof next->view.theme);
}

bool lesson_show(Scene *scene, Lesson *lesson, int slide)
{
    if (slide < 0 || slide >= lesson->n)
        return false;
    Scene next = {0};
    scene_copy(&next, &lesson->slide[slide].scene);
    next.lesson = lesson_retain(lesson);
    next.slide = slide;
    next.presented = true;
    keep_theme(&next, scene);
    scene_copy(scene, &next);
    scene_clear(&next);
    return true;
}

const Slide *lesson_slide(const Scene *scene)
{
    return scene->lesson ? &scene->lesson->slide[scene->slide] : NULL;
}

int slide_slider(const Scene *scene, const Slide *slide)
{
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    KnobSet set;
    int n = knob_list_column(scene, knobs, KNOBS_OF_COLUMN_MAX);
    if (!slide->slider[0] || !knob_parse(scene, slide->slider, scene->view.selected, &set, NULL))
        return -1;
    for (int i = 0; i < n; i++)
        if (knob_equal(knobs[i], set.knob[0]))
            return i;
    return -1;
}
