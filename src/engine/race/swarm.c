// Lanes of one kind are cut into blocks that fit into a core's cache, each a ground with one stage. A thread takes a
// block through all the steps before it takes the next. Diverged lanes are dropped from their block. Lanes that change
// on their way have a block each, since what they change to may not be of one kind: a rate that follows the loss is
// each's own.
#include "engine/race/swarm.h"

#include "engine/memory.h"
#include "engine/race/stage.h"

#include <assert.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 128 }; // lanes

typedef struct Block {
    Ground ground;
    Stage *stage;
    int *lane;         // [n], of the swarm
    ScheduleRun *runs; // [n], with a schedule
    double *before;    // where torch may raise: the ground's parameters and values of the step before; else NULL
    int n, size;       // lanes that go on, and that began
    Racer now;         // of its only lane that changes: as it is written, with the rates of its run
    double *state;     // likewise, while it changes; else NULL
    int from;          // likewise, the step at which its optimizer was built
} Block;

// What one thread steps with.
typedef struct Worker {
    LossWork *work;
    ScheduleLambdas *lambdas[1 + CHANGES_WHOLE_MAX]; // of the racer, then of what it changes to
} Worker;

struct Swarm {
    const Loss *loss;
    Racer racer;
    Changes changes;
    int dimension, n, done;
    Block *blocks;
    int n_blocks;
    Worker *workers;
    int n_workers;
    int *lanes;        // [n], sorted by kind: what the blocks point into
    ScheduleRun *runs; // [n], likewise
    double *at;        // [n][dimension]
    double *loss_at;   // [n]
    int *diverged;     // [n]
};

// ---- Kinds

// Which kind of stage each lane is of.
typedef struct Sorting {
    int *of; // [n]
    StageKind *kinds;
    int *lanes; // of each kind
    int n;
    size_t kinds_size, lanes_size;
} Sorting;

// The racer becomes that of a lane.
static void take_hyper(Racer *racer, const SwarmConfig *config, int lane)
{
    if (config->hyper)
        memcpy(racer->hyper, config->hyper[lane], sizeof racer->hyper);
    if (config->wrapper_hyper)
        memcpy(racer->wrapper[0].hyper, config->wrapper_hyper[lane], sizeof racer->wrapper[0].hyper);
}

static bool add_kind(Sorting *sorting, const StageKind *kind)
{
    size_t n = (size_t)sorting->n + 1;
    if (!memory_grow(&sorting->kinds, &sorting->kinds_size, n * sizeof *sorting->kinds) ||
        !memory_grow(&sorting->lanes, &sorting->lanes_size, n * sizeof *sorting->lanes))
        return false;
    sorting->kinds[sorting->n] = *kind;
    sorting->lanes[sorting->n++] = 0;
    return true;
}

static bool sort_lane(Sorting *sorting, const Racer *racer, int lane)
{
    StageKind kind = stage_kind(racer);
    int k = 0;
    while (k < sorting->n && !stage_kind_equal(&sorting->kinds[k], &kind))
        k++;
    if (k == sorting->n && !add_kind(sorting, &kind))
        return false;
    sorting->of[lane] = k;
    sorting->lanes[k]++;
    return true;
}

static bool sort(Sorting *sorting, const SwarmConfig *config)
{
    Racer racer = *config->racer;
    bool alike = !config->hyper && !config->wrapper_hyper;
    int n = alike ? 1 : config->n;
    sorting->of = calloc((size_t)config->n, sizeof *sorting->of);
    bool ok = sorting->of;
    for (int lane = 0; ok && lane < n; lane++) {
        take_hyper(&racer, config, lane);
        ok = sort_lane(sorting, &racer, lane);
    }
    if (ok && alike)
        sorting->lanes[0] = config->n;
    return ok;
}

static void sorting_free(Sorting *sorting)
{
    free(sorting->of);
    free(sorting->kinds);
    free(sorting->lanes);
}

// ---- Blocks

static bool changes(const SwarmConfig *config)
{
    return config->changes && config->changes->n > 0;
}

static int block_lanes(const SwarmConfig *config)
{
    return changes(config) ? 1 : BLOCK;
}

static int blocks_of(int lanes, int most)
{
    return (lanes + most - 1) / most;
}

static int count_blocks(const Sorting *sorting, int most)
{
    int n = 0;
    for (int k = 0; k < sorting->n; k++)
        n += blocks_of(sorting->lanes[k], most);
    return n;
}

// Its rates are those of a run.
static bool runs(const SwarmConfig *config)
{
    return racer_has_schedule(config->racer) || changes(config);
}

// May torch raise on the way?
static bool may_stop(const SwarmConfig *config)
{
    return runs(config) || config->racer->rule->evaluates;
}

