// What stands around a formula where people keep it: f(x, y) = ..., z = ..., lambda x, y: ..., @(x, y) ..., a function
// of Python of several lines, with what it imports, unpacks and names on the way.
#include "engine/formula/parse_inside.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

// ---- Looking ahead

// Behind the bracket that `open` opens.
static Token behind(const Parser *p, Token open)
{
    int depth = 0;
    for (Token it = open; it.kind != TOKEN_END; it = parse_after(p, &it)) {
        depth += token_is(&it, '(') - token_is(&it, ')');
        if (depth == 0)
            return parse_after(p, &it);
    }
    return (Token){.kind = TOKEN_END};
}

// NAME(...) =
static bool at_function_head(const Parser *p)
{
    Token open = parse_after(p, &p->token);
    if (p->token.kind != TOKEN_NAME || !token_is(&open, '('))
        return false;
    Token equals = behind(p, open);
    return token_is(&equals, '=');
}

// (x, y) -> and (x, y) =>
static bool at_arrow_head(const Parser *p)
{
    Token arrow = token_is(&p->token, '(') ? behind(p, p->token) : parse_after(p, &p->token);
    return (token_is(&p->token, '(') || p->token.kind == TOKEN_NAME) && token_is(&arrow, SYMBOL_ARROW);
}

// NAME, NAME =
static bool at_unpacking(const Parser *p)
{
    Token it = p->token;
    int names = 0;
    while (it.kind == TOKEN_NAME) {
        names++;
        it = parse_after(p, &it);
        if (!token_is(&it, ','))
            break;
        it = parse_after(p, &it);
    }
    return names > 1 && token_is(&it, '=');
}

// NAME: type =
static bool at_annotation(const Parser *p)
{
    Token it = parse_after(p, &p->token);
    if (p->token.kind != TOKEN_NAME || !token_is(&it, ':'))
        return false;
    it = parse_after(p, &it);
    Token equals = parse_after(p, &it);
    return it.kind == TOKEN_NAME && token_is(&equals, '=');
}

// ---- Lines that hold no formula

// What the last statement named, if it is a value.
static const Local *last_value(const Parser *p)
{
    const Local *last = p->n_locals && p->latest >= 0 ? &p->locals[p->latest] : NULL;
    return last && last->kind == LOCAL_VALUE ? last : NULL;
}

static void skip_line(Parser *p)
{
    while (p->token.kind != TOKEN_LINE && p->token.kind != TOKEN_END)
        parse_next(p);
}

static bool skip_docstring(Parser *p)
{
    const char *from = p->text + p->token.at;
    bool quotes = !strncmp(from, "\"\"\"", 3) || !strncmp(from, "'''", 3);
    const char *end = quotes ? strstr(from + 3, *from == '"' ? "\"\"\"" : "'''") : NULL;
    if (!end)
        return false;
    p->token.length = (int)(end + 3 - from);
    parse_next(p);
    return true;
}

// loss.backward()
static bool at_statement_of_method(const Parser *p)
{
    bool alias;
    Token dot = parse_after(p, &p->token), method = parse_after(p, &dot);
    return p->lexicon.lines && p->token.kind == TOKEN_NAME && token_is(&dot, '.') && method.kind == TOKEN_NAME &&
           !parse_knows_function(method.name, &alias);
}

static bool skip_statement(Parser *p)
{
    static const char *const WORDS[] = {"import", "from", "print", "plt",   "assert",
                                        "global", "pass", "using", "const", "local"};
    bool any = (parse_at(p, '@') && p->lexicon.lines) || at_statement_of_method(p);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        any |= p->lexicon.lines && parse_at_word(p, WORDS[i]);
    if (any)
        skip_line(p);
    return any || skip_docstring(p);
}

// ---- Signatures

