// Statements of Python that stand indented: bodies of functions, loops of known turns, and conditions. A loop is read
// once for each turn; both branches of a condition are read, and what differs is a where().
#include "engine/formula/parse_inside.h"

#include <stdlib.h>
#include <string.h>

// ---- Lines

static int line_start(const Parser *p, int at)
{
    while (at > 0 && p->text[at - 1] != '\n')
        at--;
    return at;
}

// Bytes before the first token of the line.
static int indent_at(const Parser *p, int at)
{
    int start = line_start(p, at), n = start;
    while (p->text[n] == ' ' || p->text[n] == '\t')
        n++;
    return n - start;
}

static void skip_ends(Parser *p)
{
    while (parse_at(p, ';') || p->token.kind == TOKEN_LINE)
        parse_next(p);
}

static void skip_line(Parser *p)
{
    while (p->token.kind != TOKEN_LINE && p->token.kind != TOKEN_END)
        parse_next(p);
}

// What stands deeper than `indent`.
static void skip_deeper(Parser *p, int indent)
{
    skip_line(p);
    for (skip_ends(p); p->token.kind != TOKEN_END && indent_at(p, p->token.at) > indent; skip_ends(p))
        skip_line(p);
}

// ---- Locals, as they stand at one place

typedef struct Locals {
    Local *it; // [n]
    int n;
} Locals;

static Locals copy_locals(const Parser *p)
{
    Locals copy = {malloc((size_t)p->n_locals * sizeof *p->locals + 1), p->n_locals};
    if (copy.it)
        memcpy(copy.it, p->locals, (size_t)p->n_locals * sizeof *p->locals);
    return copy;
}

static void restore_locals(Parser *p, const Locals *copy)
{
    if (!copy->it) {
        FAIL(p, -1, "out of memory");
        return;
    }
    memcpy(p->locals, copy->it, (size_t)copy->n * sizeof *p->locals);
    p->n_locals = copy->n;
}

static bool same_local(const Local *a, const Local *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == LOCAL_VALUE    ? !strcmp(a->value.text, b->value.text)
           : a->kind == LOCAL_NUMBER ? a->number == b->number
                                     : a->place == b->place && a->index == b->index;
}

// What is there now is of the other branch; yes: of the branch of a true condition.
static void merge_locals(Parser *p, const Kept *condition, const Locals *yes)
{
    for (int i = 0; yes->it && i < yes->n; i++) {
        Local mine = yes->it[i];
        Local *other =
            i < p->n_locals && !strcmp(p->locals[i].name, mine.name) ? &p->locals[i] : find_local(p, mine.name);
        if (!other) {
            *add_local(p, mine.name, mine.kind) = mine;
            continue;
        }
        if (same_local(&mine, other))
            continue;
        Kept part[3] = {*condition, keep_local(p, &mine), keep_local(p, other)};
        int from = p->length;
        Value value = expand(p, from, "where(A, B, C)", part);
        other->value = keep(p, &value, p->length);
        other->kind = LOCAL_VALUE;
        p->latest = (int)(other - p->locals);
        p->length = from;
    }
}

// ---- Conditions

static bool lines(Parser *p, int indent, Value *value);
static bool condition(Parser *p, Value *value, int block);

// Behind the branch: else, elif, or nothing. block: the indent of what stands around.
static bool otherwise(Parser *p, Value *value, int indent, int block)
{
    bool mine = indent_at(p, p->token.at) == indent;
    if (mine && parse_at_word(p, "elif"))
        return condition(p, value, block);
    if (!mine || !parse_at_word(p, "else"))
        return false;
    parse_next(p);
    parse_expect(p, ':', "':'");
    return parse_block(p, value);
}

static void skip_otherwise(Parser *p, int indent)
{
    while ((parse_at_word(p, "elif") || parse_at_word(p, "else")) && indent_at(p, p->token.at) == indent && !p->failed)
        skip_deeper(p, indent);
}

static Kept keep_value(Parser *p, Value *value)
{
    *value = number_of(p, *value);
    Kept kept = keep(p, value, p->length);
    p->length = p->base;
    return kept;
}

// One branch returned a value, the other did not: what follows is the other's.
static bool rest_of(Parser *p, Value *value, int block)
{
    if (lines(p, block, value))
        return true;
    FAIL(p, p->token.at, "one branch of the if returns a value, the other does not: write a if x > 0 else b");
    return false;
}

