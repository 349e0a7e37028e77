#include "study/rows.h"
#include "study/piece.h"

#include <math.h>
#include <stdlib.h>

#define MARGIN 0.06 // of the rows' spread, on each side

static void drop(RowsView *view)
{
    formula_destroy(view->difference);
    formula_destroy(view->target_part);
    free(view->mean);
    free(view->targets);
    *view = (RowsView){0};
}

static bool serves(const void *piece, const void *asked, bool ready)
{
    (void)ready;
    const RowsAsked *have = &((const RowsView *)piece)->asked, *want = asked;
    return have->loss_key == want->loss_key && have->column[0] == want->column[0] && have->column[1] == want->column[1];
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    RowsView *view = piece;
    drop(view);
    view->asked = *(const RowsAsked *)asked;
    return 1 + loss_rows(subject->loss);
}

// ---- Columns

// 0 and 1, or -1 and 1, and nothing else.
static bool two_values(const Dataset *data, int column, double values[2])
{
    const double *value = dataset_values(data)[column];
    double low = 2; // not seen yet
    bool high = false, two = true;
    for (int i = 0; two && i < dataset_rows(data); i++) {
        two = value[i] == 1 || ((value[i] == 0 || value[i] == -1) && (low > 1 || low == value[i]));
        high |= value[i] == 1;
        low = value[i] == 1 ? low : value[i];
    }
    values[0] = low, values[1] = 1;
    return two && high && low < 1;
}

static void find_target(RowsView *view, const Formula *formula, const Dataset *data)
{
    bool differs = formula_compared(formula, &view->compared);
    view->target = differs ? view->compared.column : -1;
    for (int i = dataset_columns(data) - 1; !differs && view->target < 0 && i >= 0; i--)
        if (formula_uses_column(formula, i) && two_values(data, i, view->values))
            view->target = i;
    view->two = view->target >= 0 && two_values(data, view->target, view->values);
    view->form = differs ? ROWS_CURVE : view->target >= 0 ? ROWS_CLASSES : ROWS_ALONE;
}

static double mean_of(const double *value, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += value[i] / n;
    return sum;
}

// A column that is used but for the target.
static bool is_feature(const RowsView *view, const Formula *formula, int column)
{
    return formula_uses_column(formula, column) && column != view->target &&
           !(view->target_part && formula_uses_column(view->target_part, column));
}

static bool find_features(RowsView *view, const Formula *formula, const Dataset *data)
{
    int columns = dataset_columns(data);
    view->feature[0] = view->feature[1] = -1;
    view->mean = calloc((size_t)columns, sizeof *view->mean);
    for (int i = 0; view->mean && i < columns; i++) {
        if (formula_uses_column(formula, i))
            view->mean[i] = mean_of(dataset_values(data)[i], view->n);
        if (!is_feature(view, formula, i))
            continue;
        if (view->features < 2)
            view->feature[view->features] = i;
        view->features++;
    }
    return view->mean;
}

// As many as there is a choice of: what is shown whole stays.
static void choose_features(RowsView *view, const Formula *formula)
{
    int most = view->two ? 2 : 1, chosen[2] = {-1, -1};
    for (int i = 0; i < 2 && view->chosen < most; i++)
        if (view->asked.column[i] >= 0 && is_feature(view, formula, view->asked.column[i]))
            chosen[view->chosen++] = view->asked.column[i];
    if (view->features <= most)
        view->chosen = 0;
    for (int i = 0; view->chosen && i < 2; i++)
        view->feature[i] = chosen[i];
}

// ---- Targets

static bool make_parts(RowsView *view, const Formula *formula)
{
    view->difference = formula_part(formula, view->compared.difference);
    view->target_part = formula_part(formula, view->compared.target);
    return view->difference && view->target_part;
}

