// Golden data: what torch itself computed, compared row by row. The folders of tests/torch are walked: a new file is
// tested by being there. A file's header names the optimizer, the schedule and their arguments as torch does; they are
// found in the tables by name.
#include "base/file.h"
#include "engine/race/race.h"
#include "slots.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { KEYS_MAX = 100, COLUMNS_MAX = 16, PATH_MAX_BYTES = 800, WHY_MAX = 400 };

static const double tolerance = 1e-9;           // of paths and losses: |a - b| <= tolerance * max(1, |b|)
static const double schedule_tolerance = 1e-12; // of learning rates, times max(|b|, the learning rate before)

// One file: `# key=value` lines, a line of column names, rows. Its strings point into bytes.
typedef struct Golden {
    char *bytes;
    const char *key[KEYS_MAX], *value[KEYS_MAX];
    int n_keys;
    const char *column[COLUMNS_MAX];
    int n_columns, n_rows;
    const char **cell; // [n_rows][n_columns]
} Golden;

typedef enum Outcome { PASSED, FAILED } Outcome;

static Outcome verdict(char *why, Outcome outcome, const char *format, ...) __attribute__((format(printf, 3, 4)));

static Outcome verdict(char *why, Outcome outcome, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, WHY_MAX, format, arguments);
    va_end(arguments);
    return outcome;
}

// ---- Reading

static int split(char *line, char separator, const char **parts, int most)
{
    int n = 0;
    for (char *next = line; next && n < most; n++) {
        parts[n] = next;
        next = strchr(next, separator);
        if (next)
            *next++ = '\0';
    }
    return n;
}

static void read_key(Golden *golden, char *line)
{
    char *equals = strchr(line, '=');
    assert_non_null(equals);
    assert_true(golden->n_keys < KEYS_MAX);
    *equals = '\0';
    golden->key[golden->n_keys] = line + strspn(line, "# ");
    golden->value[golden->n_keys++] = equals + 1;
}

static void read_row(Golden *golden, char *line)
{
    size_t rows = (size_t)golden->n_rows + 1, columns = (size_t)golden->n_columns;
    golden->cell = realloc(golden->cell, rows * columns * sizeof *golden->cell);
    assert_non_null(golden->cell);
    int n = split(line, ',', golden->cell + (size_t)golden->n_rows * columns, golden->n_columns);
    assert_int_equal(n, golden->n_columns);
    golden->n_rows++;
}

static void read_line(Golden *golden, char *line)
{
    if (line[0] == '#')
        read_key(golden, line);
    else if (golden->n_columns)
        read_row(golden, line);
    else
        golden->n_columns = split(line, ',', golden->column, COLUMNS_MAX);
}

static const char *text_of(const Golden *golden, const char *key)
{
    for (int i = 0; i < golden->n_keys; i++)
        if (!strcmp(golden->key[i], key))
            return golden->value[i];
    return NULL;
}

static double number_of(const Golden *golden, const char *key)
{
    const char *text = text_of(golden, key);
    assert_non_null(text);
    return strtod(text, NULL);
}

static Golden golden_read(const char *path)
{
    Golden golden = {0};
    Error error;
    size_t size;
    golden.bytes = file_read(path, &size, &error);
    if (!golden.bytes)
        fail_msg("%s", error.text);
    for (char *line = golden.bytes; line && *line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        read_line(&golden, line);
        line = end;
    }
    assert_true(golden.n_rows > 0);
    assert_int_equal(golden.n_rows, (int)number_of(&golden, "rows"));
    return golden;
}

static void golden_drop(Golden *golden)
{
    free(golden->cell);
    free(golden->bytes);
}

static int column_of(const Golden *golden, const char *name)
{
    for (int i = 0; i < golden->n_columns; i++)
        if (!strcmp(golden->column[i], name))
            return i;
    return -1;
}

static double at(const Golden *golden, int row, int column)
{
    return strtod(golden->cell[row * golden->n_columns + column], NULL);
}

static double *whole_column(const Golden *golden, const char *name)
{
    double *values = calloc((size_t)golden->n_rows, sizeof *values);
    assert_non_null(values);
    for (int row = 0; row < golden->n_rows; row++)
        values[row] = at(golden, row, column_of(golden, name));
    return values;
}

// ---- From the header to the tables

