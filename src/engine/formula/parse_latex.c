// LaTeX's cases, sums and products. Each is cut into pieces of text, which are read one by one: of a sum its term, once
// for each value of the index, which is written in its place.
#include "engine/formula/parse_inside.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_MAX = FORMULA_TEXT_MAX + 200, ROWS_MAX = 16 };

// ---- Pieces

// Of 12 the 1, of x2 the x: what a command takes without braces.
void parse_cut_token(Parser *p)
{
    Token *token = &p->token;
    char first = p->text[token->at];
    if (token->kind == TOKEN_NUMBER && isdigit((unsigned char)first) && token->length > 1) {
        token->length = 1;
        token->number = first - '0';
    } else if (token->kind == TOKEN_NAME && !token->command && isdigit((unsigned char)p->text[token->at + 1])) {
        token->length = 1;
        token->name[1] = '\0';
    }
}

static bool starts(const char *s, const char *prefix)
{
    return !strncmp(s, prefix, strlen(prefix));
}

static const char *skip_blanks(const char *s)
{
    static const char *const BLANKS[] = {"\\,",    "\\;",     "\\!",      "\\:",           "\\ ",
                                         "\\quad", "\\qquad", "\\limits", "\\displaystyle"};
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < sizeof BLANKS / sizeof *BLANKS; i++)
            if (starts(s, BLANKS[i]))
                s += strlen(BLANKS[i]), more = true;
        if (*s && strchr(" \t\r\n~", *s))
            s++, more = true;
    }
    return s;
}

// A text of its own, that ends where it ends; what is wrong with it is told at byte `at`.
static Value read_piece(Parser *p, const char *text, int at)
{
    const Parser outer = *p;
    Value value = {.from = p->length};
    if (p->failed || !parse_deeper(p))
        return value;
    parse_aside(p, text, at);
    value = p->expression(p);
    while (parse_at(p, ',') || parse_at(p, '.') || parse_at(p, ';'))
        parse_next(p);
    if (p->token.kind != TOKEN_END)
        parse_fail_expected(p, "an operator");
    parse_back(p, &outer);
    p->depth = outer.depth;
    return value;
}

// The current token becomes the one that begins at or behind byte `at`.
static void go_to(Parser *p, int at)
{
    p->token.length = at - p->token.at;
    parse_next(p);
}

// ---- Cases

// "\text{if }", "if", "\quad\mbox{for}": the bytes of one such word; 0: none. *rest: it says "otherwise".
static int word_of_condition(const char *s, bool *rest)
{
    static const char *const GROUPS[] = {"\\text{", "\\mbox{", "\\textrm{", "\\mathrm{", "\\textit{", "\\hbox{"};
    static const char *const WORDS[] = {"if", "for", "when", "where", "falls", "si", "pour"};
    static const char *const RESTS[] = {"otherwise", "else", "elsewhere", "sonst", "sinon", "everywhere else"};
    const char *from = s;
    bool group = false;
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
        if (starts(s, GROUPS[i]))
            s += strlen(GROUPS[i]), group = true;
    s += strspn(s, " ~");
    for (size_t i = 0; i < sizeof RESTS / sizeof *RESTS; i++)
        *rest |= starts(s, RESTS[i]);
    if (*rest)
        return 1;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (starts(s, WORDS[i]) && !isalpha((unsigned char)s[strlen(WORDS[i])])) {
            s += strlen(WORDS[i]);
            s += strspn(s, " ~");
            return (int)(s + (group && *s == '}') - from);
        }
    return 0;
}

typedef struct Row {
    char value[PIECE_MAX + 1], condition[PIECE_MAX + 1];
    int value_at, condition_at; // bytes
    bool rest;
} Row;

static bool cut(char *to, const char *from, const char *end)
{
    if (end - from > PIECE_MAX)
        return false;
    memcpy(to, from, (size_t)(end - from));
    to[end - from] = '\0';
    return true;
}

