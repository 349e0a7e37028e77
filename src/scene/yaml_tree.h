// YAML as a tree that knows its lines: what libyaml's events say, in one pass. A value is a text, a list or a mapping;
// what else YAML can say (aliases, tags, a second document, keys that are no text) is refused, so a tree is never
// larger than its text. Private to src/scene.
#ifndef RAVINE_SCENE_YAML_TREE_H
#define RAVINE_SCENE_YAML_TREE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { YAML_NODES_MAX = 4096 }; // keys and entries

typedef enum YamlKind { YAML_TEXT, YAML_LIST, YAML_MAPPING } YamlKind;

typedef struct YamlNode YamlNode;
struct YamlNode {
    YamlKind kind;
    int line;         // where the value begins, 1-based
    const char *key;  // what it is the value of; of an entry: of its list; "": of the whole text
    int key_line;     // in a mapping
    const char *text; // NULL: no text; holds no zero byte but its last
    bool literal;     // a text that is a literal block: it begins on the next line
    YamlNode *parent, *first, *next;
    int n;           // entries of a list, keys of a mapping
    YamlNode *older; // of the tree's nodes, the one made before
    const struct YamlTree *tree;
};

typedef struct YamlTree {
    // Filled by the caller.
    const char *what, *origin, *first_line; // "scene", a file's name, "ravine: 1": for errors
    int depth_max;                          // of mappings and lists in each other; 1: the text's mapping alone
    Error *error;
    // Filled by yaml_tree_read.
    YamlNode *root, *newest;
    int n;
} YamlTree;

// false: error has "WHAT, ORIGIN:LINE: WHY". Whether true or false, yaml_tree_clear it.
bool yaml_tree_read(YamlTree *tree, const char *bytes, size_t size);
void yaml_tree_clear(YamlTree *tree);

// Sets the tree's error to "WHAT, ORIGIN:LINE: WHY"; false.
bool yaml_fail_at(const YamlTree *tree, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
#define yaml_fail(node, ...) yaml_fail_at((node)->tree, (node)->line, __VA_ARGS__)

const YamlNode *yaml_find(const YamlNode *mapping, const char *key); // NULL: it has none

// ---- texts as values; false: the error says what was expected

bool yaml_copy(const YamlNode *text, char *to, size_t size);
bool yaml_number(const YamlNode *text, double *number); // finite
bool yaml_truth(const YamlNode *text, bool *is);        // true, false
bool yaml_whole(const YamlNode *text, int low, int high, int *number);
bool yaml_numbers(const YamlNode *list, int expected, double *numbers); // finite
// One of a table's names, by its place. "KEY: there is no WHAT'NAME'; did you mean NEAREST".
bool yaml_name(const YamlNode *text, const char *what, const char *(*name)(const void *context, int i), int *found);
bool yaml_name_of(const YamlNode *text, const char *what, const char *(*name)(const void *context, int i),
                  const void *context, int *found); // likewise, of a table that is the context's

#endif
