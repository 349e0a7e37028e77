#include "study/fit.h"
#include "engine/elementary.h"
#include "study/piece.h"

#include <math.h>
#include <stdlib.h>

#define SURE 1e-6 // two chances that differ by less from 1 together are all there are

static bool serves(const void *piece, const void *asked, bool ready)
{
    const FitAsked *have = &((const Fit *)piece)->asked, *want = asked;
    (void)ready;
    return have->loss_key == want->loss_key && have->rows == want->rows && have->at[0] == want->at[0] &&
           have->at[1] == want->at[1];
}

static bool stays(const void *piece, const void *asked)
{
    const FitAsked *have = &((const Fit *)piece)->asked, *want = asked;
    return have->loss_key == want->loss_key && have->rows == want->rows;
}

static bool of_rows(const RowsView *rows)
{
    return rows->form == ROWS_AGAINST || rows->form == ROWS_ALONE;
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    Fit *fit = piece;
    (void)subject;
    fit->asked = *(const FitAsked *)asked;
    const RowsView *rows = fit->asked.rows;
    fit->stride = 1 + (rows->n - 1) / FIT_ROWS;
    fit->n = rows->form == ROWS_CLASSES ? FIT_MAX
             : of_rows(rows)            ? (rows->n + fit->stride - 1) / fit->stride
                                        : FIT_CURVE;
    return fit->n;
}

// ---- The places where the formula is evaluated

typedef struct Places {
    double *memory; // [dimension + columns][n]
    const double *parameters[SCENE_DIMENSION_MAX];
    const double *columns[FORMULA_COLUMNS_MAX];
    int n;
} Places;

static double between(const double range[2], int i, int n)
{
    return range[0] + (range[1] - range[0]) * i / (n - 1);
}

// A column at place i: the axes' own evenly, of rows the row's, all others their mean.
static double column_at(const Fit *fit, const Dataset *data, int column, int i)
{
    const RowsView *rows = fit->asked.rows;
    bool grid = rows->form == ROWS_CLASSES;
    if (of_rows(rows))
        return dataset_values(data)[column][i * fit->stride];
    if (column == rows->feature[0])
        return grid ? between(rows->range, i % FIT_SIDE, FIT_SIDE) : between(rows->range, i, FIT_CURVE);
    if (grid && column == rows->feature[1])
        return between(rows->range + 2, i / FIT_SIDE, FIT_SIDE);
    return rows->mean[column];
}

static bool find_places(Places *places, const Fit *fit, const Subject *subject)
{
    const Dataset *data = subject->scene->data;
    const Formula *formula = loss_formula(subject->loss);
    int dimension = loss_dimension(subject->loss), columns = dataset_columns(data), used = 0;
    for (int c = 0; c < columns; c++)
        used += formula_uses_column(formula, c);
    *places = (Places){.n = fit->n};
    double *to = places->memory = malloc((size_t)(dimension + used) * (size_t)fit->n * sizeof *places->memory);
    for (int d = 0; to && d < dimension; d++, to += fit->n) {
        places->parameters[d] = to;
        for (int i = 0; i < fit->n; i++)
            to[i] = fit->asked.at[d];
    }
    for (int c = 0; to && c < columns; c++) {
        if (!formula_uses_column(formula, c))
            continue;
        places->columns[c] = to;
        for (int i = 0; i < fit->n; i++)
            to[i] = column_at(fit, data, c, i);
        to += fit->n;
    }
    return places->memory;
}

static bool evaluate(const Formula *formula, const Places *places, double *value)
{
    FormulaWork *work = formula_work_create(formula);
    FormulaInput input = {.parameters = places->parameters, .columns = places->columns};
    if (work)
        formula_evaluate(formula, work, &input, places->n, value, NULL);
    formula_work_destroy(work);
    return work;
}

// ---- A prediction

static bool predict(Fit *fit, const Places *places)
{
    const RowsView *rows = fit->asked.rows;
    double *difference = malloc((size_t)fit->n * sizeof *difference);
    bool ok =
        difference && evaluate(rows->target_part, places, fit->value) && evaluate(rows->difference, places, difference);
    double middle = rows->form == ROWS_CLASSES ? (rows->values[0] + rows->values[1]) / 2 : 0;
    for (int i = 0; ok && i < fit->n; i++)
        fit->value[i] -= rows->compared.sign * difference[i] + middle;
    free(difference);
    return ok;
}

// ---- Two classes

static bool evaluate_class(const Fit *fit, const Places *places, const Subject *subject, int class, double *value)
{
    const RowsView *rows = fit->asked.rows;
    double *target = (double *)places->columns[rows->target];
    for (int i = 0; i < fit->n; i++)
        target[i] = rows->values[class];
    return evaluate(loss_formula(subject->loss), places, value);
}

static bool are_chances(const double *first, const double *second, int n)
{
    bool chances = true;
    for (int i = 0; i < n; i++)
        chances = chances && fabs(elementary_exp(-first[i]) + elementary_exp(-second[i]) - 1) < SURE;
    return chances;
}

static bool compare_classes(Fit *fit, const Places *places, const Subject *subject)
{
    double *second = malloc((size_t)fit->n * sizeof *second);
    bool ok = second && evaluate_class(fit, places, subject, 0, fit->value) &&
              evaluate_class(fit, places, subject, 1, second);
    fit->is_chance = ok && fit->asked.rows->form == ROWS_CHANCE && are_chances(fit->value, second, fit->n);
    for (int i = 0; ok && i < fit->n; i++)
        fit->value[i] = fit->is_chance ? elementary_exp(-second[i]) : fit->value[i] - second[i];
    free(second);
    return ok;
}

static Work work(void *piece, const Subject *subject)
{
    Fit *fit = piece;
    Places places;
    bool ok = find_places(&places, fit, subject);
    fit->is_chance = false;
    if (ok && fit->asked.rows->difference)
        ok = predict(fit, &places);
    else if (ok && fit->asked.rows->form == ROWS_ALONE)
        ok = evaluate(loss_formula(subject->loss), &places, fit->value);
    else if (ok)
        ok = compare_classes(fit, &places, subject);
    free(places.memory);
    return ok ? WORK_DONE : WORK_FAILED;
}

const PieceKind fit_kind = {
    .doing = "fitting the rows",
    .size = sizeof(Fit),
    .kept = 2 * RACE_RACERS_MAX,
    .prompt = true,
    .serves = serves,
    .stays = stays,
    .begin = begin,
    .work = work,
};
