// What other languages have: c ? a : b, pieces between braces, equations, transposed vectors; names of other libraries
// and commands of LaTeX that are no functions of the language.
#include "engine/formula/parse_inside.h"

#include <string.h>

const char *parse_other_words(const char *name)
{
    static const struct {
        const char *name, *words;
    } OTHERS[] = {
        {"Piecewise", "where(x > 0, x^2, -x)"},
        {"piecewise", "where(x > 0, x^2, -x)"},
        {"select", "where(x > 0, x^2, -x)"},
        {"matmul", "x[0]*y[0] + x[1]*y[1]"},
        {"einsum", "x[0]*y[0] + x[1]*y[1]"},
        {"inner", "x[0]*y[0] + x[1]*y[1]"},
        {"dot", "x[0]*y[0] + x[1]*y[1]"},
        {"dist", "hypot(x - 1, y - 2)"},
        {"cdist", "hypot(x - 1, y - 2)"},
        {"softmax", "exp(x)/(exp(x) + exp(y))"},
        {"detach", "the value alone"},
        {"factorial", "its value, 120"},
        {"print", "the formula alone"},
        {"plot", "the formula alone"},
        {"curve", "the formula alone"},
        {"fplot", "the formula alone"},
        {"fsurf", "the formula alone"},
        {"ezsurf", "the formula alone"},
        {"plot3d", "the formula alone"},
        {"diff", "the derivative's value"},
        {"grad", "the derivative's value"},
        {"function", "f(x, y) = x^2 + y^2"},
        {"SUMSQ", "A1^2 + B1^2"},
        {"SUM", "A1 + B1"},
        {"IF", "where(x > 0, x^2, -x)"},
        {"ifelse", "where(x > 0, x^2, -x)"},
        {"iif", "where(x > 0, x^2, -x)"},
        {"SUMPRODUCT", "x[0]*y[0] + x[1]*y[1]"},
    };
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (!strcmp(name, OTHERS[i].name))
            return OTHERS[i].words;
    return NULL;
}

const char *parse_other_command(const char *command)
{
    static const char *const ADVICE[][2] = {
        {"|", ": write sqrt(x^2 + y^2) for a norm"},
        {"Vert", ": write sqrt(x^2 + y^2) for a norm"},
        {"circ", ": degrees are x*pi/180"},
        {"lVert", ": write sqrt(x^2 + y^2) for a norm"},
        {"top", ": write products of vectors out, x_1 y_1 + x_2 y_2"},
        {"intercal", ": write products of vectors out, x_1 y_1 + x_2 y_2"},
        {"langle", ": write products of vectors out, x_1 y_1 + x_2 y_2"},
        {"over", ": write \\frac{x}{y}"},
        {"infty", ": write a number"},
        {"prime", ": write the derivative's value"},
        {"min", ": write what is minimised alone"},
        {"max", ": write what is maximised alone"},
        {"argmin", ": write what is minimised alone"},
        {"inf", ": write what is minimised alone"},
        {"sup", ": write what is maximised alone"},
        {"log", " with this base: write \\log(x)/\\log(b)"},
        {"underbrace", ": write what stands over it alone"},
        {"overbrace", ": write what stands under it alone"},
        {"binom", ": write its value"},
        {"int", ": write its value"},
        {"lim", ": write its value"},
        {"in", ": write -1 <= x <= 1"},
        {"partial", ": write the derivative's value"},
        {"nabla", ": write the derivative's value"},
        {"mathbb", ": expected names and numbers"},
    };
    for (size_t i = 0; i < sizeof ADVICE / sizeof *ADVICE; i++)
        if (!strcmp(command, ADVICE[i][0]))
            return ADVICE[i][1];
    return "";
}

const char *parse_function_of(const char *class)
{
    static const char *const CLASSES[][2] = {
        {"ReLU", "relu"},
        {"ReLU6", "relu6"},
        {"LeakyReLU", "leaky_relu"},
        {"ELU", "elu"},
        {"CELU", "celu"},
        {"SELU", "selu"},
        {"GELU", "gelu"},
        {"SiLU", "silu"},
        {"Mish", "mish"},
        {"Sigmoid", "sigmoid"},
        {"LogSigmoid", "logsigmoid"},
        {"Tanh", "tanh"},
        {"Tanhshrink", "tanhshrink"},
        {"Softplus", "softplus"},
        {"Softsign", "softsign"},
        {"Softshrink", "softshrink"},
        {"Hardshrink", "hardshrink"},
        {"Hardtanh", "hardtanh"},
        {"Hardswish", "hardswish"},
        {"Hardsigmoid", "hardsigmoid"},
        {"MSELoss", "mse_loss"},
        {"L1Loss", "l1_loss"},
        {"SmoothL1Loss", "smooth_l1_loss"},
        {"HuberLoss", "huber_loss"},
        {"SoftMarginLoss", "soft_margin_loss"},
        {"BCELoss", "binary_cross_entropy"},
        {"BCEWithLogitsLoss", "binary_cross_entropy_with_logits"},
    };
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
        if (!strcmp(class, CLASSES[i][0]))
            return CLASSES[i][1];
    return NULL;
}

