// The knobs of a scene: which there are, what is known of them, their values and what may be set. Addresses are in
// knob_address.c, values as text in knob_value.c, a slider's track in knob_track.c.
#include "scene/knob.h"

#include "base/text.h"
#include "scene/spec.h"
#include "scene/steered.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SEED_MAX 9007199254740992.0 // 2^53: each whole number up to it is a double

const Knob knob_whole_start = {.kind = KNOB_START, .node = 1};

bool knob_of_racer(Knob knob)
{
    return knob.kind >= KNOB_HYPER && knob.kind <= KNOB_MILESTONE;
}

bool knob_has_racer(Knob knob)
{
    return knob_of_racer(knob) || knob.kind == KNOB_CHANGE;
}

bool knob_equal(Knob a, Knob b)
{
    return a.kind == b.kind && a.racer == b.racer && a.node == b.node && a.index == b.index;
}

// ---- Lists

typedef struct List {
    Knob *knobs;
    int n, max;
} List;

static void add(List *list, Knob knob)
{
    if (list->n < list->max)
        list->knobs[list->n] = knob;
    list->n++;
}

static void add_arguments(List *list, Knob knob, const Argument *rows)
{
    for (knob.index = 0; rows[knob.index].name; knob.index++)
        if (!rows[knob.index].hidden)
            add(list, knob);
}

static void add_rules(List *list, const Racer *it, int racer)
{
    add_arguments(list, (Knob){.kind = KNOB_HYPER, .racer = racer}, it->rule->arguments);
    for (int i = 0; i < it->n_wrappers; i++)
        add_arguments(list, (Knob){.kind = KNOB_WRAPPER, .racer = racer, .node = i}, it->wrapper[i].rule->arguments);
}

static void add_schedulers(List *list, const Racer *it, int racer)
{
    for (int i = 0; i < it->schedule.n; i++) {
        const ScheduleNode *node = &it->schedule.node[i];
        for (int k = 0; k < node->n_milestones; k++)
            add(list, (Knob){.kind = KNOB_MILESTONE, .racer = racer, .node = i, .index = k});
        add_arguments(list, (Knob){.kind = KNOB_SCHEDULE, .racer = racer, .node = i}, node->rule->arguments);
    }
}

static void add_racer(List *list, const Scene *scene, int racer)
{
    add_rules(list, scene_racer(scene, racer), racer);
    add_schedulers(list, scene_racer(scene, racer), racer);
}

static void add_changes(List *list, const Scene *scene, int racer)
{
    for (int i = 0; i < scene_entry(scene, racer)->changes.n; i++)
        add(list, (Knob){.kind = KNOB_CHANGE, .racer = racer, .index = i});
}

static void add_constants(List *list, const Scene *scene)
{
    for (int i = 0; i < scene->n_constants; i++)
        add(list, (Knob){.kind = KNOB_CONSTANT, .index = i});
}

static void add_start(List *list, const Scene *scene, int dimension)
{
    for (int i = 0; i < dimension; i++)
        add(list, (Knob){.kind = KNOB_START, .index = i});
    for (int i = 0; i < 2 && scene->starts.form; i++)
        add(list, (Knob){.kind = KNOB_STARTS, .index = i});
}

// A call may have blanks before its parenthesis.
static bool draws_normals(const char *formula)
{
    const char *at = strstr(formula, "normal");
    while (at && at[6 + strspn(at + 6, " \t")] != '(')
        at = strstr(at + 1, "normal");
    return at != NULL;
}

static bool has_batch(const Scene *scene)
{
    return (scene->data || draws_normals(scene->formula)) && !scene->batches;
}

static void add_stops(List *list, const Scene *scene, bool all)
{
    for (int i = 0; i < STOPS; i++)
        if (all || scene->stop[i].on)
            add(list, (Knob){.kind = KNOB_STOP, .index = i});
}

// A seed that nothing is drawn with is no slider, nor what no racer is marked by.
static void add_race(List *list, const Scene *scene)
{
    add(list, (Knob){.kind = KNOB_STEPS});
    if (has_batch(scene))
        add(list, (Knob){.kind = KNOB_SEED});
    add_start(list, scene, scene_dimension(scene));
    add_stops(list, scene, false);
}

