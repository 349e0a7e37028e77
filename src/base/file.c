#include "base/file.h"

#include "base/scrap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MEBIBYTE = 1024 * 1024 };
enum { LINKS_MAX = 40, NAMES_MAX = 100 }; // that are followed, that are tried

// A regular file's size with one byte to see that it has grown beyond the limit; the limit for what has no size (a
// pipe).
static size_t room_for(const struct stat *status, size_t most)
{
    bool sized = S_ISREG(status->st_mode) && status->st_size > 0 && (size_t)status->st_size <= most;
    return (sized ? (size_t)status->st_size : most + 1) + 1;
}

const char *file_input_name(const char *path)
{
    return strcmp(path, "-") ? path : "standard input";
}

static const char looped[] = "is a loop of symbolic links", a_socket[] = "is a socket";

// What was opened for us by who feeds it: "-", and what a shell calls its <(...).
static bool is_given(const char *path)
{
    return !strcmp(path, "-") || !strcmp(path, "/dev/stdin") || !strncmp(path, "/dev/fd/", 8) ||
           !strncmp(path, "/proc/self/fd/", 14);
}

// Why there are no bytes to be had; NULL: there are. What has no end, or waits for somebody, may only be given.
static const char *no_bytes(mode_t mode, bool given)
{
    if (S_ISDIR(mode))
        return "is a folder";
    if (given || S_ISREG(mode))
        return NULL;
    return S_ISFIFO(mode)   ? "is a pipe; one is read from standard input, as -"
           : S_ISSOCK(mode) ? a_socket
                            : "is a device";
}

static const char *why_not_there(const char *path, int why)
{
    struct stat link;
    bool leads_nowhere = why == ENOENT && !lstat(path, &link) && S_ISLNK(link.st_mode);
    return why == ELOOP ? looped : leads_nowhere ? "is a symbolic link to nothing" : strerror(why);
}

// It is looked at before it is opened: that alone would wait for who writes into a pipe, or wind a tape.
static FILE *open_input(const char *path, struct stat *status, Error *error)
{
    bool given = is_given(path), piped = !strcmp(path, "-");
    bool found = !(piped ? fstat(STDIN_FILENO, status) : stat(path, status));
    const char *why = found ? no_bytes(status->st_mode, given) : why_not_there(path, errno);
    FILE *file = why ? NULL : piped ? stdin : fopen(path, "rb");
    if (!file)
        error_set(error, "%s: %s", file_input_name(path), why ? why : strerror(errno));
    return file;
}

static char *read_all(FILE *file, const char *path, size_t room, size_t most, size_t *size, Error *error)
{
    char *bytes = malloc(room), *fitted;
    if (!bytes)
        return error_set(error, "%s: out of memory", path), NULL;
    *size = fread(bytes, 1, room - 1, file);
    bool failed = ferror(file);
    if (failed || *size > most) {
        if (failed)
            error_set(error, "%s: %s", path, strerror(errno));
        else
            error_set(error, "%s: larger than %d MiB", path, (int)(most / MEBIBYTE));
        free(bytes);
        return NULL;
    }
    bytes[*size] = '\0';
    fitted = realloc(bytes, *size + 1);
    return fitted ? fitted : bytes;
}

char *file_read_large(const char *path, size_t most, size_t *size, Error *error)
{
    struct stat status;
    FILE *file = open_input(path, &status, error);
    char *bytes = file ? read_all(file, file_input_name(path), room_for(&status, most), most, size, error) : NULL;
    if (file && file != stdin)
        fclose(file);
    return bytes;
}

char *file_read(const char *path, size_t *size, Error *error)
{
    return file_read_large(path, FILE_SIZE_MAX, size, error);
}

// Its names as a file are no files to be replaced: a shell may have opened it to append.
static bool is_stdout(const char *path)
{
    static const char *const names[] = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(path, names[i]))
            return true;
    return false;
}

static bool fail(const FileOut *out, int why, Error *error)
{
    return error_set(error, "%s: %s", is_stdout(out->path) ? "standard output" : out->path,
                     why == ELOOP ? looped : strerror(why));
}

