#include "scene/cell_value.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Spans

Span cell_trim(Span span)
{
    if (span.from > span.to) // brackets or strings that never close
        span.from = span.to;
    while (span.from < span.to && isspace((unsigned char)*span.from))
        span.from++;
    while (span.to > span.from && isspace((unsigned char)span.to[-1]))
        span.to--;
    return span;
}

bool cell_is(Span span, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(span.to - span.from) == length && !memcmp(span.from, word, length);
}

static const char *skip_string(Span span)
{
    const char *at = span.from;
    char quote = *at;
    int quotes = span.to - at >= 3 && at[1] == quote && at[2] == quote ? 3 : 1;
    for (at += quotes; at < span.to; at++) {
        if (*at == '\n' && quotes == 1) // it was no string
            return at;
        if (*at == '\\')
            at++;
        else if (*at == quote && (quotes == 1 || (span.to - at >= 3 && at[1] == quote && at[2] == quote)))
            return at + quotes < span.to ? at + quotes : span.to;
    }
    return span.to;
}

const char *cell_skip(Span span)
{
    return *span.from == '\'' || *span.from == '"' ? skip_string(span) : span.from + 1;
}

const char *cell_close(Span span)
{
    int depth = 0;
    while (span.from < span.to) {
        depth += strchr("([{", *span.from) != NULL;
        depth -= strchr(")]}", *span.from) != NULL;
        if (!depth)
            return span.from;
        span.from = cell_skip(span);
    }
    return span.to;
}

static const char *behind(Span span) // a bracket with all in it, a string or a character
{
    if (!strchr("([{", *span.from))
        return cell_skip(span);
    const char *close = cell_close(span);
    return close < span.to ? close + 1 : span.to;
}

Span cell_next_item(Span *rest)
{
    Span item = {rest->from, rest->from};
    while (item.to < rest->to && *item.to != ',')
        item.to = behind((Span){item.to, rest->to});
    rest->from = item.to < rest->to ? item.to + 1 : rest->to;
    return cell_trim(item);
}

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

int cell_path_length(Span span)
{
    const char *at = span.from;
    while (at < span.to && is_letter(*at)) {
        while (at < span.to && (is_letter(*at) || isdigit((unsigned char)*at)))
            at++;
        if (!(at + 1 < span.to && *at == '.' && is_letter(at[1])))
            break;
        at++;
    }
    return (int)(at - span.from);
}

bool cell_key(Span *item, Span *key)
{
    const char *at = item->from;
    while (at < item->to && (is_letter(*at) || isdigit((unsigned char)*at)))
        at++;
    *key = (Span){item->from, at};
    while (at < item->to && isspace((unsigned char)*at))
        at++;
    bool is_key = key->to > key->from && at < item->to && *at == '=' && !(at + 1 < item->to && at[1] == '=');
    if (is_key)
        *item = cell_trim((Span){at + 1, item->to});
    return is_key;
}

// ---- Names

enum { INDEX_MAX = 200 }; // letters of an index that is looked into

// What stands in the brackets of config['lr'], lrs[0], rates[name], by its value.
static bool read_index(CellNames *names, Span index, Text *path)
{
    char text[CELL_NAME_MAX];
    Text out = text_begin(text, sizeof text);
    if (index.from < index.to && strchr("'\"", *index.from)) {
        if (skip_string(index) != index.to || index.to - index.from < 3)
            return false;
        text_add(path, ".%.*s", (int)(index.to - index.from - 2), index.from + 1);
        return true;
    }
    char unknown[CELL_NAME_MAX];
    memcpy(unknown, names->unknown, sizeof unknown);
    bool ok = index.from < index.to && cell_write(names, &out, index) && !out.full && out.length;
    memcpy(names->unknown, unknown, sizeof unknown);
    bool string = ok && strchr("'\"", *text);
    if (ok)
        text_add(path, ".%.*s", (int)(out.length - (string ? 2 : 0)), text + string);
    return ok;
}

const char *cell_path(CellNames *names, Span span, char path[CELL_NAME_MAX])
{
    Text text = text_begin(path, CELL_NAME_MAX - 1);
    const char *at = span.from;
    for (;;) {
        int length = cell_path_length((Span){at, span.to});
        text_add(&text, "%.*s", length, at);
        at += length;
        bool got = length > 4 && !memcmp(at - 4, ".get", 4) && at < span.to && *at == '(';
        if (!text.length || at == span.to || !(got || *at == '['))
            break;
        const char *end = span.to - at > INDEX_MAX ? at + INDEX_MAX : span.to;
        const char *close = cell_close((Span){at, end});
        Span index = {at + 1, close};
        size_t before = text.length;
        if (got)
            path[text.length -= 4] = '\0';
        if (close == end || !read_index(names, got ? cell_next_item(&index) : cell_trim(index), &text)) {
            path[text.length = before] = '\0';
            break;
        }
        at = close + 1;
        if (at + 1 < span.to && *at == '.' && is_letter(at[1])) {
            text_add(&text, ".");
            at++;
        }
    }
    return at;
}

