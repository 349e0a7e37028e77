#include "export/setting.h"

#include <string.h>

enum { ROWS_A_PIECE = 4096 };

static int set_head(const Table *table, const Setting *setting, int column, char cell[SETTING_CELL_MAX])
{
    Text text = text_begin(cell, SETTING_CELL_MAX);
    setting->put(&text, table->column[column].title, table->column[column].sign ? SETTING_SIGN : SETTING_WORDS);
    return text_characters(cell, text.length);
}

static int set_cell(const Table *table, const Setting *setting, const Cell *from, char cell[SETTING_CELL_MAX])
{
    char plain[SPEC_TEXT_MAX];
    Text text = text_begin(cell, SETTING_CELL_MAX);
    table_cell(table, from, plain, sizeof plain);
    setting->put(&text, plain, from->kind == CELL_CODE ? SETTING_CODE : SETTING_WORDS);
    return text_characters(cell, text.length);
}

static void widen(SettingWidths *widths, int column, int characters)
{
    if (widths->column[column] < characters)
        widths->column[column] = characters;
}

SettingWidths setting_measure(const Table *from, const Setting *setting)
{
    Table table = *from;
    Cell cells[TABLE_COLUMNS_MAX];
    char cell[SETTING_CELL_MAX];
    SettingWidths widths = {0};
    for (int i = 0; i < table.n_columns; i++)
        widen(&widths, i, set_head(&table, setting, i, cell));
    while (table.kind->next(&table, cells))
        for (int i = 0; i < table.n_columns; i++)
            widen(&widths, i, set_cell(&table, setting, &cells[i], cell));
    return widths;
}

// Words stand left, numbers right.
static void write_padded(const Table *table, int column, const SettingWidths *widths, const char *cell, int characters,
                         FILE *stream)
{
    int pad = widths->column[column] - characters;
    fprintf(stream, table->column[column].words ? "%2$s%1$*3$s" : "%1$*3$s%2$s", "", cell, pad);
}

void setting_head(const Table *table, const Setting *setting, const SettingWidths *widths, FILE *stream)
{
    char cell[SETTING_CELL_MAX];
    fputs(setting->begin, stream);
    for (int i = 0; i < table->n_columns; i++) {
        int characters = set_head(table, setting, i, cell);
        fputs(i ? setting->between : "", stream);
        write_padded(table, i, widths, cell, characters, stream);
    }
    fputs(setting->end, stream);
}

static void write_row(const Table *table, const Setting *setting, const SettingWidths *widths, const Cell *cells,
                      FILE *stream)
{
    char cell[SETTING_CELL_MAX];
    fputs(setting->begin, stream);
    for (int i = 0; i < table->n_columns; i++) {
        int characters = set_cell(table, setting, &cells[i], cell);
        fputs(i ? setting->between : "", stream);
        write_padded(table, i, widths, cell, characters, stream);
    }
    fputs(setting->end, stream);
}

bool setting_rows(const Table *from, const Setting *setting, const SettingWidths *widths, const Sink *sink,
                  Error *error)
{
    Table table = *from;
    Cell cells[TABLE_COLUMNS_MAX];
    int all = race_racers(table.source->race) * (table.source->steps + 1), done = 0;
    while (table.kind->next(&table, cells)) {
        write_row(&table, setting, widths, cells, sink->stream);
        if (++done % ROWS_A_PIECE == 0 && !sink_goes_on(sink, done, all, error))
            return false;
    }
    return sink_goes_on(sink, all, all, error);
}

void setting_note(const Table *table, const Setting *setting, FILE *stream)
{
    char plain[TABLE_NOTE_MAX], set[SETTING_CELL_MAX];
    Text note = text_begin(plain, sizeof plain), text = text_begin(set, sizeof set);
    table->kind->note(table, false, &note);
    for (char *from = plain, *end; *from; from = end) { // words and code in turns
        bool code = *from == '`';
        from += code;
        end = from + strcspn(from, "`");
        char stopped = *end;
        *end = '\0';
        setting->put(&text, from, code ? SETTING_CODE : SETTING_WORDS);
        end += stopped && code;
        if (stopped && !code)
            *end = stopped;
    }
    fputs(set, stream);
}
