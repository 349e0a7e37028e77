#include "export/ffmpeg.h"

#include "base/spawn.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { OUT_FD = 3, EXTRA_FD = 4 }; // as ffmpeg sees them

typedef struct Line {
    const char *argument[FFMPEG_ARGUMENTS_MAX + 1];
    int n;
} Line;

static void add(Line *line, const char *const *arguments)
{
    for (; *arguments && line->n < FFMPEG_ARGUMENTS_MAX; arguments++)
        line->argument[line->n++] = *arguments;
    line->argument[line->n] = NULL;
}

static bool set_files(posix_spawn_file_actions_t *files, int in, int out, int extra, int said)
{
    const int from[] = {in, said, out, extra}, to[] = {STDIN_FILENO, STDERR_FILENO, OUT_FD, EXTRA_FD};
    return spawn_files(files, from, to, 4) &&
           !posix_spawn_file_actions_addopen(files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
}

// In a group of its own: Ctrl+C is ours to handle. 0, or why not.
static int spawn(Ffmpeg *ffmpeg, const Line *line, int in, int out, int extra)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    if (posix_spawn_file_actions_init(&files) || posix_spawnattr_init(&attributes))
        return ENOMEM;
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    int why = ENOMEM;
    if (set_files(&files, in, out, extra, fileno(ffmpeg->said)))
        why = posix_spawnp(&ffmpeg->process, "ffmpeg", &files, &attributes, (char *const *)line->argument, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return why;
}

static void widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
    fcntl(fd, F_SETPIPE_SZ, 1 << 20);
#endif
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static bool start(Ffmpeg *ffmpeg, const Line *line, int out, int extra, Error *error)
{
    int ends[2];
    ffmpeg->said = tmpfile();
    if (!ffmpeg->said || pipe(ends))
        return error_set(error, "film: %s", strerror(errno));
    ffmpeg->pipe = ends[1];
    widen_pipe(ends[1]);
    signal(SIGPIPE, SIG_IGN); // that it ended is an error of ours
    int why = spawn(ffmpeg, line, ends[0], out, extra);
    close(ends[0]);
    if (!why)
        return true;
    ffmpeg->process = 0;
    return why == ENOENT ? error_set(error, "film: there is no program ffmpeg to write it (package ffmpeg); "
                                            "numbered pictures, as frames/%%04d.png, need none")
                         : error_set(error, "film, ffmpeg: %s", strerror(why));
}

bool ffmpeg_begin(Ffmpeg *ffmpeg, int fps, const char *const *arguments, int out, int extra, Error *error)
{
    char size[32], rate[16];
    Line line = {.n = 0};
    snprintf(size, sizeof size, "%dx%d", ffmpeg->width_px + ffmpeg->pad_right, ffmpeg->height_px + ffmpeg->pad_below);
    snprintf(rate, sizeof rate, "%d", fps);
    add(&line,
        (const char *[]){"ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo",
                         "-pixel_format", "rgb24", "-video_size", size, "-framerate", rate, "-i", "pipe:0", NULL});
    add(&line, arguments);
    ffmpeg->pipe = -1;
    ffmpeg->process = 0;
    if (start(ffmpeg, &line, out, extra, error))
        return true;
    ffmpeg_stop(ffmpeg);
    return false;
}

static bool write_all(Ffmpeg *ffmpeg, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(ffmpeg->pipe, bytes, size);
        if (n < 0 && errno != EINTR)
            return false;
        bytes += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool write_row(Ffmpeg *ffmpeg, const uint8_t *row)
{
    size_t size = (size_t)ffmpeg->width_px * 3;
    return write_all(ffmpeg, row, size) && (!ffmpeg->pad_right || write_all(ffmpeg, row + size - 3, 3));
}

static bool write_padded(Ffmpeg *ffmpeg, const uint8_t *bytes)
{
    size_t size = (size_t)ffmpeg->width_px * 3;
    for (int y = 0; y < ffmpeg->height_px; y++)
        if (!write_row(ffmpeg, bytes + (size_t)y * size))
            return false;
    return !ffmpeg->pad_below || write_row(ffmpeg, bytes + (size_t)(ffmpeg->height_px - 1) * size);
}

bool ffmpeg_feed(void *context, const uint8_t *bytes, Error *error)
{
    Ffmpeg *ffmpeg = context;
    size_t size = (size_t)ffmpeg->width_px * (size_t)ffmpeg->height_px * 3;
    bool padded = ffmpeg->pad_right || ffmpeg->pad_below;
    if (padded ? write_padded(ffmpeg, bytes) : write_all(ffmpeg, bytes, size))
        return true;
    ffmpeg->failed = true;
    return ffmpeg_end(ffmpeg, error);
}

// Its first line: what follows tells where in ffmpeg that was.
static bool tell(Ffmpeg *ffmpeg, int status, Error *error)
{
    char line[256] = "";
    rewind(ffmpeg->said);
    bool said = fgets(line, sizeof line, ffmpeg->said) && line[0];
    line[strcspn(line, "\r\n")] = '\0';
    if (said)
        return error_set(error, "film, ffmpeg: %s", line);
    return error_set(error, "film, ffmpeg: it ended with %s %d", WIFSIGNALED(status) ? "signal" : "status",
                     WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static int finish(Ffmpeg *ffmpeg)
{
    int status = 0;
    if (ffmpeg->pipe >= 0)
        close(ffmpeg->pipe);
    ffmpeg->pipe = -1;
    while (ffmpeg->process > 0 && waitpid(ffmpeg->process, &status, 0) < 0 && errno == EINTR)
        continue;
    ffmpeg->process = 0;
    return status;
}

bool ffmpeg_end(Ffmpeg *ffmpeg, Error *error)
{
    int status = finish(ffmpeg);
    bool ok = (WIFEXITED(status) && !WEXITSTATUS(status) && !ffmpeg->failed) || tell(ffmpeg, status, error);
    ffmpeg_stop(ffmpeg);
    return ok;
}

void ffmpeg_stop(Ffmpeg *ffmpeg)
{
    if (ffmpeg->process > 0)
        kill(ffmpeg->process, SIGKILL);
    finish(ffmpeg);
    if (ffmpeg->said)
        fclose(ffmpeg->said);
    ffmpeg->said = NULL;
}
