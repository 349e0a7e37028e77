// Update rules, as torch.optim computes them: a function and a row each, next to each other in optimizer.c.
//
// A rule steps a group of lanes at once: racers of the same rule and the same switches, structure of arrays. All its
// numbers are elementwise unless it says otherwise. A rule may evaluate the loss again within a step (LBFGS, SAM)
// through step->evaluate. It keeps nothing of its own: all state is in slots, zero before the first step. To add a
// rule: its function, its row, its place in the list. Sliders, grammar, --list, help and tests follow.
#ifndef RAVINE_ENGINE_RULES_OPTIMIZER_H
#define RAVINE_ENGINE_RULES_OPTIMIZER_H

#include "engine/rules/argument.h"
#include "engine/rules/recording.h"

#include <stdbool.h>
#include <stdint.h>

enum { OPTIMIZER_VECTORS = 16 }; // of one lane at a time

typedef struct Optimizer Optimizer;
typedef struct OptimizerStep OptimizerStep;

// One step of n lanes. Row k of the history is the state after k steps; this is step t = k + 1.
struct OptimizerStep {
    const Optimizer *rule;
    int n;                     // lanes
    int dimension;             // of the parameter vector
    int64_t t;                 // 1-based
    double *const *parameters; // [dimension][n], in and out
    double *const *gradient;   // [dimension][n], of this step's batch at the parameters; the rule may overwrite it
    double *const *slot;       // [(slots of the rule) * dimension][n]: slot s of dimension d is slot[s * dimension + d]
    const double *const *hyper; // [n_hypers][n], as scheduled for this step: hyper[0] is the learning rate
    double *const *scratch;     // [2 * dimension + 4][n], contents undefined
    double *const *vector;      // [OPTIMIZER_VECTORS][dimension], likewise: for rules that go lane by lane
    bool
        on[ARGUMENTS_MAX]; // the switches, the same in all lanes: a boolean is true; a real differs from 0 in some lane
    int *evals;            // [n], 1 before the step: a rule that evaluates again adds to it
    const char **stopped;  // [n]: see optimizer_stop
    bool *any_stopped;
    const OptimizerStep
        *inner; // for a rule that wraps another: the wrapped rule's step on the same lanes, to be called
                // with the wrapper's own evaluate, power and context, or others; else NULL

    const Recording *const *recording; // [n], for optimizer_recorded alone

    // Loss and gradient of one lane at any point of its space, on this step's batch. at[dimension],
    // gradient[dimension]; returns the loss.
    double (*evaluate)(const OptimizerStep *step, int lane, const double *at, double *gradient);
    void *context; // the race's; rules leave it alone

    // base^t, computed once for all lanes that ask for the same; may be 0 below 1e-30.
    double (*power)(const OptimizerStep *step, double base);
};

// What a slot is to the step, so that the screen can draw it as an arrow or a box.
typedef enum SlotRole {
    SLOT_PLAIN,    // a number of each coordinate that is none of the following
    SLOT_SCALAR,   // one number, in the first coordinate's place
    SLOT_VELOCITY, // decaying sum of gradients
    SLOT_MEAN,     // first moment: running mean of gradients
    SLOT_SCALED,   // decaying sum of scaled gradients: in units of its own
    SLOT_MOVE,     // a direction of the parameters' move, likewise
    SLOT_SQUARE,   // second moment, or a sum of squares: its root is compared with gradients
    SLOT_SIZE,     // likewise, without a root to be taken
} SlotRole;

// What a slot means, for the screen: no screen code knows a rule.
typedef struct OptimizerSlot {
    const char *name;   // "exp_avg", torch's state name
    const char *symbol; // "m"
    const char *help;
    SlotRole role;
    int needs; // the argument without which (0) it is not used; 0: none
    int decay; // the argument whose power corrects it for its start at zero: it is divided by 1 - argument^t. 0: none
} OptimizerSlot;

