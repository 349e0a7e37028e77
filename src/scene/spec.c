// A racer's tree of values (syntax.c) matched against the rows of the optimizers and schedules. What can be written
// follows from the rows: nothing here knows an optimizer or a schedule by name, but ChainedScheduler, which several
// schedules of one optimizer are, those that torch has and Ravine refuses, and the flags that are read over.
#include "scene/spec.h"

#include "scene/spec_keras.h"
#include "scene/spec_names.h"
#include "scene/spec_value.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SLOTS_MAX = ARGUMENTS_MAX + 8 };

typedef enum SlotKind { SLOT_NUMBERS, SLOT_FLAG, SLOT_INNER, SLOT_SCHEDULERS, SLOT_MILESTONES, SLOT_LAMBDA } SlotKind;

// One name that a call takes, in torch's order: some rows of one name, a flag, or what a schedule takes besides rows.
typedef struct Slot {
    SlotKind kind;
    const char *name;
    int row, rows; // the first row and how many of the same name; -1: none, and it is required
    bool named;    // torch takes it by its name only
    bool given;
    bool on; // a flag that is given and true
} Slot;

// What a call fills.
typedef struct Target {
    const char *name; // torch's class name
    const Argument *rows;
    double *numbers;
    int *at;            // where each row's value stands in the text
    int node;           // of the schedule tree; -1: an optimizer
    const char *lambda; // the row that is one; NULL: none
    bool has_lambda;    // it is given
    bool wrap;          // an optimizer around another
    bool keras;         // called by Keras' names
    const Value *word;  // of a get_scheduler, which schedule: no argument of it; NULL: the call is the schedule's own
    Slot slot[SLOTS_MAX];
    int n_slots;
} Target;

static bool build_schedule(Build *build, const Value *call, int *node);
static bool build_rule(Build *build, const Value *call);

// ---- names

static const char *slot_name(const void *context, int i)
{
    const Target *target = context;
    return i < target->n_slots ? target->slot[i].name : NULL;
}

static Slot *find_slot(Target *target, const char *name)
{
    for (int i = 0; i < target->n_slots; i++)
        if (!strcmp(target->slot[i].name, name))
            return &target->slot[i];
    return NULL;
}

// ---- values

static bool read_numbers(Build *build, Target *target, const Slot *slot, const Value *value)
{
    const Argument *row = target->rows + slot->row;
    double *numbers = target->numbers + slot->row;
    const Value *items = value;
    if (slot->rows > 1) {
        items = spec_resolve(build, value);
        if (!items)
            return false;
        if (items->kind != VALUE_LIST || items->count != slot->rows)
            return FAIL(build, value->at, "expected a tuple of %d for %s", slot->rows, row->name);
        items = &build->syntax->value[items->child];
    }
    for (int i = 0; i < slot->rows; i++) {
        Argument strict = row[i];
        target->at[slot->row + i] = items->at;
        if (strict.otherwise_beside_lambda && !target->has_lambda)
            strict.otherwise = 0;
        const Slot *instead = strict.unread_beside ? find_slot(target, strict.unread_beside) : NULL;
        if (instead && instead->given && !isnan(target->numbers[instead->row]))
            strict.only_integer = false;
        if (!spec_read_single(build, &strict, items, numbers + i))
            return false;
        if (i + 1 < slot->rows)
            items = &build->syntax->value[items->next];
    }
    return true;
}

static bool read_schedulers(Build *build, int node, const Value *list)
{
    ScheduleTree *tree = &build->racer.schedule;
    if (list->kind != VALUE_LIST || !list->count)
        return FAIL(build, list->at, "expected a list of schedules: [LinearLR(), ExponentialLR(gamma=0.9)]");
    for (int i = list->child; i >= 0; i = build->syntax->value[i].next) {
        int child;
        const Value *call = spec_resolve(build, &build->syntax->value[i]);
        if (!call)
            return false;
        if (call->kind != VALUE_CALL)
            return FAIL(build, call->at, "expected a schedule");
        if (!build_schedule(build, call, &child))
            return false;
        tree->node[node].child[tree->node[node].n_children++] = child;
    }
    return true;
}

