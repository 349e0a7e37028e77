// A table as text for a reader, whose source is readable too: cells padded to the widths of their columns. What is put
// before, between and behind cells, and how words are escaped, is the format's.
#ifndef RAVINE_EXPORT_SETTING_H
#define RAVINE_EXPORT_SETTING_H

#include "export/table.h"

enum { SETTING_CELL_MAX = 1 << 16 };

typedef enum SettingKind { SETTING_WORDS, SETTING_CODE, SETTING_SIGN } SettingKind;

typedef struct Setting {
    const char *begin, *between, *end;                         // of a line
    void (*put)(Text *to, const char *text, SettingKind kind); // escaped
} Setting;

typedef struct SettingWidths {
    int column[TABLE_COLUMNS_MAX]; // characters
} SettingWidths;

SettingWidths setting_measure(const Table *table, const Setting *setting);
void setting_head(const Table *table, const Setting *setting, const SettingWidths *widths, FILE *stream);
bool setting_rows(const Table *table, const Setting *setting, const SettingWidths *widths, const Sink *sink,
                  Error *error);
// The table's note.
void setting_note(const Table *table, const Setting *setting, FILE *stream);

#endif
