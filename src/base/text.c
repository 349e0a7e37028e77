#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 64 }; // longer words have no near name

Text text_begin(char *bytes, size_t size)
{
    bytes[0] = '\0';
    return (Text){.bytes = bytes, .size = size};
}

// Without the half of a character that a cut has left at the end.
static size_t whole_characters(const char *bytes, size_t length)
{
    size_t lead = length;
    while (lead > 0 && ((unsigned char)bytes[lead - 1] & 0xc0) == 0x80)
        lead--;
    if (lead == 0)
        return length;
    unsigned char first = (unsigned char)bytes[lead - 1];
    size_t wanted = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return length - (lead - 1) < wanted ? lead - 1 : length;
}

static void cut(char *bytes, size_t length)
{
    bytes[whole_characters(bytes, length)] = '\0';
}

void text_add(Text *text, const char *format, ...)
{
    va_list arguments;
    if (text->full)
        return;
    va_start(arguments, format);
    size_t room = text->size - text->length;
    int written = vsnprintf(text->bytes + text->length, room, format, arguments);
    va_end(arguments);
    text->full |= written < 0 || (size_t)written >= room;
    if (text->full)
        cut(text->bytes, strlen(text->bytes));
    text->length = text->full ? strlen(text->bytes) : text->length + (size_t)written;
}

int text_characters(const char *text, size_t bytes)
{
    int n = 0;
    for (size_t i = 0; i < bytes; i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

bool text_copy(char *to, size_t size, const char *from)
{
    size_t length = strlen(from);
    size_t kept = length < size ? length : size - 1;
    memmove(to, from, kept);
    to[kept] = '\0';
    if (kept < length)
        cut(to, kept);
    return kept == length;
}

int text_character(const char *at)
{
    const unsigned char *c = (const unsigned char *)at;
    int n = *c < 0x80 ? 1 : *c < 0xc2 ? 0 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : *c < 0xf5 ? 4 : 0;
    for (int i = 1; i < n; i++)
        if ((c[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (*c == 0xe0 && c[1] < 0xa0) || (*c == 0xf0 && c[1] < 0x90);
    bool outside = (*c == 0xed && c[1] > 0x9f) || (*c == 0xf4 && c[1] > 0x8f);
    return overlong || outside ? 0 : n;
}

void text_make_printable(char *text)
{
    while (*text) {
        int n = text_character(text);
        if (n == 0 || (unsigned char)*text < ' ' || *text == 127)
            *text = n ? ' ' : '?';
        text += n ? n : 1;
    }
}

void text_double(char *to, size_t size, double value)
{
    int digits = 1;
    do
        snprintf(to, size, "%.*g", digits, value);
    while (!isnan(value) && strtod(to, NULL) != value && digits++ < 17);
    bool moderate = fabs(value) >= 1e-4 && fabs(value) < 1e15;
    if (!moderate || !strchr(to, 'e'))
        return;
    int decimals = digits - 1 - (int)floor(log10(fabs(value)));
    snprintf(to, size, "%.*f", decimals < 0 ? 0 : decimals, value);
}

bool text_to_double(const char *from, double *value)
{
    if (!from[0] || isspace((unsigned char)from[0]))
        return false;
    char *end;
    double number = strtod(from, &end);
    if (*end || isnan(number) || strpbrk(from, "xXpP"))
        return false;
    *value = number;
    return true;
}

int text_to_doubles(const char *from, double *values, int max)
{
    for (int n = 0; n < max;) {
        char word[64];
        from += strspn(from, " ");
        size_t length = strcspn(from, ",");
        if (length >= sizeof word)
            return 0;
        snprintf(word, sizeof word, "%.*s", (int)length, from);
        if (!text_to_double(word, &values[n]) || !isfinite(values[n]))
            return 0;
        n++;
        if (!from[length])
            return n;
        from += length + 1;
    }
    return 0;
}

void text_add_doubles(Text *text, const double *values, int n)
{
    char number[40];
    for (int i = 0; i < n; i++) {
        text_double(number, sizeof number, values[i]);
        text_add(text, "%s%s", i ? ", " : "", number);
    }
}

static int edit_distance(const char *a, const char *b)
{
    int row[WORD_MAX + 1];
    int n = (int)strlen(b);
    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int above = row[j];
            int best = diagonal + (tolower((unsigned char)a[i - 1]) != tolower((unsigned char)b[j - 1]));
            best = above + 1 < best ? above + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = above;
            row[j] = best;
        }
    }
    return row[n];
}

const char *text_nearest(const char *word, const char *(*name)(const void *context, int i), const void *context)
{
    size_t length = strlen(word);
    if (length > WORD_MAX)
        return NULL;
    const char *nearest = NULL;
    int limit = length < 3 ? 1 : length < 6 ? 2 : 3;
    int best = limit + 1;
    const char *candidate;
    for (int i = 0; (candidate = name(context, i)); i++) {
        if (strlen(candidate) > WORD_MAX)
            continue;
        int distance = edit_distance(word, candidate);
        if (distance < best && distance < (int)strlen(candidate)) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}
