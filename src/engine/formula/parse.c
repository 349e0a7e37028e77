// A recursive descent over the text that makes the graph's nodes as it goes, and writes the formula in its language:
//
//     choice     = either [ if either else choice | ? choice : choice ]
//     either     = both { or both }                      or: | where no bar is open
//     both       = negation { and negation }             and: &, &&
//     negation   = (not | !) negation | comparison
//     comparison = sum { (< | <= | > | >= | == | !=) sum }
//     sum        = product { (+ | -) product }
//     product    = signed { (* | / | // | %) signed }
//     signed     = (- | +) signed | power
//     power      = primary [ superscript ] { .name ( choice { , choice } ) } [ ^ signed ]
//     primary    = number | name | name ( choice { , choice } ) | ( choice ) | '|' choice '|' | name [ index ]
//
// In LaTeX \frac{}{}, {...} and \sin x are primaries, too, and factors may stand side by side. The first error is kept;
// from then on the current token is the end, so that every loop stops.
#include "engine/formula/parse_inside.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static Value choice(Parser *p);
static Value sign(Parser *p);

static Value nothing(const Parser *p)
{
    return (Value){.from = p->length, .level = LEVEL_ATOM};
}

// ---- Primaries

static Value parenthesis(Parser *p)
{
    int opened_at = p->token.at, bars = p->bars, from, at;
    write_blanks(p);
    from = p->length;
    write_token(p);
    at = p->length;
    bool lines = parse_open(p);
    p->bars = 0;
    Value inside = choice(p);
    parse_close(p, ')', opened_at, lines);
    p->bars = bars;
    if (inside.condition && !p->failed) { // its brackets come where they are needed
        inside.from = at;
        Kept kept = keep(p, &inside, p->length - 1);
        p->length = from;
        return write_kept(p, &kept);
    }
    return (Value){inside.node, from, LEVEL_ATOM, false};
}

// What stands between signs that are no brackets of the language.
static Value enclosed(Parser *p, char end)
{
    int opened_at = p->token.at, bars = p->bars;
    bool lines = parse_open(p);
    p->bars = end == '|' ? bars + 1 : 0;
    Value inside = choice(p);
    parse_close(p, end, opened_at, lines);
    p->bars = bars;
    return inside;
}

static Value enclosed_call(Parser *p, char end, const char *template)
{
    Value inside = enclosed(p, end);
    inside = number_of(p, inside);
    Kept kept = keep(p, &inside, p->length);
    return expand(p, inside.from, template, &kept);
}

static Value number(Parser *p)
{
    write_blanks(p);
    Value value = nothing(p);
    value.node = graph_constant(p->graph, p->token.number);
    if (p->token.name[0])
        write_text(p, p->token.name);
    else
        write_token(p);
    parse_next(p);
    return value;
}

// {...}, or one digit, letter or command.
static Value single(Parser *p)
{
    if (parse_at(p, '{'))
        return enclosed(p, '}');
    parse_cut_token(p);
    if (!parse_deeper(p))
        return nothing(p);
    Value value = p->token.kind == TOKEN_SYMBOL ? sign(p) : p->token.kind == TOKEN_NUMBER ? number(p) : sign(p);
    p->depth--;
    return value;
}

static Value fraction(Parser *p)
{
    int from = p->length, length = 0, divisor = mean_divisor(p, &length);
    if (divisor)
        p->token.length = length;
    parse_next(p);
    if (divisor)
        return parse_big(p, divisor);
    Kept part[3] = {{.text = ""}};
    for (int i = 0; i < 2; i++) {
        Value value = number_of(p, single(p));
        part[i] = keep(p, &value, p->length);
    }
    return expand(p, from, "A/B", part);
}

static Value command(Parser *p)
{
    char what[QUOTE_BYTES];
    if (!strcmp(p->token.name, "frac"))
        return fraction(p);
    if (!strcmp(p->token.name, "sum") || !strcmp(p->token.name, "prod"))
        return parse_big(p, 0);
    if (!strcmp(p->token.name, "cases"))
        return parse_cases(p);
    token_quote(p->text, &p->token, what, sizeof what);
    FAIL(p, p->token.at, "%s is not known in a formula%s", what, parse_other_command(p->token.name));
    return nothing(p);
}

