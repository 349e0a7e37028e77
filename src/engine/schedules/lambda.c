// The text of a lambda, read by recursive descent, as Python's grammar has it:
//
//     choice     = either [ if either else choice ]
//     either     = both { or both }
//     both       = negation { and negation }
//     negation   = not negation | comparison
//     comparison = sum { (< | <= | > | >= | == | !=) sum | [ not ] in list }
//     sum        = product { (+ | -) product }
//     product    = signed { (* | / | // | %) signed }
//     signed     = (- | +) signed | power
//     power      = primary [ ** signed ]
//     primary    = number | name | name ( choices ) | ( choice ) | list [ [ choice ] ]
//
// The first error is kept; from then on the text is at its end, so that every loop stops.
#include "engine/schedules/lambda_inside.h"

#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Parser {
    Lambda *lambda;
    const char *body, *at, *end;
    const char *variable;
    LambdaError *error;
    int depth;
    bool failed;
} Parser;

static int choice(Parser *p);
static int sign(Parser *p);

__attribute__((format(printf, 3, 4))) static int fail(Parser *p, const char *at, const char *format, ...)
{
    va_list arguments;
    if (p->failed)
        return 0;
    p->failed = true;
    p->error->at = (int)(at - p->body);
    va_start(arguments, format);
    vsnprintf(p->error->text, sizeof p->error->text, format, arguments);
    va_end(arguments);
    p->at = p->end;
    return 0;
}

// ---- Tokens

