#include "app/options.h"

#include "base/text.h"
#include "engine/loss/loss.h"
#include "export/export.h"
#include "scene/figure.h"
#include "scene/lesson.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Option {
    char letter; // 0: none
    const char *name;
    const char *argument; // NULL: takes none
    const char *help;
    size_t field;                                 // in Options
    bool (*read)(void *field, const char *value); // false: not what is expected
    const char *expects;
} Option;

static bool read_flag(void *field, const char *value)
{
    (void)value;
    *(bool *)field = true;
    return true;
}

static bool read_text(void *field, const char *value)
{
    *(const char **)field = value;
    return value[0] != '\0';
}

static bool read_racer(void *field, const char *value)
{
    OptionRacers *racers = field;
    if (racers->n == RACE_RACERS_MAX || !value[0])
        return false;
    racers->spec[racers->n++] = value;
    return true;
}

static bool read_change(void *field, const char *value)
{
    OptionChanges *changes = field;
    if (changes->n == OPTIONS_CHANGES_MAX || !value[0])
        return false;
    changes->text[changes->n++] = value;
    return true;
}

static bool read_grid(void *field, const char *value)
{
    OptionGrids *grids = field;
    if (grids->n == FIGURE_GRIDS || !value[0])
        return false;
    grids->text[grids->n++] = value;
    return true;
}

static bool read_number(void *field, const char *value, uint64_t least, uint64_t most)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    if (!isdigit((unsigned char)value[0]) || *end || errno || number < least || number > most)
        return false;
    *(OptionNumber *)field = (OptionNumber){.given = true, .value = number};
    return true;
}

static bool read_steps(void *field, const char *value)
{
    return read_number(field, value, 0, RACE_STEPS_MAX);
}

static bool read_seed(void *field, const char *value)
{
    return read_number(field, value, 0, UINT64_MAX);
}

static bool read_batch(void *field, const char *value)
{
    return read_number(field, value, 1, LOSS_BATCH_MAX);
}

static bool read_slide(void *field, const char *value)
{
    return read_number(field, value, 1, LESSON_SLIDES_MAX);
}

static bool read_dpi(void *field, const char *value)
{
    return read_number(field, value, FIGURE_DPI_MIN, FIGURE_DPI_MAX);
}

static bool read_size(void *field, const char *value)
{
    OptionSize *size = field;
    SceneFigure figure = {0};
    if (!figure_read_size(&figure, value))
        return false;
    *size = (OptionSize){figure.width_px, figure.height_px};
    return true;
}

static bool read_fps(void *field, const char *value)
{
    return read_number(field, value, 1, OPTIONS_FPS_MAX);
}

static bool read_real(void *field, const char *value, double least, double most)
{
    double number;
    if (!text_to_double(value, &number) || !(number >= least && number <= most))
        return false;
    *(OptionReal *)field = (OptionReal){.given = true, .value = number};
    return true;
}

static bool read_duration(void *field, const char *value)
{
    return read_real(field, value, 0.01, OPTIONS_SECONDS_MAX);
}

static bool read_hold(void *field, const char *value)
{
    return read_real(field, value, 0, OPTIONS_SECONDS_MAX);
}

static bool read_turn(void *field, const char *value)
{
    return read_real(field, value, -36000, 36000);
}

#define FIELD(name) offsetof(Options, name)

