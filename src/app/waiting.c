// Threads of OpenMP that have nothing to do sleep. Spinning, they would keep the processors of a busy machine from the
// very work that they wait for, and empty the battery of an idle one. GNU's library asks before main, so it is told
// before that.
#include <stdlib.h>

static void sleep_when_waiting(void)
{
    setenv("OMP_WAIT_POLICY", "passive", 0);
}

#ifdef __GLIBC__
__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(void) = sleep_when_waiting;
#else
__attribute__((constructor)) static void before_main(void)
{
    sleep_when_waiting();
}
#endif
