// Which learning rate is best for a racer: SEARCH_RATES values evenly spaced on a logarithmic scale, over the lr's
// slider range, on the loss's batches. The criterion is the full loss after `steps` steps.
#ifndef RAVINE_STUDY_SEARCH_H
#define RAVINE_STUDY_SEARCH_H

#include "scene/scene.h"

enum { SEARCH_RATES = 25 };

typedef struct LrSearch {
    double lr[SEARCH_RATES], loss[SEARCH_RATES]; // loss: infinite where it diverged
    int best;                                    // -1: diverged everywhere
} LrSearch;

const LrSearch *search_found(const void *piece); // of a piece that is ready

#endif
