// What a figure is told: its block of a scene's file, or, a line each, the options that say how large it is, what
// stands on it and which cells a contact sheet has. What is taken is saved and opens again, as the sheet's cells do.
#include "fuzz.h"

#include "app/grid.h"
#include "app/options.h"
#include "app/setup.h"

enum { WORDS_MAX = 24 };

static const char head[] = "ravine: 1\nformula: (x^2 + k*y^2)/2 k=25\nsteps: 5\nracers: ['SGD(lr=0.01)', "
                           "'Adam(lr=0.1) | StepLR(30)']\n";

static void hold_cells(const Scene *scene, const char *what)
{
    Grid grid;
    Error error = {""};
    if (!grid_has(scene))
        return;
    if (grid_make(&grid, scene, &error))
        hold_scene(&grid.scene[grid.rows * grid.columns - 1]);
    else
        hold(error.text[0], "a sheet is refused without a word", what, NULL);
    grid_clear(&grid);
}

static void take_block(const char *block)
{
    Scene scene = {0};
    Error error = {""};
    char *text = malloc(sizeof head + strlen(block));
    if (!text)
        abort();
    size_t size = (size_t)sprintf(text, "%s%s", head, block);
    if (scene_parse(&scene, text, size, "in.yaml", &error)) {
        hold_scene(&scene);
        hold_cells(&scene, block);
    } else {
        hold(error.text[0], "refused without a word", block, NULL);
    }
    scene_clear(&scene);
    free(text);
}

// "size 1600x900" as --size=1600x900; none that reads a file.
static int take_words(char *lines, char *words[WORDS_MAX], char (*room)[600])
{
    static const char *const names[] = {"size", "width", "dpi",     "show",       "hide",
                                        "grid", "font",  "letters", "transparent"};
    int n = 0;
    for (char *line = strtok(lines, "\n"); line && n < WORDS_MAX; line = strtok(NULL, "\n"))
        for (size_t i = 0; i < sizeof names / sizeof *names && n < WORDS_MAX; i++) {
            size_t length = strlen(names[i]);
            if (strncmp(line, names[i], length) || (line[length] != ' ' && line[length]))
                continue;
            snprintf(room[n], sizeof room[n], "--%s%s%s", names[i], line[length] ? "=" : "",
                     line[length] ? line + length + 1 : "");
            words[n] = room[n];
            n++;
        }
    return n;
}

static void take_options(char *lines)
{
    static char room[WORDS_MAX][600];
    static char first[5][32] = {"ravine", "--output=out.svg", "--landscape=x^2 + y^2", "--steps=5",
                                "--racer=SGD(lr=0.1)"};
    static char *words[WORDS_MAX + 5] = {first[0], first[1], first[2], first[3], first[4]};
    Options options = {0};
    Scene scene = {0};
    Error error = {""};
    char *what = as_text((const uint8_t *)lines, strlen(lines));
    int n = take_words(lines, words + 5, room) + 5, code = options_read(n, words, &options, &error);
    code = code ? code : setup_scene(&options, &scene, &error);
    if (code) {
        hold(error.text[0], "refused without a word", what, NULL);
    } else {
        hold_scene(&scene);
        hold_cells(&scene, what);
    }
    scene_clear(&scene);
    free(what);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = as_text(bytes, size);
    if (!strncmp(text, "figure", 6))
        take_block(text);
    else
        take_options(text);
    free(text);
    return 0;
}
