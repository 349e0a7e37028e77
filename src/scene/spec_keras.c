// Keras' optimizers are other updates than torch's of the same names. Some are rules of ours, called by Keras' names of
// their arguments; of others the message shows torch's line that comes nearest, with Keras' own defaults.
#include "scene/spec_keras.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

typedef struct Name {
    const char *keras, *torch;
    int nth; // of the rows of that name
} Name;

// Where Keras' name is another.
static const Name names[] = {
    {"learning_rate", "lr", 0}, {"beta_1", "betas", 0}, {"beta_2", "betas", 1}, {"epsilon", "eps", 0}};

enum { NAMES = sizeof names / sizeof *names };

typedef struct Row {
    const char *class, *keras, *torch;
    const char *initial; // Keras' default
} Row;

// In Keras' order of arguments; the two betas are torch's tuple.
static const Row rows[] = {
    {"Adamax", "learning_rate", "lr", "0.001"},
    {"Adamax", "beta_1", "betas", "0.9"},
    {"Adamax", "beta_2", "betas", "0.999"},
    {"Adamax", "epsilon", "eps", "1e-07"},
    {"Nadam", "learning_rate", "lr", "0.001"},
    {"Nadam", "beta_1", "betas", "0.9"},
    {"Nadam", "beta_2", "betas", "0.999"},
    {"Nadam", "epsilon", "eps", "1e-07"},
    {"Adadelta", "learning_rate", "lr", "0.001"},
    {"Adadelta", "rho", "rho", "0.95"},
    {"Adadelta", "epsilon", "eps", "1e-07"},
    {"Lion", "learning_rate", "lr", "0.001"},
    {"Lion", "beta_1", "betas", "0.9"},
    {"Lion", "beta_2", "betas", "0.99"},
    {"Adafactor", "learning_rate", "lr", "0.001"},
};

enum { ROWS = sizeof rows / sizeof *rows };

bool keras_is(const char *prefix)
{
    static const char *const modules[] = {"keras.", "tf.keras.", "tensorflow.keras.", "tf.optimizers.", "optimizers."};
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (!strncmp(prefix, modules[i], strlen(modules[i])))
            return true;
    return false;
}

const Optimizer *keras_rule(const char *name)
{
    char ours[80];
    snprintf(ours, sizeof ours, "Keras%s", name);
    return optimizer_find(ours);
}

static const char *word(const char *words, int i)
{
    for (; *words && i > 0; i--) {
        words += strcspn(words, " ");
        words += *words == ' ';
    }
    return words;
}

int keras_arguments(const Optimizer *rule)
{
    int n = 0;
    while (*word(rule->keras, n))
        n++;
    return n;
}

const char *keras_argument(const Optimizer *rule, int i, int *row)
{
    const char *is = word(rule->keras, i);
    size_t length = strcspn(is, " ");
    Name name = {NULL, NULL, 0};
    for (int k = 0; k < NAMES; k++)
        if (strlen(names[k].keras) == length && !strncmp(names[k].keras, is, length))
            name = names[k];
    for (*row = 0; rule->arguments[*row].name; ++*row) {
        const char *own = rule->arguments[*row].name;
        if (name.torch ? !strcmp(own, name.torch) : strlen(own) == length && !strncmp(own, is, length))
            break;
    }
    const char *own = rule->arguments[*row].name;
    *row += name.nth;
    return name.keras ? name.keras : own;
}

// The arguments of Keras' Optimizer, which change nothing at None or False; ema_momentum does not without use_ema.
static const struct {
    const char *name, *nearest;
} common[] = {
    {"name", NULL},
    {"ema_momentum", NULL},
    {"use_ema", "EMA(..., decay=0.99) around the optimizer"},
    {"clipnorm", "ClipGradNorm(..., max_norm=1.0) around the optimizer"},
    {"global_clipnorm", "ClipGradNorm(..., max_norm=1.0) around the optimizer"},
    {"clipvalue", "ClipGradValue(..., clip_value=0.5) around the optimizer"},
    {"ema_overwrite_frequency", "EMA(..., decay=0.99) around the optimizer"},
    {"gradient_accumulation_steps", "a larger batch"},
    {"loss_scale_factor", "a factor in the loss"},
};

enum { COMMON = sizeof common / sizeof *common };

bool keras_reads_over(const Value *argument)
{
    bool nothing = syntax_is(argument, "None") || syntax_is(argument, "False");
    for (int i = 0; i < COMMON; i++)
        if (!strcmp(argument->key, common[i].name))
            return !common[i].nearest || nothing;
    return false;
}

const char *keras_nearest(const char *argument)
{
    for (int i = 0; i < COMMON; i++)
        if (!strcmp(argument, common[i].name))
            return common[i].nearest;
    return NULL;
}

// Of a row, by its name or its place; "": not given.
static void given(const Syntax *syntax, const Value *call, const Row *row, int place, char *value, size_t size)
{
    int n = 0;
    value[0] = '\0';
    for (int i = call->child; i >= 0; i = syntax->value[i].next, n++) {
        const Value *is = &syntax->value[i];
        bool legacy = !strcmp(row->keras, "learning_rate") && !strcmp(is->key, "lr");
        if (is->key[0] ? legacy || !strcmp(is->key, row->keras) : n == place)
            snprintf(value, size, "%.*s", is->end - is->at, syntax->text + is->at);
    }
}

static bool add_row(const Syntax *syntax, const Value *call, Text *line, const Row *row, int place, const char *before)
{
    char value[64];
    given(syntax, call, row, place, value, sizeof value);
    const char *written = value[0] ? value : row->initial;
    if (before && !strcmp(before, row->torch)) // the second of the betas
        text_add(line, ", %s)", written);
    else
        text_add(line, "%s%s=%s%s", before ? ", " : "", row->torch, strcmp(row->torch, "betas") ? "" : "(", written);
    return true;
}

bool keras_refuse(const Syntax *syntax, const Value *call, Error *error)
{
    char bytes[240];
    Text line = text_begin(bytes, sizeof bytes);
    const char *before = NULL;
    bool nadam = !strcmp(call->name, "Nadam");
    text_add(&line, "%s(", nadam ? "NAdam" : call->name);
    for (int i = 0, place = 0; i < ROWS; i++) {
        if (strcmp(rows[i].class, call->name) != 0)
            continue;
        if (add_row(syntax, call, &line, &rows[i], place++, before))
            before = rows[i].torch;
    }
    text_add(&line, ")");
    return before
               ? syntax_error(syntax->text, call->at, error,
                              "Keras' %s is another update than torch's; the nearest is %s", call->name, bytes)
               : syntax_error(syntax->text, call->at, error, "Keras' %s is not among torch's optimizers", call->name);
}
