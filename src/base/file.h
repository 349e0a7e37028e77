// Whole files in, whole files out, however they came about: a failed write leaves what stood there as it was.
#ifndef RAVINE_BASE_FILE_H
#define RAVINE_BASE_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { FILE_BESIDE_MAX = 4096 };
enum { FILE_SIZE_MAX = 64 * 1024 * 1024 }; // bytes; a larger input is refused by name

// What messages call an input: "-" is standard input.
const char *file_input_name(const char *path);

// The bytes, of a regular file or of what was opened for us ("-", a shell's <(...)), with a terminating 0 that size
// does not count; free() them. NULL: error says why.
char *file_read(const char *path, size_t *size, Error *error);
char *file_read_large(const char *path, size_t most, size_t *size, Error *error); // up to `most` bytes

// A file under way. What is written to its stream is found under the path, all of it, once it is committed. "-" is
// standard output.
// Mode, owner, links to it and its other names stay as they were; a file that is read-only is refused, to root as well.
typedef struct FileOut {
    FILE *stream;
    const char *path;             // borrowed
    FILE *pipe;                   // a pipe of that name; NULL: it is none
    bool anew;                    // the path is to be new: to commit fails where there is a file, and leaves that
    bool hasty;                   // not forced onto the disk, which takes long: a loss of power may take it
    char target[FILE_BESIDE_MAX]; // what the path's links lead to
    char beside[FILE_BESIDE_MAX]; // where the bytes wait, to be renamed; "": in a file without a name, to be copied
} FileOut;

bool file_begin(FileOut *out, const char *path, Error *error);
bool file_commit(FileOut *out, Error *error); // or aborts: the path holds the old bytes or the new ones, never half
void file_abort(FileOut *out);                // as if it had never begun

bool file_write(const char *path, const void *bytes, size_t size, Error *error); // the three in one

bool file_exists(const char *path); // something of this name, be it out of reach or a link to nothing

#endif