static bool read_inner(Build *build, const Value *value)
{
    value = spec_resolve(build, value);
    if (!value)
        return false;
    if (value->kind != VALUE_CALL)
        return FAIL(build, value->at, "expected the optimizer to wrap: SGD(lr=0.1)");
    return build_rule(build, value);
}

static bool fill_slot(Build *build, Target *target, Slot *slot, const Value *value)
{
    if (slot->given)
        return FAIL(build, value->key[0] ? value->key_at : value->at, "%s is given twice", slot->name);
    slot->given = true;
    if (slot->kind == SLOT_FLAG) {
        value = spec_resolve(build, value);
        slot->on = value && spec_is_true(value);
        return value;
    }
    bool none = target->keras && spec_is_none(value) && !strcmp(slot->name, "weight_decay");
    if (none && !target->rows[slot->row].initial) // as AdamW has to have it
        return true;
    if (slot->kind == SLOT_NUMBERS && target->keras && value->kind == VALUE_CALL)
        return FAIL(build, value->at, "Keras' schedules are none of ours; torch's stand behind: | ExponentialLR(0.99)");
    if (slot->kind == SLOT_NUMBERS)
        return read_numbers(build, target, slot, value);
    if (slot->kind == SLOT_INNER)
        return read_inner(build, value);
    ScheduleNode *node = &build->racer.schedule.node[target->node];
    value = spec_resolve(build, value);
    if (!value)
        return false;
    if (slot->kind == SLOT_SCHEDULERS)
        return read_schedulers(build, target->node, value);
    return slot->kind == SLOT_MILESTONES ? spec_read_milestones(build, node, value)
                                         : spec_read_lambda(build, node, value);
}

// ---- calls

static Slot *add_slot(Target *target, SlotKind kind, const char *name, int row)
{
    assert(target->n_slots < SLOTS_MAX);
    target->slot[target->n_slots] = (Slot){.kind = kind, .name = name, .row = row, .rows = 1};
    return &target->slot[target->n_slots++];
}

static void add_rows(Target *target)
{
    for (int i = 0; target->rows[i].name; i++) {
        Slot *last = target->n_slots ? &target->slot[target->n_slots - 1] : NULL;
        if (last && last->kind == SLOT_NUMBERS && !strcmp(last->name, target->rows[i].name))
            last->rows++;
        else if (target->lambda && !strcmp(target->rows[i].name, target->lambda))
            last = add_slot(target, SLOT_LAMBDA, target->lambda, i);
        else
            last = add_slot(target, SLOT_NUMBERS, target->rows[i].name, i);
        last->named = target->node < 0 && !strcmp(last->name, "maximize");
    }
}

// The words of a signature, those of them that have rows with these.
static void add_signature(Target *target, const char *signature)
{
    static const char *const flags[] = {"foreach", "fused", "capturable", "differentiable"};
    bool named = false;
    for (const char *c = signature; *c; c += strspn(c, " ")) {
        size_t length = strcspn(c, " ");
        Slot *slot = NULL;
        for (int i = 0; target->rows[i].name; i++) {
            bool is = strlen(target->rows[i].name) == length && !strncmp(target->rows[i].name, c, length);
            if (is && slot)
                slot->rows++;
            else if (is)
                slot = add_slot(target, SLOT_NUMBERS, target->rows[i].name, i);
        }
        for (int i = 0; i < 4; i++)
            if (strlen(flags[i]) == length && !strncmp(flags[i], c, length))
                slot = add_slot(target, SLOT_FLAG, flags[i], 0);
        if (slot)
            slot->named = named;
        named |= *c == '*';
        c += length;
    }
}

// Keras' names and order for the same rows.
static void add_keras(Target *target, const Optimizer *rule)
{
    for (int i = 0, row; i < keras_arguments(rule); i++) {
        const char *name = keras_argument(rule, i, &row);
        add_slot(target, SLOT_NUMBERS, name, row);
    }
}

