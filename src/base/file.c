#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A regular file's size with one byte to see that it has grown beyond the limit; the limit for what has no size (a pipe).
static size_t room_for(const struct stat *status)
{
    bool sized = S_ISREG(status->st_mode) && status->st_size > 0 && status->st_size <= FILE_SIZE_MAX;
    return (sized ? (size_t)status->st_size : (size_t)FILE_SIZE_MAX + 1) + 1;
}

char *file_read(const char *path, size_t *size, Error *error)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    char *bytes = NULL;
    size_t room;
    if (!file || fstat(fileno(file), &status)) {
        error_set(error, "%s: %s", path, strerror(errno));
    } else if (S_ISDIR(status.st_mode)) {
        error_set(error, "%s: is a folder", path);
    } else if (!(bytes = malloc(room = room_for(&status)))) {
        error_set(error, "%s: out of memory", path);
    } else {
        *size = fread(bytes, 1, room - 1, file);
        bool failed = ferror(file);
        if (failed || *size > FILE_SIZE_MAX) {
            error_set(error, "%s: %s", path, failed ? strerror(errno) : "larger than 64 MiB");
            free(bytes);
            bytes = NULL;
        } else {
            bytes[*size] = '\0';
            char *fitted = realloc(bytes, *size + 1);
            bytes = fitted ? fitted : bytes;
        }
    }
    if (file)
        fclose(file);
    return bytes;
}

static bool write_stdout(const void *bytes, size_t size, Error *error)
{
    if (fwrite(bytes, 1, size, stdout) != size || fflush(stdout))
        return error_set(error, "standard output: %s", strerror(errno));
    return true;
}

// A device or pipe is written to; only a regular file can be replaced.
static bool write_in_place(const char *path, const void *bytes, size_t size, Error *error)
{
    FILE *file = fopen(path, "wb");
    bool ok = file && fwrite(bytes, 1, size, file) == size;
    int saved = errno;
    if (file && fclose(file)) {
        ok = false;
        saved = errno;
    }
    return ok ? true : error_set(error, "%s: %s", path, strerror(saved));
}

bool file_write(const char *path, const void *bytes, size_t size, Error *error)
{
    if (!strcmp(path, "-"))
        return write_stdout(bytes, size, error);
    struct stat status;
    bool exists = !stat(path, &status);
    if (exists && S_ISDIR(status.st_mode))
        return error_set(error, "%s: is a folder", path);
    if (exists && !S_ISREG(status.st_mode))
        return write_in_place(path, bytes, size, error);

    char beside[4096];
    if (snprintf(beside, sizeof beside, "%s.%ld.tmp", path, (long)getpid()) >= (int)sizeof beside)
        return error_set(error, "%s: the path is too long", path);
    FILE *file = fopen(beside, "wb");
    bool ok = file && fwrite(bytes, 1, size, file) == size && !fflush(file) && !fsync(fileno(file));
    int saved = errno;
    if (file && fclose(file)) {
        ok = false;
        saved = errno;
    }
    if (ok && rename(beside, path)) {
        ok = false;
        saved = errno;
    }
    if (!ok) {
        remove(beside);
        error_set(error, "%s: %s", path, strerror(saved));
    }
    return ok;
}

bool file_exists(const char *path)
{
    struct stat status;
    return !stat(path, &status);
}