static void add_own(List *list, const Scene *scene, int dimension)
{
    if (has_batch(scene))
        add(list, (Knob){.kind = KNOB_BATCH});
    for (KnobKind kind = KNOB_STEPS; kind <= KNOB_SPEED; kind++)
        add(list, (Knob){.kind = kind});
    add_start(list, scene, dimension);
    add_stops(list, scene, true);
    add_constants(list, scene);
}

int knob_list_own(const Scene *scene, int dimension, Knob *knobs, int max)
{
    List list = {.knobs = knobs, .max = max};
    add_own(&list, scene, dimension);
    return list.n;
}

int knob_list(const Scene *scene, Knob *knobs, int max)
{
    List list = {.knobs = knobs, .max = max};
    add_own(&list, scene, scene_dimension(scene));
    for (int i = 0; i < scene->n_racers; i++)
        add_racer(&list, scene, i);
    return list.n;
}

int knob_list_racer(const Scene *scene, int racer, Knob *knobs, int max)
{
    List list = {.knobs = knobs, .max = max};
    add_racer(&list, scene, racer);
    return list.n;
}

bool knob_exists(const Scene *scene, Knob knob)
{
    enum { MAX = (int)KNOBS_OF_SCENE_MAX + (int)KNOBS_OF_RACER_MAX };
    Knob all[MAX];
    bool of_racer = knob_of_racer(knob);
    if (of_racer && (knob.racer < 0 || knob.racer >= scene->n_racers))
        return false;
    int n = of_racer ? knob_list_racer(scene, knob.racer, all, MAX) : knob_list(scene, all, MAX);
    for (int i = 0; i < n && i < MAX; i++)
        if (knob_equal(all[i], knob))
            return true;
    return false;
}

int knob_list_column(const Scene *scene, Knob *knobs, int max)
{
    List list = {.knobs = knobs, .max = max};
    int selected = scene->view.selected;
    if (selected >= 0 && selected < scene->n_racers && !scene_entry(scene, selected)->ghost) {
        add_rules(&list, scene_racer(scene, selected), selected);
        add_changes(&list, scene, selected);
        add_schedulers(&list, scene_racer(scene, selected), selected);
    }
    add_constants(&list, scene);
    if (has_batch(scene))
        add(&list, (Knob){.kind = KNOB_BATCH});
    add_race(&list, scene);
    return list.n;
}

// ---- Rows

// The rows that an argument's knob is one of, and the class that has them.
static const Argument *rows_of(const Scene *scene, Knob knob, const char **class)
{
    const Racer *racer = scene_racer(scene, knob.racer);
    if (knob.kind == KNOB_SCHEDULE) {
        const Schedule *schedule = racer->schedule.node[knob.node].rule;
        *class = schedule->name;
        return schedule->arguments;
    }
    const Optimizer *rule = knob.kind == KNOB_WRAPPER ? racer->wrapper[knob.node].rule : racer->rule;
    *class = rule->name;
    return rule->arguments;
}

// Adjacent rows of one name are a tuple: which of its elements is this one? -1: of none.
static int element_of(const Argument *rows, int i)
{
    int first = i;
    while (first > 0 && !strcmp(rows[first - 1].name, rows[i].name))
        first--;
    bool single = first == i && !(rows[i + 1].name && !strcmp(rows[i + 1].name, rows[i].name));
    return single ? -1 : i - first;
}

// One stop per choice, and one left of them for None.
static void choice_range(Argument *row)
{
    row->low = row->optional ? -1 : 0;
    for (row->high = 0; row->choices[(int)row->high + 1];)
        row->high++;
}

// Rates a hundred times below the one that suits the landscape are on the track.
static void rate_range(const Scene *scene, Argument *row)
{
    if (scene->landscape)
        row->low = fmin(row->low, pow(10, floor(log10(scene->landscape->lr_hint)) - 2));
}

