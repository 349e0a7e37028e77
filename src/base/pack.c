#include "base/pack.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// ---- base64url

// Room for the terminator is there.
static void encode(const uint8_t *bytes, size_t n, char *text)
{
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i < 3 ? n - i : 3;
        uint32_t three = 0;
        for (size_t k = 0; k < 3; k++)
            three = three << 8 | (k < left ? bytes[i + k] : 0u);
        for (size_t k = 0; k <= left; k++)
            *text++ = letters[three >> (18 - 6 * k) & 63];
    }
    *text = '\0';
}

// Links that have been through a mailer may have other letters for the last two.
static int value_of(char letter)
{
    const char *at = letter ? strchr(letters, letter) : NULL;
    return at ? (int)(at - letters) : letter == '+' ? 62 : letter == '/' ? 63 : -1;
}

// Of no more than `length` bytes. The number of bytes; 0: other letters are in it.
static size_t decode(const char *text, size_t length, uint8_t *bytes)
{
    size_t n = 0;
    uint32_t bits = 0;
    while (length > 0 && text[length - 1] == '=')
        length--;
    for (size_t i = 0; i < length; i++) {
        int value = value_of(text[i]);
        if (value < 0)
            return 0;
        bits = bits << 6 | (uint32_t)value;
        if (i % 4 > 0)
            bytes[n++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
    }
    return n;
}

// ---- Both

char *pack_text(const char *text, size_t size, Error *error)
{
    uLongf n = compressBound((uLong)size);
    uint8_t *bytes = malloc(n);
    if (!bytes || compress2(bytes, &n, (const Bytef *)text, (uLong)size, Z_BEST_COMPRESSION) != Z_OK) {
        free(bytes);
        return error_set(error, "link: out of memory"), NULL;
    }
    size_t length = (n + 2) / 3 * 4;
    char *packed = malloc(length + 1);
    if (packed)
        encode(bytes, n, packed);
    else
        error_set(error, "link: out of memory");
    free(bytes);
    return packed;
}

static bool inflate_all(const uint8_t *bytes, size_t n, char *text, size_t *size, Error *error)
{
    uLongf room = PACK_TEXT_MAX;
    int what = uncompress((Bytef *)text, &room, bytes, (uLong)n);
    *size = room;
    if (what == Z_OK)
        return true;
    if (what == Z_MEM_ERROR)
        return error_set(error, "link: out of memory");
    return what == Z_BUF_ERROR && room == PACK_TEXT_MAX
               ? error_set(error, "link: its scene is larger than %d bytes", PACK_TEXT_MAX)
               : error_set(error, "link: its scene is damaged: a part is missing or changed");
}

char *unpack_text(const char *packed, size_t length, size_t *size, Error *error)
{
    if (length > PACK_LINK_MAX)
        return error_set(error, "link: longer than %d letters", PACK_LINK_MAX), NULL;
    uint8_t *bytes = malloc(length + 1);
    char *text = malloc(PACK_TEXT_MAX + 1);
    bool ok = (bytes && text) || error_set(error, "link: out of memory");
    size_t n = ok ? decode(packed, length, bytes) : 0;
    ok = ok && (n || error_set(error, "link: its scene is damaged: there are other letters in it than a link has"));
    ok = ok && inflate_all(bytes, n, text, size, error);
    free(bytes);
    if (!ok) {
        free(text);
        return NULL;
    }
    text[*size] = '\0';
    char *shorter = realloc(text, *size + 1);
    return shorter ? shorter : text;
}
