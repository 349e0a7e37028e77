// In place of OpenMP's header: one thread.
#ifndef RAVINE_WEB_OMP_H
#define RAVINE_WEB_OMP_H

static inline int omp_get_max_threads(void)
{
    return 1;
}

static inline int omp_get_thread_num(void)
{
    return 0;
}

#endif
