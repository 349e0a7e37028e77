// What the files of the parser share. As it reads, it makes the graph's nodes and writes the formula anew in the
// formula language alone, as it was typed where that is it.
#ifndef RAVINE_ENGINE_FORMULA_PARSE_INSIDE_H
#define RAVINE_ENGINE_FORMULA_PARSE_INSIDE_H

#include "engine/formula/parse.h"
#include "engine/formula/token.h"

#include "base/text.h"

enum { ARGUMENTS_MAX = 16, LOCALS_MAX = 64, WRITTEN_MAX = 2 * FORMULA_TEXT_MAX, KEPT_MAX = 16 * FORMULA_TEXT_MAX };

// How tightly what was written holds together: what needs brackets where.
typedef enum Level {
    LEVEL_COMPARISON,
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_SIGN,
    LEVEL_POWER,
    LEVEL_ATOM,
} Level;

// What was read, and from which byte of what was written on it stands.
typedef struct Value {
    int node;
    int from;
    Level level;
    bool condition; // true or false
} Value;

// A value whose text is kept apart, to be written elsewhere.
typedef struct Kept {
    Value value;
    const char *text;
} Kept;

typedef enum LocalKind {
    LOCAL_VALUE,     // z = x + y
    LOCAL_PARAMETER, // x, y = p: the parameter of this name, of this index of p
    LOCAL_CONSTANT,  // a = 1
} LocalKind;

typedef struct Local {
    char name[FORMULA_NAME_MAX + 1];
    LocalKind kind;
    Kept value;
    double number;
    int place, index; // of a parameter
    bool used;
} Local;

typedef struct Parser Parser;

struct Parser {
    const char *text;
    const FormulaNames *names;
    FormulaError *error;
    Parsed *parsed;
    Graph *graph;
    Lexicon lexicon;
    Token token; // the current one
    int last;    // end of the one before it, a byte offset
    int depth;
    int bars; // |, open
    bool failed;

    const char *typed;    // the text, while `text` is a template; NULL: it is the text
    int typed_at;         // where the template stands for it
    const Kept *operands; // of the template: A, B, C

    char *written; // [WRITTEN_MAX + 1]
    int length;
    char *kept; // [KEPT_MAX], texts one behind another
    int kept_length;

    Local *locals; // [LOCALS_MAX]
    int n_locals;

    // parse.c's, for what stands below it.
    Value (*expression)(Parser *p);
    Value (*exponent)(Parser *p);
    Value (*factors)(Parser *p); // 2 \pi x
    Value (*single)(Parser *p);  // of LaTeX: {...}, or one digit, letter or command
};

// The first error is the one that is told. at: a byte offset; negative: the whole formula.
#define FAIL(parser, at, ...)                                                                                          \
    do {                                                                                                               \
        if ((parser)->failed)                                                                                          \
            break;                                                                                                     \
        Text message = parse_fail_begin(parser, at);                                                                   \
        text_add(&message, __VA_ARGS__);                                                                               \
        parse_fail_end(parser);                                                                                        \
    } while (0)

enum { QUOTE_BYTES = 64 };

Text parse_fail_begin(Parser *p, int at);
void parse_fail_end(Parser *p);
void parse_fail_expected(Parser *p, const char *expected);

// ---- Tokens

void parse_next(Parser *p);
bool parse_at(const Parser *p, char symbol);
bool parse_accept(Parser *p, char symbol);
void parse_expect(Parser *p, char symbol, const char *expected);
bool parse_at_word(const Parser *p, const char *word);
bool parse_at_assignment(const Parser *p); // behind the current token stands =, but not ==
bool parse_open(Parser *p);                // the bracket; lines do not count within. Returns whether they did
void parse_close(Parser *p, char symbol, int opened_at, bool lines);
bool parse_deeper(Parser *p);

// ---- What is written

void write_text(Parser *p, const char *text);
void write_token(Parser *p);                     // the current one, with the blanks before it
void write_blanks(Parser *p);                    // those alone, once
void need(Parser *p, Value *value, Level least); // brackets round it where it holds less tightly
Kept keep(Parser *p, const Value *value, int to);
Value write_kept(Parser *p, const Kept *kept); // again, at the end

// ---- Names (parse_name.c)

typedef struct Name {
    char text[FORMULA_NAME_MAX + 1];
    int at;
    bool command;
} Name;

bool parse_take_name(Parser *p, Name *name);
Local *find_local(const Parser *p, const char *name);
int find_given(const Parser *p, const char *name); // a column or constant; -1: neither
int signature_place(const Parser *p, const char *name);
Value parse_variable(Parser *p, const Name *name);
Value parse_parameter(Parser *p, const Name *name, int place, int index);
void fail_no_parameter(Parser *p);
bool parse_is_taken(const Parser *p, const char *name); // means something here already, or is a parameter

// ---- Calls (parse_call.c)

bool parse_knows_function(const char *name, bool *alias); // alias: by another name
Value parse_call(Parser *p, const Name *name);
Value parse_bare_call(Parser *p, const Name *name); // \sin x
Value parse_method(Parser *p, Value base);          // x.pow(2)
// A template of the formula language with its operands A, B, C, written from byte `from` on.
Value expand(Parser *p, int from, const char *template, const Kept *operands);
Value number_of(Parser *p, Value value); // a condition as 1 or 0
Value condition_of(Parser *p, Value value, int at);

// ---- Definitions (parse_definition.c)

void parse_begin(Parser *p);       // the first token
Value parse_definition(Parser *p); // all up to the end of the formula, which is the value
void parse_finish(Parser *p, const Value *value);

#endif
