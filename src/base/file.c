#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A regular file's size with one byte to see that it has grown beyond the limit; the limit for what has no size (a
// pipe).
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

static bool is_stdout(const char *path)
{
    return !strcmp(path, "-");
}

static bool fail(const FileOut *out, int why, Error *error)
{
    return error_set(error, "%s: %s", is_stdout(out->path) ? "standard output" : out->path, strerror(why));
}

// Only a regular file can be replaced; a device or a pipe, which takes bytes back no more, gets them all at the end.
bool file_begin(FileOut *out, const char *path, Error *error)
{
    *out = (FileOut){.path = path};
    struct stat status;
    bool exists = !is_stdout(path) && !stat(path, &status);
    if (exists && S_ISDIR(status.st_mode))
        return error_set(error, "%s: is a folder", path);
    if (is_stdout(path) || (exists && !S_ISREG(status.st_mode)))
        out->stream = tmpfile();
    else if (snprintf(out->beside, sizeof out->beside, "%s.%ld.tmp", path, (long)getpid()) >= (int)sizeof out->beside)
        return error_set(error, "%s: the path is too long", path);
    else
        out->stream = fopen(out->beside, "wb");
    return out->stream || fail(out, errno, error);
}

// 0, or what the stream has met with on its way. Where that has been forgotten since, one byte more meets it again.
static int trouble(FILE *stream)
{
    errno = 0;
    if (!fflush(stream) && !ferror(stream))
        return 0;
    if (!errno && putc(0, stream) != EOF)
        fflush(stream);
    return errno ? errno : EIO;
}

static int copy(FILE *from, FILE *to)
{
    char bytes[65536];
    size_t n;
    rewind(from);
    while ((n = fread(bytes, 1, sizeof bytes, from)))
        if (fwrite(bytes, 1, n, to) != n)
            return errno;
    return ferror(from) ? errno : trouble(to);
}

static int pour(const FileOut *out)
{
    int why = trouble(out->stream);
    FILE *to = why ? NULL : is_stdout(out->path) ? stdout : fopen(out->path, "wb");
    if (!to)
        return why ? why : errno;
    why = copy(out->stream, to);
    if (to != stdout && fclose(to) && !why)
        why = errno;
    return why;
}

static int replace(FileOut *out)
{
    int why = trouble(out->stream);
    if (!why && fsync(fileno(out->stream)))
        why = errno;
    if (fclose(out->stream) && !why)
        why = errno;
    out->stream = NULL;
    return !why && rename(out->beside, out->path) ? errno : why;
}

bool file_commit(FileOut *out, Error *error)
{
    int why = out->beside[0] ? replace(out) : pour(out);
    if (!why)
        out->beside[0] = '\0';
    file_abort(out);
    return why ? fail(out, why, error) : true;
}

void file_abort(FileOut *out)
{
    if (out->stream)
        fclose(out->stream);
    if (out->beside[0])
        remove(out->beside);
    out->stream = NULL;
    out->beside[0] = '\0';
}

bool file_write(const char *path, const void *bytes, size_t size, Error *error)
{
    FileOut out;
    if (!file_begin(&out, path, error))
        return false;
    fwrite(bytes, 1, size, out.stream); // what goes wrong is seen at the end
    return file_commit(&out, error);
}

bool file_exists(const char *path)
{
    struct stat status;
    return !stat(path, &status);
}
