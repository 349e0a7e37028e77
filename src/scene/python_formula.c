// A formula as a Python expression: it is read by the grammar of engine/formula/parse.c and written as it is read, with
// brackets where Python would bind otherwise. What holds no tensor is numbers, of Python's own: where their value is
// one that Python would refuse, or turn into another type (log(0), 1/0, (-8)^(1/3), 10^400), that value is written.
#include "scene/python.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Keywords, what a script calls, and the names that it gives itself.
static const char *const keywords[] = {
    "and",        "as",    "assert",       "async",     "await",     "break",    "class",    "continue", "def",
    "del",        "elif",  "else",         "except",    "finally",   "for",      "from",     "global",   "if",
    "import",     "in",    "is",           "lambda",    "not",       "nonlocal", "or",       "pass",     "raise",
    "return",     "try",   "while",        "with",      "yield",     "None",     "True",     "False",    "abs",
    "all",        "any",   "bool",         "dict",      "enumerate", "float",    "hasattr",  "getattr",  "int",
    "isinstance", "iter",  "len",          "list",      "map",       "max",      "min",      "next",     "object",
    "pow",        "print", "range",        "round",     "set",       "setattr",  "sorted",   "str",      "sum",
    "super",      "tuple", "type",         "zip",       "p",         "torch",    "math",     "loss",     "data",
    "steps",      "start", "batches",      "noise",     "xi",        "step",     "text",     "race",     "replay",
    "racer",      "make",  "lr_scheduler", "optimizer", "scheduler", "clip",     "__name__", "__debug__"};

static bool starts_with(const char *s, const char *prefix)
{
    return !strncmp(s, prefix, strlen(prefix));
}

static bool is(const char *name, size_t length, const char *word)
{
    return strlen(word) == length && !strncmp(name, word, length);
}

// racer_0, racer_1 are a script's functions.
static bool is_racer(const char *name, size_t length)
{
    size_t head = strlen("racer_");
    return length > head && starts_with(name, "racer_") && strspn(name + head, "0123456789") >= length - head;
}

static bool is_class(const char *name, size_t length)
{
    for (int i = 0; i < optimizer_count(); i++)
        if (optimizer_at(i)->own_class && is(name, length, optimizer_at(i)->name))
            return true;
    return false;
}

// A kept word and one more _ is again a name of its own: text, text_ and text__ stay three.
void python_name(Text *text, const char *name, size_t length)
{
    size_t bare = length;
    while (bare > 1 && name[bare - 1] == '_')
        bare--;
    bool kept =
        is(name, length, "__name__") || is(name, length, "__debug__") || is_racer(name, bare) || is_class(name, bare);
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        kept |= is(name, bare, keywords[i]);
    text_add(text, "%.*s%s", (int)length, name, kept ? "_" : "");
}

typedef enum Level { LEVEL_COMPARISON, LEVEL_SUM, LEVEL_PRODUCT, LEVEL_SIGN, LEVEL_POWER, LEVEL_ATOM } Level;

typedef struct Writer {
    Text *text;
    const char *at; // what of the formula is not yet read
    const PythonNames *names;
} Writer;

// What was read from `source` on and is written from byte `from` on.
typedef struct Part {
    const char *source;
    size_t from;
    Level level;
    bool tensor;
    bool whole;   // a number that may be an int
    bool literal; // digits alone
} Part;

static Part expression(Writer *w);
static Part sign(Writer *w);

// ---- What is written

static void insert(Text *text, size_t at, const char *bytes)
{
    size_t length = strlen(bytes);
    if (text->length + length >= text->size) {
        text->full = true;
        return;
    }
    memmove(text->bytes + at + length, text->bytes + at, text->length - at + 1);
    memcpy(text->bytes + at, bytes, length);
    text->length += length;
}

static void cut(Text *text, size_t at)
{
    text->length = at;
    text->bytes[at] = '\0';
}

static void need(Writer *w, Part *part, Level least)
{
    if (part->level >= least)
        return;
    insert(w->text, part->from, "(");
    text_add(w->text, ")");
    part->level = LEVEL_ATOM;
}

static void write_number(Text *text, double value)
{
    char number[40];
    text_double(number, sizeof number, value);
    if (isnan(value))
        text_add(text, "math.nan");
    else if (isinf(value))
        text_add(text, value > 0 ? "math.inf" : "-math.inf");
    else
        text_add(text, "%s%s", number, strpbrk(number, ".e") ? "" : ".0");
}

