#include "app/progress.h"

#include "base/scrap.h"

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

void progress_begin(Progress *progress)
{
    *progress = (Progress){.terminal = isatty(STDERR_FILENO), .next_ms = progress_clock_ms(NULL) + FIRST_MS};
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
    progress->terminal = false;
}

bool progress_due(const Progress *progress)
{
    return progress->terminal && progress_clock_ms(NULL) >= progress->next_ms;
}

// A line that wraps could not be wiped away.
static int width(void)
{
    struct winsize size;
    bool known = !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col > 0;
    return known && size.ws_col <= PROGRESS_WIDTH ? size.ws_col - 1 : PROGRESS_WIDTH;
}

void progress_say(Progress *progress, const char *format, ...)
{
    if (!progress->terminal)
        return;
    wipe(progress);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(progress->line, sizeof progress->line, format, arguments);
    va_end(arguments);
    progress->line[width()] = '\0';
    if (!progress->line[0])
        return;
    snprintf(progress->wipe, sizeof progress->wipe, "\r%*s\r", (int)strlen(progress->line), "");
    scrap_watch_line(progress->wipe);
    fputs(progress->line, stderr);
    progress->next_ms = progress_clock_ms(NULL) + EVERY_MS;
}
