#include "app/list.h"

#include "app/action.h"
#include "app/options.h"
#include "app/setup.h"
#include "base/text.h"
#include "picture/draw/colormap.h"
#include "picture/draw/theme.h"
#include "scene/words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { INDENT = 4 };

static int pad(const char *text, int width)
{
    int used = text_characters(text, strlen(text));
    return printf("%s%*s", text, used < width ? width - used : 1, "") ? (used < width ? width : used + 1) : 0;
}

// From column `at` on, broken between words at LIST_WIDTH, the lines after the first indented to `indent`.
static void wrap(const char *text, int at, int indent)
{
    bool first = true;
    while (*text) {
        size_t length = strcspn(text, " ");
        int width = text_characters(text, length);
        if (!first && at + 1 + width > LIST_WIDTH) {
            printf("\n%*s", indent, "");
            at = indent;
        } else if (!first) {
            putchar(' ');
            at++;
        }
        printf("%.*s", (int)length, text);
        at += width;
        text += length;
        text += strspn(text, " ");
        first = false;
    }
    putchar('\n');
}

// "key    words that go on beside it", at `indent`.
static void row(int indent, int key_width, const char *key, const char *words)
{
    printf("%*s", indent, "");
    int at = indent + pad(key, key_width);
    wrap(words, at, indent + key_width);
}

static void detail(const char *words)
{
    if (words && words[0]) {
        printf("%*s", INDENT, "");
        wrap(words, INDENT, INDENT);
    }
}

static void constants(const Landscape *landscape)
{
    for (const LandscapeConstant *c = landscape->constants; c < landscape->constants + LANDSCAPE_CONSTANTS_MAX; c++) {
        char key[80], value[32];
        if (!c->name)
            break;
        text_double(value, sizeof value, c->initial);
        snprintf(key, sizeof key, "%s=%s", c->name, value);
        row(INDENT, 16, key, c->help);
    }
}

static void landscapes(void)
{
    for (int i = 0; i < landscape_count(); i++) {
        const Landscape *landscape = landscape_at(i);
        row(0, 20, landscape->id, landscape->title);
        detail(landscape->formula);
        constants(landscape);
        detail(landscape->summary);
        detail(landscape->source);
    }
}

// A default as Python writes it.
static void argument_value(const Argument *argument, char *text, size_t size)
{
    if (isnan(argument->initial))
        text_copy(text, size, "None");
    else if (argument->kind == ARGUMENT_BOOLEAN)
        text_copy(text, size, argument->initial != 0 ? "True" : "False");
    else if (argument->kind == ARGUMENT_CHOICE)
        snprintf(text, size, "'%s'", argument->choices[(int)argument->initial]);
    else
        text_double(text, size, argument->initial);
}

static bool same_name(const Argument *a, const Argument *b)
{
    return b->name && !strcmp(a->name, b->name);
}

// One keyword: a number, or the tuple that adjacent rows of one name make. Returns the row after it.
static const Argument *keyword(const Argument *argument)
{
    char key[160], value[48];
    bool tuple = same_name(argument, argument + 1);
    Text text = text_begin(key, sizeof key);
    text_add(&text, argument->required ? "%s" : tuple ? "%s=(" : "%s=", argument->name);
    const Argument *next = argument;
    do {
        argument_value(next, value, sizeof value);
        if (!argument->required)
            text_add(&text, "%s%s", next > argument ? ", " : "", value);
        next++;
    } while (same_name(argument, next));
    text_add(&text, tuple && !argument->required ? ")" : "");
    row(INDENT, 32, key, argument->help ? argument->help : "");
    return next;
}

static void keywords(const Argument *argument)
{
    while (argument && argument->name)
        argument = keyword(argument);
}

static void optimizers(void)
{
    for (int i = 0; i < optimizer_count(); i++) {
        const Optimizer *optimizer = optimizer_at(i);
        row(0, 20, optimizer->name, optimizer->title);
        detail(optimizer->summary);
        keywords(optimizer->arguments);
        detail(optimizer->source);
    }
}

