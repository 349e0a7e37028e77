// Lines of a PyTorch script that hold a call.
#include "export/pytorch_line.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum {
    WIDE = 80,     // bytes of arguments that stand in one line
    SUM_WIDE = 100 // and of a sum
};

// The bracket that closes the one at `open`.
static const char *bracket_end(const char *open)
{
    int depth = 0;
    for (; *open; open++) {
        depth += (strchr("([", *open) != NULL) - (strchr(")]", *open) != NULL);
        if (depth == 0)
            break;
    }
    return open;
}

// Of schedulers, or more than fits beside its name; not those that only hold a value together.
static bool opens(const char *open, const char *end)
{
    const char *inner = strstr(open, "lr_scheduler.");
    bool nests = inner && inner < end, call = *open == '[' || isalnum((unsigned char)open[-1]) || open[-1] == '_';
    return nests || (call && end - open > WIDE);
}

static void write_nested(FILE *stream, const char *from, const char *to, int indent)
{
    while (from < to) {
        const char *end = strchr("([", *from) ? bracket_end(from) : from;
        if (end == from || !opens(from, end)) {
            fwrite(from, 1, (size_t)(end - from) + 1, stream);
            from = end + 1;
            continue;
        }
        fprintf(stream, "%c\n", *from++);
        while (from < end) {
            const char *comma = from;
            for (; comma < end && *comma != ','; comma++)
                if (strchr("([", *comma))
                    comma = bracket_end(comma);
            fprintf(stream, "%*s", indent + 4, "");
            write_nested(stream, from, comma, indent + 4);
            fputs(",\n", stream);
            from = comma + 1 + strspn(comma + 1, " ");
        }
        fprintf(stream, "%*s%c", indent, "", *end);
        from = end + 1;
    }
}

void pytorch_line(FILE *stream, const char *before, const char *call)
{
    fputs(before, stream);
    write_nested(stream, call, call + strlen(call), (int)strspn(before, " "));
    fputs("\n", stream);
}

// The next " + " or " - " of the sum itself; NULL: none.
static const char *next_term(const char *from)
{
    for (; *from; from++)
        if (strchr("([", *from))
            from = bracket_end(from);
        else if (from[0] == ' ' && (from[1] == '+' || from[1] == '-') && from[2] == ' ')
            return from;
    return NULL;
}

void pytorch_sum(FILE *stream, const char *sum, bool brackets)
{
    const char *end = strlen(sum) > SUM_WIDE ? next_term(sum) : NULL;
    if (!end) {
        fprintf(stream, brackets ? "(%s)" : "%s", sum);
        return;
    }
    fputs("(\n", stream);
    for (; end; sum = end + 1, end = next_term(sum + 2))
        fprintf(stream, "        %.*s\n", (int)(end - sum), sum);
    fprintf(stream, "        %s\n    )", sum);
}