// The engine's own value of a stretch of the formula; false: it depends on more than constants.
static bool value_of(const PythonNames *names, const char *from, const char *to, double *value)
{
    char source[FORMULA_TEXT_MAX + 1];
    const char *const no_columns[] = {""};
    double nothing = 0;
    if (to - from > FORMULA_TEXT_MAX)
        return false;
    memcpy(source, from, (size_t)(to - from));
    source[to - from] = '\0';
    Formula *formula = formula_compile(source,
                                       &(FormulaNames){.columns = no_columns,
                                                       .n_columns = 1,
                                                       .constants = names->constants,
                                                       .n_constants = names->n_constants,
                                                       .parameters_max = -1},
                                       NULL);
    FormulaWork *work = formula ? formula_work_create(formula) : NULL;
    if (work)
        formula_evaluate(formula, work, &(FormulaInput){.columns = (const double *const[]){&nothing}}, 1, value, NULL);
    formula_work_destroy(work);
    formula_destroy(formula);
    return work != NULL;
}

// Numbers that Python cannot compute are written as their value, and so are ints too large for a tensor, or -0.
static Part settle(Writer *w, Part part)
{
    const double whole_max = 9007199254740992.0; // 2^53
    double value;
    if (part.tensor || !value_of(w->names, part.source, w->at, &value))
        return part;
    bool is_int = fabs(value) < whole_max && !(value == 0 && signbit(value));
    if (isfinite(value) && (is_int || !part.whole))
        return part;
    cut(w->text, part.from);
    write_number(w->text, value);
    part.level = signbit(value) && !isnan(value) ? LEVEL_SIGN : LEVEL_ATOM;
    part.whole = false;
    return part;
}

// ---- What is read

static size_t blank_length(const char *s)
{
    return *s == ' ' || (*s >= '\t' && *s <= '\r') ? 1 : starts_with(s, "\u00a0") ? strlen("\u00a0") : 0;
}

static const char *behind_blanks(const char *s)
{
    while (blank_length(s))
        s += blank_length(s);
    return s;
}

// Blanks, of whatever kind, are one space.
static void write_blanks(Writer *w)
{
    const char *next = behind_blanks(w->at);
    if (next > w->at && w->text->length)
        text_add(w->text, " ");
    w->at = next;
}

static bool take(Writer *w, const char *sign, const char *python)
{
    if (!starts_with(behind_blanks(w->at), sign))
        return false;
    write_blanks(w);
    text_add(w->text, "%s", python);
    w->at += strlen(sign);
    return true;
}

typedef struct Sign {
    const char *sign, *python;
} Sign;

// The first of the signs, up to one without a sign, that comes next.
static const Sign *next_sign(const Writer *w, const Sign *signs)
{
    const char *next = behind_blanks(w->at);
    for (; signs->sign; signs++)
        if (starts_with(next, signs->sign))
            return signs;
    return NULL;
}

