#include "app/progress.h"

#include "base/scrap.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_MS = 400, EVERY_MS = 100 };

double progress_clock_ms(void *nothing)
{
    (void)nothing;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

void progress_begin(Progress *progress, bool asked)
{
    bool terminal = isatty(STDERR_FILENO);
    *progress =
        (Progress){.told = terminal || asked, .lines = !terminal, .next_ms = progress_clock_ms(NULL) + FIRST_MS};
}

static void wipe(Progress *progress)
{
    if (!progress->line[0])
        return;
    fputs(progress->wipe, stderr);
    scrap_forget_line();
    progress->line[0] = '\0';
}

void progress_end(Progress *progress)
{
    wipe(progress);
    progress->told = false;
}

bool progress_due(const Progress *progress)
{
    return progress->told && progress_clock_ms(NULL) >= progress->next_ms;
}

// A line that wraps could not be wiped away.
static int width(void)
{
    struct winsize size;
    bool known = !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col > 0;
    return known && size.ws_col <= PROGRESS_WIDTH ? size.ws_col - 1 : PROGRESS_WIDTH;
}

static void put(Progress *progress, const char *what)
{
    wipe(progress);
    Text line = text_begin(progress->line, (size_t)width() + 1);
    text_add(&line, "ravine: %s; Ctrl+C stops", what);
    if (!progress->line[0])
        return;
    snprintf(progress->wipe, sizeof progress->wipe, "\r%*s\r", (int)strlen(progress->line), "");
    scrap_watch_line(progress->wipe);
    fputs(progress->line, stderr);
}

void progress_say(Progress *progress, const char *format, ...)
{
    char what[PROGRESS_WIDTH];
    if (!progress->told)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (progress->lines)
        fprintf(stderr, "ravine: %s\n", what);
    else
        put(progress, what);
    progress->next_ms = progress_clock_ms(NULL) + EVERY_MS;
}
