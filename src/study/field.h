// Sampled height fields and the mapping from loss to height that suits them.
#ifndef RAVINE_STUDY_FIELD_H
#define RAVINE_STUDY_FIELD_H

#include "scene/scene.h"

#include <stddef.h>

typedef struct FieldRequest {
    double window[4]; // what is sampled; of a curve only the first half counts
    double fit[4];    // the part of it from which the height mapping is made
    int side;         // samples along the longer side; fewer for a loss that is dear to evaluate
    bool moving;      // any field of this window will do, else a coarse one
} FieldRequest;

// A request, and what else the samples depend on.
typedef struct FieldAsked {
    uint64_t loss_key, formula; // formula: a hash of it
    double window[4], fit[4];   // second halves 0 for a curve
    int nx, ny;                 // ny 1: a curve
    bool moving;
    LossScale scale;
} FieldAsked;

enum { FIELD_AREAS = 48 };

typedef struct FieldEntry {
    FieldAsked asked;
    HeightField field;
    HeightMap map;
    double area[FIELD_AREAS + 1]; // the losses under which 0, 1, ... of so many equal parts of the fitted window lie
    uint64_t key;                 // of the samples
    HeightSampling *sampling;     // while it is under way
} FieldEntry;

typedef struct Subject Subject; // see piece.h
FieldAsked field_ask(const Subject *subject, const FieldRequest *request);
bool field_shows(const FieldEntry *entry, const FieldAsked *asked); // of this loss and window, however fine. NULL: no

// A hash of bytes, to be chained: start from 0.
uint64_t field_hash(uint64_t hash, const void *bytes, size_t size);

#endif
