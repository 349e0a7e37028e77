// Items are made as texts, as the cell would have written them one by one: enumerate() gives "(0, x)". What it runs
// over is a literal, a call, or the source of a name.
#include "scene/cell_items.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(CellItems *items, const char *text, size_t length)
{
    if (items->n < CELL_ITEMS_MAX)
        items->text[items->n++] = strndup(text, length);
}

static void add_span(CellItems *items, Span span)
{
    add(items, span.from, (size_t)(span.to - span.from));
}

static void add_number(CellItems *items, double value)
{
    char text[40];
    text_double(text, sizeof text, value);
    add(items, text, strlen(text));
}

// Two texts in a format that has as few letters of its own as "(%s, %s)".
static void add_two(CellItems *items, const char *format, const char *a, const char *b)
{
    size_t size = strlen(a) + strlen(b) + sizeof "(, )";
    char *text = malloc(size);
    if (text)
        add(items, text, (size_t)snprintf(text, size, format, a, b));
    free(text);
}

void cell_items_free(CellItems *items)
{
    while (items->n)
        free(items->text[--items->n]);
}

// ---- for ... in

// Where the word stands outside of brackets and strings; NULL: nowhere.
static const char *find_word(Span span, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = span.from; at < span.to;) {
        int name = cell_path_length((Span){at, span.to});
        if ((size_t)name == length && !memcmp(at, word, length))
            return at;
        const char *close = strchr("([{", *at) ? cell_close((Span){at, span.to}) : NULL;
        at = name ? at + name : close ? close + (close < span.to) : cell_skip((Span){at, span.to});
    }
    return NULL;
}

bool cell_for(Span span, CellFor *clause)
{
    const char *word = find_word(span, "for");
    const char *in = word ? find_word((Span){word, span.to}, "in") : NULL;
    if (!in)
        return false;
    Span behind = {in + strlen("in"), span.to};
    const char *next = find_word(behind, "for"), *condition = find_word(behind, "if");
    const char *end = next && (!condition || next < condition) ? next : condition ? condition : span.to;
    const char *async = word - span.from > 6 ? find_word((Span){span.from, word}, "async") : NULL;
    *clause = (CellFor){.before = cell_trim((Span){span.from, async ? async : word}),
                        .targets = cell_trim((Span){word + strlen("for"), in}),
                        .iterable = cell_trim((Span){behind.from, end}),
                        .rest = cell_trim((Span){end, span.to})};
    return true;
}

// [10**-k for k in (1, 2)], of one name.
static bool add_comprehension(CellNames *names, const CellFor *clause, CellItems *items)
{
    CellItems of = {.n = 0};
    int hidden = names->hidden, n = names->n;
    Span rest = clause->rest;
    bool condition = rest.to - rest.from > 2 && !strncmp(rest.from, "if", 2);
    bool ok = (condition || rest.from == rest.to) && cell_items(names, clause->iterable, &of);
    names->hidden = n;
    for (int i = 0; ok && i < of.n; i++) {
        char text[CELL_NAME_MAX];
        Text out = text_begin(text, sizeof text);
        cell_set(names, clause->targets, of.text[i], (Span){of.text[i], of.text[i] + strlen(of.text[i])}, 0, -1);
        bool taken = true;
        if (condition)
            ok = cell_condition(names, (Span){rest.from + 2, rest.to}, &taken);
        ok = ok && (!taken || (cell_write(names, &out, clause->before) && !out.full));
        if (taken)
            add(items, text, out.length);
    }
    cell_forget(names, n);
    names->hidden = hidden;
    cell_items_free(&of);
    return ok;
}

// ---- Dictionaries

typedef enum Side { KEYS, VALUES, BOTH } Side;

static void add_entry(CellItems *items, Side side, const char *key, const char *value)
{
    if (side == BOTH)
        add_two(items, "(%s, %s)", key, value);
    else
        add(items, side == KEYS ? key : value, strlen(side == KEYS ? key : value));
}

