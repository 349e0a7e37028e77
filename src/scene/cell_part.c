// Each call of an optimizer or schedule becomes a line of the racers' grammar, with names replaced by their values; a
// schedule goes to the optimizer that it names.
#include "scene/cell_part.h"

#include "scene/cell_around.h"
#include "scene/cell_items.h"
#include "scene/spec.h"
#include "scene/spec_keras.h"
#include "scene/spec_names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cell_fail(CellReader *reader, const char *why)
{
    if (!reader->failed)
        error_set(reader->error, "racer, line %d: %s", reader->first + 1, why);
    reader->failed = true;
    return false;
}

static bool fail_unknown(CellReader *reader, const char *of)
{
    char why[CELL_NAME_MAX + 120];
    snprintf(why, sizeof why, "'%s' has no value here, and %s needs it", reader->names.unknown, of);
    return cell_fail(reader, why);
}

enum { BRACKETS_MAX = 200 }; // of a statement, in which loops and functions are looked for

// ---- Calls

typedef struct Call {
    const Optimizer *rule;    // or:
    const Schedule *schedule; // of get_scheduler one that it may be; NULL too: what is around racers
    char path[CELL_NAME_MAX]; // its name, with its module's
    Span arguments, whole;
} Call;

static const Schedule *schedule_of(const char *name)
{
    return schedule_find(strcmp(name, "get_scheduler") ? name : "get_cosine_schedule_with_warmup");
}

// Of an optimizer of Keras that is not ours one that it may be: what is wrong with it is spec.c's to say.
static const Optimizer *rule_of(const char *path)
{
    const char *class = cell_class(path);
    bool keras =
        keras_is(path) && strstr(path, "optimizers.") && isupper((unsigned char)*class) && !strstr(path, "schedules.");
    return keras && strcmp(class, "Optimizer") != 0 ? keras_rule("SGD") : names_rule(class);
}

static bool is_known(const char *path)
{
    const char *class = cell_class(path);
    return rule_of(path) || schedule_of(class) || cell_is_around(class);
}

// The class that a name stands for in the end: A of `import Adam as A`, cls of `cls = optim.SGD`, O.Adam of
// `import torch.optim as O`. What stands before its last dot is kept, since spec.c looks at it.
static bool find_class(CellReader *reader, Span span, char path[CELL_NAME_MAX])
{
    if (cell_path(&reader->names, span, path) != span.to)
        return false;
    for (int hops = 0; hops < CELL_DEPTH_MAX; hops++) {
        const CellName *name = cell_find(&reader->names, (Span){path, path + strlen(path)});
        const char *dot = strchr(path, '.');
        if (!name && dot && (name = cell_find(&reader->names, (Span){path, dot})) && name->source) {
            char behind[CELL_NAME_MAX];
            text_copy(behind, sizeof behind, dot);
            if (snprintf(path, CELL_NAME_MAX, "%.40s%.36s", name->source, behind) >= CELL_NAME_MAX)
                return false;
            continue;
        }
        if (!name || !name->source || !strcmp(name->source, path))
            break;
        Span source = {name->source, name->source + strlen(name->source)};
        char next[CELL_NAME_MAX];
        if (cell_path(&reader->names, source, next) != source.to)
            return false;
        text_copy(path, CELL_NAME_MAX, next);
    }
    return is_known(path);
}

// getattr(torch.optim, "Adam"), of names too.
static bool find_attribute(CellReader *reader, Span arguments, char path[CELL_NAME_MAX])
{
    char text[CELL_NAME_MAX];
    Text out = text_begin(text, sizeof text);
    cell_next_item(&arguments);
    if (!cell_write(&reader->names, &out, cell_next_item(&arguments)) || out.length < 3 || !strchr("'\"", *text))
        return false;
    snprintf(path, CELL_NAME_MAX, "%.*s", (int)out.length - 2, text + 1);
    return optimizer_find(path) || schedule_find(path);
}

