// CSV by libcsv, a physical line at a time, so that every error knows its line. Only the columns that are used are
// read.
#include "scene/recorded.h"

#include "base/file.h"
#include "base/text.h"
#include "engine/race/race.h"

#include <csv.h>
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COLUMNS_MAX = 64, CELL_MAX = 48 };

// What a column is used for.
typedef enum Use { USE_X, USE_Y, USE_STEP, USE_LOSS, USE_LR, USE_RACER, USE_COUNT } Use;

static const char *const names[USE_COUNT] = {"x", "y", "step", "loss", "lr", "racer"};

typedef struct Row {
    double value[USE_COUNT];
    bool has[USE_COUNT];
} Row;

typedef struct Reader {
    const char *origin, *next, *end;
    int line; // from 1
    Error *error;
    char cell[COLUMNS_MAX][CELL_MAX]; // of the line
    int n_cells;
    int column[USE_COUNT]; // -1: the file has none
    char delimiter;
    Row *rows;
    int n, capacity;
    int asked; // which racer of several; -1: none was asked for
} Reader;

static bool fail(const Reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fail(const Reader *reader, const char *format, ...)
{
    char why[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    return error_set(reader->error, "recording, %s:%d: %s", reader->origin, reader->line > 0 ? reader->line : 1, why);
}

// ---- Lines

static void on_field(void *bytes, size_t size, void *context)
{
    Reader *reader = context;
    (void)size;
    if (reader->n_cells < COLUMNS_MAX)
        text_copy(reader->cell[reader->n_cells++], CELL_MAX, bytes ? bytes : "");
}

static void on_row(int end, void *context)
{
    (void)end, (void)context;
}

static bool read_cells(Reader *reader, struct csv_parser *parser, const char *line, size_t length)
{
    reader->n_cells = 0;
    if (memchr(line, 0, length))
        return fail(reader, "a zero byte: this is no text file");
    csv_set_delim(parser, (unsigned char)reader->delimiter);
    bool ok = csv_parse(parser, line, length, on_field, on_row, reader) == length &&
              !csv_fini(parser, on_field, on_row, reader);
    return ok || fail(reader, "a misplaced quote");
}

// The next line that is neither blank nor a comment.
static bool next_line(Reader *reader, const char **line, size_t *length)
{
    while (reader->next < reader->end) {
        *line = reader->next;
        *length = strcspn(reader->next, "\r\n");
        reader->next += *length;
        reader->next += reader->next[0] == '\r' && reader->next[1] == '\n' ? 2 : reader->next < reader->end;
        reader->line++;
        size_t blanks = strspn(*line, " \t");
        if (blanks < *length && (*line)[blanks] != '#')
            return true;
    }
    return false;
}

// ---- Columns

static bool cell_number(const Reader *reader, const char *cell, double *number)
{
    char copy[CELL_MAX];
    text_copy(copy, sizeof copy, cell);
    char *comma = reader->delimiter == ';' ? strchr(copy, ',') : NULL;
    if (comma)
        *comma = '.';
    bool nan = !strcasecmp(copy, "nan") || !strcasecmp(copy, "-nan");
    *number = nan ? (double)NAN : 0;
    return nan || text_to_double(copy, number);
}

static bool is_called(const char *cell, Use use)
{
    return !strcasecmp(cell, names[use]) || (use == USE_LR && !strcasecmp(cell, "learning_rate"));
}

// Other columns of Ravine's own trace, and pandas' index without a name.
static bool is_no_coordinate(const char *cell)
{
    static const char *const others[] = {"",       "momentum",  "evals",     "grad_x",
                                         "grad_y", "average_x", "average_y", "average_loss"};
    bool other = false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        other = other || !strcasecmp(cell, others[i]);
    for (Use use = USE_STEP; use < USE_COUNT; use++)
        other = other || is_called(cell, use);
    return other;
}

// The first column that may be a coordinate and is not the other one.
static int first_free(const Reader *reader, int taken)
{
    for (int i = 0; i < reader->n_cells; i++)
        if (i != taken && !is_no_coordinate(reader->cell[i]))
            return i;
    return -1;
}

static bool name_columns(Reader *reader)
{
    int *column = reader->column;
    for (int use = 0; use < USE_COUNT; use++)
        for (int i = reader->n_cells - 1; i >= 0; i--)
            column[use] = is_called(reader->cell[i], (Use)use) ? i : column[use];
    if (column[USE_X] < 0)
        column[USE_X] = first_free(reader, column[USE_Y]);
    if (column[USE_Y] < 0)
        column[USE_Y] = first_free(reader, column[USE_X]);
    if (column[USE_X] < 0)
        return fail(reader, "expected columns x and y");
    return reader->asked < 0 || column[USE_RACER] >= 0 || fail(reader, "there is no column 'racer' to choose from");
}

// A first line of numbers alone is a row of a file without names.
static bool read_first(Reader *reader, bool *is_row)
{
    double ignored;
    *is_row = true;
    for (int i = 0; i < reader->n_cells; i++)
        *is_row = *is_row && cell_number(reader, reader->cell[i], &ignored);
    if (!*is_row)
        return name_columns(reader);
    reader->column[USE_X] = 0;
    reader->column[USE_Y] = reader->n_cells > 1 ? 1 : -1;
    return reader->asked < 0 || fail(reader, "there is no column 'racer' to choose from");
}

static char delimiter_of(const char *line, size_t length)
{
    bool comma = memchr(line, ',', length), semicolon = memchr(line, ';', length), tab = memchr(line, '\t', length);
    return semicolon ? ';' : comma || !tab ? ',' : '\t';
}

// ---- Rows

static bool read_value(const Reader *reader, Use use, Row *row)
{
    int column = reader->column[use];
    const char *cell = column >= 0 && column < reader->n_cells ? reader->cell[column] : "";
    row->has[use] = cell[0];
    row->value[use] = NAN;
    return !cell[0] || cell_number(reader, cell, &row->value[use]) ||
           fail(reader, "column '%s': '%.40s' is not a number", names[use], cell);
}

static bool check_step(const Reader *reader, Row *row)
{
    int before = reader->n > 0 ? (int)reader->rows[reader->n - 1].value[USE_STEP] : -1;
    double step = row->value[USE_STEP];
    if (reader->column[USE_STEP] < 0) {
        row->value[USE_STEP] = reader->n;
        return reader->n <= RACE_STEPS_MAX || fail(reader, "more than %d steps", RACE_STEPS_MAX);
    }
    if (!(step >= 0 && step <= RACE_STEPS_MAX) || step != floor(step))
        return fail(reader, "column 'step': expected a whole number from 0 to %d", RACE_STEPS_MAX);
    return step > before || fail(reader, "step %d does not come after step %d", (int)step, before);
}

// Is the row of the racer that was asked for? Where none was, all have to be of one.
static bool check_racer(const Reader *reader, const Row *row, bool *taken)
{
    *taken = reader->column[USE_RACER] < 0 || reader->asked < 0 || row->value[USE_RACER] == reader->asked;
    bool one = reader->n == 0 || !*taken || reader->column[USE_RACER] < 0 ||
               row->value[USE_RACER] == reader->rows[0].value[USE_RACER];
    return one || fail(reader, "several racers: racer=%g or racer=%g says which", reader->rows[0].value[USE_RACER],
                       row->value[USE_RACER]);
}

static bool check_coordinates(const Reader *reader, const Row *row)
{
    if (!row->has[USE_X])
        return fail(reader, "x is empty");
    bool as_before = reader->n == 0 || row->has[USE_Y] == reader->rows[0].has[USE_Y];
    return as_before || fail(reader, "y is %s", row->has[USE_Y] ? "there, and is not before" : "empty");
}

static bool reserve(Reader *reader)
{
    if (reader->n < reader->capacity)
        return true;
    int capacity = reader->capacity ? 2 * reader->capacity : 256;
    Row *larger = realloc(reader->rows, (size_t)capacity * sizeof *larger);
    if (!larger)
        return fail(reader, "out of memory");
    reader->rows = larger;
    reader->capacity = capacity;
    return true;
}

static bool add_row(Reader *reader)
{
    Row row;
    bool taken = true, ok = true;
    for (int use = 0; ok && use < USE_COUNT; use++)
        ok = read_value(reader, (Use)use, &row);
    if (!ok || !check_racer(reader, &row, &taken))
        return false;
    if (!taken)
        return true;
    if (!check_step(reader, &row) || !check_coordinates(reader, &row) || !reserve(reader))
        return false;
    reader->rows[reader->n++] = row;
    return true;
}

static bool read_rows(Reader *reader, struct csv_parser *parser)
{
    const char *line;
    size_t length;
    bool first = true, is_row = true, ok = true;
    while (ok && next_line(reader, &line, &length)) {
        if (first)
            reader->delimiter = delimiter_of(line, length);
        ok = read_cells(reader, parser, line, length) && (!first || read_first(reader, &is_row)) &&
             (!is_row || add_row(reader));
        first = false;
        is_row = true;
    }
    if (ok && reader->n == 0 && reader->asked >= 0)
        return fail(reader, "no rows of racer %d", reader->asked);
    return ok && (reader->n > 0 || fail(reader, "no rows"));
}

// ---- The whole

static bool any(const Reader *reader, Use use)
{
    bool has = false;
    for (int i = 0; i < reader->n; i++)
        has = has || reader->rows[i].has[use];
    return has;
}

static Recording *recording_of(const Reader *reader)
{
    int coordinates = reader->rows[0].has[USE_Y] ? 2 : 1;
    Recording *made = recording_create(reader->n, coordinates, any(reader, USE_LOSS), any(reader, USE_LR));
    for (int i = 0; made && i < reader->n; i++) {
        const Row *row = &reader->rows[i];
        made->step[i] = (int)row->value[USE_STEP];
        for (int d = 0; d < coordinates; d++)
            made->at[i * coordinates + d] = row->value[USE_X + d];
        if (made->loss && (made->has_loss[i] = row->has[USE_LOSS]))
            made->loss[i] = row->value[USE_LOSS];
        if (made->lr)
            made->lr[i] = row->value[USE_LR];
    }
    if (made)
        recording_finish(made);
    return made;
}

// asked: which racer of the text.
static bool parse(Racer *racer, const char *bytes, size_t size, const char *origin, int asked, Error *error)
{
    struct csv_parser parser;
    Reader *reader = calloc(1, sizeof *reader);
    if (!reader || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL)) {
        free(reader);
        return error_set(error, "recording, %s: out of memory", origin);
    }
    size_t mark = size >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3) ? 3 : 0;
    *reader = (Reader){.origin = origin, .next = bytes + mark, .end = bytes + size, .error = error, .asked = asked};
    for (int use = 0; use < USE_COUNT; use++)
        reader->column[use] = -1;
    bool ok = read_rows(reader, &parser);
    Recording *points = ok ? recording_of(reader) : NULL;
    if (ok && !points)
        fail(reader, "out of memory");
    csv_free(&parser);
    free(reader->rows);
    free(reader);
    racer->recorded.points = points;
    racer->recorded.hash = points ? points->hash : 0;
    return points;
}