// Where the path leads, there or not yet: links stay, what they lead to is written. 0, or why not.
static int follow(const char *path, char target[FILE_BESIDE_MAX])
{
    char link[FILE_BESIDE_MAX];
    if (snprintf(target, FILE_BESIDE_MAX, "%s", path) >= FILE_BESIDE_MAX)
        return ENAMETOOLONG;
    for (int links = 0; links < LINKS_MAX; links++) {
        ssize_t length = readlink(target, link, sizeof link - 1);
        if (length < 0)
            return 0;
        char *slash = strrchr(target, '/'), *from = link[0] != '/' && slash ? slash + 1 : target;
        if ((from - target) + length >= FILE_BESIDE_MAX)
            return ENAMETOOLONG;
        memcpy(from, link, (size_t)length);
        from[length] = '\0';
    }
    return ELOOP;
}

static int folder_length(const char *path) // with its slash; 0: the current one
{
    const char *slash = strrchr(path, '/');
    return slash ? (int)(slash - path) + 1 : 0;
}

// Root may write everything, so it is the mode that says what is to be left alone.
static bool is_read_only(const struct stat *status)
{
    return (geteuid() == 0 || status->st_uid == geteuid()) && !(status->st_mode & S_IWUSR);
}

static bool may_write(const char *path, Error *error)
{
    FileOut out = {.path = path};
    struct stat status;
    bool exists = !is_stdout(path) && !stat(path, &status);
    if (exists && (S_ISDIR(status.st_mode) || S_ISSOCK(status.st_mode)))
        return error_set(error, "%s: %s", path, S_ISDIR(status.st_mode) ? "is a folder" : a_socket);
    if (is_stdout(path) || (exists && !S_ISREG(status.st_mode)))
        return true;
    if (exists && is_read_only(&status))
        return error_set(error, "%s: is read-only", path);
    char target[FILE_BESIDE_MAX], folder[FILE_BESIDE_MAX];
    int why = follow(path, target);
    snprintf(folder, sizeof folder, "%.*s.", folder_length(target), target);
    if (!why && ((exists && access(path, W_OK)) || access(folder, W_OK)))
        why = errno;
    return !why || fail(&out, why, error);
}

// Under a name that no one has, readable by no more people than what stood there.
static int create_beside(FileOut *out, bool existed)
{
    int fd = -1;
    for (int i = 0; fd < 0 && (i == 0 || errno == EEXIST) && i < NAMES_MAX; i++) {
        int length = snprintf(out->beside, sizeof out->beside, "%.*sravine-%ld-%d.tmp", folder_length(out->target),
                              out->target, (long)getpid(), i);
        if (length >= (int)sizeof out->beside) {
            errno = ENAMETOOLONG;
            break;
        }
        scrap_watch(out->beside);
        fd = open(out->beside, O_RDWR | O_CREAT | O_EXCL, existed ? S_IRUSR | S_IWUSR : 0666);
    }
    return fd;
}

// Whose it is and who may read it stays. false: another's file, which cannot be made anew, but be written into.
static bool take_over(int fd, const struct stat *old)
{
    struct stat made;
    if (fstat(fd, &made))
        return false;
    bool same = made.st_uid == old->st_uid && made.st_gid == old->st_gid;
    return (same || !fchown(fd, old->st_uid, old->st_gid)) && !fchmod(fd, old->st_mode & 07777);
}

static FILE *open_beside(FileOut *out, const struct stat *old)
{
    int fd = create_beside(out, old);
    if (fd >= 0 && old && !take_over(fd, old)) {
        close(fd);
        remove(out->beside);
        fd = -1;
        errno = EPERM;
    }
    if (fd < 0) {
        scrap_forget();
        out->beside[0] = '\0';
    }
    return fd < 0 ? NULL : fdopen(fd, "w+b");
}

// To open a pipe would wait for who reads it, perhaps for ever. It stays open: its reader takes an end for the end of
// all.
static bool open_pipe(FileOut *out, Error *error)
{
    int fd = open(out->path, O_WRONLY | O_NONBLOCK);
    if (fd < 0)
        return errno == ENXIO ? error_set(error, "%s: is a pipe that nobody reads", out->path)
                              : fail(out, errno, error);
    if (!fcntl(fd, F_SETFL, O_WRONLY))
        out->pipe = fdopen(fd, "wb");
    if (out->pipe)
        return true;
    int why = errno;
    close(fd);
    return fail(out, why, error);
}

