// What title and caption say of the scene. A field in them, {batch}, {rows}, {start}, {k} or any other address of
// knob.h, is the scene's own value; between dollars braces are mathematics. The words of a scene that the program
// brings along are about that scene as it was: they go with the first edit that no field of theirs speaks of.
#ifndef RAVINE_SCENE_WORDS_H
#define RAVINE_SCENE_WORDS_H

#include "scene/scene.h"

// The text with its fields' values; a brace that holds no field stays as it is.
void scene_words(const Scene *scene, const char *text, char *to, size_t size);

// After an edit: where `before` had such words and the edit is more than one of view, play and the words' fields, the
// caption goes, and the title is "after TITLE". A slide's words stay. Other words than before are another scene's.
void scene_true_words(Scene *scene, const Scene *before);

#endif
