// A rule at work on n lanes of a ground: with its wrappers, and each lane's own hyperparameters, state and schedule.
// Knows no history, and what a lane does depends neither on its neighbours nor on n.
#ifndef RAVINE_ENGINE_RACE_STAGE_H
#define RAVINE_ENGINE_RACE_STAGE_H

#include "engine/race/ground.h"
#include "engine/race/racer.h"

// What a rule may branch on for all its lanes at once.
typedef struct StageRule {
    const Optimizer *rule;
    bool on[ARGUMENTS_MAX];
    int slots; // of each dimension
} StageRule;

// What the lanes of one stage have in common.
typedef struct StageKind {
    StageRule rule[1 + RACER_WRAPPERS_MAX]; // [n_rules]: the rule itself, then those around it, the innermost first
    int n_rules;
    int64_t from; // steps that were made before their first
    int momentum; // the rule's argument that schedules cycle; -1: none
} StageKind;

StageKind stage_kind(const Racer *racer);
bool stage_kind_equal(const StageKind *a, const StageKind *b);
int stage_kind_slots(const StageKind *kind); // of all its rules

typedef struct Stage Stage;

Stage *stage_create(void); // NULL: out of memory
void stage_destroy(Stage *stage);

size_t stage_bytes(const StageKind *kind, int dimension, int n); // that stage_set asks for

// n lanes of the ground from `first` on; the ground is borrowed. Each lane is then to be loaded. false: out of memory.
bool stage_set(Stage *stage, const StageKind *kind, Ground *ground, int first, int n);

// Lanes by their index in the stage. State: [slots * dimension], the rule's slots, then the wrappers'; NULL: every slot
// 0.
void stage_load(Stage *stage, int lane, const Racer *racer, const double *state);
void stage_store(const Stage *stage, int lane, double *state);

// The lane has a schedule, after stage_load: from before step 1, or where its run stands. Both are borrowed.
void stage_begin_schedule(Stage *stage, int lane, const ScheduleTree *tree, ScheduleRun *run);
void stage_resume_schedule(Stage *stage, int lane, const ScheduleTree *tree, ScheduleRun *run);

// The optimizer's step, between ground_begin_step and ground_evaluate; then the scheduler's, which is fed the full loss
// after the step.
void stage_step(Stage *stage);
void stage_step_schedules(Stage *stage);

// Losses that are recorded replace those that ground_evaluate has found, at step `t`, 0 at the start; so do, at the
// start, recorded points those of the ground, before ground_evaluate.
void stage_take_recorded_losses(Stage *stage, int64_t t);
void stage_start_recorded(Stage *stage, int lane);

// Takes a lane out: the last one moves to its place. With the lanes of the ground goes ground_drop.
void stage_drop(Stage *stage, int lane);

#endif
