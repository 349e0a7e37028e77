// The names of a formula: what was given or defined, columns and constants, and else a parameter.
#include "engine/formula/parse_inside.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_TOLD = 6 }; // that a message repeats

bool parse_take_name(Parser *p, Name *name)
{
    char what[QUOTE_BYTES];
    name->at = p->token.at;
    name->command = p->token.command;
    if (p->token.long_name) {
        FAIL(p, p->token.at, "the name %s is longer than %d characters",
             token_quote(p->text, &p->token, what, sizeof what), FORMULA_NAME_MAX);
        return false;
    }
    text_copy(name->text, sizeof name->text, p->token.name);
    parse_next(p);
    return !p->failed;
}

// ---- Looking up

int find_column(const Parser *p, const char *name)
{
    for (int i = 0; i < p->names->n_columns; i++)
        if (!strcmp(name, p->names->columns[i]))
            return i;
    return -1;
}

int find_constant(const Parser *p, const char *name)
{
    for (int i = 0; i < p->names->n_constants; i++)
        if (!strcmp(name, p->names->constants[i].name))
            return i;
    return -1;
}

static int find_parameter(const Parser *p, const char *name)
{
    for (int i = 0; i < p->parsed->n_parameters; i++)
        if (!strcmp(name, p->parsed->parameters[i].name))
            return i;
    return -1;
}

// The last one of this name.
Local *find_local(const Parser *p, const char *name)
{
    for (int i = p->n_locals - 1; i >= 0; i--)
        if ((i >= p->scope || i < p->globals) && !strcmp(name, p->locals[i].name))
            return &p->locals[i];
    return NULL;
}

int find_given(const Parser *p, const char *name)
{
    int column = find_column(p, name);
    return column >= 0 ? column : find_constant(p, name);
}

int signature_place(const Parser *p, const char *name)
{
    for (int i = 0; i < p->parsed->n_signature; i++)
        if (!strcmp(name, p->parsed->signature[i]))
            return i;
    return -1;
}

bool parse_is_taken(const Parser *p, const char *name)
{
    return find_given(p, name) >= 0 || find_parameter(p, name) >= 0 || find_local(p, name) ||
           signature_place(p, name) >= 0;
}

// ---- Parameters

// The names that were given a meaning: what a parameter too many may have been meant to be.
static const char *given_candidate(const void *context, int i)
{
    const FormulaNames *names = context;
    if (i < names->n_columns)
        return names->columns[i];
    i -= names->n_columns;
    return i < names->n_constants ? names->constants[i].name : NULL;
}

static int parameters_max(const Parser *p)
{
    int most = p->names->parameters_max;
    if (most < 0)
        return 0;
    return most > 0 && most < FORMULA_PARAMETERS_MAX ? most : FORMULA_PARAMETERS_MAX;
}

static void fail_parameters(Parser *p, const Name *name)
{
    static const char *const ORDINAL[] = {"first", "second",  "third",  "fourth", "fifth",
                                          "sixth", "seventh", "eighth", "ninth"};
    static const char *const NUMBER[] = {"none is",  "one is",  "two are",   "three are", "four are",
                                         "five are", "six are", "seven are", "eight are"};
    int n = p->parsed->n_parameters;
    const char *near = text_nearest(name->text, given_candidate, p->names);
    if (n == 0) {
        FAIL(p, name->at, "'%s' is not known here: expected %s", name->text, near ? near : p->names->columns[0]);
        return;
    }
    if (p->failed)
        return;
    Text text = parse_fail_begin(p, name->at);
    text_add(&text, "'%s' would be a %s parameter after ", name->text, ORDINAL[n]);
    for (int i = 0; i < n; i++)
        text_add(&text, "%s%s", i == 0 ? "" : i == n - 1 ? " and " : ", ", p->parsed->parameters[i].name);
    text_add(&text, ", and at most %s possible: ", NUMBER[n]);
    if (near)
        text_add(&text, "did you mean '%s'?", near);
    else
        text_add(&text, "give it a value, %s=1", name->text);
    for (int i = 0; !near && i < p->names->n_columns && i < COLUMNS_TOLD; i++)
        text_add(&text, "%s%s", i ? ", " : "; the data's columns are ", p->names->columns[i]);
    if (!near && p->names->n_columns > COLUMNS_TOLD)
        text_add(&text, ", ...");
    parse_fail_end(p);
}

// Which names are columns is what whoever wrote them has to know.
void fail_no_parameter(Parser *p)
{
    int total = 0;
    if (p->failed)
        return;
    for (int i = 0; i < p->names->n_columns; i++)
        total += p->parsed->uses_column[i];
    Text text = parse_fail_begin(p, -1);
    text_add(&text, "the formula has no parameter to minimise over, such as %s", total ? "w" : "x");
    for (int i = 0, n = 0; i < p->names->n_columns; i++)
        if (p->parsed->uses_column[i]) {
            text_add(&text, "%s%s", n == 0 ? ": " : n == total - 1 ? " and " : ", ", p->names->columns[i]);
            n++;
        }
    text_add(&text, total > 1 ? " are columns of the data" : total ? " is a column of the data" : "");
    parse_fail_end(p);
}

// x1 and x_1 are of index 1; x is before them.
static void split_index(const char *name, int *stem, int *index)
{
    int n = (int)strlen(name);
    int digits = n;
    while (digits > 0 && isdigit((unsigned char)name[digits - 1]))
        digits--;
    *index = digits < n && n - digits < 9 ? (int)strtod(name + digits, NULL) : -1;
    *stem = digits > 1 && digits < n && name[digits - 1] == '_' ? digits - 1 : digits;
}

// Without a signature: x and y first and second, the others in order of appearance, those of one letter by index.
static int natural_place(const Parser *p, const char *name)
{
    int stem, index, other_stem, other_index;
    if (!strcmp(name, "x") || !strcmp(name, "X"))
        return 0;
    if (!strcmp(name, "y") || !strcmp(name, "Y"))
        return 1;
    split_index(name, &stem, &index);
    for (int i = 0; i < p->parsed->n_parameters; i++) {
        const char *other = p->parsed->parameters[i].name;
        split_index(other, &other_stem, &other_index);
        if (stem == other_stem && !strncmp(name, other, (size_t)stem) && index >= 0 && other_index >= 0)
            return p->parsed->parameters[i].natural.place;
    }
    return 2 + p->parsed->n_parameters;
}

static int add_parameter(Parser *p, const Name *name, int place, int index)
{
    ParsedParameter *it = &p->parsed->parameters[p->parsed->n_parameters];
    int stem, own_index;
    split_index(name->text, &stem, &own_index);
    text_copy(it->name, sizeof it->name, name->text);
    it->natural = (ParsedPlace){natural_place(p, name->text), own_index};
    it->place = place >= 0 ? (ParsedPlace){place, index} : it->natural;
    it->at = p->typed ? p->typed_at : name->at;
    return p->parsed->n_parameters++;
}

Value parse_parameter(Parser *p, const Name *name, int place, int index)
{
    int i = find_parameter(p, name->text);
    Value value = {.from = p->length, .level = LEVEL_ATOM};
    if (i < 0 && p->parsed->n_parameters == parameters_max(p)) {
        fail_parameters(p, name);
        return value;
    }
    if (i < 0)
        i = add_parameter(p, name, place, index);
    write_text(p, name->text);
    value.node = graph_leaf(p->graph, OP_PARAMETER, i);
    return value;
}
