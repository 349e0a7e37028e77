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
    const char *keywords; // of the arguments behind the first: "beta"; NULL: none goes by name
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
    {"erfc", 1, "1 - erf(A)"},
    {"gelu", 1, "A*(1 + erf(A/sqrt(2)))/2"},
    {"gelu_tanh", 1, "0.5*A*(1 + tanh(sqrt(2/pi)*(A + 0.044715*A*A*A)))"}, // gelu(A, approximate='tanh')
    {"swish", 1, "A*sigmoid(A)"},
    {"SiLU", 1, "A*sigmoid(A)"},
    {"mish", 1, "A*tanh(softplus(A))"},
    {"relu6", 1, "clamp(A, 0, 6)"},
    {"elu", 1, "where(A > 0, A, expm1(where(A > 0, 0, A)))"},
    {"elu", 2, "where(A > 0, A, B*expm1(where(A > 0, 0, A)))", "alpha"},
    {"celu", 1, "where(A > 0, A, expm1(where(A > 0, 0, A)))"},
    {"celu", 2, "where(A > 0, A, B*expm1(where(A > 0, 0, A)/B))", "alpha"},
    {"selu", 1,
     "1.0507009873554804934193349852946*where(A > 0, A, 1.6732632423543772848170429916717*expm1(where(A > 0, 0, A)))"},
    {"leaky_relu", 1, "where(A > 0, A, 0.01*A)"},
    {"leaky_relu", 2, "where(A > 0, A, B*A)", "negative_slope"},
    {"prelu", 2, "where(A > 0, A, B*A)"},
    {"hardtanh", 1, "clamp(A, -1, 1)"},
    {"hardtanh", 3, "clamp(A, B, C)", "min_val max_val"},
    {"hardsigmoid", 1, "clamp(A + 3, 0, 6)/6"},
    {"hardswish", 1, "where(A < -3, 0, where(A <= 3, A*(A + 3)/6, A))"},
    {"hardshrink", 1, "where(abs(A) > 0.5, A, 0)"},
    {"hardshrink", 2, "where(abs(A) > B, A, 0)", "lambd"},
    {"softshrink", 1, "where(A > 0.5, A - 0.5, where(A < -0.5, A + 0.5, 0))"},
    {"softshrink", 2, "where(A > B, A - B, where(A < -B, A + B, 0))", "lambd"},
    {"threshold", 3, "where(A > B, A, C)", "threshold value"},
    {"tanhshrink", 1, "A - tanh(A)"},
    {"softsign", 1, "A/(abs(A) + 1)"},
    {"softplus", 2, "softplus(B*A)/B", "beta"},
    {"log_sigmoid", 1, "-softplus(-A)"},
    {"logit", 1, "log(A/(1 - A))"},
    {"logcosh", 1, "abs(A) + softplus(-2*abs(A)) - log(2)"},
    {"log_cosh", 1, "abs(A) + softplus(-2*abs(A)) - log(2)"},
    {"xlogy", 2, "where(A == 0, 0, A*log(B))"},
    {"mse_loss", 2, "(A - B)^2"},
    {"l1_loss", 2, "abs(A - B)"},
    {"smooth_l1_loss", 2, "where(abs(A - B) < 1, (A - B)^2/2, abs(A - B) - 1/2)"},
    {"smooth_l1_loss", 3, "where(abs(A - B) < C, (A - B)^2/2/C, abs(A - B) - C/2)", "target beta"},
    {"huber_loss", 2, "where(abs(A - B) <= 1, (A - B)^2/2, abs(A - B) - 1/2)"},
    {"huber_loss", 3, "where(abs(A - B) <= C, (A - B)^2/2, C*(abs(A - B) - C/2))", "target delta"},
    {"soft_margin_loss", 2, "softplus(-B*A)"},
    {"bce_with_logits", 2, "softplus(A) - A*B"},
    {"binary_cross_entropy", 2, "-(B*max(log(A), -100) + (1 - B)*max(log(1 - A), -100))"},
    {"logaddexp", 2, "max(A, B) + log1p(exp(-abs(A - B)))"},
    {"sinc", 1, "where(A == 0, 1, sin(pi*where(A == 0, 1, A))/(pi*where(A == 0, 1, A)))"},
    {"sech", 1, "1/cosh(A)"},
    {"csch", 1, "1/sinh(A)"},
    {"coth", 1, "1/tanh(A)"},
    {"cosec", 1, "1/sin(A)"},
    {"cotan", 1, "1/tan(A)"},
    {"deg2rad", 1, "A*pi/180"},
    {"radians", 1, "A*pi/180"},
    {"lerp", 3, "A + C*(B - A)", "end weight"},
    {"heaviside", 2, "where(A < 0, 0, where(A == 0, B, 1))"},
    {"Heaviside", 1, "where(A < 0, 0, where(A == 0, 1/2, 1))"},
    {"Heaviside", 2, "where(A < 0, 0, where(A == 0, B, 1))"},
    {"Abs", 1, "abs(A)"},
    {"Rational", 2, "A/B"},
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

