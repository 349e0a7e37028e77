// A lesson: slides to be gone through one after another. Each is a whole scene with words of its own, so everything
// stays live on it; in its file it says only what differs from the slide before. A scene that shows a slide holds the
// lesson and the slide's number.
#ifndef RAVINE_SCENE_LESSON_H
#define RAVINE_SCENE_LESSON_H

#include "scene/scene.h"

enum { LESSON_SLIDES_MAX = 64, LESSON_ASK_MAX = 240, LESSON_SLIDER_MAX = 96 };

// Title and caption are the scene's. In caption, question and answer, $ ... $ is mathematics (scene/math.h).
typedef struct Slide {
    Scene scene; // of no lesson
    char ask[LESSON_ASK_MAX], answer[LESSON_ASK_MAX];
    char slider[LESSON_SLIDER_MAX]; // address (knob.h) of what is in hand; empty: none
    bool plays;                     // from step `from` to step `to`, at the scene's speed
    int from, to;
} Slide;

struct Lesson {
    char title[SCENE_TITLE_MAX];
    Slide *slide; // [n], n > 0; nothing changes once it is read
    int n;
    int others; // how many more hold it, of scenes and steps of undo
};

// A lesson holds its scenes, and is gone with the last that holds it. NULL is fine.
Lesson *lesson_retain(Lesson *lesson); // returns it
void lesson_release(Lesson *lesson);

// The slide as it is written, in place of all that *scene is but its theme. false: there is no such slide; *scene is
// unchanged.
bool lesson_show(Scene *scene, Lesson *lesson, int slide);

// The slide that the scene shows, or comes from. NULL: it is of no lesson.
const Slide *lesson_slide(const Scene *scene);

// A slide of the scene as it stands, which is as it is written if it shows one: words and play are that slide's, the
// slider is the knob's of this address ("": none). Mathematics is made of no dollar that was none. clear it.
Slide slide_of(const Scene *scene, const char *slider);
void slide_clear(Slide *slide);

// A lesson like this one (NULL: an empty one of this title), with one more slide as number `at`, or that one replaced.
// It takes the slide, whatever comes of it. NULL: error.
typedef enum SlidePut { SLIDE_INSERT, SLIDE_REPLACE } SlidePut;
Lesson *lesson_put(const Lesson *lesson, const char *title, SlidePut how, int at, Slide *slide, Error *error);

bool lesson_is_shipped(const Lesson *lesson); // it has the title of one that the program brings along

// It differs from that slide as it is written, be it only in how it is looked at.
bool lesson_is_edited(const Scene *scene);
bool lesson_is_changed(const Scene *scene); // in more than how it is looked at, printed and played

// Where the slide's slider is in knob_list_column; the racer that it is of is to be the selected one. -1: it has none.
int slide_slider(const Scene *scene, const Slide *slide);
// Takes the slider with this address in hand: the racer that it is of is selected. false: there is none, or it is a
// ghost's; *error (NULL: nobody asks) says why.
bool slide_hold(Scene *scene, const char *slider, Error *error);

#endif