// What every call has, and Ravine has no use for.
static bool is_read_over(const Target *target, const Value *value)
{
    bool schedule = target->node >= 0;
    bool parameters = !strcmp(value->key, "params") || !strcmp(value->key, "parameters");
    bool of_all = target->word && !strncmp(value->key, "num_", 4); // given for all, used by some
    return of_all || (target->keras && keras_reads_over(value)) ||
           (schedule ? !strcmp(value->key, "optimizer") : parameters);
}

// What other libraries and papers call an argument of torch's.
static const struct {
    const char *name, *torch;
} known_as[] = {
    {"learning_rate", "lr"},
    {"learningrate", "lr"},
    {"rate", "lr"},
    {"eta", "lr"},
    {"alpha", "lr"},
    {"step_size", "lr"},
    {"stepsize", "lr"},
    {"l2", "weight_decay"},
    {"wd", "weight_decay"},
    {"decay", "weight_decay"},
    {"lambda", "weight_decay"},
    {"epsilon", "eps"},
    {"beta_1", "betas"},
    {"beta_2", "betas"},
    {"lr", "learning_rate"},
    {"betas", "beta_1"},
    {"eps", "epsilon"},
    {"beta1", "betas"},
    {"beta2", "betas"},
    {"b1", "betas"},
    {"b2", "betas"},
    {"mu", "momentum"},
    {"beta", "momentum"},
    {"beta", "betas"},
    {"rho", "alpha"},
    {"step", "step_size"},
    {"decay_rate", "gamma"},
    {"decay_steps", "step_size"},
    {"T", "T_max"},
    {"lambda_lr", "lr_lambda"},
    {"lr_max", "max_lr"},
    {"lr_min", "eta_min"},
    {"min_lr", "eta_min"},
};

// The argument that was meant, or NULL.
static const char *meant_argument(Target *target, const char *name)
{
    for (size_t i = 0; i < sizeof known_as / sizeof *known_as; i++)
        if (!strcasecmp(known_as[i].name, name) && find_slot(target, known_as[i].torch))
            return known_as[i].torch;
    return text_nearest(name, slot_name, target);
}

static bool named_argument(Build *build, Target *target, const Value *value)
{
    Slot *slot = find_slot(target, value->key);
    if (!slot && target->wrap && !strcmp(value->key, "base_optimizer"))
        slot = find_slot(target, "optimizer");
    if (slot)
        return fill_slot(build, target, slot, value);
    if (is_read_over(target, value))
        return true;
    char hint[96];
    const char *keras = target->keras ? keras_nearest(value->key) : NULL;
    if (keras)
        return FAIL(build, value->key_at, "%s has no '%s'; the nearest is %s", target->name, value->key, keras);
    return FAIL(build, value->key_at, "%s has no argument '%s'%s", target->name, value->key,
                syntax_hint(hint, meant_argument(target, value->key)));
}

// What Ravine has no use for: the parameters of an optimizer and the optimizer of a schedule, torch's first argument,
// but for ChainedScheduler's second.
static bool is_no_argument(Build *build, const Target *target, const Value *value, int place)
{
    bool is_chained = target->n_slots == 1 && target->slot[0].kind == SLOT_SCHEDULERS;
    double ignored;
    bool name = value->kind == VALUE_NAME && !spec_is_none(value) && !spec_is_switch(value, &ignored);
    if (target->wrap || target->keras || place != is_chained)
        return false;
    if (target->node < 0)
        return name || value->kind == VALUE_CALL || value->kind == VALUE_LIST;
    bool used[SYNTAX_STATEMENTS_MAX];
    memcpy(used, build->used, sizeof used);
    const Value *meant = name ? spec_resolve(build, value) : value;
    if (meant && meant->kind == VALUE_CALL && names_rule(meant->name)) // which does not make it this racer's
        memcpy(build->used, used, sizeof used);
    return meant && (meant->kind == VALUE_NAME || meant->kind == VALUE_CALL) && name;
}

