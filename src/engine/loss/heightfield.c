// Rows of the grid, or pieces of them, are lanes of the loss. Threads take them in turn; neither the samples nor the
// extremes depend on who took which, or in how many slices.
#include "engine/loss/heightfield.h"

#include "engine/elementary.h"
#include "engine/formula/grid.h"
#include "engine/lanes.h"
#include "engine/loss/loss.h"

#include <assert.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { PARALLEL_MIN = 16384 }; // evaluations of the formula under which starting threads costs more than it gives
enum { TRACKS = 8 };           // extremes are sought in so many interleaved tracks
enum { PIECE = 8192 };         // evaluations of the formula that one thread makes at once, at least

// Below low the log mapping goes on as its mirror image, so that it has an inverse everywhere. Halves, because high -
// low may overflow.
static double depth_of(const HeightMap *map, double loss)
{
    double above = (loss / 2 - map->low / 2) / (map->softness / 2);
    return copysign(elementary_log1p(fabs(above)), above);
}

// Log of the distances to both ends; u is the part of the way from low to high, s the softness in such parts.
static double logit_of(double u, double s)
{
    double slope = (1 + 2 * s) / (s * (1 + s)); // at the ends
    double inside = u < 0 ? 0 : u > 1 ? 1 : u;
    return elementary_log1p(inside / s) - elementary_log1p((1 - inside) / s) + (u - inside) * slope;
}

static double logit_height(const HeightMap *map, double loss)
{
    double range = map->high - map->low, s = map->softness / range, end = elementary_log1p(1 / s);
    return (logit_of((loss - map->low) / range, s) + end) / (2 * end);
}

static double logit_loss(const HeightMap *map, double height)
{
    double range = map->high - map->low, s = map->softness / range, end = elementary_log1p(1 / s);
    double inside = height < 0 ? 0 : height > 1 ? 1 : height;
    double ratio = elementary_exp((2 * inside - 1) * end), u = ((1 + s) * ratio - s) / (1 + ratio);
    return map->low + range * (u + (height - inside) * 2 * end * s * (1 + s) / (1 + 2 * s));
}

static double signed_depth(const HeightMap *map, double loss)
{
    return copysign(elementary_log1p(fabs(loss) / map->softness), loss);
}

static double signed_height(const HeightMap *map, double loss)
{
    double from = signed_depth(map, map->low);
    return (signed_depth(map, loss) - from) / (signed_depth(map, map->high) - from);
}

static double signed_loss(const HeightMap *map, double height)
{
    double from = signed_depth(map, map->low), depth = from + height * (signed_depth(map, map->high) - from);
    return copysign(elementary_expm1(fabs(depth)), depth) * map->softness;
}

double height_of(const HeightMap *map, double loss)
{
    assert(map->low < map->high);
    if (map->scale == HEIGHT_LINEAR)
        return (loss / 2 - map->low / 2) / (map->high / 2 - map->low / 2);
    if (map->scale == HEIGHT_LOG)
        return depth_of(map, loss) / depth_of(map, map->high);
    return map->scale == HEIGHT_SIGNED ? signed_height(map, loss) : logit_height(map, loss);
}

double height_to_loss(const HeightMap *map, double height)
{
    if (map->scale == HEIGHT_LINEAR)
        return map->low * (1 - height) + map->high * height;
    if (map->scale != HEIGHT_LOG)
        return map->scale == HEIGHT_SIGNED ? signed_loss(map, height) : logit_loss(map, height);
    double depth = height * depth_of(map, map->high);
    return map->low + copysign(elementary_expm1(fabs(depth)), depth) * map->softness;
}

static double sample_position(double from, double to, int i, int n)
{
    return i == 0 ? from : i == n - 1 ? to : from + (to - from) * i / (n - 1);
}

// One thread's own.
typedef struct Sampler {
    GridWork *grid_work;
    LossWork *loss_work;
    double *memory; // [dimension][piece]: the points of a piece
    const double **parameters;
} Sampler;

struct HeightSampling {
    HeightField *field;
    const Loss *loss;
    HeightSlice slice;
    Grid *grid;    // for a loss that is its formula, along axes; NULL: point by point
    double *x, *y; // [nx], [ny]: positions
    Sampler *samplers;
    int n_threads;
    int piece;   // samples that one thread takes at once: a row, or less of one where each sample is dear
    int per_row; // pieces
    int done;    // likewise, row by row
};

static void fill(double *lanes, int n, double value)
{
    for (int i = 0; i < n; i++)
        lanes[i] = value;
}

static bool place_samples(HeightSampling *sampling)
{
    HeightField *field = sampling->field;
    double *samples = realloc(field->loss, (size_t)field->nx * (size_t)field->ny * sizeof *samples);
    field->loss = samples ? samples : field->loss;
    sampling->x = malloc((size_t)field->nx * sizeof *sampling->x);
    sampling->y = malloc((size_t)field->ny * sizeof *sampling->y);
    if (!samples || !sampling->x || !sampling->y)
        return false;
    for (int i = 0; i < field->nx; i++)
        sampling->x[i] = sample_position(field->x_from, field->x_to, i, field->nx);
    for (int j = 0; j < field->ny; j++)
        sampling->y[j] = sample_position(field->y_from, field->y_to, j, field->ny);
    return true;
}