static void skip(Parser *p)
{
    while (p->at < p->end && isspace((unsigned char)*p->at))
        p->at++;
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static size_t name_length(const Parser *p)
{
    size_t n = 0;
    while (p->at + n < p->end && is_name(p->at[n]) && (n || !isdigit((unsigned char)*p->at)))
        n++;
    return n;
}

// Stands the parser at that word or sign? A sign that goes on to another one (< to <=) is none.
static bool stands_at(Parser *p, const char *what)
{
    skip(p);
    size_t n = strlen(what);
    if ((size_t)(p->end - p->at) < n || strncmp(p->at, what, n) != 0)
        return false;
    char next = p->at + n < p->end ? p->at[n] : '\0';
    if (isalpha((unsigned char)*what))
        return !is_name(next);
    return n > 1 || !((strchr("*/", *what) && next == *what) || (strchr("<>", *what) && next == '='));
}

static bool take(Parser *p, const char *what)
{
    if (!stands_at(p, what))
        return false;
    p->at += strlen(what);
    return true;
}

// What stands there: a name, a number, or a character.
static int expected(Parser *p, const char *what)
{
    skip(p);
    size_t n = 0;
    while (p->at + n < p->end && (is_name(p->at[n]) || (n && ((unsigned char)p->at[n] & 0xc0) == 0x80)))
        n++;
    while (!n || (p->at + n < p->end && ((unsigned char)p->at[n] & 0xc0) == 0x80))
        n++;
    if (p->at == p->end)
        return fail(p, p->at, "expected %s, found the end", what);
    if (*p->at == '^')
        return fail(p, p->at, "'^' is no power in Python: write **");
    return fail(p, p->at, "expected %s, found '%.*s'", what, n > 40 ? 40 : (int)n, p->at);
}

static void need(Parser *p, const char *sign)
{
    char what[8];
    snprintf(what, sizeof what, "'%s'", sign);
    if (!p->failed && !take(p, sign))
        expected(p, what);
}

// ---- Nodes

static int add(Parser *p, LambdaNode node)
{
    if (p->lambda->n == LAMBDA_NODES_MAX)
        return fail(p, p->at, "the lambda has too many parts");
    p->lambda->node[p->lambda->n] = node;
    return p->lambda->n++;
}

// A list is no number.
static int operand(Parser *p, int node)
{
    if (!p->failed && p->lambda->node[node].op == LAMBDA_LIST)
        return fail(p, p->at, "a list is no number: min, max, sum, len and in take one");
    return node;
}

static int binary(Parser *p, LambdaOp op, int a, int b)
{
    a = operand(p, a);
    return add(p, (LambdaNode){.op = op, .a = a, .b = operand(p, b)});
}

// ---- Primaries

static bool has_digits(const char *digits)
{
    return digits[strspn(digits, ".")] && isdigit((unsigned char)digits[strspn(digits, ".")]);
}

static int number(Parser *p)
{
    char digits[48];
    size_t n = 0;
    const char *from = p->at;
    for (; p->at < p->end && n + 1 < sizeof digits; p->at++) {
        bool exponent = n && strchr("eE", digits[n - 1]) && strchr("+-", *p->at);
        if (!isdigit((unsigned char)*p->at) && !strchr(".eE_", *p->at) && !exponent)
            break;
        if (*p->at != '_')
            digits[n++] = *p->at;
    }
    digits[n] = '\0';
    char *end;
    double value = strtod(digits, &end);
    if (!has_digits(digits) || *end || (p->at < p->end && is_name(*p->at)))
        return fail(p, from, "'%s' is no number", digits);
    LambdaKind kind = strpbrk(digits, ".eE") ? LAMBDA_FLOAT : LAMBDA_INT;
    return add(p, (LambdaNode){.op = LAMBDA_CONSTANT, .number = {value, kind}});
}

static int constant(Parser *p, double value, LambdaKind kind)
{
    return add(p, (LambdaNode){.op = LAMBDA_CONSTANT, .number = {value, kind}});
}

// What stands up to the closing bracket.
static void parts(Parser *p, LambdaNode *node, const char *close)
{
    while (!p->failed && !stands_at(p, close)) {
        if (node->parts == LAMBDA_ARGUMENTS_MAX) {
            fail(p, p->at, "more than %d values", LAMBDA_ARGUMENTS_MAX);
            return;
        }
        node->part[node->parts++] = choice(p);
        if (!take(p, ","))
            break;
    }
    need(p, close);
}

static int list(Parser *p, const char *close)
{
    LambdaNode node = {.op = LAMBDA_LIST};
    parts(p, &node, close);
    for (int i = 0; i < node.parts; i++)
        operand(p, node.part[i]);
    return add(p, node);
}

// (1, 2) and (1,) are lists, (1) is none.
static int bracket(Parser *p)
{
    const char *from = p->at;
    int n = p->lambda->n, inside = choice(p);
    if (take(p, ")"))
        return inside;
    if (!stands_at(p, ",") && !p->failed)
        return expected(p, "')'");
    if (p->failed)
        return 0;
    p->lambda->n = n;
    p->at = from;
    return list(p, ")");
}

static const char *known_name(const void *context, int i)
{
    if (i == 0)
        return ((const Parser *)context)->variable;
    const LambdaFunction *f = &lambda_functions[i - 1];
    return f->name ? f->name : f->math ? f->math : f->numpy;
}

static int unknown(Parser *p, const char *from, const char *path, const char *name)
{
    const char *near = text_nearest(name, known_name, p);
    return fail(p, from, "'%.40s' is not known in a lambda of %s%s%s%s", path, p->variable,
                near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static bool counts(const LambdaFunction *f, const Lambda *lambda, const LambdaNode *node)
{
    bool one_list = node->parts == 1 && lambda->node[node->part[0]].op == LAMBDA_LIST;
    if (one_list)
        return f->list && (lambda->node[node->part[0]].parts > 0 || f->least > LAMBDA_ARGUMENTS_MAX);
    int least = f->of_any ? f->least : f->of_two ? 2 : 1, most = f->of_any ? f->most : least;
    return node->parts >= least && node->parts <= most;
}

// float('inf')
static bool string(Parser *p, double *value)
{
    char text[24];
    skip(p);
    const char *quote = p->at < p->end && strchr("'\"", *p->at) ? p->at : NULL;
    const char *close = quote ? quote + 1 : p->end;
    while (close < p->end && *close != *quote)
        close++;
    if (close == p->end || close - quote > (long)sizeof text)
        return false;
    snprintf(text, sizeof text, "%.*s", (int)(close - quote - 1), quote + 1);
    if (!text_to_double(text + (*text == '+'), value))
        return false;
    p->at = close + 1;
    return true;
}

static int call(Parser *p, const char *from, const LambdaFunction *function, LambdaModule module)
{
    LambdaNode node = {.op = LAMBDA_CALL, .function = function, .numpy = module == LAMBDA_OF_NUMPY};
    double value;
    need(p, "(");
    if (function->name && !strcmp(function->name, "float") && string(p, &value)) {
        need(p, ")");
        return constant(p, value, LAMBDA_FLOAT);
    }
    parts(p, &node, ")");
    if (!p->failed && !counts(function, p->lambda, &node))
        return fail(p, from, "%s takes %s", lambda_name(function, module),
                    function->list     ? function->least == 2 ? "two numbers or more, or a list" : "a list"
                    : function->of_two ? "two numbers"
                    : function->of_one ? "one number"
                                       : "other arguments");
    for (int i = 0; i < node.parts && !function->list; i++)
        operand(p, node.part[i]);
    for (int i = 0; i < node.parts && node.parts > 1; i++)
        operand(p, node.part[i]);
    return add(p, node);
}

static const LambdaFunction *find_function(const char *name, LambdaModule module)
{
    for (const LambdaFunction *f = lambda_functions; f->name || f->math || f->numpy; f++)
        if (lambda_name(f, module) && !strcmp(lambda_name(f, module), name))
            return f;
    return NULL;
}

// Bare names are Python's own, then math's: `from math import exp`.
static int name_of(Parser *p, const char *from, const char *path, const char *name, LambdaModule module)
{
    bool bare = path == name;
    double value;
    if (bare && !strcmp(name, p->variable))
        return add(p, (LambdaNode){.op = LAMBDA_VARIABLE});
    if (bare && (!strcmp(name, "True") || !strcmp(name, "False")))
        return constant(p, *name == 'T', LAMBDA_INT);
    const LambdaFunction *function = find_function(name, module);
    if (!function && bare)
        function = find_function(name, module = LAMBDA_MATH);
    if (function)
        return call(p, from, function, module);
    if (module != LAMBDA_BUILT_IN && lambda_constant(name, &value)) // np.pi is a float of Python's
        return constant(p, value, LAMBDA_FLOAT);
    return unknown(p, from, path, name);
}

static int name(Parser *p)
{
    char path[64] = "";
    const char *from = p->at;
    size_t n = 0, dot = 0;
    for (; p->at + n < p->end && (is_name(p->at[n]) || p->at[n] == '.'); n++)
        dot = p->at[n] == '.' ? n + 1 : dot;
    if (n >= sizeof path)
        return fail(p, from, "'%.40s' is not known in a lambda of %s", from, p->variable);
    memcpy(path, from, n);
    p->at += n;
    bool math = !strncmp(path, "math.", dot) && dot == 5;
    bool numpy = (!strncmp(path, "np.", dot) && dot == 3) || (!strncmp(path, "numpy.", dot) && dot == 6);
    if (dot && !math && !numpy)
        return unknown(p, from, path, path + dot);
    return name_of(p, from, path, path + dot, math ? LAMBDA_MATH : numpy ? LAMBDA_OF_NUMPY : LAMBDA_BUILT_IN);
}

static int primary(Parser *p)
{
    skip(p);
    if (name_length(p))
        return name(p);
    if (p->at < p->end && (isdigit((unsigned char)*p->at) || *p->at == '.'))
        return number(p);
    if (take(p, "("))
        return bracket(p);
    return take(p, "[") ? list(p, "]") : expected(p, "a number, a name or '('");
}

static int item(Parser *p)
{
    int of = primary(p);
    while (!p->failed && take(p, "[")) {
        if (p->lambda->node[of].op != LAMBDA_LIST)
            return fail(p, p->at - 1, "only a list has [ ]");
        int at = operand(p, choice(p));
        need(p, "]");
        of = add(p, (LambdaNode){.op = LAMBDA_ITEM, .a = of, .b = at});
    }
    return of;
}

// ---- Operators

static int power(Parser *p)
{
    int base = item(p);
    return !p->failed && take(p, "**") ? binary(p, LAMBDA_POWER, base, sign(p)) : base;
}

static int sign(Parser *p)
{
    bool minus = take(p, "-");
    if (!minus && !take(p, "+"))
        return power(p);
    if (p->depth++ > LAMBDA_DEPTH_MAX)
        return fail(p, p->at, "nested deeper than %d", LAMBDA_DEPTH_MAX);
    int of = sign(p);
    p->depth--;
    return binary(p, minus ? LAMBDA_SUBTRACT : LAMBDA_ADD, constant(p, 0, LAMBDA_INT), of);
}

typedef struct Sign {
    const char *sign;
    LambdaOp op;
    bool swap;
} Sign;

static const Sign *take_sign(Parser *p, const Sign *signs)
{
    for (; !p->failed && signs->sign; signs++)
        if (take(p, signs->sign))
            return signs;
    return NULL;
}

static int chain(Parser *p, const Sign *signs, int (*read)(Parser *p))
{
    int left = read(p);
    for (const Sign *sign = take_sign(p, signs); sign; sign = take_sign(p, signs))
        left = binary(p, sign->op, left, read(p));
    return left;
}

static int product(Parser *p)
{
    static const Sign signs[] = {
        {"//", LAMBDA_WHOLE}, {"*", LAMBDA_MULTIPLY}, {"/", LAMBDA_DIVIDE}, {"%", LAMBDA_REST}, {0}};
    return chain(p, signs, sign);
}

static int sum(Parser *p)
{
    static const Sign signs[] = {{"+", LAMBDA_ADD}, {"-", LAMBDA_SUBTRACT}, {0}};
    return chain(p, signs, product);
}

static int in(Parser *p, int left, bool is)
{
    int right = sum(p);
    if (!p->failed && p->lambda->node[right].op != LAMBDA_LIST)
        return fail(p, p->at, "expected a list after in: [30, 80]");
    int found = add(p, (LambdaNode){.op = LAMBDA_IN, .a = operand(p, left), .b = right});
    return is ? found : add(p, (LambdaNode){.op = LAMBDA_NOT, .a = found});
}

// a < b < c is a < b and b < c.
static int comparison(Parser *p)
{
    static const Sign signs[] = {{"<=", LAMBDA_LESS_EQUAL},
                                 {">=", LAMBDA_LESS_EQUAL, true},
                                 {"==", LAMBDA_EQUAL},
                                 {"!=", LAMBDA_NOT_EQUAL},
                                 {"<", LAMBDA_LESS},
                                 {">", LAMBDA_LESS, true},
                                 {0}};
    int left = sum(p), all = -1;
    for (const Sign *sign = take_sign(p, signs); sign; sign = take_sign(p, signs)) {
        int right = sum(p);
        int one = sign->swap ? binary(p, sign->op, right, left) : binary(p, sign->op, left, right);
        all = all < 0 ? one : binary(p, LAMBDA_AND, all, one);
        left = right;
    }
    if (all >= 0 || p->failed)
        return all < 0 ? 0 : all;
    if (take(p, "in"))
        return in(p, left, true);
    if (!take(p, "not"))
        return left;
    need(p, "in");
    return in(p, left, false);
}

static int negation(Parser *p)
{
    if (!take(p, "not"))
        return comparison(p);
    if (p->depth++ > LAMBDA_DEPTH_MAX)
        return fail(p, p->at, "nested deeper than %d", LAMBDA_DEPTH_MAX);
    int of = operand(p, negation(p));
    p->depth--;
    return add(p, (LambdaNode){.op = LAMBDA_NOT, .a = of});
}

static int both(Parser *p)
{
    static const Sign signs[] = {{"and", LAMBDA_AND}, {0}};
    return chain(p, signs, negation);
}

static int either(Parser *p)
{
    static const Sign signs[] = {{"or", LAMBDA_OR}, {0}};
    return chain(p, signs, both);
}

static int conditional(Parser *p)
{
    int value = either(p);
    if (p->failed || !take(p, "if"))
        return value;
    int condition = operand(p, either(p));
    if (!p->failed && !take(p, "else"))
        return expected(p, "'else'");
    int other = operand(p, choice(p));
    return add(p, (LambdaNode){.op = LAMBDA_CHOICE, .a = condition, .b = operand(p, value), .c = other});
}

static int choice(Parser *p)
{
    if (p->depth++ > LAMBDA_DEPTH_MAX)
        return fail(p, p->at, "nested deeper than %d", LAMBDA_DEPTH_MAX);
    int value = conditional(p);
    p->depth--;
    return value;
}

// ---- The whole

Lambda *lambda_compile(const char *body, size_t length, const char *variable, LambdaError *error)
{
    Lambda *lambda = calloc(1, sizeof *lambda);
    Parser p = {.lambda = lambda, .body = body, .at = body, .end = body + length, .variable = variable, .error = error};
    *error = (LambdaError){.text = "out of memory"};
    if (!lambda)
        return NULL;
    lambda->root = operand(&p, choice(&p));
    skip(&p);
    if (!p.failed && p.at < p.end)
        expected(&p, "an operator or the end");
    if (!p.failed)
        return lambda;
    lambda_destroy(lambda);
    return NULL;
}

void lambda_destroy(Lambda *lambda)
{
    free(lambda);
}
