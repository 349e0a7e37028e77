// What the window's picture says besides the scene: the message, the keys at its foot, the help, timings, what is
// typed.
#ifndef RAVINE_APP_WORDS_H
#define RAVINE_APP_WORDS_H

#include "app/action.h"
#include "app/app.h"
#include "app/formats.h"
#include "app/palette.h"

enum { WORDS_HELP_MAX = 127, WORDS_FOOT_MAX = 12 };

// Text that the picture reads while it is built.
typedef struct Words {
    const char *timing[2 * TIMING_ROWS + 1];
    ActionRow row[WORDS_HELP_MAX];
    PictureKey help[WORDS_HELP_MAX + 1];
    const char *foot[2 * WORDS_FOOT_MAX + 1];
    PicturePalette palette;
    FormatWords formats[FORMATS_MAX];
    PaletteItem items[PICTURE_ROWS_MAX]; // of its rows
    char progress[128], offer[SCENE_TITLE_MAX + 32];
    char foot_keys[WORDS_FOOT_MAX][ACTION_KEYS_MAX];
    const char *folds[FOLD_COUNT];
    char fold_keys[FOLD_COUNT][ACTION_KEYS_MAX];
} Words;

// The result points into *words.
PictureUi words_fill(Words *words, App *app);

#endif
