// Addresses of knobs, read and printed. The grammar stands in knob.h.
#include "scene/knob.h"

#include "base/text.h"

#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 3, NAMES_MAX = 256, HITS_MAX = RACE_RACERS_MAX * SCHEDULE_NODES_MAX };

// What stands between the dots: a word, or a number, and perhaps an index in brackets.
typedef struct Part {
    char word[KNOB_NAME_MAX];
    int at;      // byte of the text
    int element; // -1: none
} Part;

typedef struct Address {
    const Scene *scene;
    const char *text;
    Part part[PARTS_MAX];
    int n;
    int racer; // whose argument it is, or KNOB_EVERY
    bool bare; // one word: it could have been anything
    const Part *owner, *name;
    Error *error;
} Address;

// The words that a constant hides behind `constant.`
static const struct {
    const char *word;
    KnobKind kind; // KNOB_NONE: begins a longer address, or the racers' own
} words[] = {
    {"n", KNOB_STEPS},   {"steps", KNOB_STEPS}, {"seed", KNOB_SEED},  {"batch", KNOB_BATCH},
    {"step", KNOB_STEP}, {"speed", KNOB_SPEED}, {"start", KNOB_NONE}, {"lr", KNOB_NONE},
};
enum { WORDS_MAX = sizeof words / sizeof *words };

static int word_index(const char *word)
{
    int i = 0;
    while (i < WORDS_MAX && strcmp(words[i].word, word))
        i++;
    return i < WORDS_MAX ? i : -1;
}

// ---- Mistakes