static bool starts_argument(const Parser *p)
{
    return p->token.kind == TOKEN_NUMBER || p->token.kind == TOKEN_NAME || p->token.kind == TOKEN_SUPERSCRIPT ||
           p->token.kind == TOKEN_COMMAND || parse_at(p, '^') || parse_at(p, '{') || parse_at(p, '[') ||
           parse_at(p, '|');
}

static Value fail_call(Parser *p, const Name *name)
{
    char what[QUOTE_BYTES];
    if (parse_at(p, '['))
        FAIL(p, name->at, "a function's argument stands in round brackets: write %s(x), not %s[x]", name->text,
             name->text);
    FAIL(p, p->token.at, "expected '(' after the function '%s', found %s", name->text,
         token_quote(p->text, &p->token, what, sizeof what));
    return nothing(p);
}

static bool is_raised(const Parser *p)
{
    return p->token.kind == TOKEN_SUPERSCRIPT || parse_at(p, '^');
}

// len(x) of the only parameter, which has two elements here, or of a list.
static Value length_of(Parser *p)
{
    int opened_at = p->token.at, n = 0;
    bool lines = parse_open(p);
    Name it = {.at = p->token.at};
    if (p->token.kind != TOKEN_NAME)
        parse_fail_expected(p, "the name of a vector");
    else if (parse_take_name(p, &it))
        n = vector_length(p, it.text);
    if (!n)
        FAIL(p, it.at, "the length of '%s' is not known here: write the number", it.text);
    int length = p->length;
    parse_close(p, ')', opened_at, lines);
    p->length = length;
    return write_number(p, n);
}

static Value name(Parser *p)
{
    Name it;
    bool alias;
    write_blanks(p);
    if (!parse_take_name(p, &it))
        return nothing(p);
    parse_accept_brackets(p, it.text);
    bool operand = p->operands && !it.text[1];
    const Own *own = operand || p->operands || !parse_at(p, '(') ? NULL : find_own(p, it.text);
    if (own)
        return call_own(p, own);
    if (parse_at(p, '(') && !strcmp(it.text, "sigma") && !parse_is_taken(p, it.text))
        text_copy(it.text, sizeof it.text, "sigmoid");
    if (parse_at(p, '(') && !operand && is_series(it.text))
        return parse_series(p, &it);
    if (parse_at(p, '(') && !operand && !strcmp(it.text, "len"))
        return length_of(p);
    bool function = !operand && parse_knows_function(it.text, &alias);
    if (parse_at(p, '.') && p->last == p->token.at && function) // Julia's sin.(x)
        parse_next(p);
    if (parse_at(p, '(') && !operand && (function || signature_place(p, it.text) < 0))
        return parse_call(p, &it);
    if (!function || parse_is_taken(p, it.text))
        return parse_variable(p, &it);
    if ((it.command && starts_argument(p)) || parse_at(p, '|')) // \\sin x, ln|x|
        return parse_bare_call(p, &it);
    if (is_raised(p) && !alias)
        return parse_bare_call(p, &it);
    if (!alias || starts_argument(p))
        return fail_call(p, &it);
    return parse_variable(p, &it);
}

// sqrt of what follows it: √x, √(x + 1).
static Value root_sign(Parser *p)
{
    Name it = {"sqrt", p->token.at, true};
    write_blanks(p);
    parse_next(p);
    return parse_bare_call(p, &it);
}

static Value symbol(Parser *p)
{
    if (parse_at(p, '('))
        return parse_at_pieces(p) ? parse_pieces(p) : parenthesis(p);
    if (parse_at(p, '|'))
        return write_blanks(p), enclosed_call(p, '|', "abs(A)");
    if (parse_at(p, SYMBOL_FLOOR))
        return write_blanks(p), enclosed_call(p, SYMBOL_FLOOR_END, "floor(A)");
    if (parse_at(p, SYMBOL_CEIL))
        return write_blanks(p), enclosed_call(p, SYMBOL_CEIL_END, "ceil(A)");
    if (parse_at(p, SYMBOL_ROOT))
        return root_sign(p);
    if (p->lexicon.latex && parse_at(p, '{'))
        return enclosed(p, '}');
    if (p->lexicon.latex && parse_at(p, '['))
        return enclosed(p, ']');
    if (parse_at(p, '['))
        FAIL(p, p->token.at,
             "found '[', and a list or matrix is no number: write its terms out, as in 2*x^2 + 2*x*y + 3*y^2");
    parse_fail_expected(p, "a number, a name or '('");
    return nothing(p);
}

