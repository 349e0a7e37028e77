// The parser's two ends: tokens come in, what was read is written anew. Errors are told of what was typed.
#include "engine/formula/parse_inside.h"

#include <math.h>
#include <string.h>

// ---- Errors

Text parse_fail_begin(Parser *p, int at)
{
    int where = at >= 0 && p->typed ? p->typed_at : at;
    p->error->column = where < 0 ? 0 : token_column(p->typed ? p->typed : p->text, where);
    return text_begin(p->error->text, sizeof p->error->text);
}

void parse_fail_end(Parser *p)
{
    p->failed = true;
    p->token = (Token){.kind = TOKEN_END};
}

void parse_fail_expected(Parser *p, const char *expected)
{
    char what[QUOTE_BYTES];
    FAIL(p, p->token.at, "expected %s, found %s", expected, token_quote(p->text, &p->token, what, sizeof what));
}

bool parse_fail_operand(Parser *p)
{
    char what[QUOTE_BYTES];
    if (p->token.kind != TOKEN_NUMBER && p->token.kind != TOKEN_NAME && !parse_at(p, '('))
        return false;
    if (!p->failed)
        FAIL(p, p->token.at, "expected '*' or another operator before %s",
             token_quote(p->text, &p->token, what, sizeof what));
    return true;
}

bool parse_deeper(Parser *p)
{
    if (p->depth++ == FORMULA_DEPTH_MAX)
        FAIL(p, p->token.at, "nested more than %d deep (parentheses, calls, signs and powers)", FORMULA_DEPTH_MAX);
    return !p->failed;
}

// ---- Tokens

static void check_number(Parser *p)
{
    char what[QUOTE_BYTES];
    if (p->token.kind != TOKEN_NUMBER || isfinite(p->token.number))
        return;
    token_quote(p->text, &p->token, what, sizeof what);
    FAIL(p, p->token.at, "the number %.*s is too large: the largest is 1.8e308", (int)strlen(what) - 2, what + 1);
}

void parse_next(Parser *p)
{
    if (p->failed)
        return;
    p->last = p->token.at + p->token.length;
    p->token = token_read(p->text, p->last, &p->lexicon);
    check_number(p);
}

bool parse_at(const Parser *p, char symbol)
{
    return p->token.kind == TOKEN_SYMBOL && p->token.symbol == symbol;
}

bool parse_accept(Parser *p, char symbol)
{
    if (!parse_at(p, symbol))
        return false;
    parse_next(p);
    return true;
}

void parse_expect(Parser *p, char symbol, const char *expected)
{
    if (!parse_accept(p, symbol))
        parse_fail_expected(p, expected);
}

bool parse_at_word(const Parser *p, const char *word)
{
    return p->token.kind == TOKEN_NAME && !p->token.command && !strcmp(p->token.name, word);
}

bool parse_at_assignment(const Parser *p)
{
    Token after = token_read(p->text, p->token.at + p->token.length, &p->lexicon);
    return after.kind == TOKEN_SYMBOL && after.symbol == '=';
}

Spot parse_spot(const Parser *p)
{
    return (Spot){p->token, p->last, p->lexicon.lines};
}

void parse_go(Parser *p, const Spot *spot)
{
    if (p->failed)
        return;
    p->token = spot->token;
    p->last = spot->last;
    p->lexicon.lines = spot->lines;
}

void parse_jump(Parser *p, const Token *token)
{
    if (p->failed)
        return;
    p->token = *token;
    p->last = token->at;
}

Token parse_after(const Parser *p, const Token *token)
{
    return token_read(p->text, token->at + token->length, &p->lexicon);
}

bool token_is(const Token *token, char symbol)
{
    return token->kind == TOKEN_SYMBOL && token->symbol == symbol;
}

bool token_is_end(const Token *token)
{
    return token->kind == TOKEN_END || token->kind == TOKEN_LINE || token_is(token, ';');
}

bool token_is_word(const Token *token, const char *word)
{
    return token->kind == TOKEN_NAME && !token->command && !strcmp(token->name, word);
}

