#include "engine/formula/token.h"

#include "base/text.h"
#include "engine/formula/command.h"
#include "engine/formula/fraction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUOTE_MAX = 40 };

static bool starts_with(const char *s, const char *prefix)
{
    return !strncmp(s, prefix, strlen(prefix));
}

int token_character(const char *s)
{
    unsigned char lead = (unsigned char)s[0];
    int length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    for (int i = 1; i < length; i++)
        if (((unsigned char)s[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

int token_column(const char *text, int at)
{
    return 1 + text_characters(text, (size_t)at);
}

// ---- Characters

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '_';
}

static int digits(const char *s)
{
    int n = 0;
    while (is_digit(s[n]))
        n++;
    return n;
}

// What a word is written with that is not ASCII.
typedef struct Glyph {
    const char *bytes, *name;
} Glyph;

static const Glyph GREEK[] = {
    {"α", "alpha"},  {"β", "beta"},  {"γ", "gamma"}, {"δ", "delta"}, {"ε", "epsilon"}, {"ϵ", "epsilon"},
    {"ζ", "zeta"},   {"η", "eta"},   {"θ", "theta"}, {"ϑ", "theta"}, {"ι", "iota"},    {"κ", "kappa"},
    {"λ", "lambda"}, {"μ", "mu"},    {"µ", "mu"},    {"ν", "nu"},    {"ξ", "xi"},      {"π", "pi"},
    {"ρ", "rho"},    {"σ", "sigma"}, {"τ", "tau"},   {"φ", "phi"},   {"ϕ", "phi"},     {"χ", "chi"},
    {"ψ", "psi"},    {"ω", "omega"}, {"Γ", "Gamma"}, {"Δ", "Delta"}, {"Θ", "Theta"},   {"Λ", "Lambda"},
    {"Σ", "Sigma"},  {"Φ", "Phi"},   {"Ψ", "Psi"},   {"Ω", "Omega"}, {"υ", "upsilon"},
};

static const Glyph SUBSCRIPTS[] = {
    {"₀", "0"}, {"₁", "1"}, {"₂", "2"}, {"₃", "3"}, {"₄", "4"},
    {"₅", "5"}, {"₆", "6"}, {"₇", "7"}, {"₈", "8"}, {"₉", "9"},
};

static const char *const SUPERSCRIPTS[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

#define GLYPH_AT(table, s) glyph_at(table, sizeof(table) / sizeof *(table), s)

static const Glyph *glyph_at(const Glyph *table, size_t n, const char *s)
{
    if ((unsigned char)*s < 0x80)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (starts_with(s, table[i].bytes))
            return &table[i];
    return NULL;
}

// ---- Other ways of writing

// $A$1, $A1, A$1 of a spreadsheet; 0: none, nor one without a dollar.
static int cell_length(const char *s)
{
    int n = *s == '$', letters = 0;
    while (s[n + letters] >= 'A' && s[n + letters] <= 'Z')
        letters++;
    bool dollars = n || s[n + letters] == '$';
    n += letters;
    n += s[n] == '$';
    return letters && dollars && is_digit(s[n]) ? n + digits(s + n) : 0;
}

// R's \(x) x^2; LaTeX closes its \(.
static bool is_r_head(const char *s)
{
    return starts_with(s, "\\(") && !strstr(s, "\\)");
}

bool token_is_block(const char *text)
{
    return strstr(text, "return") || strstr(text, "function") || is_r_head(text);
}

// A function of C, JavaScript or R, a list of Mathematica: the braces are theirs.
static bool has_other_braces(const char *text)
{
    int word = 0;
    while (is_letter(text[word]) || is_digit(text[word]))
        word++;
    return token_is_block(text) || (word && text[word] == '[');
}

bool token_is_latex(const char *text)
{
    const char *command = text;
    while ((command = strchr(command, '\\')) && (strchr("\n\r", command[1]) || is_r_head(command)))
        command++; // a line that goes on, or a function
    const char *first = text + strspn(text, " \t\r\n");
    if (!command && strchr(text, '{') && has_other_braces(first))
        return false;
    return command || strchr(text, '{') || (*first == '$' && !cell_length(first)); // between dollars, not beside one
}

// \begin{cases}, \begin{array}{ll}: its bytes.
static int cases_length(const char *s)
{
    static const char *const KINDS[] = {"\\begin{cases}", "\\begin{dcases}", "\\begin{rcases}", "\\begin{array}"};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (starts_with(s, KINDS[i])) {
            int length = (int)strlen(KINDS[i]);
            return length + (i == 3 ? command_group_length(s + length) : 0);
        }
    return 0;
}

// ---- Blanks

// \text{.}, \text{, }
static bool is_punctuation(const char *s)
{
    int length = command_group_length(s), n = 0;
    while (n < length && strchr("{}.,; ", s[n]))
        n++;
    return length && n == length;
}

static int latex_blank(const char *s)
{
    if (*s == '~' || *s == '&' || *s == '$')
        return 1;
    const Command *command = command_at(s);
    if (starts_with(s, "\\{") && cases_length(s + 2 + strspn(s + 2, " \n")))
        return 2;
    if (!command || cases_length(s))
        return 0;
    int length = command_length(s);
    if (command->kind > COMMAND_GROUP && !(command->kind == COMMAND_STYLE && is_punctuation(s + length)))
        return 0;
    bool sized = !strcmp(command->name, "left") || !strcmp(command->name, "right");
    if (sized && s[length] == '.')
        return length + 1;
    return length + (command->kind != COMMAND_BLANK ? command_group_length(s + length) : 0);
}

static int blank_length(const char *s, const Lexicon *lexicon)
{
    if (*s == '\n' && lexicon->lines)
        return 0;
    if (s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r'))
        return 1;
    if (starts_with(s, "\u00a0"))
        return 2;
    if (s[0] == '#')
        return (int)strcspn(s, "\n");
    if (s[0] == '\\' && (s[1] == '\n' || s[1] == '\r'))
        return 2;
    return lexicon->latex ? latex_blank(s) : 0;
}

// ---- Numbers

// 12, 1.5, .5, 5., 1e-3; 0: no number. `2exp(x)` is the number 2 and a name; `2.*x` the same with either dot.
static int number_length(const char *s)
{
    int whole = digits(s), n = whole;
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

// The full stop of a sentence that ends in LaTeX is none of its last number.
static bool ends_sentence(const char *s, int length, const Lexicon *lexicon)
{
    if (!lexicon->latex || length < 2 || s[length - 1] != '.')
        return false;
    for (int n; (n = blank_length(s + length, lexicon));)
        length += n;
    return !s[length];
}

static bool read_number(Token *token, const char *s, const Lexicon *lexicon)
{
    char digits_only[FORMULA_TEXT_MAX + 1];
    token->length = number_length(s);
    token->length -= ends_sentence(s, token->length, lexicon);
    if (!token->length)
        return false;
    snprintf(digits_only, sizeof digits_only, "%.*s", token->length, s);
    token->kind = TOKEN_NUMBER;
    token->number = strtod(digits_only, NULL);
    return true;
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
    for (; digit >= 0; digit = superscript_digit(s)) {
        token->number = token->number * 10 + digit;
        s += token_character(s);
    }
    token->number *= sign;
    token->kind = TOKEN_SUPERSCRIPT;
    token->length = (int)(s - from);
    return true;
}

// ---- Symbols

// Longer ones first. plain NULL: the language has it as it stands.
static const struct {
    const char *bytes;
    char symbol;
    const char *plain;
} SYMBOLS[] = {
    {".**", '^', "^"},
    {"**", '^'},
    {".^", '^', "^"},
    {".*", '*', "*"},
    {"./", '/', "/"},
    {".+", '+', "+"},
    {".-", '-', "-"},
    {"−", '-'},
    {"–", '-'},
    {"·", '*'},
    {"⋅", '*'},
    {"×", '*'},
    {"∗", '*'},
    {"÷", '/'},
    {"∕", '/'},
    {"⁄", '/', "/"},
    {"//", SYMBOL_WHOLE},
    {"->", SYMBOL_ARROW},
    {"=>", SYMBOL_ARROW},
    {"→", SYMBOL_ARROW},
    {"↦", SYMBOL_ARROW},
    {"<=", SYMBOL_LESS_EQUAL},
    {"≤", SYMBOL_LESS_EQUAL, "<="},
    {">=", SYMBOL_GREATER_EQUAL},
    {"≥", SYMBOL_GREATER_EQUAL, ">="},
    {"==", SYMBOL_EQUAL},
    {"!=", SYMBOL_NOT_EQUAL},
    {"~=", SYMBOL_NOT_EQUAL, "!="},
    {"≠", SYMBOL_NOT_EQUAL, "!="},
    {":=", '='},
    {"&&", SYMBOL_AND},
    {"&", SYMBOL_AND},
    {"∧", SYMBOL_AND},
    {"∨", '|'},
    {"¬", '!'},
    {"~", '!'},
    {"√", SYMBOL_ROOT},
    {"⌊", SYMBOL_FLOOR},
    {"⌋", SYMBOL_FLOOR_END},
    {"⌈", SYMBOL_CEIL},
    {"⌉", SYMBOL_CEIL_END},
    {"∣", '|'},
};

static bool read_symbol(Token *token, const char *s)
{
    token->kind = TOKEN_SYMBOL;
    for (size_t i = 0; i < sizeof SYMBOLS / sizeof *SYMBOLS; i++)
        if (starts_with(s, SYMBOLS[i].bytes)) {
            token->symbol = SYMBOLS[i].symbol;
            token->plain = SYMBOLS[i].plain;
            token->length = (int)strlen(SYMBOLS[i].bytes);
            return true;
        }
    token->symbol = s[0];
    token->length = 1;
    return strchr("+-*/%^(),[]{}|=:;.!<>@?", s[0]) != NULL;
}

// ---- Names

// Whose functions go by the language's names: np.sin, torch.nn.functional.relu.
static const char *const MODULES[] = {
    "np",         "numpy", "jnp",     "jax",     "torch", "math",  "Math", "cmath", "tf",         "nn",
    "functional", "F",     "scipy",   "special", "sp",    "sympy", "cp",   "cupy",  "anp",        "autograd",
    "linalg",     "keras", "backend", "K",       "ops",   "mx",    "std",  "onp",   "tensorflow", "pt",
};

// The one function of torch whose name is longer than any other may be.
static const char LONG_NAME[] = "binary_cross_entropy_with_logits";

static int word_length(const char *s)
{
    int n = 0;
    while (is_word(s[n]) && (n || !is_digit(s[0])))
        n++;
    return n;
}

static int module_length(const char *s)
{
    int n = word_length(s);
    int dot = s[n] == '.' ? 1 : s[n] == ':' && s[n + 1] == ':' ? 2 : 0;
    if (!dot || !(is_letter(s[n + dot]) || s[n + dot] == '_'))
        return 0;
    for (size_t i = 0; i < sizeof MODULES / sizeof *MODULES; i++)
        if ((int)strlen(MODULES[i]) == n && !strncmp(s, MODULES[i], (size_t)n))
            return n + dot;
    return 0;
}

static void add(Token *token, Text *name, const char *s, int length)
{
    text_add(name, "%.*s", length, s);
    token->length += length;
    token->long_name |= name->full;
}

// Blanks, styles and all else but letters, digits and _ are left out: \mathrm{soft plus}, {\text{out}}.
static int add_group(Text *name, const char *s)
{
    int length = command_group_length(s);
    for (int i = 0; i < length; i++)
        if (command_at(s + i) && command_at(s + i)->kind == COMMAND_STYLE)
            i += command_length(s + i) - 1;
        else if (is_word(s[i]))
            text_add(name, "%c", s[i]);
    return length;
}

// What follows a letter: ₁, 1, _1, _{out}.
static void add_subscript(Token *token, Text *name, const char *from, bool latex)
{
    const Glyph *glyph;
    const char *s = from + token->length;
    while ((glyph = GLYPH_AT(SUBSCRIPTS, s))) {
        text_add(name, "%s", glyph->name);
        s += strlen(glyph->bytes);
    }
    int plain = latex ? digits(s) : (int)strspn(s, "_0123456789");
    text_add(name, "%.*s", plain, s);
    s += plain;
    int group = latex && *s == '_' ? command_group_length(s + 1) : 0;
    if (group > 2) {
        text_add(name, "_");
        s += 1 + add_group(name, s + 1);
    } else if (latex && *s == '_' && s[1] == '\\' && is_letter(s[2])) {
        int n = command_length(s + 1) - 1;
        text_add(name, "_%.*s", n, s + 2);
        s += 2 + n;
    } else if (latex && *s == '_' && is_word(s[1])) {
        int n = is_digit(s[1]) ? digits(s + 1) : 1;
        text_add(name, "_%.*s", n, s + 1);
        s += 1 + n;
    }
    token->length = (int)(s - from);
    token->long_name |= name->full;
}

// The word at s, of which one letter is a name in LaTeX if nothing is known by the whole.
static void add_word(Token *token, Text *name, const char *s, const Lexicon *lexicon)
{
    int whole = word_length(s), letters = 0;
    while (is_letter(s[letters]))
        letters++;
    if (!lexicon->latex || lexicon->known(lexicon->context, s, whole)) {
        add(token, name, s, whole);
        add_subscript(token, name, s, lexicon->latex);
        return;
    }
    bool word = letters > 1 && lexicon->known(lexicon->context, s, letters);
    add(token, name, s, word ? letters : 1);
    add_subscript(token, name, s, true);
}

static bool is_greek(const char *name)
{
    for (size_t i = 0; i < sizeof GREEK / sizeof *GREEK; i++)
        if (!strcmp(name, GREEK[i].name))
            return true;
    return false;
}

static bool read_r_head(Token *token, const char *s, const Lexicon *lexicon)
{
    if (lexicon->latex || !is_r_head(s))
        return false;
    token->kind = TOKEN_NAME;
    token->length = 1;
    text_copy(token->name, sizeof token->name, "function");
    return true;
}

static bool read_command(Token *token, const char *s, const Lexicon *lexicon)
{
    if (*s != '\\' || !lexicon->latex)
        return false;
    const Command *command = command_at(s);
    Text name = text_begin(token->name, sizeof token->name);
    token->length = command_length(s);
    token->kind = TOKEN_NAME;
    token->command = true;
    if (cases_length(s)) {
        token->kind = TOKEN_COMMAND;
        token->length = cases_length(s);
        text_add(&name, "cases");
        return true;
    }
    if (command && command->kind == COMMAND_SYMBOL) {
        token->kind = TOKEN_SYMBOL;
        token->symbol = command->symbol;
        token->plain = command->plain;
    } else if (command && command->kind == COMMAND_STYLE) {
        token->length += add_group(&name, s + token->length);
        add_subscript(token, &name, s, true);
        token->kind = name.length ? TOKEN_NAME : TOKEN_COMMAND;
        token->command = strcmp(token->name, "if") && strcmp(token->name, "else");
    } else {
        if (command)
            text_add(&name, "%s", command->plain);
        else
            text_add(&name, "%.*s", token->length - 1, s + 1);
        bool greek = is_greek(token->name);
        token->kind =
            greek || lexicon->known(lexicon->context, token->name, (int)name.length) ? TOKEN_NAME : TOKEN_COMMAND;
        if (greek || (token->kind == TOKEN_NAME && s[token->length] == '_'))
            add_subscript(token, &name, s, true);
        if (!greek && token->kind == TOKEN_NAME && !lexicon->known(lexicon->context, token->name, (int)name.length)) {
            token->kind = TOKEN_COMMAND; // \min_x
            *strchr(token->name, '_') = '\0';
        }
    }
    return true;
}

static bool read_name(Token *token, const char *s, const Lexicon *lexicon)
{
    Text name = text_begin(token->name, sizeof token->name);
    int module;
    while ((module = module_length(s))) {
        token->at += module;
        s += module;
    }
    token->kind = TOKEN_NAME;
    const Glyph *letter = GLYPH_AT(GREEK, s);
    int cell = lexicon->latex ? 0 : cell_length(s);
    if (cell) {
        for (int i = 0; i < cell; i++)
            if (s[i] != '$')
                text_add(&name, "%c", s[i]);
        token->length = cell;
    } else if (letter) {
        text_add(&name, "%s", letter->name);
        token->length = (int)strlen(letter->bytes);
        add_subscript(token, &name, s, lexicon->latex);
    } else if (word_length(s) == (int)strlen(LONG_NAME) && starts_with(s, LONG_NAME)) {
        text_add(&name, "bce_with_logits");
        token->length = (int)strlen(LONG_NAME);
    } else if (is_letter(*s) || *s == '_') {
        add_word(token, &name, s, lexicon);
    }
    return token->length > 0;
}

// ---- All

static void read_other(Token *token, const char *s)
{
    token->kind = TOKEN_OTHER;
    token->length = token_character(s) ? token_character(s) : 1;
}

// A word that is neither Python's nor the formula's own.
static int plain_word(const char *s, const Lexicon *lexicon)
{
    static const char *const JOINS[] = {"for", "in", "is"};
    int length = 0;
    while (is_letter(s[length]))
        length++;
    bool joins = is_digit(s[length]) || s[length] == '_' || lexicon->known(lexicon->context, s, length);
    for (size_t i = 0; i < sizeof JOINS / sizeof *JOINS; i++)
        joins |= length == (int)strlen(JOINS[i]) && !strncmp(s, JOINS[i], (size_t)length);
    return joins ? 0 : length;
}

static bool has_word(const char *text, int size, const char *word, int length)
{
    for (int i = 0; i + length <= size; i++)
        if (!strncmp(text + i, word, (size_t)length))
            return true;
    return false;
}

// In C // begins a comment, in Python it divides: what is behind it are words, or there is nothing to divide.
static int comment_length(const char *text, int at, const Lexicon *lexicon)
{
    const char *s = text + at;
    if (lexicon->latex || !starts_with(s, "//"))
        return 0;
    int before = at, first;
    while (before && strchr(" \t", text[before - 1]))
        before--;
    const char *word = s + 2 + strspn(s + 2, " \t"), *next;
    bool alone = !before || strchr(";\n", text[before - 1]);
    first = plain_word(word, lexicon);
    next = word + first + strspn(word + first, " \t");
    bool words = first && next > word + first && plain_word(next, lexicon);
    // One word: a parameter that is only there to divide by is none.
    words |= first > 2 && before < at && (!*next || *next == '\n') && !has_word(text, at, word, first);
    return alone || words ? (int)strcspn(s, "\n") : 0;
}

Token token_read(const char *text, int at, const Lexicon *lexicon)
{
    Token token = {.space_at = at};
    int blank;
    while ((blank = blank_length(text + at, lexicon)) || (blank = comment_length(text, at, lexicon)))
        at += blank;
    const char *s = text + at;
    token.at = at;
    token.space = at - token.space_at;
    if (!*s)
        return token;
    if (*s == '\n') {
        token.kind = TOKEN_LINE;
        token.length = 1;
    } else if (!fraction_read(&token, s) && !read_number(&token, s, lexicon) && !read_command(&token, s, lexicon) &&
               !read_r_head(&token, s, lexicon) && !read_name(&token, s, lexicon) && !read_superscript(&token, s) &&
               !read_symbol(&token, s)) {
        read_other(&token, s);
    }
    return token;
}

// Of a long token what fits, and no half of a character.
static int quoted_length(const char *s, int length)
{
    if (length <= QUOTE_MAX)
        return length;
    int n = QUOTE_MAX;
    while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
        n--;
    return n;
}

const char *token_quote(const char *text, const Token *token, char *bytes, size_t size)
{
    const char *s = text + token->at;
    int shown = quoted_length(s, token->length);
    Text quote = text_begin(bytes, size);
    if (token->kind == TOKEN_END)
        text_add(&quote, "the end of the formula");
    else if (token->kind == TOKEN_LINE)
        text_add(&quote, "the end of the line");
    else if (token->kind == TOKEN_OTHER && !token_character(s))
        text_add(&quote, "a byte that is not UTF-8 (0x%02x)", (unsigned)(unsigned char)*s);
    else if ((unsigned char)*s < ' ' || *s == 127)
        text_add(&quote, "a control character (0x%02x)", (unsigned)(unsigned char)*s);
    else
        text_add(&quote, "'%.*s%s'", shown, s, shown < token->length ? "..." : "");
    return bytes;
}
