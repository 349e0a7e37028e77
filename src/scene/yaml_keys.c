// Tables of keys against a tree. Shapes are checked before anything is read, so a row's read function may take its
// value as it is.
#include "scene/yaml_keys.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The row, or where it is a table's end the first one of the table that this goes on with.
static const YamlKey *row_at(const YamlKey *row)
{
    while (!row->name && row->keys)
        row = row->keys;
    return row;
}

#define EACH_ROW(row, keys)                                                                                            \
    const YamlKey *row = row_at(keys);                                                                                 \
    row->name;                                                                                                         \
    row = row_at(row + 1)

static const YamlKey *find_row(const YamlKey *keys, const char *name)
{
    for (EACH_ROW(row, keys))
        if (!strcmp(row->name, name))
            return row;
    return NULL;
}

static const char *row_name(const void *context, int i)
{
    const YamlKey *row = row_at(context);
    while (row->name && i-- > 0)
        row = row_at(row + 1);
    return row->name;
}

// ---- the shape of what is there

static bool check_mapping(const YamlNode *mapping, const YamlKey *keys, const char *where);

static const char *shape_name(YamlKind kind)
{
    static const char *const names[] = {"a single value", "a list", "keys and values"};
    return names[kind];
}

static bool check_kind(const YamlNode *node, YamlKind kind)
{
    return node->kind == kind ||
           yaml_fail(node, "%s: expected %s, found %s", node->key, shape_name(kind), shape_name(node->kind));
}

// "in view"; of an entry whose list has a word for one: "in slide 3".
static bool check_inner(const YamlNode *mapping, const YamlKey *row, int index)
{
    char where[64];
    if (row->entry)
        snprintf(where, sizeof where, " in %s %d", row->entry, index + 1);
    else
        snprintf(where, sizeof where, " in %s", row->name);
    return check_mapping(mapping, row->keys, where);
}

static bool check_pairs(const YamlNode *entry)
{
    for (const YamlNode *value = entry->first; value; value = value->next)
        if (!check_kind(value, YAML_TEXT))
            return false;
    return entry->kind != YAML_LIST || check_kind(entry, YAML_TEXT);
}

static bool check_entry(const YamlNode *entry, const YamlKey *row, int index)
{
    bool text = row->shape == SHAPE_TEXTS;
    if (row->shape == SHAPE_PAIRS)
        return check_pairs(entry);
    if (text && row->keys && entry->kind == YAML_LIST)
        return yaml_fail(entry, "%s: expected %s or %s, found %s", entry->key, shape_name(YAML_TEXT),
                         shape_name(YAML_MAPPING), shape_name(YAML_LIST));
    if (text && (!row->keys || entry->kind == YAML_TEXT))
        return check_kind(entry, YAML_TEXT);
    return check_kind(entry, YAML_MAPPING) && check_inner(entry, row, index);
}

static bool check_list(const YamlNode *list, const YamlKey *row)
{
    int index = 0;
    if (!check_kind(list, YAML_LIST))
        return false;
    for (const YamlNode *entry = list->first; entry; entry = entry->next)
        if (!check_entry(entry, row, index++))
            return false;
    return true;
}

static bool check_value(const YamlNode *value, const YamlKey *row)
{
    switch (row->shape) {
    case SHAPE_TEXT:
        return check_kind(value, YAML_TEXT);
    case SHAPE_KEYS:
        return check_kind(value, YAML_MAPPING) && check_inner(value, row, 0);
    default:
        return check_list(value, row);
    }
}

static bool check_key(const YamlNode *value, const YamlKey *keys, const char *where)
{
    const char *nearest = text_nearest(value->key, row_name, keys);
    if (!find_row(keys, value->key))
        return yaml_fail_at(value->tree, value->key_line, "there is no key '%.40s'%s%s%s", value->key, where,
                            nearest ? "; did you mean " : "", nearest ? nearest : "");
    return yaml_find(value->parent, value->key) == value ||
           yaml_fail_at(value->tree, value->key_line, "%s is given twice", value->key);
}

static bool check_mapping(const YamlNode *mapping, const YamlKey *keys, const char *where)
{
    for (const YamlNode *value = mapping->first; value; value = value->next)
        if (!check_key(value, keys, where) || !check_value(value, find_row(keys, value->key)))
            return false;
    return true;
}

// ---- reading

