// A rule and those around it are each an OptimizerStep whose pointers lead into the stage's memory and into the ground.
#include "engine/race/stage.h"

#include "engine/lanes.h"
#include "engine/memory.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCRATCH(dimension) (2 * (dimension) + 4) // arrays

// A rule with the memory that its step needs.
typedef struct Part {
    OptimizerStep step;
    double **hyper; // [arguments][n]
    int n_hyper, n_slot;
} Part;

typedef struct LaneSchedule {
    const ScheduleTree *tree;
    ScheduleRun *run; // NULL: no schedule
} LaneSchedule;

struct Stage {
    Ground *ground;
    int first, n;
    Part part[1 + RACER_WRAPPERS_MAX]; // [n_parts]: the rule itself, then those around it; the last one is called
    int n_parts;
    const OptimizerStep *top; // the last one's
    int64_t from;             // the ground's step before the rules' first
    int momentum;             // the argument that schedules cycle; -1: none
    bool evaluates, scheduled, cycled;
    LaneSchedule *schedules;     // [n]
    const Recording **recording; // [n]
    void *memory, *pointers;
    size_t memory_size, pointers_size;
};

// ---- Kinds

static void set_rule(StageRule *of, const Optimizer *rule, const double *hyper)
{
    of->rule = rule;
    of->slots = optimizer_slots(rule, hyper);
    for (int i = 0; rule->arguments[i].name; i++)
        of->on[i] = hyper[i] != 0;
}

StageKind stage_kind(const Racer *racer)
{
    StageKind kind = {.n_rules = 1 + racer->n_wrappers, .momentum = optimizer_momentum(racer->rule)};
    set_rule(&kind.rule[0], racer->rule, racer->hyper);
    for (int i = 0; i < racer->n_wrappers; i++)
        set_rule(&kind.rule[1 + i], racer->wrapper[i].rule, racer->wrapper[i].hyper);
    if (racer_has_schedule(racer)) { // what it may turn counts as on
        kind.rule[0].on[0] = true;
        if (kind.momentum >= 0 && schedule_cycles_momentum(&racer->schedule))
            kind.rule[0].on[kind.momentum] = true;
    }
    return kind;
}

static bool equal_rules(const StageRule *a, const StageRule *b)
{
    return a->rule == b->rule && a->slots == b->slots && memcmp(a->on, b->on, sizeof a->on) == 0;
}

bool stage_kind_equal(const StageKind *a, const StageKind *b)
{
    bool equal = a->n_rules == b->n_rules && a->from == b->from;
    for (int i = 0; equal && i < a->n_rules; i++)
        equal = equal_rules(&a->rule[i], &b->rule[i]);
    return equal;
}

int stage_kind_slots(const StageKind *kind)
{
    int slots = 0;
    for (int i = 0; i < kind->n_rules; i++)
        slots += kind->rule[i].slots;
    return slots;
}

// ---- Life

Stage *stage_create(void)
{
    return calloc(1, sizeof(Stage));
}

void stage_destroy(Stage *stage)
{
    if (!stage)
        return;
    free(stage->memory);
    free(stage->pointers);
    free(stage);
}

// ---- Setting

static double part_evaluate(const OptimizerStep *step, int lane, const double *at, double *gradient)
{
    (void)lane; // every lane's batch is the same
    return ground_evaluate_at(step->context, at, gradient);
}

static double part_power(const OptimizerStep *step, double base)
{
    return ground_power(step->context, base, step->t);
}

// Arrays of lanes that a rule needs of its own.
static int rule_arrays(const StageRule *rule, int dimension)
{
    return optimizer_arguments(rule->rule) + rule->slots * dimension + SCRATCH(dimension);
}

static int kind_arrays(const StageKind *kind, int dimension)
{
    int arrays = 0;
    for (int i = 0; i < kind->n_rules; i++)
        arrays += rule_arrays(&kind->rule[i], dimension);
    return arrays;
}

static size_t memory_bytes(const StageKind *kind, int dimension, int n)
{
    size_t lanes = (size_t)kind_arrays(kind, dimension) * (size_t)lanes_stride(n);
    size_t vectors = (size_t)kind->n_rules * OPTIMIZER_VECTORS * (size_t)dimension;
    return (lanes + vectors) * sizeof(double) + (size_t)n * (sizeof(LaneSchedule) + sizeof(Recording *));
}

static size_t pointers_bytes(const StageKind *kind, int dimension)
{
    int each = 2 * dimension + OPTIMIZER_VECTORS; // of a rule, beside its own arrays
    return (size_t)(kind_arrays(kind, dimension) + kind->n_rules * each) * sizeof(double *);
}

