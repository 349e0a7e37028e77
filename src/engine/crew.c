// Each step is one evaluation of the loss for all lanes, one call per group of like racers, and a schedule call for those that have one.
#include "engine/crew.h"

#include "engine/lanes.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define POWER_LEAST 1e-30

enum { POWERS_MAX = 4 * RACE_RACERS_MAX };

// A rule at work on a group: OptimizerStep with the memory that its pointers need.
typedef struct Stage {
    OptimizerStep step;
    double *parameters[FORMULA_PARAMETERS_MAX], *gradient[FORMULA_PARAMETERS_MAX];
    double *hyper[ARGUMENTS_MAX];
    double *scratch[CREW_SLOTS_ROWS];
    double **slot; // [n_slot]
    int n_slot;    // slots * dimension
} Stage;

// Racers of one rule, one wrapper and the same switches: lanes first .. first + n.
typedef struct Group {
    int first, n;
    Stage rule, wrapper;
    const OptimizerStep *top; // the step to call: the wrapper's, if there is one
} Group;

// base^t, for the last t that was asked for.
typedef struct Power {
    double base, value;
    int64_t t;
} Power;

struct Crew {
    const Loss *loss;
    LossWork *work;
    int dimension, n, n_groups;
    int64_t t;                     // of the step being made
    bool stochastic, extras;       // extras: some track has a schedule or counts evaluations
    Track *track[RACE_RACERS_MAX]; // by lane
    Group *group_of[RACE_RACERS_MAX];
    double *row[RACE_RACERS_MAX]; // by lane: where the next row goes
    Group groups[RACE_RACERS_MAX];
    int evals[RACE_RACERS_MAX];
    double *parameters[FORMULA_PARAMETERS_MAX]; // [n] each
    double *value;                              // [n], after the parameters: together they are what must stay finite
    double *gradient[FORMULA_PARAMETERS_MAX];   // of the full loss; for a loss that is not stochastic the step's, too
    double *batch_value, *batch_gradient[FORMULA_PARAMETERS_MAX];
    Power powers[POWERS_MAX];
    int n_powers;
    double *memory; // everything by lane, parameters and value first
    size_t memory_size;
    double **pointers; // the stages' slots
    size_t pointers_size;
};

// ---- Tracks

bool track_has_extra(const Track *track)
{
    return racer_has_schedule(&track->racer) || racer_evaluates(&track->racer);
}

int track_state_size(const Racer *racer, int dimension)
{
    int slots = optimizer_slots(racer->rule, racer->hyper);
    if (racer->wrapper)
        slots += optimizer_slots(racer->wrapper, racer->wrapper_hyper);
    return slots * dimension;
}

// ---- Gathering

Crew *crew_create(void)
{
    return calloc(1, sizeof(Crew));
}

void crew_destroy(Crew *crew)
{
    if (!crew)
        return;
    free(crew->memory);
    free(crew->pointers);
    free(crew);
}

// The switches of a rule: what it may branch on for a whole group. What a schedule may turn counts as on.
static void set_switches(const Optimizer *rule, const double *hyper, const ScheduleTree *schedule, bool *on)
{
    memset(on, 0, ARGUMENTS_MAX * sizeof *on);
    for (int i = 0; rule->arguments[i].name; i++)
        on[i] = hyper[i] != 0;
    int momentum = optimizer_momentum(rule);
    if (schedule->n > 0)
        on[0] = true;
    if (schedule->n > 0 && momentum >= 0 && schedule_cycles_momentum(schedule))
        on[momentum] = true;
}

static void stage_set(Stage *stage, const Optimizer *rule, const double *hyper, const ScheduleTree *schedule,
                      int dimension)
{
    stage->step.rule = rule;
    stage->n_slot = rule ? optimizer_slots(rule, hyper) * dimension : 0;
    if (rule)
        set_switches(rule, hyper, schedule, stage->step.on);
}

static void group_begin(Group *group, const Racer *racer, int dimension)
{
    static const ScheduleTree none;
    memset(group, 0, sizeof *group);
    stage_set(&group->rule, racer->rule, racer->hyper, &racer->schedule, dimension);
    stage_set(&group->wrapper, racer->wrapper, racer->wrapper_hyper, &none, dimension);
}

static bool stage_equal(const Stage *a, const Stage *b)
{
    return a->step.rule == b->step.rule && a->n_slot == b->n_slot &&
           memcmp(a->step.on, b->step.on, sizeof a->step.on) == 0;
}

static Group *find_group(Crew *crew, const Group *like)
{
    for (int i = 0; i < crew->n_groups; i++) {
        Group *group = &crew->groups[i];
        if (stage_equal(&group->rule, &like->rule) && stage_equal(&group->wrapper, &like->wrapper))
            return group;
    }
    return NULL;
}

