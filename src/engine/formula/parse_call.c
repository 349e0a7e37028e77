// Functions and how they are called. One that torch, numpy, MATLAB or print knows by another name, or that the
// language has in other words, is a row of ALIASES.
#include "engine/formula/parse_inside.h"

#include <math.h>
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

typedef struct Alias {
    const char *name;
    int arguments;
    const char *template; // of A, B, C
} Alias;

static const Alias ALIASES[] = {
    {"ln", 1, "log(A)"},
    {"log", 2, "log(A)/log(B)"},
    {"log_2", 1, "log2(A)"},
    {"log_10", 1, "log10(A)"},
    {"log_e", 1, "log(A)"},
    {"arcsin", 1, "asin(A)"},
    {"arccos", 1, "acos(A)"},
    {"arctan", 1, "atan(A)"},
    {"arctan2", 2, "atan2(A, B)"},
    {"arcsinh", 1, "asinh(A)"},
    {"arccosh", 1, "acosh(A)"},
    {"arctanh", 1, "atanh(A)"},
    {"arsinh", 1, "asinh(A)"},
    {"arcosh", 1, "acosh(A)"},
    {"artanh", 1, "atanh(A)"},
    {"sec", 1, "1/cos(A)"},
    {"csc", 1, "1/sin(A)"},
    {"cot", 1, "1/tan(A)"},
    {"exp2", 1, "2^A"},
    {"rsqrt", 1, "1/sqrt(A)"},
    {"square", 1, "A^2"},
    {"sqr", 1, "A^2"},
    {"cube", 1, "A^3"},
    {"power", 2, "A^B"},
    {"float_power", 2, "A^B"},
    {"reciprocal", 1, "1/A"},
    {"negative", 1, "-A"},
    {"neg", 1, "-A"},
    {"positive", 1, "A"},
    {"add", 2, "A + B"},
    {"subtract", 2, "A - B"},
    {"sub", 2, "A - B"},
    {"multiply", 2, "A*B"},
    {"mul", 2, "A*B"},
    {"divide", 2, "A/B"},
    {"true_divide", 2, "A/B"},
    {"div", 2, "A/B"},
    {"fabs", 1, "abs(A)"},
    {"absolute", 1, "abs(A)"},
    {"maximum", 2, "max(A, B)"},
    {"fmax", 2, "max(A, B)"},
    {"minimum", 2, "min(A, B)"},
    {"fmin", 2, "min(A, B)"},
    {"clip", 3, "clamp(A, B, C)"},
    {"ceiling", 1, "ceil(A)"},
    {"fix", 1, "trunc(A)"},
    {"int", 1, "trunc(A)"},
    {"rint", 1, "round(A)"},
    {"around", 1, "round(A)"},
    {"mod", 2, "remainder(A, B)"},
    {"fmod", 2, "A - B*trunc(A/B)"},
    {"floor_divide", 2, "round((A - remainder(A, B))/B)"},
    {"sgn", 1, "sign(A)"},
    {"expit", 1, "sigmoid(A)"},
    {"logistic", 1, "sigmoid(A)"},
    {"ReLU", 1, "relu(A)"},
    {"silu", 1, "A*sigmoid(A)"},
    {"logsigmoid", 1, "-softplus(-A)"},
    {"logaddexp", 2, "max(A, B) + log1p(exp(-abs(A - B)))"},
    {"heaviside", 2, "where(A < 0, 0, where(A == 0, B, 1))"},
    {"ifelse", 3, "where(A, B, C)"},
    {"less", 2, "A < B"},
    {"lt", 2, "A < B"},
    {"less_equal", 2, "A <= B"},
    {"le", 2, "A <= B"},
    {"greater", 2, "A > B"},
    {"gt", 2, "A > B"},
    {"greater_equal", 2, "A >= B"},
    {"ge", 2, "A >= B"},
    {"equal", 2, "A == B"},
    {"eq", 2, "A == B"},
    {"not_equal", 2, "A != B"},
    {"ne", 2, "A != B"},
    {"float", 1, "A"},
    {"float64", 1, "A"},
    {"double", 1, "A"},
    {"tensor", 1, "A"},
    {"as_tensor", 1, "A"},
    {"array", 1, "A"},
    {"asarray", 1, "A"},
    {"item", 1, "A"},
    {"clone", 1, "A"},
    {"identity", 1, "A"},
};