size_t stage_bytes(const StageKind *kind, int dimension, int n)
{
    return memory_bytes(kind, dimension, n) + pointers_bytes(kind, dimension);
}

static void part_set(Part *part, const StageRule *kind, Ground *ground, int n)
{
    *part = (Part){.step = {.rule = kind->rule, .n = n, .dimension = ground->dimension, .context = ground}};
    part->n_hyper = optimizer_arguments(kind->rule);
    part->n_slot = kind->slots * ground->dimension;
    part->step.evaluate = part_evaluate;
    part->step.power = part_power;
    memcpy(part->step.on, kind->on, sizeof kind->on);
}

// n arrays, of lanes or of coordinates, and the pointers to them.
static double **take_arrays(double ***pointers, double **memory, int n, int stride)
{
    double **taken = *pointers;
    for (int i = 0; i < n; i++, *memory += stride)
        taken[i] = *memory;
    *pointers += n;
    return taken;
}

static double **take_ground(double ***pointers, double *const *lanes, int n, int first)
{
    double **taken = *pointers;
    for (int i = 0; i < n; i++)
        taken[i] = lanes[i] + first;
    *pointers += n;
    return taken;
}

static void part_place(Part *part, const Stage *stage, double ***pointers, double **memory)
{
    OptimizerStep *step = &part->step;
    const Ground *ground = stage->ground;
    int stride = lanes_stride(stage->n);
    step->parameters = take_ground(pointers, ground->parameters, step->dimension, stage->first);
    step->gradient = take_ground(pointers, ground->step_gradient, step->dimension, stage->first);
    part->hyper = take_arrays(pointers, memory, part->n_hyper, stride);
    step->hyper = (const double *const *)part->hyper;
    step->slot = take_arrays(pointers, memory, part->n_slot, stride);
    step->scratch = take_arrays(pointers, memory, SCRATCH(step->dimension), stride);
    step->vector = take_arrays(pointers, memory, OPTIMIZER_VECTORS, step->dimension);
    step->evals = ground->evals + stage->first;
    step->stopped = ground->stopped + stage->first;
    step->any_stopped = &stage->ground->any_stopped;
}

static void place(Stage *stage)
{
    double *memory = stage->memory, **pointers = stage->pointers;
    for (int i = 0; i < stage->n_parts; i++) {
        part_place(&stage->part[i], stage, &pointers, &memory);
        stage->part[i].step.inner = i > 0 ? &stage->part[i - 1].step : NULL;
    }
    stage->schedules = (LaneSchedule *)(void *)memory;
    stage->recording = (const Recording **)(void *)(stage->schedules + stage->n);
    stage->part[0].step.recording = stage->recording;
}

bool stage_set(Stage *stage, const StageKind *kind, Ground *ground, int first, int n)
{
    assert(first >= 0 && n >= 1 && first + n <= ground->n);
    if (!memory_grow(&stage->memory, &stage->memory_size, memory_bytes(kind, ground->dimension, n)) ||
        !memory_grow(&stage->pointers, &stage->pointers_size, pointers_bytes(kind, ground->dimension)))
        return false;
    stage->ground = ground;
    stage->first = first;
    stage->n = n;
    stage->from = kind->from;
    stage->momentum = kind->momentum;
    stage->evaluates = stage->scheduled = false;
    stage->n_parts = kind->n_rules;
    for (int i = 0; i < kind->n_rules; i++) {
        part_set(&stage->part[i], &kind->rule[i], ground, n);
        stage->evaluates = stage->evaluates || kind->rule[i].rule->evaluates;
    }
    stage->top = &stage->part[kind->n_rules - 1].step;
    stage->cycled = kind->rule[0].rule->cycled != NULL;
    place(stage);
    return true;
}

// ---- Lanes

// Returns what follows its own state.
static const double *part_load(Part *part, int lane, const double *hyper, const double *state)
{
    for (int h = 0; h < part->n_hyper; h++)
        part->hyper[h][lane] = hyper[h];
    for (int s = 0; s < part->n_slot; s++)
        part->step.slot[s][lane] = state ? state[s] : 0;
    return state ? state + part->n_slot : NULL;
}

void stage_load(Stage *stage, int lane, const Racer *racer, const double *state)
{
    state = part_load(&stage->part[0], lane, racer->hyper, state);
    for (int i = 1; i < stage->n_parts; i++)
        state = part_load(&stage->part[i], lane, racer->wrapper[i - 1].hyper, state);
    stage->schedules[lane] = (LaneSchedule){.run = NULL};
    stage->recording[lane] = racer->recorded.points;
}