// In torch, maximize and what follows it can only be named.
static bool positional_argument(Build *build, Target *target, const Value *value, int *position)
{
    Slot *slot = *position < target->n_slots ? &target->slot[*position] : NULL;
    if (!slot)
        return FAIL(build, value->at, "%s takes no more than %d arguments", target->name, target->n_slots);
    if (slot->named)
        return FAIL(build, value->at, "from here on %s takes named arguments only: %s=", target->name, slot->name);
    ++*position;
    return fill_slot(build, target, slot, value);
}

static bool check_required(Build *build, const Target *target, const Value *call)
{
    for (int i = 0; i < target->n_slots; i++) {
        const Slot *slot = &target->slot[i];
        bool flag = slot->kind == SLOT_FLAG;
        bool required = !flag && (slot->row < 0 || target->rows[slot->row].required);
        if (required && !slot->given)
            return FAIL(build, call->at, "%s needs %s: %s(%s=...)", target->name, slot->name, target->name, slot->name);
    }
    return true;
}

static bool check_flags(Build *build, Target *target, const Value *call)
{
    const Slot *fused = find_slot(target, "fused"), *each = find_slot(target, "foreach");
    const Slot *differentiable = find_slot(target, "differentiable");
    if (fused && fused->on && differentiable && differentiable->on)
        return FAIL(build, call->at, "`fused` does not support `differentiable`");
    if (fused && fused->on && each && each->on)
        return FAIL(build, call->at, "`fused` and `foreach` cannot be `True` together.");
    return true;
}

// By name, or by its place behind the optimizer.
static bool has_lambda(const Build *build, const Target *target, const Value *call)
{
    int place = 0;
    for (int i = call->child; i >= 0; i = build->syntax->value[i].next) {
        const Value *value = &build->syntax->value[i];
        const char *name = value->key[0] ? value->key : slot_name(target, place++);
        if (value->kind == VALUE_LAMBDA && name && target->lambda)
            return true;
    }
    return false;
}

static bool fill_target(Build *build, Target *target, const Value *call)
{
    int position = 0;
    bool named = false;
    for (int i = call->child, place = -1; i >= 0; i = build->syntax->value[i].next) {
        const Value *value = &build->syntax->value[i];
        if (value == target->word)
            continue;
        place++;
        if (value->key[0]) {
            named = true;
            if (!named_argument(build, target, value))
                return false;
        } else if (named) {
            return FAIL(build, value->at, "an argument without a name after named ones");
        } else if (!is_no_argument(build, target, value, place)) {
            if (!positional_argument(build, target, value, &position))
                return false;
        }
    }
    return check_required(build, target, call) && check_flags(build, target, call);
}

static bool is_call(Build *build, const Value *value, const char *what)
{
    if (value->kind == VALUE_CALL)
        return names_prefix(build->syntax, value, build->error);
    if (value->kind == VALUE_NAME && (optimizer_find(value->name) || schedule_find(value->name)))
        return FAIL(build, value->end, "expected '(' after %s", value->name);
    return FAIL(build, value->at, "expected %s", what);
}

// May the rule stand inside those that were read so far, the outermost first?
static bool check_wrapper(Build *build, const Optimizer *rule, const Value *call)
{
    const Racer *racer = &build->racer;
    for (int i = 0; i < racer->n_wrappers; i++) {
        const Optimizer *outer = racer->wrapper[i].rule;
        if (outer == rule)
            return FAIL(build, call->at, "%s twice", rule->name);
        if (outer->average && rule->average)
            return FAIL(build, call->at, "%s inside %s: a racer has one average", rule->name, outer->name);
        if (!optimizer_may_wrap(outer, rule))
            return FAIL(build, call->at, "%s cannot stand inside %s; the other way round it can: %s(%s(...))",
                        rule->name, outer->name, rule->name, outer->name);
    }
    return racer->n_wrappers < RACER_WRAPPERS_MAX || FAIL(build, call->at, "more than %d wrappers", RACER_WRAPPERS_MAX);
}

