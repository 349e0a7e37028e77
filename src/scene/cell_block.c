// A cell's text cut into statements and blocks: see cell_block.h.
#include "scene/cell_block.h"

#include <ctype.h>
#include <string.h>

const char *cell_equals(Span span)
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

bool cell_begins(Span span, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(span.to - span.from) > length && !memcmp(span.from, word, length) &&
           !isalnum((unsigned char)span.from[length]) && span.from[length] != '_';
}

const char *cell_colon(Span span)
{
    const char *at = span.from;
    while (at < span.to && *at != ':')
        at = strchr("([{", *at) ? cell_close((Span){at, span.to}) + 1 : cell_skip((Span){at, span.to});
    return at < span.to ? at : span.to;
}

bool cell_is_line_end(char c)
{
    return c == '\n' || c == '\f';
}

char *cell_statement_end(char *at, const char *end, int *lines)
{
    int depth = 0;
    while (*at) {
        if (*at == '#')
            while (*at && *at != '\n')
                *at++ = ' ';
        if (*at == '\\' && at[1] == '\n') // a joint, which still ends a line of the text
            at[0] = ' ', at[1] = '\f';
        if (!*at || (!depth && (*at == '\n' || *at == ';')))
            break;
        depth += strchr("([{", *at) != NULL;
        depth -= depth && strchr(")]}", *at);
        const char *next = cell_skip((Span){at, end});
        for (; at < next; at++)
            *lines += cell_is_line_end(*at);
    }
    return at;
}

static int indentation(const char *text, const char *at)
{
    const char *from = at;
    while (from > text && from[-1] != '\n')
        from--;
    return (int)strspn(from, " \t");
}

static bool is_blank(const char *line)
{
    line += strspn(line, " \t\r");
    return !*line || *line == '\n' || *line == '#';
}

Block cell_block(const char *text, char *from, char *end, int line)
{
    const char *last = end + strlen(end);
    Block block = {.header = cell_trim((Span){from, end}), .line = line};
    const char *colon = cell_colon(block.header);
    int lines = 0, depth = indentation(text, block.header.from);
    if (colon + 1 < end && !is_blank(colon + 1)) {
        block.from = from + (colon + 1 - from);
        while (*end == ';')
            end = cell_statement_end(end + 1, last, &lines);
        block.to = end;
        return block;
    }
    block.from = end + (*end == '\n');
    block.line++;
    for (end = block.from; *end && (is_blank(end) || (int)strspn(end, " \t") > depth); end += *end == '\n')
        do
            end = cell_statement_end(end + (*end == ';'), last, &lines);
        while (*end == ';');
    block.to = end;
    return block;
}

// ---- What a function returns

enum { LOCALS_MAX = 8 };

// The names that a function sets, each an expression.
typedef struct Locals {
    char name[LOCALS_MAX][CELL_NAME_MAX], value[LOCALS_MAX][200];
    int n;
} Locals;

static int find_local(const Locals *locals, const char *word, size_t length)
{
    int i = locals->n - 1;
    while (i >= 0 && (strlen(locals->name[i]) != length || memcmp(locals->name[i], word, length) != 0))
        i--;
    return i;
}

// The expression with the names that were set replaced by what they are.
static void add_replaced(Text *text, const Locals *locals, Span span)
{
    while (span.from < span.to) {
        int length = cell_path_length(span), local = length ? find_local(locals, span.from, (size_t)length) : -1;
        int plain = length ? length : (int)(cell_skip(span) - span.from);
        if (local >= 0)
            text_add(text, "(%s)", locals->value[local]);
        else
            text_add(text, "%.*s", plain, span.from);
        span.from += plain;
    }
}

static bool set_local(Locals *locals, Span statement, const char *equals)
{
    Span name = cell_trim((Span){statement.from, equals});
    size_t length = (size_t)(name.to - name.from);
    if (locals->n == LOCALS_MAX || cell_path_length(name) != (int)length || length >= CELL_NAME_MAX ||
        memchr(name.from, '.', length))
        return false;
    Text value = text_begin(locals->value[locals->n], sizeof locals->value[0]);
    add_replaced(&value, locals, cell_trim((Span){equals + 1, statement.to}));
    memcpy(locals->name[locals->n], name.from, length);
    locals->name[locals->n++][length] = '\0';
    return !value.full;
}

static bool add_returned(Text *text, Locals *locals, Block body, int depth);

static bool holds_if(Span span)
{
    while (span.from < span.to) {
        int length = cell_path_length(span);
        if (length == 2 && !memcmp(span.from, "if", 2))
            return true;
        span.from = length ? span.from + length : cell_skip(span);
    }
    return false;
}

static void add_condition(Text *text, const Locals *locals, Span condition)
{
    bool choice = holds_if(condition);
    text_add(text, choice ? " if (" : " if ");
    add_replaced(text, locals, condition);
    text_add(text, choice ? ") else " : " else ");
}

// `if C: return A` and what stands behind it: A if C else ...
static bool add_branch(Text *text, Locals *locals, Block branch, const char *word, Block rest, int depth)
{
    Locals within = *locals;
    Span condition = {branch.header.from + strlen(word), cell_colon(branch.header)};
    bool choice = holds_if((Span){branch.from, branch.to});
    text_add(text, choice ? "(" : "");
    if (!add_returned(text, &within, branch, depth + 1))
        return false;
    text_add(text, choice ? ")" : "");
    add_condition(text, locals, cell_trim(condition));
    return add_returned(text, locals, rest, depth + 1);
}

static bool add_returned(Text *text, Locals *locals, Block body, int depth)
{
    static const char *const branches[] = {"if", "elif", "else"};
    char *from = body.from;
    while (from < body.to && depth < CELL_DEPTH_MAX) {
        int lines = 0, i = 0;
        char *end = cell_statement_end(from, body.to, &lines);
        Span statement = cell_trim((Span){from, end});
        while (i < 3 && !cell_begins(statement, branches[i]))
            i++;
        Block branch = i < 3 ? cell_block(body.from, from, end, 0) : (Block){.to = end};
        Block rest = {.from = from, .to = body.to};
        rest.from += branch.to - from + (*branch.to && branch.to[-1] != '\n');
        const char *equals = cell_equals(statement);
        if (cell_begins(statement, "return")) {
            add_replaced(text, locals, cell_trim((Span){statement.from + strlen("return"), statement.to}));
            return true;
        }
        if (i < 2)
            return add_branch(text, locals, branch, branches[i], rest, depth);
        if (i == 2)
            return add_returned(text, locals, branch, depth + 1);
        bool says = statement.from < statement.to && !strchr("'\"", *statement.from); // no docstring, no blank line
        if (says && !(equals && set_local(locals, statement, equals)))
            return false;
        from = rest.from;
    }
    return false;
}

bool cell_returns(Text *text, Block body)
{
    Locals locals = {.n = 0};
    return add_returned(text, &locals, body, 0) && !text->full;
}
