// Keras' optimizers are other updates than torch's of the same names: the message shows torch's line that comes
// nearest, with Keras' own defaults.
#include "scene/spec_keras.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

typedef struct Row {
    const char *class, *keras, *torch;
    const char *initial; // Keras' default, where it is not torch's or no number is given; NULL: it is left out
} Row;

#define ADAM(class)                                                                                                    \
    {class, "learning_rate", "lr", "0.001"}, {class, "beta_1", "betas", "0.9"}, {class, "beta_2", "betas", "0.999"},   \
    {                                                                                                                  \
        class, "epsilon", "eps", "1e-07"                                                                               \
    }

// In Keras' order of arguments; the two betas are torch's tuple.
static const Row rows[] = {
    {"SGD", "learning_rate", "lr", "0.01"},
    {"SGD", "momentum", "momentum", NULL},
    {"SGD", "nesterov", "nesterov", NULL},
    ADAM("Adam"),
    {"Adam", "amsgrad", "amsgrad", NULL},
    {"AdamW", "learning_rate", "lr", "0.001"},
    {"AdamW", "weight_decay", "weight_decay", "0.004"},
    {"AdamW", "beta_1", "betas", "0.9"},
    {"AdamW", "beta_2", "betas", "0.999"},
    {"AdamW", "epsilon", "eps", "1e-07"},
    {"AdamW", "amsgrad", "amsgrad", NULL},
    ADAM("Adamax"),
    ADAM("Nadam"),
    {"RMSprop", "learning_rate", "lr", "0.001"},
    {"RMSprop", "rho", "alpha", "0.9"},
    {"RMSprop", "momentum", "momentum", NULL},
    {"RMSprop", "epsilon", "eps", "1e-07"},
    {"RMSprop", "centered", "centered", NULL},
    {"Adagrad", "learning_rate", "lr", "0.001"},
    {"Adagrad", "initial_accumulator_value", "initial_accumulator_value", "0.1"},
    {"Adagrad", "epsilon", "eps", "1e-07"},
    {"Adadelta", "learning_rate", "lr", "0.001"},
    {"Adadelta", "rho", "rho", "0.95"},
    {"Adadelta", "epsilon", "eps", "1e-07"},
    {"Lion", "learning_rate", "lr", "0.001"},
    {"Lion", "beta_1", "betas", "0.9"},
    {"Lion", "beta_2", "betas", "0.99"},
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
    if (!written)
        return false;
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