// {'a': 1} or dict(a=1).
static bool add_entries(Span mapping, Side side, CellItems *items)
{
    bool braces = *mapping.from == '{';
    const char *open = braces ? mapping.from : mapping.from + strlen("dict");
    if (!braces && !(mapping.to - mapping.from > 5 && !memcmp(mapping.from, "dict(", 5)))
        return false;
    Span rest = {open + 1, cell_close((Span){open, mapping.to})};
    while (cell_trim(rest).from < rest.to) {
        Span item = cell_next_item(&rest), key = item, value = item;
        const char *colon = item.from;
        while (braces && colon < item.to && *colon != ':')
            colon = cell_skip((Span){colon, item.to});
        if (braces ? colon == item.to : !cell_key(&value, &key))
            return false;
        if (braces)
            key = cell_trim((Span){item.from, colon}), value = cell_trim((Span){colon + 1, item.to});
        char name[CELL_NAME_MAX];
        char *text = strndup(value.from, (size_t)(value.to - value.from));
        snprintf(name, sizeof name, braces ? "%.*s" : "'%.*s'", (int)(key.to - key.from), key.from);
        if (text)
            add_entry(items, side, name, text);
        free(text);
    }
    return true;
}

// What it is assigned, through names. The result is to be freed.
static char *source_of(CellNames *names, Span span)
{
    char path[CELL_NAME_MAX];
    char *source = strndup(span.from, (size_t)(span.to - span.from));
    for (int hops = 0; source && hops < CELL_DEPTH_MAX; hops++) {
        Span whole = cell_trim((Span){source, source + strlen(source)});
        bool is_path = whole.from < whole.to && cell_path_length(whole) && cell_path(names, whole, path) == whole.to;
        const CellName *name = is_path ? cell_find(names, whole) : NULL;
        if (!name || !name->source)
            break;
        char *next = strdup(name->source);
        free(source);
        source = next;
    }
    return source;
}

static bool add_mapping(CellNames *names, Span mapping, Side side, CellItems *items)
{
    char *source = source_of(names, cell_trim(mapping));
    bool ok = source && *source && add_entries((Span){source, source + strlen(source)}, side, items);
    free(source);
    return ok;
}

// ---- Calls

static bool read_numbers(CellNames *names, Span arguments, double number[3], int *n)
{
    for (*n = 0; *n < 3 && cell_trim(arguments).from < arguments.to; ++*n) {
        char text[64];
        Text out = text_begin(text, sizeof text);
        Span item = cell_next_item(&arguments), key;
        cell_key(&item, &key);
        if (!cell_write(names, &out, item) || !text_to_double(text, &number[*n]))
            return false;
    }
    return *n > 0;
}

static bool add_range(CellNames *names, Span arguments, CellItems *items)
{
    double number[3] = {0}, step;
    int n;
    if (!read_numbers(names, arguments, number, &n))
        return false;
    double from = n > 1 ? number[0] : 0, to = n > 1 ? number[1] : number[0];
    step = n > 2 ? number[2] : 1;
    for (int i = 0; step != 0 && i < CELL_ITEMS_MAX && (step > 0 ? from + i * step < to : from + i * step > to); i++)
        add_number(items, from + i * step);
    return step != 0;
}

static bool add_spaced(CellNames *names, Span arguments, CellItems *items, char scale)
{
    double number[3] = {0, 0, 50};
    int n;
    if (!read_numbers(names, arguments, number, &n) || n < 2)
        return false;
    double from = number[0], to = number[1];
    int count = number[2] < CELL_ITEMS_MAX ? (int)number[2] : CELL_ITEMS_MAX;
    if (scale == 'g')
        from = log10(from), to = log10(to);
    for (int i = 0; i < count; i++) {
        double at = count == 1 ? from : from + i * ((to - from) / (number[2] - 1));
        add_number(items, scale == 'i' ? at : pow(10, at));
    }
    return true;
}

static bool add_enumerated(CellNames *names, Span arguments, CellItems *items)
{
    CellItems of = {.n = 0};
    bool ok = cell_items(names, cell_next_item(&arguments), &of);
    double start[3] = {0};
    int n;
    if (cell_trim(arguments).from < arguments.to)
        ok = ok && read_numbers(names, arguments, start, &n);
    for (int i = 0; ok && i < of.n; i++) {
        char number[40];
        text_double(number, sizeof number, start[0] + i);
        add_two(items, "(%s, %s)", number, of.text[i]);
    }
    cell_items_free(&of);
    return ok;
}

