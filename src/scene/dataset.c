// CSV by libcsv, one physical line at a time, so that every error knows its line. What is kept as text is canonical: no
// blank lines, spaces, quotes or byte order mark, `\n` after each line; the digits are the file's own.
#include "scene/dataset.h"

#include "base/file.h"
#include "base/text.h"
#include "engine/race/race.h"

#include <csv.h>
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Text that grows. `failed` stays set once memory ran out.
typedef struct Grown {
    char *bytes;
    size_t size, capacity;
    bool failed;
} Grown;

struct Dataset {
    atomic_int references;
    int rows, columns, capacity; // rows that the columns have room for
    char *names[FORMULA_COLUMNS_MAX];
    double *values[FORMULA_COLUMNS_MAX];
    Grown text;
};

struct Batches {
    atomic_int references;
    LossBatches rows;
    int *offset, *row;
    size_t offset_capacity, row_capacity;
    Grown text;
};

// Where a reader stands in its bytes.
typedef struct Lines {
    const char *what;   // "data", "batches"
    const char *origin; // the file
    const char *next, *end;
    int number; // of the current line, from 1
    Error *error;
} Lines;

static bool fail(const Lines *lines, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fail(const Lines *lines, const char *format, ...)
{
    char why[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    return error_set(lines->error, "%s, %s:%d: %s", lines->what, lines->origin, lines->number > 0 ? lines->number : 1,
                     why);
}

static void grow(Grown *text, const char *bytes, size_t size)
{
    if (text->size + size + 1 > text->capacity) {
        size_t capacity = 2 * (text->size + size) + 256;
        char *larger = realloc(text->bytes, capacity);
        text->failed |= !larger;
        if (!larger)
            return;
        text->bytes = larger;
        text->capacity = capacity;
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
}

// The next line without its end (LF, CRLF or CR); false after the last.
static bool next_line(Lines *lines, const char **line, size_t *length)
{
    if (lines->next >= lines->end)
        return false;
    *line = lines->next;
    while (lines->next < lines->end && *lines->next != '\n' && *lines->next != '\r')
        lines->next++;
    *length = (size_t)(lines->next - *line);
    if (lines->next + 1 < lines->end && lines->next[0] == '\r' && lines->next[1] == '\n')
        lines->next++;
    lines->next += lines->next < lines->end;
    lines->number++;
    return true;
}

static Lines lines_begin(const char *what, const char *bytes, size_t size, const char *origin, Error *error)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    size_t mark = size >= 3 && !memcmp(bytes, byte_order_mark, 3) ? 3 : 0;
    return (Lines){.what = what, .origin = origin, .next = bytes + mark, .end = bytes + size, .error = error};
}

// ---- CSV

typedef struct CsvReader {
    Dataset *data;
    Lines *lines;
    int field; // of the current line, 0-based
    bool header, failed;
} CsvReader;

static bool is_column_name(const char *name)
{
    bool ok = isalpha((unsigned char)name[0]) || name[0] == '_';
    for (const char *c = name; *c; c++)
        ok = ok && (isalnum((unsigned char)*c) || *c == '_');
    return ok;
}

static bool add_name(CsvReader *reader, const char *name)
{
    Dataset *data = reader->data;
    if (!name[0])
        return fail(reader->lines, "column %d has no name", reader->field + 1);
    if (!is_column_name(name))
        return fail(reader->lines, "'%.40s' is no column name; expected letters, digits and _, such as u or t_1", name);
    if (strlen(name) > FORMULA_NAME_MAX)
        return fail(reader->lines, "the column name '%.40s' is longer than %d", name, FORMULA_NAME_MAX);
    if (data->columns == FORMULA_COLUMNS_MAX)
        return fail(reader->lines, "more than %d columns", FORMULA_COLUMNS_MAX);
    for (int i = 0; i < data->columns; i++)
        if (!strcmp(data->names[i], name))
            return fail(reader->lines, "two columns are called '%s'", name);
    data->names[data->columns] = strdup(name);
    return data->names[data->columns++] ? true : fail(reader->lines, "out of memory");
}

static bool add_number(CsvReader *reader, const char *field)
{
    Dataset *data = reader->data;
    double value;
    if (reader->field == data->columns)
        return fail(reader->lines, "more than the %d values that the first line names", data->columns);
    if (!field[0])
        return fail(reader->lines, "column '%s' is empty", data->names[reader->field]);
    if (!text_to_double(field, &value))
        return fail(reader->lines, "column '%s': '%.40s' is not a number", data->names[reader->field], field);
    if (!isfinite(value))
        return fail(reader->lines, "column '%s': '%.40s' is not finite", data->names[reader->field], field);
    data->values[reader->field][data->rows] = value;
    return true;
}

static bool reserve_row(CsvReader *reader)
{
    Dataset *data = reader->data;
    if (data->rows == LOSS_ROWS_MAX)
        return fail(reader->lines, "more than %d rows", LOSS_ROWS_MAX);
    if (data->rows < data->capacity)
        return true;
    int capacity = data->capacity ? 2 * data->capacity : 256;
    for (int i = 0; i < data->columns; i++) {
        double *larger = realloc(data->values[i], (size_t)capacity * sizeof(double));
        if (!larger)
            return fail(reader->lines, "out of memory");
        data->values[i] = larger;
    }
    data->capacity = capacity;
    return true;
}

static void on_field(void *bytes, size_t size, void *context)
{
    CsvReader *reader = context;
    if (reader->failed)
        return;
    const char *field = bytes ? bytes : "";
    bool ok = reader->header      ? add_name(reader, field)
              : reader->field > 0 ? add_number(reader, field)
                                  : reserve_row(reader) && add_number(reader, field);
    reader->failed = !ok;
    grow(&reader->data->text, ",", reader->field > 0);
    grow(&reader->data->text, field, size);
    reader->field++;
}

static void on_row(int end, void *context)
{
    (void)end;
    CsvReader *reader = context;
    if (reader->failed)
        return;
    if (!reader->header && reader->field < reader->data->columns) {
        reader->failed = !fail(reader->lines, "%d values where the first line names %d columns", reader->field,
                               reader->data->columns);
        return;
    }
    reader->data->rows += !reader->header;
    reader->header = false;
    reader->field = 0;
    grow(&reader->data->text, "\n", 1);
}

// Each line is a whole CSV text, so that a quote cannot run over its end.
static bool read_csv_line(CsvReader *reader, struct csv_parser *parser, const char *line, size_t length)
{
    if (memchr(line, 0, length))
        return fail(reader->lines, "a zero byte: this is no text file");
    bool ok = csv_parse(parser, line, length, on_field, on_row, reader) == length &&
              !csv_fini(parser, on_field, on_row, reader);
    if (reader->failed)
        return false;
    return ok ? true : fail(reader->lines, "a misplaced quote");
}

static bool read_csv(Dataset *data, Lines *lines)
{
    struct csv_parser parser;
    CsvReader reader = {.data = data, .lines = lines, .header = true};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL))
        return fail(lines, "out of memory");
    const char *line;
    size_t length;
    bool ok = true;
    while (ok && next_line(lines, &line, &length))
        ok = read_csv_line(&reader, &parser, line, length);
    csv_free(&parser);
    if (ok && reader.header)
        return fail(lines, "expected a first line of column names");
    if (ok && !data->rows)
        return fail(lines, "no rows after the column names");
    if (ok && data->text.failed)
        return fail(lines, "out of memory");
    return ok;
}

