#include "export/table.h"

#include "picture/draw/format.h"

#include <math.h>
#include <string.h>

extern const TableKind table_trace, table_summary;

static const TableKind *const kinds[EXPORT_TABLES] = {
    [EXPORT_TABLE_TRACE] = &table_trace,
    [EXPORT_TABLE_SUMMARY] = &table_summary,
};

static const TableKind *kind_of(ExportTable which)
{
    return which < EXPORT_TABLES ? kinds[which] : NULL;
}

const char *export_table_name(const void *nothing, int i)
{
    (void)nothing;
    return i + 1 < EXPORT_TABLES ? kinds[i + 1]->name : NULL;
}

ExportTable export_table_find(const char *name)
{
    for (int i = 1; i < EXPORT_TABLES; i++)
        if (!strcmp(kinds[i]->name, name))
            return (ExportTable)i;
    return EXPORT_TABLE_USUAL;
}

enum { ROWS_MAX = 5000000 }; // of all racers together

bool export_table_fits(ExportTable table, int racers, int steps, Error *error)
{
    return !kind_of(table) || !kind_of(table)->long_rows || (double)racers * steps <= ROWS_MAX ||
           error_set(error, "trace, %d racers over %d steps: a file holds at most %d rows", racers, steps, ROWS_MAX);
}

void table_begin(Table *table, const Source *source, ExportTable usual)
{
    *table = (Table){.source = source, .kind = kind_of(source->table ? source->table : usual)};
    table->kind->begin(table);
}

// "1.2000·10⁻³" is 1.2·10⁻³, "0.90000" 0.9.
static void drop_zeros(char *number)
{
    char *point = strchr(number, '.');
    if (!point)
        return;
    char *end = point + 1 + strspn(point + 1, "0123456789"), *kept = end;
    while (kept[-1] == '0')
        kept--;
    kept -= kept[-1] == '.';
    memmove(kept, end, strlen(end) + 1);
}

void table_cell(const Table *table, const Cell *cell, char *text, size_t size)
{
    bool given = cell->kind == CELL_GIVEN, is_number = (given || cell->kind == CELL_NUMBER) && !isnan(cell->value);
    if (cell->kind == CELL_TEXT || cell->kind == CELL_CODE)
        text_copy(text, size, cell->text);
    else if (cell->kind == CELL_COUNT)
        text_copy(text, size, format_count(cell->value).text);
    else
        text_copy(text, size,
                  is_number ? format_digits(format_quiet(cell->value, cell->scale), table->kind->digits).text : "—");
    if (given)
        drop_zeros(text);
}
