#include "picture/page/heads.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX = 320, LINES_MAX = 4 };

#define ONE_LINE    20.0f // with what is between it and the cells
#define MORE_LINE   13.0f
#define COMMON      15.0f
#define SIDE_GAP    6.0f  // between two of them
#define TURNED      92.0f // the longest turned line
#define QUARTER     1.5707963f
#define HALF_LETTER 4.0f
#define ROWS_NEARER 4.0f  // turned rows end there, right of their foot
#define TURNED_GAP  10.0f // from it to the cells, beyond their foot

// ---- What all say

static const char *text_at(const Heads *heads, int i)
{
    return heads->text[i] ? heads->text[i] : "";
}

static int alike_before(const Heads *heads)
{
    const char *first = text_at(heads, 0);
    int most = (int)strlen(first);
    for (int i = 1; i < heads->n; i++)
        for (int k = 0; k < most; k++)
            if (text_at(heads, i)[k] != first[k])
                most = k;
    while (most > 0 && first[most - 1] != ' ')
        most--;
    return most;
}

static int alike_behind(const Heads *heads)
{
    const char *first = text_at(heads, 0);
    int length = (int)strlen(first), most = length;
    for (int i = 1; i < heads->n; i++) {
        const char *other = text_at(heads, i);
        int size = (int)strlen(other), k = 0;
        while (k < most && k < size && other[size - 1 - k] == first[length - 1 - k])
            k++;
        most = k;
    }
    while (most > 0 && first[length - most] != ' ')
        most--;
    return most;
}

// "lr" of "lr = 0.1" and "lr = 0.2", "steps" of "20 steps" and "40 steps".
static void take_common(Heads *heads)
{
    const char *first = text_at(heads, 0);
    heads->skip = alike_before(heads);
    heads->cut = heads->skip ? 0 : alike_behind(heads);
    int from = heads->skip ? 0 : (int)strlen(first) - heads->cut, size = heads->skip + heads->cut;
    snprintf(heads->common, sizeof heads->common, "%.*s", size, first + from);
    size_t end = strlen(heads->common);
    while (end > 0 && strchr(" =", heads->common[end - 1]))
        heads->common[--end] = '\0';
    memmove(heads->common, heads->common + strspn(heads->common, " "), end + 1 - strspn(heads->common, " "));
}

static void own_text(const Heads *heads, int i, char text[LINE_MAX])
{
    text_copy(text, LINE_MAX, text_at(heads, i) + heads->skip);
    size_t size = strlen(text);
    text[size > (size_t)heads->cut ? size - (size_t)heads->cut : 0] = '\0';
}

// ---- Sizes

