// A row per racer: what it came to. Steps to the tolerance are those to the first loss, or gradient, that the scene
// says it is to come below (`stop:`), else to the first loss within a thousandth of the way from the lowest one that is
// known, a minimum's or a racer's, up to the start's.
#include "export/table.h"
#include "picture/draw/format.h"
#include "scene/steer.h"

#include <math.h>
#include <stdio.h>

enum { DIGITS = 3 };
#define SHARE 1e-3 // of the start's loss above the lowest

// ---- The tolerance

static double lowest(const Source *source)
{
    const LandscapeMinimum *minima;
    double low = INFINITY;
    for (int i = scene_minima(source->scene, &minima) - 1; i >= 0; i--)
        low = fmin(low, minima[i].loss);
    for (int i = 0; i < race_racers(source->race); i++) {
        RaceSeries loss = race_loss(source->race, i);
        for (int k = 0; k <= source->steps && k <= race_last_finite(source->race, i); k++)
            low = fmin(low, loss.first[k * loss.stride]);
    }
    return low;
}

static Tolerance tolerance_of(const Source *source)
{
    const SceneStop *stop = source->scene->stop;
    for (int which = 0; which < STOPS; which++)
        if (stop[which].on)
            return (Tolerance){
                .gradient = which == STOP_GRADIENT, .below = true, .said = true, .value = stop[which].value};
    if (!race_racers(source->race))
        return (Tolerance){.value = NAN};
    double low = lowest(source), from = race_point(source->race, 0, 0).loss;
    return (Tolerance){.value = low + SHARE * (from - low), .low = low, .from = from};
}

static double measure(const Table *table, const RacePoint *point)
{
    double second = race_dimension(table->source->race) > 1 ? point->gradient[1] : 0;
    return table->tolerance.gradient ? hypot(point->gradient[0], second) : point->loss;
}

// The first step at which it has come there; -1: it does not.
static int first_within(const Table *table, int last)
{
    const Tolerance *tolerance = &table->tolerance;
    for (int k = 0; k <= last; k++) {
        RacePoint point = race_point(table->source->race, table->racer, k);
        double value = measure(table, &point);
        if (tolerance->below ? value < tolerance->value : value <= tolerance->value)
            return k;
    }
    return -1;
}

// ---- Rows

