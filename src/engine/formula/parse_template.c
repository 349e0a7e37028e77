// Templates: what the formula language has in other words, with what was read as its operands.
#include "engine/formula/parse_inside.h"

Value expand(Parser *p, int from, const char *template, const Kept *operands)
{
    const Parser outer = *p;
    Value value = {.from = from};
    if (p->failed)
        return value;
    p->operands = operands;
    p->lexicon.latex = false;
    p->length = from;
    parse_aside(p, template, outer.token.at);
    value = p->expression(p);
    p->operands = outer.operands;
    parse_back(p, &outer);
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
