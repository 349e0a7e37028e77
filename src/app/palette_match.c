#include "app/palette_match.h"

#include "app/edit.h"
#include "base/text.h"
#include "picture/draw/format.h"
#include "scene/cell.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FOLDED_MAX = 512, WORDS_MAX = 12 };

// What a word is worth where it is found, more than what is taken off for the length of the rest.
enum { AT_FRONT = 100, AT_WORD = 80, WITHIN = 40, SCATTERED = 12, WHOLE = 60, WHOLE_WORD = 14, ALL_AT_FRONT = 120 };
enum { REFUSED = -30, REFUSED_AT_FRONT = -190 };

// ---- Words

// Case, and what stands between words, does not matter.
static char folded(char c)
{
    return c == '_' || c == '-' ? ' ' : (char)tolower((unsigned char)c);
}

static void fold(char to[FOLDED_MAX], const char *from)
{
    int n = 0;
    for (from += strspn(from, " "); *from && n < FOLDED_MAX - 1; from++)
        to[n++] = folded(*from);
    while (n > 0 && to[n - 1] == ' ')
        n--;
    to[n] = '\0';
}

static bool same(const char *folded_text, const char *name)
{
    char other[FOLDED_MAX];
    fold(other, name);
    return !strcmp(folded_text, other);
}

// Also within CamelCase.
static bool begins_word(const char *text, int at)
{
    if (at == 0)
        return true;
    unsigned char before = (unsigned char)text[at - 1], here = (unsigned char)text[at];
    return !isalnum(before) || (isupper(here) && !isupper(before)) || (isdigit(here) && !isdigit(before));
}

static int scattered(const char *word, const char *text)
{
    int length = (int)strlen(word), from = -1, at = 0;
    for (int i = 0; text[i] && at < length; i++) {
        if (folded(text[i]) != word[at] || (at == 0 && !begins_word(text, i)))
            continue;
        from = at == 0 ? i : from;
        at++;
        if (at == length)
            return length >= 3 && i - from < 2 * length + 4 ? SCATTERED : 0;
    }
    return 0;
}

static bool stands_at(const char *word, const char *text, int at)
{
    for (int i = 0; word[i]; i++)
        if (!text[at + i] || folded(text[at + i]) != word[i])
            return false;
    return true;
}

// What is behind it begins no other word of the same name, as in LinearLR.
static bool ends_word(const char *text, int at)
{
    return !isalnum((unsigned char)text[at]);
}

static int word_in(const char *word, const char *text)
{
    int best = 0, length = (int)strlen(word), all = (int)strlen(text);
    for (int i = 0; i + length <= all; i++) {
        if (!stands_at(word, text, i))
            continue;
        int score = i == 0 ? AT_FRONT : begins_word(text, i) ? AT_WORD : length > 1 ? WITHIN : 0;
        score += i == 0 && length < all && ends_word(text, length) ? WHOLE_WORD : 0;
        best = score > best ? score : best;
    }
    best += best && length == all ? WHOLE : 0;
    best = best ? best : scattered(word, text);
    return best ? best - (all < 40 ? all / 8 : 5) : 0;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int word_score(const char *word, const PaletteItem *item, const char *group)
{
    int score = larger(word_in(word, item->name), word_in(word, item->id));
    score = larger(score, word_in(word, group) / 2);
    int detail = word_in(word, item->detail);
    return larger(score, detail >= AT_WORD - 5 ? detail / 4 : 0);
}

// 0: not all of its words are found.
static int score_of(const char *text, const PaletteItem *item, const char *group)
{
    char words[FOLDED_MAX], name[FOLDED_MAX], id[FOLDED_MAX], *rest = NULL;
    int sum = 0;
    fold(name, item->name);
    fold(id, item->id);
    size_t length = strlen(text);
    bool front = !strncmp(name, text, length) || !strncmp(id, text, length);
    text_copy(words, sizeof words, text);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        int score = word_score(word, item, group);
        if (!score)
            return 0;
        sum += score;
    }
    int refused = !item->why ? 0 : front ? REFUSED_AT_FRONT : REFUSED;
    return larger(sum + (front ? ALL_AT_FRONT : 0) + refused, 1);
}

// "Beale", "beale", "landscape beale", "landscape=beale".
static bool is_exact(const char *text, const PaletteItem *item, const char *group)
{
    size_t length = strlen(group);
    if (same(text, item->name) || same(text, item->id))
        return true;
    if (strncmp(text, group, length) || (text[length] != ' ' && text[length] != '='))
        return false;
    const char *name = text + length + 1;
    name += strspn(name, " ");
    return same(name, item->name) || same(name, item->id);
}

// ---- Names

static void add(PaletteFound *found, PaletteHit hit)
{
    if (found->n < PALETTE_HITS_MAX)
        found->hit[found->n++] = hit;
}

static int by_score(const void *a, const void *b)
{
    const PaletteHit *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->source != y->source ? x->source - y->source : x->index - y->index;
}

enum { EXACT_NAME = 100000 };

