#include "scene/steer.h"

#include "base/text.h"
#include "scene/spec.h"

#include <assert.h>
#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const ChangeKind change_kinds[] = {
    [KNOB_HYPER] = CHANGE_HYPER,
    [KNOB_WRAPPER] = CHANGE_WRAPPER,
    [KNOB_SCHEDULE] = CHANGE_ARGUMENT,
    [KNOB_MILESTONE] = CHANGE_MILESTONE,
};

static const Change *change_of(const Scene *scene, int racer, int i)
{
    assert(i >= 0 && i < scene_entry(scene, racer)->changes.n);
    return &scene_entry(scene, racer)->changes.change[i];
}

// ---- Another racer under the same changes

// The element of a tuple, counted from its first row.
static int element_of(const Argument *rows, int i)
{
    int element = 0;
    while (i - element > 0 && !strcmp(rows[i - element - 1].name, rows[i].name))
        element++;
    return element;
}

static int index_like(const Argument *rows, const Argument *before, int index)
{
    for (int i = 0; rows[i].name; i++)
        if (!strcmp(rows[i].name, before[index].name) && element_of(rows, i) == element_of(before, index))
            return i;
    return -1;
}

static bool same_node(const Racer *a, const Racer *b, int node)
{
    return node < a->schedule.n && node < b->schedule.n && a->schedule.node[node].rule == b->schedule.node[node].rule;
}

// false: the racer has nothing like it.
static bool rename_one(Change *change, const Racer *racer, const Racer *before)
{
    if (change->kind == CHANGE_WRAPPER)
        return change->node < racer->n_wrappers && change->node < before->n_wrappers &&
               racer->wrapper[change->node].rule == before->wrapper[change->node].rule;
    if (change->kind == CHANGE_ARGUMENT || change->kind == CHANGE_MILESTONE)
        return same_node(racer, before, change->node);
    if (change->kind == CHANGE_HYPER)
        change->index = index_like(racer->rule->arguments, before->rule->arguments, change->index);
    return change->index >= 0;
}

// The changes from `first` on are of another racer, up to the next new optimizer; those of its schedule, up to the next
// new one of these.
static Changes renamed(const Changes *changes, int first, const Racer *racer, const Racer *before)
{
    Changes kept = {.n = 0};
    bool own = true, own_schedule = true;
    for (int i = 0; i < changes->n; i++) {
        Change change = changes->change[i];
        own &= i < first || change.kind != CHANGE_OPTIMIZER;
        own_schedule &= own && (i < first || change.kind != CHANGE_SCHEDULE);
        bool rules = change.kind == CHANGE_HYPER || change.kind == CHANGE_WRAPPER;
        bool renames = i >= first && (rules ? own : own_schedule && !change_is_whole(&change));
        if (!renames || rename_one(&change, racer, before))
            changes_add(&kept, &change, &changes->whole[change.whole]);
    }
    return kept;
}

// ---- Edits

static bool keep(Scene *scene, int racer, const Changes *changes, Error *error)
{
    SceneRacer *entry = scene_edit_entry(scene, racer);
    if (!entry)
        return error_set(error, "racers: out of memory");
    entry->changes = *changes;
    return true;
}

// Where the racer's changes are refused they stay as they were.
static bool take(Scene *scene, int racer, const Changes *changes, const char *what, Error *error)
{
    int i;
    const char *why = changes_refuse(scene_racer(scene, racer), changes, &i);
    if (why && i >= 0)
        return error_set(error, "%s, step %d: %s", what, changes->change[i].step, why);
    if (why)
        return error_set(error, "%s: %s", what, why);
    return keep(scene, racer, changes, error);
}

static bool add_to(Changes *changes, int racer, const Change *change, const Racer *whole, const char *what,
                   Error *error)
{
    if (changes_add(changes, change, whole) >= 0)
        return true;
    if (changes->n == CHANGES_MAX)
        return error_set(error, "%s: racer %d changes %d times already", what, racer, CHANGES_MAX);
    return error_set(error, "%s: racer %d has %d new optimizers and schedules already", what, racer, CHANGES_WHOLE_MAX);
}

