// Rows of a CSV file. What is kept as text is canonical: names that a formula can use, commas, points, no blank lines,
// no comments; the digits are the file's own.
#include "scene/dataset.h"

#include "base/file.h"
#include "base/text.h"
#include "base/utf16.h"
#include "scene/csv_form.h"
#include "scene/lines.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 40, TOLD_MAX = 8, ORIGIN_MAX = 1024 }; // bytes of a field, items of a list that a message repeats

// Where something stands for the first time; line 0: nowhere.
typedef struct Sight {
    int line;
    char shown[SHOWN_MAX + 1];
} Sight;

typedef struct Column {
    char *given; // its name in the file, where that is another
    bool twice;  // another column has its name
    Sight text, infinite, missing, comma, point;
} Column;

// As it was read, or the whole rows of one that was.
struct Dataset {
    atomic_int references;
    Dataset *whole;                      // retained; NULL: it is the one that was read
    int rows, columns, capacity;         // rows that the columns have room for
    char *names[FORMULA_COLUMNS_MAX];    // the whole's own
    double *values[FORMULA_COLUMNS_MAX]; // nan where missing or text
    int *line;                           // [rows] of the file; NULL: there was no memory
    Column *column;                      // [columns]
    bool header, commented;              // names stand in the first record, or in the comment above it
    bool used[FORMULA_COLUMNS_MAX];      // of whole rows: by the formula
    char origin[ORIGIN_MAX];
    Grown text;
};

// ---- Names

// Letters, digits and _ of a name as the file has it, one _ for all else between them and before what would be a number
// (inf); a place where nothing is left.
static void plain_name(char plain[FORMULA_NAME_MAX + 1], const char *given, size_t length, int place)
{
    int n = 0;
    bool gap = false;
    for (size_t i = 0; i < length && n < FORMULA_NAME_MAX; i++) {
        unsigned char c = (unsigned char)given[i];
        bool kept = c < 0x80 && (isalnum(c) || c == '_');
        if (kept && ((gap && n > 0) || (n == 0 && isdigit(c))) && n < FORMULA_NAME_MAX)
            plain[n++] = '_';
        if (kept && n < FORMULA_NAME_MAX)
            plain[n++] = (char)c;
        gap = !kept;
    }
    if (n == 0)
        n = snprintf(plain, FORMULA_NAME_MAX + 1, "c%d", place);
    plain[n] = '\0';
    double number;
    if (n < FORMULA_NAME_MAX && text_to_double(plain, &number)) {
        memmove(plain + 1, plain, (size_t)n + 1);
        plain[0] = '_';
    }
}

static void see(Sight *sight, const Lines *lines, const char *bytes, size_t length)
{
    if (sight->line)
        return;
    sight->line = lines->number;
    length = length < SHOWN_MAX ? length : SHOWN_MAX;
    while (length && length == SHOWN_MAX && ((unsigned char)bytes[length] & 0xc0) == 0x80)
        length--; // never half a character
    memcpy(sight->shown, bytes, length);
}

// ---- Reading

typedef struct Reader {
    Dataset *data;
    Lines *lines;
    char separator;
    int field; // of the current record, 0-based
    bool names;
} Reader;

static bool add_column(Reader *reader, const char *given, size_t length)
{
    Dataset *data = reader->data;
    int i = data->columns;
    if (i == FORMULA_COLUMNS_MAX)
        return lines_fail(reader->lines, "more than %d columns", FORMULA_COLUMNS_MAX);
    char plain[FORMULA_NAME_MAX + 1];
    plain_name(plain, given, length, i + 1);
    Column *column = &data->column[i];
    for (int k = 0; k < i; k++)
        if (!strcmp(data->names[k], plain))
            column->twice = data->column[k].twice = true;
    bool same = strlen(plain) == length && !memcmp(plain, given, length);
    data->names[i] = strdup(plain);
    column->given = same || !length ? NULL : strndup(given, length);
    if (!data->names[i] || !(same || !length || column->given))
        return lines_fail(reader->lines, "out of memory");
    data->columns++;
    return true;
}

// Text of a cell that other forms could take for something else stands in quotes; so does what would be a blank line.
static void keep_text(Grown *text, const char *bytes, size_t length, bool alone)
{
    bool plain = length ? !strchr(" \t", bytes[0]) && !strchr(" \t", bytes[length - 1]) : !alone;
    for (size_t i = 0; i < length; i++)
        plain = plain && !strchr("\",;|\t\r\n#", bytes[i]);
    if (plain) {
        grow(text, bytes, length);
        return;
    }
    grow(text, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        bool line_end = bytes[i] == '\n' || bytes[i] == '\r';
        grow(text, "\"", bytes[i] == '"');
        grow(text, line_end ? " " : bytes + i, 1);
    }
    grow(text, "\"", 1);
}