// What a schedule takes besides numbers.
static void lists_of(const Schedule *schedule)
{
    if (schedule_needs_lambda(schedule))
        row(INDENT, 32, schedule->lambda, "a function of epoch, as Python writes it: lambda epoch: 0.95 ** epoch");
    if (schedule->takes_children)
        row(INDENT, 32, "schedulers", "a list of schedules: [LinearLR(total_iters=20), ExponentialLR(gamma=0.99)]");
    if (schedule->takes_milestones)
        row(INDENT, 32, "milestones", "a list of steps: [20, 80]");
}

static void schedules(void)
{
    for (int i = 0; i < schedule_count(); i++) {
        const Schedule *schedule = schedule_at(i);
        row(0, 28, schedule->name, schedule->title);
        detail(schedule->summary);
        lists_of(schedule);
        keywords(schedule->arguments);
        detail(schedule->source);
    }
}

static void caption(const Scene *scene)
{
    char words[SCENE_CAPTION_MAX];
    scene_words(scene, scene->caption, words, sizeof words);
    detail(words);
}

static void scenes(void)
{
    for (int i = 0; scene_builtin(i); i++) {
        Scene scene = {0};
        row(0, 28, scene_builtin(i), scene_builtin_title(i));
        if (scene_read(&scene, scene_builtin(i), NULL))
            caption(&scene);
        scene_clear(&scene);
    }
}

static void lessons(void)
{
    for (int i = 0; lesson_builtin(i); i++)
        row(0, 28, lesson_builtin(i), lesson_builtin_title(i));
}

static void keys(void)
{
    for (int i = 0; i < action_rows(); i++) {
        ActionRow action = action_row(i);
        row(0, 24, action.keys, action.title);
    }
}

static void views(void)
{
    for (int i = 0; i < VIEW_COUNT; i++)
        row(0, 12, scene_view_name((ViewKind)i), scene_view_title((ViewKind)i));
}

static void parts(void)
{
    for (int i = 0; i < PART_COUNT; i++)
        row(0, 12, figure_part_names[i], figure_part_titles[i]);
    puts("\nOverlays:");
    for (int i = 0; i < SHOW_COUNT; i++)
        puts(scene_show_names[i]);
}

static void themes(void)
{
    for (int i = 0; i < theme_count(); i++)
        row(0, 12, theme_at(i)->name, theme_at(i)->title);
}

static void ramps(void)
{
    for (int i = 0; i < colormap_count(); i++)
        row(0, 12, colormap_name(colormap_at(i)), colormap_title(colormap_at(i)));
}

static const struct {
    const char *name;
    void (*print)(void);
} lists[] = {
    {"landscapes", landscapes}, {"optimizers", optimizers}, {"schedules", schedules},
    {"scenes", scenes},         {"lessons", lessons},       {"keys", keys},
    {"views", views},           {"parts", parts},           {"themes", themes},
    {"ramps", ramps},
};
enum { LIST_COUNT = sizeof lists / sizeof *lists };

static const char *list_name(const void *context, int i)
{
    (void)context;
    return i < LIST_COUNT ? lists[i].name : NULL;
}

static int list_print(const char *name, Error *error)
{
    for (int i = 0; i < LIST_COUNT; i++)
        if (!strcmp(lists[i].name, name)) {
            lists[i].print();
            return EXIT_DONE;
        }
    return setup_unknown("option --list", name, "list", list_name, error);
}

int list_asked(const Options *options, Error *error)
{
    int code = EXIT_DONE;
    if (options->help)
        options_help();
    else if (options->version)
        puts("ravine " RAVINE_VERSION);
    else if (options->list)
        code = list_print(options->list, error);
    else
        return -1;
    if (code == EXIT_DONE && (fflush(stdout) || ferror(stdout))) {
        error_set(error, "standard output: %s", strerror(errno));
        code = EXIT_INPUT;
    }
    return code;
}
