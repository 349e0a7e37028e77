// The text is cut into statements; each call of an optimizer or schedule in them becomes a line of the racers' grammar,
// with names replaced by their values, and a schedule goes to the optimizer that it names. Other assignments are kept
// as names. The grammar itself, and what is wrong with a racer, is spec.c's.
#include "scene/cell.h"

#include "scene/cell_value.h"
#include "scene/spec.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCHEDULES_MAX = 4 * RACE_RACERS_MAX };

// A call that was found: an optimizer, or a schedule of the optimizer `of`.
typedef struct Part {
    char name[CELL_NAME_MAX]; // what it is assigned to
    char text[SPEC_TEXT_MAX + 1];
    int of;    // of a schedule: the optimizer's index
    bool used; // another part is made of it
} Part;

typedef struct Reader {
    CellNames names;
    Part optimizer[RACE_RACERS_MAX], schedule[SCHEDULES_MAX];
    int n_optimizers, n_schedules;
    char modules[CELL_NAME_MAX]; // "O." of import torch.optim as O
    Span function, variable;     // of the definition that the statement before began; empty: none
    int first, last;             // lines of the statement
    bool failed;
    Error *error;
} Reader;

static bool fail(Reader *reader, const char *why)
{
    if (!reader->failed)
        error_set(reader->error, "racer, line %d: %s", reader->first + 1, why);
    reader->failed = true;
    return false;
}

static bool fail_unknown(Reader *reader, const char *of)
{
    char why[CELL_NAME_MAX + 120];
    snprintf(why, sizeof why, "'%s' has no value here, and %s needs it", reader->names.unknown, of);
    return fail(reader, why);
}

// ---- Calls

typedef struct Call {
    const Optimizer *rule; // or:
    const Schedule *schedule;
    Span name, arguments, whole;
} Call;

static bool call_at(Span span, Call *call)
{
    int length = cell_path_length(span);
    const char *open = span.from + length;
    if (!length || open == span.to || *open != '(')
        return false;
    char name[CELL_NAME_MAX];
    const char *from = open;
    while (from > span.from && from[-1] != '.')
        from--;
    snprintf(name, sizeof name, "%.*s", (int)(open - from), from);
    *call = (Call){.rule = optimizer_find(name), .schedule = schedule_find(name), .name = {span.from, open}};
    if (!call->rule && !call->schedule)
        return false;
    const char *close = cell_close((Span){open, span.to});
    call->arguments = (Span){open + 1, close};
    call->whole = (Span){span.from, close + (close < span.to)};
    return true;
}

static Part *find_part(Part *part, int n, Span name)
{
    for (int i = n - 1; i >= 0; i--)
        if (part[i].name[0] && cell_is(name, part[i].name))
            return &part[i];
    return NULL;
}

static bool write_call(Reader *reader, Text *text, const Call *call, int *of);
static bool write_value(Reader *reader, Text *text, Span value, int *of);

// A value that may hold calls: [LinearLR(opt), cosine].
static bool write_nested(Reader *reader, Text *text, Span value, int *of)
{
    Call call;
    Part *part = find_part(reader->schedule, reader->n_schedules, value);
    if (!part)
        part = find_part(reader->optimizer, reader->n_optimizers, value);
    if (part) {
        part->used = true;
        text_add(text, "%s", part->text);
        return true;
    }
    if (call_at(value, &call))
        return write_call(reader, text, &call, of);
    bool list = value.from < value.to && *value.from == '[' && cell_close(value) == value.to - 1;
    if (!list)
        return cell_write(&reader->names, text, value);
    Span rest = {value.from + 1, value.to - 1};
    bool ok = true;
    text_add(text, "[");
    for (int i = 0; ok && cell_trim(rest).from < rest.to; i++) {
        text_add(text, "%s", i ? ", " : "");
        ok = write_value(reader, text, cell_next_item(&rest), of);
    }
    text_add(text, "]");
    return ok;
}

static bool write_value(Reader *reader, Text *text, Span value, int *of)
{
    bool ok = reader->names.depth++ < CELL_DEPTH_MAX && write_nested(reader, text, cell_trim(value), of);
    reader->names.depth--;
    return ok;
}

// Of [{'params': ..., 'lr': 0.1}, ...], what the call itself does not say: the first group's.
static bool write_groups(Reader *reader, Text *text, const Call *call, Span groups, int *n)
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
static bool is_first(Reader *reader, const Call *call, Span item, Span key, int *of)
{
    bool named = key.from < key.to, first = item.from == call->arguments.from || !named;
    if (call->rule && (cell_is(key, "params") || (!named && first && !call->rule->wraps && !is_number(item))))
        return true;
    if (!call->schedule || !(cell_is(key, "optimizer") || (!named && isalpha((unsigned char)*item.from))))
        return false;
    Part *part = find_part(reader->optimizer, reader->n_optimizers, item);
    if (part)
        *of = (int)(part - reader->optimizer);
    return true;
}

