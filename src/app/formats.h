// After Ctrl+E: the formats that a letter says, as rows over the picture. Each is an action of its own; while they are
// shown, their letters act and nothing else does.
#ifndef RAVINE_APP_FORMATS_H
#define RAVINE_APP_FORMATS_H

#include "app/action.h"
#include "app/app.h"

#include <SDL.h>

// What an action has asked for (app->asks_format) is shown.
void formats_answer(App *app);
bool formats_asked(const App *app);

const Action *formats_action(const SDL_Keysym *key); // NULL: no format has this letter
const Action *formats_at(int i);                     // NULL after the last

// What is said of each, in order; without a detail after the last.
enum { FORMATS_MAX = PICTURE_ROWS_MAX };
typedef struct FormatWords {
    char ending[8], name[24], key[8]; // ".png", "picture", "P"
    const char *detail;               // "with its scene inside"
} FormatWords;
void formats_words(FormatWords words[FORMATS_MAX]);
void formats_show(const App *app, const FormatWords words[FORMATS_MAX], PicturePalette *shown); // points into words

#endif
