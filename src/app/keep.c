#include "app/keep.h"

#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAMES_MAX = 1000, LISTED_MAX = 256, SCRAP_S = 60 };

typedef struct Left {
    char path[KEEP_PATH_MAX];
    struct timespec at;
} Left;

bool keep_begin(Keep *keep, Error *error)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    *keep = (Keep){0};
    Text folder = text_begin(keep->folder, sizeof keep->folder);
    if (state && state[0] == '/') // the specification has relative ones ignored
        text_add(&folder, "%s/ravine", state);
    else if (home && home[0])
        text_add(&folder, "%s/.local/state/ravine", home);
    if (keep->folder[0] && !folder.full)
        return true;
    keep->folder[0] = '\0';
    return error_set(error, "the scene is not kept: neither XDG_STATE_HOME nor HOME names a folder");
}

// With all that it lies in; what goes wrong is said by who writes into it.
static void make_folder(const char *folder)
{
    char path[KEEP_FOLDER_MAX];
    text_copy(path, sizeof path, folder);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    mkdir(path, 0700);
}

// ---- What was left

static bool is_later(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

static int compare_age(const void *a, const void *b)
{
    const Left *one = a, *other = b;
    return is_later(one->at, other->at) ? -1 : is_later(other->at, one->at);
}

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && !strcmp(name + length - tail, ending);
}

// Of a process that was killed while it wrote.
static void sweep(const char *path, const struct stat *status)
{
    if (status->st_mtime + SCRAP_S < time(NULL))
        unlink(path);
}

static int list(const char *folder, Left left[LISTED_MAX])
{
    DIR *directory = opendir(folder);
    int n = 0;
    for (struct dirent *entry; directory && n < LISTED_MAX && (entry = readdir(directory));) {
        struct stat status;
        Text path = text_begin(left[n].path, sizeof left[n].path);
        text_add(&path, "%s/%s", folder, entry->d_name);
        if (path.full || lstat(path.bytes, &status) || !S_ISREG(status.st_mode))
            continue;
        left[n].at = status.st_mtim;
        if (ends_with(entry->d_name, ".tmp"))
            sweep(path.bytes, &status);
        else
            n += ends_with(entry->d_name, ".yaml");
    }
    if (directory)
        closedir(directory);
    qsort(left, (size_t)n, sizeof *left, compare_age);
    return n;
}

// -1: its process lives, or it is there no more.
static int lock(const char *path)
{
    struct stat opened, named;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return -1;
    bool locked = !flock(file, LOCK_EX | LOCK_NB) || errno != EWOULDBLOCK; // some file systems have no locks
    if (locked && !fstat(file, &opened) && !stat(path, &named) && opened.st_ino == named.st_ino)
        return file;
    close(file);
    return -1;
}

static bool find(Keep *keep, Scene *scene, const Left *left, int n)
{
    bool found = false;
    for (int i = 0, gone = 0; i < n; i++) {
        int file = lock(left[i].path);
        if (file < 0)
            continue;
        if (++gone > KEEP_FILES_MAX)
            unlink(left[i].path);
        else if (scene && !found && scene_read(scene, left[i].path, NULL)) {
            found = true;
            keep->left_lock = file;
            text_copy(keep->left, sizeof keep->left, left[i].path);
            continue;
        }
        close(file);
    }
    return found;
}

bool keep_find(Keep *keep, Scene *scene)
{
    Left *left = keep->folder[0] && !keep->left[0] ? malloc(LISTED_MAX * sizeof *left) : NULL;
    bool found = left && find(keep, scene, left, list(keep->folder, left));
    free(left);
    return found;
}

void keep_leave(Keep *keep, bool remove)
{
    if (!keep->left[0])
        return;
    if (remove)
        unlink(keep->left);
    close(keep->left_lock);
    keep->left[0] = '\0';
}

// ---- What is kept

// A number of an earlier process may be this one's, too.
static bool choose_path(Keep *keep)
{
    for (int i = 0; i < NAMES_MAX; i++) {
        snprintf(keep->path, sizeof keep->path, i ? "%s/scene-%ld-%d.yaml" : "%s/scene-%ld.yaml", keep->folder,
                 (long)getpid(), i);
        if (!file_exists(keep->path))
            return true;
    }
    keep->path[0] = '\0';
    return false;
}

static bool write_locked(const char *path, const char *text, size_t size, int *locked, Error *error)
{
    FileOut out;
    if (!file_begin(&out, path, error))
        return false;
    out.hasty = true;
    *locked = fcntl(fileno(out.stream), F_DUPFD_CLOEXEC, 3);
    if (*locked >= 0)
        flock(*locked, LOCK_EX | LOCK_NB);
    fwrite(text, 1, size, out.stream); // what goes wrong is seen at the end
    if (file_commit(&out, error))
        return true;
    close(*locked);
    return false;
}

bool keep_write(Keep *keep, const char *text, size_t size, Error *error)
{
    bool first = !keep->path[0];
    int locked;
    make_folder(keep->folder);
    if (first && !choose_path(keep))
        return error_set(error, "%s: too many files", keep->folder);
    if (!write_locked(keep->path, text, size, &locked, error)) {
        if (first)
            keep->path[0] = '\0';
        return false;
    }
    if (!first)
        close(keep->lock);
    keep->lock = locked;
    return true;
}

void keep_end(Keep *keep)
{
    keep_leave(keep, false);
    if (keep->path[0])
        close(keep->lock);
    *keep = (Keep){0};
}
