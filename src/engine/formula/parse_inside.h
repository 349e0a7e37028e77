// What the files of the parser share. As it reads, it makes the graph's nodes and writes the formula anew in the
// formula language alone, as it was typed where that is it.
#ifndef RAVINE_ENGINE_FORMULA_PARSE_INSIDE_H
#define RAVINE_ENGINE_FORMULA_PARSE_INSIDE_H

#include "engine/formula/parse.h"
#include "engine/formula/token.h"

#include "base/text.h"

enum {
    ARGUMENTS_MAX = 16,
    LOCALS_MAX = 64,
    OWNS_MAX = 16,
    MEANS_MAX = 16,
    TURNS_MAX = 1000, // of all loops and calls together
    WRITTEN_MAX = 2 * FORMULA_TEXT_MAX,
    KEPT_MAX = 256 * FORMULA_TEXT_MAX,
};

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
    LOCAL_NUMBER,    // the same, where it is given another value later: i of a loop
    LOCAL_LIST,      // w = [x, y]: its values are the locals w[0], w[1]
} LocalKind;

typedef struct Local {
    char name[FORMULA_NAME_MAX + 1];
    LocalKind kind;
    Kept value;
    double number;
    int place, index; // of a parameter; of a list: how many it holds
    bool used;
} Local;

// A function that the text itself defines: def NAME(...):, NAME = lambda ...:, NAME(...) =
typedef struct Own {
    char name[FORMULA_NAME_MAX + 1];
    int at;      // byte of its first token
    Token head;  // the bracket, or the first of a lambda's names
    Token body;  // its first token
    bool block;  // statements, not one expression
    bool helper; // another one calls it
    bool open;   // it is being called
} Own;

// A vector, read element by element: sum(x**2), where x is the only parameter.
typedef struct Vector {
    int element; // which one is read now
    int count;   // how many there are, of the shortest slice
} Vector;

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
    int bars;    // |, open
    bool braced; // {\displaystyle ...}
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
    int scope;   // the first one that is seen here, beside those of the text
    int globals; // the text's, while a function of its own is called
    int latest;  // that was given a value, -1: none
    int base;    // byte of what is written from which on a statement writes
    int inner;   // loops, conditions and calls around
    int turns;
    Vector *vector;
    int method; // byte of the method before which a chain of them ends; 0: none

    int means[MEANS_MAX]; // nodes that are the mean over the rows of data
    int n_means;

    Own *owns; // [OWNS_MAX]
    int n_owns;

    // parse.c's, for what stands below it.
    Value (*expression)(Parser *p);
    Value (*exponent)(Parser *p);
    Value (*factors)(Parser *p); // 2 \pi x
    Value (*postfix)(Parser *p); // x.pow(2).abs()
    bool (*statement)(Parser *p);
    bool (*knows)(const char *name, bool *alias);
    Value (*single)(Parser *p); // of LaTeX: {...}, or one digit, letter or command
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
// Behind a whole expression, something that an operator should stand before: refused; else false.
bool parse_fail_operand(Parser *p);

// ---- Tokens

// Where reading goes on: to read a part of the text again.
typedef struct Spot {
    Token token;
    int last;
    bool lines;
} Spot;

Spot parse_spot(const Parser *p);
void parse_go(Parser *p, const Spot *spot);
void parse_cut_token(Parser *p); // parse_latex.c
void parse_jump(Parser *p, const Token *token); // it is the current one
Token parse_after(const Parser *p, const Token *token);
bool token_is(const Token *token, char symbol);
bool token_is_end(const Token *token); // of a line, or ;

bool token_is_word(const Token *token, const char *word);

void parse_next(Parser *p);
bool parse_at(const Parser *p, char symbol);
bool parse_accept(Parser *p, char symbol);
void parse_expect(Parser *p, char symbol, const char *expected);
bool parse_at_word(const Parser *p, const char *word);
bool parse_at_assignment(const Parser *p); // behind the current token stands =, but not ==
bool parse_open(Parser *p);                // the bracket; lines do not count within. Returns whether they did
void parse_close(Parser *p, char symbol, int opened_at, bool lines);
bool parse_deeper(Parser *p);

// Reads another text from its first token on; what is wrong with it is told at byte `at` of what was typed. Then back
// to where the parser, as it was before, stood; of a failure the place stays.
void parse_aside(Parser *p, const char *text, int at);
void parse_back(Parser *p, const Parser *outer);

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
int find_column(const Parser *p, const char *name); // -1: it is none; so find_constant
int find_constant(const Parser *p, const char *name);
int find_given(const Parser *p, const char *name); // a column or constant; -1: neither
int signature_place(const Parser *p, const char *name);
Value parse_variable(Parser *p, const Name *name); // parse_variable.c
Value parse_parameter(Parser *p, const Name *name, int place, int index);
void fail_no_parameter(Parser *p);
bool parse_is_taken(const Parser *p, const char *name); // means something here already, or is a parameter