// Adam(...), also by names that stand for it, getattr(optim, "Adam")(...), partial(Adam, ...).
static bool call_at(CellReader *reader, Span span, Call *call)
{
    int length = cell_path_length(span);
    char path[CELL_NAME_MAX];
    if (!length)
        return false;
    const char *open = cell_path(&reader->names, span, path), *from = open;
    Span name = {span.from, open};
    bool found = open < span.to && *open == '(' && find_class(reader, name, call->path);
    bool made = !found && (cell_is(name, "partial") || cell_is(name, "functools.partial"));
    bool got = !found && cell_is(name, "getattr");
    Span inside = {open, open};
    if ((made || got) && open < span.to)
        inside = (Span){open + 1, cell_close((Span){open, span.to})};
    if (made && inside.from < inside.to) {
        found = find_class(reader, cell_next_item(&inside), call->path);
        from = inside.from - 1;
    } else if (got && inside.to + 1 < span.to && inside.to[1] == '(') {
        found = find_attribute(reader, inside, call->path);
        from = inside.to + 1;
    }
    if (!found)
        return false;
    const char *close = from == open || *from == '(' ? cell_close((Span){from, span.to}) : inside.to;
    const char *last = cell_class(call->path);
    call->rule = rule_of(call->path);
    call->schedule = schedule_of(last);
    call->arguments = (Span){from + 1, close};
    call->whole = (Span){span.from, close + (close < span.to)};
    return true;
}

// By its name, or by one that stands for it: o of `for o in opts`.
static Part *find_part(CellReader *reader, Part *part, int n, Span span)
{
    char path[CELL_NAME_MAX];
    if (span.from == span.to || cell_path(&reader->names, span, path) != span.to)
        return NULL;
    for (int hops = 0; hops < CELL_DEPTH_MAX; hops++) {
        for (int i = n - 1; i >= 0; i--)
            if (!strcmp(part[i].name, path))
                return &part[i];
        const CellName *name = cell_find(&reader->names, (Span){path, path + strlen(path)});
        if (!name || !name->source)
            return NULL;
        char next[CELL_NAME_MAX];
        cell_path(&reader->names, (Span){name->source, name->source + strlen(name->source)}, next);
        text_copy(path, sizeof path, next);
    }
    return NULL;
}

static bool write_call(CellReader *reader, Text *text, const Call *call, int *of);
static bool write_value(CellReader *reader, Text *text, Span value, int *of);

// Of a name that stands for a list of parts, their list.
static char *find_list(CellReader *reader, Span value)
{
    char path[CELL_NAME_MAX];
    if (value.from == value.to || cell_path(&reader->names, value, path) != value.to)
        return NULL;
    const CellName *name = cell_find(&reader->names, value);
    return name && !name->value && name->source && *name->source == '[' ? strdup(name->source) : NULL;
}

// A value that may hold calls: [LinearLR(opt), cosine].
static bool write_nested(CellReader *reader, Text *text, Span value, int *of)
{
    Call call;
    Part *part = find_part(reader, reader->schedule, reader->n_schedules, value);
    if (!part)
        part = find_part(reader, reader->optimizer, reader->n_optimizers, value);
    if (part) {
        part->used = true;
        text_add(text, "%s", part->text);
        return true;
    }
    if (call_at(reader, value, &call))
        return write_call(reader, text, &call, of);
    char *source = find_list(reader, value);
    if (source) {
        bool ok = write_value(reader, text, (Span){source, source + strlen(source)}, of);
        free(source);
        return ok;
    }
    bool list = value.from < value.to && *value.from == '[' && cell_close(value) == value.to - 1;
    Span rest = {value.from + 1, value.to - 1};
    CellFor clause;
    if (!list || cell_for(rest, &clause))
        return cell_write(&reader->names, text, value);
    bool ok = true;
    text_add(text, "[");
    for (int i = 0; ok && cell_trim(rest).from < rest.to; i++) {
        text_add(text, "%s", i ? ", " : "");
        ok = write_value(reader, text, cell_next_item(&rest), of);
    }
    text_add(text, "]");
    return ok;
}

