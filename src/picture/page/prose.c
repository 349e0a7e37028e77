#include "picture/page/prose.h"

#include "base/text.h"
#include "scene/math.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEADING       1.42f // from line to line, in sizes of the type
#define LEADING_TALL  1.6f  // with fractions in them
#define LEADING_LARGE 1.18f // of titles
#define APART         0.75f // above and below a paragraph, in sizes
#define RISE          0.42f // of a superscript, in sizes
#define DROP          0.18f
#define BAR           0.30f // of a fraction above the baseline
#define OPERATOR_GAP  0.22f

// What moves along a line and sets one thing behind the other; where it only measures, nothing is drawn.
typedef struct Pen {
    Build *build;
    FontSize size;
    FontWeight weight;
    Color color;
    float x, y; // the baseline
    bool measures;
} Pen;

static float points(FontSize size)
{
    return font_points[size];
}

static FontSize script_of(FontSize size)
{
    for (int smaller = size + 1; smaller < FONT_SIZE_COUNT; smaller++)
        if (font_points[smaller] <= 0.76f * font_points[size])
            return (FontSize)smaller;
    return FONT_SMALL;
}

// `bytes` of a text, in a weight.
static void put(Pen *pen, const char *text, size_t bytes, FontWeight weight)
{
    char part[sizeof((DrawText *)0)->text];
    snprintf(part, sizeof part, "%.*s", (int)(bytes < sizeof part ? bytes : sizeof part - 1), text);
    if (!pen->measures)
        draw_text(
            pen->build->list,
            (DrawText){
                .x = pen->x, .y = pen->y, .size = pen->size, .weight = weight, .color = pen->color, .layer = LAYER_TOP},
            "%s", part);
    pen->x += text_width(pen->build, part, pen->size, weight, false);
}

static void put_operator(Pen *pen, const char *glyph)
{
    float gap = OPERATOR_GAP * points(pen->size);
    pen->x += gap;
    put(pen, glyph, strlen(glyph), WEIGHT_REGULAR);
    pen->x += gap;
}

// ---- mathematics

static void set_item(Pen *pen, const char **at, bool *operand);

// What stands in braces, or one item. *at moves behind it.
static void set_group(Pen *pen, const char **at)
{
    bool operand = false;
    if (**at != '{') {
        set_item(pen, at, &operand);
        return;
    }
    ++*at;
    while (**at && **at != '}' && **at != '$')
        set_item(pen, at, &operand);
    *at += **at == '}';
}

static float group_width(const Pen *pen, const char *at)
{
    Pen trial = *pen;
    trial.measures = true;
    trial.x = 0;
    set_group(&trial, &at);
    return trial.x;
}

// Above or below the line, smaller.
static void set_script(Pen *pen, const char **at, bool raised)
{
    Pen script = *pen;
    script.size = script_of(pen->size);
    script.y += (raised ? -RISE : DROP) * points(pen->size);
    ++*at;
    set_group(&script, at);
    pen->x = script.x;
}

// Of one letter, both begin at the same place.
static void set_scripts(Pen *pen, const char **at)
{
    float from = pen->x, right = from;
    while (**at == '^' || **at == '_') {
        pen->x = from;
        set_script(pen, at, **at == '^');
        right = fmaxf(right, pen->x);
    }
    pen->x = right;
}

static const char *behind_group(const Pen *pen, const char *at)
{
    Pen trial = *pen;
    trial.measures = true;
    set_group(&trial, &at);
    return at;
}

static void set_fraction(Pen *pen, const char **at)
{
    Pen part = *pen;
    float size = points(pen->size), bar = pen->y - BAR * size;
    part.size = script_of(pen->size);
    const char *below = behind_group(&part, *at);
    float above_width = group_width(&part, *at), below_width = group_width(&part, below);
    float width = fmaxf(above_width, below_width) + 0.2f * size, from = pen->x + 0.1f * size;
    part.x = from + (width - above_width) / 2;
    part.y = bar - 0.25f * points(part.size);
    set_group(&part, at);
    part.x = from + (width - below_width) / 2;
    part.y = bar + 0.95f * points(part.size);
    set_group(&part, at);
    if (!pen->measures)
        draw_line(pen->build->list, (DrawStroke){.width = 1.25f, .color = pen->color, .layer = LAYER_TOP}, from, bar,
                  from + width, bar);
    pen->x = from + width + 0.1f * size;
}

