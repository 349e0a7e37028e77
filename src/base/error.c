#include "base/error.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

bool error_set(Error *error, const char *format, ...)
{
    if (!error)
        return false;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    text_make_printable(error->text);
    return false;
}

void error_say(const char *line)
{
    Error said;
    error_set(&said, "%s", line);
    fprintf(stderr, "ravine: %s\n", said.text);
}
