#include "base/asset.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef RAVINE_DATADIR
#define RAVINE_DATADIR "/usr/local/share/ravine"
#endif

enum { PARENTS = 4, FOLDER_MAX = 4096 }; // the program stands in the project's folder or in build/<variant>/

// A folder with all that the program reads; one of these names alone may be anybody's.
static bool is_home(const char *folder)
{
    static const char *const parts[] = {"shaders", "assets/scenes"};
    char path[FOLDER_MAX + 16];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
        if (!file_exists(path))
            return false;
    }
    return true;
}

static bool try_home(char folder[FOLDER_MAX], const char *above, const char *name)
{
    return snprintf(folder, FOLDER_MAX, "%s%s", above, name) < FOLDER_MAX && is_home(folder);
}

// Installed, share/ravine stands beside the program's folder; built, what the program reads stands some folders above
// it.
static bool beside_program(char folder[FOLDER_MAX])
{
    char up[FOLDER_MAX];
    ssize_t length = readlink("/proc/self/exe", up, sizeof up - 1);
    up[length > 0 ? length : 0] = '\0';
    for (int i = 0; i < PARENTS; i++) {
        char *slash = strrchr(up, '/');
        if (!slash)
            break;
        *slash = '\0';
        if ((i == 1 && try_home(folder, up, "/share/ravine")) || try_home(folder, up, ""))
            return true;
    }
    return false;
}

// The current folder is asked last, where nothing else is known: it may be anybody's.
static const char *home(char folder[FOLDER_MAX])
{
    return beside_program(folder) ? folder : is_home(RAVINE_DATADIR) ? RAVINE_DATADIR : ".";
}

static bool try_folder(const char *folder, const char *name, char *path, size_t size)
{
    int length = snprintf(path, size, "%s/%s", folder, name);
    return length > 0 && (size_t)length < size && file_exists(path);
}

bool asset_path(const char *name, char *path, size_t size, Error *error)
{
    char folder[FOLDER_MAX];
    const char *set = getenv("RAVINE_ASSETS");
    if ((set && try_folder(set, name, path, size)) || try_folder(home(folder), name, path, size))
        return true;
    return error_set(error, "%s: not found beside the program nor in %s; RAVINE_ASSETS can name its folder", name,
                     RAVINE_DATADIR);
}