// What a lane steps by from a step on. A buffer that a change may need has its place from the beginning.
static StageKind kind_of(const Racer *now, int from)
{
    StageKind kind = stage_kind(now);
    kind.rule[0].slots = optimizer_slots_most(now->rule, now->hyper);
    kind.from = from;
    return kind;
}

// Of the racer and of all that it changes to: doubles.
static size_t state_of(const SwarmConfig *config)
{
    int most = 0;
    for (int i = -1; i < config->changes->n_whole; i++) {
        StageKind kind = kind_of(i < 0 ? config->racer : &config->changes->whole[i], 0);
        int slots = stage_kind_slots(&kind);
        most = slots > most ? slots : most;
    }
    return (size_t)(most * loss_dimension(config->loss)) + 1;
}

static size_t bytes_of(const SwarmConfig *config, const Sorting *sorting)
{
    int dimension = loss_dimension(config->loss);
    size_t n = (size_t)config->n, own = (size_t)(dimension + 1) * sizeof(double) + 2 * sizeof(int);
    int most = block_lanes(config);
    size_t bytes = n * (own + (runs(config) ? sizeof(ScheduleRun) : 0));
    bytes += may_stop(config) ? (n + BLOCK) * (size_t)(dimension + 1) * sizeof(double) : 0;
    bytes += changes(config) ? n * state_of(config) * sizeof(double) : 0;
    for (int k = 0; k < sorting->n; k++)
        bytes += (size_t)blocks_of(sorting->lanes[k], most) *
                 (sizeof(Block) + ground_bytes(config->loss, most) + stage_bytes(&sorting->kinds[k], dimension, most));
    return bytes;
}

// Lanes of one kind stand together, in their own order.
static void list_lanes(Swarm *swarm, const Sorting *sorting)
{
    int *to = swarm->lanes;
    for (int k = 0; k < sorting->n; k++)
        for (int lane = 0; lane < swarm->n; lane++)
            if (sorting->of[lane] == k)
                *to++ = lane;
}

static void load_lane(Block *block, const SwarmConfig *config, Racer *racer, int i)
{
    int lane = block->lane[i];
    const double *start = config->start + (ptrdiff_t)lane * config->start_stride;
    take_hyper(racer, config, lane);
    stage_load(block->stage, i, racer, NULL);
    for (int d = 0; d < block->ground.dimension; d++)
        block->ground.parameters[d][i] = start[d];
}

static size_t standing_bytes(const Ground *ground)
{
    return (size_t)(ground->dimension + 1) * (size_t)ground->stride * sizeof(double);
}

// The stage has had room for whatever the lane may change to: then it does not fail on the way.
static bool reserve_stage(Block *block, const SwarmConfig *config)
{
    for (int i = config->changes->n - 1; i >= 0; i--) {
        Racer racer = changes_racer(config->racer, config->changes, config->changes->change[i].step);
        StageKind kind = kind_of(&racer, 0);
        if (!stage_set(block->stage, &kind, &block->ground, 0, 1))
            return false;
    }
    block->now = *config->racer;
    return (block->state = calloc(state_of(config), sizeof *block->state));
}

static bool block_create(Block *block, Swarm *swarm, const SwarmConfig *config, const StageKind *kind, int first, int n)
{
    Racer racer = *config->racer;
    StageKind own = changes(config) ? kind_of(&racer, 0) : *kind;
    block->n = block->size = n;
    block->lane = swarm->lanes + first;
    block->runs = swarm->runs ? swarm->runs + first : NULL;
    block->stage = stage_create();
    if (!block->stage || !ground_set(&block->ground, swarm->loss, NULL, n) ||
        (changes(config) && !reserve_stage(block, config)) || !stage_set(block->stage, &own, &block->ground, 0, n))
        return false;
    for (int i = 0; i < n; i++)
        load_lane(block, config, &racer, i);
    return !may_stop(config) || (block->before = malloc(standing_bytes(&block->ground)));
}

static bool create_blocks(Swarm *swarm, const SwarmConfig *config, const Sorting *sorting)
{
    int first = 0, most = block_lanes(config);
    Block *block = swarm->blocks;
    for (int k = 0; k < sorting->n; k++)
        for (int left = sorting->lanes[k]; left > 0; left -= most) {
            int n = left < most ? left : most;
            if (!block_create(block++, swarm, config, &sorting->kinds[k], first, n))
                return false;
            first += n;
        }
    return true;
}

// ---- Life

static bool create_lambdas(const Swarm *swarm, Worker *worker)
{
    bool ok = true;
    for (int i = 0; ok && i <= swarm->changes.n_whole; i++) {
        const ScheduleTree *tree = &(i == 0 ? &swarm->racer : &swarm->changes.whole[i - 1])->schedule;
        if (schedule_takes_lambda(tree))
            ok = (worker->lambdas[i] = schedule_lambdas_create(tree));
    }
    return ok;
}

