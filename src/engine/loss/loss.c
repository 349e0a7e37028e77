// The loss: one formula evaluation, or the mean of one over rows. Rows become lanes: a strip of the data is evaluated
// at once, with the point broadcast to all its lanes; where the rows are few, several points share a strip. Sums are
// taken in a fixed order (row r goes to partial sum r % SUMS of its chunk, chunks in order), so that neither the number
// of points nor of threads changes a bit.
#include "engine/loss/loss.h"

#include "base/text.h"
#include "engine/lanes.h"
#include "engine/random.h"

#include <assert.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum {
    STRIP = 256,             // lanes of one evaluation: the formula's registers stay in the cache
    CHUNK = 16 * STRIP,      // rows summed together
    SUMS = 8,                // partial sums of a chunk
    TOGETHER = 16,           // points that share a strip, or a team of threads
    PARALLEL_ROWS = 1 << 16, // rows times points: fewer are not worth a team
};

#define NORMAL_ROWS        ((uint64_t)1 << 20) // more than a batch has rows: a draw's index is step * NORMAL_ROWS + row
#define PERMUTATION_STREAM ((uint64_t)1 << 32) // + epoch; normal(k) draws from stream k

_Static_assert(LOSS_ROWS_MAX < 1 << 20, "a row's number fits into NORMAL_ROWS");

// Rows as lanes. With few rows, several copies stand one after another, for as many points at once.
typedef struct Sheet {
    int rows, copies;
    const double *columns[FORMULA_COLUMNS_MAX]; // [rows * copies], NULL where the formula does not use it
    const double *normals[FORMULA_NORMALS_MAX]; // [rows * copies]
    bool drawn;                                 // normals are there; otherwise they are 0
} Sheet;

struct Loss {
    Formula *formula;
    int dimension, normals;
    int n_columns;
    bool uses[FORMULA_COLUMNS_MAX];
    Sheet sheet;  // all rows; rows == 0: the formula alone
    double *data; // what sheet points into
    int batch;    // rows of a full batch
    int epoch;    // steps of an epoch
    uint64_t seed;
    bool recorded;
    int *offset, *recorded_rows;
};

// What one thread evaluates a strip with.
typedef struct Strip {
    FormulaWork *formula;
    double *memory;
    double **pointers;
    double **parameters, *value, **gradient; // [dimension][STRIP], [STRIP]
    double *sums;                            // [1 + dimension][SUMS]: of the loss, of its gradient
} Strip;

struct LossWork {
    Strip *strips;
    int n_strips;
    double *partial; // [TOGETHER][chunks][1 + dimension]
    int *order;      // permutation of order_epoch
    int64_t order_epoch;
    int *rows; // of the batch of `step`
    int64_t step;
    Sheet sheet;   // that batch
    double *batch; // what sheet points into
    double **one;  // [2 * dimension]: the coordinates of one point and of its gradient
};

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int copies_for(int rows)
{
    return rows >= STRIP ? 1 : smaller(STRIP / rows, TOGETHER);
}

static int chunks_of(int rows)
{
    return (rows + CHUNK - 1) / CHUNK;
}

// ---- Building a loss

// The format names up to two numbers, %d.
static bool refuse(FormulaError *error, const char *format, int a, int b)
{
    if (error) {
        Text text = text_begin(error->text, sizeof error->text);
        text_add(&text, format, a, b);
        error->column = 0;
    }
    return false;
}

static bool check_config(const LossConfig *config, FormulaError *error)
{
    if (config->n_columns > FORMULA_COLUMNS_MAX)
        return refuse(error, "the data has %d columns, more than %d", config->n_columns, FORMULA_COLUMNS_MAX);
    if (config->n_rows > LOSS_ROWS_MAX)
        return refuse(error, "the data has %d rows, more than %d", config->n_rows, LOSS_ROWS_MAX);
    if (config->batch < 0)
        return refuse(error, "the batch is %d rows, less than %d", config->batch, 1);
    return true;
}

// Which columns the formula names; false: none.
static bool find_columns(Loss *loss, const LossConfig *config)
{
    bool any = false;
    loss->n_columns = config->n_columns;
    for (int c = 0; c < config->n_columns; c++) {
        loss->uses[c] = formula_uses_column(loss->formula, c);
        any = any || loss->uses[c];
    }
    return any;
}