static void set_root(Pen *pen, const char **at)
{
    put(pen, "√", strlen("√"), WEIGHT_REGULAR);
    float from = pen->x, top = pen->y - 0.82f * points(pen->size);
    set_group(pen, at);
    if (!pen->measures)
        draw_line(pen->build->list, (DrawStroke){.width = 1.25f, .color = pen->color, .layer = LAYER_TOP}, from, top,
                  pen->x, top);
}

// A letter with a mark on it, which are one glyph to the font.
static void set_accent(Pen *pen, const char *mark, const char **at)
{
    char letter[48];
    const char *from = *at + 1, *end = behind_group(pen, *at);
    size_t length, bytes = (size_t)(end - from) - 1;
    const MathCommand *command = *from == '\\' ? math_command(from, &length) : NULL;
    if (command && command->glyph)
        snprintf(letter, sizeof letter, "%s%s", command->glyph, mark);
    else
        snprintf(letter, sizeof letter, "%.*s%s", (int)(bytes < 8 ? bytes : 8), from, mark);
    put(pen, letter, strlen(letter), WEIGHT_ITALIC);
    *at = end;
}

static void set_text(Pen *pen, const char **at)
{
    const char *from = *at + 1, *end = behind_group(pen, *at);
    put(pen, from, (size_t)(end - from) - 1, WEIGHT_REGULAR);
    *at = end;
}

static void set_racer(Pen *pen, const char **at)
{
    Color before = pen->color;
    int racer = atoi(*at + 1);
    *at = behind_group(pen, *at);
    if (racer >= 0 && racer < pen->build->scene->n_racers)
        pen->color = racer_color(pen->build, racer);
    set_group(pen, at);
    pen->color = before;
}

static void set_command(Pen *pen, const char **at, bool *operand)
{
    size_t length;
    const MathCommand *command = math_command(*at, &length);
    *at += 1 + length;
    bool is_operator = command && command->kind == MATH_OPERATOR;
    switch (command ? command->kind : MATH_SPACE) {
    case MATH_LETTER:
        put(pen, command->glyph, strlen(command->glyph), WEIGHT_ITALIC);
        break;
    case MATH_UPRIGHT:
        put(pen, command->glyph, strlen(command->glyph), WEIGHT_REGULAR);
        if (isalpha((unsigned char)command->glyph[0]) && **at != '^' && **at != '_')
            pen->x += 0.15f * points(pen->size);
        break;
    case MATH_OPERATOR:
        put_operator(pen, command->glyph);
        break;
    case MATH_SPACE:
        if (command)
            put(pen, command->glyph, strlen(command->glyph), WEIGHT_REGULAR);
        break;
    case MATH_ACCENT:
        set_accent(pen, command->glyph, at);
        break;
    case MATH_FRACTION:
        set_fraction(pen, at);
        break;
    case MATH_ROOT:
        set_root(pen, at);
        break;
    case MATH_TEXT:
        set_text(pen, at);
        break;
    case MATH_RACER:
        set_racer(pen, at);
        break;
    }
    *operand = !is_operator;
}

// UTF-8's bytes of one letter.
static size_t letter_bytes(const char *at)
{
    size_t n = 1;
    while (((unsigned char)at[n] & 0xc0) == 0x80)
        n++;
    return n;
}

// A sign: - and + behind an operand have room on both sides, in front of one they are its sign.
static void set_sign(Pen *pen, const char **at, bool *operand)
{
    char c = **at;
    const char *glyph = c == '-' ? "−" : c == '*' ? "·" : NULL;
    char one[2] = {c, '\0'};
    bool relation = strchr("=<>", c) != NULL, sum = strchr("+-*", c) != NULL;
    if (relation || (sum && *operand))
        put_operator(pen, glyph ? glyph : one);
    else
        put(pen, glyph ? glyph : one, strlen(glyph ? glyph : one), WEIGHT_REGULAR);
    *operand = !(relation || sum || c == '(' || c == ',');
    if (c == ',')
        pen->x += 0.25f * points(pen->size);
    ++*at;
}

static void set_item(Pen *pen, const char **at, bool *operand)
{
    char c = **at;
    if (c == '{') {
        set_group(pen, at);
        *operand = true;
    } else if (c == '\\') {
        set_command(pen, at, operand);
    } else if (c == '^' || c == '_') {
        set_scripts(pen, at);
    } else if (c == ' ') {
        ++*at;
    } else if (isalpha((unsigned char)c) || (unsigned char)c >= 0x80) {
        size_t n = letter_bytes(*at);
        put(pen, *at, n, isalpha((unsigned char)c) ? WEIGHT_ITALIC : WEIGHT_REGULAR);
        *at += n;
        *operand = true;
    } else if (isdigit((unsigned char)c) || c == '.') {
        size_t n = strspn(*at, "0123456789.");
        put(pen, *at, n, WEIGHT_REGULAR);
        *at += n;
        *operand = true;
    } else {
        set_sign(pen, at, operand);
    }
}

