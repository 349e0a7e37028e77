// Growing memory.
#include "engine/memory.h"

#include <stdlib.h>
#include <string.h>

bool memory_grow(void *memory, size_t *size, size_t needed)
{
    void *old;
    memcpy(&old, memory, sizeof old);
    if (needed <= *size)
        return true;
    size_t larger = needed > 2 * *size ? needed : 2 * *size;
    void *moved = realloc(old, larger);
    if (!moved)
        return false;
    memcpy(memory, &moved, sizeof moved);
    *size = larger;
    return true;
}