static double *part_store(const Part *part, int lane, double *state)
{
    for (int s = 0; s < part->n_slot; s++)
        state[s] = part->step.slot[s][lane];
    return state + part->n_slot;
}

void stage_store(const Stage *stage, int lane, double *state)
{
    for (int i = 0; i < stage->n_parts; i++)
        state = part_store(&stage->part[i], lane, state);
}

static void part_drop(Part *part, int lane)
{
    int last = --part->step.n;
    for (int i = 0; i < part->n_hyper; i++)
        part->hyper[i][lane] = part->hyper[i][last];
    for (int s = 0; s < part->n_slot; s++)
        part->step.slot[s][lane] = part->step.slot[s][last];
}

void stage_drop(Stage *stage, int lane)
{
    assert(lane >= 0 && lane < stage->n);
    for (int i = 0; i < stage->n_parts; i++)
        part_drop(&stage->part[i], lane);
    stage->schedules[lane] = stage->schedules[--stage->n];
    stage->recording[lane] = stage->recording[stage->n];
}

// ---- Schedules

// What the schedule has set becomes the rule's arguments.
static void apply_schedule(Stage *stage, int lane)
{
    const ScheduleRun *run = stage->schedules[lane].run;
    stage->part[0].hyper[0][lane] = run->lr;
    if (stage->momentum >= 0)
        stage->part[0].hyper[stage->momentum][lane] = run->momentum;
}

void stage_resume_schedule(Stage *stage, int lane, const ScheduleTree *tree, ScheduleRun *run)
{
    stage->schedules[lane] = (LaneSchedule){tree, run};
    stage->scheduled = true;
    apply_schedule(stage, lane);
}

void stage_begin_schedule(Stage *stage, int lane, const ScheduleTree *tree, ScheduleRun *run)
{
    double *const *hyper = stage->part[0].hyper;
    double momentum = stage->momentum < 0 ? (double)NAN : hyper[stage->momentum][lane];
    schedule_begin(tree, hyper[0][lane], momentum, run);
    stage_resume_schedule(stage, lane, tree, run);
}

void stage_step_schedules(Stage *stage)
{
    const double *value = stage->ground->value + stage->first;
    for (int lane = 0; stage->scheduled && lane < stage->n; lane++) {
        const LaneSchedule *schedule = &stage->schedules[lane];
        if (!schedule->run)
            continue;
        schedule_step(schedule->tree, value[lane], schedule->run);
        apply_schedule(stage, lane);
        if (schedule->run->stopped)
            optimizer_stop(&stage->part[0].step, lane, schedule->run->stopped);
    }
}

static void look_at_cycled(const Stage *stage)
{
    const Optimizer *rule = stage->part[0].step.rule;
    for (int lane = 0; stage->scheduled && lane < stage->n; lane++) {
        const ScheduleRun *run = stage->schedules[lane].run;
        const char *why = run ? rule->cycled(run->first_momentum, run->momentum) : NULL;
        if (why)
            optimizer_stop(&stage->part[0].step, lane, why);
    }
}

// ---- Recorded points

static bool is_recorded(const Stage *stage)
{
    return stage->part[0].step.rule == &optimizer_recorded;
}

void stage_start_recorded(Stage *stage, int lane)
{
    const Ground *ground = stage->ground;
    for (int d = 0; is_recorded(stage) && d < ground->dimension; d++)
        ground->parameters[d][stage->first + lane] =
            recording_coordinate(stage->recording[lane], recording_row(stage->recording[lane], 0), d);
}

void stage_take_recorded_losses(Stage *stage, int64_t t)
{
    for (int lane = 0; is_recorded(stage) && lane < stage->n; lane++) {
        const Recording *recording = stage->recording[lane];
        int row = recording_row(recording, t);
        if (recording->loss && recording->has_loss[row])
            stage->ground->value[stage->first + lane] = recording->loss[row];
    }
}

// ---- The step

// With one lane a rule takes some fifty instructions: what is done around it counts.
void stage_step(Stage *stage)
{
    const Ground *ground = stage->ground;
    int64_t t = ground->t - stage->from;
    if (stage->evaluates)
        for (int lane = 0; lane < stage->n; lane++)
            ground->evals[stage->first + lane] = 1;
    stage->part[0].step.t = t;
    for (int i = 1; i < stage->n_parts; i++)
        stage->part[i].step.t = t;
    if (stage->cycled)
        look_at_cycled(stage);
    stage->top->rule->step(stage->top);
}
