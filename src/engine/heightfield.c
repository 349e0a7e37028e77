// Rows of the grid are lanes of the loss. Threads take rows in turn; each row's samples and the extremes do not depend on who took which.
#include "engine/heightfield.h"

#include "engine/grid.h"
#include "engine/lanes.h"
#include "engine/loss.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARALLEL_MIN = 16384 }; // evaluations of the formula under which starting threads costs more than it gives
enum { TRACKS = 8 };           // extremes are sought in so many interleaved tracks

// Below low the log mapping goes on as its mirror image, so that it has an inverse everywhere. Halves, because high - low may overflow.
static double depth_of(const HeightMap *map, double loss)
{
    double above = (loss / 2 - map->low / 2) / (map->softness / 2);
    return copysign(log1p(fabs(above)), above);
}

double height_of(const HeightMap *map, double loss)
{
    assert(map->low < map->high);
    if (map->scale == HEIGHT_LINEAR)
        return (loss / 2 - map->low / 2) / (map->high / 2 - map->low / 2);
    return depth_of(map, loss) / depth_of(map, map->high);
}

double height_to_loss(const HeightMap *map, double height)
{
    if (map->scale == HEIGHT_LINEAR)
        return map->low * (1 - height) + map->high * height;
    double depth = height * depth_of(map, map->high);
    return map->low + copysign(expm1(fabs(depth)), depth) * map->softness;
}

static double sample_position(double from, double to, int i, int n)
{
    return i == 0 ? from : i == n - 1 ? to : from + (to - from) * i / (n - 1);
}

// What the threads share.
typedef struct Sampling {
    const Loss *loss;
    const HeightSlice *slice;
    Grid *grid;    // for a loss that is its formula; NULL: a mean over data
    double *x, *y; // [nx], [ny]: positions
} Sampling;

// One thread's own.
typedef struct Sampler {
    GridWork *grid_work;
    LossWork *loss_work;
    double *memory; // [dimension][nx]: the points of a row
    const double *parameters[FORMULA_PARAMETERS_MAX];
} Sampler;

static void fill(double *lanes, int n, double value)
{
    for (int i = 0; i < n; i++)
        lanes[i] = value;
}

static bool sampling_create(Sampling *sampling, const HeightField *field)
{
    const HeightSlice *slice = sampling->slice;
    sampling->x = malloc((size_t)field->nx * sizeof *sampling->x);
    sampling->y = malloc((size_t)field->ny * sizeof *sampling->y);
    if (!sampling->x || !sampling->y)
        return false;
    for (int i = 0; i < field->nx; i++)
        sampling->x[i] = sample_position(field->x_from, field->x_to, i, field->nx);
    for (int j = 0; j < field->ny; j++)
        sampling->y[j] = sample_position(field->y_from, field->y_to, j, field->ny);
    if (loss_rows(sampling->loss))
        return true;
    sampling->grid = grid_create(loss_formula(sampling->loss), &(GridAxes){.axis_x = slice->axis_x,
                                                                           .axis_y = slice->axis_y,
                                                                           .x = sampling->x,
                                                                           .y = sampling->y,
                                                                           .nx = field->nx,
                                                                           .ny = field->ny,
                                                                           .origin = slice->origin});
    return sampling->grid != NULL;
}

static void sampling_destroy(Sampling *sampling)
{
    grid_destroy(sampling->grid);
    free(sampling->x);
    free(sampling->y);
}

static bool sampler_create(Sampler *sampler, const Sampling *sampling, int nx)
{
    int dimension = loss_dimension(sampling->loss);
    if (sampling->grid)
        return (sampler->grid_work = grid_work_create(sampling->grid));
    sampler->loss_work = loss_work_create(sampling->loss);
    sampler->memory = malloc((size_t)dimension * (size_t)nx * sizeof *sampler->memory);
    if (!sampler->loss_work || !sampler->memory)
        return false;
    for (int k = 0; k < dimension; k++) {
        sampler->parameters[k] = sampler->memory + (size_t)k * (size_t)nx;
        fill(sampler->memory + (size_t)k * (size_t)nx, nx, sampling->slice->origin[k]);
    }
    sampler->parameters[sampling->slice->axis_x] = sampling->x;
    return true;
}

static void sampler_destroy(Sampler *sampler)
{
    grid_work_destroy(sampler->grid_work);
    loss_work_destroy(sampler->loss_work);
    free(sampler->memory);
}

static void sample_row(const Sampling *sampling, Sampler *sampler, int nx, int j, double *loss)
{
    int y = sampling->slice->axis_y;
    if (sampling->grid) {
        grid_row(sampling->grid, sampler->grid_work, j, loss);
        return;
    }
    if (y >= 0)
        fill(sampler->memory + (size_t)y * (size_t)nx, nx, sampling->y[j]);
    loss_full(sampling->loss, sampler->loss_work, sampler->parameters, nx, loss, NULL);
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

static void include_row(Extremes *extremes, const double *loss, int n)
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

static bool sample_rows(HeightField *field, const Sampling *sampling)
{
    double evaluations = (double)field->nx * field->ny * loss_cost(sampling->loss);
    bool failed = false;
#pragma omp parallel if (evaluations >= PARALLEL_MIN && field->ny > 1) reduction(|| : failed)
    {
        Sampler sampler = {0};
        Extremes extremes;
        fill(extremes.low, TRACKS, DBL_MAX);
        fill(extremes.high, TRACKS, -DBL_MAX);
        bool ready = sampler_create(&sampler, sampling, field->nx);
#pragma omp for schedule(dynamic, 4)
        for (int j = 0; j < field->ny; j++)
            if (ready) {
                double *row = field->loss + (size_t)j * (size_t)field->nx;
                sample_row(sampling, &sampler, field->nx, j, row);
                include_row(&extremes, row, field->nx);
            }
        failed = !ready;
        sampler_destroy(&sampler);
#pragma omp critical
        merge(field, &extremes);
    }
    return !failed;
}

bool heightfield_sample(HeightField *field, const Loss *loss, const HeightSlice *slice)
{
    assert(field->nx > 0 && field->nx <= HEIGHTFIELD_SIDE_MAX && field->ny > 0 && field->ny <= HEIGHTFIELD_SIDE_MAX);
    assert(slice->axis_x >= 0 && slice->axis_x < loss_dimension(loss) && slice->axis_y < loss_dimension(loss));
    double *samples = realloc(field->loss, (size_t)field->nx * (size_t)field->ny * sizeof *samples);
    if (!samples)
        return false;
    field->loss = samples;
    field->low = DBL_MAX;
    field->high = -DBL_MAX;
    Sampling sampling = {.loss = loss, .slice = slice};
    bool ok = sampling_create(&sampling, field) && sample_rows(field, &sampling);
    sampling_destroy(&sampling);
    if (field->low > field->high)
        field->low = field->high = 0;
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
