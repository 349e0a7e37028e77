// Values of a racer's tree, read as the rows of arguments say: their types count as they do in torch.
#include "scene/spec_value.h"

#include "scene/python.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

// A name that an assignment gave a value stands for that value; others stand for themselves. NULL: names in a circle.
const Value *spec_resolve(Build *build, const Value *value)
{
    const Syntax *syntax = build->syntax;
    for (int hops = 0; value->kind == VALUE_NAME && !value->prefix; hops++) {
        int i = 0;
        while (i < syntax->n_statements && strcmp(syntax->value[syntax->statement[i]].key, value->name))
            i++;
        if (i == syntax->n_statements)
            return value;
        if (hops > SYNTAX_STATEMENTS_MAX) {
            FAIL(build, value->at, "'%s' stands for itself", value->name);
            return NULL;
        }
        build->used[i] = true;
        value = &syntax->value[syntax->statement[i]];
    }
    return value;
}

bool spec_is_switch(const Value *value, double *number)
{
    static const char *const words[] = {"False", "True", "false", "true"};
    for (int i = 0; i < 4; i++)
        if (syntax_is(value, words[i])) {
            *number = i % 2;
            return true;
        }
    return false;
}

bool spec_is_none(const Value *value)
{
    return syntax_is(value, "None") || syntax_is(value, "none");
}

static const char *choice_name(const void *context, int i)
{
    return ((const Argument *)context)->choices[i];
}

static bool read_choice(Build *build, const Argument *row, const Value *value, double *number)
{
    char hint[96];
    if (value->kind != VALUE_STRING && !row->otherwise)
        return FAIL(build, value->at, "expected a string for %s, such as '%s'", row->name, row->choices[0]);
    for (int i = 0; row->choices[i]; i++)
        if (value->kind == VALUE_STRING && !strcmp(row->choices[i], value->name)) {
            *number = i;
            return true;
        }
    if (row->otherwise) {
        *number = row->otherwise;
        return true;
    }
    return FAIL(build, value->at, "%s has no '%s'%s", row->name, value->name,
                syntax_hint(hint, text_nearest(value->name, choice_name, row)));
}

// Python's truth of a value.
bool spec_is_true(const Value *value)
{
    double number;
    if (spec_is_switch(value, &number))
        return number != 0;
    if (value->kind == VALUE_NUMBER)
        return value->number != 0;
    return value->kind == VALUE_LIST     ? value->count > 0
           : value->kind != VALUE_STRING ? !spec_is_none(value)
                                         : value->name[0];
}

// An int where torch asks for a float, or the other way round.
static bool check_type(Build *build, const Argument *row, const Value *value, bool whole)
{
    char number[40];
    text_double(number, sizeof number, value->number);
    if (row->only_float && whole && !build->saved && !argument_refuses(row, value->number))
        return FAIL(build, value->at, "torch wants a float for %s: write %s.0", row->name, number);
    if (row->only_integer && !whole)
        return FAIL(build, value->at, "torch wants an integer for %s: %s is a float", row->name, number);
    if (row->kind == ARGUMENT_INTEGER && !row->fractions && value->number != floor(value->number))
        return FAIL(build, value->at, "expected a whole number for %s", row->name);
    return true;
}

// nan, math.nan, float('nan')
static bool is_nan(const Build *build, const Value *value)
{
    bool cast = value->kind == VALUE_CALL && !strcmp(value->name, "float") && value->count == 1;
    const Value *it = cast ? &build->syntax->value[value->child] : value;
    bool word = it->kind == VALUE_NAME || (cast && it->kind == VALUE_STRING);
    return word && (!strcmp(it->name, "nan") || !strcmp(it->name, "NaN") || !strcmp(it->name, "NAN"));
}

// torch takes nan where it compares with <, as SGD does, and from then on every step is nan; a racer holds none.
static bool read_number(Build *build, const Argument *row, const Value *value, double *number)
{
    Value as_int = *value; // True and False are 1 and 0 to Python
    if (spec_is_switch(value, &as_int.number)) {
        as_int.kind = VALUE_NUMBER;
        as_int.whole = true;
    }
    if (as_int.kind != VALUE_NUMBER)
        return FAIL(build, value->at, "expected a number for %s%s", row->name,
                    is_nan(build, value) ? ", found nan" : "");
    *number = as_int.number;
    return check_type(build, row, &as_int, as_int.whole);
}

bool spec_read_single(Build *build, const Argument *row, const Value *value, double *number)
{
    value = spec_resolve(build, value);
    if (value && row->listed && value->kind == VALUE_LIST && value->count == 1)
        value = spec_resolve(build, &build->syntax->value[value->child]);
    if (!value)
        return false;
    if (row->cast && value->kind == VALUE_STRING && text_to_double(value->name, number))
        return true;
    if (row->optional && spec_is_none(value)) {
        *number = NAN;
        return true;
    }
    if (row->kind == ARGUMENT_CHOICE)
        return read_choice(build, row, value, number);
    if (row->kind != ARGUMENT_BOOLEAN)
        return read_number(build, row, value, number);
    if (value->kind == VALUE_NAME && !spec_is_none(value) && !spec_is_switch(value, number))
        return FAIL(build, value->at, "expected True or False for %s", row->name);
    *number = spec_is_true(value);
    return true;
}

