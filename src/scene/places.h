// Where things stand in a scene's YAML, and what cyaml lets pass: a walk over libyaml's events. Private to src/scene.
#ifndef RAVINE_SCENE_PLACES_H
#define RAVINE_SCENE_PLACES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { PLACES_MAX = 128, PLACE_NAME_MAX = 31 };

typedef struct Place {
    char parent[PLACE_NAME_MAX + 1]; // key of the mapping or list that it stands in; "": the document
    char key[PLACE_NAME_MAX + 1];    // "": an entry of a list
    int index;                       // of the entry, 0-based
    int line;                        // of the value, 1-based
    bool literal;                    // a block scalar: its text begins on the next line
} Place;

typedef struct Places {
    const char *origin;
    Place place[PLACES_MAX];
    int n;
} Places;

// false: error has "scene, FILE:LINE: WHY": no YAML, no mapping, a key twice, aliases, a second document, nested deeper than key: {key: [entry]}.
bool places_read(Places *places, const char *bytes, size_t size, const char *origin, Error *error);

// Never NULL: where nothing is known, the document's first line.
const Place *places_find(const Places *places, const char *parent, const char *key);
int places_entry_line(const Places *places, const char *parent, int index);

// "scene, FILE:LINE: WHY"; returns false.
bool places_error(const Places *places, int line, Error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
