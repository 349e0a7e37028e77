// The tokens of formulas: what people write in Python, MATLAB, print and LaTeX, brought to the names and signs of the
// formula language.
#ifndef RAVINE_ENGINE_FORMULA_TOKEN_H
#define RAVINE_ENGINE_FORMULA_TOKEN_H

#include "engine/formula/formula.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_LINE, // the end of a line, where lines count
    TOKEN_NUMBER,
    TOKEN_NAME,
    TOKEN_SYMBOL,
    TOKEN_SUPERSCRIPT, // x², x⁻¹
    TOKEN_COMMAND,     // \frac, or a command of LaTeX that no formula has
    TOKEN_OTHER,       // a character that no formula has
} TokenKind;

// Of a symbol: one of + - * / % ^ ( ) , [ ] { } | = : ; . ! < > @ ? and those below.
enum {
    SYMBOL_WHOLE = 'q', // a // b
    SYMBOL_LESS_EQUAL = 'l',
    SYMBOL_GREATER_EQUAL = 'g',
    SYMBOL_EQUAL = 'e',
    SYMBOL_NOT_EQUAL = 'n',
    SYMBOL_AND = '&',
    SYMBOL_ROOT = 'r', // √
    SYMBOL_ARROW = 'a',
    SYMBOL_FLOOR = 'f', // ⌊, and its end
    SYMBOL_FLOOR_END = 'F',
    SYMBOL_CEIL = 'c',
    SYMBOL_CEIL_END = 'C',
};

typedef struct Token {
    TokenKind kind;
    int space_at, space; // where the blanks before it begin, and their bytes
    int at, length;      // bytes
    char symbol;
    double number;                   // of a number or superscript
    const char *plain;               // of a symbol: how the language writes it; NULL: as it stands
    char name[FORMULA_NAME_MAX + 1]; // of a name, and of a fraction in one sign, as the language writes it
    bool long_name;                  // which does not fit there
    bool command;                    // written as a command: \sin
} Token;

// How a text is to be read.
typedef struct Lexicon {
    bool latex; // letters are names one by one, but for words that known() knows
    bool lines; // lines count
    bool (*known)(const void *context, const char *word, int length);
    const void *context;
} Lexicon;

// The token behind the blanks and comments that begin at `at`.
Token token_read(const char *text, int at, const Lexicon *lexicon);

bool token_is_latex(const char *text); // there is a command or a brace in it
bool token_is_block(const char *text); // its braces are those of a function in C, JavaScript or R

int token_character(const char *s);         // bytes of the UTF-8 character at s; 0: not one
int token_column(const char *text, int at); // 1-based, in characters

// The token as it is quoted: "'y'", "the end of the formula", "a control character (0x01)".
const char *token_quote(const char *text, const Token *token, char *bytes, size_t size);

#endif