// What is but scattered in a name is not meant where another holds the word itself.
static void drop_tail(PaletteFound *found, int from)
{
    if (found->n > from && found->hit[from].score >= WITHIN)
        while (found->hit[found->n - 1].score <= SCATTERED)
            found->n--;
}

// All that has such a name, exact ones first. Returns how many are exact.
static int match_names(const App *app, const char *text, PaletteFound *found)
{
    PaletteItem item;
    int exact = 0, from = found->n;
    for (int s = 0; s < palette_sources(); s++)
        for (int i = 0; palette_item(app, s, i, &item); i++) {
            const char *group = palette_source(s)->group;
            bool is = text[0] && is_exact(text, &item, group);
            int score = is ? EXACT_NAME : text[0] ? score_of(text, &item, group) : 1;
            exact += is;
            if (score > 0)
                add(found, (PaletteHit){PALETTE_ITEM, s, i, score});
        }
    qsort(found->hit + from, (size_t)(found->n - from), sizeof found->hit[0], by_score);
    drop_tail(found, from);
    return exact;
}

// It is a name that is not yet typed to its end.
static bool begins_name(const App *app, const char *text, const PaletteFound *names)
{
    PaletteItem item;
    for (int i = 0; i < names->n; i++) {
        const PaletteHit *hit = &names->hit[i];
        char name[FOLDED_MAX], id[FOLDED_MAX];
        palette_item(app, hit->source, hit->index, &item);
        fold(name, item.name);
        fold(id, item.id);
        if (!strncmp(name, text, strlen(text)) || !strncmp(id, text, strlen(text)))
            return true;
    }
    return false;
}

// ---- What is wrong

// "WHAT, column C: WHY", "WHAT, column C of 'TEXT': WHY", "WHAT, 'TEXT': WHY": of each the last.
static void take_error(PaletteFound *found, int column, const char *error)
{
    const char *quoted = strstr(error, "': "), *plain = strstr(error, ": ");
    bool is_quoted = quoted && strchr(error, '\'') < plain;
    found->column = column;
    text_copy(found->why, sizeof found->why, is_quoted ? quoted + 3 : plain ? plain + 2 : error);
}

static int column_in(const char *error)
{
    const char *column = strstr(error, ", column ");
    return column ? atoi(column + strlen(", column ")) : 1;
}

// ---- Values, racers, formulas

static bool match_set(const App *app, const char *text, PaletteFound *found, Assigned *set)
{
    Scene scene = {0};
    scene_copy(&scene, app->previews ? &app->unseen : &app->session.scene);
    bool is = assign(&scene, text, app_steer_step(app), set);
    scene_clear(&scene);
    if (is && !set->error.text[0]) {
        text_copy(found->words, sizeof found->words, set->words);
        add(found, (PaletteHit){.kind = PALETTE_SET});
    }
    return is;
}

// A class begins with a capital, and no function of a formula does.
static bool looks_like_torch(const char *text)
{
    const char *call = strpbrk(text, "(|");
    if (!call)
        return false;
    if (strstr(text, "optim") || strchr(text, '|'))
        return true;
    const char *name = call;
    while (name > text && (isalnum((unsigned char)name[-1]) || name[-1] == '_'))
        name--;
    return isupper((unsigned char)*name);
}

static bool reads_as_racers(const char *text, Error *error)
{
    Cell *cell = malloc(sizeof *cell);
    bool ok = cell && cell_read(cell, text, error);
    free(cell);
    return ok;
}

static bool reads_as_place(const App *app, const char *text, Error *error)
{
    Scene scene = {0};
    scene_copy(&scene, app->previews ? &app->unseen : &app->session.scene);
    bool ok = scene_set_landscape(&scene, text, error);
    scene_clear(&scene);
    return ok;
}

static bool says_something(const char *text)
{
    return strpbrk(text, "+-*/^()=<>");
}

// After data was loaded: its columns, for the name that is being typed.
static void match_columns(const App *app, const char *text, int caret, PaletteFound *found)
{
    const Scene *scene = app->previews ? &app->unseen : &app->session.scene;
    int from = palette_name_before(text, caret), length = caret - from;
    for (int i = 0; scene->data && i < dataset_columns(scene->data); i++) {
        const char *name = dataset_names(scene->data)[i];
        bool begins = !strncasecmp(name, text + from, (size_t)length), whole = begins && (int)strlen(name) == length;
        if (begins && !whole)
            add(found, (PaletteHit){.kind = PALETTE_COLUMN, .index = i});
    }
}

int palette_name_before(const char *text, int caret)
{
    while (caret > 0 && (isalnum((unsigned char)text[caret - 1]) || text[caret - 1] == '_' || text[caret - 1] < 0))
        caret--;
    return caret;
}

