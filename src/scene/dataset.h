// The rows of a loss over data: a CSV file read into columns, and recorded batches to replay. Shared by reference
// count, never changed after reading.
#ifndef RAVINE_SCENE_DATASET_H
#define RAVINE_SCENE_DATASET_H

#include "base/error.h"
#include "engine/loss/loss.h"

#include <stddef.h>

typedef struct Dataset Dataset;

// First line: column names ([A-Za-z_][A-Za-z0-9_]*, each once); then one finite number per column and line. `origin`
// names the bytes in errors. NULL: error has "data, FILE:LINE: WHY".
Dataset *dataset_parse(const char *bytes, size_t size, const char *origin, Error *error);
Dataset *dataset_read(const char *path, Error *error);
Dataset *dataset_retain(Dataset *dataset); // returns it; NULL is fine
void dataset_release(Dataset *dataset);

int dataset_rows(const Dataset *dataset);
int dataset_columns(const Dataset *dataset);
const char *const *dataset_names(const Dataset *dataset);       // [columns]
const double *const *dataset_values(const Dataset *dataset);    // [columns][rows]
const char *dataset_text(const Dataset *dataset, size_t *size); // the CSV as it was read: a scene can hold it

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