static double argument_value(const Argument *row, const char *text)
{
    if (!strcmp(text, "none"))
        return NAN;
    if (row->kind == ARGUMENT_BOOLEAN)
        return !strcmp(text, "true");
    for (int i = 0; row->kind == ARGUMENT_CHOICE && row->choices[i]; i++)
        if (!strcmp(row->choices[i], text))
            return i;
    return row->kind == ARGUMENT_CHOICE ? -1 : strtod(text, NULL);
}

// Adjacent rows of one name are the elements of a tuple. false: no row of that name.
static bool set_argument(const Argument *rows, double *values, const char *name, const char *text)
{
    char copy[200];
    const char *parts[ARGUMENTS_MAX];
    snprintf(copy, sizeof copy, "%s", text);
    int n = split(copy, ',', parts, ARGUMENTS_MAX), set = 0;
    for (int i = 0; rows[i].name && set < n; i++)
        if (!strcmp(rows[i].name, name))
            values[i] = argument_value(&rows[i], parts[set++]);
    return set > 0;
}

// Every key after optimizer= must be an argument of the rule, up to those that the file itself is described by.
static bool is_description(const char *key)
{
    static const char *const keys[] = {"landscape", "scheduler",   "steps",         "rows",  "formula", "x0",
                                       "y0",        "diverged_at", "torch_version", "dtype", NULL};
    for (int i = 0; keys[i]; i++)
        if (!strcmp(keys[i], key))
            return true;
    return !strncmp(key, "sched.", 6);
}

static Outcome read_optimizer(const Golden *golden, Racer *racer, char *why)
{
    int i = 0;
    while (strcmp(golden->key[i], "optimizer"))
        i++;
    racer->rule = optimizer_find(golden->value[i]);
    if (!racer->rule)
        return verdict(why, FAILED, "no optimizer %s", golden->value[i]);
    optimizer_defaults(racer->rule, racer->hyper);
    for (i++; i < golden->n_keys; i++) {
        const char *key = golden->key[i], *text = golden->value[i];
        bool set = is_description(key) || set_argument(racer->rule->arguments, racer->hyper, key, text);
        bool implied = !strcmp(racer->rule->name, "AdamW") && !strcmp(key, "decoupled_weight_decay");
        if (!set && !implied)
            return verdict(why, FAILED, "%s has no argument %s", racer->rule->name, key);
    }
    int argument;
    const char *refused = optimizer_refuses(racer->rule, racer->hyper, &argument);
    return refused ? verdict(why, FAILED, "refused: %s", refused) : PASSED;
}

static void set_milestones(ScheduleNode *node, const char *text)
{
    char copy[200];
    const char *parts[SCHEDULE_LIST_MAX];
    snprintf(copy, sizeof copy, "%s", text);
    node->n_milestones = split(copy, ',', parts, SCHEDULE_LIST_MAX);
    for (int i = 0; i < node->n_milestones; i++)
        node->milestones[i] = atoi(parts[i]);
}

static Outcome read_schedule_arguments(const Golden *golden, const char *prefix, ScheduleNode *node, char *why)
{
    for (int i = 0; i < golden->n_keys; i++) {
        if (strncmp(golden->key[i], prefix, strlen(prefix)))
            continue;
        const char *key = golden->key[i] + strlen(prefix), *text = golden->value[i];
        if (!strcmp(key, "milestones") && node->rule->takes_milestones)
            set_milestones(node, text);
        else if (!strchr(key, '.') && strcmp(key, "scheduler") && strcmp(key, "n_schedulers") &&
                 !set_argument(node->rule->arguments, node->argument, key, text))
            return verdict(why, FAILED, "%s has no argument %s", node->rule->name, key);
    }
    return PASSED;
}

static Outcome read_schedule_node(const Golden *golden, const char *name_key, const char *prefix, ScheduleTree *tree,
                                  char *why)
{
    const char *name = text_of(golden, name_key);
    const Schedule *rule = schedule_find(name);
    if (!rule)
        return verdict(why, FAILED, "no schedule %s", name);
    ScheduleNode *node = &tree->node[tree->n++];
    schedule_defaults(rule, node);
    Outcome outcome = read_schedule_arguments(golden, prefix, node, why);
    char key[200], inner[200];
    snprintf(key, sizeof key, "%sn_schedulers", prefix);
    int n = text_of(golden, key) ? (int)number_of(golden, key) : 0;
    for (int i = 0; i < n && outcome == PASSED; i++) {
        snprintf(inner, sizeof inner, "%ssub%d.", prefix, i);
        snprintf(key, sizeof key, "%ssub%d.scheduler", prefix, i);
        node->child[node->n_children++] = tree->n;
        outcome = read_schedule_node(golden, key, inner, tree, why);
    }
    return outcome;
}

