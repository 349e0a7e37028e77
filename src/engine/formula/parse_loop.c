// What is written over and over: for i in range(5), sum(... for a in [1, 2]), np.sum(x**2) of a vector. What stands
// there once is read once for each turn.
#include "engine/formula/parse_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int take_names(Parser *p, Name *names, int most)
{
    int n = 0;
    bool open = parse_accept(p, '(');
    do {
        if (n == most || p->token.kind != TOKEN_NAME)
            parse_fail_expected(p, "a name");
        else if (parse_take_name(p, &names[n]))
            n++;
    } while (!p->failed && parse_accept(p, ','));
    if (open)
        parse_expect(p, ')', "')'");
    return n;
}

// ---- One turn

static void bind_expression(Parser *p, const Name *name)
{
    int from = p->length;
    Value value = number_of(p, p->expression(p));
    Kept kept = keep(p, &value, p->length);
    p->length = from;
    if (graph_is_constant(p->graph, value.node))
        set_number(p, name->text, p->graph->nodes[value.node].value);
    else
        set_value(p, name->text, &kept);
}

static bool turn_of_range(Parser *p, const Name *name, int turn)
{
    double bound[3] = {0, 0, 1};
    int opened_at = p->token.at, n = 0;
    bool lines = parse_open(p);
    do
        bound[n++] = constant_expression(p, "as in range(1, 6)");
    while (n < 3 && parse_accept(p, ','));
    parse_close(p, ')', opened_at, lines);
    if (n == 1)
        bound[1] = bound[0], bound[0] = 0;
    double value = bound[0] + turn * bound[2];
    bool more = bound[2] < 0 ? value > bound[1] : value < bound[1];
    if (more && bound[2] != 0)
        set_number(p, name->text, value);
    return more && bound[2] != 0;
}

static void bind_item(Parser *p, const Name *names, int n)
{
    int opened_at = p->token.at;
    char close = parse_at(p, '[') ? ']' : ')';
    if (n == 1) {
        bind_expression(p, names);
        return;
    }
    if (!parse_at(p, '(') && !parse_at(p, '['))
        parse_fail_expected(p, "as many values as names");
    bool lines = parse_open(p);
    for (int i = 0; i < n && !p->failed; i++) {
        if (i)
            parse_expect(p, ',', "as many values as names");
        bind_expression(p, &names[i]);
    }
    parse_accept(p, ',');
    int from = p->length;
    parse_close(p, close, opened_at, lines);
    p->length = from;
}

static bool turn_of_list(Parser *p, const Name *names, int n, int turn)
{
    int opened_at = p->token.at, depth = 0, item = 0, from = p->length;
    char close = parse_at(p, '[') ? ']' : ')';
    bool lines = parse_open(p), found = false;
    while (!p->failed && p->token.kind != TOKEN_END && (depth || !parse_at(p, close))) {
        if (item == turn && !depth && !found) {
            found = true;
            bind_item(p, names, n);
            continue;
        }
        depth += parse_at(p, '(') + parse_at(p, '[') - parse_at(p, ')') - parse_at(p, ']');
        item += !depth && parse_at(p, ',');
        parse_next(p);
    }
    parse_close(p, close, opened_at, lines);
    p->length = from;
    return found;
}

// x, x[1:], x[:-1]
static bool turn_of_vector(Parser *p, const Name *vector, const Name *name, int turn)
{
    int first = 0, end = vector_length(p, vector->text), opened_at = p->token.at;
    if (parse_at(p, '[')) {
        bool lines = parse_open(p);
        if (!parse_at(p, ':'))
            first = (int)constant_expression(p, "as in x[1:]");
        parse_expect(p, ':', "':'");
        double last = parse_at(p, ']') ? end : constant_expression(p, "as in x[:-1]");
        end = (int)(last < 0 ? end + last : fmin(last, end));
        parse_close(p, ']', opened_at, lines);
    }
    if (p->failed || first < 0 || first + turn >= end)
        return false;
    Kept kept = parse_element(p, vector->text, first + turn);
    set_value(p, name->text, &kept);
    return true;
}

static bool turn_of_enumerate(Parser *p, const Name *names, int n, int turn)
{
    int opened_at = p->token.at, from = p->length;
    double start = 0;
    bool lines = parse_open(p), more = bind_turn(p, names + 1, n - 1, turn);
    if (parse_accept(p, ',')) {
        if (parse_at_word(p, "start") && parse_at_assignment(p))
            parse_next(p), parse_next(p);
        start = constant_expression(p, "as in enumerate(x, 1)");
    }
    parse_close(p, ')', opened_at, lines);
    p->length = from;
    if (more)
        set_number(p, names[0].text, start + turn);
    return more;
}

