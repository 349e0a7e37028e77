// One pass over the events. A scene is a mapping of values, lists and one mapping, so the walk knows three depths and refuses a fourth: neither
// nesting nor aliases can make a scene larger than its text.
#include "scene/places.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

enum { DEPTH_MAX = 3 };

// An open mapping or list.
typedef struct Level {
    bool mapping;
    bool has_key; // of a mapping: the next event is the value of `key`
    char key[PLACE_NAME_MAX + 1];
    int index; // of a list: the next entry's
} Level;

typedef struct Walk {
    Places *places;
    const char *bytes;
    Error *error;
    yaml_parser_t parser;
    Level level[DEPTH_MAX];
    int depth;
    int documents;
} Walk;

bool places_error(const Places *places, int line, Error *error, const char *format, ...)
{
    char why[ERROR_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    return error_set(error, "scene, %.200s:%d: %s", places->origin, line, why);
}

const Place *places_find(const Places *places, const char *parent, const char *key)
{
    static const Place document = {.line = 1};
    for (int i = 0; i < places->n; i++)
        if (places->place[i].key[0] && !strcmp(places->place[i].parent, parent) && !strcmp(places->place[i].key, key))
            return &places->place[i];
    return &document;
}

int places_entry_line(const Places *places, const char *parent, int index)
{
    for (int i = 0; i < places->n; i++)
        if (!places->place[i].key[0] && !strcmp(places->place[i].parent, parent) && places->place[i].index == index)
            return places->place[i].line;
    return places_find(places, "", parent)->line;
}

static int line_of(const yaml_event_t *event)
{
    return (int)event->start_mark.line + 1;
}

static const char *parent_key(const Walk *walk)
{
    return walk->depth > 1 ? walk->level[walk->depth - 2].key : "";
}

static bool take_key(Walk *walk, const yaml_event_t *event)
{
    Level *level = &walk->level[walk->depth - 1];
    const char *key = (const char *)event->data.scalar.value;
    if (event->type != YAML_SCALAR_EVENT)
        return places_error(walk->places, line_of(event), walk->error, "expected a key, such as title:");
    text_copy(level->key, sizeof level->key, key);
    level->has_key = true;
    if (strlen(key) > PLACE_NAME_MAX || !key[0])
        return places_error(walk->places, line_of(event), walk->error, "there is no key '%.40s'", key);
    if (places_find(walk->places, parent_key(walk), key)->key[0])
        return places_error(walk->places, line_of(event), walk->error, "%s is given twice", key);
    return true;
}

// Records the value that begins here.
static bool take_place(Walk *walk, const yaml_event_t *event)
{
    Places *places = walk->places;
    Level *level = &walk->level[walk->depth - 1];
    if (places->n == PLACES_MAX)
        return places_error(places, line_of(event), walk->error, "more than %d keys and entries", PLACES_MAX);
    Place *place = &places->place[places->n++];
    *place = (Place){.line = line_of(event)};
    text_copy(place->parent, sizeof place->parent, parent_key(walk));
    if (level->mapping)
        text_copy(place->key, sizeof place->key, level->key);
    else
        place->index = level->index++;
    place->literal = event->type == YAML_SCALAR_EVENT && event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE;
    level->has_key = false;
    return true;
}

static bool open_level(Walk *walk, const yaml_event_t *event)
{
    if (walk->depth == DEPTH_MAX)
        return places_error(walk->places, line_of(event), walk->error, "nested deeper than a scene is");
    walk->level[walk->depth++] = (Level){.mapping = event->type == YAML_MAPPING_START_EVENT};
    return true;
}

static bool take_node(Walk *walk, const yaml_event_t *event)
{
    bool scalar = event->type == YAML_SCALAR_EVENT;
    if (!walk->depth && event->type != YAML_MAPPING_START_EVENT)
        return places_error(walk->places, line_of(event), walk->error, "expected a scene, lines such as 'ravine: 1'");
    Level *level = walk->depth ? &walk->level[walk->depth - 1] : NULL;
    if (level && level->mapping && !level->has_key)
        return take_key(walk, event);
    if (level && !take_place(walk, event))
        return false;
    return scalar || open_level(walk, event);
}

static bool take_event(Walk *walk, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return places_error(walk->places, line_of(event), walk->error, "aliases (*%.40s) are not read in scenes",
                            (const char *)event->data.alias.anchor);
    case YAML_DOCUMENT_START_EVENT:
        if (walk->documents++)
            return places_error(walk->places, line_of(event), walk->error, "a second document; a scene is one");
        return true;
    case YAML_SCALAR_EVENT:
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return take_node(walk, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        walk->depth--;
        return true;
    default:
        return true;
    }
}

// libyaml gives no line for bytes that are no text, but their offset.
static bool syntax_error(const Walk *walk)
{
    const yaml_parser_t *parser = &walk->parser;
    int line = (int)parser->problem_mark.line + 1;
    const char *why = parser->problem ? parser->problem : "out of memory";
    if (parser->error == YAML_READER_ERROR) {
        line = 1;
        for (size_t i = 0; i < parser->problem_offset; i++)
            line += walk->bytes[i] == '\n';
    }
    return places_error(walk->places, line, walk->error, "no YAML: %s", why);
}

bool places_read(Places *places, const char *bytes, size_t size, const char *origin, Error *error)
{
    Walk walk = {.places = places, .bytes = bytes, .error = error};
    places->origin = origin;
    places->n = 0;
    if (!yaml_parser_initialize(&walk.parser))
        return places_error(places, 1, error, "out of memory");
    yaml_parser_set_input_string(&walk.parser, (const unsigned char *)bytes, size);
    bool ok = true, end = false;
    while (ok && !end) {
        yaml_event_t event;
        if (!yaml_parser_parse(&walk.parser, &event)) {
            ok = syntax_error(&walk);
            break;
        }
        ok = take_event(&walk, &event);
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&walk.parser);
    return !ok || walk.documents ? ok : places_error(places, 1, error, "empty; expected a first line 'ravine: 1'");
}
