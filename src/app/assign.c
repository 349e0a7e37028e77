#include "app/assign.h"

#include "app/setup.h"
#include "base/text.h"
#include "scene/steer.h"
#include "scene/steered.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PART_MAX = 512 };

typedef struct Part {
    char key[PART_MAX], value[PART_MAX];
    int key_at, value_at; // bytes of the text
} Part;

typedef struct Assignment {
    Scene *scene;
    Scene hand; // it, or what its racers are at the step
    int step;
    Part part;
    Assigned *result;
} Assignment;

// ---- Reading

static bool is_key(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '[' || c == ']' || (unsigned char)c >= 0x80;
}

// An = that is no comparison.
static const char *equals_in(const char *text)
{
    for (const char *c = text; *c; c++)
        if (*c == '=' && c[1] != '=' && (c == text || !strchr("=<>!~", c[-1])))
            return c;
    return NULL;
}

// Where the key of the next = begins; the text's end: there is none.
static const char *next_key(const char *value)
{
    const char *equals = equals_in(value), *c = equals;
    if (!equals)
        return value + strlen(value);
    while (c > value && c[-1] == ' ')
        c--;
    while (c > value && is_key(c[-1]))
        c--;
    return c > value ? c : value + strlen(value);
}

static void copy_trimmed(char to[PART_MAX], const char *from, const char *end)
{
    while (end > from && (end[-1] == ' ' || end[-1] == ',' || end[-1] == ';'))
        end--;
    snprintf(to, PART_MAX, "%.*s", (int)(end - from), from);
}

// One key=value; *at is left behind it. false: it is none.
static bool read_part(const char *text, const char **at, Part *part)
{
    const char *key = *at + strspn(*at, " ,;"), *equals = equals_in(key);
    if (!equals || equals == key)
        return false;
    copy_trimmed(part->key, key, equals);
    for (const char *c = part->key; *c; c++)
        if (!is_key(*c))
            return false;
    const char *value = equals + 1 + strspn(equals + 1, " ");
    *at = next_key(value);
    copy_trimmed(part->value, value, *at);
    part->key_at = (int)(key - text);
    part->value_at = (int)(value - text);
    return part->key[0] && (isalpha((unsigned char)part->key[0]) || strchr(part->key, '.') || part->key[0] < 0);
}

// ---- Setting

static bool set_one(Assignment *it, Knob knob, const char *value)
{
    Error *error = &it->result->error;
    bool racers = knob_of_racer(knob);
    double number;
    KnobRow row = knob_row(&it->hand, knob);
    it->result->seeks |= knob.kind == KNOB_STEP;
    it->result->edits |= knob.kind != KNOB_STEP && knob.kind != KNOB_SPEED;
    if (racers)
        it->result->racers |= 1u << knob.racer;
    if (knob.kind == KNOB_START) {
        bool ok = knob_read(it->scene, knob, value, error);
        it->scene->own_start |= ok;
        scene_widen(it->scene);
        return ok;
    }
    if (!racers || it->step < 0)
        return knob_read(it->scene, knob, value, error);
    return knob_value_read(&row, value, &number, error) && steer_set(it->scene, it->step, knob, number, error);
}

static bool set_all(Assignment *it, const KnobSet *set, const char *value)
{
    for (int i = 0; i < set->n; i++)
        if (!set_one(it, set->knob[i], value))
            return false;
    return true;
}

static void add_words(Assignment *it, const char *name)
{
    char *bytes = it->result->words;
    Text words = {.bytes = bytes, .size = sizeof it->result->words, .length = strlen(bytes)};
    text_add(&words, "%s%s = %s", words.length ? ", " : "", name, it->part.value);
}

static void add_knob_words(Assignment *it, const KnobSet *set)
{
    char name[KNOB_WORDS_MAX];
    knob_words(&it->hand, set->knob[0], name, sizeof name);
    add_words(it, set->n > 1 ? it->part.key : name);
}

// An element of a tuple: betas[0], and what stands there in "(0.9, 0.99)".
static bool set_element(Assignment *it, int i, const char *value)
{
    KnobSet set;
    char address[PART_MAX + 16];
    snprintf(address, sizeof address, "%s[%d]", it->part.key, i);
    return knob_parse(&it->hand, address, it->hand.view.selected, &set, &it->result->error) && set_all(it, &set, value);
}

static bool set_tuple(Assignment *it)
{
    char values[PART_MAX], *rest = NULL;
    size_t bracket = it->part.value[0] == '(' || it->part.value[0] == '[';
    text_copy(values, sizeof values, it->part.value + bracket);
    values[strcspn(values, ")]")] = '\0';
    int i = 0;
    for (char *value = strtok_r(values, ", ", &rest); value; value = strtok_r(NULL, ", ", &rest))
        if (!set_element(it, i++, value))
            return false;
    add_words(it, it->part.key);
    return true;
}

static bool set_start(Assignment *it)
{
    it->result->edits = true;
    return setup_take_start(it->part.value, it->scene, &it->result->error);
}

