#include "app/folder.h"

#include "base/text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { NAMES_MAX = 4096 };

static const char *const tables[] = {".csv", ".tsv", ".txt", ".data"}, *const scenes[] = {".yaml", ".yml", ".png",
                                                                                          ".svg", ".pdf"};

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool has_ending(const char *path, const char *const *endings, int n)
{
    const char *dot = strrchr(name_of(path), '.');
    for (int i = 0; dot && i < n; i++)
        if (!strcasecmp(dot, endings[i]))
            return true;
    return false;
}

bool folder_is_table(const char *path)
{
    return has_ending(path, tables, sizeof tables / sizeof *tables);
}

bool folder_expand(const char *typed, char path[FOLDER_PATH_MAX])
{
    const char *home = getenv("HOME");
    Text text = text_begin(path, FOLDER_PATH_MAX);
    bool from_home = home && !strncmp(typed, "~/", 2);
    text_add(&text, "%s%s", from_home ? home : "", from_home ? typed + 1 : typed);
    return !text.full;
}

// ---- What matches

typedef struct Name {
    char name[256]; // a folder's ends with /
    bool begins;    // as what was typed
} Name;

static int compare(const void *a, const void *b)
{
    const Name *one = a, *other = b;
    if (one->begins != other->begins)
        return one->begins ? -1 : 1;
    int order = strcasecmp(one->name, other->name);
    return order ? order : strcmp(one->name, other->name);
}

static bool contains(const char *name, const char *part)
{
    for (; *name; name++)
        if (!strncasecmp(name, part, strlen(part)))
            return true;
    return !*part;
}

// false: it is nothing to be opened, or something else.
static bool read_name(const char *folder, const char *entry, const char *part, Name *name)
{
    char path[FOLDER_PATH_MAX];
    struct stat status;
    Text text = text_begin(path, sizeof path), full = text_begin(name->name, sizeof name->name);
    text_add(&text, "%s%s", folder, entry);
    if (text.full || (entry[0] == '.' && part[0] != '.') || !strcmp(entry, ".") || !contains(entry, part) ||
        stat(path, &status))
        return false;
    bool is_folder = S_ISDIR(status.st_mode);
    text_add(&full, "%s%s", entry, is_folder ? "/" : "");
    name->begins = !strncasecmp(entry, part, strlen(part));
    bool opens = folder_is_table(entry) || has_ending(entry, scenes, sizeof scenes / sizeof *scenes);
    return !full.full && (is_folder || (opens && S_ISREG(status.st_mode)));
}

static int list(const char *folder, const char *part, Name *names)
{
    int n = 0;
    DIR *directory = opendir(folder[0] ? folder : ".");
    for (struct dirent *entry; directory && n < NAMES_MAX && (entry = readdir(directory));)
        n += read_name(folder, entry->d_name, part, &names[n]);
    if (directory)
        closedir(directory);
    qsort(names, (size_t)n, sizeof *names, compare);
    return n;
}

static void take(Folder *folder, const Name *names, int n)
{
    int before = (int)(name_of(folder->typed) - folder->typed);
    for (int i = 0; i < n && folder->n < FOLDER_SHOWN; i++) {
        Text path = text_begin(folder->path[folder->n], sizeof folder->path[0]);
        text_add(&path, "%.*s%s", before, folder->typed, names[i].name);
        folder->n += !path.full;
    }
    folder->more = n - folder->n;
}

void folder_match(Folder *folder, const char *typed)
{
    char path[FOLDER_PATH_MAX];
    if (!strcmp(folder->typed, typed))
        return;
    *folder = (Folder){.at = -1};
    text_copy(folder->typed, sizeof folder->typed, typed);
    Name *names = folder_expand(typed, path) ? malloc(NAMES_MAX * sizeof *names) : NULL;
    if (!names)
        return;
    char part[FOLDER_PATH_MAX];
    text_copy(part, sizeof part, name_of(path));
    path[name_of(path) - path] = '\0';
    take(folder, names, list(path, part, names));
    free(names);
}

void folder_move(Folder *folder, int n)
{
    int places = folder->n + 1; // none is one of them
    folder->at = (folder->at + 1 + n + places) % places - 1;
}

void folder_open(Folder *folder)
{
    *folder = (Folder){.typed = "\n", .at = -1};
}