static bool starts_operand(const Parser *p)
{
    return p->token.kind == TOKEN_NUMBER || p->token.kind == TOKEN_NAME || parse_at(p, '(');
}

bool parse_open(Parser *p)
{
    bool lines = p->lexicon.lines;
    p->lexicon.lines = false;
    parse_next(p);
    return lines;
}

void parse_close(Parser *p, char symbol, int opened_at, bool lines)
{
    char what[QUOTE_BYTES];
    p->lexicon.lines = lines;
    if (parse_at(p, symbol)) {
        if (symbol == ')')
            write_token(p);
        parse_next(p);
        return;
    }
    token_quote(p->text, &p->token, what, sizeof what);
    if (starts_operand(p))
        FAIL(p, p->token.at, "expected '*' or another operator before %s", what);
    int length = token_character(p->text + opened_at) + (p->text[opened_at] == '\\'); // ( or \{
    FAIL(p, p->token.at, "expected '%c' to close the '%.*s' of column %d, found %s", symbol, length,
         p->text + opened_at, token_column(p->text, opened_at), what);
}

// ---- What is written

static void append(Parser *p, const char *text, int length)
{
    if (p->failed)
        return;
    if (p->length + length > WRITTEN_MAX) {
        FAIL(p, -1, "written out, the formula is longer than %d bytes", FORMULA_TEXT_MAX);
        return;
    }
    memcpy(p->written + p->length, text, (size_t)length);
    p->length += length;
}

void write_text(Parser *p, const char *text)
{
    append(p, text, (int)strlen(text));
}

// Comments, lines and the blanks of LaTeX are not of the language.
void write_blanks(Parser *p)
{
    const char *blanks = p->text + p->token.space_at;
    int length = (int)strspn(blanks, " "), all = p->token.space;
    if (length >= all && !p->lexicon.latex)
        append(p, blanks, all);
    else if (!p->lexicon.latex)
        append(p, " ", 1);
    p->token.space = 0;
}

void write_token(Parser *p)
{
    write_blanks(p);
    if (p->token.plain)
        write_text(p, p->token.plain);
    else
        append(p, p->text + p->token.at, p->token.length);
}

void need(Parser *p, Value *value, Level least)
{
    if (value->level >= least)
        return;
    write_text(p, "()");
    if (p->failed)
        return;
    char *from = p->written + value->from;
    memmove(from + 1, from, (size_t)(p->length - 2 - value->from));
    *from = '(';
    p->written[p->length - 1] = ')';
    value->level = LEVEL_ATOM;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Kept keep(Parser *p, const Value *value, int to)
{
    int from = value->from;
    while (from < to && is_blank(p->written[from]))
        from++;
    while (to > from && is_blank(p->written[to - 1]))
        to--;
    Kept kept = {*value, ""};
    int length = to - from;
    if (p->failed)
        return kept;
    if (p->kept_length + length + 1 > KEPT_MAX) {
        FAIL(p, -1, "written out, the formula is longer than %d bytes", FORMULA_TEXT_MAX);
        return kept;
    }
    char *text = p->kept + p->kept_length;
    memcpy(text, p->written + from, (size_t)length);
    text[length] = '\0';
    p->kept_length += length + 1;
    kept.text = text;
    return kept;
}

Value write_kept(Parser *p, const Kept *kept)
{
    Value value = kept->value;
    value.from = p->length;
    write_text(p, kept->text);
    return value;
}

// ---- Another text in its place

void parse_aside(Parser *p, const char *text, int at)
{
    if (!p->typed) {
        p->typed = p->text;
        p->typed_at = at;
    }
    p->text = text;
    p->lexicon.lines = false;
    p->token = (Token){0};
    p->bars = 0;
    parse_next(p);
}

void parse_back(Parser *p, const Parser *outer)
{
    p->text = outer->text;
    p->typed = outer->typed;
    p->typed_at = outer->typed_at;
    p->lexicon = outer->lexicon;
    p->bars = outer->bars;
    if (p->failed)
        return;
    p->token = outer->token;
    p->last = outer->last;
}