enum { ALIAS_COUNT = sizeof ALIASES / sizeof *ALIASES };

const FormulaFunction *parse_function(int i)
{
    return i < FUNCTION_COUNT ? &FUNCTIONS[i].known : NULL;
}

static const Function *find_function(const char *name)
{
    for (int i = 0; i < FUNCTION_COUNT; i++)
        if (!strcmp(name, FUNCTIONS[i].known.name))
            return &FUNCTIONS[i];
    return NULL;
}

// arguments: 0 is any number of them.
static const Alias *find_alias(const char *name, int arguments)
{
    for (int i = 0; i < ALIAS_COUNT; i++)
        if (!strcmp(name, ALIASES[i].name) && (!arguments || arguments == ALIASES[i].arguments))
            return &ALIASES[i];
    return NULL;
}

bool parse_knows_function(const char *name, bool *alias)
{
    *alias = !find_function(name);
    return !*alias || find_alias(name, 0);
}

// ---- Templates

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

// ---- Arguments

typedef struct Arguments {
    Kept value[ARGUMENTS_MAX];
    bool given[ARGUMENTS_MAX]; // not None
    int count;
    bool named; // by keywords: not written in their order
} Arguments;

static bool takes_conditions(const char *name, int argument)
{
    return !strncmp(name, "logical_", 8) || ((!strcmp(name, "where") || !strcmp(name, "ifelse")) && argument == 0);
}

// The bounds of a clamp go by name, too, as torch and numpy have them.
static int keyword(Parser *p, const Name *name, int otherwise)
{
    static const char *const KEYWORDS[] = {"min", "max", "a_min", "a_max"};
    if (p->token.kind != TOKEN_NAME || !parse_at_assignment(p))
        return otherwise;
    bool clamp = !strcmp(name->text, "clamp") || !strcmp(name->text, "clip");
    for (int i = 0; clamp && i < 4; i++)
        if (parse_at_word(p, KEYWORDS[i])) {
            parse_next(p);
            parse_next(p);
            return 1 + i % 2;
        }
    FAIL(p, p->token.at, "'%s' has no argument '%s'", name->text, p->token.name);
    return otherwise;
}

static void argument(Parser *p, const Name *name, Arguments *list)
{
    int from = p->token.at, place = keyword(p, name, list->count), at = p->token.at;
    list->named |= at != from;
    if (place >= ARGUMENTS_MAX) {
        FAIL(p, name->at, "'%s' has more than %d arguments", name->text, ARGUMENTS_MAX);
        return;
    }
    list->count = place >= list->count ? place + 1 : list->count;
    if (parse_at_word(p, "None")) {
        parse_next(p);
        return;
    }
    Value value = p->expression(p);
    value = takes_conditions(name->text, place) ? condition_of(p, value, at) : number_of(p, value);
    list->value[place] = keep(p, &value, p->length);
    list->given[place] = true;
}

static void arguments(Parser *p, const Name *name, Arguments *list)
{
    if (parse_at(p, ')'))
        return;
    for (;;) {
        argument(p, name, list);
        if (!parse_at(p, ','))
            return;
        if (p->lexicon.latex)
            write_text(p, ", ");
        else
            write_token(p);
        parse_next(p);
    }
}

// ---- Calling

static int apply(Parser *p, Op op, const Arguments *list)
{
    int a = list->value[0].value.node, b = list->value[1].value.node, c = list->value[2].value.node;
    return op == OP_POW ? graph_raise(p->graph, a, b) : graph_node(p->graph, op, a, b, c);
}