static int count_used(const Loss *loss)
{
    int used = 0;
    for (int c = 0; c < loss->n_columns; c++)
        used += loss->uses[c];
    return used;
}

static bool copy_columns(Loss *loss, const LossConfig *config)
{
    size_t rows = (size_t)config->n_rows, lanes = rows * (size_t)copies_for(config->n_rows);
    double *to = loss->data = malloc((size_t)count_used(loss) * lanes * sizeof *to);
    if (!to)
        return false;
    loss->sheet = (Sheet){.rows = config->n_rows, .copies = copies_for(config->n_rows)};
    for (int c = 0; c < config->n_columns; c++) {
        if (!loss->uses[c])
            continue;
        loss->sheet.columns[c] = to;
        for (size_t i = 0; i < lanes; i += rows, to += rows)
            memcpy(to, config->columns[c], rows * sizeof *to);
    }
    return true;
}

static bool check_recorded(const LossBatches *batches, int n_rows, FormulaError *error)
{
    if (batches->n < 1)
        return refuse(error, "the recorded batches are empty", 0, 0);
    for (int k = 0; k < batches->n; k++)
        if (batches->offset[k + 1] <= batches->offset[k])
            return refuse(error, "recorded batch %d has no rows", k + 1, 0);
    for (int i = batches->offset[0]; i < batches->offset[batches->n]; i++)
        if (batches->rows[i] < 0 || batches->rows[i] >= n_rows)
            return refuse(error, "a recorded batch names row %d, and the data has rows 0 to %d", batches->rows[i],
                          n_rows - 1);
    return true;
}

static bool copy_recorded(Loss *loss, const LossBatches *batches, FormulaError *error)
{
    if (!check_recorded(batches, loss->sheet.rows, error))
        return false;
    size_t n = (size_t)batches->n, first = (size_t)batches->offset[0], rows = (size_t)batches->offset[n] - first;
    loss->offset = malloc((n + 1) * sizeof(int));
    loss->recorded_rows = malloc(rows * sizeof(int));
    if (!loss->offset || !loss->recorded_rows)
        return refuse(error, "out of memory", 0, 0);
    memcpy(loss->recorded_rows, batches->rows + first, rows * sizeof(int));
    for (size_t k = 0; k <= n; k++)
        loss->offset[k] = batches->offset[k] - (int)first;
    loss->recorded = true;
    loss->epoch = batches->n;
    loss->batch = 0;
    for (size_t k = 0; k < n; k++)
        if (loss->offset[k + 1] - loss->offset[k] > loss->batch)
            loss->batch = loss->offset[k + 1] - loss->offset[k];
    return true;
}

// Rows of a step where the formula only draws: nothing to take them from, so any number.
static bool set_draws(Loss *loss, int batch, FormulaError *error)
{
    loss->batch = batch > 0 ? batch : 1;
    loss->epoch = 1;
    if (loss->batch > LOSS_BATCH_MAX)
        return refuse(error, "the batch is %d draws, more than %d", batch, LOSS_BATCH_MAX);
    return true;
}

static bool set_rows(Loss *loss, const LossConfig *config, FormulaError *error)
{
    if (config->n_rows < 1)
        return refuse(error, "the data has no rows", 0, 0);
    if (!copy_columns(loss, config))
        return refuse(error, "out of memory", 0, 0);
    loss->batch = config->batch > 0 ? smaller(config->batch, config->n_rows) : config->n_rows;
    loss->epoch = (config->n_rows + loss->batch - 1) / loss->batch;
    return config->recorded ? copy_recorded(loss, config->recorded, error) : true;
}

static bool fill_loss(Loss *loss, const LossConfig *config, FormulaError *error)
{
    FormulaNames names = {.columns = config->column_names,
                          .n_columns = config->n_columns,
                          .constants = config->constants,
                          .n_constants = config->n_constants,
                          .parameters_max = config->parameters_max};
    loss->formula = formula_compile(config->formula, &names, error);
    if (!loss->formula)
        return false;
    loss->dimension = formula_dimension(loss->formula);
    loss->normals = formula_normals(loss->formula);
    loss->seed = config->seed;
    loss->epoch = 1;
    if (find_columns(loss, config))
        return set_rows(loss, config, error);
    return loss->normals > 0 ? set_draws(loss, config->batch, error) : true;
}