// Of rules that wrap others, how far out they stand.
typedef enum OptimizerLayer {
    LAYER_STEP,      // changes the gradient or the way of one step: SAM
    LAYER_LOOKAHEAD, // of several steps
    LAYER_CLIP,      // comes between the loss and all these
    LAYER_AVERAGE,   // looks on, and changes nothing
} OptimizerLayer;

// What a rule that looks on makes of the points of another: a mean of its own, n numbers like them.
typedef struct OptimizerAverage {
    int64_t (*first)(const double *hyper); // the step, at least 1, whose point it begins as a copy of
    // To the mean of `averaged` >= 1 points, one more.
    void (*update)(const double *hyper, int64_t averaged, const double *at, double *average, int n);
    const char
        *python; // of torch.optim.swa_utils, called with the first argument: AveragedModel's multi_avg_fn; or NULL
} OptimizerAverage;

struct Optimizer {
    const char *name; // torch's class name
    const char *title;
    const char *source;        // paper
    const char *summary;       // one line
    const Argument *arguments; // the learning rate first; ends at name == NULL
    // torch's parameters, of which those behind * can only be named. What has no row changes how torch computes, not
    // what, and is read over. NULL: the rows, of which maximize can only be named.
    const char *signature;
    const char *keras; // of a rule of Keras, that one's names for the arguments, in its order; NULL: it is none
    const OptimizerSlot *slots; // ends at name == NULL; NULL: no state
    int (*n_slots)(
        const double *hyper); // for rules whose state grows with an argument; NULL: as many as the slots' rows
    const char
        *momentum; // the argument that CyclicLR and OneCycleLR cycle and the trace shows: "momentum", "betas", or NULL
    bool wraps;    // around any other rule; it has no learning rate of its own
    OptimizerLayer layer;            // ignored unless it wraps
    const char *call;                // torch's function of the gradient that it is, called before the step; NULL: none
    const OptimizerAverage *average; // NULL: it makes none
    bool evaluates;                  // calls step->evaluate
    void (*settle)(double *hyper);   // what torch makes of None when it is built; NULL: nothing
    const char *(*refuse)(const double *hyper); // torch's reason for refusing a combination, or NULL
    bool
        own_class; // scripts take the class in assets/python/NAME.py: torch.optim lacks the rule, or feeds it otherwise
    // Why torch raises in a step whose momentum (or beta1) a schedule has moved to `now`, where the first step had
    // `first`; NULL, or NULL returned: it does not.
    const char *(*cycled)(double first, double now);
    void (*step)(const OptimizerStep *step);
};

// torch raises within this step of a lane: why, a string that stays. What the step leaves there is not looked at.
static inline void optimizer_stop(const OptimizerStep *step, int lane, const char *why)
{
    step->stopped[lane] = why;
    *step->any_stopped = true;
}

int optimizer_count(void);
const Optimizer *optimizer_at(int i);              // 0 <= i < optimizer_count(), in display order
const Optimizer *optimizer_find(const char *name); // exact; NULL: none

// Stands in no list: its lanes have recordings instead of hyperparameters; it has no learning rate (hyper[0] is NaN).
extern const Optimizer optimizer_recorded;

int optimizer_arguments(const Optimizer *optimizer);
int optimizer_momentum(const Optimizer *optimizer); // index of the first argument named .momentum, or -1
int optimizer_slots(const Optimizer *optimizer, const double *hyper);
int optimizer_slots_most(const Optimizer *optimizer, const double *hyper); // whatever switches are turned on

// May `outer` stand around `inner`, which may be a rule that wraps itself? Around those of a lower layer; clips of two
// kinds around each other, and around an average.
bool optimizer_may_wrap(const Optimizer *outer, const Optimizer *inner);

// Fills hyper[ARGUMENTS_MAX] with torch's defaults (and the sliders' start where torch has none).
void optimizer_defaults(const Optimizer *optimizer, double *hyper);

// NULL: torch accepts these. Otherwise torch's reason, without the value; *argument is the index of the culprit, -1
// where a combination is.
const char *optimizer_refuses(const Optimizer *optimizer, const double *hyper, int *argument);

#endif