static bool lies_in(const CellName *name, const char *path) // config.lr lies in config
{
    size_t length = strlen(path);
    return !strncmp(name->path, path, length) && strchr(".", name->path[length]);
}

static void clear(CellName *name)
{
    free(name->value);
    free(name->source);
}

// A name has one value, and what lay in the one before is gone.
static void replace(CellNames *names, const char *path)
{
    int kept = names->hidden;
    for (int i = names->hidden; i < names->n; i++) {
        if (lies_in(&names->name[i], path))
            clear(&names->name[i]);
        else
            names->name[kept++] = names->name[i];
    }
    names->n = kept;
}

static void set_path(CellNames *names, CellName name, const char *value, Span source)
{
    name.value = value ? strdup(value) : NULL;
    name.source = source.from < source.to ? strndup(source.from, (size_t)(source.to - source.from)) : NULL;
    replace(names, name.path);
    if (names->n < CELL_NAMES_MAX)
        names->name[names->n++] = name;
    else
        clear(&name);
}

void cell_set(CellNames *names, Span path, const char *value, Span source, int first, int last)
{
    if (path.from >= path.to)
        return;
    bool any = *path.from == '.'; // ".lr": of whatever
    char text[CELL_NAME_MAX];
    CellName name = {.path = ".", .first = first, .last = last};
    cell_path(names, (Span){path.from + any, path.to}, text);
    text_copy(name.path + any, sizeof name.path - any, text);
    set_path(names, name, value, source);
}

void cell_forget(CellNames *names, int n)
{
    while (names->n > n)
        clear(&names->name[--names->n]);
}

static const CellName *find_path(CellNames *names, const char *path)
{
    const char *last = strrchr(path, '.');
    for (int pass = 0; pass < (last ? 2 : 1); pass++) // args.lr, also where only .lr is known
        for (int i = names->n - 1; i >= 0; i--)
            if (!strcmp(names->name[i].path, pass ? last : path)) {
                const CellName *name = &names->name[i];
                for (int line = name->first; line <= name->last && line < CELL_LINES_MAX; line++)
                    names->taken[line] = true;
                return name;
            }
    return NULL;
}

// The item of a list, by its index at the path's end.
static const CellName *find_item(CellNames *names, char path[CELL_NAME_MAX])
{
    char *dot = strrchr(path, '.'), value[CELL_NAME_MAX];
    if (!dot || !isdigit((unsigned char)dot[1]))
        return NULL;
    *dot = '\0';
    const CellName *list = find_path(names, path);
    *dot = '.';
    if (!list || !list->source || !strchr("([", *list->source))
        return NULL;
    Span rest = {list->source + 1, list->source + strlen(list->source) - 1}, item = {NULL, NULL};
    for (int i = atoi(dot + 1); i >= 0 && rest.from < rest.to; i--)
        item = i ? (cell_next_item(&rest), item) : cell_next_item(&rest);
    if (!item.from)
        return NULL;
    CellName name = {.first = list->first, .last = list->last};
    text_copy(name.path, sizeof name.path, path);
    Text text = text_begin(value, sizeof value);
    bool known = cell_write(names, &text, item) && !text.full;
    set_path(names, name, known ? value : NULL, item);
    return find_path(names, path);
}

const CellName *cell_find(CellNames *names, Span span)
{
    char path[CELL_NAME_MAX];
    cell_path(names, span, path);
    const CellName *name = find_path(names, path);
    return name ? name : find_item(names, path);
}

bool cell_write_keys(CellNames *names, Text *text, Span path, int *n)
{
    char prefix[CELL_NAME_MAX];
    int before = *n, length = snprintf(prefix, sizeof prefix, "%.*s.", (int)(path.to - path.from), path.from);
    for (int i = 0; length < CELL_NAME_MAX && i < names->n; i++) {
        const CellName *name = &names->name[i];
        if (strncmp(name->path, prefix, (size_t)length) != 0 || !name->value)
            continue;
        text_add(text, "%s%s=%s", (*n)++ ? ", " : "", name->path + length, name->value);
        cell_find(names, (Span){name->path, name->path + strlen(name->path)});
    }
    return *n > before;
}

// ---- Arithmetic

typedef struct Sum {
    CellNames *names;
    Span rest;
    bool ok, whole; // whole: of whole numbers alone, as Python's int
} Sum;

static double read_sum(Sum *sum);