static Outcome read_schedule(const Golden *golden, ScheduleTree *tree, char *why)
{
    *tree = (ScheduleTree){0};
    if (!text_of(golden, "scheduler"))
        return PASSED;
    Outcome outcome = read_schedule_node(golden, "scheduler", "sched.", tree, why);
    if (outcome != PASSED)
        return outcome;
    int node, argument;
    const char *refused = schedule_refuses(tree, &node, &argument);
    return refused ? verdict(why, FAILED, "refused: %s", refused) : PASSED;
}

// ---- Schedules by themselves

static bool close_to(double got, double expected, double allowed)
{
    return got == expected || fabs(got - expected) <= allowed;
}

static Outcome check_schedule_row(const Golden *golden, int row, const ScheduleRun *run, double scale, char *why)
{
    int lr = column_of(golden, "lr"), momentum = column_of(golden, "momentum");
    double expected = at(golden, row, lr);
    if (!close_to(run->lr, expected, schedule_tolerance * fmax(fabs(expected), scale)))
        return verdict(why, FAILED, "row %d: lr %.17g, torch %.17g", row, run->lr, expected);
    if (momentum >= 0 && !close_to(run->momentum, at(golden, row, momentum), schedule_tolerance))
        return verdict(why, FAILED, "row %d: momentum %.17g, torch %.17g", row, run->momentum,
                       at(golden, row, momentum));
    return PASSED;
}

static Outcome check_schedule(const Golden *golden, const char *folder, char *why)
{
    (void)folder;
    ScheduleTree tree;
    Outcome outcome = read_schedule(golden, &tree, why);
    ScheduleRun run = {0};
    int metric = column_of(golden, "metric");
    double scale = text_of(golden, "sched.max_lr") ? number_of(golden, "sched.max_lr") : number_of(golden, "lr");
    if (outcome == PASSED)
        schedule_begin(&tree, number_of(golden, "lr"), number_of(golden, "momentum"), &run);
    for (int row = 0; row < golden->n_rows && outcome == PASSED; row++) {
        if (row > 0)
            schedule_step(&tree, metric < 0 ? (double)NAN : at(golden, row, metric), &run);
        outcome = check_schedule_row(golden, row, &run, scale, why);
    }
    return outcome;
}

// ---- Races

typedef struct Case {
    Loss *loss;
    Race *race;
    Racer racer;
    double start[2];
    int steps;
} Case;

static void case_drop(Case *case_)
{
    race_destroy(case_->race);
    loss_destroy(case_->loss);
}

static Outcome case_run(Case *case_, char *why)
{
    RaceConfig config = {
        .loss = case_->loss, .racer = {&case_->racer}, .n_racers = 1, .start = case_->start, .steps = case_->steps};
    case_->race = race_create();
    bool done = case_->race && race_configure(case_->race, &config, true) && race_run(case_->race, case_->steps);
    return done ? PASSED : verdict(why, FAILED, "the race did not run");
}

// Of one row, the columns that a RacePoint answers; one that the file lacks passes.
static Outcome check_number(const Golden *golden, int row, const char *column, double got, double allowed, char *why)
{
    int index = column_of(golden, column);
    double expected = index < 0 ? (double)NAN : at(golden, row, index);
    if (index < 0 || close_to(got, expected, allowed * fmax(1, fabs(expected))))
        return PASSED;
    return verdict(why, FAILED, "row %d: %s %.17g, torch %.17g", row, column, got, expected);
}

static Outcome check_slot(const Golden *golden, const Case *case_, int row, const char *slot, char *why)
{
    const OptimizerSlot *slots = case_->racer.rule->slots;
    double values[64];
    int n = slots_at(case_->race, 0, row, values, 64);
    for (int s = 0; s < n; s++) {
        if (strcmp(slots[s].name, slot))
            continue;
        Outcome outcome = check_number(golden, row, "ax", values[2 * s], tolerance, why);
        return outcome == PASSED ? check_number(golden, row, "ay", values[2 * s + 1], tolerance, why) : outcome;
    }
    return verdict(why, FAILED, "no slot %s", slot);
}

