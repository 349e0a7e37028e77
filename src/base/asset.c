#include "base/asset.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef RAVINE_DATADIR
#define RAVINE_DATADIR "/usr/local/share/ravine"
#endif

enum { PARENTS = 4 }; // the program stands in the project's folder or in build/<variant>/

static bool try_folder(const char *folder, const char *name, char *path, size_t size)
{
    int length = snprintf(path, size, "%s/%s", folder, name);
    return length > 0 && (size_t)length < size && file_exists(path);
}

bool asset_path(const char *name, char *path, size_t size, Error *error)
{
    const char *set = getenv("RAVINE_ASSETS");
    if (set && try_folder(set, name, path, size))
        return true;
    char folder[1024];
    ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
    folder[length > 0 ? length : 0] = '\0';
    for (int up = 0; up < PARENTS && folder[0]; up++) {
        char *slash = strrchr(folder, '/');
        if (!slash)
            break;
        *slash = '\0';
        if (try_folder(folder, name, path, size))
            return true;
    }
    if (try_folder(".", name, path, size) || try_folder(RAVINE_DATADIR, name, path, size))
        return true;
    return error_set(error, "%s: not found beside the program nor in %s; RAVINE_ASSETS can name its folder", name,
                     RAVINE_DATADIR);
}
