// A figure's key: each racer once, in the order in which they come to rest, with its line and mark, what it is in
// torch's words, and what has become of it.
#include "picture/page/figure.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX = 320, ARGUMENT_LINES = 4, FULL_MOST = 10 };

#define SAMPLE       26.0f // of the line, its mark in the middle
#define WORDS        34.0f // from the left to the words
#define FULL_ROW     22.0f // title and state
#define ARGUMENT_ROW 14.0f
#define BRIEF_ROW    19.0f
#define WIDEST       0.27f // of the page, of a column at its side
#define WIDEST_LEAST 0.4f  // where they need it
#define LEAST        150.0f
#define COLUMNS_GAP  24.0f
#define TOP          13.0f // from an entry's top to the first line's base

// An entry: name, what becomes of the racer, and its arguments in lines of their own; of more racers than FULL_MOST
// one line.
typedef struct Entry {
    int racer, rest; // rest: see race_rest; racers that move on come behind
    char title[LINE_MAX], state[64];
    float first; // width of both on one line
    char argument[ARGUMENT_LINES][WRAP_LINE_BYTES];
    int n_arguments;
} Entry;

typedef struct Key {
    Entry entry[RACE_RACERS_MAX];
    int n;
    bool brief;
    FontSize size;       // of titles
    float widest, least; // of whole entries; of what cannot be broken
} Key;

static int by_rest(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    int first = x->rest < 0 ? RACE_STEPS_MAX + 1 : x->rest, second = y->rest < 0 ? RACE_STEPS_MAX + 1 : y->rest;
    return first != second ? first - second : x->racer - y->racer;
}

// The last step that is shown, and by then; racers that ended come last.
static void find_state(const Build *build, Entry *entry)
{
    int step = (int)floor(fmax(build->in->step, 0)), last = race_last(build->race, entry->racer);
    RacerState state = race_state(build->race, entry->racer, step);
    int rest = study_rest(build->study, entry->racer);
    Standing standing = racer_standing(build, entry->racer);
    double outside = standing.shown ? racer_outside(build, entry->racer, &standing) : 0;
    entry->rest = -1;
    if (state == RACER_DIVERGED)
        snprintf(entry->state, sizeof entry->state, "diverged at %d", last < step ? last : step);
    else if (race_stopped(build->race, entry->racer, step))
        snprintf(entry->state, sizeof entry->state, "torch stops at %d", last < step ? last : step);
    else if (rest >= 0 && rest <= step)
        snprintf(entry->state, sizeof entry->state, "rests at %d", entry->rest = rest);
    else if (outside > 0)
        snprintf(entry->state, sizeof entry->state, "%s away", format_loss(outside).text);
    else
        text_copy(entry->state, sizeof entry->state, "still moving");
}

// "Adam" and "lr=0.1", of a schedule's racer also what stands behind the bar.
static void split_line(const char *line, char *title, char *arguments, size_t size)
{
    const char *open = strchr(line, '('), *close = open;
    int depth = 0;
    text_copy(title, size, line);
    arguments[0] = '\0';
    if (!open)
        return;
    title[open - line < (ptrdiff_t)size ? open - line : (ptrdiff_t)size - 1] = '\0';
    do
        depth += *close == '(' ? 1 : *close == ')' ? -1 : 0;
    while (depth > 0 && *++close);
    snprintf(arguments, size, "%.*s%s", (int)(close - open - 1), open + 1, *close ? close + 1 : "");
}

// "lr=0.1, momentum=0.9" without its lr, and "a | B(c=1)" without b's c.
static void strip_argument(char *arguments, const char *name)
{
    size_t length = strlen(name);
    for (char *at = arguments; (at = strstr(at, name)); at += *at != '\0') {
        bool whole = (at == arguments || strchr(" (", at[-1])) && at[length] == '=';
        char *end = at;
        for (int depth = 0; *end && (depth > 0 || !strchr(",)", *end)); end++)
            depth += strchr("([", *end) ? 1 : strchr(")]", *end) ? -1 : 0;
        if (!whole)
            continue;
        char *from = at;
        if (*end == ',')
            end += 1 + strspn(end + 1, " ");
        else
            while (from > arguments && strchr(" ,", from[-1]))
                from--;
        memmove(from, end, strlen(end) + 1);
        at = from;
    }
}

// What a contact sheet's heads say is not said again.
static void strip_said(const Build *build, int racer, char *arguments)
{
    const PictureCell *cell = build->in->cell;
    for (int i = 0; cell && i < cell->n_said; i++) {
        const SheetSaid *said = &cell->said[i];
        char *bar = strstr(arguments, " | ");
        if (!(said->racers >> racer & 1))
            continue;
        if (said->schedule && bar)
            *bar = '\0';
        if (said->argument[0])
            strip_argument(arguments, said->argument);
    }
}

