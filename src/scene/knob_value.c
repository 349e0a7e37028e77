// Values of knobs as Python writes them, and their names for people.
#include "scene/knob.h"

#include "base/text.h"
#include "scene/spec.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void knob_words(const Scene *scene, Knob knob, char *text, size_t size)
{
    KnobRow row = knob_row(scene, knob);
    snprintf(text, size, "%s%s%s", row.label, row.owner ? " of " : "", row.owner ? row.owner : "");
}

static const char *choice_at(const void *context, int i)
{
    return ((const Argument *)context)->choices[i];
}

static bool is_quoted(const char *text, size_t length)
{
    return length >= 2 && (text[0] == '\'' || text[0] == '"') && text[length - 1] == text[0];
}

static bool read_choice(const Argument *row, const char *text, double *value)
{
    size_t length = strlen(text), quote = is_quoted(text, length);
    for (int i = 0; row->choices[i]; i++)
        if (strlen(row->choices[i]) == length - 2 * quote &&
            !strncasecmp(row->choices[i], text + quote, length - 2 * quote)) {
            *value = i;
            return true;
        }
    return false;
}

static bool read_value(const Argument *row, const char *text, double *value)
{
    bool boolean = row->kind == ARGUMENT_BOOLEAN;
    if (row->optional && !strcasecmp(text, "none")) {
        *value = NAN;
        return true;
    }
    if (row->kind == ARGUMENT_CHOICE)
        return read_choice(row, text, value);
    if (boolean && (!strcasecmp(text, "true") || !strcasecmp(text, "false"))) {
        *value = strcasecmp(text, "true") == 0;
        return true;
    }
    double number;
    if (!text_to_double(text, &number) || !isfinite(number) || (boolean && number != 0 && number != 1) ||
        (row->kind == ARGUMENT_INTEGER && !row->fractions && number != floor(number)))
        return false;
    *value = number;
    return true;
}

static void expected(const Argument *row, const char *text, Text *what)
{
    const char *nearest = row->kind == ARGUMENT_CHOICE ? text_nearest(text, choice_at, row) : NULL;
    if (nearest)
        text_add(what, "'%s'", nearest);
    for (int i = 0; row->kind == ARGUMENT_CHOICE && !nearest && row->choices[i]; i++)
        text_add(what, "%s'%s'", i ? ", " : "one of ", row->choices[i]);
    if (row->kind != ARGUMENT_CHOICE)
        text_add(what, "%s",
                 row->kind == ARGUMENT_BOOLEAN                      ? "True or False"
                 : row->kind == ARGUMENT_INTEGER && !row->fractions ? "a whole number"
                                                                    : "a number, like 0.05 or 1e-3");
    text_add(what, "%s", row->optional ? ", or None" : "");
}

bool knob_value_read(const KnobRow *row, const char *text, double *value, Error *error)
{
    char what[200];
    if (read_value(&row->argument, text, value))
        return true;
    Text list = text_begin(what, sizeof what);
    expected(&row->argument, text, &list);
    return error_set(error, "%s, '%.60s': expected %s", row->name, text, what);
}

void knob_value_print(const KnobRow *row, double value, char *text, size_t size)
{
    Text out = text_begin(text, size);
    spec_print_value(&out, &row->argument, value);
}

// Digits alone, beyond what a double holds.
static bool read_seed(const char *text, uint64_t *seed)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end || errno)
        return false;
    *seed = value;
    return true;
}

bool knob_read(Scene *scene, Knob knob, const char *text, Error *error)
{
    double value;
    KnobRow row = knob_row(scene, knob);
    if (knob.kind == KNOB_SEED && read_seed(text, &scene->seed))
        return true;
    return knob_value_read(&row, text, &value, error) && knob_set(scene, knob, value, error);
}

void knob_write(const Scene *scene, Knob knob, char *text, size_t size)
{
    KnobRow row = knob_row(scene, knob);
    if (knob.kind == KNOB_SEED)
        snprintf(text, size, "%llu", (unsigned long long)scene->seed);
    else
        knob_value_print(&row, knob_get(scene, knob), text, size);
}