static Value primary(Parser *p)
{
    Value value = nothing(p);
    if (!parse_deeper(p))
        return value;
    if (p->token.kind == TOKEN_NUMBER)
        value = number(p);
    else if (p->token.kind == TOKEN_NAME)
        value = at_matrix_product(p) ? matrix_product(p) : name(p);
    else if (p->token.kind == TOKEN_COMMAND)
        value = command(p);
    else
        value = symbol(p);
    p->depth--;
    return value;
}

// ---- Operators

// One operand's value, as a number that holds at least so tightly.
static Value operand(Parser *p, Value (*read)(Parser *p), Level least)
{
    Value value = number_of(p, read(p));
    need(p, &value, least);
    return value;
}

static Value exponent(Parser *p)
{
    if (p->token.kind == TOKEN_SUPERSCRIPT) {
        Value value = nothing(p);
        char digits[40];
        text_double(digits, sizeof digits, p->token.number);
        write_text(p, digits);
        value.node = graph_constant(p->graph, p->token.number);
        parse_next(p);
        return value;
    }
    parse_next(p);
    return sign(p);
}

static bool at_method(const Parser *p)
{
    if (!parse_at(p, '.'))
        return false;
    Token name = token_read(p->text, p->token.at + 1, &p->lexicon);
    Token open = token_read(p->text, name.at + name.length, &p->lexicon);
    return name.kind == TOKEN_NAME && name.at == p->token.at + 1 && open.symbol == '(';
}

static Value postfix(Parser *p)
{
    Spot from = parse_spot(p);
    int known = p->parsed->n_parameters;
    Value value = primary(p);
    while (at_method(p) && (!p->method || p->token.at < p->method)) {
        value = number_of(p, value);
        parse_next(p);
        value = parse_method(p, value, &from, known);
    }
    return value;
}

static Value power(Parser *p)
{
    Value base = postfix(p);
    bool raised = p->token.kind == TOKEN_SUPERSCRIPT;
    if (raised || parse_at(p, '^')) {
        base = number_of(p, base);
        need(p, &base, LEVEL_ATOM);
    }
    if (raised) {
        base.node = graph_raise(p->graph, base.node, graph_constant(p->graph, p->token.number));
        base.level = LEVEL_POWER;
        write_token(p);
        parse_next(p);
    }
    if (!parse_at(p, '^'))
        return base;
    parse_refuse_transposed(p);
    write_token(p);
    parse_next(p);
    if (!parse_deeper(p))
        return base;
    Value raised_to = operand(p, sign, LEVEL_SIGN);
    p->depth--;
    return (Value){graph_raise(p->graph, base.node, raised_to.node), base.from, LEVEL_POWER, false};
}

static Value sign(Parser *p)
{
    bool minus = parse_at(p, '-');
    if (!minus && !parse_at(p, '+'))
        return power(p);
    if (!parse_deeper(p))
        return nothing(p);
    write_blanks(p);
    Value value = nothing(p);
    write_token(p);
    parse_next(p);
    Value of = operand(p, sign, LEVEL_PRODUCT);
    p->depth--;
    value.level = of.level < LEVEL_SIGN ? of.level : LEVEL_SIGN;
    value.node = minus ? graph_negate(p->graph, of.node) : of.node;
    return value;
}

// a % b, a // b of what is written up to here.
static Value whole(Parser *p, Value left, char symbol)
{
    Kept part[3] = {keep(p, &left, p->length)};
    parse_next(p);
    Value right = operand(p, sign, LEVEL_SIGN);
    part[1] = keep(p, &right, p->length);
    return expand(p, left.from, symbol == '%' ? "remainder(A, B)" : "round((A - remainder(A, B))/B)", part);
}

