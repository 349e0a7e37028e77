// What a name that is met in a formula stands for, with the index behind it.
#include "engine/formula/parse_inside.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

// x[0] is x0.
static Value at_index(Parser *p, const Name *name, int index)
{
    Name it = *name;
    char digits[16];
    Text text = text_begin(digits, sizeof digits);
    text_add(&text, "%d", index);
    size_t length = strlen(it.text);
    if (length + text.length > FORMULA_NAME_MAX)
        FAIL(p, name->at, "the name '%s' is too long for an index", name->text);
    else
        text_copy(it.text + length, sizeof it.text - length, digits);
    return parse_parameter(p, &it, signature_place(p, name->text), index);
}

// i, i + 1, -1: the last of two.
static int take_index(Parser *p, const Name *name, int length)
{
    char what[QUOTE_BYTES];
    Token first = p->token;
    int from = p->length;
    int node = p->expression(p).node;
    p->length = from;
    double value = p->failed || !graph_is_constant(p->graph, node) ? -1000 : p->graph->nodes[node].value;
    value += value < 0 ? length : 0;
    bool called = isupper((unsigned char)name->text[0]) && name->text[1];
    bool right = value == floor(value) && value >= 0 && value < 1000;
    if (!right && called) // Sin[x] of Mathematica
        FAIL(p, name->at, "a function's argument stands in round brackets: write sin(x), not Sin[x]");
    if (!right)
        FAIL(p, first.at, "expected an index such as 0, found %s", token_quote(p->text, &first, what, sizeof what));
    return p->failed ? 0 : (int)value;
}

// What the element is that is read now, of a vector's slice: x, x[1:], x[:-1], x[1:-1].
static Value sliced(Parser *p, const char *name)
{
    double first = 0, last = 0;
    int from = p->length, whole = vector_length(p, name);
    if (parse_at(p, '[') && p->last == p->token.at) {
        int opened_at = p->token.at;
        bool lines = parse_open(p);
        first = parse_at(p, ':') ? 0 : constant_expression(p, "as in x[1:]");
        bool one = parse_at(p, ']');
        if (!one)
            parse_expect(p, ':', "':'");
        last = parse_at(p, ']') ? whole : constant_expression(p, "as in x[:-1]");
        parse_close(p, ']', opened_at, lines);
        p->length = from;
        first += first < 0 ? whole : 0;
        if (one)
            return p->failed ? (Value){.from = from} : write_element(p, name, (int)first);
        last += last < 0 ? whole : 0;
        p->vector->count = (int)fmin(p->vector->count, last - first);
    }
    return p->failed ? (Value){.from = from} : write_element(p, name, (int)first + p->vector->element);
}

// x[0], x[:, 0], x[..., 0] and, of what a signature names, x(1).
static Value indexed(Parser *p, const Name *name, char close)
{
    int opened_at = p->token.at;
    bool lines = parse_open(p);
    while (parse_at(p, ':') || parse_at(p, '.') || parse_at(p, ','))
        parse_next(p);
    int index = take_index(p, name, 2);
    p->lexicon.lines = lines;
    if (!parse_at(p, close))
        parse_close(p, close, opened_at, lines);
    parse_next(p);
    return at_index(p, name, index);
}

// ---- Meanings

static Value leaf(Parser *p, const Name *name, int node)
{
    Value value = {node, p->length, LEVEL_ATOM, false};
    write_text(p, name->text);
    return value;
}

// x.shape[0], x.size, x.numel() of a vector.
static bool at_shape(const Parser *p, const Name *name)
{
    static const char *const WORDS[] = {"shape", "size", "numel", "ndim"};
    Token word = parse_after(p, &p->token);
    bool any = false;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        any |= token_is_word(&word, WORDS[i]);
    return parse_at(p, '.') && any && is_vector(p, name->text);
}