static bool create_workers(Swarm *swarm)
{
    int threads = omp_get_max_threads();
    swarm->n_workers = threads < swarm->n_blocks ? threads : swarm->n_blocks;
    swarm->workers = calloc((size_t)swarm->n_workers, sizeof *swarm->workers);
    bool ok = swarm->workers;
    for (int i = 0; ok && i < swarm->n_workers; i++) {
        Worker *worker = &swarm->workers[i];
        worker->work = loss_work_create(swarm->loss);
        ok = worker->work && create_lambdas(swarm, worker);
    }
    return ok;
}

static bool create_lanes(Swarm *swarm, bool run)
{
    size_t n = (size_t)swarm->n;
    swarm->lanes = malloc(n * sizeof *swarm->lanes);
    swarm->at = malloc(n * (size_t)swarm->dimension * sizeof *swarm->at);
    swarm->loss_at = malloc(n * sizeof *swarm->loss_at);
    swarm->diverged = malloc(n * sizeof *swarm->diverged);
    if (!swarm->lanes || !swarm->at || !swarm->loss_at || !swarm->diverged)
        return false;
    for (size_t i = 0; i < n; i++)
        swarm->diverged[i] = -1;
    return !run || (swarm->runs = calloc(n, sizeof *swarm->runs));
}

static bool fill(Swarm *swarm, const SwarmConfig *config, const Sorting *sorting)
{
    swarm->loss = config->loss;
    swarm->racer = *config->racer;
    if (changes(config))
        swarm->changes = *config->changes;
    swarm->dimension = loss_dimension(config->loss);
    swarm->n = config->n;
    swarm->done = -1;
    swarm->n_blocks = count_blocks(sorting, block_lanes(config));
    swarm->blocks = calloc((size_t)swarm->n_blocks, sizeof *swarm->blocks);
    if (!swarm->blocks || !create_lanes(swarm, runs(config)) || !create_workers(swarm))
        return false;
    list_lanes(swarm, sorting);
    return create_blocks(swarm, config, sorting);
}

Swarm *swarm_create(const SwarmConfig *config)
{
    assert(config->n >= 1 && config->n <= SWARM_LANES_MAX);
    assert(!changes(config) || (!config->hyper && !config->wrapper_hyper));
    Sorting sorting = {.n = 0};
    Swarm *swarm = NULL;
    if (sort(&sorting, config) && bytes_of(config, &sorting) <= SWARM_BYTES_MAX)
        swarm = calloc(1, sizeof *swarm);
    if (swarm && !fill(swarm, config, &sorting)) {
        swarm_destroy(swarm);
        swarm = NULL;
    }
    sorting_free(&sorting);
    return swarm;
}

void swarm_destroy(Swarm *swarm)
{
    if (!swarm)
        return;
    for (int b = 0; swarm->blocks && b < swarm->n_blocks; b++) {
        stage_destroy(swarm->blocks[b].stage);
        ground_free(&swarm->blocks[b].ground);
        free(swarm->blocks[b].before);
        free(swarm->blocks[b].state);
    }
    for (int i = 0; swarm->workers && i < swarm->n_workers; i++) {
        loss_work_destroy(swarm->workers[i].work);
        for (int k = 0; k <= CHANGES_WHOLE_MAX; k++)
            schedule_lambdas_destroy(swarm->workers[i].lambdas[k]);
    }
    free(swarm->blocks);
    free(swarm->workers);
    free(swarm->lanes);
    free(swarm->runs);
    free(swarm->at);
    free(swarm->loss_at);
    free(swarm->diverged);
    free(swarm);
}

// ---- Running

static void report(Swarm *swarm, const Block *block, int i)
{
    const Ground *ground = &block->ground;
    ptrdiff_t lane = block->lane[i];
    swarm->loss_at[lane] = ground->value[i];
    for (int d = 0; d < swarm->dimension; d++)
        swarm->at[lane * swarm->dimension + d] = ground->parameters[d][i];
}

// In place of the step in which torch raises, the one before.
static void step_back(Block *block, int i)
{
    Ground *ground = &block->ground;
    for (int d = 0; d < ground->dimension; d++)
        ground->parameters[d][i] = block->before[d * ground->stride + i];
    ground->value[i] = block->before[ground->dimension * ground->stride + i];
}

// The lanes that have stopped or are no longer finite leave the block.
static void retire(Swarm *swarm, Block *block, int step)
{
    for (int i = block->n - 1; i >= 0; i--) {
        bool stopped = block->ground.stopped[i];
        if (!stopped && ground_lane_finite(&block->ground, i))
            continue;
        if (stopped)
            step_back(block, i);
        else
            swarm->diverged[block->lane[i]] = step;
        report(swarm, block, i);
        ground_drop(&block->ground, i);
        stage_drop(block->stage, i);
        block->lane[i] = block->lane[--block->n];
    }
    block->ground.any_stopped = false;
}