bool recorded_parse(Racer *racer, const char *bytes, size_t size, const char *origin, Error *error)
{
    return !racer_is_recorded(racer) || parse(racer, bytes, size, origin, -1, error);
}

bool recorded_read(Racer *racer, const char *path, Error *error)
{
    if (!racer_is_recorded(racer))
        return true;
    size_t size;
    Error why;
    char *bytes = file_read(path, &size, &why);
    if (!bytes)
        return error_set(error, "recording, %s", why.text);
    bool ok = parse(racer, bytes, size, path, racer->recorded.racer, error);
    free(bytes);
    return ok;
}

bool recorded_fits(const Racer *racer, int dimension, Error *error)
{
    const Recording *points = racer->recorded.points;
    return !points || points->coordinates >= dimension ||
           error_set(error, "recording, %s: one coordinate, and the loss has %d parameters", racer->recorded.file,
                     dimension);
}

// ---- Written

static void write_number(FILE *out, double value)
{
    char number[40];
    text_double(number, sizeof number, value);
    fprintf(out, ",%s", isnan(value) ? "nan" : number);
}

static void write_row(FILE *out, const Recording *points, int row)
{
    fprintf(out, "%d", points->step[row]);
    for (int d = 0; d < points->coordinates; d++)
        write_number(out, recording_coordinate(points, row, d));
    if (points->loss && points->has_loss[row])
        write_number(out, points->loss[row]);
    else if (points->loss)
        fputc(',', out);
    if (points->lr && isnan(points->lr[row]))
        fputc(',', out);
    else if (points->lr)
        write_number(out, points->lr[row]);
    fputc('\n', out);
}

char *recorded_print(const Recording *points, size_t *size)
{
    char *bytes = NULL;
    FILE *out = open_memstream(&bytes, size);
    if (!out)
        return NULL;
    fprintf(out, "step,x%s%s%s\n", points->coordinates > 1 ? ",y" : "", points->loss ? ",loss" : "",
            points->lr ? ",lr" : "");
    for (int row = 0; row < points->n; row++)
        write_row(out, points, row);
    if (!fclose(out))
        return bytes;
    free(bytes);
    return NULL;
}
