// A table in LaTeX with booktabs, as pdflatex takes it: a float, or where it may be longer than a page a longtable. Its
// note is its caption.
#include "export/setting.h"

#include <ctype.h>
#include <string.h>

enum { WIDE = 44 }; // characters of words, from which on they are broken into lines

// Signs of a number as format.h writes it, and what they are in mathematics; those raised stand together.
typedef struct Sign {
    const char *text, *math;
    bool raised;
} Sign;

static const Sign signs[] = {
    {"−", "-"},       {"·", "\\cdot"},  {"\u2009", "\\,"}, {"∞", "\\infty"},    {"⁻", "-", true}, {"⁰", "0", true},
    {"¹", "1", true}, {"²", "2", true}, {"³", "3", true},  {"⁴", "4", true},    {"⁵", "5", true}, {"⁶", "6", true},
    {"⁷", "7", true}, {"⁸", "8", true}, {"⁹", "9", true},  {"∂", "\\partial "},
};

static const Sign *sign_at(const char *text)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strncmp(text, signs[i].text, strlen(signs[i].text)))
            return &signs[i];
    return NULL;
}

static size_t character_length(const char *text)
{
    size_t length = 1;
    while (((unsigned char)text[length] & 0xc0) == 0x80)
        length++;
    return length;
}

// Digits, points and signs; a point at the end is a sentence's.
static size_t number_length(const char *text, bool *plain)
{
    size_t length = 0;
    *plain = true;
    for (const Sign *sign;
         (sign = sign_at(text + length)) || isdigit((unsigned char)text[length]) || text[length] == '.';
         length += character_length(text + length))
        *plain &= !sign;
    return length > 1 && text[length - 1] == '.' ? length - 1 : length;
}

static void put_math(Text *to, const char *text, size_t length)
{
    bool raised = false;
    for (const char *end = text + length; text < end; text += character_length(text)) {
        const Sign *sign = sign_at(text);
        bool raises = sign && sign->raised;
        text_add(to, "%s", raises && !raised ? "^{" : raised && !raises ? "}" : "");
        text_add(to, "%.*s", sign ? (int)strlen(sign->math) : 1, sign ? sign->math : text);
        raised = raises;
    }
    text_add(to, raised ? "}" : "");
}

static unsigned code_point(const char *text, size_t length)
{
    static const unsigned char first[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    unsigned code = (unsigned char)text[0] & (length < sizeof first ? first[length] : 0);
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3f);
    return code;
}

// What any of LaTeX's own fonts has.
static bool is_known(unsigned code)
{
    return code >= 0xc0 && code <= 0xff && code != 0xd0 && code != 0xd7 && code != 0xde && code != 0xf0 &&
           code != 0xf7 && code != 0xfe;
}

static void put_character(Text *to, const char *text, size_t length)
{
    unsigned code = code_point(text, length);
    if (length > 1 && !strncmp(text, "—", length))
        text_add(to, "---");
    else if (length > 1 && !is_known(code))
        text_add(to, "U+%04X", code);
    else if (*text == '\\' || *text == '~' || *text == '^')
        text_add(to, "\\text%s{}", *text == '\\' ? "backslash" : *text == '~' ? "asciitilde" : "asciicircum");
    else if (iscntrl((unsigned char)*text))
        text_add(to, " ");
    else
        text_add(to, "%s%.*s", strchr("_%&#${}", *text) ? "\\" : "", (int)length, text);
}

static void put(Text *to, const char *text, SettingKind kind)
{
    text_add(to, kind == SETTING_CODE ? "\\texttt{" : kind == SETTING_SIGN ? "$" : "");
    for (size_t length; *text; text += length) {
        bool plain;
        length = number_length(text, &plain);
        bool number = length > 0;
        length = number ? length : character_length(text);
        if (kind == SETTING_SIGN)
            put_math(to, text, length);
        else if (number && !plain) {
            text_add(to, "$");
            put_math(to, text, length);
            text_add(to, "$");
        } else if (number)
            text_add(to, "%.*s", (int)length, text);
        else
            put_character(to, text, length);
    }
    text_add(to, kind == SETTING_CODE ? "}" : kind == SETTING_SIGN ? "$" : "");
}

static const Setting setting = {"    ", " & ", " \\\\\n", put};

static void write_columns(const Table *table, const SettingWidths *widths, FILE *stream)
{
    fputs("{@{}", stream);
    for (int i = 0; i < table->n_columns; i++) {
        bool wide = table->column[i].words && widths->column[i] > WIDE;
        fputs(wide ? "p{0.27\\linewidth}" : table->column[i].words ? "l" : "r", stream);
    }
    fputs("@{}}\n", stream);
}

static void write_caption(const Table *table, FILE *stream)
{
    fputs("  \\caption{", stream);
    setting_note(table, &setting, stream);
    fputs("}", stream);
}

static void write_head(const Table *table, const SettingWidths *widths, FILE *stream)
{
    if (table->kind->long_rows) {
        fputs("% \\usepackage{booktabs,longtable}\n{\\scriptsize\\setlength{\\tabcolsep}{3pt}\n\\begin{longtable}",
              stream);
        write_columns(table, widths, stream);
        write_caption(table, stream);
        fputs("\\\\\n", stream);
    } else {
        fputs(
            "% \\usepackage{booktabs}\n\\begin{table}\n  \\centering\n  \\footnotesize\\setlength{\\tabcolsep}{3pt}\n",
            stream);
        write_caption(table, stream);
        fputs("\n  \\begin{tabular}", stream);
        write_columns(table, widths, stream);
    }
    fputs("    \\toprule\n", stream);
    setting_head(table, &setting, widths, stream);
    fputs(table->kind->long_rows ? "    \\midrule\n    \\endhead\n    \\bottomrule\n    \\endfoot\n"
                                 : "    \\midrule\n",
          stream);
}

static bool write_latex(const Source *source, const Sink *sink, Error *error)
{
    Table table;
    table_begin(&table, source, EXPORT_TABLE_SUMMARY);
    SettingWidths widths = setting_measure(&table, &setting);
    write_head(&table, &widths, sink->stream);
    if (!setting_rows(&table, &setting, &widths, sink, error))
        return false;
    fputs(table.kind->long_rows ? "\\end{longtable}}\n" : "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n",
          sink->stream);
    return true;
}

const ExportFormat export_latex = {"tex", "table in LaTeX, with booktabs: a summary, or the trace", EXPORT_RACE,
                                   write_latex, .table = EXPORT_TABLE_SUMMARY};
