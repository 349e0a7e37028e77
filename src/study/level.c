#include "study/level.h"

#include <math.h>
#include <string.h>

static LevelPoints *stale_entry(LevelCache *cache)
{
    LevelPoints *stale = &cache->entry[0];
    for (int i = 1; i < LEVEL_WINDOWS_MAX; i++)
        if (cache->entry[i].used < stale->used)
            stale = &cache->entry[i];
    return stale;
}

static LevelPoints *find_entry(LevelCache *cache, uint64_t loss_key, const double window[4])
{
    for (int i = 0; i < LEVEL_WINDOWS_MAX; i++) {
        LevelPoints *entry = &cache->entry[i];
        if (entry->used && entry->loss_key == loss_key && memcmp(entry->window, window, sizeof entry->window) == 0)
            return entry;
    }
    return NULL;
}

const LevelPoints *level_get(LevelCache *cache, const Loss *loss, uint64_t loss_key, const double window[4])
{
    LevelPoints *entry = find_entry(cache, loss_key, window);
    if (!entry) {
        entry = stale_entry(cache);
        entry->loss_key = loss_key;
        memcpy(entry->window, window, sizeof entry->window);
        entry->n = critical_find(loss, window, entry->points);
    }
    entry->used = ++cache->now;
    return entry;
}

bool level_is_lowest(const LevelPoints *level, const CriticalPoint *point)
{
    double lowest = level->points[0].loss; // minima come first
    return point->kind == CRITICAL_MINIMUM && point->loss <= lowest + 1e-9 * fmax(fabs(lowest), 1.0);
}
