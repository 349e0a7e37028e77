// The text is cut into statements; each call of an optimizer or schedule in them becomes a part (cell_part.h), with
// names replaced by their values. The bodies of loops are read once for each item, those of functions where they are
// called. The grammar itself, and what is wrong with a racer, is spec.c's.
#include "scene/cell.h"

#include "scene/cell_block.h"
#include "scene/cell_items.h"
#include "scene/cell_part.h"
#include "scene/spec.h"
#include "scene/spec_names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODIES_MAX = 500 }; // of loops and functions, each time that one is read

// ---- Statements

// parser.add_argument('--lr', type=float, default=0.01): any .lr that nothing else gives a value.
static void keep_argument(CellReader *reader, Span statement)
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
            cell_keep(reader, (Span){path, path + length}, item);
    }
}

// A function's defaults are values of its names, and one of one variable may be a schedule's.
static void keep_signature(CellReader *reader, Span statement)
{
    const char *at = statement.from, *open = memchr(at, '(', (size_t)(statement.to - at));
    if (!open)
        return;
    Span rest = {open + 1, cell_close((Span){open, statement.to})};
    reader->defined = cell_trim((Span){at + strlen("def"), open});
    reader->variable = cell_trim(rest);
    while (cell_trim(rest).from < rest.to) {
        Span item = cell_next_item(&rest);
        const char *equals = cell_equals(item), *colon = memchr(item.from, ':', (size_t)(item.to - item.from));
        const char *end = colon && colon < equals ? colon : equals;
        if (equals)
            cell_keep(reader, cell_trim((Span){item.from, end}), cell_trim((Span){equals + 1, item.to}));
    }
}

// What a function of one variable returns may be a schedule's.
static void keep_function(CellReader *reader, const Block *block)
{
    char text[SPEC_TEXT_MAX];
    Span variable = reader->variable;
    int last = reader->last;
    variable.to = variable.from + cell_path_length(variable);
    Text out = text_begin(text, sizeof text);
    text_add(&out, "lambda %.*s: ", (int)(variable.to - variable.from), variable.from);
    if (variable.from == variable.to || !cell_returns(&out, *block))
        return;
    reader->last = block->line - (block->to > block->from && block->to[-1] == '\n');
    for (const char *at = block->from; at < block->to; at++)
        reader->last += cell_is_line_end(*at);
    cell_keep(reader, reader->defined, (Span){text, text + out.length});
    reader->last = last;
}

// `if adam: opt = ...`: what follows the colon.
static Span behind_header(Span statement)
{
    static const char *const words[] = {"if", "elif", "else", "for", "while", "with", "try", "def", "class", "finally"};
    size_t i = 0, n = sizeof words / sizeof *words;
    while (i < n && !cell_begins(statement, words[i]))
        i++;
    if (i == n)
        return statement;
    const char *colon = cell_colon(statement);
    return cell_trim((Span){colon < statement.to ? colon + 1 : statement.to, statement.to});
}

// import torch.optim as O; from torch.optim import SGD as S, Adam: what a name stands for is kept as its source.
static void keep_import(CellReader *reader, Span statement)
{
    bool from = cell_begins(statement, "from");
    statement = cell_trim((Span){statement.from + strlen(from ? "from" : "import"), statement.to});
    Span module = {statement.from, statement.from + cell_path_length(statement)};
    Span rest = cell_trim((Span){from ? module.to : statement.from, statement.to});
    if (from)
        rest = cell_trim((Span){cell_begins(rest, "import") ? rest.from + strlen("import") : rest.to, rest.to});
    if (rest.from < rest.to && *rest.from == '(')
        rest = (Span){rest.from + 1, cell_close(rest)};
    while (cell_trim(rest).from < rest.to) {
        Span item = cell_next_item(&rest), name = {item.from, item.from + cell_path_length(item)}, alias = name;
        Span as = cell_trim((Span){name.to, item.to});
        if (cell_begins(as, "as"))
            alias = cell_trim((Span){as.from + strlen("as"), as.to});
        char path[CELL_NAME_MAX];
        int length =
            snprintf(path, sizeof path, from ? "%.*s.%.*s" : "%.*s%.*s", (int)(from ? module.to - module.from : 0),
                     module.from, (int)(name.to - name.from), name.from);
        if (length < CELL_NAME_MAX && name.from < name.to && (from || alias.from != name.from))
            cell_module(reader, alias, (Span){path, path + length});
    }
}