// The tuples of zip(a, b, ...) or of product(a, b, ...).
static bool add_tuples(CellNames *names, Span arguments, CellItems *items, bool product)
{
    CellItems left = {.n = 0}, right = {.n = 0};
    bool ok = cell_items(names, cell_next_item(&arguments), &left);
    while (ok && cell_trim(arguments).from < arguments.to) {
        CellItems both = {.n = 0};
        ok = cell_items(names, cell_next_item(&arguments), &right);
        for (int i = 0; ok && i < left.n; i++)
            for (int j = product ? 0 : i; j < right.n && (product || j == i); j++)
                add_two(&both, "%s, %s", left.text[i], right.text[j]);
        cell_items_free(&left);
        cell_items_free(&right);
        left = both;
    }
    for (int i = 0; ok && i < left.n; i++)
        add_two(items, "(%s)%s", left.text[i], "");
    cell_items_free(&left);
    return ok;
}

static bool add_call(CellNames *names, const char *name, Span arguments, CellItems *items)
{
    static const char *const same[] = {"list", "tuple", "set", "sorted", "iter", "tqdm", "array"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (!strcmp(name, same[i]))
            return cell_items(names, cell_next_item(&arguments), items);
    if (!strcmp(name, "range") || !strcmp(name, "arange"))
        return add_range(names, arguments, items);
    if (!strcmp(name, "linspace") || !strcmp(name, "logspace") || !strcmp(name, "geomspace"))
        return add_spaced(names, arguments, items, *name == 'l' ? name[1] : *name);
    if (!strcmp(name, "zip") || !strcmp(name, "product"))
        return add_tuples(names, arguments, items, *name == 'p');
    return !strcmp(name, "enumerate") && add_enumerated(names, arguments, items);
}

static bool ends_with(Span span, const char *end)
{
    size_t length = strlen(end);
    return (size_t)(span.to - span.from) > length && !memcmp(span.to - length, end, length);
}

static void add_separated(CellItems *items, Span span)
{
    while (cell_trim(span).from < span.to)
        add_span(items, cell_next_item(&span));
}

static bool add_literal(CellNames *names, Span literal, CellItems *items)
{
    Span inside = {literal.from + 1, literal.to - 1};
    CellFor clause;
    if (cell_for(inside, &clause))
        return add_comprehension(names, &clause, items);
    if (*literal.from != '{' || !add_entries(literal, KEYS, items))
        add_separated(items, inside);
    return true;
}

static bool add_of_name(CellNames *names, Span span, CellItems *items)
{
    char *source = source_of(names, span);
    bool ok = source && !cell_is(span, source) && cell_items(names, (Span){source, source + strlen(source)}, items);
    free(source);
    return ok;
}

static bool add_items(CellNames *names, Span span, CellItems *items)
{
    static const char *const ends[] = {[KEYS] = ".keys()", [VALUES] = ".values()", [BOTH] = ".items()"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with(span, ends[i]))
            return add_mapping(names, (Span){span.from, span.to - strlen(ends[i])}, (Side)i, items);
    Span all = span;
    cell_next_item(&all);
    if (all.from < all.to) { // for lr in 0.1, 0.01:
        add_separated(items, span);
        return true;
    }
    if (strchr("([{", *span.from) && cell_close(span) == span.to - 1)
        return add_literal(names, span, items);
    const char *open = span.from + cell_path_length(span), *from = open;
    if (open == span.from || open == span.to || *open != '(' || cell_close((Span){open, span.to}) != span.to - 1)
        return add_of_name(names, span, items);
    while (from > span.from && from[-1] != '.')
        from--;
    char name[CELL_NAME_MAX];
    snprintf(name, sizeof name, "%.*s", (int)(open - from), from);
    return add_call(names, name, (Span){open + 1, span.to - 1}, items) || add_mapping(names, span, KEYS, items);
}

bool cell_items(CellNames *names, Span iterable, CellItems *items)
{
    iterable = cell_trim(iterable);
    bool ok = names->depth++ < CELL_DEPTH_MAX && iterable.from < iterable.to && add_items(names, iterable, items);
    names->depth--;
    return ok;
}

bool cell_write_items(CellNames *names, Text *text, Span list)
{
    CellItems items = {.n = 0};
    bool ok = cell_items(names, list, &items);
    for (int i = 0; ok && i < items.n; i++)
        text_add(text, "%s%s", i ? ", " : "[", items.text[i]);
    text_add(text, "%s]", items.n ? "" : "[");
    cell_items_free(&items);
    return ok;
}

bool cell_comprehension(CellNames *names, Text *text, Span list, bool *ok)
{
    CellFor clause;
    bool is = cell_for((Span){list.from + 1, list.to - 1}, &clause);
    *ok = is && cell_write_items(names, text, list);
    return is;
}
