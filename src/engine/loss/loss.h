// What is minimised: a formula over parameters; its mean over rows, if it names columns or draws normals; the rows of
// each step's batch. Full batch, mini-batch and single sample differ by one number, the batch size.
//
// Batches: each epoch is a fresh permutation of the rows, cut in order, the last batch shorter; a batch of all rows is
// taken in file order, without a draw. normal(k) is drawn afresh for each row of each step's batch and is 0 in the full
// loss. Batches depend on (seed, step) alone: all racers see the same.
#ifndef RAVINE_ENGINE_LOSS_LOSS_H
#define RAVINE_ENGINE_LOSS_LOSS_H

#include "engine/formula/formula.h"

#include <stdbool.h>
#include <stdint.h>

enum { LOSS_ROWS_MAX = 1000000, LOSS_BATCH_MAX = 100000 };

typedef struct Loss Loss;

// Memory for evaluating one loss on one thread.
typedef struct LossWork LossWork;

// Recorded batches to replay instead of drawing: step k (1-based) uses rows[offset[(k-1) % n]] .. rows[offset[(k-1) % n
// + 1] - 1], 0-based row numbers.
typedef struct LossBatches {
    int n;
    const int *offset; // [n + 1]
    const int *rows;   // [offset[n]]
} LossBatches;

// Everything is copied; the caller keeps its own.
typedef struct LossConfig {
    const char *formula;
    const FormulaConstant *constants;
    int n_constants;
    const char *const *column_names;
    const double *const *columns; // [n_columns][n_rows]; only those that the formula names are kept
    int n_columns;
    int n_rows;
    int batch; // rows of a step; 0: all rows of the data, or 1 for a formula that only draws normals
    uint64_t seed;
    const LossBatches *recorded; // NULL: drawn
    int parameters_max;          // 0: no limit of its own
} LossConfig;

// NULL: error has the column in the formula (0 if the fault is not in the formula's text).
Loss *loss_create(const LossConfig *config, FormulaError *error);
void loss_destroy(Loss *loss);

const Formula *loss_formula(const Loss *loss);
int loss_dimension(const Loss *loss);
int loss_rows(const Loss *loss);  // rows of data that the formula is a mean over; 0: none
int loss_batch(const Loss *loss); // rows of a full batch of one step; 0: the loss has no rows and draws nothing
bool loss_is_stochastic(const Loss *loss); // a step's gradient is not the full loss's
double loss_cost(const Loss *loss);        // formula evaluations that one full loss takes: 1 or loss_rows()
double loss_step_cost(const Loss *loss);   // about how many a racer's step takes: a batch may be larger than the loss

LossWork *loss_work_create(const Loss *loss);
void loss_work_destroy(LossWork *work);

// The full loss (every row, every normal 0) at n points: value[n], gradient[dimension][n] (may be NULL).
void loss_full(const Loss *loss, LossWork *work, const double *const *parameters, int n, double *value,
               double *const *gradient);

// The loss of step's batch (1-based), at n points; for a loss that is not stochastic the same as loss_full.
void loss_step(const Loss *loss, LossWork *work, int64_t step, const double *const *parameters, int n, double *value,
               double *const *gradient);

// Loss and gradient at one point, at[dimension], gradient[dimension]: of step's batch (1-based), or of step 0 the full
// loss.
double loss_at(const Loss *loss, LossWork *work, int64_t step, const double *at, double *gradient);

// The row numbers of step's batch into rows[loss_batch()]; returns how many. 0 where there are no rows.
int loss_batch_rows(const Loss *loss, LossWork *work, int64_t step, int *rows);

// The normals drawn for step's batch into normals[rows][formula_normals()]; returns how many rows. 0 where nothing is
// drawn.
int loss_batch_normals(const Loss *loss, LossWork *work, int64_t step, double *normals);

#endif
