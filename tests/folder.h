// A seat before a window (seat.h) in a folder of its own, which is the working directory while the tests run.
#ifndef RAVINE_TESTS_FOLDER_H
#define RAVINE_TESTS_FOLDER_H

#include "app/document.h"
#include "seat.h"

#include <unistd.h>

static char folder[] = "/tmp/ravine-test-XXXXXX", home[4096];

static inline int open_here(void **state)
{
    return !mkdtemp(folder) || !getcwd(home, sizeof home) || chdir(folder) || open_group(state);
}

static inline int close_here(void **state)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return close_group(state) || chdir(home) || system(command);
}

// Nothing is in it, and the scene is that of a start with this file; "": with none.
static inline void begin(const char *path)
{
    fresh(NULL);
    assert_int_equal(system("rm -rf ./*"), 0);
    document_end(app);
    document_begin(app, path);
}

#endif