static bool write_call(Reader *reader, Text *text, const Call *call, int *of)
{
    const char *name = call->rule ? call->rule->name : call->schedule->name;
    size_t dots = strlen(reader->modules);
    bool alias = dots && !strncmp(call->name.from, reader->modules, dots);
    const char *from = call->name.from + (alias ? dots : 0);
    text_add(text, "%.*s(", (int)(call->name.to - from), from);
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
        positional = false;
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

static bool add_part(Reader *reader, const Call *call, Span target, bool piped)
{
    bool rule = call->rule != NULL;
    int *n = rule ? &reader->n_optimizers : &reader->n_schedules;
    if (*n == (rule ? RACE_RACERS_MAX : SCHEDULES_MAX))
        return fail(reader, rule ? "more than 16 racers" : "more than 64 schedules");
    Part *part = &(rule ? reader->optimizer : reader->schedule)[*n];
    Text text = text_begin(part->text, sizeof part->text);
    part->of = reader->n_optimizers - 1;
    int of = part->of;
    if (!write_call(reader, &text, call, &of))
        return false;
    if (text.full)
        return fail(reader, "the racer is longer than it may be");
    part->of = piped ? reader->n_optimizers - 1 : of;
    target = cell_trim(target);
    if (!piped)
        snprintf(part->name, sizeof part->name, "%.*s", (int)(target.to - target.from), target.from);
    ++*n;
    for (int line = reader->first; line <= reader->last && line < CELL_LINES_MAX; line++)
        reader->names.taken[line] = true;
    return true;
}

// Every call of an optimizer or schedule in it, outermost ones. false: none, or it has failed.
static bool add_parts(Reader *reader, Span targets, Span value)
{
    bool any = false, piped = false;
    for (const char *at = value.from; at < value.to && !reader->failed;) {
        Call call;
        Span rest = {at, value.to};
        int length = cell_path_length(rest);
        if (length && call_at(rest, &call)) {
            add_part(reader, &call, cell_next_item(&targets), piped);
            any = true;
            at = call.whole.to;
            while (at < value.to && isspace((unsigned char)*at))
                at++;
            piped = at < value.to && *at == '|';
        } else {
            at = length ? at + length : cell_skip(rest);
        }
    }
    return any;
}

// ---- Statements

static void keep_mapping(Reader *reader, Span path, Span items, bool quoted);

// A name's value, or those of what it holds: {'lr': 0.1}, dict(lr=0.1), Config(lr=0.1).
static void keep_name(Reader *reader, Span path, Span value)
{
    if (value.from >= value.to)
        return;
    char text[SPEC_TEXT_MAX];
    Text out = text_begin(text, sizeof text);
    const char *open = value.from + cell_path_length(value);
    if (value.from < value.to && *value.from == '{') {
        keep_mapping(reader, path, (Span){value.from + 1, value.to - 1}, true);
        return;
    }
    if (open > value.from && open < value.to && *open == '(' && cell_close((Span){open, value.to}) == value.to - 1)
        keep_mapping(reader, path, (Span){open + 1, value.to - 1}, false);
    reader->names.unknown[0] = '\0';
    bool known = cell_write(&reader->names, &out, value) && !out.full;
    reader->names.unknown[0] = '\0';
    cell_set(&reader->names, path, known ? text : NULL, reader->first, reader->last);
}

static void keep_mapping(Reader *reader, Span path, Span items, bool quoted)
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
            keep_name(reader, (Span){inner, inner + length}, item);
    }
    reader->names.depth--;
}

// parser.add_argument('--lr', type=float, default=0.01): any .lr that nothing else gives a value.
static void keep_argument(Reader *reader, Span statement)
{
    const char *open = memchr(statement.from, '(', (size_t)(statement.to - statement.from));
    Span rest = {open + 1, cell_close((Span){open, statement.to})}, name = {NULL, NULL};
    while (cell_trim(rest).from < rest.to) {
        Span item = cell_next_item(&rest), key;
        bool option = item.to - item.from > 4 && item.from[1] == '-' && item.from[2] == '-';
        char path[CELL_NAME_MAX];
        if (option)
            name = (Span){item.from + 3, item.to - 1};
        if (!cell_key(&item, &key) || !cell_is(key, "default") || !name.from)
            continue;
        int length = snprintf(path, sizeof path, ".%.*s", (int)(name.to - name.from), name.from);
        for (char *c = path; *c; c++)
            *c = *c == '-' ? '_' : *c;
        if (length < CELL_NAME_MAX)
            keep_name(reader, (Span){path, path + length}, item);
    }
}