static bool turn_of_zip(Parser *p, const Name *names, int n, int turn)
{
    int opened_at = p->token.at, from = p->length;
    bool lines = parse_open(p), more = true;
    for (int i = 0; i < n && !p->failed; i++) {
        if (i)
            parse_expect(p, ',', "as many values as names");
        more &= bind_turn(p, &names[i], 1, turn);
    }
    parse_close(p, ')', opened_at, lines);
    p->length = from;
    return more;
}

bool bind_turn(Parser *p, const Name *names, int n, int turn)
{
    Name it;
    int from = p->length;
    bool more = false, lists = parse_at(p, '[') || parse_at(p, '(');
    if (lists)
        return turn_of_list(p, names, n, turn);
    if (p->token.kind != TOKEN_NAME || !parse_take_name(p, &it)) {
        parse_fail_expected(p, "range(...) or a list");
        return false;
    }
    bool call = parse_at(p, '('), list = find_local(p, it.text) && find_local(p, it.text)->kind == LOCAL_LIST;
    if (call && n > 1 && !strcmp(it.text, "enumerate"))
        more = turn_of_enumerate(p, names, n, turn);
    else if (call && !strcmp(it.text, "zip"))
        more = turn_of_zip(p, names, n, turn);
    else if (call && n == 1 && (!strcmp(it.text, "range") || !strcmp(it.text, "arange")))
        more = turn_of_range(p, names, turn);
    else if (n == 1 && (list || is_vector(p, it.text)))
        more = turn_of_vector(p, &it, names, turn);
    else if (find_given(p, it.text) >= 0)
        FAIL(p, it.at,
             "a loop over the rows of the data is not read: write the term of one row, the loss is their mean");
    else
        FAIL(p, it.at, "'%s' is no range or list that is known here: expected range(5) or [1, 2, 3]", it.text);
    p->length = from;
    return more;
}

// ---- sum, prod, mean

typedef struct Series {
    const char *name;
    int from;   // of what is written
    Kept total; // of the terms up to here
    int count;
} Series;

static void add_term(Parser *p, Series *series, Value term)
{
    Kept part[3] = {series->total};
    term = number_of(p, term);
    part[1] = keep(p, &term, p->length);
    p->length = series->from;
    if (series->count++) {
        Value value = expand(p, series->from, strcmp(series->name, "prod") ? "A + B" : "A*B", part);
        part[1] = keep(p, &value, p->length);
        p->length = series->from;
    }
    series->total = part[1];
}

static Value end_series(Parser *p, Series *series)
{
    if (!series->count) {
        bool product = !strcmp(series->name, "prod");
        return write_number(p, product);
    }
    if (strcmp(series->name, "mean") != 0 || series->count == 1)
        return write_kept(p, &series->total);
    Value count = write_number(p, series->count);
    Kept part[3] = {series->total, keep(p, &count, p->length)};
    return expand(p, series->from, "A/B", part);
}

// At a `for` behind the expression that begins here, within the same bracket.
static bool find_for(const Parser *p, Token *at)
{
    int depth = 0;
    for (Token it = p->token; it.kind != TOKEN_END; it = parse_after(p, &it)) {
        depth += token_is(&it, '(') + token_is(&it, '[') - token_is(&it, ')') - token_is(&it, ']');
        if (depth < 0 || (!depth && token_is(&it, ',')))
            return false;
        *at = it;
        if (!depth && token_is_word(&it, "for"))
            return true;
    }
    return false;
}

// `for i in range(3) for j in range(3) if i != j`, from here on; the term is read for each.
static void read_turns(Parser *p, Series *series, const Spot *term)
{
    Name names[4];
    parse_next(p);
    int n = take_names(p, names, 4);
    if (!parse_at_word(p, "in"))
        parse_fail_expected(p, "in");
    parse_next(p);
    Spot list = parse_spot(p);
    for (int turn = 0; take_turn(p); turn++) {
        parse_go(p, &list);
        if (!bind_turn(p, names, n, turn))
            break;
        if (parse_at_word(p, "for")) {
            read_turns(p, series, term);
            continue;
        }
        Spot behind = parse_spot(p);
        bool taken = true;
        if (parse_at_word(p, "if")) {
            parse_next(p);
            taken = constant_expression(p, "as in if i != 2") != 0;
            behind = parse_spot(p);
        }
        parse_go(p, term);
        if (taken)
            add_term(p, series, p->expression(p));
        parse_go(p, &behind);
    }
    for (int depth = 0; p->token.kind != TOKEN_END; parse_next(p)) { // what stands behind an empty turn
        depth += parse_at(p, '(') + parse_at(p, '[') - parse_at(p, ')') - parse_at(p, ']');
        if (depth < 0)
            break;
    }
}

