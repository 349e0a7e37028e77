// The command line: a TABLE of options, read into a struct. Nothing is opened or looked up here but the line itself.
// To add an option: one row in options.c and one field here; --help follows.
#ifndef RAVINE_APP_OPTIONS_H
#define RAVINE_APP_OPTIONS_H

#include "base/error.h"
#include "engine/race/race.h"
#include "scene/figure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EXIT_DONE, EXIT_INPUT, EXIT_USAGE }; // what main returns

enum { OPTIONS_FPS_MAX = 120, OPTIONS_SECONDS_MAX = 600 };

#define RAVINE_VERSION "0.1"

typedef struct OptionRacers {
    const char *spec[RACE_RACERS_MAX];
    int n;
} OptionRacers;

enum { OPTIONS_CHANGES_MAX = 64 };

typedef struct OptionChanges {
    const char *text[OPTIONS_CHANGES_MAX];
    int n;
} OptionChanges;

typedef struct OptionGrids {
    const char *text[FIGURE_GRIDS]; // columns, rows
    int n;
} OptionGrids;

typedef struct OptionSize {
    int width, height; // pixels of a picture, points of a window; 0: not given
} OptionSize;

typedef struct OptionNumber {
    bool given;
    uint64_t value;
} OptionNumber;

typedef struct OptionReal {
    bool given;
    double value;
} OptionReal;

enum { OPTIONS_SCENES_MAX = 1024 };

typedef struct OptionScenes {
    const char *name[OPTIONS_SCENES_MAX];
    int n;
} OptionScenes;

// What a link says besides options; see link.h.
typedef struct OptionLink {
    bool given, plays, embedded, column, light;
    const char *text; // of the scene; NULL: none
    size_t size;
    char *fault; // [ERROR_TEXT_MAX]: what was wrong with it
} OptionLink;

// Texts are the command line's own; NULL: not given.
typedef struct Options {
    const char *scene, *landscape, *start, *window, *data, *batches, *output, *format, *theme, *ramp, *view, *list,
        *stop, *table, *width, *show, *hide, *camera, *loss_scale, *font;
    OptionReal duration, hold, turn;
    OptionNumber fps;
    OptionRacers racers;
    OptionChanges changes;
    OptionGrids grids;
    OptionNumber steps, seed, batch, slide, dpi, step;
    OptionSize size;
    bool transparent, letters, quiet, progress, help, version;
    OptionScenes scenes;
    OptionLink link;
} Options;

// EXIT_DONE, or EXIT_USAGE with an error.
int options_read(int argc, char *const *argv, Options *options, Error *error);

const char *options_file(const Options *options); // that the scene is read from; NULL: none
bool options_are_usual(const Options *options);   // none says what is to be shown; a size may be given

// Prints --help to standard output.
void options_help(void);

#endif
