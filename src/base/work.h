// Long work is done in slices. Each says how the work stands after it; the sum of the slices gives the same bytes as
// all at once.
#ifndef RAVINE_BASE_WORK_H
#define RAVINE_BASE_WORK_H

typedef enum Work {
    WORK_MORE, // another slice is needed
    WORK_DONE,
    WORK_FAILED // out of memory
} Work;

#endif
