// The rows of a loss over data: a CSV file read into columns, and recorded batches to replay. Shared by reference
// count, never changed after reading.
#ifndef RAVINE_SCENE_DATASET_H
#define RAVINE_SCENE_DATASET_H

#include "base/error.h"
#include "engine/loss/loss.h"

#include <stddef.h>

typedef struct Dataset Dataset;

// In any of the forms that scene/csv_form.h names; columns without names are c1, c2, .... What is no number is a fault
// only where a formula asks for it: see dataset_whole. `origin` names the bytes in errors. NULL: error has "data,
// FILE:LINE: WHY".
Dataset *dataset_parse(const char *bytes, size_t size, const char *origin, Error *error);
Dataset *dataset_read(const char *path, Error *error); // "-": standard input

// The rows that have a number in each used[columns], numbered anew; of `dataset` as it was read, however its rows were
// chosen before. To be released. NULL: a used column holds text or is there twice, or no row is left; error as above.
Dataset *dataset_whole(Dataset *dataset, const bool *used, Error *error);

// What its reader should know, 0 <= i < DATASET_NOTICES: "data, FILE: WHAT"; false: nothing of this kind.
enum { DATASET_NOTICES = 3 };
bool dataset_notice(const Dataset *dataset, int i, char *line, size_t size);

Dataset *dataset_retain(Dataset *dataset); // returns it; NULL is fine
void dataset_release(Dataset *dataset);

int dataset_rows(const Dataset *dataset);
int dataset_columns(const Dataset *dataset);
const char *const *dataset_names(const Dataset *dataset);       // [columns], as a formula writes them
int dataset_column(const Dataset *dataset, const char *name);   // -1: there is none
const double *const *dataset_values(const Dataset *dataset);    // [columns][rows], nan where there is no number
const char *dataset_text(const Dataset *dataset, size_t *size); // all rows as CSV: a scene can hold it

// A formula for rows that come without one: the squared distance of the last column from a line over the first, the
// cross entropy where it is 0 and 1. false: no column holds numbers, or it is longer than size.
bool dataset_loss(const Dataset *dataset, char *formula, size_t size);

typedef struct Batches Batches;

// A line per step: 0-based row numbers separated by spaces; '#' starts a comment line. Row numbers must be below
// n_rows.
Batches *batches_parse(const char *bytes, size_t size, int n_rows, const char *origin, Error *error);
Batches *batches_read(const char *path, int n_rows, Error *error);
Batches *batches_retain(Batches *batches);
void batches_release(Batches *batches);
const LossBatches *batches_rows(const Batches *batches);
const char *batches_text(const Batches *batches, size_t *size);

#endif
