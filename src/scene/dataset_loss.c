// A loss for rows that come without one.
#include "scene/dataset.h"

#include <math.h>
#include <stdio.h>

static bool is_number(const Dataset *data, int column)
{
    const double *values = dataset_values(data)[column];
    int rows = dataset_rows(data), n = 0;
    for (int i = 0; i < rows; i++)
        n += isfinite(values[i]);
    return 2 * n > rows;
}

// 0, 1, 2, ..., or from 1 on.
static bool counts_rows(const Dataset *data, int column)
{
    const double *values = dataset_values(data)[column];
    for (int i = 0; i < dataset_rows(data); i++)
        if (values[i] != values[0] + i || (values[0] != 0 && values[0] != 1))
            return false;
    return dataset_rows(data) > 2;
}

static bool is_zero_or_one(const Dataset *data, int column)
{
    const double *values = dataset_values(data)[column];
    int n[2] = {0, 0};
    for (int i = 0; i < dataset_rows(data); i++)
        if (values[i] == 0 || values[i] == 1)
            n[values[i] == 1]++;
        else if (isfinite(values[i]))
            return false;
    return n[0] && n[1];
}

// The first of these letters that names no column.
static char free_letter(const Dataset *data, const char *letters)
{
    for (; letters[1]; letters++) {
        char name[2] = {*letters, '\0'};
        if (dataset_column(data, name) < 0)
            break;
    }
    return *letters;
}

bool dataset_loss(const Dataset *data, char *formula, size_t size)
{
    int column[FORMULA_COLUMNS_MAX], n = 0;
    for (int i = 0; i < dataset_columns(data) && n < FORMULA_COLUMNS_MAX; i++)
        if (is_number(data, i))
            column[n++] = i;
    if (n == 0)
        return false;
    const char *const *names = dataset_names(data), *target = names[column[n - 1]];
    int first = n > 2 && counts_rows(data, column[0]) ? 1 : 0;
    char slope = free_letter(data, "wmkpq"), level = free_letter(data, "bcards"), line[2 * FORMULA_NAME_MAX];
    int length = snprintf(line, sizeof line, "%c*%s + %c", slope, names[column[first]], level);
    if (n == 1)
        length = snprintf(formula, size, "(%c - %s)^2", level, target);
    else if (is_zero_or_one(data, column[n - 1]))
        length = snprintf(formula, size, "softplus(%s) - %s*(%s)", line, target, line);
    else
        length = snprintf(formula, size, "(%s - %s)^2", line, target);
    return length < (int)size;
}