// lr *= 0.1
static bool read_augmented(CellReader *reader, Span statement)
{
    Span name = {statement.from, statement.from + cell_path_length(statement)};
    const char *sign = name.to;
    while (sign < statement.to && isspace((unsigned char)*sign))
        sign++;
    if (name.from == name.to || statement.to - sign < 3 || !strchr("+-*/", *sign) || sign[1] != '=')
        return false;
    char text[SPEC_TEXT_MAX];
    int length = snprintf(text, sizeof text, "%.*s %c (%.*s)", (int)(name.to - name.from), name.from, *sign,
                          (int)(statement.to - sign - 2), sign + 2);
    if (length < SPEC_TEXT_MAX)
        cell_keep(reader, name, (Span){text, text + length});
    return true;
}

// opts.append(SGD(...)) and opts += [...]: one more item.
static bool read_append(CellReader *reader, Span statement)
{
    const char *open = statement.from + cell_path_length(statement);
    if (open - statement.from < 8 || strncmp(open - 7, ".append", 7) != 0 || open == statement.to || *open != '(')
        return false;
    Span list = {statement.from, open - 7}, value = {open + 1, cell_close((Span){open, statement.to})};
    const CellName *name = cell_find(&reader->names, list);
    const char *source = name && name->source && *name->source == '[' ? name->source : "[]";
    Span rest = {source + 1, source + strlen(source) - 1}, items = rest;
    int n = 0;
    char text[SPEC_TEXT_MAX], member[CELL_NAME_MAX];
    for (; cell_trim(rest).from < rest.to; n++)
        cell_next_item(&rest);
    int length = snprintf(member, sizeof member, "%.*s[%d]", (int)(list.to - list.from), list.from, n);
    int made = reader->n_optimizers + reader->n_schedules;
    Text out = text_begin(text, sizeof text);
    text_add(&out, "[%.*s%s", (int)(items.to - items.from), items.from, n ? ", " : "");
    if (length < CELL_NAME_MAX)
        cell_assign(reader, (Span){member, member + length}, value);
    bool parts = reader->n_optimizers + reader->n_schedules > made;
    text_add(&out, "%.*s]", parts ? length : (int)(value.to - value.from), parts ? member : value.from);
    if (!out.full)
        cell_keep(reader, list, (Span){text, text + out.length});
    return true;
}

static Span without_type(Span target) // opt: Optimizer = ...
{
    return (Span){target.from, cell_colon(target)};
}

// What is assigned within a class is also that of whatever is of the class: config.lr of Config.lr.
static void read_assignment(CellReader *reader, Span target, Span value)
{
    target = cell_trim(without_type(target));
    const char *equals = cell_equals(value);
    Span inner = cell_trim((Span){value.from, equals ? equals : value.from}); // lr = rate = 0.1
    if (equals && cell_path_length(inner) == inner.to - inner.from) {
        read_assignment(reader, inner, (Span){equals + 1, value.to});
        value = inner;
    }
    cell_bind(reader, target, value);
    char any[CELL_NAME_MAX];
    int length = snprintf(any, sizeof any, ".%.*s", (int)(target.to - target.from), target.from);
    if (reader->in_class && length < CELL_NAME_MAX && cell_path_length(target) == target.to - target.from)
        cell_keep(reader, (Span){any, any + length}, target);
}