Loss *loss_create(const LossConfig *config, FormulaError *error)
{
    if (!check_config(config, error))
        return NULL;
    Loss *loss = calloc(1, sizeof *loss);
    if (!loss) {
        refuse(error, "out of memory", 0, 0);
        return NULL;
    }
    if (fill_loss(loss, config, error))
        return loss;
    loss_destroy(loss);
    return NULL;
}

void loss_destroy(Loss *loss)
{
    if (!loss)
        return;
    formula_destroy(loss->formula);
    free(loss->data);
    free(loss->offset);
    free(loss->recorded_rows);
    free(loss);
}

const Formula *loss_formula(const Loss *loss)
{
    return loss->formula;
}

int loss_dimension(const Loss *loss)
{
    return loss->dimension;
}

int loss_rows(const Loss *loss)
{
    return loss->sheet.rows;
}

int loss_batch(const Loss *loss)
{
    return loss->batch;
}

bool loss_is_stochastic(const Loss *loss)
{
    return loss->normals > 0 || loss->recorded || loss->batch < loss->sheet.rows;
}

double loss_cost(const Loss *loss)
{
    return loss->sheet.rows > 0 ? loss->sheet.rows : 1;
}

double loss_step_cost(const Loss *loss)
{
    return fmax(loss_cost(loss), loss->batch);
}

// ---- Memory of one thread's evaluations

static bool strip_fill(Strip *strip, const Loss *loss)
{
    size_t dimension = (size_t)loss->dimension, width = 1 + dimension;
    strip->formula = formula_work_create(loss->formula);
    strip->memory = malloc(((width + dimension) * STRIP + width * SUMS) * sizeof(double));
    strip->pointers = malloc((2 * dimension + 1) * sizeof(double *));
    if (!strip->formula || !strip->memory || !strip->pointers)
        return false;
    strip->value = strip->memory;
    strip->parameters = strip->pointers;
    strip->gradient = strip->pointers + dimension;
    strip->sums = strip->memory + (width + dimension) * STRIP;
    for (size_t d = 0; d < dimension; d++) {
        strip->parameters[d] = strip->memory + (1 + d) * STRIP;
        strip->gradient[d] = strip->memory + (width + d) * STRIP;
    }
    return true;
}

static bool work_strips(LossWork *work, const Loss *loss)
{
    int rows = loss->sheet.rows > loss->batch ? loss->sheet.rows : loss->batch;
    work->n_strips = rows < PARALLEL_ROWS / TOGETHER ? 1 : omp_get_max_threads();
    work->strips = calloc((size_t)work->n_strips, sizeof *work->strips);
    work->partial = malloc(((size_t)chunks_of(rows) + 1) * TOGETHER * (size_t)(1 + loss->dimension) * sizeof(double));
    if (!work->strips || !work->partial)
        return false;
    for (int i = 0; i < work->n_strips; i++)
        if (!strip_fill(&work->strips[i], loss))
            return false;
    return true;
}

// Memory for the batch of a step: its row numbers, and its columns and normals as lanes.
static bool work_batch(LossWork *work, const Loss *loss)
{
    size_t lanes = (size_t)loss->batch * (size_t)copies_for(loss->batch);
    double *to = work->batch = malloc((size_t)(count_used(loss) + loss->normals) * lanes * sizeof *to);
    work->rows = malloc((size_t)loss->batch * sizeof(int));
    work->order = malloc(((size_t)loss->sheet.rows + 1) * sizeof(int));
    if (!to || !work->rows || !work->order)
        return false;
    work->sheet.drawn = loss->normals > 0;
    for (int c = 0; c < loss->n_columns; c++)
        if (loss->uses[c]) {
            work->sheet.columns[c] = to;
            to += lanes;
        }
    for (int k = 0; k < loss->normals; k++, to += lanes)
        work->sheet.normals[k] = to;
    return true;
}

