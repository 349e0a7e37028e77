#include "app/errand.h"

#include "base/spawn.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char said_head[] = "ravine: ";

// ---- Its beginning

// 0, or why not.
static int spawn(Errand *errand, const char *program, int said)
{
    const char *line[] = {"ravine", "-", "--progress", "--output=-", "--format", errand->ending, NULL};
    static const int first_three[] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
    posix_spawn_file_actions_t files;
    if (posix_spawn_file_actions_init(&files))
        return ENOMEM;
    int why = ENOMEM;
    if (spawn_files(&files, (const int[]){fileno(errand->scene), fileno(errand->bytes), said}, first_three, 3))
        why = posix_spawn(&errand->process, program, &files, NULL, (char *const *)line, environ);
    posix_spawn_file_actions_destroy(&files);
    errand->process = why ? 0 : errand->process;
    return why;
}

static bool open_files(Errand *errand, int ends[2], Error *error)
{
    errand->scene = tmpfile();
    errand->bytes = tmpfile();
    if (!errand->scene || !errand->bytes || pipe(ends))
        return error_set(error, "%s", strerror(errno));
    errand->said = ends[0];
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return true;
}

static bool put_scene(Errand *errand, const char *text, size_t size, Error *error)
{
    bool ok = fwrite(text, 1, size, errand->scene) == size && !fflush(errand->scene);
    rewind(errand->scene);
    return ok || error_set(error, "the scene: %s", strerror(errno));
}

bool errand_begin(Errand *errand, const char *program, const char *ending, const char *text, size_t size, Error *error)
{
    int ends[2] = {-1, -1};
    *errand = (Errand){.ending = ending};
    bool ok = open_files(errand, ends, error) && put_scene(errand, text, size, error);
    int why = ok ? spawn(errand, program, ends[1]) : 0;
    if (ends[1] >= 0)
        close(ends[1]);
    if (ok && !why)
        return true;
    errand_end(errand);
    return ok ? error_set(error, "%s: %s", program, strerror(why)) : false;
}

// ---- What it says

static void take_line(Errand *errand)
{
    errand->part[errand->n_part] = '\0';
    bool headed = !strncmp(errand->part, said_head, sizeof said_head - 1);
    text_copy(errand->line, sizeof errand->line, errand->part + (headed ? sizeof said_head - 1 : 0));
    errand->n_part = 0;
}

static void listen(Errand *errand)
{
    char bytes[512];
    for (ssize_t n; (n = read(errand->said, bytes, sizeof bytes)) > 0;)
        for (ssize_t i = 0; i < n; i++) {
            if (bytes[i] == '\n')
                take_line(errand);
            else if (errand->n_part < (int)sizeof errand->part - 1)
                errand->part[errand->n_part++] = bytes[i];
        }
}

bool errand_runs(Errand *errand, bool *ok)
{
    int status;
    listen(errand);
    if (waitpid(errand->process, &status, WNOHANG) == 0)
        return true;
    listen(errand);
    errand->process = 0;
    *ok = WIFEXITED(status) && !WEXITSTATUS(status);
    return false;
}

void errand_stop(Errand *errand)
{
    errand->stopped = true;
    kill(errand->process, SIGTERM);
}

void errand_end(Errand *errand)
{
    if (errand->process) {
        errand_stop(errand);
        waitpid(errand->process, NULL, 0);
    }
    if (errand->scene)
        fclose(errand->scene);
    if (errand->bytes)
        fclose(errand->bytes);
    if (errand->said > 0)
        close(errand->said);
    *errand = (Errand){0};
}
