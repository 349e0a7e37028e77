// Functions that a text defines itself and then calls: where each stands is found first, and a call reads its body
// again, its names being the arguments.
#include "engine/formula/parse_inside.h"

#include <string.h>

// ---- Finding them

static Token behind_bracket(const Parser *p, Token open)
{
    int depth = 0;
    for (Token it = open; it.kind != TOKEN_END; it = parse_after(p, &it)) {
        depth += token_is(&it, '(') - token_is(&it, ')');
        if (depth == 0)
            return parse_after(p, &it);
    }
    return (Token){.kind = TOKEN_END};
}

static Token behind_colon(const Parser *p, Token it)
{
    while (it.kind != TOKEN_END && it.kind != TOKEN_LINE && !token_is(&it, ':'))
        it = parse_after(p, &it);
    return parse_after(p, &it);
}

// Names that hold what is derived from a loss, or use it.
static bool is_about(const char *name)
{
    static const char *const PARTS[] = {"grad",  "hess", "jac",   "deriv", "plot", "main",   "run",
                                        "train", "step", "optim", "minim", "draw", "descent"};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (strstr(name, PARTS[i]))
            return true;
    return !strncmp(name, "df", 2) || !strncmp(name, "d_", 2) || !strcmp(name, "g_f");
}

static void add_own(Parser *p, int at, const Token *name, const Token *head, const Token *body)
{
    if (p->n_owns == OWNS_MAX || find_own(p, name->name))
        return;
    Own *it = &p->owns[p->n_owns++];
    *it = (Own){.at = at, .head = *head, .body = *body, .block = at != name->at};
    text_copy(it->name, sizeof it->name, name->name);
}

// NAME = lambda ...: and NAME = @(...)
static void find_named(Parser *p, const Token *name, const Token *what)
{
    Token head = parse_after(p, what);
    if (token_is_word(what, "lambda")) {
        Token body = behind_colon(p, head);
        add_own(p, name->at, name, &head, &body);
    } else if (token_is(what, '@') && token_is(&head, '(')) {
        Token body = behind_bracket(p, head);
        add_own(p, name->at, name, &head, &body);
    }
}

static void find_at(Parser *p, const Token *first)
{
    Token second = parse_after(p, first);
    if (token_is_word(first, "def")) {
        Token head = parse_after(p, &second), body = behind_bracket(p, head);
        body = behind_colon(p, body);
        add_own(p, first->at, &second, &head, &body);
    } else if (first->kind == TOKEN_NAME && token_is(&second, '=')) {
        Token what = parse_after(p, &second);
        find_named(p, first, &what);
    } else if (first->kind == TOKEN_NAME && token_is(&second, '(')) {
        Token equals = behind_bracket(p, second), body = parse_after(p, &equals);
        if (token_is(&equals, '='))
            add_own(p, first->at, first, &second, &body);
    }
}

// Between two of them NAME( is called.
static bool calls(const Parser *p, int from, int to, const char *name)
{
    Token it = token_read(p->text, from, &p->lexicon);
    for (; it.kind != TOKEN_END && it.at < to; it = parse_after(p, &it)) {
        Token next = parse_after(p, &it);
        if (token_is_word(&it, name) && token_is(&next, '('))
            return true;
    }
    return false;
}

static void mark_helpers(Parser *p)
{
    int end = (int)strlen(p->text), losses = 0;
    for (int i = 0; i < p->n_owns; i++)
        losses += !is_about(p->owns[i].name);
    for (int i = 0; i < p->n_owns; i++) {
        Own *it = &p->owns[i];
        it->helper = losses && is_about(it->name);
        for (int k = 0; k < p->n_owns; k++) {
            int to = k + 1 < p->n_owns ? p->owns[k + 1].at : end;
            bool other = k != i && (!losses || !is_about(p->owns[k].name));
            it->helper |= other && calls(p, p->owns[k].body.at, to, it->name);
        }
    }
}

void find_owns(Parser *p)
{
    bool first = true;
    for (Token it = p->token; it.kind != TOKEN_END; it = parse_after(p, &it)) {
        if (first)
            find_at(p, &it);
        first = it.kind == TOKEN_LINE || token_is(&it, ';');
    }
    mark_helpers(p);
}

const Own *find_own(const Parser *p, const char *name)
{
    for (int i = 0; i < p->n_owns; i++)
        if (!strcmp(name, p->owns[i].name))
            return &p->owns[i];
    return NULL;
}