static Value fold(Parser *p, const char *name, int from, const Arguments *list)
{
    const char *template = !strncmp(name, "max", 3) ? "max(A, B)" : "min(A, B)";
    Kept pair[3] = {list->value[0]};
    Value value = list->value[0].value;
    for (int i = 1; i < list->count; i++) {
        pair[1] = list->value[i];
        value = expand(p, from, template, pair);
        pair[0] = keep(p, &value, p->length);
    }
    return value;
}

// A clamp by keywords or of one bound. At the bound its derivative is 0, as that of two.
static Value clamp(Parser *p, const Name *name, int from, const Arguments *list)
{
    const bool *given = list->given;
    if (given[1] && given[2])
        return expand(p, from, "clamp(A, B, C)", list->value);
    if (!given[1] && !given[2])
        FAIL(p, name->at, "'%s' has no bound: expected %s(x, 0, 1)", name->text, name->text);
    return expand(p, from, given[1] ? "where(A > B, A, B)" : "where(A < C, A, C)", list->value);
}

static void fail_count(Parser *p, const Name *name, int found)
{
    const Function *function = find_function(name->text);
    int wanted = function ? function->known.arguments : find_alias(name->text, 0)->arguments;
    FAIL(p, name->at, "'%s' takes %d argument%s, found %d", name->text, wanted, wanted == 1 ? "" : "s", found);
}

static Value call_with(Parser *p, const Name *name, int from, const Arguments *list)
{
    const Function *function = find_function(name->text);
    const Alias *alias = find_alias(name->text, list->count ? list->count : -1);
    bool all = true, bounds = !strcmp(name->text, "clamp") || !strcmp(name->text, "clip");
    bool many = list->count > 2 && (!strncmp(name->text, "max", 3) || !strncmp(name->text, "min", 3));
    Value value = {.from = from, .level = LEVEL_ATOM};
    for (int i = 0; i < list->count; i++)
        all &= list->given[i];
    if (p->failed)
        return value;
    if (function && all && !list->named && function->known.arguments == list->count) {
        value.node = apply(p, function->op, list);
        value.condition = !strncmp(name->text, "logical_", 8);
        return value;
    }
    if (bounds && list->given[0] && list->count > 1 && list->count < 4)
        return clamp(p, name, from, list);
    if (many && all)
        return fold(p, name->text, from, list);
    if (alias && all)
        return expand(p, from, alias->template, list->value);
    fail_count(p, name, list->count);
    return value;
}

static Value normal(Parser *p, int from, int opened_at, bool lines)
{
    char what[QUOTE_BYTES];
    Value value = {.from = from, .level = LEVEL_ATOM};
    double k = p->token.number;
    bool whole = p->token.kind == TOKEN_NUMBER && k >= 1 && k <= FORMULA_NORMALS_MAX && k == floor(k);
    if (!whole) {
        FAIL(p, p->token.at, "normal takes a whole number from 1 to %d, found %s", FORMULA_NORMALS_MAX,
             token_quote(p->text, &p->token, what, sizeof what));
        return value;
    }
    write_token(p);
    parse_next(p);
    parse_close(p, ')', opened_at, lines);
    p->parsed->normals = p->parsed->normals > (int)k ? p->parsed->normals : (int)k;
    value.node = graph_leaf(p->graph, OP_NORMAL, (int)k - 1);
    return value;
}

static const char *function_candidate(const void *context, int i)
{
    (void)context;
    if (i < FUNCTION_COUNT)
        return FUNCTIONS[i].known.name;
    i -= FUNCTION_COUNT;
    return i < ALIAS_COUNT ? ALIASES[i].name : NULL;
}

static Value fail_function(Parser *p, const Name *name)
{
    const char *near = text_nearest(name->text, function_candidate, NULL);
    if (parse_is_taken(p, name->text) || !name->text[1])
        FAIL(p, name->at, "'%s' is not a function; to multiply, write %s*(...)", name->text, name->text);
    else if (near)
        FAIL(p, name->at, "'%s' is not a function; did you mean '%s'?", name->text, near);
    else
        FAIL(p, name->at, "'%s' is not a function", name->text);
    return (Value){.from = p->length};
}