// Of an expression, of each row. It has no parameters.
static bool evaluate_targets(RowsView *view, const Subject *subject)
{
    const double *at[SCENE_DIMENSION_MAX];
    FormulaWork *work = formula_work_create(view->target_part);
    FormulaInput input = {.parameters = at, .columns = dataset_values(subject->scene->data)};
    view->targets = calloc((size_t)view->n, sizeof *view->targets);
    for (int i = 0; i < SCENE_DIMENSION_MAX; i++)
        at[i] = view->targets; // read by nothing
    bool ok = work && view->targets;
    if (ok)
        formula_evaluate(view->target_part, work, &input, view->n, view->targets, NULL);
    formula_work_destroy(work);
    return ok;
}

// ---- Axes

static void find_range(const double *value, int n, double range[2])
{
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < n; i++)
        if (isfinite(value[i]))
            low = fmin(low, value[i]), high = fmax(high, value[i]);
    if (!(low <= high))
        low = 0, high = 1;
    double margin = high > low ? MARGIN * (high - low) : fmax(fabs(low), 1) / 2;
    range[0] = low - margin;
    range[1] = high + margin;
}

static void choose_axes(RowsView *view, const Subject *subject)
{
    const double *const *columns = dataset_values(subject->scene->data);
    if (view->form == ROWS_CURVE && view->features > 1 && view->chosen != 1)
        view->form = view->two ? ROWS_CLASSES : ROWS_AGAINST;
    if (view->form == ROWS_CLASSES && (view->features < 2 || view->chosen == 1))
        view->form = view->features ? ROWS_CHANCE : ROWS_ALONE;
    const double *target = view->targets ? view->targets : view->target >= 0 ? columns[view->target] : NULL;
    view->x = view->feature[0] >= 0 ? columns[view->feature[0]] : NULL;
    view->y = view->form == ROWS_CLASSES || !target ? columns[view->feature[1]] : target;
    if (view->form == ROWS_AGAINST)
        view->x = target;
}

// The rows alone, of a formula of one column: its values over the rows' numbers.
static void make_do(RowsView *view)
{
    if (view->form != ROWS_ALONE || view->features > 1)
        return;
    view->feature[1] = view->features ? view->feature[0] : view->target;
    view->feature[0] = -1;
}

static Work work(void *piece, const Subject *subject)
{
    RowsView *view = piece;
    const Formula *formula = loss_formula(subject->loss);
    view->n = dataset_rows(subject->scene->data);
    find_target(view, formula, subject->scene->data);
    bool differs = view->form == ROWS_CURVE;
    bool ok = (!differs || make_parts(view, formula)) && find_features(view, formula, subject->scene->data);
    if (ok && view->form != ROWS_ALONE)
        choose_features(view, formula);
    if (ok && differs && view->target < 0)
        ok = evaluate_targets(view, subject);
    if (!ok)
        return WORK_FAILED;
    make_do(view);
    choose_axes(view, subject);
    view->range[0] = -0.5, view->range[1] = view->n - 0.5;
    if (view->x)
        find_range(view->x, view->n, view->range);
    find_range(view->y, view->n, view->range + 2);
    return WORK_DONE;
}

int rows_choices(const Formula *formula, const Dataset *data, int column[ROWS_CHOICES_MAX])
{
    RowsView view = {.n = dataset_rows(data)};
    int n = 0;
    find_target(&view, formula, data);
    bool ok = view.form != ROWS_ALONE && (view.form != ROWS_CURVE || make_parts(&view, formula));
    for (int i = 0; ok && i < dataset_columns(data) && n < ROWS_CHOICES_MAX; i++)
        if (is_feature(&view, formula, i))
            column[n++] = i;
    bool shown = n <= (view.two ? 2 : 1);
    drop(&view);
    return shown ? 0 : n;
}

static void destroy(void *piece)
{
    drop(piece);
}

const PieceKind rows_kind = {
    .doing = "looking at the rows",
    .size = sizeof(RowsView),
    .kept = 4,
    .serves = serves,
    .begin = begin,
    .work = work,
    .destroy = destroy,
};
