// Most lines have no quotes and are cut here, so that reading costs little more than its strtod; the others are
// libcsv's.
#include "scene/csv_form.h"

#include <csv.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

// ---- Values

static bool is_missing(const char *bytes, size_t length)
{
    static const char *const words[] = {"NA",   "N/A",  "n/a",  "nan",  "NaN", "-nan", "-NaN", "NULL",
                                        "null", "None", "<NA>", "#N/A", "#NA", "?",    "NAN"};
    enum { LONGEST = 5 };
    bool missing = length == 0;
    if (length > LONGEST)
        return false;
    for (size_t i = 0; !missing && i < sizeof words / sizeof *words; i++)
        missing = strlen(words[i]) == length && !memcmp(words[i], bytes, length);
    return missing;
}

// Of Python's numbers: no hexadecimal ones, which strtod knows as well.
static bool read_number(const char *bytes, size_t length, double *value)
{
    size_t sign = *bytes == '-' || *bytes == '+';
    if (length > sign + 1 && (bytes[sign + 1] == 'x' || bytes[sign + 1] == 'X'))
        return false;
    char *end;
    *value = strtod(bytes, &end);
    return end == bytes + length && !isnan(*value);
}

// What stands between groups of digits besides commas and points; 0: none does. An apostrophe, a blank, a no-break one.
static size_t group_mark(const char *at, size_t left)
{
    static const char *const marks[] = {" ", "'", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x99"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strlen(marks[i]) <= left && !memcmp(marks[i], at, strlen(marks[i])))
            return strlen(marks[i]);
    return 0;
}

// With a '-' for U+2212 and a ' ' for each mark; false: it is too long to be a number.
static bool spell(char to[CSV_PLAIN_SIZE], const char *bytes, size_t length)
{
    static const char minus[] = "\xe2\x88\x92";
    size_t n = 0;
    for (size_t i = 0, step; i < length; i += step, n++) {
        bool is_minus = length - i >= 3 && !memcmp(bytes + i, minus, 3);
        size_t mark = group_mark(bytes + i, length - i);
        if (n + 1 == CSV_PLAIN_SIZE)
            return false;
        to[n] = is_minus ? '-' : mark ? ' ' : bytes[i];
        step = is_minus ? 3 : mark ? mark : 1;
    }
    to[n] = '\0';
    return true;
}

static size_t digits(const char *at)
{
    return strspn(at, "0123456789");
}

// Takes the marks out from between groups of three digits; false: they group something else.
static bool join_groups(char *number, char mark)
{
    char *at = number + (*number == '-' || *number == '+'), *to = at;
    if (!strchr(at, mark))
        return true;
    size_t n = digits(at);
    bool ok = n >= 1 && n <= 3;
    for (to += n, at += n; ok && *at == mark; to += 3, at += 4) {
        ok = digits(at + 1) == 3;
        memmove(to, at + 1, 3);
    }
    memmove(to, at, strlen(at) + 1);
    return ok && !strchr(number, mark);
}

// "1,234" between commas: a thousand, or a fraction? Whoever wrote it knows.
static bool is_doubtful(const char *number, const char *comma)
{
    const char *first = number + (*number == '-' || *number == '+');
    return *first != '0' && comma - first <= 3 && digits(comma + 1) == 3 && !comma[4];
}

// Of commas and points, what stands once and last is the decimal one, the other groups digits.
static bool read_spelled(char separator, const char *bytes, size_t length, CsvNumber *number)
{
    char *plain = number->plain;
    if (!spell(plain, bytes, length) || !join_groups(plain, ' '))
        return false;
    char *comma = strrchr(plain, ','), *point = strrchr(plain, '.');
    bool commas = comma && strchr(plain, ',') != comma, points = point && strchr(plain, '.') != point;
    bool grouped = comma && (commas || (point && point > comma));
    number->comma = comma && !grouped;
    if (number->comma && separator == ',' && !point && is_doubtful(plain, comma))
        return false;
    if ((grouped && !join_groups(plain, ',')) || ((points || (point && number->comma)) && !join_groups(plain, '.')))
        return false;
    if (number->comma)
        *strchr(plain, ',') = '.';
    return *plain && read_number(plain, strlen(plain), &number->value);
}

CsvKind csv_value(char separator, const char *bytes, size_t length, CsvNumber *number)
{
    number->comma = false;
    number->plain[0] = '\0';
    if (length && read_number(bytes, length, &number->value))
        return CSV_NUMBER;
    if (is_missing(bytes, length))
        return CSV_MISSING;
    if (read_spelled(separator, bytes, length, number))
        return CSV_NUMBER;
    number->comma = false;
    return CSV_TEXT;
}

// ---- Records

typedef struct Cutter {
    Lines *lines;
    const CsvSink *sink;
    char separator;
    bool ok, inside; // a record that goes on in the next line
} Cutter;

static void on_field(void *bytes, size_t size, void *context)
{
    Cutter *cutter = context;
    cutter->inside = true;
    bool nothing = size == 0 && cutter->separator == ' ';
    cutter->ok = cutter->ok && (nothing || cutter->sink->field(cutter->sink->context, bytes ? bytes : "", size));
}

static void on_record(int end, void *context)
{
    (void)end;
    Cutter *cutter = context;
    cutter->inside = false;
    cutter->ok = cutter->ok && cutter->sink->record(cutter->sink->context);
}

// From a line with quotes on, until its record is whole.
static bool read_quoted(Cutter *cutter, struct csv_parser *parser, const char *line, size_t length)
{
    Lines *lines = cutter->lines;
    Lines first = *lines;
    do {
        if (memchr(line, 0, length))
            return lines_fail(lines, "a zero byte: this is no text file");
        cutter->inside = true;
        bool whole = csv_parse(parser, line, length, on_field, on_record, cutter) == length &&
                     csv_parse(parser, "\n", 1, on_field, on_record, cutter) == 1;
        if (!cutter->ok)
            return false;
        if (!whole)
            return lines_fail(&first, "a misplaced quote");
    } while (cutter->inside && lines_next(lines, &line, &length));
    return !cutter->inside || lines_fail(&first, "a quote that is never closed");
}

// Does a field begin with a quote? One within a field is a character as any other.
static bool has_quotes(const char *line, size_t length, char separator)
{
    const char *end = line + length, *quote = line;
    while ((quote = memchr(quote, '"', (size_t)(end - quote)))) {
        const char *before = quote;
        while (before > line && is_blank(before[-1]) && before[-1] != separator)
            before--;
        if (before == line || before[-1] == separator)
            return true;
        quote++;
    }
    return false;
}

static const char *field_end(const char *from, const char *end, char separator)
{
    while (from < end && *from != separator && !(separator == ' ' && *from == '\t'))
        from++;
    return from;
}

// The next field of a line without quotes, trimmed; *from is then behind its separator, or NULL after the last.
static const char *cut_field(const char **from, const char *end, char separator, size_t *length)
{
    const char *field = *from;
    while (field < end && is_blank(*field) && *field != separator)
        field++;
    const char *after = field_end(field, end, separator);
    *from = after < end ? after + 1 : NULL;
    if (separator == ' ') {
        while (*from && *from < end && is_blank(**from))
            ++*from;
        *from = *from == end ? NULL : *from;
    }
    while (after > field && is_blank(after[-1]))
        after--;
    *length = (size_t)(after - field);
    return field;
}

static bool read_plain(Cutter *cutter, const char *line, size_t length)
{
    const char *from = line, *end = line + length;
    if (memchr(line, 0, length))
        return lines_fail(cutter->lines, "a zero byte: this is no text file");
    while (from) {
        size_t size;
        const char *field = cut_field(&from, end, cutter->separator, &size);
        if (!cutter->sink->field(cutter->sink->context, field, size))
            return false;
    }
    return cutter->sink->record(cutter->sink->context);
}

// The next line that is neither blank nor a comment, from its first character on.
static bool next_record(Lines *lines, char separator, const char **line, size_t *length)
{
    while (lines_next(lines, line, length)) {
        size_t blanks = 0;
        while (blanks < *length && is_blank((*line)[blanks]))
            blanks++;
        if (blanks == *length || (*line)[blanks] == '#')
            continue;
        bool tabs = separator == '\t';
        *line += tabs ? 0 : blanks;
        *length -= tabs ? 0 : blanks;
        return true;
    }
    return false;
}

bool csv_read(Lines *lines, const CsvForm *form, const CsvSink *sink)
{
    struct csv_parser parser;
    Cutter cutter = {.lines = lines, .sink = sink, .separator = form->separator, .ok = true};
    if (csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL))
        return lines_fail(lines, "out of memory");
    csv_set_delim(&parser, (unsigned char)form->separator);
    const char *line;
    size_t length;
    bool ok = true;
    while (ok && next_record(lines, form->separator, &line, &length))
        ok = has_quotes(line, length, form->separator) ? read_quoted(&cutter, &parser, line, length)
                                                       : read_plain(&cutter, line, length);
    csv_free(&parser);
    return ok;
}