LossWork *loss_work_create(const Loss *loss)
{
    LossWork *work = calloc(1, sizeof *work);
    if (!work)
        return NULL;
    work->order_epoch = -1;
    work->one = malloc((2 * (size_t)loss->dimension + 1) * sizeof *work->one);
    if (work->one && work_strips(work, loss) && (!loss_is_stochastic(loss) || work_batch(work, loss)))
        return work;
    loss_work_destroy(work);
    return NULL;
}

void loss_work_destroy(LossWork *work)
{
    if (!work)
        return;
    for (int i = 0; work->strips && i < work->n_strips; i++) {
        formula_work_destroy(work->strips[i].formula);
        free(work->strips[i].memory);
        free(work->strips[i].pointers);
    }
    free(work->strips);
    free(work->partial);
    free(work->order);
    free(work->rows);
    free(work->batch);
    free(work->one);
    free(work);
}

// ---- The mean over a sheet

// The points an evaluation is asked for, and where its results go.
typedef struct Points {
    const double *const *parameters; // [dimension][n]
    int n;
    double *value;           // [n]
    double *const *gradient; // [dimension][n] or NULL
} Points;

// Lanes first .. first + n of the sheet. The strip's parameters are set.
static void evaluate_strip(const Loss *loss, const Strip *strip, const Sheet *sheet, int first, int n, bool gradient)
{
    const double *columns[FORMULA_COLUMNS_MAX], *normals[FORMULA_NORMALS_MAX];
    for (int c = 0; c < loss->n_columns; c++)
        columns[c] = sheet->columns[c] ? sheet->columns[c] + first : NULL;
    for (int k = 0; k < loss->normals && sheet->drawn; k++)
        normals[k] = sheet->normals[k] + first;
    FormulaInput input = {.parameters = (const double *const *)strip->parameters,
                          .columns = columns,
                          .normals = sheet->drawn ? normals : NULL};
    formula_evaluate(loss->formula, strip->formula, &input, n, strip->value, gradient ? strip->gradient : NULL);
}

typedef double Quad __attribute__((vector_size(4 * sizeof(double))));

// to[r % SUMS] += from[r]
LANES_BODY void add_rows_body(const double *from, int n, double *to)
{
    Quad low, high, rows;
    int i = 0;
    memcpy(&low, to, sizeof low);
    memcpy(&high, to + 4, sizeof high);
    for (; i + SUMS <= n; i += SUMS) {
        memcpy(&rows, from + i, sizeof rows);
        low += rows;
        memcpy(&rows, from + i + 4, sizeof rows);
        high += rows;
    }
    memcpy(to, &low, sizeof low);
    memcpy(to + 4, &high, sizeof high);
    for (int s = 0; i + s < n; s++)
        to[s] += from[i + s];
}

LANES_AVX2 static void add_rows_avx2(const double *from, int n, double *to)
{
    add_rows_body(from, n, to);
}

static void add_rows(const double *from, int n, double *to)
{
    if (lanes_avx2())
        add_rows_avx2(from, n, to);
    else
        add_rows_body(from, n, to);
}

_Static_assert(SUMS == 8, "two Quads");

static double total(const double *sums)
{
    double sum = 0;
    for (int s = 0; s < SUMS; s++)
        sum += sums[s];
    return sum;
}

static void broadcast(const Strip *strip, int dimension, const Points *points, int point, int first, int n)
{
    for (int d = 0; d < dimension; d++)
        for (int i = 0; i < n; i++)
            strip->parameters[d][first + i] = points->parameters[d][point];
}

// Sums of one chunk's rows at one point: sum[0] the loss, then the gradient. The strip's parameters are set.
static void sum_chunk(const Loss *loss, const Strip *strip, const Sheet *sheet, int chunk, bool gradient, double *sum)
{
    int end = smaller((chunk + 1) * CHUNK, sheet->rows), width = 1 + loss->dimension;
    double *sums = strip->sums;
    memset(sums, 0, (size_t)width * SUMS * sizeof *sums);
    for (int row = chunk * CHUNK; row < end; row += STRIP) {
        int n = smaller(STRIP, end - row);
        evaluate_strip(loss, strip, sheet, row, n, gradient);
        add_rows(strip->value, n, sums);
        for (int d = 0; gradient && d < loss->dimension; d++)
            add_rows(strip->gradient[d], n, sums + (1 + d) * SUMS);
    }
    for (int i = 0; i < width; i++)
        sum[i] = total(sums + i * SUMS);
}

