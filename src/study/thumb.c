#include "study/thumb.h"

#include "study/piece.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct ThumbWork {
    Loss *loss; // the landscape's, which is not the scene's
    HeightField field;
    HeightSampling *sampling;
} ThumbWork;

static bool serves(const void *piece, const void *asked, bool ready)
{
    (void)ready;
    return ((const Thumb *)piece)->of == *(const Landscape *const *)asked;
}

static Loss *loss_of(const Landscape *landscape)
{
    Scene scene = {0};
    Loss *loss = scene_set_landscape(&scene, landscape->id, NULL) ? scene_loss(&scene, NULL) : NULL;
    scene_clear(&scene);
    return loss;
}

static void work_destroy(ThumbWork *work)
{
    if (!work)
        return;
    heightfield_end(work->sampling);
    heightfield_destroy(&work->field);
    loss_destroy(work->loss);
    free(work);
}

static bool begin_sampling(ThumbWork *work, const Landscape *of)
{
    static const double zero[2] = {0, 0}, x[2] = {1, 0}, y[2] = {0, 1};
    bool curve = landscape_dimension(of) == 1;
    const double *domain = of->domain;
    work->field = (HeightField){.nx = THUMB_WIDTH,
                                .ny = curve ? 1 : THUMB_HEIGHT,
                                .x_from = domain[0],
                                .x_to = domain[1],
                                .y_from = domain[2],
                                .y_to = domain[3]};
    work->loss = loss_of(of);
    if (work->loss)
        work->sampling =
            heightfield_begin(&work->field, work->loss, &(HeightSlice){.origin = zero, .u = x, .v = curve ? NULL : y});
    return work->sampling;
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    (void)subject;
    Thumb *thumb = piece;
    *thumb = (Thumb){.of = *(const Landscape *const *)asked};
    thumb->curve = landscape_dimension(thumb->of) == 1;
    thumb->work = calloc(1, sizeof *thumb->work);
    if (!thumb->work || !begin_sampling(thumb->work, thumb->of)) {
        work_destroy(thumb->work);
        thumb->work = NULL;
        return 0;
    }
    return THUMB_WIDTH * (double)THUMB_HEIGHT * loss_cost(thumb->work->loss);
}

// As the landscape is drawn: its own scale, cut at its ceiling.
static void take_heights(Thumb *thumb)
{
    const HeightField *field = &thumb->work->field;
    const Landscape *of = thumb->of;
    double high = of->ceiling > 0 ? fmin(of->ceiling, field->high) : field->high;
    HeightMap map = {.scale = of->scale, .low = field->low, .high = high, .softness = of->log_softness};
    map.high = map.high > map.low ? map.high : map.low + 1;
    for (int j = 0; j < field->ny; j++)
        for (int i = 0; i < field->nx; i++) {
            double height = height_of(&map, field->loss[(field->ny - 1 - j) * field->nx + i]);
            thumb->height[j][i] = isnan(height) ? 1.0f : (float)fmin(fmax(height, 0), 1);
        }
}

static Work work(void *piece, const Subject *subject)
{
    (void)subject;
    Thumb *thumb = piece;
    Work done = heightfield_work(thumb->work->sampling, slice_points(thumb->work->loss));
    if (done == WORK_DONE)
        take_heights(thumb);
    return done;
}

static void end(void *piece)
{
    Thumb *thumb = piece;
    work_destroy(thumb->work);
    thumb->work = NULL;
}

const PieceKind thumb_kind = {
    .doing = "drawing small maps",
    .size = sizeof(Thumb),
    .kept = 2 * RACE_RACERS_MAX, // all landscapes, about
    .serves = serves,
    .begin = begin,
    .work = work,
    .end = end,
};
