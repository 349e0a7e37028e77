// Warm-ups under the names of transformers.optimization, each a LambdaLR there: the learning rate times a factor of the
// step. factor() has transformers' operations in their order; what it needs of the rate itself is the last one's.
#include "engine/elementary.h"
#include "engine/schedules/schedule_rules.h"

#include <math.h>
#include <stddef.h>

static double warm(double epoch, double warmup)
{
    return epoch / fmax(1, warmup);
}

// What of the training after the warmup is done, 0 to 1 and beyond.
static double progress_of(double epoch, double warmup, double training)
{
    return (epoch - warmup) / fmax(1, training - warmup);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// Arguments that rows share.
enum { WARMUP, TRAINING, SHAPE };

#define NUM_WARMUP_STEPS                                                                                               \
    {                                                                                                                  \
        .name = "num_warmup_steps", .help = "length of the warmup", STEPS, .required = true, .initial = 50, .low = 0,  \
        .high = 1000, ANY                                                                                              \
    }
#define NUM_TRAINING_STEPS                                                                                             \
    {                                                                                                                  \
        .name = "num_training_steps", .help = "length of warmup and decay together", STEPS, .required = true,          \
        .initial = 1000, .low = 10, .high = 10000, .logarithmic = true, ANY                                            \
    }

static int64_t two_turns(const ScheduleNode *node, int64_t after)
{
    return earlier(if_after(node->argument[WARMUP], after), if_after(node->argument[TRAINING], after));
}

// ---- Constant

static double constant_warm_rate(const ScheduleCall *call)
{
    double epoch = (double)call->epoch, warmup = call->argument[WARMUP];
    return call->memory[BASE] * (epoch < warmup ? warm(epoch, warmup) : 1);
}

static int64_t warm_turn(const ScheduleNode *node, int64_t after)
{
    return if_after(node->argument[WARMUP], after);
}

// "step / 10 if step < 10 else "
static void add_warmup(Text *text, const double *argument)
{
    text_add(text, "lr_scheduler.LambdaLR(optimizer, lambda step: ");
    if (argument[WARMUP] > 0)
        text_add(text, "step / %.17g if step < %.17g else ", fmax(1, argument[WARMUP]), argument[WARMUP]);
}

static void constant_warm_python(Text *text, const double *argument)
{
    add_warmup(text, argument);
    text_add(text, "1)");
}

static const Schedule constant_with_warmup = {
    .name = "get_constant_schedule_with_warmup",
    .title = "Warmup, then constant",
    .source = "transformers.get_constant_schedule_with_warmup",
    .word = "constant_with_warmup",
    .summary = "up from 0 in num_warmup_steps steps, then the learning rate as it is",
    .arguments = (const Argument[]){NUM_WARMUP_STEPS, LAST_EPOCH, {0}},
    .python = constant_warm_python,
    .rate = constant_warm_rate,
    .turn = warm_turn,
    .example = "get_constant_schedule_with_warmup(num_warmup_steps=10%)",
};

// ---- Linear

static double linear_warm_rate(const ScheduleCall *call)
{
    double epoch = (double)call->epoch, warmup = call->argument[WARMUP], training = call->argument[TRAINING];
    double left = (training - epoch) / fmax(1, training - warmup);
    return call->memory[BASE] * (epoch < warmup ? warm(epoch, warmup) : fmax(0, left));
}

// "(step - 10)"; "step" without a warmup.
static void add_since(Text *text, double warmup)
{
    if (warmup == 0)
        text_add(text, "step");
    else
        text_add(text, "(step %c %.17g)", warmup > 0 ? '-' : '+', fabs(warmup));
}

static double decay_length(const double *argument)
{
    return fmax(1, argument[TRAINING] - argument[WARMUP]);
}

static void linear_warm_python(Text *text, const double *argument)
{
    add_warmup(text, argument);
    text_add(text, "max(0.0, (%.17g - step) / %.17g))", argument[TRAINING], decay_length(argument));
}

static const Schedule linear_with_warmup = {
    .name = "get_linear_schedule_with_warmup",
    .title = "Warmup, then a line down",
    .source = "transformers.get_linear_schedule_with_warmup",
    .word = "linear",
    .summary = "up from 0 in num_warmup_steps steps, then down to 0 at num_training_steps along a line",
    .arguments = (const Argument[]){NUM_WARMUP_STEPS, NUM_TRAINING_STEPS, LAST_EPOCH, {0}},
    .python = linear_warm_python,
    .rate = linear_warm_rate,
    .turn = two_turns,
    .example = "get_linear_schedule_with_warmup(num_warmup_steps=10%, num_training_steps=100%)",
};

// ---- Cosine

static double cosine_warm_rate(const ScheduleCall *call)
{
    double epoch = (double)call->epoch, warmup = call->argument[WARMUP];
    double progress = progress_of(epoch, warmup, call->argument[TRAINING]);
    double height = 0.5 * (1.0 + elementary_cos(SCHEDULE_PI * call->argument[SHAPE] * 2.0 * progress));
    return call->memory[BASE] * (epoch < warmup ? warm(epoch, warmup) : fmax(0, height));
}

// "3 * ((step - 10) / 90)", which is the rate's own order of operations; once is not said.
static void add_progress(Text *text, double times, const double *argument)
{
    if (times != 1)
        text_add(text, "%.17g * ", times);
    text_add(text, "(");
    add_since(text, argument[WARMUP]);
    text_add(text, " / %.17g)", decay_length(argument));
}

static void cosine_warm_python(Text *text, const double *argument)
{
    add_warmup(text, argument);
    text_add(text, "0.5 * (1 + math.cos(math.pi * ");
    add_progress(text, 2 * argument[SHAPE], argument);
    text_add(text, ")))");
}

static const Schedule cosine_with_warmup = {
    .name = "get_cosine_schedule_with_warmup",
    .title = "Warmup, then a cosine",
    .source = "transformers.get_cosine_schedule_with_warmup",
    .word = "cosine",
    .summary = "up from 0 in num_warmup_steps steps, then down to 0 at num_training_steps along half a cosine",
    .arguments =
        (const Argument[]){
            NUM_WARMUP_STEPS,
            NUM_TRAINING_STEPS,
            {.name = "num_cycles",
             .help = "waves of the cosine; 0.5: down to 0 at the end",
             .initial = 0.5,
             .low = 0,
             .high = 5,
             ANY},
            LAST_EPOCH,
            {0},
        },
    .python = cosine_warm_python,
    .rate = cosine_warm_rate,
    .turn = two_turns,
    .example = "get_cosine_schedule_with_warmup(num_warmup_steps=10%, num_training_steps=100%)",
};

// ---- Cosine with hard restarts

// Python's %: the sign of 1.
static double fraction(double x)
{
    return x - floor(x);
}

static double restarts_warm_rate(const ScheduleCall *call)
{
    double epoch = (double)call->epoch, warmup = call->argument[WARMUP];
    double progress = progress_of(epoch, warmup, call->argument[TRAINING]);
    double height = 0.5 * (1.0 + elementary_cos(SCHEDULE_PI * fraction(call->argument[SHAPE] * progress)));
    if (epoch < warmup)
        return call->memory[BASE] * warm(epoch, warmup);
    return call->memory[BASE] * (progress >= 1 ? 0 : fmax(0, height));
}

// The end of the warmup, each restart, the end.
static int64_t restarts_warm_turn(const ScheduleNode *node, int64_t after)
{
    double warmup = node->argument[WARMUP], length = decay_length(node->argument) / node->argument[SHAPE];
    int64_t turn = two_turns(node, after);
    if ((double)after < warmup || !(length >= 1))
        return turn;
    double passed = floor(((double)after - warmup) / length + 1e-9);
    double next = warmup + (passed + 1) * length;
    return next < node->argument[TRAINING] ? earlier(turn, if_after(next, after)) : turn;
}

static void restarts_warm_python(Text *text, const double *argument)
{
    add_warmup(text, argument);
    text_add(text, "0.0 if step >= %.17g else 0.5 * (1 + math.cos(math.pi * (",
             argument[WARMUP] + decay_length(argument));
    add_progress(text, argument[SHAPE], argument);
    text_add(text, " %% 1))))");
}

static const Schedule restarts_with_warmup = {
    .name = "get_cosine_with_hard_restarts_schedule_with_warmup",
    .title = "Warmup, then cosines",
    .source = "transformers.get_cosine_with_hard_restarts_schedule_with_warmup",
    .word = "cosine_with_restarts",
    .summary = "up from 0 in num_warmup_steps steps, then num_cycles times down to 0 along half a cosine",
    .arguments =
        (const Argument[]){
            NUM_WARMUP_STEPS,
            NUM_TRAINING_STEPS,
            {.name = "num_cycles", .help = "how often it goes down", .initial = 1, .low = 1, .high = 10, ANY},
            LAST_EPOCH,
            {0},
        },
    .python = restarts_warm_python,
    .rate = restarts_warm_rate,
    .turn = restarts_warm_turn,
    .example = "get_cosine_with_hard_restarts_schedule_with_warmup(num_warmup_steps=10%, num_training_steps=100%, "
               "num_cycles=3)",
};

// ---- Polynomial

enum { POLYNOMIAL_END = SHAPE, POLYNOMIAL_POWER };

static double polynomial_factor(const ScheduleCall *call, double epoch)
{
    const double *argument = call->argument;
    double base = call->memory[BASE], end = argument[POLYNOMIAL_END];
    if (epoch < argument[WARMUP])
        return warm(epoch, argument[WARMUP]);
    if (epoch > argument[TRAINING])
        return end / base;
    double left = 1 - (epoch - argument[WARMUP]) / (argument[TRAINING] - argument[WARMUP]);
    return ((base - end) * elementary_pow(left, argument[POLYNOMIAL_POWER]) + end) / base;
}

static double polynomial_warm_rate(const ScheduleCall *call)
{
    return call->memory[BASE] * polynomial_factor(call, (double)call->epoch);
}

static const char *polynomial_warm_refuse(const ScheduleTree *tree, const ScheduleNode *node)
{
    (void)tree;
    return node->argument[TRAINING] == node->argument[WARMUP]
               ? "num_training_steps is num_warmup_steps: division by zero"
               : NULL;
}

static const char *polynomial_refuse_lr(const ScheduleNode *node, double lr)
{
    return lr > node->argument[POLYNOMIAL_END] ? NULL : "lr_end must be smaller than initial lr";
}

static void polynomial_warm_python(Text *text, const double *argument)
{
    double length = argument[TRAINING] - argument[WARMUP];
    bool drops = argument[POLYNOMIAL_POWER] == 0 || length < 0;
    add_warmup(text, argument);
    if (drops)
        text_add(text, "%.17g / optimizer.defaults[\"lr\"] if step > %.17g else ", argument[POLYNOMIAL_END],
                 argument[TRAINING]);
    text_add(text, "(%.17g + (optimizer.defaults[\"lr\"] - %.17g) * max(0, 1 - ", argument[POLYNOMIAL_END],
             argument[POLYNOMIAL_END]);
    add_since(text, argument[WARMUP]);
    text_add(text, " / %.17g)", length);
    if (argument[POLYNOMIAL_POWER] != 1)
        text_add(text, " ** %.17g", argument[POLYNOMIAL_POWER]);
    text_add(text, ") / optimizer.defaults[\"lr\"])");
}

static const Schedule polynomial_with_warmup = {
    .name = "get_polynomial_decay_schedule_with_warmup",
    .title = "Warmup, then a polynomial",
    .source = "transformers.get_polynomial_decay_schedule_with_warmup",
    .word = "polynomial",
    .summary = "up from 0 in num_warmup_steps steps, then down to lr_end at num_training_steps along a power",
    .arguments =
        (const Argument[]){
            NUM_WARMUP_STEPS,
            NUM_TRAINING_STEPS,
            {.name = "lr_end",
             .help = "learning rate from num_training_steps on",
             .initial = 1e-7,
             .low = 1e-9,
             .high = 0.1,
             .logarithmic = true,
             ANY},
            {.name = "power",
             .help = "1: a straight line; above: steep first",
             .initial = 1,
             .low = 0.1,
             .high = 5,
             .least = 0,
             .most = INFINITY,
             .refusal = "power must not be negative: 0 to a negative power at num_training_steps"},
            LAST_EPOCH,
            {0},
        },
    .python = polynomial_warm_python,
    .rate = polynomial_warm_rate,
    .refuse = polynomial_warm_refuse,
    .refuse_lr = polynomial_refuse_lr,
    .turn = two_turns,
    .example = "get_polynomial_decay_schedule_with_warmup(num_warmup_steps=10%, num_training_steps=100%, power=2)",
};

// ---- Inverse square root

enum { INVERSE_TIMESCALE = TRAINING };

static double timescale_of(const double *argument)
{
    if (!isnan(argument[INVERSE_TIMESCALE]))
        return argument[INVERSE_TIMESCALE];
    return argument[WARMUP] != 0 ? argument[WARMUP] : 10000;
}

static double inverse_warm_rate(const ScheduleCall *call)
{
    double epoch = (double)call->epoch, warmup = call->argument[WARMUP], scale = timescale_of(call->argument);
    if (epoch < warmup)
        return call->memory[BASE] * warm(epoch, warmup);
    return call->memory[BASE] * (1.0 / sqrt((epoch + (scale - warmup)) / scale));
}

static void inverse_warm_python(Text *text, const double *argument)
{
    double scale = timescale_of(argument), shift = scale - argument[WARMUP];
    add_warmup(text, argument);
    text_add(text, "1 / math.sqrt(");
    if (shift == 0)
        text_add(text, "step");
    else
        text_add(text, "(step %c %.17g)", shift > 0 ? '+' : '-', fabs(shift));
    text_add(text, " / %.17g))", scale);
}

static const Schedule inverse_sqrt_with_warmup = {
    .name = "get_inverse_sqrt_schedule",
    .title = "Warmup, then 1/√step",
    .source = "transformers.get_inverse_sqrt_schedule",
    .word = "inverse_sqrt",
    .summary = "up from 0 in num_warmup_steps steps, then down as one over the root of the step",
    .arguments =
        (const Argument[]){
            NUM_WARMUP_STEPS,
            {.name = "timescale",
             .help = "steps in which it falls to 0.7; None: num_warmup_steps, or 10,000 without one",
             STEPS,
             .optional = true,
             .initial = NAN,
             .low = 1,
             .high = 10000,
             .logarithmic = true,
             .least = 0,
             .above_least = true,
             .most = INFINITY,
             .refusal = "timescale must be above 0"},
            LAST_EPOCH,
            {0},
        },
    .python = inverse_warm_python,
    .rate = inverse_warm_rate,
    .turn = warm_turn,
    .example = "get_inverse_sqrt_schedule(num_warmup_steps=10%)",
};

// ---- The list, in display order

const Schedule *const schedule_warmups[] = {
    &constant_with_warmup,
    &linear_with_warmup,
    &cosine_with_warmup,
    &restarts_with_warmup,
    &polynomial_with_warmup,
    &inverse_sqrt_with_warmup,
    NULL,
};