static void keep_cell(Dataset *data, CsvKind kind, const CsvNumber *number, const char *bytes, size_t length)
{
    if (kind != CSV_NUMBER)
        keep_text(&data->text, bytes, length, data->columns == 1);
    else if (number->plain[0])
        grow(&data->text, number->plain, strlen(number->plain));
    else
        grow(&data->text, bytes, length);
}

static void read_cell(Reader *reader, const char *bytes, size_t length)
{
    Dataset *data = reader->data;
    Column *column = &data->column[reader->field];
    CsvNumber number;
    CsvKind kind = csv_value(reader->separator, bytes, length, &number);
    if (kind == CSV_MISSING)
        see(&column->missing, reader->lines, bytes, length);
    else if (kind == CSV_TEXT)
        see(&column->text, reader->lines, bytes, length);
    else if (number.comma)
        see(&column->comma, reader->lines, bytes, length);
    else if (!column->point.line && memchr(bytes, '.', length))
        see(&column->point, reader->lines, bytes, length);
    if (kind == CSV_NUMBER && isinf(number.value))
        see(&column->infinite, reader->lines, bytes, length);
    data->values[reader->field][data->rows] = kind == CSV_NUMBER ? number.value : (double)NAN;
    keep_cell(data, kind, &number, bytes, length);
}

static bool reserve_row(Reader *reader)
{
    Dataset *data = reader->data;
    if (data->rows == LOSS_ROWS_MAX)
        return lines_fail(reader->lines, "more than %d rows", LOSS_ROWS_MAX);
    if (data->rows < data->capacity)
        return true;
    int capacity = data->capacity ? 2 * data->capacity : 256;
    int *line = realloc(data->line, (size_t)capacity * sizeof *line);
    data->line = line ? line : data->line;
    for (int i = 0; i < data->columns; i++) {
        double *larger = realloc(data->values[i], (size_t)capacity * sizeof *larger);
        if (!larger || !line)
            return lines_fail(reader->lines, "out of memory");
        data->values[i] = larger;
    }
    data->capacity = capacity;
    return true;
}

static const char *says(const Dataset *data)
{
    return data->header ? "the first line names" : data->commented ? "the comment above names" : "the first line has";
}

static bool on_field(void *context, const char *bytes, size_t length)
{
    Reader *reader = context;
    Dataset *data = reader->data;
    if (reader->names && !add_column(reader, bytes, length))
        return false;
    if (reader->names) {
        grow(&data->text, ",", reader->field > 0);
        grow(&data->text, data->names[reader->field], strlen(data->names[reader->field]));
        reader->field++;
        return true;
    }
    if (reader->field == data->columns)
        return lines_fail(reader->lines, "more than the %d values that %s", data->columns, says(data));
    if (reader->field == 0 && !reserve_row(reader))
        return false;
    grow(&data->text, ",", reader->field > 0);
    read_cell(reader, bytes, length);
    reader->field++;
    return true;
}

static bool on_record(void *context)
{
    Reader *reader = context;
    Dataset *data = reader->data;
    if (!reader->names && reader->field < data->columns)
        return lines_fail(reader->lines, "%d value%s where %s %d columns", reader->field, reader->field == 1 ? "" : "s",
                          says(data), data->columns);
    if (!reader->names)
        data->line[data->rows++] = reader->lines->number;
    reader->field = 0;
    reader->names = false;
    grow(&data->text, "\n", 1);
    return true;
}

// Without names, columns are called by their place.
static bool number_columns(Reader *reader, int columns)
{
    bool ok = true;
    for (int i = 0; ok && i < columns; i++) {
        reader->field = i;
        ok = add_column(reader, "", 0);
        if (ok) {
            grow(&reader->data->text, ",", i > 0);
            grow(&reader->data->text, reader->data->names[i], strlen(reader->data->names[i]));
        }
    }
    reader->field = 0;
    grow(&reader->data->text, "\n", 1);
    return ok;
}

static bool name_columns(Reader *reader, CsvForm *form, const CsvSink *sink)
{
    CsvForm of_names = {.separator = form->comment_separator};
    if (form->header)
        return true;
    if (!form->commented)
        return number_columns(reader, form->columns);
    reader->names = true;
    return csv_read(&form->comment, &of_names, sink);
}