// ---- The form

// Separators of a line outside its quotes; of ' ', stretches of blanks.
static int count(const char *line, size_t length, char separator)
{
    bool quoted = false;
    int n = 0;
    for (size_t i = 0; i < length; i++) {
        quoted ^= line[i] == '"';
        bool blank = separator == ' ' && is_blank(line[i]) && i + 1 < length && !is_blank(line[i + 1]);
        n += !quoted && (blank || (separator != ' ' && line[i] == separator));
    }
    return n;
}

// One that is there as often in both lines; else one that is in the first.
static char find_separator(const char *line, size_t length, const char *second, size_t second_length)
{
    static const char candidates[] = "\t;|, ";
    for (int pass = 0; pass < 2; pass++)
        for (const char *c = candidates; *c; c++) {
            int n = count(line, length, *c);
            bool alike = !second || n == count(second, second_length, *c);
            if (n && (alike || (pass && *c != ' ')))
                return *c;
        }
    return ',';
}

enum { LOOKED_AT = 512 }; // fields that tell names from numbers

typedef struct Kinds {
    CsvKind kind[LOOKED_AT];
    double value[LOOKED_AT];
    int n;
    int fields; // all of them
    char separator;
} Kinds;

static bool note_kind(void *context, const char *bytes, size_t length)
{
    Kinds *kinds = context;
    CsvNumber number = {.value = 0};
    kinds->fields++;
    if (kinds->n < LOOKED_AT) {
        kinds->kind[kinds->n] = csv_value(kinds->separator, bytes, length, &number);
        kinds->value[kinds->n] = number.value;
        kinds->n++;
    }
    return true;
}