static Outcome check_row(const Golden *golden, const Case *case_, int row, char *why)
{
    RacePoint point = race_point(case_->race, 0, row);
    const struct {
        const char *column;
        double got, allowed;
    } numbers[] = {
        {golden->column[column_of(golden, "loss") - 2], point.at[0], tolerance},
        {golden->column[column_of(golden, "loss") - 1], point.at[1], tolerance},
        {"loss", point.loss, tolerance},
        {"evals", point.evals, 0},
        {"lr", point.lr, tolerance},
        {"momentum", point.momentum, tolerance},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (check_number(golden, row, numbers[i].column, numbers[i].got, numbers[i].allowed, why) != PASSED)
            return FAILED;
    return column_of(golden, "ax") < 0 ? PASSED : check_slot(golden, case_, row, "ax", why);
}

// A divergent file's last row is its first that is not finite: compared by that alone.
static Outcome check_rows(const Golden *golden, const Case *case_, char *why)
{
    bool diverged = text_of(golden, "diverged_at") != NULL;
    if (race_last(case_->race, 0) != golden->n_rows - 1)
        return verdict(why, FAILED, "ends at row %d, torch at %d", race_last(case_->race, 0), golden->n_rows - 1);
    if (race_last_finite(case_->race, 0) != golden->n_rows - 1 - diverged)
        return verdict(why, FAILED, "last finite row %d", race_last_finite(case_->race, 0));
    Outcome outcome = PASSED;
    for (int row = 0; row < golden->n_rows - diverged && outcome == PASSED; row++)
        outcome = check_row(golden, case_, row, why);
    return outcome;
}

static Outcome check_case(const Golden *golden, Case *case_, const LossConfig *config, char *why)
{
    FormulaError error;
    Outcome outcome = read_optimizer(golden, &case_->racer, why);
    if (outcome == PASSED)
        outcome = read_schedule(golden, &case_->racer.schedule, why);
    if (outcome != PASSED)
        return outcome;
    case_->steps = (int)number_of(golden, "steps");
    case_->loss = loss_create(config, &error);
    if (!case_->loss)
        return verdict(why, FAILED, "formula, column %d: %s", error.column, error.text);
    outcome = case_run(case_, why);
    return outcome == PASSED ? check_rows(golden, case_, why) : outcome;
}

static Outcome check_trajectory(const Golden *golden, const char *folder, char *why)
{
    (void)folder;
    Case case_ = {.start = {number_of(golden, "x0"), number_of(golden, "y0")}};
    Outcome outcome = check_case(golden, &case_, &(LossConfig){.formula = text_of(golden, "formula")}, why);
    case_drop(&case_);
    return outcome;
}

// ---- Mini-batches

typedef struct Recorded {
    LossBatches batches;
    int *offset, *rows;
} Recorded;

static Recorded read_batches(const Golden *golden)
{
    int indices = column_of(golden, "indices"), n = 0;
    Recorded recorded = {.offset = calloc((size_t)golden->n_rows + 1, sizeof(int)),
                         .rows = calloc((size_t)golden->n_rows * 64, sizeof(int))};
    for (int row = 1; row < golden->n_rows; row++) {
        const char *text = golden->cell[row * golden->n_columns + indices];
        for (char *end; *text; text = end) {
            recorded.rows[n++] = (int)strtol(text, &end, 10);
            assert_true(n <= golden->n_rows * 64 && end != text);
        }
        recorded.offset[row] = n;
    }
    recorded.batches = (LossBatches){.n = golden->n_rows - 1, .offset = recorded.offset, .rows = recorded.rows};
    return recorded;
}

static Outcome check_minibatch(const Golden *golden, const char *folder, char *why)
{
    if (!strcmp(text_of(golden, "kind"), "dataset"))
        return PASSED; // read by the files that name it
    char path[PATH_MAX_BYTES];
    snprintf(path, sizeof path, "%s/%s", folder, text_of(golden, "dataset"));
    Golden data = golden_read(path);
    double *columns[] = {whole_column(&data, "x"), whole_column(&data, "y")};
    Recorded recorded = read_batches(golden);
    bool linear = !strcmp(text_of(golden, "model"), "linear");
    LossConfig config = {.formula = linear ? "(w*x + b - y)^2" : "softplus(w*x + b) - y*(w*x + b)",
                         .column_names = (const char *const[]){"x", "y"},
                         .columns = (const double *const *)columns,
                         .n_columns = 2,
                         .n_rows = data.n_rows,
                         .batch = (int)number_of(golden, "batch_size"),
                         .recorded = &recorded.batches};
    Case case_ = {.start = {number_of(golden, "w0"), number_of(golden, "b0")}};
    Outcome outcome = check_case(golden, &case_, &config, why);
    case_drop(&case_);
    free(recorded.offset);
    free(recorded.rows);
    free(columns[0]);
    free(columns[1]);
    golden_drop(&data);
    return outcome;
}

// ---- Landscapes

static Outcome check_points(const Golden *golden, const double *const value[3], char *why)
{
    static const char *const names[] = {"f", "gx", "gy"};
    for (int row = 0; row < golden->n_rows; row++)
        for (int i = 0; i < 3; i++)
            if (check_number(golden, row, names[i], value[i][row], 1e-12, why) != PASSED)
                return FAILED;
    return PASSED;
}

static Outcome check_landscape(const Golden *golden, const char *folder, char *why)
{
    (void)folder;
    FormulaError error;
    Loss *loss = loss_create(&(LossConfig){.formula = text_of(golden, "formula")}, &error);
    if (!loss)
        return verdict(why, FAILED, "formula, column %d: %s", error.column, error.text);
    LossWork *work = loss_work_create(loss);
    double *parameters[] = {whole_column(golden, "x"), whole_column(golden, "y")};
    double *value[] = {whole_column(golden, "f"), whole_column(golden, "gx"), whole_column(golden, "gy")};
    for (int i = 0; i < 3; i++)
        for (int row = 0; row < golden->n_rows; row++)
            value[i][row] = NAN;
    loss_full(loss, work, (const double *const *)parameters, golden->n_rows, value[0], value + 1);
    Outcome outcome = check_points(golden, (const double *const *)value, why);
    for (int i = 0; i < 3; i++)
        free(value[i]);
    free(parameters[0]);
    free(parameters[1]);
    loss_work_destroy(work);
    loss_destroy(loss);
    return outcome;
}

// ---- The walk

typedef Outcome Check(const Golden *golden, const char *folder, char *why);

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_csv(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && !strcmp(dot, ".csv");
}

static Outcome check_file(const char *folder, const char *name, Check *check)
{
    char path[2 * PATH_MAX_BYTES], why[WHY_MAX] = "";
    snprintf(path, sizeof path, "%s/%s", folder, name);
    Golden golden = golden_read(path);
    Outcome outcome = check(&golden, folder, why);
    if (outcome != PASSED)
        print_message("%s: %s\n", path, why);
    golden_drop(&golden);
    return outcome;
}

static void walk(const char *name, Check *check)
{
    char folder[PATH_MAX_BYTES];
    struct dirent **entries;
    snprintf(folder, sizeof folder, "tests/torch/%s", name);
    int n = scandir(folder, &entries, is_csv, by_name), count[2] = {0};
    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        count[check_file(folder, entries[i]->d_name, check)]++;
        free(entries[i]);
    }
    free(entries);
    print_message("%s: %d files passed, %d failed\n", name, count[PASSED], count[FAILED]);
    assert_int_equal(count[FAILED], 0);
}

static void test_schedules(void **state)
{
    (void)state;
    walk("schedules", check_schedule);
}

static void test_landscapes(void **state)
{
    (void)state;
    walk("landscapes", check_landscape);
}

static void test_trajectories(void **state)
{
    (void)state;
    walk("trajectories", check_trajectory);
}

static void test_combined(void **state)
{
    (void)state;
    walk("combined", check_trajectory);
}

static void test_minibatch(void **state)
{
    (void)state;
    walk("minibatch", check_minibatch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schedules), cmocka_unit_test(test_landscapes), cmocka_unit_test(test_trajectories),
        cmocka_unit_test(test_combined),  cmocka_unit_test(test_minibatch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
