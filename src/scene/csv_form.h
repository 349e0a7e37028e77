// CSV as people have it: which of its forms a text is in is seen in its first two lines, and then it is cut into
// records of fields. Private to src/scene.
//
//   separators   , ; tab | or blanks, with spaces round them, or as Excel's first line says: sep=;
//   numbers      with a point or a decimal comma (in quotes where commas separate), groups of three digits, U+2212
//   names        in the first record, or in the comment right above numbers: # u,t
//   left over    blank lines, other lines that begin with #
//   quotes       "a ""b"", c", over several lines, too: libcsv's
#ifndef RAVINE_SCENE_CSV_FORM_H
#define RAVINE_SCENE_CSV_FORM_H

#include "scene/lines.h"

typedef struct CsvForm {
    char separator; // ' ': any number of blanks
    bool header;    // the first record holds names
    int columns;    // values of the first record

    bool commented; // names stand in a comment instead
    Lines comment;  // its text alone
    char comment_separator;
} CsvForm;

// Bytes are borrowed for the call, trimmed and without quotes, and not terminated; what follows them is no digit.
// false: it has failed, and the reading ends.
typedef struct CsvSink {
    bool (*field)(void *context, const char *bytes, size_t length);
    bool (*record)(void *context); // after its last field
    void *context;
} CsvSink;

CsvForm csv_form(Lines *lines); // may move behind sep=
bool csv_read(Lines *lines, const CsvForm *form, const CsvSink *sink);

typedef enum CsvKind { CSV_MISSING, CSV_NUMBER, CSV_TEXT } CsvKind;

enum { CSV_PLAIN_SIZE = 64 };

typedef struct CsvNumber {
    double value;
    bool comma;                 // it has a decimal comma
    char plain[CSV_PLAIN_SIZE]; // as strtod reads it; empty: as it stands
} CsvNumber;

// Missing: nothing, or what pandas takes for nothing (NA, nan, null, ...) and the ? of older files.
CsvKind csv_value(char separator, const char *bytes, size_t length, CsvNumber *number);

#endif