static void read_statement(CellReader *reader, Span statement)
{
    reader->names.depth = 0;
    statement = cell_trim(statement);
    if (cell_begins(statement, "import") || cell_begins(statement, "from")) {
        keep_import(reader, statement);
        return;
    }
    statement = behind_header(statement);
    if (statement.from == statement.to || strchr("%!@", *statement.from))
        return;
    reader->returned = reader->running && cell_begins(statement, "return");
    const char *argument = statement.from + cell_path_length(statement);
    if (argument - statement.from > 12 && !strncmp(argument - 12, "add_argument", 12) && *argument == '(') {
        keep_argument(reader, statement);
        return;
    }
    const char *equals = cell_equals(statement);
    if (equals)
        read_assignment(reader, (Span){statement.from, equals}, (Span){equals + 1, statement.to});
    else if (!read_augmented(reader, statement) && !read_append(reader, statement))
        cell_assign(reader, (Span){statement.to, statement.to}, statement);
}

static void read_statements(CellReader *reader, char *text, const char *to, int line);

static void read_block(CellReader *reader, const Block *block)
{
    int first = reader->first, last = reader->last;
    if (reader->bodies-- > 0)
        read_statements(reader, block->from, block->to, block->line);
    reader->first = first;
    reader->last = last;
}

static void read_class(CellReader *reader, const Block *block)
{
    bool before = reader->in_class;
    reader->in_class = true;
    read_block(reader, block);
    reader->in_class = before;
}

typedef struct Mark {
    int optimizers, schedules;
} Mark;

// Do the parts from `a` to `b` and those from `b` on say the same?
static bool made_again(const CellReader *reader, Mark a, Mark b)
{
    int optimizers = b.optimizers - a.optimizers, schedules = b.schedules - a.schedules;
    if (reader->n_optimizers - b.optimizers != optimizers || reader->n_schedules - b.schedules != schedules)
        return false;
    for (int i = 0; i < optimizers; i++)
        if (strcmp(reader->optimizer[a.optimizers + i].text, reader->optimizer[b.optimizers + i].text) != 0)
            return false;
    for (int i = 0; i < schedules; i++)
        if (strcmp(reader->schedule[a.schedules + i].text, reader->schedule[b.schedules + i].text) != 0 ||
            (!optimizers && reader->schedule[a.schedules + i].of != reader->schedule[b.schedules + i].of))
            return false;
    return true;
}

// Once for each item, where its body makes racers; what an item changes nothing of is one racer.
static void read_loop(CellReader *reader, const Block *block)
{
    CellFor clause;
    CellItems items = {.n = 0};
    bool known = cell_for((Span){block->header.from, cell_colon(block->header)}, &clause) &&
                 cell_items(&reader->names, clause.iterable, &items) && items.n;
    Mark before = {reader->n_optimizers, reader->n_schedules};
    if (!known)
        read_block(reader, block);
    for (int i = 0; known && i < items.n && !reader->failed; i++) {
        Mark mark = {reader->n_optimizers, reader->n_schedules};
        cell_bind(reader, clause.targets, (Span){items.text[i], items.text[i] + strlen(items.text[i])});
        read_block(reader, block);
        if (reader->n_optimizers == mark.optimizers && reader->n_schedules == mark.schedules)
            break;
        if (i && made_again(reader, before, mark)) {
            reader->n_optimizers = mark.optimizers;
            reader->n_schedules = mark.schedules;
        } else {
            before = mark;
        }
    }
    cell_items_free(&items);
}

// ---- Branches

// NAME is None, NAME is not None
static bool compare_with_none(CellReader *reader, Span name, Span rest, bool *holds)
{
    const CellName *known = cell_begins(rest, "is") ? cell_find(&reader->names, name) : NULL;
    if (!known || (!known->value && !known->source))
        return false;
    rest = cell_trim((Span){rest.from + strlen("is"), rest.to});
    bool differs = cell_begins(rest, "not");
    if (differs)
        rest = cell_trim((Span){rest.from + strlen("not"), rest.to});
    *holds = (known->value && !strcmp(known->value, "None")) != differs;
    return cell_is(rest, "None");
}

