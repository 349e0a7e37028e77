// Names that a text gives a value on its way: s = 0, w = [x, y], the i of a loop.
#include "engine/formula/parse_inside.h"

#include <math.h>
#include <string.h>

Local *add_local(Parser *p, const char *name, LocalKind kind)
{
    if (p->n_locals == LOCALS_MAX) {
        FAIL(p, p->token.at, "more than %d names are defined", LOCALS_MAX);
        return &p->locals[0];
    }
    p->latest = p->n_locals;
    Local *it = &p->locals[p->n_locals++];
    *it = (Local){.kind = kind};
    text_copy(it->name, sizeof it->name, name);
    return it;
}

Local *set_local(Parser *p, const char *name, LocalKind kind)
{
    for (int i = p->n_locals - 1; i >= p->scope; i--)
        if (!strcmp(name, p->locals[i].name)) {
            p->latest = i;
            p->locals[i].kind = kind;
            return &p->locals[i];
        }
    return add_local(p, name, kind);
}

void set_number(Parser *p, const char *name, double value)
{
    set_local(p, name, LOCAL_NUMBER)->number = value;
}

void set_value(Parser *p, const char *name, const Kept *value)
{
    set_local(p, name, LOCAL_VALUE)->value = *value;
}

Value write_number(Parser *p, double value)
{
    char digits[40];
    Value it = {.from = p->length, .level = signbit(value) ? LEVEL_SIGN : LEVEL_ATOM};
    text_double(digits, sizeof digits, value);
    write_text(p, digits);
    it.node = graph_constant(p->graph, value);
    return it;
}

Kept keep_local(Parser *p, Local *local)
{
    if (local->kind == LOCAL_VALUE)
        return local->value;
    int from = p->length;
    Name name = {.at = p->token.at};
    text_copy(name.text, sizeof name.text, local->name);
    Value value = local->kind == LOCAL_PARAMETER ? parse_parameter(p, &name, local->place, local->index)
                                                 : write_number(p, local->number);
    Kept kept = keep(p, &value, p->length);
    p->length = from;
    return kept;
}

// ---- Lists

// Its '[' or '(' is the current token: a list with commas, not one value in brackets.
bool at_list(const Parser *p)
{
    int depth = 0;
    if (!parse_at(p, '[') && !parse_at(p, '('))
        return false;
    for (Token it = p->token; it.kind != TOKEN_END; it = parse_after(p, &it)) {
        depth += token_is(&it, '(') + token_is(&it, '[') - token_is(&it, ')') - token_is(&it, ']');
        Token next = parse_after(p, &it);
        if (!depth)
            return parse_at(p, '[') && token_is_end(&next);
        if (depth == 1 && token_is(&it, ',') && parse_at(p, '('))
            return true;
    }
    return false;
}

// w = [x, y]
void bind_list(Parser *p, const Name *name)
{
    char close = parse_at(p, '[') ? ']' : ')';
    int opened_at = p->token.at, n = 0;
    bool lines = parse_open(p);
    while (!parse_at(p, close) && !p->failed) {
        Name item = {.at = p->token.at};
        Text text = text_begin(item.text, sizeof item.text);
        text_add(&text, "%s[%d]", name->text, n++);
        p->length = p->base;
        Value value = number_of(p, p->expression(p));
        Kept kept = keep(p, &value, p->length);
        set_value(p, item.text, &kept);
        if (!parse_accept(p, ','))
            break;
    }
    parse_close(p, close, opened_at, lines);
    p->length = p->base;
    set_local(p, name->text, LOCAL_LIST)->index = n;
}