static void read_generator(Parser *p, Series *series, const Token *clause)
{
    Spot term = parse_spot(p);
    int n_locals = p->n_locals, scope = p->scope;
    p->globals = scope ? p->globals : n_locals;
    p->inner++;
    parse_jump(p, clause);
    read_turns(p, series, &term);
    p->inner--;
    p->n_locals = n_locals;
}

// Elements of a vector: the expression once for each, or, of one whose method at byte `method` is being read, what
// stands before that.
static void read_elements(Parser *p, Series *series, const char *vector, int method)
{
    Spot term = parse_spot(p);
    Vector *outer = p->vector;
    int outer_method = p->method;
    Vector it = {.count = vector_length(p, vector)};
    p->vector = &it;
    for (; it.element < it.count && take_turn(p); it.element++) {
        parse_go(p, &term);
        p->method = method;
        add_term(p, series, method ? p->postfix(p) : p->expression(p));
    }
    p->method = outer_method;
    p->vector = outer;
}

// The vector that stands between here and byte `end`.
static bool vector_until(const Parser *p, int end, char name[FORMULA_NAME_MAX + 1])
{
    for (Token it = p->token; it.kind != TOKEN_END && it.at < end; it = parse_after(p, &it)) {
        Token next = parse_after(p, &it);
        const Local *local = it.kind == TOKEN_NAME ? find_local(p, it.name) : NULL;
        bool list = local && local->kind == LOCAL_LIST;
        bool whole = !token_is(&next, '[');
        Token index = parse_after(p, &next), behind = parse_after(p, &index);
        bool slice = !whole && (token_is(&index, ':') || token_is(&behind, ':'));
        if (it.kind != TOKEN_NAME || !(whole || slice) || !(list || is_vector(p, it.name)))
            continue;
        text_copy(name, FORMULA_NAME_MAX + 1, it.name);
        return true;
    }
    return false;
}

static bool has_column(const Parser *p, int end)
{
    for (Token it = p->token; it.kind != TOKEN_END && it.at < end; it = parse_after(p, &it))
        for (int i = 0; it.kind == TOKEN_NAME && i < p->names->n_columns; i++)
            if (!strcmp(it.name, p->names->columns[i]) && !find_local(p, it.name))
                return true;
    return false;
}

// Where the argument that begins here ends.
static int argument_end(const Parser *p)
{
    int depth = 0;
    Token it = p->token;
    for (; it.kind != TOKEN_END; it = parse_after(p, &it)) {
        depth += token_is(&it, '(') + token_is(&it, '[') - token_is(&it, ')') - token_is(&it, ']');
        if (depth < 0 || (!depth && token_is(&it, ',')))
            break;
    }
    return it.at;
}

static void read_terms(Parser *p, Series *series)
{
    Token clause;
    int end = argument_end(p);
    bool list =
        parse_at(p, '[') || parse_at_word(p, "stack") || parse_at_word(p, "array") || parse_at_word(p, "tensor");
    if (find_for(p, &clause)) {
        read_generator(p, series, &clause);
        return;
    }
    if (list && !parse_at(p, '[')) {
        Token open = parse_after(p, &p->token), bracket = parse_after(p, &open);
        list = token_is(&open, '(') && token_is(&bracket, '[');
        if (list) {
            parse_next(p);
            parse_next(p);
            read_terms(p, series);
            parse_expect(p, ')', "')'");
            return;
        }
    }
    if (list) {
        parse_next(p);
        do
            read_terms(p, series);
        while (!p->failed && parse_accept(p, ','));
        parse_expect(p, ']', "']'");
        return;
    }
    char vector[FORMULA_NAME_MAX + 1];
    if (!has_column(p, end) && vector_until(p, end, vector))
        read_elements(p, series, vector, 0);
    else
        add_term(p, series, p->expression(p));
}

// axis=0, dim=-1, keepdim=True say nothing here.
static void skip_options(Parser *p)
{
    while (parse_at(p, ',') && !p->failed) {
        parse_next(p);
        int depth = 0;
        while (p->token.kind != TOKEN_END && (depth || (!parse_at(p, ',') && !parse_at(p, ')')))) {
            depth += parse_at(p, '(') - parse_at(p, ')');
            parse_next(p);
        }
    }
}

// ---- Means over the rows of data

// The loss is the mean of the whole over the rows: of what stands in it once more as a mean nothing may be computed
// that is not linear. Of each node: does it hold the mean, and only so?
typedef enum Part {
    PART_NONE,
    PART_LINEAR,
    PART_OTHER,
} Part;

static Part part_of_product(Part a, Part b, bool b_has_rows)
{
    if (a == PART_NONE)
        return b;
    return a == PART_LINEAR && b == PART_NONE && !b_has_rows ? PART_LINEAR : PART_OTHER;
}

