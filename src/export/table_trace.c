// The race as numbers, a row per racer and step. A racer's rows end with its last one: where it diverged, that is the
// first row that is not finite; where torch raises in a step, the row before it.
#include "export/table.h"

#include <math.h>

enum { DIGITS = 4 };

static void begin(Table *table)
{
    static const TableColumn columns[] = {
        {"racer", "Racer"},
        {"step", "Step"},
        {"lr", "Rate"},
        {"momentum", "Momentum"},
        {"evals", "Evals"},
        {"x", "x", .sign = true},
        {"y", "y", .sign = true},
        {"loss", "Loss"},
        {"grad_x", "∂f/∂x", .sign = true},
        {"grad_y", "∂f/∂y", .sign = true},
    };
    static const TableColumn averages[] = {
        {"average_x", "Average x"}, {"average_y", "Average y"}, {"average_loss", "Average's loss"}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        table->column[table->n_columns++] = columns[i];
    for (size_t i = 0; scene_has_averages(table->source->scene) && i < sizeof averages / sizeof *averages; i++)
        table->column[table->n_columns++] = averages[i];
}

static Cell number(double value)
{
    return (Cell){.kind = CELL_NUMBER, .value = value};
}

static Cell count(int value)
{
    return (Cell){.kind = CELL_COUNT, .value = value};
}

// What a rule has not is no number.
static Cell known(double value)
{
    return isnan(value) ? (Cell){.kind = CELL_NONE} : (Cell){.kind = CELL_GIVEN, .value = value};
}

// The first two of a vector; a curve has no second.
static void pair(const double *values, int dimension, Cell cells[2])
{
    for (int i = 0; i < 2; i++)
        cells[i] = values && i < dimension ? number(values[i]) : (Cell){.kind = CELL_NONE};
}

static void fill(const Table *table, Cell *cells)
{
    const Race *race = table->source->race;
    int dimension = race_dimension(race);
    RacePoint point = race_point(race, table->racer, table->step);
    cells[0] = count(table->racer);
    cells[1] = count(table->step);
    cells[2] = known(point.lr);
    cells[3] = known(point.momentum);
    cells[4] = count(point.evals);
    pair(point.at, dimension, cells + 5);
    cells[7] = number(point.loss);
    pair(point.gradient, dimension, cells + 8);
    pair(point.average, dimension, cells + 10);
    cells[12] = point.average ? number(point.average_loss) : (Cell){.kind = CELL_NONE};
}

static bool next(Table *table, Cell cells[TABLE_COLUMNS_MAX])
{
    const Race *race = table->source->race;
    while (table->racer < race_racers(race) &&
           (table->step > table->source->steps || table->step > race_last(race, table->racer))) {
        table->racer++;
        table->step = 0;
    }
    if (table->racer >= race_racers(race))
        return false;
    fill(table, cells);
    table->step++;
    return true;
}

// Which racer is which.
static void note(const Table *table, bool exact, Text *note)
{
    (void)exact;
    const Scene *scene = table->source->scene;
    for (int i = 0; i < scene->n_racers; i++) {
        char spec[SPEC_TEXT_MAX];
        spec_print(scene_racer(scene, i), spec, sizeof spec);
        text_add(note, "%s%d: `%s`", i ? "; " : "Racers: ", i, spec);
    }
    text_add(note, scene->n_racers ? "." : "");
}

const TableKind table_trace = {
    "trace", "every racer and step", .digits = DIGITS, .long_rows = true, begin, next, note,
};
