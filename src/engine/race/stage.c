// Rule and wrapper are each an OptimizerStep whose pointers lead into the stage's memory and into the ground.
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
    Part rule, wrapper;
    const OptimizerStep *top; // the step to call: the wrapper's, if there is one
    int momentum;             // the argument that schedules cycle; -1: none
    bool evaluates, scheduled;
    LaneSchedule *schedules; // [n]
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
    StageKind kind = {.momentum = optimizer_momentum(racer->rule)};
    set_rule(&kind.rule, racer->rule, racer->hyper);
    if (racer->wrapper)
        set_rule(&kind.wrapper, racer->wrapper, racer->wrapper_hyper);
    if (racer_has_schedule(racer)) { // what it may turn counts as on
        kind.rule.on[0] = true;
        if (kind.momentum >= 0 && schedule_cycles_momentum(&racer->schedule))
            kind.rule.on[kind.momentum] = true;
    }
    return kind;
}

static bool equal_rules(const StageRule *a, const StageRule *b)
{
    return a->rule == b->rule && a->slots == b->slots && memcmp(a->on, b->on, sizeof a->on) == 0;
}

bool stage_kind_equal(const StageKind *a, const StageKind *b)
{
    return equal_rules(&a->rule, &b->rule) && equal_rules(&a->wrapper, &b->wrapper);
}

int stage_kind_slots(const StageKind *kind)
{
    return kind->rule.slots + kind->wrapper.slots;
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
    return ground_power(step->context, base);
}

// Arrays of lanes that a rule needs of its own.
static int rule_arrays(const StageRule *rule, int dimension)
{
    return rule->rule ? optimizer_arguments(rule->rule) + rule->slots * dimension + SCRATCH(dimension) : 0;
}

static int kind_arrays(const StageKind *kind, int dimension)
{
    return rule_arrays(&kind->rule, dimension) + rule_arrays(&kind->wrapper, dimension);
}

static size_t memory_bytes(const StageKind *kind, int dimension, int n)
{
    size_t lanes = (size_t)kind_arrays(kind, dimension) * (size_t)lanes_stride(n);
    size_t vectors = 2 * OPTIMIZER_VECTORS * (size_t)dimension;
    return (lanes + vectors) * sizeof(double) + (size_t)n * sizeof(LaneSchedule);
}

static size_t pointers_bytes(const StageKind *kind, int dimension)
{
    return ((size_t)kind_arrays(kind, dimension) + 4 * (size_t)dimension + 2 * OPTIMIZER_VECTORS) * sizeof(double *);
}

size_t stage_bytes(const StageKind *kind, int dimension, int n)
{
    return memory_bytes(kind, dimension, n) + pointers_bytes(kind, dimension);
}

static void part_set(Part *part, const StageRule *kind, Ground *ground, int n)
{
    *part = (Part){.step = {.rule = kind->rule, .n = n, .dimension = ground->dimension, .context = ground}};
    if (!kind->rule)
        return;
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
    if (!step->rule)
        return;
    step->parameters = take_ground(pointers, ground->parameters, step->dimension, stage->first);
    step->gradient = take_ground(pointers, ground->step_gradient, step->dimension, stage->first);
    part->hyper = take_arrays(pointers, memory, part->n_hyper, stride);
    step->hyper = (const double *const *)part->hyper;
    step->slot = take_arrays(pointers, memory, part->n_slot, stride);
    step->scratch = take_arrays(pointers, memory, SCRATCH(step->dimension), stride);
    step->vector = take_arrays(pointers, memory, OPTIMIZER_VECTORS, step->dimension);
    step->evals = ground->evals + stage->first;
}

static void place(Stage *stage)
{
    double *memory = stage->memory, **pointers = stage->pointers;
    part_place(&stage->rule, stage, &pointers, &memory);
    part_place(&stage->wrapper, stage, &pointers, &memory);
    stage->schedules = (LaneSchedule *)(void *)memory;
    stage->wrapper.step.inner = &stage->rule.step;
    stage->top = stage->wrapper.step.rule ? &stage->wrapper.step : &stage->rule.step;
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
    stage->momentum = kind->momentum;
    stage->evaluates = kind->rule.rule->evaluates || (kind->wrapper.rule && kind->wrapper.rule->evaluates);
    stage->scheduled = false;
    part_set(&stage->rule, &kind->rule, ground, n);
    part_set(&stage->wrapper, &kind->wrapper, ground, n);
    place(stage);
    return true;
}

// ---- Lanes

static void part_load(Part *part, int lane, const double *hyper, const double *state)
{
    for (int h = 0; h < part->n_hyper; h++)
        part->hyper[h][lane] = hyper[h];
    for (int s = 0; s < part->n_slot; s++)
        part->step.slot[s][lane] = state ? state[s] : 0;
}

void stage_load(Stage *stage, int lane, const Racer *racer, const double *state)
{
    part_load(&stage->rule, lane, racer->hyper, state);
    part_load(&stage->wrapper, lane, racer->wrapper_hyper, state ? state + stage->rule.n_slot : NULL);
    stage->schedules[lane] = (LaneSchedule){.run = NULL};
}

static void part_store(const Part *part, int lane, double *state)
{
    for (int s = 0; s < part->n_slot; s++)
        state[s] = part->step.slot[s][lane];
}

void stage_store(const Stage *stage, int lane, double *state)
{
    part_store(&stage->rule, lane, state);
    part_store(&stage->wrapper, lane, state + stage->rule.n_slot);
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
    part_drop(&stage->rule, lane);
    part_drop(&stage->wrapper, lane);
    stage->schedules[lane] = stage->schedules[--stage->n];
}

// ---- Schedules

// What the schedule has set becomes the rule's arguments.
static void apply_schedule(Stage *stage, int lane)
{
    const ScheduleRun *run = stage->schedules[lane].run;
    stage->rule.hyper[0][lane] = run->lr;
    if (stage->momentum >= 0)
        stage->rule.hyper[stage->momentum][lane] = run->momentum;
}

void stage_resume_schedule(Stage *stage, int lane, const ScheduleTree *tree, ScheduleRun *run)
{
    stage->schedules[lane] = (LaneSchedule){tree, run};
    stage->scheduled = true;
    apply_schedule(stage, lane);
}

void stage_begin_schedule(Stage *stage, int lane, const ScheduleTree *tree, ScheduleRun *run)
{
    double *const *hyper = stage->rule.hyper;
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
    }
}

// ---- The step

void stage_step(Stage *stage)
{
    int *evals = stage->ground->evals + stage->first;
    for (int lane = 0; stage->evaluates && lane < stage->n; lane++)
        evals[lane] = 1;
    stage->rule.step.t = stage->wrapper.step.t = stage->ground->t;
    stage->top->rule->step(stage->top);
}
