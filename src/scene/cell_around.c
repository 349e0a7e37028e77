#include "scene/cell_around.h"

#include "scene/spec_names.h"

#include <string.h>

const char *cell_class(const char *path)
{
    const char *last = strrchr(path, '.');
    return last ? last + 1 : path;
}

bool cell_is_around(const char *class)
{
    return names_clip(class) || !strcmp(class, "AveragedModel");
}

// multi_avg_fn=get_ema_multi_avg_fn(0.99): the call; at its end: there is no such argument. false: another average.
static bool find_average(CellReader *reader, Span arguments, Span *average)
{
    *average = (Span){arguments.to, arguments.to};
    while (cell_trim(arguments).from < arguments.to) {
        Span item = cell_next_item(&arguments), key;
        if (!cell_key(&item, &key) || !(cell_is(key, "avg_fn") || cell_is(key, "multi_avg_fn")))
            continue;
        char path[CELL_NAME_MAX];
        cell_path(&reader->names, item, path);
        *average = (Span){item.from + cell_path_length(item), item.to};
        return !strncmp(cell_class(path), "get_ema_", 8) && average->from < item.to && *average->from == '(';
    }
    return true;
}

bool cell_average(CellReader *reader, Text *text, Span arguments)
{
    Span average;
    if (!find_average(reader, arguments, &average))
        return false;
    text_add(text, "AveragedModel(model");
    if (average.from < average.to) {
        text_add(text, ", multi_avg_fn=get_ema_multi_avg_fn(");
        Span rest = {average.from + 1, cell_close(average)};
        for (int n = 0; cell_trim(rest).from < rest.to; n++) {
            Span item = cell_next_item(&rest), whole = item, key;
            cell_key(&item, &key);
            text_add(text, "%s%.*s", n ? ", " : "", (int)(item.from - whole.from), whole.from);
            if (!cell_write(&reader->names, text, item))
                return false;
        }
        text_add(text, ")");
    }
    text_add(text, ")");
    return true;
}