// Sorts the tracks into groups; lanes of a group are neighbours.
static void form_groups(Crew *crew, Track *const *tracks, int n)
{
    Group *of[RACE_RACERS_MAX];
    crew->n_groups = 0;
    for (int i = 0; i < n; i++) {
        Group *group = &crew->groups[crew->n_groups], *found;
        group_begin(group, &tracks[i]->racer, crew->dimension);
        found = find_group(crew, group);
        of[i] = found ? found : group;
        crew->n_groups += !found;
        of[i]->n++;
    }
    for (int g = 0, lane = 0; g < crew->n_groups; g++) {
        crew->groups[g].first = lane;
        for (int i = 0; i < n; i++)
            if (of[i] == &crew->groups[g]) {
                crew->group_of[lane] = of[i];
                crew->track[lane++] = tracks[i];
            }
    }
}

static size_t stage_doubles(const Stage *stage, int dimension)
{
    if (!stage->step.rule)
        return 0;
    return (size_t)(optimizer_arguments(stage->step.rule) + stage->n_slot + 2 * dimension + 4);
}

static bool grow(void **memory, size_t *size, size_t needed)
{
    if (needed <= *size)
        return true;
    void *larger = realloc(*memory, needed);
    if (!larger)
        return false;
    *memory = larger;
    *size = needed;
    return true;
}

static bool reserve(Crew *crew)
{
    size_t doubles = (size_t)(3 * crew->dimension + 2) * (size_t)crew->n, pointers = 1;
    for (int g = 0; g < crew->n_groups; g++) {
        const Group *group = &crew->groups[g];
        doubles += (size_t)group->n *
                   (stage_doubles(&group->rule, crew->dimension) + stage_doubles(&group->wrapper, crew->dimension));
        pointers += (size_t)(group->rule.n_slot + group->wrapper.n_slot);
    }
    void *memory = crew->memory, *slots = crew->pointers;
    bool done = grow(&memory, &crew->memory_size, doubles * sizeof(double)) &&
                grow(&slots, &crew->pointers_size, pointers * sizeof(double *));
    crew->memory = memory;
    crew->pointers = slots;
    return done;
}

static double *take(double **from, int n)
{
    double *taken = *from;
    *from += n;
    return taken;
}

static double crew_evaluate(const OptimizerStep *step, int lane, const double *at, double *gradient);
static double crew_power(const OptimizerStep *step, double base);

static void stage_place(Stage *stage, Crew *crew, const Group *group, double **memory, double ***pointers)
{
    OptimizerStep *step = &stage->step;
    if (!step->rule)
        return;
    for (int d = 0; d < crew->dimension; d++) {
        stage->parameters[d] = crew->parameters[d] + group->first;
        stage->gradient[d] = (crew->stochastic ? crew->batch_gradient[d] : crew->gradient[d]) + group->first;
    }
    for (int i = 0; i < optimizer_arguments(step->rule); i++)
        stage->hyper[i] = take(memory, group->n);
    for (int i = 0; i < 2 * crew->dimension + 4; i++)
        stage->scratch[i] = take(memory, group->n);
    stage->slot = *pointers;
    *pointers += stage->n_slot;
    for (int s = 0; s < stage->n_slot; s++)
        stage->slot[s] = take(memory, group->n);
    step->n = group->n;
    step->dimension = crew->dimension;
    step->parameters = stage->parameters;
    step->gradient = stage->gradient;
    step->slot = stage->slot;
    step->hyper = (const double *const *)stage->hyper;
    step->scratch = stage->scratch;
    step->evals = crew->evals + group->first;
    step->evaluate = crew_evaluate;
    step->power = crew_power;
    step->context = crew;
}

static void place_lanes(Crew *crew, double **memory)
{
    for (int d = 0; d < crew->dimension; d++)
        crew->parameters[d] = take(memory, crew->n);
    crew->value = take(memory, crew->n);
    for (int d = 0; d < crew->dimension; d++)
        crew->gradient[d] = take(memory, crew->n);
    crew->batch_value = take(memory, crew->n);
    for (int d = 0; d < crew->dimension; d++)
        crew->batch_gradient[d] = take(memory, crew->n);
}

static void place(Crew *crew)
{
    double *memory = crew->memory, **pointers = crew->pointers;
    place_lanes(crew, &memory);
    for (int g = 0; g < crew->n_groups; g++) {
        Group *group = &crew->groups[g];
        stage_place(&group->rule, crew, group, &memory, &pointers);
        stage_place(&group->wrapper, crew, group, &memory, &pointers);
        group->wrapper.step.inner = &group->rule.step;
        group->top = group->wrapper.step.rule ? &group->wrapper.step : &group->rule.step;
    }
}

