// The built-in loss surfaces, as rows. To add one: one row in landscape.c; --list, the key L, the scenes and the tests
// follow.
#ifndef RAVINE_ENGINE_LOSS_LANDSCAPE_H
#define RAVINE_ENGINE_LOSS_LANDSCAPE_H

#include "engine/loss/heightfield.h"

#include <stdbool.h>

enum { LANDSCAPE_CONSTANTS_MAX = 6, LANDSCAPE_MINIMA_MAX = 24 };

typedef struct LandscapeConstant {
    const char *name;
    const char *help; // one line
    double initial;
    double low, high; // the slider's range; any finite number may be typed
    bool logarithmic;
    double minima_from; // minima that do not move are minima where this constant is at least so
} LandscapeConstant;

typedef struct LandscapeMinimum {
    double at[2]; // the second is ignored for a curve
    double loss;
    bool local; // not a global minimum
    bool moves; // with a constant: known for the initial values only. Those that stay come first in the row
} LandscapeMinimum;

// All coordinates and losses are dimensionless doubles.
typedef struct Landscape {
    const char *id; // [a-z0-9_]+, never changes
    const char *title;
    const char *formula;                                  // in x and y (or x alone), and the constants
    const char *source;                                   // paper, book or collection
    const char *summary;                                  // one line: what it shows about optimizers
    LandscapeConstant constants[LANDSCAPE_CONSTANTS_MAX]; // ends at name == NULL
    double domain[4]; // x from, x to, y from, y to: what is shown at first; the last two are 0 for a curve
    double start[2];
    // Minima for the constants' initial values: all inside the domain, unless more_minima. Global ones first.
    LandscapeMinimum minima[LANDSCAPE_MINIMA_MAX];
    int n_minima;        // 0: unbounded below, without any
    bool more_minima;    // a lattice: the domain has more local minima than the lowest ones named here
    double lr_hint;      // a plain SGD learning rate that behaves here: where a scene for this landscape starts
    HeightScale scale;   // how loss becomes height
    double log_softness; // for HEIGHT_LOG: losses under it are shown nearly linearly, > 0
    double ceiling;      // loss at which the walls are cut at first; 0: nowhere
    double azimuth_deg,
        elevation_deg; // of the eye at first, [-180, 180] and [5, 90]; elevation 0: the scene's usual eye
} Landscape;

int landscape_count(void);
const Landscape *landscape_at(int i);                // 0 <= i < landscape_count(), in display order
const Landscape *landscape_find(const char *id);     // NULL: none of this id
int landscape_dimension(const Landscape *landscape); // 1 or 2

// The minima as they are for these constants, in the row's order: all of the row's for the initial values; for others
// those that do not move (rosenbrock's; of rastrigin the global one), or none where a constant is below its
// minima_from. Returns how many.
int landscape_minima(const Landscape *landscape, const double *constants, const LandscapeMinimum **minima);

#endif