// A tuple's element goes by its symbol where it has one; all else by torch's name.
static KnobRow argument_row(const Scene *scene, Knob knob)
{
    const char *class;
    const Argument *rows = rows_of(scene, knob, &class), *row = &rows[knob.index];
    KnobRow is = {.owner = class, .argument = *row, .has_initial = true};
    int element = element_of(rows, knob.index);
    if (element < 0)
        snprintf(is.name, sizeof is.name, "%s", row->name);
    else
        snprintf(is.name, sizeof is.name, "%s[%d]", row->name, element);
    if (row->kind == ARGUMENT_CHOICE)
        choice_range(&is.argument);
    if (knob.kind == KNOB_HYPER && knob.index == 0)
        rate_range(scene, &is.argument);
    text_copy(is.label, sizeof is.label, element >= 0 && row->symbol ? row->symbol : row->name);
    return is;
}

static KnobRow milestone_row(const Scene *scene, Knob knob)
{
    KnobRow is = {
        .owner = scene_racer(scene, knob.racer)->schedule.node[knob.node].rule->name,
        .argument = {.name = "milestones",
                     .help = "a step at which the schedule turns",
                     .unit = "steps",
                     .kind = ARGUMENT_INTEGER,
                     .high = scene->steps > 1 ? scene->steps : 1,
                     .most = RACE_STEPS_MAX,
                     .refusal = "expected a step from 0 to 1000000"},
    };
    snprintf(is.name, sizeof is.name, "milestones[%d]", knob.index);
    snprintf(is.label, sizeof is.label, "milestone %d", knob.index + 1);
    return is;
}

static const LandscapeConstant *landscape_constant(const Scene *scene, const char *name)
{
    for (int i = 0; scene->landscape && i < LANDSCAPE_CONSTANTS_MAX && scene->landscape->constants[i].name; i++)
        if (!strcmp(scene->landscape->constants[i].name, name))
            return &scene->landscape->constants[i];
    return NULL;
}

// A constant of the user's own formula has a range of about its size; one of 0, both ways.
static KnobRow constant_row(const Scene *scene, Knob knob)
{
    const FormulaConstant *constant = &scene->constants[knob.index];
    const LandscapeConstant *known = landscape_constant(scene, constant->name);
    double size = constant->value == 0 ? 1 : fabs(constant->value);
    double reach = fmin(pow(10, ceil(log10(size) + 0.3)), DBL_MAX);
    KnobRow is = {
        .argument = {.help = known ? known->help : "a constant of the formula",
                     .initial = known ? known->initial : 0,
                     .low = known                  ? known->low
                            : constant->value <= 0 ? -reach
                                                   : 0,
                     .high = known ? known->high : reach,
                     .logarithmic = known && known->logarithmic,
                     .least = -INFINITY,
                     .most = INFINITY,
                     .above_least = true},
        .has_initial = known != NULL,
        .follows = !known,
    };
    text_copy(is.name, sizeof is.name, constant->name);
    text_copy(is.label, sizeof is.label, constant->name);
    return is;
}

static KnobRow start_row(const Scene *scene, Knob knob)
{
    char names[SCENE_DIMENSION_MAX][FORMULA_NAME_MAX + 1];
    int n = scene_parameters(scene, names);
    assert(knob.index < n);
    (void)n;
    const double *window = &scene->view.camera.window[2 * knob.index];
    KnobRow is = {
        .argument = {.help = "where every racer starts",
                     .initial = scene->landscape ? scene->landscape->start[knob.index] : 0,
                     .low = window[0],
                     .high = window[1],
                     .least = -INFINITY,
                     .most = INFINITY},
        .has_initial = scene->landscape != NULL,
    };
    snprintf(is.name, sizeof is.name, "start.%s", names[knob.index]);
    snprintf(is.label, sizeof is.label, "start %s", names[knob.index]);
    return is;
}

static KnobRow stop_row(int i)
{
    KnobRow row = {.has_initial = true,
                   .argument = {.help = "a racer is marked where it comes below",
                                .initial = (double)NAN,
                                .low = 1e-12,
                                .high = 1e3,
                                .logarithmic = true,
                                .optional = true,
                                .least = i == STOP_LOSS ? -INFINITY : 0,
                                .most = INFINITY,
                                .above_least = true,
                                .refusal = i == STOP_LOSS ? "expected a finite number" : "expected a number above 0"}};
    snprintf(row.name, sizeof row.name, "stop.%s", scene_stop_names[i]);
    snprintf(row.label, sizeof row.label, "stop: %s", scene_stop_names[i]);
    return row;
}