// = is no assignment there.
static void cut_condition(Row *row, const char *from, const char *end)
{
    int length = 0, n;
    while ((n = word_of_condition(from = skip_blanks(from), &row->rest)) && !row->rest && from < end)
        from += n;
    for (; from < end && length < PIECE_MAX - 1; from++) {
        if (*from == '=' && !strchr("<>!=", from[-1]) && from[1] != '=')
            row->condition[length++] = '=';
        row->condition[length++] = *from;
    }
    row->condition[length] = '\0';
}

// Where the value of a row ends: at &, else at the comma before its condition.
static const char *end_of_value(const char *from, const char *end)
{
    const char *comma = NULL;
    int depth = 0;
    for (const char *s = from; s < end; s++) {
        if (*s == '&' && s[-1] != '\\')
            return s;
        depth += (*s == '(' || *s == '{') - (*s == ')' || *s == '}');
        if (*s == ',' && !depth && s[-1] != '\\' && !comma)
            comma = s;
        bool rest = false;
        if (starts(s, "\\text{") && word_of_condition(s, &rest))
            return s;
    }
    return comma ? comma : end;
}

static bool cut_row(Parser *p, Row *row, const char *from, const char *end)
{
    const char *middle = end_of_value(from, end);
    const char *value_end = middle;
    while (value_end > from && strchr(" \t\r\n,;.", value_end[-1]))
        value_end--;
    *row = (Row){.value_at = (int)(from - p->text), .condition_at = (int)(middle - p->text)};
    cut_condition(row, middle + (middle < end && (*middle == '&' || *middle == ',')), end);
    return cut(row->value, from, value_end);
}

// "\\" outside of what is nested.
static const char *end_of_row(const char *s, const char *end)
{
    int nested = 0;
    for (; s < end; s++) {
        nested += starts(s, "\\begin{") - starts(s, "\\end{");
        if (!nested && s[0] == '\\' && s[1] == '\\')
            return s;
        s += s[0] == '\\' && s[1] != 'b' && s[1] != 'e';
    }
    return end;
}

// Where its \end{...} begins, whole; NULL: there is none.
static const char *end_of_cases(const char *s)
{
    for (int nested = 1; *s; s++) {
        nested += starts(s, "\\begin{") - starts(s, "\\end{");
        if (!nested)
            return strchr(s, '}') ? s : NULL;
    }
    return NULL;
}

static Value read_row(Parser *p, const Row *row, const Kept *otherwise)
{
    Kept part[3] = {{.text = ""}};
    int from = p->length;
    Value value = number_of(p, read_piece(p, row->value, row->value_at));
    part[1] = keep(p, &value, p->length);
    if (!otherwise)
        return value;
    p->length = from;
    Value condition = condition_of(p, read_piece(p, row->condition, row->condition_at), row->condition_at);
    part[0] = keep(p, &condition, p->length);
    p->length = from;
    part[2] = *otherwise;
    return expand(p, from, "where(A, B, C)", part);
}

// What is left when all other conditions are false is the last row.
static Value read_rows(Parser *p, Row *rows, int n)
{
    int from = p->length;
    Value value = read_row(p, &rows[n - 1], NULL);
    for (int i = n - 2; i >= 0 && !p->failed; i--) {
        Kept otherwise = keep(p, &value, p->length);
        p->length = from;
        if (rows[i].rest)
            FAIL(p, rows[i].condition_at, "what holds otherwise has to stand last");
        value = read_row(p, &rows[i], &otherwise);
    }
    return value;
}

