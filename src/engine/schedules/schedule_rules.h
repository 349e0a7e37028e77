// What the files of the schedules' rows share. To add a schedule: its functions and its row in one of these files, and
// its place in the list at that file's end.
#ifndef RAVINE_ENGINE_SCHEDULES_SCHEDULE_RULES_H
#define RAVINE_ENGINE_SCHEDULES_SCHEDULE_RULES_H

#include "engine/elementary.h"
#include "engine/schedules/schedule.h"

#include <math.h>

// Each ends at NULL.
extern const Schedule *const schedule_decays[];
extern const Schedule *const schedule_cycles[];
extern const Schedule *const schedule_formulas[];
extern const Schedule *const schedule_warmups[];

#define SCHEDULE_PI 3.14159265358979323846

// memory[BASE] of every scheduler but the containers and ReduceLROnPlateau: its base_lrs[0].
enum { BASE };

// torch raises in this call. Returns the learning rate as it stands.
static inline double schedule_stop(const ScheduleCall *call, const char *why)
{
    if (!call->run->stopped) {
        call->run->stopped = why;
        call->run->stopped_node = call->index;
    }
    return call->run->lr;
}

// Python's ** of floats, which raises where C's pow is infinite.
static inline double schedule_power(const ScheduleCall *call, double base, double exponent, const char *why)
{
    double power = elementary_pow(base, exponent);
    if (isinf(power) && isfinite(base) && isfinite(exponent))
        schedule_stop(call, why);
    return power;
}

// What the node's lambda makes of a whole number; NaN where it raises: the run is then stopped.
double schedule_lambda(const ScheduleCall *call, double variable);

// The next multiple of a period of steps; one epoch, if it is still to come.
static inline int64_t next_multiple(double period, int64_t after)
{
    double next = (floor((double)after / period) + 1) * period;
    return period >= 1 && next < 1e15 ? (int64_t)ceil(next) : INT64_MAX;
}

static inline int64_t if_after(double epoch, int64_t after)
{
    return epoch > (double)after && epoch < 1e15 ? (int64_t)ceil(epoch) : INT64_MAX;
}

// Arguments that rows share.
#define ANY   .least = -INFINITY, .most = INFINITY
#define STEPS .unit = "steps", .kind = ARGUMENT_INTEGER, .fractions = true
#define WHOLE .kind = ARGUMENT_INTEGER, .only_integer = true
#define GAMMA .name = "gamma", .symbol = "γ", .help = "factor of the learning rate", .high = 1, ANY
#define ETA_MIN                                                                                                        \
    {                                                                                                                  \
        .name = "eta_min", .symbol = "η_min", .help = "lowest learning rate", .low = 1e-6, .high = 1,                  \
        .logarithmic = true, ANY                                                                                       \
    }
#define LAST_EPOCH                                                                                                     \
    {                                                                                                                  \
        .name = "last_epoch", .help = "-1: from the beginning", .kind = ARGUMENT_INTEGER, .hidden = true,              \
        .initial = -1, .low = -1, .high = -1, .least = -1, .most = -1,                                                 \
        .refusal = "param 'initial_lr' is not specified in param_groups[0] when resuming an optimizer"                 \
    }

#endif