static bool write_value(CellReader *reader, Text *text, Span value, int *of)
{
    bool ok = reader->names.depth++ < CELL_DEPTH_MAX && write_nested(reader, text, cell_trim(value), of);
    reader->names.depth--;
    return ok;
}

// Of [{'params': ..., 'lr': 0.1}, ...], what the call itself does not say: the first group's.
static bool write_groups(CellReader *reader, Text *text, const Call *call, Span groups, int *n)
{
    Span rest = {groups.from + 1, groups.to - 1}, group = cell_next_item(&rest);
    if (group.from == group.to || *group.from != '{')
        return true;
    rest = (Span){group.from + 1, group.to - 1};
    while (cell_trim(rest).from < rest.to) {
        Span item = cell_next_item(&rest);
        const char *colon = item.from < item.to ? cell_skip(item) : item.to;
        Span key = {item.from + 1, colon - 1};
        char named[CELL_NAME_MAX];
        if (colon == item.to || cell_is(key, "params"))
            continue;
        snprintf(named, sizeof named, "%.*s=", (int)(key.to - key.from), key.from);
        char arguments[SPEC_TEXT_MAX];
        snprintf(arguments, sizeof arguments, "%.*s", (int)(call->arguments.to - groups.to), groups.to);
        if (strstr(arguments, named))
            continue;
        text_add(text, "%s%s", (*n)++ ? ", " : "", named);
        if (!cell_write(&reader->names, text, cell_trim((Span){colon + strspn(colon, " \t:"), item.to})))
            return false;
    }
    return true;
}

static bool is_number(Span item)
{
    return item.from < item.to && (isdigit((unsigned char)*item.from) || strchr(".-+", *item.from));
}

// torch's first argument: the parameters, or the optimizer.
static bool is_first(CellReader *reader, const Call *call, Span item, Span key, int *of)
{
    bool named = key.from < key.to, first = item.from == call->arguments.from || !named;
    if (!call->rule && !call->schedule)
        return !named || cell_is(key, "parameters") || cell_is(key, "model");
    if (call->rule && call->rule != &optimizer_recorded &&
        (cell_is(key, "params") || (!named && first && !call->rule->wraps && !is_number(item))))
        return true;
    if (!call->schedule || !(cell_is(key, "optimizer") || (!named && isalpha((unsigned char)*item.from))))
        return false;
    Part *part = find_part(reader, reader->optimizer, reader->n_optimizers, item);
    if (part)
        *of = (int)(part - reader->optimizer);
    return true;
}

static bool write_call(CellReader *reader, Text *text, const Call *call, int *of)
{
    const char *name = cell_class(call->path);
    text_add(text, "%s(", call->path);
    Span rest = call->arguments;
    bool positional = true;
    for (int n = 0; cell_trim(rest).from < rest.to;) {
        Span item = cell_next_item(&rest), whole = item, key;
        bool named = cell_key(&item, &key);
        if (!named)
            key.to = key.from;
        if ((named || positional) && is_first(reader, call, item, key, of)) {
            positional = false;
            if (*item.from == '[' && call->rule && !write_groups(reader, text, call, item, &n))
                return fail_unknown(reader, name);
            continue;
        }
        positional = positional && !named && strchr("'\"", *item.from); // get_scheduler("linear", optimizer)
        bool stars = item.to - item.from > 2 && item.from[0] == '*' && item.from[1] == '*';
        if (stars && cell_write_keys(&reader->names, text, (Span){item.from + 2, item.to}, &n))
            continue;
        text_add(text, "%s%.*s", n++ ? ", " : "", (int)(item.from - whole.from), whole.from);
        if (!write_value(reader, text, item, of))
            return reader->failed ? false : fail_unknown(reader, name);
    }
    text_add(text, ")");
    return true;
}

// ---- Parts

static void name_part(CellReader *reader, Part *part, Span target)
{
    target = cell_trim(target);
    if (target.from < target.to)
        cell_path(&reader->names, target, part->name);
}

static void take_lines(CellReader *reader)
{
    for (int line = reader->first; line <= reader->last && line < CELL_LINES_MAX; line++)
        reader->names.taken[line] = true;
}