// The changes with a new optimizer or schedule among them; what changes later is of that one. strict: all of it has to
// be; else what was changed of the one before at this very step goes.
static bool add_whole(const Scene *scene, int racer, const Change *change, const Racer *whole, bool strict,
                      Changes *changes, Error *error)
{
    const Racer *first = scene_racer(scene, racer);
    Racer before = changes_racer(first, &scene_entry(scene, racer)->changes, change->step), after = before;
    const char *what = change->kind == CHANGE_OPTIMIZER ? whole->rule->name : "schedule";
    *changes = scene_entry(scene, racer)->changes;
    if (!add_to(changes, racer, change, whole, what, error))
        return false;
    int at = changes_find(changes, change), n = changes->n;
    change_apply(changes, &changes->change[at], &after);
    while (!strict && at + 1 < changes->n && changes->change[at + 1].step == change->step &&
           !change_is_whole(&changes->change[at + 1]))
        changes_remove(changes, at + 1);
    *changes = renamed(changes, at + 1, &after, &before);
    return changes->n == n || !strict ||
           error_set(error, "%s: what changes at step %d or later is not of it", what, change->step);
}

// The changes with a number among them, not yet judged beside what else stands at its step.
static bool add_number(const Scene *scene, int step, const KnobRow *row, Knob knob, double value, Changes *changes,
                       Error *error)
{
    const char *why = argument_refuses(&row->argument, value);
    assert(knob_of_racer(knob));
    if (why)
        return error_set(error, "%s: %s", row->name, why);
    Change change = {
        .step = step, .kind = change_kinds[knob.kind], .node = knob.node, .index = knob.index, .value = value};
    *changes = scene_entry(scene, knob.racer)->changes;
    return add_to(changes, knob.racer, &change, NULL, row->name, error);
}

bool steer_set(Scene *scene, int step, Knob knob, double value, Error *error)
{
    Changes changes;
    Scene at = {0};
    bool ok = steer_at(&at, scene, step) || error_set(error, "racers: out of memory");
    if (ok) {
        KnobRow row = knob_row(&at, knob);
        ok = add_number(scene, step, &row, knob, value, &changes, error) &&
             take(scene, knob.racer, &changes, row.name, error);
    }
    scene_clear(&at);
    return ok;
}

static bool steer_whole(Scene *scene, int racer, Change change, const Racer *to, Error *error)
{
    Changes changes;
    return add_whole(scene, racer, &change, to, false, &changes, error) &&
           take(scene, racer, &changes, change.kind == CHANGE_SCHEDULE ? "schedule" : to->rule->name, error);
}

bool steer_optimizer(Scene *scene, int step, int racer, const Racer *to, Error *error)
{
    return steer_whole(scene, racer, (Change){.step = step, .kind = CHANGE_OPTIMIZER}, to, error);
}

bool steer_schedule(Scene *scene, int step, int racer, const ScheduleTree *to, Error *error)
{
    Racer whole = *scene_racer(scene, racer);
    whole.schedule = *to;
    return steer_whole(scene, racer, (Change){.step = step, .kind = CHANGE_SCHEDULE}, &whole, error);
}

bool steer_remove(Scene *scene, int racer, int i, Error *error)
{
    Changes changes = scene_entry(scene, racer)->changes;
    changes_remove(&changes, i);
    return take(scene, racer, &changes, "change", error);
}

bool steer_move(Scene *scene, int racer, int *i, int step, Error *error)
{
    Changes changes = scene_entry(scene, racer)->changes;
    Change change = changes.change[*i];
    Racer whole = change_is_whole(&change) ? changes.whole[change.whole] : *scene_racer(scene, racer);
    changes_remove(&changes, *i);
    change.step = step;
    if (changes_find(&changes, &change) >= 0)
        return error_set(error, "change, step %d: the same changes there already", step);
    int to = changes_add(&changes, &change, &whole);
    if (!take(scene, racer, &changes, "change", error))
        return false;
    *i = to;
    return true;
}

int steer_mend(Scene *scene, int racer, const Racer *before)
{
    int i, n = scene_entry(scene, racer)->changes.n;
    if (!n)
        return 0;
    const Racer *now = scene_racer(scene, racer);
    Changes kept = renamed(&scene_entry(scene, racer)->changes, 0, now, before);
    while (changes_refuse(now, &kept, &i) && i >= 0)
        changes_remove(&kept, i);
    SceneRacer *entry = scene_edit_entry(scene, racer);
    if (!entry)
        return -1;
    entry->changes = kept;
    return n - kept.n;
}

// ---- As text

void steer_value(const Scene *scene, int racer, int change, char *text, size_t size)
{
    const Change *it = change_of(scene, racer, change);
    const Racer *whole = &scene_entry(scene, racer)->changes.whole[it->whole];
    Scene at = {0};
    if (it->kind == CHANGE_OPTIMIZER) {
        spec_print(whole, text, size);
    } else if (it->kind == CHANGE_SCHEDULE) {
        if (whole->schedule.n)
            spec_print_schedule(&whole->schedule, 0, text, size);
        else
            snprintf(text, size, "None");
    } else if (steer_at(&at, scene, it->step)) {
        KnobRow row = knob_row(&at, knob_changed(scene, racer, change));
        knob_value_print(&row, it->value, text, size);
    }
    scene_clear(&at);
}

