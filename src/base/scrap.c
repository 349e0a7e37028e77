#include "base/scrap.h"

#include "base/file.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int endings[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { ENDINGS = sizeof endings / sizeof *endings };

// Not in a struct that is handed on: a signal's handler is handed nothing.
static struct {
    char path[FILE_BESIDE_MAX]; // "": nothing is watched
    struct sigaction before[ENDINGS];
} scrap;

// The handler is gone by now, and the signal waits for its end: it does then what it did before.
static void end(int signal)
{
    unlink(scrap.path);
    raise(signal);
}

void scrap_watch(const char *path)
{
    struct sigaction action = {.sa_handler = end, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    strncpy(scrap.path, path, sizeof scrap.path - 1);
    for (int i = 0; i < ENDINGS; i++) {
        sigaction(endings[i], NULL, &scrap.before[i]);
        if (scrap.before[i].sa_handler == SIG_DFL)
            sigaction(endings[i], &action, NULL);
    }
}

void scrap_forget(void)
{
    for (int i = 0; scrap.path[0] && i < ENDINGS; i++)
        if (scrap.before[i].sa_handler == SIG_DFL)
            sigaction(endings[i], &scrap.before[i], NULL);
    scrap.path[0] = '\0';
}