// The axis that a vector is along, if x times it, from the origin, is x there; -1: none.
static int axis_of(const HeightSampling *sampling, const double *vector)
{
    int axis = -1;
    for (int k = 0; k < loss_dimension(sampling->loss); k++) {
        if (vector[k] == 0)
            continue;
        if (axis >= 0 || vector[k] != 1 || sampling->slice.origin[k] != 0)
            return -1;
        axis = k;
    }
    return axis;
}

static bool is_along_axes(const HeightSampling *sampling)
{
    const HeightSlice *slice = &sampling->slice;
    int x = axis_of(sampling, slice->u), y = slice->v ? axis_of(sampling, slice->v) : -1;
    return x >= 0 && x != y && (y >= 0 || !slice->v);
}

static bool make_grid(HeightSampling *sampling)
{
    const HeightField *field = sampling->field;
    const HeightSlice *slice = &sampling->slice;
    sampling->grid =
        grid_create(loss_formula(sampling->loss), &(GridAxes){.axis_x = axis_of(sampling, slice->u),
                                                              .axis_y = slice->v ? axis_of(sampling, slice->v) : -1,
                                                              .x = sampling->x,
                                                              .y = sampling->y,
                                                              .nx = field->nx,
                                                              .ny = field->ny,
                                                              .origin = slice->origin});
    return sampling->grid != NULL;
}

static void sampler_destroy(Sampler *sampler)
{
    grid_work_destroy(sampler->grid_work);
    loss_work_destroy(sampler->loss_work);
    free(sampler->memory);
    free(sampler->parameters);
}

static bool sampler_ready(Sampler *sampler, const HeightSampling *sampling)
{
    size_t dimension = (size_t)loss_dimension(sampling->loss), piece = (size_t)sampling->piece;
    if (sampler->grid_work || sampler->parameters)
        return true;
    if (sampling->grid)
        return (sampler->grid_work = grid_work_create(sampling->grid));
    if (!sampler->loss_work)
        sampler->loss_work = loss_work_create(sampling->loss);
    if (sampler->loss_work && !sampler->memory)
        sampler->memory = malloc(dimension * piece * sizeof *sampler->memory);
    if (sampler->memory)
        sampler->parameters = malloc(dimension * sizeof *sampler->parameters);
    for (size_t k = 0; sampler->parameters && k < dimension; k++)
        sampler->parameters[k] = sampler->memory + k * piece;
    return sampler->parameters;
}

// Terms of 0 are left out, so that what does not vary, and an axis through 0, keeps every bit.
static double moved(double from, double by, double times)
{
    return by == 0 ? from : from == 0 && by == 1 ? times : from + by * times;
}

// Coordinate k of the samples from i on in row j.
static void place_points(const HeightSampling *sampling, int k, int j, int i, int n, double *lanes)
{
    const HeightSlice *slice = &sampling->slice;
    for (int s = 0; s < n; s++) {
        double at = moved(slice->origin[k], slice->u[k], sampling->x[i + s]);
        lanes[s] = slice->v ? moved(at, slice->v[k], sampling->y[j]) : at;
    }
}

static void sample_piece(const HeightSampling *sampling, Sampler *sampler, int j, int i, int n, double *loss)
{
    if (sampling->grid) {
        grid_row(sampling->grid, sampler->grid_work, j, loss);
        return;
    }
    for (int k = 0; k < loss_dimension(sampling->loss); k++)
        place_points(sampling, k, j, i, n, sampler->memory + (size_t)k * (size_t)sampling->piece);
    loss_full(sampling->loss, sampler->loss_work, sampler->parameters, n, loss, NULL);
}

typedef struct Extremes {
    double low[TRACKS], high[TRACKS];
} Extremes;

LANES_BODY void include(Extremes *extremes, const double *loss, int n)
{
    LANES_LOOP for (int k = 0; k < n; k++)
    {
        bool finite = fabs(loss[k]) <= DBL_MAX;
        double low = finite ? loss[k] : DBL_MAX, high = finite ? loss[k] : -DBL_MAX;
        extremes->low[k] = low < extremes->low[k] ? low : extremes->low[k];
        extremes->high[k] = high > extremes->high[k] ? high : extremes->high[k];
    }
}

static void include_piece(Extremes *extremes, const double *loss, int n)
{
    int i = 0;
    for (; i + TRACKS <= n; i += TRACKS)
        include(extremes, loss + i, TRACKS);
    include(extremes, loss + i, n - i);
}

// + 0: whether the least zero is 0 or -0 would depend on the order of the samples.
static void merge(HeightField *field, const Extremes *extremes)
{
    for (int k = 0; k < TRACKS; k++) {
        field->low = fmin(field->low, extremes->low[k]) + 0.0;
        field->high = fmax(field->high, extremes->high[k]) + 0.0;
    }
}