static bool set_window(Assignment *it)
{
    return setup_take_window(it->part.value, it->scene, &it->result->error);
}

// Of the selected racer, or with a number of that one: "colour", "2.color".
static bool is_colour(const char *key)
{
    size_t digits = strspn(key, "0123456789");
    const char *name = digits && key[digits] == '.' ? key + digits + 1 : key;
    return !strcmp(name, "colour") || !strcmp(name, "color");
}

static bool fail_colour(Assignment *it)
{
    return error_set(&it->result->error, "%s, '%.40s': expected red, green and blue, such as #e69f00, or theme",
                     it->part.key, it->part.value);
}

static bool set_colour(Assignment *it)
{
    const char *key = it->part.key, *value = it->part.value;
    bool numbered = key[0] >= '0' && key[0] <= '9', theme = !strcmp(value, "theme");
    long racer = numbered ? strtol(key, NULL, 10) : it->scene->view.selected;
    char hashed[PART_MAX + 1];
    uint32_t color = 0;
    snprintf(hashed, sizeof hashed, "%s%s", value[0] == '#' ? "" : "#", value);
    if (!theme && !scene_read_color(hashed, &color))
        return fail_colour(it);
    if (racer >= it->scene->n_racers)
        return error_set(&it->result->error, "%s: there is no such racer", key);
    SceneRacer *entry = scene_edit_entry(it->scene, (int)racer);
    if (!entry)
        return error_set(&it->result->error, "%s: out of memory", key);
    entry->has_color = !theme;
    entry->color = color;
    it->result->edits = true;
    return true;
}

// What is no knob.
static const struct {
    const char *key;
    bool (*set)(Assignment *it);
} others[] = {{"start", set_start}, {"window", set_window}};

static bool fail(Assignment *it, const char *text, int at)
{
    it->result->known = at == it->part.value_at;
    it->result->column = 1 + text_characters(text, (size_t)at);
    return false;
}

// "address, column C: WHY"
static bool fail_within(Assignment *it)
{
    const char *column = strstr(it->result->error.text, ", column ");
    it->result->column += column ? atoi(column + strlen(", column ")) - 1 : 0;
    return false;
}

static bool set_part(Assignment *it, const char *text)
{
    KnobSet set;
    Part *part = &it->part;
    Error *error = &it->result->error;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(part->key, others[i].key)) {
            add_words(it, part->key);
            return others[i].set(it) || fail(it, text, part->value_at);
        }
    if (is_colour(part->key)) {
        add_words(it, part->key);
        return set_colour(it) || fail(it, text, part->value_at);
    }
    if (strchr(part->value, ',') && set_tuple(it))
        return true;
    if (!knob_parse(&it->hand, part->key, it->hand.view.selected, &set, error))
        return fail(it, text, part->key_at) || fail_within(it);
    if (!part->value[0])
        return error_set(error, "%s: expected a value", part->key), fail(it, text, part->value_at);
    add_knob_words(it, &set);
    return set_all(it, &set, part->value) || fail(it, text, part->value_at);
}

static bool is_assignment(const char *text)
{
    Part part;
    const char *at = text + strspn(text, " ");
    do
        if (!read_part(text, &at, &part))
            return false;
    while (*at);
    return true;
}

// "batch 1" as "batch=1".
static bool put_equals(const char *text, char to[PART_MAX])
{
    const char *key = text + strspn(text, " "), *end = key;
    while (is_key(*end))
        end++;
    const char *value = end + strspn(end, " ");
    if (end == key || value == end || !isdigit((unsigned char)value[strspn(value, "+-.")]) ||
        value[strspn(value, "0123456789.,eE+- ")])
        return false;
    snprintf(to, PART_MAX, "%.*s=%s", (int)(end - text), text, end + 1);
    return true;
}

// "go to step 100", "set lr 0.03"
static int verb_length(const char *text)
{
    static const char *const verbs[] = {"go to ", "set "};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strncasecmp(text, verbs[i], strlen(verbs[i])))
            return (int)strlen(verbs[i]);
    return 0;
}

bool assign(Scene *scene, const char *text, int step, Assigned *result)
{
    char put[PART_MAX];
    *result = (Assigned){0};
    int verb = verb_length(text);
    text += verb;
    if (strlen(text) >= PART_MAX)
        return false;
    bool written = is_assignment(text);
    if (!written && !put_equals(text, put))
        return false;
    text = written ? text : put;
    Assignment it = {.scene = scene, .step = step, .result = result};
    if (step < 0 || !steer_hand(&it.hand, scene, step))
        scene_copy(&it.hand, scene);
    const char *at = text + strspn(text, " ");
    do
        read_part(text, &at, &it.part);
    while (set_part(&it, text) && *at);
    scene_clear(&it.hand);
    if (result->column)
        result->column += verb;
    else
        result->error.text[0] = '\0';
    return written || result->known || !result->error.text[0];
}
