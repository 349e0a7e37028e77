// Neither file is parsed: export/svg.c and export/pdf_inside.c write the scene so that it is found by its name, also
// after another program has added to the file. What is found is never longer than the file, so that none can grow.
#include "scene/inside.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 1024, REFERENCE_MAX = 12 }; // bytes of a tag or dictionary; of &...;

static const char *find(const char *from, const char *end, const char *what)
{
    size_t length = strlen(what);
    while (from && (size_t)(end - from) >= length) {
        if (!memcmp(from, what, length))
            return from;
        from = memchr(from + 1, what[0], (size_t)(end - from - 1));
    }
    return NULL;
}

static bool is_there(const char *at, const char *end, const char *what)
{
    return (size_t)(end - at) >= strlen(what) && !memcmp(at, what, strlen(what));
}

// ---- SVG

bool inside_is_svg(const char *bytes, size_t size)
{
    const char *at = bytes, *end = bytes + size;
    if (is_there(at, end, "\xef\xbb\xbf"))
        at += 3;
    while (at < end && strchr(" \t\r\n", *at) && *at)
        at++;
    return is_there(at, end, "<");
}

static size_t put_code(uint32_t code, char *to)
{
    if (code < 0x80)
        return to[0] = (char)code, 1;
    if (code < 0x800)
        return to[0] = (char)(0xc0 | code >> 6), to[1] = (char)(0x80 | (code & 0x3f)), 2;
    if (code < 0x10000)
        return to[0] = (char)(0xe0 | code >> 12), to[1] = (char)(0x80 | (code >> 6 & 0x3f)),
               to[2] = (char)(0x80 | (code & 0x3f)), 3;
    return to[0] = (char)(0xf0 | code >> 18), to[1] = (char)(0x80 | (code >> 12 & 0x3f)),
           to[2] = (char)(0x80 | (code >> 6 & 0x3f)), to[3] = (char)(0x80 | (code & 0x3f)), 4;
}

// XML's own, or a number: no entity of the file's, which could stand for anything. 0: none.
static uint32_t reference_code(const char *name, size_t length)
{
    static const struct {
        const char *name;
        char character;
    } known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    char text[REFERENCE_MAX + 1] = "", *end;
    memcpy(text, name, length);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(text, known[i].name))
            return (uint32_t)known[i].character;
    if (text[0] != '#' || !strchr("0123456789xX", text[1]) || !text[1])
        return 0;
    bool hex = text[1] == 'x' || text[1] == 'X';
    unsigned long code = strtoul(text + 1 + hex, &end, hex ? 16 : 10);
    return *end || code > 0x10ffff ? 0 : (uint32_t)code;
}

// A reference at *from, which moves past it. How many bytes; 0: it is none that is known.
static size_t read_reference(const char **from, const char *end, char *to)
{
    const char *name = *from + 1;
    size_t most = (size_t)(end - name) < REFERENCE_MAX ? (size_t)(end - name) : REFERENCE_MAX;
    const char *close = memchr(name, ';', most);
    uint32_t code = close ? reference_code(name, (size_t)(close - name)) : 0;
    if (!code)
        return 0;
    *from = close + 1;
    return put_code(code, to);
}

// What lies within an element that has no others, without its references and CDATA. false: it does not end, or has what
// cannot be read.
static bool read_content(const char *from, const char *end, char *to)
{
    static const char cdata[] = "<![CDATA[";
    while (from < end && !is_there(from, end, "</")) {
        if (is_there(from, end, cdata)) {
            const char *begin = from + strlen(cdata), *close = find(begin, end, "]]>");
            if (!close)
                return false;
            memcpy(to, begin, (size_t)(close - begin));
            to += close - begin;
            from = close + 3;
        } else if (*from == '&') {
            size_t n = read_reference(&from, end, to);
            if (!n)
                return false;
            to += n;
        } else if (*from == '<' || !*from) {
            return false;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    return from < end;
}

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-_.", c));
}

// Other programs write it with a prefix of theirs.
static const char *find_tag(const char *bytes, const char *end)
{
    static const char name[] = "ravine-scene";
    for (const char *tag = bytes; (tag = find(tag, end, name)); tag++) {
        const char *before = tag;
        if (before > bytes && before[-1] == ':')
            for (before--; before > bytes && in_name(before[-1]); before--)
                ;
        if (before > bytes && before[-1] == '<')
            return tag;
    }
    return NULL;
}

char *inside_svg(const char *bytes, size_t size, Error *error)
{
    const char *end = bytes + size, *tag = find_tag(bytes, end);
    if (!tag)
        return error_set(error, "this picture has no scene inside"), NULL;
    const char *open = memchr(tag, '>', (size_t)(end - tag));
    char *text = open ? malloc((size_t)(end - open)) : NULL;
    if (text && read_content(open + 1, end, text))
        return text;
    error_set(error, "its scene is damaged");
    free(text);
    return NULL;
}

// ---- PDF

bool inside_is_pdf(const char *bytes, size_t size)
{
    return is_there(bytes, bytes + size, "%PDF-");
}

// The stream of the dictionary around a name in it, and what that says of its length. NULL: it has none, or one that is
// packed.
static const char *stream_after(const char *name, const char *end, size_t *length)
{
    const char *near = end - name > NAME_MOST ? name + NAME_MOST : end;
    const char *stream = find(name, near, "stream"), *says = stream ? find(name, stream, "/Length ") : NULL;
    if (!says || find(name, stream, "/Filter"))
        return NULL;
    char *stop;
    says += strlen("/Length ");
    if (*says < '0' || *says > '9')
        return NULL;
    *length = strtoul(says, &stop, 10);
    stream += strlen("stream");
    if (is_there(stream, end, "\r\n"))
        return stream + 2;
    return is_there(stream, end, "\n") ? stream + 1 : NULL;
}

char *inside_pdf(const char *bytes, size_t size, Error *error)
{
    const char *end = bytes + size, *name = find(bytes, end, "/RavineScene true");
    size_t length = 0;
    if (!name)
        return error_set(error, "this document has no scene inside"), NULL;
    const char *stream = stream_after(name, end, &length);
    bool whole = stream && length <= (size_t)(end - stream) && find(stream + length, end, "endstream");
    char *text = whole && !memchr(stream, '\0', length) ? malloc(length + 1) : NULL;
    if (!text)
        return error_set(error, "its scene is damaged, or packed by another program"), NULL;
    memcpy(text, stream, length);
    text[length] = '\0';
    return text;
}