// around: the call has the optimizer that it wraps; else what follows the parameters of a call of torch's.
static bool fill_rule(Build *build, const Optimizer *rule, const Value *call, bool around)
{
    Racer *racer = &build->racer;
    int n = racer->n_wrappers;
    if (rule->wraps && !check_wrapper(build, rule, call))
        return false;
    if (rule->wraps)
        racer->wrapper[racer->n_wrappers++].rule = rule;
    else
        racer->rule = rule;
    Target target = {.name = rule->name, .rows = rule->arguments, .node = -1, .wrap = around};
    target.numbers = rule->wraps ? racer->wrapper[n].hyper : racer->hyper;
    target.at = rule->wraps ? build->wrapper_at[n] : build->hyper_at;
    optimizer_defaults(rule, target.numbers);
    for (int i = 0; i < ARGUMENTS_MAX; i++)
        target.at[i] = call->at;
    if (around)
        add_slot(&target, SLOT_INNER, "optimizer", -1);
    target.keras = names_is_keras(build->syntax, call);
    if (target.keras)
        add_keras(&target, rule);
    else if (rule->signature)
        add_signature(&target, rule->signature);
    else
        add_rows(&target);
    return fill_target(build, &target, call);
}

static bool build_recorded(Build *build, const Value *call)
{
    Racer *racer = &build->racer;
    if (racer->n_wrappers)
        return FAIL(build, call->at, "Recorded is a path that was made already: no rule can stand around it");
    optimizer_defaults(&optimizer_recorded, racer->hyper);
    racer->rule = &optimizer_recorded;
    return syntax_recorded(build->syntax, call, &racer->recorded, build->error);
}

static bool build_rule(Build *build, const Value *call)
{
    if (!is_call(build, call, "an optimizer: SGD(lr=0.1)"))
        return false;
    const Optimizer *rule = names_call(build->syntax, call);
    if (!rule)
        return names_unknown(build->syntax, call, false, build->error);
    if (rule == &optimizer_recorded)
        return build_recorded(build, call);
    return fill_rule(build, rule, call, rule->wraps);
}

static void add_schedule_slots(Target *target, const Schedule *rule)
{
    if (rule->takes_children)
        add_slot(target, SLOT_SCHEDULERS, "schedulers", -1);
    if (schedule_needs_lambda(rule))
        add_slot(target, SLOT_LAMBDA, rule->lambda, -1);
    if (rule->takes_milestones)
        add_slot(target, SLOT_MILESTONES, "milestones", -1);
    add_rows(target);
}

static bool build_schedule(Build *build, const Value *call, int *node)
{
    const Value *word = NULL;
    if (!is_call(build, call, "a schedule: StepLR(step_size=30)"))
        return false;
    bool by_word = !strcmp(call->name, "get_scheduler");
    const Schedule *rule = by_word ? names_word(build->syntax, call, &word, build->error) : schedule_find(call->name);
    if (!rule)
        return !by_word && names_unknown(build->syntax, call, true, build->error);
    ScheduleTree *tree = &build->racer.schedule;
    if (tree->n == SCHEDULE_NODES_MAX)
        return FAIL(build, call->at, "more than %d schedules", SCHEDULE_NODES_MAX);
    *node = tree->n++;
    schedule_defaults(rule, &tree->node[*node]);
    build->node_name_at[*node] = call->at;
    for (int i = 0; i < ARGUMENTS_MAX; i++)
        build->node_at[*node][i] = call->at;
    Target target = {.name = rule->name, .rows = rule->arguments, .node = *node, .word = word};
    target.numbers = tree->node[*node].argument;
    target.lambda = rule->lambda;
    target.at = build->node_at[*node];
    add_schedule_slots(&target, rule);
    target.has_lambda = has_lambda(build, &target, call);
    return fill_target(build, &target, call);
}

// ---- the whole

// torch's reason with the value, as torch says it: "Invalid learning rate: -1".
static bool refuse(Build *build, const char *why, int at, const double *value)
{
    char number[40];
    if (!value)
        return FAIL(build, at, "%s", why);
    text_double(number, sizeof number, *value);
    return FAIL(build, at, "%s: %s", why, number);
}

