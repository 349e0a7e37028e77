// Vectors: the only parameter of a function, which stands for two, or a list. They are read element by element.
#include "engine/formula/parse_inside.h"

#include <string.h>

bool take_turn(Parser *p)
{
    if (++p->turns > TURNS_MAX)
        FAIL(p, p->token.at, "loops and calls of more than %d turns in all", TURNS_MAX);
    return !p->failed;
}

double constant_expression(Parser *p, const char *what)
{
    int at = p->token.at, from = p->length;
    Value value = p->expression(p);
    p->length = from;
    if (!p->failed && !graph_is_constant(p->graph, value.node))
        FAIL(p, at, "expected a number here, %s", what);
    return p->failed ? 0 : p->graph->nodes[value.node].value;
}

// Of a text without a signature, the only name that is free: sum(x.^2).
static bool is_alone(const Parser *p, const char *name)
{
    static const char *const WORDS[] = {"if",  "else",   "for",  "in",    "and", "or",
                                        "not", "return", "True", "False", "e",   "pi"};
    bool alone = true, dot = false, alias;
    for (Token it = token_read(p->text, 0, &p->lexicon); alone && it.kind != TOKEN_END; it = parse_after(p, &it)) {
        Token next = parse_after(p, &it);
        bool known = it.kind != TOKEN_NAME || dot || token_is(&next, '(') || token_is(&next, '=') ||
                     p->knows(it.name, &alias) || find_given(p, it.name) >= 0 || find_local(p, it.name);
        for (size_t i = 0; !known && i < sizeof WORDS / sizeof *WORDS; i++)
            known = token_is_word(&it, WORDS[i]);
        dot = token_is(&it, '.');
        alone = known || token_is_word(&it, name);
    }
    return alone;
}

bool is_vector(const Parser *p, const char *name)
{
    int n = p->parsed->n_signature;
    if (n > 1 || p->operands || p->names->parameters_max == 1 || find_local(p, name) || find_given(p, name) >= 0)
        return false;
    return n ? !strcmp(p->parsed->signature[0], name) : !p->names->n_columns && is_alone(p, name);
}

Kept parse_element(Parser *p, const char *vector, int index)
{
    Name name = {.at = p->token.at};
    Text text = text_begin(name.text, sizeof name.text);
    Local *list = find_local(p, vector);
    if (list) {
        text_add(&text, "%s[%d]", vector, index);
        return keep_local(p, find_local(p, name.text));
    }
    int from = p->length;
    text_add(&text, "%s%d", vector, index);
    Value value = parse_parameter(p, &name, signature_place(p, vector), index);
    Kept kept = keep(p, &value, p->length);
    p->length = from;
    return kept;
}

Value write_element(Parser *p, const char *vector, int index)
{
    Kept kept = parse_element(p, vector, index);
    return write_kept(p, &kept);
}

int vector_length(const Parser *p, const char *name)
{
    const Local *list = find_local(p, name);
    return list && list->kind == LOCAL_LIST ? list->index : is_vector(p, name) ? 2 : 0;
}

bool is_series(const char *name)
{
    return !strcmp(name, "sum") || !strcmp(name, "prod") || !strcmp(name, "mean") || !strcmp(name, "nansum");
}

static bool is_reduction(const Token *name)
{
    static const char *const NAMES[] = {"len", "norm", "max", "min", "amax", "amin", "logsumexp", "dot", "vector_norm"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (token_is_word(name, NAMES[i]))
            return true;
    return name->kind == TOKEN_NAME && is_series(name->name);
}

bool has_elements(const Parser *p)
{
    bool any = false;
    for (Token it = p->token; it.kind != TOKEN_END && it.kind != TOKEN_LINE && !token_is(&it, ';');
         it = parse_after(p, &it)) {
        Token next = parse_after(p, &it);
        if (is_reduction(&it) && token_is(&next, '('))
            return false;
        bool vector = it.kind == TOKEN_NAME && (p->parsed->n_signature || find_local(p, it.name));
        any |= vector && vector_length(p, it.name) && !token_is(&next, '[') && !token_is(&next, '.');
    }
    return any;
}

// [x0, x1] of w = 1 + (x - 1)/4, where x is a vector.
void bind_elements(Parser *p, const char *name)
{
    Spot from = parse_spot(p);
    Vector it = {.count = 2}, *outer = p->vector;
    p->vector = &it;
    for (; it.element < it.count && take_turn(p); it.element++) {
        char element[FORMULA_NAME_MAX + 1];
        Text text = text_begin(element, sizeof element);
        text_add(&text, "%s[%d]", name, it.element);
        parse_go(p, &from);
        p->length = p->base;
        Value value = number_of(p, p->expression(p));
        Kept kept = keep(p, &value, p->length);
        set_value(p, element, &kept);
    }
    p->vector = outer;
    p->length = p->base;
    set_local(p, name, LOCAL_LIST)->index = it.count;
}

// x = np.asarray(x)
bool at_vector(const Parser *p)
{
    Token open = parse_after(p, &p->token), name = parse_after(p, &open);
    return token_is(&open, '(') && name.kind == TOKEN_NAME && vector_length(p, name.name);
}

// ---- Products

// x @ x and x.T @ x; of dot(x, y) what stands in the brackets. *second: the other vector's name.
static bool product_behind(const Parser *p, Token first, char sign, Token *second)
{
    Token it = parse_after(p, &first);
    Token turned = parse_after(p, &it);
    if (sign == '@' && token_is(&it, '.') && token_is_word(&turned, "T"))
        it = parse_after(p, &turned);
    *second = parse_after(p, &it);
    return token_is(&it, sign) && first.kind == TOKEN_NAME && second->kind == TOKEN_NAME &&
           vector_length(p, first.name) && vector_length(p, first.name) == vector_length(p, second->name);
}

bool vector_product_at(const Parser *p, const Name *name)
{
    static const char *const NAMES[] = {"dot", "vdot", "inner", "matmul"};
    Token first = parse_after(p, &p->token), second;
    bool any = false;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        any |= !strcmp(name->text, NAMES[i]);
    if (!any || !parse_at(p, '(') || !product_behind(p, first, ',', &second))
        return false;
    Token close = parse_after(p, &second);
    return token_is(&close, ')');
}

static Value product(Parser *p, int from, const char *a, const char *b)
{
    Value sum = {.from = from, .level = LEVEL_ATOM};
    Kept terms[3];
    for (int i = 0; i < vector_length(p, a) && take_turn(p); i++) {
        Kept pair[3] = {parse_element(p, a, i), parse_element(p, b, i)};
        sum = expand(p, from, "A*B", pair);
        terms[i > 0] = keep(p, &sum, p->length);
        if (i > 0) {
            sum = expand(p, from, "A + B", terms);
            terms[0] = keep(p, &sum, p->length);
        }
    }
    return sum;
}

Value vector_product(Parser *p, int from)
{
    parse_next(p);
    Token first = p->token, second;
    product_behind(p, first, ',', &second);
    parse_jump(p, &second);
    parse_next(p);
    parse_next(p);
    return product(p, from, first.name, second.name);
}

bool at_matrix_product(const Parser *p)
{
    Token second;
    return p->token.kind == TOKEN_NAME && !p->vector && product_behind(p, p->token, '@', &second);
}

Value matrix_product(Parser *p)
{
    write_blanks(p);
    int from = p->length;
    Token first = p->token, second;
    product_behind(p, first, '@', &second);
    parse_jump(p, &second);
    parse_next(p);
    return product(p, from, first.name, second.name);
}