static bool read_text(Dataset *data, Lines *lines)
{
    CsvForm form = csv_form(lines);
    Reader reader = {.data = data, .lines = lines, .separator = form.separator, .names = form.header};
    data->header = form.header;
    data->commented = form.commented;
    grow_to(&data->text, (size_t)(lines->end - lines->next) + 256);
    CsvSink sink = {on_field, on_record, &reader};
    if (!name_columns(&reader, &form, &sink) || !csv_read(lines, &form, &sink))
        return false;
    if (reader.names)
        return lines_fail(lines, "expected a first line of column names");
    if (!data->rows)
        return lines_fail(lines, "no rows after the column names");
    return data->text.failed ? lines_fail(lines, "out of memory") : true;
}

static Dataset *parse(const char *bytes, size_t size, const char *origin, Error *error)
{
    Lines lines = lines_begin("data", bytes, size, origin, error);
    Dataset *data = calloc(1, sizeof *data);
    Column *column = calloc(FORMULA_COLUMNS_MAX, sizeof *column);
    if (data) {
        atomic_init(&data->references, 1);
        data->column = column;
        text_copy(data->origin, sizeof data->origin, origin);
    }
    if (!data || !column)
        lines_fail(&lines, "out of memory");
    else if (read_text(data, &lines))
        return data;
    dataset_release(data);
    return NULL;
}

Dataset *dataset_parse(const char *bytes, size_t size, const char *origin, Error *error)
{
    char *decoded = utf16_decode(bytes, &size);
    Dataset *data = parse(decoded ? decoded : bytes, size, origin, error);
    free(decoded);
    return data;
}

Dataset *dataset_read(const char *path, Error *error)
{
    size_t size;
    char *bytes = lines_read("data", path, &size, error);
    Dataset *data = bytes ? dataset_parse(bytes, size, file_input_name(path), error) : NULL;
    free(bytes);
    return data;
}

// ---- Whole rows

static bool is_whole(const Dataset *data, const bool *used, int row)
{
    for (int i = 0; i < data->columns; i++)
        if (used[i] && !isfinite(data->values[i][row]))
            return false;
    return true;
}

