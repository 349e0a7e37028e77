// Whole files in, whole files out. A failed write leaves what stood there as it was.
#ifndef RAVINE_BASE_FILE_H
#define RAVINE_BASE_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { FILE_SIZE_MAX = 64 * 1024 * 1024 }; // bytes; a larger input is refused by name

// The file's bytes with a terminating 0 that size does not count; free() them. NULL: error says why.
char *file_read(const char *path, size_t *size, Error *error);

// Writes beside path and renames over it, so that path holds the old or the new bytes, never half. "-" is standard output.
bool file_write(const char *path, const void *bytes, size_t size, Error *error);

bool file_exists(const char *path);

#endif
