#include "base/scrap.h"

#include "base/file.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int endings[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { ENDINGS = sizeof endings / sizeof *endings };

// Not in a struct that is handed on: a signal's handler is handed nothing.
static struct {
    char path[FILE_BESIDE_MAX]; // "": no file is watched
    const char *wipe;           // NULL: no line is
    struct sigaction before[ENDINGS];
} scrap;

// The handler is gone by now, and the signal waits for its end: it does then what it did before.
static void end(int signal)
{
    if (scrap.path[0])
        unlink(scrap.path);
    if (scrap.wipe && write(STDERR_FILENO, scrap.wipe, strlen(scrap.wipe)) < 0)
        scrap.wipe = NULL; // there is nobody to be told
    raise(signal);
}

static bool watches(void)
{
    return scrap.path[0] || scrap.wipe;
}

static void begin(void)
{
    struct sigaction action = {.sa_handler = end, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < ENDINGS; i++) {
        sigaction(endings[i], NULL, &scrap.before[i]);
        if (scrap.before[i].sa_handler == SIG_DFL)
            sigaction(endings[i], &action, NULL);
    }
}

static void finish(void)
{
    for (int i = 0; i < ENDINGS; i++)
        if (scrap.before[i].sa_handler == SIG_DFL)
            sigaction(endings[i], &scrap.before[i], NULL);
}

void scrap_watch(const char *path)
{
    bool watched = watches();
    strncpy(scrap.path, path, sizeof scrap.path - 1);
    if (!watched)
        begin();
}

void scrap_forget(void)
{
    bool watched = watches();
    scrap.path[0] = '\0';
    if (watched && !watches())
        finish();
}

void scrap_watch_line(const char *wipe)
{
    bool watched = watches();
    scrap.wipe = wipe;
    if (!watched)
        begin();
}

void scrap_forget_line(void)
{
    bool watched = watches();
    scrap.wipe = NULL;
    if (watched && !watches())
        finish();
}
