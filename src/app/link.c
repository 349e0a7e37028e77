#include "app/link.h"

#include "app/setup.h"
#include "base/pack.h"
#include "base/text.h"
#include "picture/draw/theme.h"

#include <stdlib.h>
#include <string.h>

typedef struct Part {
    const char *name, *option; // option NULL: it is no option's
    void (*take)(OptionLink *said, const char *value);
} Part;

static void take_play(OptionLink *said, const char *value)
{
    said->plays = value[0] != '0';
}

static void take_embed(OptionLink *said, const char *value)
{
    said->embedded = value[0] != '0';
}

static void take_column(OptionLink *said, const char *value)
{
    said->column = value[0] != '0';
}

static void take_scheme(OptionLink *said, const char *value)
{
    said->light = !strcmp(value, "light");
}

static const Part parts[] = {
    {"scene", NULL, NULL},       {"l", "--landscape", NULL},    {"r", "--racer", NULL},
    {"n", "--steps", NULL},      {"view", "--view", NULL},      {"theme", "--theme", NULL},
    {"step", "--step", NULL},    {"slide", "--slide", NULL},    {"play", NULL, take_play},
    {"embed", NULL, take_embed}, {"column", NULL, take_column}, {"scheme", NULL, take_scheme},
};
enum { PARTS = sizeof parts / sizeof *parts };

static const char *part_name(const void *nothing, int i)
{
    (void)nothing;
    return i < PARTS ? parts[i].name : NULL;
}

static const char *scene_name(const void *nothing, int i)
{
    (void)nothing;
    int scenes = 0;
    while (scene_builtin(scenes))
        scenes++;
    return i < scenes ? scene_builtin(i) : lesson_builtin(i - scenes);
}

// A file may be called "#1.png": without an address before it, a link has a part with a value.
static const char *behind_hash(const char *word)
{
    static const char *const heads[] = {"http://", "https://", "file://"};
    const char *hash = strchr(word, '#');
    if (hash == word && strchr(word, '='))
        return hash + 1;
    for (size_t i = 0; hash && i < sizeof heads / sizeof *heads; i++)
        if (!strncmp(word, heads[i], strlen(heads[i])))
            return hash + 1;
    return NULL;
}

// %41 is A, in place. false: it is no number.
static bool unescape(char *text)
{
    char *to = text;
    for (const char *at = text; *at; at++) {
        char digits[3] = {0}, *end = digits;
        if (*at != '%') {
            *to++ = *at;
            continue;
        }
        strncpy(digits, at + 1, 2);
        long value = strtol(digits, &end, 16);
        if (end != digits + 2 || value <= 0)
            return false;
        *to++ = (char)value;
        at += 2;
    }
    *to = '\0';
    return true;
}

static void add(Link *link, const char *word)
{
    link->argv[link->argc++] = (char *)word;
}

// A name, or all of the scene. A link comes from anywhere: it names no files.
static bool take_scene(Link *link, char *value, Error *error)
{
    enum { NAME_LONGEST = 40 };
    if (scene_is_builtin(value)) {
        add(link, value);
        return true;
    }
    if (strlen(value) <= NAME_LONGEST && strncmp(value, "eN", 2) != 0) {
        const char *nearest = text_nearest(value, scene_name, NULL);
        return error_set(error, "link, scene '%s': there is no such scene%s%s%s", value,
                         nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    }
    free(link->text);
    link->text = unpack_text(value, strlen(value), &link->size, error);
    return link->text;
}

static bool take_part(Link *link, char *text, OptionLink *said, Error *error)
{
    char *value = strchr(text, '=');
    if (value)
        *value++ = '\0';
    int i = 0;
    while (i < PARTS && strcmp(parts[i].name, text))
        i++;
    if (i == PARTS)
        return setup_unknown("link", text, "part", part_name, error), false;
    if (!value || !unescape(value))
        return error_set(error, "link, '%s': has no value that can be read", text);
    if (parts[i].take)
        parts[i].take(said, value);
    else if (!parts[i].option)
        return take_scene(link, value, error);
    else {
        add(link, parts[i].option);
        add(link, value);
    }
    return true;
}

static bool take_parts(Link *link, const char *behind, OptionLink *said, Error *error)
{
    size_t length = strlen(behind);
    if (length > PACK_LINK_MAX)
        return error_set(error, "link: longer than %d letters", PACK_LINK_MAX);
    link->parts = strdup(behind);
    if (!link->parts)
        return error_set(error, "link: out of memory");
    int n = 0;
    char *at = link->parts;
    while (at) {
        char *text = at, *end = strchr(at, '&');
        at = end ? end + 1 : NULL;
        if (end)
            *end = '\0';
        if (++n > LINK_PARTS_MAX)
            return error_set(error, "link: has more than %d parts", LINK_PARTS_MAX);
        if (text[0] && !take_part(link, text, said, error))
            return false;
    }
    return true;
}

static int read_line(Link *link, int argc, char **argv, const char *behind, Options *options, Error *error)
{
    OptionLink said = {.given = true};
    link->argc = 0;
    for (int i = 0; i < argc; i++)
        if (behind_hash(argv[i]) != behind)
            add(link, argv[i]);
    if (!take_parts(link, behind, &said, error))
        return EXIT_INPUT;
    said.text = link->text;
    said.size = link->size;
    int code = options_read(link->argc, link->argv, options, error);
    said.fault = link->fault;
    options->link = said;
    return code;
}

int link_options(Link *link, int argc, char **argv, Options *options, Error *error)
{
    const char *behind = NULL;
    for (int i = 1; i < argc && !behind && argc <= LINK_PARTS_MAX; i++)
        behind = behind_hash(argv[i]);
    if (!behind || !behind[0])
        return options_read(behind ? argc - 1 : argc, argv, options, error);
    int code = read_line(link, argc, argv, behind, options, error);
    if (code == EXIT_DONE || argc > 2)
        return code;
    text_copy(link->fault, sizeof link->fault, error->text);
    code = options_read(1, argv, options, error);
    options->link = (OptionLink){.given = true, .fault = link->fault};
    return code;
}

// An article's picture has the article's colours, and no more of the window than the picture.
static void suit_article(const Options *options, Scene *scene)
{
    const OptionLink *link = &options->link;
    if (link->light && link->embedded && !options->theme && !strcmp(scene->view.theme, theme_at(0)->name))
        text_copy(scene->view.theme, sizeof scene->view.theme, "light");
    if (link->embedded && !link->column)
        scene->view.hide |= 1u << HIDE_COLUMN;
}

int link_scene(const Options *options, Scene *scene, Error *error)
{
    const OptionLink *link = &options->link;
    int code = setup_scene(options, scene, error);
    if (link->given && code != EXIT_DONE && !options->output && link->fault) {
        text_copy(link->fault, ERROR_TEXT_MAX, error->text);
        scene_clear(scene);
        *scene = (Scene){0};
        code = setup_scene(&(Options){0}, scene, error);
    }
    if (code == EXIT_DONE && link->given)
        suit_article(options, scene);
    return code;
}

void link_end(Link *link)
{
    free(link->parts);
    free(link->text);
}
