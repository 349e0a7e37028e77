#include "picture/draw/format.h"

#include "base/text.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN_FROM = -2, PLAIN_TO = 3 }; // powers of ten that a logarithmic axis writes out

#define MINUS      "\u2212"
#define THIN_SPACE "\u2009"
#define NOISE      (8 * DBL_EPSILON)

static const char *const superscript[10] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
static const char *const subscript[10] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};

static void add_digits(Text *text, const char *digits, const char *const *glyphs)
{
    for (; isdigit((unsigned char)*digits); digits++)
        text_add(text, "%s", glyphs[*digits - '0']);
}

static void add_power(Text *text, int exponent)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%d", abs(exponent));
    text_add(text, "10%s", exponent < 0 ? "⁻" : "");
    add_digits(text, digits, superscript);
}

// printf's minus becomes a real one.
static void add_number(Text *text, const char *number)
{
    for (; *number; number++)
        text_add(text, *number == '-' ? MINUS : "%c", *number);
}

static bool add_special(Text *text, double value)
{
    if (isnan(value))
        text_add(text, "nan");
    else if (isinf(value))
        text_add(text, value < 0 ? MINUS "∞" : "∞");
    else if (value == 0)
        text_add(text, "0");
    else
        return false;
    return true;
}

// mantissa·10ᵉ with `digits` significant digits.
static void add_scientific(Text *text, double value, int digits)
{
    char printed[FORMAT_MAX];
    snprintf(printed, sizeof printed, "%.*e", digits - 1, value);
    char *e = strchr(printed, 'e');
    *e = '\0';
    add_number(text, printed);
    text_add(text, "·");
    add_power(text, atoi(e + 1));
}

double format_quiet(double value, double scale)
{
    return fabs(value) <= NOISE * fabs(scale) ? 0 : value;
}

Number format_loss(double value)
{
    return format_digits(value, 3);
}

Number format_digits(double value, int digits)
{
    Number number;
    Text text = text_begin(number.text, sizeof number.text);
    if (add_special(&text, value))
        return number;
    double size = fabs(value);
    double half = 0.5 * pow(10, -digits); // of the last digit below 1
    if (size < 0.1 - half || size >= 9999.5) {
        add_scientific(&text, value, digits);
        return number;
    }
    char printed[FORMAT_MAX];
    int decimals = digits;
    for (double power = 1; size >= power - half && decimals > 0; power *= 10, half *= 10)
        decimals--;
    snprintf(printed, sizeof printed, "%.*f", decimals, value);
    add_number(&text, printed);
    return number;
}

Number format_value(double value)
{
    Number number;
    Text text = text_begin(number.text, sizeof number.text);
    if (add_special(&text, value))
        return number;
    char printed[FORMAT_MAX];
    bool near_one = value > 0.99 && value < 1; // 0.99975 must not be shown as 0.9998
    snprintf(printed, sizeof printed, "%.*g", near_one ? 6 : 4, value);
    char *e = strchr(printed, 'e');
    if (!e) {
        add_number(&text, printed);
        return number;
    }
    *e = '\0';
    add_number(&text, printed);
    text_add(&text, "e");
    snprintf(printed, sizeof printed, "%d", atoi(e + 1));
    add_number(&text, printed);
    return number;
}

Number format_set(double value)
{
    Number number = format_value(value);
    char *e = strchr(number.text, 'e');
    if (!e || !isfinite(value))
        return number;
    char mantissa[FORMAT_MAX];
    snprintf(mantissa, sizeof mantissa, "%.*s", (int)(e - number.text), number.text);
    bool minus = !strncmp(e + 1, MINUS, strlen(MINUS));
    int exponent = atoi(e + 1 + (minus ? strlen(MINUS) : 0));
    Text text = text_begin(number.text, sizeof number.text);
    if (!strcmp(mantissa, "1") || !strcmp(mantissa, MINUS "1"))
        text_add(&text, "%s", value < 0 ? MINUS : "");
    else
        text_add(&text, "%s·", mantissa);
    add_power(&text, minus ? -exponent : exponent);
    return number;
}

