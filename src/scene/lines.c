#include "scene/lines.h"

#include "base/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Lines lines_begin(const char *what, const char *bytes, size_t size, const char *origin, Error *error)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    size_t mark = size >= 3 && !memcmp(bytes, byte_order_mark, 3) ? 3 : 0;
    return (Lines){.what = what, .origin = origin, .next = bytes + mark, .end = bytes + size, .error = error};
}

bool lines_next(Lines *lines, const char **line, size_t *length)
{
    if (lines->next >= lines->end)
        return false;
    *line = lines->next;
    while (lines->next < lines->end && *lines->next != '\n' && *lines->next != '\r')
        lines->next++;
    *length = (size_t)(lines->next - *line);
    if (lines->next + 1 < lines->end && lines->next[0] == '\r' && lines->next[1] == '\n')
        lines->next++;
    lines->next += lines->next < lines->end;
    lines->number++;
    return true;
}

bool lines_fail(const Lines *lines, const char *format, ...)
{
    char why[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    return error_set(lines->error, "%s, %s:%d: %s", lines->what, lines->origin, lines->number > 0 ? lines->number : 1,
                     why);
}

bool grow_to(Grown *text, size_t capacity)
{
    char *larger = realloc(text->bytes, capacity);
    text->failed |= !larger;
    if (larger) {
        text->bytes = larger;
        text->capacity = capacity;
    }
    return larger;
}

void grow(Grown *text, const char *bytes, size_t size)
{
    if (text->size + size + 1 > text->capacity && !grow_to(text, 2 * (text->size + size) + 256))
        return;
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
}

char *lines_read(const char *what, const char *path, size_t *size, Error *error)
{
    Error why;
    char *bytes = file_read(path, size, &why);
    if (!bytes)
        error_set(error, "%s, %s", what, why.text);
    return bytes;
}