static const Option table[] = {
    {'l', "landscape", "L", "a landscape's id or a formula, with constants: 'rosenbrock b=10', '(x^2 + k*y^2)/2 k=25'",
     FIELD(landscape), read_text, "a landscape or a formula"},
    {'r', "racer", "SPEC", "'Adam(lr=0.01) | StepLR(30)', as PyTorch writes it, or 'Recorded(\"run.csv\")'; repeatable",
     FIELD(racers), read_racer, "an optimizer, up to 16 times"},
    {'s', "start", "X,Y", "where every racer starts", FIELD(start), read_text, "a number per parameter"},
    {0, "window", "X0,X1,Y0,Y1", "the part that is shown: x from, x to, y from, y to; of a curve X0,X1", FIELD(window),
     read_text, "numbers: from, to for each parameter"},
    {0, "camera", "AZ,EL", "where a surface is looked at from: degrees around it, and above the ground, 5 to 90",
     FIELD(camera), read_text, "two numbers, like -15,42"},
    {0, "loss-scale", "SCALE", "of heights, colours and charts: linear or log (default: as suits the losses)",
     FIELD(loss_scale), read_text, "linear or log"},
    {0, "step", "N", "the step that a picture shows (default: the last), and at which the window opens", FIELD(step),
     read_steps, "a whole number from 0 to 1000000"},
    {'n', "steps", "N", "length of the race", FIELD(steps), read_steps, "a whole number from 0 to 1000000"},
    {0, "seed", "N", "of everything that is drawn", FIELD(seed), read_seed, "a whole number from 0 to 2^64 - 1"},
    {'d', "data", "FILE.csv", "the loss is the mean of its formula over these rows; - for standard input", FIELD(data),
     read_text, "a file name"},
    {'b', "batch", "N", "rows that make a step's batch (default: all)", FIELD(batch), read_batch,
     "a whole number from 1 to 100000"},
    {0, "batches", "FILE", "replay these batches: a line per step, row numbers from 0", FIELD(batches), read_text,
     "a file name"},
    {0, "change", "'K: RACER.NAME=VALUE'", "from step K on; or 'K: RACER=Adam(lr=0.01)': a new optimizer; repeatable",
     FIELD(changes), read_change, "a step and what changes there, like '60: 0.lr=0.01', up to 64 times"},
    {0, "stop", "'NAME=VALUE'", "mark racers where their loss or gradient comes below: 'loss=1e-6,gradient=1e-3'",
     FIELD(stop), read_text, "values, like 'loss=1e-6,gradient=1e-3'"},
    {'o', "output", "FILE", "write in the format of its ending, and open no window; - for standard output",
     FIELD(output), read_text, "a file name"},
    {0, "format", "F", "format of the output where its name does not say it", FIELD(format), read_text, "a format"},
    {0, "table", "WHAT", "trace or summary: what .csv (trace), .md and .tex (summary) hold", FIELD(table), read_text,
     "trace or summary"},
    {0, "grid", "'KEY=V,V'", "contact sheet: columns 'lr=0.1,0.01', a second one rows; also optimizer=, landscape=, n=",
     FIELD(grids), read_grid, "'KEY=VALUE,VALUE', once or twice: columns, then rows"},
    {0, "fps", "N", "frames a second of a film (default 30, of a .gif 20)", FIELD(fps), read_fps,
     "a whole number from 1 to 120"},
    {0, "duration", "S", "seconds of a film from step 0 to the end (default 8)", FIELD(duration), read_duration,
     "seconds, from 0.01 to 600"},
    {0, "hold", "S", "seconds for which a film then holds the end (default 0)", FIELD(hold), read_hold,
     "seconds, from 0 to 600"},
    {0, "turn", "DEGREES", "by which surfaces turn in a film (default 0)", FIELD(turn), read_turn,
     "degrees, from -36000 to 36000"},
    {0, "size", "WxH", "of the picture in pixels (default 1600, as high as it needs), or of the window", FIELD(size),
     read_size, "WIDTHxHEIGHT, each from 64 to 16384, like 1600x900"},
    {0, "width", "W", "of the picture on paper: column, page, slide, 85mm, 85mmx60mm, 3.35in", FIELD(width), read_text,
     "column, page, slide or a length like 85mm"},
    {0, "dpi", "N", "pixels per inch of that (default 300)", FIELD(dpi), read_dpi, "a whole number from 36 to 2400"},
    {0, "show", "A,B", "parts and overlays of the picture: see --list parts", FIELD(show), read_text, "names of parts"},
    {0, "hide", "A,B", "likewise, what is not to be seen", FIELD(hide), read_text, "names of parts"},
    {0, "letters", NULL, "panels of the picture are marked (a), (b), ...", FIELD(letters), read_flag, NULL},
    {0, "transparent", NULL, "pictures without their ground", FIELD(transparent), read_flag, NULL},
    {0, "font", "NAME", "typeface of the picture's words: a family that is installed (default: Inter)", FIELD(font),
     read_text, "the name of a family"},
    {0, "theme", "NAME", "colours: see --list themes", FIELD(theme), read_text, "a theme"},
    {0, "ramp", "NAME", "colours of height: see --list ramps", FIELD(ramp), read_text, "a ramp"},
    {0, "view", "NAME", "what is shown: see --list views", FIELD(view), read_text, "a view"},
    {0, "slide", "N", "which slide of a lesson, from 1", FIELD(slide), read_slide, "a whole number from 1 to 64"},
    {0, "list", "WHAT", "landscapes, optimizers, schedules, scenes, lessons, keys, views, parts, themes or ramps",
     FIELD(list), read_text, "landscapes, optimizers, schedules, scenes, lessons, keys, views, parts, themes or ramps"},
    {0, "quiet", NULL, "say nothing but what went wrong", FIELD(quiet), read_flag, NULL},
    {0, "progress", NULL, "say how far long work is also where stderr is no terminal, in a line each time",
     FIELD(progress), read_flag, NULL},
    {'h', "help", NULL, "this text", FIELD(help), read_flag, NULL},
    {0, "version", NULL, "the program's version", FIELD(version), read_flag, NULL},
};
enum { OPTION_COUNT = sizeof table / sizeof *table };

