#include "scene/cell_value.h"

#include "engine/elementary.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Names

enum { INDEX_MAX = 200 }; // letters of an index that is looked into

// What stands in the brackets of config['lr'], lrs[0], rates[name], by its value.
static bool read_index(CellNames *names, Span index, Text *path)
{
    char text[CELL_NAME_MAX];
    Text out = text_begin(text, sizeof text);
    if (index.from < index.to && strchr("'\"", *index.from)) {
        if (cell_skip_string(index) != index.to || index.to - index.from < 3)
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
        if (at + 1 < span.to && *at == '.' && cell_path_length((Span){at + 1, span.to})) {
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
    bool compares;  // a condition is read: strings are values, too
} Sum;

static double read_choice(Sum *sum);

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
    double value = depth >= CELL_DEPTH_MAX || sum.rest.from == sum.rest.to ? fail(&sum) : read_choice(&sum);
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

// What a cell calls on its way to a number.
typedef enum Call {
    CALL_NUMBER, // float, and what makes a number of torch or numpy
    CALL_WHOLE,
    CALL_ROUND,
    CALL_MIN,
    CALL_MAX,
    CALL_ABS,
    CALL_SQRT,
    CALL_EXP,
    CALL_LOG,
    CALL_LOG10,
    CALL_POW,
    CALL_TRUE,
    CALL_LENGTH,
} Call;

static const struct {
    const char *name;
    Call call;
} CALLS[] = {
    {"float", CALL_NUMBER}, {"int", CALL_WHOLE},      {"round", CALL_ROUND},    {"min", CALL_MIN},
    {"max", CALL_MAX},      {"abs", CALL_ABS},        {"sqrt", CALL_SQRT},      {"exp", CALL_EXP},
    {"log", CALL_LOG},      {"log10", CALL_LOG10},    {"pow", CALL_POW},        {"bool", CALL_TRUE},
    {"len", CALL_LENGTH},   {"float64", CALL_NUMBER}, {"float32", CALL_NUMBER}, {"tensor", CALL_NUMBER},
    {"array", CALL_NUMBER}, {"fabs", CALL_ABS},       {"power", CALL_POW},      {"as_tensor", CALL_NUMBER},
};

// By its name without math., np., torch.; -1: none of them.
static int find_call(Span path)
{
    static const char *const modules[] = {"math.", "np.", "numpy.", "torch.", "jnp.", "cmath."};
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (!strncmp(path.from, modules[i], strlen(modules[i])) && path.to - path.from > (long)strlen(modules[i]))
            path.from += strlen(modules[i]);
    for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++)
        if (cell_is(path, CALLS[i].name))
            return (int)CALLS[i].call;
    return -1;
}

// float("0.1")
static bool read_quoted(Span *item)
{
    bool quoted = item->from < item->to && strchr("'\"", *item->from) && cell_skip_string(*item) == item->to;
    if (quoted)
        *item = cell_trim((Span){item->from + 1, item->to - 1});
    return quoted;
}

// Of a list that stands there or that a name has.
static double length_of(Sum *sum, Span item)
{
    const CellName *name = cell_find(sum->names, item);
    if (name && name->source)
        item = (Span){name->source, name->source + strlen(name->source)};
    if (item.from == item.to || !strchr("([{", *item.from) || cell_close(item) != item.to - 1)
        return fail(sum);
    Span rest = {item.from + 1, item.to - 1};
    int n = 0;
    for (; cell_trim(rest).from < rest.to; n++)
        cell_next_item(&rest);
    return n;
}

static double apply(Call call, double a, double b)
{
    switch (call) {
    case CALL_WHOLE:
        return trunc(a);
    case CALL_ROUND:
        return rint(a);
    case CALL_ABS:
        return fabs(a);
    case CALL_SQRT:
        return sqrt(a);
    case CALL_EXP:
        return elementary_exp(a);
    case CALL_LOG:
        return elementary_log(a);
    case CALL_LOG10:
        return elementary_log10(a);
    case CALL_POW:
        return elementary_pow(a, b);
    case CALL_TRUE:
        return a != 0;
    default:
        return a;
    }
}

static double call(Sum *sum, Call called, Span items)
{
    double value = 0, last = 0;
    bool ok = true, whole = true, all_whole = true;
    int n = 0;
    if (called == CALL_LENGTH)
        return length_of(sum, cell_next_item(&items));
    for (; ok && items.from < items.to; n++) {
        Span item = cell_next_item(&items), of = item, key;
        if (n && cell_key(&of, &key)) // dtype=
            continue;
        if (called == CALL_NUMBER || called == CALL_WHOLE)
            read_quoted(&item);
        last = evaluate(sum->names, item, &ok, &whole);
        bool better = !n || (called == CALL_MIN && last < value) || (called == CALL_MAX && last > value);
        value = better ? last : value;
        all_whole &= whole;
    }
    if (!ok || !n)
        return fail(sum);
    bool to_whole = called == CALL_WHOLE || called == CALL_ROUND || called == CALL_TRUE;
    bool keeps = called == CALL_MIN || called == CALL_MAX || called == CALL_ABS || called == CALL_POW;
    if (called == CALL_ROUND && n > 1) // round(x, 3)
        return sum->whole = false, rint(value * pow(10, last)) / pow(10, last);
    sum->whole = sum->whole && (to_whole || (all_whole && keeps));
    return apply(called, value, last);
}

// A string is only compared: a number that tells it from others.
static double string_value(Span string)
{
    double value = 1e9;
    for (const char *at = string.from + 1; at < string.to - 1; at++)
        value = fmod(value * 257 + (unsigned char)*at, 8796093022207.0);
    return value + 0.5;
}

static double read_string(Sum *sum)
{
    const char *end = cell_skip_string(sum->rest);
    double value = string_value((Span){sum->rest.from, end});
    sum->rest.from = end;
    sum->whole = false;
    return value;
}

static double read_name(Sum *sum)
{
    Span rest = sum->rest;
    const char *open = rest.from + cell_path_length(rest);
    int called = open < rest.to && *open == '(' ? find_call((Span){rest.from, open}) : -1;
    if (called >= 0) {
        const char *close = cell_close((Span){open, rest.to});
        sum->rest.from = close < rest.to ? close + 1 : rest.to;
        return call(sum, (Call)called, (Span){open + 1, close});
    }
    if (cell_is((Span){rest.from, open}, "True") || cell_is((Span){rest.from, open}, "False")) {
        sum->rest.from = open;
        return *rest.from == 'T';
    }
    if (cell_is((Span){rest.from, open}, "math.pi") || cell_is((Span){rest.from, open}, "np.pi"))
        return sum->rest.from = open, sum->whole = false, acos(-1);
    char path[CELL_NAME_MAX];
    sum->rest.from = cell_path(sum->names, rest, path);
    const CellName *name = cell_find(sum->names, (Span){rest.from, sum->rest.from});
    bool ok = name && name->value, whole = true;
    double value = 0;
    if (ok && sum->compares && strchr("'\"", *name->value))
        value = string_value((Span){name->value, name->value + strlen(name->value)});
    else if (ok)
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
    if (sum->rest.from < sum->rest.to && strchr("'\"", *sum->rest.from) && sum->compares)
        return read_string(sum);
    if (take(sum, "(")) {
        double value = read_choice(sum);
        return take(sum, ")") ? value : fail(sum);
    }
    if (sum->rest.from < sum->rest.to && cell_path_length(sum->rest))
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

// With the sign of b, as Python has it.
static double remainder_of(double a, double b)
{
    double rest = fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
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
        else if (take(sum, "%"))
            value = remainder_of(value, read_signed(sum));
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

// ---- Conditions

static bool take_word(Sum *sum, const char *word)
{
    sum->rest = cell_trim(sum->rest);
    Span name = {sum->rest.from, sum->rest.from + cell_path_length(sum->rest)};
    if (!cell_is(name, word))
        return false;
    sum->rest.from = name.to;
    return true;
}

static bool compare(const char *sign, double a, double b)
{
    return !strcmp(sign, "==") || !strcmp(sign, "is") ? a == b
           : !strcmp(sign, "!=")                      ? a != b
           : !strcmp(sign, "<=")                      ? a <= b
           : !strcmp(sign, ">=")                      ? a >= b
           : *sign == '<'                             ? a < b
                                                      : a > b;
}

// a < b <= c, too.
static double read_comparison(Sum *sum)
{
    static const char *const signs[] = {"==", "!=", "<=", ">=", "<", ">"};
    double left = read_sum(sum);
    bool all = true, any = false;
    for (bool more = true; more && sum->ok;) {
        more = false;
        for (size_t i = 0; !more && i < sizeof signs / sizeof *signs; i++)
            if (take(sum, signs[i])) {
                double right = read_sum(sum);
                all &= compare(signs[i], left, right);
                left = right;
                more = any = true;
            }
    }
    return any ? all : left;
}

static double read_not(Sum *sum)
{
    if (++sum->names->depth > CELL_DEPTH_MAX)
        return fail(sum);
    double value = take_word(sum, "not") ? !read_not(sum) : read_comparison(sum);
    sum->names->depth--;
    return value;
}

static double read_and(Sum *sum)
{
    double value = read_not(sum);
    while (sum->ok && take_word(sum, "and")) {
        double next = read_not(sum);
        value = value != 0 ? next : value;
    }
    return value;
}

static double read_or(Sum *sum)
{
    double value = read_and(sum);
    while (sum->ok && take_word(sum, "or")) {
        double next = read_and(sum);
        value = value != 0 ? value : next;
    }
    return value;
}

// a if c else b: what is not chosen need not be known.
static double read_choice(Sum *sum)
{
    bool compares = sum->compares, before = sum->whole;
    double value = read_or(sum);
    if (!take_word(sum, "if"))
        return value;
    bool ok = sum->ok, whole = sum->whole;
    sum->ok = sum->compares = true;
    double condition = read_or(sum);
    bool known = sum->ok && take_word(sum, "else");
    sum->compares = compares;
    sum->whole = before;
    sum->ok = true;
    double otherwise = read_choice(sum);
    if (condition != 0) {
        sum->ok = ok;
        sum->whole = whole;
        otherwise = value;
    }
    sum->ok = sum->ok && known;
    return otherwise;
}

bool cell_condition(CellNames *names, Span span, bool *holds)
{
    Sum sum = {names, cell_trim(span), true, true, true};
    double value = names->depth < CELL_DEPTH_MAX && sum.rest.from < sum.rest.to ? read_or(&sum) : fail(&sum);
    *holds = value != 0;
    return sum.ok && cell_trim(sum.rest).from == sum.rest.to;
}

// ---- Expressions

static bool write_items(CellNames *names, Text *text, Span list)
{
    Span rest = {list.from + 1, list.to - 1};
    bool ok;
    if (names->comprehension && names->comprehension(names, text, list, &ok))
        return ok;
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
    bool string = (*span.from == '\'' || *span.from == '"') && cell_skip_string(span) == span.to;
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
    if (cell_path_length(span))
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