// NAME in ("adam", "adamw")
static bool compare_with_items(CellReader *reader, Span name, Span rest, bool *holds)
{
    Span list = cell_begins(rest, "in") ? cell_trim((Span){rest.from + strlen("in"), rest.to}) : (Span){NULL, NULL};
    if (list.from == list.to || !strchr("([{", *list.from) || cell_close(list) != list.to - 1)
        return false;
    Span items = {list.from + 1, list.to - 1};
    bool known = true;
    for (*holds = false; known && !*holds && cell_trim(items).from < items.to;) {
        char text[2 * CELL_NAME_MAX];
        Span item = cell_next_item(&items);
        int length = snprintf(text, sizeof text, "%.*s == %.*s", (int)(name.to - name.from), name.from,
                              (int)(item.to - item.from), item.from);
        known = length < (int)sizeof text && cell_condition(&reader->names, (Span){text, text + length}, holds);
    }
    return known;
}

// false: the cell's names do not say.
static bool decides(CellReader *reader, Span condition, bool *holds)
{
    char unknown[CELL_NAME_MAX];
    condition = cell_trim(condition);
    Span name = {condition.from, condition.from + cell_path_length(condition)};
    Span rest = cell_trim((Span){name.to, condition.to});
    memcpy(unknown, reader->names.unknown, sizeof unknown);
    bool known = compare_with_none(reader, name, rest, holds) || compare_with_items(reader, name, rest, holds) ||
                 cell_condition(&reader->names, condition, holds);
    memcpy(reader->names.unknown, unknown, sizeof unknown); // nothing needs it
    return known;
}

// What an `if` has whose condition the cell's names do not decide is read, and said where it makes racers.
static void read_undecided(CellReader *reader, const Block *block, Span condition)
{
    Mark before = {reader->n_optimizers, reader->n_schedules};
    read_block(reader, block);
    reader->returned = false;
    bool made = reader->n_optimizers > before.optimizers || reader->n_schedules > before.schedules;
    if (made && reader->undecided.from == reader->undecided.to)
        reader->undecided = cell_trim(condition);
}

// if, elif, else. *open: none of the branches before is the one that runs.
static void read_branch(CellReader *reader, const Block *block, bool *open)
{
    bool first = cell_begins(block->header, "if"), otherwise = cell_begins(block->header, "else"), holds = true;
    Span condition = {block->header.from + strlen(first ? "if" : "elif"), cell_colon(block->header)};
    *open |= first;
    bool known = otherwise || decides(reader, condition, &holds);
    if (!*open || (known && !holds))
        return;
    *open = !known;
    if (known)
        read_block(reader, block);
    else
        read_undecided(reader, block, condition);
}

// ---- Functions

static bool is_called(const char *text, Span name)
{
    size_t length = (size_t)(name.to - name.from);
    for (const char *at = text; *at; at++)
        if (!memcmp(at, name.from, strnlen(at, length)) && strnlen(at, length) == length && at[length] == '(' &&
            !isalnum((unsigned char)at[-1]) && at[-1] != '_')
            return true;
    return false;
}

// A function that the cell calls is read where it is called; false: it is none.
static bool keep_body(CellReader *reader, const Block *block)
{
    const char *open = memchr(block->header.from, '(', (size_t)(block->header.to - block->header.from));
    if (!open)
        return false;
    keep_signature(reader, block->header);
    keep_function(reader, block);
    CellFunction function = {.name = cell_trim((Span){block->header.from + strlen("def"), open}),
                             .parameters = {open + 1, cell_close((Span){open, block->header.to})},
                             .body = block->from,
                             .end = block->to,
                             .line = block->line};
    if (reader->n_functions == CELL_FUNCTIONS_MAX || !is_called(block->to, function.name))
        return false;
    reader->function[reader->n_functions++] = function;
    return true;
}

// Behind **: what takes the arguments that no parameter is named as; empty: nothing.
static Span find_rest(Span parameters, Span key)
{
    Span rest = {parameters.from, parameters.from};
    while (cell_trim(parameters).from < parameters.to) {
        Span item = cell_next_item(&parameters);
        Span name = {item.from, item.from + cell_path_length(item)};
        if (name.to - name.from == key.to - key.from && !memcmp(name.from, key.from, (size_t)(key.to - key.from)))
            return (Span){item.from, item.from};
        if (item.to - item.from > 2 && item.from[0] == '*' && item.from[1] == '*')
            rest = (Span){item.from + 2, item.to};
    }
    return rest;
}

