#include "scene/starts.h"

#include "engine/elementary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TURN         6.283185307179586
#define WINDOW_SHARE 0.25

const char *const starts_form_names[STARTS_FORMS] = {
    [STARTS_NONE] = "none", [STARTS_RING] = "ring", [STARTS_GRID] = "grid"};

// In [-1, 1]; 0: of a single one.
static double evenly(int i, int n)
{
    return n > 1 ? 2.0 * i / (n - 1) - 1 : 0;
}

static void on_ring(int i, int n, double at[2])
{
    at[0] = elementary_cos(TURN * i / n);
    at[1] = elementary_sin(TURN * i / n);
}

static void in_grid(int i, int n, double at[2])
{
    int columns = 1;
    while (columns * columns < n)
        columns++;
    int rows = (n + columns - 1) / columns, row = i / columns, left = n - row * columns;
    double short_by = left < columns ? (columns - left) / 2.0 : 0;
    at[0] = columns > 1 ? 2 * (i % columns + short_by) / (columns - 1) - 1 : 0;
    at[1] = evenly(row, rows);
}

int starts_place(const SceneStarts *starts, const double start[2], int dimension, double at[STARTS_MAX][2])
{
    int n = starts->form ? starts->n : 0;
    for (int i = 0; i < n; i++) {
        double unit[2] = {evenly(i, n), 0};
        if (dimension > 1)
            (starts->form == STARTS_RING ? on_ring : in_grid)(i, n, unit);
        for (int k = 0; k < 2; k++)
            at[i][k] = k < dimension ? start[k] + starts->radius * unit[k] : 0;
    }
    return n;
}

double starts_radius(const double window[4], int dimension)
{
    double side = window[1] - window[0];
    char digits[32];
    if (dimension > 1)
        side = fmin(side, window[3] - window[2]);
    snprintf(digits, sizeof digits, "%.0e", WINDOW_SHARE * side);
    double radius = strtod(digits, NULL);
    return radius > 0 && isfinite(radius) ? radius : 1;
}
