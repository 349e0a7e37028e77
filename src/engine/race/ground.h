// The points of n lanes on one loss and what is known of the loss there: what stages step upon. Used by one thread at a
// time.
#ifndef RAVINE_ENGINE_RACE_GROUND_H
#define RAVINE_ENGINE_RACE_GROUND_H

#include "engine/lanes.h"
#include "engine/loss/loss.h"

#include <stddef.h>

enum { POWERS_AHEAD = LANES_MULTIPLE };

// base^t, for the last t that was asked for; of steps one after another, those to come are found together.
typedef struct GroundPower {
    double base, value;
    int64_t t;
    double ahead[POWERS_AHEAD]; // from the t in `from` on
    int64_t from;               // 0: none
} GroundPower;

// {0} at first. The lanes may be read and the parameters written; the rest is set by the functions below.
typedef struct Ground {
    const Loss *loss;
    LossWork *work;
    int dimension, n;
    int64_t t;              // the step being made, 1-based
    double **parameters;    // [dimension][n]
    double *value;          // [n], of the full loss
    double **gradient;      // [dimension][n], of the full loss
    double **step_gradient; // [dimension][n], of the step's batch: `gradient` itself for a loss that is not stochastic
    double *step_value;     // [n], unused then
    int *evals;             // [n], how often the step has evaluated a lane's gradient
    const char **stopped;   // [n], why torch raises in the step that was made; NULL: it does not
    bool any_stopped;
    int stride;          // doubles from one array to the next
    GroundPower *powers; // [n_powers], of `powers_max`
    int n_powers, powers_max;
    int next_power;          // likely to be asked for next: each step asks for the same in the same order
    void *memory, *pointers; // parameters first, then value: together they are what must stay finite
    size_t memory_size, pointers_size;
} Ground;

size_t ground_bytes(const Loss *loss, int n); // that ground_set asks for

// n >= 1 lanes at the origin, every evals 1, none stopped. loss and work are borrowed. false: out of memory.
bool ground_set(Ground *ground, const Loss *loss, LossWork *work, int n);
void ground_free(Ground *ground); // what it owns

void ground_evaluate(Ground *ground);              // the full loss at the parameters: value and gradient
void ground_begin_step(Ground *ground, int64_t t); // the loss of step t's batch at the parameters: step_gradient

// What a rule asks for within a step: loss and gradient at any one point on the step's batch, at[dimension]; and
// base^t, 0 below 1e-30.
double ground_evaluate_at(Ground *ground, const double *at, double *gradient);
double ground_power(Ground *ground, double base, int64_t t);

bool ground_all_finite(const Ground *ground);
bool ground_lane_finite(const Ground *ground, int lane); // its parameters and its loss

// Takes a lane out: the last one moves to its place.
void ground_drop(Ground *ground, int lane);

#endif
