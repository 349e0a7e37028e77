#include "study/flow.h"
#include "engine/elementary.h"
#include "study/piece.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEEP_PART 0.9 // of the gradients are not steeper than `steep`

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool find_steep(Flow *flow)
{
    int total = flow->asked.nx * flow->asked.ny, n = 0;
    double *slope = malloc((size_t)total * sizeof *slope);
    for (int i = 0; slope && i < total; i++)
        if (isfinite(elementary_hypot(flow->gx[i], flow->gy[i])))
            slope[n++] = elementary_hypot(flow->gx[i], flow->gy[i]);
    if (n > 0)
        qsort(slope, (size_t)n, sizeof *slope, compare_doubles);
    flow->steep = n > 0 ? slope[(int)(STEEP_PART * (n - 1))] : 0.0;
    free(slope);
    return slope;
}

static bool serves(const void *piece, const void *asked, bool ready)
{
    (void)ready;
    return memcmp(&((const Flow *)piece)->asked, asked, sizeof(FlowAsked)) == 0;
}

// Of another window: where it is in this one, too, the gradient is the same.
static bool stays(const void *piece, const void *asked)
{
    return ((const Flow *)piece)->asked.loss_key == ((const FlowAsked *)asked)->loss_key;
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    Flow *flow = piece;
    flow->asked = *(const FlowAsked *)asked;
    const double *window = flow->asked.window;
    int nx = flow->asked.nx, ny = flow->asked.ny;
    double spans[2] = {window[1] - window[0], window[3] - window[2]};
    for (int i = 0; i < nx * ny; i++) {
        flow->x[i] = window[0] + spans[0] * (i % nx + 0.5) / nx;
        flow->y[i] = window[2] + spans[1] * (i / nx + 0.5) / ny;
    }
    flow->done = 0;
    flow->work = loss_work_create(subject->loss);
    return flow->work ? nx * ny * loss_cost(subject->loss) : 0;
}

static Work work(void *piece, const Subject *subject)
{
    Flow *flow = piece;
    int done = flow->done, left = flow->asked.nx * flow->asked.ny - done, n = slice_points(subject->loss);
    n = n < left ? n : left;
    const double *at[2] = {flow->x + done, flow->y + done};
    double *gradient[2] = {flow->gx + done, flow->gy + done};
    loss_full(subject->loss, flow->work, at, n, flow->loss + done, gradient);
    flow->done += n;
    if (n < left)
        return WORK_MORE;
    return find_steep(flow) ? WORK_DONE : WORK_FAILED;
}

static void end(void *piece)
{
    Flow *flow = piece;
    loss_work_destroy(flow->work);
    flow->work = NULL;
}

const PieceKind flow_kind = {
    .doing = "sampling the gradient",
    .size = sizeof(Flow),
    .kept = RACE_RACERS_MAX,
    .serves = serves,
    .stays = stays,
    .begin = begin,
    .work = work,
    .end = end,
};