static double fail(Sum *sum)
{
    sum->ok = false;
    return 0;
}

static bool take(Sum *sum, const char *sign)
{
    sum->rest = cell_trim(sum->rest);
    size_t length = strlen(sign);
    if ((size_t)(sum->rest.to - sum->rest.from) < length || memcmp(sum->rest.from, sign, length) != 0)
        return false;
    sum->rest.from += length;
    return true;
}

static double evaluate(CellNames *names, Span span, bool *ok, bool *whole)
{
    Sum sum = {names, cell_trim(span), true, true};
    int depth = names->depth++;
    double value = depth >= CELL_DEPTH_MAX || sum.rest.from == sum.rest.to ? fail(&sum) : read_sum(&sum);
    names->depth = depth;
    *ok = sum.ok && cell_trim(sum.rest).from == sum.rest.to && isfinite(value);
    *whole = sum.whole;
    return value;
}

static double read_literal(Sum *sum)
{
    char digits[64];
    int n = 0;
    const char *at = sum->rest.from;
    for (; at < sum->rest.to && n < 63; at++) {
        bool sign = (*at == '-' || *at == '+') && n && (digits[n - 1] == 'e' || digits[n - 1] == 'E');
        if (!isalnum((unsigned char)*at) && *at != '.' && *at != '_' && !sign)
            break;
        if (*at != '_')
            digits[n++] = *at;
    }
    digits[n] = '\0';
    double value;
    if (!text_to_double(digits, &value))
        return fail(sum);
    sum->whole = sum->whole && !strpbrk(digits, ".eE");
    sum->rest.from = at;
    return value;
}

static double call(Sum *sum, const char *name, Span items)
{
    double value = 0;
    bool ok = true, whole = true, any = false, all_whole = true;
    while (ok && items.from < items.to) {
        double next = evaluate(sum->names, cell_next_item(&items), &ok, &whole);
        bool better = !any || (!strcmp(name, "min") && next < value) || (!strcmp(name, "max") && next > value);
        value = better ? next : value;
        all_whole &= whole;
        any = true;
    }
    if (!ok || !any)
        return fail(sum);
    bool to_whole = !strcmp(name, "int") || !strcmp(name, "round");
    sum->whole = sum->whole && (to_whole || (all_whole && strcmp(name, "float") != 0));
    return !strcmp(name, "int") ? trunc(value) : !strcmp(name, "round") ? rint(value) : value;
}

static double read_name(Sum *sum)
{
    static const char *const functions[] = {"int", "float", "round", "min", "max"};
    Span rest = sum->rest;
    const char *open = rest.from + cell_path_length(rest);
    for (size_t i = 0; open < rest.to && *open == '(' && i < sizeof functions / sizeof *functions; i++)
        if (cell_is((Span){rest.from, open}, functions[i])) {
            const char *close = cell_close((Span){open, rest.to});
            sum->rest.from = close < rest.to ? close + 1 : rest.to;
            return call(sum, functions[i], (Span){open + 1, close});
        }
    char path[CELL_NAME_MAX];
    sum->rest.from = cell_path(sum->names, rest, path);
    const CellName *name = cell_find(sum->names, (Span){rest.from, sum->rest.from});
    bool ok = name && name->value, whole = true;
    double value = 0;
    if (ok)
        value = evaluate(sum->names, (Span){name->value, name->value + strlen(name->value)}, &ok, &whole);
    const char *after = sum->rest.from;
    if (after < rest.to && *after == '(') // of what it calls
        after = cell_close((Span){after, rest.to}) + 1;
    if (!ok && !sum->names->unknown[0])
        snprintf(sum->names->unknown, sizeof sum->names->unknown, "%.*s", (int)(after - rest.from), rest.from);
    sum->ok = sum->ok && ok;
    sum->whole = sum->whole && whole;
    return value;
}

static double read_primary(Sum *sum)
{
    if (take(sum, "(")) {
        double value = read_sum(sum);
        return take(sum, ")") ? value : fail(sum);
    }
    if (sum->rest.from < sum->rest.to && is_letter(*sum->rest.from))
        return read_name(sum);
    return read_literal(sum);
}

static double read_signed(Sum *sum)
{
    if (!sum->ok || ++sum->names->depth > CELL_DEPTH_MAX)
        return fail(sum);
    double value;
    if (take(sum, "-")) {
        value = -read_signed(sum);
    } else if (take(sum, "+")) {
        value = read_signed(sum);
    } else {
        value = read_primary(sum);
        if (sum->ok && take(sum, "**")) {
            double power = read_signed(sum);
            sum->whole = sum->whole && power >= 0;
            value = pow(value, power);
        }
    }
    sum->names->depth--;
    return value;
}

