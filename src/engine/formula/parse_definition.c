// What stands around a formula where people keep it: f(x, y) = ..., z = ..., lambda x, y: ..., @(x, y) ..., a function
// of Python of several lines, with what it imports, unpacks and names on the way.
#include "engine/formula/parse_inside.h"

#include <ctype.h>
#include <string.h>

// ---- Looking ahead

static Token after(const Parser *p, const Token *token)
{
    return token_read(p->text, token->at + token->length, &p->lexicon);
}

static bool is(const Token *token, char symbol)
{
    return token->kind == TOKEN_SYMBOL && token->symbol == symbol;
}

static bool is_end(const Token *token)
{
    return token->kind == TOKEN_END || token->kind == TOKEN_LINE || is(token, ';');
}

// Behind the bracket that `open` opens.
static Token behind(const Parser *p, Token open)
{
    int depth = 0;
    for (Token it = open; it.kind != TOKEN_END; it = after(p, &it)) {
        depth += is(&it, '(') - is(&it, ')');
        if (depth == 0)
            return after(p, &it);
    }
    return (Token){.kind = TOKEN_END};
}

// NAME(...) =
static bool at_function_head(const Parser *p)
{
    Token open = after(p, &p->token);
    if (p->token.kind != TOKEN_NAME || !is(&open, '('))
        return false;
    Token equals = behind(p, open);
    return is(&equals, '=');
}

// (x, y) -> and (x, y) =>
static bool at_arrow_head(const Parser *p)
{
    Token arrow = is(&p->token, '(') ? behind(p, p->token) : after(p, &p->token);
    return (is(&p->token, '(') || p->token.kind == TOKEN_NAME) && is(&arrow, SYMBOL_ARROW);
}

// NAME, NAME =
static bool at_unpacking(const Parser *p)
{
    Token it = p->token;
    int names = 0;
    while (it.kind == TOKEN_NAME) {
        names++;
        it = after(p, &it);
        if (!is(&it, ','))
            break;
        it = after(p, &it);
    }
    return names > 1 && is(&it, '=');
}

// NAME: type =
static bool at_annotation(const Parser *p)
{
    Token it = after(p, &p->token);
    if (p->token.kind != TOKEN_NAME || !is(&it, ':'))
        return false;
    it = after(p, &it);
    Token equals = after(p, &it);
    return it.kind == TOKEN_NAME && is(&equals, '=');
}

// ---- Lines that hold no formula

// What the last statement named, if it is a value.
static const Local *last_value(const Parser *p)
{
    const Local *last = p->n_locals ? &p->locals[p->n_locals - 1] : NULL;
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
    Token dot = after(p, &p->token), method = after(p, &dot);
    return p->lexicon.lines && p->token.kind == TOKEN_NAME && is(&dot, '.') && method.kind == TOKEN_NAME &&
           !parse_knows_function(method.name, &alias);
}

// Statements of Python that are no formula, whatever is done.
static void refuse_control(Parser *p)
{
    if (parse_at_word(p, "if"))
        FAIL(p, p->token.at, "an if of several lines is not read: write a if x > 0 else b");
    else if (parse_at_word(p, "for") || parse_at_word(p, "while"))
        FAIL(p, p->token.at, "a loop is not read: write its terms out");
}

static bool skip_statement(Parser *p)
{
    static const char *const WORDS[] = {"import", "from", "print", "plt",   "assert",
                                        "global", "pass", "using", "const", "local"};
    bool any = (parse_at(p, '@') && p->lexicon.lines) || at_statement_of_method(p);
    if (p->lexicon.lines)
        refuse_control(p);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        any |= p->lexicon.lines && parse_at_word(p, WORDS[i]);
    if (any)
        skip_line(p);
    return any || skip_docstring(p);
}

// ---- Signatures

static Local *add_local(Parser *p, const Name *name, LocalKind kind)
{
    if (p->n_locals == LOCALS_MAX) {
        FAIL(p, name->at, "more than %d names are defined", LOCALS_MAX);
        return &p->locals[0];
    }
    Local *it = &p->locals[p->n_locals++];
    *it = (Local){.kind = kind};
    text_copy(it->name, sizeof it->name, name->text);
    return it;
}

static void define(Parser *p, const Name *name, double value)
{
    if (find_given(p, name->text) >= 0)
        return;
    Local *known = find_local(p, name->text);
    if (known && known->kind == LOCAL_CONSTANT) {
        known->number = value;
        return;
    }
    add_local(p, name, LOCAL_CONSTANT)->number = value;
}