// What it may mean besides a name. set: it is a value, or a wrong one.
static void match_phrase(const App *app, const char *text, int caret, PaletteFound *found, const Assigned *set)
{
    Error error = {""};
    bool torch = reads_as_racers(text, &error);
    if (torch)
        add(found, (PaletteHit){.kind = PALETTE_RACER});
    if (!torch && set && set->known)
        take_error(found, set->column, set->error.text);
    if (torch || !says_something(text) || (set && set->known))
        return;
    Error no_place;
    bool place = reads_as_place(app, text, &no_place);
    if (looks_like_torch(text) && !place) {
        take_error(found, column_in(error.text), error.text);
        return;
    }
    if (place) {
        found->places = true;
        add(found, (PaletteHit){.kind = PALETTE_FORMULA});
    } else if (set && set->error.text[0]) {
        take_error(found, set->column, set->error.text);
    } else {
        take_error(found, column_in(no_place.text), no_place.text);
    }
    match_columns(app, text, caret, found);
}

// Of a loss without rows there is no batch; there are scenes and lessons that have one.
static void lead_to_batches(const App *app, const char *text, const Assigned *set, PaletteFound *found)
{
    static const char key[] = "batch";
    size_t length = strlen(key);
    bool named = !strncmp(text, key, length) && !isalnum((unsigned char)text[length]);
    if (found->n || !named || set->known || !set->error.text[0] || app->session.scene.batches)
        return;
    text_copy(found->why, sizeof found->why, "the loss has no rows; these have some:");
    found->column = set->column;
    match_names(app, key, found);
    int kept = 0;
    for (int i = 0; i < found->n; i++) {
        const char *group = palette_source(found->hit[i].source)->group;
        if (!strcmp(group, "scene") || !strcmp(group, "lesson"))
            found->hit[kept++] = found->hit[i];
    }
    found->n = kept;
}

static const char *optimizer_call(int i, char call[PALETTE_NAME_MAX])
{
    snprintf(call, PALETTE_NAME_MAX, "%s()", optimizer_at(i)->name);
    return call;
}

// An optimizer's name alone gives it to the selected racer; or there is one racer more.
static void add_optimizer(const char *typed, PaletteFound *found)
{
    char call[PALETTE_NAME_MAX];
    for (int i = 0; i < optimizer_count(); i++)
        if (!strcasecmp(typed, optimizer_at(i)->name) && reads_as_racers(optimizer_call(i, call), NULL))
            add(found, (PaletteHit){.kind = PALETTE_RACER, .index = i + 1});
}

void palette_match(const App *app, const char *typed, int caret, PaletteFound *found)
{
    char text[FOLDED_MAX];
    static const PaletteFound nothing;
    *found = nothing;
    PaletteFound *names = malloc(sizeof *names);
    if (!names)
        return;
    *names = nothing;
    Assigned set = {0};
    fold(text, typed);
    int exact = match_names(app, text, names);
    bool is_set = !exact && text[0] && match_set(app, typed, found, &set);
    for (int i = 0; i < exact; i++)
        add(found, names->hit[i]);
    add_optimizer(typed, found);
    bool is_name = exact || begins_name(app, text, names) || !text[0];
    if (!is_name && !found->n)
        match_phrase(app, typed, caret, found, is_set ? &set : NULL);
    if (!says_something(typed) && !is_name)
        match_columns(app, typed, caret, found);
    for (int i = exact; i < names->n && !is_set; i++)
        add(found, names->hit[i]);
    lead_to_batches(app, text, &set, found);
    free(names);
}

// ---- Shown

static void column_item(const App *app, int column, PaletteItem *item)
{
    const Dataset *data = (app->previews ? &app->unseen : &app->session.scene)->data;
    text_copy(item->name, sizeof item->name, dataset_names(data)[column]);
    const double *values = dataset_values(data)[column];
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < dataset_rows(data); i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    snprintf(item->detail, sizeof item->detail, "%s rows, %s to %s", format_count(dataset_rows(data)).text,
             format_value(low).text, format_value(high).text);
}

// "rosenbrock b=10" is no formula.
static const char *place_item(const char *text, PaletteItem *item)
{
    char id[FOLDED_MAX];
    text_copy(id, sizeof id, text + strspn(text, " "));
    id[strcspn(id, " ,;")] = '\0';
    item->landscape = landscape_find(id);
    if (item->landscape)
        text_copy(item->name, sizeof item->name, text);
    else
        format_formula(text, item->name, sizeof item->name);
    return item->landscape ? "landscape" : "formula";
}

const char *palette_hit_item(const App *app, const char *text, const PaletteFound *found, int i, PaletteItem *item)
{
    const PaletteHit *hit = &found->hit[i];
    *item = (PaletteItem){0};
    switch (hit->kind) {
    case PALETTE_SET:
        text_copy(item->name, sizeof item->name, found->words);
        return "value";
    case PALETTE_RACER:
        text_copy(item->name, sizeof item->name, text);
        if (hit->index > 0)
            optimizer_call(hit->index - 1, item->name);
        text_copy(item->detail, sizeof item->detail, "one racer more");
        return "racer";
    case PALETTE_FORMULA:
        return place_item(text, item);
    case PALETTE_COLUMN:
        column_item(app, hit->index, item);
        return "column";
    case PALETTE_ITEM:
        break;
    }
    palette_item(app, hit->source, hit->index, item);
    return palette_source(hit->source)->group;
}