// NAME op= that begins a statement
static bool at_augmented(const Parser *p, const Token *name, char *operator)
{
    Token sign = parse_after(p, name), equals = parse_after(p, &sign);
    bool one = sign.kind == TOKEN_SYMBOL && strchr("+-*/^", sign.symbol);
    *operator= sign.symbol;
    return name->kind == TOKEN_NAME && one && token_is(&equals, '=') && equals.at == sign.at + sign.length;
}

// The text gives it a value once: it is a constant of the formula, that can be turned.
static bool is_constant(const Parser *p, const char *name)
{
    int times = 0;
    bool first = true;
    char operator;
    for (Token it = token_read(p->text, 0, &p->lexicon); it.kind != TOKEN_END; it = parse_after(p, &it)) {
        Token next = parse_after(p, &it);
        if (first && token_is_word(&it, name))
            times += (token_is(&next, '=') ? 1 : 0) + (at_augmented(p, &it, &operator) ? 2 : 0);
        first = it.kind == TOKEN_LINE || token_is(&it, ';') || token_is(&it, ':');
    }
    return times < 2 && !p->inner;
}

static void define(Parser *p, const Name *name, double value)
{
    if (find_given(p, name->text) >= 0 && is_constant(p, name->text))
        return;
    LocalKind kind = is_constant(p, name->text) ? LOCAL_CONSTANT : LOCAL_NUMBER;
    set_local(p, name->text, kind)->number = value;
}

static bool at_number(const Parser *p)
{
    Token next = parse_after(p, &p->token);
    return p->token.kind == TOKEN_NUMBER || ((parse_at(p, '-') || parse_at(p, '+')) && next.kind == TOKEN_NUMBER);
}

static double take_number(Parser *p)
{
    bool minus = parse_accept(p, '-');
    if (!minus)
        parse_accept(p, '+');
    double value = p->token.number;
    parse_next(p);
    return minus ? -value : value;
}

// x, x: float, a=1
static void declare(Parser *p)
{
    Name name;
    parse_accept(p, '*');
    if (p->token.kind != TOKEN_NAME)
        parse_fail_expected(p, "a parameter's name");
    if (!parse_take_name(p, &name))
        return;
    Token type = parse_after(p, &p->token), behind_type = parse_after(p, &type);
    if (parse_at(p, ':') && type.kind == TOKEN_NAME &&
        (token_is(&behind_type, ',') || token_is(&behind_type, ')') || token_is(&behind_type, '='))) {
        parse_next(p);
        parse_next(p);
    }
    if (parse_accept(p, '=')) {
        if (!at_number(p))
            parse_fail_expected(p, "a number");
        define(p, &name, take_number(p));
    } else if (signature_place(p, name.text) >= 0) {
        FAIL(p, name.at, "the parameter '%s' is there twice", name.text);
    } else if (find_given(p, name.text) < 0 && strcmp(name.text, "self") != 0) {
        if (p->parsed->n_signature == FORMULA_PARAMETERS_MAX)
            FAIL(p, name.at, "more than %d parameters", FORMULA_PARAMETERS_MAX);
        else
            text_copy(p->parsed->signature[p->parsed->n_signature++], sizeof p->parsed->signature[0], name.text);
    }
}

static void signature(Parser *p, char end, const char *expected)
{
    p->parsed->n_signature = 0;
    while (!parse_at(p, end) && !p->failed) {
        declare(p);
        if (!parse_accept(p, ',') && !parse_accept(p, ';'))
            break;
    }
    parse_expect(p, end, expected);
}

static void bracketed_signature(Parser *p)
{
    bool lines = p->lexicon.lines;
    p->lexicon.lines = false;
    parse_expect(p, '(', "'('");
    signature(p, ')', "',' or ')'");
    p->lexicon.lines = lines;
}

// def NAME(x, y) -> type:
static bool function_of_python(Parser *p)
{
    if (!parse_at_word(p, "def"))
        return false;
    parse_next(p);
    parse_next(p);
    bracketed_signature(p);
    while (!parse_at(p, ':') && !p->failed && p->token.kind != TOKEN_LINE && p->token.kind != TOKEN_END)
        parse_next(p);
    parse_expect(p, ':', "':'");
    return true;
}

