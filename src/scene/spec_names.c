// Names asked of the tables.
#include "scene/spec_names.h"

#include "base/text.h"
#include "scene/spec_keras.h"

#include <stdio.h>
#include <string.h>

const Optimizer *names_rule(const char *name)
{
    return !strcmp(name, optimizer_recorded.name) ? &optimizer_recorded : optimizer_find(name);
}

const Optimizer *names_clip(const char *name)
{
    for (int i = 0; i < optimizer_count(); i++) {
        const char *call = optimizer_at(i)->call, *dot = call ? strrchr(call, '.') : NULL;
        if (dot && !strcmp(dot + 1, name))
            return optimizer_at(i);
    }
    return NULL;
}

const Optimizer *names_around(const char *call)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(call, "("), call);
    if (!strcmp(name, "AveragedModel"))
        return optimizer_find(strstr(call, "get_ema_") ? "EMA" : "SWA");
    return names_clip(name);
}

static const char *rule_name(const void *context, int i)
{
    (void)context;
    return i < optimizer_count() ? optimizer_at(i)->name : i == optimizer_count() ? optimizer_recorded.name : NULL;
}

static const char *schedule_name(const void *context, int i)
{
    (void)context;
    return i < schedule_count() ? schedule_at(i)->name : NULL;
}

static const char *words(const void *context, int i)
{
    (void)context;
    for (int k = 0; k < schedule_count(); k++)
        if (schedule_at(k)->word && i-- == 0)
            return schedule_at(k)->word;
    return NULL;
}

// The string without a key, or the name.
static const Value *word_of(const Syntax *syntax, const Value *call)
{
    for (int i = call->child; i >= 0; i = syntax->value[i].next) {
        const Value *value = &syntax->value[i];
        if (value->kind == VALUE_STRING && (!value->key[0] || !strcmp(value->key, "name")))
            return value;
    }
    return NULL;
}

const Schedule *names_word(const Syntax *syntax, const Value *call, const Value **word, Error *error)
{
    char hint[96];
    *word = word_of(syntax, call);
    for (int i = 0; *word && i < schedule_count(); i++)
        if (schedule_at(i)->word && !strcmp(schedule_at(i)->word, (*word)->name))
            return schedule_at(i);
    if (*word)
        syntax_error(syntax->text, (*word)->at, error, "get_scheduler has no '%s'%s", (*word)->name,
                     syntax_hint(hint, text_nearest((*word)->name, words, NULL)));
    else
        syntax_error(syntax->text, call->at, error,
                     "get_scheduler needs a schedule's name: get_scheduler('linear', ...)");
    return NULL;
}

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name))
        names++;
    return *names != NULL;
}

// A rule of torch's that makes no sense for two numbers, and what makes one in other libraries, with the reason.
static const char *refused_rule(const char *name)
{
    static const struct {
        const char *name, *why;
    } refused[] = {
        {"Muon", "Muon needs matrices as parameters; here they are single numbers"},
        {"TrainingArguments", "a Trainer makes AdamW(lr=5e-5, weight_decay=0) | get_linear_schedule_with_warmup("
                              "num_warmup_steps=0, num_training_steps=100) of its arguments; write that"},
        {"Learner", "a Learner makes AdamW(lr=1e-3, betas=(0.9, 0.99), eps=1e-5, weight_decay=0.01) of its arguments; "
                    "write that, and fit_one_cycle as OneCycleLR"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (!strcmp(name, refused[i].name))
            return refused[i].why;
    return NULL;
}

bool names_unknown(const Syntax *syntax, const Value *call, bool schedule, Error *error)
{
    char hint[96];
    if (!schedule && refused_rule(call->name))
        return syntax_error(syntax->text, call->at, error, "%s", refused_rule(call->name));
    if (schedule && optimizer_find(call->name))
        return syntax_error(syntax->text, call->at, error, "%s is an optimizer; expected a schedule", call->name);
    if (!schedule && schedule_find(call->name))
        return syntax_error(syntax->text, call->at, error,
                            "%s is a schedule; a racer begins with an optimizer: SGD(lr=0.1) | %s(...)", call->name,
                            call->name);
    const char *nearest = text_nearest(call->name, schedule ? schedule_name : rule_name, NULL);
    if (!nearest)
        nearest = text_nearest(call->name, schedule ? rule_name : schedule_name, NULL);
    return syntax_error(syntax->text, call->at, error, "there is no %s '%s'%s", schedule ? "schedule" : "optimizer",
                        call->name, syntax_hint(hint, nearest));
}

static void prefix_of(const Syntax *syntax, const Value *call, char *prefix, size_t size)
{
    snprintf(prefix, size, "%.*s", call->prefix, syntax->text + call->at);
}

bool names_is_keras(const Syntax *syntax, const Value *call)
{
    char prefix[64];
    prefix_of(syntax, call, prefix, sizeof prefix);
    return keras_is(prefix);
}

const Optimizer *names_call(const Syntax *syntax, const Value *call)
{
    return names_is_keras(syntax, call) ? keras_rule(call->name) : names_rule(call->name);
}

// The dotted part before a class name has to be torch's, or Keras'.
bool names_prefix(const Syntax *syntax, const Value *call, Error *error)
{
    static const char *const prefixes[] = {"",
                                           "torch.optim.",
                                           "optim.",
                                           "torch.optim.lr_scheduler.",
                                           "optim.lr_scheduler.",
                                           "lr_scheduler.",
                                           "torch.optim.swa_utils.",
                                           "optim.swa_utils.",
                                           "swa_utils.",
                                           NULL};
    static const char *const warmups[] = {"transformers.", "transformers.optimization.", NULL};
    char prefix[64];
    prefix_of(syntax, call, prefix, sizeof prefix);
    if (is_one_of(prefix, prefixes) || (!strncmp(call->name, "get_", 4) && is_one_of(prefix, warmups)))
        return true;
    if (keras_is(prefix) && strstr(prefix, "legacy."))
        return syntax_error(syntax->text, call->at, error,
                            "these are Keras 2's; Keras 3's are keras.optimizers.%s(...)", call->name);
    if (keras_is(prefix))
        return keras_rule(call->name) || keras_refuse(syntax, call, error);
    char hint[96];
    return syntax_error(syntax->text, call->at, error,
                        "expected torch.optim. or torch.optim.lr_scheduler. before %s, found '%s'%s", call->name,
                        prefix, syntax_hint(hint, text_nearest(call->name, rule_name, NULL)));
}
