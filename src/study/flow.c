#include "study/flow.h"

#include <math.h>
#include <stdlib.h>

#define STEEP_PART 0.9 // of the gradients are not steeper than `steep`

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double steep_of(const Flow *flow)
{
    int total = flow->nx * flow->ny, n = 0;
    double *slope = malloc((size_t)total * sizeof *slope);
    for (int i = 0; slope && i < total; i++)
        if (isfinite(hypot(flow->gx[i], flow->gy[i])))
            slope[n++] = hypot(flow->gx[i], flow->gy[i]);
    if (n > 0)
        qsort(slope, (size_t)n, sizeof *slope, compare_doubles);
    double steep = n > 0 ? slope[(int)(STEEP_PART * (n - 1))] : 0.0;
    free(slope);
    return steep;
}

bool flow_sample(Flow *flow, const Loss *loss, const double window[4], int nx, int ny)
{
    double spans[2] = {window[1] - window[0], window[3] - window[2]};
    flow->nx = nx, flow->ny = ny;
    for (int i = 0; i < nx * ny; i++) {
        flow->x[i] = window[0] + spans[0] * (i % nx + 0.5) / nx;
        flow->y[i] = window[2] + spans[1] * (i / nx + 0.5) / ny;
    }
    LossWork *work = loss_work_create(loss);
    if (!work)
        return false;
    const double *at[2] = {flow->x, flow->y};
    double *gradient[2] = {flow->gx, flow->gy};
    loss_full(loss, work, at, nx * ny, flow->loss, gradient);
    loss_work_destroy(work);
    flow->steep = steep_of(flow);
    return true;
}