// What the schedule has set becomes the rule's arguments.
static void apply_schedule(Crew *crew, int lane)
{
    const Track *track = crew->track[lane];
    Group *group = crew->group_of[lane];
    int momentum = optimizer_momentum(track->racer.rule);
    group->rule.hyper[0][lane - group->first] = track->run.lr;
    if (momentum >= 0)
        group->rule.hyper[momentum][lane - group->first] = track->run.momentum;
}

static void stage_load(Stage *stage, int i, const double *hyper, const double *state)
{
    for (int h = 0; stage->step.rule && stage->step.rule->arguments[h].name; h++)
        stage->hyper[h][i] = hyper[h];
    for (int s = 0; s < stage->n_slot; s++)
        stage->slot[s][i] = state[s];
}

static void load_lane(Crew *crew, int lane)
{
    const Track *track = crew->track[lane];
    Group *group = crew->group_of[lane];
    int i = lane - group->first;
    stage_load(&group->rule, i, track->racer.hyper, track->state);
    stage_load(&group->wrapper, i, track->racer.wrapper_hyper, track->state + group->rule.n_slot);
    if (track->done < 0)
        return;
    if (racer_has_schedule(&track->racer))
        apply_schedule(crew, lane);
    const double *row = track->rows + (ptrdiff_t)track->done * (2 * crew->dimension + 1);
    for (int d = 0; d < crew->dimension; d++) {
        crew->parameters[d][lane] = row[d];
        crew->gradient[d][lane] = row[crew->dimension + 1 + d];
    }
}

bool crew_gather(Crew *crew, const Loss *loss, LossWork *work, Track *const *tracks, int n)
{
    assert(n >= 1 && n <= RACE_RACERS_MAX);
    crew->loss = loss;
    crew->work = work;
    crew->dimension = loss_dimension(loss);
    crew->stochastic = loss_is_stochastic(loss);
    crew->n = n;
    crew->n_powers = 0;
    form_groups(crew, tracks, n);
    if (!reserve(crew))
        return false;
    place(crew);
    crew->extras = false;
    for (int lane = 0; lane < n; lane++) {
        load_lane(crew, lane);
        crew->extras = crew->extras || track_has_extra(crew->track[lane]);
    }
    return true;
}

static void stage_store(const Stage *stage, int i, double *state)
{
    for (int s = 0; s < stage->n_slot; s++)
        state[s] = stage->slot[s][i];
}

static void store_lane(const Crew *crew, int lane)
{
    const Track *track = crew->track[lane];
    const Group *group = crew->group_of[lane];
    stage_store(&group->rule, lane - group->first, track->state);
    stage_store(&group->wrapper, lane - group->first, track->state + group->rule.n_slot);
}

// ---- What rules call

static double crew_evaluate(const OptimizerStep *step, int lane, const double *at, double *gradient)
{
    Crew *crew = step->context;
    const double *parameters[FORMULA_PARAMETERS_MAX];
    double *gradients[FORMULA_PARAMETERS_MAX], value;
    (void)lane; // every racer's batch is the same
    for (int d = 0; d < crew->dimension; d++) {
        parameters[d] = at + d;
        gradients[d] = gradient + d;
    }
    loss_step(crew->loss, crew->work, crew->t, parameters, 1, &value, gradients);
    return value;
}

// Below POWER_LEAST a power is 0, from then on without asking: no rule can tell, since 1 - base^t and t * base^t beside 1 are the same either way.
static double next_power(const Power *power, int64_t t)
{
    if (power->value == 0 && power->t < t && power->base >= 0 && power->base < 1)
        return 0;
    double value = pow(power->base, (double)t);
    return value < POWER_LEAST && value > 0 ? 0 : value;
}

static double crew_power(const OptimizerStep *step, double base)
{
    Crew *crew = step->context;
    for (int i = 0; i < crew->n_powers; i++) {
        Power *power = &crew->powers[i];
        if (power->base != base)
            continue;
        if (power->t != step->t) {
            power->value = next_power(power, step->t);
            power->t = step->t;
        }
        return power->value;
    }
    Power power = {.base = base, .value = 1, .t = step->t};
    power.value = next_power(&power, step->t);
    if (crew->n_powers < POWERS_MAX)
        crew->powers[crew->n_powers++] = power;
    return power.value;
}

// ---- Running

