// Templates: what the formula language has in other words, with what was read as its operands.
#include "engine/formula/parse_inside.h"

Value expand(Parser *p, int from, const char *template, const Kept *operands)
{
    const Parser outer = *p;
    Value value = {.from = from};
    if (p->failed)
        return value;
    p->typed = outer.typed ? outer.typed : outer.text;
    p->typed_at = outer.typed ? outer.typed_at : outer.token.at;
    p->text = template;
    p->operands = operands;
    p->lexicon.latex = p->lexicon.lines = false;
    p->token = (Token){0};
    p->bars = 0;
    p->length = from;
    parse_next(p);
    value = p->expression(p);
    p->text = outer.text;
    p->operands = outer.operands;
    p->lexicon = outer.lexicon;
    p->typed = outer.typed;
    p->typed_at = outer.typed_at;
    p->bars = outer.bars;
    if (p->failed)
        return value;
    p->token = outer.token;
    p->last = outer.last;
    return value;
}

Value number_of(Parser *p, Value value)
{
    if (!value.condition)
        return value;
    Kept kept = keep(p, &value, p->length);
    return expand(p, value.from, "where(A, 1, 0)", &kept);
}

Value condition_of(Parser *p, Value value, int at)
{
    if (!value.condition)
        FAIL(p, at, "expected a comparison here, such as x > 0");
    return value;
}