// n points from `first` on, each chunk of each a task of its own.
static void sum_chunks(const Loss *loss, LossWork *work, const Sheet *sheet, const Points *points, int first, int n)
{
    int chunks = chunks_of(sheet->rows), width = 1 + loss->dimension;
    int threads = (int64_t)sheet->rows * n < PARALLEL_ROWS ? 1 : work->n_strips;
#pragma omp parallel for schedule(dynamic) num_threads(threads) if (threads > 1)
    for (int task = 0; task < n * chunks; task++) {
        const Strip *strip = &work->strips[omp_get_thread_num()];
        broadcast(strip, loss->dimension, points, first + task / chunks, 0, STRIP);
        sum_chunk(loss, strip, sheet, task % chunks, points->gradient, work->partial + (size_t)task * (size_t)width);
    }
}

// Of one of the sums: every width-th.
static double mean_of_chunks(const double *partial, int width, const Sheet *sheet)
{
    double sum = 0;
    for (int i = 0; i < chunks_of(sheet->rows); i++)
        sum += partial[(ptrdiff_t)i * width];
    return sum / sheet->rows;
}

static void mean_of_many_rows(const Loss *loss, LossWork *work, const Sheet *sheet, const Points *points, int first,
                              int n)
{
    int width = 1 + loss->dimension;
    const double *partial = work->partial;
    sum_chunks(loss, work, sheet, points, first, n);
    for (int point = first; point < first + n; point++, partial += (ptrdiff_t)chunks_of(sheet->rows) * width) {
        points->value[point] = mean_of_chunks(partial, width, sheet);
        for (int d = 0; points->gradient && d < loss->dimension; d++)
            points->gradient[d][point] = mean_of_chunks(partial + 1 + d, width, sheet);
    }
}

static double mean_of_lanes(const double *lanes, int rows)
{
    double sums[SUMS] = {0};
    add_rows(lanes, rows, sums);
    return total(sums) / rows;
}

// Few rows: n points from `point` on share one strip.
static void mean_of_few_rows(const Loss *loss, LossWork *work, const Sheet *sheet, const Points *points, int point,
                             int n)
{
    const Strip *strip = &work->strips[0];
    int rows = sheet->rows;
    for (int i = 0; i < n; i++)
        broadcast(strip, loss->dimension, points, point + i, i * rows, rows);
    evaluate_strip(loss, strip, sheet, 0, n * rows, points->gradient);
    for (int i = 0; i < n; i++) {
        points->value[point + i] = mean_of_lanes(strip->value + i * rows, rows);
        for (int d = 0; points->gradient && d < loss->dimension; d++)
            points->gradient[d][point + i] = mean_of_lanes(strip->gradient[d] + i * rows, rows);
    }
}

static void sheet_mean(const Loss *loss, LossWork *work, const Sheet *sheet, const Points *points)
{
    bool many = sheet->rows >= STRIP;
    int together = many ? TOGETHER : sheet->copies;
    for (int point = 0; point < points->n; point += together) {
        int n = smaller(together, points->n - point);
        if (many)
            mean_of_many_rows(loss, work, sheet, points, point, n);
        else
            mean_of_few_rows(loss, work, sheet, points, point, n);
    }
}

void loss_full(const Loss *loss, LossWork *work, const double *const *parameters, int n, double *value,
               double *const *gradient)
{
    if (loss->sheet.rows > 0) {
        sheet_mean(loss, work, &loss->sheet, &(Points){parameters, n, value, gradient});
        return;
    }
    FormulaInput input = {.parameters = parameters};
    formula_evaluate(loss->formula, work->strips[0].formula, &input, n, value, gradient);
}

// ---- The batch of a step

static int recorded_rows(const Loss *loss, int64_t step, int *rows)
{
    int k = (int)((step - 1) % loss->epoch), n = loss->offset[k + 1] - loss->offset[k];
    memcpy(rows, loss->recorded_rows + loss->offset[k], (size_t)n * sizeof *rows);
    return n;
}