static float wide(const Build *build, const char *text, FontSize size, FontWeight weight)
{
    return text_width(build, text, size, weight, false);
}

// A name that is too long goes on under its first line, as arguments do.
static void wrap_title(const Build *build, Entry *entry, FontSize size, float room)
{
    char words[LINE_MAX], lines[ARGUMENT_LINES][WRAP_LINE_BYTES];
    if (wide(build, entry->title, size, WEIGHT_SEMIBOLD) <= room)
        return;
    text_copy(words, sizeof words, entry->title);
    int n = text_wrap(build, words, (Type){size, WEIGHT_SEMIBOLD}, room, ARGUMENT_LINES, lines);
    text_copy(entry->title, sizeof entry->title, lines[0]);
    for (int i = 1; i < n; i++)
        text_copy(entry->argument[entry->n_arguments++], WRAP_LINE_BYTES, lines[i]);
}

static float title_width(const Build *build, const Entry *entry)
{
    return WORDS + wide(build, entry->title, FONT_NOTE, WEIGHT_SEMIBOLD) + 8 +
           wide(build, entry->state, FONT_SMALL, WEIGHT_REGULAR);
}

// What becomes of a racer stands behind its title, or where it has no room there before the arguments.
static void place_state(const Build *build, Entry *entry, float room, char *arguments, size_t size)
{
    char given[LINE_MAX];
    entry->first = title_width(build, entry);
    if (!entry->state[0] || entry->first <= room)
        return;
    text_copy(given, sizeof given, arguments);
    Text text = text_begin(arguments, size);
    text_add(&text, "%s%s%s", entry->state, given[0] ? ", " : "", given);
    entry->state[0] = '\0';
}

static void fill_entry(const Build *build, Entry *entry, const Key *key, float room)
{
    char line[RACER_LINE_MAX], arguments[LINE_MAX];
    const char *name = scene_entry(build->scene, entry->racer)->name;
    if (build->in->cell)
        entry->rest = -1; // it is each cell's own
    else
        find_state(build, entry);
    entry->n_arguments = 0;
    if (key->brief) {
        racer_label(build, entry->racer, entry->title, sizeof entry->title);
        wrap_title(build, entry, key->size, room - WORDS);
        entry->first = title_width(build, entry);
        return;
    }
    racer_line(build, entry->racer, line, sizeof line);
    const Racer *racer = scene_racer(build->scene, entry->racer);
    if (name[0]) {
        text_copy(entry->title, sizeof entry->title, name);
        text_copy(arguments, sizeof arguments, line + strlen(name) + strlen(": "));
    } else if (racer_is_recorded(racer)) {
        text_copy(entry->title, sizeof entry->title, racer_called(racer));
        const char *slash = strrchr(racer->recorded.file, '/');
        text_copy(arguments, sizeof arguments, slash ? slash + 1 : racer->recorded.file);
    } else {
        split_line(line, entry->title, arguments, sizeof arguments);
    }
    strip_said(build, entry->racer, arguments);
    if (racer_average(racer))
        snprintf(arguments + strlen(arguments), sizeof arguments - strlen(arguments), "%sits average dotted",
                 arguments[0] ? ", " : "");
    place_state(build, entry, room, arguments, sizeof arguments);
    if (arguments[0])
        entry->n_arguments = text_wrap(build, arguments, (Type){FONT_SMALL, WEIGHT_REGULAR}, room - WORDS,
                                       ARGUMENT_LINES, entry->argument);
}

// Of the first line, and of the longest word under it.
static float least_width(const Build *build, const Entry *entry)
{
    char line[RACER_LINE_MAX];
    float width = entry->first;
    racer_line(build, entry->racer, line, sizeof line);
    for (char *rest = NULL, *word = strtok_r(line, " (", &rest); word && entry->n_arguments > 0;
         word = strtok_r(NULL, " ", &rest))
        width = fmaxf(width, WORDS + wide(build, word, FONT_SMALL, WEIGHT_REGULAR) + 1);
    return width;
}

static float entry_width(const Build *build, const Entry *entry)
{
    float width = entry->first;
    for (int i = 0; i < entry->n_arguments; i++)
        width = fmaxf(width, WORDS + wide(build, entry->argument[i], FONT_SMALL, WEIGHT_REGULAR));
    return width;
}

static float entry_height(const Entry *entry, bool brief)
{
    return (brief ? BRIEF_ROW : FULL_ROW) + ARGUMENT_ROW * (float)entry->n_arguments;
}

// room: of an entry, at most.
static void key_make(const Build *build, float room, bool brief, FontSize size, Key *key)
{
    key->size = size;
    key->n = 0;
    key->widest = key->least = 0;
    for (int i = 0; i < build->scene->n_racers; i++)
        if (racer_visible(build, i) && !racer_is_ghost(build, i))
            key->entry[key->n++] = (Entry){.racer = i};
    key->brief = brief || key->n > FULL_MOST;
    for (int i = 0; i < key->n; i++) {
        fill_entry(build, &key->entry[i], key, room);
        key->widest = fmaxf(key->widest, entry_width(build, &key->entry[i]));
        key->least = fmaxf(key->least, least_width(build, &key->entry[i]));
    }
    qsort(key->entry, (size_t)key->n, sizeof *key->entry, by_rest);
}