Number format_decade(int digit, int power, int from, int to)
{
    if (from >= PLAIN_FROM && to <= PLAIN_TO)
        return format_value(digit * pow(10, power));
    Number number;
    Text text = text_begin(number.text, sizeof number.text);
    if (digit != 1)
        text_add(&text, "%d·", digit);
    add_power(&text, power);
    return number;
}

static Number fixed(double value, int decimals)
{
    Number number;
    Text text = text_begin(number.text, sizeof number.text);
    if (!isfinite(value)) {
        add_special(&text, value);
        return number;
    }
    if (fabs(value) >= 1e6) {
        add_scientific(&text, value, 2);
        return number;
    }
    char printed[FORMAT_MAX];
    snprintf(printed, sizeof printed, "%.*f", decimals, value);
    bool zero = strtod(printed, NULL) == 0;
    add_number(&text, zero && printed[0] == '-' ? printed + 1 : printed);
    return number;
}

static int decimals_for(double step)
{
    int decimals = 0;
    while (decimals < 9 && step > 0 && fabs(step - round(step)) > 1e-6 * step)
        step *= 10, decimals++;
    return decimals;
}

Number format_coordinate(double value, double span)
{
    return fixed(value, decimals_for(pow(10, floor(log10(span / 500)))));
}

Number format_tick(double value, double step)
{
    double near_zero = fabs(value) < step * 1e-6 ? 0 : value;
    if (step > 0 && (step < 1e-4 || fabs(near_zero) >= 1e5)) {
        Number number;
        Text text = text_begin(number.text, sizeof number.text);
        if (!add_special(&text, near_zero)) {
            int digits = (int)floor(log10(fabs(near_zero))) - (int)floor(log10(step) + 1e-9) + 1;
            add_scientific(&text, near_zero, digits < 1 ? 1 : digits > 6 ? 6 : digits);
        }
        return number;
    }
    return fixed(near_zero, decimals_for(step));
}

Number format_power(int exponent)
{
    Number number;
    Text text = text_begin(number.text, sizeof number.text);
    add_power(&text, exponent);
    return number;
}

Number format_count(double value)
{
    Number number;
    Text text = text_begin(number.text, sizeof number.text);
    char printed[FORMAT_MAX];
    int length = snprintf(printed, sizeof printed, "%.0f", fabs(value));
    if (value < 0)
        text_add(&text, MINUS);
    for (int i = 0; i < length; i++) {
        bool gap = i > 0 && length > 4 && (length - i) % 3 == 0;
        text_add(&text, "%s%c", gap ? THIN_SPACE : "", printed[i]);
    }
    return number;
}

// Below one step a second, how long a step takes.
Number format_speed(double steps_per_second)
{
    Number number;
    bool slow = steps_per_second < 1, few = steps_per_second < 10;
    Number said = slow  ? format_value(1 / steps_per_second)
                  : few ? format_value(steps_per_second)
                        : format_count(steps_per_second);
    Text text = text_begin(number.text, sizeof number.text);
    text_add(&text, slow ? "a step in %s s" : steps_per_second == 1 ? "%s step/s" : "%s steps/s", said.text);
    return number;
}

typedef struct Glyph {
    const char *name;
    const char *shown;
} Glyph;

static const Glyph greek[] = {
    {"alpha", "α"}, {"beta", "β"},  {"gamma", "γ"},   {"delta", "δ"},  {"epsilon", "ε"}, {"eta", "η"},   {"theta", "θ"},
    {"kappa", "κ"}, {"mu", "μ"},    {"sigma", "σ"},   {"lambda", "λ"}, {"omega", "ω"},   {"phi", "φ"},   {"psi", "ψ"},
    {"rho", "ρ"},   {"tau", "τ"},   {"pi", "π"},      {"nu", "ν"},     {"xi", "ξ"},      {"zeta", "ζ"},  {"iota", "ι"},
    {"chi", "χ"},   {"Gamma", "Γ"}, {"Delta", "Δ"},   {"Theta", "Θ"},  {"Lambda", "Λ"},  {"Sigma", "Σ"}, {"Phi", "Φ"},
    {"Psi", "Ψ"},   {"Omega", "Ω"}, {"upsilon", "υ"},
};

