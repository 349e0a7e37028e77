// A racer that is being read, and single values of its text as arguments take them. Private to src/scene/spec.c.
#ifndef RAVINE_SCENE_SPEC_VALUE_H
#define RAVINE_SCENE_SPEC_VALUE_H

#include "engine/race/race.h"
#include "scene/syntax.h"

typedef struct Build {
    const Syntax *syntax;
    Racer racer;
    int hyper_at[ARGUMENTS_MAX], wrapper_at[RACER_WRAPPERS_MAX][ARGUMENTS_MAX]; // at: the outermost first
    int node_at[SCHEDULE_NODES_MAX][ARGUMENTS_MAX];
    int node_name_at[SCHEDULE_NODES_MAX];
    bool used[SYNTAX_STATEMENTS_MAX]; // a statement that another one names
    bool saved;                       // the text is a scene file's
    Error *error;
} Build;

#define FAIL(build, at, ...) syntax_error((build)->syntax->text, (at), (build)->error, __VA_ARGS__)

// A name that an assignment gave a value stands for that value; others stand for themselves. NULL: names in a circle.
const Value *spec_resolve(Build *build, const Value *value);

bool spec_is_switch(const Value *value, double *number); // True or False
bool spec_is_none(const Value *value);
bool spec_is_true(const Value *value); // as Python's bool() has it

// false: the error is set.
bool spec_read_single(Build *build, const Argument *row, const Value *value, double *number);
bool spec_read_milestones(Build *build, ScheduleNode *node, const Value *list);
bool spec_read_lambda(Build *build, ScheduleNode *node, const Value *value);

#endif