static bool fit(const Build *build, Heads *heads, float room)
{
    for (heads->size = FONT_NOTE; heads->size <= FONT_SMALL; heads->size++) {
        bool ok = true;
        for (int i = 0; ok && i < heads->n; i++) {
            char text[LINE_MAX];
            own_text(heads, i, text);
            ok = text_width(build, text, heads->size, WEIGHT_SEMIBOLD, false) <= room;
        }
        if (ok)
            return true;
    }
    heads->size = FONT_SMALL;
    return false;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

// A line may end there: "StepLR|(step_size=30,| gamma=0.1)", "Cosine|Annealing|LR".
static bool can_break(const char *text, size_t at)
{
    char before = text[at - 1], after = text[at];
    return before == ' ' || before == ',' || after == '(' || (is_upper(after) && before >= 'a' && before <= 'z');
}

static bool fits(const Build *build, const Heads *heads, const char *text, size_t size, float room)
{
    char piece[LINE_MAX];
    snprintf(piece, sizeof piece, "%.*s", (int)size, text);
    return text_width(build, piece, heads->size, WEIGHT_SEMIBOLD, false) <= room;
}

// How much of the text its first line takes: as much as fits, and at least what cannot be broken.
static size_t first_line(const Build *build, const Heads *heads, const char *text, float room)
{
    size_t size = strlen(text), taken = 0;
    for (size_t at = 1; at < size; at++)
        if (can_break(text, at) && (!taken || fits(build, heads, text, at, room)))
            taken = at;
    return taken && !fits(build, heads, text, size, room) ? taken : size;
}

static int wrap(const Build *build, const Heads *heads, int i, char lines[LINES_MAX][LINE_MAX])
{
    char text[LINE_MAX];
    const char *at = text;
    int n = 0;
    own_text(heads, i, text);
    while (*at && n < heads->lines) {
        size_t size = n == heads->lines - 1 ? strlen(at) : first_line(build, heads, at, heads->room);
        snprintf(lines[n], LINE_MAX, "%.*s", (int)size, at);
        n++;
        at += size + strspn(at + size, " ");
    }
    return n;
}

// Of all lines: how many at most, and how wide.
static float measure(const Build *build, Heads *heads, int lines)
{
    int most = 1;
    float width = 0;
    heads->lines = lines;
    for (int i = 0; i < heads->n; i++) {
        char made[LINES_MAX][LINE_MAX];
        int n = wrap(build, heads, i, made);
        most = n > most ? n : most;
        for (int k = 0; k < n; k++)
            width = fmaxf(width, text_width(build, made[k], heads->size, WEIGHT_SEMIBOLD, false));
    }
    heads->lines = most;
    return width;
}

static float thickness_of(const Heads *heads)
{
    return ONE_LINE + MORE_LINE * (float)(heads->lines - 1) + (heads->common[0] ? COMMON : 0);
}

static void turn(const Build *build, Heads *heads, float room)
{
    heads->turned = true;
    heads->room = TURNED;
    float width = measure(build, heads, (int)fminf(fmaxf(room / MORE_LINE, 1), LINES_MAX));
    heads->room = fminf(width, TURNED);
    heads->thickness = heads->room + TURNED_GAP + (heads->common[0] ? COMMON : 0);
}

Heads heads_plan(const Build *build, const char *const *text, int n, bool rows, float room)
{
    Heads heads = {.text = text, .n = n, .rows = rows, .lines = 1};
    bool any = false;
    for (int i = 0; i < n; i++)
        any = any || text_at(&heads, i)[0];
    if (!any)
        return heads;
    heads.room = room - SIDE_GAP;
    bool fits = fit(build, &heads, heads.room);
    if (!fits && n > 1)
        take_common(&heads);
    if (!fits && !fit(build, &heads, heads.room) && measure(build, &heads, LINES_MAX) > heads.room)
        turn(build, &heads, room);
    else
        heads.thickness = thickness_of(&heads);
    return heads;
}

// ---- Drawing

static void line(const Build *build, const Heads *heads, float x, float y, DrawText text, const char *words,
                 DrawList *list)
{
    text.x = heads->rows ? y : x, text.y = heads->rows ? x : y; // along the cells, and away from them
    text.weight = WEIGHT_SEMIBOLD, text.color = build->theme->text;
    draw_text(list, text, "%s", words);
}

// One head's lines about the middle of its cell: side by side away from it, or along it where they are turned.
static void lines_draw(const Build *build, const Heads *heads, float middle, float foot, int i, DrawList *list)
{
    char lines[LINES_MAX][LINE_MAX];
    int n = wrap(build, heads, i, lines);
    bool upright = heads->rows != heads->turned;
    for (int k = 0; k < n; k++) {
        DrawText text = {.align = ALIGN_CENTER, .size = heads->size, .angle_rad = upright ? QUARTER : 0};
        float along = middle, across = foot - MORE_LINE * (float)(n - 1 - k);
        text_fit(build, lines[k], heads->room, heads->size, WEIGHT_SEMIBOLD);
        if (heads->turned) {
            text.align = heads->rows ? ALIGN_RIGHT : ALIGN_LEFT;
            along = middle + MORE_LINE * ((float)k - 0.5f * (float)(n - 1)) + HALF_LETTER;
            across = foot + (heads->rows ? ROWS_NEARER : 0);
        }
        line(build, heads, along, across, text, lines[k], list);
    }
}

void heads_draw(const Build *build, const Heads *heads, HeadsPlace place, DrawList *list)
{
    float begin = heads->rows ? place.y : place.x, foot = heads->rows ? place.x : place.y;
    if (heads->thickness <= 0)
        return;
    for (int i = 0; i < heads->n; i++)
        lines_draw(build, heads, begin + (float)i * place.step + place.side / 2, foot, i, list);
    float beyond =
        heads->turned ? heads->room + TURNED_GAP - ROWS_NEARER : MORE_LINE * (float)(heads->lines - 1) + COMMON;
    DrawText text = {.align = ALIGN_CENTER, .size = FONT_NOTE, .angle_rad = heads->rows ? QUARTER : 0};
    if (heads->common[0])
        line(build, heads, begin + ((float)(heads->n - 1) * place.step + place.side) / 2, foot - beyond, text,
             heads->common, list);
}
