// Sampled height fields, kept from frame to frame, and the mapping from loss to height that suits them.
#ifndef RAVINE_STUDY_FIELD_H
#define RAVINE_STUDY_FIELD_H

#include "scene/scene.h"

enum { FIELDS_MAX = RACE_RACERS_MAX + 4 }; // side by side, each panel may show another window

typedef struct FieldRequest {
    const Scene *scene;
    const Loss *loss;
    uint64_t loss_key; // changes whenever the loss does
    int dimension;     // 1: ny is 1 and only the first half of window counts
    double window[4];  // what is sampled
    double fit[4];     // the part of it from which the height mapping is made
    int side;          // samples along the longer side; fewer for a loss that is dear to evaluate
    bool moving;       // any field of this window will do, else a coarse one
} FieldRequest;

typedef struct FieldEntry {
    HeightField field;
    HeightMap map;
    uint64_t key; // of the samples
    uint64_t loss_key;
    double window[4], fit[4];
    uint64_t used; // when, for dropping the one unused for longest; 0: empty
} FieldEntry;

typedef struct FieldCache {
    FieldEntry entry[FIELDS_MAX];
    uint64_t now;
} FieldCache;

// From the cache, or sampled. NULL: out of memory. Holds until FIELDS_MAX other fields have been asked for.
const FieldEntry *field_get(FieldCache *cache, const FieldRequest *request);
void field_free(FieldCache *cache);

// A hash of bytes, to be chained: start from 0.
uint64_t field_hash(uint64_t hash, const void *bytes, size_t size);

#endif