static int drawn_rows(const Loss *loss, LossWork *work, int64_t step, int *rows)
{
    int64_t epoch = (step - 1) / loss->epoch;
    int first = (int)((step - 1) % loss->epoch) * loss->batch, n = smaller(loss->batch, loss->sheet.rows - first);
    if (work->order_epoch != epoch)
        random_permutation(loss->seed, PERMUTATION_STREAM + (uint64_t)epoch, loss->sheet.rows, work->order);
    work->order_epoch = epoch;
    memcpy(rows, work->order + first, (size_t)n * sizeof *rows);
    return n;
}

int loss_batch_rows(const Loss *loss, LossWork *work, int64_t step, int *rows)
{
    assert(step >= 1);
    if (loss->sheet.rows == 0)
        return 0;
    if (loss->recorded)
        return recorded_rows(loss, step, rows);
    if (loss->batch < loss->sheet.rows)
        return drawn_rows(loss, work, step, rows);
    for (int i = 0; i < loss->sheet.rows; i++)
        rows[i] = i;
    return loss->sheet.rows;
}

static void repeat(double *lanes, int rows, int copies)
{
    for (int i = 1; i < copies; i++)
        memcpy(lanes + (size_t)i * (size_t)rows, lanes, (size_t)rows * sizeof *lanes);
}

// normal(k + 1) of a row of step's batch.
static double drawn_normal(const Loss *loss, int k, int64_t step, int row)
{
    return random_normal(loss->seed, (uint64_t)(k + 1), (uint64_t)step * NORMAL_ROWS + (uint64_t)row);
}

// work->sheet becomes the batch of `step`, unless it already is.
static void prepare_batch(const Loss *loss, LossWork *work, int64_t step)
{
    if (work->step == step)
        return;
    Sheet *sheet = &work->sheet;
    double *to = work->batch;
    sheet->rows = loss->sheet.rows > 0 ? loss_batch_rows(loss, work, step, work->rows) : loss->batch;
    sheet->copies = smaller(copies_for(sheet->rows), copies_for(loss->batch));
    int lanes = loss->batch * copies_for(loss->batch);
    for (int c = 0; c < loss->n_columns; c++) {
        if (!loss->uses[c])
            continue;
        for (int i = 0; i < sheet->rows; i++)
            to[i] = loss->sheet.columns[c][work->rows[i]];
        repeat(to, sheet->rows, sheet->copies);
        to += lanes;
    }
    for (int k = 0; k < loss->normals; k++, to += lanes) {
        for (int i = 0; i < sheet->rows; i++)
            to[i] = drawn_normal(loss, k, step, i);
        repeat(to, sheet->rows, sheet->copies);
    }
    work->step = step;
}

int loss_batch_normals(const Loss *loss, LossWork *work, int64_t step, double *normals)
{
    assert(step >= 1);
    int rows = loss->batch;
    if (loss->sheet.rows > 0)
        rows = loss_batch_rows(loss, work, step, work->rows);
    for (int k = 0; k < loss->normals; k++)
        for (int i = 0; i < rows; i++)
            normals[i * loss->normals + k] = drawn_normal(loss, k, step, i);
    return loss->normals > 0 ? rows : 0;
}

void loss_step(const Loss *loss, LossWork *work, int64_t step, const double *const *parameters, int n, double *value,
               double *const *gradient)
{
    assert(step >= 1);
    if (!loss_is_stochastic(loss)) {
        loss_full(loss, work, parameters, n, value, gradient);
        return;
    }
    prepare_batch(loss, work, step);
    sheet_mean(loss, work, &work->sheet, &(Points){parameters, n, value, gradient});
}

double loss_at(const Loss *loss, LossWork *work, int64_t step, const double *at, double *gradient)
{
    double **parameters = work->one, **gradients = work->one + loss->dimension, value;
    for (int d = 0; d < loss->dimension; d++) {
        parameters[d] = (double *)at + d; // only read
        gradients[d] = gradient + d;
    }
    if (step > 0)
        loss_step(loss, work, step, (const double *const *)parameters, 1, &value, gradients);
    else
        loss_full(loss, work, (const double *const *)parameters, 1, &value, gradients);
    return value;
}
