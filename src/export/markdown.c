// A table in Markdown, as GitHub and pandoc read it, with its note below.
#include "export/setting.h"

#include <string.h>

// Of what has a meaning within a line, everything: a backslash before any sign of ASCII's is the sign.
static void put(Text *to, const char *text, SettingKind kind)
{
    (void)kind;
    for (; *text; text++) {
        bool blank = *text == '\n' || *text == '\r' || *text == '\t';
        text_add(to, "%s%c", strchr("\\`*_[]<>|&$~", *text) ? "\\" : "", blank ? ' ' : *text);
    }
}

static void rule(const Table *table, const SettingWidths *widths, FILE *stream)
{
    for (int i = 0; i < table->n_columns; i++) {
        fputs(table->column[i].words ? "|:" : "|-", stream);
        for (int k = 0; k < widths->column[i]; k++)
            fputc('-', stream);
        fputc(table->column[i].words ? '-' : ':', stream);
    }
    fputs("|\n", stream);
}

static const Setting setting = {"| ", " | ", " |\n", put};

static bool write_markdown(const Source *source, const Sink *sink, Error *error)
{
    Table table;
    table_begin(&table, source, EXPORT_TABLE_SUMMARY);
    SettingWidths widths = setting_measure(&table, &setting);
    setting_head(&table, &setting, &widths, sink->stream);
    rule(&table, &widths, sink->stream);
    if (!setting_rows(&table, &setting, &widths, sink, error))
        return false;
    fputc('\n', sink->stream);
    setting_note(&table, &setting, sink->stream);
    fputc('\n', sink->stream);
    return true;
}

const ExportFormat export_markdown = {"md", "table in Markdown: a summary, or the trace", EXPORT_RACE, write_markdown,
                                      .table = EXPORT_TABLE_SUMMARY};
