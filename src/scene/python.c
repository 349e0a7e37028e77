#include "scene/python.h"

#include "scene/spec.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const keywords[] = {
    "and",   "as",     "assert",   "async",   "await", "break", "class",  "continue", "def",    "del",
    "elif",  "else",   "except",   "finally", "for",   "from",  "global", "if",       "import", "in",
    "is",    "lambda", "nonlocal", "not",     "or",    "pass",  "raise",  "return",   "try",    "while",
    "with",  "yield",  "None",     "True",    "False", "p",     "torch",  "math",     "loss",   "data",
    "steps", "start",  "batches",  "noise",   "xi",    "step"};

void python_name(Text *text, const char *name, size_t length)
{
    bool kept = false;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        kept |= strlen(keywords[i]) == length && !strncmp(keywords[i], name, length);
    text_add(text, "%.*s%s", (int)length, name, kept ? "_" : "");
}

static bool starts_name(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static size_t name_length(const char *from)
{
    size_t length = 0;
    while (starts_name(from[length]) || isdigit((unsigned char)from[length]))
        length++;
    return length;
}

static bool is(const char *name, size_t length, const char *word)
{
    return strlen(word) == length && !strncmp(name, word, length);
}

// Does a stretch of a formula name a tensor? Then functions of it are torch's.
static bool has_tensor(const char *from, const char *end, const PythonNames *names)
{
    while (from < end) {
        if (!starts_name(*from)) {
            bool number = isdigit((unsigned char)*from) || *from == '.';
            from += number ? strspn(from, "0123456789.") : 1;
            if (number && (*from == 'e' || *from == 'E')) // an exponent is no name
                from++;
            continue;
        }
        size_t length = name_length(from);
        if (names->is_tensor(names->context, from, length) || is(from, length, "normal"))
            return true;
        from += length;
    }
    return false;
}

static void translate(Text *text, const char *from, const char *end, const PythonNames *names);

// The end of an argument: the comma or parenthesis behind it.
static const char *argument_end(const char *from, const char *end)
{
    int depth = 0;
    for (; from < end; from++) {
        depth += (*from == '(') - (*from == ')');
        if (depth < 0 || (depth == 0 && *from == ','))
            break;
    }
    return from;
}

static void add_argument(Text *text, const char *from, const char *end, bool as_tensor, const PythonNames *names)
{
    bool wrap = as_tensor && !has_tensor(from, end, names);
    while (from < end && *from == ' ')
        from++;
    text_add(text, "%s", wrap ? "torch.tensor(float(" : "");
    translate(text, from, end, names);
    text_add(text, "%s", wrap ? "))" : "");
}

static const FormulaFunction *function_of(const char *name, size_t length)
{
    for (int i = 0; formula_function(i); i++)
        if (is(name, length, formula_function(i)->name))
            return formula_function(i);
    return NULL;
}

// One call, from its name; returns what follows its closing parenthesis.
static const char *translate_call(Text *text, const char *name, size_t length, const char *open, const char *end,
                                  const PythonNames *names)
{
    const char *a = open + 1, *a_end = argument_end(a, end);
    const char *b = a_end < end && *a_end == ',' ? a_end + 1 : a_end, *b_end = argument_end(b, end);
    bool tensor = has_tensor(a, b_end, names);
    const char *after = b_end < end ? b_end + 1 : end;
    if (is(name, length, "normal")) {
        text_add(text, "xi[:, %d]", atoi(a) - 1);
        return after;
    }
    const FormulaFunction *function = function_of(name, length);
    const char *as = !function ? NULL : tensor ? function->of_tensors : function->of_numbers;
    if (!as) {
        text_add(text, "%s.%.*s(", tensor ? "torch" : "math", (int)length, name);
        translate(text, a, a_end, names);
        text_add(text, ")");
        return after;
    }
    bool both = tensor && function->arguments == 2 && strcmp(function->name, "pow");
    for (const char *c = as; *c; c++) {
        if (*c != '%')
            text_add(text, "%c", *c);
        else if (*++c == 'A')
            add_argument(text, a, a_end, both, names);
        else
            add_argument(text, b, b_end, both, names);
    }
    return after;
}

static const char *translate_name(Text *text, const char *from, const char *end, const PythonNames *names)
{
    size_t length = name_length(from);
    const char *next = from + length;
    while (next < end && *next == ' ')
        next++;
    bool known = names->is_tensor(names->context, from, length);
    if (!known && next < end && *next == '(')
        return translate_call(text, from, length, next, end, names);
    if (!known && is(from, length, "pi"))
        text_add(text, "math.pi");
    else if (!known && is(from, length, "e"))
        text_add(text, "math.e");
    else
        python_name(text, from, length);
    return from + length;
}

// What a paper writes and Python does not.
static const char *translate_sign(Text *text, const char *from)
{
    static const struct {
        const char *sign, *python;
    } signs[] = {{"−", "-"}, {"·", "*"}, {"×", "*"}, {"²", "**2"}, {"³", "**3"}, {"^", "**"}, {"**", "**"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strncmp(from, signs[i].sign, strlen(signs[i].sign))) {
            text_add(text, "%s", signs[i].python);
            return from + strlen(signs[i].sign);
        }
    text_add(text, "%c", *from);
    return from + 1;
}

static const char *translate_number(Text *text, const char *from, const char *end)
{
    const char *at = from;
    while (at < end && (isdigit((unsigned char)*at) || *at == '.'))
        at++;
    if (at < end && (*at == 'e' || *at == 'E') &&
        (isdigit((unsigned char)at[1]) || ((at[1] == '-' || at[1] == '+') && isdigit((unsigned char)at[2])))) {
        at += 2;
        while (at < end && isdigit((unsigned char)*at))
            at++;
    }
    text_add(text, "%.*s", (int)(at - from), from);
    return at;
}

static void translate(Text *text, const char *from, const char *end, const PythonNames *names)
{
    while (from < end) {
        if (starts_name(*from))
            from = translate_name(text, from, end, names);
        else if (isdigit((unsigned char)*from) || *from == '.')
            from = translate_number(text, from, end);
        else
            from = translate_sign(text, from);
    }
}

void python_formula(Text *text, const char *formula, const PythonNames *names)
{
    translate(text, formula, formula + strlen(formula), names);
}

static bool no_tensor(const void *context, const char *name, size_t length)
{
    (void)context, (void)name, (void)length;
    return false;
}

void python_optimizer(Text *text, const Racer *racer)
{
    char arguments[SPEC_TEXT_MAX];
    if (racer->wrapper)
        text_add(text, "%s(", racer->wrapper->name);
    spec_print_arguments(racer, arguments, sizeof arguments);
    text_add(text, "%s%s([p], %s)", racer->rule->own_class ? "" : "torch.optim.", racer->rule->name, arguments);
    if (!racer->wrapper)
        return;
    Racer outer = {.rule = racer->wrapper};
    memcpy(outer.hyper, racer->wrapper_hyper, sizeof outer.hyper);
    spec_print_arguments(&outer, arguments, sizeof arguments);
    text_add(text, "%s%s)", arguments[0] ? ", " : "", arguments);
}

static void add_scheduler(Text *text, const ScheduleTree *tree, int index);

static void add_children(Text *text, const ScheduleTree *tree, const ScheduleNode *node)
{
    bool sequential = node->rule->takes_milestones;
    text_add(text, sequential ? "optimizer, [" : "[");
    for (int i = 0; i < node->n_children; i++) {
        text_add(text, "%s", i ? ", " : "");
        add_scheduler(text, tree, node->child[i]);
    }
    text_add(text, "]");
    if (!sequential)
        return;
    text_add(text, ", milestones=[");
    for (int i = 0; i < node->n_milestones; i++)
        text_add(text, "%s%d", i ? ", " : "", node->milestones[i]);
    text_add(text, "]");
}

static void add_scheduler(Text *text, const ScheduleTree *tree, int index)
{
    const ScheduleNode *node = &tree->node[index];
    if (node->rule->python) {
        node->rule->python(text, node->argument);
        return;
    }
    text_add(text, "lr_scheduler.%s(", node->rule->name);
    if (node->rule->takes_children) {
        add_children(text, tree, node);
    } else if (node->rule->takes_lambda) {
        text_add(text, "optimizer, lr_lambda=lambda epoch: ");
        python_formula(text, node->lambda, &(PythonNames){.is_tensor = no_tensor});
    } else {
        char line[SPEC_TEXT_MAX];
        spec_print_schedule(tree, index, line, sizeof line);
        const char *arguments = strchr(line, '(') + 1;
        text_add(text, "optimizer%s%.*s", *arguments == ')' ? "" : ", ", (int)strlen(arguments) - 1, arguments);
    }
    text_add(text, ")");
}

void python_scheduler(Text *text, const ScheduleTree *tree)
{
    add_scheduler(text, tree, 0);
}