static Value shape(Parser *p, const Name *name)
{
    int length = vector_length(p, name->text), from = p->length;
    parse_next(p);
    parse_next(p);
    if (parse_at(p, '[') || parse_at(p, '(')) {
        char close = parse_at(p, '[') ? ']' : ')';
        int opened_at = p->token.at;
        bool lines = parse_open(p);
        while (!parse_at(p, close) && p->token.kind != TOKEN_END)
            parse_next(p);
        parse_close(p, close, opened_at, lines);
    }
    p->length = from;
    return write_number(p, length);
}

// w[0] of w = [x, y]
static Value of_list(Parser *p, const Name *name, const Local *it)
{
    int opened_at = p->token.at, from = p->length;
    if (!parse_at(p, '[')) {
        FAIL(p, name->at, "'%s' is a list: expected %s[0]", name->text, name->text);
        return (Value){.from = from};
    }
    bool lines = parse_open(p);
    int index = take_index(p, name, it->index);
    parse_close(p, ']', opened_at, lines);
    p->length = from;
    if (index >= it->index)
        FAIL(p, name->at, "'%s' has no element %d", name->text, index);
    return p->failed ? (Value){.from = from} : write_element(p, name->text, index);
}

static Value local(Parser *p, const Name *name, Local *it)
{
    it->used = true;
    if (it->kind == LOCAL_VALUE)
        return write_kept(p, &it->value);
    if (it->kind == LOCAL_PARAMETER)
        return parse_parameter(p, name, it->place, it->index);
    if (it->kind == LOCAL_NUMBER)
        return write_number(p, it->number);
    if (it->kind == LOCAL_LIST)
        return of_list(p, name, it);
    return leaf(p, name, graph_constant(p->graph, it->number));
}

static Value given(Parser *p, const Name *name)
{
    int column = find_column(p, name->text), constant = find_constant(p, name->text);
    if (column >= 0) {
        p->parsed->uses_column[column] = true;
        return leaf(p, name, graph_leaf(p->graph, OP_COLUMN, column));
    }
    p->parsed->uses_constant[constant] = true;
    return leaf(p, name, graph_constant(p->graph, p->names->constants[constant].value));
}

static bool is_number_name(const char *name, double *value)
{
    static const struct {
        const char *name;
        double value;
    } NAMES[] = {{"pi", 3.14159265358979323846},
                 {"M_PI", 3.14159265358979323846},
                 {"PI", 3.14159265358979323846},
                 {"Pi", 3.14159265358979323846},
                 {"e", 2.71828182845904523536}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (!strcmp(name, NAMES[i].name)) {
            *value = NAMES[i].value;
            return true;
        }
    return false;
}

static Value number(Parser *p, const Name *name, double value)
{
    Name it = *name;
    bool sign = !strncmp(p->text + name->at, "π", strlen("π"));
    text_copy(it.text, sizeof it.text, sign ? "π" : name->text[0] == 'e' ? "e" : "pi");
    return leaf(p, &it, graph_constant(p->graph, value));
}

// The name is taken; what follows it is the current token.
Value parse_variable(Parser *p, const Name *name)
{
    Local *known = find_local(p, name->text);
    int place = signature_place(p, name->text);
    double value;
    if (p->operands && strchr("ABC", name->text[0]) && !name->text[1])
        return write_kept(p, &p->operands[name->text[0] - 'A']);
    if (p->vector && vector_length(p, name->text))
        return sliced(p, name->text);
    if (at_shape(p, name))
        return shape(p, name);
    if (known)
        return local(p, name, known);
    if (find_given(p, name->text) >= 0)
        return given(p, name);
    if (parse_at(p, '[') && p->last == p->token.at)
        return indexed(p, name, ']');
    if (place >= 0 && parse_at(p, '('))
        return indexed(p, name, ')');
    if (place < 0 && is_number_name(name->text, &value))
        return number(p, name, value);
    return parse_parameter(p, name, place, 0);
}
