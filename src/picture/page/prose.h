// Paragraphs with mathematics (scene/math.h) in them, set in a width: of a slide. A paragraph that is nothing but
// mathematics stands apart, larger. Private to src/picture.
#ifndef RAVINE_PICTURE_PAGE_PROSE_H
#define RAVINE_PICTURE_PAGE_PROSE_H

#include "picture/build.h"

typedef struct Prose {
    FontSize size, display; // of the words, and of mathematics that stands apart
    FontWeight weight;
    Color color;
    float x, y, width; // of the first line's top left
    bool even;         // lines of about equal length: a title's
    bool measured;     // nothing is drawn
} Prose;

// The height that the text takes, in points.
float prose_set(Build *build, const char *text, const Prose *prose);

#endif