static const char *find_equals(Span span)
{
    for (const char *at = span.from; at < span.to;) {
        bool compared = at[0] == '=' && at + 1 < span.to && at[1] == '=';
        if (*at == '=' && !compared && !(at > span.from && strchr("=!<>+-*/%|&^:", at[-1])))
            return at;
        at = strchr("([{", *at) ? cell_close((Span){at, span.to}) + 1
             : compared         ? at + 2
                                : cell_skip((Span){at, span.to});
    }
    return NULL;
}

static bool begins(Span span, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(span.to - span.from) > length && !memcmp(span.from, word, length) &&
           !isalnum((unsigned char)span.from[length]) && span.from[length] != '_';
}

// A function's defaults are values of its names, and one of one variable may be a schedule's.
static void keep_signature(Reader *reader, Span statement)
{
    const char *at = statement.from, *open = memchr(at, '(', (size_t)(statement.to - at));
    if (!open)
        return;
    Span rest = {open + 1, cell_close((Span){open, statement.to})};
    reader->function = cell_trim((Span){at + strlen("def"), open});
    reader->variable = cell_trim(rest);
    while (cell_trim(rest).from < rest.to) {
        Span item = cell_next_item(&rest);
        const char *equals = find_equals(item), *colon = memchr(item.from, ':', (size_t)(item.to - item.from));
        const char *end = colon && colon < equals ? colon : equals;
        if (equals)
            keep_name(reader, cell_trim((Span){item.from, end}), cell_trim((Span){equals + 1, item.to}));
    }
}

static void keep_function(Reader *reader, Span value)
{
    char text[SPEC_TEXT_MAX];
    Span name = reader->function, variable = reader->variable;
    variable.to = variable.from + cell_path_length(variable);
    int length = snprintf(text, sizeof text, "lambda %.*s: %.*s", (int)(variable.to - variable.from), variable.from,
                          (int)(value.to - value.from), value.from);
    if (variable.from < variable.to && length < SPEC_TEXT_MAX) {
        reader->first--; // with the line of its def
        keep_name(reader, name, (Span){text, text + length});
        reader->first++;
    }
}

// `if adam: opt = ...`: what follows the colon.
static Span behind_header(Reader *reader, Span statement)
{
    static const char *const words[] = {"if", "elif", "else", "for", "while", "with", "try", "def", "class", "finally"};
    size_t i = 0, n = sizeof words / sizeof *words;
    while (i < n && !begins(statement, words[i]))
        i++;
    if (i == n)
        return statement;
    if (!strcmp(words[i], "def"))
        keep_signature(reader, statement);
    const char *at = statement.from;
    while (at < statement.to && *at != ':')
        at = strchr("([{", *at) ? cell_close((Span){at, statement.to}) + 1 : cell_skip((Span){at, statement.to});
    return cell_trim((Span){at < statement.to ? at + 1 : statement.to, statement.to});
}

static void keep_import(Reader *reader, Span statement)
{
    char text[256], alias[64];
    snprintf(text, sizeof text, "%.*s", (int)(statement.to - statement.from), statement.from);
    if (sscanf(text, "import torch.optim as %60[A-Za-z0-9_]", alias) == 1 ||
        sscanf(text, "from torch import optim as %60[A-Za-z0-9_]", alias) == 1)
        snprintf(reader->modules, sizeof reader->modules, "%s.", alias);
}

static void read_assignment(Reader *reader, Span targets, Span value)
{
    const char *colon = memchr(targets.from, ':', (size_t)(targets.to - targets.from));
    if (colon)
        targets.to = colon;
    targets = cell_trim(targets);
    if (add_parts(reader, targets, value) || reader->failed)
        return;
    bool several = memchr(targets.from, ',', (size_t)(targets.to - targets.from));
    while (targets.from < targets.to) {
        Span target = cell_next_item(&targets);
        keep_name(reader, target, several ? cell_next_item(&value) : value);
    }
}

static void read_statement(Reader *reader, Span statement)
{
    reader->names.depth = 0;
    statement = cell_trim(statement);
    if (begins(statement, "import") || begins(statement, "from")) {
        keep_import(reader, statement);
        return;
    }
    bool defined = reader->function.from < reader->function.to;
    Span header = statement;
    statement = behind_header(reader, statement);
    if (statement.from == statement.to || strchr("%!@", *statement.from))
        return;
    bool returned = begins(statement, "return");
    if (returned && (defined || statement.from > header.from))
        keep_function(reader, cell_trim((Span){statement.from + strlen("return"), statement.to}));
    reader->function = (Span){NULL, NULL};
    const char *argument = statement.from + cell_path_length(statement);
    if (argument - statement.from > 12 && !strncmp(argument - 12, "add_argument", 12) && *argument == '(') {
        keep_argument(reader, statement);
        return;
    }
    const char *equals = find_equals(statement);
    if (equals)
        read_assignment(reader, (Span){statement.from, equals}, cell_trim((Span){equals + 1, statement.to}));
    else
        add_parts(reader, (Span){statement.to, statement.to}, statement);
}