static bool add_part(CellReader *reader, const Call *call, Span target, bool piped)
{
    bool rule = call->rule != NULL;
    int *n = rule ? &reader->n_optimizers : &reader->n_schedules;
    if (*n == (rule ? RACE_RACERS_MAX : CELL_SCHEDULES_MAX))
        return cell_fail(reader, rule ? "more than 16 racers" : "more than 64 schedules");
    Part *part = &(rule ? reader->optimizer : reader->schedule)[*n];
    *part = (Part){.of = reader->n_optimizers - 1};
    Text text = text_begin(part->text, sizeof part->text);
    int of = part->of;
    if (!write_call(reader, &text, call, &of))
        return false;
    if (text.full)
        return cell_fail(reader, "the racer is longer than it may be");
    part->of = piped ? reader->n_optimizers - 1 : of;
    if (!piped)
        name_part(reader, part, target);
    ++*n;
    take_lines(reader);
    return true;
}

// One of each function, again where it says the same; an average that is not torch's is left out.
static void add_around(CellReader *reader, const Call *call)
{
    Part part = {.used = false};
    Text text = text_begin(part.text, sizeof part.text);
    Call bare = *call;
    text_copy(bare.path, sizeof bare.path, cell_class(call->path));
    text_copy(part.name, sizeof part.name, bare.path);
    bool clips = names_clip(bare.path);
    bool ok = clips ? write_call(reader, &text, &bare, &(int){0}) : cell_average(reader, &text, bare.arguments);
    int i = 0;
    while (i < reader->n_around && strcmp(reader->around[i].name, part.name) != 0)
        i++;
    if (!ok || text.full || i == RACER_WRAPPERS_MAX)
        return;
    if (i == reader->n_around)
        reader->around[reader->n_around++] = part;
    if (!strcmp(reader->around[i].text, part.text))
        take_lines(reader);
}

static bool add_value(CellReader *reader, Span target, Span value, Text *source);

// "opts[0]" of opts, "opts['sgd']"; empty where it has no name.
static Span name_member(char text[CELL_NAME_MAX], Span of, Span key, int index)
{
    int length = key.from < key.to ? snprintf(text, CELL_NAME_MAX, "%.*s[%.*s]", (int)(of.to - of.from), of.from,
                                              (int)(key.to - key.from), key.from)
                                   : snprintf(text, CELL_NAME_MAX, "%.*s[%d]", (int)(of.to - of.from), of.from, index);
    return (Span){text, of.from < of.to && length < CELL_NAME_MAX ? text + length : text};
}

// 'sgd': SGD(...) of {...}, sgd=SGD(...) of dict(...).
static Span take_key(Span *item)
{
    const char *colon = item->from;
    Span key;
    while (colon < item->to && *colon != ':' && !strchr("([{", *colon))
        colon = cell_skip((Span){colon, item->to});
    if (cell_key(item, &key))
        return key;
    if (colon == item->to || *colon != ':')
        return (Span){NULL, NULL};
    key = cell_trim((Span){item->from, colon});
    *item = cell_trim((Span){colon + 1, item->to});
    return key;
}

// One more item of what the target holds, under the key; "": under its index.
static bool add_member(CellReader *reader, Span target, const char *key, int index, Span item, Text *source)
{
    char name[CELL_NAME_MAX];
    text_add(source, *key ? "%s: " : "%s", key);
    bool any = add_value(reader, name_member(name, target, (Span){key, key + strlen(key)}, index), item, source);
    text_add(source, ", ");
    return any;
}

typedef struct Comprehension {
    Span target, element, key; // of {key: element for ...}; empty: none
    Text *source;
    int n; // made so far
} Comprehension;

