// A slice of the loss sampled on a grid, in parallel; and the ONE mapping from loss to height that mesh, trails and
// axes share.
#ifndef RAVINE_ENGINE_LOSS_HEIGHTFIELD_H
#define RAVINE_ENGINE_LOSS_HEIGHTFIELD_H

#include "base/work.h"

#include <stdbool.h>

typedef struct Loss Loss;

enum { HEIGHTFIELD_SIDE_MAX = 4096 };

typedef enum HeightScale { HEIGHT_LINEAR, HEIGHT_LOG, HEIGHT_SIGNED, HEIGHT_LOGIT } HeightScale;

// loss -> height in [0, 1] for losses from low to high. Linear: (loss - low) / (high - low). Log: log1p((loss - low) /
// softness), scaled alike. Signed: log1p(|loss| / softness) with the loss's sign, likewise. Logit: log((loss - low +
// softness) / (high - loss + softness)), likewise; beyond low and high it goes on straight.
typedef struct HeightMap {
    HeightScale scale;
    double low, high; // losses, low < high
    double softness;  // loss above low, beside 0, or beside both ends, under which it is nearly linear, > 0; ignored
                      // when linear
} HeightMap;

double height_of(const HeightMap *map, double loss);        // not clamped; NaN stays NaN, inf is +inf
double height_to_loss(const HeightMap *map, double height); // its inverse

// A plane, or a line, through the loss's space: the points origin + x * u + y * v, each [dimension], borrowed as long
// as it is sampled. v NULL: a line, every row the same. Along two axes through an origin that is 0 there, x and y are
// the parameters themselves, bit for bit, and samples are cheapest.
typedef struct HeightSlice {
    const double *origin, *u, *v;
} HeightSlice;

// Sample i, j is the loss at x = x_from + (x_to - x_from) * i / (nx - 1), y likewise: the edges are samples.
typedef struct HeightField {
    int nx, ny;
    double x_from, x_to, y_from, y_to;
    double *loss;     // [ny][nx], owned
    double low, high; // over the finite samples; low = high = 0 where none is
} HeightField;

// Fills field->loss (reallocated to nx * ny as needed, NULL at first) and low, high from the other members. false: out
// of memory.
bool heightfield_sample(HeightField *field, const Loss *loss, const HeightSlice *slice);
void heightfield_destroy(HeightField *field);

// The same in slices: begin, work until it is WORK_DONE, end; ended before, the field is worth nothing. Field, loss and
// the slice's vectors are borrowed until the end.
typedef struct HeightSampling HeightSampling;
HeightSampling *heightfield_begin(HeightField *field, const Loss *loss,
                                  const HeightSlice *slice); // NULL: out of memory
Work heightfield_work(HeightSampling *sampling,
                      int samples);                      // the next ones: a piece at least, else no more than these
double heightfield_part(const HeightSampling *sampling); // that is done, [0, 1]
void heightfield_end(HeightSampling *sampling);          // accepts NULL

// Bilinear; outside the field or beside a non-finite sample: NaN.
double heightfield_at(const HeightField *field, double x, double y);

#endif