// Where ½ or -½ ends that begins a product: what follows it is a factor, as in ½x². -1: none does.
static int end_of_coefficient(const Parser *p)
{
    Token it = p->token;
    while (token_is(&it, '-') || token_is(&it, '+'))
        it = parse_after(p, &it);
    return it.kind == TOKEN_NUMBER && it.name[0] ? it.at + it.length : -1;
}

static bool starts_factor(const Parser *p, int coefficient)
{
    bool number = p->token.kind == TOKEN_NUMBER || p->token.kind == TOKEN_COMMAND;
    bool name = p->token.kind == TOKEN_NAME && !parse_at_word(p, "if") && !parse_at_word(p, "else") &&
                !parse_at_word(p, "and") && !parse_at_word(p, "or") && !parse_at_word(p, "otherwise");
    bool opens = parse_at(p, '(') || parse_at(p, '{') || parse_at(p, '[') || parse_at(p, SYMBOL_FLOOR) ||
                 parse_at(p, SYMBOL_CEIL) || parse_at(p, SYMBOL_ROOT) || (parse_at(p, '|') && !p->bars);
    return p->lexicon.latex ? name || opens || number : p->last == coefficient && (name || opens);
}

static bool at_product(const Parser *p)
{
    return parse_at(p, '*') || parse_at(p, '/') || parse_at(p, '%') || parse_at(p, SYMBOL_WHOLE);
}

static Value product(Parser *p)
{
    int coefficient = end_of_coefficient(p);
    Value left = sign(p);
    while (at_product(p) || starts_factor(p, coefficient)) {
        char symbol = p->token.kind == TOKEN_SYMBOL ? p->token.symbol : '*';
        left = number_of(p, left);
        need(p, &left, LEVEL_PRODUCT);
        if (symbol == '%' || symbol == SYMBOL_WHOLE) {
            left = whole(p, left, symbol);
            continue;
        }
        if (starts_factor(p, coefficient)) {
            write_text(p, "*");
            p->token.space = 0;
            symbol = '*';
        } else {
            write_token(p);
            parse_next(p);
        }
        Value right = operand(p, sign, LEVEL_SIGN);
        left.node = symbol == '/' ? graph_divide(p->graph, left.node, right.node)
                                  : graph_multiply(p->graph, left.node, right.node);
        left.level = LEVEL_PRODUCT;
    }
    return left;
}

// The argument of \sin 2\pi x \cos y ends before another function.
static bool at_function(const Parser *p)
{
    bool alias;
    return p->token.kind == TOKEN_NAME && p->token.command && parse_knows_function(p->token.name, &alias);
}

static Value factors(Parser *p)
{
    Value left = sign(p);
    while (starts_factor(p, -1) && !at_function(p)) {
        left = number_of(p, left);
        need(p, &left, LEVEL_PRODUCT);
        write_text(p, "*");
        left.node = graph_multiply(p->graph, left.node, operand(p, sign, LEVEL_SIGN).node);
        left.level = LEVEL_PRODUCT;
    }
    return left;
}

static Value sum(Parser *p)
{
    Value left = product(p);
    while (parse_at(p, '+') || parse_at(p, '-')) {
        bool plus = parse_at(p, '+');
        left = number_of(p, left);
        need(p, &left, LEVEL_SUM);
        if (p->lexicon.latex)
            write_text(p, plus ? " + " : " - ");
        else
            write_token(p);
        parse_next(p);
        int right = operand(p, product, LEVEL_PRODUCT).node;
        left.node = plus ? graph_add(p->graph, left.node, right) : graph_subtract(p->graph, left.node, right);
        left.level = LEVEL_SUM;
    }
    return left;
}

// ---- Conditions

static int compare(Parser *p, char symbol, int a, int b)
{
    switch (symbol) {
    case '<':
        return graph_node(p->graph, OP_LESS, a, b, 0);
    case '>':
        return graph_node(p->graph, OP_LESS, b, a, 0);
    case SYMBOL_LESS_EQUAL:
        return graph_node(p->graph, OP_LESS_EQUAL, a, b, 0);
    case SYMBOL_GREATER_EQUAL:
        return graph_node(p->graph, OP_LESS_EQUAL, b, a, 0);
    case SYMBOL_EQUAL:
        return graph_node(p->graph, OP_EQUAL, a, b, 0);
    default:
        return graph_node(p->graph, OP_NOT_EQUAL, a, b, 0);
    }
}