// ---- Forms

// PI() of a spreadsheet: its brackets.
void parse_accept_brackets(Parser *p, const char *name)
{
    Token next = parse_after(p, &p->token);
    if (!strcmp(name, "PI") && parse_at(p, '(') && token_is(&next, ')'))
        parse_next(p), parse_next(p);
}

// What follows the condition that is written: ? a : b of C, : a, b of a piece.
static Value where_of(Parser *p, Value condition, int at, char between, Value (*otherwise)(Parser *p))
{
    Kept part[3] = {{.text = ""}};
    condition = condition_of(p, condition, at);
    part[0] = keep(p, &condition, p->length);
    parse_next(p);
    Value value = number_of(p, p->expression(p));
    part[1] = keep(p, &value, p->length);
    if (!parse_at(p, between) && between == ',') // the last piece holds everywhere else
        return p->length = condition.from, write_kept(p, &part[1]);
    parse_expect(p, between, "':'");
    if (!parse_deeper(p))
        return condition;
    value = number_of(p, otherwise(p));
    p->depth--;
    part[2] = keep(p, &value, p->length);
    return expand(p, condition.from, "where(A, B, C)", part);
}

Value parse_conditional(Parser *p, Value condition, int at)
{
    return where_of(p, condition, at, ':', p->expression);
}

static Value pieces(Parser *p)
{
    int at = p->token.at;
    Value value = p->expression(p);
    return parse_at(p, ':') ? where_of(p, value, at, ',', pieces) : value;
}

bool parse_at_pieces(const Parser *p)
{
    int depth = 0;
    Token it = p->token;
    do {
        depth += token_is(&it, '(') - token_is(&it, ')');
        if (depth == 1 && token_is(&it, ':'))
            return p->lexicon.latex;
        it = parse_after(p, &it);
    } while (depth > 0 && it.kind != TOKEN_END);
    return false;
}

Value parse_pieces(Parser *p)
{
    int opened_at = p->token.at;
    bool lines = parse_open(p);
    Value value = number_of(p, pieces(p));
    int length = p->length;
    parse_close(p, ')', opened_at, lines);
    p->length = p->failed ? p->length : length;
    return value;
}

// x^T y, x^{\mathsf T} y: the current token is ^.
void parse_refuse_transposed(Parser *p)
{
    Token it = parse_after(p, &p->token);
    bool braced = token_is(&it, '{');
    if (braced)
        it = parse_after(p, &it);
    Token next = parse_after(p, &it);
    if (braced && token_is(&next, '}'))
        next = parse_after(p, &next);
    bool factor = next.kind == TOKEN_NAME || next.kind == TOKEN_COMMAND || token_is(&next, '(') || token_is(&next, '{');
    if (p->lexicon.latex && it.kind == TOKEN_NAME && !strcmp(it.name, "T") && !parse_is_taken(p, "T") && factor)
        FAIL(p, it.at, "a transposed vector is not read: write products of vectors out, x_1 y_1 + x_2 y_2");
}

// x^2 + y^2 == z as a whole, which would be drawn as a plain of zeros.
void parse_refuse_equation(Parser *p)
{
    static const char *const WORDS[] = {"if", "and", "or", "not", "where", "lambda", "def", "return"};
    int depth = 0, at = -1;
    bool more = p->lexicon.lines || p->names->n_columns || p->names->parameters_max < 0;
    for (Token it = p->token; it.kind != TOKEN_END && !more; it = parse_after(p, &it)) {
        depth += token_is(&it, '(') + token_is(&it, '{') - token_is(&it, ')') - token_is(&it, '}');
        if (depth == 0 && token_is(&it, SYMBOL_EQUAL) && at < 0)
            at = it.at;
        more = token_is(&it, '?') || token_is(&it, SYMBOL_AND) || token_is(&it, '|');
        for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
            more |= token_is_word(&it, WORDS[i]);
    }
    if (!more && at >= 0)
        FAIL(p, at, "found an equation: write the formula of one side, as in x^2 + y^2 or z = x^2 + y^2");
}

// { ... } of C, JavaScript and R.
void parse_refuse_braces(Parser *p)
{
    const char *brace = strchr(p->text, '{');
    if (brace && !p->lexicon.latex && token_is_block(p->text))
        FAIL(p, (int)(brace - p->text), "a function's statements in braces are not read: write f(x, y) = x^2 + y^2");
}
