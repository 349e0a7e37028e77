// Recorded batches: a line of row numbers for each step.
#include "engine/race/race.h"
#include "scene/dataset.h"
#include "scene/lines.h"

#include <ctype.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct Batches {
    atomic_int references;
    LossBatches rows;
    int *offset, *row;
    size_t offset_capacity, row_capacity;
    Grown text;
};

static bool reserve(int **numbers, size_t *capacity, size_t count)
{
    if (count < *capacity)
        return true;
    size_t larger = 2 * count + 64;
    int *grown = realloc(*numbers, larger * sizeof(int));
    if (!grown)
        return false;
    *numbers = grown;
    *capacity = larger;
    return true;
}

// One row number of a line; `field` is not terminated.
static bool read_row_number(const Lines *lines, const char *field, size_t length, int n_rows, int *row)
{
    long value = 0;
    for (size_t i = 0; i < length; i++) {
        if (!isdigit((unsigned char)field[i]))
            return lines_fail(lines, "'%.*s' is not a row number", (int)(length < 40 ? length : 40), field);
        value = value < INT_MAX ? 10 * value + (field[i] - '0') : value;
    }
    if (value >= n_rows)
        return lines_fail(lines, "row %.*s of %d: rows are numbered from 0", (int)(length < 40 ? length : 40), field,
                          n_rows);
    *row = (int)value;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool add_batch_row(Batches *batches, const Lines *lines, const char *field, size_t length, int n_rows)
{
    int n = batches->rows.n, first = batches->offset[n], count = batches->offset[n + 1];
    if (count - first == LOSS_BATCH_MAX)
        return lines_fail(lines, "more than %d rows in one step", LOSS_BATCH_MAX);
    if (!reserve(&batches->row, &batches->row_capacity, (size_t)count))
        return lines_fail(lines, "out of memory");
    if (!read_row_number(lines, field, length, n_rows, &batches->row[count]))
        return false;
    grow(&batches->text, " ", count > first);
    grow(&batches->text, field, length);
    batches->offset[n + 1]++;
    return true;
}

static bool read_batch(Batches *batches, const Lines *lines, const char *line, size_t length, int n_rows)
{
    const char *end = line + length;
    int n = batches->rows.n;
    if (n == RACE_STEPS_MAX)
        return lines_fail(lines, "more than %d steps", RACE_STEPS_MAX);
    if (!reserve(&batches->offset, &batches->offset_capacity, (size_t)n + 1))
        return lines_fail(lines, "out of memory");
    batches->offset[n + 1] = batches->offset[n];
    while (line < end) {
        const char *field = line;
        while (line < end && !is_blank(*line))
            line++;
        if (line > field && !add_batch_row(batches, lines, field, (size_t)(line - field), n_rows))
            return false;
        line += line < end;
    }
    bool any = batches->offset[n + 1] > batches->offset[n];
    grow(&batches->text, "\n", any);
    batches->rows.n += any; // a blank line is no step
    return true;
}

static bool read_batches(Batches *batches, Lines *lines, int n_rows)
{
    const char *line;
    size_t length;
    if (!reserve(&batches->offset, &batches->offset_capacity, 1))
        return lines_fail(lines, "out of memory");
    batches->offset[0] = 0;
    while (lines_next(lines, &line, &length))
        if (!(length && line[0] == '#') && !read_batch(batches, lines, line, length, n_rows))
            return false;
    if (!batches->rows.n)
        return lines_fail(lines, "no batches: expected a line of row numbers for each step");
    return batches->text.failed ? lines_fail(lines, "out of memory") : true;
}

Batches *batches_parse(const char *bytes, size_t size, int n_rows, const char *origin, Error *error)
{
    Batches *batches = calloc(1, sizeof *batches);
    Lines lines = lines_begin("batches", bytes, size, origin, error);
    if (!batches) {
        lines_fail(&lines, "out of memory");
        return NULL;
    }
    atomic_init(&batches->references, 1);
    if (!read_batches(batches, &lines, n_rows)) {
        batches_release(batches);
        return NULL;
    }
    batches->rows.offset = batches->offset;
    batches->rows.rows = batches->row;
    return batches;
}

Batches *batches_read(const char *path, int n_rows, Error *error)
{
    size_t size;
    char *bytes = lines_read("batches", path, &size, error);
    Batches *batches = bytes ? batches_parse(bytes, size, n_rows, path, error) : NULL;
    free(bytes);
    return batches;
}

Batches *batches_retain(Batches *batches)
{
    if (batches)
        batches->references++;
    return batches;
}

void batches_release(Batches *batches)
{
    if (!batches || --batches->references)
        return;
    free(batches->offset);
    free(batches->row);
    free(batches->text.bytes);
    free(batches);
}

const LossBatches *batches_rows(const Batches *batches)
{
    return &batches->rows;
}

const char *batches_text(const Batches *batches, size_t *size)
{
    *size = batches->text.size;
    return batches->text.bytes;
}
