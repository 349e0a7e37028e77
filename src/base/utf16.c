#include "base/utf16.h"

#include <stdbool.h>
#include <stdlib.h>

typedef struct Units {
    const unsigned char *at, *end;
    bool big; // the high byte first
} Units;

static unsigned next_unit(Units *units)
{
    unsigned first = units->at[0], second = units->at[1];
    units->at += 2;
    return units->big ? first << 8 | second : second << 8 | first;
}

static unsigned next_character(Units *units)
{
    unsigned high = next_unit(units);
    if (high < 0xd800 || high > 0xdfff)
        return high;
    Units ahead = *units;
    unsigned low = high < 0xdc00 && ahead.end - ahead.at >= 2 ? next_unit(&ahead) : 0;
    if (low < 0xdc00 || low > 0xdfff)
        return 0xfffd;
    *units = ahead;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static char *put(char *to, unsigned character)
{
    int more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    *to++ = (char)(lead[more] | character >> 6 * more);
    while (more--)
        *to++ = (char)(0x80 | (character >> 6 * more & 0x3f));
    return to;
}

char *utf16_decode(const char *bytes, size_t *size)
{
    const unsigned char *mark = (const unsigned char *)bytes;
    bool big = *size >= 2 && mark[0] == 0xfe && mark[1] == 0xff;
    if (!big && !(*size >= 2 && mark[0] == 0xff && mark[1] == 0xfe))
        return NULL;
    char *text = malloc(*size / 2 * 3 + 1), *to = text;
    if (!text)
        return NULL;
    Units units = {mark + 2, mark + *size, big};
    while (units.end - units.at >= 2)
        to = put(to, next_character(&units));
    *to = '\0';
    *size = (size_t)(to - text);
    return text;
}