static bool lambda(Parser *p)
{
    if (!parse_at_word(p, "lambda") || parse_at_assignment(p))
        return false;
    Token next = parse_after(p, &p->token);
    if (next.kind != TOKEN_NAME)
        return false;
    parse_next(p);
    signature(p, ':', "',' or ':'");
    return true;
}

// lambda x, y: | @(x, y) | function(x, y) | (x, y) -> | x -> | f(x, y) =
static bool head(Parser *p)
{
    Token next = parse_after(p, &p->token);
    if (lambda(p))
        return true;
    if (at_function_head(p) || (parse_at(p, '@') && token_is(&next, '(')) ||
        (parse_at_word(p, "function") && token_is(&next, '('))) {
        bool equals = at_function_head(p);
        parse_next(p);
        bracketed_signature(p);
        if (equals)
            parse_next(p);
        return true;
    }
    if (!at_arrow_head(p))
        return false;
    if (parse_at(p, '('))
        bracketed_signature(p);
    else
        p->parsed->n_signature = 0, declare(p);
    parse_next(p);
    return true;
}

// ---- Names that are given a value on the way

static Local *bind_parameter(Parser *p, const Name *name, const char *vector, int index)
{
    Local *it = set_local(p, name->text, LOCAL_PARAMETER);
    int place = signature_place(p, vector);
    it->place = place < 0 ? 0 : place;
    it->index = index;
    return it;
}

// p[0] alone
static bool at_element(const Parser *p, Token *index, Token *end)
{
    Token open = parse_after(p, &p->token);
    *index = parse_after(p, &open);
    Token close = parse_after(p, index);
    *end = parse_after(p, &close);
    return p->token.kind == TOKEN_NAME && token_is(&open, '[') && index->kind == TOKEN_NUMBER &&
           token_is(&close, ']') && (token_is_end(end) || token_is(end, ','));
}

