// How frames follow each other, and how large the window is: the program's own to say, or the page's that it is part
// of.
#ifndef RAVINE_APP_LOOP_H
#define RAVINE_APP_LOOP_H

typedef struct App App;

void loop_run(App *app); // frames, until the person quits; within a page it never returns

// In the window's points: what becomes of the size that is wished, and the least.
void loop_size(int *width, int *height);
void loop_least(int *width, int *height);

#endif