// How deep mappings and lists stand in each other where the table is used to its end.
static int depth_of(const YamlKey *keys)
{
    int deepest = 0;
    for (EACH_ROW(row, keys)) {
        bool pairs = row->shape == SHAPE_PAIRS, list = pairs || row->shape == SHAPE_TEXTS;
        list |= row->shape == SHAPE_KEYS_LIST;
        int depth = list + (row->keys ? depth_of(row->keys) : pairs);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

bool yaml_parse(YamlTree *tree, const YamlFormat *format, const char *bytes, size_t size, const char *origin,
                Error *error)
{
    *tree = (YamlTree){
        .what = format->what, .origin = origin, .first_line = format->first_line, .depth_max = depth_of(format->keys)};
    tree->error = error;
    return yaml_tree_read(tree, bytes, size) && check_mapping(tree->root, format->keys, "");
}

static bool read_row(const YamlNode *mapping, const YamlKey *row, void *context)
{
    const YamlNode *value = yaml_find(mapping, row->name);
    if (!value)
        return true;
    return row->read ? row->read(context, value) : yaml_read_keys(value, row->keys, context);
}

bool yaml_read_keys(const YamlNode *mapping, const YamlKey *keys, void *context)
{
    int round = 0;
    for (EACH_ROW(row, keys))
        round = row->early > round ? row->early : round;
    for (; round >= 0; round--)
        for (EACH_ROW(row, keys))
            if (row->early == round && !read_row(mapping, row, context))
                return false;
    return true;
}

// ---- writing

static void write_mapping(YamlWriter *writer, const YamlKey *keys, const void *context)
{
    YamlOpen open;
    yaml_begin_mapping(writer, &open);
    yaml_write_keys(writer, keys, context);
    yaml_end_mapping(writer, &open);
}

static void write_row(YamlWriter *writer, const YamlKey *row, const void *context)
{
    writer->key = row->name;
    writer->gap = row->gap;
    if (row->write)
        row->write(writer, context);
    else if (row->shape == SHAPE_KEYS)
        write_mapping(writer, row->keys, context);
}

void yaml_write_keys(YamlWriter *writer, const YamlKey *keys, const void *context)
{
    for (EACH_ROW(row, keys))
        write_row(writer, row, context);
}

// What it writes; NULL: nothing, or there is no memory. free() it.
static char *row_text(const YamlKey *row, const void *context)
{
    char *bytes = NULL;
    size_t size = 0;
    YamlWriter writer = {.out = open_memstream(&bytes, &size)};
    if (writer.out)
        write_row(&writer, row, context);
    if (writer.out && !fclose(writer.out) && size > 0)
        return bytes;
    free(bytes);
    return NULL;
}

typedef enum RowChange { ROW_SAME, ROW_OTHER, ROW_GONE } RowChange;

static RowChange row_change(const YamlKey *row, const void *before, const void *after)
{
    bool known = row->same && row->same(before, after);
    if (known || row->exact)
        return known ? ROW_SAME : ROW_OTHER;
    char *was = row_text(row, before), *is = row_text(row, after);
    bool same = was && is ? !strcmp(was, is) : was == is;
    RowChange change = same ? ROW_SAME : is ? ROW_OTHER : ROW_GONE;
    free(was);
    free(is);
    return change;
}

static bool merges(const YamlKey *row)
{
    return row->shape == SHAPE_KEYS && !row->read && !row->write;
}

static void write_change(YamlWriter *writer, const YamlKey *row, const void *before, const void *after)
{
    RowChange change = row_change(row, before, after);
    writer->key = row->name;
    writer->gap = false;
    if (change == ROW_GONE && row->none)
        yaml_write_as_is(writer, row->none);
    if (change == ROW_OTHER) {
        YamlKey plain = *row;
        plain.gap = false;
        write_row(writer, &plain, after);
    }
}

void yaml_write_changes(YamlWriter *writer, const YamlKey *keys, const void *before, const void *after)
{
    for (EACH_ROW(row, keys)) {
        YamlOpen open;
        if (!merges(row)) {
            write_change(writer, row, before, after);
            continue;
        }
        writer->key = row->name;
        writer->gap = false;
        yaml_begin_mapping(writer, &open);
        yaml_write_changes(writer, row->keys, before, after);
        yaml_end_mapping(writer, &open);
    }
}

bool yaml_keys_changed(const YamlKey *keys, const void *before, const void *after)
{
    for (EACH_ROW(row, keys))
        if (merges(row) ? yaml_keys_changed(row->keys, before, after) : row_change(row, before, after) != ROW_SAME)
            return true;
    return false;
}

bool yaml_row_changed(const YamlKey *keys, const char *name, const void *before, const void *after)
{
    return row_change(find_row(keys, name), before, after) != ROW_SAME;
}

void yaml_write_entry_keys(YamlWriter *writer, const YamlKey *keys, const void *context)
{
    yaml_begin_entry(writer);
    yaml_write_keys(writer, keys, context);
    yaml_end_entry(writer);
}

// ---- what lies elsewhere

bool yaml_fail_inside(const YamlNode *value, const Error *why)
{
    const char *colon = strstr(why->text, "rows:");
    int line = colon ? atoi(colon + strlen("rows:")) : 1;
    const char *reason = colon ? strstr(colon, ": ") : NULL;
    return yaml_fail_at(value->tree, value->line + (value->literal ? line : 0), "%s: %s", value->key,
                        reason ? reason + 2 : why->text);
}

void yaml_beside(const char *origin, const char *path, char *to, size_t size)
{
    const char *slash = strrchr(origin, '/');
    if (path[0] == '/' || !slash)
        snprintf(to, size, "%s", path);
    else
        snprintf(to, size, "%.*s/%s", (int)(slash - origin), origin, path);
}