static bool at_comparison(const Parser *p)
{
    static const char SYMBOLS[] = {'<', '>', SYMBOL_LESS_EQUAL, SYMBOL_GREATER_EQUAL, SYMBOL_EQUAL, SYMBOL_NOT_EQUAL,
                                   '\0'};
    return p->token.kind == TOKEN_SYMBOL && strchr(SYMBOLS, p->token.symbol);
}

// left < middle is written; < right follows.
static Value chain(Parser *p, Value first, const Kept *middle)
{
    Kept part[3] = {keep(p, &first, p->length)};
    p->length = first.from;
    Value left = write_kept(p, middle);
    char symbol = p->token.symbol;
    write_token(p);
    parse_next(p);
    Value right = operand(p, sum, LEVEL_SUM);
    Value second = {compare(p, symbol, left.node, right.node), left.from, LEVEL_COMPARISON, true};
    part[1] = keep(p, &second, p->length);
    return expand(p, first.from, "logical_and(A, B)", part);
}

static Value comparison(Parser *p)
{
    Value left = sum(p);
    if (!at_comparison(p))
        return left;
    left = number_of(p, left);
    need(p, &left, LEVEL_SUM);
    char symbol = p->token.symbol;
    write_token(p);
    parse_next(p);
    Value right = operand(p, sum, LEVEL_SUM);
    Kept middle = keep(p, &right, p->length);
    Value value = {compare(p, symbol, left.node, right.node), left.from, LEVEL_COMPARISON, true};
    if (at_comparison(p))
        value = chain(p, value, &middle);
    return value;
}

static bool at_not(const Parser *p)
{
    return parse_at(p, '!') || parse_at_word(p, "not");
}

static Value negation(Parser *p)
{
    if (!at_not(p))
        return comparison(p);
    if (!parse_deeper(p))
        return nothing(p);
    write_blanks(p);
    parse_next(p);
    int at = p->token.at, from = p->length;
    Value value = condition_of(p, negation(p), at);
    p->depth--;
    Kept kept = keep(p, &value, p->length);
    return expand(p, from, "logical_not(A)", &kept);
}

static bool at_and(const Parser *p)
{
    return parse_at(p, SYMBOL_AND) || parse_at_word(p, "and");
}

static bool at_or(const Parser *p)
{
    return (parse_at(p, '|') && !p->bars) || parse_at_word(p, "or");
}

// A chain of one operator, both sides of which are conditions.
static Value joined(Parser *p, bool (*at)(const Parser *p), Value (*read)(Parser *p), const char *template)
{
    int place = p->token.at;
    Value left = read(p);
    while (at(p)) {
        Kept part[3] = {{.text = ""}};
        left = condition_of(p, left, place);
        part[0] = keep(p, &left, p->length);
        bool bar = parse_at(p, '|');
        parse_next(p);
        if (bar)
            parse_accept(p, '|');
        place = p->token.at;
        Value right = condition_of(p, read(p), place);
        part[1] = keep(p, &right, p->length);
        left = expand(p, left.from, template, part);
    }
    return left;
}

static Value both(Parser *p)
{
    return joined(p, at_and, negation, "logical_and(A, B)");
}

static Value either(Parser *p)
{
    return joined(p, at_or, both, "logical_or(A, B)");
}

static Value choice(Parser *p)
{
    int from = p->token.at;
    Value value = either(p);
    if (parse_at(p, '?'))
        return parse_conditional(p, value, from);
    if (!parse_at_word(p, "if"))
        return value;
    Kept part[3] = {{.text = ""}};
    value = number_of(p, value);
    part[1] = keep(p, &value, p->length);
    parse_next(p);
    int at = p->token.at;
    Value condition = condition_of(p, either(p), at);
    part[0] = keep(p, &condition, p->length);
    if (!parse_at_word(p, "else"))
        parse_fail_expected(p, "else");
    parse_next(p);
    if (!parse_deeper(p))
        return value;
    Value otherwise = number_of(p, choice(p));
    p->depth--;
    part[2] = keep(p, &otherwise, p->length);
    return expand(p, value.from, "where(A, B, C)", part);
}

