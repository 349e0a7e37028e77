// The loops of elementary.h at one vector width. Who includes this defines LANES_WIDTH, LanesVector, LANES_LOAD,
// LANES_STORE, LANES_SLEEF(name, accuracy) and LANES_NAME(name) before, and so has a function for each row.
#ifndef RAVINE_ENGINE_ELEMENTARY_WIDTH_H
#define RAVINE_ENGINE_ELEMENTARY_WIDTH_H

#ifdef LANES_WIDTH // by itself it is empty

#include "engine/elementary_far.h"

#define LANES_DEFINE_ONE(name, accuracy)                                                                               \
    void LANES_NAME(name)(const double *x, double *to, int n);                                                         \
    void LANES_NAME(name)(const double *x, double *to, int n)                                                          \
    {                                                                                                                  \
        for (int i = 0; i < n; i += LANES_WIDTH) {                                                                     \
            double kept[LANES_WIDTH];                                                                                  \
            LanesVector at = LANES_LOAD(x + i);                                                                        \
            LANES_STORE(kept, at);                                                                                     \
            LANES_STORE(to + i, LANES_SLEEF(name, accuracy)(at));                                                      \
            for (int k = 0; k < LANES_WIDTH; k++) {                                                                    \
                FAR_##name(kept[k], to[i + k]);                                                                        \
            }                                                                                                          \
        }                                                                                                              \
    }
#define LANES_DEFINE_TWO(name, accuracy)                                                                               \
    void LANES_NAME(name)(const double *x, const double *y, double *to, int n);                                        \
    void LANES_NAME(name)(const double *x, const double *y, double *to, int n)                                         \
    {                                                                                                                  \
        for (int i = 0; i < n; i += LANES_WIDTH)                                                                       \
            LANES_STORE(to + i, LANES_SLEEF(name, accuracy)(LANES_LOAD(x + i), LANES_LOAD(y + i)));                    \
    }

ELEMENTARY_OF_ONE(LANES_DEFINE_ONE)
ELEMENTARY_OF_TWO(LANES_DEFINE_TWO)

#endif
#endif