static KnobRow starts_row(const Scene *scene, int i)
{
    static const KnobRow n = {.name = "starts.n",
                              .label = "starts",
                              .has_initial = true,
                              .argument = {.help = "of the selected racer",
                                           .kind = ARGUMENT_INTEGER,
                                           .initial = STARTS_DEFAULT,
                                           .low = 1,
                                           .high = STARTS_MAX,
                                           .least = 1,
                                           .most = STARTS_MAX,
                                           .refusal = "expected a whole number from 1 to 64"}};
    const double *window = scene->view.camera.window;
    double side = fmax(window[1] - window[0], scene->starts.radius);
    KnobRow radius = {.name = "starts.radius",
                      .label = "radius",
                      .argument = {.help = "how far around the start they are",
                                   .high = pow(10, ceil(log10(side))),
                                   .logarithmic = true,
                                   .most = INFINITY,
                                   .above_least = true,
                                   .refusal = "expected a number above 0"}};
    radius.argument.low = radius.argument.high / 1000;
    return i == 0 ? n : radius;
}

static int all_rows(const Scene *scene)
{
    return scene->data ? dataset_rows(scene->data) : 1;
}

static KnobRow batch_row(const Scene *scene)
{
    return (KnobRow){
        .name = "batch",
        .label = "batch",
        .argument = {.help = "rows that make a step's batch",
                     .unit = "rows",
                     .kind = ARGUMENT_INTEGER,
                     .initial = all_rows(scene),
                     .low = 1,
                     .high = scene->data ? all_rows(scene) : 1000,
                     .logarithmic = true,
                     .least = 1,
                     .most = scene->data ? all_rows(scene) : LOSS_BATCH_MAX,
                     .refusal = "expected 1 to the number of rows"},
        .has_initial = true,
    };
}

// What is as long as the race is filled in by race_row.
static const KnobRow race_rows[] = {
    [KNOB_STEPS] = {.name = "n",
                    .label = "steps",
                    .has_initial = true,
                    .argument = {.help = "length of the race",
                                 .unit = "steps",
                                 .kind = ARGUMENT_INTEGER,
                                 .initial = SCENE_STEPS_DEFAULT,
                                 .low = 10,
                                 .high = 10000,
                                 .logarithmic = true,
                                 .most = RACE_STEPS_MAX,
                                 .refusal = "expected a whole number from 0 to 1000000"}},
    [KNOB_SEED] = {.name = "seed",
                   .label = "seed",
                   .has_initial = true,
                   .argument = {.help = "of everything that is drawn",
                                .kind = ARGUMENT_INTEGER,
                                .high = 100,
                                .most = SEED_MAX,
                                .refusal = "expected a whole number from 0 to 2^53"}},
    [KNOB_STEP] = {.name = "step",
                   .label = "step",
                   .has_initial = true,
                   .argument = {.help = "the step that is shown at first",
                                .unit = "steps",
                                .kind = ARGUMENT_INTEGER,
                                .refusal = "expected a step of the race"}},
    [KNOB_SPEED] = {.name = "speed",
                    .label = "speed",
                    .has_initial = true,
                    .argument = {.help = "of the race while it plays",
                                 .unit = "steps per second",
                                 .initial = SCENE_SPEED_DEFAULT,
                                 .low = 0.1,
                                 .high = SCENE_SPEED_MAX,
                                 .logarithmic = true,
                                 .most = SCENE_SPEED_MAX,
                                 .above_least = true,
                                 .refusal = "expected steps per second, above 0 and up to 100000"}},
};

static KnobRow race_row(const Scene *scene, KnobKind kind)
{
    KnobRow row = race_rows[kind];
    if (kind == KNOB_STEP)
        row.argument.high = row.argument.most = scene->steps;
    return row;
}

static const KnobKind knob_kinds[] = {
    [CHANGE_OPTIMIZER] = KNOB_NONE,  [CHANGE_SCHEDULE] = KNOB_NONE,     [CHANGE_HYPER] = KNOB_HYPER,
    [CHANGE_WRAPPER] = KNOB_WRAPPER, [CHANGE_ARGUMENT] = KNOB_SCHEDULE, [CHANGE_MILESTONE] = KNOB_MILESTONE,
};