static double read_product(Sum *sum)
{
    double value = read_signed(sum);
    while (sum->ok) {
        if (take(sum, "//"))
            value = floor(value / read_signed(sum));
        else if (take(sum, "*"))
            value *= read_signed(sum);
        else if (take(sum, "/"))
            value /= read_signed(sum), sum->whole = false;
        else
            break;
    }
    return value;
}

static double read_sum(Sum *sum)
{
    double value = read_product(sum);
    while (sum->ok) {
        if (take(sum, "+"))
            value += read_product(sum);
        else if (take(sum, "-"))
            value -= read_product(sum);
        else
            break;
    }
    return value;
}

// ---- Expressions

static bool write_items(CellNames *names, Text *text, Span list)
{
    Span rest = {list.from + 1, list.to - 1};
    text_add(text, "%c", *list.from);
    int n = 0;
    for (; cell_trim(rest).from < rest.to; n++) {
        text_add(text, "%s", n ? ", " : "");
        if (!cell_write(names, text, cell_next_item(&rest)))
            return false;
    }
    text_add(text, "%s%c", n == 1 && *list.from == '(' ? "," : "", list.to[-1]);
    return true;
}

// Names of the body that have a value are replaced by it, but the lambda's own.
static bool write_lambda(CellNames *names, Text *text, Span lambda)
{
    const char *colon = memchr(lambda.from, ':', (size_t)(lambda.to - lambda.from));
    Span own = cell_trim((Span){lambda.from + strlen("lambda"), colon ? colon : lambda.to});
    for (const char *at = lambda.from; at < lambda.to;) {
        int length = colon && at > colon ? cell_path_length((Span){at, lambda.to}) : 0;
        Span word = {at, at + length};
        bool is_own = length == own.to - own.from && !memcmp(own.from, at, (size_t)length);
        const CellName *name = length && !is_own ? cell_find(names, word) : NULL;
        if (name && name->value)
            text_add(text, strpbrk(name->value, "+-*/ ") ? "(%s)" : "%s", name->value);
        else
            text_add(text, "%.*s", length ? length : 1, at);
        at += length ? length : 1;
    }
    return true;
}

static bool write_number(CellNames *names, Text *text, Span span)
{
    bool ok, whole;
    char number[40];
    double value = evaluate(names, span, &ok, &whole);
    if (!ok && !names->unknown[0])
        snprintf(names->unknown, sizeof names->unknown, "%.*s", (int)(span.to - span.from), span.from);
    if (!ok)
        return false;
    text_double(number, sizeof number, value);
    text_add(text, "%s%s", number, whole || strpbrk(number, ".e") ? "" : ".0");
    return true;
}

static bool is_literal(Span span)
{
    const char *at = span.from + (*span.from == '-');
    bool number = at < span.to && (isdigit((unsigned char)*at) || *at == '.');
    for (; at < span.to; at++)
        number = number && (isalnum((unsigned char)*at) || *at == '.' || *at == '_' ||
                            ((*at == '-' || *at == '+') && (at[-1] == 'e' || at[-1] == 'E')));
    return number;
}

static bool is_kept(Span span)
{
    return cell_is(span, "True") || cell_is(span, "False") || cell_is(span, "None") || is_literal(span);
}

static bool write_known(CellNames *names, Text *text, const CellName *name)
{
    if (name->value)
        text_add(text, "%s", name->value);
    else if (!names->unknown[0])
        text_copy(names->unknown, sizeof names->unknown, name->path);
    return name->value;
}

static bool write_expression(CellNames *names, Text *text, Span span)
{
    if (span.from == span.to)
        return true;
    bool bracket = strchr("[(", *span.from) && cell_close(span) == span.to - 1;
    Span inside = {span.from + 1, span.to};
    bool tuple = bracket && (*span.from == '[' || (cell_next_item(&inside), inside.from < inside.to));
    bool string = (*span.from == '\'' || *span.from == '"') && skip_string(span) == span.to;
    if (tuple)
        return write_items(names, text, span);
    if (!strncmp(span.from, "lambda", 6) && isspace((unsigned char)span.from[6]))
        return write_lambda(names, text, span);
    if (string || is_kept(span)) {
        text_add(text, "%.*s", (int)(span.to - span.from), span.from);
        return true;
    }
    const char *after = span.from;
    char path[CELL_NAME_MAX];
    if (is_letter(*span.from))
        after = cell_path(names, span, path);
    const CellName *name = after == span.to ? cell_find(names, span) : NULL;
    return name ? write_known(names, text, name) : write_number(names, text, span);
}

bool cell_write(CellNames *names, Text *text, Span expression)
{
    bool ok = names->depth++ < CELL_DEPTH_MAX && write_expression(names, text, cell_trim(expression));
    names->depth--;
    return ok;
}