static bool at_number(const Parser *p)
{
    Token next = after(p, &p->token);
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
    Token type = after(p, &p->token), behind_type = after(p, &type);
    if (parse_at(p, ':') && type.kind == TOKEN_NAME &&
        (is(&behind_type, ',') || is(&behind_type, ')') || is(&behind_type, '='))) {
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
    Token next = after(p, &p->token);
    if (next.kind != TOKEN_NAME)
        return false;
    parse_next(p);
    signature(p, ':', "',' or ':'");
    return true;
}

// lambda x, y: | @(x, y) | function(x, y) | (x, y) -> | x -> | f(x, y) =
static bool head(Parser *p)
{
    Token next = after(p, &p->token);
    if (lambda(p))
        return true;
    if (at_function_head(p) || (parse_at(p, '@') && is(&next, '(')) ||
        (parse_at_word(p, "function") && is(&next, '('))) {
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
    Local *it = add_local(p, name, LOCAL_PARAMETER);
    int place = signature_place(p, vector);
    it->place = place < 0 ? 0 : place;
    it->index = index;
    return it;
}

// p[0] alone
static bool at_element(const Parser *p, Token *index, Token *end)
{
    Token open = after(p, &p->token);
    *index = after(p, &open);
    Token close = after(p, index);
    *end = after(p, &close);
    return p->token.kind == TOKEN_NAME && is(&open, '[') && index->kind == TOKEN_NUMBER && is(&close, ']') &&
           (is_end(end) || is(end, ','));
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
    Token next = after(p, &p->token), later = after(p, &next);
    if (at_number(p) && (is_end(p->token.kind == TOKEN_NUMBER ? &next : &later))) {
        define(p, name, take_number(p));
        return;
    }
    p->length = 0;
    Value value = p->expression(p);
    Kept kept = keep(p, &value, p->length);
    p->length = 0;
    add_local(p, name, LOCAL_VALUE)->value = kept;
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
    Token next = after(p, &p->token);
    if (makes_values(p)) {
        skip_line(p);
    } else if (p->token.kind == TOKEN_NAME && is_end(&next)) {
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
static bool statement(Parser *p)
{
    Name name;
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

void parse_begin(Parser *p)
{
    const char *first = p->text + strspn(p->text, " \t\r\n");
    p->lexicon.lines =
        p->names->parameters_max >= 0 && strchr(first, '\n') && !p->lexicon.latex && has_statements(p->text);
    parse_next(p);
    skip_ends(p);
}

static Value last_named(Parser *p)
{
    const Local *last = last_value(p);
    if (last)
        return write_kept(p, &last->value);
    fail_no_parameter(p);
    return (Value){0};
}

Value parse_definition(Parser *p)
{
    if (p->names->parameters_max < 0) // a lambda's own head has been read
        return p->expression(p);
    for (bool more = true; more && !p->failed;) {
        skip_ends(p);
        more = skip_statement(p) || function_of_python(p) || statement(p);
    }
    if (p->token.kind == TOKEN_END && !p->failed)
        return last_named(p);
    if (parse_at_word(p, "return"))
        parse_next(p);
    head(p);
    p->length = 0;
    Value value = p->expression(p);
    if (p->token.kind == TOKEN_LINE) // what follows is no formula any more
        while (p->token.kind != TOKEN_END && !p->failed)
            parse_next(p);
    return value;
}

// ---- The end

// What only the signature names is a parameter, too: f(x, y) = x^2.
static void add_unused(Parser *p)
{
    for (int i = 0; i < p->parsed->n_signature; i++) {
        Name name = {.at = 0};
        bool used = false;
        for (int k = 0; k < p->parsed->n_parameters; k++)
            used |= p->parsed->parameters[k].place.place == i;
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

int formula_head(const char *text)
{
    Parser p = {.text = text, .lexicon = {.latex = token_is_latex(text), .known = knows_nothing}};
    Token it = token_read(text, 0, &p.lexicon);
    if (has_statements(text) && strchr(text + strspn(text, " \t\r\n"), '\n'))
        return (int)strlen(text);
    if (it.kind == TOKEN_NAME && !strcmp(it.name, "def"))
        return (int)strlen(text);
    p.token = it;
    if (at_function_head(&p))
        it = behind(&p, after(&p, &it));
    else if (it.kind == TOKEN_NAME && parse_at_assignment(&p))
        it = after(&p, &it);
    if (is(&it, '='))
        it = after(&p, &it);
    p.token = it;
    bool lambda = parse_at_word(&p, "lambda");
    Token next = after(&p, &it);
    if (lambda && next.kind == TOKEN_NAME)
        for (bool more = true; more && it.kind != TOKEN_END; it = after(&p, &it))
            more = !is(&it, ':');
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