// Any of n doubles infinite or NaN: then adding 1 to the exponent carries into the sign.
LANES_BODY bool any_not_finite(const double *lanes, int n)
{
    const uint64_t exponent = UINT64_C(0x7ff) << 52;
    uint64_t carry = 0;
    for (int i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, lanes + i, sizeof bits);
        carry |= (bits & exponent) + (UINT64_C(1) << 52);
    }
    return carry >> 63;
}

LANES_BODY void write_rows(Crew *crew, int dimension)
{
    for (int lane = 0; lane < crew->n; lane++) {
        double *to = crew->row[lane];
        crew->row[lane] += 2 * dimension + 1;
        for (int d = 0; d < dimension; d++)
            to[d] = crew->parameters[d][lane];
        to[dimension] = crew->value[lane];
        for (int d = 0; d < dimension; d++)
            to[dimension + 1 + d] = crew->gradient[d][lane];
    }
}

static void write_extra(const Crew *crew, int lane, int row)
{
    const Track *track = crew->track[lane];
    double *to = track->extra + (ptrdiff_t)row * TRACK_EXTRAS;
    bool scheduled = racer_has_schedule(&track->racer);
    to[0] = scheduled ? track->run.lr : track->racer.hyper[0];
    to[1] = scheduled ? track->run.momentum : racer_momentum(&track->racer);
    to[2] = row == 0 ? 0 : crew->evals[lane];
}

static void aim_rows(Crew *crew, int row)
{
    for (int lane = 0; lane < crew->n; lane++)
        crew->row[lane] = crew->track[lane]->rows + (ptrdiff_t)row * (2 * crew->dimension + 1);
}

static void write_row(Crew *crew, int row)
{
    if (crew->dimension == 2)
        write_rows(crew, 2);
    else if (crew->dimension == 1)
        write_rows(crew, 1);
    else
        write_rows(crew, crew->dimension);
    for (int lane = 0; crew->extras && lane < crew->n; lane++)
        if (track_has_extra(crew->track[lane]))
            write_extra(crew, lane, row);
}

static void evaluate_row(Crew *crew)
{
    loss_full(crew->loss, crew->work, (const double *const *)crew->parameters, crew->n, crew->value, crew->gradient);
}

static void step_groups(Crew *crew, int64_t t)
{
    crew->t = t;
    if (crew->stochastic)
        loss_step(crew->loss, crew->work, t, (const double *const *)crew->parameters, crew->n, crew->batch_value,
                  crew->batch_gradient);
    for (int lane = 0; crew->extras && lane < crew->n; lane++)
        crew->evals[lane] = 1;
    for (int g = 0; g < crew->n_groups; g++) {
        Group *group = &crew->groups[g];
        group->rule.step.t = group->wrapper.step.t = t;
        group->top->rule->step(group->top);
    }
}

static void step_schedules(Crew *crew)
{
    for (int lane = 0; crew->extras && lane < crew->n; lane++) {
        Track *track = crew->track[lane];
        if (!racer_has_schedule(&track->racer))
            continue;
        schedule_step(&track->racer.schedule, crew->value[lane], &track->run);
        apply_schedule(crew, lane);
    }
}

static bool lane_ended(const Crew *crew, int lane)
{
    bool finite = isfinite(crew->value[lane]);
    for (int d = 0; d < crew->dimension; d++)
        finite = finite && isfinite(crew->parameters[d][lane]);
    return !finite;
}

// The crew stands at `row`: the tracks learn it.
static void finish(Crew *crew, int row)
{
    for (int lane = 0; lane < crew->n; lane++) {
        crew->track[lane]->done = row;
        crew->track[lane]->ended = lane_ended(crew, lane);
        store_lane(crew, lane);
    }
}

void crew_start(Crew *crew, const double *start)
{
    for (int lane = 0; lane < crew->n; lane++) {
        Track *track = crew->track[lane];
        for (int d = 0; d < crew->dimension; d++)
            crew->parameters[d][lane] = start[d];
        if (racer_has_schedule(&track->racer)) {
            schedule_begin(&track->racer.schedule, track->racer.hyper[0], racer_momentum(&track->racer), &track->run);
            apply_schedule(crew, lane);
        }
    }
    evaluate_row(crew);
    aim_rows(crew, 0);
    write_row(crew, 0);
    finish(crew, 0);
}

int crew_run(Crew *crew, int to, bool record)
{
    int row = crew->track[0]->done;
    bool ended = false;
    aim_rows(crew, row + 1);
    while (row < to && !ended) {
        step_groups(crew, ++row);
        evaluate_row(crew);
        step_schedules(crew);
        if (record)
            write_row(crew, row);
        ended = any_not_finite(crew->memory, (crew->dimension + 1) * crew->n);
    }
    finish(crew, row);
    return row;
}