// Functions by their sign.
static const Glyph signed_functions[] = {
    {"sqrt", "√"},
    {"logical_and", "and"},
    {"logical_or", "or"},
    {"logical_not", "not"},
};

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

#define GLYPH_OF(table, from, length) glyph_of(table, sizeof(table) / sizeof *(table), from, length)

// What is shown for a name, or NULL.
static const char *glyph_of(const Glyph *table, size_t n, const char *from, int length)
{
    for (size_t i = 0; i < n; i++)
        if ((int)strlen(table[i].name) == length && !strncmp(table[i].name, from, (size_t)length))
            return table[i].shown;
    return NULL;
}

// A letter or Greek name with an index, x1, x_1 or theta_0: the length of what stands before the index, or 0. Where
// fonts find a digit, an x and a digit side by side, they may draw a times sign.
static int stem_of(const char *from, int length)
{
    int digits = length;
    while (digits > 0 && isdigit((unsigned char)from[digits - 1]))
        digits--;
    int stem = digits > 1 && from[digits - 1] == '_' ? digits - 1 : digits;
    bool letter = stem == 1 && isalpha((unsigned char)*from);
    return digits < length && (letter || GLYPH_OF(greek, from, stem)) ? stem : 0;
}

static void add_name(Text *text, const char *from, int length)
{
    int stem = stem_of(from, length), named = stem ? stem : length;
    const char *glyph = GLYPH_OF(greek, from, named);
    if (from[length] == '(' && !glyph)
        glyph = GLYPH_OF(signed_functions, from, named);
    text_add(text, "%.*s", glyph ? (int)strlen(glyph) : named, glyph ? glyph : from);
    for (int i = stem; stem && i < length; i++)
        if (from[i] != '_')
            text_add(text, "%s", subscript[from[i] - '0']);
}

// A name, or a number with its exponent; returns what follows it.
static const char *add_word(Text *text, const char *from)
{
    const char *end = from;
    bool number = isdigit((unsigned char)*from) || *from == '.';
    while (is_name(*end) ||
           (number && (*end == '.' || ((*end == '-' || *end == '+') && (end[-1] == 'e' || end[-1] == 'E')))))
        end++;
    int length = (int)(end - from);
    if (length == 6 && !strncmp(from, "normal", 6) && *end == '(') {
        text_add(text, "ξ");
        add_digits(text, end + 1, subscript);
        const char *close = strchr(end, ')');
        return close ? close + 1 : end;
    }
    if (number)
        text_add(text, "%.*s", length, from);
    else
        add_name(text, from, length);
    return end;
}

// = of a signature and comparisons, with blanks around; returns what follows it.
static const char *add_relation(Text *text, const char *from)
{
    static const Glyph relations[] = {{"<=", "≤"}, {">=", "≥"}, {"==", "="}, {"!=", "≠"},
                                      {"<", "<"},  {">", ">"},  {"=", "="}};
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        if (!strncmp(from, relations[i].name, strlen(relations[i].name))) {
            text_add(text, " %s ", relations[i].shown);
            return from + strlen(relations[i].name);
        }
    text_add(text, "%c", *from);
    return from + 1;
}

// ^ and what follows: small whole powers are raised, others keep the sign.
static const char *add_exponent(Text *text, const char *from)
{
    while (*from == ' ')
        from++;
    const char *end = from;
    while (isdigit((unsigned char)*end))
        end++;
    if (end == from || end - from > 3 || *end == '.' || *end == '^' || *end == 'e') {
        text_add(text, "^");
        return from;
    }
    add_digits(text, from, superscript);
    return end;
}

// What stands before a product's sign.
typedef enum Operand {
    OPERAND_NONE,
    OPERAND_NUMBER,
    OPERAND_LETTER, // or a Greek name, or a power of one
    OPERAND_WORD,
    OPERAND_CLOSE,
} Operand;