Knob knob_changed(const Scene *scene, int racer, int change)
{
    const Change *it = &scene_entry(scene, racer)->changes.change[change];
    return (Knob){.kind = knob_kinds[it->kind], .racer = racer, .node = it->node, .index = it->index};
}

// Of the argument that changes, as it is at its step. A whole one has no number.
static KnobRow change_row(const Scene *scene, Knob knob)
{
    static const char *const whole[] = {"", NULL};
    const Change *change = &scene_entry(scene, knob.racer)->changes.change[knob.index];
    const char *name = change->kind == CHANGE_OPTIMIZER ? "optimizer" : "schedule";
    KnobRow is = {.owner = scene_racer(scene, knob.racer)->rule->name,
                  .argument = {.kind = ARGUMENT_CHOICE, .choices = whole}};
    Scene at = {0};
    if (!change_is_whole(change) && steer_at(&at, scene, change->step)) {
        is = knob_row(&at, knob_changed(scene, knob.racer, knob.index));
        is.has_initial = false;
        name = is.label;
    }
    char label[KNOB_NAME_MAX];
    snprintf(label, sizeof label, "%d: %.32s", change->step, name);
    text_copy(is.label, sizeof is.label, label);
    if (change_is_whole(change))
        text_copy(is.name, sizeof is.name, name);
    scene_clear(&at);
    return is;
}

KnobRow knob_row(const Scene *scene, Knob knob)
{
    switch (knob.kind) {
    case KNOB_CHANGE:
        return change_row(scene, knob);
    case KNOB_HYPER:
    case KNOB_WRAPPER:
    case KNOB_SCHEDULE:
        return argument_row(scene, knob);
    case KNOB_MILESTONE:
        return milestone_row(scene, knob);
    case KNOB_CONSTANT:
        return constant_row(scene, knob);
    case KNOB_BATCH:
        return batch_row(scene);
    case KNOB_START:
        return start_row(scene, knob);
    case KNOB_STOP:
        return stop_row(knob.index);
    case KNOB_STARTS:
        return starts_row(scene, knob.index);
    default:
        return race_row(scene, knob.kind);
    }
}

// ---- Values

static const double *argument_of(const Racer *racer, Knob knob)
{
    return knob.kind == KNOB_HYPER     ? &racer->hyper[knob.index]
           : knob.kind == KNOB_WRAPPER ? &racer->wrapper[knob.node].hyper[knob.index]
                                       : &racer->schedule.node[knob.node].argument[knob.index];
}

double knob_get(const Scene *scene, Knob knob)
{
    switch (knob.kind) {
    case KNOB_HYPER:
    case KNOB_WRAPPER:
    case KNOB_SCHEDULE:
        return *argument_of(scene_racer(scene, knob.racer), knob);
    case KNOB_MILESTONE:
        return scene_racer(scene, knob.racer)->schedule.node[knob.node].milestones[knob.index];
    case KNOB_CONSTANT:
        return scene->constants[knob.index].value;
    case KNOB_BATCH:
        return scene->batch ? scene->batch : all_rows(scene);
    case KNOB_STEPS:
        return scene->steps;
    case KNOB_SEED:
        return (double)scene->seed;
    case KNOB_STEP:
        return scene->step;
    case KNOB_SPEED:
        return scene->speed;
    case KNOB_START:
        return scene->start[knob.index];
    case KNOB_STOP:
        return scene->stop[knob.index].on ? scene->stop[knob.index].value : (double)NAN;
    case KNOB_STARTS:
        return knob.index == 0 ? scene->starts.n : scene->starts.radius;
    case KNOB_CHANGE:
        return scene_entry(scene, knob.racer)->changes.change[knob.index].value;
    case KNOB_NONE:
        break;
    }
    assert(!"a knob");
    return NAN;
}

// Beyond the schedule's own refusals, the rule has to have what it would cycle.
static const char *refuses_schedule(const Racer *racer)
{
    int node, argument;
    const char *why = schedule_refuses(&racer->schedule, &node, &argument);
    bool nothing = schedule_cycles_momentum(&racer->schedule) && optimizer_momentum(racer->rule) < 0;
    why = why || !nothing ? why : "the rule has neither momentum nor betas to cycle";
    return why ? why : schedule_refuses_lr(&racer->schedule, racer->hyper[0], &node);
}