void steer_print(const Scene *scene, int racer, int change, char *text, size_t size)
{
    const Change *it = change_of(scene, racer, change);
    char value[SPEC_TEXT_MAX] = "", address[KNOB_ADDRESS_MAX] = "";
    Scene at = {0};
    steer_value(scene, racer, change, value, sizeof value);
    if (change_is_whole(it))
        snprintf(address, sizeof address, "%d%s", racer, it->kind == CHANGE_SCHEDULE ? ".schedule" : "");
    else if (steer_at(&at, scene, it->step))
        knob_print(&at, knob_changed(scene, racer, change), address, sizeof address);
    scene_clear(&at);
    snprintf(text, size, "%s=%s", address, value);
}

// ---- Reading

typedef struct Reader {
    Scene *scene; // a copy that becomes the scene
    Scene at;     // it, at the step
    const char *text;
    char address[KNOB_ADDRESS_MAX];
    const char *from, *value; // of the text: where the address and the value begin
    int step;
    Error *error;
} Reader;

static bool fail(const Reader *reader, const char *at, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool fail(const Reader *reader, const char *at, const char *format, ...)
{
    char why[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    int column = 1 + text_characters(reader->text, (size_t)(at - reader->text));
    return error_set(reader->error, "change, column %d of '%.60s': %s", column, reader->text, why);
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static bool read_step(Reader *reader, const char **at)
{
    const char *from = skip_blanks(*at);
    char *end;
    unsigned long long step = strtoull(from, &end, 10);
    if (!isdigit((unsigned char)*from))
        return fail(reader, from, "expected a step and a colon first, like '60: 0.lr=0.01'");
    if (step > RACE_STEPS_MAX)
        return fail(reader, from, "expected a step from 0 to %d", RACE_STEPS_MAX);
    reader->step = (int)step;
    *at = skip_blanks(end);
    if (**at != ':')
        return fail(reader, *at, "expected ':' after the step");
    ++*at;
    return true;
}

static bool read_address(Reader *reader, const char *at)
{
    reader->from = skip_blanks(at);
    const char *equals = strchr(reader->from, '=');
    if (!equals)
        return fail(reader, reader->from + strlen(reader->from), "expected '=' and what it changes to");
    int length = (int)(equals - reader->from);
    while (length > 0 && isspace((unsigned char)reader->from[length - 1]))
        length--;
    if (length >= KNOB_ADDRESS_MAX)
        return fail(reader, reader->from, "expected a racer's argument before '=', like 0.lr");
    snprintf(reader->address, sizeof reader->address, "%.*s", length, reader->from);
    reader->value = skip_blanks(equals + 1);
    if (!*reader->value)
        return fail(reader, reader->value, "expected what it changes to after '='");
    return steer_at(&reader->at, reader->scene, reader->step) || error_set(reader->error, "racers: out of memory");
}

// The racer of "0" or "0.schedule"; -1: it is another address.
static int whole_racer(const Reader *reader, bool *schedule)
{
    char *end;
    long racer = strtol(reader->address, &end, 10);
    *schedule = !strcmp(end, ".schedule");
    if (!isdigit((unsigned char)reader->address[0]) || (*end && !*schedule))
        return -1;
    return racer < INT_MAX ? (int)racer : INT_MAX;
}

// As much of a racer as is written: its schedule alone is read behind the optimizer it goes to.
static bool read_whole(Reader *reader, int racer, bool schedule)
{
    char spec[2 * SPEC_TEXT_MAX];
    Racer whole;
    Text text = text_begin(spec, sizeof spec);
    if (racer >= reader->scene->n_racers)
        return fail(reader, reader->from, "there is no racer '%d': they count from 0 to %d", racer,
                    reader->scene->n_racers - 1);
    if (schedule) {
        Racer rule = *scene_racer(&reader->at, racer);
        rule.schedule.n = 0;
        spec_print(&rule, spec, sizeof spec);
        text.length = strlen(spec);
        text_add(&text, "%s", strcmp(reader->value, "None") ? " | " : "");
    }
    text_add(&text, "%s", schedule && !strcmp(reader->value, "None") ? "" : reader->value);
    if (text.full || !spec_read(spec, &whole, reader->error))
        return !text.full ? false : fail(reader, reader->value, "longer than %d bytes", SPEC_TEXT_MAX);
    Change change = {.step = reader->step, .kind = schedule ? CHANGE_SCHEDULE : CHANGE_OPTIMIZER};
    Error why;
    Changes changes;
    return (add_whole(reader->scene, racer, &change, &whole, true, &changes, &why) &&
            keep(reader->scene, racer, &changes, &why)) ||
           fail(reader, reader->value, "%s", why.text);
}

static bool find(Reader *reader, const char *address, KnobSet *set)
{
    Error why;
    int column = 1, length = 0;
    if (knob_parse(&reader->at, address, KNOB_EVERY, set, &why))
        return knob_of_racer(set->knob[0]) ||
               fail(reader, reader->from, "'%s' is the whole race's: only racers change on their way", address);
    sscanf(why.text, "address, column %d: %n", &column, &length);
    return fail(reader, reader->from + column - 1, "%s", why.text + length);
}

static bool set_value(Reader *reader, const KnobSet *set, const char *text)
{
    Error why;
    Changes changes;
    double value;
    for (int i = 0; i < set->n; i++) {
        KnobRow row = knob_row(&reader->at, set->knob[i]);
        if (!knob_value_read(&row, text, &value, &why) ||
            !add_number(reader->scene, reader->step, &row, set->knob[i], value, &changes, &why) ||
            !keep(reader->scene, set->knob[i].racer, &changes, &why))
            return fail(reader, reader->value, "%s", why.text);
    }
    return true;
}

// (a, b): as many as the tuple has.
static bool read_tuple(Reader *reader)
{
    char values[KNOB_ADDRESS_MAX + 200], element[KNOB_ADDRESS_MAX + 16];
    KnobSet set;
    Error why;
    int n = 0;
    if (!text_copy(values, sizeof values, reader->value + 1))
        return fail(reader, reader->value, "longer than any tuple");
    values[strlen(values) - 1] = '\0';
    for (char *rest, *one = strtok_r(values, ",", &rest); one; one = strtok_r(NULL, ",", &rest), n++) {
        char *end = one + strlen(one);
        while (end > one && isspace((unsigned char)end[-1]))
            *--end = '\0';
        snprintf(element, sizeof element, "%s[%d]", reader->address, n);
        if (!find(reader, element, &set) || !set_value(reader, &set, skip_blanks(one)))
            return false;
    }
    snprintf(element, sizeof element, "%s[%d]", reader->address, n);
    return (n > 0 && !knob_parse(&reader->at, element, KNOB_EVERY, &set, &why)) ||
           fail(reader, reader->value, "%s has more elements than %d", reader->address, n);
}

static bool is_tuple(const char *value)
{
    size_t length = strlen(value);
    return length > 2 && strchr("([", value[0]) && strchr(")]", value[length - 1]);
}

static bool read_change(Reader *reader, SteerPass pass)
{
    const char *at = reader->text;
    KnobSet set;
    bool schedule;
    if (!read_step(reader, &at) || !read_address(reader, at))
        return false;
    int racer = whole_racer(reader, &schedule);
    if ((racer >= 0) != (pass == STEER_WHOLES))
        return true;
    if (racer >= 0)
        return read_whole(reader, racer, schedule);
    if (is_tuple(reader->value))
        return read_tuple(reader);
    return find(reader, reader->address, &set) && set_value(reader, &set, reader->value);
}

bool steer_read(Scene *scene, const char *text, SteerPass pass, Error *error)
{
    char trimmed[STEER_TEXT_MAX];
    Scene copy = {0};
    if (!text_copy(trimmed, sizeof trimmed, text))
        return error_set(error, "change, '%.60s...': longer than %d bytes", text, STEER_TEXT_MAX - 1);
    for (size_t n = strlen(trimmed); n > 0 && isspace((unsigned char)trimmed[n - 1]); n--)
        trimmed[n - 1] = '\0';
    scene_copy(&copy, scene);
    Reader reader = {.scene = &copy, .text = trimmed, .error = error};
    bool ok = read_change(&reader, pass);
    if (ok)
        scene_copy(scene, &copy);
    scene_clear(&reader.at);
    scene_clear(&copy);
    return ok;
}

bool steer_check(const Scene *scene, Error *error)
{
    for (int r = 0; r < scene->n_racers; r++) {
        int i;
        const Changes *changes = &scene_entry(scene, r)->changes;
        const char *why = changes->n ? changes_refuse(scene_racer(scene, r), changes, &i) : NULL;
        if (why && i >= 0)
            return error_set(error, "racer %d, step %d: %s", r, changes->change[i].step, why);
        if (why)
            return error_set(error, "racer %d: %s", r, why);
    }
    return true;
}
