#include "scene/lesson.h"

#include "base/text.h"
#include "scene/knob.h"

#include <stdlib.h>
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

// ---- making one

// A scene's caption says nothing in mathematics.
static void keep_dollars(char *caption, size_t size)
{
    char plain[SCENE_CAPTION_MAX];
    text_copy(plain, sizeof plain, caption);
    Text text = text_begin(caption, size);
    for (const char *at = plain; *at; at++)
        text_add(&text, *at == '$' ? "\\$" : "%c", *at);
}

bool slide_hold(Scene *scene, const char *slider, Error *error)
{
    KnobSet set;
    if (!knob_parse(scene, slider, scene->view.selected, &set, error))
        return false;
    if (!knob_of_racer(set.knob[0]))
        return true;
    if (scene_entry(scene, set.knob[0].racer)->ghost)
        return error_set(error, "racer %d is a ghost", set.knob[0].racer);
    scene->view.selected = set.knob[0].racer;
    return true;
}

// What the page says when it is read: the racer whose slider is in hand is the selected one, and a play ends in time.
static void settle(Slide *slide)
{
    Scene *scene = &slide->scene;
    if (slide->slider[0] && !slide_hold(scene, slide->slider, NULL))
        slide->slider[0] = '\0';
    slide->to = slide->to < scene->steps ? slide->to : scene->steps;
    slide->from = slide->from < slide->to ? slide->from : slide->to;
    if (slide->plays)
        scene->step = slide->to < scene->steps ? slide->to : 0;
}

Slide slide_of(const Scene *scene, const char *slider)
{
    const Slide *shown = lesson_slide(scene);
    Slide slide = shown ? *shown : (Slide){.plays = false};
    slide.scene = (Scene){0};
    scene_copy(&slide.scene, scene);
    lesson_release(slide.scene.lesson);
    slide.scene.lesson = NULL;
    slide.scene.presented = slide.scene.answered = slide.scene.changed = slide.scene.shipped = false;
    slide.scene.slide = 0;
    slide.scene.view.window_said = true;
    if (!shown)
        keep_dollars(slide.scene.caption, sizeof slide.scene.caption);
    text_copy(slide.slider, sizeof slide.slider, slider);
    settle(&slide);
    return slide;
}

void slide_clear(Slide *slide)
{
    scene_clear(&slide->scene);
    *slide = (Slide){.plays = false};
}

static void copy_slides(Slide *to, const Slide *from, int n)
{
    for (int i = 0; i < n; i++) {
        to[i] = from[i];
        to[i].scene = (Scene){0};
        scene_copy(&to[i].scene, &from[i].scene);
    }
}

Lesson *lesson_put(const Lesson *lesson, const char *title, SlidePut how, int at, Slide *slide, Error *error)
{
    int n = lesson ? lesson->n : 0, more = how == SLIDE_INSERT;
    Lesson *made = n + more <= LESSON_SLIDES_MAX ? calloc(1, sizeof *made) : NULL;
    Slide *slides = made ? calloc((size_t)(n + more), sizeof *slides) : NULL;
    if (!slides) {
        error_set(error, made || n + more <= LESSON_SLIDES_MAX ? "out of memory" : "it has %d slides already", n);
        slide_clear(slide);
        free(made);
        return NULL;
    }
    *made = (Lesson){.slide = slides, .n = n + more};
    text_copy(made->title, sizeof made->title, lesson ? lesson->title : title);
    if (lesson) {
        int after = more ? at : at + 1;
        copy_slides(slides, lesson->slide, at);
        copy_slides(slides + at + 1, lesson->slide + after, n - after);
    }
    slides[at] = *slide;
    *slide = (Slide){.plays = false};
    return made;
}

bool lesson_is_shipped(const Lesson *lesson)
{
    bool shipped = false;
    for (int i = 0; lesson_builtin(i); i++)
        shipped |= !strcmp(lesson_builtin_title(i), lesson->title);
    return shipped;
}

// ---- what is in hand

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
