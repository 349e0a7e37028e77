#include "app/interrupt.h"

#include <signal.h>
#include <stddef.h>

static const int asking[] = {SIGINT, SIGTERM, SIGHUP};
enum { ASKING = sizeof asking / sizeof *asking };

// Not in a struct that is handed on: a signal's handler is handed nothing.
static struct {
    volatile sig_atomic_t came;
    struct sigaction before[ASKING];
} interrupt;

static void note(int signal)
{
    (void)signal;
    interrupt.came = 1;
}

void interrupt_begin(void)
{
    struct sigaction action = {.sa_handler = note};
    sigemptyset(&action.sa_mask);
    interrupt.came = 0;
    for (int i = 0; i < ASKING; i++) {
        sigaction(asking[i], NULL, &interrupt.before[i]);
        if (interrupt.before[i].sa_handler != SIG_IGN)
            sigaction(asking[i], &action, NULL);
    }
}

bool interrupted(void)
{
    return interrupt.came;
}

void interrupt_end(void)
{
    for (int i = 0; i < ASKING; i++)
        sigaction(asking[i], &interrupt.before[i], NULL);
}