static bool add_element(CellReader *reader, Comprehension *comprehension, Span rest)
{
    char key[CELL_NAME_MAX] = "";
    Text out = text_begin(key, sizeof key);
    Span of = comprehension->key;
    bool taken = true, condition = rest.to - rest.from > 2 && !strncmp(rest.from, "if", 2);
    bool known = !condition || cell_condition(&reader->names, (Span){rest.from + 2, rest.to}, &taken);
    if (!taken)
        return false;
    if (of.from < of.to && (!cell_write(&reader->names, &out, of) || out.full))
        key[0] = '\0';
    bool made =
        add_member(reader, comprehension->target, key, comprehension->n, comprehension->element, comprehension->source);
    comprehension->n += made;
    if (made && rest.from < rest.to && (!condition || !known))
        cell_fail(reader, "which of its items a comprehension's 'if' leaves is not known here");
    return made;
}

// SGD(p, lr=lr) `for lr in rates for ...`
static bool add_comprehension(CellReader *reader, Comprehension *comprehension, Span clauses)
{
    CellFor clause;
    CellItems items = {.n = 0};
    int hidden = reader->names.hidden, before = reader->names.n;
    bool any = false, known = cell_for(clauses, &clause) && cell_items(&reader->names, clause.iterable, &items);
    bool nested = known && clause.rest.to - clause.rest.from > 3 && !strncmp(clause.rest.from, "for", 3);
    reader->names.hidden = before;
    for (int i = 0; i < items.n && !reader->failed; i++) {
        cell_bind(reader, clause.targets, (Span){items.text[i], items.text[i] + strlen(items.text[i])});
        any |= nested ? add_comprehension(reader, comprehension, clause.rest)
                      : add_element(reader, comprehension, clause.rest);
    }
    if (!known && !reader->failed)
        any = add_value(reader, comprehension->target, comprehension->element, comprehension->source);
    cell_forget(&reader->names, before);
    reader->names.hidden = hidden;
    cell_items_free(&items);
    return any;
}

// false: there is no `for` within the brackets.
static bool read_comprehension(CellReader *reader, Span target, Span inside, Text *source, bool *any)
{
    CellFor clause;
    if (!cell_for(inside, &clause))
        return false;
    Comprehension comprehension = {.target = target, .element = clause.before, .source = source};
    comprehension.key = take_key(&comprehension.element);
    *any |= add_comprehension(reader, &comprehension, (Span){clause.before.to, inside.to});
    return true;
}

// The items of a list, a tuple, a dictionary or dict(...), each under a name of its own.
static bool add_members(CellReader *reader, Span target, Span inside, bool mapping, bool quoted, Text *source)
{
    bool any = false;
    for (int i = 0; cell_trim(inside).from < inside.to && !reader->failed; i++) {
        Span item = cell_next_item(&inside), of = mapping ? take_key(&item) : (Span){item.from, item.from};
        char key[CELL_NAME_MAX];
        const char *quote = quoted || of.from == of.to ? "" : "'";
        snprintf(key, sizeof key, "%s%.*s%s", quote, (int)(of.to - of.from), of.from, quote);
        any |= add_member(reader, target, key, i, item, source);
    }
    return any;
}

// A call of the cell's own function: what it makes is the target's.
static bool add_result(CellReader *reader, Span target, Span name, Span arguments, bool *any)
{
    int before = reader->n_optimizers + reader->n_schedules, optimizers = reader->n_optimizers;
    if (!reader->call(reader, name, arguments))
        return false;
    if (reader->n_optimizers > optimizers && target.from < target.to)
        name_part(reader, &reader->optimizer[reader->n_optimizers - 1], target);
    *any |= reader->n_optimizers + reader->n_schedules > before;
    return true;
}

static const char *behind_blanks(const char *at, const char *to)
{
    while (at < to && isspace((unsigned char)*at))
        at++;
    return at;
}