Value parse_call(Parser *p, const Name *name)
{
    const Function *function = find_function(name->text);
    int from = p->length, opened_at = p->token.at, bars = p->bars;
    Arguments list = {0};
    if (!function && !find_alias(name->text, 0))
        return fail_function(p, name);
    write_text(p, name->text);
    write_token(p);
    bool lines = parse_open(p);
    if (function && function->op == OP_NORMAL)
        return normal(p, from, opened_at, lines);
    p->bars = 0;
    arguments(p, name, &list);
    parse_close(p, ')', opened_at, lines);
    p->bars = bars;
    return call_with(p, name, from, &list);
}

// Its value is the first argument; the current token is the method's name.
Value parse_method(Parser *p, Value base)
{
    Name name;
    Arguments list = {.count = 1, .given = {true}};
    char call[FORMULA_NAME_MAX + 16];
    int from = base.from;
    list.value[0] = keep(p, &base, p->length);
    if (!parse_take_name(p, &name))
        return base;
    if (!find_function(name.text) && !find_alias(name.text, 0))
        return fail_function(p, &name);
    int opened_at = p->token.at, bars = p->bars;
    bool lines = parse_open(p);
    p->bars = 0;
    arguments(p, &name, &list);
    parse_close(p, ')', opened_at, lines);
    p->bars = bars;
    const Function *function = find_function(name.text);
    if (p->failed || !function || function->known.arguments != list.count)
        return call_with(p, &name, from, &list);
    Text text = text_begin(call, sizeof call);
    text_add(&text, "%s(%s", name.text, list.count == 1 ? "A)" : list.count == 2 ? "A, B)" : "A, B, C)");
    return expand(p, from, call, list.value);
}

// ---- Functions without brackets: \sin x, \sin^2 x, \sqrt[3]{x}

static Value root(Parser *p, int from)
{
    int opened_at = p->token.at;
    Kept operand[3] = {{.text = ""}};
    bool lines = parse_open(p);
    Value index = p->expression(p);
    operand[1] = keep(p, &index, p->length);
    parse_close(p, ']', opened_at, lines);
    Value radicand = p->single(p);
    operand[0] = keep(p, &radicand, p->length);
    return expand(p, from, strcmp(operand[1].text, "3") ? "A^(1/B)" : "cbrt(A)", operand);
}

static Value apply_bare(Parser *p, const Name *name, int from)
{
    if (parse_at(p, '('))
        return parse_call(p, name);
    write_text(p, name->text);
    write_text(p, "(");
    bool one = parse_at(p, '{') || !strcmp(name->text, "sqrt");
    Value value = one ? p->single(p) : p->factors(p);
    value = number_of(p, value);
    Arguments list = {.count = 1, .given = {true}};
    list.value[0] = keep(p, &value, p->length);
    write_text(p, ")");
    return call_with(p, name, from, &list);
}

// \sin^{-1} is the inverse.
static bool is_inverse(const Name *name, const Kept *exponent)
{
    static const char *const INVERTIBLE[] = {"sin", "cos", "tan", "sinh", "cosh", "tanh"};
    for (size_t i = 0; i < sizeof INVERTIBLE / sizeof *INVERTIBLE; i++)
        if (!strcmp(name->text, INVERTIBLE[i]))
            return !strcmp(exponent->text, "-1");
    return false;
}

Value parse_bare_call(Parser *p, const Name *name)
{
    int from = p->length;
    Name it = *name;
    Kept power[3] = {{.text = ""}};
    if (parse_at(p, '[') && !strcmp(name->text, "sqrt"))
        return root(p, from);
    bool raised = p->token.kind == TOKEN_SUPERSCRIPT || parse_at(p, '^');
    if (raised) {
        Value exponent = p->exponent(p);
        power[1] = keep(p, &exponent, p->length);
        p->length = from;
        if (is_inverse(name, &power[1])) {
            Text text = text_begin(it.text, sizeof it.text);
            text_add(&text, "a%s", name->text);
            raised = false;
        }
    }
    Value value = apply_bare(p, &it, from);
    if (!raised)
        return value;
    power[0] = keep(p, &value, p->length);
    return expand(p, from, "A^B", power);
}