const Own *own_at(const Parser *p)
{
    for (int i = 0; i < p->n_owns; i++)
        if (p->owns[i].at == p->token.at)
            return &p->owns[i];
    return NULL;
}

// ---- Calling them

typedef struct Given {
    Kept value[ARGUMENTS_MAX];
    char name[ARGUMENTS_MAX][FORMULA_NAME_MAX + 1]; // of one by keyword
    int count;
} Given;

static void read_given(Parser *p, Given *given)
{
    int opened_at = p->token.at, from = p->length, bars = p->bars;
    bool lines = parse_open(p);
    p->bars = 0;
    while (!parse_at(p, ')') && !p->failed && given->count < ARGUMENTS_MAX) {
        if (p->token.kind == TOKEN_NAME && parse_at_assignment(p)) {
            text_copy(given->name[given->count], sizeof given->name[0], p->token.name);
            parse_next(p);
            parse_next(p);
        }
        Value value = number_of(p, p->expression(p));
        given->value[given->count++] = keep(p, &value, p->length);
        p->length = from;
        if (!parse_accept(p, ','))
            break;
    }
    parse_close(p, ')', opened_at, lines);
    p->length = from;
    p->bars = bars;
}

static int find_argument(const Given *given, const char *name, int place)
{
    for (int i = 0; i < given->count; i++)
        if (given->name[i][0] ? !strcmp(given->name[i], name) : i == place)
            return i;
    return -1;
}

// x, x: float, m=10 up to the bracket or colon; the current token is the first of them.
static void bind_given(Parser *p, const Own *own, const Given *given, int at)
{
    Name name;
    int place = 0;
    for (; p->token.kind == TOKEN_NAME && p->token.at < own->body.at && !p->failed; place++) {
        if (!parse_take_name(p, &name))
            return;
        int i = find_argument(given, name.text, place);
        if (i >= 0)
            add_local(p, name.text, LOCAL_VALUE)->value = given->value[i];
        while (!parse_at(p, ',') && !parse_at(p, ')') && !parse_at(p, '=') && p->token.at < own->body.at && !p->failed)
            parse_next(p);
        if (parse_accept(p, '=')) {
            Value value = p->expression(p);
            if (i < 0)
                add_local(p, name.text, LOCAL_VALUE)->value = keep(p, &value, p->length);
            p->length = value.from;
        } else if (i < 0) {
            FAIL(p, at, "'%s' takes an argument '%s'", own->name, name.text);
        }
        parse_accept(p, ',');
    }
    if (place < given->count)
        FAIL(p, at, "'%s' takes %d argument%s, found %d", own->name, place, place == 1 ? "" : "s", given->count);
}

static Value run_body(Parser *p, const Own *own)
{
    Value value = {.from = p->length};
    parse_jump(p, &own->body);
    p->lexicon.lines = strchr(p->text, '\n') != NULL;
    if (!own->block)
        return p->expression(p);
    if (!parse_block(p, &value))
        FAIL(p, own->head.at, "'%s' returns nothing", own->name);
    return value;
}

// The name is taken; its bracket is the current token.
Value call_own(Parser *p, const Own *own)
{
    int at = p->token.at, from = p->length, base = p->base, scope = p->scope, globals = p->globals,
        n_locals = p->n_locals;
    Given given = {.count = 0};
    Value value = {.from = p->length};
    Own *open = &p->owns[own - p->owns];
    if (open->open)
        FAIL(p, at, "'%s' calls itself: write its terms out", own->name);
    if (!take_turn(p) || !parse_deeper(p))
        return value;
    read_given(p, &given);
    open->open = true;
    Spot behind = parse_spot(p);
    p->globals = scope ? globals : n_locals;
    p->scope = n_locals;
    p->base = p->length;
    p->inner++;
    parse_jump(p, &own->head);
    p->lexicon.lines = false;
    if (parse_at(p, '('))
        parse_next(p);
    bind_given(p, own, &given, at);
    if (!p->failed)
        value = run_body(p, own);
    open->open = false;
    p->inner--;
    p->base = base;
    p->scope = scope;
    p->globals = globals;
    p->n_locals = n_locals;
    p->depth--;
    parse_go(p, &behind);
    Kept kept = keep(p, &value, p->length); // without the blanks before it
    p->length = from;
    return write_kept(p, &kept);
}