static void bind_arguments(CellReader *reader, Span parameters, Span arguments)
{
    Span names = parameters;
    while (cell_trim(arguments).from < arguments.to) {
        Span argument = cell_next_item(&arguments), key, target = cell_next_item(&names);
        if (cell_is(target, "self"))
            target = cell_next_item(&names);
        bool named = cell_key(&argument, &key);
        target = named ? key : target;
        Span rest = find_rest(parameters, target);
        char path[CELL_NAME_MAX];
        int length = snprintf(path, sizeof path, "%.*s.%.*s", (int)(rest.to - rest.from), rest.from,
                              (int)(target.to - target.from), target.from);
        if (named && rest.from < rest.to && length < CELL_NAME_MAX)
            target = (Span){path, path + length};
        const char *end = target.from + cell_path_length(target);
        if (end > target.from)
            cell_assign(reader, (Span){target.from, end}, argument);
    }
}

// What its names are within, they are not behind it.
static void run(CellReader *reader, CellFunction *function, Span arguments)
{
    int hidden = reader->names.hidden, before = reader->names.n;
    Block block = {.from = function->body, .to = function->end, .line = function->line};
    bool returned = reader->returned;
    function->running = function->called = true;
    reader->running++;
    reader->names.hidden = before;
    bind_arguments(reader, function->parameters, arguments);
    read_block(reader, &block);
    cell_forget(&reader->names, before);
    reader->names.hidden = hidden;
    reader->running--;
    reader->returned = returned;
    function->running = false;
}

static bool call_function(CellReader *reader, Span name, Span arguments)
{
    const char *from = name.to;
    while (from > name.from && from[-1] != '.')
        from--;
    for (int i = reader->n_functions - 1; i >= 0; i--) {
        CellFunction *function = &reader->function[i];
        bool is = function->name.to - function->name.from == name.to - from &&
                  !memcmp(function->name.from, from, (size_t)(name.to - from));
        if (is && !function->running) {
            run(reader, function, arguments);
            return true;
        }
    }
    return false;
}

// ---- The whole text

typedef enum Header { HEADER_FOR, HEADER_CLASS, HEADER_DEF, HEADER_IF, HEADER_ELIF, HEADER_ELSE, HEADERS } Header;

// false: its lines are read like any others.
static bool read_headed(CellReader *reader, Header header, const Block *block, bool *open)
{
    if (header == HEADER_FOR)
        read_loop(reader, block);
    else if (header == HEADER_CLASS)
        read_class(reader, block);
    else if (header >= HEADER_IF)
        read_branch(reader, block, open);
    return header != HEADER_DEF || keep_body(reader, block);
}

static void read_statements(CellReader *reader, char *text, const char *to, int line)
{
    static const char *const words[] = {"for", "class", "def", "if", "elif", "else"};
    const char *begin = text, *last = text + strlen(text);
    bool open = true;
    while (text < to && !reader->failed && !reader->returned) {
        int lines = 0, header = 0;
        char *end = cell_statement_end(text, last, &lines);
        const char *next = end + (*end != '\0');
        Span statement = cell_trim((Span){text, end});
        reader->first = line;
        reader->last = line + lines;
        while (header < HEADERS && !cell_begins(statement, words[header]))
            header++;
        open |= header < HEADER_IF || (header == HEADERS && statement.from < statement.to);
        Block block = header < HEADERS ? cell_block(begin, text, end, reader->last) : (Block){.to = NULL};
        if (header < HEADERS && read_headed(reader, (Header)header, &block, &open))
            next = block.to + (*block.to && block.to[-1] != '\n');
        else
            read_statement(reader, statement);
        for (; text < next; text++)
            line += cell_is_line_end(*text);
    }
}

static void read_text(CellReader *reader, char *text)
{
    for (char *line = text; *line; line += strcspn(line, "\n"), line += *line != '\0')
        while (!strncmp(line, ">>> ", 4) || !strncmp(line, "... ", 4))
            memset(line, ' ', 4);
    static const char name[] = "__name__", main[] = "'__main__'";
    cell_keep(reader, (Span){name, name + sizeof name - 1}, (Span){main, main + sizeof main - 1});
    read_statements(reader, text, text + strlen(text), 0);
    for (int i = 0; i < reader->n_functions && !reader->failed; i++)
        if (!reader->function[i].called) // by what is not understood
            run(reader, &reader->function[i], (Span){text, text});
}

