// Rows of the grid are lanes of the loss. Threads take rows in turn; each row's samples and the extremes do not depend on who took which.
#include "engine/heightfield.h"

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

// The points of one row: pointers of all dimensions, of which y's lanes are a thread's own.
typedef struct Row {
    const double *parameters[FORMULA_PARAMETERS_MAX];
    double *memory; // [dimension][nx]
    LossWork *work;
} Row;

static void fill(double *lanes, int n, double value)
{
    for (int i = 0; i < n; i++)
        lanes[i] = value;
}

static bool row_create(Row *row, const HeightField *field, const Loss *loss, const HeightSlice *slice)
{
    int dimension = loss_dimension(loss);
    row->memory = malloc((size_t)dimension * (size_t)field->nx * sizeof *row->memory);
    row->work = loss_work_create(loss);
    if (!row->memory || !row->work)
        return false;
    for (int k = 0; k < dimension; k++) {
        double *lanes = row->memory + (size_t)k * (size_t)field->nx;
        row->parameters[k] = lanes;
        fill(lanes, field->nx, slice->origin[k]);
        for (int i = 0; i < field->nx && k == slice->axis_x; i++)
            lanes[i] = sample_position(field->x_from, field->x_to, i, field->nx);
    }
    return true;
}

static void row_destroy(Row *row)
{
    free(row->memory);
    loss_work_destroy(row->work);
}

static void sample_row(Row *row, HeightField *field, const Loss *loss, const HeightSlice *slice, int j)
{
    if (slice->axis_y >= 0)
        fill(row->memory + (size_t)slice->axis_y * (size_t)field->nx, field->nx,
             sample_position(field->y_from, field->y_to, j, field->ny));
    loss_full(loss, row->work, row->parameters, field->nx, field->loss + (size_t)j * (size_t)field->nx, NULL);
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

static bool sample_rows(HeightField *field, const Loss *loss, const HeightSlice *slice)
{
    double evaluations = (double)field->nx * field->ny * loss_cost(loss);
    bool failed = false;
#pragma omp parallel if (evaluations >= PARALLEL_MIN && field->ny > 1) reduction(|| : failed)
    {
        Row row = {0};
        Extremes extremes;
        fill(extremes.low, TRACKS, DBL_MAX);
        fill(extremes.high, TRACKS, -DBL_MAX);
        bool ready = row_create(&row, field, loss, slice);
#pragma omp for schedule(dynamic, 4)
        for (int j = 0; j < field->ny; j++)
            if (ready) {
                sample_row(&row, field, loss, slice, j);
                include_row(&extremes, field->loss + (size_t)j * (size_t)field->nx, field->nx);
            }
        failed = !ready;
        row_destroy(&row);
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
    if (!sample_rows(field, loss, slice))
        return false;
    if (field->low > field->high)
        field->low = field->high = 0;
    return true;
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