static bool fail(const Dataset *data, int line, Error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static bool fail(const Dataset *data, int line, Error *error, const char *format, ...)
{
    Lines at = {.what = "data", .origin = data->origin, .number = line, .error = error};
    char why[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    return lines_fail(&at, "%s", why);
}

// A column that a formula names has to be one, and hold numbers, written in one way.
static bool check_column(const Dataset *data, int i, Error *error)
{
    const Column *column = &data->column[i];
    if (column->twice)
        return fail(data, 1, error, "two columns are called '%s'", data->names[i]);
    if (column->text.line)
        return fail(data, column->text.line, error, "column '%s': '%s' is not a number", data->names[i],
                    column->text.shown);
    return true;
}

static bool check_commas(const Dataset *data, const bool *used, Error *error)
{
    const Sight *comma = NULL, *point = NULL;
    for (int i = 0; i < data->columns; i++) {
        const Column *column = &data->column[i];
        comma = used[i] && column->comma.line && !comma ? &column->comma : comma;
        point = used[i] && column->point.line && !point ? &column->point : point;
    }
    return !comma || !point ||
           fail(data, comma->line, error, "'%s' has a comma where '%s' (line %d) has a point", comma->shown,
                point->shown, point->line);
}

// No row is whole: why not the first.
static bool fail_empty(const Dataset *data, const bool *used, Error *error)
{
    int i = 0;
    while (!used[i] || isfinite(data->values[i][0]))
        i++;
    const Column *column = &data->column[i];
    if (isinf(data->values[i][0]))
        return fail(data, column->infinite.line, error, "column '%s': '%s' is not finite", data->names[i],
                    column->infinite.shown);
    if (column->missing.shown[0])
        return fail(data, column->missing.line, error, "column '%s': '%s' is not a number", data->names[i],
                    column->missing.shown);
    return fail(data, column->missing.line, error, "column '%s' is empty", data->names[i]);
}

static Dataset *copy_rows(Dataset *data, const bool *used, int rows)
{
    Dataset *whole = calloc(1, sizeof *whole);
    if (!whole)
        return NULL;
    atomic_init(&whole->references, 1);
    whole->whole = dataset_retain(data);
    whole->rows = rows;
    whole->columns = data->columns;
    memcpy(whole->names, data->names, sizeof whole->names);
    memcpy(whole->used, used, (size_t)data->columns * sizeof *used);
    for (int i = 0; i < data->columns; i++) {
        whole->values[i] = malloc((size_t)rows * sizeof(double));
        if (!whole->values[i]) {
            dataset_release(whole);
            return NULL;
        }
        for (int row = 0, n = 0; row < data->rows; row++)
            if (is_whole(data, used, row))
                whole->values[i][n++] = data->values[i][row];
    }
    return whole;
}

Dataset *dataset_whole(Dataset *dataset, const bool *used, Error *error)
{
    Dataset *data = dataset->whole ? dataset->whole : dataset;
    int rows = 0;
    for (int i = 0; i < data->columns; i++)
        if (used[i] && !check_column(data, i, error))
            return NULL;
    if (!check_commas(data, used, error))
        return NULL;
    for (int row = 0; row < data->rows; row++)
        rows += is_whole(data, used, row);
    if (rows == data->rows)
        return dataset_retain(data);
    if (!rows)
        return fail_empty(data, used, error), NULL;
    Dataset *whole = copy_rows(data, used, rows);
    if (!whole)
        fail(data, 1, error, "out of memory");
    return whole;
}

// ---- What is said of it

static bool say_header(const Dataset *data, Text *text)
{
    int n = data->columns;
    if (data->header)
        return false;
    text_add(text, "%s: %s %s", data->commented ? "names stand in a comment" : "has no line of names",
             n == 1 ? "its column is" : "its columns are", data->names[0]);
    if (n > 1)
        text_add(text, n > 2 ? " to %s" : " and %s", data->names[n - 1]);
    return true;
}

static bool say_names(const Dataset *data, Text *text)
{
    int n = 0;
    for (int i = 0; i < data->columns; i++)
        if (data->column[i].given && n++ < TOLD_MAX)
            text_add(text, "%s'%.*s' is %s", n > 1 ? ", " : "", SHOWN_MAX, data->column[i].given, data->names[i]);
    if (n > TOLD_MAX)
        text_add(text, " and so on with %d more", n - TOLD_MAX);
    return n > 0;
}

static void add_item(Text *text, int i, int n)
{
    text_add(text, "%s", i == 0 ? "" : i == n - 1 ? " and " : ", ");
}

static void say_columns(const Dataset *data, const Dataset *read, Text *text)
{
    bool missing[FORMULA_COLUMNS_MAX] = {false};
    int n = 0;
    for (int i = 0; i < read->columns; i++)
        for (int row = 0; data->used[i] && !missing[i] && row < read->rows; row++)
            n += missing[i] = !isfinite(read->values[i][row]);
    for (int i = 0, k = 0; i < read->columns; i++)
        if (missing[i]) {
            add_item(text, k++, n);
            text_add(text, "%s", read->names[i]);
        }
}

static bool say_rows(const Dataset *data, Text *text)
{
    const Dataset *read = data->whole;
    int n = read ? read->rows - data->rows : 0, shown = n < TOLD_MAX ? n : TOLD_MAX;
    if (!n)
        return false;
    text_add(text, "left out %d of %d rows, which lack a number in ", n, read->rows);
    say_columns(data, read, text);
    text_add(text, n > 1 ? ": lines " : ": line ");
    for (int row = 0, k = 0; row < read->rows && k < shown; row++)
        if (!is_whole(read, data->used, row)) {
            text_add(text, k + 1 == shown && n == shown && k ? " and " : k ? ", " : "");
            text_add(text, "%d", read->line[row]);
            k++;
        }
    if (n > shown)
        text_add(text, " and %d more", n - shown);
    return true;
}

bool dataset_notice(const Dataset *dataset, int i, char *line, size_t size)
{
    const Dataset *read = dataset->whole ? dataset->whole : dataset;
    Text text = text_begin(line, size);
    text_add(&text, "data, %s: ", read->origin);
    bool said = i == 0 ? say_header(read, &text) : i == 1 ? say_names(read, &text) : say_rows(dataset, &text);
    text_make_printable(line);
    return said;
}

// ---- The rest

Dataset *dataset_retain(Dataset *dataset)
{
    if (dataset)
        dataset->references++;
    return dataset;
}

static void free_read(Dataset *dataset)
{
    for (int i = 0; i < dataset->columns; i++) {
        free(dataset->names[i]);
        free(dataset->column[i].given);
    }
    free(dataset->column);
    free(dataset->line);
    free(dataset->text.bytes);
}

void dataset_release(Dataset *dataset)
{
    if (!dataset || --dataset->references)
        return;
    for (int i = 0; i < dataset->columns; i++)
        free(dataset->values[i]);
    if (!dataset->whole)
        free_read(dataset);
    dataset_release(dataset->whole);
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

int dataset_column(const Dataset *dataset, const char *name)
{
    int i = 0;
    while (i < dataset->columns && strcmp(dataset->names[i], name))
        i++;
    return i < dataset->columns ? i : -1;
}

const double *const *dataset_values(const Dataset *dataset)
{
    return (const double *const *)dataset->values;
}

const char *dataset_text(const Dataset *dataset, size_t *size)
{
    const Dataset *read = dataset->whole ? dataset->whole : dataset;
    *size = read->text.size;
    return read->text.bytes;
}