static const char *option_name(const void *context, int i)
{
    (void)context;
    return i < OPTION_COUNT ? table[i].name : NULL;
}

static const Option *find_long(const char *name, size_t length)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (strlen(table[i].name) == length && !strncmp(table[i].name, name, length))
            return &table[i];
    return NULL;
}

static const Option *find_letter(char letter)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (letter && table[i].letter == letter)
            return &table[i];
    return NULL;
}

static bool unknown(const char *word, Error *error)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word[1] == '-' ? word + 2 : "");
    const char *nearest = text_nearest(name, option_name, NULL);
    if (nearest)
        return error_set(error, "option %s: there is no such option; did you mean --%s?", word, nearest);
    return error_set(error, "option %s: there is no such option; --help lists them", word);
}

// The option of argv[i] and its value, which may be in the same word or the next: *i moves over it.
static bool read_option(int argc, char *const *argv, int *i, Options *options, Error *error)
{
    const char *word = argv[*i];
    bool is_long = word[1] == '-';
    size_t length = is_long ? strcspn(word + 2, "=") : 1;
    const Option *option = is_long ? find_long(word + 2, length) : find_letter(word[1]);
    if (!option)
        return unknown(word, error);
    const char *rest = is_long ? word + 2 + length : word + 2;
    const char *value = is_long && *rest ? rest + 1 : *rest ? rest : NULL;
    if (!option->argument && value)
        return error_set(error, "option --%s, '%s': takes no value", option->name, value);
    if (option->argument && !value) {
        if (*i + 1 == argc)
            return error_set(error, "option --%s: a value is missing; expected %s", option->name, option->expects);
        value = argv[++*i];
    }
    if (!option->read((char *)options + option->field, value))
        return error_set(error, "option --%s, '%s': expected %s", option->name, value, option->expects);
    return true;
}

static bool read_position(const char *word, Options *options, Error *error)
{
    OptionScenes *scenes = &options->scenes;
    if (scenes->n == OPTIONS_SCENES_MAX)
        return error_set(error, "argument '%s': there are %d scenes already", word, OPTIONS_SCENES_MAX);
    if (!word[0])
        return error_set(error, "argument '': expected a scene");
    scenes->name[scenes->n++] = word;
    options->scene = scenes->name[0];
    return true;
}

