// A table as numbers: `#` lines holding the scene, what there is to be noted as comments of its own, a line of column
// names, then the rows, every number as it is.
#include "export/table.h"
#include "scene/lesson.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_A_PIECE = 4096 };

static void write_scene(FILE *stream, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        fprintf(stream, "# %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

// As a comment of the scene's own.
static void write_stops(const Source *source, FILE *stream)
{
    for (int i = 0; i < race_racers(source->race); i++) {
        const char *why = race_stopped(source->race, i, source->steps);
        if (why)
            fprintf(stream, "# # racer %d, step %d: torch stops here: %s\n", i, race_last(source->race, i), why);
    }
}

// A slide's race is that of its scene; the other slides' are no part of it.
static char *print_alone(const Scene *shown, size_t *size, Error *error)
{
    Scene scene = {0};
    scene_copy(&scene, shown);
    lesson_release(scene.lesson);
    scene.lesson = NULL;
    char *text = scene_print(&scene, size, error);
    scene_clear(&scene);
    return text;
}

static void write_note(const Table *table, FILE *stream)
{
    char bytes[TABLE_NOTE_MAX];
    Text note = text_begin(bytes, sizeof bytes);
    table->kind->note(table, true, &note);
    fprintf(stream, "# # %s\n", bytes);
}

// printf would write the sign of a nan, which means nothing and differs between machines.
static void write_number(FILE *stream, double value)
{
    if (isnan(value))
        fputs("nan", stream);
    else
        fprintf(stream, "%.17g", value);
}

static void write_words(FILE *stream, const char *text)
{
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    fputs(quoted ? "\"" : "", stream);
    for (; *text; text++)
        fprintf(stream, *text == '"' ? "\"\"" : "%c", *text);
    fputs(quoted ? "\"" : "", stream);
}

static void write_cell(FILE *stream, const Cell *cell)
{
    switch (cell->kind) {
    case CELL_NONE:
        break;
    case CELL_NUMBER:
    case CELL_GIVEN:
        write_number(stream, cell->value);
        break;
    case CELL_COUNT:
        fprintf(stream, "%.0f", cell->value);
        break;
    case CELL_TEXT:
    case CELL_CODE:
        write_words(stream, cell->text);
        break;
    }
}

static bool write_rows(Table *table, const Sink *sink, Error *error)
{
    Cell cells[TABLE_COLUMNS_MAX];
    int all = race_racers(table->source->race) * (table->source->steps + 1), done = 0;
    for (int i = 0; i < table->n_columns; i++)
        fprintf(sink->stream, "%s%s", i ? "," : "", table->column[i].id);
    fputc('\n', sink->stream);
    while (table->kind->next(table, cells)) {
        for (int i = 0; i < table->n_columns; i++) {
            fputs(i ? "," : "", sink->stream);
            write_cell(sink->stream, &cells[i]);
        }
        fputc('\n', sink->stream);
        if (++done % ROWS_A_PIECE == 0 && !sink_goes_on(sink, done, all, error))
            return false;
    }
    return sink_goes_on(sink, all, all, error);
}

static bool write_csv(const Source *source, const Sink *sink, Error *error)
{
    size_t size;
    if (!export_table_fits(source->table ? source->table : EXPORT_TABLE_TRACE, race_racers(source->race), source->steps,
                           error))
        return false;
    char *scene = print_alone(source->scene, &size, error);
    if (!scene)
        return false;
    Table table;
    table_begin(&table, source, EXPORT_TABLE_TRACE);
    write_scene(sink->stream, scene);
    free(scene);
    write_stops(source, sink->stream);
    if (!table.kind->long_rows)
        write_note(&table, sink->stream);
    return write_rows(&table, sink, error);
}

const ExportFormat export_csv = {"csv", "numbers: the trace of every racer and step, or a summary", EXPORT_RACE,
                                 write_csv, .table = EXPORT_TABLE_TRACE};