// \begin{cases} is the current token.
Value parse_cases(Parser *p)
{
    int at = p->token.at, n = 0;
    const char *s = p->text + at + p->token.length, *end = end_of_cases(s);
    Row *rows = malloc(ROWS_MAX * sizeof *rows);
    Value value = {.from = p->length};
    bool fits = rows != NULL;
    if (!end)
        FAIL(p, at, "there is no \\end{...} to this \\begin{...}");
    while (fits && !p->failed && s < end) {
        const char *stop = end_of_row(s, end);
        if (skip_blanks(s) < stop)
            fits = n < ROWS_MAX && cut_row(p, &rows[n++], s, stop);
        s = stop + (stop < end ? 2 : 0);
    }
    if (!fits || (!n && !p->failed))
        FAIL(p, at, "expected 1 to %d cases here", ROWS_MAX);
    if (!p->failed)
        value = read_rows(p, rows, n);
    free(rows);
    if (end)
        go_to(p, (int)(end + strcspn(end, "}") + 1 - p->text));
    return value;
}

// ---- Sums and products

typedef struct Big {
    char index; // its letter
    char first[64], last[64];
    bool product;
    const char *term; // where it begins
    int at;           // byte of the sign
} Big;

// {...}, or one character or command. Returns what is behind it.
static const char *take_group(const char *s, char *to, size_t size)
{
    int depth = 0, n = 0;
    s = skip_blanks(s);
    if (*s == '{') {
        while (s[n] && (depth += (s[n] == '{') - (s[n] == '}')) > 0)
            n++;
        Text text = text_begin(to, size);
        text_add(&text, "%.*s", n - 1, s + 1);
        return s + n + (s[n] == '}');
    }
    n = *s == '\\' ? 1 + (int)strspn(s + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") : *s != '\0';
    Text text = text_begin(to, size);
    text_add(&text, "%.*s", n, s);
    return s + n;
}

// _{i=1}^{n} in either order.
static bool take_bounds(Parser *p, Big *big, const char *s)
{
    char below[64] = "";
    *big->last = '\0';
    for (int i = 0; i < 2; i++) {
        s = skip_blanks(s);
        if (*s == '_')
            s = take_group(s + 1, below, sizeof below);
        else if (*s == '^')
            s = take_group(s + 1, big->last, sizeof big->last);
    }
    const char *index = skip_blanks(below), *equals = strchr(below, '=');
    big->index = isalpha((unsigned char)*index) ? *index : '\0';
    text_copy(big->first, sizeof big->first, equals ? equals + 1 : "1");
    big->term = s;
    if (!big->index)
        FAIL(p, big->at, "expected bounds as in \\%s_{i=1}^{5}, or write its terms out", big->product ? "prod" : "sum");
    return !p->failed;
}

// n, d, N: how many there are.
static bool is_count(const Parser *p, const char *s)
{
    char name[] = {*s, '\0'};
    const Local *local = find_local(p, name);
    return *s && strchr("ndNDmMpk", *s) && (!parse_is_taken(p, name) || (local && local->kind == LOCAL_NUMBER));
}

static double bound(Parser *p, const char *text)
{
    int from = p->length;
    Value value = *skip_blanks(text) ? read_piece(p, text, p->token.at) : (Value){0};
    p->length = from;
    bool number = !p->failed && *skip_blanks(text) && graph_is_constant(p->graph, value.node);
    if (!number)
        FAIL(p, p->token.at, "expected bounds as in \\%s_{i=1}^{5}, or write its terms out", p->token.name);
    return number ? p->graph->nodes[value.node].value : 0;
}

// Is the letter there, not within a command?
static bool mentions(const char *from, const char *end, char letter)
{
    for (const char *s = from; s < end; s++) {
        if (*s == '\\')
            while (s + 1 < end && isalpha((unsigned char)s[1]))
                s++;
        else if (*s == letter)
            return true;
    }
    return false;
}

// Behind one term: at the + or - that follows it, or at what closes around it.
static const char *end_of_term(const char *s)
{
    int depth = 0;
    bool any = false;
    s = skip_blanks(s);
    s += *s == '-' || *s == '+';
    for (; *s; s++) {
        bool command = *s == '\\' && isalpha((unsigned char)s[1]);
        bool closes = *s == ')' || *s == ']' || *s == '}' || starts(s, "\\rfloor") || starts(s, "\\rceil");
        bool opens = *s == '(' || *s == '[' || *s == '{' || starts(s, "\\lfloor") || starts(s, "\\lceil");
        if (starts(s, "\\right") && !isalpha((unsigned char)s[6]) && !depth)
            return s;
        depth += opens - closes;
        if (depth < 0 || (!depth && any && strchr("+-,&=<>", *s)) || starts(s, "\\end{") ||
            (s[0] == '\\' && s[1] == '\\'))
            return s;
        any |= !isspace((unsigned char)*s);
        while (command && isalpha((unsigned char)s[1]))
            s++;
    }
    return s;
}

// A sum goes on as long as what follows speaks of its index: \sum x_i^2 - 3x_i.
static const char *end_of_sum(const Big *big)
{
    const char *end = end_of_term(big->term), *next;
    while ((*end == '+' || *end == '-') && (next = end_of_term(end)) > end && mentions(end, next, big->index)) {
        const char *sum = strstr(end, "\\sum"), *product = strstr(end, "\\prod");
        if ((sum && sum < next) || (product && product < next)) // of its own index
            break;
        end = next;
    }
    return end;
}

// Subscripts are numbers, not sums: x_{i+1} is x_2.
static void add_subscript(Parser *p, Text *piece, const char *inside, const Big *big, int turn)
{
    char sum[128];
    Text text = text_begin(sum, sizeof sum);
    for (const char *s = inside; *s; s++)
        if (*s == big->index)
            text_add(&text, "{%d}", turn);
        else
            text_add(&text, "%c", *s);
    int from = p->length;
    Value value = read_piece(p, sum, big->at);
    p->length = from;
    if (!p->failed && graph_is_constant(p->graph, value.node))
        text_add(piece, "_{%d}", (int)p->graph->nodes[value.node].value);
    else
        FAIL(p, big->at, "expected a number as a subscript, as in x_{i+1}");
}

// The term, the index being this number; turn < 0: of the rows of data, without it.
static bool write_term(Parser *p, Text *piece, const Big *big, const char *end, int turn)
{
    char group[64];
    for (const char *s = big->term; s < end && !p->failed;) {
        if (*s == '_' || (*s == '^' && turn < 0 && starts(skip_blanks(s + 1), "{("))) {
            const char *behind = take_group(s + 1, group, sizeof group);
            bool mine = mentions(group, group + strlen(group), big->index);
            if (mine && turn >= 0)
                add_subscript(p, piece, group, big, turn);
            else if (!mine)
                text_add(piece, "%.*s", (int)(behind - s), s);
            s = behind;
        } else if (*s == '\\') {
            int n = 1 + (int)strspn(s + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
            n += n == 1;
            text_add(piece, "%.*s", n, s);
            s += n;
        } else if (*s == big->index && turn >= 0) {
            text_add(piece, "{%d}", turn);
            s++;
        } else {
            text_add(piece, "%c", *s++);
        }
    }
    if (piece->full)
        FAIL(p, big->at, "the sum is too long: write its terms out");
    return !p->failed;
}

// x_i, where x is a column of the data.
static bool is_of_rows(const Parser *p, const Big *big, const char *end)
{
    for (const char *s = big->term; s < end; s++)
        for (int i = 0; i < p->names->n_columns; i++) {
            size_t n = strlen(p->names->columns[i]);
            const char *behind = s + n;
            bool subscript = starts(s, p->names->columns[i]) && (*behind == '_' || *behind == '^') &&
                             mentions(behind, end < behind + 6 ? end : behind + 6, big->index);
            if (subscript && (s == big->term || !isalpha((unsigned char)s[-1])))
                return true;
        }
    return false;
}

static Value divide(Parser *p, int from, const Value *value, double by)
{
    Kept part[3] = {keep(p, value, p->length)};
    p->length = from;
    if (by == 1)
        return write_kept(p, &part[0]);
    Value number = write_number(p, by);
    part[1] = keep(p, &number, p->length);
    return expand(p, from, "A/B", part);
}

static Value mean_of_rows(Parser *p, const Big *big, const char *end, int divisor)
{
    char piece[PIECE_MAX + 1];
    int from = p->length;
    Text text = text_begin(piece, sizeof piece);
    if (!divisor || big->product)
        FAIL(p, big->at, "a %s over the rows of the data is not read: a loss is their mean, write %s",
             big->product ? "product" : "sum", "\\frac{1}{n} in front or the term of one row alone");
    if (!write_term(p, &text, big, end, -1))
        return (Value){.from = from};
    Value value = number_of(p, read_piece(p, piece, big->at));
    add_mean(p, value.node);
    return divide(p, from, &value, divisor);
}

static Value sum_of_turns(Parser *p, const Big *big, const char *end, int *count)
{
    char piece[PIECE_MAX + 1];
    double first = bound(p, big->first), last = bound(p, big->last);
    int from = p->length;
    Kept part[3] = {{.text = ""}};
    Value value = {.from = from};
    for (double i = first; i <= last && take_turn(p); i++, ++*count) {
        Text text = text_begin(piece, sizeof piece);
        if (!write_term(p, &text, big, end, (int)i))
            break;
        value = number_of(p, read_piece(p, piece, big->at));
        part[1] = keep(p, &value, p->length);
        p->length = from;
        if (*count)
            value = expand(p, from, big->product ? "A*B" : "A + B", part);
        else
            value = write_kept(p, &part[1]);
        part[0] = keep(p, &value, p->length);
    }
    return *count || p->failed ? value : write_number(p, big->product);
}

Value parse_big(Parser *p, int divisor)
{
    Big big = {.product = !strcmp(p->token.name, "prod"), .at = p->token.at};
    int from = p->length, count = 0;
    Value value = {.from = from};
    if (!take_bounds(p, &big, p->text + p->token.at + p->token.length))
        return value;
    const char *end = end_of_sum(&big);
    if (is_of_rows(p, &big, end)) {
        value = mean_of_rows(p, &big, end, divisor);
    } else {
        value = sum_of_turns(p, &big, end, &count);
        if (divisor && !p->failed)
            value = divide(p, from, &value, divisor * count);
    }
    if (!p->failed)
        go_to(p, (int)(end - p->text));
    return value;
}

// What is drawn has two parameters: a sum up to n that is not over rows is over these.
void find_dimension(Parser *p)
{
    for (const char *s = p->text; *s && !p->failed; s++) {
        int length = starts(s, "\\sum") ? 4 : starts(s, "\\prod") ? 5 : 0;
        Big big = {.at = (int)(s - p->text)};
        if (!length || !take_bounds(p, &big, s + length))
            continue;
        const char *count = skip_blanks(big.last);
        if (is_count(p, count) && !is_of_rows(p, &big, end_of_sum(&big)))
            set_number(p, (char[]){*count, '\0'}, 2);
    }
}

// 1/n in front of a sum.
int mean_divisor(const Parser *p, int *length)
{
    char above[64], below[64];
    const char *from = p->text + p->token.at, *s = from + p->token.length;
    s = take_group(s, above, sizeof above);
    s = skip_blanks(take_group(s, below, sizeof below));
    const char *count = skip_blanks(below);
    int divisor = isdigit((unsigned char)*count) ? *count++ - '0' : 0;
    count = skip_blanks(count);
    if (strcmp(above, "1") != 0 || !is_count(p, count) || *skip_blanks(count + 1) || !starts(s, "\\sum"))
        return 0;
    *length = (int)(s - from);
    return divisor ? divisor : 1;
}