static bool check_rule(Build *build, const Optimizer *rule, const double *hyper, const int *at, int call_at)
{
    int culprit = -1;
    const char *why = optimizer_refuses(rule, hyper, &culprit);
    if (!why)
        return true;
    return refuse(build, why, culprit < 0 ? call_at : at[culprit], culprit < 0 ? NULL : &hyper[culprit]);
}

static bool check_schedule(Build *build)
{
    const Racer *racer = &build->racer;
    int node = 0, culprit = -1;
    const char *why = racer->schedule.n ? schedule_refuses(&racer->schedule, &node, &culprit) : NULL;
    if (why)
        return refuse(build, why, culprit < 0 ? build->node_name_at[node] : build->node_at[node][culprit],
                      culprit < 0 ? NULL : &racer->schedule.node[node].argument[culprit]);
    why = schedule_refuses_lr(&racer->schedule, racer->hyper[0], &node);
    if (why)
        return refuse(build, why, build->node_name_at[node], &racer->hyper[0]);
    if (racer->schedule.n && schedule_cycles_momentum(&racer->schedule) && optimizer_momentum(racer->rule) < 0)
        return FAIL(build, build->node_name_at[0],
                    "%s has neither momentum nor betas to cycle; cycle_momentum=False leaves them", racer->rule->name);
    return true;
}

// AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.99)) is an EMA, without a function an SWA from the first
// step on. *call: what has the arguments.
static const Optimizer *averaged_rule(const Syntax *syntax, const Value **call)
{
    for (int i = (*call)->child; i >= 0; i = syntax->value[i].next)
        if (syntax->value[i].kind == VALUE_CALL && !strncmp(syntax->value[i].name, "get_ema_", 8)) {
            *call = &syntax->value[i];
            return optimizer_find("EMA");
        }
    return optimizer_find("SWA");
}

static bool build_average(Build *build, const Value *model)
{
    const Value *call = model;
    const Optimizer *rule = averaged_rule(build->syntax, &call);
    if (!check_wrapper(build, rule, model))
        return false;
    if (call != model)
        return fill_rule(build, rule, call, false);
    RacerWrapper *wrapper = &build->racer.wrapper[build->racer.n_wrappers++];
    *wrapper = (RacerWrapper){.rule = rule};
    return true;
}

// Lines that call torch's functions on the gradient are rules around the optimizer: the first one sees it first.
static bool build_clips(Build *build)
{
    const Syntax *syntax = build->syntax;
    bool ok = true;
    for (int i = 0; ok && i < syntax->n_statements; i++) {
        const Value *value = &syntax->value[syntax->statement[i]];
        const Optimizer *rule = value->kind == VALUE_CALL ? names_clip(value->name) : NULL;
        bool averages = value->kind == VALUE_CALL && !strcmp(value->name, "AveragedModel");
        if (averages) {
            build->used[i] = true;
            ok = build_average(build, value);
        }
        if (!rule)
            continue;
        build->used[i] = true;
        ok = check_wrapper(build, rule, value) && fill_rule(build, rule, value, false);
    }
    return ok;
}

// The first statement that is an optimizer; else the racer has none.
static bool build_optimizer(Build *build)
{
    const Syntax *syntax = build->syntax;
    int chosen = 0;
    for (int i = syntax->n_statements - 1; i >= 0; i--) {
        const Value *value = &syntax->value[syntax->statement[i]];
        if (value->kind == VALUE_CALL && names_rule(value->name))
            chosen = i;
    }
    const Value *call = &syntax->value[syntax->statement[chosen]];
    build->used[chosen] = true;
    if (!build_clips(build) || !build_rule(build, call))
        return false;
    if (racer_is_recorded(&build->racer))
        return true;
    if (!build->racer.rule)
        return FAIL(build, call->at, "%s wraps another optimizer: %s(SGD(lr=0.1))", call->name, call->name);
    bool ok = check_rule(build, build->racer.rule, build->racer.hyper, build->hyper_at, call->at);
    for (int i = 0; ok && i < build->racer.n_wrappers; i++) {
        const RacerWrapper *wrapper = &build->racer.wrapper[i];
        ok = check_rule(build, wrapper->rule, wrapper->hyper, build->wrapper_at[i], call->at);
    }
    racer_turn_wrappers(&build->racer);
    return ok;
}

