// Formats of YAML files as tables: a row is a key, the shape of its value, how it is read and how it is written. What
// no row knows is refused with its line and the nearest name; a value that is a mapping has a table of its own, to any
// depth. Private to src/scene.
#ifndef RAVINE_SCENE_YAML_KEYS_H
#define RAVINE_SCENE_YAML_KEYS_H

#include "scene/yaml_tree.h"
#include "scene/yaml_write.h"

typedef enum YamlShape {
    SHAPE_TEXT,
    SHAPE_TEXTS,    // a list of texts
    SHAPE_PAIRS,    // likewise, or of mappings of any keys to texts: 60: 0.lr=0.1
    SHAPE_KEYS,     // a mapping with keys of `keys`
    SHAPE_KEYS_LIST // a list of such mappings; its read and write go through the entries
} YamlShape;

typedef struct YamlKey YamlKey;
struct YamlKey {
    const char *name; // NULL: the table's end; with `keys`: it goes on with those
    YamlShape shape;
    const YamlKey *keys; // of SHAPE_KEYS and SHAPE_KEYS_LIST; of SHAPE_TEXTS: an entry may be a mapping instead
    const char *entry;   // one of a list's mappings, for errors: "slide"; NULL: the list's name
    int early;           // rows with a larger number are read first; else in the table's order
    bool gap;            // written after an empty line
    // Called where the key is given. NULL, of SHAPE_KEYS: the rows of `keys`, with the same context.
    // false: yaml_fail has said why.
    bool (*read)(void *context, const YamlNode *value);
    // Calls one of yaml_write.h's functions, or none where there is nothing to say. NULL: never written; of SHAPE_KEYS:
    // the rows of `keys`.
    void (*write)(YamlWriter *writer, const void *context);
    // For yaml_write_changes. What says that there is nothing of it where there was something; NULL: nothing has to.
    const char *none;
    bool (*same)(const void *before, const void *after); // true: what it writes is the same; saves writing it
    bool exact;                                          // false of `same` says that it is another
};

typedef struct YamlFormat {
    const char *what;       // "scene"
    const char *first_line; // "ravine: 1"
    const YamlKey *keys;    // a tree of tables: how deep a text may be nested follows from it
} YamlFormat;

// Fills the tree and holds it to the format; nothing was read yet. false: error has "WHAT, ORIGIN:LINE: WHY".
// Whether true or false, yaml_tree_clear it.
bool yaml_parse(YamlTree *tree, const YamlFormat *format, const char *bytes, size_t size, const char *origin,
                Error *error);

// The rows whose keys are given, in the mapping of a tree that was held to the same table.
bool yaml_read_keys(const YamlNode *mapping, const YamlKey *keys, void *context);

// All rows, in the table's order.
void yaml_write_keys(YamlWriter *writer, const YamlKey *keys, const void *context);

// The rows of which `after` writes something else than `before`. A mapping whose row is without a read function is read
// into what was there, so only its own changes are written.
void yaml_write_changes(YamlWriter *writer, const YamlKey *keys, const void *before, const void *after);
bool yaml_keys_changed(const YamlKey *keys, const void *before, const void *after);
bool yaml_row_changed(const YamlKey *keys, const char *name, const void *before, const void *after); // one of them

// An entry of a list that is a mapping, between yaml_begin_list and the list's end.
void yaml_write_entry_keys(YamlWriter *writer, const YamlKey *keys, const void *context);

// The error of a text inside the tree, whose origin is "rows" ("data, rows:3: WHY"), becomes one of the tree's line;
// that of a file of its own stays.
bool yaml_fail_inside(const YamlNode *value, const Error *why);

// Paths of files are relative to the folder of the text's own file, `origin`.
void yaml_beside(const char *origin, const char *path, char *to, size_t size);

#endif
