// Where the rows are full, every second one makes room, and from there on half as many are kept.
#include "study/starts.h"
#include "study/piece.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLICE_EVALUATIONS 2e4 // of the formula, about

bool starts_ask(const Subject *subject, int racer, StartsAsked *asked)
{
    const Scene *scene = subject->scene;
    bool any = scene->starts.form && racer >= 0 && racer < scene->n_racers;
    if (!any || racer_is_recorded(scene_racer(scene, racer)))
        return false;
    *asked = (StartsAsked){race_path(subject->race, racer), scene->starts, racer, scene->steps};
    return true;
}

static bool serves(const void *piece, const void *asked, bool ready)
{
    const StartsAsked *have = &((const StartsPaths *)piece)->asked, *want = asked;
    (void)ready;
    return have->path == want->path && have->starts.form == want->starts.form && have->starts.n == want->starts.n &&
           have->starts.radius == want->starts.radius && have->racer == want->racer && have->steps == want->steps;
}

static double cost_of_step(const StartsPaths *paths, const Loss *loss)
{
    return paths->n * (loss_step_cost(loss) + loss_cost(loss));
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    StartsPaths *paths = piece;
    const Scene *scene = subject->scene;
    double start[STARTS_MAX][2];
    free(paths->at);
    *paths = (StartsPaths){.asked = *(const StartsAsked *)asked, .stride = 1};
    paths->dimension = loss_dimension(subject->loss);
    paths->n = starts_place(&paths->asked.starts, scene->start, paths->dimension, start);
    paths->at = malloc((size_t)STARTS_ROWS * (size_t)paths->n * (size_t)paths->dimension * sizeof *paths->at);
    paths->swarm = swarm_create(&(SwarmConfig){.loss = subject->loss,
                                               .racer = scene_racer(scene, paths->asked.racer),
                                               .changes = &scene_entry(scene, paths->asked.racer)->changes,
                                               .n = paths->n,
                                               .start = start[0],
                                               .start_stride = 2});
    if (paths->at && paths->swarm)
        return 1 + paths->asked.steps * cost_of_step(paths, subject->loss);
    swarm_destroy(paths->swarm);
    paths->swarm = NULL;
    return 0;
}

static double *row_of(const StartsPaths *paths, int row)
{
    return paths->at + (ptrdiff_t)row * paths->n * paths->dimension;
}

static void thin(StartsPaths *paths)
{
    size_t bytes = (size_t)(paths->n * paths->dimension) * sizeof *paths->at;
    for (int row = 1; 2 * row < paths->rows; row++)
        memcpy(row_of(paths, row), row_of(paths, 2 * row), bytes);
    paths->rows = (paths->rows + 1) / 2;
    paths->stride *= 2;
}

static void keep(StartsPaths *paths)
{
    if (paths->rows == STARTS_ROWS)
        thin(paths);
    if (swarm_done(paths->swarm) != paths->rows * paths->stride)
        return;
    double *row = row_of(paths, paths->rows++);
    for (int lane = 0; lane < paths->n; lane++)
        for (int d = 0; d < paths->dimension; d++)
            row[lane * paths->dimension + d] =
                swarm_diverged(paths->swarm, lane) < 0 ? swarm_at(paths->swarm, lane)[d] : (double)NAN;
}

static Work work(void *piece, const Subject *subject)
{
    StartsPaths *paths = piece;
    int steps = (int)fmax(SLICE_EVALUATIONS / cost_of_step(paths, subject->loss), 1), last = paths->asked.steps;
    for (int i = 0; i < steps && swarm_done(paths->swarm) < last; i++) {
        swarm_run(paths->swarm, swarm_done(paths->swarm) + 1);
        keep(paths);
    }
    return swarm_done(paths->swarm) < last ? WORK_MORE : WORK_DONE;
}

static void end(void *piece)
{
    StartsPaths *paths = piece;
    swarm_destroy(paths->swarm);
    paths->swarm = NULL;
}

static void destroy(void *piece)
{
    free(((StartsPaths *)piece)->at);
}

int starts_done(const StartsPaths *paths)
{
    return (paths->rows - 1) * paths->stride;
}

bool starts_at(const StartsPaths *paths, int lane, double step, double at[2])
{
    double place = fmax(step, 0) / paths->stride;
    int row = (int)fmin(floor(place), paths->rows - 1), next = row + 1 < paths->rows ? row + 1 : row;
    bool finite = true;
    at[1] = 0;
    for (int d = 0; d < paths->dimension; d++) {
        double here = row_of(paths, row)[lane * paths->dimension + d];
        double there = row_of(paths, next)[lane * paths->dimension + d];
        at[d] = isfinite(there) ? here + (there - here) * fmin(place - row, 1) : here;
        finite = finite && isfinite(at[d]);
    }
    return finite;
}

int starts_last(const StartsPaths *paths, int lane, int row)
{
    double at[2];
    while (row >= 0 && !starts_at(paths, lane, (double)row * paths->stride, at))
        row--;
    return row;
}

const PieceKind starts_kind = {
    .doing = "racing from many starts",
    .size = sizeof(StartsPaths),
    .kept = 2,
    .needs_race = true,
    .serves = serves,
    .begin = begin,
    .work = work,
    .end = end,
    .destroy = destroy,
};