static bool both_branches(Parser *p, const Kept *test, int indent, int block, Value *value)
{
    Kept part[3] = {*test};
    Locals before = copy_locals(p);
    bool first = parse_block(p, value);
    if (first)
        part[1] = keep_value(p, value);
    Locals yes = copy_locals(p);
    skip_ends(p);
    restore_locals(p, &before);
    bool second = otherwise(p, value, indent, block);
    if (first != second && first)
        second = rest_of(p, value, block);
    if (second)
        part[2] = keep_value(p, value);
    if (first != second && second) {
        restore_locals(p, &yes);
        first = rest_of(p, value, block);
        part[1] = keep_value(p, value);
    }
    if (!p->failed && first && second)
        *value = expand(p, p->base, "where(A, B, C)", part);
    else if (!p->failed)
        merge_locals(p, test, &yes);
    free(before.it);
    free(yes.it);
    return first && second;
}

static bool condition(Parser *p, Value *value, int block)
{
    int indent = indent_at(p, p->token.at);
    parse_next(p);
    int at = p->token.at;
    p->length = p->base;
    Value test = p->expression(p);
    Kept kept = keep(p, &test, p->length);
    p->length = p->base;
    parse_expect(p, ':', "':'");
    if (p->failed || !graph_is_constant(p->graph, test.node)) {
        condition_of(p, test, at);
        return !p->failed && both_branches(p, &kept, indent, block, value);
    }
    if (p->graph->nodes[test.node].value != 0) {
        bool returned = parse_block(p, value);
        skip_ends(p);
        if (!returned)
            skip_otherwise(p, indent);
        return returned;
    }
    skip_deeper(p, indent);
    return otherwise(p, value, indent, block);
}

// ---- Loops

static bool loop(Parser *p, Value *value)
{
    Name names[4];
    int indent = indent_at(p, p->token.at);
    parse_next(p);
    int n = take_names(p, names, 4);
    if (!parse_at_word(p, "in"))
        parse_fail_expected(p, "in");
    parse_next(p);
    Spot list = parse_spot(p);
    bool returned = false;
    for (int turn = 0; !returned && take_turn(p); turn++) {
        parse_go(p, &list);
        p->length = p->base;
        if (!bind_turn(p, names, n, turn))
            break;
        parse_expect(p, ':', "':'");
        returned = parse_block(p, value);
    }
    if (!returned && !p->failed)
        skip_deeper(p, indent);
    return returned;
}

bool parse_control(Parser *p, Value *value, bool *returned)
{
    bool is_if = parse_at_word(p, "if"), is_for = parse_at_word(p, "for");
    if (parse_at_word(p, "while"))
        FAIL(p, p->token.at, "a while loop is not read: write a for loop of known turns, or its terms");
    if (!is_if && !is_for)
        return false;
    p->inner++;
    *returned = is_if ? condition(p, value, indent_at(p, p->token.at)) : loop(p, value);
    p->inner--;
    return true;
}

// ---- Blocks

static bool return_value(Parser *p, Value *value)
{
    parse_next(p);
    p->length = p->base;
    *value = p->expression(p);
    return true;
}

// Statements that stand at least so deep; true: a value is returned, and what follows was not read.
static bool lines(Parser *p, int indent, Value *value)
{
    bool returned = false;
    for (skip_ends(p); p->token.kind != TOKEN_END && !p->failed && !returned; skip_ends(p)) {
        if (indent_at(p, p->token.at) < indent)
            return false;
        if (parse_at_word(p, "return"))
            return return_value(p, value);
        if (parse_at_word(p, "break") || parse_at_word(p, "continue"))
            FAIL(p, p->token.at, "'%s' is not read: write the terms out", p->token.name);
        if (parse_control(p, value, &returned) || p->statement(p))
            continue;
        int at = p->token.at;
        Value unused = p->expression(p); // a line that does nothing
        p->length = unused.from;
        if (p->token.at == at)
            parse_fail_expected(p, "a statement");
    }
    return returned;
}

static bool one_line(Parser *p, Value *value)
{
    while (p->token.kind != TOKEN_LINE && p->token.kind != TOKEN_END && !p->failed) {
        if (parse_at_word(p, "return"))
            return return_value(p, value);
        if (!p->statement(p))
            parse_fail_expected(p, "a statement");
        while (parse_at(p, ';'))
            parse_next(p);
    }
    return false;
}

bool parse_block(Parser *p, Value *value)
{
    bool returned;
    if (!parse_deeper(p))
        return false;
    if (p->token.kind == TOKEN_LINE) {
        skip_ends(p);
        returned = lines(p, indent_at(p, p->token.at), value);
    } else {
        returned = one_line(p, value);
    }
    p->depth--;
    return returned;
}