// Every call of an optimizer or schedule in it, outermost ones.
static bool add_calls(CellReader *reader, Span targets, Span value)
{
    bool any = false, piped = false;
    int brackets = 0; // looked into, since each is read to its end
    for (const char *at = value.from; at < value.to && !reader->failed;) {
        Call call;
        Span rest = {at, value.to};
        int length = cell_path_length(rest);
        Span name = {at, at + length};
        bool bracket = brackets < BRACKETS_MAX && name.to < value.to && strchr("([{", *name.to);
        brackets += bracket;
        const char *close = bracket ? cell_close((Span){name.to, value.to}) : value.to;
        Span inside = {name.to + 1, close};
        Text none = text_begin((char[2]){""}, 2);
        if (length && call_at(reader, rest, &call) && !call.rule && !call.schedule) {
            add_around(reader, &call);
            at = behind_blanks(call.whole.to, value.to);
        } else if (length && call_at(reader, rest, &call)) {
            add_part(reader, &call, cell_next_item(&targets), piped);
            any = true;
            at = behind_blanks(call.whole.to, value.to);
            piped = at < value.to && *at == '|';
        } else if (length && close < value.to && *name.to == '(' &&
                   add_result(reader, cell_trim(targets), name, inside, &any)) {
            at = close + 1;
        } else if (close < value.to && read_comprehension(reader, (Span){at, at}, inside, &none, &any)) {
            at = close + 1;
        } else {
            at = length ? at + length : cell_skip(rest);
        }
    }
    return any;
}

// false: it has none. The source is what the value is then, its parts by their names.
static bool add_value(CellReader *reader, Span target, Span value, Text *source)
{
    value = cell_trim(value);
    bool dict = value.to - value.from > 5 && !memcmp(value.from, "dict(", 5), any = false;
    const char *open = value.from + (dict ? strlen("dict") : 0);
    bool bracket = value.from < value.to && strchr("([{", *open) && cell_close((Span){open, value.to}) == value.to - 1;
    if (bracket && reader->names.depth++ < CELL_DEPTH_MAX) {
        Span inside = {open + 1, value.to - 1};
        bool mapping = dict || *open == '{';
        text_add(source, "%c", dict ? '{' : *open);
        if (!read_comprehension(reader, target, inside, source, &any))
            any = add_members(reader, target, inside, mapping, !dict, source);
        text_add(source, "%c", dict ? '}' : value.to[-1]);
        reader->names.depth--;
        return any;
    }
    any = add_calls(reader, target, value);
    Span is = any && target.from < target.to ? target : value;
    text_add(source, "%.*s", (int)(is.to - is.from), is.from);
    return any;
}

static bool add_parts(CellReader *reader, Span target, Span value)
{
    char text[SPEC_TEXT_MAX];
    Text source = text_begin(text, sizeof text);
    if (!add_value(reader, target, value, &source))
        return false;
    bool several = *text == '[' || *text == '{' || *text == '(';
    if (several && !source.full && target.from < target.to)
        cell_set(&reader->names, target, NULL, (Span){text, text + source.length}, reader->first, reader->last);
    return true;
}

// ---- Names

static void keep_mapping(CellReader *reader, Span path, Span items, bool quoted);

static bool is_comprehension(Span value)
{
    CellFor clause;
    return strchr("([", *value.from) && cell_for((Span){value.from + 1, value.to - 1}, &clause);
}

// Of what makes items, they themselves: lrs[0] of np.logspace(...) is asked for one by one.
static bool keep_items(CellReader *reader, Span path, Span value)
{
    char text[SPEC_TEXT_MAX];
    Text out = text_begin(text, sizeof text);
    bool call = cell_path_length(value) && value.to[-1] == ')' && strncmp(value.from, "dict(", 5) != 0;
    bool ok = (call || is_comprehension(value)) && cell_write_items(&reader->names, &out, value) && !out.full;
    if (ok)
        cell_set(&reader->names, path, text, (Span){text, text + out.length}, reader->first, reader->last);
    return ok;
}