// Of any number of values, taken two by two.
static const struct {
    const char *name, *two;
} FOLDS[] = {
    {"max", "max(A, B)"},    {"Max", "max(A, B)"},           {"Min", "min(A, B)"},
    {"amax", "max(A, B)"},   {"maximum", "max(A, B)"},       {"min", "min(A, B)"},
    {"amin", "min(A, B)"},   {"minimum", "min(A, B)"},       {"logsumexp", "max(A, B) + log1p(exp(-abs(A - B)))"},
    {"norm", "hypot(A, B)"}, {"vector_norm", "hypot(A, B)"}, {"hypot", "hypot(A, B)"},
};

static const char *fold_template(const char *name)
{
    for (size_t i = 0; i < sizeof FOLDS / sizeof *FOLDS; i++)
        if (!strcmp(FOLDS[i].name, name))
            return FOLDS[i].two;
    return NULL;
}

bool parse_knows_function(const char *name, bool *alias)
{
    *alias = !find_function(name);
    return !*alias || find_alias(name, 0) || fold_template(name);
}

// ---- Arguments

typedef struct Arguments {
    Kept value[ARGUMENTS_MAX];
    bool given[ARGUMENTS_MAX]; // not None
    int count;
    bool named; // by keywords: not written in their order
    bool tanh;  // gelu(x, approximate='tanh')
} Arguments;

static bool takes_conditions(const char *name, int argument)
{
    return !strncmp(name, "logical_", 8) || ((!strcmp(name, "where") || !strcmp(name, "ifelse")) && argument == 0);
}

// Of "beta threshold" where the word stands, from 1 on; 0: it does not.
static int place_in(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (int i = 1; words && *words; i++) {
        size_t n = strcspn(words, " ");
        if (n == length && !strncmp(words, word, n))
            return i;
        words += n + (words[n] == ' ');
    }
    return 0;
}

// The bounds of a clamp go by name, too, as torch and numpy have them; others as their row says.
static int keyword_place(const Name *name, const char *word)
{
    bool clamp = !strcmp(name->text, "clamp") || !strcmp(name->text, "clip");
    int place = clamp ? place_in("min max a_min a_max", word) : place_in("input other", word);
    if (place)
        return clamp ? 1 + (place - 1) % 2 : place - 1;
    for (int i = 0; i < ALIAS_COUNT; i++)
        if (!strcmp(name->text, ALIASES[i].name) && place_in(ALIASES[i].keywords, word))
            return place_in(ALIASES[i].keywords, word);
    return !strcmp(word, "target") ? 1 : -1;
}

// What says nothing of one point.
static bool is_option(const char *word)
{
    return place_in("dim axis keepdim keepdims inplace dtype reduction out device", word);
}

static int keyword(Parser *p, const Name *name, int otherwise)
{
    if (p->token.kind != TOKEN_NAME || !parse_at_assignment(p))
        return otherwise;
    int place = keyword_place(name, p->token.name);
    if (place < 0) {
        FAIL(p, p->token.at, "'%s' has no argument '%s'", name->text, p->token.name);
        return otherwise;
    }
    parse_next(p);
    parse_next(p);
    return place;
}

// approximate='tanh'
static bool says_tanh(const Parser *p)
{
    const char *at = p->text + p->token.at + strlen("approximate");
    at += strspn(at, " =");
    return parse_at_word(p, "approximate") && strchr("'\"", *at) && !strncmp(at + 1, "tanh", 4);
}

