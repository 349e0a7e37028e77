// Values as YAML, by hand: libyaml's emitter escapes all letters but ASCII, or folds where a person would not.
#include "scene/yaml_write.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 2 }; // columns that a list or mapping stands to the right of its key

// ---- characters

// Length of the character at c, 0 if it is no UTF-8 or one that YAML does not take as it stands.
static int plain_character(const char *c)
{
    int length = text_character(c);
    unsigned code = length < 2 ? (unsigned char)*c : (unsigned char)*c & (0x7fu >> length);
    for (int i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)c[i] & 0x3f);
    bool breaks = code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 || code == 0xfeff;
    return breaks || code == 0xfffe || code == 0xffff ? 0 : length;
}

// Can the text stand without quotes?
static bool is_plain(const char *text)
{
    size_t length = strlen(text);
    if (!length || (!strchr("(_./", text[0]) && text[0] < '0' && (unsigned char)text[0] < 0x80) ||
        strchr(":;<=>?@[\\]^`{|}~", text[0]))
        return false;
    if (strstr(text, ": ") || strstr(text, " #") || strchr(" :", text[length - 1]))
        return false;
    for (int n; *text; text += n)
        if (!(n = plain_character(text)))
            return false;
    return true;
}

// Words with single spaces between them, in lines that are neither first nor last empty: a folded block, with an empty
// line for each end of one, gives them back as they were.
static bool is_folding(const char *text)
{
    const char *last = text;
    size_t length = strlen(text);
    if (!length || strchr(" \n", text[0]) || strchr(" \n", text[length - 1]) || strstr(text, "  ") ||
        strstr(text, " \n") || strstr(text, "\n "))
        return false;
    for (int n; *last; last += n)
        if (!(n = *last == '\n' ? 1 : plain_character(last)))
            return false;
    return true;
}

// ---- values

static void put_key(FILE *out, const YamlOpen *open)
{
    int columns = open->indent - (open->dash ? STEP : 0);
    fprintf(out, "%s%*s%s", open->gap ? "\n" : "", columns, "", open->dash ? "- " : "");
    fprintf(out, "%s%s", open->key ? open->key : "-", open->key ? ":" : "");
}

static void put_open(FILE *out, const YamlOpen *open)
{
    if (!open)
        return;
    put_open(out, open->outer);
    put_key(out, open);
    fputc('\n', out);
}

// What stands before a value: the mappings that it is the first of, and its key, or an entry's dash.
static void begin(YamlWriter *writer)
{
    put_open(writer->out, writer->open);
    put_key(writer->out, &(YamlOpen){writer->key, writer->gap, writer->dash, writer->indent, NULL});
    writer->gap = writer->dash = false;
    writer->open = NULL;
}

static void put_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    while (*text) {
        int n = plain_character(text);
        if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if (n)
            fwrite(text, 1, (size_t)n, out);
        else if (*text == '\n')
            fputs("\\n", out);
        else if ((unsigned char)*text < 0x80)
            fprintf(out, "\\x%02x", (unsigned char)*text);
        else
            fputc('?', out);
        text += n ? n : 1;
    }
    fputc('"', out);
}

void yaml_write_as_is(YamlWriter *writer, const char *yaml)
{
    begin(writer);
    fprintf(writer->out, " %s\n", yaml);
}

void yaml_write_quoted(YamlWriter *writer, const char *text)
{
    begin(writer);
    fputc(' ', writer->out);
    put_quoted(writer->out, text);
    fputc('\n', writer->out);
}

static void write_text(YamlWriter *writer, const char *text)
{
    if (!is_plain(text)) {
        yaml_write_quoted(writer, text);
        return;
    }
    begin(writer);
    fprintf(writer->out, " %s\n", text);
}

static void write_paragraph(YamlWriter *writer, const char *text)
{
    enum { WIDTH = 100 };
    if (!is_folding(text)) {
        write_text(writer, text);
        return;
    }
    begin(writer);
    fputs(" >-\n", writer->out);
    while (*text) {
        size_t length = strcspn(text, " \n");
        while (text[length] == ' ' && length + 1 + strcspn(text + length + 1, " \n") <= WIDTH)
            length += 1 + strcspn(text + length + 1, " \n");
        if (length > 0)
            fprintf(writer->out, "%*s%.*s", writer->indent + STEP, "", (int)length, text);
        fputs(text[length] == '\n' && length > 0 ? "\n\n" : "\n", writer->out);
        text += length + (text[length] != '\0');
    }
}

// As it will be read again, so that it is written alike then: with a '?' for each byte that is no UTF-8, or of a letter
// that YAML does not take.
static void write_cleaned(YamlWriter *writer, const char *text, void (*write)(YamlWriter *writer, const char *text))
{
    char *clean = strdup(text);
    for (char *c = clean; c && *c;) {
        int n = plain_character(c);
        if (!n && (unsigned char)*c >= 0x80)
            *c = '?';
        c += n ? n : 1;
    }
    if (clean)
        write(writer, clean);
    writer->failed |= !clean;
    free(clean);
}

void yaml_write_text(YamlWriter *writer, const char *text)
{
    write_cleaned(writer, text, write_text);
}

void yaml_write_paragraph(YamlWriter *writer, const char *text)
{
    write_cleaned(writer, text, write_paragraph);
}

void yaml_write_block(YamlWriter *writer, const char *text)
{
    begin(writer);
    fputs(" |\n", writer->out);
    while (*text) {
        size_t length = strcspn(text, "\n");
        fprintf(writer->out, "%*s%.*s\n", writer->indent + STEP, "", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

void yaml_write_number(YamlWriter *writer, double number)
{
    char text[40];
    text_double(text, sizeof text, number);
    begin(writer);
    fprintf(writer->out, " %s\n", text);
}

void yaml_write_whole(YamlWriter *writer, unsigned long long number)
{
    begin(writer);
    fprintf(writer->out, " %llu\n", number);
}

// ---- lists and mappings

void yaml_flow_add(YamlWriter *writer, const char *text)
{
    if (!writer->flow)
        begin(writer);
    fprintf(writer->out, "%s%s", writer->flow++ ? ", " : " [", text);
}

void yaml_flow_end(YamlWriter *writer)
{
    fputs(writer->flow ? "]\n" : "", writer->out);
    writer->flow = 0;
}

void yaml_write_numbers(YamlWriter *writer, const double *numbers, int n)
{
    for (int i = 0; i < n; i++) {
        char text[40];
        text_double(text, sizeof text, numbers[i]);
        yaml_flow_add(writer, text);
    }
    yaml_flow_end(writer);
}

void yaml_begin_list(YamlWriter *writer, int n)
{
    begin(writer);
    fputs(n ? "\n" : " []\n", writer->out);
    writer->key = NULL;
    writer->indent += STEP;
}

void yaml_end_list(YamlWriter *writer)
{
    writer->indent -= STEP;
}

void yaml_begin_mapping(YamlWriter *writer, YamlOpen *open)
{
    *open = (YamlOpen){writer->key, writer->gap, writer->dash, writer->indent, writer->open};
    writer->open = open;
    writer->gap = writer->dash = false;
    writer->indent += STEP;
}

void yaml_end_mapping(YamlWriter *writer, const YamlOpen *open)
{
    if (writer->open == open) {
        writer->open = open->outer;
        writer->dash = open->dash;
    }
    writer->indent -= STEP;
}

void yaml_begin_entry(YamlWriter *writer)
{
    writer->dash = true;
    writer->indent += STEP;
}

void yaml_end_entry(YamlWriter *writer)
{
    writer->key = NULL;
    writer->indent -= STEP;
}
