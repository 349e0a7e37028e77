// The screenshot key: the picture of the step that is shown, without anything of the person's doing, beside those that
// were taken before.
#ifndef RAVINE_APP_SHOT_H
#define RAVINE_APP_SHOT_H

typedef struct App App;

void shot_take(App *app); // ravine-001.png and so on in the working folder; a message says which, or what was wrong
void shot_work(App *app); // and after a long replay, which the one before only notes

#endif
