// Recursive descent over the racer's text. Every function that reads a value returns its index, or -1 with the error
// set. Whitespace and line breaks mean nothing inside brackets; outside, a line break ends a statement, as in Python.
#include "scene/syntax.h"

#include "base/text.h"
#include "scene/spec.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 160 }; // bytes of the text that an error repeats

typedef struct Reader {
    Syntax *syntax;
    const char *text;
    int at;
    int depth;
    Error *error;
} Reader;

static int read_value(Reader *reader);

bool syntax_error(const char *text, int at, Error *error, const char *format, ...)
{
    char why[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    int shown = (int)strnlen(text, SHOWN_MAX);
    while (shown && ((unsigned char)text[shown] & 0xc0) == 0x80)
        shown--;
    return error_set(error, "racer, column %d of '%.*s%s': %s", 1 + text_characters(text, (size_t)at), shown, text,
                     text[shown] ? "..." : "", why);
}

bool syntax_is(const Value *value, const char *name)
{
    return value->kind == VALUE_NAME && !value->prefix && !strcmp(value->name, name);
}

// What stands at the reader, for a message: 'x', a whole character, or "the end".
static const char *found(const Reader *reader, char shown[16])
{
    const char *c = reader->text + reader->at;
    int length = 1;
    while (*c && ((unsigned char)c[length] & 0xc0) == 0x80 && length < 4)
        length++;
    if (!*c || *c == '\n')
        snprintf(shown, 16, "the end");
    else
        snprintf(shown, 16, "'%.*s'", length, c);
    return shown;
}

static int expected(Reader *reader, const char *what)
{
    char shown[16];
    syntax_error(reader->text, reader->at, reader->error, "expected %s, found %s", what, found(reader, shown));
    return -1;
}

static void skip(Reader *reader)
{
    const char *c = reader->text + reader->at;
    while (*c == ' ' || *c == '\t' || *c == '\r' || *c == '#' || (*c == '\n' && reader->depth))
        c += *c == '#' ? strcspn(c, "\n") : 1;
    reader->at = (int)(c - reader->text);
}

static bool take(Reader *reader, char wanted)
{
    skip(reader);
    if (reader->text[reader->at] != wanted)
        return false;
    reader->at++;
    return true;
}

static int add_value(Reader *reader, ValueKind kind)
{
    Syntax *syntax = reader->syntax;
    if (syntax->n == SYNTAX_VALUES_MAX) {
        syntax_error(reader->text, reader->at, reader->error, "more than %d values", SYNTAX_VALUES_MAX);
        return -1;
    }
    syntax->value[syntax->n] = (Value){.kind = kind, .at = reader->at, .end = reader->at, .child = -1, .next = -1};
    return syntax->n++;
}

static bool is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static int name_length(const char *c)
{
    int length = 0;
    while (is_name_start(c[length]) || (length && isdigit((unsigned char)c[length])))
        length++;
    return length;
}

// Digits of a Python number: 1, .5, 5., 1e-3, 1_000. Returns its length, 0 if there is none.
static int number_length(const char *c)
{
    int i = 0, digits = 0;
    for (; isdigit((unsigned char)c[i]) || c[i] == '.' || (digits && c[i] == '_'); i++)
        digits += isdigit((unsigned char)c[i]) != 0;
    if (!digits)
        return 0;
    int exponent = c[i] == 'e' || c[i] == 'E' ? 1 : 0;
    exponent += exponent && (c[i + 1] == '+' || c[i + 1] == '-');
    if (exponent && isdigit((unsigned char)c[i + exponent]))
        for (i += exponent; isdigit((unsigned char)c[i]);)
            i++;
    return i;
}

static int read_literal(Reader *reader)
{
    int value = add_value(reader, VALUE_NUMBER);
    const char *c = reader->text + reader->at;
    int length = number_length(c), kept = 0;
    char digits[64];
    if (value < 0)
        return -1;
    if (!length)
        return expected(reader, "a number");
    for (int i = 0; i < length && kept < (int)sizeof digits - 1; i++)
        if (c[i] != '_')
            digits[kept++] = c[i];
    digits[kept] = '\0';
    Value *number = &reader->syntax->value[value];
    if (!text_to_double(digits, &number->number) || !isfinite(number->number) || length >= (int)sizeof digits) {
        syntax_error(reader->text, reader->at, reader->error, "'%.*s' is not a number that fits", length, c);
        return -1;
    }
    number->whole = !strpbrk(digits, ".eE");
    number->end = reader->at += length;
    return value;
}

static int read_string(Reader *reader)
{
    int value = add_value(reader, VALUE_STRING);
    if (value < 0)
        return -1;
    char quote = reader->text[reader->at];
    const char *from = reader->text + reader->at + 1;
    size_t length = strcspn(from, quote == '"' ? "\"\n\\" : "'\n\\");
    if (from[length] != quote) {
        reader->at += (int)length + 1;
        return expected(reader, quote == '"' ? "'\"' to close the string" : "\"'\" to close the string");
    }
    Value *string = &reader->syntax->value[value];
    snprintf(string->name, sizeof string->name, "%.*s", (int)length, from);
    reader->at += (int)length + 2;
    string->end = reader->at;
    return value;
}

// `lambda epoch: ...` up to the comma or bracket that ends it.
static int read_lambda(Reader *reader)
{
    int value = add_value(reader, VALUE_LAMBDA);
    if (value < 0)
        return -1;
    int open = 0;
    const char *c = reader->text + reader->at;
    const char *colon = strpbrk(c, ":,)]\n");
    if (!colon || *colon != ':')
        return expected(reader, "'lambda epoch: ...'");
    for (c = colon; *c && (open || !strchr(",)]|;\n", *c)); c++)
        open += (*c == '(' || *c == '[') - (*c == ')' || *c == ']');
    while (c[-1] == ' ')
        c--;
    reader->at = reader->syntax->value[value].end = (int)(c - reader->text);
    return value;
}

static void append(Value *values, int parent, int *last, int child)
{
    if (*last < 0)
        values[parent].child = child;
    else
        values[*last].next = child;
    *last = child;
    values[parent].count++;
}

static bool enter(Reader *reader)
{
    if (++reader->depth <= SPEC_DEPTH_MAX)
        return true;
    return syntax_error(reader->text, reader->at, reader->error, "nested deeper than %d", SPEC_DEPTH_MAX);
}

// `key =`, if the reader stands at one. A comparison (==) is none.
static bool take_key(Reader *reader, char key[SYNTAX_NAME_MAX + 1], int *key_at)
{
    skip(reader);
    const char *c = reader->text + reader->at;
    int length = name_length(c);
    const char *equals = c + length + strspn(c + length, " \t");
    if (!length || length > SYNTAX_NAME_MAX || equals[0] != '=' || equals[1] == '=')
        return false;
    snprintf(key, SYNTAX_NAME_MAX + 1, "%.*s", length, c);
    *key_at = reader->at;
    reader->at = (int)(equals + 1 - reader->text);
    return true;
}

static int read_argument(Reader *reader, bool keys)
{
    char key[SYNTAX_NAME_MAX + 1] = "";
    int key_at = -1;
    if (keys)
        take_key(reader, key, &key_at);
    int value = read_value(reader);
    if (value < 0)
        return -1;
    memcpy(reader->syntax->value[value].key, key, sizeof key);
    reader->syntax->value[value].key_at = key_at;
    return value;
}

// Values up to `close`, after the opening bracket. *commas counts the commas.
static bool read_items(Reader *reader, int parent, char close, bool keys, int *commas)
{
    char what[48];
    int last = -1, open_at = reader->at - 1;
    *commas = 0;
    if (!enter(reader))
        return false;
    while (!take(reader, close)) {
        int item = read_argument(reader, keys);
        if (item < 0)
            return false;
        append(reader->syntax->value, parent, &last, item);
        if (take(reader, ',')) {
            ++*commas;
        } else if (!take(reader, close)) {
            snprintf(what, sizeof what, "',' or '%c' for the '%c' of column %d", close, reader->text[open_at],
                     1 + text_characters(reader->text, (size_t)open_at));
            return expected(reader, what), false;
        } else {
            break;
        }
    }
    reader->depth--;
    return true;
}

// [..] or (..); one value in parentheses without a comma is that value.
static int read_list(Reader *reader)
{
    int commas, list = add_value(reader, VALUE_LIST);
    bool tuple = reader->text[reader->at++] == '(';
    if (list < 0 || !read_items(reader, list, tuple ? ')' : ']', false, &commas))
        return -1;
    Value *values = reader->syntax->value;
    values[list].end = reader->at;
    return tuple && values[list].count == 1 && !commas ? values[list].child : list;
}

// range(30, 100, 30) is the list of its numbers, as far as there is room for them.
static bool list_range(Reader *reader, int call)
{
    Syntax *syntax = reader->syntax;
    double given[3] = {0, 0, 1};
    int n = 0, last = -1;
    for (int i = syntax->value[call].child; i >= 0 && n < 3; i = syntax->value[i].next) {
        const Value *number = syntax_number(syntax, &syntax->value[i]);
        if (!number || !number->whole || syntax->value[i].key[0])
            return true;
        given[n++] = number->number;
    }
    if (n != syntax->value[call].count || !n || !given[2])
        return true;
    double from = n > 1 ? given[0] : 0, to = n > 1 ? given[1] : given[0];
    syntax->value[call].kind = VALUE_LIST;
    syntax->value[call].count = 0;
    syntax->value[call].child = -1;
    for (double at = from; given[2] > 0 ? at < to : at > to; at += given[2]) {
        int item = add_value(reader, VALUE_NUMBER);
        if (item < 0)
            return false;
        syntax->value[item].number = at;
        syntax->value[item].whole = true;
        append(syntax->value, call, &last, item);
    }
    return true;
}

// What the call of a name of Python's own makes of its arguments: a number, a list.
static bool settle_call(Reader *reader, int call)
{
    Value *value = &reader->syntax->value[call];
    bool bare = value->kind == VALUE_CALL && !value->prefix;
    if (bare && !strcmp(value->name, "range"))
        return list_range(reader, call);
    bool copies = bare && value->count == 1 && (!strcmp(value->name, "list") || !strcmp(value->name, "tuple"));
    const Value *given = copies ? &reader->syntax->value[value->child] : NULL;
    if (given && given->kind == VALUE_LIST) {
        value->kind = VALUE_LIST;
        value->count = given->count;
        value->child = given->child;
        return true;
    }
    syntax_settle(reader->syntax, value);
    return true;
}

// A dotted name, and its call if a '(' follows.
static int read_name(Reader *reader)
{
    int name = add_value(reader, VALUE_NAME);
    if (name < 0)
        return -1;
    Value *value = &reader->syntax->value[name];
    const char *c = reader->text + reader->at;
    int from = 0, length = name_length(c);
    while (c[from + length] == '.' && is_name_start(c[from + length + 1])) {
        from += length + 1;
        length = name_length(c + from);
    }
    if (length > SYNTAX_NAME_MAX) {
        syntax_error(reader->text, reader->at, reader->error, "the name is longer than %d", SYNTAX_NAME_MAX);
        return -1;
    }
    snprintf(value->name, sizeof value->name, "%.*s", length, c + from);
    value->prefix = from;
    reader->at = value->end = reader->at + from + length;
    int commas;
    bool ok = true;
    if (take(reader, '(')) {
        value->kind = VALUE_CALL;
        ok = read_items(reader, name, ')', true, &commas);
    }
    return ok && settle_call(reader, name) ? name : -1;
}

// ---- Arithmetic of numbers, as Python does it: ints stay ints but for / and negative powers

typedef struct Operator {
    char sign[3];
    int binds; // tighter, the higher
} Operator;

enum { BINDS_ADD = 1, BINDS_MULTIPLY, BINDS_SIGN, BINDS_POWER };

static const Operator *operator_at(const Reader *reader)
{
    static const Operator operators[] = {
        {"**", BINDS_POWER},   {"//", BINDS_MULTIPLY}, {"*", BINDS_MULTIPLY}, {"/", BINDS_MULTIPLY},
        {"%", BINDS_MULTIPLY}, {"+", BINDS_ADD},       {"-", BINDS_ADD},
    };
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (!strncmp(reader->text + reader->at, operators[i].sign, strlen(operators[i].sign)))
            return &operators[i];
    return NULL;
}

// a // b, and with `rest` a % b, which has the sign of b.
static double divide_down(double a, double b, bool rest)
{
    double left = fmod(a, b);
    left += left != 0 && (left < 0) != (b < 0) ? b : 0;
    return rest ? left : floor((a - left) / b + 0.5);
}

static double combined(const char *sign, double a, double b)
{
    switch (sign[0]) {
    case '*':
        return sign[1] ? pow(a, b) : a * b;
    case '/':
        return sign[1] ? divide_down(a, b, false) : a / b;
    case '%':
        return divide_down(a, b, true);
    default:
        return sign[0] == '+' ? a + b : a - b;
    }
}

static bool combine(Reader *reader, const Operator *with, int left, int right)
{
    const Value *a = syntax_number(reader->syntax, &reader->syntax->value[left]);
    const Value *b = syntax_number(reader->syntax, &reader->syntax->value[right]);
    Value *to = &reader->syntax->value[left];
    if (!a || !b)
        return syntax_error(reader->text, (a ? &reader->syntax->value[right] : to)->at, reader->error,
                            "expected a number beside '%s'", with->sign);
    double number = combined(with->sign, a->number, b->number);
    if (!isfinite(number) && (isnan(number) || (isfinite(a->number) && isfinite(b->number))))
        return syntax_error(reader->text, to->at, reader->error, "the number is not finite");
    bool quotient = !strcmp(with->sign, "/") || (with->binds == BINDS_POWER && b->number < 0);
    to->whole = a->whole && b->whole && !quotient;
    to->kind = VALUE_NUMBER;
    to->number = number;
    to->end = reader->at;
    return true;
}

static int read_operand(Reader *reader);

// A value, or what operators that bind at least so tightly make of several.
static int read_binding(Reader *reader, int binds)
{
    int left = read_operand(reader);
    for (const Operator *with; left >= 0;) {
        skip(reader);
        if (!(with = operator_at(reader)) || with->binds < binds)
            break;
        if (!enter(reader))
            return -1;
        reader->at += (int)strlen(with->sign);
        int right = read_binding(reader, with->binds == BINDS_POWER ? BINDS_SIGN : with->binds + 1);
        reader->depth--;
        if (right < 0 || !combine(reader, with, left, right))
            return -1;
    }
    return left;
}

static int read_signed(Reader *reader)
{
    bool minus = reader->text[reader->at] == '-';
    int at = reader->at++;
    skip(reader);
    char next = reader->text[reader->at];
    if (!isdigit((unsigned char)next) && !is_name_start(next) && !(next && strchr("+-.(", next)))
        return expected(reader, "a number");
    if (!enter(reader))
        return -1;
    int value = read_binding(reader, BINDS_SIGN);
    reader->depth--;
    if (value < 0)
        return -1;
    const Value *number = syntax_number(reader->syntax, &reader->syntax->value[value]);
    if (!number) {
        syntax_error(reader->text, reader->syntax->value[value].at, reader->error, "expected a number");
        return -1;
    }
    Value *to = &reader->syntax->value[value];
    to->whole = number->whole;
    to->number = minus ? -number->number : number->number;
    to->kind = VALUE_NUMBER;
    to->at = at;
    return value;
}

static int read_value(Reader *reader)
{
    return read_binding(reader, BINDS_ADD);
}

static int read_operand(Reader *reader)
{
    skip(reader);
    const char *c = reader->text + reader->at;
    if (!strncmp(c, "lambda", 6) && isspace((unsigned char)c[6]))
        return read_lambda(reader);
    if (is_name_start(*c))
        return read_name(reader);
    if (*c == '\'' || *c == '"')
        return read_string(reader);
    if (*c == '[' || *c == '(')
        return read_list(reader);
    if (*c == '-' || *c == '+')
        return read_signed(reader);
    if (isdigit((unsigned char)*c) || *c == '.')
        return read_literal(reader);
    return expected(reader, "a value");
}

static bool take_separator(Reader *reader)
{
    skip(reader);
    char c = reader->text[reader->at];
    reader->at += c == '|' || c == ';' || c == '\n';
    return c == '|' || c == ';' || c == '\n';
}

static bool read_statement(Reader *reader)
{
    Syntax *syntax = reader->syntax;
    if (syntax->n_statements == SYNTAX_STATEMENTS_MAX)
        return syntax_error(reader->text, reader->at, reader->error, "more than %d statements", SYNTAX_STATEMENTS_MAX);
    int value = read_argument(reader, true);
    if (value < 0)
        return false;
    syntax->statement[syntax->n_statements++] = value;
    return true;
}

// Line breaks may be empty; `|` and `;` need something after them.
static bool read_statements(Reader *reader)
{
    for (;;) {
        bool more = false;
        skip(reader);
        while (reader->text[reader->at] == '\n') {
            reader->at++;
            skip(reader);
        }
        if (!reader->text[reader->at] && reader->syntax->n_statements)
            return true;
        if (!read_statement(reader))
            return false;
        skip(reader);
        char separator = reader->text[reader->at];
        if (!separator)
            return true;
        if (!(more = take_separator(reader)))
            return expected(reader, "'|' before a schedule, or the end"), false;
        skip(reader);
        if (separator == '|' && !reader->text[reader->at])
            return expected(reader, "a schedule after '|'"), false;
    }
}

bool syntax_read(Syntax *syntax, const char *text, Error *error)
{
    syntax->text = text;
    syntax->n = syntax->n_statements = 0;
    Reader reader = {.syntax = syntax, .text = text, .error = error};
    if (strnlen(text, SPEC_TEXT_MAX + 1) > SPEC_TEXT_MAX)
        return syntax_error(text, SPEC_TEXT_MAX, error, "longer than %d bytes", SPEC_TEXT_MAX);
    if (!text[strspn(text, " \t\r\n")])
        return syntax_error(text, 0, error, "expected an optimizer: SGD(lr=0.1)");
    return read_statements(&reader);
}
