// A recursive descent over the text that makes the graph's nodes as it goes:
//
//     sum     = product { (+ | -) product }
//     product = signed { (* | /) signed }      in a lambda, // and %, too
//     signed  = (- | +) signed | power
//     power   = primary [ superscript ] [ ^ signed ]
//     primary = number | name | name ( sum { , sum } ) | ( sum )
//
// The first error is kept; from then on the current token is the end, so that every loop stops.
#include "engine/formula/parse.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Function {
    FormulaFunction known;
    Op op; // OP_NORMAL: normal(k), which is a leaf
} Function;

#define FUNCTION(op, operands, loop, value, derivative, word, ...) {{word, operands, __VA_ARGS__}, OP_##op},
// clang-format off
static const Function FUNCTIONS[] = {
    FORMULA_FUNCTIONS(FUNCTION)
    {{"normal", 1, SAME_NAME}, OP_NORMAL},
};
// clang-format on

enum { FUNCTION_COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS };
enum { COLUMNS_TOLD = 6 }; // that a message repeats

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_NAME,
    TOKEN_SYMBOL,      // one of + - * / % ^ ( ) ,
    TOKEN_SUPERSCRIPT, // x², x⁻¹
    TOKEN_OTHER,       // a character that no formula has
} TokenKind;

typedef struct Token {
    TokenKind kind;
    int at, length; // bytes
    char symbol;
    double number; // of a number or superscript
} Token;

typedef struct Parser {
    const char *text;
    const FormulaNames *names;
    FormulaError *error;
    Parsed *parsed;
    Graph *graph;
    Token token; // the current one
    int last;    // end of the one before it, a byte offset
    int depth;
    bool failed;
} Parser;

const FormulaFunction *parse_function(int i)
{
    return i < FUNCTION_COUNT ? &FUNCTIONS[i].known : NULL;
}

static int column_of(const char *text, int at)
{
    int column = 1;
    for (int i = 0; i < at; i++)
        column += ((unsigned char)text[i] & 0xc0) != 0x80;
    return column;
}

// Begins the message of an error. at: a byte offset; negative: the whole formula.
static Text fail_begin(Parser *p, int at)
{
    p->error->column = at < 0 ? 0 : column_of(p->text, at);
    return text_begin(p->error->text, sizeof p->error->text);
}

static void fail_end(Parser *p)
{
    p->failed = true;
    p->token = (Token){.kind = TOKEN_END};
}

// The first error is the one that is told.
#define FAIL(parser, at, ...)                                                                                          \
    do {                                                                                                               \
        if ((parser)->failed)                                                                                          \
            break;                                                                                                     \
        Text message = fail_begin(parser, at);                                                                         \
        text_add(&message, __VA_ARGS__);                                                                               \
        fail_end(parser);                                                                                              \
    } while (0)

// ---- Tokens ----