static bool skip_option(Parser *p, const Name *name, Arguments *list)
{
    bool approximate = parse_at_word(p, "approximate") && !strcmp(name->text, "gelu");
    if (p->token.kind != TOKEN_NAME || !parse_at_assignment(p) || !(approximate || is_option(p->token.name)))
        return false;
    list->tanh |= approximate && says_tanh(p);
    bool sum = parse_at_word(p, "reduction") && strstr(p->text + p->token.at, "sum") == p->text + p->token.at + 11;
    if (sum)
        FAIL(p, p->token.at, "a loss is the mean over the rows of the data: write reduction='mean'");
    while (p->token.kind != TOKEN_END && !parse_at(p, ',') && !parse_at(p, ')'))
        parse_next(p);
    return true;
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

static bool at_list_of(const Parser *p, const Token *first)
{
    static const char *const MAKERS[] = {"stack", "array", "tensor", "asarray", "cat", "concatenate", "as_tensor"};
    Token open = parse_after(p, first), bracket = parse_after(p, &open);
    for (size_t i = 0; i < sizeof MAKERS / sizeof *MAKERS; i++)
        if (token_is_word(first, MAKERS[i]))
            return token_is(&open, '(') && token_is(&bracket, '[');
    return false;
}

static void arguments(Parser *p, const Name *name, Arguments *list);

// [x, y] and torch.stack([x, y]) are their values one by one.
static void spread(Parser *p, const Name *name, Arguments *list)
{
    int opened_at, from = p->length;
    bool made = !parse_at(p, '[');
    if (made)
        parse_next(p), parse_next(p);
    opened_at = p->token.at;
    bool lines = parse_open(p);
    arguments(p, name, list);
    parse_close(p, ']', opened_at, lines);
    while (made && !parse_at(p, ')') && p->token.kind != TOKEN_END)
        parse_next(p);
    if (made)
        parse_next(p);
    list->named = true;
    p->length = p->failed ? from : p->length;
}

// norm(x) of a vector.
static bool at_vector_alone(const Parser *p, const Name *name)
{
    Token next = parse_after(p, &p->token);
    bool alone = token_is(&next, ')') || token_is(&next, ',');
    Token keyword = parse_after(p, &next), equals = parse_after(p, &keyword);
    if (token_is(&next, ','))
        alone = keyword.kind == TOKEN_NAME && token_is(&equals, '=');
    bool said = p->parsed->n_signature || p->n_locals || strstr(name->text, "norm");
    return alone && said && p->token.kind == TOKEN_NAME && vector_length(p, p->token.name);
}

static void spread_vector(Parser *p, Arguments *list)
{
    int n = vector_length(p, p->token.name);
    for (int i = 0; i < n && list->count < ARGUMENTS_MAX && !p->failed; i++) {
        list->value[list->count] = parse_element(p, p->token.name, i);
        list->given[list->count++] = true;
    }
    list->named = true;
    parse_next(p);
}

static void arguments(Parser *p, const Name *name, Arguments *list)
{
    if (parse_at(p, ')') || parse_at(p, ']'))
        return;
    for (;;) {
        if (!p->lexicon.latex && (parse_at(p, '[') || at_list_of(p, &p->token)))
            spread(p, name, list);
        else if (!list->count && fold_template(name->text) && at_vector_alone(p, name))
            spread_vector(p, list);
        else if (!skip_option(p, name, list))
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

static Value fold(Parser *p, const char *template, int from, const Arguments *list)
{
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
    const Alias *alias = find_alias(name->text, 0);
    if (found == 1 && strstr(name->text, "norm"))
        FAIL(p, name->at, "'%s' of one number is abs(x): write norm(x, y)", name->text);
    int wanted = function ? function->known.arguments : alias ? alias->arguments : 2;
    FAIL(p, name->at, "'%s' takes %d argument%s, found %d", name->text, wanted, wanted == 1 ? "" : "s", found);
}

static Value call_with(Parser *p, const Name *name, int from, const Arguments *list)
{
    const Function *function = find_function(name->text);
    const Alias *alias = find_alias(list->tanh ? "gelu_tanh" : name->text, list->count ? list->count : -1);
    bool all = true, bounds = !strcmp(name->text, "clamp") || !strcmp(name->text, "clip");
    const char *folded = list->count > 1 ? fold_template(name->text) : NULL;
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
    if (folded && all)
        return fold(p, folded, from, list);
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
    if (parse_other_words(name->text))
        FAIL(p, name->at, "'%s' is not a function here: write %s", name->text, parse_other_words(name->text));
    else if (parse_is_taken(p, name->text) || !name->text[1])
        FAIL(p, name->at, "'%s' is not a function; to multiply, write %s*(...)", name->text, name->text);
    else if (near)
        FAIL(p, name->at, "'%s' is not a function; did you mean '%s'?", name->text, near);
    else
        FAIL(p, name->at, "'%s' is not a function", name->text);
    return (Value){.from = p->length};
}

// Are these brackets those of an object that is called?
static bool at_object(const Parser *p)
{
    Token it = p->token;
    int depth = 0;
    do {
        depth += token_is(&it, '(') - token_is(&it, ')');
        it = parse_after(p, &it);
    } while (depth > 0 && it.kind != TOKEN_END);
    return token_is(&it, '(');
}

// (0.1)(x) of nn.LeakyReLU(0.1)(x) are leaky_relu's (x, 0.1).
static Value call_object(Parser *p, const char *function)
{
    Name name = {.at = p->token.at};
    Arguments list = {0};
    Spot object = parse_spot(p);
    int from = p->length, length, opened_at;
    text_copy(name.text, sizeof name.text, function);
    for (int depth = 1; depth > 0 && p->token.kind != TOKEN_END;) {
        parse_next(p);
        depth += parse_at(p, '(') - parse_at(p, ')');
    }
    parse_next(p);
    opened_at = p->token.at;
    write_text(p, function);
    write_token(p);
    bool lines = parse_open(p);
    arguments(p, &name, &list);
    parse_close(p, ')', opened_at, lines);
    Spot behind = parse_spot(p);
    parse_go(p, &object);
    length = p->length, opened_at = p->token.at;
    lines = parse_open(p);
    list.named |= !parse_at(p, ')');
    arguments(p, &name, &list);
    parse_close(p, ')', opened_at, lines);
    p->length = length;
    parse_go(p, &behind);
    return call_with(p, &name, from, &list);
}

Value parse_call(Parser *p, const Name *name)
{
    const Function *function = find_function(name->text);
    int from = p->length, opened_at = p->token.at, bars = p->bars;
    Arguments list = {0};
    if (parse_function_of(name->text) && at_object(p))
        return call_object(p, parse_function_of(name->text));
    if (vector_product_at(p, name))
        return vector_product(p, from);
    if (!function && !find_alias(name->text, 0) && !fold_template(name->text))
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
// x.norm() of a vector: norm(x).
static bool vector_norm(Parser *p, const Name *name, const Spot *start, int known, int from, Arguments *list)
{
    Token close = parse_after(p, &p->token);
    const Token *base = &start->token;
    int parameters = p->parsed->n_parameters, length = p->length;
    if (!strstr(name->text, "norm") || !fold_template(name->text) || !token_is(&close, ')') ||
        base->kind != TOKEN_NAME || base->at + base->length != name->at - 1)
        return false;
    p->parsed->n_parameters = known;
    p->length = from;
    int n = vector_length(p, base->name);
    if (!n) {
        p->parsed->n_parameters = parameters;
        p->length = length;
        return false;
    }
    list->count = 0;
    for (int i = 0; i < n && !p->failed; i++) {
        list->value[list->count] = parse_element(p, base->name, i);
        list->given[list->count++] = true;
    }
    list->named = true;
    p->length = from;
    parse_next(p);
    parse_next(p);
    return true;
}

Value parse_method(Parser *p, Value base, const Spot *start, int known)
{
    Name name;
    Arguments list = {.count = 1, .given = {true}};
    char call[FORMULA_NAME_MAX + 16];
    int from = base.from;
    list.value[0] = keep(p, &base, p->length);
    if (!parse_take_name(p, &name))
        return base;
    if (is_series(name.text))
        return series_of(p, &name, start, known, &base);
    if (!find_function(name.text) && !find_alias(name.text, 0) && !fold_template(name.text))
        return fail_function(p, &name);
    if (vector_norm(p, &name, start, known, from, &list))
        return call_with(p, &name, from, &list);
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