static bool starts_name(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static size_t name_length(const char *from)
{
    size_t length = 0;
    while (starts_name(from[length]) || isdigit((unsigned char)from[length]))
        length++;
    return length ? length : starts_with(from, "π") ? strlen("π") : 0;
}

static size_t number_length(const char *s)
{
    size_t n = strspn(s, "0123456789");
    if (s[n] == '.')
        n += 1 + strspn(s + n + 1, "0123456789");
    if (s[n] == 'e' || s[n] == 'E') {
        size_t sign = s[n + 1] == '-' || s[n + 1] == '+', digits = strspn(s + n + 1 + sign, "0123456789");
        n += digits ? 1 + sign + digits : 0;
    }
    return n;
}

// Python has no 007.
static void number(Writer *w, Part *part)
{
    size_t length = number_length(w->at), zeros = 0;
    while (zeros + 1 < length && w->at[zeros] == '0' && isdigit((unsigned char)w->at[zeros + 1]))
        zeros++;
    part->whole = strspn(w->at, "0123456789") == length;
    part->literal = true;
    text_add(w->text, "%.*s", (int)(length - zeros), w->at + zeros);
    w->at += length;
    *part = settle(w, *part);
}

static bool is_constant(const PythonNames *names, const char *name, size_t length)
{
    bool constant = false;
    for (int i = 0; i < names->n_constants; i++)
        constant |= is(name, length, names->constants[i].name);
    return constant;
}

static void variable(Writer *w, Part *part, size_t length)
{
    const char *name = w->at;
    part->tensor = w->names->is_tensor(w->names->context, name, length);
    bool given = part->tensor || is_constant(w->names, name, length);
    if (!given && (is(name, length, "pi") || is(name, length, "π")))
        text_add(w->text, "math.pi");
    else if (!given && is(name, length, "e"))
        text_add(w->text, "math.e");
    else
        python_name(w->text, name, length);
    w->at += length;
}

// ---- Calls

enum { CALL_MAX = 3 };

typedef struct Given {
    Part part;
    char *bytes; // written
} Given;

static const FormulaFunction *function_of(const char *name, size_t length)
{
    for (int i = 0; formula_function(i); i++)
        if (is(name, length, formula_function(i)->name))
            return formula_function(i);
    return NULL;
}

// Takes what was written of a part away from the text.
static char *lift(Writer *w, const Part *part)
{
    size_t length = w->text->length - part->from;
    char *bytes = malloc(length + 1);
    if (bytes)
        memcpy(bytes, w->text->bytes + part->from, length + 1);
    else
        w->text->full = true;
    cut(w->text, part->from);
    return bytes;
}

// Behind the opening parenthesis; up to and with the closing one.
static int arguments(Writer *w, Given argument[CALL_MAX])
{
    int n = 0;
    bool more = true;
    while (more && n < CALL_MAX) {
        w->at = behind_blanks(w->at);
        argument[n].part = expression(w);
        argument[n].bytes = lift(w, &argument[n].part);
        n++;
        w->at = behind_blanks(w->at);
        more = *w->at == ',';
        w->at += more;
    }
    w->at += *w->at == ')';
    return n;
}

// torch's functions of two take no numbers.
static void write_argument(Text *text, const Given *it, bool as_tensor)
{
    const char *bytes = it->bytes ? it->bytes : "";
    const char *digits = bytes + (*bytes == '-');
    bool literal = it->part.literal || (*digits && !digits[strspn(digits, "0123456789")]); // -1, too
    if (!as_tensor || it->part.tensor)
        text_add(text, "%s", bytes);
    else if (it->part.whole && literal)
        text_add(text, "torch.tensor(%s.0)", bytes);
    else
        text_add(text, it->part.whole ? "torch.tensor(float(%s))" : "torch.tensor(%s)", bytes);
}

static void write_template(Text *text, const char *as, const Given *argument, bool as_tensors)
{
    for (const char *c = as; *c; c++)
        if (*c == '%' && c[1] >= 'A' && c[1] < 'A' + CALL_MAX)
            write_argument(text, &argument[*++c - 'A'], as_tensors);
        else
            text_add(text, "%c", *c);
}

// math.sin(x) and (x*y) hold together, (x)*(y) does not.
static bool is_atom(const char *written)
{
    int depth = 0;
    written += strcspn(written, "(");
    for (; *written; written++) {
        depth += (*written == '(') - (*written == ')');
        if (depth == 0)
            return !written[1];
    }
    return false;
}

static void write_power(Writer *w, const Given *argument)
{
    Part base = argument[0].part, exponent = argument[1].part;
    base.from = w->text->length;
    write_argument(w->text, &argument[0], false);
    need(w, &base, LEVEL_ATOM);
    text_add(w->text, "**");
    exponent.from = w->text->length;
    write_argument(w->text, &argument[1], false);
    need(w, &exponent, LEVEL_SIGN);
}

static void write_call(Writer *w, Part *part, const FormulaFunction *function, const Given *argument, bool tensor)
{
    const char *as = tensor ? function->of_tensors : function->of_numbers;
    if (!strcmp(function->name, "pow")) {
        write_power(w, argument);
        part->level = LEVEL_POWER;
    } else if (as) {
        write_template(w->text, as, argument, part->tensor && function->arguments > 1);
        part->level = is_atom(w->text->bytes + part->from) ? LEVEL_ATOM : LEVEL_COMPARISON;
    } else {
        text_add(w->text, "%s.%s(", tensor ? "torch" : "math", function->name);
        write_argument(w->text, &argument[0], false);
        text_add(w->text, ")");
    }
}

static void call(Writer *w, Part *part, size_t length)
{
    const char *name = w->at;
    const FormulaFunction *function = function_of(name, length);
    Given argument[CALL_MAX] = {{.bytes = NULL}};
    w->at = behind_blanks(name + length) + 1;
    int n = arguments(w, argument);
    for (int i = 0; i < n; i++)
        part->tensor |= argument[i].part.tensor;
    bool tensor = part->tensor;
    if (is(name, length, "where")) { // of numbers, the condition stays one; what is chosen may be a tensor
        tensor = argument[0].part.tensor;
        argument[0].part.tensor = true;
    }
    part->whole = true;
    if (is(name, length, "normal")) {
        text_add(w->text, "xi[:, %d]", argument[0].bytes ? atoi(argument[0].bytes) - 1 : 0);
        part->tensor = true;
    } else if (function) {
        write_call(w, part, function, argument, tensor);
    }
    for (int i = 0; i < n; i++)
        free(argument[i].bytes);
    *part = settle(w, *part);
}

// ---- The grammar

static void parenthesis(Writer *w, Part *part)
{
    take(w, "(", "(");
    Part inside = expression(w);
    take(w, ")", ")");
    part->tensor = inside.tensor;
    part->whole = inside.whole;
    *part = settle(w, *part);
}

static Part primary(Writer *w)
{
    write_blanks(w);
    Part part = {.source = w->at, .from = w->text->length, .level = LEVEL_ATOM};
    size_t length = name_length(w->at);
    if (isdigit((unsigned char)*w->at) || *w->at == '.')
        number(w, &part);
    else if (length && *behind_blanks(w->at + length) == '(')
        call(w, &part, length);
    else if (length)
        variable(w, &part, length);
    else if (*w->at == '(')
        parenthesis(w, &part);
    else if (*w->at)
        text_add(w->text, "%c", *w->at++);
    return part;
}

static const Sign superscripts[] = {{"⁻", "-"}, {"⁰", "0"}, {"¹", "1"}, {"²", "2"}, {"³", "3"}, {"⁴", "4"},
                                    {"⁵", "5"}, {"⁶", "6"}, {"⁷", "7"}, {"⁸", "8"}, {"⁹", "9"}, {NULL, NULL}};
static const Sign powers[] = {{"**", "**"}, {"^", "**"}, {NULL, NULL}};
static const Sign signs[] = {{"-", "-"}, {"−", "-"}, {"–", "-"}, {"+", "+"}, {NULL, NULL}};
static const Sign products[] = {{"**", NULL}, {"*", "*"}, {"·", "*"}, {"⋅", "*"}, {"×", "*"}, {"∗", "*"},
                                {"//", "//"}, {"/", "/"}, {"÷", "/"}, {"∕", "/"}, {"%", "%"}, {NULL, NULL}};
static const Sign comparisons[] = {{"<=", "<="}, {">=", ">="}, {"==", "=="}, {"!=", "!="},
                                   {"<", "<"},   {">", ">"},   {NULL, NULL}};

static Part superscript(Writer *w, Part base)
{
    const Sign *digit = next_sign(w, superscripts);
    if (!digit)
        return base;
    need(w, &base, LEVEL_ATOM);
    w->at = behind_blanks(w->at);
    text_add(w->text, "**");
    for (bool leading = true; digit; digit = next_sign(w, superscripts)) {
        bool zero = digit->python[0] == '0' && leading;
        leading &= zero || digit->python[0] == '-';
        w->at += strlen(digit->sign);
        const Sign *after = next_sign(w, superscripts);
        if (!zero || !after || blank_length(w->at)) // Python has no 02
            text_add(w->text, "%s", digit->python);
        if (blank_length(w->at))
            break;
    }
    base.level = LEVEL_POWER;
    base.literal = false;
    return settle(w, base);
}

static Part power(Writer *w)
{
    Part base = superscript(w, primary(w));
    const Sign *next = next_sign(w, powers);
    if (!next)
        return base;
    need(w, &base, LEVEL_ATOM);
    take(w, next->sign, next->python);
    Part exponent = sign(w);
    need(w, &exponent, LEVEL_SIGN);
    return settle(w, (Part){.source = base.source,
                            .from = base.from,
                            .level = LEVEL_POWER,
                            .tensor = base.tensor || exponent.tensor,
                            .whole = base.whole && exponent.whole});
}

static Part sign(Writer *w)
{
    const Sign *next = next_sign(w, signs);
    if (!next)
        return power(w);
    write_blanks(w);
    Part part = {.source = w->at, .from = w->text->length, .level = LEVEL_SIGN};
    take(w, next->sign, next->python);
    Part of = sign(w);
    need(w, &of, LEVEL_SIGN);
    part.tensor = of.tensor;
    part.whole = of.whole;
    return settle(w, part);
}

// One operator of a chain, and what stands to its right.
static Part chained(Writer *w, Part left, const Sign *by, Level level, Part (*operand)(Writer *w))
{
    need(w, &left, level);
    take(w, by->sign, by->python);
    Part right = operand(w);
    need(w, &right, level + 1);
    return settle(w, (Part){.source = left.source,
                            .from = left.from,
                            .level = level,
                            .tensor = left.tensor || right.tensor,
                            .whole = left.whole && right.whole && strcmp(by->python, "/") != 0});
}

static Part chain(Writer *w, const Sign *by, Level level, Part (*operand)(Writer *w))
{
    Part left = operand(w);
    for (const Sign *next = next_sign(w, by); next && next->python; next = next_sign(w, by))
        left = chained(w, left, next, level, operand);
    return left;
}

static Part product(Writer *w)
{
    return chain(w, products, LEVEL_PRODUCT, sign);
}

static Part sum(Writer *w)
{
    return chain(w, signs, LEVEL_SUM, product);
}

static Part expression(Writer *w)
{
    return chain(w, comparisons, LEVEL_COMPARISON, sum);
}

void python_formula(Text *text, const char *formula, const PythonNames *names)
{
    Writer writer = {.text = text, .at = behind_blanks(formula + formula_head(formula)), .names = names};
    while (*writer.at)
        expression(&writer);
}
