// Making a lesson of one's own, slide by slide, out of what is shown.
#ifndef RAVINE_APP_AUTHOR_H
#define RAVINE_APP_AUTHOR_H

typedef struct App App;

// The scene as it stands becomes the next slide, and the file is written. Behind the slide that it is, where it is of a
// lesson of one's own; else behind the last slide of the lesson that was made before; else a new lesson-001.yaml
// begins with it. Undo takes it back.
void author_add(App *app);

#endif