static bool sample_pieces(HeightSampling *sampling, int to)
{
    HeightField *field = sampling->field;
    int nx = field->nx, length = sampling->piece, from = sampling->done;
    double evaluations = (double)(to - from) * length * loss_cost(sampling->loss);
    bool failed = false;
#pragma omp parallel num_threads(sampling->n_threads) if (evaluations >= PARALLEL_MIN && to - from > 1)                \
    reduction(||                                                                                                       \
              : failed)
    {
        Sampler *sampler = &sampling->samplers[omp_get_thread_num()];
        Extremes extremes;
        fill(extremes.low, TRACKS, DBL_MAX);
        fill(extremes.high, TRACKS, -DBL_MAX);
        bool ready = sampler_ready(sampler, sampling);
#pragma omp for schedule(dynamic, 4)
        for (int piece = from; piece < to; piece++)
            if (ready) {
                int j = piece / sampling->per_row, i = piece % sampling->per_row * length;
                int n = i + length < nx ? length : nx - i;
                double *loss = field->loss + (size_t)j * (size_t)nx + i;
                sample_piece(sampling, sampler, j, i, n, loss);
                include_piece(&extremes, loss, n);
            }
        failed = !ready;
#pragma omp critical
        merge(field, &extremes);
    }
    return !failed;
}

HeightSampling *heightfield_begin(HeightField *field, const Loss *loss, const HeightSlice *slice)
{
    assert(field->nx > 0 && field->nx <= HEIGHTFIELD_SIDE_MAX && field->ny > 0 && field->ny <= HEIGHTFIELD_SIDE_MAX);
    HeightSampling *sampling = calloc(1, sizeof *sampling);
    if (!sampling)
        return NULL;
    sampling->field = field;
    sampling->loss = loss;
    sampling->slice = *slice;
    sampling->n_threads = omp_get_max_threads();
    sampling->samplers = calloc((size_t)sampling->n_threads, sizeof *sampling->samplers);
    bool aligned = !loss_rows(loss) && is_along_axes(sampling);
    if (!sampling->samplers || !place_samples(sampling) || (aligned && !make_grid(sampling))) {
        heightfield_end(sampling);
        return NULL;
    }
    double affordable = fmax(PIECE / loss_cost(loss), 1);
    sampling->piece = sampling->grid || affordable > field->nx ? field->nx : (int)affordable;
    sampling->per_row = (field->nx + sampling->piece - 1) / sampling->piece;
    field->low = DBL_MAX;
    field->high = -DBL_MAX;
    return sampling;
}

Work heightfield_work(HeightSampling *sampling, int samples)
{
    HeightField *field = sampling->field;
    int all = sampling->per_row * field->ny, left = all - sampling->done, wanted = samples / sampling->piece;
    int to = sampling->done + (wanted < 1 ? 1 : wanted < left ? wanted : left);
    if (!sample_pieces(sampling, to))
        return WORK_FAILED;
    sampling->done = to;
    if (to < all)
        return WORK_MORE;
    if (field->low > field->high)
        field->low = field->high = 0;
    return WORK_DONE;
}

double heightfield_part(const HeightSampling *sampling)
{
    return (double)sampling->done / sampling->per_row / sampling->field->ny;
}

void heightfield_end(HeightSampling *sampling)
{
    if (!sampling)
        return;
    for (int i = 0; sampling->samplers && i < sampling->n_threads; i++)
        sampler_destroy(&sampling->samplers[i]);
    free(sampling->samplers);
    grid_destroy(sampling->grid);
    free(sampling->x);
    free(sampling->y);
    free(sampling);
}

bool heightfield_sample(HeightField *field, const Loss *loss, const HeightSlice *slice)
{
    HeightSampling *sampling = heightfield_begin(field, loss, slice);
    bool ok = sampling && heightfield_work(sampling, INT_MAX) == WORK_DONE;
    heightfield_end(sampling);
    return ok;
}

void heightfield_destroy(HeightField *field)
{
    if (!field)
        return;
    free(field->loss);
    field->loss = NULL;
}

// The cell of a coordinate: its first sample, and how far into it, in [0, 1]. false: outside.
static bool cell(double from, double to, int n, double at, int *first, double *part)
{
    double u = n > 1 ? (at - from) / (to - from) * (n - 1) : 0;
    if (!(u >= 0 && u <= n - 1))
        return false;
    *first = n > 1 && u >= n - 1 ? n - 2 : (int)u;
    *part = u - *first;
    return true;
}

double heightfield_at(const HeightField *field, double x, double y)
{
    int i, j;
    double u, v;
    if (!field->loss || !cell(field->x_from, field->x_to, field->nx, x, &i, &u) ||
        !cell(field->y_from, field->y_to, field->ny, y, &j, &v))
        return (double)NAN;
    const double *near = field->loss + (size_t)j * (size_t)field->nx + i;
    const double *far = field->ny > 1 ? near + field->nx : near;
    int right = field->nx > 1;
    if (!isfinite(near[0]) || !isfinite(near[right]) || !isfinite(far[0]) || !isfinite(far[right]))
        return (double)NAN;
    return (near[0] * (1 - u) + near[right] * u) * (1 - v) + (far[0] * (1 - u) + far[right] * u) * v;
}
