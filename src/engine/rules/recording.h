// The points of a racer that was run elsewhere, at the steps of the race. Never changed once it is shared, by reference
// count.
#ifndef RAVINE_ENGINE_RULES_RECORDING_H
#define RAVINE_ENGINE_RULES_RECORDING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { RECORDING_COORDINATES_MAX = 2 };

typedef struct Recording {
    atomic_int references;
    int n;           // rows, >= 1
    int coordinates; // 1 .. RECORDING_COORDINATES_MAX
    int *step;       // [n], ascending
    double *at;      // [n][coordinates]; where the racer diverged, not finite
    double *loss;    // [n]; NULL: to be computed. A row that lacks it has not has_loss
    bool *has_loss;  // [n]
    double *lr;      // [n], NaN: not known; NULL: of no row
    uint64_t hash;   // of all these
} Recording;

// A recording with room for n rows, all 0. NULL: out of memory.
Recording *recording_create(int n, int coordinates, bool loss, bool lr);
void recording_finish(Recording *recording);                   // its rows are there: sets the hash
const Recording *recording_retain(const Recording *recording); // returns it; NULL is fine
void recording_release(const Recording *recording);

// The row that holds at a step: the last one that is not after it, the first one before that.
int recording_row(const Recording *recording, int64_t step);
double recording_coordinate(const Recording *recording, int row, int i); // NaN: it has no such coordinate

#endif