// A file of one name is replaced. A file of several names is written into, and so is what takes bytes back no more, a
// device or a pipe: when all bytes are there.
bool file_begin(FileOut *out, const char *path, Error *error)
{
    *out = (FileOut){.path = path};
    struct stat status;
    signal(SIGXFSZ, SIG_IGN); // a file that grows too large is an error, as a full disk is
    if (!may_write(path, error))
        return false;
    bool exists = !is_stdout(path) && !stat(path, &status);
    bool replaced = !is_stdout(path) && (!exists || (S_ISREG(status.st_mode) && status.st_nlink == 1));
    int why = replaced ? follow(path, out->target) : 0;
    if (why)
        return fail(out, why, error);
    if (exists && S_ISFIFO(status.st_mode) && !open_pipe(out, error))
        return false;
    if (replaced)
        out->stream = open_beside(out, exists ? &status : NULL);
    if (!replaced || (!out->stream && exists && errno == EPERM))
        out->stream = tmpfile();
    why = out->stream ? 0 : errno;
    if (why)
        file_abort(out);
    return !why || fail(out, why, error);
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

// Of a file that is written into: the whole size, before a byte of the old is lost.
static int make_room(int fd, off_t size)
{
    struct stat status;
    if (fstat(fd, &status) || !S_ISREG(status.st_mode) || fd == STDOUT_FILENO)
        return 0;
    int why = size > status.st_size ? posix_fallocate(fd, 0, size) : 0;
    if (why == EINVAL || why == EOPNOTSUPP) // of a file system that cannot say so beforehand
        why = 0;
    if (ftruncate(fd, why ? status.st_size : size) && !why)
        why = errno;
    return why;
}

static FILE *open_as_it_is(const char *path)
{
    int fd = open(path, O_WRONLY);
    return fd < 0 ? NULL : fdopen(fd, "wb");
}

static int pour(FileOut *out)
{
    int why = trouble(out->stream);
    FILE *to = why ? NULL : is_stdout(out->path) ? stdout : out->pipe ? out->pipe : open_as_it_is(out->path);
    if (!to)
        return why ? why : errno;
    why = make_room(fileno(to), ftell(out->stream));
    if (!why)
        why = copy(out->stream, to);
    if (to == out->pipe)
        out->pipe = NULL;
    if (to != stdout && fclose(to) && !why)
        why = errno;
    return why;
}

static void forget(FileOut *out)
{
    if (out->beside[0])
        scrap_forget();
    out->beside[0] = '\0';
}

// In one step under a name that must be free; where names cannot be linked, in two.
static bool name_anew(const FileOut *out)
{
    if (!link(out->beside, out->target))
        return !unlink(out->beside);
    int fd = errno == EEXIST ? -1 : open(out->target, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (fd < 0)
        return false;
    close(fd);
    return !rename(out->beside, out->target);
}

// What is mounted by itself, as containers do with a file, cannot be replaced, but be written into.
static int replace(FileOut *out)
{
    int why = trouble(out->stream);
    if (!why && !out->hasty && fsync(fileno(out->stream)) && errno != EINVAL)
        why = errno;
    if (!why && out->anew && !name_anew(out))
        return errno;
    if (!why && !out->anew && rename(out->beside, out->target))
        return errno == EBUSY ? pour(out) : errno;
    if (!why)
        forget(out);
    return why;
}

bool file_commit(FileOut *out, Error *error)
{
    int why = out->beside[0] ? replace(out) : pour(out);
    file_abort(out);
    return why ? fail(out, why, error) : true;
}

void file_abort(FileOut *out)
{
    if (out->stream)
        fclose(out->stream);
    if (out->pipe)
        fclose(out->pipe);
    if (out->beside[0])
        remove(out->beside);
    out->stream = out->pipe = NULL;
    forget(out);
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
    return !lstat(path, &status) || (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG);
}