// A name's value, or those of what it holds: {'lr': 0.1}, dict(lr=0.1), Config(lr=0.1).
void cell_keep(CellReader *reader, Span path, Span value)
{
    if (value.from >= value.to)
        return;
    char text[SPEC_TEXT_MAX];
    Text out = text_begin(text, sizeof text);
    const char *open = value.from + cell_path_length(value);
    bool call = open > value.from && open < value.to && *open == '(';
    reader->names.unknown[0] = '\0';
    bool known = *value.from != '{' && !is_comprehension(value) && cell_write(&reader->names, &out, value) && !out.full;
    reader->names.unknown[0] = '\0';
    if (!known && keep_items(reader, path, value))
        return;
    cell_set(&reader->names, path, known ? text : NULL, value, reader->first, reader->last);
    if (*value.from == '{')
        keep_mapping(reader, path, (Span){value.from + 1, value.to - 1}, true);
    else if (call && cell_close((Span){open, value.to}) == value.to - 1)
        keep_mapping(reader, path, (Span){open + 1, value.to - 1}, false);
}

static void keep_mapping(CellReader *reader, Span path, Span items, bool quoted)
{
    reader->names.depth++;
    while (reader->names.depth < CELL_DEPTH_MAX && cell_trim(items).from < items.to) {
        Span item = cell_next_item(&items), key;
        const char *colon = quoted && item.from < item.to ? cell_skip(item) : item.from;
        if (quoted) {
            key = (Span){item.from + 1, colon - 1};
            item = cell_trim((Span){colon + strspn(colon, " \t:"), item.to});
        } else if (!cell_key(&item, &key)) {
            continue;
        }
        char inner[2 * CELL_NAME_MAX];
        int length = snprintf(inner, sizeof inner, "%.*s.%.*s", (int)(path.to - path.from), path.from,
                              (int)(key.to - key.from), key.from);
        if (length < CELL_NAME_MAX && key.to > key.from)
            cell_keep(reader, (Span){inner, inner + length}, item);
    }
    reader->names.depth--;
}

// ---- Assignments

static bool is_several(Span span)
{
    cell_next_item(&span);
    return span.from < span.to;
}

static Span without_brackets(Span span)
{
    span = cell_trim(span);
    bool bracket = span.from < span.to && strchr("([", *span.from) && cell_close(span) == span.to - 1;
    return bracket ? cell_trim((Span){span.from + 1, span.to - 1}) : span;
}

void cell_assign(CellReader *reader, Span target, Span value)
{
    if (!add_parts(reader, target, value) && !reader->failed && target.from < target.to)
        cell_keep(reader, target, value);
}

static void bind_each(CellReader *reader, Span targets, Span value)
{
    while (targets.from < targets.to) {
        Span target = cell_next_item(&targets);
        cell_bind(reader, target, cell_next_item(&value));
    }
}

void cell_bind(CellReader *reader, Span targets, Span value)
{
    targets = without_brackets(targets);
    value = cell_trim(value);
    Span values = without_brackets(value);
    char path[CELL_NAME_MAX];
    if (!is_several(targets)) {
        cell_assign(reader, targets, value);
    } else if (is_several(values)) {
        bind_each(reader, targets, values);
    } else if (!add_parts(reader, (Span){targets.from, targets.from}, value) && value.from < value.to &&
               cell_path(&reader->names, value, path) == value.to) {
        const CellName *name = cell_find(&reader->names, value);
        char *source = name && name->source ? strdup(name->source) : NULL;
        if (source)
            bind_each(reader, targets, without_brackets((Span){source, source + strlen(source)}));
        free(source);
    }
}

static bool is_of(Span module, const char *package)
{
    size_t length = strlen(package);
    return (size_t)(module.to - module.from) >= length && !memcmp(module.from, package, length) &&
           (module.from + length == module.to || module.from[length] == '.');
}

void cell_module(CellReader *reader, Span name, Span module)
{
    bool known = is_of(module, "torch") || is_of(module, "keras") || is_of(module, "tensorflow");
    const char *last = module.to;
    while (!known && last > module.from && last[-1] != '.')
        last--;
    Span of = {known ? module.from : last, module.to};
    bool same = name.to - name.from == of.to - of.from && !memcmp(name.from, of.from, (size_t)(of.to - of.from));
    if (!same && (known || last > module.from) && !cell_is(name, "optim") && !cell_is(name, "lr_scheduler"))
        cell_set(&reader->names, name, NULL, of, reader->first, reader->first - 1);
}