static Part part_of(const Graph *graph, int i, const char *parts, const char *rows)
{
    const Node *node = &graph->nodes[i];
    Part part[3] = {PART_NONE, PART_NONE, PART_NONE}, most = PART_NONE;
    for (int k = 0; k < kernel_operands(node->op); k++) {
        part[k] = (Part)parts[node->operand[k]];
        most = part[k] > most ? part[k] : most;
    }
    bool left = part[0] != PART_NONE;
    if (most == PART_NONE || node->op == OP_ADD || node->op == OP_SUBTRACT || node->op == OP_NEGATE)
        return most;
    if (node->op == OP_MULTIPLY)
        return left ? part_of_product(part[0], part[1], rows[node->operand[1]])
                    : part_of_product(part[1], part[0], rows[node->operand[0]]);
    if (node->op == OP_DIVIDE && left)
        return part_of_product(part[0], part[1], rows[node->operand[1]]);
    return PART_OTHER;
}

void check_means(Parser *p, int root)
{
    for (int m = 0; m < p->n_means && !p->failed; m++) {
        char *parts = calloc(2, (size_t)root + 1), *rows = parts + root + 1;
        for (int i = 0; parts && i <= root; i++) {
            const Node *node = &p->graph->nodes[i];
            rows[i] = node->op == OP_COLUMN;
            for (int k = 0; k < kernel_operands(node->op); k++)
                rows[i] |= rows[node->operand[k]];
            parts[i] = (char)(i == p->means[m] ? PART_LINEAR : part_of(p->graph, i, parts, rows));
        }
        if (parts && parts[root] == PART_OTHER)
            FAIL(p, -1,
                 "a loss is the mean of the whole formula over the rows: of a mean alone nothing more is computed");
        free(parts);
    }
}

void add_mean(Parser *p, int node)
{
    if (p->n_means < MEANS_MAX)
        p->means[p->n_means++] = node;
    else
        FAIL(p, -1, "more than %d means", MEANS_MAX);
}

// np.sum(...)/n of rows is their mean.
static bool takes_mean(Parser *p)
{
    static const char *const COUNTS[] = {"n", "N", "m", "M", "len"};
    Token count = parse_after(p, &p->token);
    bool any = false;
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
        any |= token_is_word(&count, COUNTS[i]) && !parse_is_taken(p, count.name);
    if (!parse_at(p, '/') || !any)
        return false;
    parse_next(p);
    bool len = parse_at_word(p, "len");
    parse_next(p);
    while (len && !parse_at(p, ')') && p->token.kind != TOKEN_END)
        parse_next(p);
    if (len)
        parse_next(p);
    return true;
}

static void fail_rows(Parser *p, int at, const char *name)
{
    FAIL(p, at,
         "a %s over the rows of the data is not read: a loss is their mean, write the term of one row alone or %s",
         strcmp(name, "prod") ? "sum" : "product", "mean(...)");
}

// The bracket is the current token.
Value parse_series(Parser *p, const Name *name)
{
    Series series = {.name = !strcmp(name->text, "nansum") ? "sum" : name->text, .from = p->length};
    int opened_at = p->token.at, bars = p->bars;
    bool lines = parse_open(p);
    p->bars = 0;
    bool rows = has_column(p, argument_end(p));
    read_terms(p, &series);
    skip_options(p);
    int length = p->length;
    parse_close(p, ')', opened_at, lines);
    p->length = length;
    p->bars = bars;
    if (rows && strcmp(name->text, "mean") != 0 && !takes_mean(p))
        fail_rows(p, name->at, name->text);
    Value value = end_series(p, &series);
    if (rows)
        add_mean(p, value.node);
    return value;
}

// The last brackets are read, (x**2).sum(); the name of the method is taken.
Value series_of(Parser *p, const Name *name, const Spot *from, int known, const Value *base)
{
    Series series = {.name = name->text, .from = base->from};
    int opened_at = p->token.at, end = name->at - 1;
    bool lines = parse_open(p);
    while (!parse_at(p, ')') && p->token.kind != TOKEN_END)
        parse_next(p);
    int length = p->length;
    parse_close(p, ')', opened_at, lines);
    p->length = length;
    Spot behind = parse_spot(p);
    parse_go(p, from);
    bool rows = has_column(p, end);
    char vector[FORMULA_NAME_MAX + 1];
    bool elements = !rows && vector_until(p, end, vector);
    parse_go(p, &behind);
    if (rows && strcmp(name->text, "mean") != 0 && !takes_mean(p))
        fail_rows(p, name->at, name->text);
    if (rows)
        add_mean(p, base->node);
    if (!elements)
        return *base;
    p->parsed->n_parameters = known;
    p->length = base->from;
    parse_go(p, from);
    read_elements(p, &series, vector, end);
    parse_go(p, &behind);
    return end_series(p, &series);
}