// The end of the statement at `at`; comments become blanks, since they may hold brackets and quotes.
static char *statement_end(char *at, const char *end, int *lines)
{
    int depth = 0;
    while (*at) {
        if (*at == '#')
            while (*at && *at != '\n')
                *at++ = ' ';
        if (*at == '\\' && at[1] == '\n')
            at[0] = at[1] = ' ', ++*lines;
        if (!*at || (!depth && (*at == '\n' || *at == ';')))
            break;
        depth += strchr("([{", *at) != NULL;
        depth -= depth && strchr(")]}", *at);
        const char *next = cell_skip((Span){at, end});
        for (; at < next; at++)
            *lines += *at == '\n';
    }
    return at;
}

static void read_statements(Reader *reader, char *text)
{
    const char *last = text + strlen(text);
    for (int line = 0; *text && !reader->failed;) {
        int lines = 0;
        while (!strncmp(text, ">>> ", 4) || !strncmp(text, "... ", 4))
            memset(text, ' ', 4);
        char *end = statement_end(text, last, &lines);
        reader->first = line;
        reader->last = line + lines;
        read_statement(reader, (Span){text, end});
        line = reader->last + (*end == '\n');
        text = end + (*end != '\0');
    }
}

static int count_skipped(const Reader *reader, const char *text)
{
    int skipped = 0;
    for (int line = 0; *text; line++) {
        size_t length = strcspn(text, "\n");
        bool blank = strspn(text, " \t\r") >= length;
        skipped += !blank && !(line < CELL_LINES_MAX && reader->names.taken[line]);
        text += length + (text[length] == '\n');
    }
    return skipped;
}

// ---- The whole

static int owner(const Reader *reader, int i)
{
    while (i >= 0 && i + 1 < reader->n_optimizers && reader->optimizer[i].used)
        i++; // the wrapper that it is in came later
    return i;
}

static bool build_racers(Reader *reader, Cell *cell)
{
    char text[SPEC_TEXT_MAX + 1];
    for (int i = 0; i < reader->n_optimizers; i++) {
        if (reader->optimizer[i].used)
            continue;
        Text out = text_begin(text, sizeof text);
        text_add(&out, "%s", reader->optimizer[i].text);
        for (int k = 0; k < reader->n_schedules; k++)
            if (!reader->schedule[k].used && owner(reader, reader->schedule[k].of) == i) {
                text_add(&out, "\n%s", reader->schedule[k].text);
                cell->schedules++;
            }
        if (!spec_read(text, &cell->racer[cell->n++], reader->error))
            return false;
    }
    return cell->n > 0 || fail(reader, "each optimizer here is an argument of something else");
}

static bool read_cell(Cell *cell, const char *text, bool *found, Error *error)
{
    Reader *reader = calloc(1, sizeof *reader);
    char *copy = strdup(text);
    bool ok = reader && copy;
    if (ok) {
        reader->error = error;
        read_statements(reader, copy);
        *found = reader->failed || reader->n_optimizers > 0;
        ok = !reader->failed && build_racers(reader, cell);
        cell->skipped = count_skipped(reader, text);
        cell_clear(&reader->names);
    } else {
        error_set(error, "racer: out of memory");
    }
    free(copy);
    free(reader);
    return ok;
}

// Of one line, only an assignment is a cell: all else is a racer with something wrong.
static bool may_be_cell(const char *text)
{
    Span span = cell_trim((Span){text, text + strlen(text)});
    return strlen(text) <= CELL_TEXT_MAX && (memchr(span.from, '\n', (size_t)(span.to - span.from)) ||
                                             strchr(text, ';') || (find_equals(span) && !strchr(text, '|')));
}

bool cell_read(Cell *cell, const char *text, Error *error)
{
    Error why;
    bool found = false;
    *cell = (Cell){0};
    if (spec_read(text, &cell->racer[0], error)) {
        cell->n = 1;
        return true;
    }
    if (!may_be_cell(text))
        return false;
    if (read_cell(cell, text, &found, &why) && cell->n)
        return true;
    if (found && error)
        *error = why;
    return false;
}

bool cell_notice(const Cell *cell, char *line, size_t size)
{
    Text text = text_begin(line, size);
    text_add(&text, "took %d racer%s", cell->n, cell->n == 1 ? "" : "s");
    if (cell->schedules)
        text_add(&text, ", %d schedule%s", cell->schedules, cell->schedules == 1 ? "" : "s");
    if (cell->skipped)
        text_add(&text, ", skipped %d line%s", cell->skipped, cell->skipped == 1 ? "" : "s");
    return cell->n > 1 || cell->skipped;
}
