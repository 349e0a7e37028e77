#include "scene/grid.h"

#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool refuse(const char *text, Error *error, const char *why)
{
    return error_set(error, "grid, '%.60s': %s", text, why);
}

// Copies what stands between, without blanks around it. false: nothing does, or it is too long.
static bool take(const char *from, const char *to, char *word, size_t size)
{
    while (from < to && isspace((unsigned char)*from))
        from++;
    while (to > from && isspace((unsigned char)to[-1]))
        to--;
    size_t length = (size_t)(to - from);
    if (length == 0 || length >= size)
        return false;
    memcpy(word, from, length);
    word[length] = '\0';
    return true;
}

// The first comma outside brackets and quotes, or the text's end; NULL: a bracket or quote is not closed.
static const char *value_end(const char *at)
{
    int depth = 0;
    char quote = '\0';
    for (; *at; at++) {
        if (quote)
            quote = *at == quote ? '\0' : quote;
        else if (*at == '\'' || *at == '"')
            quote = *at;
        else if (strchr("([{", *at))
            depth++;
        else if (strchr(")]}", *at) && --depth < 0)
            return NULL;
        else if (*at == ',' && depth == 0)
            return at;
    }
    return depth || quote ? NULL : at;
}

static bool read_values(const char *text, const char *at, GridAxis *axis, Error *error)
{
    for (axis->n = 0;; axis->n++) {
        const char *end = value_end(at);
        if (!end)
            return refuse(text, error, "a bracket or quote stands alone");
        if (axis->n == GRID_SIDE_MAX)
            return refuse(text, error, "more than 8 values; a sheet has at most 8 columns and 8 rows");
        if (!take(at, end, axis->value[axis->n], sizeof axis->value[axis->n]))
            return refuse(text, error, "a value is missing");
        if (!*end)
            break;
        at = end + 1;
    }
    axis->n++;
    return true;
}

bool grid_read(const char *text, GridAxis *axis, Error *error)
{
    const char *equals = strchr(text, '=');
    *axis = (GridAxis){.n = 0};
    if (strlen(text) >= FIGURE_GRID_MAX)
        return refuse(text, error, "longer than 511 bytes");
    if (!equals || !take(text, equals, axis->key, sizeof axis->key))
        return refuse(text, error, "expected KEY=VALUE,VALUE, like lr=0.1,0.01");
    return read_values(text, equals + 1, axis, error);
}

const char *grid_key(const GridAxis *axis, const Scene *scene)
{
    static const struct {
        const char *name, *key;
    } names[] = {{"l", "landscape"}, {"formula", "landscape"}, {"r", "optimizer"},          {"racer", "optimizer"},
                 {"s", "start"},     {"b", "batch"},           {"loss_scale", "loss-scale"}};
    for (int i = 0; i < scene->n_constants; i++)
        if (!strcmp(scene->constants[i].name, axis->key))
            return axis->key;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i].name, axis->key))
            return names[i].key;
    return axis->key;
}