bool spec_read_milestones(Build *build, ScheduleNode *node, const Value *list)
{
    if (spec_is_none(list) && !node->rule->takes_children) // Counter(None) has no element
        return true;
    if (list->kind != VALUE_LIST)
        return FAIL(build, list->at, "expected a list of steps for milestones: [30, 80]");
    if (list->count > SCHEDULE_LIST_MAX)
        return FAIL(build, list->at, "more than %d milestones", SCHEDULE_LIST_MAX);
    for (int i = list->child; i >= 0; i = build->syntax->value[i].next) {
        const Value *item = spec_resolve(build, &build->syntax->value[i]);
        double step;
        if (!item)
            return false;
        if (item->kind == VALUE_NUMBER)
            step = item->number;
        else if (!spec_is_switch(item, &step))
            return FAIL(build, item->at, "expected a step, a number");
        if (fabs(step) > 1e15)
            return FAIL(build, item->at, "expected a step, a number up to 1e15");
        node->milestones[node->n_milestones++] = step;
    }
    return true;
}

typedef struct Words {
    const char *from, *end;
} Words;

static size_t word_length(Words body)
{
    size_t n = 0;
    while (body.from + n < body.end && (isalnum((unsigned char)body.from[n]) || strchr("_.", body.from[n])))
        n++;
    return n;
}

// A lambda's body, its variable called as the rule's, and math. before what is that module's.
static bool copy_lambda(Words body, Words variable, const char *as, Text *copy)
{
    size_t own = (size_t)(variable.end - variable.from);
    bool quoted = false;
    while (body.from < body.end) {
        size_t word = word_length(body);
        if (word == own && !strncmp(body.from, variable.from, own))
            text_add(copy, "%s", as);
        else if (!strncmp(body.from, "numpy.", 6) && word > 6)
            text_add(copy, "np.%.*s", (int)word - 6, body.from + 6);
        else
            text_add(copy, "%s%.*s", !quoted && lambda_is_of_math(body.from, word) ? "math." : "", word ? (int)word : 1,
                     body.from);
        quoted ^= strchr("'\"", *body.from) != NULL;
        body.from += word ? word : 1;
    }
    return !copy->full;
}

// Scenes hold lambdas that were once formulas: 0.9^epoch. They become the Python that was written for them.
static bool compiles(Build *build, Words *body, const char *variable, char was[], size_t size, LambdaError *error)
{
    for (int formula = 0;; formula = 1) {
        Lambda *lambda = lambda_compile(body->from, (size_t)(body->end - body->from), variable, error);
        bool ok = lambda;
        lambda_destroy(lambda);
        if (ok || formula || !build->saved)
            return ok;
        char source[SCHEDULE_TEXT_MAX];
        snprintf(source, sizeof source, "%.*s", (int)(body->end - body->from), body->from);
        Text text = text_begin(was, size);
        python_lambda(&text, source);
        *body = (Words){was, was + text.length};
    }
}

static bool read_body(Build *build, ScheduleNode *node, const Value *value)
{
    char name[SYNTAX_NAME_MAX + 1], was[SCHEDULE_TEXT_MAX];
    LambdaError error;
    const char *text = build->syntax->text, *head = text + value->at + strlen("lambda"), *colon = strchr(head, ':');
    head += strspn(head, " \t");
    Words variable = {head, head + strcspn(head, ": \t")}, body = {colon + 1, text + value->end};
    snprintf(name, sizeof name, "%.*s", (int)(variable.end - variable.from), variable.from);
    body.from += strspn(body.from, " \t");
    if (variable.end + strspn(variable.end, " \t") != colon || !name[0])
        return FAIL(build, (int)(head - text), "expected a lambda of one name: lambda %s: ...", node->rule->variable);
    const char *from = body.from;
    if (!compiles(build, &body, name, was, sizeof was, &error))
        return FAIL(build, (int)(from - text) + (body.from == from ? error.at : 0), "lambda: %s", error.text);
    Text copy = text_begin(node->lambda, sizeof node->lambda);
    return copy_lambda(body, variable, node->rule->variable, &copy) ||
           FAIL(build, value->at, "the lambda is longer than %d bytes", SCHEDULE_TEXT_MAX - 1);
}

bool spec_read_lambda(Build *build, ScheduleNode *node, const Value *value)
{
    const char *variable = node->rule->variable;
    bool needed = schedule_needs_lambda(node->rule);
    if (!needed && spec_is_none(value))
        return true;
    if (needed && value->kind == VALUE_LIST && value->count == 1 &&
        !(value = spec_resolve(build, &build->syntax->value[value->child])))
        return false;
    if (needed && value->kind == VALUE_LIST && value->count > 1)
        return FAIL(build, value->at, "torch wants a function for each group of parameters, and here is one group");
    if (value->kind != VALUE_LAMBDA)
        return FAIL(build, value->at, "expected a function: lambda %s: 0.95 ** %s", variable, variable);
    return read_body(build, node, value);
}