static bool check(const Options *options, Error *error)
{
    const char *piped = options->data && !strcmp(options->data, "-") ? "data" : "batches";
    int readers = 0;
    for (int i = 0; i < 3; i++) {
        const char *input = (const char *[]){options->scene, options->data, options->batches}[i];
        readers += input && !strcmp(input, "-");
    }
    if (options->scenes.n > 1 && !(options->output && strstr(options->output, "%s")))
        return error_set(error,
                         "argument '%s': there is a scene already ('%s'); with -o 'out/%%s.png' there may be many",
                         options->scenes.name[1], options->scene);
    if (readers > 1)
        return error_set(error, "option --%s, '-': standard input can be read only once", piped);
    if (options->width && options->size.width)
        return error_set(error, "options --width and --size: not together; one says how large the picture is");
    if (options->dpi.given && !options->width)
        return error_set(error, "option --dpi: needs --width; --size is in pixels");
    if (options->width && !options->output)
        return error_set(error, "option --width, '%s': needs --output", options->width);
    if (options->font && !options->output)
        return error_set(error, "option --font, '%s': needs --output", options->font);
    if (options->format && !options->output)
        return error_set(error, "option --format, '%s': needs --output", options->format);
    if (options->table && !options->output)
        return error_set(error, "option --table, '%s': needs --output", options->table);
    if (options->grids.n && !options->output)
        return error_set(error, "option --grid, '%s': needs --output", options->grids.text[0]);
    if (options->output && !strcmp(options->output, "-") && !options->format)
        return error_set(error, "option --output, '-': needs --format");
    if (options->batch.given && options->batches)
        return error_set(error, "options --batch and --batches: not together; the file says what makes a batch");
    return true;
}

int options_read(int argc, char *const *argv, Options *options, Error *error)
{
    *options = (Options){0};
    bool only_positions = false;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        bool ok = true;
        if (!only_positions && !strcmp(word, "--"))
            only_positions = true;
        else if (!only_positions && word[0] == '-' && word[1])
            ok = read_option(argc, argv, &i, options, error);
        else
            ok = read_position(word, options, error);
        if (!ok)
            return EXIT_USAGE;
    }
    return check(options, error) ? EXIT_DONE : EXIT_USAGE;
}

const char *options_file(const Options *options)
{
    const char *scene = options->scene;
    return scene && strpbrk(scene, "./") ? scene : NULL; // a built-in name has neither, and - is a pipe
}

bool options_are_usual(const Options *options)
{
    const char *texts[] = {options->scene,   options->landscape, options->start,     options->data,
                           options->batches, options->theme,     options->ramp,      options->view,
                           options->stop,    options->camera,    options->loss_scale};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i])
            return false;
    if (options->link.text)
        return false;
    return !options->racers.n && !options->steps.given && !options->step.given && !options->seed.given &&
           !options->batch.given;
}

static void help_row(const Option *option)
{
    char names[64];
    Text text = text_begin(names, sizeof names);
    text_add(&text, option->letter ? "-%c, " : "    ", option->letter);
    text_add(&text, "--%s %s", option->name, option->argument ? option->argument : "");
    printf("  %-24s %s\n", names, option->help);
}

void options_help(void)
{
    puts("usage: ravine [SCENE] [options]\n"
         "       ravine SCENE... -o 'out/%s.png' [options]\n"
         "\n"
         "Shows optimizers racing down a loss surface. Without --output it opens the window.\n"
         "SCENE is a .yaml scene, a .png, .svg or .pdf that ravine saved, - for standard input, or the name of a "
         "built-in\n"
         "scene or lesson.\n");
    for (int i = 0; i < OPTION_COUNT; i++)
        help_row(&table[i]);
    puts("\nFormats:");
    for (int i = 0; i < export_count(); i++)
        printf("  .%-23s %s\n", export_at(i)->ending, export_at(i)->title);
    puts("\n"
         "Exit status: 0 done; 1 the input was wrong or the output could not be written; 2 wrong usage.\n"
         "In the window, F1 shows the keys. RAVINE_REDUCED_MOTION=1 in the environment: views change at once.");
}