static int count_skipped(const CellReader *reader, const char *text)
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

static int owner(const CellReader *reader, int i)
{
    while (i >= 0 && i + 1 < reader->n_optimizers && reader->optimizer[i].used)
        i++; // the wrapper that it is in came later
    return i;
}

static bool build_racers(CellReader *reader, Cell *cell)
{
    char text[SPEC_TEXT_MAX + 1];
    for (int i = 0; i < reader->n_optimizers; i++) {
        if (reader->optimizer[i].used)
            continue;
        Text out = text_begin(text, sizeof text);
        text_add(&out, "%s", reader->optimizer[i].text);
        for (int k = 0; k < reader->n_around && strncmp(reader->optimizer[i].text, "Recorded(", 9) != 0; k++)
            text_add(&out, "\n%s", reader->around[k].text);
        for (int k = 0; k < reader->n_schedules; k++)
            if (!reader->schedule[k].used && owner(reader, reader->schedule[k].of) == i) {
                text_add(&out, "\n%s", reader->schedule[k].text);
                cell->schedules++;
            }
        if (!spec_read(text, &cell->racer[cell->n++], reader->error))
            return false;
    }
    for (int k = 0; k < reader->n_around; k++)
        cell->around[cell->n_around++] = names_around(reader->around[k].text);
    return cell->n > 0 || cell_fail(reader, "each optimizer here is an argument of something else");
}

// Does a line begin as none of a racer's does?
static bool is_program(const char *text)
{
    static const char *const words[] = {"import", "from", "for", "while", "with", "def", "class", "if", "try", "print"};
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line != '\0') {
        line += strspn(line, " \t>");
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (cell_begins((Span){line, line + strcspn(line, "\n")}, words[i]))
                return true;
    }
    return false;
}

static bool read_cell(Cell *cell, const char *text, bool *found, Error *error)
{
    CellReader *reader = calloc(1, sizeof *reader);
    char *copy = strdup(text);
    bool ok = reader && copy;
    if (ok) {
        reader->error = error;
        reader->call = call_function;
        reader->names.comprehension = cell_comprehension;
        reader->bodies = BODIES_MAX;
        read_text(reader, copy);
        bool none = !reader->failed && !reader->n_optimizers && is_program(text);
        *found = reader->failed || reader->n_optimizers > 0 || none;
        ok = !reader->failed && (none ? error_set(error, "racer: no optimizer in these lines, such as SGD(lr=0.1)")
                                      : build_racers(reader, cell));
        cell->skipped = count_skipped(reader, text);
        snprintf(cell->undecided, sizeof cell->undecided, "%.*s", (int)(reader->undecided.to - reader->undecided.from),
                 reader->undecided.from);
        cell_forget(&reader->names, 0);
    } else {
        error_set(error, "racer: out of memory");
    }
    free(copy);
    free(reader);
    return ok;
}

// Of one line, only an assignment is a cell, and Keras' model.compile(): all else is a racer with something wrong.
static bool may_be_cell(const char *text)
{
    Span span = cell_trim((Span){text, text + strlen(text)});
    return strlen(text) <= CELL_TEXT_MAX &&
           (memchr(span.from, '\n', (size_t)(span.to - span.from)) || strchr(text, ';') || strstr(text, ".compile(") ||
            (cell_equals(span) && !strchr(text, '|')));
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
    for (int i = 0; i < cell->n_around; i++)
        text_add(&text, "%s%s", i ? " and " : ", ", cell->around[i]->name);
    if (cell->n_around)
        text_add(&text, " around %s", cell->n == 1 ? "it" : "each");
    if (cell->skipped)
        text_add(&text, ", skipped %d line%s", cell->skipped, cell->skipped == 1 ? "" : "s");
    if (cell->undecided[0])
        text_add(&text, "; whether %s is not known: each branch is read", cell->undecided);
    return cell->n > 1 || cell->skipped || cell->n_around;
}