static int key_columns(const Key *key, float width)
{
    int columns = (int)((width + COLUMNS_GAP) / (fminf(key->widest, width) + COLUMNS_GAP));
    return columns < 1 ? 1 : columns > key->n ? key->n : columns;
}

// Entries fill the rows from the left; a row is as high as its highest.
static float row_height(const Key *key, int columns, int row)
{
    float height = 0;
    for (int i = row * columns; i < (row + 1) * columns && i < key->n; i++)
        height = fmaxf(height, entry_height(&key->entry[i], key->brief));
    return height;
}

static float key_height(const Key *key, int columns)
{
    float height = 0;
    for (int row = 0; row * columns < key->n; row++)
        height += row_height(key, columns, row);
    return height;
}

float figure_key_brief(int n)
{
    return BRIEF_ROW * (float)n;
}

Rect figure_key_size(const Build *build, float width, bool column)
{
    Key key;
    float room = column ? fmaxf(WIDEST * width, LEAST) : width;
    key_make(build, room, false, FONT_NOTE, &key);
    float w = column ? ceilf(fmaxf(fminf(key.widest, room), fminf(key.least, WIDEST_LEAST * width))) : width;
    return (Rect){.w = w, .h = key_height(&key, column ? 1 : key_columns(&key, width))};
}

static float words_draw(Build *build, float x, float y, FontSize size, FontWeight weight, Color color, const char *text)
{
    draw_text(build->list, (DrawText){.x = x, .y = y, .size = size, .weight = weight, .color = color}, "%s", text);
    return x + wide(build, text, size, weight);
}

static void entry_draw(Build *build, const Entry *entry, FontSize size, float x, float y, float room)
{
    const Theme *theme = build->theme;
    char title[LINE_MAX];
    float state = wide(build, entry->state, FONT_SMALL, WEIGHT_REGULAR) + 8;
    text_copy(title, sizeof title, entry->title);
    bool both = WORDS + wide(build, title, size, WEIGHT_SEMIBOLD) + state <= room + 0.5f;
    text_fit(build, title, room - WORDS, size, WEIGHT_SEMIBOLD);
    sample_draw(build, entry->racer, (DrawStroke){.width = 2.2f * theme->line_scale}, x + SAMPLE / 2, y + TOP - 4.5f,
                SAMPLE / 2, 4.5f);
    float end = words_draw(build, x + WORDS, y + TOP, size, WEIGHT_SEMIBOLD, theme->text, title);
    if (both) // who it is comes first
        words_draw(build, end + 8, y + TOP, FONT_SMALL, WEIGHT_REGULAR, theme->secondary, entry->state);
    for (int i = 0; i < entry->n_arguments; i++)
        words_draw(build, x + WORDS, y + TOP + ARGUMENT_ROW * (float)(i + 1), FONT_SMALL, WEIGHT_REGULAR,
                   theme->secondary, entry->argument[i]);
}

static void more_draw(Build *build, int n, float x, float y)
{
    char words[32];
    snprintf(words, sizeof words, "%d more", n);
    words_draw(build, x + WORDS, y + TOP, FONT_SMALL, WEIGHT_REGULAR, build->theme->secondary, words);
}

// In a column at the side it is spread a little where there is room.
void figure_key_build(Build *build)
{
    Rect place = build->layout.legend;
    Key key;
    if (place.w <= 0)
        return;
    key_make(build, place.w, false, FONT_NOTE, &key);
    for (FontSize size = FONT_NOTE; size <= FONT_SMALL && key_height(&key, key_columns(&key, place.w)) > place.h + 1;
         size++)
        key_make(build, place.w, true, size, &key);
    int columns = key_columns(&key, place.w), rows = (key.n + columns - 1) / columns;
    float spare = fmaxf(place.h - key_height(&key, columns), 0), y = place.y;
    float apart = rows > 0 ? fminf(spare / (float)rows, 12) : 0, width = place.w / (float)columns;
    for (int i = 0; i < key.n; i++) {
        if (i > 0 && i % columns == 0)
            y += row_height(&key, columns, i / columns - 1) + apart;
        bool last = y + row_height(&key, columns, i / columns) + BRIEF_ROW > place.y + place.h + 1;
        if (last && i % columns == 0 && i + columns < key.n) { // the rest has no room
            more_draw(build, key.n - i, place.x, y);
            break;
        }
        entry_draw(build, &key.entry[i], key.size, place.x + (float)(i % columns) * width, y,
                   width - (columns > 1 ? COLUMNS_GAP : 0));
    }
}
