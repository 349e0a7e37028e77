// Thousands of racers without a history: one racer from n starts, or with n sets of hyperparameters, stepped together
// down one loss. What a lane comes to is what a race of it alone comes to, bit for bit: it depends neither on its
// neighbours, nor on n, nor on the number of threads, nor on the pieces in which the swarm is run. A lane that diverges
// rests from there on and costs nothing more.
//
// A swarm of 2 parameters takes about 250 bytes a lane, 16 more for each slot of its rule, 750 more with a schedule;
// never more than SWARM_BYTES_MAX.
#ifndef RAVINE_ENGINE_RACE_SWARM_H
#define RAVINE_ENGINE_RACE_SWARM_H

#include "engine/loss/loss.h"
#include "engine/race/changes.h"
#include "engine/race/racer.h"

enum { SWARM_LANES_MAX = 1 << 20, SWARM_BYTES_MAX = 1 << 30 };

typedef struct SwarmConfig {
    const Loss *loss;                             // borrowed as long as the swarm lives
    const Racer *racer;                           // copied, like all that follows
    int n;                                        // lanes, 1 .. SWARM_LANES_MAX
    const double *start;                          // [dimension] of lane i at start + i * start_stride
    int start_stride;                             // doubles; 0: all lanes start at one point
    const double (*hyper)[ARGUMENTS_MAX];         // [n]; NULL: the racer's own
    const double (*wrapper_hyper)[ARGUMENTS_MAX]; // likewise, of its innermost wrapper
    const Changes *changes; // of each lane on its way, which cost several times as much; not with hyper. NULL: none
} SwarmConfig;

typedef struct Swarm Swarm;

// A swarm that has not begun. NULL: out of memory, or it would take more than SWARM_BYTES_MAX.
Swarm *swarm_create(const SwarmConfig *config);
void swarm_destroy(Swarm *swarm);

// On to the state after `step` steps, >= 0, by all threads. A step that lies behind changes nothing.
void swarm_run(Swarm *swarm, int step);
int swarm_done(const Swarm *swarm); // the step it stands at; -1: not begun

// Of a lane, once begun. A diverged one stands at the first step at which a parameter or the loss was not finite; one
// in whose step torch raises, where it did before that.
const double *swarm_at(const Swarm *swarm, int lane); // [dimension], good until the next swarm_run
double swarm_loss(const Swarm *swarm, int lane);      // the full loss there
int swarm_diverged(const Swarm *swarm, int lane);     // at which step; -1: it has not

#endif