// Bytes of the UTF-8 character at s; 0: not one.
static int character_length(const char *s)
{
    unsigned char lead = (unsigned char)s[0];
    int length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    for (int i = 1; i < length; i++)
        if (((unsigned char)s[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

// Characters of printed mathematics, and the operator each stands for.
static const struct {
    const char *bytes;
    char symbol;
} SYMBOLS[] = {
    {"**", '^'}, {"−", '-'}, {"–", '-'}, {"·", '*'}, {"⋅", '*'}, {"×", '*'}, {"∗", '*'}, {"÷", '/'}, {"∕", '/'},
};

static const char *const SUPERSCRIPTS[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

static bool starts_with(const char *s, const char *prefix)
{
    return !strncmp(s, prefix, strlen(prefix));
}

static int superscript_digit(const char *s)
{
    for (int i = 0; i < 10; i++)
        if (starts_with(s, SUPERSCRIPTS[i]))
            return i;
    return -1;
}

static bool read_superscript(Token *token, const char *s)
{
    const char *from = s;
    double sign = 1;
    if (starts_with(s, "⁻")) {
        sign = -1;
        s += strlen("⁻");
    }
    int digit = superscript_digit(s);
    if (digit < 0)
        return false;
    token->number = 0;
    for (; digit >= 0; digit = superscript_digit(s)) {
        token->number = token->number * 10 + digit;
        s += character_length(s);
    }
    token->number *= sign;
    token->kind = TOKEN_SUPERSCRIPT;
    token->length = (int)(s - from);
    return true;
}

static bool read_symbol(Token *token, const char *s)
{
    token->kind = TOKEN_SYMBOL;
    for (size_t i = 0; i < sizeof SYMBOLS / sizeof *SYMBOLS; i++)
        if (starts_with(s, SYMBOLS[i].bytes)) {
            token->symbol = SYMBOLS[i].symbol;
            token->length = (int)strlen(SYMBOLS[i].bytes);
            return true;
        }
    token->symbol = s[0];
    token->length = 1;
    return strchr("+-*/%^(),", s[0]) != NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int digits(const char *s)
{
    int n = 0;
    while (is_digit(s[n]))
        n++;
    return n;
}

// 12, 1.5, .5, 5., 1e-3; 0: no number. `2exp(x)` is the number 2 and a name.
static int number_length(const char *s)
{
    int whole = digits(s);
    int n = whole;
    if (s[n] == '.') {
        int fraction = digits(s + n + 1);
        if (!whole && !fraction)
            return 0;
        n += 1 + fraction;
    }
    if (n && (s[n] == 'e' || s[n] == 'E')) {
        int sign = s[n + 1] == '+' || s[n + 1] == '-';
        int exponent = digits(s + n + 1 + sign);
        n += exponent ? 1 + sign + exponent : 0;
    }
    return n;
}

static int name_length(const char *s)
{
    if (starts_with(s, "π"))
        return (int)strlen("π");
    int n = 0;
    while (is_name_start(s[n]) || (n && is_digit(s[n])))
        n++;
    return n;
}

static int space_length(const char *s)
{
    return s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r') ? 1 : starts_with(s, "\u00a0") ? 2 : 0;
}

static Token read_token(const char *text, int at)
{
    Token token = {.at = at};
    const char *s = text + at;
    if (!*s)
        return token;
    if ((token.length = number_length(s))) {
        char digits_only[FORMULA_TEXT_MAX + 1];
        memcpy(digits_only, s, (size_t)token.length);
        digits_only[token.length] = '\0';
        token.kind = TOKEN_NUMBER;
        token.number = strtod(digits_only, NULL);
    } else if ((token.length = name_length(s))) {
        token.kind = TOKEN_NAME;
    } else if (!read_superscript(&token, s) && !read_symbol(&token, s)) {
        token.kind = TOKEN_OTHER;
        token.length = character_length(s) ? character_length(s) : 1;
    }
    return token;
}

static void next(Parser *p)
{
    if (p->failed)
        return;
    int at = p->token.at + p->token.length;
    p->last = at;
    while (space_length(p->text + at))
        at += space_length(p->text + at);
    p->token = read_token(p->text, at);
    if (p->token.kind == TOKEN_NUMBER && !isfinite(p->token.number))
        FAIL(p, at, "the number %.*s is too large: the largest is 1.8e308", p->token.length < 40 ? p->token.length : 40,
             p->text + at);
}

static bool at_symbol(const Parser *p, char symbol)
{
    return p->token.kind == TOKEN_SYMBOL && p->token.symbol == symbol;
}

static bool accept(Parser *p, char symbol)
{
    if (!at_symbol(p, symbol))
        return false;
    next(p);
    return true;
}

// "'y'", "the end of the formula", "a control character": what stands where something else was expected.
static const char *found(const Parser *p, char *bytes, size_t size)
{
    const char *s = p->text + p->token.at;
    Text text = text_begin(bytes, size);
    if (p->token.kind == TOKEN_END)
        text_add(&text, "the end of the formula");
    else if (p->token.kind == TOKEN_OTHER && !character_length(s))
        text_add(&text, "a byte that is not UTF-8 (0x%02x)", (unsigned)(unsigned char)*s);
    else if ((unsigned char)*s < ' ' || *s == 127)
        text_add(&text, "a control character (0x%02x)", (unsigned)(unsigned char)*s);
    else if (p->token.length > 40)
        text_add(&text, "'%.40s...'", s);
    else
        text_add(&text, "'%.*s'", p->token.length, s);
    return bytes;
}

static void fail_expected(Parser *p, const char *expected)
{
    char what[64];
    FAIL(p, p->token.at, "expected %s, found %s", expected, found(p, what, sizeof what));
}

// ---- Names ----

typedef struct Name {
    char text[FORMULA_NAME_MAX + 1];
    int at; // byte offset
} Name;

static bool take_name(Parser *p, Name *name)
{
    name->at = p->token.at;
    if (p->token.length > FORMULA_NAME_MAX) {
        FAIL(p, p->token.at, "the name '%.40s...' is longer than %d characters", p->text + p->token.at,
             FORMULA_NAME_MAX);
        return false;
    }
    memcpy(name->text, p->text + p->token.at, (size_t)p->token.length);
    name->text[p->token.length] = '\0';
    next(p);
    return !p->failed;
}

static const Function *find_function(const char *name)
{
    for (int i = 0; i < FUNCTION_COUNT; i++)
        if (!strcmp(name, FUNCTIONS[i].known.name))
            return &FUNCTIONS[i];
    return NULL;
}

static int find_column(const Parser *p, const char *name)
{
    for (int i = 0; i < p->names->n_columns; i++)
        if (!strcmp(name, p->names->columns[i]))
            return i;
    return -1;
}

static int find_constant(const Parser *p, const char *name)
{
    for (int i = 0; i < p->names->n_constants; i++)
        if (!strcmp(name, p->names->constants[i].name))
            return i;
    return -1;
}

static int find_parameter(const Parser *p, const char *name)
{
    for (int i = 0; i < p->parsed->n_parameters; i++)
        if (!strcmp(name, p->parsed->parameters[i]))
            return i;
    return -1;
}

static const char *function_candidate(const void *context, int i)
{
    (void)context;
    return i < FUNCTION_COUNT ? FUNCTIONS[i].known.name : NULL;
}

// The names that were given a meaning: what a parameter too many may have been meant to be.
static const char *given_candidate(const void *context, int i)
{
    const FormulaNames *names = context;
    if (i < names->n_columns)
        return names->columns[i];
    i -= names->n_columns;
    return i < names->n_constants ? names->constants[i].name : NULL;
}

static int parameters_max(const Parser *p)
{
    int most = p->names->parameters_max;
    if (most < 0)
        return 0;
    return most > 0 && most < FORMULA_PARAMETERS_MAX ? most : FORMULA_PARAMETERS_MAX;
}

static void fail_parameters(Parser *p, const Name *name)
{
    static const char *const ORDINAL[] = {"first", "second",  "third",  "fourth", "fifth",
                                          "sixth", "seventh", "eighth", "ninth"};
    static const char *const NUMBER[] = {"none is",  "one is",  "two are",   "three are", "four are",
                                         "five are", "six are", "seven are", "eight are"};
    int n = p->parsed->n_parameters;
    const char *near = text_nearest(name->text, given_candidate, p->names);
    if (n == 0) {
        FAIL(p, name->at, "'%s' is not known here: expected %s", name->text, near ? near : p->names->columns[0]);
        return;
    }
    Text text = fail_begin(p, name->at);
    text_add(&text, "'%s' would be a %s parameter after ", name->text, ORDINAL[n]);
    for (int i = 0; i < n; i++)
        text_add(&text, "%s%s", i == 0 ? "" : i == n - 1 ? " and " : ", ", p->parsed->parameters[i]);
    text_add(&text, ", and at most %s possible: ", NUMBER[n]);
    if (near)
        text_add(&text, "did you mean '%s'?", near);
    else
        text_add(&text, "give it a value, %s=1", name->text);
    for (int i = 0; !near && i < p->names->n_columns && i < COLUMNS_TOLD; i++)
        text_add(&text, "%s%s", i ? ", " : "; the data's columns are ", p->names->columns[i]);
    if (!near && p->names->n_columns > COLUMNS_TOLD)
        text_add(&text, ", ...");
    fail_end(p);
}

static int parameter(Parser *p, const Name *name)
{
    int i = find_parameter(p, name->text);
    if (i < 0 && p->parsed->n_parameters == parameters_max(p)) {
        fail_parameters(p, name);
        return 0;
    }
    if (i < 0) {
        i = p->parsed->n_parameters++;
        text_copy(p->parsed->parameters[i], sizeof p->parsed->parameters[i], name->text);
    }
    return graph_leaf(p->graph, OP_PARAMETER, i);
}

static int variable(Parser *p, const Name *name)
{
    int column = find_column(p, name->text), constant = find_constant(p, name->text);
    if (column >= 0) {
        p->parsed->uses_column[column] = true;
        return graph_leaf(p->graph, OP_COLUMN, column);
    }
    if (constant >= 0) {
        p->parsed->uses_constant[constant] = true;
        return graph_constant(p->graph, p->names->constants[constant].value);
    }
    if (!strcmp(name->text, "pi") || !strcmp(name->text, "π"))
        return graph_constant(p->graph, 3.14159265358979323846);
    if (!strcmp(name->text, "e"))
        return graph_constant(p->graph, 2.71828182845904523536);
    if (find_function(name->text)) {
        char what[64];
        FAIL(p, p->token.at, "expected '(' after the function '%s', found %s", name->text, found(p, what, sizeof what));
        return 0;
    }
    return parameter(p, name);
}

// ---- Expressions ----

static int sum(Parser *p);
static int sign(Parser *p);

static bool deeper(Parser *p)
{
    if (p->depth++ == FORMULA_DEPTH_MAX)
        FAIL(p, p->token.at, "nested more than %d deep (parentheses, calls, signs and powers)", FORMULA_DEPTH_MAX);
    return !p->failed;
}

static bool starts_operand(const Parser *p)
{
    return p->token.kind == TOKEN_NUMBER || p->token.kind == TOKEN_NAME || at_symbol(p, '(');
}

static void fail_multiplication(Parser *p)
{
    char what[64];
    FAIL(p, p->token.at, "expected '*' or another operator before %s", found(p, what, sizeof what));
}

static void close(Parser *p, int opened_at)
{
    char what[64];
    if (accept(p, ')') || p->failed)
        return;
    if (starts_operand(p))
        fail_multiplication(p);
    FAIL(p, p->token.at, "expected ')' to close the '(' of column %d, found %s", column_of(p->text, opened_at),
         found(p, what, sizeof what));
}

static int parenthesis(Parser *p)
{
    int opened_at = p->token.at;
    next(p);
    int inside = sum(p);
    close(p, opened_at);
    return inside;
}

static int normal(Parser *p, int opened_at)
{
    double k = p->token.number;
    bool whole = p->token.kind == TOKEN_NUMBER && k >= 1 && k <= FORMULA_NORMALS_MAX && k == floor(k);
    if (!whole) {
        char what[64];
        FAIL(p, p->token.at, "normal takes a whole number from 1 to %d, found %s", FORMULA_NORMALS_MAX,
             found(p, what, sizeof what));
        return 0;
    }
    next(p);
    close(p, opened_at);
    p->parsed->normals = p->parsed->normals > (int)k ? p->parsed->normals : (int)k;
    return graph_leaf(p->graph, OP_NORMAL, (int)k - 1);
}

static int apply(Parser *p, Op op, const int *argument)
{
    return op == OP_POW ? graph_raise(p->graph, argument[0], argument[1])
                        : graph_node(p->graph, op, argument[0], argument[1], 0);
}

static int arguments(Parser *p, const Name *name, Op op, int opened_at)
{
    int argument[2] = {0}, count = 0, wanted = kernel_operands(op);
    if (!at_symbol(p, ')'))
        do {
            int value = sum(p);
            if (count < 2)
                argument[count] = value;
            count++;
        } while (accept(p, ','));
    close(p, opened_at);
    if (p->failed)
        return 0;
    if (count != wanted)
        FAIL(p, name->at, "'%s' takes %d argument%s, found %d", name->text, wanted, wanted == 1 ? "" : "s", count);
    return p->failed ? 0 : apply(p, op, argument);
}

static void fail_function(Parser *p, const Name *name)
{
    const char *near = text_nearest(name->text, function_candidate, NULL);
    bool known =
        find_column(p, name->text) >= 0 || find_constant(p, name->text) >= 0 || find_parameter(p, name->text) >= 0;
    if (known || !name->text[1])
        FAIL(p, name->at, "'%s' is not a function; to multiply, write %s*(...)", name->text, name->text);
    else if (near)
        FAIL(p, name->at, "'%s' is not a function; did you mean '%s'?", name->text, near);
    else
        FAIL(p, name->at, "'%s' is not a function", name->text);
}

static int call(Parser *p, const Name *name)
{
    const Function *function = find_function(name->text);
    int opened_at = p->token.at;
    if (!function) {
        fail_function(p, name);
        return 0;
    }
    next(p);
    if (function->op == OP_NORMAL)
        return normal(p, opened_at);
    return arguments(p, name, function->op, opened_at);
}

static int name(Parser *p)
{
    Name it;
    if (!take_name(p, &it))
        return 0;
    return at_symbol(p, '(') ? call(p, &it) : variable(p, &it);
}

static int number(Parser *p)
{
    int node = graph_constant(p->graph, p->token.number);
    next(p);
    return node;
}

static int primary(Parser *p)
{
    int node = 0;
    if (!deeper(p))
        return 0;
    if (p->token.kind == TOKEN_NUMBER)
        node = number(p);
    else if (p->token.kind == TOKEN_NAME)
        node = name(p);
    else if (at_symbol(p, '('))
        node = parenthesis(p);
    else
        fail_expected(p, "a number, a name or '('");
    p->depth--;
    return node;
}

static int power(Parser *p)
{
    int base = primary(p);
    if (p->token.kind == TOKEN_SUPERSCRIPT) {
        base = graph_raise(p->graph, base, graph_constant(p->graph, p->token.number));
        next(p);
    }
    if (!accept(p, '^'))
        return base;
    if (!deeper(p))
        return 0;
    int exponent = sign(p);
    p->depth--;
    return graph_raise(p->graph, base, exponent);
}

static int sign(Parser *p)
{
    bool minus = at_symbol(p, '-');
    if (!minus && !at_symbol(p, '+'))
        return power(p);
    if (!deeper(p))
        return 0;
    next(p);
    int node = sign(p);
    p->depth--;
    return minus ? graph_negate(p->graph, node) : node;
}

// a // b and a % b of a lambda, as Python has them: rounded down, with the sign of b.
static int divide_whole(Parser *p, bool remainder, int left, int right)
{
    int whole = graph_node(p->graph, OP_FLOOR, graph_divide(p->graph, left, right), 0, 0);
    return remainder ? graph_subtract(p->graph, left, graph_multiply(p->graph, right, whole)) : whole;
}

static int product(Parser *p)
{
    bool lambda = p->names->parameters_max < 0;
    int left = sign(p);
    while (at_symbol(p, '*') || at_symbol(p, '/') || (lambda && at_symbol(p, '%'))) {
        char symbol = p->token.symbol;
        next(p);
        bool whole = symbol == '%' || (lambda && symbol == '/' && accept(p, '/'));
        int right = sign(p);
        if (whole)
            left = divide_whole(p, symbol == '%', left, right);
        else
            left = symbol == '*' ? graph_multiply(p->graph, left, right) : graph_divide(p->graph, left, right);
    }
    return left;
}

static int sum(Parser *p)
{
    int left = product(p);
    while (at_symbol(p, '+') || at_symbol(p, '-')) {
        bool plus = at_symbol(p, '+');
        next(p);
        int right = product(p);
        left = plus ? graph_add(p->graph, left, right) : graph_subtract(p->graph, left, right);
    }
    return left;
}

static void expect_end(Parser *p)
{
    if (p->failed || p->token.kind == TOKEN_END)
        return;
    if (starts_operand(p))
        fail_multiplication(p);
    else if (at_symbol(p, ')'))
        FAIL(p, p->token.at, "this ')' closes nothing: no '(' is open before it");
    else
        fail_expected(p, "an operator or the end of the formula");
}

// Which names are columns is what whoever wrote them has to know.
static void fail_no_parameter(Parser *p)
{
    int total = 0;
    for (int i = 0; i < p->names->n_columns; i++)
        total += p->parsed->uses_column[i];
    Text text = fail_begin(p, -1);
    text_add(&text, "the formula has no parameter to minimise over, such as %s", total ? "w" : "x");
    for (int i = 0, n = 0; i < p->names->n_columns; i++)
        if (p->parsed->uses_column[i]) {
            text_add(&text, "%s%s", n == 0 ? ": " : n == total - 1 ? " and " : ", ", p->names->columns[i]);
            n++;
        }
    text_add(&text, total > 1 ? " are columns of the data" : total ? " is a column of the data" : "");
    fail_end(p);
}

bool parse_formula(Parsed *parsed, const char *text, const FormulaNames *names, FormulaError *error)
{
    *parsed = (Parsed){0};
    Parser p = {.text = text, .names = names, .error = error, .parsed = parsed, .graph = &parsed->graph};
    if (!graph_create(&parsed->graph)) {
        FAIL(&p, -1, "out of memory");
        return false;
    }
    if (strlen(text) > FORMULA_TEXT_MAX) {
        FAIL(&p, -1, "the formula is longer than %d bytes", FORMULA_TEXT_MAX);
        return false;
    }
    next(&p);
    if (p.token.kind == TOKEN_END)
        FAIL(&p, -1, "the formula is empty: expected something like x^2 + y^2");
    parsed->root = sum(&p);
    expect_end(&p);
    if (!p.failed && parsed->graph.full)
        FAIL(&p, -1, "the formula needs more than %d operations", FORMULA_PROGRAM_MAX);
    if (!p.failed && !parsed->n_parameters && names->parameters_max >= 0)
        fail_no_parameter(&p);
    return !p.failed;
}