// ---- The whole

static void expect_end(Parser *p)
{
    bool braced = p->braced;
    Token next = parse_after(p, &p->token);
    bool turned = parse_at(p, '.') && token_is_word(&next, "T");
    bool stop = (parse_at(p, '.') || parse_at(p, ',')) && next.kind == TOKEN_END; // of a sentence
    while (parse_at(p, ';') || p->token.kind == TOKEN_LINE || (braced && parse_at(p, '}')) || stop) {
        stop = false;
        braced &= !parse_at(p, '}');
        parse_next(p);
    }
    if (p->failed || p->token.kind == TOKEN_END)
        return;
    if (parse_fail_operand(p))
        return;
    if (parse_at(p, '@') || turned)
        FAIL(p, p->token.at, "a product of vectors is not read: write sum(x*x), or x[0]*x[0] + x[1]*x[1]");
    else if (parse_at(p, ')'))
        FAIL(p, p->token.at, "this ')' closes nothing: no '(' is open before it");
    else
        parse_fail_expected(p, "an operator or the end of the formula");
}

static bool known_word(const void *context, const char *word, int length)
{
    static const char *const WORDS[] = {"if", "else", "and", "or", "not", "otherwise", "pi", "lambda"};
    char name[FORMULA_NAME_MAX + 1];
    bool alias;
    if (length > FORMULA_NAME_MAX)
        return false;
    memcpy(name, word, (size_t)length);
    name[length] = '\0';
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (!strcmp(name, WORDS[i]))
            return true;
    return parse_knows_function(name, &alias) || parse_is_taken(context, name);
}

static bool allocate(Parser *p)
{
    bool graph = graph_create(p->graph);
    p->written = malloc(WRITTEN_MAX + 1);
    p->kept = malloc(KEPT_MAX);
    p->locals = malloc(LOCALS_MAX * sizeof *p->locals);
    p->owns = malloc(OWNS_MAX * sizeof *p->owns);
    return graph && p->written && p->kept && p->locals && p->owns;
}

static void check(Parser *p)
{
    if (!p->failed && p->length > FORMULA_TEXT_MAX)
        FAIL(p, -1, "written out, the formula is longer than %d bytes", FORMULA_TEXT_MAX);
    if (!p->failed && p->graph->full)
        FAIL(p, -1, "the formula needs more than %d operations", FORMULA_PROGRAM_MAX);
    if (!p->failed && !p->parsed->n_parameters && p->names->parameters_max >= 0)
        fail_no_parameter(p);
}

static void read_all(Parser *p)
{
    p->lexicon = (Lexicon){.latex = token_is_latex(p->text), .known = known_word, .context = p};
    parse_begin(p);
    if (p->token.kind == TOKEN_END)
        FAIL(p, -1, "the formula is empty: expected something like x^2 + y^2");
    parse_refuse_equation(p);
    Value value = number_of(p, parse_definition(p));
    expect_end(p);
    parse_finish(p, &value);
    p->parsed->root = value.node;
    check(p);
    check_means(p, value.node);
}

bool parse_formula(Parsed *parsed, const char *text, const FormulaNames *names, FormulaError *error)
{
    *parsed = (Parsed){0};
    Parser p = {
        .text = text,
        .names = names,
        .error = error,
        .parsed = parsed,
        .graph = &parsed->graph,
        .expression = choice,
        .exponent = exponent,
        .factors = factors,
        .postfix = postfix,
        .single = single,
        .statement = parse_statement,
        .knows = parse_knows_function,
        .latest = -1,
    };
    if (!allocate(&p))
        FAIL(&p, -1, "out of memory");
    else if (strlen(text) > FORMULA_TEXT_MAX)
        FAIL(&p, -1, "the formula is longer than %d bytes", FORMULA_TEXT_MAX);
    else
        read_all(&p);
    free(p.kept);
    free(p.locals);
    free(p.owns);
    parsed->text = p.written;
    return !p.failed;
}
