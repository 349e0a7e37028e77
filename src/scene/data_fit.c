// Which rows of a scene's data its formula can use, and what should be known of them.
#include "scene/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int used_columns(const Scene *scene, bool used[FORMULA_COLUMNS_MAX])
{
    FormulaNames names = {.constants = scene->constants, .n_constants = scene->n_constants};
    int n = 0;
    if (scene->data) {
        names.columns = dataset_names(scene->data);
        names.n_columns = dataset_columns(scene->data);
    }
    Formula *formula = scene->landscape ? NULL : formula_compile(scene->formula, &names, NULL);
    for (int i = 0; i < names.n_columns; i++)
        n += used[i] = formula && formula_uses_column(formula, i);
    formula_destroy(formula);
    return n;
}

bool scene_names_column(const Scene *scene)
{
    bool used[FORMULA_COLUMNS_MAX];
    return used_columns(scene, used) > 0;
}

bool scene_fit_data(Scene *scene, Error *error)
{
    bool used[FORMULA_COLUMNS_MAX];
    if (!used_columns(scene, used))
        return true;
    Dataset *whole = dataset_whole(scene->data, used, error);
    if (!whole)
        return false;
    dataset_release(scene->data);
    scene->data = whole;
    return true;
}

// ---- A target of -1 and 1 under a loss for 0 and 1

enum { TRIED_ROWS = 8, TRIED_POINTS = 21 };

// The least loss of one row over points far and wide, where a column holds `target`; nan: the loss is no number there.
static double least_loss(const LossConfig *config, int column, double target)
{
    const double *columns[FORMULA_COLUMNS_MAX];
    LossConfig one = *config;
    memcpy(columns, config->columns, (size_t)config->n_columns * sizeof *columns);
    columns[column] = &target;
    one.columns = columns;
    one.n_rows = 1;
    one.batch = 0;
    one.recorded = NULL;
    Loss *loss = loss_create(&one, NULL);
    LossWork *work = loss ? loss_work_create(loss) : NULL;
    double least = (double)NAN;
    for (int i = 0; work && i < TRIED_POINTS * TRIED_POINTS; i++) {
        static const double widest = 20;
        double at[] = {widest * (2.0 * (i % TRIED_POINTS) / (TRIED_POINTS - 1) - 1),
                       widest * (2.0 * (i / TRIED_POINTS) / (TRIED_POINTS - 1) - 1)};
        double gradient[SCENE_DIMENSION_MAX], value = loss_at(loss, work, 0, at, gradient);
        least = isfinite(value) ? fmin(least, value) : least;
    }
    loss_work_destroy(work);
    loss_destroy(loss);
    return least;
}

static bool is_sign(const Dataset *data, int column)
{
    bool below = false, above = false;
    for (int row = 0; row < dataset_rows(data); row++) {
        double value = dataset_values(data)[column][row];
        if (value != -1 && value != 1)
            return false;
        below |= value == -1;
        above |= value == 1;
    }
    return below && above;
}

// Does the loss come as low for 0 as for 1, and for -1 not, or without end?
static bool is_made_for_bits(const Scene *scene, int column)
{
    const double *columns[FORMULA_COLUMNS_MAX];
    const Dataset *data = scene->data;
    LossConfig config = {
        .formula = scene->formula,
        .constants = scene->constants,
        .n_constants = scene->n_constants,
        .column_names = dataset_names(data),
        .columns = columns,
        .n_columns = dataset_columns(data),
        .parameters_max = SCENE_DIMENSION_MAX,
    };
    static const double alike = 0.05, apart = 0.2;
    for (int row = 0; row < dataset_rows(data) && row < TRIED_ROWS; row++) {
        for (int i = 0; i < config.n_columns; i++)
            columns[i] = dataset_values(data)[i] + row;
        double zero = least_loss(&config, column, 0), one = least_loss(&config, column, 1);
        double minus = least_loss(&config, column, -1);
        if (fabs(zero - one) < alike && fabs(minus - zero) > apart)
            return true;
    }
    return false;
}

bool scene_doubtful_target(const Scene *scene, char *line, size_t size)
{
    bool used[FORMULA_COLUMNS_MAX];
    if (!used_columns(scene, used))
        return false;
    for (int i = 0; i < dataset_columns(scene->data); i++)
        if (used[i] && is_sign(scene->data, i) && is_made_for_bits(scene, i)) {
            snprintf(line, size,
                     "data, %s: %s is -1 and 1 where the formula's loss is for 0 and 1; it is taken as it is",
                     scene->data_path[0] ? scene->data_path : "rows", dataset_names(scene->data)[i]);
            return true;
        }
    return false;
}
