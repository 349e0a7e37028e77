// Stretches of a cell's text: brackets, strings, items between commas, dotted names.
#include "scene/cell_value.h"

#include <ctype.h>
#include <string.h>

Span cell_trim(Span span)
{
    if (span.from > span.to) // brackets or strings that never close
        span.from = span.to;
    while (span.from < span.to && isspace((unsigned char)*span.from))
        span.from++;
    while (span.to > span.from && isspace((unsigned char)span.to[-1]))
        span.to--;
    return span;
}

bool cell_is(Span span, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(span.to - span.from) == length && !memcmp(span.from, word, length);
}

const char *cell_skip_string(Span span)
{
    const char *at = span.from;
    char quote = *at;
    int quotes = span.to - at >= 3 && at[1] == quote && at[2] == quote ? 3 : 1;
    for (at += quotes; at < span.to; at++) {
        if (*at == '\n' && quotes == 1) // it was no string
            return at;
        if (*at == '\\')
            at++;
        else if (*at == quote && (quotes == 1 || (span.to - at >= 3 && at[1] == quote && at[2] == quote)))
            return at + quotes < span.to ? at + quotes : span.to;
    }
    return span.to;
}

const char *cell_skip(Span span)
{
    return *span.from == '\'' || *span.from == '"' ? cell_skip_string(span) : span.from + 1;
}

const char *cell_close(Span span)
{
    int depth = 0;
    while (span.from < span.to) {
        depth += strchr("([{", *span.from) != NULL;
        depth -= strchr(")]}", *span.from) != NULL;
        if (!depth)
            return span.from;
        span.from = cell_skip(span);
    }
    return span.to;
}

static const char *behind(Span span) // a bracket with all in it, a string or a character
{
    if (!strchr("([{", *span.from))
        return cell_skip(span);
    const char *close = cell_close(span);
    return close < span.to ? close + 1 : span.to;
}

Span cell_next_item(Span *rest)
{
    Span item = {rest->from, rest->from};
    while (item.to < rest->to && *item.to != ',')
        item.to = behind((Span){item.to, rest->to});
    rest->from = item.to < rest->to ? item.to + 1 : rest->to;
    return cell_trim(item);
}

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

int cell_path_length(Span span)
{
    const char *at = span.from;
    while (at < span.to && is_letter(*at)) {
        while (at < span.to && (is_letter(*at) || isdigit((unsigned char)*at)))
            at++;
        if (!(at + 1 < span.to && *at == '.' && is_letter(at[1])))
            break;
        at++;
    }
    return (int)(at - span.from);
}

bool cell_key(Span *item, Span *key)
{
    const char *at = item->from;
    while (at < item->to && (is_letter(*at) || isdigit((unsigned char)*at)))
        at++;
    *key = (Span){item->from, at};
    while (at < item->to && isspace((unsigned char)*at))
        at++;
    bool is_key = key->to > key->from && at < item->to && *at == '=' && !(at + 1 < item->to && at[1] == '=');
    if (is_key)
        *item = cell_trim((Span){at + 1, item->to});
    return is_key;
}
