// Texts of rows, line by line, so that every error knows its line; and text that grows while they are read. Private to
// src/scene.
#ifndef RAVINE_SCENE_LINES_H
#define RAVINE_SCENE_LINES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

// Where a reader stands in its bytes.
typedef struct Lines {
    const char *what;   // "data", "batches"
    const char *origin; // the file
    const char *next, *end;
    int number; // of the current line, from 1
    Error *error;
} Lines;

// Behind a byte order mark, if there is one. All is borrowed.
Lines lines_begin(const char *what, const char *bytes, size_t size, const char *origin, Error *error);

// The next line without its end (LF, CRLF or CR); false after the last.
bool lines_next(Lines *lines, const char **line, size_t *length);

// "WHAT, ORIGIN:LINE: WHY" of the current line; returns false.
bool lines_fail(const Lines *lines, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Text that grows. `failed` stays set once memory ran out.
typedef struct Grown {
    char *bytes;
    size_t size, capacity;
    bool failed;
} Grown;

bool grow_to(Grown *text, size_t capacity); // room for as many bytes
void grow(Grown *text, const char *bytes, size_t size);

// The whole file; NULL: error has "WHAT, FILE: WHY". free() it.
char *lines_read(const char *what, const char *path, size_t *size, Error *error);

#endif