static void begin(Table *table)
{
    static const TableColumn columns[] = {
        {"racer", "Optimizer", true}, {"final_loss", "Final loss"},           {"best_loss", "Best loss"},
        {"best_step", "At step"},     {"steps_to_tolerance", "To tolerance"}, {"evals", "Evaluations"},
        {"state", "State", true},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table->column[table->n_columns++] = columns[i];
    if (scene_has_averages(table->source->scene))
        table->column[table->n_columns++] = (TableColumn){"average_loss", "Average's loss"};
    table->tolerance = tolerance_of(table->source);
}

static Cell count(int value)
{
    return value < 0 ? (Cell){.kind = CELL_NONE} : (Cell){.kind = CELL_COUNT, .value = value};
}

static int best_row(const Race *race, int racer, int last)
{
    RaceSeries loss = race_loss(race, racer);
    int best = last < 0 ? -1 : 0;
    for (int k = 1; k <= last; k++)
        if (loss.first[k * loss.stride] < loss.first[best * loss.stride])
            best = k;
    return best;
}

static double evaluations(const Race *race, int racer, int last)
{
    double sum = 0;
    for (int k = 0; k <= last; k++)
        sum += race_point(race, racer, k).evals;
    return sum;
}

static const char *state_words(Table *table, int last)
{
    const Race *race = table->source->race;
    RacerState state = race_state(race, table->racer, table->source->steps);
    Text text = text_begin(table->words[1], sizeof table->words[1]);
    if (state == RACER_DIVERGED || state == RACER_STOPPED)
        text_add(&text, "%s at step %d", state == RACER_DIVERGED ? "diverged" : "torch stops", last);
    else
        text_add(&text, "%s", state == RACER_SETTLED ? "settled" : "running");
    return table->words[1];
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static bool next(Table *table, Cell cells[TABLE_COLUMNS_MAX])
{
    const Source *source = table->source;
    const Race *race = source->race;
    int racer = table->racer;
    if (racer >= race_racers(race))
        return false;
    int last = smaller(source->steps, race_last(race, racer));
    int finite = smaller(source->steps, race_last_finite(race, racer)), best = best_row(race, racer, finite);
    RacePoint end = race_point(race, racer, last);
    spec_print(scene_racer(source->scene, racer), table->words[0], sizeof table->words[0]);
    cells[0] = (Cell){.kind = CELL_CODE, .text = table->words[0]};
    double start = race_point(race, racer, 0).loss;
    cells[1] = (Cell){.kind = CELL_NUMBER, .value = end.loss, .scale = start};
    cells[2] =
        best < 0 ? count(-1) : (Cell){.kind = CELL_NUMBER, .value = race_point(race, racer, best).loss, .scale = start};
    cells[3] = count(best);
    cells[4] = count(first_within(table, finite));
    cells[5] = (Cell){.kind = CELL_COUNT, .value = evaluations(race, racer, last)};
    cells[6] = (Cell){.kind = CELL_TEXT, .text = state_words(table, last)};
    cells[7] = end.average ? (Cell){.kind = CELL_NUMBER, .value = end.average_loss, .scale = start} : count(-1);
    table->racer++;
    return true;
}

// ---- The note

typedef struct Said {
    char text[FORMAT_MAX];
} Said;

static Said say(double value, double scale, bool exact)
{
    Said said;
    if (exact)
        text_double(said.text, sizeof said.text, value);
    else
        text_copy(said.text, sizeof said.text, format_digits(format_quiet(value, scale), DIGITS).text);
    return said;
}

static void add_race(const Source *source, bool exact, Text *note)
{
    const Scene *scene = source->scene;
    char landscape[SPEC_TEXT_MAX];
    scene_print_landscape(scene, landscape, sizeof landscape);
    text_add(note, "Race on `%s` from ", landscape);
    int dimension = race_dimension(source->race);
    for (int i = 0; i < dimension; i++) {
        Number value = format_value(scene->start[i]);
        Said said = say(scene->start[i], 0, true);
        text_add(note, "%s%s", i ? ", " : dimension > 1 ? "(" : "", exact ? said.text : value.text);
    }
    text_add(note, "%s over %d steps", dimension > 1 ? ")" : "", source->steps);
}

static void add_batch(const Source *source, Text *note)
{
    const Scene *scene = source->scene;
    int rows = scene->data ? dataset_rows(scene->data) : 0;
    if (rows && scene->batch)
        text_add(note, ", batch %d of %d rows, seed %llu", scene->batch, rows, (unsigned long long)scene->seed);
    else if (rows)
        text_add(note, ", %d rows", rows);
}

static void add_changes(const Scene *scene, Text *note)
{
    int n = 0;
    for (int i = 0; i < scene->n_racers; i++)
        for (int k = 0; k < scene_entry(scene, i)->changes.n; k++, n++) {
            char change[STEER_TEXT_MAX];
            steer_print(scene, i, k, change, sizeof change);
            text_add(note, "%s`%d: %s`",
                     n ? ", " : " Changes on the way: ", scene_entry(scene, i)->changes.change[k].step, change);
        }
    text_add(note, n ? "." : "");
}

static void note(const Table *table, bool exact, Text *note)
{
    const Tolerance *tolerance = &table->tolerance;
    const Source *source = table->source;
    add_race(source, exact, note);
    add_batch(source, note);
    text_add(note, ". ");
    if (isnan(tolerance->value))
        text_add(note, "There is no tolerance.");
    else if (tolerance->said)
        text_add(note, "To the tolerance: steps to a %s below %s.", tolerance->gradient ? "gradient" : "loss",
                 say(tolerance->value, 0, exact).text);
    else
        text_add(note,
                 "To the tolerance: steps to a loss of at most %s, a thousandth of the way from the lowest known, %s, "
                 "up to the start's, %s.",
                 say(tolerance->value, 0, exact).text, say(tolerance->low, tolerance->from, exact).text,
                 say(tolerance->from, 0, exact).text);
    add_changes(source->scene, note);
}

const TableKind table_summary = {"summary", "a row per racer", .digits = DIGITS, false, begin, next, note};