enum { DEPTH_MAX = 32 };

// A product without its sign would be misread after a quotient (x/2·y) and after a power that is not raised (x^0.5·y),
// until the next sum; of each bracket that is open.
typedef struct Products {
    bool keeps_sign[DEPTH_MAX];
    int depth;
} Products;

static void products_keep(Products *products, bool keep)
{
    if (products->depth < DEPTH_MAX)
        products->keeps_sign[products->depth] = keep;
}

static void products_bracket(Products *products, char c)
{
    products->depth += c == '(' ? 1 : products->depth > 0 ? -1 : 0;
    if (c == '(')
        products_keep(products, false);
}

static Operand word_kind(const char *from)
{
    if (isdigit((unsigned char)*from) || *from == '.')
        return OPERAND_NUMBER;
    int length = 0;
    while (is_name(from[length]))
        length++;
    bool known = (length == 6 && !strncmp(from, "normal", 6)) || GLYPH_OF(greek, from, length) ||
                 stem_of(from, length) || (length == 4 && !strncmp(from, "sqrt", 4));
    return length == 1 || known ? OPERAND_LETTER : OPERAND_WORD;
}

// 14x, xy, b (y + 1), 2 sin(x), but x·2, rate·x and 1e-3·x.
static const char *product_sign(const Products *products, Operand before, bool plain, const char *after)
{
    while (*after == ' ' || *after == '\t')
        after++;
    bool bracket = *after == '(';
    Operand next = is_name(*after) || *after == '.' ? word_kind(after) : OPERAND_NONE;
    bool keeps = products->depth >= DEPTH_MAX || products->keeps_sign[products->depth];
    if (keeps || !plain || before == OPERAND_WORD || next == OPERAND_NUMBER || (!bracket && next == OPERAND_NONE))
        return "·";
    if (bracket)
        return before == OPERAND_LETTER ? THIN_SPACE : "";
    return next == OPERAND_WORD || before == OPERAND_CLOSE ? THIN_SPACE : "";
}

Number format_name(const char *name)
{
    Number shown;
    format_formula(name, shown.text, sizeof shown.text);
    return shown;
}

void format_formula(const char *formula, char *shown, size_t size)
{
    Text text = text_begin(shown, size);
    Products products = {{false}, 0};
    Operand operand = OPERAND_NONE; // none: a minus is a sign
    bool plain = true;              // a number without an exponent
    const char *at = formula;
    while (*at) {
        char c = *at;
        if (c == ' ' || c == '\t') {
            at++;
        } else if (is_name(c) || c == '.') {
            const char *end = add_word(&text, at);
            operand = word_kind(at);
            plain = operand != OPERAND_NUMBER || strspn(at, "0123456789.") == (size_t)(end - at);
            at = end;
        } else if (c == '^' || (c == '*' && at[1] == '*')) {
            at = add_exponent(&text, at + (c == '^' ? 1 : 2));
            bool raised = isdigit((unsigned char)at[-1]);
            operand = raised ? operand : OPERAND_NONE;
            if (!raised)
                products_keep(&products, true);
        } else if (c == '-' || c == '+') {
            text_add(&text, operand ? " %s " : "%s", c == '-' ? MINUS : "+");
            if (operand)
                products_keep(&products, false);
            operand = OPERAND_NONE;
            at++;
        } else if (strchr("<>=!", c)) {
            at = add_relation(&text, at);
            products_keep(&products, false);
            operand = OPERAND_NONE;
        } else {
            if (c == '(' || c == ')')
                products_bracket(&products, c);
            else if (c == '/' || c == ',')
                products_keep(&products, c == '/');
            if (c == '*')
                text_add(&text, "%s", product_sign(&products, operand, plain, at + 1));
            else
                text_add(&text, c == ',' ? ", " : "%c", c);
            operand = c == ')' ? OPERAND_CLOSE : OPERAND_NONE;
            plain = true;
            at++;
        }
    }
}