static const char *refuses_rule(const Racer *racer)
{
    int ignored;
    const char *why = optimizer_refuses(racer->rule, racer->hyper, &ignored);
    return why ? why : schedule_refuses_lr(&racer->schedule, racer->hyper[0], &ignored);
}

// What is set is the user's.
static void own(RacerOwners *owners, Knob knob)
{
    if (knob.kind == KNOB_HYPER)
        owners->hyper[knob.index] = OWNER_USER;
    else if (knob.kind == KNOB_SCHEDULE)
        owners->schedule[knob.node][knob.index] = OWNER_USER;
}

// Arguments are refused alone or together: NULL, and the racer has the value.
static const char *set_argument(Scene *scene, Knob knob, double value)
{
    int culprit;
    Racer tried = *scene_racer(scene, knob.racer);
    if (knob.kind == KNOB_MILESTONE)
        tried.schedule.node[knob.node].milestones[knob.index] = value;
    else
        *(double *)argument_of(&tried, knob) = value;
    const RacerWrapper *wrapper = &tried.wrapper[knob.kind == KNOB_WRAPPER ? knob.node : 0];
    const char *why = knob.kind == KNOB_HYPER     ? refuses_rule(&tried)
                      : knob.kind == KNOB_WRAPPER ? optimizer_refuses(wrapper->rule, wrapper->hyper, &culprit)
                                                  : refuses_schedule(&tried);
    why = why ? why : changes_refuse(&tried, &scene_entry(scene, knob.racer)->changes, &culprit);
    SceneRacer *entry = why ? NULL : scene_edit_entry(scene, knob.racer);
    if (entry) {
        entry->racer = tried;
        own(&entry->owners, knob);
    }
    return why || entry ? why : "out of memory";
}

static const char *set_change(Scene *scene, Knob knob, double value)
{
    int culprit;
    Changes tried = scene_entry(scene, knob.racer)->changes;
    tried.change[knob.index].value = value;
    const char *why = changes_refuse(scene_racer(scene, knob.racer), &tried, &culprit);
    SceneRacer *entry = why ? NULL : scene_edit_entry(scene, knob.racer);
    if (entry)
        entry->changes = tried;
    return why || entry ? why : "out of memory";
}

static void set_race(Scene *scene, Knob knob, double value)
{
    if (knob.kind == KNOB_BATCH)
        scene->batch = (int)value;
    else if (knob.kind == KNOB_STEPS)
        scene->steps = (int)value;
    else if (knob.kind == KNOB_SEED)
        scene->seed = (uint64_t)value;
    else if (knob.kind == KNOB_STEP)
        scene->step = (int)value, scene->step_said |= value > 0;
    else if (knob.kind == KNOB_SPEED)
        scene->speed = value;
    scene->step = scene->step < scene->steps ? scene->step : scene->steps;
}

static void set_start(Scene *scene, int i, double value)
{
    scene->start[i] = value;
    scene->own_start = true;
    scene_widen(scene);
}

static const char *set(Scene *scene, Knob knob, double value)
{
    if (knob_of_racer(knob))
        return set_argument(scene, knob, value);
    if (knob.kind == KNOB_CHANGE)
        return set_change(scene, knob, value);
    if (knob.kind == KNOB_CONSTANT)
        scene->constants[knob.index].value = value;
    else if (knob.kind == KNOB_START)
        set_start(scene, knob.index, value);
    else if (knob.kind == KNOB_STOP)
        scene->stop[knob.index] = (SceneStop){!isnan(value), isnan(value) ? 0 : value};
    else if (knob.kind == KNOB_STARTS && knob.index == 0)
        scene->starts.n = (int)value;
    else if (knob.kind == KNOB_STARTS)
        scene->starts.radius = value;
    else
        set_race(scene, knob, value);
    return NULL;
}

bool knob_set(Scene *scene, Knob knob, double value, Error *error)
{
    KnobRow row = knob_row(scene, knob);
    const char *why = isinf(value) ? "expected a finite number" : argument_refuses(&row.argument, value);
    why = why ? why : set(scene, knob, value);
    if (!why)
        return true;
    if (!row.owner || knob.kind == KNOB_HYPER)
        return error_set(error, "%s: %s", row.name, why);
    return error_set(error, "%s, %s: %s", row.owner, row.name, why);
}
