#include "scene/math.h"

#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const MathCommand commands[] = {
    {"alpha", MATH_LETTER, "α", 0},        {"beta", MATH_LETTER, "β", 0},
    {"gamma", MATH_LETTER, "γ", 0},        {"delta", MATH_LETTER, "δ", 0},
    {"epsilon", MATH_LETTER, "ε", 0},      {"eta", MATH_LETTER, "η", 0},
    {"theta", MATH_LETTER, "θ", 0},        {"kappa", MATH_LETTER, "κ", 0},
    {"lambda", MATH_LETTER, "λ", 0},       {"mu", MATH_LETTER, "μ", 0},
    {"nu", MATH_LETTER, "ν", 0},           {"xi", MATH_LETTER, "ξ", 0},
    {"pi", MATH_LETTER, "π", 0},           {"rho", MATH_LETTER, "ρ", 0},
    {"sigma", MATH_LETTER, "σ", 0},        {"tau", MATH_LETTER, "τ", 0},
    {"phi", MATH_LETTER, "φ", 0},          {"omega", MATH_LETTER, "ω", 0},
    {"Delta", MATH_UPRIGHT, "Δ", 0},       {"Sigma", MATH_UPRIGHT, "Σ", 0},
    {"sum", MATH_UPRIGHT, "Σ", 0},         {"nabla", MATH_UPRIGHT, "∇", 0},
    {"partial", MATH_UPRIGHT, "∂", 0},     {"infty", MATH_UPRIGHT, "∞", 0},
    {"prime", MATH_UPRIGHT, "′", 0},       {"max", MATH_UPRIGHT, "max", 0},
    {"min", MATH_UPRIGHT, "min", 0},       {"log", MATH_UPRIGHT, "log", 0},
    {"exp", MATH_UPRIGHT, "exp", 0},       {"sin", MATH_UPRIGHT, "sin", 0},
    {"cos", MATH_UPRIGHT, "cos", 0},       {"ldots", MATH_UPRIGHT, "…", 0},
    {"cdot", MATH_OPERATOR, "·", 0},       {"times", MATH_OPERATOR, "×", 0},
    {"pm", MATH_OPERATOR, "±", 0},         {"leftarrow", MATH_OPERATOR, "←", 0},
    {"rightarrow", MATH_OPERATOR, "→", 0}, {"to", MATH_OPERATOR, "→", 0},
    {"le", MATH_OPERATOR, "≤", 0},         {"leq", MATH_OPERATOR, "≤", 0},
    {"ge", MATH_OPERATOR, "≥", 0},         {"geq", MATH_OPERATOR, "≥", 0},
    {"ne", MATH_OPERATOR, "≠", 0},         {"approx", MATH_OPERATOR, "≈", 0},
    {",", MATH_SPACE, "\u2009", 0},        {" ", MATH_SPACE, " ", 0},
    {"quad", MATH_SPACE, "\u2003", 0},     {"hat", MATH_ACCENT, "\u0302", 1},
    {"bar", MATH_ACCENT, "\u0304", 1},     {"tilde", MATH_ACCENT, "\u0303", 1},
    {"frac", MATH_FRACTION, NULL, 2},      {"sqrt", MATH_ROOT, "√", 1},
    {"text", MATH_TEXT, NULL, 1},          {"mathrm", MATH_TEXT, NULL, 1},
    {"racer", MATH_RACER, NULL, 2},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static size_t name_length(const char *name)
{
    size_t length = 0;
    while (isalpha((unsigned char)name[length]))
        length++;
    return length || !*name ? length : 1;
}

const MathCommand *math_command(const char *backslash, size_t *length)
{
    const char *name = backslash + 1;
    *length = name_length(name);
    for (int i = 0; i < COMMANDS; i++)
        if (strlen(commands[i].name) == *length && !strncmp(commands[i].name, name, *length))
            return &commands[i];
    return NULL;
}

static const char *command_name(const void *context, int i)
{
    (void)context;
    return i < COMMANDS ? commands[i].name : NULL;
}

static bool unknown(const char *backslash, size_t length, Error *error)
{
    char name[32];
    snprintf(name, sizeof name, "%.*s", (int)length, backslash + 1);
    const char *nearest = text_nearest(name, command_name, NULL);
    return error_set(error, "mathematics: there is no \\%s%s%s", name, nearest ? "; did you mean \\" : "",
                     nearest ? nearest : "");
}

