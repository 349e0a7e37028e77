// Values as YAML that a person wants to read: without quotes where none are needed, letters of all scripts as they
// are, paragraphs and tables as blocks. Each call is a whole value with its key; what is written is read back to the
// same. Private to src/scene.
#ifndef RAVINE_SCENE_YAML_WRITE_H
#define RAVINE_SCENE_YAML_WRITE_H

#include <stdbool.h>
#include <stdio.h>

// A mapping that was begun; its key is written with its first value, so that one without values leaves nothing.
typedef struct YamlOpen YamlOpen;
struct YamlOpen {
    const char *key;
    bool gap, dash;
    int indent;
    YamlOpen *outer; // begun and not written, too
};

typedef struct YamlWriter {
    FILE *out;
    const char *key; // of the next value; NULL: an entry of a list
    bool gap;        // an empty line before it
    bool dash;       // it is the first key of an entry
    int indent;      // columns
    int flow;        // entries of the list in brackets that is being written
    bool failed;     // there was no memory for something
    YamlOpen *open;  // the innermost mapping that was begun and not written
} YamlWriter;

void yaml_write_text(YamlWriter *writer, const char *text); // UTF-8; what is none becomes '?'
void yaml_write_as_is(YamlWriter *writer, const char *yaml);
void yaml_write_quoted(YamlWriter *writer, const char *text);
void yaml_write_paragraph(YamlWriter *writer, const char *text); // in lines of about 100 bytes
void yaml_write_block(YamlWriter *writer, const char *text);     // lines that end with \n, the first not indented
void yaml_write_number(YamlWriter *writer, double number);
void yaml_write_whole(YamlWriter *writer, unsigned long long number);

// [a, b]: an add for each, words and numbers; without one, the end writes nothing.
void yaml_flow_add(YamlWriter *writer, const char *text);
void yaml_flow_end(YamlWriter *writer);
void yaml_write_numbers(YamlWriter *writer, const double *numbers, int n); // n > 0

// A list with an entry on each line: n values follow, each one a call of the above or yaml_write_entry_keys.
void yaml_begin_list(YamlWriter *writer, int n);
void yaml_end_list(YamlWriter *writer);

// What follows are the mapping's values, until its end; `open` is the caller's until then.
void yaml_begin_mapping(YamlWriter *writer, YamlOpen *open);
void yaml_end_mapping(YamlWriter *writer, const YamlOpen *open);

// What follows are the values of an entry that is a mapping, one at least.
void yaml_begin_entry(YamlWriter *writer);
void yaml_end_entry(YamlWriter *writer);

#endif