// ---- words

// Up to the next blank that is not within mathematics.
static size_t word_bytes(const char *at)
{
    bool within = false;
    size_t n = 0;
    for (; at[n] && at[n] != '\n' && (within || at[n] != ' '); n++) {
        if (at[n] == '\\' && at[n + 1])
            n++;
        else if (at[n] == '$')
            within = !within;
    }
    return n;
}

static void set_word(Pen *pen, const char *from, size_t bytes)
{
    const char *at = from, *end = from + bytes;
    while (at < end) {
        const char *next = at;
        while (next < end && *next != '$' && *next != '\\')
            next++;
        if (next > at)
            put(pen, at, (size_t)(next - at), pen->weight);
        at = next;
        if (at < end && *at == '\\') {
            put(pen, at + 1, 1, pen->weight);
            at += 2;
        } else if (at < end) {
            bool operand = false;
            at++;
            while (at < end && *at != '$')
                set_item(pen, &at, &operand);
            at++;
        }
    }
}

static float word_width(const Pen *pen, const char *from, size_t bytes)
{
    Pen trial = *pen;
    trial.measures = true;
    trial.x = 0;
    set_word(&trial, from, bytes);
    return trial.x;
}

static size_t blanks(const char *at)
{
    return strspn(at, " ");
}

// Up to the end of the paragraph. Returns the lines that it took.
static int set_lines(Pen *pen, const char *text, float left, float width, float leading)
{
    int lines = 1;
    float blank = text_width(pen->build, " ", pen->size, pen->weight, false);
    pen->x = left;
    for (const char *at = text + blanks(text); *at && *at != '\n'; at += blanks(at)) {
        size_t bytes = word_bytes(at);
        bool first = pen->x <= left;
        float wide = word_width(pen, at, bytes);
        if (!first && pen->x + blank + wide > left + width) {
            pen->y += leading;
            pen->x = left;
            lines++;
        } else if (!first) {
            pen->x += blank;
        }
        set_word(pen, at, bytes);
        at += bytes;
    }
    return lines;
}

// The least width at which the paragraph takes no more lines.
static float even_width(const Pen *pen, const char *text, float width)
{
    Pen trial = *pen;
    trial.measures = true;
    int lines = set_lines(&trial, text, 0, width, 0);
    float low = 0, high = width;
    for (int i = 0; i < 12; i++) {
        float middle = (low + high) / 2;
        *(set_lines(&trial, text, 0, middle, 0) > lines ? &low : &high) = middle;
    }
    return high;
}

// Is all of it one piece of mathematics?
static bool stands_apart(const char *text, size_t bytes)
{
    while (bytes && text[bytes - 1] == ' ')
        bytes--;
    return bytes > 1 && text[0] == '$' && word_bytes(text) == bytes && text[bytes - 1] == '$';
}

static bool holds(const char *text, size_t bytes, const char *word)
{
    const char *at = strstr(text, word);
    return at && at < text + bytes;
}

static float set_paragraph(Build *build, const char *text, size_t bytes, const Prose *prose, float y)
{
    bool apart = stands_apart(text, bytes);
    Pen pen = {.build = build, .weight = prose->weight, .color = prose->color, .measures = prose->measured};
    pen.size = apart ? prose->display : prose->size;
    bool tall = holds(text, bytes, "\\frac");
    float leading_sizes = prose->even ? LEADING_LARGE : tall && !apart ? LEADING_TALL : LEADING;
    float size = points(pen.size), leading = size * leading_sizes;
    float width = prose->even ? even_width(&pen, text, prose->width) : prose->width;
    float above = apart && tall ? 0.35f * size : 0;
    pen.y = y + above + size;
    int lines = set_lines(&pen, text, prose->x, width, leading);
    return 2 * above + leading * (float)lines;
}

float prose_set(Build *build, const char *text, const Prose *prose)
{
    float y = prose->y;
    bool apart_before = false;
    for (const char *at = text + strspn(text, " \n"); *at; at += strspn(at, " \n")) {
        size_t bytes = strcspn(at, "\n");
        bool apart = stands_apart(at, bytes);
        if (y > prose->y && !(apart && apart_before))
            y += APART * points(prose->size);
        y += set_paragraph(build, at, bytes, prose, y);
        apart_before = apart;
        at += bytes;
    }
    return y - prose->y;
}
