// What is said of a racer beside or under its name, in whole words for any room.
#include "picture/build.h"
#include "scene/spec.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX = 320 };

static bool fits(const Build *build, const char *line, float room, FontSize size)
{
    return text_width(build, line, size, WEIGHT_REGULAR, false) <= room;
}

// The rule's arguments, and its schedule behind them as torch's line has it, or by its name alone.
static void argument_text(const Racer *racer, bool brief, char *line, size_t size)
{
    char part[SPEC_TEXT_MAX];
    Text text = text_begin(line, size);
    spec_print_arguments(racer, part, sizeof part);
    text_add(&text, "%s", part);
    if (!racer->schedule.n)
        return;
    spec_print_schedule(&racer->schedule, 0, part, sizeof part);
    text_add(&text, " | %s", brief ? racer->schedule.node[0].rule->name : part);
}

void racer_telling(const Build *build, int racer, char *line, size_t size)
{
    char label[LINE_MAX], title[LINE_MAX];
    racer_label(build, racer, label, sizeof label);
    racer_title(build, racer, title, sizeof title);
    size_t length = strlen(title);
    bool behind = !strncmp(label, title, length);
    text_copy(line, size, behind ? label[length] == ' ' ? label + length + 1 : "" : label);
}

// Between two arguments, not within a tuple. NULL: there is none.
static char *last_comma(char *line)
{
    char *last = NULL;
    int depth = 0;
    for (char *c = line; *c; c++) {
        depth += (*c == '(' || *c == '[') - (*c == ')' || *c == ']');
        last = *c == ',' && depth == 0 ? c : last;
    }
    return last;
}

// Its first arguments, as many as there is room for.
static void first_arguments(const Build *build, char *line, float room, FontSize size)
{
    while (line[0] && !fits(build, line, room, size)) {
        char *comma = last_comma(line), *bar = strstr(line, " | ");
        char *call = strchr(line, '('); // "now Adam(lr=0.1)"
        char *end = bar ? bar : comma ? comma : call && call > line && call[-1] != '=' ? call : NULL;
        *(end ? end : line) = '\0';
    }
}

// Does another of its rule read like it for so many bytes, where a schedule is but a name?
static bool is_shared(const Build *build, int racer, const char *brief, size_t length)
{
    char other[SPEC_TEXT_MAX];
    for (int i = 0; i < build->scene->n_racers; i++) {
        const Racer *one = scene_racer(build->scene, i);
        if (i == racer || one->rule != scene_racer(build->scene, racer)->rule || scene_entry(build->scene, i)->ghost)
            continue;
        argument_text(one, true, other, sizeof other);
        if (!strncmp(other, brief, length))
            return true;
    }
    return false;
}

// Its last words, as many as there is room for: "step_size 30" of "lr 0.02 StepLR step_size 30".
static void last_words(const Build *build, char *line, float room, FontSize size)
{
    while (line[0] && !fits(build, line, room, size)) {
        const char *next = line;
        do {
            next += strcspn(next, " ");
            next += strspn(next, " ");
        } while (*next && !isalpha((unsigned char)*next));
        memmove(line, next, strlen(next) + 1);
    }
}

bool racer_told(const Build *build, int racer, float room, FontSize size, char *line, size_t line_size)
{
    racer_telling(build, racer, line, line_size);
    last_words(build, line, room, size);
    return line[0];
}

void racer_words(const Build *build, int racer, const Racer *now, float room, FontSize size, char line[SPEC_TEXT_MAX])
{
    char telling[LINE_MAX], spec[SPEC_TEXT_MAX - 8];
    if (now->rule != scene_racer(build->scene, racer)->rule) {
        spec_print(now, spec, sizeof spec);
        snprintf(line, SPEC_TEXT_MAX, "now %s", spec);
        first_arguments(build, line, room, size);
        return;
    }
    argument_text(now, false, line, SPEC_TEXT_MAX);
    if (fits(build, line, room, size))
        return;
    argument_text(now, true, line, SPEC_TEXT_MAX);
    bool shared = is_shared(build, racer, line, strlen(line) + 1);
    if (!shared && fits(build, line, room, size))
        return;
    racer_telling(build, racer, telling, sizeof telling);
    if (shared)
        last_words(build, telling, room, size);
    if (telling[0] && fits(build, telling, room, size))
        text_copy(line, SPEC_TEXT_MAX, telling);
    else
        first_arguments(build, line, room, size);
    if (is_shared(build, racer, line, strlen(line)) && racer_told(build, racer, room, size, telling, sizeof telling))
        text_copy(line, SPEC_TEXT_MAX, telling);
}