// A schedule with those inside it, from another build to the end of this one's.
static int take_schedule(Build *build, const Build *from, int index)
{
    ScheduleTree *tree = &build->racer.schedule;
    const ScheduleNode *node = &from->racer.schedule.node[index];
    int at = tree->n++;
    tree->node[at] = *node;
    build->node_name_at[at] = from->node_name_at[index];
    memcpy(build->node_at[at], from->node_at[index], sizeof build->node_at[at]);
    for (int i = 0; i < node->n_children; i++)
        tree->node[at].child[i] = take_schedule(build, from, node->child[i]);
    return at;
}

// Several schedules on one optimizer, each stepped after each of its steps, are what a ChainedScheduler of them is.
// roots: their nodes, last first.
static bool chain_schedules(Build *build, const int *roots, int n, int at)
{
    ScheduleTree *tree = &build->racer.schedule;
    Build *apart = n > 1 ? malloc(sizeof *apart) : NULL;
    if (n < 2)
        return true;
    if (!apart || tree->n == SCHEDULE_NODES_MAX) {
        free(apart);
        return FAIL(build, at, "more than %d schedules", SCHEDULE_NODES_MAX);
    }
    *apart = *build;
    schedule_defaults(schedule_find("ChainedScheduler"), &tree->node[0]);
    build->node_name_at[0] = at;
    tree->n = 1;
    while (n-- > 0)
        tree->node[0].child[tree->node[0].n_children++] = take_schedule(build, apart, roots[n]);
    free(apart);
    return true;
}

// Statements that others name come before them: from the last one on, those that are not named yet are the racer's;
// each builds, and thereby marks, the others.
static bool build_schedules(Build *build)
{
    const Syntax *syntax = build->syntax;
    int roots[SYNTAX_STATEMENTS_MAX], n = 0, first_at = 0;
    for (int i = syntax->n_statements - 1; i >= 0; i--) {
        const Value *call = &syntax->value[syntax->statement[i]];
        if (!build->used[i] && call->kind == VALUE_LIST && call->child >= 0 &&
            syntax->value[call->child].kind == VALUE_CALL)
            return FAIL(build, call->at, "a list that nothing takes: SequentialLR or ChainedScheduler would");
        if (build->used[i] || (call->key[0] && call->kind != VALUE_CALL))
            continue;
        if (names_rule(call->name))
            return FAIL(build, call->at, "a second optimizer: a racer has one");
        if (racer_is_recorded(&build->racer))
            return FAIL(build, call->at, "Recorded has its learning rates already: no schedule can turn them");
        if (!build_schedule(build, call, &roots[n++]))
            return false;
        first_at = call->at;
    }
    return chain_schedules(build, roots, n, first_at) && check_schedule(build);
}

static bool read_racer(const char *text, bool saved, Racer *racer, Error *error)
{
    Syntax *syntax = malloc(sizeof *syntax);
    Build *build = calloc(1, sizeof *build);
    bool ok = syntax && build;
    if (!ok)
        error_set(error, "racer: out of memory");
    ok = ok && syntax_read(syntax, text, error);
    if (ok) {
        build->syntax = syntax;
        build->error = error;
        build->saved = saved;
        ok = build_optimizer(build) && build_schedules(build);
    }
    if (ok)
        *racer = build->racer;
    free(build);
    free(syntax);
    return ok;
}

bool spec_read(const char *text, Racer *racer, Error *error)
{
    return read_racer(text, false, racer, error);
}

bool spec_read_saved(const char *text, Racer *racer, Error *error)
{
    return read_racer(text, true, racer, error);
}
