#include "engine/formula/fraction.h"

#include "base/text.h"

#include <string.h>

enum { DIGITS_MAX = 6 };

// The same digit on the line, raised and lowered.
static const char *const DIGITS[][3] = {
    {"0", "⁰", "₀"}, {"1", "¹", "₁"}, {"2", "²", "₂"}, {"3", "³", "₃"}, {"4", "⁴", "₄"},
    {"5", "⁵", "₅"}, {"6", "⁶", "₆"}, {"7", "⁷", "₇"}, {"8", "⁸", "₈"}, {"9", "⁹", "₉"},
};

enum { ON_THE_LINE, RAISED, LOWERED };

static const struct {
    const char *sign;
    int over, under;
} SIGNS[] = {
    {"½", 1, 2}, {"⅓", 1, 3}, {"⅔", 2, 3}, {"¼", 1, 4}, {"¾", 3, 4}, {"⅕", 1, 5},
    {"⅖", 2, 5}, {"⅗", 3, 5}, {"⅘", 4, 5}, {"⅙", 1, 6}, {"⅚", 5, 6}, {"⅐", 1, 7},
    {"⅛", 1, 8}, {"⅜", 3, 8}, {"⅝", 5, 8}, {"⅞", 7, 8}, {"⅑", 1, 9}, {"⅒", 1, 10},
};

static const char SLASH[] = "⁄"; // of fractions, U+2044

// The bytes of a whole number; 0: none, or too long a one.
static int take_whole(const char *s, int row, int *value)
{
    int length = 0, n = 0;
    *value = 0;
    for (int digit = 0; digit < 10 && n <= DIGITS_MAX; digit++) {
        const char *sign = DIGITS[digit][row];
        if (strncmp(s + length, sign, strlen(sign)) != 0)
            continue;
        *value = 10 * *value + digit;
        length += (int)strlen(sign);
        n++;
        digit = -1;
    }
    return n <= DIGITS_MAX ? length : 0;
}

static int slashed(const char *s, int row, int below, int *over, int *under)
{
    int first = take_whole(s, row, over), slash = (int)strlen(SLASH);
    if (!first || strncmp(s + first, SLASH, strlen(SLASH)) != 0)
        return 0;
    int second = take_whole(s + first + slash, below, under);
    return second && *under ? first + slash + second : 0;
}

// 1½
static int signed_whole(const char *s, int *over, int *under)
{
    int whole, length = take_whole(s, ON_THE_LINE, &whole);
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++)
        if (!strncmp(s + length, SIGNS[i].sign, strlen(SIGNS[i].sign))) {
            *under = SIGNS[i].under;
            *over = whole * *under + SIGNS[i].over;
            return length + (int)strlen(SIGNS[i].sign);
        }
    return 0;
}

// After a whole number, all of them go on beyond ASCII: most tokens are told from them at once.
static bool may_be_fraction(const char *s)
{
    return (unsigned char)s[strspn(s, "0123456789")] >= 0x80;
}

bool fraction_read(Token *token, const char *s)
{
    if (!may_be_fraction(s))
        return false;
    int over, under, length = signed_whole(s, &over, &under);
    if (!length)
        length = slashed(s, ON_THE_LINE, ON_THE_LINE, &over, &under);
    if (!length)
        length = slashed(s, RAISED, LOWERED, &over, &under);
    if (!length)
        return false;
    Text name = text_begin(token->name, sizeof token->name);
    text_add(&name, "(%d/%d)", over, under);
    token->kind = TOKEN_NUMBER;
    token->number = (double)over / under;
    token->length = length;
    return true;
}