// What stands in braces, from the opening one; behind the closing one. NULL: error says why.
static const char *skip_group(const char *at, Error *error);

// One sign of mathematics, with the braces of a command.
static const char *skip_item(const char *at, Error *error)
{
    size_t length;
    if (*at == '{')
        return skip_group(at, error);
    if (*at != '\\')
        return at + 1;
    const MathCommand *command = math_command(at, &length);
    if (!command)
        return unknown(at, length, error), NULL;
    at += 1 + length;
    for (int i = 0; at && i < command->groups; i++) {
        if (*at != '{')
            return error_set(error, "mathematics: \\%s is followed by %d {...}", command->name, command->groups), NULL;
        at = skip_group(at, error);
    }
    return at;
}

static const char *skip_group(const char *at, Error *error)
{
    at++;
    while (at && *at && *at != '}' && *at != '$')
        at = skip_item(at, error);
    if (at && *at != '}')
        return error_set(error, "mathematics: a { without its }"), NULL;
    return at ? at + 1 : NULL;
}

// From behind a dollar to behind the next one.
static const char *skip_mathematics(const char *at, Error *error)
{
    while (at && *at && *at != '$') {
        if (*at == '}')
            return error_set(error, "mathematics: a } without its {"), NULL;
        at = skip_item(at, error);
    }
    if (at && !*at)
        return error_set(error, "mathematics: a $ without its other one; \\$ is a dollar"), NULL;
    return at ? at + 1 : NULL;
}

bool math_check(const char *text, Error *error)
{
    for (const char *at = text; at && *at;) {
        if (at[0] == '\\' && at[1] == '$')
            at += 2;
        else if (*at == '$')
            at = skip_mathematics(at + 1, error);
        else
            at++;
        if (!at)
            return false;
    }
    return true;
}

// ---- as plain letters

static const char *const raised[10] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
static const char *const lowered[10] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};

static void plain_items(Text *out, const char **at, char end);

static void plain_group(Text *out, const char **at)
{
    ++*at;
    plain_items(out, at, '}');
    ++*at;
}

static void plain_command(Text *out, const char **at)
{
    size_t length;
    const MathCommand *command = math_command(*at, &length);
    bool spaced = command->kind == MATH_OPERATOR;
    *at += 1 + length;
    if (command->kind == MATH_RACER)
        while (*(*at)++ != '}')
            ;
    if (command->glyph && command->kind != MATH_ACCENT)
        text_add(out, spaced ? " %s " : "%s", command->glyph);
    if (**at == '{' && command->groups)
        plain_group(out, at);
    text_add(out, "%s", command->kind == MATH_ACCENT ? command->glyph : command->kind == MATH_FRACTION ? "/" : "");
    if (command->kind == MATH_FRACTION)
        plain_group(out, at);
}

// Digits and letters above or below the line; what has no such sign keeps ^ or _.
static void plain_script(Text *out, const char **at)
{
    bool up = **at == '^';
    char one = (*at)[1] == '{' ? (*at)[2] : (*at)[1];
    bool short_group = (*at)[1] != '{' || (*at)[3] == '}';
    if (isdigit((unsigned char)one) && short_group) {
        int digit = one - '0';
        text_add(out, "%s", up ? raised[digit] : lowered[digit]);
        *at += (*at)[1] == '{' ? 4 : 2;
        return;
    }
    text_add(out, "%c", **at);
    ++*at;
    if (**at == '{')
        plain_group(out, at);
}

static void plain_items(Text *out, const char **at, char end)
{
    while (**at && **at != end) {
        if (**at == '\\')
            plain_command(out, at);
        else if (**at == '{')
            plain_group(out, at);
        else if (**at == '^' || **at == '_')
            plain_script(out, at);
        else if (**at == '-')
            text_add(out, "−"), ++*at;
        else
            text_add(out, "%c", *(*at)++);
    }
}

void math_plain(const char *text, char *plain, size_t size)
{
    Text out = text_begin(plain, size);
    if (!math_check(text, NULL)) {
        text_copy(plain, size, text);
        return;
    }
    for (const char *at = text; *at;) {
        if (at[0] == '\\' && at[1] == '$') {
            text_add(&out, "$");
            at += 2;
        } else if (*at == '$') {
            at++;
            plain_items(&out, &at, '$');
            at++;
        } else {
            text_add(&out, "%c", *at++);
        }
    }
}