// Points, axes and symbols: what is made of them is free.
static bool makes_values(const Parser *p)
{
    static const char *const WORDS[] = {"linspace", "arange", "meshgrid", "mgrid", "tensor", "Parameter",
                                        "Variable", "array",  "randn",    "rand",  "zeros",  "ones",
                                        "symbols",  "Symbol", "var",      "random"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (parse_at_word(p, WORDS[i]) && !parse_is_taken(p, WORDS[i]))
            return true;
    return false;
}

// `z = x + y` in front of more; its text is kept.
static void bind(Parser *p, const Name *name)
{
    Token index, end;
    if (at_element(p, &index, &end)) {
        bind_parameter(p, name, p->token.name, (int)index.number);
        p->token = end;
        return;
    }
    Token next = parse_after(p, &p->token), later = parse_after(p, &next);
    if (at_list(p) && !parse_at_pieces(p)) {
        bind_list(p, name);
        return;
    }
    if (has_elements(p)) {
        if (is_vector(p, name->text) && at_vector(p))
            skip_line(p);
        else
            bind_elements(p, name->text);
        return;
    }
    if (at_number(p) && (token_is_end(p->token.kind == TOKEN_NUMBER ? &next : &later))) {
        define(p, name, take_number(p));
        return;
    }
    p->length = p->base;
    Value value = number_of(p, p->expression(p));
    Kept kept = keep(p, &value, p->length);
    p->length = p->base;
    bool number = graph_is_constant(p->graph, value.node) && (p->inner || !is_constant(p, name->text));
    if (number)
        set_number(p, name->text, p->graph->nodes[value.node].value);
    else
        set_value(p, name->text, &kept);
    parse_fail_operand(p); // z = x^2 - 3xy is no `x^2 - 3` with a formula behind
}

// s += x
static void augment(Parser *p, char operator)
{
    static const struct {
        char operator;
        const char *template;
        double nothing; // of which only the right side is left
    } WAYS[] = {{'+', "A + B", 0}, {'-', "A - B", NAN}, {'*', "A*B", 1}, {'/', "A/B", NAN}, {'^', "A^B", NAN}};
    Name name;
    Kept part[3] = {{.text = ""}};
    size_t way = 0;
    while (WAYS[way].operator!= operator)
        way++;
    if (!parse_take_name(p, &name))
        return;
    Local *known = find_local(p, name.text);
    if (!known)
        FAIL(p, name.at, "'%s' has no value yet", name.text);
    parse_next(p);
    parse_next(p);
    p->length = p->base;
    Value value = number_of(p, p->expression(p));
    part[1] = keep(p, &value, p->length);
    p->length = p->base;
    bool number = known && known->kind == LOCAL_NUMBER;
    bool alone = number && known->number == WAYS[way].nothing;
    if (p->failed)
        return;
    part[0] = keep_local(p, known);
    if (!alone) {
        value = expand(p, p->base, WAYS[way].template, part);
        part[1] = keep(p, &value, p->length);
        p->length = p->base;
    }
    if (graph_is_constant(p->graph, value.node) && number)
        set_number(p, name.text, p->graph->nodes[value.node].value);
    else
        set_value(p, name.text, &part[1]);
}

static int names_before_equals(Parser *p, Name *names, int most)
{
    int n = 0;
    do {
        if (n == most || p->token.kind != TOKEN_NAME) {
            parse_fail_expected(p, "'='");
            return 0;
        }
        if (!parse_take_name(p, &names[n++]))
            return 0;
    } while (parse_accept(p, ','));
    parse_next(p);
    return n;
}

// x, y = p | x, y = p[0], p[1]
static void unpack(Parser *p)
{
    Name names[FORMULA_PARAMETERS_MAX];
    int n = names_before_equals(p, names, FORMULA_PARAMETERS_MAX);
    Token next = parse_after(p, &p->token);
    if (makes_values(p)) {
        skip_line(p);
    } else if (p->token.kind == TOKEN_NAME && token_is_end(&next)) {
        for (int i = 0; i < n; i++)
            bind_parameter(p, &names[i], p->token.name, i);
        parse_next(p);
    } else {
        for (int i = 0; i < n && !p->failed; i++) {
            bind(p, &names[i]);
            if (i < n - 1)
                parse_expect(p, ',', "','");
        }
    }
}

// One statement that names something; false: this one is none.
static bool assignment(Parser *p)
{
    Name name;
    char operator;
    if (at_augmented(p, &p->token, &operator)) {
        augment(p, operator);
        return true;
    }
    if (at_unpacking(p)) {
        unpack(p);
        return true;
    }
    bool typed = at_annotation(p);
    if (p->token.kind != TOKEN_NAME || (!typed && !parse_at_assignment(p)) || parse_at_word(p, "return"))
        return false;
    if (!parse_take_name(p, &name))
        return false;
    if (typed) {
        parse_next(p);
        parse_next(p);
    }
    parse_next(p);
    if (head(p)) // f = lambda x: ...
        return false;
    if (makes_values(p))
        skip_line(p);
    else
        bind(p, &name);
    return true;
}

static void skip_ends(Parser *p)
{
    while (parse_at(p, ';') || p->token.kind == TOKEN_LINE)
        parse_next(p);
}

// The text holds lines that mean something one by one.
static bool has_statements(const char *text)
{
    const char *line = text;
    for (; line; line = strchr(line, '\n')) {
        line += strspn(line, " \t\r\n");
        size_t word = strcspn(line, " \t\r\n(");
        size_t equals = strcspn(line, "=\n");
        bool assigns = line[equals] == '=' && line[equals + 1] != '=' && equals && !strchr("<>!=~", line[equals - 1]);
        if ((word == 3 && !strncmp(line, "def", 3)) || !strncmp(line, "return", 6) || !strncmp(line, "import", 6) ||
            assigns)
            return true;
    }
    return false;
}

// {\displaystyle f(x) = ...}: the brace ends where the text does.
static bool is_braced(const Parser *p)
{
    int depth = 0;
    for (Token it = p->token; it.kind != TOKEN_END; it = parse_after(p, &it)) {
        depth += token_is(&it, '{') - token_is(&it, '}');
        Token next = parse_after(p, &it);
        if (!depth)
            return next.kind == TOKEN_END;
    }
    return false;
}

// const f = (x, y) => ...
static bool is_declared(const Token *token)
{
    return token_is_word(token, "const") || token_is_word(token, "let") || token_is_word(token, "var");
}

void parse_begin(Parser *p)
{
    const char *first = p->text + strspn(p->text, " \t\r\n");
    p->lexicon.lines =
        p->names->parameters_max >= 0 && strchr(first, '\n') && !p->lexicon.latex && has_statements(p->text);
    parse_next(p);
    skip_ends(p);
    parse_accept(p, '='); // of a spreadsheet's cell
    if (is_declared(&p->token) && parse_after(p, &p->token).kind == TOKEN_NAME)
        parse_next(p);
    parse_refuse_braces(p);
    if (p->lexicon.latex && parse_at(p, '{') && is_braced(p))
        p->braced = true, parse_next(p);
    if (p->lexicon.latex)
        find_dimension(p);
    if (p->names->parameters_max >= 0)
        find_owns(p);
}

static Value last_named(Parser *p)
{
    const Local *last = last_value(p);
    if (last)
        return write_kept(p, &last->value);
    fail_no_parameter(p);
    return (Value){0};
}

bool parse_statement(Parser *p)
{
    return skip_statement(p) || assignment(p);
}

// Of a function that another one calls: its head and all that belongs to it.
static bool skip_helper(Parser *p)
{
    const Own *own = own_at(p);
    if (!own || !own->helper)
        return false;
    parse_jump(p, &own->body);
    while (!own->block && !parse_at(p, ';') && p->token.kind != TOKEN_LINE && p->token.kind != TOKEN_END)
        parse_next(p);
    if (!own->block)
        return true;
    do
        skip_line(p), skip_ends(p);
    while (p->token.kind != TOKEN_END && (p->text[p->token.at - 1] == ' ' || p->text[p->token.at - 1] == '\t'));
    return true;
}

// A function of Python, and what it returns.
static bool own_formula(Parser *p, Value *value, bool *returned)
{
    if (!function_of_python(p))
        return false;
    *returned = parse_block(p, value);
    while (p->token.kind != TOKEN_END && !p->failed)
        parse_next(p);
    return true;
}

static void skip_rest(Parser *p)
{
    while (p->token.kind != TOKEN_END && !p->failed)
        parse_next(p);
}

Value parse_definition(Parser *p)
{
    Value value = {0};
    bool returned = false;
    if (p->names->parameters_max < 0) // a lambda's own head has been read
        return p->expression(p);
    for (bool more = true; more && !p->failed && !returned;) {
        skip_ends(p);
        more = skip_helper(p) || own_formula(p, &value, &returned) ||
               (p->lexicon.lines && parse_control(p, &value, &returned)) || parse_statement(p);
    }
    if (returned)
        return skip_rest(p), value;
    if (p->token.kind == TOKEN_END && !p->failed)
        return last_named(p);
    if (parse_at_word(p, "return"))
        parse_next(p);
    head(p);
    p->length = 0;
    value = p->expression(p);
    if (p->token.kind == TOKEN_LINE) // what follows is no formula any more
        skip_rest(p);
    return value;
}

// ---- The end

// x_1 of f(x) = x_1^2
static bool is_element(const Parser *p, int parameter, int place)
{
    const char *name = p->parsed->parameters[parameter].name, *vector = p->parsed->signature[place];
    size_t length = strlen(vector);
    const char *index = name + length + (name[length] == '_');
    return !strncmp(name, vector, length) && isdigit((unsigned char)*index);
}

// What only the signature names is a parameter, too: f(x, y) = x^2.
static void add_unused(Parser *p)
{
    for (int i = 0; i < p->parsed->n_signature; i++) {
        Name name = {.at = 0};
        bool used = false;
        for (int k = 0; k < p->parsed->n_parameters; k++)
            used |= p->parsed->parameters[k].place.place == i || is_element(p, k, i);
        text_copy(name.text, sizeof name.text, p->parsed->signature[i]);
        if (!used && !find_local(p, name.text) && p->names->parameters_max >= 0)
            parse_parameter(p, &name, i, 0);
    }
}

static void add_defined(Parser *p)
{
    for (int i = 0; i < p->n_locals; i++) {
        const Local *it = &p->locals[i];
        if (it->kind != LOCAL_CONSTANT || !it->used || p->parsed->n_defined == FORMULA_CONSTANTS_MAX)
            continue;
        FormulaConstant *constant = &p->parsed->defined[p->parsed->n_defined++];
        text_copy(constant->name, sizeof constant->name, it->name);
        constant->value = it->number;
    }
}

void parse_finish(Parser *p, const Value *value)
{
    Kept kept = keep(p, value, p->length);
    if (!p->failed)
        add_unused(p);
    add_defined(p);
    p->length = 0;
    write_text(p, kept.text);
    p->written[p->length] = '\0';
}

// ---- Heads of one line

static bool knows_nothing(const void *context, const char *word, int length)
{
    (void)context, (void)word, (void)length;
    return false;
}

// g = @(x) x.^2; f = @(x, y) g(x) + g(y)
static bool defines_several(Parser *p)
{
    bool several = false;
    for (Token it = token_read(p->text, 0, &p->lexicon); it.kind != TOKEN_END && !several; it = parse_after(p, &it)) {
        if (!token_is(&it, ';'))
            continue;
        p->token = parse_after(p, &it);
        Token equals = parse_after(p, &p->token), what = parse_after(p, &equals);
        bool named = p->token.kind == TOKEN_NAME && token_is(&equals, '=');
        several = at_function_head(p) || (named && (token_is(&what, '@') || token_is_word(&what, "lambda")));
    }
    return several;
}

int formula_head(const char *text)
{
    Parser p = {.text = text, .lexicon = {.latex = token_is_latex(text), .known = knows_nothing}};
    Token it = token_read(text, 0, &p.lexicon);
    if (has_statements(text) && strchr(text + strspn(text, " \t\r\n"), '\n'))
        return (int)strlen(text);
    if (defines_several(&p))
        return (int)strlen(text);
    if (it.kind == TOKEN_NAME && !strcmp(it.name, "def"))
        return (int)strlen(text);
    if ((p.lexicon.latex && token_is(&it, '{')) || is_declared(&it))
        it = parse_after(&p, &it);
    p.token = it;
    if (at_function_head(&p))
        it = behind(&p, parse_after(&p, &it));
    else if (it.kind == TOKEN_NAME && parse_at_assignment(&p))
        it = parse_after(&p, &it);
    if (token_is(&it, '='))
        it = parse_after(&p, &it);
    p.token = it;
    bool lambda = parse_at_word(&p, "lambda");
    Token next = parse_after(&p, &it);
    if (lambda && next.kind == TOKEN_NAME)
        for (bool more = true; more && it.kind != TOKEN_END; it = parse_after(&p, &it))
            more = !token_is(&it, ':');
    return it.at;
}

int formula_name(const char *text, char name[FORMULA_NAME_MAX + 1])
{
    Lexicon lexicon = {.latex = *text == '\\', .known = knows_nothing};
    Token token = token_read(text, 0, &lexicon);
    if (token.kind != TOKEN_NAME || token.at || token.long_name)
        return 0;
    text_copy(name, FORMULA_NAME_MAX + 1, token.name);
    return token.length;
}