static bool note_record(void *context)
{
    (void)context;
    return false; // one is enough
}

// pandas' numbers of columns that have no names: ,0,1,2
static bool is_numbering(const Kinds *first)
{
    bool numbering = first->n > 1 && first->kind[0] == CSV_MISSING;
    for (int i = 1; i < first->n; i++)
        numbering = numbering && first->kind[i] == CSV_NUMBER && first->value[i] == i - 1;
    return numbering;
}

// Names stand where no number does, or over numbers.
static bool holds_names(const Kinds *first, const Kinds *second)
{
    int numbers = 0, over_numbers = 0;
    for (int i = 0; i < first->n; i++) {
        numbers += first->kind[i] == CSV_NUMBER;
        over_numbers += first->kind[i] == CSV_TEXT && i < second->n && second->kind[i] == CSV_NUMBER;
    }
    return !numbers || over_numbers || is_numbering(first);
}

static void look_at_records(CsvForm *form, const Lines *lines)
{
    Kinds *kinds = calloc(2, sizeof *kinds);
    Lines ahead = *lines;
    Error ignored;
    ahead.error = &ignored;
    form->header = true;
    for (int i = 0; kinds && i < 2; i++) {
        kinds[i].separator = form->separator;
        csv_read(&ahead, form, &(CsvSink){note_kind, note_record, &kinds[i]});
    }
    if (kinds) {
        form->header = holds_names(&kinds[0], &kinds[1]);
        form->columns = kinds[0].fields;
    }
    free(kinds);
}

// ---- Names in a comment

// The comment right above the first record, behind its #; false: there is none.
static bool comment_above(const Lines *lines, Lines *comment)
{
    Lines ahead = *lines;
    const char *line;
    size_t length;
    bool found = false;
    while (lines_next(&ahead, &line, &length)) {
        const char *at = line, *end = line + length;
        while (at < end && is_blank(*at))
            at++;
        if (at < end && *at != '#')
            break;
        found = at < end;
        while (at < end && *at == '#')
            at++;
        *comment = ahead;
        comment->next = at;
        comment->end = end;
        comment->number--;
    }
    return found;
}

typedef struct Names {
    int n;
    bool ok, alone; // the only one: a word
} Names;

static bool note_name(void *context, const char *bytes, size_t length)
{
    Names *names = context;
    CsvNumber number;
    unsigned char first = length ? (unsigned char)*bytes : 0;
    bool letter = isalpha(first) || first == '_' || first >= 0x80;
    names->n++;
    names->ok = names->ok && letter && csv_value(',', bytes, length, &number) == CSV_TEXT &&
                !memchr(bytes, '=', length) && !(names->alone && memchr(bytes, ' ', length));
    return true;
}

// As numpy.savetxt writes them: as many words as columns, between the separators of the numbers, or commas.
static void look_at_comment(CsvForm *form, const Lines *lines)
{
    Lines comment;
    if (form->header || !comment_above(lines, &comment))
        return;
    const char separators[] = {form->separator, ','};
    for (int i = 0; i < 2 && !form->commented; i++) {
        Names names = {.ok = true, .alone = form->columns == 1};
        Lines ahead = comment;
        Error ignored;
        ahead.error = &ignored;
        CsvForm of = {.separator = separators[i]};
        csv_read(&ahead, &of, &(CsvSink){note_name, note_record, &names});
        form->commented = names.ok && names.n == form->columns;
        form->comment = comment;
        form->comment_separator = separators[i];
    }
}

CsvForm csv_form(Lines *lines)
{
    const char *line = "", *second = NULL;
    size_t length = 0, second_length = 0;
    Lines ahead = *lines;
    next_record(&ahead, '\t', &line, &length);
    bool told = length == strlen("sep=;") && !memcmp(line, "sep=", 4);
    if (told)
        *lines = ahead;
    else if (!next_record(&ahead, '\t', &second, &second_length))
        second = NULL;
    CsvForm form = {.separator = told ? line[4] : find_separator(line, length, second, second_length)};
    look_at_records(&form, lines);
    look_at_comment(&form, lines);
    return form;
}