// ---- Changes

static void change(const Swarm *swarm, Block *block, const Worker *worker, const Change *it)
{
    change_apply(&swarm->changes, it, &block->now);
    if (change_is_whole(it))
        block->runs->lambdas = worker->lambdas[1 + it->whole];
    if (it->kind == CHANGE_OPTIMIZER)
        block->from = it->step;
    change_rates(it, &block->now, block->runs);
}

// The numbers that a schedule turns are its run's.
static void show_rates(Block *block)
{
    int momentum = optimizer_momentum(block->now.rule);
    block->now.hyper[0] = block->runs->lr;
    if (momentum >= 0)
        block->now.hyper[momentum] = block->runs->momentum;
}

// The only lane of the block, between two steps, as a race does with its tracks.
static void block_change(const Swarm *swarm, Block *block, const Worker *worker, int step)
{
    const Changes *changes = &swarm->changes;
    stage_store(block->stage, 0, block->state);
    for (int i = 0; i < changes->n && changes->change[i].step <= step; i++)
        if (changes->change[i].step == step)
            change(swarm, block, worker, &changes->change[i]);
    show_rates(block);
    StageKind kind = kind_of(&block->now, block->from);
    bool set = stage_set(block->stage, &kind, &block->ground, 0, 1);
    assert(set); // reserve_stage
    (void)set;
    stage_load(block->stage, 0, &block->now, block->from == step ? NULL : block->state);
    stage_resume_schedule(block->stage, 0, &block->now.schedule, block->runs);
}

static void block_begin(Swarm *swarm, Block *block)
{
    for (int i = 0; block->runs && i < block->n; i++)
        stage_begin_schedule(block->stage, i, block->state ? &block->now.schedule : &swarm->racer.schedule,
                             &block->runs[i]);
    ground_evaluate(&block->ground);
    if (!ground_all_finite(&block->ground))
        retire(swarm, block, 0);
}

static void block_step(Swarm *swarm, Block *block, int step)
{
    if (block->before)
        memcpy(block->before, block->ground.memory, standing_bytes(&block->ground));
    ground_begin_step(&block->ground, step);
    stage_step(block->stage);
    ground_evaluate(&block->ground);
    stage_step_schedules(block->stage);
    if (block->ground.any_stopped || !ground_all_finite(&block->ground))
        retire(swarm, block, step);
}

// Whose schedule a lane has after what changes before a step.
static int tree_at(const Swarm *swarm, int step)
{
    int tree = 0;
    for (int i = 0; i < swarm->changes.n && swarm->changes.change[i].step < step; i++)
        if (change_is_whole(&swarm->changes.change[i]))
            tree = 1 + swarm->changes.change[i].whole;
    return tree;
}

static void block_run(Swarm *swarm, Block *block, const Worker *worker, int to)
{
    int step = swarm->done;
    block->ground.work = worker->work;
    for (int i = 0; block->runs && i < block->size; i++)
        block->runs[i].lambdas = worker->lambdas[tree_at(swarm, step)];
    if (step < 0)
        block_begin(swarm, block);
    for (step = step < 0 ? 0 : step; step < to && block->n > 0; step++) {
        if (block->state && changes_next(&swarm->changes, step) == step)
            block_change(swarm, block, worker, step);
        block_step(swarm, block, step + 1);
    }
    for (int i = 0; i < block->n; i++)
        report(swarm, block, i);
}

void swarm_run(Swarm *swarm, int step)
{
    assert(step >= 0);
    if (step <= swarm->done)
        return;
#pragma omp parallel for schedule(dynamic) num_threads(swarm->n_workers) if (swarm->n_workers > 1)
    for (int b = 0; b < swarm->n_blocks; b++)
        block_run(swarm, &swarm->blocks[b], &swarm->workers[omp_get_thread_num()], step);
    swarm->done = step;
}

// ---- Asking

int swarm_done(const Swarm *swarm)
{
    return swarm->done;
}

const double *swarm_at(const Swarm *swarm, int lane)
{
    assert(swarm->done >= 0 && lane >= 0 && lane < swarm->n);
    return swarm->at + (ptrdiff_t)lane * swarm->dimension;
}

double swarm_loss(const Swarm *swarm, int lane)
{
    assert(swarm->done >= 0 && lane >= 0 && lane < swarm->n);
    return swarm->loss_at[lane];
}

int swarm_diverged(const Swarm *swarm, int lane)
{
    assert(lane >= 0 && lane < swarm->n);
    return swarm->diverged[lane];
}