Dataset *dataset_parse(const char *bytes, size_t size, const char *origin, Error *error)
{
    Dataset *data = calloc(1, sizeof *data);
    Lines lines = lines_begin("data", bytes, size, origin, error);
    if (!data) {
        fail(&lines, "out of memory");
        return NULL;
    }
    atomic_init(&data->references, 1);
    if (read_csv(data, &lines))
        return data;
    dataset_release(data);
    return NULL;
}

static char *read_origin(const char *what, const char *path, size_t *size, Error *error)
{
    Error why;
    char *bytes = file_read(path, size, &why);
    if (!bytes)
        error_set(error, "%s, %s", what, why.text);
    return bytes;
}

Dataset *dataset_read(const char *path, Error *error)
{
    size_t size;
    char *bytes = read_origin("data", path, &size, error);
    Dataset *data = bytes ? dataset_parse(bytes, size, path, error) : NULL;
    free(bytes);
    return data;
}

Dataset *dataset_retain(Dataset *dataset)
{
    if (dataset)
        dataset->references++;
    return dataset;
}

void dataset_release(Dataset *dataset)
{
    if (!dataset || --dataset->references)
        return;
    for (int i = 0; i < dataset->columns; i++) {
        free(dataset->names[i]);
        free(dataset->values[i]);
    }
    free(dataset->text.bytes);
    free(dataset);
}

int dataset_rows(const Dataset *dataset)
{
    return dataset->rows;
}

int dataset_columns(const Dataset *dataset)
{
    return dataset->columns;
}

const char *const *dataset_names(const Dataset *dataset)
{
    return (const char *const *)dataset->names;
}

const double *const *dataset_values(const Dataset *dataset)
{
    return (const double *const *)dataset->values;
}

const char *dataset_text(const Dataset *dataset, size_t *size)
{
    *size = dataset->text.size;
    return dataset->text.bytes;
}

// ---- recorded batches

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
            return fail(lines, "'%.*s' is not a row number", (int)(length < 40 ? length : 40), field);
        value = value < INT_MAX ? 10 * value + (field[i] - '0') : value;
    }
    if (value >= n_rows)
        return fail(lines, "row %.*s of %d: rows are numbered from 0", (int)(length < 40 ? length : 40), field, n_rows);
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
        return fail(lines, "more than %d rows in one step", LOSS_BATCH_MAX);
    if (!reserve(&batches->row, &batches->row_capacity, (size_t)count))
        return fail(lines, "out of memory");
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
        return fail(lines, "more than %d steps", RACE_STEPS_MAX);
    if (!reserve(&batches->offset, &batches->offset_capacity, (size_t)n + 1))
        return fail(lines, "out of memory");
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
        return fail(lines, "out of memory");
    batches->offset[0] = 0;
    while (next_line(lines, &line, &length))
        if (!(length && line[0] == '#') && !read_batch(batches, lines, line, length, n_rows))
            return false;
    if (!batches->rows.n)
        return fail(lines, "no batches: expected a line of row numbers for each step");
    return batches->text.failed ? fail(lines, "out of memory") : true;
}

Batches *batches_parse(const char *bytes, size_t size, int n_rows, const char *origin, Error *error)
{
    Batches *batches = calloc(1, sizeof *batches);
    Lines lines = lines_begin("batches", bytes, size, origin, error);
    if (!batches) {
        fail(&lines, "out of memory");
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
    char *bytes = read_origin("batches", path, &size, error);
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