static bool fail(const Address *address, int at, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool fail(const Address *address, int at, const char *format, ...)
{
    char why[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    return error_set(address->error, "address, column %d: %s", 1 + text_characters(address->text, (size_t)at), why);
}

// What could have been meant.
typedef struct Names {
    const char *name[NAMES_MAX];
    int n;
} Names;

static void add_name(Names *names, const char *name)
{
    for (int i = 0; i < names->n; i++)
        if (!strcmp(names->name[i], name))
            return;
    if (names->n < NAMES_MAX)
        names->name[names->n++] = name;
}

static const char *name_at(const void *context, int i)
{
    const Names *names = context;
    return i < names->n ? names->name[i] : NULL;
}

// "", or "; did you mean X?"
static const char *suggestion(char text[96], const char *word, const Names *names)
{
    const char *nearest = text_nearest(word, name_at, names);
    snprintf(text, 96, "%s%s%s", nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return text;
}

// ---- Parts

static int skip_blanks(const char *text, int at)
{
    return at + (int)strspn(text + at, " \t");
}

// One character, a multibyte one whole.
static const char *found(char text[16], const char *at)
{
    int bytes = *at != '\0';
    while (bytes && ((unsigned char)at[bytes] & 0xc0) == 0x80 && bytes < 4)
        bytes++;
    snprintf(text, 16, bytes ? "found '%.*s'" : "found its end", bytes, at);
    return text;
}

static bool read_element(Address *address, Part *part, int *at)
{
    char what[16], *end;
    int from = skip_blanks(address->text, *at + 1);
    if (!isdigit((unsigned char)address->text[from]))
        return fail(address, from, "expected an index after '[', %s", found(what, address->text + from));
    long element = strtol(address->text + from, &end, 10);
    part->element = element < INT_MAX ? (int)element : INT_MAX;
    *at = skip_blanks(address->text, (int)(end - address->text));
    if (address->text[*at] != ']')
        return fail(address, *at, "expected ']', %s", found(what, address->text + *at));
    *at = skip_blanks(address->text, *at + 1);
    return true;
}

static bool read_part(Address *address, int *at)
{
    char what[16];
    int from = skip_blanks(address->text, *at), length = 0;
    while (isalnum((unsigned char)address->text[from + length]) || address->text[from + length] == '_')
        length++;
    if (!length)
        return fail(address, from, "expected a name, %s", found(what, address->text + from));
    if (length >= KNOB_NAME_MAX)
        return fail(address, from, "'%.20s...' is longer than any name", address->text + from);
    if (address->n == PARTS_MAX)
        return fail(address, from, "'%.*s' is one name too many: the longest is 0.StepLR.gamma", length,
                    address->text + from);
    Part *part = &address->part[address->n++];
    *part = (Part){.at = from, .element = -1};
    snprintf(part->word, sizeof part->word, "%.*s", length, address->text + from);
    *at = skip_blanks(address->text, from + length);
    return address->text[*at] != '[' || read_element(address, part, at);
}

static bool read_parts(Address *address)
{
    char what[16];
    for (int at = 0;; at++) {
        if (!read_part(address, &at))
            return false;
        if (!address->text[at])
            return true;
        if (address->text[at] != '.')
            return fail(address, at, "expected '.' or '[', %s", found(what, address->text + at));
    }
}

// ---- Arguments of the racers

// The knobs that an argument's name means so far, all of one level: rules come before wrappers, wrappers before
// schedulers.
typedef struct Hits {
    int level;    // INT_MAX: none has the name
    int elements; // of the longest tuple or list of that name; 0: it is one number
    Knob knob[HITS_MAX];
    int n;
} Hits;

static int level_of(Knob knob)
{
    return knob.kind == KNOB_HYPER ? 0 : knob.kind == KNOB_WRAPPER ? 1 : 2;
}

static bool is_owned(const Part *owner, Knob knob, const KnobRow *row)
{
    if (!owner)
        return true;
    if (strcmp(owner->word, "schedule"))
        return !strcmp(owner->word, row->owner) && owner->element < 0;
    return level_of(knob) == 2 && (owner->element < 0 || owner->element == knob.node);
}

// The index in brackets of a row's name; -1: none.
static int row_element(const KnobRow *row)
{
    const char *bracket = strchr(row->name, '[');
    return bracket ? atoi(bracket + 1) : -1;
}

static void search_racer(const Scene *scene, int racer, const Part *owner, const Part *name, Hits *hits)
{
    Knob knobs[KNOBS_OF_RACER_MAX];
    int n = knob_list_racer(scene, racer, knobs, KNOBS_OF_RACER_MAX);
    for (int i = 0; i < n; i++) {
        KnobRow row = knob_row(scene, knobs[i]);
        int level = level_of(knobs[i]), element = row_element(&row);
        if (level > hits->level || strcmp(row.argument.name, name->word) || !is_owned(owner, knobs[i], &row))
            continue;
        if (level < hits->level)
            *hits = (Hits){.level = level};
        hits->elements = element >= hits->elements ? element + 1 : hits->elements;
        if (element == name->element)
            hits->knob[hits->n++] = knobs[i];
    }
}

static bool is_meant(const Address *address, int racer)
{
    return address->racer == KNOB_EVERY || address->racer == racer;
}

// What the racers that are meant have: the classes, or the arguments (of one class).
static void add_names_of_racers(const Address *address, bool owners, Names *names)
{
    Knob knobs[KNOBS_OF_RACER_MAX];
    for (int r = 0; r < address->scene->n_racers; r++) {
        int n = is_meant(address, r) ? knob_list_racer(address->scene, r, knobs, KNOBS_OF_RACER_MAX) : 0;
        for (int i = 0; i < n; i++) {
            KnobRow row = knob_row(address->scene, knobs[i]);
            if (owners || is_owned(address->owner, knobs[i], &row))
                add_name(names, owners ? row.owner : row.argument.name);
        }
    }
}

static void add_names_of_scene(const Address *address, Names *names)
{
    for (int i = 0; i < WORDS_MAX; i++)
        add_name(names, words[i].word);
    for (int i = 0; i < address->scene->n_constants; i++)
        add_name(names, address->scene->constants[i].name);
}

// Who it is that has no such name.
static void who_has_not(const Address *address, bool no_owner, char *who, size_t size)
{
    if (address->bare)
        snprintf(who, size, "there is no");
    else if (address->owner && !no_owner)
        snprintf(who, size, "%s has no", address->owner->word);
    else if (address->racer == KNOB_EVERY)
        snprintf(who, size, "no racer has");
    else
        snprintf(who, size, "racer %d, %s, has no", address->racer,
                 scene_racer(address->scene, address->racer)->rule->name);
}

static bool unknown_argument(const Address *address)
{
    char who[80], hint[96], index[16] = "";
    const Part *wrong = address->name;
    Names names = {.n = 0};
    if (address->bare)
        add_names_of_scene(address, &names);
    add_names_of_racers(address, false, &names);
    bool no_owner = address->owner && !names.n;
    if (no_owner) {
        wrong = address->owner;
        add_names_of_racers(address, true, &names);
    }
    if (no_owner && wrong->element >= 0)
        snprintf(index, sizeof index, "[%d]", wrong->element);
    who_has_not(address, no_owner, who, sizeof who);
    return fail(address, wrong->at, "%s '%s%s'%s", who, wrong->word, index,
                index[0] ? "" : suggestion(hint, wrong->word, &names));
}

static bool wrong_element(const Address *address, int elements)
{
    const Part *name = address->name;
    if (!elements)
        return fail(address, name->at, "'%s[%d]': %s is one number", name->word, name->element, name->word);
    if (name->element < 0)
        return fail(address, name->at, "'%s' is several numbers: %s[0] to %s[%d]", name->word, name->word, name->word,
                    elements - 1);
    return fail(address, name->at, "'%s[%d]': there are %s[0] to %s[%d]", name->word, name->element, name->word,
                name->word, elements - 1);
}

static bool take_hits(const Address *address, const Hits *hits, KnobSet *set)
{
    char one[KNOB_ADDRESS_MAX], other[KNOB_ADDRESS_MAX];
    for (int i = 0; i + 1 < hits->n; i++) {
        if (hits->knob[i].racer != hits->knob[i + 1].racer)
            continue;
        knob_print(address->scene, hits->knob[i], one, sizeof one);
        knob_print(address->scene, hits->knob[i + 1], other, sizeof other);
        return fail(address, address->name->at, "'%s' is ambiguous: %s or %s", address->name->word, one, other);
    }
    set->n = hits->n;
    memcpy(set->knob, hits->knob, (size_t)hits->n * sizeof *hits->knob);
    return true;
}

static bool find_argument(const Address *address, KnobSet *set)
{
    Hits hits = {.level = INT_MAX};
    for (int i = 0; i < address->scene->n_racers; i++)
        if (is_meant(address, i))
            search_racer(address->scene, i, address->owner, address->name, &hits);
    if (hits.level == INT_MAX)
        return unknown_argument(address);
    return hits.n ? take_hits(address, &hits, set) : wrong_element(address, hits.elements);
}

// ---- The scene's own

static bool take_one(const Address *address, const Part *name, Knob knob, KnobSet *set)
{
    if (name->element >= 0)
        return fail(address, name->at, "'%s[%d]': %s is one number", name->word, name->element, name->word);
    *set = (KnobSet){.knob = {knob}, .n = 1};
    return true;
}

static int constant_index(const Scene *scene, const char *name)
{
    int i = 0;
    while (i < scene->n_constants && strcmp(scene->constants[i].name, name))
        i++;
    return i < scene->n_constants ? i : -1;
}

static bool unknown_constant(const Address *address, const Part *name)
{
    char hint[96], known[200];
    Names names = {.n = 0};
    Text list = text_begin(known, sizeof known);
    for (int i = 0; i < address->scene->n_constants; i++) {
        add_name(&names, address->scene->constants[i].name);
        text_add(&list, "%s%s", i ? ", " : "; the constants are ", address->scene->constants[i].name);
    }
    if (!names.n)
        text_add(&list, "; the formula has none");
    return fail(address, name->at, "there is no constant '%s'%s", name->word,
                suggestion(hint, name->word, &names)[0] ? hint : known);
}

static bool find_constant(const Address *address, const Part *name, KnobSet *set)
{
    int i = constant_index(address->scene, name->word);
    if (i < 0)
        return unknown_constant(address, name);
    return take_one(address, name, (Knob){.kind = KNOB_CONSTANT, .index = i}, set);
}

// name: NULL where only `start` was said.
static bool find_start(const Address *address, const Part *name, KnobSet *set)
{
    char parameter[SCENE_DIMENSION_MAX][FORMULA_NAME_MAX + 1], known[80];
    int n = scene_parameters(address->scene, parameter);
    Text list = text_begin(known, sizeof known);
    for (int i = 0; i < n; i++) {
        if (name && !strcmp(parameter[i], name->word))
            return take_one(address, name, (Knob){.kind = KNOB_START, .index = i}, set);
        text_add(&list, "%sstart.%s", i ? " or " : "expected ", parameter[i]);
    }
    if (!n)
        text_add(&list, "the formula has no parameters");
    const Part *wrong = name ? name : &address->part[0];
    return fail(address, wrong->at, "'%s': %s", wrong->word, known);
}

static bool find_stop(const Address *address, const Part *name, KnobSet *set)
{
    for (int i = 0; i < STOPS; i++)
        if (!strcmp(scene_stop_names[i], name->word))
            return take_one(address, name, (Knob){.kind = KNOB_STOP, .index = i}, set);
    return fail(address, name->at, "'%s': expected stop.loss or stop.gradient", name->word);
}

static bool find_starts(const Address *address, const Part *name, KnobSet *set)
{
    static const char *const names[] = {"n", "radius"};
    for (int i = 0; i < 2 && address->scene->starts.form; i++)
        if (!strcmp(names[i], name->word))
            return take_one(address, name, (Knob){.kind = KNOB_STARTS, .index = i}, set);
    return fail(address, name->at, "'%s': %s", name->word,
                address->scene->starts.form ? "expected starts.n or starts.radius" : "there are not many starts");
}

static bool find_batch(const Address *address, KnobSet *set)
{
    Knob knobs[KNOBS_OF_SCENE_MAX];
    if (knob_list(address->scene, knobs, KNOBS_OF_SCENE_MAX) && knobs[0].kind == KNOB_BATCH)
        return take_one(address, &address->part[0], knobs[0], set);
    return fail(address, address->part[0].at, "'batch': %s",
                address->scene->batches ? "the recorded batches say how many rows a step takes"
                                        : "the loss has no rows and draws nothing");
}

static bool find_bare(const Address *address, KnobSet *set)
{
    const Part *word = &address->part[0];
    int i = word_index(word->word);
    if (!strcmp(word->word, "start"))
        return find_start(address, NULL, set);
    if (i >= 0 && words[i].kind == KNOB_BATCH)
        return find_batch(address, set);
    if (i >= 0 && words[i].kind)
        return take_one(address, word, (Knob){.kind = words[i].kind}, set);
    if (i < 0 && constant_index(address->scene, word->word) >= 0)
        return find_constant(address, word, set);
    return find_argument(address, set);
}

// ---- Addresses

static bool read_racer(Address *address)
{
    const Part *part = &address->part[0];
    int n = address->scene->n_racers;
    long racer = strtol(part->word, NULL, 10);
    if (strspn(part->word, "0123456789") != strlen(part->word))
        return fail(address, part->at, "'%s' is no name: a racer's number ends at a dot", part->word);
    if (racer >= n)
        return fail(address, part->at, "there is no racer '%s': %s%d", part->word,
                    n ? "they count from 0 to " : "the scene has ", n ? n - 1 : 0);
    address->racer = (int)racer;
    return true;
}

// Which racers are named: the part that does it is left behind.
static bool read_scope(Address *address, int *first)
{
    const Part *part = &address->part[0];
    bool number = isdigit((unsigned char)part->word[0]), every = address->n > 1 && !strcmp(part->word, "racers");
    *first = number || every;
    if (every)
        address->racer = KNOB_EVERY;
    if (number && !read_racer(address))
        return false;
    if (*first && part->element >= 0)
        return fail(address, part->at, "'%s[%d]': expected '.' and a name", part->word, part->element);
    if (*first == address->n)
        return fail(address, (int)strlen(address->text), "expected '.' and a name after '%s', as in %s.lr", part->word,
                    part->word);
    if (address->n - *first == PARTS_MAX)
        return fail(address, part->at, "'%s' is no racer: expected its number, or racers", part->word);
    return true;
}

static bool find(Address *address, KnobSet *set)
{
    int n = address->n, first;
    const Part *part = address->part;
    if (n == 2 && !strcmp(part[0].word, "constant"))
        return find_constant(address, &part[1], set);
    if (n == 2 && !strcmp(part[0].word, "start"))
        return find_start(address, &part[1], set);
    if (n == 2 && !strcmp(part[0].word, "stop"))
        return find_stop(address, &part[1], set);
    if (n == 2 && !strcmp(part[0].word, "starts"))
        return find_starts(address, &part[1], set);
    if (!read_scope(address, &first))
        return false;
    address->bare = n == 1;
    address->name = &part[n - 1];
    address->owner = n - first == 2 ? &part[first] : NULL;
    return address->bare ? find_bare(address, set) : find_argument(address, set);
}

bool knob_parse(const Scene *scene, const char *text, int racer, KnobSet *set, Error *error)
{
    Address address = {.scene = scene, .text = text, .racer = racer, .error = error};
    return read_parts(&address) && find(&address, set);
}

static bool is_alone(const Scene *scene, Knob knob, const Part *owner, const Part *name)
{
    Hits hits = {.level = INT_MAX};
    search_racer(scene, knob.racer, owner, name, &hits);
    return hits.n == 1 && knob_equal(hits.knob[0], knob);
}

static void print_argument(const Scene *scene, Knob knob, const KnobRow *row, Text *text)
{
    Part name = {.element = row_element(row)}, owner = {.element = -1};
    text_copy(name.word, sizeof name.word, row->argument.name);
    text_copy(owner.word, sizeof owner.word, row->owner);
    if (is_alone(scene, knob, NULL, &name))
        text_add(text, "%d.%s", knob.racer, row->name);
    else if (is_alone(scene, knob, &owner, &name))
        text_add(text, "%d.%s.%s", knob.racer, row->owner, row->name);
    else
        text_add(text, "%d.schedule[%d].%s", knob.racer, knob.node, row->name);
}

void knob_print(const Scene *scene, Knob knob, char *text, size_t size)
{
    Text out = text_begin(text, size);
    KnobRow row = knob_row(scene, knob);
    if (row.owner)
        print_argument(scene, knob, &row, &out);
    else
        text_add(&out, "%s%s", knob.kind == KNOB_CONSTANT && word_index(row.name) >= 0 ? "constant." : "", row.name);
}
