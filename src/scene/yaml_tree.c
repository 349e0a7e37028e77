// One pass over libyaml's events. Its documents (yaml_parser_load) are not used: they forget where aliases stood, and
// the time that they take grows with the square of depth and of anchors, before anything could be refused.
#include "scene/yaml_tree.h"

#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

// Bytes of comments and directives around the document. libyaml's time grows with the square of the number of
// directives.
enum { HEAD_MAX = 128 * 1024 };

typedef struct Build {
    YamlTree *tree;
    const char *bytes;
    size_t size, given; // given: to libyaml
    size_t head_begin;  // of bytes: where the last document ended
    bool in_document, head_full;
    int documents;
    YamlNode *open; // the mapping or list that the next event stands in
    int depth;
    char *key; // of the open mapping: the next event is its value
    int key_line;
} Build;

bool yaml_fail_at(const YamlTree *tree, int line, const char *format, ...)
{
    char why[ERROR_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    return error_set(tree->error, "%s, %.200s:%d: %s", tree->what, tree->origin, line, why);
}

static int line_of(const yaml_event_t *event)
{
    return (int)event->start_mark.line + 1;
}

#define FAIL(build, event, ...) yaml_fail_at((build)->tree, line_of(event), __VA_ARGS__)

// ---- one event

static const char *text_of(const yaml_event_t *event)
{
    return (const char *)event->data.scalar.value;
}

// The event's text is the tree's from here on.
static char *take_text(yaml_event_t *event)
{
    char *text = (char *)event->data.scalar.value;
    event->data.scalar.value = NULL;
    return text;
}

static YamlKind kind_of(const yaml_event_t *event)
{
    return event->type == YAML_SCALAR_EVENT           ? YAML_TEXT
           : event->type == YAML_SEQUENCE_START_EVENT ? YAML_LIST
                                                      : YAML_MAPPING;
}

// A tag may say what is plain to see.
static bool check_tag(const Build *build, const yaml_event_t *event)
{
    static const char *const plain[] = {YAML_STR_TAG, YAML_SEQ_TAG, YAML_MAP_TAG};
    YamlKind kind = kind_of(event);
    const yaml_char_t *tag = kind == YAML_TEXT   ? event->data.scalar.tag
                             : kind == YAML_LIST ? event->data.sequence_start.tag
                                                 : event->data.mapping_start.tag;
    const char *text = (const char *)tag;
    return !text || !strcmp(text, plain[kind]) || !strcmp(text, "!") ||
           FAIL(build, event, "tags (%.60s) are not read in %ss", text, build->tree->what);
}

static bool check_text(const Build *build, const yaml_event_t *event)
{
    return event->type != YAML_SCALAR_EVENT || strlen(text_of(event)) == event->data.scalar.length ||
           FAIL(build, event, "a zero byte in a text");
}

static bool take_key(Build *build, yaml_event_t *event)
{
    if (event->type != YAML_SCALAR_EVENT)
        return FAIL(build, event, "expected a key, such as title:");
    build->key_line = line_of(event);
    build->key = take_text(event);
    return true;
}

// As the open one's last child; children are in reverse order until it is closed.
static void hang(Build *build, YamlNode *node)
{
    YamlNode *parent = build->open;
    node->key = "";
    if (!parent) {
        build->tree->root = node;
        return;
    }
    node->key = parent->kind == YAML_MAPPING ? build->key : parent->key;
    node->key_line = build->key_line;
    node->parent = parent;
    node->next = parent->first;
    parent->first = node;
    parent->n++;
    build->key = NULL;
}

static YamlNode *make_node(Build *build, yaml_event_t *event)
{
    YamlTree *tree = build->tree;
    YamlNode *node = calloc(1, sizeof *node);
    if (!node)
        return NULL;
    *node = (YamlNode){.kind = kind_of(event), .line = line_of(event), .older = tree->newest, .tree = tree};
    tree->newest = node;
    tree->n++;
    hang(build, node);
    if (node->kind == YAML_TEXT) {
        node->literal = event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE;
        node->text = take_text(event);
    }
    return node;
}

static bool take_node(Build *build, yaml_event_t *event)
{
    YamlTree *tree = build->tree;
    bool text = event->type == YAML_SCALAR_EVENT;
    if (!build->open && event->type != YAML_MAPPING_START_EVENT)
        return FAIL(build, event, "expected a %s, lines such as '%s'", tree->what, tree->first_line);
    if (!check_tag(build, event) || !check_text(build, event))
        return false;
    if (build->open && build->open->kind == YAML_MAPPING && !build->key)
        return take_key(build, event);
    if (!text && build->depth == tree->depth_max)
        return FAIL(build, event, "nested deeper than a %s is", tree->what);
    if (tree->n > YAML_NODES_MAX)
        return FAIL(build, event, "more than %d keys and entries", YAML_NODES_MAX);
    YamlNode *node = make_node(build, event);
    if (node && !text) {
        build->open = node;
        build->depth++;
    }
    return node || FAIL(build, event, "out of memory");
}

static void close_node(Build *build)
{
    YamlNode *node = build->open, *reversed = NULL;
    for (YamlNode *child = node->first, *next; child; child = next) {
        next = child->next;
        child->next = reversed;
        reversed = child;
    }
    node->first = reversed;
    build->open = node->parent;
    build->depth--;
}

static bool take_event(Build *build, yaml_event_t *event)
{
    const char *what = build->tree->what;
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return FAIL(build, event, "aliases (*%.40s) are not read in %ss", (const char *)event->data.alias.anchor, what);
    case YAML_DOCUMENT_START_EVENT:
        build->in_document = true;
        return !build->documents++ || FAIL(build, event, "a second document; a %s is one", what);
    case YAML_DOCUMENT_END_EVENT:
        build->in_document = false;
        build->head_begin = build->given;
        return true;
    case YAML_SCALAR_EVENT:
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return take_node(build, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_node(build);
        return true;
    default:
        return true;
    }
}

// ---- all events

// libyaml's reader. Where a document does not begin, it gets no more.
static int give_bytes(void *context, unsigned char *buffer, size_t size, size_t *size_read)
{
    Build *build = context;
    size_t left = build->size - build->given;
    build->head_full = !build->in_document && build->given - build->head_begin > HEAD_MAX;
    *size_read = size < left ? size : left;
    memcpy(buffer, build->bytes + build->given, *size_read);
    build->given += *size_read;
    return !build->head_full;
}

// libyaml gives no line for bytes that are no text, but their offset.
static bool syntax_error(const Build *build, const yaml_parser_t *parser)
{
    int line = (int)parser->problem_mark.line + 1;
    const char *why = parser->problem ? parser->problem : "out of memory";
    if (build->head_full)
        return yaml_fail_at(build->tree, 1, "more than %d KiB around the %s", HEAD_MAX / 1024, build->tree->what);
    if (parser->error == YAML_READER_ERROR) {
        line = 1;
        for (size_t i = 0; i < parser->problem_offset && i < build->size; i++)
            line += build->bytes[i] == '\n';
    }
    return yaml_fail_at(build->tree, line, "no YAML: %s", why);
}

static bool take_events(Build *build, yaml_parser_t *parser)
{
    for (bool end = false; !end;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return syntax_error(build, parser);
        bool ok = take_event(build, &event);
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        if (!ok)
            return false;
    }
    return build->documents ||
           yaml_fail_at(build->tree, 1, "empty; expected a first line '%s'", build->tree->first_line);
}

bool yaml_tree_read(YamlTree *tree, const char *bytes, size_t size)
{
    Build build = {.tree = tree, .bytes = bytes, .size = size};
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return yaml_fail_at(tree, 1, "out of memory");
    yaml_parser_set_input(&parser, give_bytes, &build);
    bool ok = take_events(&build, &parser);
    yaml_parser_delete(&parser);
    free(build.key);
    return ok;
}

static void free_text(const char *text)
{
    free((void *)(uintptr_t)text);
}

void yaml_tree_clear(YamlTree *tree)
{
    for (YamlNode *node = tree->newest, *older; node; node = older) {
        older = node->older;
        if (node->parent && node->parent->kind == YAML_MAPPING)
            free_text(node->key);
        free_text(node->text);
        free(node);
    }
    tree->root = tree->newest = NULL;
    tree->n = 0;
}

// ---- values

const YamlNode *yaml_find(const YamlNode *mapping, const char *key)
{
    for (const YamlNode *node = mapping->first; node; node = node->next)
        if (!strcmp(node->key, key))
            return node;
    return NULL;
}

bool yaml_copy(const YamlNode *text, char *to, size_t size)
{
    return text_copy(to, size, text->text) || yaml_fail(text, "%s: longer than %zu bytes", text->key, size - 1);
}

bool yaml_number(const YamlNode *text, double *number)
{
    return (text_to_double(text->text, number) && isfinite(*number)) ||
           yaml_fail(text, "%s: expected a finite number, found '%.40s'", text->key, text->text);
}

bool yaml_whole(const YamlNode *text, int low, int high, int *number)
{
    double value;
    if (!text_to_double(text->text, &value) || value != floor(value) || !(value >= low && value <= high))
        return yaml_fail(text, "%s: expected a whole number from %d to %d, found '%.40s'", text->key, low, high,
                         text->text);
    *number = (int)value;
    return true;
}

bool yaml_numbers(const YamlNode *list, int expected, double *numbers)
{
    if (list->n != expected)
        return yaml_fail(list, "%s: expected %d number%s, found %d", list->key, expected, expected > 1 ? "s" : "",
                         list->n);
    for (const YamlNode *entry = list->first; entry; entry = entry->next)
        if (!yaml_number(entry, numbers++))
            return false;
    return true;
}

static const char *truth(const void *context, int i)
{
    static const char *const truths[] = {"false", "true", NULL};
    (void)context;
    return truths[i];
}

bool yaml_truth(const YamlNode *text, bool *is)
{
    int which = 0;
    if (!yaml_name(text, "truth ", truth, &which))
        return false;
    *is = which;
    return true;
}

bool yaml_name(const YamlNode *text, const char *what, const char *(*name)(const void *context, int i), int *found)
{
    return yaml_name_of(text, what, name, NULL, found);
}

bool yaml_name_of(const YamlNode *text, const char *what, const char *(*name)(const void *context, int i),
                  const void *context, int *found)
{
    const char *nearest = text_nearest(text->text, name, context);
    for (int i = 0; name(context, i); i++)
        if (!strcmp(name(context, i), text->text)) {
            *found = i;
            return true;
        }
    return yaml_fail(text, "%s: there is no %s'%.40s'%s%s", text->key, what, text->text,
                     nearest ? "; did you mean " : "", nearest ? nearest : "");
}