// ---- Calls (parse_call.c)

bool parse_knows_function(const char *name, bool *alias); // alias: by another name
const char *parse_other_words(const char *name);      // how to write what is no function here; NULL: it is not known
const char *parse_other_command(const char *command); // of LaTeX: how else to write it; "": not known
const char *parse_function_of(const char *class);     // of torch.nn's classes, whose objects are called: nn.ReLU()(x)
Value parse_call(Parser *p, const Name *name);
Value parse_bare_call(Parser *p, const Name *name); // \sin x
// x.pow(2); base begins at `start`, where `known` parameters were.
Value parse_method(Parser *p, Value base, const Spot *start, int known);
// Of parse_template.c: of the formula language, with its operands A, B, C, written from byte `from` on.
Value expand(Parser *p, int from, const char *template, const Kept *operands);
Value number_of(Parser *p, Value value); // a condition as 1 or 0
Value condition_of(Parser *p, Value value, int at);

// ---- What other languages have (parse_other.c)

Value parse_conditional(Parser *p, Value condition, int at); // c ? a : b, at ?
bool parse_at_pieces(const Parser *p);
Value parse_pieces(Parser *p);                           // \{x > 0: x, -x\}
void parse_accept_brackets(Parser *p, const char *name); // of PI()
void parse_refuse_equation(Parser *p);                   // a == b, of all that follows
void parse_refuse_transposed(Parser *p);                 // x^T y, at ^
void parse_refuse_braces(Parser *p);

// ---- Locals (parse_local.c)

Local *add_local(Parser *p, const char *name, LocalKind kind);
Local *set_local(Parser *p, const char *name, LocalKind kind); // this one's new value, or a new one
void set_number(Parser *p, const char *name, double value);
void set_value(Parser *p, const char *name, const Kept *value);
Kept keep_local(Parser *p, Local *local); // its value
Value write_number(Parser *p, double value);
bool at_list(const Parser *p);
void bind_list(Parser *p, const Name *name);

// ---- Functions of the text's own (parse_own.c)

void find_owns(Parser *p);
const Own *find_own(const Parser *p, const char *name);
const Own *own_at(const Parser *p); // that begins at the current token
Value call_own(Parser *p, const Own *own);

// ---- Vectors (parse_vector.c), sums and loops (parse_loop.c)

bool at_vector(const Parser *p);    // np.asarray(x)
bool has_elements(const Parser *p); // up to the end of the line, a vector is computed with as a whole
void bind_elements(Parser *p, const char *name);
bool take_turn(Parser *p); // false: too many
double constant_expression(Parser *p, const char *what);
bool bind_turn(Parser *p, const Name *names, int n, int turn); // false: no more; the text behind is next in either case
int take_names(Parser *p, Name *names, int most);
bool is_vector(const Parser *p, const char *name);
int vector_length(const Parser *p, const char *name); // 0: it is none
bool is_series(const char *name);                     // sum, prod, mean
void add_mean(Parser *p, int node);
void check_means(Parser *p, int root);
Value parse_series(Parser *p, const Name *name);
// (x**2).sum(): base begins at `from`, where `known` parameters were.
Value series_of(Parser *p, const Name *name, const Spot *from, int known, const Value *base);
Kept parse_element(Parser *p, const char *vector, int index);
Value write_element(Parser *p, const char *vector, int index);
bool vector_product_at(const Parser *p, const Name *name); // (x, y) of dot(x, y)
Value vector_product(Parser *p, int from);
bool at_matrix_product(const Parser *p); // x @ y, x.T @ y
Value matrix_product(Parser *p);

// ---- Statements (parse_block.c)

bool parse_block(Parser *p, Value *value); // behind the colon; true: it returned a value
bool parse_control(Parser *p, Value *value, bool *returned);

// ---- LaTeX (parse_latex.c)

void find_dimension(Parser *p); // n of sums up to it
Value parse_cases(Parser *p);
Value parse_big(Parser *p, int divisor); // \\sum and \\prod; divisor: of 1/(2n) in front of it, 2; 0: none stands there
int mean_divisor(const Parser *p, int *length); // \\frac{1}{2n} \\sum: 2 and the bytes up to there; 0: it is not that

// ---- Definitions (parse_definition.c)

bool parse_statement(Parser *p); // NAME = ..., imports and the like; false: it is none of these
void parse_signature(Parser *p, char end, const char *expected);

void parse_begin(Parser *p);       // the first token
Value parse_definition(Parser *p); // all up to the end of the formula, which is the value
void parse_finish(Parser *p, const Value *value);

#endif
