#include "base/spawn.h"

// First out of the way of all, then to their places.
bool spawn_files(posix_spawn_file_actions_t *files, const int *from, const int *to, int n)
{
    int aside = 0;
    bool ok = true;
    for (int i = 0; i < n; i++) {
        aside = from[i] >= aside ? from[i] + 1 : aside;
        aside = to[i] >= aside ? to[i] + 1 : aside;
    }
    for (int i = 0; i < n; i++)
        ok = ok && (from[i] < 0 || !posix_spawn_file_actions_adddup2(files, from[i], aside + i));
    for (int i = 0; i < n; i++)
        ok = ok && (from[i] < 0 || (!posix_spawn_file_actions_adddup2(files, aside + i, to[i]) &&
                                    !posix_spawn_file_actions_addclose(files, aside + i)));
    return ok;
}
